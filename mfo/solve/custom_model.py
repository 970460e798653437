"""Solving a program's Pyomo model with constraints of the user's own, by Pyomo's standard form."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import Problem, SolverError, UsageError
from ..graph.arrays.flow_graph import Floats, Ints
from ..program.build import Program
from .engine.highs_session import Options, Session, SolverRun
from .engine.lexicographic import solve_linear, solve_whole, status_of
from .engine.read_solution import duality, read_prices, read_values
from .engine.solution import OPTIMAL, Solution
from .matrix.compile_program import Compiled, Standard, compile_model, compile_program
from .solver import ends, without_plan


def solve_model(
    program: Program, model: Any, *, time_limit: float = np.inf, threads: int = 1, gap: float = 0.0
) -> Solution:
    """Solve what ``program.model()`` gave, after the user changed it; fills the model's variables with their values.

    Anything linear may be added, fixed, deactivated or replaced. Duals of the user's own constraints stand under
    ``own:NAME``. Raises UsageError where the model is not linear.
    """
    compiled = compile_program(program)
    started = time.perf_counter()
    standard = _standard(model)
    columns = _columns(compiled, standard)
    known = columns >= 0
    ties = [np.where(known, cost[columns], 0.0) for cost in compiled.matrix.costs[1:]]
    matrix = replace(standard.matrix, costs=(standard.matrix.cost, *ties))
    options: Options = {"threads": threads, "gap": gap, **ends(time_limit)}
    session = Session(matrix, **options)
    whole = bool(matrix.whole.any())
    compiling = time.perf_counter() - started
    found = solve_whole(session, matrix, options) if whole else solve_linear(session, matrix, options)
    seconds = {"build": program.seconds, "compile": compiling, "solve": time.perf_counter() - started - compiling}
    if found.answer.status != OPTIMAL:
        return without_plan(found, whole, seconds, session.version)
    _fill(standard, found.values)
    primal = _primal(compiled, model, columns, found.values)
    answer, own = _translated(compiled, standard, columns, found.answer)
    reduced, duals = read_prices(compiled, answer)
    gap, infeasibility = duality(matrix, found.answer, found.values, whole)
    objective = float(matrix.cost @ found.values) + matrix.offset
    return Solution(
        status=status_of(found, matrix, whole),
        objective=objective,
        bound=found.bound if whole else objective,
        values=read_values(compiled, primal),
        reduced_costs=reduced,
        duals={**duals, **own},
        whole_numbers=whole,
        custom=True,
        duality_gap=gap,
        dual_infeasibility=infeasibility,
        seconds=seconds,
        solver=session.version,
    )


def added(program: Program, model: Any) -> list[str]:
    """The names of the constraints that the user added to what ``program.model()`` gave."""
    from pyomo.core.base.constraint import Constraint

    made = {f"{family.name.replace(' ', '_')}_rows" for family in program.registry.families}
    return [each.name for each in model.component_objects(Constraint, active=True) if each.name not in made]


def _standard(model: Any) -> Standard:
    """The model's standard form, or an error that says what cannot be solved."""
    from pyomo.common.errors import InfeasibleConstraintException, InvalidConstraintError, InvalidExpressionError
    from pyomo.core.base.constraint import Constraint

    try:
        return compile_model(model)
    except (InvalidConstraintError, InvalidExpressionError) as error:
        raise UsageError(Problem("not-linear", f"The model is not linear: {error}")) from error
    except InfeasibleConstraintException as error:
        count = sum(1 for _ in model.component_objects(Constraint, active=True))
        raise SolverError(f"One of the {count} constraints of the model can never hold: {error}") from error


def _index(data: Any) -> tuple[int, ...]:
    index = data.index()
    return index if isinstance(index, tuple) else (index,)


def _columns(compiled: Compiled, standard: Standard) -> Ints:
    """The program's column of each column of the model; -1: a variable of the user's own."""
    variables = compiled.program.registry.variables
    found = np.full(len(standard.columns), -1)
    for k, data in enumerate(standard.columns):
        variable = variables.get(data.parent_component().local_name)
        if variable is not None:
            found[k] = variable.first + np.ravel_multi_index(_index(data), variable.shape)
    return found


def _fill(standard: Standard, values: Floats) -> None:
    for data, value in zip(standard.columns, values, strict=True):
        data.set_value(float(value), skip_validation=True)


def _primal(compiled: Compiled, model: Any, columns: Ints, values: Floats) -> Floats:
    """Values of all the program's columns: solved, fixed by the user, or free of any row."""
    matrix = compiled.matrix
    primal: Floats = np.clip(np.zeros(matrix.columns), matrix.lower, matrix.upper)
    for name, variable in compiled.program.registry.variables.items():
        for index, data in getattr(model, name).items():
            if data.fixed:
                where = index if isinstance(index, tuple) else (index,)
                primal[variable.first + np.ravel_multi_index(where, variable.shape)] = data.value
    primal[columns[columns >= 0]] = values[columns >= 0]
    return primal


def _translated(
    compiled: Compiled, standard: Standard, columns: Ints, answer: SolverRun
) -> tuple[SolverRun, dict[str, Floats]]:
    """The answer in the program's columns and rows, and the duals of the user's own constraints by name."""
    reduced = np.zeros(compiled.matrix.columns)
    reduced[columns[columns >= 0]] = answer.reduced_costs[columns >= 0]
    duals = np.zeros(compiled.matrix.rows)
    own: dict[str, Floats] = {}
    families = {f"{family.name.replace(' ', '_')}_rows": family for family in compiled.program.registry.families}
    for data, dual in zip(standard.rows, answer.duals, strict=True):
        family = families.get(data.parent_component().local_name)
        if family is None:
            name = f"own:{data.name}"
            own[name] = own.get(name, np.zeros(1)) + dual
            continue
        first = compiled.rows[family.name].start
        duals[first + np.ravel_multi_index(_index(data), family.shape)] += dual
    return replace(answer, reduced_costs=reduced, duals=duals), own
