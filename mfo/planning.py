"""From a plant and a question to a certified plan: the stages in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .errors import InfeasibleError, MfoError, Problem, SolverError
from .graph.arrays.flow_graph import FlowGraph
from .graph.build import build_graph
from .graph.in_order import in_order_of_names
from .graph.parts.limits import add_limits
from .plan.make_plan import add_problem, make_plan
from .plan.plan import Plan
from .plan.tables.display_units import shown
from .plan.tables.elements import Elements
from .plan.warnings.whole_search import search_told, stopped
from .plant.model import Limit, Plant
from .program.build import Program, build_program
from .solve.custom_model import added, solve_model
from .solve.engine.solution import Manner, Solution
from .solve.infeasibility.causes import Diagnosis
from .solve.infeasibility.diagnosis import diagnose
from .solve.infeasibility.remedies import LARGE
from .solve.matrix.compile_program import compile_program
from .solve.solver import Solver

DOUBTFUL = {"not-certified", "solver-contradicts-itself", "solver-failed"}
STANDING_STILL = {"input-missing", "output-untaken", "market-unreachable"}
SAME = 1e-9  # numbers that sums in another order make
MOST_STANDING = 6  # warnings beside the reasons, so that both are on one screen; `check` has them all
MANNERS: tuple[Manner, ...] = ("without presolve", "unscaled", "smaller bounds")
"""Other ways to go about a program, those first that held most often where the usual one did not."""


@dataclass(frozen=True)
class Question:
    """What is asked of a plant."""

    minimise: str
    limits: tuple[Limit, ...] = ()
    limit_texts: tuple[str, ...] = ()
    scenario: str | None = None
    model: Any = None
    time_limit: float | None = None
    gap: float = 0.0
    fix_texts: tuple[str, ...] = ()  # decisions held, which stand among the limits

    def options(self) -> dict[str, object]:
        """What run.json keeps of it."""
        return {
            "minimise": self.minimise,
            "limits": list(self.limit_texts),
            "scenario": self.scenario,
            "time_limit": self.time_limit,
            "gap": self.gap,
            "own_constraints": self.model is not None,
            **({"fixes": list(self.fix_texts)} if self.fix_texts else {}),
        }


def best_plan(
    plant: Plant,
    graph: FlowGraph,
    question: Question,
    progress: Callable[[str], None],
    check: Callable[[], tuple[Problem, ...]],
    standing: Callable[[], Plant] | None = None,
    flows_today: Callable[[], tuple[Plan | None, list[Problem]]] | None = None,
    bare: bool = False,
) -> Plan:
    """Check, build, solve, certify; today's baseline where the plant has measurements.

    ``standing`` gives the plant as it stands, where ``plant`` may be one of its scenarios: a scenario changes the plan
    and never today. ``flows_today`` tells what flows today, where that is worked out once for many plans. A ``bare``
    plan has neither today nor how far its prices hold, and every other number of the same.
    """
    progress("checking the graph")
    warnings = check()
    limited = add_limits(plant, graph, question.limits)
    progress("building the program")
    program = build_program(limited, question.minimise)
    progress("solving")
    return planned(limited, program, question, progress, Rest(plant, warnings, standing, flows_today, bare))


@dataclass(frozen=True)
class Rest:
    """What a plan needs beside its solution."""

    plant: Plant
    warnings: tuple[Problem, ...]
    standing: Callable[[], Plant] | None
    flows_today: Callable[[], tuple[Plan | None, list[Problem]]] | None
    bare: bool


def planned(
    limited: FlowGraph, program: Program, question: Question, progress: Callable[[str], None], rest: Rest
) -> Plan:
    """Solve and certify; where what the solver gives does not hold, ask it again in other manners.

    With numbers many trillion times apart in one plant one way to go about it loses what another keeps; whether a plan
    holds is the certificate's to say. Where none does, what was wrong with the first is told.
    """
    try:
        return _certified(limited, program, question, progress, rest)
    except InfeasibleError as none:
        none.tell_besides(_cannot_run(rest.warnings))
        raise
    except SolverError as wrong:
        if question.model is not None or wrong.problems[0].code not in DOUBTFUL:
            raise
        for manner in MANNERS:
            progress("solving in another way, since what was found does not hold")
            try:
                return _certified(limited, program, question, progress, rest, manner)
            except (SolverError, InfeasibleError):
                continue
        raise


def _cannot_run(warnings: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """What cannot run or be reached, which may be why there is no plan: a treatment that lacks its heat, say."""
    return tuple(each for each in warnings if each.code in STANDING_STILL)[:MOST_STANDING]


def _certified(
    limited: FlowGraph,
    program: Program,
    question: Question,
    progress: Callable[[str], None],
    rest: Rest,
    manner: Manner = "as it chooses",
) -> Plan:
    plant = rest.plant
    solution = solved(plant, program, question, progress, details=not rest.bare, manner=manner)
    today, unknown = None, list[Problem]()
    if plant.measurements and not rest.bare:
        from .plan.baseline import today_if_known  # with all of reconciliation, which no other plant needs

        progress("working out today's flows")
        flows_today = rest.flows_today or (lambda: today_if_known(rest.standing or (lambda: plant)))
        today, unknown = flows_today()
    progress("writing the tables and checking them")
    problems = (*rest.warnings, *unknown)
    made = make_plan(
        plant, limited, solution, question.minimise, today=today, problems=problems, options=question.options()
    )
    if today is not None:
        from .plan.carried_uncertainty import carried
        from .plan.known_flows import mark_measured_supplies

        found = carried((rest.standing or (lambda: plant))(), limited, solution, made.minimise)
        mark_measured_supplies(made, found.supplies)
        if found.totals:
            made.run["uncertainty"] = found.totals
        if not np.isnan(found.common_error):
            made.run["common_error_seen_from"] = found.common_error if found.common_error < 1 else None
        if found.unknown or found.unknown_of_plan:
            made.run["uncertainty_not_known"] = {
                "today": list(found.unknown),
                "readings_needed": [{"at": at, "material": material} for at, material in found.flows],
                **({"plan": list(found.unknown_of_plan)} if found.unknown_of_plan else {}),
            }
        if found.problem is not None:
            add_problem(made, found.problem)
    return made


def solved(
    plant: Plant,
    program: Program,
    question: Question,
    progress: Callable[[str], None],
    details: bool = True,
    manner: Manner = "as it chooses",
) -> Solution:
    """The program's solution, with ``details`` how far each price holds and what idle chains lack.

    ``progress`` is told best and bound of a search for whole numbers. Raises InfeasibleError with the reasons, or
    SolverError.
    """
    limit = np.inf if question.time_limit is None else question.time_limit
    if question.model is None:
        elements = Elements(plant, program.graph, program.minimise[0])

        def watch(best: float, bound: float) -> None:
            progress(search_told(elements, best, bound, question.time_limit))

        solver = Solver(program, time_limit=limit, gap=question.gap, watch=watch, manner=manner)
        solution = solver.solve()
        if solution.has_plan and details:
            solution = solver.details()(solution)
            if others := _carried_effects(plant, program.minimise[0]):
                solution = replace(solution, effect_prices=solver.effect_prices(others))
    else:
        solution = solve_model(program, question.model, time_limit=limit, gap=question.gap)
    if solution.has_plan:
        return solution
    raise unsolved(plant, program, solution, question)


def _carried_effects(plant: Plant, minimised: str) -> list[str]:
    """The effects beside the one minimised that the uncertainty of supplies that were read is carried to."""
    if not any(item.table == "supplies" and item.uncertainty for item in plant.measurements):
        return []
    from .plan.carried_uncertainty import headline

    return [name for name in headline(minimised) if name != minimised]


def unsolved(plant: Plant, program: Program, solution: Solution, question: Question) -> MfoError:
    """The error that tells why a program has no plan: InfeasibleError with the reasons, or SolverError."""
    status = solution.status
    if status in ("infeasible", "unbounded"):
        asked = tuple(limit.name for limit in question.limits)
        try:
            found = diagnose(_in_order(plant, program, question), status, show=shown(plant), asked=asked)
        except SolverError as wrong:  # there is a plan without what was added to the model, if anything was
            if question.model is None:
                return wrong
            found = Diagnosis(status, _by_own(program, question.model).message)
        problems = found.problems()
        if question.model is not None and not (found.remedies or found.gaps or found.conflict or found.loop):
            problems = (_by_own(program, question.model),)
        error = InfeasibleError(problems)
        error.status, error.diagnosis = found.kind, found
        return error
    return SolverError(stopped(Elements(plant, program.graph, program.minimise[0]), solution))


def _in_order(plant: Plant, program: Program, question: Question) -> Program:
    """The same program with rows and columns in the order of names: what is told where several ways out are as good
    does not hang on how the tables are sorted. A large program is taken as it is, and so is one that is not the
    plant's own, as where a study holds sizes.
    """
    size = sum(variable.size for variable in program.registry.variables.values())
    if question.model is not None or program.limits or program.fixed or size > LARGE:
        return program
    ordered = in_order_of_names(plant)
    sorted_program = build_program(add_limits(ordered, build_graph(ordered), question.limits), question.minimise)
    return sorted_program if _has_the_same_numbers(program, sorted_program) else program


def _has_the_same_numbers(one: Program, other: Program) -> bool:
    """Whether two programs have the same bounds and sides, in whatever order."""
    first, second = compile_program(one).matrix, compile_program(other).matrix
    pairs = (
        (first.lower, second.lower),
        (first.upper, second.upper),
        (first.row_lower, second.row_lower),
        (first.row_upper, second.row_upper),
    )
    return all(a.shape == b.shape and np.allclose(np.sort(a), np.sort(b), rtol=SAME, atol=0.0) for a, b in pairs)


def _by_own(program: Program, model: Any) -> Problem:
    """That the plant would have a plan without what was added to the model."""
    names = ", ".join(added(program, model))
    what = f"the constraints {names}" if names else "what was fixed or deactivated in the model"
    message = f"The plant has a plan, but none together with {what}."
    return Problem("no-plan", message, remedy="Loosen or deactivate these one by one.")
