"""The uncertainty of readings carried to today's cost and emissions, to the plan, and to what it saves.

By first order: what a reading may be off by, times what a unit of it changes. Of the plan that is the price of what
must be taken and was measured: today and plan rest on the same readings, so that what both have in common cancels out
in what is saved.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..errors import PlantError, Problem, SolverError
from ..graph.arrays.flow_graph import Floats, FlowGraph, Ints
from ..plant.model import Plant
from ..plant.part_of_plant import ELEMENTS
from ..reconciliation.bilinear import Reconciled
from ..reconciliation.reconcile import Solved, common_error
from ..reconciliation.reconciled_totals import TOLD, Sum, effect_sum, supply_sum, value_of
from ..reconciliation.soft_yields import soft_yields
from ..reconciliation.tell import flows
from ..reconciliation.year_today import first_as_typed, year_today
from ..solve.engine.solution import Solution
from ..units import conversion
from .baseline import flows_today
from .tables.elements import Elements

LANDFILLED = "landfilled"
MOST_ASKED = 6  # flows that are named
SEEN = 1e-6  # of a total's direction: what is left of it once flows that would determine it were read

Totals = dict[str, dict[str, float]]
"""Standard uncertainties by ``today``, ``plan`` and ``saved``, and effect; in the units of the totals."""

Supplies = dict[str, float]
"""Standard uncertainty over the year of supplies that must be taken and were measured, in the unit typed."""


@dataclass(frozen=True)
class Carried:
    """What the readings' uncertainty makes of totals and supplies, and where that is not known, why.

    ``unknown`` are the effects of which today's uncertainty is not determined, ``flows`` what would determine it once
    it was read: element and material; empty where that was not worked out. ``unknown_of_plan`` are those of which the
    plan's is not known alone: plans that are as good have different amounts of them, or it was not worked out.
    """

    totals: Totals = field(default_factory=dict)
    supplies: Supplies = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    unknown_of_plan: tuple[str, ...] = ()
    flows: tuple[tuple[str, str], ...] = ()
    problem: Problem | None = None
    common_error: float = math.nan  # share that all meters must be off by to be noticed; nan: nothing to tell


def carried(standing: Plant, graph: FlowGraph, solution: Solution, effect: str) -> Carried:
    """What the readings' uncertainty makes of the totals, and of the supplies that the plan must take.

    ``graph`` and ``solution`` are the plan's, ``effect`` what it minimises; of other effects its prices are those of
    ``solution.effect_prices``. There is nothing where no reading has an uncertainty, or years differ. What cannot be
    worked out is left out, and told where flows are not determined.
    """
    try:
        return _carried(standing, graph, solution, effect)
    except (PlantError, SolverError):  # today never blocks a plan
        return Carried()


def _carried(standing: Plant, graph: FlowGraph, solution: Solution, effect: str) -> Carried:
    typed = first_as_typed(standing)
    uncertain = any(item.uncertainty for item in typed.measurements) or (typed.measurements and soft_yields(typed))
    if graph.years > 1 or not uncertain:
        return Carried()
    now = year_today(typed)
    plant, today, held, reconciled = now.plant, now.graph, now.held, now.found
    if reconciled is None:
        return Carried()
    solved = reconciled.solved
    elements = Elements(standing, graph, effect)
    by_slot = flows_today(typed).by_slot
    asked = [name for name in headline(effect) if name in today.effects]
    sums = {name: effect_sum(reconciled, name, by_slot) for name in asked}
    asked = [name for name in asked if len(sums[name].columns) or name in TOLD]

    measured = {item.at for item in held if item.table == "supplies" and item.uncertainty is not None}
    exact = (graph.supplies.minimum == graph.supplies.maximum).all(axis=(1, 2))
    taken = [
        name
        for member, name in enumerate(graph.supplies.names)
        if name in measured and exact[member] and name in today.supplies.names
    ]

    def of_plan(prices: Floats) -> tuple[Ints, Floats]:
        """What the plan's effect changes by with what must be taken, over the columns of today's readings."""
        worth = {
            today.supplies.names.index(name): _worth(graph, prices[graph.supplies.names.index(name), 0], now.over_year)
            for name in taken
        }
        return supply_sum(solved.system, worth)

    found: Totals = {"today": {}, "plan": {}, "saved": {}}
    for name in asked:
        scale = conversion(graph.effects[name], elements.effect_unit[name])
        prices = _plan_prices(solution, name, effect)
        plans = [of_plan(each) for each in prices] if taken else [supply_sum(solved.system, {})]
        parts = {
            "today": [sums[name]],
            "plan": [Sum(*each, 0.0) for each in plans],
            "saved": [sums[name].less(*each) for each in plans],
        }
        for of, every in parts.items():
            deviations = [value_of(solved, each)[1] for each in every]  # the larger, where the plan turns here
            if deviations and not any(map(math.isnan, deviations)):
                found[of][name] = max(deviations) * scale
    totals = {of: values for of, values in found.items() if values}
    supplies = {name: _of_supply(plant, today, solved, today.supplies.names.index(name)) for name in taken}
    unknown = tuple(name for name in asked if name not in found["today"])
    open_plan = tuple(name for name in found["today"] if name not in found["plan"])
    ways = _would_determine(plant, [sums[name] for name in unknown], reconciled)
    problem = _untold(plant, solved, unknown, ways) if unknown else None
    return Carried(totals, supplies, unknown, open_plan, ways, problem, common_error(solved, len(held)))


def headline(effect: str) -> tuple[str, ...]:
    """The effects that a plan's summary tells of, and the one that it minimises."""
    return tuple(dict.fromkeys((*TOLD, LANDFILLED, effect)))


def _plan_prices(solution: Solution, name: str, minimised: str) -> tuple[Floats, ...]:
    """What an effect of the plan changes by per unit of each supply that must be taken: from one or two sides."""
    if name == minimised and "supply" in solution.duals:
        return (solution.duals["supply"],)
    return solution.effect_prices.get(name, ())


def _would_determine(plant: Plant, totals: Sequence[Sum], found: Reconciled) -> tuple[tuple[str, str], ...]:
    """Flows without a reading that would determine today's effects if they were read: element and material.

    One after the other, each the one that most of what is left depends on; of equals the first, so that what is
    bought is read before what is made of it.
    """
    solved = found.solved
    left = [solved.unseen(total.columns, total.coefficients) for total in totals]
    sizes = [float(np.linalg.norm(each)) for each in left]
    every = [((at, of), solved.unseen(columns, amounts)) for at, of, _, columns, amounts in flows(plant, found)]
    open_ones = [(name, way / np.linalg.norm(way)) for name, way in every if np.any(way)]
    asked: list[tuple[str, str]] = []
    while open_ones and any(np.linalg.norm(each) > SEEN * size for each, size in zip(left, sizes, strict=True) if size):
        worth = [
            sum(abs(float(each @ way)) / size for each, size in zip(left, sizes, strict=True) if size)
            for _, way in open_ones
        ]
        best = int(np.argmax(np.round(worth, 9)))
        if worth[best] <= SEEN:
            break
        name, read = open_ones[best]
        asked.append(name)
        left = [each - (each @ read) * read for each in left]
        rest = [(other, way - (way @ read) * read) for other, way in open_ones]
        open_ones = [(other, way / np.linalg.norm(way)) for other, way in rest if np.linalg.norm(way) > SEEN]
    return tuple(dict.fromkeys(asked))


def _untold(plant: Plant, solved: Solved, effects: tuple[str, ...], ways: tuple[tuple[str, str], ...]) -> Problem:
    """Why today's uncertainty, and with it that of what is saved, is not told, and what would have it told."""
    if solved.too_large:
        return Problem(
            "uncertainty-not-known",
            "The uncertainty of today's cost and emissions, and of what the plan saves, is not known: there are too "
            "many flows in too many slots to work it out.",
            remedy="Give readings of the whole year, which are reconciled over the year.",
            severity="warning",
        )
    if not ways:
        return Problem(
            "uncertainty-not-known",
            "The uncertainty of today's cost and emissions, and of what the plan saves, is not known: they depend on "
            "more than what flows, such as what stores hold.",
            remedy="Nothing has to be done.",
            severity="warning",
        )
    named = ", ".join(f"{at!r} ({of})" for at, of in ways[:MOST_ASKED])
    named += ", ..." if len(ways) > MOST_ASKED else ""
    if len(effects) > 1:
        told = (
            f"The uncertainty of today's cost and emissions is not known: no reading determines what flows at {named}."
        )
    elif effects == (LANDFILLED,):
        told = f"The uncertainty of what is landfilled today is not known: no reading determines what flows at {named}."
    elif effects == ("cost",):
        told = f"The uncertainty of today's cost is not known: no reading determines what flows at {named}."
    else:
        told = f"The uncertainty of today's emissions is not known: no reading determines what flows at {named}."
    message = "Today takes what costs least there."
    if "cost" in effects:
        message = "Today takes what costs least there, and the uncertainty of what the plan saves is not known."
    places = {item.name: item.where for table in ELEMENTS for item in getattr(plant, table)}
    return Problem(
        "uncertainty-not-known",
        f"{told} {message}",
        places.get(ways[0][0]),
        "Add a reading of each, 0 where nothing flows; or say `no` in the column `today` of what is not there yet.",
        "warning",
    )


def _of_supply(plant: Plant, year: FlowGraph, solved: Solved, member: int) -> float:
    """The standard uncertainty of a supply over the year, in the unit typed; nan where it is not determined."""
    weight = year.times.weight
    columns = solved.system.column("supply", member, 0, 0) + np.arange(len(weight))
    item = plant.materials[year.pools.material[int(year.supplies.pool[member])]]
    return solved.value(columns, weight)[1] * conversion(item.unit, item.typed_unit)


def _worth(graph: FlowGraph, prices: Floats, over_a_year: bool) -> Floats:
    """What a unit more is worth in each slot; over a year, spread as the hours are."""
    hours, weight = graph.times.hours, graph.times.weight
    return np.array([prices @ hours / (weight @ hours)]) if over_a_year else prices
