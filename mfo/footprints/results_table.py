"""A table of results as openLCA and Activity Browser export it: a row an indicator, with its result and unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import Findings, Where
from ..tables.cells.table import Table
from .activity_browser import is_scores, is_wide, scores, wide
from .numbers import number_of
from .result import Assessment, Result

NAMES = ("impact category", "impact category name", "indicator", "method", "name", "category")
VALUES = ("result", "impact result", "amount", "value", "score", "total")
UNITS = ("reference unit", "unit", "result unit")
SHEETS = ("impacts", "results")
"""The sheet of results of a workbook: openLCA's own name of it, then what people call it."""


def read_results(table: Table, findings: Findings) -> Assessment | None:
    """The results of a table; None with the reason among the findings."""
    columns = {name.strip().lower(): name for name in table.columns}
    found: Assessment | None
    if is_scores(columns):
        found = scores(table, columns, findings)
    elif is_wide(columns):
        found = wide(table, columns, findings)
    else:
        found = _listed(table, columns, findings)
    return None if findings.has_errors else found


def _listed(table: Table, columns: Mapping[str, str], findings: Findings) -> Assessment | None:
    chosen = [next((columns[name] for name in wanted if name in columns), None) for wanted in (NAMES, VALUES, UNITS)]
    for wanted, column in zip((NAMES, VALUES, UNITS), chosen, strict=True):
        if column is None and not (wanted is UNITS and chosen[1] and table.columns[chosen[1]].unit):
            findings.error(
                "footprint-column",
                f"The table has no column `{wanted[0]}`.",
                table.where(),
                f"Name it one of {', '.join(wanted)}; it has {', '.join(columns)}.",
            )
    if findings.has_errors or chosen[0] is None or chosen[1] is None:
        return None
    results = _results(table, chosen[0], chosen[1], chosen[2], findings)
    return Assessment("", results, Where(table.file, table.sheet))


def _results(table: Table, name: str, value: str, unit: str | None, findings: Findings) -> Sequence[Result]:
    found = []
    for row in range(len(table)):
        amount = number_of(table, row, value, findings)
        typed = table.value(row, unit) if unit else table.columns[value].unit
        if amount is not None:
            indicator = str(table.value(row, name) or "")
            found.append(Result(indicator, str(typed or ""), {"": amount}, table.where(row, value)))
    return found
