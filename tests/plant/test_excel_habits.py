"""What people do to a workbook in Excel, and the one message that lets them mend it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

import mfo
from mfo.tables.conversion import convert

STARTER = Path(__file__).parents[2] / "examples" / "starter"


def title(book: Any) -> None:
    book["supplies"].insert_rows(1)
    book["supplies"]["A1"] = "Supplies 2025"
    book["supplies"].merge_cells("A1:F1")


def total(book: Any) -> None:
    book["supplies"].append(["TOTAL", None, None, 2])


def note_below(book: Any) -> None:
    book["supplies"]["A6"] = "figures of March"


def round_brackets(book: Any) -> None:
    book["supplies"]["D1"] = "Amount (t/d)"


def no_time(book: Any) -> None:
    book["supplies"]["D2"] = "2 t"


def commas(book: Any) -> None:
    book["links"]["B2"] = "yard, tip"


def line_break(book: Any) -> None:
    book["links"]["B2"] = "yard\ntip"


def dash(book: Any) -> None:
    book["processes"]["D3"] = "n/a"


def slash(book: Any) -> None:
    book["links"]["B2"] = "yard / tip"


def notes(book: Any) -> None:
    book.create_sheet("Notes")["A1"] = "ask Juan"


def euro(book: Any) -> None:
    book["supplies"]["F2"] = "€ 4/t"


def per(book: Any) -> None:
    book["supplies"]["D2"] = "2 tonnes per day"


def date(book: Any) -> None:
    book["plant"].append(["price_year", "2025-01-01"])


def newer_copy(book: Any) -> None:
    """Excel lets two sheets differ by a blank at the end alone; the second one must not win unseen."""
    book.copy_worksheet(book["supplies"]).title = "Supplies "


def euros(book: Any) -> None:
    book["supplies"]["F2"].number_format = "#,##0.00 [$€-407]"


def kilograms(book: Any) -> None:
    book["supplies"]["D2"].number_format = '0.0" kg/d"'


def thousands(book: Any) -> None:
    book["supplies"]["D2"].number_format = "#,##0,;-#,##0,"


def strike(book: Any, sheet: str, *cells: str) -> None:
    for cell in cells:
        book[sheet][cell].font = Font(strike=True)


def struck_row(book: Any) -> None:
    strike(book, "processes", *(cell.coordinate for cell in book["processes"][3]))


def struck_rows(book: Any) -> None:
    for row in (2, 3):
        strike(book, "processes", *(cell.coordinate for cell in book["processes"][row]))


def struck_cell(book: Any) -> None:
    strike(book, "supplies", "D2")


ERRORS: list[tuple[Callable[[Any], None], str]] = [
    (note_below, "sheet supplies, cell A6: The row `figures of March` lacks `site`, `material`, `take`, `price`."),
    (round_brackets, "cell D1: The table `supplies` has no column `Amount (t/d)`. Write `amount [t/d]`."),
    (
        no_time,
        "`amount` is 2 t, where a unit like t/h is wanted. That is an amount without a time: say per what time,"
        " such as t/d or t/year.",
    ),
    (commas, "There is no site named `yard, tip`. Part names with a semicolon: `yard; tip`."),
    (line_break, "Part names with a semicolon: `yard; tip`."),
    (dash, "`capacity` is `n/a`, which is no number. Leave the cell blank; that means: no limit."),
    (slash, "There is no site named `yard / tip`. Part names with a semicolon: `yard; tip`."),
    (euro, "`€ 4/t` has a sign of money. Write 4 EUR/t."),
    (per, "`tonnes per day` has two names side by side. Write / for `per`, such as t/d."),
    (
        newer_copy,
        "sheet Supplies: A second sheet is the table `supplies`: capitals and blanks at the ends do not"
        " count. Keep one of them.",
    ),
    (
        euros,
        "sheet supplies, cell F2: The cell holds 0, but its number format `#,##0.00 [$€-407]` says `EUR`, where the"
        " header says `MXN/t`. Check the number, write its unit in the header,",
    ),
    (
        kilograms,
        'sheet supplies, cell D2: The cell holds 2, but its number format `0.0" kg/d"` says `kg/d`, where the'
        " header says `t/d`.",
    ),
    (thousands, "cell D2: The cell holds 2, but its number format `#,##0,;-#,##0,` leaves out thousands."),
    (
        struck_row,
        "sheet processes, cell A3: Row 3 is struck through: it is not clear whether it counts. Delete the row if it is"
        " dropped, or take the line off.",
    ),
    (struck_rows, "sheet processes, cell A2: Rows 2, 3 are struck through: it is not clear whether they count."),
    (
        struck_cell,
        "sheet supplies, cell D2: The cell D2 is struck through: it is not clear whether it counts. Empty what is"
        " dropped, or take the line off.",
    ),
    (date, "`2025-01-01` is no whole number. Write a whole number, such as 2030."),
]


READ_AS_MEANT: list[tuple[Callable[[Any], None], str]] = [
    (title, "sheet supplies, cell A1: `Supplies 2025` stands above the columns' names and is passed over."),
    (total, "sheet supplies, cell A3: The row `TOTAL` is not read: it is taken for a total."),
    (notes, "sheet Notes: The sheet is not read: it is taken for notes."),
]


def edited(folder: Path, edit: Callable[[Any], None]) -> Path:
    """The starter as a workbook, edited by hand."""
    path = folder / "plant.xlsx"
    convert(STARTER, path)
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


@pytest.mark.parametrize(("edit", "message"), ERRORS, ids=[edit.__name__ for edit, _ in ERRORS])
def test_one_mistake_gets_one_message(tmp_path: Path, edit: Callable[[Any], None], message: str) -> None:
    with pytest.raises(mfo.PlantError) as caught:
        mfo.read(edited(tmp_path, edit))
    assert len(caught.value.problems) == 1
    assert message in str(caught.value.problems[0])


@pytest.mark.parametrize(("edit", "message"), READ_AS_MEANT, ids=[edit.__name__ for edit, _ in READ_AS_MEANT])
def test_what_is_no_mistake_is_told_and_passed_over(tmp_path: Path, edit: Callable[[Any], None], message: str) -> None:
    (problem,) = mfo.read(edited(tmp_path, edit)).plant.problems
    assert problem.severity == "warning"
    assert message in str(problem)


def test_a_sheet_of_notes_is_not_read(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book.create_sheet("# notes")["A1"] = "ask Juan"

    assert mfo.read(edited(tmp_path, edit)).check() == mfo.read(STARTER).check()


def test_a_line_through_what_is_not_read_is_no_question(tmp_path: Path) -> None:
    """A note beside the table, a blank row and a sheet of notes may be struck through."""

    def edit(book: Any) -> None:
        book["supplies"]["K2"] = "old figure"
        strike(book, "supplies", "K2", "A9", "B9")
        book.create_sheet("# notes")["A1"] = "ask Juan"
        strike(book, "# notes", "A1")

    codes = [problem.code for problem in mfo.read(edited(tmp_path, edit)).check()]
    assert codes == ["column-aside"]


def test_what_is_hidden_is_read_and_told(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["supplies"].row_dimensions[2].hidden = True
        book["links"].column_dimensions["D"].hidden = True

    messages = [problem.message for problem in mfo.read(edited(tmp_path, edit)).check()]
    assert messages == ["Row 2 is hidden, and read all the same.", "Column D is hidden, and read all the same."]


@pytest.mark.parametrize(
    "number_format",
    ['#,##0.00 "t/d"', "#,##0.00;[Red]-#,##0.00", '0.0 "approx."'],
)
def test_number_formats_that_say_nothing_else(tmp_path: Path, number_format: str) -> None:
    """The header's own unit, the sign that many countries share, thousands parted by commas, and words."""

    def edit(book: Any) -> None:
        book["supplies"]["D2"].number_format = number_format

    assert mfo.read(edited(tmp_path, edit)).check() == mfo.read(STARTER).check()


def test_a_price_shown_in_its_own_currency(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["supplies"]["F2"].number_format = "[$MXN] #,##0.00"

    assert mfo.read(edited(tmp_path, edit)).check() == mfo.read(STARTER).check()


def test_a_formula_without_result_is_seen_where_elements_have_a_prefix(tmp_path: Path) -> None:
    """Some programs write `<x:f>`; without this the cell would read as blank."""
    path = edited(tmp_path, lambda book: book["supplies"].__setitem__("D2", "=1+1"))
    prefixed = tmp_path / "prefixed.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(prefixed, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name.startswith("xl/worksheets/"):
                text = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", text).replace(b"xmlns=", b"xmlns:x=")
            target.writestr(name, text)
    with pytest.raises(mfo.PlantError, match="The formula `=1\\+1` has no stored result"):
        mfo.read(prefixed)


def test_the_file_that_marks_an_open_workbook_leads_to_the_workbook(tmp_path: Path) -> None:
    (tmp_path / "~$park.xlsx").write_bytes(b"\x04Juan")
    with pytest.raises(mfo.PlantError, match=r"Excel remembers that a workbook is open.*Give .*park\.xlsx"):
        mfo.read(tmp_path / "~$park.xlsx")


def test_a_workbook_that_is_not_there_has_a_near_name(tmp_path: Path) -> None:
    path = edited(tmp_path, lambda book: None)
    with pytest.raises(mfo.PlantError, match=f"There is no such folder or file. Did you mean {path}"):
        mfo.read(tmp_path / "plant 1.xlsx")


def test_a_route_spelt_nearly_right_is_told(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["processes"]["E3"] = "landfil"

    messages = [str(problem) for problem in mfo.read(edited(tmp_path, edit)).check()]
    assert len(messages) == 1
    assert "`landfil` is taken as a route of your own, which no indicator counts." in messages[0]
    assert "Write `landfill`" in messages[0]
