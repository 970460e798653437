"""What it would cost to decide otherwise: each optional contract signed that is not, and left that is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...errors import SolverError
from ...graph.arrays.flow_graph import Floats
from ..engine.highs_session import Options, Session
from ..engine.lexicographic import solve_linear, solve_whole
from ..engine.solution import OPTIMAL
from ..matrix.compile_program import Compiled

DECIDED = ("supply_signed", "market_signed")
MOST_TRIED = 12  # decisions of a plan; of more none is tried
LARGE = 20_000  # columns; in larger programs none is tried


def other_decisions(compiled: Compiled, values: Floats, objective: float, options: Options) -> dict[str, Floats]:
    """By family (members, years): by how much the objective is worse when that one decision is the other way, and all
    else is decided anew. inf: there is no plan so; nan: not tried.

    Each is a search of its own; with many decisions, or in a large program, none is made.
    """
    matrix, registry = compiled.matrix, compiled.program.registry
    variables = [registry.variables[name] for name in DECIDED if registry.variables[name].size]
    if not variables or sum(each.size for each in variables) > MOST_TRIED or matrix.columns > LARGE:
        return {}
    found = {}
    for variable in variables:
        told = np.full(variable.size, np.nan)
        for place in range(variable.size):
            column = variable.first + place
            other = 1.0 - float(np.round(values[column]))
            told[place] = _objective(compiled, column, other, options) - objective
        found[variable.name] = told.reshape(variable.shape)
    return found


def _objective(compiled: Compiled, column: int, value: float, options: Options) -> float:
    lower, upper = compiled.matrix.lower.copy(), compiled.matrix.upper.copy()
    lower[column] = upper[column] = value
    matrix = replace(compiled.matrix, lower=lower, upper=upper)
    try:
        solve = solve_whole if matrix.whole.any() else solve_linear
        answer = solve(Session(matrix, **options), matrix, options)
    except SolverError:
        return float("nan")
    if answer.answer.status == "infeasible":
        return float("inf")
    if answer.answer.status != OPTIMAL:
        return float("nan")
    return float(compiled.matrix.cost @ answer.values) + compiled.matrix.offset
