"""The columns of ``processes`` and ``markets`` about how waste is kept under control."""

from __future__ import annotations

from ...plant.facts.city_facts import NO_CONTROL, Control
from ..cells.rows import TableRows


def read_control(rows: TableRows, row: int) -> Control:
    """How a row treats the waste that it takes."""
    level, leakage = rows.choice(row, "control"), rows.scalar(row, "leakage")
    if not level and leakage is None:
        return NO_CONTROL
    return Control(level, leakage or 0.0, leakage is not None)
