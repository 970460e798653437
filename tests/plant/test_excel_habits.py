"""What people do to a workbook in Excel, and the one message that lets them mend it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import mfo
from mfo.tables import convert

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


ERRORS: list[tuple[Callable[[Any], None], str]] = [
    (title, "sheet supplies, cell A1: `Supplies 2025` stands alone in the first row, where the columns' names should"
     " be. Delete what is above the columns' names."),
    (total, "sheet supplies, cell A3: The row `TOTAL` lacks `site`, `material`, `take`, `price`. Fill them in; if it is"
     " a total or a note, take it out of the table."),
    (note_below, "sheet supplies, cell A6: The row `figures of March` lacks `site`, `material`, `take`, `price`."),
    (round_brackets, "cell D1: The table `supplies` has no column `Amount (t/d)`. Write `amount [t/d]`."),
    (no_time, "`amount` is 2 t, where a unit like t/h is wanted. That is an amount without a time: say per what time,"
     " such as t/d or t/year."),
    (commas, "There is no site named `yard, tip`. Part names with a semicolon: `yard; tip`."),
    (slash, "There is no site named `yard / tip`. Part names with a semicolon: `yard; tip`."),
    (notes, "There is no table `notes` in the plant format. Did you mean `slots` or `sites` or `rates`? A sheet of"
     " notes is not read if its name begins with `#`."),
    (euro, "`€ 4/t` has a sign of money. Write 4 EUR/t."),
    (per, "`tonnes per day` has two names side by side. Write / for `per`, such as t/d."),
    (date, "`2025-01-01` is no whole number. Write a whole number, such as 2030."),
]  # fmt: skip


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


def test_a_sheet_of_notes_is_not_read(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book.create_sheet("# notes")["A1"] = "ask Juan"

    assert mfo.read(edited(tmp_path, edit)).check() == mfo.read(STARTER).check()


def test_what_is_hidden_is_read_and_told(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["supplies"].row_dimensions[2].hidden = True
        book["links"].column_dimensions["D"].hidden = True

    messages = [problem.message for problem in mfo.read(edited(tmp_path, edit)).check()]
    assert messages == ["Row 2 is hidden, and read all the same.", "Column D is hidden, and read all the same."]


def test_a_route_spelt_nearly_right_is_told(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["processes"]["E3"] = "landfil"

    messages = [str(problem) for problem in mfo.read(edited(tmp_path, edit)).check()]
    assert len(messages) == 1
    assert "`landfil` is taken as a route of your own, which no indicator counts." in messages[0]
    assert "Write `landfill`" in messages[0]
