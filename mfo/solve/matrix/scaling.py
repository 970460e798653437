"""Units in which the solver counts: rows and columns times powers of two, so that milligrams and megatonnes fit in one.

The solver takes what is below 1e-7 for nothing and drops coefficients below 1e-9, whatever they stand for. What a
column can hold at most is worked out from the bounds and rows; columns of small size are counted in smaller units,
those that must be large in larger ones, then each row is brought near one (equilibration by geometric means, Fulkerson
and Wolfe 1962, SIAM Review 4:142), and so is the objective. Powers of two change no digit of any number. Programs whose
numbers are of ordinary size are left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...graph.arrays.flow_graph import Bools, Floats, Ints
from .matrix import Matrix

ORDINARY = (1e-6, 1e6)  # coefficients between these need no scaling
ORDINARY_BOUNDS = (1e-4, 1e9)
ORDINARY_COSTS = (1e-4, 1e9)  # of the dearest column
SMALL_COST, LARGE_COST = 1e-4, 1e7  # where the cheapest column is brought to, and the dearest is not brought beyond
ROUNDS = 30  # of tightening; long chains need many
MOST_ENTRIES = 20_000_000  # of all rounds
MUST_BE_LARGE = 1e6  # what must flow beyond this is counted in larger units
SMALLEST_SHARE = 1e-7  # the smallest entry of a column beside the largest of its row
SMALLEST_UNIT = 1e-15  # a bound that is worked out to less stands for nothing, and dividing by it for too much
EVEN_ROUNDS = 40
AT_ONCE = 32_768  # numbers looked at, which need little memory
NEAR_ONE = (1e-3, 1e3)  # a row within these is left as it is
INFINITE, LARGE = 1e20, 1e19  # from where on the solver takes a bound for none, and refuses one that must be reached


@dataclass(frozen=True)
class Scaling:
    """What the solver's numbers are multiplied by: z = columns z', rows' = rows A z, cost' = objective cost columns."""

    columns: Floats  # (columns,) powers of two; 1 for whole numbers
    rows: Floats  # (rows,)
    objective: float

    def apply(self, matrix: Matrix) -> Matrix:
        """The same program in the solver's units."""
        cost = matrix.cost * self.columns * self.objective
        if self.is_plain:
            return replace(matrix, cost=cost, offset=matrix.offset * self.objective, costs=())
        return replace(
            matrix,
            cost=cost,
            offset=matrix.offset * self.objective,
            lower=matrix.lower / self.columns,
            upper=matrix.upper / self.columns,
            row_lower=matrix.row_lower * self.rows,
            row_upper=matrix.row_upper * self.rows,
            value=matrix.value * self.rows[matrix.row_of_entry()] * self.columns[matrix.index],
            costs=(),
        )

    @property
    def is_plain(self) -> bool:
        """Whether rows and columns stay as they are."""
        return bool((self.columns == 1.0).all() and (self.rows == 1.0).all())


def no_scaling(matrix: Matrix) -> Scaling:
    """Every number as it is."""
    return Scaling(np.ones(matrix.columns), np.ones(matrix.rows), 1.0)


def scale(matrix: Matrix) -> Scaling:
    """The units in which the solver should count a program."""
    plain = no_scaling(matrix)
    columns, rows = plain.columns, plain.rows
    if len(matrix.value) and not is_ordinary(matrix):
        columns = _columns(matrix)
        rows = _rows(matrix, columns)
        columns = _unsized(matrix, columns, rows)
        rows = _rows(matrix, columns)
    return Scaling(columns, rows, objective_scale(matrix.cost * columns))


def evened(matrix: Matrix) -> Scaling:
    """Another way to count, for programs at which the first has failed: all entries and bounds near one.

    Geometric means of rows and columns in turns, with the sides of rows and the bounds of columns among the entries.
    """
    row, column, size = matrix.row_of_entry(), matrix.index, np.log2(np.abs(matrix.value))
    sides, bounds = (
        _logs(low, high) for low, high in ((matrix.row_lower, matrix.row_upper), (matrix.lower, matrix.upper))
    )
    by_row, by_column = np.zeros(matrix.rows), np.zeros(matrix.columns)
    for _ in range(EVEN_ROUNDS):
        by_row = -_means(row, size + by_column[column], sides)
        by_column = np.where(matrix.whole, 0.0, -_means(column, size + by_row[row], -bounds))
    columns, rows = _power_of_two(np.exp2(by_column)), _power_of_two(np.exp2(by_row))
    return Scaling(columns, rows, objective_scale(matrix.cost * columns))


def _logs(low: Floats, high: Floats) -> Floats:
    """The logarithms of the larger finite side; not a number where there is none but zero."""
    size = np.maximum(*(np.where(np.isfinite(side), np.abs(side), 0.0) for side in (low, high)))
    return np.log2(size, out=np.full(len(size), np.nan), where=size > 0)


def _means(place: np.ndarray, values: Floats, further: Floats) -> Floats:
    """The mean of the values at each place, with one further where it is a number; 0 where there is none."""
    known = ~np.isnan(further)
    total = np.bincount(place, values, len(further)) + np.where(known, further, 0.0)
    mean: Floats = total / np.maximum(np.bincount(place, minlength=len(further)) + known, 1)
    return mean


def objective_scale(cost: Floats) -> float:
    """What an objective is multiplied by: more than one where its coefficients are so small that they count as none."""
    size = np.abs(cost[cost != 0])
    if not len(size) or (size.min() >= ORDINARY[0] and size.max() >= ORDINARY_COSTS[0]):
        return 1.0
    wanted = min(SMALL_COST / float(size.min()), LARGE_COST / float(size.max()))
    return float(_power_of_two(np.array([max(wanted, 1.0)]))[0])


def row_scale(entries: Floats) -> float:
    """What a row of these entries is multiplied by."""
    size = np.abs(entries[entries != 0])
    if not len(size) or (size.min() >= NEAR_ONE[0] and size.max() <= NEAR_ONE[1]):
        return 1.0
    return float(_power_of_two(np.array([1.0 / np.sqrt(size.min()) / np.sqrt(size.max())]))[0])


def is_ordinary(matrix: Matrix) -> bool:
    """Whether all numbers are of a size at which the solver's tolerances mean nothing."""
    sides = (matrix.lower, matrix.upper, matrix.row_lower, matrix.row_upper)
    return (
        _within(matrix.value, ORDINARY)
        and all(_within(side, ORDINARY_BOUNDS) for side in sides)
        and _within(matrix.cost, (0.0, 1e9))
    )


def _within(values: Floats, limits: tuple[float, float]) -> bool:
    for begin in range(0, len(values), AT_ONCE):
        size = np.abs(values[begin : begin + AT_ONCE])
        size = size[(size > 0) & (size < np.inf)]
        if len(size) and not (size.min() >= limits[0] and size.max() <= limits[1]):
            return False
    return True


def _columns(matrix: Matrix) -> Floats:
    """Units by what a column can hold at most, where that is less than one, or must hold, where that is much."""
    least, most = column_ranges(matrix)
    size = np.maximum(np.abs(least), np.abs(most))
    must = np.where(least > 0, least, np.where(most < 0, -most, 0.0))
    unit = np.where((size > 0) & (size < 1), np.maximum(size, SMALLEST_UNIT), np.maximum(must / MUST_BE_LARGE, 1.0))
    unit = np.where(matrix.whole | ~np.isfinite(unit), 1.0, unit)
    row = matrix.row_of_entry()
    entry = np.abs(matrix.value)
    largest = np.zeros(matrix.rows)
    np.maximum.at(largest, row, entry * unit[matrix.index])
    floor = np.zeros(matrix.columns)
    np.maximum.at(floor, matrix.index, SMALLEST_SHARE * largest[row] / entry)
    return _power_of_two(np.where(matrix.whole, 1.0, np.maximum(unit, np.minimum(floor, 1.0))))


def _rows(matrix: Matrix, columns: Floats) -> Floats:
    """Each row divided by the geometric mean of its smallest and its largest entry, unless all are near one."""
    row, entry = matrix.row_of_entry(), np.abs(matrix.value) * columns[matrix.index]
    largest, smallest = np.zeros(matrix.rows), np.full(matrix.rows, np.inf)
    np.maximum.at(largest, row, entry)
    np.minimum.at(smallest, row, entry)
    keep = (largest == 0) | ((smallest >= NEAR_ONE[0]) & (largest <= NEAR_ONE[1]))
    mean = np.sqrt(np.where(keep, 1.0, smallest)) * np.sqrt(np.where(keep, 1.0, largest))
    return _power_of_two(1.0 / mean)


def _unsized(matrix: Matrix, columns: Floats, rows: Floats) -> Floats:
    """Columns whose entries are all large, or all small, brought near one."""
    entry = np.abs(matrix.value) * rows[matrix.row_of_entry()] * columns[matrix.index]
    largest = np.zeros(matrix.columns)
    np.maximum.at(largest, matrix.index, entry)
    keep = matrix.whole | (largest == 0) | ((largest >= NEAR_ONE[0]) & (largest <= NEAR_ONE[1]))
    return columns * _power_of_two(np.where(keep, 1.0, 1.0 / np.where(keep, 1.0, largest)))


def _power_of_two(values: Floats) -> Floats:
    """The power of two that is nearest, far from where numbers end."""
    return np.asarray(np.exp2(np.clip(np.round(np.log2(values)), -400, 400)))


def column_ranges(matrix: Matrix) -> tuple[Floats, Floats]:
    """What each column can hold, (columns,) each: its bounds, tightened by what the rows leave room for.

    Each row bounds a column by what the others of the row can add up to (Savelsbergh 1994, ORSA J. Computing 6:445),
    round after round, as far as it is worth while. Infinite where nothing bounds a column.
    """
    row = matrix.row_of_entry()
    least, most = matrix.lower.copy(), matrix.upper.copy()
    rounds = min(ROUNDS, max(3, MOST_ENTRIES // max(len(row), 1)))
    entries = row, matrix.index, matrix.value
    for _ in range(rounds):
        wide = least.copy(), most.copy()
        changed, crossed = _tighten(matrix, entries, least, most)
        if not changed.any():
            break
        moved = (least != wide[0]) | (most != wide[1]) | crossed
        touched = np.zeros(matrix.rows, dtype=bool)  # the other rows leave what they left
        touched[row[moved[matrix.index]]] = True
        again = touched[row]
        entries = row[again], matrix.index[again], matrix.value[again]
    return least, most


def _tighten(matrix: Matrix, entries: tuple[Ints, Ints, Floats], least: Floats, most: Floats) -> tuple[Bools, Bools]:
    """One round over some rows' entries, in place; tells which columns became narrower by a tenth at least, and of
    which the bounds crossed."""
    row, column, entry = entries
    positive = entry > 0
    low = entry * np.where(positive, least[column], most[column])
    high = entry * np.where(positive, most[column], least[column])
    lowest, highest = _others(row, low, matrix.rows), _others(row, high, matrix.rows)
    room = (matrix.row_upper[row] - lowest) / entry, (matrix.row_lower[row] - highest) / entry
    above, below = np.where(positive, *room), np.where(positive, *room[::-1])
    above, below = (np.where(np.isnan(part), rest, part) for part, rest in ((above, np.inf), (below, -np.inf)))
    wide_least, wide_most = least.copy(), most.copy()
    np.minimum.at(most, column, above)
    np.maximum.at(least, column, below)
    crossed = most < least  # by rounding, or in a program that nothing satisfies: as it was
    least[crossed], most[crossed] = wide_least[crossed], wide_most[crossed]
    fresh = np.isinf(wide_most) & np.isfinite(most)
    return np.asarray((most < 0.9 * wide_most) | fresh | (least > 1.1 * wide_least)), crossed


def _others(row: np.ndarray, terms: Floats, rows: int) -> Floats:
    """For each entry the sum of the other terms of its row; infinite where one of them is."""
    endless = np.isinf(terms)
    if not endless.any():
        plain: Floats = np.bincount(row, terms, minlength=rows)[row] - terms
        return plain
    sign = np.where(endless, np.sign(terms), 0.0)
    finite = np.where(endless, 0.0, terms)
    count = np.bincount(row, endless, minlength=rows)[row] - endless
    sums = np.bincount(row, finite, minlength=rows)[row] - finite
    side = np.bincount(row, sign, minlength=rows)[row] - sign
    return np.where(count > 0, np.where(side >= 0, np.inf, -np.inf), sums)


def below_infinity(bounds: Floats) -> Floats:
    """Bounds that the solver would take for none, such as megatonnes in nanograms, as the largest that it takes.

    Where a plan could reach such a bound it need no longer, and its certificate says so; else there is no plan of both.
    """
    beyond = (np.abs(bounds) >= INFINITE) & np.isfinite(bounds)
    return np.where(beyond, np.copysign(LARGE, bounds), bounds) if beyond.any() else bounds
