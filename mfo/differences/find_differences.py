"""Finds what two plants say differently."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Where
from ..plant.digest import input_files
from ..plant.schema import TABLES
from ..tables.cells.table import CellValue, Tables
from ..tables.cells.units_placement import quantity_of, same_value
from ..units import UnitError, conversion
from .difference import Difference, Differences, Kind
from .rows import TableContent, kept_in_order, pairs, rows_of

EXACT = 1e-12  # of a number: what one conversion of a unit may leave


def differences(first: Tables, second: Tables) -> Differences:
    """Everything that two plants say differently, cell by cell.

    Only the tables are read, so that plants with mistakes of meaning can be held against each other. Containers, the
    order of columns and whether a unit stands in a header or in a cell make no difference.

    >>> from mfo.tables.read_tables import tables_from
    >>> one = tables_from({"plant": {"name": "A"}, "sites": [{"site": "yard"}]})
    >>> two = tables_from({"plant": {"name": "A"}, "sites": [{"site": "yard", "owner": "Ana"}]})
    >>> [(each.kind, each.row, each.column, each.after) for each in differences(one, two)]
    [('added', 'yard', 'owner', 'Ana')]
    """
    named = [*TABLES, *(name for name in (*first.tables, *second.tables) if name not in TABLES)]
    found: list[Difference] = []
    for name in dict.fromkeys(named):
        if first.get(name) is second.get(name):
            continue  # a scenario leaves most tables as they are
        found += _table(name, rows_of(first.get(name)), rows_of(second.get(name)))
    return Differences(str(first.source), str(second.source), (*found, *_files(first, second)))


def _table(name: str, first: TableContent, second: TableContent) -> Iterator[Difference]:
    paired = pairs(first, second)
    kept = kept_in_order(paired)
    old, new = {row for row, _ in paired}, {row for _, row in paired}
    yield from _headers(name, first, second)
    for row in range(len(first.rows)):
        if row not in old:
            yield Difference(
                "removed",
                "row",
                name,
                first.names[row],
                from_row=row,
                cells=first.rows[row],
                first_place=first.table.where(row),
            )
    for row in range(len(second.rows)):
        if row not in new:
            yield Difference(
                "added",
                "row",
                name,
                second.names[row],
                to_row=row,
                cells=second.rows[row],
                second_place=second.table.where(row),
            )
    for one, other in paired:
        if (one, other) not in kept:
            yield Difference(
                "moved",
                "row",
                name,
                first.names[one],
                from_row=one,
                to_row=other,
                first_place=first.table.where(one),
                second_place=second.table.where(other),
            )
        yield from _cells(name, first, second, one, other)


def _headers(name: str, first: TableContent, second: TableContent) -> Iterator[Difference]:
    """Units of headers that cannot stand in the cells, as those of profiles."""
    for column in dict.fromkeys([*first.headers, *second.headers]):
        before, after = first.headers.get(column), second.headers.get(column)
        if before != after:
            kind: Kind = "added" if before is None else "removed" if after is None else "changed"
            yield Difference(
                kind,
                "header",
                name,
                "",
                column,
                before,
                after,
                None,
                None,
                {},
                first.table.where(None, column) if before else None,
                second.table.where(None, column) if after else None,
            )


def _cells(name: str, first: TableContent, second: TableContent, one: int, other: int) -> Iterator[Difference]:
    old, new = first.rows[one], second.rows[other]
    for column in dict.fromkeys([*old, *new]):
        before, after = old.get(column), new.get(column)
        units = first.headers.get(column, ""), second.headers.get(column, "")
        kind = _kind(name, column, before, after, units)
        if kind is not None:
            yield Difference(
                kind,
                "cell",
                name,
                first.names[one],
                column,
                before,
                after,
                one,
                other,
                {},
                _where(first, one, column, before),
                _where(second, other, column, after),
            )


def _where(side: TableContent, row: int, column: str, value: CellValue) -> Where | None:
    return None if value is None else side.table.where(row, column)


def _kind(table: str, column: str, before: CellValue, after: CellValue, units: tuple[str, str]) -> Kind | None:
    """How two cells differ; None where they say the same in the same words."""
    if before is None or after is None:
        return None if before is after else "added" if before is None else "removed"
    if units[0] == units[1] and same_value(table, column, before, after):
        return None
    spec = TABLES.get(table)
    named = spec is not None and column in spec.key
    return "unit" if not named and _same_quantity(table, column, before, after, units) else "changed"


def _same_quantity(table: str, column: str, before: CellValue, after: CellValue, units: tuple[str, str]) -> bool:
    one, other = quantity_of(table, column, before, units[0]), quantity_of(table, column, after, units[1])
    if one is None or other is None:
        return False
    try:
        factor = conversion(one[1], other[1])
    except UnitError:
        return False
    return abs(one[0] * factor - other[0]) <= EXACT * abs(other[0])


def _files(first: Tables, second: Tables) -> Iterator[Difference]:
    """The plants' own models and datasets that differ, as whole files."""
    if first.folder == second.folder:
        return
    old, new = _library(first), _library(second)
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before != after:
            kind: Kind = "added" if before is None else "removed" if after is None else "changed"
            yield Difference(kind, "file", name, before=before, after=after)


def _library(tables: Tables) -> dict[str, str]:
    """The texts of models and datasets of a plant's own, by name."""
    held = input_files(tables)
    return {name: content.decode("utf-8", "replace") for name, content in held.items() if "/" in name}
