"""Spare capacity: what is in place of a set of facilities, held against the load of every slot. Solved by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.errors import PlantError

PLANT = """
plant: {name: spare, currency: MXN, discount_rate: 0 %, gwp: AR6}
slots:
  - {slot: night, hours: 16 h, weight: 365}
  - {slot: noon, hours: 8 h, weight: 365}
profiles: [{slot: night, "load [MWh/h]": 4}, {slot: noon, "load [MWh/h]": 10}]
materials: [{material: heat, unit: MWh}, {material: gas, unit: MWh}]
sites: [{site: yard}]
supplies: [{supply: gas grid, site: yard, material: gas, take: up to, price: 0 MXN/MWh}]
processes:
  - {process: boiler A, site: yard, model: recipe, capacity: 20 MWh/h, existing: 0 MWh/h,
     capex: 1000 MXN/(MWh/h), lifetime: 10 year, variable_cost: 0 MXN/MWh}
  - {process: boiler C, site: yard, model: recipe, capacity: 20 MWh/h, existing: 0 MWh/h,
     capex: 2000 MXN/(MWh/h), lifetime: 10 year, variable_cost: 0 MXN/MWh}
  - {process: boiler B, site: yard, model: recipe, capacity: 3 MWh/h, variable_cost: 1 MXN/MWh}
recipes:
  - {process: boiler A, role: in, material: gas, amount: 1}
  - {process: boiler A, role: out, material: heat, amount: 1}
  - {process: boiler B, role: in, material: gas, amount: 1}
  - {process: boiler B, role: out, material: heat, amount: 1}
  - {process: boiler C, role: in, material: gas, amount: 1}
  - {process: boiler C, role: out, material: heat, amount: 1}
markets: [{market: heating, site: yard, material: heat, price: 0 MXN/MWh, minimum: load, maximum: load}]
"""
ALL = "'processes: boiler A; processes: boiler B; processes: boiler C'"


def planned(tmp_path: Path, *limits: str) -> mfo.Plan:
    path = tmp_path / "spare.yaml"
    rows = "".join(f"  - {{limit: limit {place}, {row}}}\n" for place, row in enumerate(limits))
    path.write_text(PLANT + (f"limits:\n{rows}" if limits else ""), encoding="utf-8")
    return mfo.read(path).optimise()


@pytest.mark.parametrize(
    ("limits", "cost"),
    [
        ((), 10 * 100),
        ((f"what: 'capacity: boiler A; capacity: boiler B', of: {ALL}, when: slot, minimum: 150 %",), 12 * 100),
        (
            ("what: 'capacity: boiler A; capacity: boiler B', of: 'markets: heating', when: slot, minimum: 150 %",),
            1200,
        ),
        ((f"what: 'capacity: boiler A; capacity: boiler B', of: {ALL}, when: slot, minimum: 110 %",), 10 * 100),
        (
            (
                f"what: 'capacity: boiler A; capacity: boiler B', of: {ALL}, when: slot, minimum: 100 %",
                f"what: 'capacity: boiler B; capacity: boiler C', of: {ALL}, when: slot, minimum: 100 %",
                f"what: 'capacity: boiler A; capacity: boiler C', of: {ALL}, when: slot, minimum: 100 %",
            ),
            7 * 100 + 7 * 200 + 0,
        ),
    ],
    ids=["none", "half as much again", "against what is delivered", "not binding", "the largest out"],
)
def test_spare_capacity_is_held_against_the_highest_load(tmp_path: Path, limits: tuple[str, ...], cost: float) -> None:
    """A costs 100 MXN a year for each MWh/h, C 200, B is there with 3. The load is 10 at noon and 4 at night.

    Alone A is built for 10. Half as much again wants A + 3 >= 15. With any one out the other two must reach 10:
    A + B, C + B and A + C, so that A = C = 7 (A + C = 14), and B runs for nothing of it.
    """
    plan = planned(tmp_path, *limits)
    assert plan.objective == pytest.approx(cost)
    assert plan.certificate.get("holds", True)


def test_what_was_reached_and_what_it_costs_is_told(tmp_path: Path) -> None:
    """At noon 15 stand beside 10, at night 15 beside 4; a MWh/h more of the required costs 100 MXN a year, and
    not that much on each of 365 days."""
    plan = planned(tmp_path, f"what: 'capacity: boiler A; capacity: boiler B', of: {ALL}, when: slot, minimum: 150 %")
    assert plan.limits["value"].tolist() == pytest.approx([3.75, 1.5])
    assert plan.limits["binding"].tolist() == [False, True]
    assert plan.limits["price"].tolist() == pytest.approx([0, -100])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("what: 'capacity: boiler A', of: 'processes: boiler A', minimum: 120 %", "when"),
        ("what: 'capacity: boiler A', of: 'processes: boiler A', when: total, minimum: 120 %", "when"),
        ("what: 'capacity: boiler A', of: 'effects: cost', when: slot, minimum: 120 %", "of"),
    ],
)
def test_what_is_no_load_is_refused_at_its_cell(tmp_path: Path, row: str, column: str) -> None:
    with pytest.raises(PlantError) as caught:
        planned(tmp_path, row)
    found = caught.value.problems[0]
    assert found.code == "limit-reserve"
    assert found.where is not None
    assert found.where.cell == column


def test_another_unit_is_refused(tmp_path: Path) -> None:
    """The load of a market of t is none that MWh/h could carry."""
    text = PLANT.replace("{material: gas, unit: MWh}", "{material: gas, unit: MWh}, {material: ash, unit: t}").replace(
        "maximum: load}]", "maximum: load}, {market: tip, site: yard, material: ash, price: 0 MXN/t}]"
    )
    path = tmp_path / "spare.yaml"
    row = "{limit: x, what: 'capacity: boiler A', of: 'markets: tip', when: slot, minimum: 120 %}"
    path.write_text(f"{text}limits: [{row}]\n", encoding="utf-8")
    with pytest.raises(PlantError, match="units-of"):
        mfo.read(path)
