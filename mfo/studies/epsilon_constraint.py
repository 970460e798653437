"""The trade-off between effects: the best plans at every level of the others (epsilon-constraint method).

Between two effects a curve, between three a surface over a grid of levels of two of them: G. Mavrotas, "Effective
implementation of the epsilon-constraint method in multi-objective mathematical programming problems", Applied
Mathematics and Computation 213 (2009) 455-465. The ends are lexicographic optima: each effect made least, and the
others after it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product

import pandas as pd

from ..errors import Problem, UsageError
from ..plan.plan import Plan
from ..plan.tables.schema import Row, frame
from .curve import Curve, Plans
from .trade_offs.points import CurveRequest, PointKept, Wanted, can_be_bound, just_above, levels_between, made
from .trade_offs.surface import Surface
from .trade_offs.work import Place, Worked, worked_out

LEAST_POINTS = 2
MOST_EFFECTS = 3
FEW_POINTS, FEW_LEVELS = 20, 6  # of a curve, and of each of the two other effects of a surface, where none are asked
ALIKE = 1e-6  # of what there is to trade, below which two amounts are the same

Progress = Callable[[str], None]


def trade_off(
    asked: CurveRequest, progress: Progress, workers: int = 1, place: Place | None = None, cluster: str = ""
) -> Curve:
    """The curve between the plan with the least ``minimise`` and the one with the least of the other effect.

    Ties at both ends are broken by the other effect, so that no end can be bettered for nothing. Every point is
    certified. Points are worked out by so many processes, or by the Dask cluster at the address ``cluster``, and kept
    at a ``place`` where there is one. Raises
    :class:`mfo.UsageError` for fewer than two points or one effect twice, :class:`mfo.InfeasibleError` where there is
    no plan at all.
    """
    _check(asked)
    other = asked.against[0]
    with worked_out(asked, workers, place, cluster) as worked:
        progress(f"point 1 of {asked.points}")
        wanted = [Wanted((asked.minimise, other))]
        first = worked.at(wanted[0])
        progress(f"point {asked.points} of {asked.points}")
        last = worked.at(Wanted((other, asked.minimise), alike=True))
        levels = levels_between(first.totals[other], last.totals[other], asked.points)
        wanted += [Wanted((asked.minimise,), ((other, level),)) for level in levels]
        told = worked.all(wanted, lambda number: progress(f"point {number + 1} of {asked.points}"))
    rows = [_row(asked, each, number, other) for number, each in enumerate(told, start=1)]
    table = pd.DataFrame(rows)
    makers = [partial(_plan, worked, point, number, table) for number, point in enumerate(wanted, start=1)]
    whole = any(each.whole for each in told)
    name = asked.plant.settings.name
    return Curve(name, asked.minimise, other, table, Plans(makers), _discounted(asked, first), whole)


def surface(
    asked: CurveRequest, progress: Progress, workers: int = 1, place: Place | None = None, cluster: str = ""
) -> Surface:
    """The plans that no other betters in one of three effects without being worse in another, over a grid of levels.

    Each point has the least of what is minimised under its own levels of the two others, ties broken by these. Levels
    without a plan, and points that another one betters or equals, are left out. Otherwise as :func:`trade_off`.
    """
    _check(asked)
    with worked_out(asked, workers, place, cluster) as worked:
        progress("the ends")
        ends = {effect: worked.at(_end(asked, effect)) for effect in asked.effects}
        levels = [_levels(asked, ends, effect) for effect in asked.against]
        wanted = [
            Wanted(
                asked.effects,
                tuple((effect, level) for effect, level in zip(asked.against, cell, strict=True) if level is not None),
                may_fail=any(level is not None for level in cell),
            )
            for cell in product(*levels)
        ]
        told = worked.all(wanted, lambda number: progress(f"level {number + 1} of {len(wanted)}"))
    kept = _undominated(asked, told)
    rows = [_surface_row(asked, told[place], wanted[place], number) for number, place in enumerate(kept, start=1)]
    makers = [partial(_made, worked, wanted[place], number) for number, place in enumerate(kept, start=1)]
    whole = any(told[place].whole for place in kept)
    without = sum(not each.solved for each in told)
    return Surface(
        asked.plant.settings.name,
        asked.minimise,
        asked.against,
        pd.DataFrame(rows),
        Plans(makers),
        _discounted(asked, ends[asked.minimise]),
        whole,
        without,
    )


def _check(asked: CurveRequest) -> None:
    if asked.points < LEAST_POINTS:
        raise UsageError(Problem("points-few", f"{asked.points} points make no curve.", remedy="Ask for 2 or more."))
    twice = next((effect for place, effect in enumerate(asked.effects) if effect in asked.effects[:place]), None)
    if twice is not None:
        remedy = "Name two effects, such as cost and emissions."
        raise UsageError(Problem("effect-twice", f"{twice} has no trade-off with itself.", remedy=remedy))
    if len(asked.effects) > MOST_EFFECTS:
        message = f"{len(asked.effects)} effects are set against one another."
        raise UsageError(Problem("effects-many", message, remedy="Name at most two with --against."))


def _discounted(asked: CurveRequest, told: PointKept) -> bool:
    """Whether what a plan minimises is discounted, so that its objective is not its total."""
    total = told.totals[asked.minimise]
    return abs(told.objective - total) > 1e-9 * max(1.0, abs(total))


def _end(asked: CurveRequest, effect: str) -> Wanted:
    """The plan with the least of an effect, ties broken by the others in their order."""
    others = tuple(other for other in asked.effects if other != effect)
    return Wanted((effect, *others), alike=effect != asked.minimise)


def _levels(asked: CurveRequest, ends: dict[str, PointKept], effect: str) -> list[float | None]:
    """Levels of one of the two others, the first without a bound, the last what its own end reached."""
    if not can_be_bound(asked, effect):
        return [None]
    reached = [told.totals[effect] for told in ends.values()]
    most, least = max(reached), ends[effect].totals[effect]
    between = levels_between(most, least, asked.points)
    return [None, *(between or [just_above(least, max(abs(most), abs(least), 1e-6))])]


def _undominated(asked: CurveRequest, told: Sequence[PointKept]) -> list[int]:
    """The places of the points that no other one betters or, earlier, equals."""
    solved = [place for place, each in enumerate(told) if each.solved]
    amounts = {
        place: (told[place].objective, *(told[place].totals[each] for each in asked.against)) for place in solved
    }
    spans = [max(column) - min(column) for column in zip(*amounts.values(), strict=True)]
    rooms = [
        max(ALIKE * span, 1e-9 * max(map(abs, column)), 1e-9)
        for span, column in zip(spans, zip(*amounts.values(), strict=True), strict=True)
    ]

    def no_worse(one: int, other: int) -> bool:
        return all(a <= b + room for a, b, room in zip(amounts[one], amounts[other], rooms, strict=True))

    return [
        place
        for place in solved
        if not any(
            no_worse(other, place) and (other < place or not no_worse(place, other))
            for other in solved
            if other != place
        )
    ]


def _row(asked: CurveRequest, told: PointKept, number: int, other: str) -> Row:
    """A row of the curve; the price is what one unit less of the other effect costs, blank without a level of it."""
    unit, against_unit = asked.units[asked.minimise], asked.units[other]
    return {
        "point": number,
        "effect": asked.minimise,
        "amount": told.objective,
        "unit": unit,
        "against": other,
        "against_amount": told.totals[other],
        "against_unit": against_unit,
        "price": told.prices[0] if told.prices else math.nan,
        "price_unit": f"{unit}/{against_unit}",
    }


def _surface_row(asked: CurveRequest, told: PointKept, wanted: Wanted, number: int) -> Row:
    """A row of the surface: as of a curve, with the levels; columns of the third effect begin with ``third_``."""
    levels = dict(wanted.levels)
    prices = dict(zip(levels, told.prices, strict=True))
    unit = asked.units[asked.minimise]
    row: Row = {"point": number, "effect": asked.minimise, "amount": told.objective, "unit": unit}
    for effect, name, start in zip(asked.against, ("against", "third"), ("", "third_"), strict=True):
        own = asked.units[effect]
        row |= {
            name: effect,
            f"{name}_amount": told.totals[effect],
            f"{name}_unit": own,
            f"{name}_level": levels.get(effect, math.nan),
            f"{start}price": prices.get(effect, math.nan),
            f"{start}price_unit": f"{unit}/{own}",
        }
    return row


def _made(worked: Worked, wanted: Wanted, number: int) -> Plan:
    """A point's plan as ``mfo optimise`` would make it."""
    return made(worked.asked, worked.point(wanted), number, details=True)


def _plan(worked: Worked, wanted: Wanted, number: int, table: pd.DataFrame) -> Plan:
    """A point's plan with the curve."""
    plan = _made(worked, wanted, number)
    shown = table.assign(this_plan=table["point"] == number)
    plan.tables["curve"] = frame("curve", {str(name): shown[name] for name in shown})
    return plan
