"""Branch and bound on linear programs alone, for whole numbers that the solver's own search loses its way with.

That search takes a yes/no column of 1e-7 for no. With a factor of 10^12 beside it that is 10^5 of something, and what
it says it reached no plan does. Here a column is branched on until it is whole to the last digits that it can be told
by (Land and Doig 1960, Econometrica 28:497), the most promising node first. Slow, and meant for few columns.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from ...graph.arrays.flow_graph import Floats, Ints
from ..matrix.matrix import Matrix

MOST_COLUMNS = 500  # with whole numbers; of more the search would not end
WHOLE = 1e-13  # how near a whole number counts as one

Bounds: TypeAlias = tuple[Floats, Floats]
"""(columns,) the least and the most of each."""
Relaxed: TypeAlias = Callable[[Bounds], tuple[float, Floats] | None]
"""What the program without whole numbers comes to between bounds, and its values; None: there is no plan."""
Priced: TypeAlias = Callable[[Floats], float]
"""What the best plan with the whole numbers among such values comes to; infinite where there is none."""


def branched(
    matrix: Matrix, relaxed: Relaxed, priced: Priced, best: float, room: float, seconds: float
) -> tuple[Floats | None, float] | None:
    """Values whose whole numbers are better than ``best`` by more than ``room`` (None: there are none), and what they
    come to. None where the search does not end in time.
    """
    columns = np.flatnonzero(matrix.whole)
    if len(columns) > MOST_COLUMNS:
        return None
    until, found, count = time.perf_counter() + seconds, None, 0
    nodes: list[tuple[float, int, Bounds, Floats]] = []
    waiting = [_rounded_inwards(matrix)]
    while True:
        for bounds in waiting:
            answer = relaxed(bounds)
            if answer is not None and answer[0] < best - room:
                count += 1  # where two are alike, their order tells them apart
                heapq.heappush(nodes, (answer[0], count, bounds, answer[1]))
        if not nodes or nodes[0][0] >= best - room:
            return found, best
        if time.perf_counter() > until:
            return None
        _, _, bounds, values = heapq.heappop(nodes)
        waiting = _parted(bounds, values, columns)
        if not waiting and (reached := priced(values)) < best:
            found, best = values, reached


def _rounded_inwards(matrix: Matrix) -> Bounds:
    lower = np.where(matrix.whole, np.ceil(matrix.lower), matrix.lower)
    return lower, np.where(matrix.whole, np.floor(matrix.upper), matrix.upper)


def _parted(bounds: Bounds, values: Floats, columns: Ints) -> list[Bounds]:
    """The two halves of a node, parted at the column farthest from whole; none where all are whole."""
    apart = np.abs(values[columns] - np.round(values[columns]))
    place = int(np.argmax(apart))
    if apart[place] <= WHOLE:
        return []
    (lower, upper), column = bounds, columns[place]
    below, above = upper.copy(), lower.copy()
    below[column] = np.floor(values[column])
    above[column] = below[column] + 1.0
    return [(lower, below), (above, upper)]
