"""A plant with cells that cannot be read is read once more with what they may have meant.

What else is wrong in their rows then is told at once, and what only follows from them is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ...errors import Problem
from ...plant.guesses import Guess, blank_guess
from ...plant.names import Names
from ...plant.schema import TABLES
from ...tables.cells.table import CellValue, Table, TableColumn, Tables

Cell = tuple[str, int, str]
"""A table, a row's position in it and a column."""

OF_ONE_CELL = (
    "choice-unknown",
    "date",
    "integer-expected",
    "negative",
    "number",
    "out-of-range",
    "unit-unknown",
)
"""What a cell is told of alone, whatever the rest of its row says: their codes begin so."""
BY_ANOTHER_NAME = ("name-unknown", "unit-dimension", "unit-missing")
"""What a cell is told of by the unit of its row's material or process, or by what else the row names."""
NOT_OF_A_GUESS = frozenset({"row-twice", "name-twice"})
"""What may be found only because a name was guessed."""


def with_blanks(tables: Tables, names: Names, guesses: dict[Cell, Guess], problems: Iterable[Problem]) -> None:
    """Add guesses for needed cells that are blank and told of."""
    told = {each.where for each in problems if each.code == "value-missing"}
    for name, table in tables.tables.items() if told else ():
        spec = TABLES.get(name)
        for column in spec.columns if spec else ():
            if not column.needed or column.name not in table.columns:
                continue
            for row in range(len(table)):
                if table.value(row, column.name) is None and table.where(row, column.name) in told:
                    guess = blank_guess(names, column, _others(table, row))
                    if guess:
                        guesses[name, row, column.name] = guess


def _others(table: Table, row: int) -> list[str]:
    return [str(table.value(row, column)) for column in table.columns]


def told_cells(tables: Tables, guesses: Mapping[Cell, Guess], problems: Iterable[Problem]) -> dict[Cell, Guess]:
    """The guesses for cells of which an error is told; settings are no cells of a row."""
    places = {each.where for each in problems if each.severity == "error"}
    return {
        (name, row, column): guess
        for (name, row, column), guess in guesses.items()
        if name != "plant" and (table := tables.get(name)) and table.where(row, column) in places
    }


def repaired(tables: Tables, guesses: Mapping[Cell, Guess]) -> Tables:
    """The tables with guesses in their cells."""
    found = dict(tables.tables)
    for name, column in dict.fromkeys((name, column) for name, _, column in guesses):
        values = {
            row: guess.value for (table, row, other), guess in guesses.items() if (table, other) == (name, column)
        }
        table = found[name]
        found[name] = replace(
            table, columns={**table.columns, column: _with(table.columns.get(column), column, values)}
        )
        found[name].lines = table.lines
    return replace(tables, tables=found)


def _with(column: TableColumn | None, name: str, values: Mapping[int, CellValue]) -> TableColumn:
    if column is None:
        return TableColumn(name, None, list(values.values()))
    unit, cells = column.unit, list(column.values)
    if unit:  # a guess has a unit of its own, so the header's goes to the cells that were typed
        cells = [f"{cell} {unit}" if str(cell)[-1:].isdigit() else cell for cell in cells]
    for row, value in values.items():
        cells[row] = value
    return replace(column, unit=None, values=cells)


def merged(tables: Tables, guesses: Mapping[Cell, Guess], first: list[Problem], second: list[Problem]) -> list[Problem]:
    """All problems of two readings, but for what follows from the cells in the first and from guesses in the second.

    What the first tells elsewhere than in those cells, and the second does not, followed from them.
    """
    cells = {tables[name].where(row, column) for name, row, column in guesses}
    again = {(each.code, each.where) for each in second}
    kept = [
        each
        for each in first
        if each.severity == "warning" or each.where in cells or each.where is None or (each.code, each.where) in again
    ]
    known = {(each.code, each.where) for each in first}
    new = [
        each
        for each in second
        if each.severity == "error" and (each.code, each.where) not in known and each.where not in cells
    ]
    return kept + [each for each in new if _certain(each, guesses)]


def _certain(problem: Problem, guesses: Mapping[Cell, Guess]) -> bool:
    """Whether a problem that the second reading alone found is there whatever was meant by the cells guessed."""
    if problem.code.startswith(OF_ONE_CELL):
        return True
    unsure = [cell for cell, guess in guesses.items() if not guess.sure]
    if problem.code.startswith(BY_ANOTHER_NAME):
        return not any(_changes_units(name, column) for name, _, column in unsure)
    return not unsure and problem.code not in NOT_OF_A_GUESS


def _changes_units(table: str, column: str) -> bool:
    """Whether what stands in a column decides in which units the other cells of its row are read."""
    spec = TABLES[table].column(column)
    return spec is None or bool(spec.refers and spec.refers != ("sites",)) or column in ("model", "unit")
