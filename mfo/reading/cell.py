"""Cells that a study changes: what stands there, and a new number written as it would be typed there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import Problem, UsageError
from ..plant.names import did_you_mean
from ..plant.quantities import PLAIN
from ..plant.schema import SETTINGS, TABLES
from ..tables.cells.table import CellValue, Tables
from ..translation import TABLE, in_english
from ..units import UnitError, conversion, looks_like_number, split_quantity
from .scenarios import Change, cell_meant, cells_of, exchanged


@dataclass(frozen=True)
class Cell:
    """One cell of the plant's tables by table, row and column.

    ``value`` is its number in ``unit`` (blank: a plain number); for a profile ``value`` is 1 and the number of a change
    is a factor on ``profile``. Of a number that was typed in percent that is the unit.
    """

    table: str
    row: str
    column: str
    value: float
    unit: str
    profile: str = ""
    written: bool = True  # whether the unit stands in the cell; else in the header, or nowhere

    @property
    def name(self) -> str:
        """The cell in words: ``supplies LPG price``."""
        return f"{self.table} {self.row} {self.column}"

    def change(self, value: float) -> Change:
        """The change that puts a number into the cell."""
        typed: CellValue = value
        if self.profile:
            typed = f"{self.profile} * {value!r}"
        elif self.unit and self.written:
            typed = f"{value!r} {self.unit}"
        return self.table, self.row, self.column, typed

    def end(self, text: str | float) -> float:
        """An end of a range: a number for this cell, or with a sign a share of its value (``-20 %``, ``+30 %``).

        Of a profile every end is a share. Raises :class:`mfo.UsageError` as :meth:`number` does.
        """
        typed = str(text).strip().replace("−", "-")
        signed = isinstance(text, str) and typed[:1] in "+-" and typed.endswith("%")
        if signed or (self.profile and typed.endswith("%")):
            try:
                return self.value * (1 + float(typed.rstrip("% ")) / 100)
            except ValueError:
                pass
        elif self.profile:
            message = f"`{text}` is no share of the profile `{self.profile}`."
            raise UsageError(Problem("cell-number", message, remedy="Write it like `-20 %` or `+30 %`."))
        return self.number(text)

    def number(self, text: str | float) -> float:
        """A number typed for this cell, in the cell's unit.

        Raises :class:`mfo.UsageError` where it is none, or its unit does not fit.
        """
        try:
            number, unit = (str(text), "") if not isinstance(text, str) else split_quantity(text)
            value = float(number)
            if self.profile:
                return value * conversion(unit, "") if unit else value
            return value * conversion(unit, self.unit) if unit and unit != self.unit else value
        except (UnitError, ValueError) as error:
            example = f"{self.value:g} {self.unit}".strip()
            message = f"`{text}` is no number for {self.name}: {error}"
            raise UsageError(Problem("cell-number", message, remedy=f"Write it like `{example}`.")) from error


def find_cell(tables: Tables, table: str, row: str, column: str) -> Cell:
    """The cell, with what stands in it.

    Raises :class:`mfo.UsageError` where there is no such cell, it is blank, or it holds no number.
    """
    table, row, column = cell_meant(table, row, column)
    spec = TABLES.get(table)
    target = tables.get(table)
    if spec is None or target is None:
        remedy = did_you_mean(table, tables.tables) or "Name a cell by table, row and column: `supplies LPG price`."
        raise UsageError(Problem("table-unknown", f"The plant has no table `{table}`.", remedy=remedy))
    if spec.column(column) is None and column not in target.columns:
        known = [*spec.names, *target.columns]
        message = f"The table `{table}` has no column `{column}`."
        raise UsageError(Problem("column-unknown", message, remedy=did_you_mean(column, known)))
    found = cells_of(tables, table, row, column)
    if not found and table == "plant" and any(setting.name == row for setting in SETTINGS):
        found = [(None, None)]  # a setting left at its default
    if not found:
        names = [str(target.value(line, spec.key[0]) or "") for line in range(len(target))]
        message = f"The table `{table}` has no row `{row}`."
        raise UsageError(Problem("row-unknown", message, remedy=did_you_mean(row, names)))
    return cell_from(table, row, column, found)


def cell_from(table: str, row: str, column: str, found: Sequence[tuple[CellValue, str | None]]) -> Cell:
    """A cell from what stands in it, with the header's unit; several lines of one row must agree.

    Raises :class:`mfo.UsageError` where it is blank or holds no number.
    """
    typed, header = found[0] if found else (None, None)
    if any(each != found[0] for each in found) or typed is None or isinstance(typed, bool | list):
        what = "is blank" if typed is None else "holds no single number"
        message = f"The cell {table} {row} {column} {what}."
        raise UsageError(Problem("cell-number", message, remedy="Type a number there first."))
    return _cell(table, row, column, typed, header)


def _cell(table: str, row: str, column: str, typed: CellValue, header: str | None) -> Cell:
    if isinstance(typed, int | float):
        return Cell(table, row, column, float(typed), header or "", written=False)
    text = str(typed).strip()
    if PLAIN.match(text):
        return Cell(table, row, column, float(text), header or "", written=False)
    if not looks_like_number(text) or "*" in text:
        return Cell(table, row, column, 1.0, "", profile=text)
    try:
        number, unit = split_quantity(text)
    except UnitError as error:
        message = f"The cell {table} {row} {column} holds no number: {error}"
        raise UsageError(Problem("cell-number", message, remedy="Type a number there first.")) from error
    return Cell(table, row, column, float(number), unit)


def cell_of(tables: Tables, text: str) -> Cell:
    """The cell that ``text`` names by table, row and column: ``supplies LPG price``. A colon may follow the table.

    Raises :class:`mfo.UsageError` as :func:`find_cell` does.
    """
    parts = text.replace(":", " ", 1).split() if ":" in text.split(" ", 1)[0] else text.split()
    if len(parts) < 3:
        remedy = 'Name it by table, row and column, such as "supplies LPG price".'
        raise UsageError(Problem("cell-name", f"`{text}` names no cell.", remedy=remedy))
    table = in_english(TABLE, parts[0]) or parts[0]
    columns = {name for spec in (TABLES.get(table),) if spec for name in spec.names}
    target = tables.get(table)
    columns |= set(target.columns) if target else set()
    for width in (1, 2, 3):  # a column of one's own may hold blanks
        column = " ".join(parts[-width:])
        if (in_english(table, column) or column) in columns and len(parts) > width + 1:
            return find_cell(tables, table, " ".join(parts[1:-width]), column)
    return find_cell(tables, table, " ".join(parts[1:-1]), parts[-1])


def with_numbers(tables: Tables, cells: Iterable[Cell], values: Iterable[float]) -> Tables:
    """The tables with numbers put into cells."""
    return exchanged(tables, [cell.change(value) for cell, value in zip(cells, values, strict=True)])
