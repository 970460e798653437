"""The trade-off between two effects: the best plans at every level of the other (epsilon-constraint method)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..errors import Problem, UsageError
from ..graph import add_limits
from ..graph.arrays import FlowGraph
from ..plan import Plan, make_plan
from ..planning import Question, solved
from ..plant.model import Limit, Plant, Quantity, Series
from ..program import build_program
from ..units import parse_unit

STEP = "trade-off"  # the name of the limit that moves
LEAST_POINTS = 2


@dataclass(frozen=True)
class Curve:
    """A trade-off curve. ``table`` has a row a point, from the least of ``minimise`` to the least of ``against``.

    Columns: point (from 1), ``minimise`` (over the horizon, discounted in a roadmap, as the program has it),
    ``against`` (over the horizon), price (what one unit less of ``against`` costs there; nan at the first point, where
    nothing holds it), and their units.
    """

    plant: str
    minimise: str
    against: str
    table: pd.DataFrame

    @property
    def unit(self) -> str:
        """The unit of what is minimised."""
        return str(self.table["unit"].iloc[0])

    @property
    def against_unit(self) -> str:
        """The unit of the other effect."""
        return str(self.table["against_unit"].iloc[0])

    def _repr_html_(self) -> str:
        """The curve with its numbers, for notebooks."""
        from ..report.curve import curve_fragment

        return curve_fragment(self)


def trade_off(
    plant: Plant,
    graph: FlowGraph,
    minimise: str,
    against: str,
    points: int,
    progress: Callable[[str], None],
) -> Curve:
    """The curve between the plan with the least ``minimise`` and the one with the least ``against``.

    Ties at both ends are broken by the other effect, so that no end can be bettered for nothing. Every point is
    certified. Raises :class:`mfo.UsageError` for fewer than two points or one effect twice,
    :class:`mfo.InfeasibleError` where there is no plan at all.
    """
    _check(minimise, against, points)
    progress(f"point 1 of {points}")
    first = _plan(plant, graph, (minimise, against), ())
    progress(f"point 2 of {points}")
    last = _plan(plant, graph, (against, minimise), ())
    most, least = (_total(plan, against) for plan in (first, last))
    plans = [(first, float("nan"))]
    for number, level in enumerate(np.linspace(most, least, points)[1:], start=2):
        progress(f"point {number} of {points}")
        end = number == points
        # the last level is what the other end reached, with room for rounding
        room = 1e-7 * max(abs(most), abs(least), 1e-6) if end else 0.0
        plan = _plan(plant, graph, (minimise,), (_limit(first, against, float(level) + room),))
        plans.append((plan, _price(plan)))
    return Curve(plant.settings.name, minimise, against, _table(plans, minimise, against))


def _check(minimise: str, against: str, points: int) -> None:
    if points < LEAST_POINTS:
        raise UsageError(Problem("points-few", f"{points} points make no curve.", remedy="Ask for 2 or more."))
    if minimise == against:
        remedy = "Name two effects, such as cost and emissions."
        raise UsageError(Problem("effect-twice", f"{minimise} has no trade-off with itself.", remedy=remedy))


def _plan(plant: Plant, graph: FlowGraph, minimise: tuple[str, ...], limits: tuple[Limit, ...]) -> Plan:
    limited = add_limits(plant, graph, limits)
    question = Question(minimise[0], limits)
    solution = solved(plant, build_program(limited, list(minimise)), question, details=False)
    return make_plan(plant, limited, solution, list(minimise))


def _limit(plan: Plan, effect: str, level: float) -> Limit:
    """At most ``level`` of an effect over the horizon, in the unit that the plan shows it in."""
    typed = str(plan.totals[effect]["unit"])
    unit = parse_unit(typed)
    bound = Series(np.asarray(level * unit.factor), unit.canonical, f"{level!r} {typed}")
    return Limit(STEP, (Quantity("effect", effect),), "total", maximum=bound, unit=unit.canonical, typed=STEP)


def _total(plan: Plan, effect: str) -> float:
    return float(plan.totals[effect]["value"])


def _price(plan: Plan) -> float:
    """What one unit less of the limited effect costs."""
    rows = plan.limits[plan.limits["limit"] == STEP]
    return abs(float(rows["price"].iloc[0]))


def _table(plans: list[tuple[Plan, float]], minimise: str, against: str) -> pd.DataFrame:
    first = plans[0][0].totals
    return pd.DataFrame(
        {
            "point": np.arange(1, len(plans) + 1),
            minimise: [plan.objective for plan, _ in plans],
            "unit": first[minimise]["unit"],
            against: [_total(plan, against) for plan, _ in plans],
            "against_unit": first[against]["unit"],
            "price": [price for _, price in plans],
            "price_unit": f"{first[minimise]['unit']}/{first[against]['unit']}",
        }
    )
