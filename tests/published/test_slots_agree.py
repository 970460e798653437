"""The same plant cut into other slots: totals agree where nothing binds within the year, and weights count days."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.tables.read_tables import read_tables

EXAMPLES = Path(__file__).parents[2] / "examples"

DAYS = """
plant: {name: Weighted days, currency: MXN, gwp: AR6, carbon_price: 100 MXN/t_CO2e}
materials:
  - {material: gas, unit: Nm3}
  - {material: power, unit: kWh}
sites: [{site: works}]
supplies:
  - {supply: wells, site: works, material: gas, amount: 10 Nm3/h, take: all, price: 0.5 MXN/Nm3}
stores:
  - {store: holder, site: works, material: gas, capacity: 100 Nm3, cost: 0.01 MXN/Nm3/h}
processes:
  - {process: engine, site: works, model: recipe, capacity: 20 Nm3/h, variable_cost: 0.1 MXN/Nm3}
recipes:
  - {process: engine, material: gas, role: in, amount: 1 Nm3/Nm3}
  - {process: engine, material: power, role: out, amount: 2 kWh/Nm3}
markets:
  - {market: grid, site: works, material: power, price: tariff}
rates:
  - {at: engine, effect: fossil CO2, rate: 2 kg/Nm3}
"""
TARIFFS = {"workday": (1.0, 2.0, 3.0), "holiday": (1.0, 1.5, 2.0)}
LENGTHS = (8, 12, 4)
CALENDAR = {"workday": 250, "holiday": 115}


def cut(example: str, slots: str) -> mfo.Plan:
    """An example with another setting ``slots``."""
    tables = read_tables(EXAMPLES / example)
    settings = tables["plant"]
    names = settings.columns["setting"].values
    if "slots" in names:
        settings.columns["value"].values[names.index("slots")] = slots
    else:
        names.append("slots")
        settings.columns["value"].values.append(slots)
        settings.lines.append(settings.lines[-1])
    return mfo.Workbench(tables).optimise()


def totals(plan: mfo.Plan) -> dict[str, float]:
    return {effect: found["value"] for effect, found in plan.totals.items()}


@pytest.mark.parametrize("slots", ["12 months", "52 weeks", "365 days", "8760 hours", "17520 half-hours"])
def test_half_hours_to_a_year_agree_where_nothing_binds_within_the_year(slots: str) -> None:
    """A canteen with level supply and capacity: however the year is cut, its totals are the same."""
    hours = 52 * 7 * 24 if slots == "52 weeks" else 8760
    whole = {effect: value * hours / 8760 for effect, value in totals(cut("starter", "1 year")).items()}
    assert totals(cut("starter", slots)) == pytest.approx(whole, rel=1e-6, abs=1e-6)


def test_nopalmex_by_month_costs_what_it_costs_by_year() -> None:
    assert totals(cut("nopalmex", "12 months")) == pytest.approx(totals(cut("nopalmex", "1 year")), rel=1e-6, abs=1e-6)


def days(weighted: bool) -> str:
    """The plant above with two typical days by weight, or with each of the 365 days written out."""
    slots, profile, number = [], [], 0
    for kind, count in CALENDAR.items():
        for day in range(1 if weighted else count):
            for part, (length, price) in enumerate(zip(LENGTHS, TARIFFS[kind], strict=True)):
                number += 1
                label = f"{kind} {day} {part}"
                weight = f", weight: {count}" if weighted else ""
                slots.append(f"  - {{slot: {label}, hours: {length} h, day: {kind} {day}{weight}}}")
                profile.append(f'  - {{slot: {number}, "tariff [MXN/kWh]": {price}}}')
    return "\n".join([DAYS, "slots:", *slots, "profiles:", *profile, ""])


def test_weighted_slots_cost_and_emit_like_the_days_they_stand_for(tmp_path: Path) -> None:
    """Proves: costs, emissions, holding cost and carbon price of typical days count by their weight.

    Without weights the two days would cost a fraction of the year.
    """
    found = []
    for weighted in (True, False):
        path = tmp_path / f"plant{weighted}.yaml"
        path.write_text(days(weighted), encoding="utf-8")
        found.append(totals(mfo.read(path).optimise()))
    assert found[0] == pytest.approx(found[1], rel=1e-9)
    # by hand: a workday sells 160 kWh at 3 and 320 at 2 MXN (see by_hand/peak_hours.yaml), a holiday at 2 and 1.5
    income = 250 * (160 * 3 + 320 * 2) + 115 * (160 * 2 + 320 * 1.5)
    gas = 365 * 240
    holding = 365 * 0.01 * (80 * 8 + 40 * 12)  # 80 Nm3 at the end of the base hours, 40 at the end of the next
    carbon = gas * 0.002 * 100
    assert found[0]["cost"] == pytest.approx(gas * (0.5 + 0.1) + holding + carbon - income, rel=1e-9)
