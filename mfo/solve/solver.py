"""Solves a program: objectives in order of priority, whole numbers, and the solution as arrays by family."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import SolverError
from ..graph.arrays import FAMILIES, Floats
from ..program.build import Program
from ..program.builder import Variable
from ..program.effects import effect_values
from ..program.terms import BY_YEAR, known_value
from .compile import Compiled, compile_program
from .matrix import Matrix
from .session import OPTIMAL, Answer, Session
from .solution import Solution

NOISE = 1e-10  # values below this share of the largest of their family are rounding
HELD = 1e-7  # how far an objective may fall behind while a later one is minimised, relative


def solve_program(program: Program, *, time_limit: float = np.inf, threads: int = 1, log: str = "") -> Solution:
    """Compile and solve a program; see :class:`Solver` for more than one run of it."""
    return Solver(program, time_limit=time_limit, threads=threads, log=log).solve()


class Solver:
    """A compiled program in a session of the solver.

    ``time_limit`` [s] holds for each run, ``threads`` for the solver, ``log`` names a file for its messages.
    """

    def __init__(self, program: Program, *, time_limit: float = np.inf, threads: int = 1, log: str = "") -> None:
        self.compiled: Compiled = compile_program(program)
        self.program = program
        started = time.perf_counter()
        self.options: dict[str, Any] = {"time_limit": time_limit, "threads": threads, "log": log}
        self.session = Session(self.compiled.matrix, **self.options)
        self.seconds = {
            "build": program.seconds,
            "compile": self.compiled.seconds,
            "pass": time.perf_counter() - started,
        }

    def solve(self) -> Solution:
        """Solve for the objectives in order of priority. A program without a solution has a status and no values."""
        started = time.perf_counter()
        matrix = self.compiled.matrix
        answer, primal, best = self._whole_run() if matrix.whole.any() else self._linear_run()
        seconds = {**self.seconds, "solve": time.perf_counter() - started}
        if answer.status != OPTIMAL:
            return Solution(answer.status, np.nan, np.nan, seconds=seconds, solver=self.session.version)
        return self._solution(answer, primal, best, seconds)

    def _linear_run(self) -> tuple[Answer, Floats, Answer]:
        first = self.session.run()
        if first.status != OPTIMAL:
            return first, first.values, first
        return first, self._break_ties(first, list(self.compiled.matrix.costs[1:])), first

    def _break_ties(self, first: Answer, later: list[Floats]) -> Floats:
        """Values that are best for the later objectives among those that are optimal for the first.

        A solution is optimal for an objective when it complements its duals: a column with a reduced cost stays at its
        bound, and so does a row with a dual. Holding these is exact, and the last basis stays feasible.
        """
        matrix, answer = self.compiled.matrix, first
        lower, upper = matrix.lower.copy(), matrix.upper.copy()
        row_lower, row_upper = matrix.row_lower.copy(), matrix.row_upper.copy()
        cost = matrix.cost
        for following in later:
            scale = 1e-9 * max(1.0, float(np.abs(cost).max(initial=0.0)))
            _hold(lower, upper, answer.reduced_costs, scale)
            _hold(row_lower, row_upper, answer.duals, scale)
            self.session.set_bounds(np.arange(matrix.columns), lower, upper)
            self.session.set_row_bounds(np.arange(matrix.rows), row_lower, row_upper)
            self.session.set_costs(following)
            answer, cost = self.session.run(), following
            if answer.status != OPTIMAL:
                break
        self._restore()
        if answer.status != OPTIMAL or self._worse(answer.values, first.values):
            return first.values
        return answer.values

    def _worse(self, values: Floats, best: Floats) -> bool:
        """Whether the first objective lost more than rounding."""
        cost = self.compiled.matrix.cost
        reached, wanted = float(cost @ values), float(cost @ best)
        return abs(reached - wanted) > HELD * max(1.0, abs(wanted))

    def _restore(self) -> None:
        """Give the session the program's own bounds and costs back."""
        matrix = self.compiled.matrix
        self.session.set_bounds(np.arange(matrix.columns), matrix.lower, matrix.upper)
        self.session.set_row_bounds(np.arange(matrix.rows), matrix.row_lower, matrix.row_upper)
        self.session.set_costs(matrix.cost)

    def _whole_run(self) -> tuple[Answer, Floats, Answer]:
        """Find the whole numbers, then fix them and take values and duals from the linear program that is left."""
        best = self.session.run()
        if best.status != OPTIMAL:
            return best, best.values, best
        matrix = self.compiled.matrix
        chosen = best.values
        if len(matrix.costs) > 1:
            chosen = self._whole_ties(best)
        fixed = np.flatnonzero(matrix.whole)
        numbers = np.round(chosen[fixed])
        linear = replace(matrix, lower=matrix.lower.copy(), upper=matrix.upper.copy(), whole=np.zeros_like(matrix.whole))
        linear.lower[fixed] = linear.upper[fixed] = numbers
        inner = Solver.__new__(Solver)
        inner.program, inner.compiled = self.program, replace(self.compiled, matrix=linear)
        inner.options, inner.seconds = self.options, self.seconds
        inner.session = Session(linear, **self.options)
        answer, primal, _ = inner._linear_run()
        if answer.status != OPTIMAL:
            raise SolverError(f"The plan with its whole numbers fixed is {answer.status}.")
        return answer, primal, best

    def _whole_ties(self, best: Answer) -> Floats:
        """Whole numbers that are best for the later objectives while the first is held within its gap."""
        session = Session(self.compiled.matrix, **self.options)
        chosen = best
        for held, following in zip(self.compiled.matrix.costs, self.compiled.matrix.costs[1:], strict=False):
            reached = float(held @ chosen.values)
            session.add_row(held, -np.inf, reached + HELD * max(1.0, abs(reached)))
            session.set_costs(following)
            answer = session.run()
            if answer.status != OPTIMAL:
                break
            chosen = answer
        return chosen.values

    def _solution(self, answer: Answer, primal: Floats, best: Answer, seconds: dict[str, float]) -> Solution:
        matrix, whole = self.compiled.matrix, bool(self.compiled.matrix.whole.any())
        values = _values(self.program, primal)
        objective = float(matrix.cost @ primal) + matrix.offset
        reduced, duals = _prices(self.compiled, answer)
        gap, infeasibility = _duality(matrix, answer, primal, whole)
        return Solution(
            status=OPTIMAL,
            objective=objective,
            bound=best.bound if whole else objective,
            values=values,
            reduced_costs=reduced,
            duals=duals,
            whole_numbers=whole,
            duality_gap=gap,
            dual_infeasibility=infeasibility,
            seconds=seconds,
            solver=self.session.version,
        )


def _hold(lower: Floats, upper: Floats, prices: Floats, scale: float) -> None:
    """Fix what has a price at the bound that the price belongs to."""
    at_lower = (prices > scale) & np.isfinite(lower)
    at_upper = (prices < -scale) & np.isfinite(upper)
    upper[at_lower] = lower[at_lower]
    lower[at_upper] = upper[at_upper]


def _values(program: Program, primal: Floats) -> dict[str, Floats]:
    """Values by family over all members of the graph, noise removed, and effects by year."""
    graph, found = program.graph, {}
    for name, variable in program.registry.variables.items():
        values = primal[variable.columns].reshape(variable.shape)
        values = np.clip(values, variable.lower, variable.upper)
        if variable.whole:
            values = np.round(values)
        largest = np.abs(values).max(initial=0.0)
        cleaned = np.where(np.abs(values) < NOISE * largest, 0.0, values)
        found[name] = _all_members(program, name, variable, cleaned)
    found["constant"] = np.ones((1, graph.years))
    names = list(graph.effects)
    effects = [effect_values(graph, name, found) for name in names]
    found["effect"] = np.array(effects).reshape(len(names), graph.years)
    return found


def _all_members(program: Program, name: str, variable: Variable, values: Floats) -> Floats:
    """Extend values to the members that the program does not decide."""
    graph = program.graph
    if name in ("opening", "units", "sent", "on"):
        members = {"units": "capacity", "sent": "used", "on": "activity", "opening": "level"}[name]
        full = np.zeros((graph.size(members), *variable.shape[1:]))
    elif name in FAMILIES and name in BY_YEAR:
        full = known_value(graph, name).copy()
    elif name == "start":
        full = np.zeros((graph.size(name), *variable.shape[1:]))
    else:
        return values
    full[variable.member] = values
    return full


def _prices(compiled: Compiled, answer: Answer) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Reduced costs by variable and duals by family of rows.

    The reduced cost of a column at its upper bound, or at a lower one above zero, is the price of that bound; it stands
    in the duals under the bound's name, and the column's own reduced cost is then zero.
    """
    reduced, duals = {}, {}
    for name, variable in compiled.program.registry.variables.items():
        price = answer.reduced_costs[variable.columns].reshape(variable.shape)
        bound = np.where(variable.lower > 0, price, np.minimum(price, 0.0))
        reduced[name] = price - bound
        duals[f"bound:{name}"] = bound
    for family in compiled.program.registry.families:
        duals[family.name] = answer.duals[compiled.rows[family.name]].reshape(family.shape)
    return reduced, {**duals, **_by_contract(compiled, duals)}


def _by_contract(compiled: Compiled, duals: dict[str, Floats]) -> dict[str, Floats]:
    """Duals over whole families of the graph: bounds and rows of supplies, markets, capacities, links and stores."""
    graph = compiled.program.graph
    shape = (graph.years, graph.slots)
    found = {"supply": duals["bound:supply"]}
    for name, size, bound, owner, rows in (
        ("market", len(graph.markets.names), "delivery", graph.deliveries.market, ("market",)),
        ("link", len(graph.links.names), "arc", graph.arcs.link, ("link", "used")),
        ("store", len(graph.stocks.store_names), "level", graph.stocks.store, ("store",)),
        ("capacity", len(graph.processes.names), "activity", np.arange(len(graph.processes.names)), ("capacity", "on", "open")),
    ):
        total = np.zeros((size, *shape))
        np.add.at(total, owner, duals[f"bound:{bound}"])
        for family in rows:
            if family in duals:
                total[compiled.family(family).member] += duals[family]
        found[name] = total
    limits = (*graph.limits, *compiled.program.limits)
    for position, limit in enumerate(limits):
        family = f"limit {limit.when}"
        if family in duals:
            mine = compiled.family(family).member == position
            total = duals[family][mine].sum(axis=0)
            found[f"limit:{limit.name}"] = np.reshape(total, np.shape(limit.lower))
    return found


def _duality(matrix: Matrix, answer: Answer, primal: Floats, whole: bool) -> tuple[float, float]:
    """The relative gap between the primal and the dual objective, and the largest infeasibility of the duals."""
    lower, upper = matrix.lower, matrix.upper
    if whole:
        lower = np.where(matrix.whole, np.round(primal), lower)
        upper = np.where(matrix.whole, np.round(primal), upper)
    reduced = matrix.cost - matrix.transposed_times(answer.duals)
    value = matrix.offset
    worst = 0.0
    for price, low, high in ((reduced, lower, upper), (answer.duals, matrix.row_lower, matrix.row_upper)):
        bound = np.where(price > 0, low, high)
        finite = np.isfinite(bound)
        value += float(price[finite] @ bound[finite])
        worst = max(worst, float(np.abs(price[~finite]).max(initial=0.0)))
    objective = float(matrix.cost @ primal) + matrix.offset
    scale = max(1.0, abs(objective))
    return abs(objective - value) / scale, worst / max(1.0, float(np.abs(matrix.cost).max(initial=0.0)))
