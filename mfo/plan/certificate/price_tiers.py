"""Steps of a price in order, computed again from the tables: nothing of a later one where the earlier has some left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from ...graph.arrays.flow_graph import Floats, Markets, Supplies
from ...plant.model import Market, Supply
from ..tables.elements import Elements
from ..tables.flows import INTO, OUT_OF


def out_of_order(tables: Mapping[str, pd.DataFrame], elements: Elements) -> Iterator[tuple[str, Floats, Floats]]:
    """(name, violation, size) of each step after another, by year and slot in canonical units."""
    plant, graph = elements.plant, elements.graph
    for kind, direction, items, bounds in (
        ("supply", INTO, plant.supplies, graph.supplies),
        ("market", OUT_OF, plant.markets, graph.markets),
    ):
        flows = tables["flows"]
        mine = flows[(flows["kind"] == kind) & (flows["direction"] == direction)]
        yield from _of(mine, items, bounds, elements)


def _of(flows: pd.DataFrame, items: Sequence[Supply | Market], bounds: Supplies | Markets,
        elements: Elements) -> Iterator[tuple[str, Floats, Floats]]:  # fmt: skip
    position = {item.name: number for number, item in enumerate(items)}
    for number, item in enumerate(items):
        if not item.after or bounds.after is None or bounds.after[number] < 0:
            continue
        later, earlier = (_amounts(flows[flows["element"] == name], elements) for name in (item.name, item.after))
        room = np.asarray(bounds.maximum[position[item.after]]) - earlier
        yield item.name, np.minimum(later, room), np.maximum(later, earlier)


def _amounts(flows: pd.DataFrame, elements: Elements) -> Floats:
    """(Y, T) what an element moved, in canonical units."""
    graph = elements.graph
    years = {year: number for number, year in enumerate(graph.times.years)}
    factor = dict(zip(zip(graph.pools.site, graph.pools.material, strict=True), elements.pool_factor, strict=True))
    scale = [float(factor[place]) for place in zip(flows["site"], flows["material"], strict=True)]
    found = np.zeros((graph.years, graph.slots))
    place = (
        np.array([years[year] for year in flows["year"]], dtype=np.int64),
        flows["slot"].to_numpy(dtype=np.int64) - 1,
    )
    np.add.at(found, place, flows["amount"].to_numpy(dtype=float) / np.array(scale))
    return found
