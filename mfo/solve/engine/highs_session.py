"""One HiGHS session: a model passed as arrays, changed in place, and run again from the last basis."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from ...errors import SolverError
from ...graph.arrays.flow_graph import Floats, Ints
from ..matrix.matrix import Matrix
from ..matrix.scaling import below_infinity, evened, is_ordinary, no_scaling, objective_scale, row_scale, scale
from .beside import Beside, Run, longest_after, share_of
from .quiet_highs import (
    LOST,
    MANNERS,
    SAFE,
    STATUS,
    WITHOUT_PRESOLVE,
    Setting,
    check,
    in_main,
    made,
    presolving,
    run_interruptibly,
    run_with_smaller_costs,
    set_option,
)
from .solution import FEASIBLE as FEASIBLE
from .solution import GAVE_UP, INFEASIBLE, INTERRUPTED, TIME_LIMIT, Manner, Watch
from .solution import OPTIMAL as OPTIMAL
from .solution import Options as Options
from .solution import SolverRun as SolverRun

SMALLEST = 1e-12  # coefficients below are dropped, in the solver's units: the least that the solver lets one choose
ROWWISE, MINIMISE = 2, 1
PRIMAL, DUAL = 4, 1  # the solver's numbers of the primal and the dual simplex method
CHOSEN, DEVEX = -1, 1  # how the dual method weighs rows: as the solver chooses, or with weights that begin at one
PERTURBED = "primal_simplex_bound_perturbation_multiplier"
NO_LIMIT = 2_147_483_647  # of steps, as the solver has it
BASIC, LOWER = int(highspy.HighsBasisStatus.kBasic), int(highspy.HighsBasisStatus.kLower)
_NOTHING: Ints = np.zeros(0, dtype=np.int64)
_PLACES = {int(status): status for status in highspy.HighsBasisStatus.__members__.values()}  # a call each would be slow
PRIMAL_FEASIBLE = 2  # the solver's word for a point within its tolerances
SMALLEST_GAP = 1e-6

Place = highspy.HighsBasis  # where a run ended, as only the session that ran can take it


@dataclass(frozen=True)
class Basis:
    """Where a run of the simplex method ended, as plain numbers that another process can be given."""

    columns: tuple[int, ...]
    rows: tuple[int, ...]


class Session:
    """Holds one model in the solver, in units of its own, see ``matrix/scaling.py``; all that is given and taken is in
    the model's. Options are set once, when it is made.

    Not to be shared between threads; to work in several processes, start them by spawn and make one in each.
    """

    def __init__(
        self,
        matrix: Matrix,
        *,
        time_limit: float = np.inf,
        threads: int = 1,
        log: str = "",
        tolerance: float = 1e-7,
        patience: float = 1.0,
        scaled: bool = True,
        even: bool = False,
        gap: float = 0.0,
        plan_after: float = np.inf,
        give_up_after: float = np.inf,
        watch: Watch | None = None,
        near: bool = False,
        manner: Manner = "as it chooses",
    ) -> None:
        """Set the solver's options and pass it the model.

        ``tolerance`` is that of rows with whole numbers. ``patience`` multiplies the time that a second opinion may
        take; 0 is for none. Without ``scaled`` the solver holds the model as it is, to write it; ``even`` counts in
        other units, where the usual ones have failed. A search for whole numbers ends at a relative ``gap`` between the
        best found and the bound, ``plan_after`` so many seconds with the best that it has found, if any, and
        ``give_up_after`` so many from its first bound with none; ``watch`` hears of best and bound meanwhile. Runs
        that begin ``near`` their ends take no weights for the dual method, which cost a solution for each row.
        ``manner`` is one of :data:`.quiet_highs.MANNERS`.
        """
        self.matrix = matrix
        scaling = (evened if even else scale)(matrix) if scaled else no_scaling(matrix)
        self.is_scaled = not scaling.is_plain
        self.is_unusual = self.is_scaled or not is_ordinary(matrix)  # numbers are of sizes at which tolerances count
        self.units = scaling.columns  # (columns,) one of the solver's units in the model's
        self._row_scale, self._objective_scale = scaling.rows, scaling.objective
        self._patience, self._gap, self._watch = patience, gap, watch
        self._plan_after, self._give_up_after = plan_after, give_up_after
        self._look: Callable[[], None] | None = None
        self._begin: tuple[Basis | Place, int, int] | None = None  # where the next run begins anew, see `begin`
        self.rows = matrix.rows
        self._whole_columns = np.flatnonzero(matrix.whole).astype(np.int32)
        self._whole = bool(len(self._whole_columns))
        self._relaxed = -np.inf  # what the relaxation of the last search reached
        self._time_limit = float(time_limit)
        self._options: dict[str, Setting] = {
            "output_flag": bool(log),
            "log_to_console": False,
            "threads": threads,
            "mip_rel_gap": max(gap, SMALLEST_GAP),
            "mip_abs_gap": 0.0,
            "mip_feasibility_tolerance": tolerance,
            "time_limit": float(time_limit),
            "small_matrix_value": SMALLEST,
            "simplex_dual_edge_weight_strategy": DEVEX if near else CHOSEN,
        }
        self._options |= SAFE | MANNERS[manner] | ({"log_file": log} if log else {})
        self._highs: Any = made(self._options)  # its stubs lack rays and bounds of rows
        self._pass(scaling.apply(matrix))

    def _set(self, name: str, value: Setting) -> None:
        set_option(self._highs, name, value)

    def _pass(self, matrix: Matrix) -> None:
        whole = matrix.whole.astype(np.int32)  # an empty array would be read beyond its end
        status = self._highs.passModel(
            matrix.columns,
            matrix.rows,
            len(matrix.value),
            ROWWISE,
            MINIMISE,
            matrix.offset,
            matrix.cost,
            below_infinity(matrix.lower),
            below_infinity(matrix.upper),
            below_infinity(matrix.row_lower),
            below_infinity(matrix.row_upper),
            matrix.starts,
            matrix.index,
            matrix.value,
            whole,
        )
        check(status, "taking the model")

    def set_costs(self, cost: Floats, columns: Ints | None = None) -> None:
        """Change the costs of columns, of all by default."""
        if columns is None:
            where, scaled = np.arange(len(cost)), cost * self.units
            self._objective_scale = objective_scale(scaled)
            self._highs.changeObjectiveOffset(self.matrix.offset * self._objective_scale)
        else:
            where, scaled = columns, cost * self.units[columns]
        scaled = _doubles(scaled * self._objective_scale)
        check(self._highs.changeColsCost(len(where), where.astype(np.int32), scaled), "changing costs")

    def set_bounds(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Change the bounds of columns."""
        sides = (_doubles(np.asarray(side, dtype=float) / self.units[columns]) for side in (lower, upper))
        arguments = len(columns), np.asarray(columns, dtype=np.int32), *sides
        check(self._highs.changeColsBounds(*arguments), "changing bounds of columns")

    def set_row_bounds(self, rows: Ints, lower: Floats, upper: Floats) -> None:
        """Change the bounds of rows."""
        sides = (_doubles(np.asarray(side, dtype=float) * self._row_scale[rows]) for side in (lower, upper))
        arguments = len(rows), np.asarray(rows, dtype=np.int32), *sides
        check(self._highs.changeRowsBounds(*arguments), "changing bounds of rows")

    def add_row(self, coefficients: Floats, lower: float, upper: float) -> int:
        """Add a row; gives its number."""
        where = np.flatnonzero(coefficients).astype(np.int32)
        entries = coefficients[where] * self.units[where]
        factor = row_scale(entries)
        status = self._highs.addRow(lower * factor, upper * factor, len(where), where, _doubles(entries * factor))
        check(status, "adding a row")
        self._row_scale = np.append(self._row_scale, factor)
        self.rows += 1
        return self.rows - 1

    def add_columns(self, cost: Floats, lower: Floats, upper: Floats, rows: Ints, values: Floats) -> Ints:
        """Add columns, each with as many entries as ``rows`` and ``values`` (columns, entries) are wide; their numbers.

        A program with whole numbers takes none: they would stand behind its list of kinds.
        """
        count, entries = rows.shape
        first = self._highs.getNumCol()
        starts = np.arange(count, dtype=np.int32) * entries
        scaled = values * self._row_scale[rows]
        units = np.array([row_scale(column) for column in scaled])
        self.units = np.append(self.units, units)
        status = self._highs.addCols(
            count,
            _doubles(cost * units * self._objective_scale),
            _doubles(lower / units),
            _doubles(upper / units),
            rows.size,
            starts,
            np.ascontiguousarray(rows, dtype=np.int32).reshape(-1),
            _doubles(scaled * units[:, None]).reshape(-1),
        )
        check(status, "adding columns")
        return np.arange(first, first + count)

    def set_primal(self) -> None:
        """Use the primal simplex method: from an optimal basis it moves no more than new columns ask for."""
        self._set("simplex_strategy", PRIMAL)

    def limit_time(self, seconds: float) -> None:
        """Let each run last so long from now on."""
        self._time_limit = float(seconds)
        self._set("time_limit", self._time_limit)

    def set_whole(self, whole: bool) -> None:
        """Let the whole-number columns be whole numbers again, or any number."""
        self._whole = whole and bool(len(self._whole_columns))
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        kinds = np.full(len(self._whole_columns), int(kind), dtype=np.uint8)
        status = self._highs.changeColsIntegrality(len(kinds), self._whole_columns, kinds)
        check(status, "changing which columns are whole")

    def run(self) -> SolverRun:
        """Solve from the last basis; Ctrl-C stops the solver and raises KeyboardInterrupt.

        A program with whole numbers is solved twice, unless its linear relaxation settles it: see ``beside.py``, and
        :meth:`_second_opinion` for those that take no time. Stopped by its time limit with a plan in hand it answers
        ``feasible``; given up without one, :data:`GAVE_UP`. Raises SolverError where the solver fails, or claims an
        optimum that it does not hold.
        """
        if not self._whole:
            return self._once()
        begun = time.perf_counter()
        first = Run(self._highs, until=begun + self._plan_after, give_up_after=self._give_up_after)
        beside = None
        if self._patience > 0 and in_main():
            beside = Beside(first, self._without_presolve, self._plan_after, self._told, share_of(self._gap))
        try:
            self._look = beside.look if beside else None
            answer = self._once()
            first.unsubscribe()
            self._look = None
            ended = answer.status in (OPTIMAL, INFEASIBLE)
            if ended and self._relaxation_agrees(answer):
                return answer
            if beside is not None and beside.second is not None:
                other = self._better(answer, beside.finish(self._enough(answer), wait=ended))
            else:
                other = self._second_opinion(answer, time.perf_counter() - begun) if ended else answer
            if first.gave_up and other.status == INTERRUPTED:
                return replace(other, status=GAVE_UP)
            return self._disputed(answer, other) if ended else other
        finally:
            self._look = None
            first.unsubscribe()
            if beside:
                beside.close()

    def _told(self, best: float, bound: float) -> None:
        """Pass on what is known of a program with whole numbers while it is solved."""
        if self._watch:
            self._watch(best / self._objective_scale, bound / self._objective_scale)

    def _without_presolve(self) -> highspy.Highs:
        """Another solver with the model as it stands now and the same options, without presolve."""
        other = made(self._options | WITHOUT_PRESOLVE | {"time_limit": self._time_limit, "log_file": ""})
        check(other.passModel(self._highs.getModel()), "taking the model")
        return other

    def _enough(self, answer: SolverRun) -> float:
        """The bound, in the solver's units, from which on no answer can be better than this one."""
        if answer.status != OPTIMAL:
            return np.inf
        return (answer.objective - max(_margin(answer), self._gap * abs(answer.objective))) * self._objective_scale

    def _better(self, first: SolverRun, other: highspy.Highs | None) -> SolverRun:
        """The better of the first answer and what another solver found: a plan before none, then the cheaper one."""
        if other is None or other.getModelStatus() not in STATUS:
            return first
        try:
            second = self._answer(STATUS[other.getModelStatus()], other)
        except SolverError:
            return first
        if second.status not in (OPTIMAL, FEASIBLE):
            return first
        if first.status not in (OPTIMAL, FEASIBLE):
            return second
        if first.status == FEASIBLE and second.status == OPTIMAL:
            return second
        best = second if second.objective < first.objective - _margin(second) else first
        if first.status == OPTIMAL:  # where it was wrong, its bound was, too
            return best
        return replace(best, bound=min(max(first.bound, second.bound), best.objective))

    def _disputed(self, first: SolverRun, other: SolverRun) -> SolverRun:
        """Where one search says that there is no plan and another has one, neither is believed to be the end of it.

        The plan stands with the bound of the relaxation; what the first had in hand when it lost it is looked at, too.
        """
        if first.status != INFEASIBLE or other.status != OPTIMAL:
            return other
        held = first.values if len(first.values) and np.isfinite(first.values).all() else None
        return replace(other, status=FEASIBLE, bound=min(self._relaxed, other.objective), held=held)

    def _relaxation_agrees(self, answer: SolverRun) -> bool:
        """Whether no answer can be better: without whole numbers there is none, or none better than this one."""
        self.set_whole(False)
        try:
            relaxed = self._once()
        except SolverError:
            return False
        finally:
            self.set_whole(True)
        self._relaxed = relaxed.objective if relaxed.status == OPTIMAL else -np.inf
        if answer.status != OPTIMAL:
            return relaxed.status == answer.status
        return relaxed.status == OPTIMAL and relaxed.objective >= answer.objective - _margin(answer)

    def _second_opinion(self, first: SolverRun, seconds: float) -> SolverRun:
        """The better of the answer given and of one found from nothing without presolve, after the first.

        It ends when its bound shows that it cannot be better; it may take as long as the first and three seconds.
        Unfinished, it changes nothing.
        """
        allowed = self._highs.getRunTime() + self._patience * longest_after(seconds, share_of(self._gap))
        presolving(self._highs, self._options, usual=False)
        self._set("time_limit", min(allowed, self._time_limit))
        self._highs.clearSolver()
        run = Run(self._highs, enough=self._enough(first))
        try:
            second = self._answer(self._run())
        except SolverError:  # out of time, or lost: the first answer stands
            second = replace(first, status="unfinished")
        finally:
            run.unsubscribe()
            presolving(self._highs, self._options, usual=True)
            self._set("time_limit", self._time_limit)
        if second.status != OPTIMAL:
            return first
        better = first.status != OPTIMAL or second.objective < first.objective - _margin(second)
        return second if better else first

    def _once(self) -> SolverRun:
        status = self._run()
        answer = self._answer(status)
        if answer.status == "infeasible or unbounded":
            presolving(self._highs, self._options, usual=False)
            answer = self._answer(self._run())
            presolving(self._highs, self._options, usual=True)
        if answer.status == "infeasible or unbounded":  # so the solver may leave programs with whole numbers
            answer = replace(answer, status=self._without_costs())
        return answer

    def _without_costs(self) -> str:
        """Whether there is a plan at all: ``unbounded`` where one without costs exists, else ``infeasible``."""
        cost, held = np.array(self._highs.getLp().col_cost_), self._objective_scale
        self.set_costs(np.zeros_like(cost))
        status = self._run()
        self.set_costs(cost / self.units / held)
        return "unbounded" if status == OPTIMAL else status

    def _run(self) -> str:
        if self._begin is not None:
            self._run_from(*self._begin)
        else:
            run_interruptibly(self._highs, self._look)
        if self._highs.getModelStatus() in LOST:  # on the way from the last basis
            self._highs.clearSolver()
            run_interruptibly(self._highs, self._look)
        if self._highs.getModelStatus() in LOST:
            run_with_smaller_costs(self._highs, self._look)
        model = self._highs.getModelStatus()
        if model not in STATUS:
            raise SolverError(f"The solver stopped without an answer: {self._highs.modelStatusToString(model)}.")
        return STATUS[model]

    def _run_from(self, basis: Basis | Place, after: int, near: int) -> None:
        """Run as ever for so many steps, and where they do not suffice from a basis."""
        self._begin = None
        if after:
            self._set("simplex_iteration_limit", after)
            run_interruptibly(self._highs, self._look)
            self._set("simplex_iteration_limit", NO_LIMIT)
            if self._highs.getModelStatus() != highspy.HighsModelStatus.kIterationLimit:
                return
        self.restart(basis)
        self._set("simplex_strategy", PRIMAL)
        if not near or not self._ends_within(near):
            run_interruptibly(self._highs, self._look)
        self._set("simplex_strategy", DUAL)

    def _ends_within(self, steps: int) -> bool:
        """Whether the run ends in so many steps on bounds as they are.

        As a rule the primal method moves all bounds a little, so that it never stands still, which takes it away from
        a basis that is optimal but for a few columns.
        """
        self._set(PERTURBED, 0.0)
        self._set("simplex_iteration_limit", steps)
        run_interruptibly(self._highs, self._look)
        self._set("simplex_iteration_limit", NO_LIMIT)
        self._set(PERTURBED, 1.0)
        return bool(self._highs.getModelStatus() != highspy.HighsModelStatus.kIterationLimit)

    def _answer(self, status: str, highs: highspy.Highs | None = None) -> SolverRun:
        """What this solver, or another with the same model, found."""
        found = self._highs if highs is None else highs
        info, solution = found.getInfo(), found.getSolution()
        whole = bool(len(self._whole_columns)) and info.mip_node_count >= 0
        stopped = status in (TIME_LIMIT, INTERRUPTED)
        if stopped and whole and info.primal_solution_status == PRIMAL_FEASIBLE:
            status = FEASIBLE
        objective, bound = (
            each / self._objective_scale for each in (info.objective_function_value, info.mip_dual_bound)
        )
        values = _times(solution.col_value, self.units)
        duals = _times(solution.row_dual, self._row_scale / self._objective_scale)
        reduced = _times(solution.col_dual, 1.0 / (self.units * self._objective_scale))
        if status in (OPTIMAL, FEASIBLE) and not (np.isfinite(objective) and np.isfinite(values).all()):
            raise SolverError("The solver reports an optimum without a finite solution.")
        return SolverRun(status, objective, bound if whole else objective, values, reduced, duals)

    def basis(self) -> Basis:
        """The basis of the last run: the status of each column and row, as the solver counts them."""
        found = self._highs.getBasis()
        return Basis(
            tuple(int(status) for status in found.col_status), tuple(int(status) for status in found.row_status)
        )

    def place(self) -> Place:
        """The same as the solver has it: numbers in Python cost as much as a run."""
        found: Place = self._highs.getBasis()
        return found

    def restart(self, basis: Basis | Place | None = None) -> None:
        """Forget what former runs left, and begin the next one from ``basis``, or from nothing.

        Columns that were added since the basis begin at their lower bound.
        The answer to the next run is then the same whatever ran before.
        """
        self._highs.clearSolver()
        if isinstance(basis, Place):
            check(self._highs.setBasis(basis), "taking a basis")
        elif basis is not None:
            start = highspy.HighsBasis()
            added = [highspy.HighsBasisStatus.kLower] * (self._highs.getNumCol() - len(basis.columns))
            start.col_status = [*map(_PLACES.__getitem__, basis.columns), *added]
            start.row_status = [*map(_PLACES.__getitem__, basis.rows)]
            start.valid = True
            check(self._highs.setBasis(start), "taking a basis")

    def begin(self, basis: Basis | Place, after: int, near: int = 0) -> None:
        """Begin the next run anew from a basis near an optimum and feasible, if it takes ``after`` steps or more.

        From such a basis the primal simplex method is used; where it is very near, ``near`` steps are tried on bounds
        as they are.
        """
        self._begin = basis, after, near

    def proof(self) -> Floats | None:
        """Multipliers of the rows that prove a program infeasible, as its last run found it, if the solver has them."""
        status, found = self._highs.getDualRayExist()
        if status != highspy.HighsStatus.kOk or not found:
            return None
        _, _, values = self._highs.getDualRay()
        return _times(values, self._row_scale)

    @property
    def version(self) -> str:
        """The solver's name and version."""
        return f"HiGHS {self._highs.version()}"

    def name(self, columns: Sequence[str], rows: Sequence[str]) -> None:
        """Name columns and rows, for a file that people read."""
        for k, name in enumerate(columns):
            check(self._highs.passColName(k, name), f"naming column {name}")
        for k, name in enumerate(rows):
            check(self._highs.passRowName(k, name), f"naming row {name}")

    def write(self, path: str) -> None:
        """Write the model as an LP or MPS file, by the suffix of ``path``."""
        check(self._highs.writeModel(path), f"writing {path}")


def _margin(answer: SolverRun) -> float:
    """By how much an objective may differ and still be the same."""
    return 1e-9 * max(1.0, abs(answer.objective))


def _times(values: Sequence[float] | Floats, factor: Floats) -> Floats:
    """The solver's numbers in the model's units; nothing where the solver has none."""
    found = np.asarray(values, dtype=float)
    return found * factor if len(found) == len(factor) else found


def _doubles(values: Sequence[float] | Floats) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)
