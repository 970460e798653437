"""Curves by load as segments that the load fills one after another.

A point at the load l with the amount a per unit of activity has the total l a; totals run straight between points and
from zero to the first one, so that each segment has a slope. Where what a process takes and pays is convex and what it
gives concave, and nothing gains from taking or paying more or from giving less, the cheapest plan fills the segments in
their order by itself. Otherwise whole numbers keep the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ...plant.model import LoadCurve, Plant, Process
from ..arrays.broadcast import ints
from ..arrays.flow_graph import Feeds, Floats, FlowGraph, Outputs, Pools, Sizes
from ..arrays.segments import NO_CURVES, CapexSteps, LoadCurves

SAME = 1e-9  # of a slope: two that differ by less are one
SLIGHT = 1e-6  # of a slope: a solver may take two that differ by less for one


def build_curves(plant: Plant, feeds: Feeds, outputs: Outputs, pools: Pools) -> LoadCurves:
    """The segments of every process with a curve, cut where one of its curves bends."""
    process: list[int] = []
    parts: list[tuple[Floats, Floats, bool]] = []  # widths, costs, whether whole numbers keep the order
    taken: list[tuple[int, int, float]] = []  # feed, segment, slope
    made: list[tuple[int, int, float]] = []  # output, segment, slope
    for row, item in enumerate(plant.processes):
        inputs = {entry.material: entry.by_load for entry in item.inputs if entry.by_load is not None}
        yields = {entry.material: entry.by_load for entry in item.outputs if entry.by_load is not None}
        curves = [*inputs.values(), *yields.values(), *([item.cost_by_load] if item.cost_by_load else [])]
        if not curves:
            continue
        loads, doubtful = _bends(curves)
        costs = np.zeros(len(loads)) if item.cost_by_load is None else _slopes(item.cost_by_load, loads)
        worse = [*(_slopes(curve, loads) for curve in inputs.values()), costs]
        worse += [-_slopes(curve, loads) for curve in yields.values()]
        whole = doubtful or not all(_convex(each) for each in worse)
        whole = whole or not all(_costs_something(plant, item, material) for material in inputs)
        whole = whole or not all(_brings_something(plant, item, material) for material in yields)
        count = len(process)
        for feed in np.flatnonzero((feeds.process == row) & ~feeds.mix).tolist():
            curve = inputs.get(pools.material[int(feeds.pool[feed])])
            if curve is not None:
                beyond = _slopes(curve, loads) - min(curve.amounts)
                taken += [(feed, count + k, slope) for k, slope in enumerate(beyond.tolist())]
        for output in np.flatnonzero(outputs.process == row).tolist():
            curve = yields.get(pools.material[int(outputs.pool[output])])
            if curve is not None:
                beyond = _slopes(curve, loads) - max(curve.amounts)
                made += [(output, count + k, slope) for k, slope in enumerate(beyond.tolist())]
        process += [row] * len(loads)
        parts.append((np.diff(loads, prepend=0.0), costs, whole))
    if not process:
        return NO_CURVES
    first = np.append(True, np.diff(process) != 0)
    return LoadCurves(
        process=ints(process),
        width=np.concatenate([widths for widths, _, _ in parts]),
        whole=np.concatenate([np.full(len(widths), whole) for widths, _, whole in parts]) & ~first,
        cost=np.concatenate([costs for _, costs, _ in parts]),
        feed=ints(feed for feed, _, _ in taken),
        segment=ints(segment for _, segment, _ in taken),
        slope=np.array([slope for _, _, slope in taken], dtype=float),
        output=ints(output for output, _, _ in made),
        output_segment=ints(segment for _, segment, _ in made),
        output_slope=np.array([slope for _, _, slope in made], dtype=float),
    )


def kept_in_order(graph: FlowGraph) -> FlowGraph:
    """A graph in which whole numbers keep every part of a curve, by load or by size, behind the one before."""

    def ordered(sizes: Sizes | None) -> CapexSteps | None:
        return None if sizes is None or sizes.steps is None else sizes.steps.kept_in_order()

    stores, links = graph.store_sizes, graph.link_sizes
    return replace(
        graph,
        curves=graph.curves.kept_in_order(),
        processes=replace(graph.processes, steps=ordered(graph.processes)),
        store_sizes=None if stores is None else replace(stores, steps=ordered(stores)),
        link_sizes=None if links is None else replace(links, steps=ordered(links)),
    )


def _bends(curves: Sequence[LoadCurve]) -> tuple[Floats, bool]:
    """The loads at which a curve bends, and the last; and whether a bend is too slight for prices to keep the order.

    Where no curve bends there is nothing to keep in order.
    """
    loads = np.unique([load for curve in curves for load in curve.loads])
    loads = loads[np.append(True, np.diff(loads) > SAME * loads[1:])]
    slopes = np.array([_slopes(curve, loads) for curve in curves])
    scale = np.maximum(np.abs(slopes[:, 1:]), np.abs(slopes[:, :-1]))
    bend = np.divide(np.abs(np.diff(slopes)), scale, out=np.zeros(scale.shape), where=scale > 0).max(axis=0)
    kept = bend > SAME
    return loads[np.append(kept, True)], bool(np.any(kept & (bend < SLIGHT)))


def _slopes(curve: LoadCurve, loads: Floats) -> Floats:
    """(loads,) the slope of the curve's total below each load; beyond its last point as before it."""
    own = np.array([0.0, *curve.loads])
    totals = own * np.array([0.0, *curve.amounts])
    return np.asarray(
        (np.diff(totals) / np.diff(own))[np.minimum(np.searchsorted(own[1:], loads * (1 - SAME)), len(own) - 2)]
    )


def _convex(slopes: Floats) -> bool:
    room = SAME * float(np.abs(slopes).max(initial=0.0))
    return all(later >= before - room for before, later in pairwise(slopes.tolist()))


def _costs_something(plant: Plant, process: Process, material: str) -> bool:
    """Whether all of an input is bought for money, so that no plan takes more of it than it needs."""
    site = process.site
    bought = [item for item in plant.supplies if (item.site, item.material) == (site, material)]
    named = {quantity.name for limit in plant.limits for quantity in (*limit.what, *limit.of)}
    named |= {rate.at for rate in plant.rates}
    named |= {contract.of for contract in plant.contracts}  # a least amount, or one that is paid back, is wanted
    comes_otherwise = (
        any(item.site == site and any(made.material == material for made in item.outputs) for item in plant.processes)
        or any(item.destination == site and material in item.materials for item in plant.links)
        or any(item.site == site and material in item.materials for item in plant.stores)
        or any((item.site, item.material) == (site, material) for item in plant.returns)
    )
    asked_for = any(limit.minimum is not None or limit.of for limit in plant.limits)  # of whatever: more may be wanted
    if comes_otherwise or asked_for or material in named:
        return False
    return all(
        not item.take_all
        and item.name not in named
        and bool(np.all(item.price.values > 0))
        and not any(np.any(each.value.values < 0) for each in item.emissions)
        for item in bought
    )


def _brings_something(plant: Plant, process: Process, material: str) -> bool:
    """Whether any amount of an output is sold where it is made, so that no plan makes less of it than it can.

    Of limits no one knows whether they want less of it.
    """
    site = process.site
    bound = {item.of for item in plant.contracts} | {item.after for item in plant.markets}
    bound |= {item.market for item in plant.returns} | {rate.at for rate in plant.rates}
    return not plant.limits and any(
        (item.site, item.materials) == (site, (material,))
        and item.maximum is None
        and not item.after
        and not item.emissions
        and item.name not in bound
        and bool(np.all(item.price.values > 0))
        for item in plant.markets
    )
