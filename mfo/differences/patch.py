"""Makes the second plant of the first and of what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..errors import Problem, UsageError
from ..tables.cells.table import Table, TableColumn, Tables
from ..tables.formats.yaml_text import yaml_text
from .difference import Difference, Differences
from .rows import Cells, name_of, rows_of


def patched(tables: Tables, changes: Differences) -> Tables:
    """The tables of the second plant, from those of the first. Files of models and datasets are not among them.

    Raises :class:`mfo.UsageError` where the tables are not those that the differences were found in.
    """
    of_table: dict[str, list[Difference]] = {}
    for each in changes:
        if each.part != "file":
            of_table.setdefault(each.table, []).append(each)
    made = {name: table for name, table in tables.tables.items() if name not in of_table}
    made |= {name: _table(name, tables.get(name), found) for name, found in of_table.items()}
    kept = {name: table for name, table in made.items() if len(table)}
    return replace(tables, tables=kept, made=yaml_text(list(kept.values())))


def _table(name: str, old: Table | None, changes: list[Difference]) -> Table:
    said = rows_of(old)
    rows = {position: dict(row) for position, row in enumerate(said.rows)}
    for each in changes:
        if each.part == "cell":
            _set(rows[_checked(said.rows, each)], each)
    gone = {_checked(said.rows, each) for each in changes if each.kind == "removed" and each.part == "row"}
    moved = {each.from_row for each in changes if each.kind == "moved"}
    order = [row for position, row in rows.items() if position not in gone and position not in moved]
    for place, row in sorted(_placed(rows, changes), key=lambda pair: pair[0]):
        order.insert(place, row)
    return _built(name, order, _headers(said.headers, changes))


def _checked(rows: list[Cells], change: Difference) -> int:
    """The row that a change is about, where it is the one that the change was found in."""
    row = change.from_row
    if row is None or row >= len(rows) or name_of(change.table, rows[row]) != change.row:
        message = f"The table `{change.table}` has no row `{change.row}` at its place {(row or 0) + 1}."
        raise UsageError(Problem("patch-row", message, remedy="Apply the differences to the plant they were found in."))
    return row


def _set(row: Cells, change: Difference) -> None:
    if change.after is None:
        row.pop(change.column, None)
    else:
        row[change.column] = change.after


def _placed(rows: dict[int, Cells], changes: Iterable[Difference]) -> Iterator[tuple[int, Cells]]:
    """Rows that come to a place of their own: those added and those moved."""
    for each in changes:
        if each.part == "row" and each.to_row is not None:
            yield each.to_row, dict(each.cells) if each.kind == "added" else rows[each.from_row or 0]


def _headers(units: dict[str, str], changes: Iterable[Difference]) -> dict[str, str]:
    found = dict(units)
    for each in changes:
        if each.part == "header":
            found.pop(each.column, None)
            if isinstance(each.after, str):
                found[each.column] = each.after
    return found


def _built(name: str, rows: list[Cells], headers: dict[str, str]) -> Table:
    names = dict.fromkeys(column for row in rows for column in row)
    columns = {column: TableColumn(column, headers.get(column), [row.get(column) for row in rows]) for column in names}
    return Table(name, columns, None, name, list(range(1, len(rows) + 1)))
