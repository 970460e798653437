"""Columns of a process that would say nothing: a share of a capacity that is blank is refused at its cell, what counts
from slot to slot in a plant where no slot follows another is told there. And what it did before the first slot. Of a
supply or market: a least load without a most.
"""

from __future__ import annotations

import numpy as np

from ...plant.model import Process, Series
from ..cells.rows import TableRows
from ..operation.slot_counts import is_alone

CODE = "capacity-missing"
COUNTS = {
    "ramp": "limits the change from one slot to the next",
    "start_cost": "is paid after a slot of standing still",
    "minimum_up": "counts from a slot in which it starts",
    "minimum_down": "counts from a slot in which it stops",
}
ROUNDING = 1e-9


def refuse_shares(rows: TableRows, row: int, process: Process, share: Series | None) -> None:
    """Record an error at each cell of a process that needs a capacity where there is none.

    With capex a blank capacity is what is built, and shares are of that; only what switches the process on, off or
    closed needs the largest there may be. ``share`` is the availability without outages: those need no capacity, for
    in them the process stands still.
    """
    if process.capacity is not None or rows.given(row, "capacity"):
        return
    name, standing = process.name, process.capex is None
    loaded = process.minimum_load is not None and bool(np.any(process.minimum_load.values > 0))
    shares = {
        "availability": share is not None and bool(np.any(share.values != 1.0)),
        "ramp": process.ramp is not None,
        "minimum_load": loaded,
    }
    for column in [column for column, given in shares.items() if given and standing]:
        rows.error(
            CODE,
            f"`{column}` of `{name}` is a share of its capacity, which is blank.",
            row,
            column,
            f"Give the capacity it is a share of in `capacity`, or leave `{column}` blank.",
        )
    switches = {
        "minimum_load": loaded and not standing,
        "start_cost": process.start_cost is not None,
        "use_cost": process.use_cost is not None,
        "minimum_up": process.minimum_up is not None,
        "minimum_down": process.minimum_down is not None,
        "closable": process.closable,
    }
    for column in [column for column, given in switches.items() if given]:
        rows.error(
            CODE,
            f"`{column}` lets `{name}` be switched off or closed, which needs a largest capacity, and `capacity` "
            "is blank.",
            row,
            column,
            f"Give it in `capacity` (with capex: the most that may be in place), or leave `{column}` blank.",
        )
    if process.fixed_cost_per_capacity is not None and standing:
        rows.error(
            CODE,
            f"`fixed_cost` of `{name}` is per capacity, and its capacity is blank.",
            row,
            "fixed_cost",
            "Give its capacity, or a cost for the whole process, such as "
            f"`1000 {rows.reading.settings.currency}/year`.",
        )


def warn_of_lone_slots(rows: TableRows, row: int, name: str) -> None:
    """Warn of each such column of a process that is given, where every slot is alone in its year or typical day."""
    if not is_alone(rows.reading.times) or rows.given(row, "initial_load"):
        return
    for column, words in COUNTS.items():
        if rows.given(row, column):
            rows.findings.warn(
                "slot-alone",
                f"`{column}` of `{name}` {words}, and no slot of this plant follows another: it has no effect.",
                rows.where(row, column),
                f"Cut the year into more slots, or leave `{column}` blank.",
            )


def check_initial_load(rows: TableRows, row: int, process: Process) -> None:
    """Refuse a load before the first slot where slots repeat, and one above what stands; warn where it says nothing."""
    if process.initial_load is None:
        return
    times, text = rows.reading.times, rows.text(row, "initial_load")
    if times.follows or np.any(times.weight != 1.0):
        rows.error(
            "initial-load-repeats",
            f"`initial_load` of `{process.name}` is that before the first slot, and slots of this plant repeat: each "
            "repetition would need one of its own.",
            row,
            "initial_load",
            "Leave it blank: what repeats begins as it ends. Or cut the horizon into slots that count once.",
        )
    most = process.capacity
    if most is not None and process.initial_load > float(np.max(most.values)) * (1 + 1e-12):
        rows.error(
            "initial-load-above-capacity",
            f"`initial_load` of `{process.name}` ({text}) is more than its capacity ({most.typed}).",
            row,
            "initial_load",
            "Check the units, or raise the capacity.",
        )
    hangs = (process.start_cost, process.minimum_up, process.minimum_down, process.ramp)
    if all(each is None for each in hangs):
        rows.findings.warn(
            "column-unused",
            f"`initial_load` says nothing of `{process.name}`, of which neither a start costs, nor a time to run or to "
            "stand nor a ramp is given.",
            rows.where(row, "initial_load"),
            "Give one of them, or leave it blank.",
        )


def check_least_load(rows: TableRows, row: int, least: Series | None, most: Series | None, bound: str) -> None:
    """Record an error where ``minimum_load`` has no most beside it, and a warning where no slot has room for it.

    ``most`` is what the row gives or takes at most, in its column ``bound``.
    """
    if least is None or not np.any(least.values > 0):
        return
    if most is None:
        if not rows.given(row, bound):  # else it is told by itself
            rows.error(
                CODE,
                f"`minimum_load` means nothing or at least {least.typed}, which needs a most, and `{bound}` is blank.",
                row,
                bound,
                f"Give the `{bound}` that there can be.",
            )
    elif np.any(most.values > 0) and np.all(least.values > most.values * (1 + ROUNDING)):
        rows.findings.warn(
            "never-used",
            f"`minimum_load` ({least.typed}) is more than `{bound}` ({most.typed}): nothing is ever taken.",
            rows.where(row, "minimum_load"),
            f"Lower `minimum_load`, or raise `{bound}`.",
        )
