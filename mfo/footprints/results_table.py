"""A table of results as openLCA and Activity Browser export it: a row an indicator, with its result and unit."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Findings, Where
from ..tables.cells.table import Table
from .result import Assessment, Result

NAMES = ("impact category", "impact category name", "indicator", "method", "name", "category")
VALUES = ("result", "impact result", "amount", "value", "score", "total")
UNITS = ("reference unit", "unit", "result unit")


def read_results(table: Table, findings: Findings) -> Assessment | None:
    """The results of a table; None with the reason among the findings."""
    columns = {name.strip().lower(): name for name in table.columns}
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
    results = list(_results(table, chosen[0], chosen[1], chosen[2], findings))
    place = Where(table.file, table.sheet)
    return None if findings.has_errors else Assessment("", results, place)


def _results(table: Table, name: str, value: str, unit: str | None, findings: Findings) -> Sequence[Result]:
    found = []
    for row in range(len(table)):
        amount, typed = table.value(row, value), table.value(row, unit) if unit else table.columns[value].unit
        if isinstance(amount, int | float) and not isinstance(amount, bool):
            indicator = str(table.value(row, name) or "")
            found.append(Result(indicator, str(typed or ""), {"": float(amount)}, table.where(row, value)))
        elif amount is not None:
            findings.error(
                "footprint-number",
                f"`{amount}` is no number.",
                table.where(row, value),
                "Export with points as decimals and without thousands.",
            )
    return found
