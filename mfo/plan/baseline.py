"""Today's routing: the same program with the measured flows held, so that plan and today share one ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import MfoError, PlantError, Problem, SolverError
from ..graph.arrays.flow_graph import FlowGraph
from ..graph.build import build_graph
from ..graph.measured_flows import MeasuredFlow, equality, fixed_rows, graph_today, held_flows
from ..plant.model import Plant
from ..program.build import Program, build_program
from ..reconciliation.reconcile import with_amounts
from ..reconciliation.reconciled_flows import EffectResult, Reconciliation
from ..reconciliation.reconciled_totals import SlotFlows, effect_results
from ..reconciliation.soft_yields import soft_yields, today_at, with_factors
from ..reconciliation.tell import reconciled
from ..reconciliation.year_today import LastAsked, first_as_typed, year_today
from ..solve.engine.solution import Solution
from ..solve.infeasibility.diagnosis import diagnose
from ..solve.solver import solve_program
from .known_flows import mark_known
from .make_plan import make_plan
from .measurement_balance import imbalances
from .plan import Plan
from .readings_over_slots import as_even_as_possible, evenly, over_a_year
from .reconciled_problems import reconciled_problems
from .tables.display_units import shown

SLACK = 1e-7  # relative: what reconciled amounts may be off by, as far as the solver sees


@dataclass(frozen=True)
class Today:
    """Today's graph, what was held in it and how, its solution, and what is to be told."""

    plant: Plant
    graph: FlowGraph
    held: list[MeasuredFlow]
    solution: Solution
    program: Program  # that the solution is of
    reconciliation: Reconciliation | None  # None: the readings balance as they are

    def problems(self) -> list[Problem]:
        """That readings were reconciled, and which are suspect; nothing where they balance."""
        return [] if self.reconciliation is None else reconciled_problems(self.reconciliation)

    @property
    def by_slot(self) -> SlotFlows:
        """What flows in each slot, for totals."""
        return SlotFlows(self.graph, self.solution.values)


def today_plan(plant: Plant) -> Plan | None:
    """What flows today, or None where nothing was measured.

    Readings with an uncertainty that do not balance are reconciled; a reading of the year is spread over its slots as
    evenly as the plant allows. What follows from neither is found at least cost, and marked as guessed. In a roadmap
    today is the first milestone's year. Nothing is built today, and the plan's limits do not hold.
    Raises :class:`mfo.errors.PlantError` where exact readings do not balance, with each imbalance.
    """
    if not plant.measurements:
        return None
    typed = first_as_typed(plant)
    today = flows_today(typed)
    plan = make_plan(
        today.plant,
        today.graph,
        today.solution,
        "cost",
        problems=today.problems(),
        options={"today": True},
        held=(today.program.limits, today.program.fixed),
    )
    spread = set(over_a_year(today.held))
    mark_known(plan, today.plant, typed, today.held, today.reconciliation is not None, spread)
    return plan


def today_if_known(standing: Callable[[], Plant]) -> tuple[Plan | None, list[Problem]]:
    """What flows today in the plant as it stands, or None with warnings that say why it cannot be worked out.

    Today never blocks a plan. Warnings about today's readings are given where it can be worked out, too.
    """
    try:
        today = today_plan(standing())
    except (PlantError, SolverError) as error:
        return None, _as_warnings(error)
    told = [] if today is None else [item for item in today.problem_list if item.code in TOLD]
    return today, told


TOLD = ("measurements-reconciled", "measurement-suspect")
"""What is told of today's readings beside the plan."""


def today_problems(standing: Callable[[], Plant]) -> list[Problem]:
    """Warnings about the measured flows: that they were reconciled, or why they cannot be."""
    try:
        plant = standing()
        return flows_today(first_as_typed(plant)).problems() if plant.measurements else []
    except (PlantError, SolverError) as error:
        return _as_warnings(error)


def reconciled_readings(plant: Plant) -> Reconciliation:
    """The plant's readings made to balance.

    Raises :class:`mfo.errors.PlantError` where nothing was measured, where nothing can flow at a reading, or where
    exact readings and facts of the plant contradict one another.
    """
    if not plant.measurements:
        raise PlantError(
            Problem(
                "measurements-missing",
                "The plant has no measurements to reconcile.",
                remedy="Add the table `measurements`.",
            )
        )
    plant = first_as_typed(plant)
    graph = build_graph(plant)
    held = held_flows(plant, graph)
    _check_touching(plant, held)
    found = reconciled(year_today(plant))
    if found is None:
        today = graph_today(plant, graph, held)
        raise PlantError(_contradictions(plant, today, held) or [_nothing_flows("infeasible")])
    return replace(found, effects=_effects(plant))


def _effects(plant: Plant) -> tuple[EffectResult, ...]:
    """Cost and emissions of today, which a plan is compared with, too; none where no flows of each slot are known."""
    solved = year_today(plant).found
    try:
        return () if solved is None else effect_results(solved, flows_today(plant).by_slot)
    except (PlantError, SolverError):
        return ()


def _as_warnings(error: MfoError) -> list[Problem]:
    """Findings about today as warnings; the first says what follows from them."""
    first, *others = (replace(problem, severity="warning") for problem in error.problems)
    told = f"Today's flows are not known, so that the plan is compared with nothing. {first.message}"
    return [replace(first, message=told), *others]


def _flows_today(plant: Plant) -> Today:
    whole = build_graph(plant)
    held = held_flows(plant, whole)
    _check_touching(plant, held)
    graph = graph_today(plant, whole, held)
    solution, program = _flows(graph, held, 0.0)
    if solution.status == "optimal":
        return Today(plant, graph, held, solution, program, None)
    yields = soft_yields(plant)
    if yields or any(_is_uncertain(item) for item in held):
        found = reconciled(year_today(plant))
        if found is not None:
            if yields:
                plant = with_factors(plant, yields, found.factors)
                graph, held = today_at(plant, held)
            held = with_amounts(held, found.amounts)
            graph = _opening_at(graph, found)
            again, program = _flows(graph, held, SLACK)
            if again.status == "optimal":
                return Today(plant, graph, held, again, program, found)
    nearly, program = _flows(graph, held, SLACK)  # readings typed to so many digits balance to those
    if nearly.status == "optimal":
        return Today(plant, graph, held, nearly, program, None)
    raise _refusal(plant, whole, graph, held, solution.status)


flows_today = LastAsked(_flows_today)
"""Today's flows in a plant of one year, remembered for the plant that was asked about last.

Raises PlantError or SolverError where there are none.
"""


def _is_uncertain(item: MeasuredFlow) -> bool:
    return item.uncertainty is not None and bool(np.nan_to_num(item.uncertainty).any())


def _opening_at(graph: FlowGraph, found: Reconciliation) -> FlowGraph:
    """The graph with stocks that need not close on themselves opening at the levels that were reconciled."""
    if len(found.openings) != len(graph.stocks) or np.isnan(found.openings).all():
        return graph
    stocks = graph.stocks
    start = np.where(np.isnan(found.openings), stocks.start, found.openings)
    return replace(graph, stocks=replace(stocks, start=start))


def _flows(graph: FlowGraph, held: list[MeasuredFlow], slack: float) -> tuple[Solution, Program]:
    """What flows at least cost with the readings held, those of a year spread evenly or as evenly as can be."""
    program = _program(graph, evenly(graph, held), slack)
    solution = solve_program(program)
    if solution.status == "optimal" or not over_a_year(held) or graph.slots == 1:
        return solution, program
    spread = as_even_as_possible(graph, held, _program(graph, held, slack))
    if spread is None:
        return solution, program
    program = _program(graph, spread, max(slack, SLACK))
    return solve_program(program), program


def _program(graph: FlowGraph, held: Sequence[MeasuredFlow], slack: float) -> Program:
    if slack:
        return build_program(graph, "cost", limits=[equality(item, slack=slack) for item in held if item.terms])
    fixed, rows = fixed_rows(held)
    return build_program(graph, "cost", limits=rows, fixed=fixed)


def _check_touching(plant: Plant, held: list[MeasuredFlow]) -> None:
    missing = [item for item in held if not item.terms]
    if missing:
        raise PlantError(
            Problem(
                "measurement-touches-nothing",
                f"Nothing can flow where {item.name!r} was measured.",
                item.where,
                "Check `at`, `material` and `role`, or add the missing way.",
            )
            for item in missing
        )


def _refusal(plant: Plant, whole: FlowGraph, graph: FlowGraph, held: list[MeasuredFlow], status: str) -> MfoError:
    """Why there are no flows of today: the plant itself, or the readings."""
    if status not in ("infeasible", "unbounded", "infeasible or unbounded"):
        return SolverError(
            Problem("solver-stopped", f"Today's flows were not found: {status}.", remedy="Allow more time.")
        )
    unmeasured = build_program(graph_today(plant, whole, ()), "cost")
    without = solve_program(unmeasured).status
    if without != "optimal":
        return PlantError(_of_the_plant(plant, unmeasured, without))
    found = _contradictions(plant, graph, held)
    if not found and status != "infeasible":
        found = _of_the_plant(plant, _program(graph, held, 0.0), status)
    return PlantError(found or [_nothing_flows(status)])


def _contradictions(plant: Plant, graph: FlowGraph, held: list[MeasuredFlow]) -> list[Problem]:
    """Where exact readings contradict one another; those with an uncertainty are never among them."""
    exact = [item for item in held if not _is_uncertain(item)]
    places = {item.where for item in exact}
    read = tuple(item for item in plant.measurements if item.where in places)
    found = imbalances(replace(plant, measurements=read), graph, exact)
    if not found or len(exact) < len(held):
        return found
    first, *others = found
    remedy = (
        f"{first.remedy} Meters never balance to the last digit: with the setting `measurement_uncertainty`, such as "
        "3 %, all readings are made to balance at once, and the meters to look at first are named."
    )
    return [replace(first, remedy=remedy), *others]


def _nothing_flows(status: str) -> Problem:
    return Problem(
        "today-impossible",
        f"The measured flows balance, but no way through the plant has them ({status}).",
        remedy="Check capacities, supplies and markets against what was measured.",
    )


def _of_the_plant(plant: Plant, program: Program, status: str) -> list[Problem]:
    """Why there are no flows of today, whatever was measured: nothing is built yet, and no limit of the plan holds."""
    kind = "unbounded" if status == "unbounded" else "infeasible"
    first, *others = diagnose(program, kind, show=shown(plant)).problems()
    message = f"What stands today gives no flows, whatever was measured: {first.message}"
    return [Problem("today-impossible", message, first.where, first.remedy), *others]
