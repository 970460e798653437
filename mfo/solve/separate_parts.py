"""Programs that fall apart: where no row joins two parts, each is solved by itself, and the plans put together.

Slots without stores, ramps or limits over the year, and sites without links to others, share no row. The objective is a
sum over columns, so the best plans of the parts are the best plan of all, with all its duals; the certificate holds the
whole as ever. The simplex method takes longer the more columns it has before it: 4,600 slots in bundles take a fifth of
the time. Parts are bundled in their order, so that the same plant is parted in the same way on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..graph.arrays.flow_graph import Ints
from .engine.highs_session import Options, Session, SolverRun
from .engine.lexicographic import Outcome, solve_linear
from .engine.solution import OPTIMAL
from .matrix.matrix import Matrix

LEAST_ENTRIES = 50_000  # smaller programs are solved about as soon as they are parted
LARGEST_SHARE = 0.5  # of the columns that one part may have: else nearly all is to do as before
BUNDLE = 2_000  # columns that are solved together: fewer cost more to begin than they save


@dataclass(frozen=True)
class Bundle:
    """Some parts together, and where their columns and rows stand in the whole."""

    matrix: Matrix
    columns: Ints
    rows: Ints


def solve_apart(matrix: Matrix, options: Options) -> Outcome | None:
    """The optimum of a linear program, part by part; None where it does not fall apart, is small, or a part has none.

    A program that is solved apart has no basis to go on from.
    """
    if len(matrix.value) < LEAST_ENTRIES or matrix.whole.any():
        return None
    of_column, of_row = parts(matrix)
    largest = int(np.bincount(of_column).max())
    if max(largest, BUNDLE) > LARGEST_SHARE * matrix.columns:
        return None
    values, best = np.zeros(matrix.columns), np.zeros(matrix.columns)
    reduced, duals = np.zeros(matrix.columns), np.zeros(matrix.rows)
    for bundle in bundles(matrix, of_column, of_row):
        found = solve_linear(Session(bundle.matrix, **options), bundle.matrix, options)
        if found.answer.status != OPTIMAL:  # told of the whole by the usual way
            return None
        values[bundle.columns], best[bundle.columns] = found.answer.values, found.values
        reduced[bundle.columns], duals[bundle.rows] = found.answer.reduced_costs, found.answer.duals
    objective = float(matrix.cost @ values) + matrix.offset
    return Outcome(SolverRun(OPTIMAL, objective, objective, values, reduced, duals), best, objective)


def parts(matrix: Matrix) -> tuple[Ints, Ints]:
    """(columns,) and (rows,): which part each belongs to; parts are numbered in the order of their first columns, and
    rows without entries belong to the first."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    # a node for each row, tied to its columns, and then one for each column: already in the form that is wanted
    count = matrix.rows + matrix.columns
    starts = np.concatenate([matrix.starts, np.full(matrix.columns, matrix.starts[-1], dtype=matrix.starts.dtype)])
    ties = csr_array((np.ones(len(matrix.index)), matrix.index + matrix.rows, starts), shape=(count, count))
    found, label = connected_components(ties, directed=False)
    begun = np.full(found, count)  # at which column; parts of rows alone have none
    begun[label[: matrix.rows - 1 : -1]] = np.arange(matrix.columns)[::-1]
    number = np.empty(found, dtype=np.int64)
    number[np.argsort(begun, kind="stable")] = np.arange(found)
    of_column: Ints = number[label[matrix.rows :]]
    return of_column, np.where(np.diff(matrix.starts) > 0, number[label[: matrix.rows]], 0)


def bundles(matrix: Matrix, of_column: Ints, of_row: Ints) -> Iterator[Bundle]:
    """The parts in their order, so many together that each bundle has about as many columns as it should."""
    before = np.cumsum(np.bincount(of_column)) - np.bincount(of_column)
    _, bundle_of = np.unique(before // BUNDLE, return_inverse=True)
    bundle_of = bundle_of.reshape(-1)
    in_column, in_row = bundle_of[of_column], bundle_of[of_row]
    columns, rows = np.argsort(in_column, kind="stable"), np.argsort(in_row, kind="stable")
    count = len(before) and int(bundle_of.max()) + 1
    first_column = np.concatenate([[0], np.cumsum(np.bincount(in_column, minlength=count))])
    first_row = np.concatenate([[0], np.cumsum(np.bincount(in_row, minlength=count))])
    place = np.empty(matrix.columns, dtype=np.int64)
    place[columns] = np.arange(matrix.columns) - first_column[in_column[columns]]
    lengths = np.diff(matrix.starts)[rows]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    entry = np.repeat(matrix.starts[:-1][rows] - starts[:-1], lengths) + np.arange(len(matrix.value))
    index, value = np.asarray(place[matrix.index[entry]], dtype="int32"), matrix.value[entry]
    for number in range(count):
        mine = columns[first_column[number] : first_column[number + 1]]
        low, high = first_row[number], first_row[number + 1]
        entries = slice(starts[low], starts[high])
        part = replace(
            matrix,
            cost=matrix.cost[mine],
            offset=0.0,
            lower=matrix.lower[mine],
            upper=matrix.upper[mine],
            whole=matrix.whole[mine],
            row_lower=matrix.row_lower[rows[low:high]],
            row_upper=matrix.row_upper[rows[low:high]],
            starts=(starts[low : high + 1] - starts[low]).astype(np.int32),
            index=index[entries],
            value=value[entries],
            costs=tuple(cost[mine] for cost in matrix.costs),
            switches=np.zeros(0, dtype=np.int64),
        )
        yield Bundle(part, mine, rows[low:high])
