"""Ways out as edits that lead to a plan, and numbers of the plant as levers.

By hand: 2 t a day arise, 730 t a year; the tip may take 500 t a year and the gardens 0.5 t a day, 182.5 t:
47.5 t a year are too much. Either way out alone makes a plan.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.serving.ways_out import levers, ways_out
from mfo.tables.cells.table import Tables
from mfo.tables.editing import Draft, Edit
from mfo.tables.read_tables import read_tables
from mfo.workbench import Workbench

TEXT = """
plant: {name: yard, currency: EUR}
materials: [{material: waste, unit: t}]
sites: [{site: A}]
supplies: [{supply: bins, site: A, material: waste, amount: 2 t/d, take: all, price: 0 EUR/t}]
markets:
  - {market: tip, site: A, material: waste, price: -30 EUR/t}
  - {market: gardens, site: A, material: waste, price: -10 EUR/t, maximum: 0.5 t/d}
limits: [{limit: room, what: tip, maximum: 500 t/year}]
"""


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    (tmp_path / "yard.yaml").write_text(TEXT)
    return read_tables(tmp_path / "yard.yaml")


def planned(tables: Tables, limits: list[str]) -> mfo.Plan:
    return Workbench(tables).optimise(limits=limits)


def test_every_way_out_leads_to_a_plan(tables: Tables) -> None:
    with pytest.raises(mfo.InfeasibleError) as caught:
        planned(tables, [])
    ways = [way for way in ways_out(tables, [], caught.value.diagnosis) if "edits" in way]
    assert len(ways) >= 2
    values = {(edit["table"], edit["column"]): edit["value"] for way in ways for edit in way["edits"]}  # type: ignore
    assert float(values["limits", "maximum"].removesuffix(" t/year")) == pytest.approx(547.5)
    for way in ways:
        draft = Draft(tables)
        draft.apply([Edit(**edit) for edit in way["edits"]])  # type: ignore[attr-defined]
        assert planned(draft.tables, way["limits"]).status == "optimal"  # type: ignore[arg-type]


def test_a_limit_that_was_asked_for_is_moved_where_it_was_typed(tables: Tables) -> None:
    """At least 182.5 t go to the gardens at most, so the tip takes 547.5 t whatever is asked: 400 t become 547.5."""
    free = Draft(tables)
    free.delete_row("limits", 0)
    asked = ["tip <= 400 t/year"]
    with pytest.raises(mfo.InfeasibleError) as caught:
        planned(free.tables, asked)
    ways = ways_out(free.tables, asked, caught.value.diagnosis)
    moved = next(way["limits"] for way in ways if way.get("limits", asked) != asked)
    assert moved[0].startswith("tip <= 547.5")  # type: ignore[index]
    assert planned(free.tables, list(moved)).status == "optimal"  # type: ignore[call-overload]


def test_levers_are_the_numbers_that_can_be_moved(tables: Tables) -> None:
    """A price of zero moves nowhere on a slider from nothing to twice its value, and is left out."""
    found = {(each["table"], each["row"], each["column"]): (each["number"], each["unit"]) for each in levers(tables)}
    assert found == {
        ("limits", "room", "maximum"): (500.0, "t/year"),
        ("supplies", "bins", "amount"): (2.0, "t/d"),
        ("markets", "tip", "price"): (-30.0, "EUR/t"),
        ("markets", "gardens", "price"): (-10.0, "EUR/t"),
        ("markets", "gardens", "maximum"): (0.5, "t/d"),
    }
    bench = Workbench(tables)
    for each in levers(tables):
        value = f"{each['number']} {each['unit']}"
        bench.with_value(str(each["table"]), str(each["row"]), str(each["column"]), value)


def test_a_row_that_was_begun_is_no_lever(tmp_path: Path, tables: Tables) -> None:
    """Somebody has added a market without a name yet, and one with the name of another: neither says which it is."""
    draft = Draft(tables)
    for name in ("", "tip"):
        row = len(draft.tables["markets"])
        draft.add_row("markets")
        draft.set_cells("markets", [(row, "market", name), (row, "price", "-5 EUR/t")])
    found = [(each["row"], each["column"]) for each in levers(draft.tables) if each["table"] == "markets"]
    assert found == [("gardens", "price"), ("gardens", "maximum")]


def test_what_is_no_matter_of_one_number_is_told_in_words(tmp_path: Path) -> None:
    """The tip is shut by a maximum of 0, which cannot be moved in proportion: whoever opens it types how far.

    1.5 t of the 2 t a day have no way out. The garden's 0.5 t/d can be moved to 2 t/d.
    """
    shut = TEXT.replace("price: -30 EUR/t}", "price: -30 EUR/t, maximum: 0 t/d}").partition("limits:")[0]
    (tmp_path / "yard.yaml").write_text(shut)
    found = read_tables(tmp_path / "yard.yaml")
    with pytest.raises(mfo.InfeasibleError) as caught:
        planned(found, [])
    ways = ways_out(found, [], caught.value.diagnosis)
    opened = [way for way in ways if "market tip" in str(way["text"])]
    assert opened
    assert all("edits" not in way for way in opened)
    moved = [edit["value"] for way in ways for edit in way.get("edits", [])]  # type: ignore[attr-defined]
    assert "2 t/d" in moved  # of the gardens
