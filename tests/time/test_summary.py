"""What the command line prints of a roadmap."""

from __future__ import annotations

from pathlib import Path

import pytest
from mfo.cli.screen.roadmap import WASTE, by_year

import mfo

from .reading import plan_of
from .test_roadmap import BUDGET, TARGET, town

EXAMPLE = Path(__file__).parents[2] / "examples" / "municipality"


def row(text: str, label: str) -> list[str]:
    """The cells of the rows that begin with a label, over all blocks of years."""
    return [cell for line in text.splitlines() if line.startswith(label) for cell in line[len(label) :].split()]


def test_a_roadmap_is_told_year_by_year(tmp_path: Path) -> None:
    """Proves: waste by route, diversion, cost, money spent, room left, the target's price and what is built stand
    for each year."""
    limits = (
        "\n".join((TARGET, BUDGET % "500 EUR"))
        + '\n  - {limit: airspace, what: "process: landfill", when: total, maximum: 100 t}'
    )
    profiles = '  - {year: 2025, "target [%]": 20}\n  - {year: 2029, "target [%]": 60}'
    text = town([2025, 2027, 2029], 10, {}, limits=limits, profiles=profiles, treating="90 EUR/t")
    told = by_year(plan_of(tmp_path, text))
    assert row(told, "stands for [years]") == ["2", "2", "2"]
    assert row(told, "waste [t]") == ["10", "10", "10"]
    assert row(told, "  to recycling [t]") == ["2", "4", "6"]
    assert row(told, "  to landfill [t]") == ["8", "6", "4"]
    assert row(told, "diversion [%]") == ["20", "40", "60"]
    assert row(told, "investment [EUR]") == ["100", "100", "100"]
    assert row(told, "left of airspace [t]") == ["84", "72", "64"]
    assert row(told, "price of recycling target [EUR/t]") == ["40", "40", "40"]
    assert "2027  treatment 2 t/year\n" in told
    assert "energy recovery" not in told  # there is none, so diversion is told once


def test_lead_times_ends_and_the_price_of_room_are_told(tmp_path: Path) -> None:
    """Proves: what is decided in 2025 is told to be in use from 2027 to 2028, what is decided later from 2029 on; and
    one more t of room saves treating it at 70 EUR and 10 EUR of capital where burying costs 60: 20 EUR."""
    limits = '  - {limit: airspace, what: "process: landfill", when: total, maximum: 30 t}'
    plant = {"lead_time": "1 year", "lifetime": "2 years", "capex": "20 EUR/(t/year)"}
    text = town([2025, 2027, 2029], 10, plant, limits=limits, treating="70 EUR/t")
    told = by_year(plan_of(tmp_path, text))
    for said in ("2025  treatment", "(in use 2027 to 2028)", "2027  treatment", "(in use from 2029)"):
        assert said in told
    assert "Price of airspace: 20 EUR/t over all years, in money of 2025." in told


def test_diversion_is_told_without_and_with_energy_recovery(tmp_path: Path) -> None:
    """Proves: 2 of 10 t recycled and 3 t burnt are a diversion of 20 %, and of 50 % with energy recovery."""
    burning = {"process": "kiln", "route": "energy recovery", "capacity": "3 t/year"}
    text = town([2025, 2026], 10, {"capacity": "2 t/year"}, burning)
    told = by_year(plan_of(tmp_path, text))
    assert row(told, "diversion [%]") == ["20", "20"]
    assert row(told, "  with energy recovery [%]") == ["50", "50"]


def test_many_years_stay_within_the_page(tmp_path: Path) -> None:
    """Proves: a roadmap of every year is folded into blocks no wider than 110 columns, and holds each year once."""
    years = list(range(2025, 2051))
    profiles = "\n".join(f'  - {{year: {year}, "treating [EUR/t]": {1e6 + year}}}' for year in years)
    ban = '  - {limit: ban, what: "process: landfill", when: year, maximum: 0 t}'
    text = town(years, 12345, {"capacity": "99999 t/year"}, limits=ban, profiles=profiles, treating="treating")
    told = by_year(plan_of(tmp_path, text))
    assert max(map(len, told.splitlines())) <= 110
    assert row(told, "waste [t]") == ["12,345"] * len(years)
    assert [int(word) for line in told.splitlines() if line.startswith("   ") for word in line.split()] == years


@pytest.mark.parametrize("year", [2025, 2040])
def test_each_tonne_of_the_city_goes_one_way(plan: mfo.Plan, year: int) -> None:
    """Proves: the routes of the municipality add up to its waste: nothing is counted in two of them, such as the
    gas of what is buried."""
    found = plan.indicators[plan.indicators.year == year].set_index("indicator").value
    waste, *routes = [found[name] for name in WASTE]
    assert sum(routes) == pytest.approx(waste, rel=1e-6)


@pytest.fixture(scope="module")
def plan() -> mfo.Plan:
    return mfo.read(EXAMPLE).optimise()


def test_the_city_builds_within_a_budget_by_year(plan: mfo.Plan) -> None:
    """Proves: with 9 million MXN a year for building the roadmap costs more, spends no more in any year, and is told,
    also where the solver loses itself over a price besides. Without the budget 2031 to 2040 spend more than 10."""
    held = mfo.read(EXAMPLE).optimise(limits=["investment <= 9 MMXN/year"])
    spent = {year: rows.amount.sum() for year, rows in held.ledger.query("effect == 'investment'").groupby("year")}
    assert max(spent.values()) <= 9e6 * (1 + 1e-6)
    free = plan.ledger.query("effect == 'investment' and year >= 2031").groupby("year").amount.sum()
    assert free.min() > 10e6
    assert held.objective > plan.objective
