"""Cells that no reading came to, in rows that are refused: what cannot be read in them is told all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...errors import Findings, Problem, Where
from ...plant.quantities import CellError, parse_number
from ...plant.schema import TABLES
from ...tables.cells.table import Table
from ..cells.rows import ReadingContext, TableRows

PLAIN = frozenset({"profiles", "plant", "slots", "scenarios", "uncertainties"})
"""Tables whose cells mean what others say; they are read as a whole."""


def unread_cells(reading: ReadingContext, problems: Iterable[Problem]) -> list[Problem]:
    """What is wrong in the other cells of rows with an error, whatever the rest of their row says."""
    told = {each.where for each in problems if each.severity == "error" and each.where}
    findings = Findings()
    alone = replace(reading, findings=findings, guesses={})
    for name, table in reading.tables.tables.items():
        if name in PLAIN or name not in TABLES or not (places := {where for where in told if where.file == table.file}):
            continue
        rows = alone.rows(name)
        for row in _refused(table, places):
            for column in rows.columns:
                if column in table.columns and table.where(row, column) not in told:
                    _read_alone(rows, row, column)
    return findings.problems


def _read_alone(rows: TableRows, row: int, column: str) -> None:
    """Tell of a cell that cannot be read, whatever the rest of its row says."""
    spec, value = rows.columns[column], rows.table.value(row, column)
    if value is None:
        return
    if spec.choices:
        rows.choice(row, column)
    elif spec.kind == "flag":
        rows.flag(row, column)
    elif spec.kind == "name" and spec.refers and spec.needed:
        rows.refer(row, column)
    elif spec.kind in ("number", "share") and isinstance(value, str):
        text = value.strip()
        if "*" in text or text == "model" or text in rows.reading.profiles:
            return
        try:
            parse_number(text, rows.table.columns[column].unit)
        except CellError as error:
            told = rows.no_number(text, spec, error)
            rows.error(told.code, told.message, row, column, told.remedy)


def _refused(table: Table, places: set[Where]) -> Iterator[int]:
    """The rows in which something is told."""
    lines = {where.line for where in places if where.sheet == table.sheet}
    for row, line in enumerate(table.lines):
        if line in lines or any(table.cell_lines.get((row, column)) in lines for column in table.columns):
            yield row
