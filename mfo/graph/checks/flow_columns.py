"""Flows as columns of a small linear program over all time together: what each takes from pools and leaves in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from ..arrays.flow_graph import Floats
from ..arrays.index import Index

if TYPE_CHECKING:
    from scipy import sparse  # loaded where it is used: half a second that only checking a plant needs

Column = tuple[str, int]
"""A family (feed, activity, arc, delivery, ...) and a member."""

OverTime = Callable[[Floats], Floats]
"""What stands for the values (n, Y, T) of a coefficient: its largest, least or mean value (n,)."""


def largest(amounts: Floats) -> Floats:
    """The largest value of each member over time."""
    return amounts.max(axis=(1, 2)) if len(amounts) else np.zeros(0)


def least(amounts: Floats) -> Floats:
    """The least value of each member over time."""
    return amounts.min(axis=(1, 2)) if len(amounts) else np.zeros(0)


def entries(index: Index, number: dict[Column, int], over: OverTime = largest) -> Floats:
    """(pool, column, net amount) of every flow. ``over`` picks the yields."""
    graph = index.graph
    found: list[tuple[float, float, float]] = []
    arc_yield, output_yield = over(graph.arcs.yields), over(graph.outputs.amount)
    for (family, member), column in number.items():
        if family == "feed":
            found.append((graph.feeds.pool[member], column, -1.0))
        elif family == "arc":
            found.append((graph.arcs.origin[member], column, -1.0))
            found.append((graph.arcs.destination[member], column, arc_yield[member]))
        elif family == "delivery":
            found.append((graph.deliveries.pool[member], column, -1.0))
        elif family == "supply":
            found.append((graph.supplies.pool[member], column, 1.0))
        elif family == "level":
            found.append((graph.stocks.pool[member], column, -1.0))
    for position in range(len(graph.outputs)):
        feed = int(graph.outputs.feed[position])
        cause = ("feed", feed) if feed >= 0 else ("activity", int(graph.outputs.process[position]))
        if cause in number:
            found.append((graph.outputs.pool[position], number[cause], output_yield[position]))
    found += _returned(index, number)
    return np.array(found, dtype=float).reshape(-1, 3)


def _returned(index: Index, number: dict[Column, int]) -> list[tuple[float, float, float]]:
    """The share of a delivery that comes back at all, whenever: what is sold in the first year and slot decides."""
    returns = index.graph.returns
    first = (returns.year_from == 0) & (returns.slot_from == 0)
    return [
        (float(returns.pool[item]), float(number["delivery", int(returns.delivery[item])]), float(returns.share[item]))
        for item in np.flatnonzero(first)
        if ("delivery", int(returns.delivery[item])) in number
    ]


def matrix_of(found: Floats, shape: tuple[int, int]) -> sparse.csr_matrix:
    """Entries (row, column, value) as a matrix."""
    from scipy import sparse

    place = (found[:, 0].astype(int), found[:, 1].astype(int))
    return sparse.coo_matrix((found[:, 2], place), shape=shape).tocsr()


def recipe_rows(index: Index, columns: Iterable[Column], over: OverTime = least) -> sparse.csr_matrix | None:
    """Activity follows the mix; needed inputs follow activity and mix. ``over`` picks the needs."""
    graph = index.graph
    number = {column: position for position, column in enumerate(columns)}
    activity, needs = over(graph.feeds.per_activity), over(graph.needs.amount)
    rows: list[tuple[int, int, float]] = []
    count = 0
    for family, member in number:
        if family == "activity" and graph.processes.has_mix[member]:
            mixes = [m for m in index.rows_of["feed"][member] if graph.feeds.mix[m] and ("feed", m) in number]
            rows += [(count, number["feed", m], float(graph.feeds.activity[m].max())) for m in mixes]
            rows.append((count, number[family, member], -1.0))
            count += 1
        elif family == "feed" and not graph.feeds.mix[member]:
            process = int(graph.feeds.process[member])
            rows.append((count, number[family, member], -1.0))
            rows.append((count, number["activity", process], float(activity[member])))
            for need in np.flatnonzero(graph.needs.feed == member):
                of = ("feed", int(graph.needs.of[need]))
                if of in number:
                    rows.append((count, number[of], float(needs[need])))
            count += 1
    return matrix_of(np.array(rows, dtype=float), (count, len(number))) if rows else None
