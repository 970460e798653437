"""Mistakes that people make in a workbook, in English and Spanish: each is told at its cell, with a remedy.

The list is made by kind of mistake and place. A mistake that is found has a finding at its own cell (or its row, or its
column's head) whose text says what to do; one that is read as it was meant counts where the plan is that of the sound
workbook and that is told. Nothing may be read otherwise than meant without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

import mfo
from mfo.plant.schema import TABLES
from mfo.translation import CHOICE, TABLE, translated

LEAST_FOUND = 115 / 120

PLANT = {
    "plant": [
        ["setting", "value"],
        ["name", "park"],
        ["currency", "MXN"],
        ["slots", "12 months"],
        ["gwp", "AR6"],
        ["price_year", 2025],
    ],
    "materials": [["material", "unit", "dry_matter"], ["peel", "t", 0.3], ["compost", "t", 0.6]],
    "sites": [
        ["site", "owner", "latitude", "longitude"],
        ["kitchen", "school", 19.43, -99.13],
        ["yard", "town", 19.5, -99.2],
        ["tip", "town", 19.6, -99.0],
    ],
    "supplies": [
        ["supply", "site", "material", "amount [t/d]", "take", "price [MXN/t]"],
        ["canteen", "kitchen", "peel", 12, "all", 0],
        ["market hall", "yard", "peel", 8, "all", -20],
        ["bakery", "kitchen", "peel", 5, "all", -10],
        ["brewery", "yard", "peel", 9, "up to", -15],
    ],
    "processes": [
        ["process", "site", "model", "capacity [t/d]", "route", "variable_cost [MXN/t]"],
        ["heap", "yard", "recipe", 20, "compost", 150],
    ],
    "recipes": [
        ["process", "material", "role", "amount [t/t]"],
        ["heap", "peel", "in", None],
        ["heap", "compost", "out", 0.4],
    ],
    "markets": [
        ["market", "site", "material", "price [MXN/t]", "route"],
        ["gardeners", "yard", "compost", 200, None],
        ["town landfill", "tip", "peel", -300, "landfill"],
    ],
    "links": [
        ["link", "from", "to", "material", "distance [km]", "mode", "cost_per_amount_and_distance [MXN/t/km]"],
        ["truck", "kitchen", "yard", "peel", 12, "rail", 4],
        ["lorry", "kitchen; yard", "tip", "peel", 24, None, 4],
    ],
    "limits": [["limit", "what", "when", "maximum"], ["less buried", "town landfill", "year", "9000 t/year"]],
}
"""A sound plant; rows and columns count from the head's."""

Sheets = dict[str, list[list[object]]]
Mistake = tuple[str, str, Callable[[Sheets], None]]  # what it is, where it must be told, how it is made


def put(table: str, row: int, column: int, value: object) -> Callable[[Sheets], None]:
    def act(sheets: Sheets) -> None:
        sheets[table][row][column] = value

    return act


def at(table: str, row: int, column: int) -> str:
    return f"{table}!{chr(ord('A') + column)}{row + 1}"


NUMBERS = {
    "decimal comma": "12,5",
    "thousands by commas": "1,200,000",
    "a range": "10-12",
    "about": "~12",
    "words": "twelve",
    "a unit of another kind": "12 kWh/d",
    "a unit that nobody knows": "12 tonz/d",
    "a fraction": "1/2",
    "two numbers": "12 / 14",
    "a bracket": "(12)",
    "to be told": "n/a",
    "question mark": "?",
    "money first": "$12",
}
PLACES = (("supplies", 1, 3), ("processes", 1, 3), ("links", 1, 4), ("markets", 1, 3))
NAMES = (
    ("supplies", 1, 1, "kitchn"),
    ("supplies", 1, 2, "peels"),
    ("recipes", 1, 0, "heep"),
    ("markets", 1, 2, "compst"),
    ("links", 1, 1, "kitchen, yard"),
    ("links", 1, 2, "yrad"),
    ("links", 1, 3, "peel/compost"),
    ("processes", 1, 2, "anaerobic digester"),
    ("links", 1, 5, "rial"),
    ("limits", 1, 1, "landfil"),
    ("recipes", 2, 1, "composts"),
    ("sites", 0, 0, "sit"),
)
WORDS = (
    ("supplies", 1, 4, "everything"),
    ("recipes", 1, 2, "inputs"),
    ("limits", 1, 2, "yearly"),
    ("plant", 4, 1, "AR7"),
    ("plant", 3, 1, "12 moons"),
    ("plant", 2, 1, "pesos"),
)
HEADS = (
    ("supplies", 0, 3, "amonut [t/d]"),
    ("supplies", 0, 5, "prize [MXN/t]"),
    ("links", 0, 4, "distnace [km]"),
    ("processes", 0, 3, "capcity [t/d]"),
    ("markets", 0, 3, "pric [MXN/t]"),
    ("supplies", 0, 3, "amount (t/d)"),
    ("supplies", 0, 3, "amount [t/d"),
    ("links", 0, 4, "distance [kms]"),
    ("recipes", 0, 2, "rol"),
    ("markets", 0, 3, "cost [MXN/t]"),
    ("supplies", 0, 3, None),
    ("limits", 0, 1, "wat"),
)
BLANKS = (
    ("supplies", 1, 1),
    ("supplies", 1, 2),
    ("supplies", 1, 4),
    ("supplies", 1, 5),
    ("processes", 1, 2),
    ("recipes", 1, 2),
    ("markets", 1, 3),
    ("links", 1, 1),
    ("materials", 1, 1),
    ("plant", 2, 1),
)
SLIPS = (
    ("a longitude without its sign", ("sites", 2, 3), 99.2),
    ("longitude for latitude", ("sites", 2, 2), -99.2),
    ("a gate fee without its sign", ("markets", 2, 3), 300),
    ("a thousand too much", ("supplies", 1, 3), 12000),
    ("a thousand too little", ("supplies", 1, 3), 0.012),
    ("a share above one", ("materials", 1, 2), 30),
    ("a negative amount", ("supplies", 1, 3), -12),
    ("a text with a point", ("supplies", 1, 3), "1.200"),
    ("a negative distance", ("links", 1, 4), -12),
    ("a distance in metres", ("links", 1, 4), 0.012),
    ("a second row of a name", ("supplies", 2, 0), "canteen"),
    ("a number for a name", ("supplies", 1, 1), 7),
    ("a yield above all", ("recipes", 2, 3), 40),
    ("a yield in percent without its sign", ("recipes", 2, 3), 43.61),
    ("an error of Excel", ("supplies", 1, 3), "#N/A"),
    ("degrees and minutes", ("sites", 2, 3), "99° 12' W"),
    ("degrees with a letter", ("sites", 2, 2), "19.5 N"),
    ("horsepower", ("processes", 1, 3), "300 HP"),
    ("pesos", ("markets", 1, 3), "200 pesos/t"),
    ("money before the number", ("supplies", 1, 5), "MXN 12"),
    ("for nothing", ("supplies", 1, 5), "gratis"),
    ("growth in words", ("supplies", 1, 3), "12 t diarias"),
    ("a short year", ("plant", 5, 1), "25"),
    ("a name like no other", ("markets", 1, 2), "hot air"),
    ("more than all", ("materials", 1, 2), "105 %"),
    ("a route that is nearly one", ("markets", 1, 4), "landfil"),
    ("trucks there and back", ("links", 1, 4), "12 km round trip"),
)
READ_AS_MEANT = (
    ("a total below", "supplies", ["Total", None, None, 34, None, None]),
    ("a sum below", "supplies", ["Suma", None, None, 34, None, None]),
    ("a note below", "supplies", ["Source: survey of 2025"]),
    ("a note in Spanish below", "supplies", ["Nota: datos de la encuesta"]),
)


def mistakes() -> Iterator[Mistake]:
    for what, typed in NUMBERS.items():
        for place in PLACES:
            yield f"{what} in {at(*place)}", at(*place), put(*place, typed)
    for table, row, column, typed in (*NAMES, *WORDS, *HEADS):
        yield f"`{typed}` in {at(table, row, column)}", at(table, row, column), put(table, row, column, typed)
    for place in BLANKS:
        yield f"a blank in {at(*place)}", at(*place), put(*place, None)
    for what, place, typed in SLIPS:
        yield what, at(*place), put(*place, typed)
    for table, row in STRUCK:
        yield f"row {row + 1} of {table} struck through", at(table, row, 0), struck(table, row)
    for what, table, row in READ_AS_MEANT:
        yield what, f"{table}!A{len(PLANT[table]) + 1}", lambda sheets, table=table, row=row: sheets[table].append(row)
    for table in ("supplies", "sites", "links"):
        title = f"a title above {table}"
        yield title, f"{table}!A1", lambda sheets, table=table: sheets[table].insert(0, ["Data of 2025"])
        notes = f"notes beside {table}"
        yield (
            notes,
            f"{table}!{chr(ord('A') + len(PLANT[table][0]))}1",
            lambda sheets, table=table: [
                row.append(text) for row, text in zip(sheets[table], ("notes", "see survey"), strict=False)
            ],
        )
    for table, called in (("supplies", "suply"), ("markets", "Clientes"), ("links", "Transport"), ("sites", "Lugares")):
        yield (
            f"a sheet called {called}",
            f"{called}!",
            lambda sheets, table=table, called=called: sheets.update({called: sheets.pop(table)}),
        )


STRUCK = (("supplies", 2), ("links", 1), ("recipes", 2), ("sites", 1))


def struck(table: str, row: int) -> Callable[[Sheets], None]:
    """A line drawn through a row."""

    def act(sheets: Sheets) -> None:
        sheets[table][row] = [None if value is None else Struck(value) for value in sheets[table][row]]

    return act


@dataclass(frozen=True)
class Struck:
    """What a line is drawn through in its cell."""

    value: object


def in_spanish(sheets: Sheets) -> Sheets:
    """The same with Spanish sheets, heads and words, where these are the format's own."""
    found: Sheets = {}
    for name, rows in sheets.items():
        spec = TABLES.get(name)
        if spec is None:
            found[name] = rows
            continue
        heads = [_head(text, name) for text in rows[0]]
        words = {each for column in spec.columns for each in column.choices}
        body = [[translated(cell, "es", CHOICE) if cell in words else cell for cell in row] for row in rows[1:]]
        found[translated(name, "es", TABLE)] = [heads, *body]
    return found


def _head(text: object, table: str) -> object:
    match = re.fullmatch(r"([a-z_]+)( \[.+\])?", str(text))
    return text if not match else translated(match[1], "es", table) + (match[2] or "")


def copied() -> Sheets:
    return {name: [list(row) for row in rows] for name, rows in PLANT.items()}


def _lined(sheet: WriteOnlyWorksheet, value: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    cell.font = Font(strike=True)
    return cell


def problems(sheets: Sheets, path: Path) -> list[mfo.Problem]:
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([_lined(sheet, cell.value) if isinstance(cell, Struck) else cell for cell in row])
    book.save(path)
    try:
        return mfo.read(path).check()
    except mfo.PlantError as error:
        return list(error.problems)


def told_at(place: str, found: list[mfo.Problem], language: str) -> bool:
    """Whether a finding with a remedy stands at the place: its cell, its row's first, or its head."""
    sheet, cell = place.split("!")
    sheet = sheet if language == "en" else translated(sheet, "es", TABLE)
    row = re.sub(r"\D", "", cell)
    for problem in found:
        where = problem.where
        if (
            where
            and where.sheet == sheet
            and problem.remedy
            and (not cell or where.cell == cell or f"{where.line}" == row or where.cell == f"{cell[0]}1")
        ):
            return True
    return False


@pytest.mark.parametrize("language", ["en", "es"])
def test_mistakes_are_told_at_their_cells_with_a_remedy(language, tmp_path):
    every = list(mistakes())
    assert len(every) >= 120
    every = every[("en", "es").index(language) :: 2]  # each mistake in one of the languages, each kind in both
    sound = problems(copied() if language == "en" else in_spanish(copied()), tmp_path / "plant.xlsx")
    assert [problem.code for problem in sound if problem.severity == "error"] == []
    missed, silent, many = [], [], []
    for what, place, make in every:
        sheets = copied()
        if language == "es" and place.split("!")[0] in PLANT:
            title = what.startswith("a title")
            if not title:
                make(sheets)
            sheets = in_spanish(sheets)
            if title:
                sheets[translated(place.split("!")[0], "es", TABLE)].insert(0, ["Datos de 2025"])
        else:
            make(sheets)
        found = [each for each in problems(sheets, tmp_path / "plant.xlsx") if each not in sound]
        if not found:
            silent.append(what)
        elif not told_at(place, found, language):
            missed.append(f"{what}: {[str(each) for each in found][:2]}")
        if sum(each.severity == "error" for each in found) > 4:
            many.append(f"{what}: {len(found)}")
    assert silent == []
    assert many == []
    assert len(missed) <= len(every) * (1 - LEAST_FOUND), "\n".join(missed)
