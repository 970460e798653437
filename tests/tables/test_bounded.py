"""Files that look small and are huge, or hang: each is read, or refused, in bounded time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

import mfo
from mfo.errors import Findings, PlantError
from mfo.interchange.readings import write_readings
from mfo.library.datasets import read_rows
from mfo.tables.read_tables import read_tables

GIGABYTE = 1_000_000_000

READ = """
import resource, sys
from mfo.tables.read_tables import read_tables
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from mfo.errors import Findings, PlantError
from mfo.interchange.readings import write_readings
from mfo.library.datasets import read_rows
try:
    tables = read_tables(sys.argv[1])
    print({name: len(table) for name, table in tables.tables.items()})
except PlantError as error:
    print([problem.code for problem in error.problems])
"""


def read_bounded(path: Path, most: int = 2 * GIGABYTE) -> str:
    """What reading says in a process of its own that may use so many bytes and a minute."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(most)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def workbook(path: Path) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "sites"
    sheet.append(["site", "owner"])
    sheet.append(["A", "us"])
    book.save(path)
    return book


def rewritten(path: Path, edit) -> None:
    """The workbook with the XML of its sheet edited."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    members[name] = edit(members[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)


def test_a_stray_formatted_cell_costs_nothing(tmp_path: Path) -> None:
    """XFD1048576 holds a format and nothing else: the sheet's block has 17 thousand million cells."""
    book = workbook(tmp_path / "plant.xlsx")
    book["sites"]["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "plant.xlsx")
    assert read_bounded(tmp_path / "plant.xlsx") == "{'sites': 1}"


def test_a_stray_cell_with_a_value_is_told(tmp_path: Path) -> None:
    book = workbook(tmp_path / "plant.xlsx")
    book["sites"]["XFD1048576"] = "x"
    book.save(tmp_path / "plant.xlsx")
    problems = read_tables(tmp_path / "plant.xlsx").problems
    assert [(str(problem.where), problem.code) for problem in problems] == [
        ("plant.xlsx, sheet sites, cell XFD1048576", "column-aside")
    ]


def test_a_million_blank_formatted_rows_cost_nothing(tmp_path: Path) -> None:
    """A format brushed over ten columns to the end of the sheet; the reader's objects would take 4 GB."""
    workbook(tmp_path / "plant.xlsx")
    cells = b"".join(b'<c r="%b%%d" s="0"/>' % bytes([65 + column]) for column in range(10))
    row = b'<row r="%%d">%b</row>' % cells

    def edit(xml: bytes) -> bytes:
        rows = b"".join(row % ((number,) * 11) for number in range(3, 200_000))
        return xml.replace(b"</sheetData>", rows + b"</sheetData>")

    rewritten(tmp_path / "plant.xlsx", edit)
    assert read_bounded(tmp_path / "plant.xlsx", GIGABYTE) == "{'sites': 1}"


@pytest.mark.parametrize("prefix", [b"", b"x:"])
def test_blank_cells_go_and_others_stay(prefix: bytes) -> None:
    """Also where cells and rows carry a prefix, as some programs write them."""
    from mfo.tables.formats.xlsx_slim import _without_blanks

    text = b'<row r="1"><c r="A1" s="1"/><c r="B1"><v>3</v></c><c r="C1"></c></row><row r="2"><c r="A2"/></row>'
    kept = b'<row r="1"><c r="B1"><v>3</v></c></row>'
    for tag in (b"row", b"c"):
        text = text.replace(b"<" + tag + b" ", b"<" + prefix + tag + b" ").replace(b"</" + tag, b"</" + prefix + tag)
        kept = kept.replace(b"<" + tag + b" ", b"<" + prefix + tag + b" ").replace(b"</" + tag, b"</" + prefix + tag)
    assert _without_blanks(text) == kept


def test_a_number_of_twenty_thousand_digits(tmp_path: Path) -> None:
    """Refused at its cell at once; Python needs a time that grows with the square of the digits."""
    site = "{site: A, latitude: " + "9" * 20_000 + "}"
    text = f"plant: {{name: x, currency: EUR}}\nmaterials: [{{material: w, unit: t}}]\nsites:\n  - {site}\n"
    (tmp_path / "plant.yaml").write_text(text)
    started = time.process_time()
    with pytest.raises(PlantError) as caught:
        mfo.read(tmp_path / "plant.yaml")
    assert time.process_time() - started < 20  # of this process alone; the square took more than a minute
    told = next(problem for problem in caught.value.problems if "no number to reckon with" in problem.message)
    assert "column latitude" in str(told.where)
    assert len(told.message) < 200


@pytest.mark.parametrize("name", ["plant.yaml", "plant.xlsx"])
def test_a_pipe_is_no_file(tmp_path: Path, name: str) -> None:
    """Opening one that nobody writes to would hang for ever."""
    os.mkfifo(tmp_path / name)
    with pytest.raises(PlantError, match="This is not a file"):
        read_tables(tmp_path / name)
    if name == "plant.yaml":
        with pytest.raises(PlantError, match="This is not a file"):
            read_tables(tmp_path)


@pytest.mark.parametrize("field", [12, 16], ids=["size of the list", "place of the list"])
def test_a_workbook_whose_list_of_files_points_before_its_beginning_is_damaged(tmp_path, field):
    """The last record of an archive says how long its list of files is (byte 12) and where it begins (byte 16)."""
    path = tmp_path / "plant.xlsx"
    workbook(path)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x05\x06") + field
    data[at : at + 4] = (int.from_bytes(data[at : at + 4], "little") + 25).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(PlantError) as refused:
        read_tables(path)
    assert [problem.code for problem in refused.value.problems] == ["file-damaged"]


MEANING = """{date: day, name: what, amount: kg, unit: kg, names: {a: {at: s}}}"""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("pipe", ["export.csv", "meaning.yaml"])
def test_a_pipe_is_no_export_and_no_mapping(tmp_path, pipe):
    """Nobody writes to it, so that reading it would wait for ever."""
    (tmp_path / "export.csv").write_text("day,what,kg\n2025-01-01,a,1\n")
    (tmp_path / "meaning.yaml").write_text(MEANING)
    (tmp_path / pipe).unlink()
    os.mkfifo(tmp_path / pipe)
    with pytest.raises(PlantError, match="This is not a file"):
        write_readings(tmp_path / "export.csv", tmp_path / "meaning.yaml", tmp_path / "out.csv")


def test_an_export_with_a_cell_of_a_megabyte_is_refused(tmp_path):
    """The reader of CSV takes 131,072 characters a cell."""
    (tmp_path / "export.csv").write_text("day,what,kg\n2025-01-01,a," + "7" * 1_000_000 + "\n")
    (tmp_path / "meaning.yaml").write_text(MEANING)
    with pytest.raises(PlantError, match="field larger than field limit"):
        write_readings(tmp_path / "export.csv", tmp_path / "meaning.yaml", tmp_path / "out.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_no_dataset_and_no_model(tmp_path):
    for place in ("datasets/own.csv", "models/own.yaml"):
        (tmp_path / place).parent.mkdir()
        os.mkfifo(tmp_path / place)
    findings = Findings()
    assert read_rows(tmp_path / "datasets" / "own.csv", findings) == []
    assert [problem.message for problem in findings.problems] == [
        "The file cannot be read: own.csv is no ordinary file (a pipe, a device, a socket or a folder)."
    ]
    (tmp_path / "plant.yaml").write_text("plant: {name: p, currency: MXN}\n")
    for part in ("datasets", "models"):  # an unused model is not read, but counts in the digest
        with pytest.raises(PlantError, match="This is not a file"):
            mfo.diff(tmp_path, tmp_path)
        (next((tmp_path / part).iterdir())).unlink()


def test_links_between_all_of_too_many_sites_are_refused_before_they_are_made(tmp_path: Path) -> None:
    """1,100 sites to 1,100 sites, by hand: 1,210,000, where 1,000,000 may be."""
    sites = "".join(f"\n  - {{site: s{k}}}" for k in range(1100))
    links = '[{from: "*", to: "*", material: peel, distance: 1 km, cost_per_amount: 1 MXN/t}]'
    plant = (
        f"plant: {{name: a, currency: MXN}}\nmaterials: [{{material: peel, unit: t}}]\nsites:{sites}\nlinks: {links}\n"
    )
    path = tmp_path / "plant.yaml"
    path.write_text(plant, encoding="utf-8")
    with pytest.raises(PlantError) as refused:
        mfo.read(path)
    assert [(each.code, each.message[:9]) for each in refused.value.problems if each.code != "table-missing"] == [
        ("links-many", "1,210,000")
    ]
