"""Bounds that are shares of something: what they are, and of how much in a given answer.

A row such as ``what - share * of >= 0`` gives by an amount; divided by the answer's ``of`` that is a change of the
share, and the same answer then satisfies the row with the changed share.
"""

from __future__ import annotations

import numpy as np

from ...graph.arrays.flow_graph import Floats, Ints, LimitRows
from ..matrix.compile_program import Compiled


def share_bound(
    compiled: Compiled, source: str, upper: bool, member: int, year: int, slot: int, values: Floats
) -> tuple[float, float] | None:
    """The share that a row of the family ``source`` holds, and the amount that it is of; None where it is no share.

    ``upper``: which side of the row; ``year`` and ``slot`` are positions, -1 for all; ``values`` those of the program's
    columns.
    """
    program, graph = compiled.program, compiled.program.graph
    if source.startswith("quality"):
        blend = graph.quality[member]
        amount = _flows(compiled, blend.family, blend.member, values)
        return None if blend.bound is None else _found(blend.bound, float(amount[:, year, slot].sum()))
    if source in ("minimum_share", "maximum_share"):
        mixed = np.flatnonzero(graph.feeds.mix & (graph.feeds.process == graph.feeds.process[member]))
        share = np.broadcast_to(getattr(graph.feeds, source)[member], (graph.years, graph.slots))[year, slot]
        return _found(float(share), float(_flows(compiled, "feed", mixed, values)[:, year, slot].sum()))
    if source == "minimum load":
        here = graph.processes.minimum_load[member, year], graph.processes.availability[member, year]
        return _found(float(np.max(here[0])), float(graph.processes.installed[member, year] * np.min(here[1])))
    if source.startswith("limit"):
        return _limit(compiled, (*graph.limits, *program.limits)[member], upper, year, slot, values)
    return None


def _found(share: float, amount: float) -> tuple[float, float] | None:
    return (share, amount) if np.isfinite(amount) and amount > 0 else None


def _flows(compiled: Compiled, family: str, members: Ints, values: Floats) -> Floats:
    variable = compiled.program.registry.variables[family]
    return np.asarray(values[variable.columns].reshape(variable.shape)[members])


def _limit(
    compiled: Compiled, limit: LimitRows, upper: bool, year: int, slot: int, values: Floats
) -> tuple[float, float] | None:
    graph = compiled.program.graph
    bound = limit.most if upper else limit.least
    if not limit.share or bound is None:
        return None
    amount = 0.0
    for term in limit.of:
        variable = compiled.program.registry.variables.get(term.family)
        if variable is None or len(variable.shape) < 3 or variable.shape[0] != graph.size(term.family):
            return None
        flows = _flows(compiled, term.family, term.member, values) * term.coefficient
        if limit.when == "slot":
            amount += float(flows[:, year, slot].sum())
        else:
            by_year = (flows * graph.times.weight).sum(axis=(0, 2))
            amount += float(by_year[year] if limit.when == "year" else by_year @ graph.times.span)
    place = {"slot": (year, slot), "year": (year,), "total": (0,)}[limit.when]
    return _found(float(bound[place]), amount)
