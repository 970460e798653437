"""What counts from slot to slot in a plant where no slot follows another says nothing, which is told at its cell."""

from __future__ import annotations

import numpy as np

from ...plant.model import Times
from ..cells.rows import Rows

COUNTS = {"ramp": "limits the change from one slot to the next", "start_cost": "is paid after a slot of standing still"}


def warn_of_lone_slots(rows: Rows, row: int, name: str) -> None:
    """Warn of each such column of a process that is given, where every slot is alone in its year or typical day."""
    if not _alone(rows.reading.times):
        return
    for column, words in COUNTS.items():
        if rows.given(row, column):
            rows.findings.warn(
                "slot-alone", f"`{column}` of `{name}` {words}, and no slot of this plant follows another: it has no "
                "effect.", rows.where(row, column), f"Cut the year into more slots, or leave `{column}` blank.",
            )  # fmt: skip


def _alone(times: Times) -> bool:
    count = len(times.hours)
    before = np.array(times.follows) if times.follows else np.roll(np.arange(count), 1)
    return bool((before == np.arange(count)).all())
