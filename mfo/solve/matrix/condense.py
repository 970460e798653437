"""The same program in fewer columns or entries, for the solver alone; values and duals are expanded back exactly.

Two things are condensed. A store's charge and discharge become one column, what goes in on balance, where neither has a
cost or a bound of its own and their entries are opposite in every row: then only the difference matters, and a basis
need not choose between the two. The rows of a maximum stay, each a sum over all slots of the stay, become differences
of rows that follow one another, in which all but the first and the last slot cancel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...graph.arrays.flow_graph import Floats, Ints
from .compile_program import Compiled
from .matrix import Matrix, compress

NETTED = (("charge", "discharge"),)
SUMMED = "longest stay"
MANY = 20  # entries a row from which sums are worth taking apart


@dataclass(frozen=True)
class Condensed:
    """A program as the solver gets it, and the way back."""

    original: Matrix
    matrix: Matrix
    net: Ints  # columns that hold a difference
    partner: Ints  # (net,) those that it was taken from
    later: Ints  # rows that are differences from the row before

    def values(self, found: Floats) -> Floats:
        """Values of the original columns."""
        values = found[: self.original.columns].copy()
        net = values[self.net]
        values[self.net], values[self.partner] = np.maximum(net, 0.0), np.maximum(-net, 0.0)
        return values

    def duals(self, found: Floats) -> Floats:
        """Duals of the original rows: each row stands in its own difference, and against it in the next one."""
        duals = found.copy()
        np.subtract.at(duals, self.later - 1, found[self.later])
        return duals

    def reduced_costs(self, duals: Floats) -> Floats:
        """Reduced costs of the original columns at the original rows' duals."""
        return self.original.cost - self.original.transposed_times(duals)


def condense(compiled: Compiled) -> Condensed | None:
    """The program condensed; None where there is nothing to gain."""
    matrix = compiled.matrix
    net, partner = _netted(compiled)
    rows = _summed(compiled)
    if not len(net) and not len(rows):
        return None
    made = _without(matrix, net, partner) if len(net) else matrix
    later: Ints = np.zeros(0, dtype=np.int64)
    if len(rows):
        made, later = _differences(made, rows)
    return Condensed(matrix, made, net, partner, later)


def _netted(compiled: Compiled) -> tuple[Ints, Ints]:
    """Columns of which only the difference matters, in pairs."""
    matrix, variables = compiled.matrix, compiled.program.registry.variables
    found: list[tuple[Ints, Ints]] = []
    for name, other in NETTED:
        if name not in variables or not variables[name].size:
            continue
        one, two = (np.arange(v.columns.start, v.columns.stop) for v in (variables[name], variables[other]))
        free = np.ones(len(one), dtype=bool)
        for columns in (one, two):
            free &= (matrix.lower[columns] == 0.0) & np.isinf(matrix.upper[columns]) & ~matrix.whole[columns]
            for cost in (matrix.cost, *matrix.costs):
                free &= cost[columns] == 0.0
        free &= _opposite(matrix, one, two)
        found.append((one[free], two[free]))
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate([one for one, _ in found]), np.concatenate([two for _, two in found])


def _opposite(matrix: Matrix, one: Ints, two: Ints) -> np.ndarray:
    """For each pair of columns, whether their entries stand in the same rows with opposite signs."""
    pair = np.full(matrix.columns, -1)
    pair[one], pair[two] = np.arange(len(one)), np.arange(len(two))
    second = np.zeros(matrix.columns, dtype=bool)
    second[two] = True
    entries = np.flatnonzero(pair[matrix.index] >= 0)
    column = matrix.index[entries]
    key = pair[column] * matrix.rows + matrix.row_of_entry()[entries]
    keys, place = np.unique(key, return_inverse=True)
    total = np.bincount(place, matrix.value[entries], minlength=len(keys))
    count = np.bincount(place, minlength=len(keys))
    wrong = (total != 0.0) | (count != 2)
    ok = np.ones(len(one), dtype=bool)
    ok[keys[wrong] // matrix.rows] = False
    return ok


def _without(matrix: Matrix, net: Ints, partner: Ints) -> Matrix:
    """The program with differences in place of pairs; what was taken is held at nothing."""
    gone = np.zeros(matrix.columns, dtype=bool)
    gone[partner] = True
    keep = ~gone[matrix.index]
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[net], upper[partner] = -np.inf, 0.0
    counts = np.bincount(matrix.row_of_entry()[keep], minlength=matrix.rows)
    starts: Ints = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return replace(matrix, lower=lower, upper=upper, starts=starts, index=matrix.index[keep], value=matrix.value[keep])


def _summed(compiled: Compiled) -> Ints:
    """The rows of sums over many slots, in order; none where they are short."""
    place = compiled.rows.get(SUMMED)
    if place is None:
        return np.zeros(0, dtype=np.int64)
    starts = compiled.matrix.starts
    entries = int(starts[place.stop] - starts[place.start])
    rows = np.arange(place.start, place.stop)
    return rows if entries > MANY * len(rows) else np.zeros(0, dtype=np.int64)


def _differences(matrix: Matrix, rows: Ints) -> tuple[Matrix, Ints]:
    """Each row with a column for what it comes to, less the row before where that leaves fewer entries.

    Gives also which rows are such differences.
    """
    first, count = int(rows[0]), len(rows)
    slack = matrix.columns + np.arange(count)
    span = slice(int(matrix.starts[first]), int(matrix.starts[rows[-1] + 1]))
    row = np.repeat(np.arange(count), np.diff(matrix.starts[first : rows[-1] + 2]))
    column, value = matrix.index[span].astype(np.int64), matrix.value[span]
    size = matrix.columns + count
    after = row + 1 < count
    starts, index, values = compress(
        np.concatenate([row, row[after] + 1]),
        np.concatenate([column, column[after]]),
        np.concatenate([value, -value[after]]),
        count,
        size,
    )
    fewer = np.diff(starts) * 2 < np.bincount(row, minlength=count)
    fewer[0] = False
    of_difference = np.repeat(np.arange(count), np.diff(starts))
    kept, whole = fewer[of_difference], ~fewer[row]
    later = np.flatnonzero(fewer)
    before = np.arange(first)
    rest = np.arange(rows[-1] + 1, matrix.rows)
    entry_row = matrix.row_of_entry()
    outside = (entry_row < first) | (entry_row > rows[-1])
    starts, index, values = compress(
        np.concatenate([entry_row[outside], first + of_difference[kept], first + row[whole], rows, rows[later]]),
        np.concatenate([matrix.index[outside], index[kept], column[whole], slack, slack[later - 1]]),
        np.concatenate([matrix.value[outside], values[kept], value[whole], -np.ones(count), np.ones(len(later))]),
        matrix.rows,
        size,
    )
    nothing = np.zeros(count)

    def sides(bound: Floats) -> Floats:
        return np.concatenate([bound[before], nothing, bound[rest]])

    return (
        replace(
            matrix,
            cost=np.append(matrix.cost, nothing),
            costs=tuple(np.append(cost, nothing) for cost in matrix.costs),
            lower=np.append(matrix.lower, matrix.row_lower[rows]),
            upper=np.append(matrix.upper, matrix.row_upper[rows]),
            whole=np.append(matrix.whole, np.zeros(count, dtype=bool)),
            row_lower=sides(matrix.row_lower),
            row_upper=sides(matrix.row_upper),
            starts=starts,
            index=index,
            value=values,
        ),
        rows[later],
    )
