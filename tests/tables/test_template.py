"""The workbook that people fill in, and the copy with every problem at its cell."""

from __future__ import annotations

import gc
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from mfo.cli.group import command_line

import mfo
from mfo.plant.schema import TABLES
from mfo.tables.cells.table import EXAMPLE
from mfo.tables.formats.xlsx_marked import write_marked
from mfo.tables.read_tables import read_tables
from mfo.template.template_workbook import write_template
from mfo.translation import EFFECT, SHOWN, catalogue_texts, in_english

from ..writing.disk import Disk

STARTER = Path(__file__).parents[2] / "examples" / "starter"


@pytest.fixture(params=["en", "es"])
def form(request, tmp_path):
    write_template(read_tables(STARTER), tmp_path / "form.xlsx", request.param)
    return tmp_path / "form.xlsx"


def test_a_form_says_what_its_plant_says(form):
    """Examples in grey are not read; every row of the starter is."""
    bench, plant = mfo.read(form), mfo.read(STARTER).plant
    assert bench.check() == ()
    for table in ("supplies", "processes", "markets", "links"):
        mine, theirs = getattr(bench.plant, table), getattr(plant, table)
        assert [item.name for item in mine] == [item.name for item in theirs]
    assert bench.plant.supplies[0].amount.values == plant.supplies[0].amount.values
    assert [process.route for process in bench.plant.processes] == ["compost", "landfill"]


def test_every_head_has_a_note_and_names_are_chosen_from_lists(form):
    book = openpyxl.load_workbook(form)
    sheets = [sheet for sheet in book.worksheets if not sheet.title.startswith("#")]
    assert len(sheets) == len(TABLES)
    for sheet in sheets[1:]:
        assert all(cell.comment for cell in sheet[1])
    offered = {str(rule.sqref): rule.formula1 for rule in sheets[3].data_validations.dataValidation}
    assert offered["B3:B500"].endswith("!$A$3:$A$500")  # the sites
    assert "," in offered["E3:E500"]  # all, up to


ALIKE = {"America/Mexico_City", "B3020", "MXN", "Morelia", "Nopalmex", "T; I", "USD", "Zitácuaro", "m3", "nopal", "t"}


def test_examples_are_in_the_words_of_the_form(tmp_path):
    write_template({}, tmp_path / "form.xlsx", "es")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    shown = [cell.value for cell in book["suministros"][2][:5]]
    assert shown == [f"{EXAMPLE}cosecha de nopal", "Zitácuaro", "nopal", 40, "hasta"]
    assert [cell.value for cell in book["escenarios"][2][:4]] == [
        f"{EXAMPLE}gas LP caro",
        "suministros",
        "gas LP",
        "precio",
    ]
    what = {cell.value: below.value for cell, below in zip(*book["límites"]["A1:Z2"], strict=True)}
    assert in_english(EFFECT, what["qué"]) == "landfilled"
    carbon_price = next(cell for cell in book["planta"]["A"] if cell.value == "precio del carbono")
    assert carbon_price.comment.text.endswith("250 MXN/t_CO2e")
    alike = {english for english, spanish in catalogue_texts("es", SHOWN).items() if english == spanish}
    assert alike == ALIKE


def test_problems_stand_at_their_cells_in_a_copy(form, tmp_path):
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[4]
    assert sheet.title in ("supplies", "suministros")
    sheet["D3"] = "lots"
    book.save(form)
    copy = tmp_path / "copy.xlsx"
    done = CliRunner().invoke(command_line, ["check", str(form), "--marked", str(copy)])
    assert isinstance(done.exception, mfo.PlantError)
    marked = openpyxl.load_workbook(copy)[sheet.title]
    assert "`lots`, which is neither a number nor a profile" in marked["D3"].comment.text
    assert marked["D3"].fill.fgColor.rgb.endswith("FFC7CE")
    assert openpyxl.load_workbook(form)[sheet.title]["D3"].comment is None


def test_only_workbooks_are_marked(tmp_path):
    with pytest.raises(mfo.UsageError, match="workbook alone"):
        write_marked(STARTER, tmp_path / "copy.xlsx", [])


def test_a_workbook_that_cannot_be_read_is_told_and_not_marked(form, tmp_path):
    """Cut in the middle, it has no cell to mark: the sentence on the damage stands alone."""
    form.write_bytes(form.read_bytes()[:-300])
    done = CliRunner().invoke(command_line, ["check", str(form), "--marked", str(tmp_path / "copy.xlsx")])
    assert isinstance(done.exception, mfo.PlantError)
    assert [problem.code for problem in done.exception.problems] == ["file-damaged"]
    with pytest.raises(mfo.UsageError, match="damaged and cannot be opened"):
        write_marked(form, tmp_path / "copy.xlsx", [])
    assert not (tmp_path / "copy.xlsx").exists()


def test_a_problem_without_a_sheet_stands_at_the_first_that_has_cells(form, tmp_path):
    book = openpyxl.load_workbook(form)
    chart = openpyxl.chart.BarChart()
    book.create_chartsheet("a chart", 0).add_chart(chart)
    book.save(form)
    assert write_marked(form, tmp_path / "copy.xlsx", [mfo.errors.Problem("any", "The plant has no name.")]) == 1
    first = openpyxl.load_workbook(tmp_path / "copy.xlsx").worksheets[0]
    assert first["A1"].comment.text.endswith("The plant has no name.")


def test_a_sheet_of_charts_without_a_drawing_is_passed_over(form, tmp_path):
    """Proves: such a sheet, whose chart was deleted, is no damage: the plant is read, and marked, as without it."""
    as_it_was = read_tables(form)
    book = openpyxl.load_workbook(form)
    book.create_chartsheet("a chart", 0)
    book.save(tmp_path / "with.xlsx")
    bare = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(tmp_path / "with.xlsx") as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            if "chartsheets/_rels" not in name and "drawing" not in name:
                target.writestr(name, re.sub(rb"<drawing [^>]*/>", b"", source.read(name)))
    with pytest.raises(AttributeError):  # what made it look damaged
        openpyxl.load_workbook(bare)
    read = read_tables(bare)
    assert [problem.code for problem in read.problems] == [problem.code for problem in as_it_was.problems]
    assert list(read.tables) == list(as_it_was.tables)
    assert write_marked(bare, tmp_path / "copy.xlsx", [mfo.errors.Problem("any", "The plant has no name.")]) == 1


def test_a_workbook_of_blank_formatted_rows_is_marked_in_bounded_memory(form, tmp_path, monkeypatch):
    """Beyond a size the blank cells stay out of the copy; what is filled in stays."""
    monkeypatch.setattr("mfo.tables.formats.xlsx_marked.MOST_UNPACKED", 1000)
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[4]
    sheet["D3"] = "lots"
    sheet["D400"].font = openpyxl.styles.Font(bold=True)
    book.save(form)
    write_marked(form, tmp_path / "copy.xlsx", [])
    copied = openpyxl.load_workbook(tmp_path / "copy.xlsx").worksheets[4]
    assert (copied["D3"].value, copied["D400"].font.bold) == ("lots", False)


def test_a_disk_that_fills_while_problems_are_marked_is_told_once(form, tmp_path, capsys):
    """Nothing is left behind, neither beside the copy nor on the screen when what was half-written is forgotten."""
    with Disk(tmp_path, 1000).watched(), pytest.raises(mfo.UsageError, match="cannot be written"):
        write_marked(form, tmp_path / "copy.xlsx", [])
    gc.collect()
    assert "Exception ignored" not in capsys.readouterr().err
    assert not list(tmp_path.glob("*copy*"))
