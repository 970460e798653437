"""A plant taken apart by owner and put together again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from mfo.cli.frame.run import run
from mfo.cli.group import command_line

import mfo
from mfo.owners.split import SHARED, merge_tables, split_tables
from mfo.reading.cells.rows import as_text
from mfo.tables.cells.table import Table, Tables
from mfo.tables.cells.units_placement import units_in_cells
from mfo.tables.read_tables import read_tables

from .test_share import GRAIN


def rows(table: Table) -> Counter[tuple[tuple[str, str], ...]]:
    """The rows of a table, in any order, blanks left out."""
    found = units_in_cells(table)
    return Counter(
        tuple(
            (name, as_text(found.value(row, name)))
            for name in sorted(found.columns)
            if found.value(row, name) is not None
        )
        for row in range(len(found))
    )


def same(one: Tables, other: Tables) -> None:
    for name in {*one.tables, *other.tables} - {"profiles"}:
        assert rows(one[name]) == rows(other[name]), name


@pytest.mark.parametrize("example", ["park", "nopalmex"])
def test_what_is_taken_apart_and_put_together_is_the_plant(example: str) -> None:
    """Every row is in the parts, each in one but for those that all have; together they are the plant again."""
    tables = read_tables(Path("examples") / example)
    parts = split_tables(tables)
    assert SHARED in parts
    assert len(parts) >= 4
    made = merge_tables(list(parts.values()), tables)
    same(tables, made)
    if "profiles" in tables.tables:
        assert set(made["profiles"].columns) == set(tables["profiles"].columns)


def test_a_part_shows_nothing_of_others(tmp_path: Path) -> None:
    """The brewer's workbook has the tip and neither soy nor herd; merged, the plan costs 250,000 as before."""
    path = tmp_path / "grain.yaml"
    path.write_text(GRAIN, encoding="utf-8")
    assert run(command_line, ["split", str(path), "--out", str(tmp_path / "parts")]) == 0
    book = openpyxl.load_workbook(tmp_path / "parts" / "Brewer.xlsx")
    cells = {str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None}
    assert {"draff", "tip", "brewery"} <= cells
    assert not {"soy", "herd", "mixer"} & cells
    assert not any("500 EUR" in cell for cell in cells)
    assert run(command_line, ["merge", str(tmp_path / "parts"), "--out", str(tmp_path / "again.yaml")]) == 0
    assert mfo.read(tmp_path / "again.yaml").optimise().objective == pytest.approx(250_000)


def test_what_does_not_fit_is_told_at_both_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "grain.yaml"
    path.write_text(GRAIN, encoding="utf-8")
    parts = tmp_path / "parts"
    assert run(command_line, ["split", str(path), "--out", str(parts), "--to", "yaml"]) == 0
    farmer = parts / "Farmer.yaml"
    text = farmer.read_text(encoding="utf-8")
    assert "material: feed, unit: t" in text
    farmer.write_text(text.replace("material: feed, unit: t", "material: feed, unit: kg"), encoding="utf-8")
    assert run(command_line, ["merge", str(parts), "--out", str(tmp_path / "again.yaml")]) == 3
    told = capsys.readouterr().err
    assert "`feed` has unit `kg` here and `t` at Brewer.yaml" in told.replace("`t` here and `kg`", "")
    assert not (tmp_path / "again.yaml").exists()


def in_parts(folder: Path, profiles: list[str]) -> list[str]:
    """Parts that each have the same plant, and profiles of their own."""
    paths = []
    for number, each in enumerate(profiles):
        path = folder / f"part{number}.yaml"
        path.write_text(GRAIN + f"profiles: [{each}]\n", encoding="utf-8")
        paths.append(str(path))
    return paths


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ('{slot: 1, "sun [kW]": 4}, {slot: 2, "sun [kW]": 6}', "The profile `sun` has other values than at"),
        ('{slot: 1, "sun [MW]": 4}, {slot: 2, "sun [MW]": 5}', "The profile `sun` has other values than at"),
        ('{slot: 1, "sun [kW]": 4}, {slot: 3, "sun [kW]": 5}', "The profiles have other rows of `slot` than"),
    ],
)
def test_profiles_that_two_parts_tell_differently(
    second: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = '{slot: 1, "sun [kW]": 4}, {slot: 2, "sun [kW]": 5}'
    merged = str(tmp_path / "all.xlsx")
    assert run(command_line, ["merge", *in_parts(tmp_path, [first, second]), "--out", merged]) != 0
    said = capsys.readouterr().err
    assert told in said
    assert "parts-differ" in said
    assert not Path(merged).exists()


def test_a_link_of_somebody_else_and_a_plant_without_links() -> None:
    """A carrier's link from a brewery is the carrier's, not the brewer's; without links there is none to give away."""
    tables = read_tables(Path("examples") / "park")
    without = Tables({name: table for name, table in tables.tables.items() if name != "links"}, tables.source)
    parts = split_tables(without)
    same(without, merge_tables(list(parts.values()), without))
    assert not any("links" in part.tables for part in parts.values())
