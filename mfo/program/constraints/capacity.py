"""Capacity: what processes can do, what is built, and the states that are on or off.

x <= a K h                        a: availability, K: capacity in place [basis/h], h: hours of the slot
K[y] = existing[y] + sum of B[y'] still alive in y,  K <= most;  B = unit size * whole number of units
paid[y] = sum of due[y', y] B[y']   where what is built costs more in one year than in another
x <= a K' h open                  where closable; K' is the capacity, or the most there can be
K <= most standing                where a fixed cost is due only once something is built; most is what may be in place
O = K open                        capacity operated, where closable and built: K - K' (1 - open) <= O <= K, O <= K' open
x <= a K' h on, x >= m K h on     where a minimum load m is asked; for a built capacity x >= m h (K - K' (1 - on))
|x[t] / h[t] - x[t'] / h[t']| <= r K (h[t] + h[t']) / 2     ramp r per hour, between the middles of slots
start[t] >= on[t] - on[t']

t' is the slot before, of the first slot the last; with a load before the first slot what that says takes its place.

A process with a given capacity and none of these states has the first as a bound on its activity, without a row.
"""

from __future__ import annotations

import numpy as np

from ...errors import PlantError, Problem
from ...graph.arrays.flow_graph import Bools, Floats, Ints, Processes
from ...graph.arrays.time_blocks import before
from ..components.builder import Builder, anywhere, inverse, over_time, positions_where
from ..components.expressions import Index, Operand, Relation, RuleModel
from ..components.link_big_m import capacity_bounds
from .run_times import begins


def add_variables(b: Builder) -> None:
    """Activity x, capacity K, construction B, and the states open, on and start."""
    processes = b.graph.processes
    everybody = b.positions("processes", len(processes.names))
    b.variable("activity", (everybody, b.years, b.slots), upper=_activity_bounds(b), kind="process")
    _check_bounded(processes)
    _add_construction(b)
    _add_states(b)


def _added(b: Builder, name: str, mask: Bools) -> Ints:
    """A named index set over some processes, with tables from its positions to the process and back."""
    members = positions_where(mask)
    index = b.positions(name, len(members))
    b.table(f"{name}_process", members, index)
    b.table(f"{name}_position", inverse(members, len(mask)), b.model.processes)
    return members


def has_on(processes: Processes) -> Bools:
    """Which processes are on or off in each slot."""
    loaded = anywhere(processes.minimum_load > 0)
    return loaded | processes.has_start


def is_candidate(processes: Processes) -> Bools:
    """Whose fixed cost is due only where something is in place."""
    return np.zeros(len(processes.names), dtype=bool) if processes.candidate is None else processes.candidate


def is_direct(processes: Processes) -> Bools:
    """Whose capacity is a plain bound on the activity."""
    return ~(processes.expandable | processes.closable | has_on(processes))


def at_most(processes: Processes) -> Floats:
    """The most capacity that can be in place, (n, years) [basis/h]."""
    return np.where(processes.expandable[:, None], processes.most, processes.installed)


def _activity_bounds(b: Builder) -> Floats | float:
    processes = b.graph.processes
    capacity = np.where(is_direct(processes)[:, None], processes.installed, np.inf)
    availability = over_time(processes.availability, b.time_shape)
    if not np.isfinite(capacity).any() and availability.all():
        return np.inf
    limited = np.isfinite(capacity)[:, :, None]
    bounds = np.where(limited, capacity[:, :, None], 0.0) * availability * b.graph.times.hours
    return np.where(limited | (availability == 0), bounds, np.inf)  # in an outage it stands still, whatever its size


def _check_bounded(processes: Processes) -> None:
    """A process that is closed, or on and off, needs a largest capacity: it is the coefficient of its state."""
    needs = processes.closable | has_on(processes)
    unbounded = needs & ~np.isfinite(at_most(processes)).all(axis=1)
    if unbounded.any():
        raise PlantError(
            Problem(
                "capacity-missing",
                f"Process {processes.names[k]} can be closed or switched off, but its capacity has no limit.",
                remedy="Give it a capacity (with capex: the most that may be built).",
            )
            for k in np.flatnonzero(unbounded)
        )


def _add_construction(b: Builder) -> None:
    processes, years = b.graph.processes, b.years
    members = _added(b, "expandables", processes.expandable)
    rows = b.model.expandables
    b.variable("capacity", (rows, years), upper=processes.most[members], kind="process", member=members)
    may_build = np.where(processes.may_build[members], np.inf, 0.0)
    b.variable("built", (rows, years), upper=may_build, kind="process", member=members)
    b.table("existing", processes.existing[members], rows, years)
    b.table("alive", processes.alive[members].astype(float), rows, years, years)
    sized = _added(b, "sized", processes.expandable & (processes.unit_size > 0))
    most = np.floor(processes.most[sized] / processes.unit_size[sized, None] + 1e-9)
    b.variable("units", (b.model.sized, years), upper=most, whole=True, kind="process", member=sized)
    b.table("unit_size", processes.unit_size[sized], b.model.sized)
    due = np.zeros(processes.alive.shape) if processes.due is None else processes.due
    staggered = _added(b, "staggered", processes.expandable & due.any(axis=(1, 2)))
    b.variable("paid", (b.model.staggered, years), kind="process", member=staggered)
    b.table("due", due[staggered], b.model.staggered, years, years)


def _add_states(b: Builder) -> None:
    processes, times = b.graph.processes, (b.years, b.slots)
    closable = _added(b, "closables", processes.closable)
    b.switch("open", (b.model.closables, b.years), kind="process", member=closable)
    operated = _added(b, "operables", processes.closable & processes.expandable)
    b.variable("operated", (b.model.operables, b.years), kind="process", member=operated)
    candidates = _added(b, "candidates", is_candidate(processes))
    b.switch("standing", (b.model.candidates, b.years), kind="process", member=candidates)
    switched = _added(b, "switched", has_on(processes))
    b.switch("on", (b.model.switched, *times), kind="process", member=switched)
    counted = _added(b, "starters", processes.has_start)
    b.variable("start", (b.model.starters, *times), upper=1.0, kind="process", member=counted)


def add_rows(b: Builder) -> None:
    """Rows for built capacity, open and closed, on and off, starts and ramps."""
    _built_rows(b)
    _closable_rows(b)
    _operated_rows(b)
    _standing_rows(b)
    _switched_rows(b)
    _ramp_rows(b)


def _per_slot(b: Builder, members: Ints) -> Floats:
    """Availability times hours, (members, years, slots) [h]."""
    availability = over_time(b.graph.processes.availability, b.time_shape)[members]
    return np.asarray(availability * b.graph.times.hours)


def _built_rows(b: Builder) -> None:
    processes, rows = b.graph.processes, b.model.expandables
    members = positions_where(processes.expandable)
    b.table("expandable_hours", _per_slot(b, members), rows, b.years, b.slots)
    b.rows("capacity", (rows, b.years, b.slots), _within_capacity, member=members)
    b.rows("in place", (rows, b.years), _in_place, member=members)
    sized = positions_where(processes.expandable & (processes.unit_size > 0))
    b.rows("unit size", (b.model.sized, b.years), _unit_size, member=sized)
    staggered = b.registry.variables["paid"].member
    b.rows("paid", (b.model.staggered, b.years), _paid, member=staggered)


def _within_capacity(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return m.activity[m.expandables_process[r], y, t] - m.expandable_hours[r, y, t] * m.capacity[r, y] <= 0


def _in_place(m: RuleModel, r: Index, y: Index) -> Relation:
    return m.capacity[r, y] - sum(m.alive[r, past, y] * m.built[r, past] for past in m.years) == m.existing[r, y]


def _paid(m: RuleModel, r: Index, y: Index) -> Relation:
    row = m.expandables_position[m.staggered_process[r]]
    return m.paid[r, y] - sum(m.due[r, past, y] * m.built[row, past] for past in m.years) == 0


def _unit_size(m: RuleModel, r: Index, y: Index) -> Relation:
    return m.built[m.expandables_position[m.sized_process[r]], y] - m.unit_size[r] * m.units[r, y] == 0


def _closable_rows(b: Builder) -> None:
    members = positions_where(b.graph.processes.closable)
    rows = b.model.closables
    most = at_most(b.graph.processes)[members][:, :, None] * _per_slot(b, members)
    b.table("open_most", most, rows, b.years, b.slots)
    b.rows("open", (rows, b.years, b.slots), _only_open, member=members)


def _operated_rows(b: Builder) -> None:
    members, times = b.registry.variables["operated"].member, (b.model.operables, b.years)
    b.table("operated_most", b.graph.processes.most[members], *times)
    rows = (("operated", _operated), ("operated in place", _operated_in_place), ("operated open", _operated_open))
    for name, rule in rows:
        b.rows(name, times, rule, member=members)


def _standing_rows(b: Builder) -> None:
    members = b.registry.variables["standing"].member
    b.table("standing_most", capacity_bounds(b.graph, members), b.model.candidates, b.years)
    b.rows("standing", (b.model.candidates, b.years), _standing, member=members)


def _standing(m: RuleModel, r: Index, y: Index) -> Relation:
    in_place = m.capacity[m.expandables_position[m.candidates_process[r]], y]
    return in_place - m.standing_most[r, y] * m.standing[r, y] <= 0


def _operated(m: RuleModel, r: Index, y: Index) -> Relation:
    process, most = m.operables_process[r], m.operated_most[r, y]
    in_place, is_open = m.capacity[m.expandables_position[process], y], m.open[m.closables_position[process], y]
    return m.operated[r, y] - in_place - most * is_open >= -most


def _operated_in_place(m: RuleModel, r: Index, y: Index) -> Relation:
    return m.operated[r, y] - m.capacity[m.expandables_position[m.operables_process[r]], y] <= 0


def _operated_open(m: RuleModel, r: Index, y: Index) -> Relation:
    return m.operated[r, y] - m.operated_most[r, y] * m.open[m.closables_position[m.operables_process[r]], y] <= 0


def _only_open(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return m.activity[m.closables_process[r], y, t] - m.open_most[r, y, t] * m.open[r, y] <= 0


def _switched_rows(b: Builder) -> None:
    processes, rows = b.graph.processes, b.model.switched
    members = positions_where(has_on(processes))
    times = (b.years, b.slots)
    most = at_most(processes)[members][:, :, None]
    b.table("on_most", most * _per_slot(b, members), rows, *times)
    share = over_time(processes.minimum_load, b.time_shape)[members] * b.graph.times.hours
    b.table("on_least", share * most, rows, *times)
    b.rows("on", (rows, *times), _only_on, member=members)
    given, built = _split(b, "loaded", members, processes.expandable[members])
    b.table("load_hours", share[built], b.model.loaded_built, *times)
    b.rows("minimum load", (b.model.loaded_given, *times), _load_given, member=members[given])
    b.rows("minimum built load", (b.model.loaded_built, *times), _load_built, member=members[built])
    both = positions_where(processes.closable[members])
    index = b.positions("on_closables", len(both))
    b.table("on_closable", both, index)
    b.rows("on while open", (index, *times), _on_while_open, member=members[both])
    counted = positions_where(processes.has_start)
    b.table("before", before(b.graph.times), b.slots)
    linked, known = _first_slot(b, counted)
    b.table("start_linked", linked, b.model.starters, b.slots)
    b.table("start_known", np.where(known > 0, 1.0, 0.0), b.model.starters, b.slots)
    b.rows("start", (b.model.starters, *times), _counts_start, member=counted)


def _split(b: Builder, name: str, members: Ints, mask: Bools) -> tuple[Ints, Ints]:
    """Two index sets, ``given`` where the mask does not hold and ``built`` where it does, with tables to members."""
    parts = positions_where(~mask), positions_where(mask)
    for part, chosen in zip(("given", "built"), parts, strict=True):
        index = b.positions(f"{name}_{part}", len(chosen))
        b.table(f"{name}_{part}_member", chosen, index)
        b.table(f"{name}_{part}_process", members[chosen], index)
    return parts


def _only_on(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return m.activity[m.switched_process[r], y, t] - m.on_most[r, y, t] * m.on[r, y, t] <= 0


def _load_given(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    on = m.loaded_given_member[r]
    return m.activity[m.loaded_given_process[r], y, t] - m.on_least[on, y, t] * m.on[on, y, t] >= 0


def _load_built(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    on, process = m.loaded_built_member[r], m.loaded_built_process[r]
    in_place = m.load_hours[r, y, t] * m.capacity[m.expandables_position[process], y]
    least = m.on_least[on, y, t]
    return m.activity[process, y, t] - in_place - least * m.on[on, y, t] >= -least


def _on_while_open(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    on = m.on_closable[r]
    return m.on[on, y, t] - m.open[m.closables_position[m.switched_process[on]], y] <= 0


def _counts_start(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    on = m.switched_position[m.starters_process[r]]
    was_on = m.start_linked[r, t] * m.on[on, y, m.before[t]]
    return m.start[r, y, t] - m.on[on, y, t] + was_on >= -m.start_known[r, t]


def _first_slot(b: Builder, members: Ints) -> tuple[Floats, Floats]:
    """(members, slots) 1 where a slot hangs on the one before, and else the load before it [basis/h]; 0 beside."""
    known = begins(b.graph.processes)[members][:, None]
    opens = (np.arange(b.graph.slots) == 0) & ~np.isnan(known)
    return np.where(opens, 0.0, 1.0), np.where(opens, np.nan_to_num(known), 0.0)


def _ramp_rows(b: Builder) -> None:
    """Both directions, for processes of given capacity and for those that are built."""
    processes, hours, times = b.graph.processes, b.graph.times.hours, (b.years, b.slots)
    sized = processes.expandable | np.isfinite(processes.installed).all(axis=1)
    limited = np.isfinite(processes.ramp) & sized
    limited &= (b.graph.slots > 1) | ~np.isnan(begins(processes))
    if not limited.any():
        return
    members = positions_where(limited)
    given, built = _split(b, "ramps", members, processes.expandable[members])
    b.table("rate_per_slot", 1.0 / hours, b.slots)
    apart = (hours + hours[before(b.graph.times)]) / 2
    step = processes.ramp[members][:, None, None] * np.broadcast_to(apart, (len(members), *b.time_shape))
    linked, known = _first_slot(b, members)
    step = np.where(linked[:, None, :] > 0, step, processes.ramp[members][:, None, None] * hours)
    b.table("ramp_given", step[given] * processes.installed[members[given]][:, :, None], b.model.ramps_given, *times)
    b.table("ramp_built", step[built], b.model.ramps_built, *times)
    for kind, part in (("given", given), ("built", built)):
        index = getattr(b.model, f"ramps_{kind}")
        b.table(f"ramp_{kind}_linked", linked[part], index, b.slots)
        b.table(f"ramp_{kind}_known", known[part], index, b.slots)
    for name, rule in (("ramp up", _ramp_up), ("ramp down", _ramp_down)):
        b.rows(name, (b.model.ramps_given, *times), rule, member=members[given])
    for name, rule in (("built ramp up", _built_ramp_up), ("built ramp down", _built_ramp_down)):
        b.rows(name, (b.model.ramps_built, *times), rule, member=members[built])


def _given_change(m: RuleModel, r: Index, y: Index, t: Index) -> Operand:
    process = m.ramps_given_process[r]
    earlier = m.ramp_given_linked[r, t] * m.rate_per_slot[m.before[t]] * m.activity[process, y, m.before[t]]
    return m.rate_per_slot[t] * m.activity[process, y, t] - earlier


def _built_change(m: RuleModel, r: Index, y: Index, t: Index) -> Operand:
    process = m.ramps_built_process[r]
    earlier = m.ramp_built_linked[r, t] * m.rate_per_slot[m.before[t]] * m.activity[process, y, m.before[t]]
    return m.rate_per_slot[t] * m.activity[process, y, t] - earlier


def _ramp_up(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return _given_change(m, r, y, t) <= m.ramp_given[r, y, t] + m.ramp_given_known[r, t]


def _ramp_down(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return _given_change(m, r, y, t) >= m.ramp_given_known[r, t] - m.ramp_given[r, y, t]


def _room(m: RuleModel, r: Index, y: Index, t: Index) -> Operand:
    return m.ramp_built[r, y, t] * m.capacity[m.expandables_position[m.ramps_built_process[r]], y]


def _built_ramp_up(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return _built_change(m, r, y, t) - _room(m, r, y, t) <= m.ramp_built_known[r, t]


def _built_ramp_down(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return _built_change(m, r, y, t) + _room(m, r, y, t) >= m.ramp_built_known[r, t]
