"""A whole plan, certified, for what was only tried before."""

from __future__ import annotations

from ..errors import SolverError
from ..graph.build import build_graph
from ..graph.parts.limits import add_limits
from ..plan.make_plan import make_plan
from ..plant.model import Limit, Plant
from ..program.build import build_program
from ..solve.engine.highs_session import OPTIMAL
from ..solve.solver import solve_program
from .probe import EFFECT


def planned_objective(plant: Plant, limits: tuple[Limit, ...] = ()) -> float:
    """The least cost of a plant over its horizon within its limits and these, from a certified plan.

    Raises SolverError where there is no plan, or its certificate fails.
    """
    graph = add_limits(plant, build_graph(plant), limits)
    solution = solve_program(build_program(graph, EFFECT))
    if solution.status != OPTIMAL:
        raise SolverError(f"There is no plan: {solution.status}.")
    return make_plan(plant, graph, solution, EFFECT).objective
