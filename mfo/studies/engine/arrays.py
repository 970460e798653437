"""A plan's program as arrays, solved in a live session: what is asked of one job, and what is kept of its answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from ...errors import SolverError
from ...graph.arrays.flow_graph import Floats
from ...solve.engine.highs_session import OPTIMAL, Basis, Options, Place, Session, SolverRun
from ...solve.engine.lexicographic import Outcome, as_good_only, holds, proven, solve_linear, solve_whole
from ...solve.engine.read_solution import duality
from ...solve.matrix.matrix import Matrix
from ...solve.solver import GIVE_UP_AFTER

TOLERANCE = 1e-6
"""The largest violation of a row, and the largest relative gap, with which an answer counts as a plan."""

NOISE = 1e-11  # in canonical units, below which an amount is rounding


@dataclass(frozen=True)
class Arrays:
    """A program, and the quantities that are kept of its plans; ``scale``: objective units as typed per canonical."""

    matrix: Matrix
    forms: sparse.csr_array  # (quantities, columns)
    scale: float = 1.0


@dataclass(frozen=True)
class Answered:
    """What became of one job: the objective and each quantity in typed units, and how exactly they hold."""

    status: str
    objective: float = np.nan
    amounts: tuple[float, ...] = ()
    residual: float = 0.0  # the largest violation of a row, relative to what it adds up
    gap: float = 0.0  # relative, between the plan and what is proven possible
    reason: str = ""

    @property
    def solved(self) -> bool:
        """Whether there is a plan."""
        return self.status == OPTIMAL


class Runner:
    """Solves programs of one shape in one session; each run starts from the same basis, so that order does not matter.

    Not to be shared between threads.
    """

    def __init__(
        self, base: Arrays, basis: Basis | None = None, time_limit: float = np.inf, near: bool = False
    ) -> None:
        """``near``: see :class:`mfo.solve.engine.highs_session.Session`."""
        self.base = base
        self.basis = basis
        self.options: Options = {"time_limit": time_limit, "give_up_after": GIVE_UP_AFTER}
        self.session = Session(base.matrix, near=near, **self.options)
        self._columns = np.arange(base.matrix.columns)
        self._rows = np.arange(base.matrix.rows)

    def found(self, arrays: Arrays) -> Outcome:
        """The solver's outcome for other costs and bounds; the rows' coefficients are those of the base."""
        matrix = arrays.matrix
        self._put(matrix, self.session)
        self.session.restart(self.basis)
        if matrix.whole.any():
            return solve_whole(self.session, matrix, self.options)
        return solve_linear(self.session, matrix, self.options)

    def found_near(self, arrays: Arrays, basis: Place, feasible: bool) -> Outcome:
        """The same for a linear program whose optimum lies near a basis, ``feasible`` where only costs have changed.

        What holds without the noise around zero, and is proven, needs no further look; next it is looked for from
        there in other units, and what does not hold then is solved as ever.
        """
        matrix = arrays.matrix
        for session in (self.session, self._even):
            self._put(matrix, session)
            session.restart(basis)
            if feasible:
                session.begin(basis, 0)
            quick = session.run()
            if quick.status == OPTIMAL:
                values = cleaned(matrix, quick.values)
                found = Outcome(quick, values, quick.objective)
                if holds(matrix, values) and proven(matrix, found):
                    return found
        self.session.restart(basis)
        return solve_linear(self.session, matrix, self.options)

    @cached_property
    def _even(self) -> Session:
        """A session that counts in other units."""
        return Session(self.base.matrix, even=True, near=True, **self.options)

    def _put(self, matrix: Matrix, session: Session) -> None:
        session.set_costs(matrix.cost)
        session.set_bounds(self._columns, matrix.lower, matrix.upper)
        session.set_row_bounds(self._rows, matrix.row_lower, matrix.row_upper)

    def least_of(self, arrays: Arrays, best: SolverRun, direction: Floats) -> Floats | None:
        """The columns with the least of ``direction`` among the plans that are as good as the best; None: no such end.

        ``best`` is the answer to the run before, which may not have had whole numbers.
        """
        (lower, upper), (row_lower, row_upper) = as_good_only(arrays.matrix, best)
        self.session.set_bounds(self._columns, lower, upper)
        self.session.set_row_bounds(self._rows, row_lower, row_upper)
        self.session.set_costs(direction)
        answer = self.session.run()
        return answer.values if answer.status == OPTIMAL else None

    def answer(self, arrays: Arrays) -> Answered:
        """What is kept of the best plan, or why there is none."""
        try:
            return answered(arrays, self.found(arrays))
        except SolverError as error:
            return Answered("not certified", reason=str(error))


def answered(arrays: Arrays, found: Outcome) -> Answered:
    """What is kept of a solver's outcome, its rows and its duals computed again."""
    if found.answer.status != OPTIMAL:
        return Answered(found.answer.status)
    matrix = arrays.matrix
    values = cleaned(matrix, found.values)
    whole = bool(matrix.whole.any())
    objective = float(matrix.cost @ values) + matrix.offset
    gap, dual = duality(matrix, found.answer, values, whole)
    if whole:
        gap = max(gap, abs(objective - found.bound) / max(1.0, abs(objective)))
    residual = violation(matrix, values)
    amounts = tuple(float(amount) for amount in arrays.forms @ values)
    made = Answered(OPTIMAL, objective * arrays.scale, amounts, residual, max(gap, dual))
    if max(residual, gap, dual) > TOLERANCE * (2 if whole else 1):
        reason = f"the largest violation is {residual:.1e} and the gap {max(gap, dual):.1e}"
        return replace(made, status="not certified", reason=reason)
    return made


def cleaned(matrix: Matrix, values: Floats) -> Floats:
    """The solver's values within their bounds, without the noise around zero."""
    kept = np.clip(values, matrix.lower, matrix.upper)
    kept = np.where(matrix.whole, np.round(kept), kept)
    return np.where(np.abs(kept) < max(NOISE, 1e-14 * float(np.abs(kept).max(initial=0.0))), 0.0, kept)


def violation(matrix: Matrix, values: Floats) -> float:
    """By how much the worst row or bound is violated, relative to what its entries add up to (at least 1)."""
    sums = matrix.times(values)
    size = np.bincount(matrix.row_of_entry(), np.abs(matrix.value * values[matrix.index]), minlength=matrix.rows)
    rows = np.maximum(matrix.row_lower - sums, sums - matrix.row_upper) / np.maximum(size, 1.0)
    columns = np.maximum(matrix.lower - values, values - matrix.upper) / np.maximum(np.abs(values), 1.0)
    return max(0.0, float(rows.max(initial=0.0)), float(columns.max(initial=0.0)))
