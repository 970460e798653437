"""Reads tables that stand in memory: data frames, lists of rows, and a mapping of settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from ...errors import Findings, Where
from ..cells.builder import add_columns, read_headers, start_table, table_name
from ..cells.cell_text import resolve
from ..cells.table import CellValue, Table

if TYPE_CHECKING:
    import pandas as pd

Rows: TypeAlias = "pd.DataFrame | Iterable[Mapping[str, object]] | Mapping[str, object]"
"""A table in memory: a data frame, a list of rows, or (the table ``plant``) settings by their name."""


def read_frames(frames: Mapping[str, Rows], findings: Findings) -> dict[str, Table]:
    """The tables by name, as if they had stood in a file; what is wrong goes to the findings.

    Heads are as in a file (``amount [t/d]``); None and nan are blank cells, lists stand for several names. A place is
    the table's name and the row, counted as a sheet counts it (the heads are row 1).
    """
    tables = {}
    for typed, rows in frames.items():
        name = table_name(str(typed), Where(sheet=str(typed)), findings)
        if name is not None:
            tables[name] = _table(name, _columns(name, rows), findings)
    return tables


def _columns(name: str, rows: Rows) -> dict[str, list[CellValue]]:
    """The cells of each column by its head."""
    if isinstance(rows, Mapping):
        rows = [rows] if name != "plant" else [{"setting": key, "value": value} for key, value in rows.items()]
    elif hasattr(rows, "items"):  # a data frame, without loading pandas to ask
        return {str(head): [_cell(cell) for cell in column.tolist()] for head, column in rows.items()}
    records = list(rows)
    heads = dict.fromkeys(head for record in records for head in record)
    return {str(head): [_cell(record.get(head)) for record in records] for head in heads}


def _table(name: str, columns: dict[str, list[CellValue]], findings: Findings) -> Table:
    table = start_table(name, "", name)
    table.file = None
    heads = list(columns)
    headers = read_headers(heads, lambda position: Where(sheet=name, cell=heads[position]), findings, name)
    add_columns(table, headers, lambda position: Where(sheet=name, cell=heads[position]))
    read = {header[0]: columns[head] for head, header in zip(heads, headers, strict=False) if header}
    filled = [any(cell is not None for cell in cells) for cells in zip(*read.values(), strict=True)]
    table.lines = [line for line, some in enumerate(filled, start=2) if some]
    for column, cells in read.items():
        table.columns[column].values = (
            cells if all(filled) else [each for each, some in zip(cells, filled, strict=True) if some]
        )
    return table


def _cell(value: object) -> CellValue:
    """A cell as a file would have it: numbers as numbers, everything else as the text that somebody would type."""
    if type(value) is float:
        return value if value == value else None
    if value is None or value != value:
        return None
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set):
        return "; ".join(str(part) for part in value)
    item = getattr(value, "item", None)
    return _cell(item()) if callable(item) else resolve(str(value))
