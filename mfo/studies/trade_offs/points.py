"""One point between effects: what is asked of it, how it is solved, what is kept of it, and its plan."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ...errors import MfoError, Problem, UsageError
from ...graph.arrays.flow_graph import FlowGraph
from ...graph.parts.limits import add_limits
from ...plan.baseline import today_if_known
from ...plan.make_plan import make_plan
from ...plan.plan import Plan
from ...plan.tables.elements import Elements
from ...planning import Question, unsolved
from ...plant.model import Limit, Plant, Quantity, Series
from ...program.build import build_program
from ...solve.engine.solution import OPTIMAL, Solution
from ...solve.solver import Solver
from ...units import parse_unit
from ..engine.arrays import Answered

NOTHING = 1e-7  # ends nearer than this, relative, are one


@dataclass(frozen=True)
class CurveRequest:
    """What points are asked of: the plant, its graph with the limits that every point keeps, and what runs record.

    ``against`` are the effects that ``minimise`` is set against: one for a curve, two for a surface.
    """

    plant: Plant
    graph: FlowGraph
    minimise: str
    against: tuple[str, ...]
    points: int
    scenario: str | None = None
    limit_texts: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    standing: Callable[[], Plant] | None = None  # the plant as it stands, where this is one of its scenarios
    fix_texts: tuple[str, ...] = ()

    @property
    def effects(self) -> tuple[str, ...]:
        """All effects, what is minimised first."""
        return (self.minimise, *self.against)

    @cached_property
    def units(self) -> Mapping[str, str]:
        """The unit of each effect's total."""
        return Elements(self.plant, self.graph).effect_unit

    @cached_property
    def today(self) -> tuple[Plan | None, list[Problem]]:
        """Today's flows, or why they are not known; worked out when the first plan is asked for."""
        if not self.plant.measurements:
            return None, []
        return today_if_known(self.standing or (lambda: self.plant))


@dataclass(frozen=True)
class Wanted:
    """What is asked of one point: objectives in order of priority, and the most of other effects over the horizon.

    ``alike``: every year counts alike, as it does in a limit over all years. ``may_fail``: no plan is an answer, too.
    """

    objectives: tuple[str, ...]
    levels: tuple[tuple[str, float], ...] = ()  # in the units of totals
    alike: bool = False
    may_fail: bool = False

    def record(self) -> dict[str, object]:
        """What tells it apart from others."""
        return {"objectives": self.objectives, "levels": self.levels, "alike": self.alike}


@dataclass(frozen=True)
class Point:
    """One point, solved: what its plan is made from."""

    minimise: str
    graph: FlowGraph
    solution: Solution
    details: Callable[[Solution], Solution]
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class PointKept:
    """What is kept of a point: amounts of all effects, prices of its levels; none where there is no plan.

    ``objective`` is what was minimised as the objective has it, discounted in a roadmap.
    """

    status: str
    objective: float = math.nan
    totals: Mapping[str, float] = field(default_factory=dict)
    prices: tuple[float, ...] = ()
    whole: bool = False

    @property
    def solved(self) -> bool:
        """Whether there is a plan."""
        return self.status == OPTIMAL

    def answered(self) -> Answered:
        """As the engine keeps it."""
        if not self.solved:
            return Answered(self.status)
        return Answered(self.status, self.objective, (float(self.whole), *self.totals.values(), *self.prices))

    @classmethod
    def of(cls, answer: Answered, effects: tuple[str, ...]) -> PointKept:
        """What was kept, read again."""
        if not answer.solved:
            return cls(answer.status)
        whole, *amounts = answer.amounts
        totals = dict(zip(effects, amounts, strict=False))
        return cls(answer.status, answer.objective, totals, tuple(amounts[len(effects) :]), bool(whole))


def solved_point(asked: CurveRequest, wanted: Wanted) -> Point | None:
    """The point, solved from nothing; None where there is none and that is an answer.

    From the last basis it takes longer: 9 to 45 s against 2 to 6 s on a year of 8,760 slots, where the solver's
    presolve is worth more than the basis; whole numbers begin anew anyway, and small plants take milliseconds. Raises
    :class:`mfo.InfeasibleError` or :class:`mfo.SolverError` where there is no plan.
    """
    limits = tuple(_limit(asked, effect, level) for effect, level in wanted.levels)
    graph = _undiscounted(asked.graph) if wanted.alike else asked.graph
    graph = add_limits(asked.plant, graph, limits) if limits else graph
    first = wanted.objectives[0]
    solver = Solver(build_program(graph, list(wanted.objectives) if len(wanted.objectives) > 1 else first))
    solution = solver.solve()
    if not solution.has_plan:
        if wanted.may_fail and solution.status == "infeasible":
            return None
        raise unsolved(asked.plant, solver.program, solution, Question(first, limits))
    return Point(first, graph, solution, solver.details(), limits)


def _undiscounted(graph: FlowGraph) -> FlowGraph:
    """The graph with every year counting alike, as it does in a limit over all years."""
    return replace(graph, times=replace(graph.times, discount=np.ones_like(graph.times.discount)))


def _limit(asked: CurveRequest, effect: str, level: float) -> Limit:
    """At most ``level`` of an effect over the horizon, in the unit of the plan's totals, as ``--limit`` reads it."""
    typed = asked.units[effect]
    unit = parse_unit(typed)
    text = f"{effect} <= {repr(level).removesuffix('.0')} {typed} in total"
    bound = Series(np.asarray(level * unit.factor), unit.canonical, f"{level!r} {typed}")
    return Limit(text, (Quantity("effect", effect),), "total", maximum=bound, unit=unit.canonical, typed=text)


def can_be_bound(asked: CurveRequest, effect: str) -> bool:
    """Whether anything that is decided has this effect: a level of what is nothing in this plant bounds nothing."""
    try:
        add_limits(asked.plant, asked.graph, (_limit(asked, effect, 0.0),))
    except UsageError:
        return False
    return True


def told_of(asked: CurveRequest, point: Point | None) -> PointKept:
    """What is kept of a point, from its certified plan."""
    if point is None:
        return PointKept("infeasible")
    plan = made(asked, point, 0)
    prices = []
    for limit in point.limits:
        held = plan.limits[plan.limits["limit"] == limit.name]
        prices.append(abs(float(held["price"].iloc[0])))
    totals = {effect: float(plan.totals[effect]["value"]) if effect in plan.totals else 0.0 for effect in asked.effects}
    return PointKept(OPTIMAL, plan.objective, totals, tuple(prices), point.solution.whole_numbers)


def made(asked: CurveRequest, point: Point, number: int, details: bool = False) -> Plan:
    """A point's plan, certified; without today and the details of its prices unless they are wanted."""
    texts = [*asked.limit_texts, *(limit.name for limit in point.limits)]
    options = {
        **Question(
            point.minimise, limit_texts=tuple(texts), scenario=asked.scenario, fix_texts=asked.fix_texts
        ).options(),
        "against": asked.against[0] if len(asked.against) == 1 else list(asked.against),
        "point": number,
    }
    solution = point.details(point.solution) if details else point.solution
    today, unknown = asked.today if details else (None, [])
    problems = (*asked.warnings, *unknown)
    return make_plan(
        asked.plant, point.graph, solution, point.minimise, today=today, problems=problems, options=options
    )


def levels_between(most: float, least: float, points: int) -> list[float]:
    """Levels from the second on, evenly spaced and rounded to a tenthousandth of what there is to trade.

    The last one is what the other end reached, with room for rounding. Where both ends are one, there is none.
    """
    scale = max(abs(most), abs(least), 1e-6)
    if most - least <= NOTHING * scale:
        return []
    inner = np.linspace(most, least, points)[1:-1].tolist()
    digits = 4 - math.floor(math.log10(most - least))
    return [*(round(level, digits) for level in inner), just_above(least, scale)]


def just_above(least: float, scale: float) -> float:
    """The least with room for rounding."""
    fine = 10.0 ** (7 - math.floor(math.log10(scale)))
    return math.ceil((least + NOTHING * scale) * fine) / fine


def told_or_why(asked: CurveRequest, wanted: Wanted) -> PointKept:
    """What is kept of a point; any reason why there is none as its status."""
    try:
        return told_of(asked, solved_point(asked, wanted))
    except MfoError as error:
        return PointKept(getattr(error, "status", None) or "not certified")
