"""Today's routing: the same program with the measured flows held, so that plan and today share one ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..errors import MfoError, PlantError, Problem, SolverError
from ..graph.arrays.flow_graph import FlowGraph
from ..graph.build import build_graph
from ..graph.measured_flows import Held, first_year, fixed_rows, graph_today, held_flows
from ..plant.model import Plant
from ..program.build import Program, build_program
from ..solve.engine.solution import Solution
from ..solve.infeasibility.diagnosis import diagnose
from ..solve.solver import solve_program
from .make_plan import make_plan
from .measurement_balance import imbalances
from .plan import Plan
from .tables.display_units import shown


def today_plan(plant: Plant) -> Plan | None:
    """What flows today, or None where nothing was measured. What was not measured is found at least cost.

    In a roadmap today is the first milestone's year. Nothing is built today, and the plan's limits do not hold.
    Raises :class:`mfo.errors.PlantError` where the measurements do not balance, with each imbalance.
    """
    if not plant.measurements:
        return None
    plant = first_year(plant)
    graph, held, solution = _solved(plant)
    plan = make_plan(plant, graph, solution, "cost", options={"today": True})
    _mark(plan, held)
    return plan


def today_if_known(standing: Callable[[], Plant]) -> tuple[Plan | None, list[Problem]]:
    """What flows today in the plant as it stands, or None with warnings that say why it cannot be worked out.

    Today never blocks a plan.
    """
    try:
        return today_plan(standing()), []
    except (PlantError, SolverError) as error:
        return None, _as_warnings(error)


def today_problems(standing: Callable[[], Plant]) -> list[Problem]:
    """Warnings that say why the measured flows cannot be; nothing where they can, or where nothing was measured."""
    try:
        plant = standing()
        if plant.measurements:
            _solved(first_year(plant))
    except (PlantError, SolverError) as error:
        return _as_warnings(error)
    return []


def _as_warnings(error: MfoError) -> list[Problem]:
    """Findings about today as warnings; the first says what follows from them."""
    first, *others = (replace(problem, severity="warning") for problem in error.problems)
    told = f"Today's flows are not known, so that the plan is compared with nothing. {first.message}"
    return [replace(first, message=told), *others]


def _solved(plant: Plant) -> tuple[FlowGraph, list[Held], Solution]:
    """Today's graph, what is held in it, and its solution; raises PlantError where there is none."""
    graph = build_graph(plant)
    held = held_flows(plant, graph)
    _check_touching(plant, held)
    graph = graph_today(plant, graph, held)
    fixed, rows = fixed_rows(held)
    program = build_program(graph, "cost", limits=rows, fixed=fixed)
    solution = solve_program(program)
    if solution.status != "optimal":
        raise _refusal(plant, graph, held, program, solution.status)
    return graph, held, solution


def _check_touching(plant: Plant, held: list[Held]) -> None:
    missing = [item for item in held if not item.terms]
    if missing:
        where = {(item.at, item.material): item.where for item in plant.measurements}
        raise PlantError(
            Problem("measurement-touches-nothing", f"Nothing can flow where {item.name!r} was measured.",
                    where.get((item.at, item.material)), "Check `at`, `material` and `role`, or add the missing way.")
            for item in missing
        )  # fmt: skip


def _refusal(plant: Plant, graph: FlowGraph, held: list[Held], program: Program, status: str) -> MfoError:
    """Why there are no flows of today: the plant itself, or the readings."""
    if status not in ("infeasible", "unbounded", "infeasible or unbounded"):
        return SolverError(
            Problem("solver-stopped", f"Today's flows were not found: {status}.", remedy="Allow more time.")
        )
    unmeasured = build_program(graph, "cost")
    without = solve_program(unmeasured).status
    if without != "optimal":
        return PlantError(_of_the_plant(plant, unmeasured, without))
    found = imbalances(plant, graph, held)
    if not found and status != "infeasible":
        found = _of_the_plant(plant, program, status)
    if not found:
        found = [Problem(
            "today-impossible", f"The measured flows balance, but no way through the plant has them ({status}).",
            remedy="Check capacities, supplies and markets against what was measured.",
        )]  # fmt: skip
    return PlantError(found)


def _of_the_plant(plant: Plant, program: Program, status: str) -> list[Problem]:
    """Why there are no flows of today, whatever was measured: nothing is built yet, and no limit of the plan holds."""
    kind = "unbounded" if status == "unbounded" else "infeasible"
    first, *others = diagnose(program, kind, show=shown(plant)).problems()
    text = f"What stands today gives no flows, whatever was measured: {first.message}"
    return [Problem("today-impossible", text, first.where, first.remedy), *others]


def _mark(plan: Plan, held: list[Held]) -> None:
    """Say in the table of flows which were measured."""
    flows = plan.tables["flows"]
    measured = np.zeros(len(flows), dtype=bool)
    for item in held:
        here = np.array(flows["element"] == item.at)
        if item.material is not None:
            here = here & (flows["material"] == item.material).to_numpy()
        measured |= here
    plan.tables["flows"] = flows.assign(measured=measured)
