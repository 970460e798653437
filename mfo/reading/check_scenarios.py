"""Every scenario read as if it were asked for, so that a wrong value is told before it is needed."""

from __future__ import annotations

from dataclasses import replace

from ..errors import Findings, PlantError, Problem, Where
from ..library.library import Library
from ..tables.cells.table import Table, Tables
from .cells.rows import as_text
from .read_plant import condensed, read_plant
from .scenarios import changed_cells, changes_by_name, exchanged

MOST_READ = 40
"""Scenarios that are read; a plant of a thousand is still checked in seconds."""


def scenario_problems(tables: Tables) -> list[Problem]:
    """The errors of each scenario's plant, at the row of ``scenarios`` that causes them. Nothing is solved."""
    rows = tables.get("scenarios")
    if rows is None:
        return []
    lines: dict[str, list[int]] = {}
    for line in range(len(rows)):
        name = as_text(rows.value(line, "scenario"))
        if name:
            lines.setdefault(name, []).append(line)
    findings = Findings()
    changes = changes_by_name(tables)
    base = replace(tables, tables={name: table for name, table in tables.tables.items() if name != "scenarios"})
    library = Library.load(tables.folder, Findings())  # what is wrong with its files is told of the plant itself
    for name in list(lines)[:MOST_READ]:
        try:
            read_plant(exchanged(base, changes[name]), tables, library)
        except PlantError as error:
            wrong = [problem for problem in error.problems if problem.severity == "error"]
            findings.extend(_at_row(tables, rows, name, lines[name], problem) for problem in wrong)
    if len(lines) > MOST_READ:
        findings.warn(
            "scenarios-unread",
            f"Of {len(lines):,} scenarios the first {MOST_READ} were read.",
            rows.where(),
            "Check another with `--scenario NAME`.",
        )
    return condensed(findings)


def _at_row(tables: Tables, rows: Table, name: str, lines: list[int], problem: Problem) -> Problem:
    """The problem at the change that stands where it was found; else at the scenario's first row."""
    for line in lines:
        if any(_same_row(problem.where, place) for place in changed_cells(tables, rows, line)):
            return replace(problem, message=f"Scenario `{name}`: {problem.message}", where=rows.where(line, "value"))
    place = f" ({problem.where})" if problem.where else ""
    message = f"Scenario `{name}`: {problem.message}{place}"
    return replace(problem, message=message, where=rows.where(lines[0], "value"))


def _same_row(found: Where | None, changed: Where) -> bool:
    if found is None or (found.file, found.sheet, found.line) != (changed.file, changed.sheet, changed.line):
        return False
    return found.cell == changed.cell or changed.cell == "value"  # a setting is told by its own name
