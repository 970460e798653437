"""A start for the simplex method where many slots are alike: the best plan of one slot of each kind, repeated.

Slots in which the same numbers stand (costs, bounds, coefficients) are of one kind. One slot of each kind, counted as
often as there are such slots, and without what joins slots to one another (stores, ramps), make a small program. Its
optimal basis, repeated over all slots, is a basis of the whole program from which the primal simplex method has little
left to do: what stores move between slots. It is a start and nothing more; the optimum found is that of the whole
program, whatever the start. It is taken where the usual way has not ended after so many steps that it will not soon,
and at once in large programs: counted in steps and entries, not in seconds, so that the same plant goes the same way on
every machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import SolverError
from ..graph.arrays.flow_graph import Bools, Floats, Ints
from .engine.highs_session import BASIC, LOWER, Basis, Session
from .engine.solution import OPTIMAL
from .matrix.compile_program import Compiled
from .matrix.matrix import Matrix

LEAST_ENTRIES = 200_000  # smaller programs are solved sooner than their slots are compared
LARGE = 2_000_000  # entries from which even preparing the usual way takes long
STEPS = 3.0  # of the usual way by slot: an easy year of hours takes two, a hard one dozens
LEAST_ALIKE = 8  # slots of a kind, on average
JOINED = 8  # a row over more slots than these speaks of all of them; one over fewer joins neighbours
STOCKS = ("level", "charge", "discharge")
_SEED = 1
_DIGITS = 11  # of a sum of products, those that hold whatever the order of summing


@dataclass(frozen=True)
class Periods:
    """Which column and which row belongs to which period, a slot of a year; -1: to none of them."""

    count: int
    column: Ints  # (columns,)
    row: Ints  # (rows,)
    place: Ints  # (columns,) the column's own place within its period, equal for the same column of each period
    row_place: Ints  # (rows,)


def alike_start(compiled: Compiled, matrix: Matrix) -> tuple[Basis, int] | None:
    """The basis to start from, and after how many steps of the usual way.

    None where there is too little to gain, or no plan without what joins slots.

    ``matrix`` is the compiled one or a condensed one with the same columns and rows.
    """
    if len(matrix.value) < LEAST_ENTRIES or matrix.whole.any() or matrix.columns != compiled.matrix.columns:
        return None
    periods = _periods(compiled)
    if periods is None:
        return None
    random = np.random.default_rng(_SEED).random(matrix.columns + 2 * matrix.rows)
    bounds = _sum_of_bounds(matrix, periods, random)
    if (int(_agreeing(bounds).max()) + 1) * LEAST_ALIKE > periods.count:
        return None  # sooner told than by all coefficients
    row = matrix.row_of_entry()
    joining, overall = _rows_over_periods(matrix, periods, row)
    kind = _kinds(matrix, periods, row, joining, random, bounds)
    kinds = int(kind.max()) + 1
    if kinds * LEAST_ALIKE > periods.count:
        return None
    chosen = np.unique(kind, return_index=True)[1]
    small, columns, rows = _small(compiled, matrix, periods, kind, chosen, row, joining, overall)
    try:
        session = Session(small)
        if session.run().status != OPTIMAL:
            return None
    except SolverError:
        return None
    basis = _repeated(compiled, matrix, periods, chosen[kind], joining, session.basis(), columns, rows)
    return basis, 0 if len(matrix.value) > LARGE else int(STEPS * periods.count)


def _periods(compiled: Compiled) -> Periods | None:
    """Where the periods of a program stand in its columns and rows; None where it has but few."""
    registry, matrix = compiled.program.registry, compiled.matrix
    shape = registry.variables["supply"].shape[1:]
    count = int(np.prod(shape))
    if count < LEAST_ALIKE**2:
        return None
    column, place = np.full(matrix.columns, -1), np.full(matrix.columns, -1)
    row, row_place = np.full(matrix.rows, -1), np.full(matrix.rows, -1)
    at = 0
    for variable in registry.variables.values():
        if len(variable.shape) == 3 and variable.shape[1:] == shape:
            _mark(column[variable.columns], place[variable.columns], count, at)
            at += variable.shape[0]
    for family in registry.families:
        if len(family.shape) == 3 and family.shape[1:] == shape:
            where = compiled.rows[family.name]
            _mark(row[where], row_place[where], count, at)
            at += family.shape[0]
    return Periods(count, column, row, place, row_place)


def _mark(period: Ints, place: Ints, count: int, first: int) -> None:
    members = np.arange(len(period))
    period[:], place[:] = members % count, first + members // count


def _rows_over_periods(matrix: Matrix, periods: Periods, row: Ints) -> tuple[Bools, Bools]:
    """Rows that join few periods, and rows that speak of many; the others speak of one, or of none."""
    of_entry = periods.column[matrix.index]
    own = periods.row[row]
    astray = (of_entry >= 0) & (of_entry != own)
    pairs = np.unique(row[astray] * periods.count + of_entry[astray])
    reached = np.bincount(pairs // periods.count, minlength=matrix.rows)
    overall = (periods.row < 0) & (reached > JOINED)
    return (reached > 0) & ~overall, overall


def _agreeing(total: Floats) -> Ints:
    """(periods,) the same number where sums agree in all digits that hold."""
    rounded = np.round(total / max(float(np.abs(total).max()), 1e-300), _DIGITS)
    return np.unique(rounded, return_inverse=True)[1]


def _add(total: Floats, period: Ints, weight: Floats, numbers: Floats) -> None:
    finite = np.where(np.isfinite(numbers), numbers, np.sign(numbers) * np.pi)
    size = float(np.abs(finite).mean()) if len(finite) else 0.0
    if size:
        np.add(total, np.bincount(period, weight * finite / size, len(total)), out=total)


def _sum_of_bounds(matrix: Matrix, periods: Periods, by_place: Floats) -> Floats:
    """(periods,) the sums of costs and bounds, each times the random number of its place."""
    total = np.zeros(periods.count)
    of_column, of_row = periods.column >= 0, periods.row >= 0
    for k, numbers in enumerate((*(matrix.costs or (matrix.cost,)), matrix.lower, matrix.upper)):
        _add(total, periods.column[of_column], (k + 1.3) * by_place[periods.place[of_column]], numbers[of_column])
    for k, numbers in enumerate((matrix.row_lower, matrix.row_upper)):
        _add(total, periods.row[of_row], (k + 0.7) * by_place[periods.row_place[of_row]], numbers[of_row])
    return total


def _kinds(matrix: Matrix, periods: Periods, row: Ints, joining: Bools, random: Floats, bounds: Floats) -> Ints:
    """(periods,) the kind of each period: sums of its numbers, each times a random number of its place, that agree."""
    by_place, by_row = random[: matrix.columns + matrix.rows], random[matrix.columns + matrix.rows :]
    total = bounds.copy()
    of_entry = periods.column[matrix.index]
    own = np.where(periods.row[row] >= 0, periods.row[row], of_entry)
    told = (own >= 0) & ~joining[row]
    which = np.where(periods.row[row] >= 0, by_place[periods.row_place[row]], by_row[row])[told]
    column = matrix.index[told]
    what = np.where(of_entry[told] >= 0, by_place[periods.place[column]], 2.0 + by_place[column])
    _add(total, own[told], which * what, matrix.value[told])
    return _agreeing(total)


def _small(
    compiled: Compiled,
    matrix: Matrix,
    periods: Periods,
    kind: Ints,
    chosen: Ints,
    row: Ints,
    joining: Bools,
    overall: Bools,
) -> tuple[Matrix, Ints, Ints]:
    """The program of one period of each kind, with its columns and rows in the whole program."""
    stands_in = np.zeros(periods.count, dtype=bool)
    stands_in[chosen] = True
    kept_column = (periods.column < 0) | stands_in[periods.column]
    kept_row = ~joining & ((periods.row < 0) | stands_in[periods.row])
    counts = np.bincount(kind)
    weight = np.where(periods.column >= 0, counts[kind[periods.column]], 1)
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    for stock in _stocks(compiled):
        lower[stock] = upper[stock] = np.clip(0.0, lower[stock], upper[stock])
    columns, rows = np.flatnonzero(kept_column), np.flatnonzero(kept_row)
    entry = kept_row[row] & kept_column[matrix.index]
    index = (np.cumsum(kept_column) - 1)[matrix.index[entry]]
    times = np.where(overall[row[entry]], weight[matrix.index[entry]], 1)
    starts = np.concatenate([[0], np.cumsum(np.bincount(row[entry], minlength=matrix.rows)[kept_row])])
    small = Matrix(
        cost=(matrix.cost * weight)[columns],
        offset=matrix.offset,
        lower=lower[columns],
        upper=upper[columns],
        whole=matrix.whole[columns],
        row_lower=matrix.row_lower[rows],
        row_upper=matrix.row_upper[rows],
        starts=starts.astype(np.int32),
        index=index.astype(np.int32),
        value=matrix.value[entry] * times,
    )
    return small, columns, rows


def _stocks(compiled: Compiled) -> list[slice]:
    variables = compiled.program.registry.variables
    return [variables[name].columns for name in STOCKS if name in variables]


def _repeated(
    compiled: Compiled,
    matrix: Matrix,
    periods: Periods,
    like: Ints,
    joining: Bools,
    basis: Basis,
    columns: Ints,
    rows: Ints,
) -> Basis:
    """The basis of the whole program: in each period that of the one that stands for it; stocks are what is left.

    A row that joins periods determines a stock where it is an equation, and has room elsewhere.
    """
    of_column, of_row = np.full(matrix.columns, LOWER), np.full(matrix.rows, BASIC)
    of_column[columns], of_row[rows] = basis.columns, basis.rows
    for status, period in ((of_column, periods.column), (of_row, periods.row)):
        moved = np.flatnonzero(period >= 0)
        status[moved] = status[moved - period[moved] + like[period[moved]]]
    for stock in _stocks(compiled):
        of_column[stock] = LOWER
    if "level" in compiled.program.registry.variables:
        of_column[compiled.program.registry.variables["level"].columns] = BASIC
    of_row[joining] = np.where(matrix.row_lower == matrix.row_upper, LOWER, BASIC)[joining]
    return Basis(tuple(of_column.tolist()), tuple(of_row.tolist()))
