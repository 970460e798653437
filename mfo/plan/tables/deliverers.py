"""Who delivers to a market: whose the sales are, and who pays gate fees."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from ...graph.arrays.flow_graph import Floats
from ...solve.engine.solution import Solution
from .elements import Elements
from .flows import process_outputs

Shares = dict[str, Floats]
"""By owner, (deliveries, Y) the share of each delivery."""


def delivery_shares(elements: Elements, solution: Solution) -> Shares:
    """Whose each delivery is.

    Where a row names its owner, or everything that can get there is one owner's, it is theirs. Otherwise it is shared
    like what came into the pool in the year: by those at the site, and by the owners of the sites that sent it there.
    """
    graph, index = elements.graph, elements.index
    known = elements.owner["markets"][graph.deliveries.market]
    several = np.array([row in index.several_sellers for row in graph.deliveries.market.tolist()], dtype=bool)
    size, years = len(graph.deliveries), graph.years
    shares: Shares = defaultdict(lambda: np.zeros((size, years)))
    into = _into_pools(elements, solution, set(graph.deliveries.pool[several].tolist())) if several.any() else {}
    for member, pool in enumerate(graph.deliveries.pool.tolist()):
        found = into.get(pool, {}) if several[member] else {}
        whole = sum(found.values(), np.zeros(years))
        for owner, amounts in found.items():
            shares[owner][member] += np.divide(amounts, whole, out=np.zeros(years), where=whole > 0)
        shares[str(known[member])][member] += whole <= 0
    return dict(shares)


def _into_pools(elements: Elements, solution: Solution, pools: set[int]) -> dict[int, dict[str, Floats]]:
    """(Y,) what came into pools in a year, by owner; what a store gives back came in before."""
    graph, weight = elements.graph, elements.graph.times.weight
    found: dict[int, dict[str, Floats]] = defaultdict(lambda: defaultdict(lambda: np.zeros(graph.years)))
    for row, pool in enumerate(graph.supplies.pool.tolist()):
        if pool in pools:
            found[pool][str(elements.owner["supplies"][row])] += solution.values["supply"][row] @ weight
    rows, made_in, made = process_outputs(elements, solution)
    for place, (row, pool) in enumerate(zip(rows.tolist(), made_in.tolist(), strict=True)):
        if pool in pools:
            found[pool][str(elements.owner["processes"][row])] += made[place] @ weight
    arcs = graph.arcs
    for member, (origin, pool) in enumerate(zip(arcs.origin.tolist(), arcs.destination.tolist(), strict=True)):
        if pool in pools:
            arrives = (solution.values["arc"][member] * arcs.yields[member]) @ weight
            found[pool][str(elements.pool_owner[origin])] += arrives
    return found
