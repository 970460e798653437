"""The rows of a table as they are held against another table's: by name, then by what else they say."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..plant.schema import TABLES
from ..tables.cells.cell_text import text_of
from ..tables.cells.table import CellValue, Table
from ..tables.cells.units_placement import units_in_cells

Cells = dict[str, CellValue]


@dataclass(frozen=True)
class TableContent:
    """What a table says, units in cells: its rows without blank cells, the units of headers that stay, its names."""

    table: Table
    rows: list[Cells]
    headers: dict[str, str]
    names: list[str]


NOTHING = TableContent(Table("", {}), [], {}, [])
"""A table that is not there."""


def rows_of(table: Table | None) -> TableContent:
    """A table's rows; a table without rows says nothing."""
    if table is None or not len(table):
        return NOTHING
    folded = units_in_cells(table)
    columns = [column for column in folded.columns.values() if any(value is not None for value in column.values)]
    rows = [
        {column.name: column.values[row] for column in columns if column.values[row] is not None}
        for row in range(len(table))
    ]
    headers = {column.name: column.unit for column in columns if column.unit is not None}
    return TableContent(table, rows, headers, [name_of(table.name, row) for row in rows])


def name_of(table: str, row: Cells) -> str:
    """What a scenario would call a row: the cells that tell it apart, parted by semicolons."""
    spec = TABLES.get(table)
    keys = spec.key if spec is not None else tuple(row)[:1]
    parts = [text_of(row.get(key)) for key in keys]
    if table == "links" and not parts[0]:
        parts = [f"{text_of(row.get('from'))} > {text_of(row.get('to'))}"]
    return "; ".join(part for part in parts if part)


def pairs(first: TableContent, second: TableContent) -> list[tuple[int, int]]:
    """Which row of the first is which of the second: the same name, the same among equals; else the same content."""
    known = {key: row for row, key in enumerate(_numbered(first.names))}
    found = [(known.pop(key), row) for row, key in enumerate(_numbered(second.names)) if key in known]
    return sorted([*found, *_renamed(first, second, found)])


def _numbered(names: Sequence[str]) -> list[tuple[str, int]]:
    """Each name with how often it stood before."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        found.append((name, seen[name]))
        seen[name] += 1
    return found


def _renamed(first: TableContent, second: TableContent, known: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Rows that say the same under another name, where only one on each side says it."""
    old = _contents(first, {row for row, _ in known})
    new = _contents(second, {row for _, row in known})
    return [(rows[0], new[said][0]) for said, rows in old.items() if len(rows) == 1 == len(new.get(said, []))]


def _contents(side: TableContent, without: set[int]) -> dict[str, list[int]]:
    spec = TABLES.get(side.table.name)
    found: dict[str, list[int]] = {}
    if spec is None:
        return found
    for position, row in enumerate(side.rows):
        rest = {column: value for column, value in row.items() if column not in spec.key}
        if position not in without and rest:
            found.setdefault(repr(sorted(rest.items())), []).append(position)
    return found


def kept_in_order(paired: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """The largest part of pairs (in the order of the first) that stands in the same order in the second."""
    ends: list[int] = []  # the last row of the second of the best chain of each length
    chains: list[list[int]] = []
    for position, (_, row) in enumerate(paired):
        length = bisect_left(ends, row)
        chain = [*(chains[length - 1] if length else []), position]
        ends[length : length + 1] = [row]
        chains[length : length + 1] = [chain]
    return {paired[position] for position in (chains[-1] if chains else [])}
