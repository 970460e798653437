"""A flag for what exists today: what is not there has no part in today's flows, and plans may use it."""

from __future__ import annotations

from pathlib import Path

import pytest
from mfo.cli.frame.run import run
from mfo.cli.group import command_line

import mfo

WASTE = """
plant: {name: waste, currency: EUR, minimise: cost}
materials: [{material: waste, unit: t}, {material: compost, unit: t}]
sites: [{site: town}, {site: yard}]
supplies:
  - {supply: bins, site: town, material: waste, amount: 10 t/d, take: all, price: 0 EUR/t}
processes:
  - {process: windrow, site: yard, model: recipe, variable_cost: 2 EUR/t, fixed_cost: 365 EUR/year}
recipes:
  - {process: windrow, material: waste, role: in}
  - {process: windrow, material: compost, role: out, amount: 0.5 t/t}
stores:
  - {store: heap, site: yard, material: waste, cost: 0 EUR/t/d}
markets:
  - {market: tip, site: town, material: waste, price: -30 EUR/t}
  - {market: garden, site: yard, material: compost, price: 8 EUR/t}
links:
  - {link: truck, from: town, to: yard, material: waste, cost_per_amount: 3 EUR/t}
measurements:
  - {at: bins, amount: 10 t/d}
"""
ROWS = {
    "supplies": "take: all",
    "processes": "process: windrow",
    "stores": "store: heap",
    "markets": "market: garden",
    "links": "link: truck",
}


def read(text: str, folder: Path) -> mfo.Workbench:
    path = folder / "waste.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path)


def flagged(table: str, text: str = WASTE, says: str = "no") -> str:
    return text.replace(ROWS[table], f"{ROWS[table]}, today: {says}", 1)


@pytest.mark.parametrize("table", ["processes", "markets", "links"])
def test_what_is_not_there_has_no_part_in_today(table: str, tmp_path: Path) -> None:
    """Composting costs 3 + 2 - 4 = 1 a tonne and 365 a year, the tip 30: unread, today's flows would be the plan's.

    Where the windrow, its market or its truck is not there, all 3,650 t go to the tip: 109,500, and 365 for a windrow
    that stands. The plan composts in any case: 3,650 + 365.
    """
    as_planned = read(WASTE, tmp_path).optimise("cost")
    assert as_planned.objective == pytest.approx(4_015)
    assert as_planned.today is not None
    assert as_planned.today.objective == pytest.approx(4_015)
    plan = read(flagged(table), tmp_path).optimise("cost")
    assert plan.objective == pytest.approx(4_015)
    assert plan.today is not None
    assert plan.today.objective == pytest.approx(109_500 + (0 if table == "processes" else 365))
    assert read(flagged(table, says="yes"), tmp_path).optimise("cost").today.objective == pytest.approx(4_015)


def test_what_is_read_must_be_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A reading of zero agrees with that; another one is told with its place, and blocks no plan."""
    wrong = flagged("supplies")
    path = tmp_path / "waste.yaml"
    path.write_text(wrong, encoding="utf-8")
    assert run(command_line, ["reconcile", str(path)]) == 3
    assert "`bins` was measured, and `today` says that it is not there." in capsys.readouterr().err
    plan = read(wrong, tmp_path).optimise("cost")
    assert plan.today is None
    assert "measurement-touches-nothing" in {item.code for item in plan.problem_list}
    zero = flagged("markets") + "  - {at: garden, amount: 0 t/d}\n"
    assert read(zero, tmp_path).optimise("cost").today.objective == pytest.approx(109_500 + 365)


def test_a_new_store_holds_nothing_today(tmp_path: Path) -> None:
    """With a heap that costs nothing and never has to be emptied, today could leave all in it; a new one holds none."""
    heaped = WASTE.replace("cost: 0 EUR/t/d", "cost: 0 EUR/t/d, start: 0 t")
    heaped = heaped.replace("price: 8 EUR/t", "price: -80 EUR/t")
    there = read(heaped, tmp_path).optimise("cost").today
    new = read(flagged("stores", heaped), tmp_path).optimise("cost").today
    assert there.objective == pytest.approx(3_650 * 3 + 365)
    assert new.objective == pytest.approx(3_650 * 30 + 365)


def test_the_changes_tell_what_is_new(tmp_path: Path) -> None:
    """From 109,500 at the tip to composting: measures add up to what the plan saves."""
    plan = read(flagged("processes"), tmp_path).optimise("cost")
    assert plan.tables["measures"]["cost_change"].sum() == pytest.approx(4_015 - 109_500)
    assert run(command_line, ["optimise", str(tmp_path / "waste.yaml"), "--out", str(tmp_path / "run")]) == 0
    assert (tmp_path / "run" / "report.html").exists()
