"""Misspelt tables, columns and settings: told once, and then read as what was meant, so that nothing follows from them.

The plant is refused all the same; but what else is found is about something else.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import replace

from ...errors import Findings
from ...library.datasets import PROPERTIES
from ...plant.names import did_you_mean, near
from ...plant.schema import SETTINGS, TABLES, InputTableSpec
from ...tables.cells.table import Table, TableColumn, Tables
from ...translation import folded
from ..cells.rows import as_text

CLOSE = 0.75  # how like a name must be where names of one's own are allowed


def as_meant(tables: Tables, findings: Findings) -> Tables:
    """The tables with misspelt names put right, each with its error in ``findings``; the same where there is none."""
    before = len(findings.problems)
    read = {name: _columns_meant(table, findings) for name, table in _tables_meant(tables, findings).items()}
    return replace(tables, tables=read) if len(findings.problems) > before else tables


def _tables_meant(tables: Tables, findings: Findings) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for name, table in tables.tables.items():
        meant = near(name, TABLES, 1)
        if meant and difflib.SequenceMatcher(None, name, meant[0]).ratio() < CLOSE:
            meant = []
        if name in TABLES or not meant or meant[0] in tables.tables or meant[0] in found:
            found[name] = table
            continue
        findings.error(
            "table-unknown",
            f"There is no table `{name}` in the plant format.",
            table.where(),
            did_you_mean(name, TABLES),
        )
        found[meant[0]] = replace(table, name=meant[0])
    return found


def _columns_meant(table: Table, findings: Findings) -> Table:
    spec = TABLES.get(table.name)
    if table.name == "plant":
        return _settings_meant(table, findings)
    if spec is None:
        return table
    for name in [name for name in table.columns if name not in spec.names]:
        bracketed = _in_brackets(name, spec)
        if bracketed is not None and bracketed[0] not in table.columns:
            known, unit = bracketed
            findings.error(
                "column-unknown",
                f"The table `{spec.name}` has no column `{name}`.",
                table.where(None, name),
                f"Write `{known} [{unit}]`.",
            )
            table = _renamed(table, name, known)
            table.columns[known].unit = unit
            continue
        remedy = _said_elsewhere(spec.name, folded(name))
        if remedy:
            findings.error(
                "column-unknown",
                f"The table `{spec.name}` has no column `{name}`.",
                table.where(None, name),
                remedy,
            )
            table = replace(table, columns={key: value for key, value in table.columns.items() if key != name})
            continue
        meant = _meant(table, spec, name)
        if meant is not None:
            findings.error(
                "column-unknown",
                f"The table `{spec.name}` has no column `{name}`.",
                table.where(None, name),
                did_you_mean(name, spec.names),
            )
            table = _renamed(table, name, meant)
    return table


def _said_elsewhere(table: str, name: str) -> str:
    """Where to say what other tools and people say in a column of this (folded) name."""
    match table, name:
        case "supplies", "must" | "must take" | "required" | "obligatorio":
            return "Say it in the column `take`: `all` must be taken, or `up to` the amount."
        case "supplies", "minimum" | "maximum":
            return "Say it in the column `amount`, and in `take` whether `all` of it must be taken or `up to` it."
        case "supplies" | "markets" | "processes", "profile" | "perfil":
            return "Write the profile's name in the cell whose number changes; each profile is a column of `profiles`."
        case "markets", "amount" | "demand" | "demanda" | "must":
            return "Say it in the column `maximum`, or in `minimum` where so much must be delivered."
        case "recipes", "in" | "out" | "input" | "output" | "entrada" | "salida":
            return "A row is one material: write `in` or `out` in the column `role`, and how much in `amount`."
        case "materials", "water" | "moisture" | "humidity" | "agua" | "humedad":
            return "Write it as `dry_matter`: 20 % where 80 % are water."
        case "links", "cost" | "costo" | "price" | "precio":
            return "Say it in the column `cost_per_amount`, or in `cost_per_amount_and_distance`."
    return ""


def _in_brackets(name: str, spec: InputTableSpec) -> tuple[str, str] | None:
    """Column and unit of a header whose unit stands in round brackets."""
    found = re.fullmatch(r"(.+?)\s*\((.+)\)", name)
    column = spec.column(found[1].strip().lower()) if found else None
    return (column.name, found[2].strip()) if found and column and column.unit else None


def _meant(table: Table, spec: InputTableSpec, name: str) -> str | None:
    """The column that a misspelt one stands for: the nearest, where that is blank wherever this one is filled."""
    for meant in near(name, spec.names, 1):
        column = spec.column(meant)
        likeness = difflib.SequenceMatcher(None, name, meant).ratio()
        if spec.further and (column is None or likeness < CLOSE or name in PROPERTIES or meant in table.columns):
            continue
        if spec.further and not (column and (column.needed or column.kind not in ("number", "share"))):
            continue
        if spec.further and column and column.kind not in ("number", "share") and table.columns[name].unit:
            continue  # a profile of prices named `dear [EUR/t]` is no misspelt `year`
        other = table.columns.get(meant)
        if other is None or (other.unit == table.columns[name].unit and not _both(table, name, meant)):
            return meant
    return None


def _both(table: Table, name: str, meant: str) -> bool:
    return any(table.value(row, name) is not None and table.value(row, meant) is not None for row in range(len(table)))


def _renamed(table: Table, name: str, meant: str) -> Table:
    """A table with the values of one column under another name, each still at its place."""
    wrong, right = table.columns[name], table.columns.get(meant)
    known = right.values if right else [None] * len(table)
    values = [own if own is not None else other for own, other in zip(known, wrong.values, strict=True)]
    columns = {key: column for key, column in table.columns.items() if key != name}
    columns[meant] = TableColumn(meant, wrong.unit, values, right.where if right else wrong.where)
    lines = {(row, meant if key == name else key): line for (row, key), line in table.cell_lines.items()}
    letters = {meant if key == name and not right else key: letter for key, letter in table.letters.items()}
    return replace(table, columns=columns, cell_lines=lines, letters=letters)


def _settings_meant(table: Table, findings: Findings) -> Table:
    known = [setting.name for setting in SETTINGS]
    column = table.columns.get("setting")
    if column is None:
        return table
    given = [as_text(value) for value in column.values]
    for row, name in enumerate(given):
        meant = near(name, known, 1) if name and name not in known else []
        if meant and meant[0] not in given:
            findings.error(
                "setting-unknown",
                f"There is no setting `{name}`.",
                table.where(row, "setting"),
                did_you_mean(name, known),
            )
            given[row] = meant[0]
    columns = {**table.columns, "setting": replace(column, values=list(given))}
    return replace(table, columns=columns)
