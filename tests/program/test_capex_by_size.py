"""Capex that hangs on how much is built at once: each plant is solved by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.errors import PlantError, SolverError
from mfo.program.constraints.capital import capex_steps

from .written import planned, read

DRIER = (
    "site: {site}, model: recipe, capacity: 100 t/year, {capex}, lifetime: 10 year, closure_cost: 10 EUR/(t/year), "
    "variable_cost: 0 EUR/t"
)
PLANT = """
plant: {{name: One drier or two, currency: EUR, slots: 1 year, years: [2025, 2026, 2027], discount_rate: 0 %}}
materials: [{{material: peel, unit: t}}]
sites: [{{site: north}}, {{site: south}}]
supplies:
  - {{supply: peel north, site: north, material: peel, amount: grows, take: all, price: 0 EUR/t}}
  - {{supply: peel south, site: south, material: peel, amount: 20 t/year, take: all, price: 0 EUR/t}}
processes:
  - {{process: drier north, {north}}}
  - {{process: drier south, {south}}}
recipes:
  - {{process: drier north, material: peel, role: in}}
  - {{process: drier south, material: peel, role: in}}
links:
  - {{link: road, from: south, to: north, material: peel, distance: 10 km, cost_per_amount: 10 EUR/t}}
profiles:
  - {{year: 2025, "grows [t/year]": 20}}
  - {{year: 2026, "grows [t/year]": 30}}
  - {{year: 2027, "grows [t/year]": 30}}
"""
CHEAPER = 'capex_by_size: "20 t/year: 250 EUR/(t/year); 100 t/year: 80 EUR/(t/year)"'
DEARER = 'capex_by_size: "20 t/year: 50 EUR/(t/year); 100 t/year: 130 EUR/(t/year)"'


def driers(capex: str) -> str:
    """A drier in the north, one in the south, and a road between them."""
    north, south = (DRIER.format(site=site, capex=capex) for site in ("north", "south"))
    return PLANT.format(north=north, south=south)


def spent(plan: mfo.Plan) -> float:
    return float(plan.ledger[plan.ledger.effect == "investment"].amount.sum())


def test_what_costs_the_same_at_any_size_stands_before_what_does_not(tmp_path: Path) -> None:
    """A drier too dear to build, in the row before, changes nothing: 612.50 EUR, 50 for closing and 200 for the road in
    each of three years, as below."""
    text = driers(CHEAPER)
    dear = DRIER.format(site="north", capex="capex: 9999 EUR/(t/year)")
    text = text.replace("processes:\n", f"processes:\n  - {{process: dear, {dear}}}\n")
    text = text.replace("recipes:\n", "recipes:\n  - {process: dear, material: peel, role: in}\n")
    assert planned(tmp_path, text).objective == pytest.approx(3 * (612.5 + 200 + 50))


@pytest.mark.parametrize(
    ("capex", "euro", "money", "whole"),
    [
        # 20 t/year cost 5,000 EUR, each further one 37.50. At best 50 are built in the north at once, 612.50 EUR a year
        # for 10 years, and the south's peel is hauled for 200. Two driers (30 and 20) are 537.50 and 500 a year; 10 in
        # 2026, here or there, start at 250 each again. Closing costs 1 EUR a year for each t/year.
        (CHEAPER, 3 * (612.5 + 200 + 50), 6125, True),
        # The first 20 t/year cost 50 EUR each, every further one 150: 20 in each place, and 10 a year later.
        (DEARER, 200 + 250 + 250 + 40 + 50 + 50, 2500, False),
        # On one line: 100 EUR each, as `capex`.
        ('capex_by_size: "20 t/year: 100 EUR/(t/year); 100 t/year: 100 EUR/(t/year)"', 1400 + 140, 5000, False),
    ],
)
def test_what_a_unit_costs_hangs_on_what_is_built_at_once(
    capex: str, euro: float, money: float, whole: bool, tmp_path: Path
) -> None:
    """Proves: economies of scale decide that one site is built, at once; whole numbers only where they are needed."""
    bench = read(tmp_path, driers(capex))
    steps = bench.graph.processes.steps
    assert steps is not None
    assert bool(steps.whole.any()) == whole
    plan = bench.optimise()
    assert plan.objective == pytest.approx(euro, rel=1e-9)
    assert spent(plan) == pytest.approx(money, rel=1e-9)


def test_the_cash_flow_has_the_money_of_the_curve(tmp_path: Path) -> None:
    """Proves: 6,125 EUR in the year before, 0.7 of it left after 2027; what lasts 3 years is closed for 500 in 2027."""
    cash = planned(tmp_path, driers(CHEAPER)).cash_flow
    told = cash.groupby("category").amount.sum().to_dict()
    assert told["capex"] == pytest.approx(-6125)
    assert set(cash[cash.category == "capex"].year) == {2024}
    assert told["residual value"] == pytest.approx(0.7 * 6125)
    cash = planned(tmp_path, driers(CHEAPER).replace("lifetime: 10", "lifetime: 3")).cash_flow
    closing = cash[cash.category == "closure"]
    assert (closing.year.tolist(), closing.amount.tolist()) == ([2027], pytest.approx([-500]))


def test_a_budget_counts_the_money_of_the_curve(tmp_path: Path) -> None:
    """Proves: 40 t/year are needed from 2025 on, and cost 5,750 EUR at least: 5,600 a year are too little."""
    text = driers(CHEAPER) + "limits: [{limit: purse, what: cash, maximum: 5600 EUR}]\n"
    with pytest.raises(mfo.InfeasibleError):
        planned(tmp_path, text)
    wide = driers(CHEAPER) + "limits: [{limit: purse, what: cash, maximum: 6125 EUR}]\n"
    assert spent(planned(tmp_path, wide)) == pytest.approx(6125)


@pytest.mark.parametrize("kind", ["stores", "links"])
def test_of_stores_and_links(kind: str, tmp_path: Path) -> None:
    """Proves: 4 t (or t/d) cost 300 EUR and 2 x 60, over 10 years; by the market's 1,000 EUR it pays.

    8 t arise on the first of two days, none on the other; 4 t a day are sold. Per year of 2 days the annuities are
    2/365 of a year's.
    """
    curve, per = ("2 t: 150 EUR/t; 12 t: 75 EUR/t", "t") if kind == "stores" else (
        "2 t/d: 150 EUR/(t/d); 12 t/d: 75 EUR/(t/d)", "t/d")  # fmt: skip
    built = f'capacity: 12 {per}, capex_by_size: "{curve}", lifetime: 10 year'
    store = f"{{store: k, site: a, material: w, {built}}}"
    link = f"{{link: road, from: a, to: b, material: w, distance: 1 km, cost_per_amount: 0 EUR/t, {built}}}"
    place, arises = ("a", "p") if kind == "stores" else ("b", "4 t/d")
    text = f"""
plant: {{name: s, currency: EUR, slots: 2 days}}
materials: [{{material: w, unit: t}}]
sites: [{{site: a}}, {{site: b}}]
supplies: [{{supply: s, site: a, material: w, take: up to, amount: {arises}, price: 0 EUR/t}}]
markets: [{{market: m, site: {place}, material: w, price: 1000 EUR/t, maximum: 4 t/d}}]
{kind}: [{store if kind == "stores" else link}]
profiles: [{{slot: 1, "p [t/d]": 8}}, {{slot: 2, "p [t/d]": 0}}]
"""
    assert planned(tmp_path, text).objective == pytest.approx(42 * 2 / 365 - 8000, rel=1e-9)


def test_a_limit_that_asks_for_more_does_not_mix_the_steps(tmp_path: Path) -> None:
    """Proves: where more is to be spent than the best plan spends, no dear unit is bought before the cheap ones.

    1,000 EUR for the first 20 t/year in each place, and 10 and 20 more at 150: 5,000 EUR is what 50 + 20 cost.
    """
    plan = read(tmp_path, driers(DEARER)).optimise(limits=["investment >= 5000 EUR"])
    assert spent(plan) >= 5000 - 1e-6


def test_a_program_without_the_order_gives_no_plan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: the certificate holds the order of steps by itself."""
    monkeypatch.setattr(
        capex_steps, "_first", lambda kind, prefix: lambda m, r, y: getattr(m, f"{prefix}built_step")[r, y] >= 0
    )
    with pytest.raises(SolverError):
        planned(tmp_path, driers(CHEAPER))


@pytest.mark.parametrize(
    ("capex", "told", "right"),
    [
        ('capex_by_size: "20 t/year: 250 EUR/(t/year); 50 t/year: 200 EUR/(t/year)"', "ends at", "at the capacity"),
        ('capex_by_size: "120 t/year: 250 EUR/(t/year); 100 t/year: 300 EUR/(t/year)"', "must rise", "10 t/d"),
        ('capex_by_size: "50 t/year: 250 EUR/(t/year); 100 t/year: 100 EUR/(t/year)"', "no more in all", "the larger"),
        ('capex_by_size: "100 t/year: 250 EUR/(t/year)"', "one point", "`capex`"),
        ('capex_by_size: "50 % : 250 EUR/(t/year); 100 t/year: 200 EUR/(t/year)"', "50 %", ""),
        ('capex_by_size: "50 t/year: 250 EUR/t; 100 t/year: 200 EUR/t"', "EUR/t", ""),
        (f"capex: 100 EUR/(t/year), {CHEAPER}", "both", "blank"),
    ],
)
def test_a_curve_that_says_nothing_is_refused(capex: str, told: str, right: str, tmp_path: Path) -> None:
    """Proves: at its cell, with what would be right."""
    with pytest.raises(PlantError) as caught:
        read(tmp_path, driers(capex))
    problem = next(each for each in caught.value.problems if told in each.message)
    assert "capex_by_size" in str(problem.where)
    assert right in problem.remedy
