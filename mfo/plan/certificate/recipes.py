"""The rules of processes, blends and construction, computed again from a plan's amounts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...graph.arrays.flow_graph import Floats, FlowGraph, QualityRows

Rule = tuple[str, Floats, Floats]
"""Name, violations and the size of what they are violations of, all flat and in canonical units."""


def rules(graph: FlowGraph, values: Mapping[str, Floats]) -> list[Rule]:
    """Recipes, shares of a mix, blending limits and capacity built, each with all its violations."""
    return [_recipes(graph, values), _shares(graph, values), _blends(graph, values), _built(graph, values)]


def _flat(name: str, violations: list[Floats], sizes: list[Floats]) -> Rule:
    if not violations:
        return name, np.zeros(0), np.zeros(0)
    return name, np.concatenate([part.ravel() for part in violations]), np.concatenate([s.ravel() for s in sizes])


def mixed(graph: FlowGraph, feed: Floats) -> Floats:
    """(processes, Y, T) activity by the mix: the sum of activity per unit times amount drawn."""
    feeds = graph.feeds
    total = np.zeros((len(graph.processes.names), graph.years, graph.slots))
    np.add.at(total, feeds.process[feeds.mix], feeds.activity[feeds.mix] * feed[feeds.mix])
    return total


def _recipes(graph: FlowGraph, values: Mapping[str, Floats]) -> Rule:
    """Activity follows the mix; needed inputs follow activity and mix."""
    feeds, needs, processes = graph.feeds, graph.needs, graph.processes
    feed, activity = values["feed"], values["activity"]
    by_mix = mixed(graph, feed)[processes.has_mix]
    does = activity[processes.has_mix]
    needed = np.array(feeds.per_activity * activity[feeds.process]) if len(feeds) else np.zeros_like(feed)
    if len(needs):
        np.add.at(needed, needs.feed, needs.amount * feed[needs.of])
    required = ~feeds.mix
    return _flat(
        "recipes",
        [np.abs(by_mix - does), np.abs(needed - feed)[required]],
        [np.maximum(by_mix, does), np.maximum(needed, feed)[required]],
    )


def _shares(graph: FlowGraph, values: Mapping[str, Floats]) -> Rule:
    """The share of an input in its mix, counted in activity, is between its bounds."""
    feeds, feed = graph.feeds, values["feed"]
    if not len(feeds):
        return _flat("shares", [], [])
    counted = feeds.activity * feed
    whole = mixed(graph, feed)[feeds.process]
    over = np.maximum(feeds.minimum_share * whole - counted, counted - feeds.maximum_share * whole)
    return _flat("shares", [over[feeds.mix]], [whole[feeds.mix]])


def _blends(graph: FlowGraph, values: Mapping[str, Floats]) -> Rule:
    """The mean of a property is within its bounds, in units of amount: the excess over the largest property."""
    rows = [_blend(row, values) for row in graph.quality]
    return _flat("blends", [row[0] for row in rows], [row[1] for row in rows])


def _blend(row: QualityRows, values: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    amounts = values[row.family][row.member]
    scale = float(np.abs(row.excess).max(initial=0.0)) or 1.0
    excess = np.tensordot(row.excess / scale, amounts, axes=1)
    return (excess if row.upper else -excess), amounts.sum(axis=0)


def _built(graph: FlowGraph, values: Mapping[str, Floats]) -> Rule:
    """What is in place is what existed and what was built and still stands."""
    processes = graph.processes
    chosen = processes.expandable
    if not chosen.any():
        return _flat("capacity built", [], [])
    standing = np.einsum("nby,nb->ny", processes.alive[chosen], values["built"][chosen])
    in_place = values["capacity"][chosen]
    off = np.abs(processes.existing[chosen] + standing - in_place)
    return _flat("capacity built", [off], [in_place])
