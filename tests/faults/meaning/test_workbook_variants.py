"""Workbooks as people make them: dates by formula, names with invisible signs, cells shown in a unit, stray cells.

By hand: 2 t of peel a day for 1 EUR/t are 730 EUR a year.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import mfo

Slot = Callable[[int], tuple[datetime, str]]


class Book:
    """A plant of one supply and one market in a workbook."""

    def __init__(self, path: Path, amount: object = "2 t/d", header: str = "amount", site: str = "mill yard") -> None:
        self.path, self.book = path / "plant.xlsx", xlsxwriter.Workbook(str(path / "plant.xlsx"))
        self.sheets = {
            name: self.sheet(name, rows)
            for name, rows in {
                "plant": [["setting", "value"], ["name", "peel"], ["currency", "EUR"]],
                "materials": [["material", "unit"], ["peel", "t"]],
                "sites": [["site"], ["mill yard"]],
                "supplies": [
                    ["supply", "site", "material", header, "take", "price [EUR/t]"],
                    ["line", site, "peel", amount, "all", 0],
                ],
                "markets": [["market", "site", "material", "price [EUR/t]"], ["farms", "mill yard", "peel", -1]],
            }.items()
        }

    def sheet(self, name: str, rows: list[list[Any]]) -> Any:
        made = self.book.add_worksheet(name)
        for place, row in enumerate(rows):
            made.write_row(place, 0, row)
        return made

    def read(self) -> mfo.Workbench:
        self.book.close()
        return mfo.read(self.path)


def cost(made: mfo.Workbench) -> float:
    return float(made.optimise().totals["cost"]["value"])


def serial(moment: datetime) -> float:
    """A moment as Excel stores it."""
    since = moment - datetime(1899, 12, 30)
    return since.days + since.seconds / 86400


@pytest.mark.parametrize(
    ("slots", "first", "step", "formula", "drift", "expected"),
    [
        ("2976 quarter-hours", datetime(2025, 3, 1), timedelta(minutes=15), "=A{}+1/96", 1e-10, 31 * 24 * 1.5),
        ("96 half-hours", datetime(2024, 2, 28), timedelta(minutes=30), "=A{}+TIME(0,30,0)", 1e-9, 48 * 1.5),
        ("366 days", datetime(2024, 1, 1), timedelta(days=1), "=A{}+1", 0.0, 366 * 24 * 1.5),
    ],
)
def test_moments_by_formula_are_those_that_excel_shows(
    slots: str, first: datetime, step: timedelta, formula: str, drift: float, expected: float, tmp_path: Path
) -> None:
    """Each is the one before plus a step that floats do not hold; 1 and 2 t/h in turns are 1.5 t/h."""
    made = Book(tmp_path, amount="arising")
    made.sheets["plant"].write_row(3, 0, ["start", first.date().isoformat()])
    made.sheets["plant"].write_row(4, 0, ["slots", slots])
    sheet = made.sheet("profiles", [["slot", "arising [t/h]"]])
    shown = made.book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for place in range(int(slots.split()[0])):
        value = serial(first + place * step) + place * drift
        if place:
            sheet.write_formula(place + 1, 0, formula.format(place + 1), shown, value)
        else:
            sheet.write_number(1, 0, value, shown)
        sheet.write_number(place + 1, 1, 1 + place % 2)
    assert cost(made.read()) == pytest.approx(expected)


@pytest.mark.parametrize(
    "site",
    [
        "mill\u200b yard",
        "mill\u00ad yard",
        "mill\u2009yard",
        "mill\u00a0yard",
        "\ufeffmill yard",
        "mill yard\u00a0",
    ],
)
def test_a_name_with_signs_that_nobody_sees_is_the_same_name(site: str, tmp_path: Path) -> None:
    """A zero-width space, a soft hyphen, a thin space, one that does not break, a byte order mark."""
    assert cost(Book(tmp_path, site=site).read()) == pytest.approx(730)


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        ('#,##0.00 "€"', "says `EUR`"),
        ("_($* #,##0.00_)", "says `$`"),
        ('0.0" kg"', "says `kg`"),
        ('0.0 "t/h"', "says `t/h`"),
        ('#,##0.0 "L/d"', "says `L/d`"),
        ("[$MXN] #,##0", "says `MXN`"),
        ("0%", "says `%`"),
        ("#,##0,", "leaves out thousands"),
    ],
)
def test_a_cell_that_is_shown_in_another_unit_is_refused(shown: str, says: str, tmp_path: Path) -> None:
    made = Book(tmp_path, header="amount [t/d]")
    made.sheets["supplies"].write_number(1, 3, 2.0, made.book.add_format({"num_format": shown}))
    with pytest.raises(mfo.PlantError) as caught:
        made.read().check()
    (problem,) = caught.value.problems
    assert (problem.code, says in problem.message) == ("cell-format", True)
    assert str(problem.where) == "plant.xlsx, sheet supplies, cell D2"


@pytest.mark.parametrize("shown", ['0.0 "t"', '0.0 "t/d"', "0.00E+00", "@", "General", "#,##0.0"])
def test_a_cell_that_is_shown_in_its_unit_is_read(shown: str, tmp_path: Path) -> None:
    made = Book(tmp_path, header="amount [t/d]")
    made.sheets["supplies"].write_number(1, 3, 2.0, made.book.add_format({"num_format": shown}))
    assert cost(made.read()) == pytest.approx(730)


@pytest.mark.parametrize(("cell", "value"), [("XFD1048576", "x"), ("AA300", 0), ("H2", 7), ("K40", "see note")])
def test_a_stray_cell_beside_the_table_makes_no_row(cell: str, value: object, tmp_path: Path) -> None:
    """It was told that it is not read, and then that the row that it stands in lacks everything."""
    made = Book(tmp_path)
    made.sheets["markets"].write(cell, value)
    read = made.read()
    assert [problem.code for problem in read.check()] == ["column-aside"]
    assert cost(read) == pytest.approx(730)


def test_a_stray_blank_or_a_format_is_nothing(tmp_path: Path) -> None:
    made = Book(tmp_path)
    made.sheets["markets"].write("ZZ5000", " ")
    made.sheets["markets"].write_blank("C900", None, made.book.add_format({"bold": True}))
    read = made.read()
    assert read.check() == ()
    assert cost(read) == pytest.approx(730)


def test_a_note_below_the_table_is_told_at_its_cell(tmp_path: Path) -> None:
    made = Book(tmp_path)
    made.sheets["markets"].write("B60", "see note")
    with pytest.raises(mfo.PlantError, match="cell B60: The row `see note` lacks"):
        made.read().check()
