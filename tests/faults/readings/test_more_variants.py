"""Readings that do not balance where everything earns: told as readings, and never as a loop that earns for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

PAID = """
plant: {name: x, currency: EUR}
materials: [{material: w, unit: t}, {material: g, unit: t}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: w, amount: 200 t/year, take: up to, price: -1 EUR/t}]
processes: [{process: p, site: a, model: recipe, variable_cost: 0 EUR/t}]
recipes: [{process: p, material: w, role: in, amount: 1 t/t}, {process: p, material: g, role: out, amount: 0.5 t/t}]
markets: [{market: m, site: a, material: g, price: 2 EUR/t}]
"""
HAULED = """
plant: {name: x, currency: EUR, slots: 12 months}
materials: [{material: w, unit: t}]
sites: [{site: a}, {site: b}]
supplies: [{supply: s, site: a, material: w, amount: 200 t/year, take: up to, price: -1 EUR/t}]
links: [{link: road, from: a, to: b, material: w, cost_per_amount: -1 EUR/t}]
markets: [{market: m, site: b, material: w, price: 0 EUR/t}]
measurements:
  - {at: s, amount: 120 t/year, uncertainty: 10 %}
  - {at: road, amount: 100 t/year, uncertainty: 10 %}
"""


def today_of(text: str, folder: Path) -> tuple[float | None, list[str]]:
    """What today costs (None: not known), and the codes of what is told of the readings."""
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    plan = mfo.read(path).optimise()
    assert plan.objective == pytest.approx(-400)  # 200 t at 1 EUR, and 100 t at 2 EUR or 200 t at 1 EUR
    codes = [problem.code for problem in plan.problem_list if problem.code.startswith("measurement")]
    return (None if plan.today is None else float(plan.today.totals["cost"]["value"])), codes


def test_readings_around_a_process_that_earns_are_reconciled(tmp_path: Path) -> None:
    """100 and 45 t, each give or take 5, of which the second is half of the first: by least squares 4.9 / 0.05 = 98 t
    and 49 t. Today earns 98 + 2 x 49 = 196 EUR."""
    rows = (
        "measurements: [{at: s, amount: 100 t/year, uncertainty: 5 t/year}, "
        "{at: m, amount: 45 t/year, uncertainty: 5 t/year}]\n"
    )
    cost, codes = today_of(PAID + rows, tmp_path)
    assert cost == pytest.approx(-196, rel=1e-6)
    assert codes == ["measurements-reconciled"]


def test_exact_readings_around_it_are_told_as_unbalanced(tmp_path: Path) -> None:
    rows = "measurements: [{at: s, amount: 100 t/year}, {at: m, amount: 45 t/year}]\n"
    assert today_of(PAID + rows, tmp_path) == (None, ["measurements-unbalanced"])


def test_readings_on_a_way_that_is_paid_for_are_reconciled(tmp_path: Path) -> None:
    """120 give or take 12 and 100 give or take 10, of one flow: weighed with 1/144 and 1/100 both are 108.197 t."""
    flow = (120 / 144 + 100 / 100) / (1 / 144 + 1 / 100)
    cost, codes = today_of(HAULED, tmp_path)
    assert cost == pytest.approx(-2 * flow, rel=1e-6)
    assert codes == ["measurements-reconciled"]


def test_a_reading_of_a_nanogram_is_a_reading(tmp_path: Path) -> None:
    """1e-15 and 2e-15 t, each give or take a tenth, of one flow: weighed with 1 and 1/4 it is 1.2e-15 t, and chi-square
    1 / (0.01 + 0.04) = 20: told, and taken for nothing nowhere."""
    path = tmp_path / "plant.yaml"
    path.write_text(
        """
plant: {name: x, currency: EUR}
materials: [{material: w, unit: t}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: w, take: up to, amount: 10 t/year, price: 1 EUR/t}]
markets: [{market: m, site: a, material: w, price: 5 EUR/t}]
measurements: [{at: s, amount: 1e-15 t/year, uncertainty: 10 %}, {at: m, amount: 2e-15 t/year, uncertainty: 10 %}]
""",
        encoding="utf-8",
    )
    plan = mfo.read(path).optimise()
    told = next(problem for problem in plan.problem_list if problem.code == "measurements-reconciled")
    assert "chi-square 20, at most 3.84" in told.message
    assert plan.today is not None
    assert plan.today.flows["amount"].tolist() == pytest.approx([1.2e-15, 1.2e-15], rel=1e-6, abs=0)
