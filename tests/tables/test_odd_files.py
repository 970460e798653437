"""Files that are seldom met: what of them is read, and what is told of the rest."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import mfo
from mfo.errors import Findings
from mfo.tables.formats.frames import read_frames
from mfo.tables.formats.xlsx_patch import patched
from mfo.tables.places import kml_file
from mfo.tables.places.feature import middle
from mfo.tables.places.sites_file import read_sites_file
from mfo.tables.read_tables import read_table, read_tables
from mfo.tables.write_tables import write_tables

PLANT = "plant: {name: p, currency: EUR}\nmaterials: [{material: x, unit: t}]\nsites: [{site: a}]\n"


def told(path: Path) -> list[str]:
    """What is found wrong with a plant's files."""
    try:
        return [problem.message for problem in read_tables(path).problems]
    except mfo.PlantError as error:
        return [problem.message for problem in error.problems]


def place(kind: str, held: Any, name: str = "depot") -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": name}, "geometry": {"type": kind, "coordinates": held}}


def sites(folder: Path, name: str, content: str | bytes) -> tuple[list[tuple[object, ...]], list[str]]:
    """The sites of a map, and what is told of it."""
    path, findings = folder / name, Findings()
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    table = read_sites_file(path, name, findings)
    columns = ("site", "latitude", "longitude")
    rows = [] if table is None else [tuple(table.value(row, each) for each in columns) for row in range(len(table))]
    return rows, [problem.message for problem in findings.problems]


def test_a_map_of_one_place(tmp_path: Path) -> None:
    """A feature that stands alone, without a collection round it."""
    assert sites(tmp_path, "sites.geojson", json.dumps(place("Point", [-99.5, 19.25]))) == (
        [("depot", 19.25, -99.5)],
        [],
    )


@pytest.mark.parametrize(
    ("kind", "held", "rows", "said"),
    [
        ("MultiPolygon", [[[[0, 0], [2, 0], [2, 4], [0, 4], [0, 0]]]], [("depot", 2.0, 1.0)], "`depot` is an area"),
        ("MultiLineString", [[[0, 0], [2, 0]]], [], "`depot` is a MultiLineString, no point: it is passed over."),
        ("MultiPoint", [[0, 0], [2, 0]], [], "`depot` is a MultiPoint, no point: it is passed over."),
        ("Point", [7.5], [], "The feature has no coordinates that can be read."),
        ("Polygon", [], [], "The feature has no coordinates that can be read."),
        ("LineString", [], [], "The feature has no coordinates that can be read."),
    ],
)
def test_what_is_no_point(kind: str, held: Any, rows: list[Any], said: str, tmp_path: Path) -> None:
    """An area counts at its middle, lines and clouds of points are no sites, and what has no place is refused."""
    found, problems = sites(tmp_path, "sites.geojson", json.dumps(place(kind, held)))
    assert found == rows
    assert len(problems) == 1
    assert problems[0].startswith(said)


def test_the_middle_of_what_has_no_area() -> None:
    """Three points on a line: their mean. A triangle: a third of the way up."""
    assert middle([(0.0, 0.0), (1.0, 1.0), (5.0, 5.0)]) == pytest.approx((2.0, 2.0))
    assert middle([(0.0, 0.0), (3.0, 0.0), (0.0, 3.0)]) == pytest.approx((1.0, 1.0))


def test_a_placemark_without_a_place_is_passed_over(tmp_path: Path) -> None:
    text = (
        "<kml><Document><Placemark><name>note</name></Placemark>"
        "<Placemark><name>depot</name><Point><coordinates>-99.5,19.25,0</coordinates></Point></Placemark>"
        "</Document></kml>"
    )
    assert sites(tmp_path, "sites.kml", text) == ([("depot", 19.25, -99.5)], [])


def test_an_archive_of_a_map_that_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No archive, one without a map, and one whose map unpacks to more than is read."""
    monkeypatch.setattr(kml_file, "MOST_BYTES", 100)
    nothing = "This is no KMZ file with a KML file in it."
    assert sites(tmp_path, "sites.kmz", "no archive") == ([], [nothing])
    for name, said in (("readme.txt", nothing), ("doc.kml", "The KML file within is too large.")):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(name, "x" * 101)
        assert sites(tmp_path, "sites.kmz", made.getvalue()) == ([], [said])


def book(**sheets: list[list[object]]) -> bytes:
    """A workbook with these sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def values(content: bytes, sheet: str) -> list[list[object]]:
    read = openpyxl.load_workbook(io.BytesIO(content), data_only=False)[sheet]
    return [list(row) for row in read.iter_rows(values_only=True)]


def test_cells_are_written_where_they_belong() -> None:
    """A truth, a list, a number, a text with its blanks and nothing, into rows that are there and one that is not."""
    content = book(one=[["a", "b"], [1, 2], [None, None], [5, 6]], two=[["kept"]])
    wanted = {"A2": True, "C2": ["x", "y"], "B4": None, "A3": 2.5, "B1": " b & c "}
    made = patched(content, {"one": wanted})
    assert values(made, "one") == [["a", " b & c ", None], [True, 2, "x; y"], [2.5, None, None], [5, None, None]]
    assert values(made, "two") == [["kept"]]
    assert values(patched(book(one=[]), {"one": {"B2": 7}}), "one")[1] == [None, 7]


def test_a_formula_that_is_out_of_date_has_no_result() -> None:
    """Its cell keeps the formula, and the workbook is calculated when it is opened."""
    content = book(one=[["=1+1", 3]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb"<f>1\+1</f><v ?/?>(</v>)?", b"<f>1+1</f><v>9</v>", parts[sheet])
    assert b"<v>9</v>" in parts[sheet]
    parts["xl/calcChain.xml"] = b"<calcChain/>"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    made = patched(held.getvalue(), {}, {"one": {"A1"}})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert b"<v>9</v>" not in archive.read(sheet)
        assert b"<f>1+1</f>" in archive.read(sheet)
        assert b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")
        assert "xl/calcChain.xml" not in archive.namelist()


def test_what_cannot_be_patched_is_refused() -> None:
    content = book(one=[[1]])
    with pytest.raises(ValueError, match="the workbook has no sheet two"):
        patched(content, {"two": {"A1": 1}})
    with pytest.raises(ValueError, match="first cell is no address of a cell"):
        patched(content, {"one": {"first cell": 1}})


def test_a_cell_longer_than_a_cell_may_be(tmp_path: Path) -> None:
    """131,072 characters are what a reader of CSV files takes."""
    (tmp_path / "plant.yaml").write_text(PLANT)
    (tmp_path / "supplies.csv").write_text(f"supply,site\n{'x' * (csv.field_size_limit() + 1)},a\n")
    assert told(tmp_path) == ["The row cannot be read: a cell is larger than 100 kB."]


def test_a_table_as_wide_as_no_table_is(tmp_path: Path) -> None:
    (tmp_path / "plant.yaml").write_text(PLANT)
    (tmp_path / "profiles.csv").write_text(",".join(f"p{k}" for k in range(20_001)) + "\n")
    (message,) = told(tmp_path)
    assert message.startswith("The table has 20001 columns; it may have ")


def test_a_header_with_a_bell(tmp_path: Path) -> None:
    (tmp_path / "plant.yaml").write_text(PLANT)
    (tmp_path / "supplies.csv").write_text("supply,si\x07te\nfarm,a\n")
    assert "U+0007" in told(tmp_path)[0]


def test_a_key_without_a_name_and_one_with_two_units(tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(PLANT + 'supplies: [{supply: s, "": 3}]\n')
    assert told(path) == ["The key is blank."]
    path.write_text(PLANT + 'supplies: [{supply: s, "amount [t/d]": 3}, {supply: r, "amount [t/h]": 1}]\n')
    assert len(told(path)) == 1
    assert "amount [t/d]" in told(path)[0]


def test_tables_in_memory_may_hold_lists() -> None:
    """Several names in one cell, and nan is a blank one."""
    rows = [{"market": "m", "material": ["x", "y"], "price [EUR/t]": float("nan")}, {"market": "n", "material": ("z",)}]
    tables = read_frames({"markets": rows}, Findings())
    assert list(tables["markets"].columns["material"].values) == ["x; y", "z"]
    assert list(tables["markets"].columns["price"].values) == [None, None]


def test_one_table_is_asked_of_what_has_none(tmp_path: Path) -> None:
    with pytest.raises(mfo.PlantError, match=r"This is a folder\. Name the file with the table `sites`"):
        read_table(tmp_path, "sites")
    path = tmp_path / "plant.yaml"
    path.write_text(PLANT)
    assert len(read_table(path, "sites")) == 1
    with pytest.raises(mfo.PlantError, match=r"It has no table `supplies`\. Name the sheet or key `supplies`"):
        read_table(path, "supplies")


def test_a_plant_takes_no_place_of_another_kind(tmp_path: Path) -> None:
    """A folder where a file is to be, a file where a folder is to be: both stay, --force or not."""
    path = tmp_path / "plant.yaml"
    path.write_text(PLANT)
    tables = read_tables(path)
    (tmp_path / "there.xlsx").mkdir()
    (tmp_path / "there").write_text("mine")
    for name, what in (("there.xlsx", "a folder"), ("there", "a file")):
        with pytest.raises(mfo.UsageError, match=f"There is {what} of this name already"):
            write_tables(tables, tmp_path / name, force=True)
    assert (tmp_path / "there").read_text() == "mine"


@pytest.mark.parametrize("text", ["a\tb", "a\u0085b", "\U0001f600", "a\\b", 'a "b"', "caf\u00e9 \u2028 x"])
def test_signs_that_nobody_sees_survive_a_plant_file(text: str, tmp_path: Path) -> None:
    """Written as YAML and read again, each text is what it was; what is no text for a cell is as it was read first."""
    tables = read_frames({"plant": {"name": text}}, Findings())
    first = tables["plant"].columns["value"].values[0]
    path = tmp_path / "plant.yaml"
    path.write_text(PLANT)
    read = read_tables(path)
    read.tables["materials"].columns["material"].values[0] = first
    write_tables(read, tmp_path / "again.yaml")
    assert read_tables(tmp_path / "again.yaml")["materials"].columns["material"].values[0] == first
