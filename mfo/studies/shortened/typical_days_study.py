"""Typical days against the whole year: what a plan made with them costs, and breaks, where every slot is counted.

A plan is made with typical days. What it builds, opens and uses is then held, and all slots of the year are planned
with it: the difference between what the first plan said and what the second costs is the error in money. Where the
second has no plan, the bounds that would have to give are the error in limits. Every plan is certified.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...errors import InfeasibleError, Problem, UsageError
from ...graph.parts.limits import add_limits
from ...plan.make_plan import make_plan
from ...planning import Question, unsolved
from ...program.build import build_program
from ...solve.solver import Solver
from ..engine.held import Held, decided, with_held

if TYPE_CHECKING:
    from ...bench import Bench
    from ...graph.arrays.flow_graph import FlowGraph
    from ...plan.plan import Plan

SETTING = ("plant", "typical_days", "value")


@dataclass(frozen=True)
class FixedPrice:
    """What one unit more of a decision that is held would save, by the plan made with typical days."""

    fix: str  # as it was asked: "digester = 0"
    year: int
    unit: str
    price: float  # negative: what it would cost
    price_unit: str


@dataclass(frozen=True)
class TypicalDays:
    """One way to tell the year, and what it errs."""

    days: str  # as the setting has it: "24 in order"
    slots: int
    said: float  # what the plan made with them says of its objective
    held: float  # what its decisions come to in all slots; nan: no plan holds them
    broken: tuple[str, ...] = ()  # where none does: what would have to give, in words
    best: float = np.nan  # what all slots would have come to, had they been planned; nan: not asked
    fixed: tuple[FixedPrice, ...] = ()  # what one unit more of each decision that was asked to be held is worth

    @property
    def error(self) -> float:
        """By which share the plan says too little (negative: too much); nan where no plan holds."""
        return (self.held - self.said) / abs(self.held) if self.held else 0.0

    @property
    def regret(self) -> float:
        """By which share its decisions come to more than the best of the whole year; nan where that was not asked."""
        return (self.held - self.best) / abs(self.best) if self.best else 0.0


@dataclass(frozen=True)
class TypicalDaysStudy:
    """Several ways, each held against the same year."""

    plant: str
    minimise: str
    unit: str
    slots: int
    ways: tuple[TypicalDays, ...]

    @property
    def table(self) -> pd.DataFrame:
        """A row for each way, with shares as fractions."""
        names = ("days", "slots", "said", "held", "best")
        rows = [{name: getattr(way, name) for name in names} for way in self.ways]
        found = pd.DataFrame(rows, columns=list(names))
        found["error"] = [way.error for way in self.ways]
        found["regret"] = [way.regret for way in self.ways]
        found["broken"] = ["; ".join(way.broken) for way in self.ways]
        return found


def typical_days_study(
    bench: Bench,
    days: Sequence[str],
    minimise: str,
    limits: Iterable[str] = (),
    with_best: bool = False,
    progress: Callable[[str], None] = lambda _stage: None,
    fixes: Iterable[str] = (),
) -> TypicalDaysStudy:
    """Hold plans made with typical days against all slots of the year; ``limits`` and ``fixes`` hold in every plan.

    ``days`` are values of the setting ``typical_days``; ``with_best`` plans the whole year too. Raises
    :class:`mfo.UsageError` where none is given, PlantError where a number of days cannot be, InfeasibleError where a
    year told by typical days has no plan.
    """
    if not days:
        raise UsageError(Problem("typical-days", "No number of typical days is given.", remedy="Write `--days 12`."))
    asked = (tuple(limits), tuple(fixes))
    full = bench.with_value(*SETTING, "")
    unit = str(full.plant.effects[minimise.split(";")[0].strip()].unit)
    best = np.nan
    if with_best:
        progress("planning all slots")
        best = _planned(full, full.graph, minimise, *asked)[0].objective
    ways = []
    for text in days:
        progress(f"planning with {text} typical days")
        short = bench.with_value(*SETTING, text)
        plan, held = _planned(short, short.graph, minimise, *asked)
        progress(f"holding the plan of {text} typical days in all slots")
        prices = _fixed(plan, asked[1])
        way = TypicalDays(text, len(short.plant.times.hours), plan.objective, np.nan, best=best, fixed=prices)
        try:
            way = replace(way, held=_planned(full, with_held(full.graph, held), minimise, *asked)[0].objective)
        except InfeasibleError as none:
            way = replace(way, broken=tuple(problem.message for problem in none.problems))
        ways.append(way)
    return TypicalDaysStudy(bench.name, minimise, unit, len(full.plant.times.hours), tuple(ways))


def _fixed(plan: Plan, fixes: tuple[str, ...]) -> tuple[FixedPrice, ...]:
    rows = plan.limits[plan.limits["limit"].isin(fixes)].to_dict("records")
    return tuple(
        FixedPrice(row["limit"], int(row["year"]), row["unit"], float(row["price"]), row["price_unit"]) for row in rows
    )


def _planned(
    bench: Bench, graph: FlowGraph, minimise: str, texts: tuple[str, ...], fixes: tuple[str, ...]
) -> tuple[Plan, Held]:
    """A certified plan, and what it decides first."""
    question = Question(minimise, (*bench.limits(texts), *bench.fixes(fixes)), texts, fix_texts=fixes)
    limited = add_limits(bench.plant, graph, question.limits)
    program = build_program(limited, minimise)
    solver = Solver(program)
    solution = solver.solve()
    if not solution.has_plan:
        raise unsolved(bench.plant, program, solution, question)
    plan = make_plan(bench.plant, limited, solution, minimise, options=question.options())
    return plan, decided(program, solver.values)
