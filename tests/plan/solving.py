"""From a plant to its plan, for tests."""

from __future__ import annotations

from typing import Any

from mfo.graph.build import build_graph
from mfo.plan.make_plan import make_plan
from mfo.plan.plan import Plan
from mfo.plant.model import Plant
from mfo.program.build import build_program
from mfo.solve.engine.solution import Solution
from mfo.solve.solver import solve_program


def solve(made: Plant, minimise: str = "cost") -> tuple[Any, Solution]:
    """The graph of a plant and its solution."""
    graph = build_graph(made)
    solution = solve_program(build_program(graph, minimise))
    assert solution.status == "optimal"
    return graph, solution


def plan_of(made: Plant, minimise: str = "cost", **more: Any) -> Plan:
    """The certified plan of a plant."""
    graph, solution = solve(made, minimise)
    return make_plan(made, graph, solution, minimise, **more)
