"""From a plant and a question to a certified plan: the stages in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .errors import InfeasibleError, Problem, SolverError
from .graph import add_limits
from .graph.arrays import FlowGraph
from .plan import Plan, make_plan, today_plan
from .plant.model import Limit, Plant
from .program import Program, build_program
from .solve import Solution, solve_program


@dataclass(frozen=True)
class Question:
    """What is asked of a plant."""

    minimise: str
    limits: tuple[Limit, ...] = ()
    limit_texts: tuple[str, ...] = ()
    scenario: str | None = None
    model: Any = None
    time_limit: float | None = None

    def options(self) -> dict[str, Any]:
        """What run.json keeps of it."""
        return {
            "minimise": self.minimise,
            "limits": list(self.limit_texts),
            "scenario": self.scenario,
            "time_limit": self.time_limit,
            "own_constraints": self.model is not None,
        }


def best_plan(
    plant: Plant,
    graph: FlowGraph,
    question: Question,
    progress: Callable[[str], None],
    check: Callable[[], tuple[Problem, ...]],
) -> Plan:
    """Check, build, solve, certify; today's baseline where the plant has measurements."""
    progress("checking the graph")
    warnings = check()
    limited = add_limits(plant, graph, question.limits)
    progress("building the program")
    program = build_program(limited, question.minimise)
    progress("solving")
    solution = solved(plant, program, question)
    today = None
    if plant.measurements:
        progress("working out today's flows")
        today = today_plan(plant)
    progress("writing the tables and checking them")
    return make_plan(
        plant, limited, solution, question.minimise, today=today, problems=warnings, options=question.options()
    )


def solved(plant: Plant, program: Program, question: Question) -> Solution:
    """The program's solution; raises InfeasibleError with the reasons, or SolverError."""
    solution = solve_program(program, time_limit=question.time_limit or np.inf)
    if solution.status == "optimal":
        return solution
    if solution.status in ("infeasible", "unbounded"):
        raise InfeasibleError(f"{solution.status}")
    raise SolverError(
        Problem(
            "solver-stopped",
            f"The solver stopped without an answer: {solution.status}.",
            remedy="Give it more time with --time-limit, or make the plant smaller.",
        )
    )
