"""Cells that no reading came to, in rows that are refused: what cannot be read in them is told all the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

from ...errors import Findings, Problem, Where
from ...plant.facts.bounds import WAYS
from ...plant.quantities import CellError, Number, convert, parse_number
from ...plant.schema import TABLES, Column
from ...tables.cells.table import CellValue, Table
from ..cells.rows import ReadingContext, TableRows
from ..tables.recipes import CANONICAL

PLAIN = frozenset({"profiles", "plant", "slots", "scenarios", "uncertainties"})
"""Tables whose cells mean what others say; they are read as a whole."""

NO_NAMES = frozenset(("rates", "per", word) for word in ("capacity", "used", "peak", *WAYS))
"""Words that a column of names knows beside them."""
LISTED = (("materials",), ("sites", "owners"))
"""Lists whose names are all known however the rows that have them were read; a limit may name what was not read."""
TOKEN = re.compile(r"{(\w+)}")
COUNTED_BY = frozenset({"currency", "material", "basis", "unit", "sold"})
"""What the unit of a column may hang on, where it is one that something is counted in."""


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
    elif spec.kind == "name" and spec.refers and (rows.spec.name, column, str(value)) not in NO_NAMES:
        rows.refer(row, column)
    elif spec.kind == "names" and spec.refers in LISTED:
        rows.refer_all(row, column)
    elif spec.kind in ("number", "share"):
        _number_alone(rows, row, spec, value)


def _number_alone(rows: TableRows, row: int, spec: Column, value: CellValue) -> None:
    text = value.strip() if isinstance(value, str) else ""
    if "*" in text or text == "model" or text in rows.reading.profiles:
        return
    of, header = set(TOKEN.findall(spec.unit)), rows.table.columns[spec.name].unit
    try:
        number = parse_number(value, header)
    except CellError as error:
        told = rows.no_number(text, spec, error) if text else error
        rows.error(told.code, told.message, row, spec.name, told.remedy)
        return
    if of <= {"currency"} and spec.unit != "deg":
        rows.number(row, spec.name)
    elif of <= COUNTED_BY and number.unit is not None:
        _of_some_unit(rows, row, spec, number, of)


def _of_some_unit(rows: TableRows, row: int, spec: Column, number: Number, of: set[str]) -> None:
    """Tell of a number that would have the wrong dimension whatever its row is counted in."""
    tokens, told = sorted(of - {"currency"}), CellError("", "")
    for units in product(CANONICAL, repeat=len(tokens)):
        wanted = rows.wanted(spec.name, **dict(zip(tokens, units, strict=True)))
        try:
            convert(rows.in_own_money(number, spec)[0], wanted, f"`{spec.name}`", spec.example)
            return
        except CellError as error:
            told = told if told.code else error
    rows.error(told.code, told.message, row, spec.name, told.remedy)


def _refused(table: Table, places: set[Where]) -> Iterator[int]:
    """The rows in which something is told."""
    lines = {where.line for where in places if where.sheet == table.sheet}
    for row, line in enumerate(table.lines):
        if line in lines or any(table.cell_lines.get((row, column)) in lines for column in table.columns):
            yield row
