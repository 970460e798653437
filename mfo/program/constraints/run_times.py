"""How long a process runs at least once it has started, and stands still once it has stopped.

sum of start[t'] over t' in U(t) <= on[t]        U(t): t and the slots that begin less than the time to run before it
sum of stop[t'] over t' in D(t) <= 1 - on[t]     D(t): as U(t), of the time to stand

stop[t] = start[t] - on[t] + on[t'], so that the stops of slots in a row add up to their starts, the state before the
first of them and that in the last. Without a load before the first slot the year is a circle, as a typical day is; with
one nothing begins before it. Elapsed time is that of the hours of slots; months of the calendar count 730 h each.
"""

from __future__ import annotations

import numpy as np

from ...graph.arrays.flow_graph import Floats, Ints, Processes
from ...graph.arrays.time_blocks import before, counted_hours
from ..components.builder import Builder, positions_where
from ..components.expressions import Index, Relation, Rule, RuleModel

NEAR = 1e-9  # of the time: a slot that begins when the time is over does not count


def add_variables(b: Builder) -> None:
    """None of its own: what is on and what starts are those of the states."""


def add_rows(b: Builder) -> None:
    """The rows of both times."""
    processes = b.graph.processes
    _add(b, "up time", processes.minimum_up, _runs_on)
    _add(b, "down time", processes.minimum_down, _stands_on)


def begins(processes: Processes) -> Floats:
    """(n,) what each did before the first slot [basis/h]; nan: as at the end of the year."""
    if processes.initial_load is None:
        return np.full(len(processes.names), np.nan)
    return processes.initial_load


def _add(b: Builder, name: str, least: Floats | None, rule: Rule) -> None:
    processes, slots = b.graph.processes, b.graph.slots
    members = positions_where(np.zeros(len(processes.names), dtype=bool) if least is None else least > 0)
    if least is None or not len(members):
        return
    key = name.replace(" ", "_")
    rows = b.positions(key, len(members))
    b.table(f"{key}_process", members, rows)
    owner, slot, first = _windows(b, members, least[members])
    b.members(f"{key}_window", (rows, b.slots), owner, (len(members), slots), slot)
    known = begins(processes)[members]
    opened = (first == 0) & ~np.isnan(known)[:, None]
    b.table(f"{key}_earlier", before(b.graph.times)[first], rows, b.slots)
    b.table(f"{key}_linked", np.where(opened, 0.0, 1.0), rows, b.slots)
    b.table(f"{key}_room", np.where(opened & (known > 0)[:, None], 0.0, 1.0), rows, b.slots)
    b.rows(name, (rows, b.years, b.slots), rule, member=members)


def _windows(b: Builder, members: Ints, least: Floats) -> tuple[Ints, Ints, Ints]:
    """The slots of each window, as entries of (member, slot), and the first of each, (members, slots)."""
    times, slots = b.graph.times, b.graph.slots
    hours, earlier = counted_hours(times), before(times)
    known = ~np.isnan(begins(b.graph.processes)[members])
    owner, found = [], []
    first = np.tile(np.arange(slots), (len(members), 1))
    for row, wanted in enumerate(least):
        at, passed = np.arange(slots), np.zeros(slots)
        inside = np.ones(slots, dtype=bool)
        for _ in range(slots):
            owner.append(row * slots + np.flatnonzero(inside))
            found.append(at[inside])
            first[row, inside] = at[inside]
            inside = inside & ~(known[row] & (at == 0))
            at = earlier[at]
            passed = passed + hours[at]
            inside = inside & (passed < wanted * (1 - NEAR)) & (at != np.arange(slots))
            if not inside.any():
                break
    return np.concatenate(owner), np.concatenate(found), first


def _runs_on(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    process = m.up_time_process[r]
    started = sum(m.start[m.starters_position[process], y, s] for s in m.up_time_window[r, t])
    return started - m.on[m.switched_position[process], y, t] <= 0


def _stands_on(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    process = m.down_time_process[r]
    started = sum(m.start[m.starters_position[process], y, s] for s in m.down_time_window[r, t])
    state = m.on[m.switched_position[process], y, m.down_time_earlier[r, t]]
    return started + m.down_time_linked[r, t] * state <= m.down_time_room[r, t]
