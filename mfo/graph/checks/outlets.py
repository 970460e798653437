"""From which pools a flow can come to an end: at a market, in a store, or in a process that ends it."""

from __future__ import annotations

import numpy as np

from ..arrays.flow_graph import Bools
from ..arrays.index import Index


def outlets(index: Index) -> Bools:
    """(pools,) whether what is in the pool can leave the system.

    A feed is a way out when everything that the process makes of it has one. Recycling loops count as ways out of
    themselves: whether their gains and losses add up is for the program to see. Links that only lead around do not.
    """
    graph = index.graph
    direct = np.zeros(len(graph.pools), dtype=bool)
    wanted = np.asarray((graph.markets.maximum > 0).any(axis=(1, 2)))
    direct[graph.deliveries.pool[wanted[graph.deliveries.market]]] = True
    direct[graph.stocks.pool] = True
    ending = np.ones(len(graph.pools), dtype=bool)
    while True:
        found = direct.copy()
        found[graph.feeds.pool[_feeds_that_end(index, ending)]] = True
        found = _against_arcs(index, found)
        if np.array_equal(found, ending):
            return ending
        ending = found


def _feeds_that_end(index: Index, ending: Bools) -> Bools:
    """(feeds,) whether all outputs that the feed causes, itself or through activity, have a way out."""
    graph = index.graph
    outputs = graph.outputs
    stuck = ~ending[outputs.pool] & outputs.amount.any(axis=(1, 2))
    by_activity = np.zeros(len(graph.processes.names), dtype=bool)
    by_activity[outputs.process[stuck & (outputs.feed < 0)]] = True
    by_feed = np.zeros(len(graph.feeds), dtype=bool)
    by_feed[outputs.feed[stuck & (outputs.feed >= 0)]] = True
    # A needed input cannot be drawn without a mix that may be drawn.
    some_mix = np.zeros(len(graph.processes.names), dtype=bool)
    some_mix[graph.feeds.process[graph.feeds.mix & ~by_feed]] = True
    idle = graph.processes.has_mix & ~some_mix
    found: Bools = ~(by_feed | by_activity[graph.feeds.process] | (~graph.feeds.mix & idle[graph.feeds.process]))
    return found


def _against_arcs(index: Index, found: Bools) -> Bools:
    arcs = index.graph.arcs
    while True:
        more = np.zeros_like(found)
        more[arcs.origin[found[arcs.destination]]] = True
        if not (more & ~found).any():
            return found
        found = found | more
