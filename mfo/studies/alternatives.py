"""What else is nearly as good: how far each choice can go within a distance of the best plan, and other plans there.

Modelling to generate alternatives: E. D. Brill, S.-Y. Chang and L. D. Hopkins, "Modeling to generate alternatives: the
HSJ approach and an illustration using a problem in land use planning", Management Science 28 (1982) 221-235. The ends
of each range are optima of their own, with the distance as a row; the plans shown are those ends that lie furthest
apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from ..errors import Problem, SolverError, UsageError
from ..graph.arrays.flow_graph import Floats
from ..plan.plan import Plan
from ..units import UnitError, conversion, format_number, split_quantity
from .engine.arrays import Answered, Arrays, Runner, answered
from .engine.budget import towards, with_budget, with_row
from .engine.long_way import Model
from .engine.quantities import CHOICES, Measured

Verdict = Literal["must", "may", "never"]
NOTHING = 1e-6  # of the largest amount of a choice, below which it is not used
COLUMNS = ("name", "kind", "least", "plan", "most", "unit", "verdict")
NEAR = 1e-7  # how far two amounts may be apart and be the same, relative
APART = 0.01  # of a range, below which two plans are alike in a choice
TOLD = 3  # differences that a sentence tells


@dataclass(frozen=True)
class Range:
    """The least and the most of one choice over the horizon within the distance; ``most`` may be infinite."""

    name: str
    kind: str
    least: float
    plan: float
    most: float
    unit: str
    verdict: Verdict


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
        """The ranges: name, kind, least, plan, most, unit, verdict."""
        return pd.DataFrame([{name: getattr(item, name) for name in COLUMNS} for item in self.ranges], columns=COLUMNS)


def alternatives(
    model: Model,
    within: str,
    number: int,
    minimise: str,
    planned: Callable[[str], Plan],
    progress: Callable[[str], None],
) -> Alternatives:
    """The ranges within ``within`` of the best plan (``5 %`` or ``2000 MXN``), and the ``number`` most different plans.

    ``planned`` gives the certified plan with one more limit. Every end of a range is an optimum whose duality gap was
    checked. Raises :class:`mfo.UsageError` for a distance that is none, :class:`mfo.SolverError` where an end cannot
    be proven.
    """
    if number < 0:
        raise UsageError(Problem("number-few", f"{number} plans cannot be shown.", remedy="Ask for 0 or more."))
    runner = Runner(model.arrays)
    found = runner.found(model.arrays)
    best = answered(model.arrays, found)
    if not best.solved:
        raise SolverError(f"The best plan cannot be proven: {best.reason or best.status}.")
    unit = next(each.unit for each in model.kept if each.key == f"effect: {minimise}")
    distance = _distance(within, best.objective, unit, _gross(model, found.values))
    bound = best.objective + distance
    room = replace(model.arrays, matrix=with_budget(model.arrays.matrix, bound / model.arrays.scale))
    chosen = [row for row, each in enumerate(model.kept) if each.kind in CHOICES]
    ends = _ends(room, best, chosen, model.kept, progress)
    ranges = tuple(_range(model.kept[row], best.amounts[row], *ends[row], row) for row in chosen)
    others = _others(model, best, dict(zip(chosen, ranges, strict=True)), ends, number, planned, progress)
    return Alternatives(model.plant.settings.name, minimise, unit, best.objective, bound, ranges, others)


def _gross(model: Model, values: Floats) -> float:
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
    room: Arrays, best: Answered, chosen: list[int], kept: tuple[Measured, ...], progress: Callable[[str], None]
) -> dict[int, tuple[Answered, Answered]]:
    """The plans with the least and with the most of each choice, all from one basis.

    With whole numbers an end without them comes first: where a plan that is known already reaches it, none can go
    further.
    """
    whole = bool(room.matrix.whole.any())
    runner = Runner(room)
    eased = Runner(replace(room, matrix=room.matrix.relaxed())) if whole else runner
    known = [best]
    found = {}
    for number, row in enumerate(chosen, start=1):
        progress(f"range {number} of {len(chosen)}")
        direction = np.asarray(room.forms[[row], :].todense()).reshape(-1)
        pair = []
        for sign in (1.0, -1.0):
            arrays = towards(eased.base, sign * direction)
            answer = eased.answer(arrays)
            if eased.basis is None and answer.solved:
                eased.basis = eased.session.basis()
            if whole and answer.status != "unbounded":
                reached = _reached(known, row, answer)
                answer = reached or runner.answer(towards(room, sign * direction))
                known += [] if reached else [answer]
            if answer.status not in ("optimal", "unbounded"):
                what = f"The range of {kept[row].key} cannot be proven: {answer.reason or answer.status}."
                raise SolverError(what)
            pair.append(answer)
        found[row] = (pair[0], pair[1])
    return found


def _reached(known: Sequence[Answered], row: int, eased: Answered) -> Answered | None:
    """A plan that is known and has as much of a choice as any number instead of whole ones would allow."""
    if not eased.solved:
        return None
    end = eased.amounts[row]
    near = NEAR * max(abs(end), *(abs(each.amounts[row]) for each in known if each.solved), 1e-9)
    return next((each for each in known if each.solved and abs(each.amounts[row] - end) <= near), None)


def _range(each: Measured, plan: float, least: Answered, most: Answered, row: int) -> Range:
    low = least.amounts[row] if least.solved else -math.inf
    high = most.amounts[row] if most.solved else math.inf
    scale = max(abs(high) if math.isfinite(high) else 1.0, 1e-9)
    low, high = (0.0 if abs(value) <= NOTHING * scale else value for value in (low, high))
    verdict: Verdict = "never" if high <= 0 else "must" if low > 0 else "may"
    return Range(each.name, each.kind, min(low, plan), plan, max(high, plan), each.unit, verdict)


def _others(
    model: Model,
    best: Answered,
    ranges: dict[int, Range],
    ends: dict[int, tuple[Answered, Answered]],
    number: int,
    planned: Callable[[str], Plan],
    progress: Callable[[str], None],
) -> tuple[Other, ...]:
    """The plans at ends that lie furthest from the best plan and from one another."""
    rows = [row for row, item in ranges.items() if math.isfinite(item.most) and item.most - item.least > 0]
    if not rows or not number:
        return ()
    width = np.array([ranges[row].most - ranges[row].least for row in rows])
    wanted = [
        (row, side) for row, each in zip(rows, width, strict=True) for side in (0, 1)
        if ends[row][side].solved and abs(ends[row][side].amounts[row] - best.amounts[row]) > APART * each
    ]  # fmt: skip
    at = {}
    for done, (row, side) in enumerate(wanted, start=1):
        progress(f"plan at an end {done} of {len(wanted)}")
        if (answer := _at_end(model.arrays, row, ends[row][side].amounts[row], side)).solved:
            at[row, side] = answer
    points = {key: (np.array(answer.amounts) - np.array(best.amounts))[rows] / width for key, answer in at.items()}
    nearest = {key: float(np.abs(point).sum()) for key, point in points.items()}
    others: list[Other] = []
    while len(others) < number and nearest:
        row, side = key = max(nearest, key=lambda item: nearest[item])
        if nearest.pop(key) <= APART:
            break
        progress(f"plan {len(others) + 1} of {number}")
        limit = _limit(model.kept[row], ends[row][side].amounts[row], side)
        plan = planned(limit)
        others.append(Other(limit, plan.objective, _sentence(model.kept, rows, width, best, at[key]), plan))
        nearest = {other: min(far, float(np.abs(points[other] - points[key]).sum())) for other, far in nearest.items()}
    return tuple(others)


def _at_end(arrays: Arrays, row: int, amount: float, side: int) -> Answered:
    """The best plan in which a choice is at an end of its range."""
    form = np.asarray(arrays.forms[[row], :].todense()).reshape(-1)
    lower, upper = (amount, np.inf) if side else (-np.inf, amount)
    held = replace(arrays, matrix=with_row(arrays.matrix, form, lower, upper))
    return Runner(held).answer(held)


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
        f"{kept[row].name}: {format_number(other.amounts[row])} instead of {format_number(best.amounts[row])} "
        f"{kept[row].unit}"
        for row in told
    )


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
