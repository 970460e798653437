"""What people write beside a table's rows and columns: notes and totals, each told once and left out."""

from __future__ import annotations

import re
from dataclasses import replace

from ...errors import Findings
from ...plant.schema import TABLES, InputTableSpec
from ...tables.cells.table import Table, TableColumn, Tables
from ...translation import folded
from ..cells.rows import as_text

NOTES = frozenset(
    {
        "note",
        "notes",
        "remark",
        "remarks",
        "comment",
        "comments",
        "nota",
        "notas",
        "comentario",
        "comentarios",
        "observacion",
        "observaciones",
        "description",
        "descripcion",
        "contact",
        "contacto",
        "responsible",
        "responsable",
        "to do",
        "pendiente",
        "pendientes",
        "checked by",
        "revisado por",
    }
)
"""Columns that are for people, folded."""

SUMS = re.compile(r"(grand |sub|gran )?(totals?|totales|sums?|sumas?|averages?|promedios?|medias?)( general)?\b.{0,20}")
REMARK = re.compile(r"(notes?|notas?|sources?|fuentes?|remarks?|observaciones|comentarios?)\b|\*")
LONG = 60  # letters that no name has
FEW = 2  # cells that a note has


def without_asides(tables: Tables, findings: Findings) -> Tables:
    """The tables without notes and totals, each with its warning; the same where there is none."""
    before = len(findings.problems)
    read = {
        name: _without(table, TABLES[name], findings) if name in TABLES else table
        for name, table in tables.tables.items()
    }
    return replace(tables, tables=read) if len(findings.problems) > before else tables


def _without(table: Table, spec: InputTableSpec, findings: Findings) -> Table:
    if spec.name != "profiles":
        table = _without_notes(table, spec, findings)
    left_out = {row for row in range(len(table)) if _is_aside(table, spec, row, findings)}
    return _without_rows(table, left_out) if left_out else table


def _without_notes(table: Table, spec: InputTableSpec, findings: Findings) -> Table:
    notes = [name for name in table.columns if name not in spec.names and folded(name) in NOTES]
    for name in notes:
        findings.warn(
            "column-aside",
            f"The column `{name}` is not read: it is taken for notes.",
            table.where(None, name),
            "Where figures come from belongs into `source`.",
        )
    kept = {name: column for name, column in table.columns.items() if name not in notes}
    return replace(table, columns=kept) if notes else table


def _is_aside(table: Table, spec: InputTableSpec, row: int, findings: Findings) -> bool:
    """Whether a row is a total or a note: its first cell says so, and what a row needs is blank."""
    blank = [
        column.name
        for column in spec.columns
        if column.needed and column.name in table.columns and not as_text(table.value(row, column.name))
    ]
    if not blank or spec.name == "plant":
        return False
    given = [name for name in table.columns if as_text(table.value(row, name))]
    if not given:
        return False
    text = as_text(table.value(row, given[0]))
    plain = folded(text)
    if SUMS.fullmatch(plain) and len(blank) >= min(FEW, len(spec.key) or 1):
        findings.warn(
            "row-aside",
            f"The row `{text}` is not read: it is taken for a total.",
            table.where(row, given[0]),
            "Fill its other cells if it is a row of the table.",
        )
        return True
    if len(given) == 1 and len(blank) >= FEW and (REMARK.match(text.casefold()) or len(text) > LONG):
        findings.warn(
            "row-aside",
            f"The row `{text[:40]}` is not read: it is taken for a note.",
            table.where(row, given[0]),
            "Fill its other cells if it is a row of the table.",
        )
        return True
    return False


def _without_rows(table: Table, left_out: set[int]) -> Table:
    kept = [row for row in range(len(table)) if row not in left_out]
    place = {row: position for position, row in enumerate(kept)}
    columns = {
        name: TableColumn(name, column.unit, [column.values[row] for row in kept], column.where)
        for name, column in table.columns.items()
    }
    lines = {(place[row], name): line for (row, name), line in table.cell_lines.items() if row in place}
    return replace(table, columns=columns, lines=[table.lines[row] for row in kept], cell_lines=lines)
