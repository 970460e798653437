"""A session whose effort is counted in the solver's own steps, and to which any feasible answer is an answer.

No clock decides what a diagnosis says: the same program gives the same words at every run, whatever else the machine
does.
"""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np

from ...errors import SolverError
from ..engine.highs_session import OPTIMAL, SMALLEST_GAP, Session, SolverRun
from ..engine.quiet_highs import larger_unit
from ..matrix.matrix import Matrix

WORK = 4e8  # iterations times the size of the program, of all runs of a session
LEAST = 20_000  # iterations that a session has at least
NODES = 200_000  # times the size of the program, of each run with whole numbers
LEAST_NODES = 10
GAP = 1e-2  # a way out that is not quite the smallest is one, too
SMALL = 5_000  # rows and columns of a program of which the smallest is searched, so that there is but one
UNFINISHED = "unfinished"


class LimitedSession(Session):
    """Holds one model in the solver; :attr:`exhausted` once all its iterations are spent."""

    def __init__(self, matrix: Matrix, *, tolerance: float = 1e-7, even: bool = False) -> None:
        """Pass the model; effort follows from its size."""
        super().__init__(matrix, tolerance=tolerance, even=even)
        size = matrix.rows + matrix.columns + 1
        self._left = max(LEAST, int(WORK / size))
        self._set("mip_max_nodes", max(LEAST_NODES, NODES // size))
        self._set("mip_rel_gap", GAP if size > SMALL else SMALLEST_GAP)

    @property
    def exhausted(self) -> bool:
        """Whether nothing more will be found."""
        return self._left <= 0

    def run(self) -> SolverRun:
        """Solve from the last basis. ``optimal`` where the answer is feasible, though it may not be the best;
        ``unfinished`` where none was found in time."""
        if self.exhausted:
            return SolverRun(UNFINISHED, np.nan, np.nan, np.zeros(0), np.zeros(0), np.zeros(0))
        self._set("simplex_iteration_limit", self._left)
        power = larger_unit(self._highs) if self._whole else 0  # what gives way is dear: cuts took thousands of steps
        try:
            self._set("user_objective_scale", power)
            answer = self._once()
        except SolverError:
            answer = self._feasible()
        finally:
            self._set("user_objective_scale", 0)
        self._left -= 1 + max(int(self._highs.getInfo().simplex_iteration_count), 0)
        return answer

    def _feasible(self) -> SolverRun:
        answer = self._answer(UNFINISHED)
        found = self._highs.getInfo().primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
        whole = found and len(answer.values) == self.matrix.columns and bool(np.isfinite(answer.values).all())
        return replace(answer, status=OPTIMAL) if whole else answer
