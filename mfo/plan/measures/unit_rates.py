"""What a unit of each flow costs and emits by itself."""

from __future__ import annotations

import numpy as np

from ...graph.arrays.broadcast import compact
from ...graph.arrays.families import TABLE_OF
from ..tables.elements import KIND_OF, Elements

Flow = tuple[str, str, str]
"""Element, kind, material."""


def unit_rates(elements: Elements) -> tuple[dict[Flow, float], dict[Flow, float]]:
    """What a typed unit of each flow costs and emits, as a mean over the slots of the first year."""
    graph, cost, emissions = elements.graph, dict[Flow, float](), dict[Flow, float]()
    pools = {
        "supply": graph.supplies.pool,
        "delivery": graph.deliveries.pool,
        "arc": graph.arcs.origin,
        "feed": graph.feeds.pool,
    }
    carbon_price = float(np.broadcast_to(graph.carbon_price, (graph.years,))[0])
    for line in graph.rates:
        if line.family not in pools or line.account != "own":
            continue
        table, of_pool = TABLE_OF[line.family], pools[line.family]
        means = compact(line.value)[:, 0, :].mean(axis=1)
        warming = 1.0 if line.effect == "emissions" else graph.gwp.get(line.effect, 0.0)
        for member, mean in zip(line.member.tolist(), means.tolist(), strict=True):
            pool = int(of_pool[member])
            name = elements.name[table][elements.index.element[line.family][member]]
            flow = (str(name), KIND_OF[table], str(elements.pool_material[pool]))
            rate = mean / float(elements.pool_factor[pool])
            money = rate if line.effect == "cost" else rate * warming * carbon_price
            cost[flow] = cost.get(flow, 0.0) + money
            emissions[flow] = emissions.get(flow, 0.0) + rate * warming
    return cost, emissions
