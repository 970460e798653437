"""The most that can flow over a link that is used or not, or be built of a candidate, where no capacity is given.

Whatever flows on a link was supplied, made or stored somewhere, so the most of a material in a slot is what its
supplies, stores and producers can give together, link losses aside; producers follow from their feeds and capacities.
"""

from __future__ import annotations

import numpy as np

from ...errors import PlantError, Problem, Where
from ...graph.arrays.flow_graph import Floats, FlowGraph, Ints
from ...graph.parts.processes import LEAST_LOAD
from ...graph.parts.sizes import LEAST_SHARE
from .builder import over_time

BEYOND = 1000.0  # times what can come: of such a capacity 0.01 % is a tenth of that
ROUNDS = 50  # the longest chain of processes that is followed


def link_bounds(graph: FlowGraph, links: Ints) -> Floats:
    """A bound on the joint flow of each of ``links``, (n, years, slots); raises PlantError where there is none."""
    bound = _link_bounds(graph, links)
    unbounded = ~np.isfinite(bound).all(axis=(1, 2))
    if unbounded.any():
        raise PlantError(link_problem(graph, k) for k in links[unbounded])
    return bound


def unbounded_states(graph: FlowGraph) -> tuple[Ints, Ints]:
    """The links that are used or not, and the processes that are built or not, whose most nothing bounds."""
    links = np.flatnonzero(graph.links.switched)
    free = ~np.isfinite(_link_bounds(graph, links)).all(axis=(1, 2))
    candidate = graph.processes.candidate
    processes = np.flatnonzero(candidate) if candidate is not None else np.zeros(0, dtype=np.int64)
    endless = ~np.isfinite(_capacity_bounds(graph, processes)).all(axis=1)
    return links[free], processes[endless]


def beyond_reach(graph: FlowGraph) -> list[tuple[int, bool]]:
    """The processes whose capacity is typed as no limit, and of which 0.01 % of it says whether they run (True), or
    else whether they are there, unless so much stands from before."""
    items = graph.processes
    most = np.where(items.expandable[:, None], items.most, items.installed).max(axis=1, initial=0.0)
    least = items.least if items.least is not None else np.zeros((len(items.names), 1))
    runs = (items.minimum_load == LEAST_LOAD).any(axis=(1, 2))
    there = ((least == LEAST_SHARE * most[:, None]) & (items.existing < least)).any(axis=1)
    counted = (runs | there) & np.isfinite(most) & (most > 0)
    if not counted.any():
        return []
    of_pool = np.unique(np.asarray(graph.pools.material), return_inverse=True)[1]
    run, _ = _runs(graph, _most_by_material(graph)[of_pool], _activity_limits(graph))
    able = np.minimum(run, _wanted(graph)) / graph.times.hours.max()
    return [(int(k), bool(runs[k])) for k in np.flatnonzero(counted & (able > 0) & (most > BEYOND * able))]


def reach_problem(name: str, typed: str, runs: bool, where: Where | None) -> Problem:
    """That nothing tells whether a process runs (or stands), as its capacity is far beyond all that can come to it."""
    if runs:
        return Problem(
            "capacity-out-of-reach",
            f"The capacity of `{name}`, {typed}, is more than a thousand times what can ever come to it or "
            "leave it, and only from 0.01 % of it on does it count as running.",
            where,
            "Give the capacity that it has, or in `minimum_load` the least share that counts as running.",
        )
    return Problem(
        "capacity-out-of-reach",
        f"The capacity of `{name}`, {typed}, is more than a thousand times what can ever come to it or leave "
        "it, and a limit asks whether it is open, for which 0.01 % of it must be in place.",
        where,
        "Give the capacity that it may have, or in `minimum_capacity` the least that counts as being there.",
    )


def link_problem(graph: FlowGraph, link: int, where: Where | None = None) -> Problem:
    """That a link is used or not and nothing bounds what it carries."""
    return Problem(
        "capacity-missing",
        f"Link {graph.links.names[link]} has a fixed cost or minimum load, but nothing limits what it carries.",
        where,
        "Give it a capacity.",
    )


def process_problem(graph: FlowGraph, process: int, where: Where | None = None) -> Problem:
    """That a process is built or not and nothing bounds how much of it."""
    return Problem(
        "capacity-missing",
        f"Process {graph.processes.names[process]} has a fixed cost that is due once it is built, but nothing limits "
        "how much of it is built.",
        where,
        "Give it a capacity, which with capex is the most that may be in place, or a fixed cost per capacity.",
    )


def _link_bounds(graph: FlowGraph, links: Ints) -> Floats:
    shape = (graph.years, graph.slots)
    capacity = over_time(graph.links.capacity, shape)[links]
    if np.isfinite(capacity).all():
        return capacity
    most = _most_by_material(graph)
    pool_material = np.unique(np.asarray(graph.pools.material), return_inverse=True)[1]
    reachable = np.zeros(len(graph.links.names))
    np.add.at(reachable, graph.arcs.link, most[pool_material[graph.arcs.origin]])
    return np.asarray(np.minimum(capacity, reachable[links][:, None, None]))


def capacity_bounds(graph: FlowGraph, processes: Ints) -> Floats:
    """A bound on the capacity in place of each of ``processes``, (n, years); raises PlantError where there is none.

    Where the plant gives no capacity, what could be drawn in the slot with the least time, with room for a whole unit.
    """
    bound = _capacity_bounds(graph, processes)
    unbounded = ~np.isfinite(bound).all(axis=1)
    if unbounded.any():
        raise PlantError(process_problem(graph, k) for k in processes[unbounded])
    return bound


def _capacity_bounds(graph: FlowGraph, processes: Ints) -> Floats:
    items = graph.processes
    most = np.array(items.most[processes], dtype=float)
    if np.isfinite(most).all():
        return most
    of_pool = np.unique(np.asarray(graph.pools.material), return_inverse=True)[1]
    run, _ = _runs(graph, _most_by_material(graph)[of_pool], _activity_limits(graph))
    hours = over_time(items.availability, (graph.years, graph.slots))[processes] * graph.times.hours
    least = np.where(hours > 0, hours, np.inf).min(axis=(1, 2))
    used = run[processes] / least + items.unit_size[processes] + items.existing[processes].max(axis=1)
    used = np.where(np.isfinite(items.ramp[processes]), np.inf, used)  # a larger plant may follow faster
    return np.asarray(np.minimum(most, used[:, None]))


def _most_by_material(graph: FlowGraph) -> Floats:
    """The most of each material (in the order of its sorted names) that any slot can hold; inf: no bound found."""
    names, of_pool = np.unique(np.asarray(graph.pools.material), return_inverse=True)
    base = np.zeros(len(names))
    np.add.at(base, of_pool[graph.supplies.pool], _largest(graph.supplies.maximum))
    np.add.at(base, of_pool[graph.stocks.pool], _largest(graph.stocks.capacity)[graph.stocks.store])
    np.add.at(base, of_pool[graph.returns.pool], np.inf)  # what comes back is not traced
    most = base
    activity_limit = _activity_limits(graph)
    meets = np.ones(len(names))  # in one slot what was sent in any other may arrive beside what arises there
    if graph.arcs.sent is not None:
        meets[of_pool[graph.arcs.origin[(graph.arcs.sent != np.arange(graph.slots)).any(axis=1)]]] = graph.slots
    for _ in range(ROUNDS):
        made = meets * (base + _outputs(graph, most[of_pool], activity_limit, of_pool, len(names)))
        if np.allclose(np.nan_to_num(made, posinf=-1), np.nan_to_num(most, posinf=-1), rtol=1e-9):
            return made
        most = made
    return np.where(made > most * (1 + 1e-9), np.inf, made)


def _wanted(graph: FlowGraph) -> Floats:
    """The most of each process's activity for whose outputs markets and stores have room in a slot; inf: no bound."""
    names, of_pool = np.unique(np.asarray(graph.pools.material), return_inverse=True)
    room = np.zeros(len(names))
    markets = _largest(graph.markets.maximum)
    np.add.at(room, of_pool[graph.deliveries.pool], markets[graph.deliveries.market])
    np.add.at(room, of_pool[graph.stocks.pool], _largest(graph.stocks.capacity)[graph.stocks.store])
    room[of_pool[graph.feeds.pool]] = np.inf  # what others draw is not traced
    found = np.full(len(graph.processes.names), np.inf)
    outputs = graph.outputs
    for k in np.setdiff1d(np.flatnonzero(outputs.feed < 0), graph.curves.output):  # of these the amount is the most
        least = float(outputs.amount[k].min())
        if least > 0:
            found[outputs.process[k]] = min(found[outputs.process[k]], room[of_pool[outputs.pool[k]]] / least)
    return found


def _largest(values: Floats) -> Floats:
    return np.asarray(values.max(axis=tuple(range(1, values.ndim))))


def _activity_limits(graph: FlowGraph) -> Floats:
    p = graph.processes
    capacity = np.where(p.expandable[:, None], p.most, p.installed)
    return np.asarray(_largest(capacity) * graph.times.hours.max())


def _runs(graph: FlowGraph, available: Floats, activity: Floats) -> tuple[Floats, Floats]:
    """The most that processes can do in a slot and draw by feed, given what is available in each pool."""
    feeds = graph.feeds
    run = activity.copy()
    drawn = available[feeds.pool]
    for k in np.flatnonzero(~feeds.mix):
        rate = feeds.per_activity[k]
        if rate.size and rate.min() > 0:
            run[feeds.process[k]] = min(run[feeds.process[k]], drawn[k] / rate.min())
    mixed = np.flatnonzero(feeds.mix)
    if len(mixed):
        fed = np.zeros(len(run))
        np.add.at(fed, feeds.process[mixed], drawn[mixed] * _largest(feeds.activity)[mixed])
        has = np.isin(np.arange(len(run)), feeds.process[mixed])
        run = np.where(has, np.minimum(run, fed), run)
        least = feeds.activity[mixed].min(axis=(1, 2))
        cap = np.divide(run[feeds.process[mixed]], least, out=np.full(len(mixed), np.inf), where=least > 0)
        drawn[mixed] = np.minimum(drawn[mixed], cap)
    return run, drawn


def _outputs(graph: FlowGraph, available: Floats, activity: Floats, of_pool: Ints, materials: int) -> Floats:
    """What processes can make of each material, given what is available in each pool."""
    outputs = graph.outputs
    run, drawn = _runs(graph, available, activity)
    amount = _largest(outputs.amount)
    cause = run[outputs.process]
    caused = outputs.feed >= 0
    cause[caused] = drawn[outputs.feed[caused]]
    made = np.zeros(materials)
    np.add.at(made, of_pool[outputs.pool], np.multiply(amount, cause, out=np.zeros(len(cause)), where=amount > 0))
    return made
