"""Which load a rate ``per: peak`` is counted on, as the row says."""

from __future__ import annotations

import numpy as np

from ...plant.facts.billed_load import HIGHEST_OF_MONTH, BilledLoad
from ...plant.model import Series
from ..cells.rows import TableRows

COLUMNS = ("during", "load_factor", "above", "highest_of")


def read_billed_load(rows: TableRows, row: int, per: str | None, unit: str) -> BilledLoad:
    """The load that is billed; ``unit`` is that of the supply. What does not belong together is found wrong."""
    given = [name for name in COLUMNS if rows.given(row, name)]
    if not given:
        return HIGHEST_OF_MONTH
    if per != "peak":
        rows.error(
            "peak-column",
            f"`{given[0]}` says which load is billed, and this rate is not per highest load.",
            row,
            given[0],
            "Write `peak` under `per`, or leave the cell blank.",
        )
        return HIGHEST_OF_MONTH
    factor, above = rows.number(row, "load_factor"), rows.number(row, "above", unit=unit)
    yearly = rows.choice(row, "highest_of") == "year"
    other = "above" if above is not None else "highest_of" if yearly else ""
    if factor is not None and other:
        rows.error(
            "peak-column",
            f"A load factor is that of a month's highest load, and `{other}` bills another load.",
            row,
            other,
            "Leave one of the two blank, or write two rates.",
        )
        return HIGHEST_OF_MONTH
    return BilledLoad(_during(rows, row), None if factor is None else float(factor.values), above, yearly)


def _during(rows: TableRows, row: int) -> Series | None:
    """The slots that count: one number for each, 0 or 1, the same in every year."""
    found = rows.number(row, "during")
    if found is None:
        return None
    values = np.atleast_2d(found.values)
    by_year = bool(np.any(values != values[:1]))
    odd = values[(values != 0) & (values != 1)]
    if not by_year and not len(odd) and values.any():
        return found
    wrong = "differs from year to year" if by_year else f"holds {odd[0]:g}" if len(odd) else "counts no slot"
    rows.error(
        "peak-hours",
        f"`during` ({found.typed}) {wrong}, where each slot counts or does not.",
        row,
        "during",
        "Give a profile by slot with 1 in the slots whose loads are billed, and 0 elsewhere.",
    )
    return None
