"""The trade-off between two effects: the best plans at every level of the other (epsilon-constraint method)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
import pandas as pd

from ..errors import Problem, UsageError
from ..graph.arrays.flow_graph import FlowGraph
from ..graph.parts.limits import add_limits
from ..plan.baseline import today_if_known
from ..plan.make_plan import make_plan
from ..plan.plan import Plan
from ..plan.tables.schema import Row, frame
from ..planning import Question, unsolved
from ..plant.model import Limit, Plant, Quantity, Series
from ..program.build import build_program
from ..solve.engine.solution import Solution
from ..solve.solver import Solver
from ..units import parse_unit
from .curve import Curve, Plans

LEAST_POINTS = 2
NOTHING = 1e-7  # ends nearer than this, relative, are one


@dataclass(frozen=True)
class Asked:
    """What a curve is asked of: the plant, its graph with the limits that every point keeps, and what runs record."""

    plant: Plant
    graph: FlowGraph
    minimise: str
    against: str
    points: int
    scenario: str | None = None
    limit_texts: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    standing: Callable[[], Plant] | None = None  # the plant as it stands, where this is one of its scenarios
    fix_texts: tuple[str, ...] = ()

    @cached_property
    def today(self) -> tuple[Plan | None, list[Problem]]:
        """Today's flows, or why they are not known; worked out when the first plan is asked for."""
        if not self.plant.measurements:
            return None, []
        return today_if_known(self.standing or (lambda: self.plant))


@dataclass(frozen=True)
class Point:
    """One point, solved: what its plan is made from."""

    minimise: str
    graph: FlowGraph
    solution: Solution
    details: Callable[[Solution], Solution]
    limits: tuple[Limit, ...] = ()


def trade_off(asked: Asked, progress: Callable[[str], None]) -> Curve:
    """The curve between the plan with the least ``minimise`` and the one with the least ``against``.

    Ties at both ends are broken by the other effect, so that no end can be bettered for nothing. Every point is
    certified. Raises :class:`mfo.UsageError` for fewer than two points or one effect twice,
    :class:`mfo.InfeasibleError` where there is no plan at all.
    """
    _check(asked)
    progress(f"point 1 of {asked.points}")
    points = [_end(asked, asked.graph, asked.minimise, asked.against)]
    first = _made(asked, points[0], 1)
    progress(f"point {asked.points} of {asked.points}")
    other = _end(asked, _undiscounted(asked.graph), asked.against, asked.minimise)
    last = _made(asked, other, asked.points)
    rows = [_row(first, asked, 1)]
    for number, level in enumerate(_levels(first, last, asked), start=2):
        progress(f"point {number} of {asked.points}")
        points.append(_at(asked, _limit(first, asked.against, level)))
        rows.append(_row(_made(asked, points[-1], number), asked, number, points[-1].limits[0].name))
    table = pd.DataFrame(rows)
    makers = [partial(_plan, asked, point, number, table) for number, point in enumerate(points, start=1)]
    whole = any(point.solution.whole_numbers for point in points)
    name, discounted = asked.plant.settings.name, _discounted(first)
    return Curve(name, asked.minimise, asked.against, table, Plans(makers), discounted, whole)


def _check(asked: Asked) -> None:
    if asked.points < LEAST_POINTS:
        raise UsageError(Problem("points-few", f"{asked.points} points make no curve.", remedy="Ask for 2 or more."))
    if asked.minimise == asked.against:
        remedy = "Name two effects, such as cost and emissions."
        raise UsageError(Problem("effect-twice", f"{asked.minimise} has no trade-off with itself.", remedy=remedy))


def _discounted(plan: Plan) -> bool:
    """Whether what a plan minimises is discounted, so that its objective is not its total."""
    total = _total(plan, plan.minimise)
    return abs(plan.objective - total) > 1e-9 * max(1.0, abs(total))


def _end(asked: Asked, graph: FlowGraph, minimise: str, then: str) -> Point:
    solver = Solver(build_program(graph, [minimise, then]))
    return Point(minimise, graph, *_solved(asked, solver, Question(minimise)))


def _undiscounted(graph: FlowGraph) -> FlowGraph:
    """The graph with every year counting alike, as it does in a limit over all years."""
    return replace(graph, times=replace(graph.times, discount=np.ones_like(graph.times.discount)))


def _solved(asked: Asked, solver: Solver, question: Question) -> tuple[Solution, Callable[[Solution], Solution]]:
    """The solution, and what adds its details; raises InfeasibleError or SolverError where there is none."""
    solution = solver.solve()
    if not solution.has_plan:
        raise unsolved(asked.plant, solver.program, solution.status, question)
    return solution, solver.details()


def _at(asked: Asked, limit: Limit) -> Point:
    """The point at a level, solved from nothing.

    From the last basis it takes longer: 9 to 45 s against 2 to 6 s on a year of 8,760 slots, where the solver's
    presolve is worth more than the basis; whole numbers begin anew anyway, and small plants take milliseconds.
    """
    graph = add_limits(asked.plant, asked.graph, (limit,))
    solver = Solver(build_program(graph, asked.minimise))
    return Point(asked.minimise, graph, *_solved(asked, solver, Question(asked.minimise, (limit,))), (limit,))


def _levels(first: Plan, last: Plan, asked: Asked) -> list[float]:
    """Levels from the second on, evenly spaced and rounded to a tenthousandth of what there is to trade.

    The last one is what the other end reached, with room for rounding. Where both ends are one, there is none.
    """
    most, least = (_total(plan, asked.against) for plan in (first, last))
    scale = max(abs(most), abs(least), 1e-6)
    if most - least <= NOTHING * scale:
        return []
    inner = np.linspace(most, least, asked.points)[1:-1].tolist()
    fine = 10 ** (7 - math.floor(math.log10(scale)))
    digits = 4 - math.floor(math.log10(most - least))
    return [*(round(level, digits) for level in inner), math.ceil((least + NOTHING * scale) * fine) / fine]


def _limit(plan: Plan, effect: str, level: float) -> Limit:
    """At most ``level`` of an effect over the horizon, in the unit of the plan's totals, as ``--limit`` reads it."""
    typed = str(plan.totals[effect]["unit"])
    unit = parse_unit(typed)
    text = f"{effect} <= {repr(level).removesuffix('.0')} {typed} in total"
    bound = Series(np.asarray(level * unit.factor), unit.canonical, f"{level!r} {typed}")
    return Limit(text, (Quantity("effect", effect),), "total", maximum=bound, unit=unit.canonical, typed=text)


def _total(plan: Plan, effect: str) -> float:
    return float(plan.totals[effect]["value"])


def _row(plan: Plan, asked: Asked, number: int, limit: str = "") -> Row:
    """A row of the curve; the price is what one unit less of the other effect costs, blank without a level of it."""
    unit, against_unit = (str(plan.totals[effect]["unit"]) for effect in (asked.minimise, asked.against))
    held = plan.limits[plan.limits["limit"] == limit]
    return {
        "point": number, "effect": asked.minimise, "amount": plan.objective, "unit": unit, "against": asked.against,
        "against_amount": _total(plan, asked.against), "against_unit": against_unit,
        "price": abs(float(held["price"].iloc[0])) if limit else math.nan, "price_unit": f"{unit}/{against_unit}",
    }  # fmt: skip


def _made(asked: Asked, point: Point, number: int, details: bool = False) -> Plan:
    """A point's plan, certified; without today and the details of its prices unless they are wanted."""
    texts = [*asked.limit_texts, *(limit.name for limit in point.limits)]
    options = {
        **Question(
            point.minimise, limit_texts=tuple(texts), scenario=asked.scenario, fix_texts=asked.fix_texts
        ).options(),
        "against": asked.against,
        "point": number,
    }
    solution = point.details(point.solution) if details else point.solution
    today, unknown = asked.today if details else (None, [])
    problems = (*asked.warnings, *unknown)
    return make_plan(
        asked.plant, point.graph, solution, point.minimise, today=today, problems=problems, options=options
    )


def _plan(asked: Asked, point: Point, number: int, table: pd.DataFrame) -> Plan:
    """A point's plan as ``mfo optimise`` would make it, with the curve."""
    plan = _made(asked, point, number, details=True)
    shown = table.assign(this_plan=table["point"] == number)
    plan.tables["curve"] = frame("curve", {str(name): shown[name] for name in shown})
    return plan
