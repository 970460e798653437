"""The pages of the examples tell the numbers that the plans have."""

from __future__ import annotations

import re

import pytest

import mfo

from .plans import EXAMPLES, plan_of


def figures(example: str) -> dict[str, list[float]]:
    """The rows of the page's table of results: name -> its numbers."""
    page = (EXAMPLES / example / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| ([\d.,]+) \| ([\d.,]+) \| [^|]+\|$", page, flags=re.MULTILINE)
    return {name: [float(number.replace(",", "")) for number in numbers] for name, *numbers in rows}


def supplied(plan: mfo.Plan, material: str) -> float:
    flows = plan.flows
    chosen = (flows.kind == "supply") & (flows.material == material)
    return float(flows.loc[chosen, "amount"].sum())


def drawn(plan: mfo.Plan, process: str, material: str) -> float:
    flows = plan.flows
    chosen = (flows.element == process) & (flows.material == material) & (flows.direction == "out of pool")
    return float(flows.loc[chosen, "amount"].sum())


def test_nopalmex() -> None:
    plan = plan_of("nopalmex")
    told = figures("nopalmex")
    for position, each in enumerate((plan.today, plan)):
        found = {
            "cost": each.totals["cost"]["value"] / 1e6,
            "emissions": each.totals["emissions"]["value"],
            "landfilled": each.totals["landfilled"]["value"],
            "LPG bought": supplied(each, "LPG"),
            "nopal digested": drawn(each, "digester", "nopal"),
            "gas flared": drawn(each, "flare", "biogas") / 1e3,
        }
        assert {name: told[name][position] for name in found} == pytest.approx(found, rel=0.005)


def test_park() -> None:
    told = figures("park")
    for position, scenario in enumerate(("every firm alone", None)):
        totals = plan_of("park", scenario).totals
        found = {name: totals[name]["value"] for name in ("emissions", "landfilled", "fresh water drawn")}
        found["cost"] = totals["cost"]["value"] / 1e6
        assert {name: told[name][position] for name in found} == pytest.approx(found, rel=0.001)


def test_municipality() -> None:
    plan = plan_of("municipality")
    page = (EXAMPLES / "municipality" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (20\d\d) \| ([^\n]+) \|$", page, flags=re.MULTILINE)
    target = plan.limits[plan.limits.limit == "diversion target"].set_index("year")
    dumped = plan.activities[plan.activities.process == "open dump"].set_index("year").activity / 365
    own = (
        plan.ledger[(plan.ledger.effect == "cost") & (plan.ledger.account == "own")].groupby("year").amount.sum() / 1e6
    )
    assert len(rows) == 6
    for name, cells in rows:
        year, told = int(name), [float(cell.strip(" %")) for cell in cells.split("|")]
        row = target.loc[year]
        found = [100 * row.maximum, 100 * row.value, own[year], abs(row.price), dumped[year]]
        digits = (0.51, 0.51, 0.051, 0.51, 0.051)  # half of the last digit told
        assert all(abs(one - other) <= digit for one, other, digit in zip(told, found, digits, strict=True)), name


def test_the_small_budget_of_the_municipality_is_quoted_as_told() -> None:
    page = (EXAMPLES / "municipality" / "README.md").read_text(encoding="utf-8")
    quoted = " ".join(line.removeprefix("> ") for line in page.splitlines() if line.startswith("> "))
    with pytest.raises(mfo.InfeasibleError) as told:
        mfo.read(EXAMPLES / "municipality", "small budget").optimise()
    assert str(told.value.problems[0]).startswith(quoted.removesuffix("."))


@pytest.mark.parametrize("example", ["nopalmex", "nopalmex-hourly", "park", "municipality"])
def test_every_row_of_supplies_and_markets_has_a_source(example: str) -> None:
    """A figure is somebody's, or it is an assumption: blank only where the row holds no figure but zero."""
    tables = mfo.read(EXAMPLES / example).tables
    for name in ("supplies", "processes", "markets", "links", "rates", "stores", "returns", "measurements"):
        table = tables.get(name)
        for row in range(len(table)) if table else ():
            numbers = [str(column.values[row]) for key, column in table.columns.items() if key != "source"]
            figure = any(re.search(r"[1-9]", number.split()[0]) for number in numbers if re.match(r"[-\d]", number))
            assert not figure or table.value(row, "source"), f"{example} {name} row {row + 1} has no source"


@pytest.mark.parametrize("example", ["nopalmex", "park", "municipality", "starter"])
def test_waste_diverted_and_disposed_of_adds_up_to_waste_generated(example: str) -> None:
    """GRI 306-3 = 306-4 + 306-5 in every year, today as in the plan; no part is below zero."""
    plan = plan_of(example)
    for each in (plan, plan.today):
        if each is None:
            continue
        for _, year in each.indicators.groupby("year"):
            table = dict(zip(year["indicator"], year["value"], strict=True))
            parts = {name: value for name, value in table.items() if name.startswith(("GRI 306-4", "GRI 306-5"))}
            single = [value for name, value in parts.items() if "total" not in name]
            assert min(single) >= 0
            assert sum(single) == pytest.approx(table["GRI 306-3 waste generated"], rel=1e-9)
            totals = [value for name, value in parts.items() if "total" in name]
            assert sum(totals) == pytest.approx(table["GRI 306-3 waste generated"], rel=1e-9)


def test_cooking_water_that_goes_to_the_sewer_is_not_diverted() -> None:
    """By hand: 8 t/d of trimmings, 4 of avocado, 10 of cooking water, and crates and containers that come back."""
    plan = plan_of("nopalmex")
    table = plan.indicators.set_index("indicator")["value"]
    flows = plan.flows
    sewer = float(flows.loc[flows["element"] == "sewer works", "amount"].sum())
    assert table["GRI 306-5 disposed of by other operations"] == pytest.approx(sewer)
    arises = (8 + 4 + 10) * 365 + 277400 * 0.0018 + 1460 * 0.06
    new_parts = 1022 * 0.006  # of containers made good again: what the rejects hold of them becomes waste, too
    waste = table["GRI 306-3 waste generated"]
    assert arises <= waste <= arises + new_parts
    assert table["diversion, energy recovery included"] == pytest.approx((waste - sewer) / waste)
