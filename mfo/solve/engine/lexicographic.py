"""Objectives in order of priority, with and without whole numbers."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from ...errors import SolverError
from ...graph.arrays.flow_graph import Floats
from ..matrix.matrix import Matrix
from ..matrix.scaling import column_ranges
from .big_m import tightened
from .branching import branched
from .highs_session import Options, Session, SolverRun
from .solution import FEASIBLE, INFEASIBLE, OPTIMAL, PROVEN, TIME_LIMIT

LONGEST_BRANCHED = 10.0  # seconds that a search of our own may take where the solver's has lost its way
LONGEST_AGAIN = 5.0  # seconds that looking again may take beside what the first search took
KEPT, EXACT = 1e-6, 1e-9  # what a row may be off by, of its terms and sides: of small ones, and of any
UNPROVEN, ROUNDING = 1e-6, 1e-12  # what a dual may lack, of the terms that it follows from, and what rounding leaves
REFINED, LEAST_OFF = 4, 1e-24  # rounds of it, and what is taken for the smallest that anything is off by
DOUBTFUL = 1e-7  # a dual of the wrong sign, of what it follows from, that may be worth much in all
HELD = 1e-7  # how far an objective may fall behind while a later one is minimised, relative

Sides = tuple[Floats, Floats]
"""Least and most of columns or rows."""


@dataclass(frozen=True)
class Outcome:
    """What solving gave: the first objective's answer with its duals, and values that also settle its ties."""

    answer: SolverRun
    values: Floats
    bound: float  # the solver's bound on the first objective
    ended: bool = False  # a search for whole numbers ended by itself, and with no gap allowed


def solve_linear(session: Session, matrix: Matrix, options: Options) -> Outcome:
    """Solve a linear program for its objectives in order of priority; leaves the session as it was.

    Where numbers are of unusual size and what is called optimal does not hold, it is solved again in other units; of
    usual size it is off by no more than the solver's tolerance, which may be much of a row of little.
    """
    try:
        found = _solve_linear(session, matrix)
    except SolverError:
        if not session.is_unusual:
            raise
        return _solve_linear(Session(matrix, even=True, **options), matrix)
    if not session.is_unusual:
        if found.answer.status != OPTIMAL or holds(matrix, np.clip(found.values, matrix.lower, matrix.upper)):
            return found  # 1e-12 below zero is read as zero: no reason to solve a large program again
        return refined(session, matrix, found)
    if found.answer.status != OPTIMAL:  # that there is no plan, or no end to it, is believed where other units say so
        again = _solve_linear(Session(matrix, even=True, **options), matrix)
        return again if again.answer.status == OPTIMAL and holds(matrix, again.values) else found
    kept = holds(matrix, found.values)
    if not kept or not proven(matrix, found):
        again = _solve_linear(Session(matrix, even=True, **options), matrix)
        if again.answer.status != OPTIMAL:
            return found if kept else again
        if holds(matrix, again.values) and (not kept or proven(matrix, again)):
            return again
    return found if kept else refined(session, matrix, found)


def refined(session: Session, matrix: Matrix, found: Outcome) -> Outcome:
    """What holds, each row by what stands in it: what rows and bounds are off by is solved for, enlarged.

    Iterative refinement (Gleixner, Steffy and Wolter 2016, INFORMS J. Computing 28:449): what the solver cannot see, as
    a nanogram that needs a nanogram of capacity, it sees when all bounds are taken from where the plan stands and
    multiplied. Where none of the plans that are as good holds, as when a nanogram was taken from a store before it had
    come, the best that does is looked for, with its duals. Leaves the session as it was; gives what was found where
    nothing helps.
    """
    last = matrix.costs[-1] if matrix.costs else matrix.cost
    if as_good := _refined_within(session, matrix, found.values, last, *as_good_only(matrix, found.answer)):
        return replace(found, values=as_good.values)
    sides = (matrix.lower, matrix.upper), (matrix.row_lower, matrix.row_upper)
    best = _refined_within(session, matrix, found.values, matrix.cost, *sides)
    return found if best is None else replace(found, answer=best, values=best.values, bound=best.objective)


def _refined_within(
    session: Session, matrix: Matrix, values: Floats, cost: Floats, bounds: Sides, sides: Sides
) -> SolverRun | None:
    """The cheapest values that hold, in steps from some, within bounds of columns and sides of rows; None: no such."""
    (lower, upper), (row_lower, row_upper) = bounds, sides
    columns, rows = np.arange(matrix.columns), np.arange(matrix.rows)
    session.set_costs(cost)
    try:
        for _ in range(REFINED):
            reached = matrix.times(values)
            off = max(_most(lower - values, values - upper), _most(row_lower - reached, reached - row_upper))
            factor = float(np.exp2(np.floor(-np.log2(max(off, LEAST_OFF)))))
            session.set_bounds(columns, (lower - values) * factor, (upper - values) * factor)
            session.set_row_bounds(rows, (row_lower - reached) * factor, (row_upper - reached) * factor)
            correction = session.run()
            if correction.status != OPTIMAL:
                return None
            values = values + correction.values / factor
            if holds(matrix, values):
                return replace(correction, values=values, objective=float(cost @ values) + matrix.offset)
    except SolverError:
        return None
    finally:
        session.set_bounds(columns, matrix.lower, matrix.upper)
        session.set_row_bounds(rows, matrix.row_lower, matrix.row_upper)
        session.set_costs(matrix.cost)
    return None


def _most(*sides: Floats) -> float:
    return float(np.maximum(*sides).max(initial=0.0))


def proven(matrix: Matrix, found: Outcome) -> bool:
    """Whether the duals prove the optimum: none of a sign that proves nothing, measured by what it was worked out
    from, and what they add up to is what was reached. One of the wrong sign counts with all that its column can hold.
    """
    duals, values = found.answer.duals, found.values
    size = np.abs(matrix.cost) + np.bincount(
        matrix.index, np.abs(matrix.value * duals[matrix.row_of_entry()]), matrix.columns
    )
    reduced = matrix.cost - matrix.transposed_times(duals)
    reduced = np.where(np.abs(reduced) <= ROUNDING * size, 0.0, reduced)
    bound = np.where(reduced > 0, matrix.lower, matrix.upper)
    endless = ~np.isfinite(bound) & (reduced != 0)
    if (endless & (np.abs(reduced) > DOUBTFUL * size)).any():
        least, most = column_ranges(matrix)
        bound = np.where(endless, np.where(reduced > 0, least, most), bound)
    side = np.where(duals > 0, matrix.row_lower, matrix.row_upper)
    open_ended, useless = ~np.isfinite(bound) & (reduced != 0), ~np.isfinite(side)
    if (np.abs(reduced) > UNPROVEN * np.maximum(size, EXACT * size.max(initial=1.0)))[open_ended].any():
        return False
    proven = float(reduced @ np.where(np.isfinite(bound), bound, values)) + float(duals @ np.where(useless, 0.0, side))
    return abs(float(matrix.cost @ values) - proven) <= UNPROVEN * _size(found, matrix)


def holds(matrix: Matrix, values: Floats) -> bool:
    """Whether every row and every bound is kept, each measured by what stands in it."""
    sums = matrix.times(values)
    sizes = np.bincount(matrix.row_of_entry(), np.abs(matrix.value * values[matrix.index]), matrix.rows)
    sides = ((sums, matrix.row_lower, matrix.row_upper, sizes), (values, matrix.lower, matrix.upper, np.abs(values)))
    for reached, low, high, size in sides:
        largest = np.maximum(
            size, np.maximum(*(np.where(np.isfinite(side), np.abs(side), 0.0) for side in (low, high)))
        )
        over = np.maximum(low - reached, reached - high)
        if (over > KEPT * np.minimum(largest, 1.0) + EXACT * largest).any():
            return False
    return True


def _solve_linear(session: Session, matrix: Matrix) -> Outcome:
    first = session.run()
    values = first.values
    if first.status == OPTIMAL and len(matrix.costs) > 1:
        values = _break_ties(session, matrix, first)
    return Outcome(first, values, first.objective)


def as_good_only(matrix: Matrix, best: SolverRun) -> tuple[Sides, Sides]:
    """Bounds of columns and of rows between which exactly the plans lie that are as good as the best one."""
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    row_lower, row_upper = matrix.row_lower.copy(), matrix.row_upper.copy()
    scale = 1e-9 * max(1.0, float(np.abs(matrix.cost).max(initial=0.0)))
    hold(lower, upper, best.values, best.reduced_costs, scale)
    hold(row_lower, row_upper, matrix.times(best.values), best.duals, scale)
    return (lower, upper), (row_lower, row_upper)


def _break_ties(session: Session, matrix: Matrix, first: SolverRun) -> Floats:
    """Values that are best for the later objectives among those that are optimal for the first.

    A solution is optimal for an objective when it complements its duals: a column with a reduced cost stays at its
    bound, and so does a row with a dual. Holding these is exact, and the last basis stays feasible.
    """
    answer, cost = first, matrix.cost
    columns, rows = np.arange(matrix.columns), np.arange(matrix.rows)
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    row_lower, row_upper = matrix.row_lower.copy(), matrix.row_upper.copy()
    for following in matrix.costs[1:]:
        scale = 1e-9 * max(1.0, float(np.abs(cost).max(initial=0.0)))
        hold(lower, upper, answer.values, answer.reduced_costs, scale)
        hold(row_lower, row_upper, matrix.times(answer.values), answer.duals, scale)
        session.set_bounds(columns, lower, upper)
        session.set_row_bounds(rows, row_lower, row_upper)
        session.set_costs(following)
        answer, cost = session.run(), following
        if answer.status != OPTIMAL:
            break
    session.set_bounds(columns, matrix.lower, matrix.upper)
    session.set_row_bounds(rows, matrix.row_lower, matrix.row_upper)
    session.set_costs(matrix.cost)
    kept = answer.status == OPTIMAL and _as_good(matrix.cost, answer.values, first.values)
    return answer.values if kept else first.values


def hold(lower: Floats, upper: Floats, values: Floats, prices: Floats, scale: float) -> None:
    """Fix what has a price at the bound that the price belongs to, if it is there and the price no rounding."""
    near = 1e-6 * np.maximum(1.0, np.abs(values))
    at_lower = (prices > scale) & (values <= lower + near)
    at_upper = (prices < -scale) & (values >= upper - near)
    upper[at_lower] = lower[at_lower]
    lower[at_upper] = upper[at_upper]


def _as_good(cost: Floats, values: Floats, best: Floats) -> bool:
    """Whether an objective lost no more than rounding."""
    wanted = float(cost @ best)
    return abs(float(cost @ values) - wanted) <= HELD * max(1.0, abs(wanted))


def solve_whole(session: Session, matrix: Matrix, options: Options) -> Outcome:
    """Find the whole numbers, then fix them and take values and duals from the linear program that is left.

    Where that is worse than what was said to be reached, large factors of yes/no columns have let something through:
    they are tightened, and the whole numbers looked for again. Where it is still not what was said, or numbers are of
    sizes at which the solver has been seen to call anything optimal, they are looked for once more in other units.
    """
    begun = time.perf_counter()
    endless = session.is_scaled and np.isinf(options.get("time_limit", np.inf))
    if endless:  # with no plan by then, other units may have one sooner than this search, which may have none for hours
        session.limit_time(options.get("plan_after", np.inf))
    try:
        found = _solve_whole(session, matrix, options, matrix)
    except SolverError:  # what it chose does not hold
        other = _otherwise(matrix, options) or _branched(None, matrix, options)
        if other is None:
            raise
        return _bounded(other, session, matrix)
    finally:
        session.limit_time(options.get("time_limit", np.inf))
    if found.answer.status == OPTIMAL and _let_through(found, matrix):
        tight = tightened(matrix, found.values)
        found = _better(found, _searched(tight, matrix, options) or found, matrix)
    if session.is_scaled or _let_through(found, matrix):
        allowed = LONGEST_AGAIN + time.perf_counter() - begun
        found = _better(found, _in_other_units(matrix, matrix, options, allowed) or found, matrix)
    if endless and found.answer.status == TIME_LIMIT:
        session.restart()
        found = _solve_whole(session, matrix, options, matrix)
    found = _bounded(found, session, matrix)
    if session.is_scaled and _let_through(found, matrix):
        return _branched(found, matrix, options) or found
    return found


def _branched(found: Outcome | None, matrix: Matrix, options: Options) -> Outcome | None:
    """The best plan by a search that tells a little from nothing; None where it does not end, or finds none."""
    options = {**options, "time_limit": np.inf}
    plans: dict[bytes, Outcome] = {}

    def relaxed(bounds: Sides) -> tuple[float, Floats] | None:
        linear = replace(matrix.relaxed(), lower=bounds[0], upper=bounds[1], costs=())
        plan = solve_linear(Session(linear, **options), linear, options)
        if plan.answer.status not in (OPTIMAL, INFEASIBLE):
            raise SolverError(f"A part of the search is {plan.answer.status}.")
        if plan.answer.status == INFEASIBLE:
            return None
        return float(matrix.cost @ plan.values) + matrix.offset, plan.values

    def priced(values: Floats) -> float:
        plan = tried(matrix, values, options)
        if plan is None:
            return np.inf
        plans[values.tobytes()] = plan
        return float(matrix.cost @ plan.values) + matrix.offset

    reached = np.inf if found is None else float(matrix.cost @ found.values) + matrix.offset
    room = 0.0 if found is None else PROVEN * _size(found, matrix)
    try:
        best = branched(matrix, relaxed, priced, reached, room, LONGEST_BRANCHED)
    except SolverError:  # a node that cannot be solved may hold the best
        return None
    if best is None:
        return None
    numbers, objective = best
    chosen = found if numbers is None else plans[numbers.tobytes()]
    return None if chosen is None else replace(chosen, bound=objective, ended=True)


def _otherwise(matrix: Matrix, options: Options) -> Outcome | None:
    """What is found where the search as it stands fails: with factors tightened, then in other units. That there is
    no plan is believed only where no other search finds one."""
    tight = tightened(matrix)
    found = _searched(tight, matrix, options)
    if found is None or found.answer.status not in (OPTIMAL, FEASIBLE):
        found = _in_other_units(tight, matrix, options) or found
    return found


def _in_other_units(searched: Matrix, matrix: Matrix, options: Options, seconds: float = np.inf) -> Outcome | None:
    """What is found when the solver counts otherwise; None where it does not get that far."""
    limited: Options = {**options, "time_limit": min(options.get("time_limit", np.inf), seconds)}
    return _searched(searched, matrix, options, limited, even=True)


def _searched(
    searched: Matrix, matrix: Matrix, options: Options, limited: Options | None = None, even: bool = False
) -> Outcome | None:
    """The plan with the whole numbers of ``searched``; None where the solver fails or they do not hold."""
    try:
        return _solve_whole(Session(searched, even=even, **(limited or options)), searched, options, matrix)
    except SolverError:
        return None


def _better(first: Outcome, second: Outcome, matrix: Matrix) -> Outcome:
    """The better plan of two; of two that are alike the one whose bound is reached."""
    if second.answer.status != OPTIMAL:
        return first
    if first.answer.status != OPTIMAL:
        return second
    worse = float(matrix.cost @ (second.values - first.values))
    alike = abs(worse) <= HELD * _size(first, matrix)
    if alike:
        return second if _let_through(first, matrix) and not _let_through(second, matrix) else first
    return second if worse < 0.0 else first


def _bounded(found: Outcome, session: Session, matrix: Matrix) -> Outcome:
    """What was found with a bound that it does not pass: where the search's own does, that of the relaxation."""
    if found.answer.status != OPTIMAL:
        return found
    reached = float(matrix.cost @ found.values) + matrix.offset
    if reached >= found.bound - PROVEN * _size(found, matrix):
        return found
    session.set_whole(False)
    relaxed = session.run()
    session.set_whole(True)
    if relaxed.status != OPTIMAL:
        return found
    return replace(found, bound=min(relaxed.objective, reached), ended=False)


def _size(found: Outcome, matrix: Matrix) -> float:
    """What an objective is measured by: all that is summed up in it."""
    reached = float(matrix.cost @ found.values) + matrix.offset
    return max(1.0, abs(reached), float(np.abs(matrix.cost * found.values).sum()))


def _let_through(found: Outcome, matrix: Matrix) -> bool:
    """Whether a search that ended says that it reached what no plan with its whole numbers does."""
    return found.answer.status == OPTIMAL and found.ended and status_of(found, matrix, whole=True) != OPTIMAL


def _solve_whole(session: Session, searched: Matrix, options: Options, matrix: Matrix) -> Outcome:
    """Whole numbers of the program ``searched``, which ``session`` holds, and the plan with them of ``matrix``."""
    best = session.run()
    if best.status not in (OPTIMAL, FEASIBLE):
        return Outcome(best, best.values, best.bound)
    ties = len(matrix.costs) > 1 and best.status == OPTIMAL
    chosen = _whole_ties(searched, best, options) if ties else best.values
    options = {**options, "time_limit": np.inf}  # the time was for the search; what is left is linear
    found = _fewest(matrix, chosen, options)
    if best.held is not None:
        found = _better(found, _held(matrix, best.held, options) or found, matrix)
    return replace(found, bound=best.bound, ended=best.status == OPTIMAL and not options.get("gap"))


def _fewest(matrix: Matrix, chosen: Floats, options: Options) -> Outcome:
    """The best plan with the whole numbers chosen, and nothing in use that rounding alone had left so."""
    numbers = _switched_off(matrix, chosen)
    try:
        found = _with_numbers(matrix, numbers, options)
    except SolverError:  # what looked idle was not: sums of nanograms are no more than what is left open beside one
        return _with_numbers(matrix, np.where(matrix.whole, np.round(chosen), chosen), options)
    fewer = _switched_off(matrix, found.values)
    if not np.array_equal(fewer[matrix.switches], numbers[matrix.switches]):
        found = tried(matrix, fewer, options) or found
    return found


def _held(matrix: Matrix, chosen: Floats, options: Options) -> Outcome | None:
    """The best plan with whole numbers of which it is not known that they hold; None where they do not."""
    try:
        return _fewest(matrix, chosen, options)
    except SolverError:
        return None


def tried(matrix: Matrix, numbers: Floats, options: Options) -> Outcome | None:
    """The best plan with its whole numbers given; None where there is none."""
    try:
        return _with_numbers(matrix, numbers, options)
    except SolverError:
        return None


def status_of(found: Outcome, matrix: Matrix, whole: bool) -> str:
    """The status of a program whose linear program is solved: of whole numbers the best, or the best found."""
    if not whole or found.answer.status != OPTIMAL:
        return found.answer.status
    objective = float(matrix.cost @ found.values) + matrix.offset
    return OPTIMAL if abs(objective - found.bound) <= PROVEN * _size(found, matrix) else FEASIBLE


def _with_numbers(matrix: Matrix, numbers: Floats, options: Options) -> Outcome:
    """The best plan with its whole numbers given."""
    linear = matrix.with_numbers(numbers)
    found = solve_linear(Session(linear, **options), linear, options)
    if found.answer.status != OPTIMAL:
        raise SolverError(f"The plan with its whole numbers fixed is {found.answer.status}.")
    return found


def _switched_off(matrix: Matrix, chosen: Floats) -> Floats:
    """The whole numbers chosen, without what is in use for nothing: it costs nothing, and no row needs it.

    The solver leaves such columns as they come, though effects may be counted by them.
    """
    values = np.where(matrix.whole, np.round(chosen), chosen)
    idle = ~np.any([cost[matrix.switches] != 0 for cost in matrix.costs or (matrix.cost,)], axis=0)
    free = matrix.switches[idle & (values[matrix.switches] == 1.0) & (matrix.lower[matrix.switches] < 1.0)]
    if not len(free):
        return values
    entries = np.flatnonzero(np.isin(matrix.index, free))
    rows, sums = matrix.row_of_entry()[entries], matrix.times(values)
    room = 1e-9 * np.maximum(1.0, np.abs(sums))
    least, most = matrix.row_lower - room, matrix.row_upper + room
    for j in free:
        own = matrix.index[entries] == j
        touched = rows[own]
        without = sums[touched] - matrix.value[entries[own]]
        if ((without >= least[touched]) & (without <= most[touched])).all():
            values[j], sums[touched] = 0.0, without
    return values


def _whole_ties(matrix: Matrix, best: SolverRun, options: Options) -> Floats:
    """Whole numbers that are best for the later objectives while the first is held within its gap.

    Where the solver gives up it is asked again in other units.
    """
    try:
        return _ties_in(Session(matrix, **options), matrix, best)
    except SolverError:
        return _ties_in(Session(matrix, even=True, **options), matrix, best)


def _ties_in(session: Session, matrix: Matrix, best: SolverRun) -> Floats:
    chosen = best
    for held, following in zip(matrix.costs, matrix.costs[1:], strict=False):
        reached = float(held @ chosen.values)
        session.add_row(held, -np.inf, reached + HELD * max(1.0, abs(reached)))
        session.set_costs(following)
        answer = session.run()
        if answer.status != OPTIMAL:
            break
        chosen = answer
    return chosen.values
