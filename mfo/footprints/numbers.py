"""Numbers in tables of results."""

from __future__ import annotations

from ..errors import Findings
from ..tables.cells.table import Table


def number_of(table: Table, row: int, column: str, findings: Findings) -> float | None:
    """The number in a cell; None where it is blank, or none, which is told."""
    amount = table.value(row, column)
    if isinstance(amount, int | float) and not isinstance(amount, bool):
        return float(amount)
    if amount is not None:
        findings.error(
            "footprint-number",
            f"`{amount}` is no number.",
            table.where(row, column),
            "Export with points as decimals and without thousands.",
        )
    return None
