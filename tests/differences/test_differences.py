"""What two plants say differently, and the first made into the second by it."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

import mfo
from mfo.differences.find_differences import differences
from mfo.differences.patch import patched
from mfo.differences.words import lines
from mfo.tables.cells.table import Tables
from mfo.tables.cells.units_placement import normal_form
from mfo.tables.conversion import convert
from mfo.tables.read_tables import read_tables, tables_from

from ..cli.test_verbs import mfo as command
from ..oracle.plants import random_plant
from ..oracle.retyped import shuffled

PEEL = {
    "plant": {"name": "yard", "currency": "MXN"},
    "sites": [{"site": "yard", "owner": "Ana"}, {"site": "tip"}, {"site": "farm"}],
    "supplies": [{"supply": "line", "site": "yard", "material": "peel", "amount": "4 t/d", "take": "all", "price": 0}],
}


def read(seed: int, folder: Path, change: str = "") -> Tables:
    text = random_plant(Random(seed))[1]
    path = folder / f"{seed}{change}.yaml"
    path.write_text(shuffled(text, Random(seed)) if change else text, encoding="utf-8")
    return read_tables(path)


@pytest.mark.parametrize("seed", range(900, 908))
def test_the_differences_make_the_second_plant_of_the_first(seed: int, tmp_path: Path) -> None:
    """A law of all plants: what differs, applied to the first, gives the second, cell by cell and in its order."""
    first, second, shuffled_first = read(seed, tmp_path), read(seed + 100, tmp_path), read(seed, tmp_path, "again")
    for one, other in ((first, second), (second, first), (first, shuffled_first)):
        found = differences(one, other)
        assert len(found)
        assert normal_form(patched(one, found)) == normal_form(other)
    assert not len(differences(first, read(seed, tmp_path)))


def changed(table: str, row: int, **cells: object) -> dict[str, object]:
    """The plant of these tests with cells of one row set otherwise."""
    rows = [dict(each) for each in PEEL[table]]  # type: ignore[union-attr, arg-type]
    rows[row] |= cells  # type: ignore[arg-type]
    return {**PEEL, table: rows}


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (changed("supplies", 0, price="5 MXN/t"), ("changed", "cell", "line", "price", 0, "5 MXN/t")),
        (changed("supplies", 0, amount="4000 kg/d"), ("unit", "cell", "line", "amount", "4 t/d", "4000 kg/d")),
        (changed("supplies", 0, amount="4 kg/d"), ("changed", "cell", "line", "amount", "4 t/d", "4 kg/d")),
        (changed("sites", 1, owner="Bea"), ("added", "cell", "tip", "owner", None, "Bea")),
        (changed("sites", 0, owner=None), ("removed", "cell", "yard", "owner", "Ana", None)),
        (changed("sites", 0, site="works"), ("changed", "cell", "yard", "site", "yard", "works")),
        ({**PEEL, "sites": PEEL["sites"][:2]}, ("removed", "row", "farm", "", None, None)),
        ({**PEEL, "sites": [*PEEL["sites"], {"site": "mill"}]}, ("added", "row", "mill", "", None, None)),
        ({**PEEL, "sites": [*PEEL["sites"][1:], PEEL["sites"][0]]}, ("moved", "row", "yard", "", None, None)),
    ],
    ids=["changed", "unit", "number", "cell added", "cell blank", "renamed", "row gone", "row added", "row moved"],
)
def test_each_difference_has_its_kind(second: dict[str, object], expected: tuple[object, ...]) -> None:
    """By hand: one thing was done to the plant, and one difference of that kind is told."""
    first, other = tables_from(PEEL), tables_from(second)  # type: ignore[arg-type]
    found = differences(first, other)
    told = [(each.kind, each.part, each.row, each.column, each.before, each.after) for each in found]
    assert told == [expected]
    assert normal_form(patched(first, found)) == normal_form(other)


def test_a_header_with_its_unit_says_what_a_cell_with_it_says() -> None:
    row = {"supply": "line", "site": "yard", "material": "peel", "amount [t/d]": 4, "take": "all", "price": 0}
    assert not len(mfo.diff(PEEL, {**PEEL, "supplies": [row]}))  # type: ignore[arg-type, dict-item]


def test_a_profile_in_another_unit_is_told_at_its_head() -> None:
    """The numbers say the same quantities; the head's unit is one difference, each number one of units."""
    litres = {"profiles": [{"slot": 1, "need [m3/d]": 2}, {"slot": 2, "need [m3/d]": 3}]}
    cubic = {"profiles": [{"slot": 1, "need [L/d]": 2000}, {"slot": 2, "need [L/d]": 3000}]}
    found = mfo.diff({**PEEL, **litres}, {**PEEL, **cubic})  # type: ignore[arg-type, dict-item]
    assert [(each.kind, each.part, each.before) for each in found] == [
        ("changed", "header", "m3/d"),
        ("unit", "cell", 2),
        ("unit", "cell", 3),
    ]


@pytest.mark.parametrize("name", ["nopalmex", "park"])
def test_the_container_is_no_difference(name: str, tmp_path: Path) -> None:
    convert(f"examples/{name}", tmp_path / "book.xlsx")
    assert not len(mfo.diff(f"examples/{name}", tmp_path / "book.xlsx"))


def test_a_model_of_ones_own_that_differs_is_told(tmp_path: Path) -> None:
    for name, text in (("a", "one: {}\n"), ("b", "one: {route: compost}\n")):
        (tmp_path / name / "models").mkdir(parents=True)
        (tmp_path / name / "plant.yaml").write_text("plant: {name: yard, currency: MXN}\n", encoding="utf-8")
        (tmp_path / name / "models" / "own.yaml").write_text(text, encoding="utf-8")
    [told] = mfo.diff(tmp_path / "a", tmp_path / "b")
    assert (told.kind, told.part, told.table, told.after) == (
        "changed",
        "file",
        "models/own.yaml",
        "one: {route: compost}\n",
    )


def test_differences_of_another_plant_are_not_applied() -> None:
    found = mfo.diff(PEEL, changed("sites", 1, owner="Bea"))  # type: ignore[arg-type]
    with pytest.raises(mfo.UsageError, match=r"`sites` has no row `tip` at its place 2.*patch-row"):
        patched(tables_from({**PEEL, "sites": [{"site": "yard"}]}), found)  # type: ignore[dict-item, list-item]


def test_a_scenario_is_told_with_old_and_new_cell_and_their_places() -> None:
    done = command("diff", "examples/nopalmex", "--scenario", "cheap IBC", "--json")
    record = json.loads(done.out)
    assert done.code == 0
    [told] = record["differences"]
    assert (told["table"], told["row"], told["column"]) == ("supplies", "new IBC", "price")
    assert (told["before"], told["after"]) == ("2900 MXN/item", "700 MXN/item")
    assert told["before_at"].startswith("supplies.csv, line ")
    assert record["counts"] == {"added": 0, "removed": 0, "moved": 0, "changed": 1, "unit": 0}


def test_a_run_stands_for_the_plant_it_was_made_from(tmp_path: Path) -> None:
    """With the scenario that it was planned under; the plant has changed since by one price."""
    bench = mfo.read("examples/nopalmex", scenario="cheap IBC")
    plan = bench.optimise()
    plan.save(tmp_path / "run")
    assert not len(mfo.diff(tmp_path / "run", bench))
    assert [each.row for each in mfo.diff("examples/nopalmex", tmp_path / "run")] == ["new IBC"]


def test_the_text_names_the_table_once_and_counts() -> None:
    second = changed("sites", 1, owner="Bea")
    assert list(lines(mfo.diff(PEEL, {**second, "supplies": []}))) == [  # type: ignore[arg-type, dict-item]
        "sites",
        "  tip: owner (blank) -> Bea",
        "supplies",
        "  - line (site yard, material peel, amount 4 t/d, take all, price 0)",
        "2 differences: 1 added, 1 removed.",
    ]
    assert list(lines(mfo.diff(PEEL, PEEL))) == ["The two plants say the same."]  # type: ignore[arg-type]


def test_one_plant_alone_is_compared_with_nothing() -> None:
    done = command("diff", "examples/nopalmex")
    assert done.code == 2
    assert "Name a second plant" in done.err


def test_files_rows_that_moved_and_what_is_too_long_for_the_screen(tmp_path: Path) -> None:
    """By hand: one model differs and one does not, the first site stands last, and two more sites are there.

    A row that was added says its cells in the record, one that moved has none.
    """
    for name, text in (("a", "one: {}\n"), ("b", "one: {route: compost}\n")):
        (tmp_path / name / "models").mkdir(parents=True)
        sites = ["yard", "tip"] if name == "a" else ["tip", "yard", "farm", "mill"]
        rows = ", ".join(f"{{site: {each}, owner: Ana}}" for each in sites)
        (tmp_path / name / "plant.yaml").write_text(f"plant: {{name: yard, currency: MXN}}\nsites: [{rows}]\n")
        (tmp_path / name / "models" / "own.yaml").write_text(text, encoding="utf-8")
        (tmp_path / name / "models" / "same.yaml").write_text("two: {}\n", encoding="utf-8")
    found = mfo.diff(tmp_path / "a", tmp_path / "b")
    moved = next(each.row for each in found if each.kind == "moved")  # one of the two: either makes the other's place
    assert list(lines(found)) == [
        "sites",
        "  + farm (owner Ana)",
        "  + mill (owner Ana)",
        f"  moved among the rows: {moved}",
        "files",
        "  models/own.yaml: changed",
        "4 differences: 2 added, 1 moved, 1 changed.",
    ]
    assert list(lines(found, 1))[:3] == ["sites", "  + farm (owner Ana)", "  and 2 more; --all shows them."]
    record = {(each["part"], each["table"], each.get("row")): each for each in found.record()["differences"]}  # type: ignore[attr-defined]
    assert record["row", "sites", "farm"]["cells"] == {"site": "farm", "owner": "Ana"}
    assert "cells" not in record["row", "sites", moved]
    assert {"row", "column"} & set(record["file", "models/own.yaml", None]) == set()
    one, other = read_tables(tmp_path / "a"), read_tables(tmp_path / "b")
    assert normal_form(patched(one, found)) == normal_form(other)  # files are no rows, and stay as they are
