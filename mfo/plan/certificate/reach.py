"""What each column of a program can hold, as its rows leave room for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...graph.arrays.flow_graph import Floats
from .coefficients import Coefficients

ROUNDS = 30
ROUNDING = 1e-12  # of all that is summed up in a row: what a bound worked out from it is left wider by

Bounds = tuple[Floats, Floats]


def reach(matrix: Coefficients, columns: Bounds, rows: Bounds) -> Bounds:
    """The least and the most of each column, (columns,) each, infinite where no row bounds it.

    A row leaves a column what the others of the row cannot use up, and so round after round (bound propagation;
    Savelsbergh 1994, ORSA J. Computing 6:445). ``columns`` and ``rows`` are their own least and most.
    """
    matrix = _without_zeros(matrix)
    least, most = columns[0].copy(), columns[1].copy()
    positive = matrix.value > 0
    for _ in range(ROUNDS):
        before = least.copy(), most.copy()
        low = matrix.value * np.where(positive, least[matrix.column], most[matrix.column])
        high = matrix.value * np.where(positive, most[matrix.column], least[matrix.column])
        above = (rows[1][matrix.row] - _others(matrix, low, -1.0)) / matrix.value
        below = (rows[0][matrix.row] - _others(matrix, high, 1.0)) / matrix.value
        np.minimum.at(most, matrix.column, np.where(positive, above, below))
        np.maximum.at(least, matrix.column, np.where(positive, below, above))
        if np.array_equal(before[0], least) and np.array_equal(before[1], most):
            break
    return least, most


def _without_zeros(matrix: Coefficients) -> Coefficients:
    """The entries that are something: a cell whose entries add up to zero bounds nothing, and nothing divides by it."""
    kept = matrix.value != 0.0
    return replace(matrix, row=matrix.row[kept], column=matrix.column[kept], value=matrix.value[kept])


def _others(matrix: Coefficients, terms: Floats, outwards: float) -> Floats:
    """(entries,) the sum of the other terms of an entry's row, moved ``outwards`` by what rounding may have left."""
    endless = ~np.isfinite(terms)
    finite = np.where(endless, 0.0, terms)
    rows = matrix.shape[0]
    many = np.bincount(matrix.row, endless, rows)[matrix.row] - endless
    total = np.bincount(matrix.row, finite, rows)[matrix.row] - finite
    slack = ROUNDING * np.bincount(matrix.row, np.abs(finite), rows)[matrix.row]
    return np.asarray(np.where(many > 0, outwards * np.inf, total + outwards * slack))
