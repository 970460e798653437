"""Solves a program and gives the solution as arrays by family."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from ..errors import SolverError
from ..graph.arrays.flow_graph import Floats
from ..program.build import Program
from .alike_slots import alike_start
from .engine.highs_session import Options, Session
from .engine.lexicographic import Outcome, solve_linear, solve_whole, status_of
from .engine.read_solution import duality, read_prices, read_values, row_duals
from .engine.solution import OPTIMAL, Manner, Solution, Watch
from .matrix.compile_program import Compiled, compile_program
from .matrix.condense import Condensed, condense
from .matrix.pose import posed
from .sensitivity.effect_prices import EffectPrices, effect_prices
from .sensitivity.idle_costs import idle_costs
from .sensitivity.other_decisions import other_decisions
from .sensitivity.price_ranges import ranges
from .separate_parts import solve_apart

PLAN_AFTER = 60.0  # seconds after which a search without a time limit ends with the best plan it has found
GIVE_UP_AFTER = 600.0  # seconds after which a search without a time limit ends though it has found none


def solve_program(program: Program, *, time_limit: float = np.inf, threads: int = 1, log: str = "") -> Solution:
    """Compile and solve a program; see :class:`Solver` for more than one run of it."""
    return Solver(program, time_limit=time_limit, threads=threads, log=log).solve()


class Solver:
    """A compiled program in a session of the solver.

    ``time_limit`` [s] holds for each run, ``threads`` for the solver, ``log`` names a file for its messages. A search
    for whole numbers ends at a relative ``gap`` between the best it has found and the bound that none is below; without
    a time limit after a minute, as soon as it has a plan, and after ten minutes without one. ``watch`` hears of best
    and bound meanwhile; ``manner`` is how the solver goes about it.
    """

    def __init__(
        self,
        program: Program,
        *,
        time_limit: float = np.inf,
        threads: int = 1,
        log: str = "",
        gap: float = 0.0,
        watch: Watch | None = None,
        manner: Manner = "as it chooses",
    ) -> None:
        """Compile the program and pass it to the solver."""
        self.program = program
        self.compiled: Compiled = compile_program(program)
        started = time.perf_counter()
        self.options: Options = {"threads": threads, "log": log, "gap": gap, "watch": watch, **ends(time_limit)}
        self.options["manner"] = manner
        self.condensed = condense(self.compiled)
        self.matrix = self.compiled.matrix if self.condensed is None else self.condensed.matrix
        self.session = Session(self.matrix, **self.options)
        passed = time.perf_counter() - started
        self.seconds = {"build": program.seconds, "compile": self.compiled.seconds, "pass": passed}

    def solve(self) -> Solution:
        """Solve for the objectives in order of priority.

        A program without a solution gives a status other than ``optimal`` and no values; raises SolverError where the
        solver fails.
        """
        started = time.perf_counter()
        whole = bool(self.matrix.whole.any())
        found = solve_apart(self.matrix, self.options) or self._solve_together(whole)
        if self.condensed is not None and found.answer.status == OPTIMAL:
            found = _expanded(self.condensed, found)
        seconds = {**self.seconds, "solve": time.perf_counter() - started}
        if found.answer.status != OPTIMAL:
            return without_plan(found, whole, seconds, self.session.version)
        self._values = found.values
        self._answer = found.answer
        return self._solution(found, whole, seconds)

    def _solve_together(self, whole: bool) -> Outcome:
        if (begin := alike_start(self.compiled, self.matrix)) is not None:
            self.session.begin(*begin)
        return (solve_whole if whole else solve_linear)(self.session, self.matrix, self.options)

    @property
    def values(self) -> Floats:
        """(columns,) the program's columns as last solved."""
        return self._values

    def effect_prices(self, effects: Iterable[str]) -> EffectPrices:
        """What other effects change by where a supply must give a unit more; see :mod:`.sensitivity.effect_prices`.

        Nothing where the solver fails at it: no plan may fail by what is told besides.
        """
        try:
            return effect_prices(self.program, self.compiled, self._values, effects)
        except SolverError:
            return {}

    def details(self) -> Callable[[Solution], Solution]:
        """What adds to the solution just found what its idle elements lack, and how far its dearest prices hold.

        It takes longer than solving a small plant, and may be called when it is wanted.
        """
        program, compiled, values, answer = self.program, self.compiled, self._values, self._answer
        options = self.options

        def add(solution: Solution) -> Solution:
            best = solution.status == OPTIMAL
            lacks = _if_told(lambda: idle_costs(program, compiled, values, best, solution.seconds["solve"]))
            holds = _if_told(lambda: ranges(compiled, values, answer))
            otherwise = {}
            if best:
                otherwise = other_decisions(compiled, values, solution.objective, {**options, "watch": None})
            return replace(solution, lacks=lacks, holds=holds, otherwise=otherwise)

        return add

    def _solution(self, found: Outcome, whole: bool, seconds: dict[str, float]) -> Solution:
        started = time.perf_counter()
        matrix = self.compiled.matrix
        values = read_values(self.compiled, found.values, self.session.units[: matrix.columns])
        objective = float(matrix.cost @ found.values) + matrix.offset
        reduced, duals = read_prices(self.compiled, found.answer)
        gap, infeasibility = duality(matrix, found.answer, found.values, whole)
        return Solution(
            status=status_of(found, matrix, whole),
            objective=objective,
            bound=found.bound if whole else objective,
            values=values,
            reduced_costs=reduced,
            duals=duals,
            row_duals=row_duals(self.compiled, found.answer),
            posed=posed(self.compiled) if whole else None,
            whole_numbers=whole,
            duality_gap=gap,
            dual_infeasibility=infeasibility,
            seconds={**seconds, "read": time.perf_counter() - started},
            solver=self.session.version,
        )


def _if_told(work_out: Callable[[], dict[str, Floats]]) -> dict[str, Floats]:
    """What is told besides a plan; nothing where the solver fails at it, since no plan may fail by that."""
    try:
        return work_out()
    except SolverError:
        return {}


def ends(time_limit: float) -> Options:
    """When a search for whole numbers ends: at its time limit; without one when it should, with or without a plan."""
    if np.isfinite(time_limit):
        return {"time_limit": time_limit}
    return {"time_limit": time_limit, "plan_after": PLAN_AFTER, "give_up_after": GIVE_UP_AFTER}


def without_plan(found: Outcome, whole: bool, seconds: dict[str, float], version: str) -> Solution:
    """A solution without values: its status, and the bound where a search for whole numbers has got to one."""
    bound = found.bound if whole else np.nan
    return Solution(found.answer.status, np.nan, bound, whole_numbers=whole, seconds=seconds, solver=version)


def _expanded(condensed: Condensed, found: Outcome) -> Outcome:
    """What was found, in the program's own columns and rows."""
    answer = found.answer
    duals = condensed.duals(answer.duals)
    whole = replace(
        answer, values=condensed.values(answer.values), duals=duals, reduced_costs=condensed.reduced_costs(duals)
    )
    return replace(found, answer=whole, values=condensed.values(found.values))
