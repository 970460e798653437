"""A start for the simplex method where many slots are alike: the best plan of one slot of each kind, repeated.

Slots in which the same numbers stand (costs, bounds, coefficients) are of one kind. One slot of each kind, counted as
often as there are such slots, and without what joins slots to one another (stores, ramps), make a small program. Its
optimal basis, repeated over all slots, is a basis of the whole program from which the primal simplex method has little
left to do: what stores move between slots. Where days are of few kinds, too, one day of each kind is planned from that
basis, with stores that are empty at its end, and repeated: what is left then is what stores move from day to day. It is
a start and nothing more; the optimum found is that of the whole program, whatever the start. It is taken where the
usual way has not ended after so many steps that it will not soon, and at once in large programs: counted in steps and
entries, not in seconds, so that the same plant goes the same way on every machine.
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
DAYS = (24, 96)  # slots of a day, by hours and by quarters of them
LEAST_DAYS = 4  # days of a kind, on average
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


def alike_start(compiled: Compiled, matrix: Matrix) -> tuple[Basis, int, int] | None:
    """The basis to start from, after how many steps of the usual way, and for how many it is taken as very near.

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
    if (int(kind.max()) + 1) * LEAST_ALIKE > periods.count:
        return None
    chosen = np.unique(kind, return_index=True)[1]
    stocks: Ints = np.concatenate([np.arange(0), *(np.arange(each.start, each.stop) for each in _stocks(compiled))])
    small, columns, rows = _small(matrix, periods, kind, chosen, row, joining, overall, stocks)
    found = _solved(Session(small))
    if found is None:
        return None
    slots = _repeated(compiled, matrix, periods, chosen[kind], joining, found, columns, rows)
    after = 0 if len(matrix.value) > LARGE else int(STEPS * periods.count)
    days = _days_start(compiled, matrix, periods, slots, random)
    return (slots, after, 0) if days is None else (days, after, periods.count)


def _solved(session: Session) -> Basis | None:
    """The basis of the optimum; None where there is none."""
    try:
        return session.basis() if session.run().status == OPTIMAL else None
    except SolverError:
        return None


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


def _rows_over_periods(matrix: Matrix, periods: Periods, row: Ints, kept: Bools | None = None) -> tuple[Bools, Bools]:
    """Rows that join few periods, and rows that speak of many; the others speak of one, or of none.

    What a row of a period has of columns ``kept`` from one to the next does not count.
    """
    of_entry = periods.column[matrix.index]
    own = periods.row[row]
    astray = (of_entry >= 0) & (of_entry != own)
    if kept is not None:
        astray &= (own < 0) | ~kept[matrix.index]
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
    matrix: Matrix,
    periods: Periods,
    kind: Ints,
    chosen: Ints,
    row: Ints,
    joining: Bools,
    overall: Bools,
    empty: Ints,
) -> tuple[Matrix, Ints, Ints]:
    """The program of one period of each kind, with its columns and rows in the whole program.

    The columns ``empty``, stocks that join a period to others, are held at nothing.
    """
    stands_in = np.zeros(periods.count, dtype=bool)
    stands_in[chosen] = True
    kept_column = (periods.column < 0) | stands_in[periods.column]
    kept_row = ~joining & ((periods.row < 0) | stands_in[periods.row])
    counts = np.bincount(kind)
    weight = np.where(periods.column >= 0, counts[kind[periods.column]], 1)
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[empty] = upper[empty] = np.clip(0.0, lower[empty], upper[empty])
    columns, rows = np.flatnonzero(kept_column), np.flatnonzero(kept_row)
    astray = (
        (periods.row[row] >= 0)
        & (periods.column[matrix.index] >= 0)
        & (periods.row[row] != periods.column[matrix.index])
    )
    entry = kept_row[row] & kept_column[matrix.index] & ~astray
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


def _days_start(compiled: Compiled, matrix: Matrix, periods: Periods, slots: Basis, random: Floats) -> Basis | None:
    """The basis of days of each kind, repeated, in which stocks are moved within a day; None where days are not alike.

    It is found from the basis of slots of each kind. At the end of a day stocks are empty.
    """
    variables = compiled.program.registry.variables
    if "level" not in variables or not variables["level"].size:
        return None
    is_level = np.zeros(matrix.columns, dtype=bool)
    is_level[variables["level"].columns] = True
    carried = is_level.copy()  # what a day leaves to the next
    if "opening" in variables:
        carried[variables["opening"].columns] = True
    row = matrix.row_of_entry()
    known = _with_rows_of_stocks(matrix, periods, row, is_level)
    for length in DAYS:
        if variables["supply"].shape[2] % length or periods.count < length * LEAST_DAYS:
            continue
        days = _days(known, length)
        joining, overall = _rows_over_periods(matrix, days, row, is_level)
        kind = _kinds(matrix, days, row, joining, random, _sum_of_bounds(matrix, days, random))
        if (int(kind.max()) + 1) * LEAST_DAYS > days.count:
            continue
        chosen = np.unique(kind, return_index=True)[1]
        ends = np.flatnonzero(carried & ((periods.column < 0) | (periods.column % length == length - 1)))
        small, columns, rows = _small(matrix, days, kind, chosen, row, joining, overall, ends)
        of_column, of_row = np.array(slots.columns), np.array(slots.rows)
        session = Session(small)
        session.begin(Basis(tuple(of_column[columns].tolist()), tuple(of_row[rows].tolist())), 0)
        found = _solved(session)
        if found is None:
            return None
        of_column[columns], of_row[rows] = found.columns, found.rows
        _repeat(of_column, days.column, days.place, chosen, kind)
        _repeat(of_row, days.row, days.row_place, chosen, kind)
        return Basis(tuple(of_column.tolist()), tuple(of_row.tolist()))
    return None


def _with_rows_of_stocks(matrix: Matrix, periods: Periods, row: Ints, is_level: Bools) -> Periods:
    """The periods; a row that says how a level comes from the one before belongs to that of what changes it."""
    of_entry = periods.column[matrix.index]
    told = np.flatnonzero((periods.row[row] < 0) & (of_entry >= 0) & ~is_level[matrix.index])
    first, last, key = np.full(matrix.rows, periods.count), np.full(matrix.rows, -1), np.full(matrix.rows, -1)
    np.minimum.at(first, row[told], of_entry[told])
    np.maximum.at(last, row[told], of_entry[told])
    np.maximum.at(key, row[told], periods.place[matrix.index[told]])
    of_one = first == last
    behind = int(periods.row_place.max(initial=-1)) + 1
    return Periods(
        periods.count,
        periods.column,
        np.where(of_one, last, periods.row),
        periods.place,
        np.where(of_one, behind + key, periods.row_place),
    )


def _days(slots: Periods, length: int) -> Periods:
    """Days of so many slots as periods."""
    row, column = (np.where(each >= 0, each // length, -1) for each in (slots.row, slots.column))
    row_place = np.where(row >= 0, slots.row_place * length + slots.row % length, -1)
    place = np.where(column >= 0, slots.place * length + slots.column % length, -1)
    return Periods(slots.count // length, column, row, place, row_place)


def _repeat(status: Ints, period: Ints, place: Ints, chosen: Ints, kind: Ints) -> None:
    """Give what belongs to a period the status that the same has in the one that stands for it, where it has it."""
    number = np.full(len(kind), -1)
    number[chosen] = np.arange(len(chosen))
    of_period = np.flatnonzero(period >= 0)
    like = np.full((int(place.max(initial=0)) + 1, len(chosen)), -1)
    own = of_period[number[period[of_period]] >= 0]
    like[place[own], number[period[own]]] = own
    found = like[place[of_period], kind[period[of_period]]]
    status[of_period[found >= 0]] = status[found[found >= 0]]
