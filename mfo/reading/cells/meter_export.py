"""Exports of meters in the table of measurements: readings with dates, one a row or one a column, with gaps.

A column whose header is a date holds the readings of that date; a column `date` is what `slot` is called elsewhere. A
blank amount beside a date, and a blank cell under one, was not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ...errors import Where
from ...tables.cells.table import CellValue, Table, TableColumn, Tables

TABLE = "measurements"
DATE = re.compile(r"\d{4}-\d\d(-\d\d)?([ T]\d\d:\d\d\S*)?")


@dataclass
class _Export(Table):
    """A table of readings by column as one of readings by row: each amount knows the cell that it came from."""

    cells: list[Where] = field(default_factory=list)

    def where(self, row: int | None = None, column: str | None = None) -> Where:
        """The place of a cell as it was typed."""
        if row is not None and column in ("amount", "slot"):
            return self.cells[row]
        return super().where(row, column)


def long_form(tables: Tables) -> Tables:
    """The tables with measurements one a row, as the plant format has them."""
    table = tables.get(TABLE)
    if table is None:
        return tables
    table = _dated(table)
    dates = [name for name in table.columns if DATE.fullmatch(name.strip())]
    table = _by_row(table, dates) if dates else _without_gaps(table)
    return replace(tables, tables={**tables.tables, TABLE: table})


def _dated(table: Table) -> Table:
    """With the column `date` as `slot`."""
    if "date" not in table.columns or "slot" in table.columns:
        return table
    columns = {
        ("slot" if name == "date" else name): (replace(column, name="slot") if name == "date" else column)
        for name, column in table.columns.items()
    }
    letters = {("slot" if name == "date" else name): letter for name, letter in table.letters.items()}
    return replace(table, columns=columns, letters=letters)


def _without_gaps(table: Table) -> Table:
    """Without rows of a slot in which nothing was read."""
    if "slot" not in table.columns or "amount" not in table.columns:
        return table
    rows = range(len(table))
    kept = [row for row in rows if not _is_blank(table.value(row, "amount")) or _is_blank(table.value(row, "slot"))]
    if len(kept) == len(table):
        return table
    place = {row: position for position, row in enumerate(kept)}
    return replace(
        table,
        columns={
            name: replace(column, values=[column.values[row] for row in kept]) for name, column in table.columns.items()
        },
        lines=[table.lines[row] for row in kept],
        cell_lines={(place[row], name): line for (row, name), line in table.cell_lines.items() if row in place},
    )


def _by_row(table: Table, dates: list[str]) -> Table:
    """One row for each reading; a row's own amount stays what it is."""
    others = [name for name in table.columns if name not in dates and name not in ("amount", "slot")]
    units = {table.columns[name].unit for name in [*dates, *(["amount"] if "amount" in table.columns else [])]}
    common = next(iter(units)) if len(units) == 1 else None
    values: dict[str, list[CellValue]] = {name: [] for name in [*others, "slot", "amount"]}
    lines, cells = [], []
    for row in range(len(table)):
        read = [(name, table.value(row, name)) for name in [*dates, "amount"]]
        for name, value in read:
            if _is_blank(value):
                continue
            unit = table.columns[name].unit
            slot = table.value(row, "slot") if name == "amount" else name.strip()
            for other in others:
                values[other].append(table.value(row, other))
            values["slot"].append(slot)
            values["amount"].append(value if unit == common or isinstance(value, str) else f"{value} {unit}")
            lines.append(table.lines[row])
            cells.append(table.where(row, name))
    columns = {name: replace(table.columns[name], values=values[name]) for name in others}
    columns["slot"] = TableColumn("slot", None, values["slot"])
    columns["amount"] = TableColumn("amount", common, values["amount"], table.columns[dates[0]].where)
    letters = {name: table.letters[name] for name in others if name in table.letters}
    return _Export(table.name, columns, table.file, table.sheet, lines, {}, letters, cells)


def _is_blank(value: CellValue) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
