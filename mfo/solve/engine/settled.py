"""Takes from the solver's values what is rounding, so that what is left fits its equations, measured by their terms."""

from __future__ import annotations

import numpy as np

from ...graph.arrays.flow_graph import Bools, Floats, Ints
from ..matrix.matrix import Matrix

SEEN = 1e-7  # of the solver's units: what it takes for nothing in an equation
ROUNDING = 1e-12  # of the largest term of an equation: what rounding leaves open in it
HOLDS = 1e-7  # of the terms of a row: what they may leave open
ROUNDS = 20  # each gives back, or takes away, all that hangs together


def settled(matrix: Matrix, primal: Floats, clean: Floats, counted: Floats) -> Floats:
    """The values ``clean``, those of ``primal`` without noise, so that rows hold; ``counted`` are the solver's units.

    What was taken for noise though its row holds with it and not without is none, nor is what fits that. Where all that
    stands in a row is below what the solver sees, or rounding of what it came from, and does not fit, it is noise, and
    so is what fits that alone.
    """
    primal, clean = primal.copy(), clean.copy()
    row, column = matrix.row_of_entry(), matrix.index
    for _ in range(ROUNDS):
        broken = ~_holds(matrix, clean)
        if not broken.any():
            break
        held = _holds(matrix, primal)
        lost = (primal != 0) & (clean == 0) & ~matrix.whole
        back = _hanging_together(matrix, held[row] & lost[column], broken & held)
        if len(back):
            clean[back] = primal[back]
            continue
        gone = _noise(matrix, primal, np.maximum(SEEN * counted, _carried(matrix, primal)), broken & ~held)
        if not (len(gone) and _stands(matrix, primal, gone, held)):  # what rounding hands on is no more than a guess
            gone = _noise(matrix, primal, SEEN * counted, broken & ~held)
        if not len(gone):
            break
        primal[gone], clean[gone] = 0.0, 0.0
    return clean


def _noise(matrix: Matrix, values: Floats, unseen: Floats, broken: Bools) -> Ints:
    """The columns of broken rows in which nothing reaches what is ``unseen`` of it (columns,), and what fits them.

    What must be is never noise, whatever else stands beside it.
    """
    row, column = matrix.row_of_entry(), matrix.index
    unseen = np.where((matrix.lower > 0) | (matrix.upper < 0), 0.0, unseen)
    seen = np.zeros(matrix.rows, dtype=bool)
    seen[row[np.abs(values[column]) >= unseen[column]]] = True
    return _hanging_together(matrix, ~seen[row] & (values[column] != 0), broken & ~seen)


def _stands(matrix: Matrix, values: Floats, gone: Ints, held: Bools) -> bool:
    """Whether every row that held (rows,) does without these columns."""
    without = values.copy()
    without[gone] = 0.0
    return bool((_holds(matrix, without) | ~held).all())


def _carried(matrix: Matrix, values: Floats) -> Floats:
    """(columns,) what equations leave open by rounding, and hand on: what comes out of a pool of megatonnes as a share
    of its rounding fills a store with nothing else."""
    row, column, entry = matrix.row_of_entry(), matrix.index, np.abs(matrix.value)
    low, high = matrix.row_lower, matrix.row_upper
    equal, bare = low == high, np.isin(low, (0.0, -np.inf)) & np.isin(high, (0.0, np.inf))
    used = (equal | bare)[row] & (entry > 0)
    row, column, entry = row[used], column[used], entry[used]
    open_by, found = np.zeros(matrix.rows), np.zeros(matrix.columns)
    np.maximum.at(open_by, row, np.where(equal[row], ROUNDING * entry * np.abs(values[column]), 0.0))
    for _ in range(ROUNDS):
        before = found.copy()
        np.maximum.at(found, column, open_by[row] / entry)
        if (found == before).all():
            break
        nothing = np.abs(values[column]) <= found[column]
        np.maximum.at(open_by, row[nothing], (entry * found[column])[nothing])
    return found


def _holds(matrix: Matrix, values: Floats) -> Bools:
    """(rows,) whether each row holds, but for a share of its terms."""
    terms, row = matrix.value * values[matrix.index], matrix.row_of_entry()
    sums = np.bincount(row, terms, minlength=matrix.rows)
    size = np.bincount(row, np.abs(terms), minlength=matrix.rows)
    off = np.maximum(np.maximum(matrix.row_lower - sums, sums - matrix.row_upper), 0.0)
    return np.asarray(off <= HOLDS * size)


def _hanging_together(matrix: Matrix, entries: Bools, begun: Bools) -> Ints:
    """The columns that some entries lead to, from the rows begun with to columns, and on to rows."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    row, column = matrix.row_of_entry()[entries], matrix.index[entries]
    count = matrix.rows + matrix.columns
    network = coo_matrix((np.ones(len(row)), (row, matrix.rows + column)), shape=(count, count))
    _, label = connected_components(network, directed=False)
    reached = np.isin(label[row], label[: matrix.rows][begun])
    return np.unique(column[reached])
