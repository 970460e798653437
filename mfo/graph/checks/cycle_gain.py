"""Cycles that make something from nothing: processes that, fed by one another alone, leave more than they take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...errors import Where
from ..arrays.flow_graph import Bools, Floats, Ints
from ..arrays.index import Index
from .flow_columns import Column, entries, matrix_of, recipe_rows
from .small_program import most_left

if TYPE_CHECKING:
    from scipy import sparse  # loaded where it is used: half a second that only checking a plant needs


FEW_ROUNDS = 50  # of taking away pools that are on no cycle, which a chain of many sites may need one by one


@dataclass(frozen=True)
class GainLoop:
    """A cycle, what it gains in one slot with each of its flows at most 1, and whether one dimension runs through."""

    elements: tuple[str, ...]
    site: str
    material: str
    gain: float
    one_dimension: bool
    where: Where | None


def gain_loop(index: Index) -> GainLoop | None:
    """The largest gain that processes, links and returns on cycles can make without any supply, or None.

    Only pools on cycles through a process matter, so the linear program here is small: maximise what is left over all
    of them, subject to nothing being drawn that was not made. Largest yields over time count.
    """
    inside = _on_cycles(index)
    if not inside.any():
        return None
    matrix, columns = _matrix(index, inside)
    if not columns:
        return None
    amounts = most_left(matrix, recipe_rows(index, columns))
    left = np.zeros(0) if amounts is None else matrix @ amounts
    if amounts is None or not len(left) or left.max() <= 1e-7:
        return None
    return _describe(index, inside, columns, amounts, left)


def _edges(index: Index) -> tuple[Ints, Ints, Bools]:
    """Pool to pool: through a process (every input to every output), over a link, from a delivery to its return."""
    graph = index.graph
    start, end = [graph.arcs.origin], [graph.arcs.destination]
    made: dict[int, list[int]] = {
        row: [int(graph.outputs.pool[m]) for m in found] for row, found in index.rows_of["output"].items()
    }
    pairs = [
        (int(pool), other)
        for row, pool in zip(graph.feeds.process.tolist(), graph.feeds.pool.tolist(), strict=True)
        for other in made.get(row, ())
    ]
    start.append(np.array([pair[0] for pair in pairs], dtype=np.int64))
    end.append(np.array([pair[1] for pair in pairs], dtype=np.int64))
    start.append(graph.deliveries.pool[graph.returns.delivery])
    end.append(graph.returns.pool)
    through = np.zeros(sum(len(part) for part in start), dtype=bool)
    through[len(graph.arcs) : len(graph.arcs) + len(pairs)] = True
    return np.concatenate(start), np.concatenate(end), through


def _on_cycles(index: Index) -> Bools:
    start, end, through = _edges(index)
    size = len(index.graph.pools)
    if _goes_straight(start, end, size):
        return np.zeros(size, dtype=bool)
    from scipy import sparse  # late: it takes as long to load as a small plant takes to plan
    from scipy.sparse.csgraph import connected_components

    network = sparse.coo_matrix((np.ones(len(start)), (start, end)), shape=(size, size))
    count, label = connected_components(network, directed=True, connection="strong")
    with_process = np.zeros(count, dtype=bool)
    with_process[label[start[through & (label[start] == label[end])]]] = True
    found: Bools = with_process[label]
    return found


def _goes_straight(start: Ints, end: Ints, size: int) -> bool:
    """Whether no edge lies on a cycle, as far as a few rounds tell; what nothing leads to, or from, is on none."""
    kept = np.ones(len(start), dtype=bool)
    for _ in range(FEW_ROUNDS):
        if not kept.any():
            return True
        led_to, led_from = np.zeros((2, size), dtype=bool)
        led_to[end[kept]] = led_from[start[kept]] = True
        further = kept & led_to[start] & led_from[end]
        if np.array_equal(further, kept):
            return False
        kept = further
    return False


def _matrix(index: Index, inside: Bools) -> tuple[sparse.csr_matrix, list[Column]]:
    """Net amounts left in the pools on cycles, by flow; processes that need something from elsewhere cannot run."""
    graph = index.graph
    fed_from_elsewhere = np.zeros(len(graph.processes.names), dtype=bool)
    required = ~graph.feeds.mix & (graph.feeds.per_activity.any(axis=(1, 2)) if len(graph.feeds) else False)
    fed_from_elsewhere[graph.feeds.process[required & ~inside[graph.feeds.pool]]] = True
    columns: list[Column] = []
    for member, (row, pool) in enumerate(zip(graph.feeds.process.tolist(), graph.feeds.pool.tolist(), strict=True)):
        if inside[pool] and not fed_from_elsewhere[row]:
            columns.append(("feed", member))
    rows = sorted({int(graph.feeds.process[member]) for _, member in columns})
    columns += [("activity", row) for row in rows]
    columns += [("arc", int(m)) for m in np.flatnonzero(inside[graph.arcs.origin] & inside[graph.arcs.destination])]
    back = np.unique(graph.returns.delivery[inside[graph.returns.pool]])
    columns += [("delivery", int(m)) for m in back if inside[graph.deliveries.pool[m]]]
    found = entries(index, {column: number for number, column in enumerate(columns)})
    return matrix_of(found, (len(graph.pools), len(columns)))[np.flatnonzero(inside)], columns


def _describe(index: Index, inside: Bools, columns: list[Column], amounts: Floats, left: Floats) -> GainLoop:
    graph, plant = index.graph, index.plant
    pools = np.flatnonzero(inside)
    best = int(pools[int(left.argmax())])
    running = [(family, member) for (family, member), amount in zip(columns, amounts, strict=True) if amount > 1e-7]
    rows = [member for family, member in running if family == "activity"]
    touched = {int(graph.feeds.pool[member]) for family, member in running if family == "feed"} | {best}
    dimensions = {plant.materials[graph.pools.material[pool]].dimension for pool in touched}
    names = [graph.processes.names[row] for row in rows]
    names += [plant.links[int(graph.arcs.link[member])].name for family, member in running if family == "arc"]
    return GainLoop(
        elements=tuple(dict.fromkeys(names)),
        site=graph.pools.site[best],
        material=graph.pools.material[best],
        gain=float(left.max()),
        one_dimension=len(dimensions) == 1,
        where=plant.processes[rows[0]].where if rows else None,
    )
