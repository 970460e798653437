"""The shipped roadmap of a city: targets met at least cost, their price, and which year a small budget fails."""

from __future__ import annotations

import re

import pytest

import mfo
from mfo.tables.read_tables import read_tables

from .plans import EXAMPLES, plan_of

FOLDER = EXAMPLES / "municipality"
YEARS = (2025, 2028, 2031, 2034, 2037, 2040)
STILL_BURIED = (1.00, 0.85, 0.72, 0.60, 0.50, 0.40)


def plan(scenario: str | None = None) -> mfo.Plan:
    return plan_of("municipality", scenario)


def limit(name: str, column: str, scenario: str | None = None) -> list[float]:
    table = plan(scenario).limits
    return [float(value) for value in table[table.limit == name].sort_values("year")[column]]


def cost_by_year() -> dict[int, float]:
    ledger = plan().ledger
    own = ledger[(ledger.effect == "cost") & (ledger.account == "own")]
    return {int(year): float(amount) for year, amount in own.groupby("year").amount.sum().items()}


def test_the_roadmap_reaches_its_target_in_every_year() -> None:
    reached = limit("diversion target", "value")
    for share, most in zip(reached, STILL_BURIED, strict=True):
        assert share <= most + 1e-9


def test_the_target_has_a_price_in_every_year_in_which_it_binds() -> None:
    """Without the target the plan is cheaper and buries more."""
    prices = limit("diversion target", "price")
    assert prices[0] == 0.0  # nothing is asked in 2025
    assert all(abs(price) > 0 for price in prices[1:])
    free = plan("no target").totals
    assert free["cost"]["value"] < plan().totals["cost"]["value"]
    assert free["landfilled"]["value"] > plan().totals["landfilled"]["value"]


def test_a_carbon_price_diverts_more_than_the_target_asks() -> None:
    """At 640.5 MXN/t CO2e the emissions of 2025 cost 14 million MXN, those of 2040 5 million, as the README says."""
    priced = plan("carbon price as in Querétaro")
    paid = priced.costs[priced.costs.category == "carbon price"].groupby("year").amount.sum() / 1e6
    assert (round(paid[2025]), round(paid[2040])) == (14, 5)
    emitted = priced.emissions[(priced.emissions.effect == "emissions") & (priced.emissions.account == "own")]
    assert paid[2025] * 1e6 == pytest.approx(640.5 * emitted[emitted.year == 2025].amount.sum(), rel=1e-9)
    buried = limit("diversion target", "value", "carbon price as in Querétaro")
    assert all(share < most - 0.01 for share, most in zip(buried[:5], STILL_BURIED[:5], strict=True))
    assert priced.totals["emissions"]["value"] < plan().totals["emissions"]["value"]


def test_the_dump_closes_and_the_landfill_has_room_left() -> None:
    table = plan().activities
    dumped = table[table.process == "open dump"].sort_values("year").activity.to_numpy()
    assert (dumped[:3] > 0).all()
    assert dumped[3:] == pytest.approx([0, 0, 0], abs=1e-9)
    assert limit("airspace", "value")[0] < 600_000
    assert limit("airspace", "value", "no target")[0] == pytest.approx(600_000)  # without a target the room runs out


def city_of_the_page() -> dict[str, list[float]]:
    """The table of docs/warm.md: bale -> t sold, t CO2e that the plan avoids, by DEFRA's closed loop, by WARM."""
    page = (EXAMPLES.parent / "docs" / "warm.md").read_text(encoding="utf-8")
    table = page.partition("The example of a city")[2].partition("Each line")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| `")]
    return {name.strip("`"): [float(cell.replace(",", "")) for cell in cells] for name, *cells in rows}


def test_what_is_avoided_lies_between_the_closed_loop_of_defra_and_warm() -> None:
    """In 2040, bale by bale, and what the page tells is the plan's. PET: 1,891 t x 1.226 = 2,318 t CO2e."""
    flows, ledger = plan().flows, plan().ledger
    sold = flows[(flows.kind == "market") & (flows.year == 2040)].groupby("element").amount.sum()
    avoided = ledger[(ledger.account == "avoided") & (ledger.effect == "emissions") & (ledger.year == 2040)]
    saved = avoided.groupby("element").amount.sum()
    markets = {
        "cardboard": "paper mill",
        "pet": "PET recycler",
        "hdpe": "HDPE recycler",
        "glass": "glass works",
        "metal": "scrap dealer",
    }
    told = city_of_the_page()
    assert set(told) == set(markets)
    assert set(saved.index) == set(markets.values())
    for bale, (tonnes, plans, defra, warm) in told.items():
        assert sold[markets[bale]] == pytest.approx(tonnes, rel=1e-3), bale
        assert saved[markets[bale]] == pytest.approx(plans, rel=2e-3), bale
        assert min(defra, warm) <= saved[markets[bale]] <= max(defra, warm), bale
    assert not [problem for problem in plan().problem_list if problem.code == "replaces-stage"]


def test_too_small_a_budget_names_the_years_and_the_amounts() -> None:
    """44 million MXN a year are too little from 2034 on; raising them by what is named is enough."""
    with pytest.raises(mfo.InfeasibleError) as told:
        mfo.read(FOLDER, "small budget").optimise()
    first = str(told.value).split(" Or: ")[0]
    assert "budget" in first
    needed = {
        int(year): 1e6 * float(amount)
        for year, amount in re.findall(r"in (20\d\d) from 44 MMXN/year to ([\d.]+) MMXN/year", first)
    }
    assert {2034, 2037, 2040} <= set(needed)
    assert set(needed) <= {2031, 2034, 2037, 2040}  # a little more in 2031 saves more later
    assert min(needed.values()) > 44e6
    # the plan of least cost is one way out, so the least raise is no more than what that plan spends above 44 million
    overrun = sum(max(amount - 44e6, 0.0) for amount in cost_by_year().values())
    assert sum(amount - 44e6 for amount in needed.values()) <= overrun * 1.001
    assert with_budgets([needed.get(year, 44e6) for year in YEARS]).optimise().status == "optimal"


def with_budgets(amounts: list[float]) -> mfo.Workbench:
    """The roadmap with another budget in each year [MXN]."""
    tables = read_tables(FOLDER)
    tables["profiles"].columns["budget"].values[:] = [amount / 1e6 for amount in amounts]  # the header says MMXN
    return mfo.Workbench(tables)
