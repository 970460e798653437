"""The uncertainty of readings carried to today's cost and emissions, to the plan, and to what it saves.

By first order: what a reading may be off by, times what a unit of it changes. Of the plan that is the price of what
must be taken and was measured: today and plan rest on the same readings, so that what both have in common cancels out
in what is saved.
"""

from __future__ import annotations

import math

import numpy as np

from ..errors import PlantError, SolverError
from ..graph.arrays.flow_graph import Floats, FlowGraph
from ..plant.model import Plant
from ..reconciliation.reconcile import Solved
from ..reconciliation.reconciled_totals import TOLD, Sum, effect_sum, supply_sum, value_of
from ..reconciliation.soft_yields import soft_yields
from ..reconciliation.year_today import first_as_typed, year_today
from ..solve.engine.solution import Solution
from ..units import conversion
from .tables.elements import Elements

Carried = dict[str, dict[str, float]]
"""Standard uncertainties by ``today``, ``plan`` and ``saved``, and effect; in the units of the totals."""


Supplies = dict[str, float]
"""Standard uncertainty over the year of supplies that must be taken and were measured, in the unit typed."""


def carried(standing: Plant, graph: FlowGraph, solution: Solution, effect: str) -> tuple[Carried, Supplies]:
    """What the readings' uncertainty makes of the totals, and of the supplies that the plan must take.

    ``graph`` and ``solution`` are the plan's, ``effect`` what it minimises. Both are empty where no reading has an
    uncertainty, or years differ. What cannot be worked out is left out.
    """
    try:
        return _carried(standing, graph, solution, effect)
    except (PlantError, SolverError):  # today never blocks a plan
        return {}, {}


def _carried(standing: Plant, graph: FlowGraph, solution: Solution, effect: str) -> tuple[Carried, Supplies]:
    typed = first_as_typed(standing)
    uncertain = any(item.uncertainty for item in typed.measurements) or (typed.measurements and soft_yields(typed))
    if graph.years > 1 or not uncertain:
        return {}, {}
    now = year_today(typed)
    plant, today, held, reconciled = now.plant, now.graph, now.held, now.found
    if reconciled is None:
        return {}, {}
    solved = reconciled.solved
    elements = Elements(standing, graph, effect)

    def told(total: Sum, of: str) -> dict[str, float]:
        deviation = value_of(solved, total)[1]
        scale = conversion(graph.effects[of], elements.effect_unit[of])
        return {} if math.isnan(deviation) else {of: deviation * scale}

    found: Carried = {"today": {}}
    for name in (name for name in TOLD if name in today.effects):
        found["today"] |= told(effect_sum(reconciled, name), name)
    measured = {item.at for item in held if item.table == "supplies" and item.uncertainty is not None}
    exact = (graph.supplies.minimum == graph.supplies.maximum).all(axis=(1, 2))
    taken = [
        name
        for member, name in enumerate(graph.supplies.names)
        if name in measured and exact[member] and name in today.supplies.names
    ]
    prices = solution.duals.get("supply")
    if prices is not None and effect in today.effects:
        worth = {
            today.supplies.names.index(name): _worth(graph, prices[graph.supplies.names.index(name), 0], now.over_year)
            for name in taken
        }
        columns, prices_of = supply_sum(solved.system, worth)
        found["plan"] = told(Sum(columns, prices_of, 0.0), effect)
        found["saved"] = told(effect_sum(reconciled, effect).less(columns, prices_of), effect)
    totals = {name: values for name, values in found.items() if any(np.isfinite(list(values.values())))}
    return totals, {name: _of_supply(plant, today, solved, today.supplies.names.index(name)) for name in taken}


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
