"""What other effects of a plan change by where a supply must give one unit more: prices, as those of its objective.

The plan is held to those that are as good as it is: what has a price in an objective stays at its bound, as it does
where ties are broken. Over these an effect is made least and most, each a linear program with whole numbers as they
stand. Where both reach what the plan has, its effect is settled, and the reduced costs of the supplies in both
programs are what a unit more changes. Where both are alike that is proved, since the least is convex and the most
concave in the amounts; where the plan turns at just these amounts they are those of one of its sides, or of both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ...graph.arrays.flow_graph import Floats
from ...program.build import Program
from ...program.components.linear_terms import resolve
from ...program.objective import objective_entries
from ..engine.highs_session import Session, SolverRun
from ..engine.lexicographic import as_good_only
from ..matrix.compile_program import Compiled
from ..matrix.matrix import Matrix
from .optimum import optimum

MOST_COLUMNS = 300_000  # larger programs are not solved again
SETTLED = 1e-6  # of what an effect adds up from: what least and most may differ by

EffectPrices = dict[str, tuple[Floats, Floats]]
"""By effect, twice (supplies, years, slots): what it changes by per unit more that a supply must give."""


def effect_prices(program: Program, compiled: Compiled, values: Floats, effects: Iterable[str]) -> EffectPrices:
    """The prices of ``effects`` in the plan of ``values`` (columns,); none of those that equally good plans differ in.

    An effect is canonical and counted over the horizon as the objective counts it.
    """
    if compiled.matrix.columns > MOST_COLUMNS:
        return {}
    held = _as_good(compiled.matrix.with_numbers(values))
    if held is None:
        return {}
    supply = program.registry.variables["supply"]
    found: EffectPrices = {}
    for effect in (name for name in effects if name in program.graph.effects):
        row = _row(program, effect)
        sides = _sides(held, row, values)
        if sides is not None:
            least, most = (each[supply.columns].reshape(supply.shape) for each in sides)
            found[effect] = (least, most)
    return found


def _as_good(matrix: Matrix) -> Matrix | None:
    """The program of those plans alone that are as good in all objectives, one after another."""
    held = matrix
    for cost in matrix.costs or (matrix.cost,):
        held = _with_cost(held, cost)
        answer = optimum(Session(held))
        if answer is None:
            return None
        bounds, sides = as_good_only(held, answer)
        held = _with_bounds(held, bounds, sides)
    return held


def _sides(held: Matrix, row: Floats, values: Floats) -> tuple[Floats, Floats] | None:
    """The reduced costs (columns,) where an effect is least and where it is most; None where these differ."""
    wanted, size = float(row @ values), float(np.abs(row * values).sum())
    session, found = Session(_with_cost(held, row)), []
    for sign in (1.0, -1.0):
        session.set_costs(sign * row)
        answer: SolverRun | None = optimum(session)
        if answer is None or abs(float(row @ answer.values) - wanted) > SETTLED * max(size, 1e-300):
            return None
        found.append(sign * answer.reduced_costs)
    return found[0], found[1]


def _with_cost(matrix: Matrix, cost: Floats) -> Matrix:
    return replace(matrix, cost=cost, costs=(cost,), offset=0.0)


def _with_bounds(matrix: Matrix, bounds: tuple[Floats, Floats], sides: tuple[Floats, Floats]) -> Matrix:
    return replace(matrix, lower=bounds[0], upper=bounds[1], row_lower=sides[0], row_upper=sides[1])


def _row(program: Program, effect: str) -> Floats:
    """(columns,) what one unit of each column adds to an effect."""
    graph, registry = program.graph, program.registry
    row = np.zeros(registry.columns)
    for entry in resolve(graph, registry, objective_entries(graph, effect)):
        variable = registry.variables[entry.family]
        inner = variable.shape[1:]
        width = int(np.prod(inner))
        value = np.broadcast_to(entry.coefficient, (len(entry.member), *inner)).reshape(len(entry.member), width)
        np.add.at(row, variable.first + entry.member[:, None] * width + np.arange(width), value)
    return row
