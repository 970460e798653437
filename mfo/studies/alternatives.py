"""What else is nearly as good: how far each choice can go within a distance of the best plan, and other plans there.

Modelling to generate alternatives: E. D. Brill, S.-Y. Chang and L. D. Hopkins, "Modeling to generate alternatives: the
HSJ approach and an illustration using a problem in land use planning", Management Science 28 (1982) 221-235. The ends
of each range are optima of their own, with the distance as a row; the plans shown are those ends that lie furthest
apart. With whole numbers see :mod:`mfo.studies.range_ends`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from ..errors import Problem, SolverError, UsageError
from ..graph.arrays.flow_graph import Floats
from ..plan.plan import Plan
from ..translation import CHOICE, say, spoken, translated
from ..units import UnitError, conversion, format_number, split_quantity
from .engine.arrays import Answered, Arrays, Runner, answered
from .engine.budget import with_budget, with_rows
from .engine.kept_quantities import CHOICES, Measured
from .engine.long_way import PreparedProgram
from .range_ends import End, Ends, Reached

Verdict = Literal["must", "may", "never"]
NOTHING = 1e-6  # of the largest amount of a choice, below which it is not used
COLUMNS = ("name", "kind", "least", "plan", "most", "unit", "verdict", "today", "none_below", "none_above")
APART = 0.01  # of a range, below which two plans are alike in a choice
TOLD = 3  # differences that a sentence tells


@dataclass(frozen=True)
class Range:
    """The least and the most of one choice over the horizon within the distance; ``most`` may be infinite.

    Both are reached by a plan, and none goes below ``none_below`` or above ``none_above``: the same, unless whole
    numbers leave something open. ``today`` is what flows today over as long, nan where that is not known.
    """

    name: str
    kind: str
    least: float
    plan: float
    most: float
    unit: str
    verdict: Verdict
    today: float = math.nan
    none_below: float = math.nan
    none_above: float = math.nan

    @property
    def proven(self) -> bool:
        """Whether both ends are all that is possible."""
        return (self.none_below, self.none_above) == (self.least, self.most)


@dataclass(frozen=True)
class Other:
    """Another plan within the distance: what was asked of it, what it is worth, and what sets it apart."""

    limit: str  # the limit that gives it, as typed
    objective: float
    difference: str
    plan: Plan = field(repr=False, compare=False)


@dataclass(frozen=True)
class Alternatives:
    """What is nearly as good as the best plan. ``best`` and ``bound`` in ``unit``, discounted as the objective is."""

    plant: str
    minimise: str
    unit: str
    best: float
    bound: float
    ranges: tuple[Range, ...]
    others: tuple[Other, ...]

    @property
    def table(self) -> pd.DataFrame:
        """The ranges: name, kind, least, plan, most, unit, verdict, today, none_below, none_above."""
        return pd.DataFrame([{name: getattr(item, name) for name in COLUMNS} for item in self.ranges], columns=COLUMNS)


def alternatives(
    model: PreparedProgram,
    within: str,
    number: int,
    minimise: str,
    planned: Callable[[str], Plan],
    progress: Callable[[str], None],
    today: Mapping[str, float] | None = None,
) -> Alternatives:
    """The ranges within ``within`` of the best plan (``5 %`` or ``2000 MXN``), and the ``number`` most different plans.

    ``planned`` gives the certified plan with one more limit, ``today`` what flows today by quantity. Every end of a
    range is an optimum whose duality gap was checked. Raises :class:`mfo.UsageError` for a distance that is none,
    :class:`mfo.SolverError` where an end cannot be proven.
    """
    if number < 0:
        raise UsageError(Problem("number-few", f"{number} plans cannot be shown.", remedy="Ask for 0 or more."))
    progress("the best plan")
    found = Runner(model.arrays).found(model.arrays)
    best = answered(model.arrays, found)
    if not best.solved:
        raise SolverError(f"The best plan cannot be proven: {best.reason or best.status}.")
    unit = next(each.unit for each in model.kept if each.key == f"effect: {minimise}")
    distance = _distance(within, best.objective, unit, _gross(model, found.values))
    bound = best.objective + distance
    room = replace(model.arrays, matrix=with_budget(model.arrays.matrix, bound / model.arrays.scale))
    numbers = tuple(np.round(found.values[model.arrays.matrix.whole]).tolist())
    chosen = [row for row, each in enumerate(model.kept) if each.kind in CHOICES]
    ends = _ends(room, Reached(best, numbers), chosen, model.kept, progress)
    flows = today or {}
    ranges = tuple(
        _range(model.kept[row], best.amounts[row], *ends[row], row, flows.get(model.kept[row].key, math.nan))
        for row in chosen
    )
    others = _others(model, best, dict(zip(chosen, ranges, strict=True)), ends, number, planned, progress)
    return Alternatives(model.plant.settings.name, minimise, unit, best.objective, bound, ranges, others)


def _gross(model: PreparedProgram, values: Floats) -> float:
    """What the objective adds up without regard to sign, in its unit as typed."""
    return float(np.abs(model.arrays.matrix.cost * values).sum()) * model.arrays.scale


def _distance(within: str, best: float, unit: str, gross: float) -> float:
    """The distance in the objective's unit. A share is of the best plan's value, whatever its sign."""
    try:
        number, typed = split_quantity(within)
        value = float(number) * (conversion(typed, unit) if typed and typed != "%" else 1.0)
    except UnitError as error:
        message = f"`{within}` is no distance from the best plan: {error}"
        raise UsageError(Problem("within", message, remedy=f"Write `5 %` or `1000 {unit}`.")) from error
    if value < 0:
        raise UsageError(Problem("within", f"`{within}` is negative.", remedy="No plan is better than the best."))
    if typed and typed != "%":
        return value
    share = value / 100 if typed == "%" else value
    if abs(best) <= 1e-3 * gross:
        message = f"The best plan comes to {format_number(best)} {unit}, next to nothing of what it adds up: a share "
        remedy = f'Give an amount, such as `--within "{format_number(0.05 * gross, 2)} {unit}"`.'
        raise UsageError(Problem("within", f"{message}of it says little.", remedy=remedy))
    return share * abs(best)


def _ends(
    room: Arrays, best: Reached, chosen: list[int], kept: tuple[Measured, ...], progress: Callable[[str], None]
) -> dict[int, tuple[End, End]]:
    """The plans with the least and with the most of each choice."""
    search = Ends(room, best)
    found = {}
    for number, row in enumerate(chosen, start=1):
        progress(f"range {number} of {len(chosen)}")
        found[row] = (search.end(row, 1.0, kept[row].key), search.end(row, -1.0, kept[row].key))
    return found


def _range(each: Measured, plan: float, least: End, most: End, row: int, today: float) -> Range:
    low, high = (end.best.answer.amounts[row] if end.best else end.bound for end in (least, most))
    below, above = (amount if end.proven(row) else end.bound for end, amount in ((least, low), (most, high)))
    scale = max(abs(high) if math.isfinite(high) else 1.0, 1e-9)
    low, high, below, above = (0.0 if abs(value) <= NOTHING * scale else value for value in (low, high, below, above))
    low, high = min(low, plan), max(high, plan)
    below, above = min(below, low), max(above, high)
    verdict: Verdict = "never" if above <= 0 else "must" if below > 0 else "may"
    return Range(each.name, each.kind, low, plan, high, each.unit, verdict, today, below, above)


def _others(
    model: PreparedProgram,
    best: Answered,
    ranges: dict[int, Range],
    ends: dict[int, tuple[End, End]],
    number: int,
    planned: Callable[[str], Plan],
    progress: Callable[[str], None],
) -> tuple[Other, ...]:
    """The plans at ends that lie furthest from the best plan and from one another."""
    rows = [row for row, item in ranges.items() if math.isfinite(item.most) and item.most - item.least > 0]
    if not rows or not number:
        return ()
    width = np.array([ranges[row].most - ranges[row].least for row in rows])
    reached = {(row, side): plan for row in rows for side in (0, 1) if (plan := ends[row][side].best)}
    wanted = {
        (row, side): plan
        for (row, side), plan in reached.items()
        if abs(plan.answer.amounts[row] - best.amounts[row]) > APART * width[rows.index(row)]
    }
    cheapest = _Cheapest(model.arrays, rows)
    at = {}
    for done, ((row, side), plan) in enumerate(wanted.items(), start=1):
        progress(f"plan at an end {done} of {len(wanted)}")
        if (answer := cheapest.at(row, side, plan)).solved:
            at[row, side] = answer
    points = {key: (np.array(answer.amounts) - np.array(best.amounts))[rows] / width for key, answer in at.items()}
    nearest = {key: float(np.abs(point).sum()) for key, point in points.items()}
    others: list[Other] = []
    while len(others) < number and nearest:
        row, side = key = max(nearest, key=lambda item: nearest[item])
        if nearest.pop(key) <= APART:
            break
        progress(f"plan {len(others) + 1} of {number}")
        limit = _limit(model.kept[row], wanted[key].answer.amounts[row], side)
        made = planned(limit)
        others.append(Other(limit, made.objective, _sentence(model.kept, rows, width, best, at[key]), made))
        nearest = {other: min(far, float(np.abs(points[other] - points[key]).sum())) for other, far in nearest.items()}
    return tuple(others)


class _Cheapest:
    """The best plan in which a choice is at an end of its range, with the whole numbers of the plan that reaches it."""

    def __init__(self, arrays: Arrays, rows: list[int]) -> None:
        free = np.full(len(rows), np.inf)
        matrix = with_rows(arrays.matrix, arrays.forms[rows, :], -free, free)
        self._arrays = replace(arrays, matrix=matrix.relaxed())
        self._whole, self._place = np.flatnonzero(matrix.whole), {row: place for place, row in enumerate(rows)}
        self._runner = Runner(self._arrays)

    def at(self, row: int, side: int, plan: Reached) -> Answered:
        """It, or why there is none."""
        matrix = self._arrays.matrix
        where = matrix.rows - len(self._place) + self._place[row]
        lower, upper, numbers = matrix.lower.copy(), matrix.upper.copy(), np.array(plan.numbers)
        lower[self._whole], upper[self._whole] = numbers, numbers
        amount = plan.answer.amounts[row]
        row_lower, row_upper = matrix.row_lower.copy(), matrix.row_upper.copy()
        row_lower[where], row_upper[where] = (amount, np.inf) if side else (-np.inf, amount)
        held = replace(matrix, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)
        answer = self._runner.answer(replace(self._arrays, matrix=held))
        if self._runner.basis is None and answer.solved:
            self._runner.basis = self._runner.session.basis()
        return answer


def _limit(each: Measured, amount: float, side: int) -> str:
    """The limit that keeps a choice at an end, as ``--limit`` reads it, rounded towards what can be reached."""
    size = 10.0 ** (8 - math.floor(math.log10(abs(amount)))) if abs(amount) > 1e-9 else 1e9
    value = math.floor(amount * size) / size if side else math.ceil(amount * size) / size
    return f"{each.kind}: {each.name} {'>=' if side else '<='} {value!r} {each.unit} in total"


def _sentence(kept: tuple[Measured, ...], rows: list[int], width: Floats, best: Answered, other: Answered) -> str:
    """What sets a plan apart from the best one: the choices that differ most, measured by their ranges."""
    apart = [abs(other.amounts[row] - best.amounts[row]) / each for row, each in zip(rows, width, strict=True)]
    told = [rows[place] for place in np.argsort(apart)[::-1] if apart[place] > 0.01][:TOLD]
    return "; ".join(
        say(
            "{name}: {amount} instead of {best} {unit}",
            name=_called(kept[row]),
            unit=kept[row].unit,
            amount=format_number(other.amounts[row]),
            best=format_number(best.amounts[row]),
        )
        for row in told
    )


def _called(each: Measured) -> str:
    """A choice by its name; a route of the waste hierarchy by its word in the language that is spoken."""
    return translated(each.name, spoken(), CHOICE) if each.kind == "route" else each.name


def result_of(found: Alternatives) -> dict[str, object]:
    """What study.json and ``--json`` say of it, runs apart."""
    return {
        "minimise": found.minimise,
        "unit": found.unit,
        "best": found.best,
        "bound": found.bound,
        "ranges": found.table.to_dict("records"),
        "plans": [
            {"run": run, "objective": other.objective, "difference": other.difference, "limit": other.limit}
            for run, other in zip(run_folders(found), found.others, strict=True)
        ],
    }


def run_folders(found: Alternatives) -> list[str]:
    """What the run folders of the other plans are called."""
    return [f"plan-{number}" for number in range(1, len(found.others) + 1)]
