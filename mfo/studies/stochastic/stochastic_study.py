"""One set of builds for all scenarios, everything else decided once one is known; and what hedging is worth."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ...errors import InfeasibleError, Problem, SolverError, UsageError
from ...graph.arrays.flow_graph import Floats
from ...plan.plan import Plan
from ...tables.cells.table import Tables
from ...translation import say
from ...units import UnitError, split_quantity
from ..engine.arrays import Arrays, Runner, answered, cleaned
from ..engine.held import Held, decided
from ..engine.long_way import PreparedProgram
from .extensive_form import extensive_form, measure
from .mean_value import mean_tables

AGREE = 1e-6  # how far the plans of the scenarios may be from the extensive form, relative


@dataclass(frozen=True)
class Future:
    """One scenario (blank: the plant as it stands): its probability, its tables, and its model."""

    name: str
    probability: float
    tables: Tables
    model: PreparedProgram


@dataclass(frozen=True)
class Decided:
    """Something of the first stage: its name, how much in all years, its unit (``open``, ``used`` where it is one)."""

    name: str
    built: float
    unit: str
    by_year: tuple[float, ...] = ()


@dataclass(frozen=True)
class ScenarioPlan:
    """The plan of one scenario under the first stage; ``alone`` is the value if it had been known."""

    scenario: str
    probability: float
    value: float
    alone: float
    mean_value: float  # under the first stage of the mean-value plan; infinite where there is no plan
    plan: Plan = field(repr=False, compare=False)


@dataclass(frozen=True)
class Stochastic:
    """A decision for several futures. Values are effects to be made least, in ``unit``: a profit is negative."""

    plant: str
    minimise: str
    unit: str
    risk: str
    weight: float
    objective: float
    expected: float
    cvar: float  # nan without --risk
    wait_and_see: float
    mean_value_plan: float  # infinite where it has no plan in a scenario; nan where there is no mean
    first_stage: tuple[Decided, ...]
    scenarios: tuple[ScenarioPlan, ...]
    gap: float
    notes: tuple[Problem, ...] = ()

    @property
    def value_of_information(self) -> float:
        """What knowing the scenario beforehand would be worth."""
        return self.objective - self.wait_and_see

    @property
    def value_of_stochastic_solution(self) -> float:
        """What deciding for all scenarios is worth beside deciding for the mean."""
        return self.mean_value_plan - self.objective

    @property
    def table(self) -> pd.DataFrame:
        """A row a scenario: scenario, probability, value, alone, mean_value."""
        columns = ["scenario", "probability", "value", "alone", "mean_value"]
        return pd.DataFrame(
            [{name: getattr(item, name) for name in columns} for item in self.scenarios], columns=columns
        )

    @property
    def first_stage_table(self) -> pd.DataFrame:
        """A row a decision of the first stage: name, built, unit."""
        return pd.DataFrame(
            [{"name": item.name, "built": item.built, "unit": item.unit} for item in self.first_stage],
            columns=["name", "built", "unit"],
        )


def risk_level(text: str) -> float:
    """The level of ``cvar 95 %``: 0.95; 0 for a blank. Raises :class:`mfo.UsageError` for anything else."""
    if not text.strip():
        return 0.0
    kind, _, rest = text.strip().partition(" ")
    try:
        number, unit = split_quantity(rest)
        level = float(number) / (100 if unit == "%" else 1)
    except (UnitError, ValueError):
        level = math.nan
    if kind.lower() != "cvar" or not 0 <= level < 1:
        message = f"`{text}` is no measure of risk that is known."
        raise UsageError(Problem("risk", message, remedy='Write `--risk "cvar 95 %"`: the mean of the worst 5 %.'))
    return level


def stochastic(
    futures: Sequence[Future],
    minimise: str,
    risk: str,
    weight: float,
    model_of: Callable[[Tables], PreparedProgram],
    planned: Callable[[str, Held], Plan],
    progress: Callable[[str], None],
) -> Stochastic:
    """The first stage that is best for all futures, the plan of each under it, and what hedging is worth.

    ``planned`` gives the certified plan of a scenario with what is held. Raises :class:`mfo.InfeasibleError` where a
    scenario has no plan even alone, or there is none for all together; :class:`mfo.SolverError` where the extensive
    form cannot be proven.
    """
    if not 0 <= weight <= 1:
        raise UsageError(Problem("risk", f"A weight of {weight:g} is none.", remedy="Give one between 0 and 1."))
    level = risk_level(risk)
    weight = weight if risk.strip() else 0.0
    probability = np.array([future.probability for future in futures])
    scale = futures[0].model.arrays.scale
    models = [future.model for future in futures]
    progress("each scenario alone")
    alone = np.array([_alone(future) for future in futures])
    progress("all scenarios together")
    form = extensive_form(models, probability, weight, level)
    values, gap = _solved(form.matrix)
    held = decided(models[0].program, values[form.columns[0]])
    plans = [_under(future, held, planned, progress) for future in futures]
    reached = np.array([plan.objective for plan in plans])
    objective, expected, cvar = measure(reached, probability, weight, level)
    _check_agreement(objective, (float(form.matrix.cost @ values) + form.matrix.offset) * scale, reached)
    progress("the plan for the mean")
    means, notes = _mean_value(futures, model_of, planned)
    return Stochastic(
        plant=models[0].plant.settings.name,
        minimise=minimise,
        unit=next(each.unit for each in models[0].kept if each.key == f"effect: {minimise}"),
        risk=risk,
        weight=weight,
        objective=objective,
        expected=expected,
        cvar=cvar if risk.strip() else math.nan,
        wait_and_see=measure(alone, probability, weight, level)[0],
        mean_value_plan=measure(means, probability, weight, level)[0],
        first_stage=_first_stage(models[0], held),
        scenarios=tuple(
            ScenarioPlan(future.name, future.probability, value, best, mean, plan)
            for future, value, best, mean, plan in zip(
                futures, reached.tolist(), alone.tolist(), means.tolist(), plans, strict=True
            )
        ),
        gap=gap,
        notes=notes,
    )


def _alone(future: Future) -> float:
    """The best value of a scenario that is known."""
    answer = Runner(future.model.arrays).answer(future.model.arrays)
    if not answer.solved:
        raise no_plan(future.name, answer.status)
    return answer.objective


def no_plan(scenario: str, status: str) -> InfeasibleError:
    """That a scenario has no plan whatever is decided."""
    which = f"The scenario `{scenario}`" if scenario else "The plant as it stands"
    under = f" --scenario '{scenario}'" if scenario else ""
    remedy = f"See `mfo optimise{under}` for the reasons."
    error = InfeasibleError(Problem("scenario-no-plan", f"{which} has no plan ({status}).", remedy=remedy))
    error.status = status
    return error


def _solved(matrix: Any) -> tuple[Floats, float]:
    """The columns of the extensive form and its gap."""
    from scipy import sparse

    arrays = Arrays(matrix, sparse.csr_array((0, matrix.columns)))
    found = Runner(arrays).found(arrays)
    answer = answered(arrays, found)
    if answer.status in ("infeasible", "unbounded"):
        message = "Each scenario has a plan, but no first stage has one in all of them."
        error = InfeasibleError(
            Problem(
                "stochastic-no-plan",
                message,
                remedy="Let obligations give way in the scenarios, or allow more to be built.",
            )
        )
        error.status = answer.status
        raise error
    if not answer.solved:
        raise SolverError(f"The extensive form cannot be proven: {answer.reason or answer.status}.")
    return cleaned(matrix, found.values), answer.gap


def _under(future: Future, held: Held, planned: Callable[[str, Held], Plan], progress: Callable[[str], None]) -> Plan:
    progress(f"scenario {future.name or say('as it stands')}")
    return planned(future.name, held)


def _check_agreement(objective: float, form: float, reached: Floats) -> None:
    """The plans of the scenarios, each certified by itself, add up to what the extensive form says."""
    if abs(objective - form) > AGREE * max(1.0, abs(form), float(np.abs(reached).max())):
        message = f"The plans of the scenarios come to {objective:.9g}, the extensive form to {form:.9g}."
        raise SolverError(Problem("not-certified", message, remedy="Report this plant to us."))


def _mean_value(
    futures: Sequence[Future], model_of: Callable[[Tables], PreparedProgram], planned: Callable[[str, Held], Plan]
) -> tuple[Floats, tuple[Problem, ...]]:
    """What each scenario comes to under the first stage that is best for the means of the changed cells."""
    nothing = np.full(len(futures), math.nan)
    tables, reason = mean_tables([(future.tables, future.probability) for future in futures])
    if tables is None:
        return nothing, (Problem("mean-value", f"There is no mean-value plan: {reason}", severity="warning"),)
    model = model_of(tables)
    runner = Runner(model.arrays)
    found = runner.found(model.arrays)
    if not answered(model.arrays, found).solved:
        message = "The plant at the means of the changed cells has no plan of its own."
        return nothing, (Problem("mean-value", message, severity="warning"),)
    held = decided(model.program, cleaned(model.arrays.matrix, found.values))
    values, without = [], []
    for future in futures:
        try:
            values.append(planned(future.name, held).objective)
        except InfeasibleError:
            values.append(math.inf)
            without.append(future.name or "the plant as it stands")
    if not without:
        return np.array(values), ()
    message = f"The mean-value plan has no plan in {', '.join(f'`{name}`' for name in without)}: its value is infinite."
    return np.array(values), (Problem("mean-value", message, severity="warning"),)


def _first_stage(model: PreparedProgram, held: Held) -> tuple[Decided, ...]:
    units = {each.name: (each.unit, each.scale) for each in model.kept if each.kind == "built"}
    found = []
    for family, name, amounts in held:
        unit, scale = units.get(name, ("", 1.0)) if family == "built" else (family, 1.0)
        by_year = tuple(amount * scale for amount in amounts)
        found.append(Decided(name, sum(by_year), unit, by_year))
    return tuple(found)


def result_of(found: Stochastic) -> dict[str, object]:
    """What study.json and ``--json`` say of it."""
    return {
        "minimise": found.minimise,
        "unit": found.unit,
        "risk": found.risk,
        "weight": found.weight,
        "objective": found.objective,
        "expected": found.expected,
        "cvar": found.cvar,
        "wait_and_see": found.wait_and_see,
        "mean_value_plan": found.mean_value_plan,
        "value_of_information": found.value_of_information,
        "value_of_stochastic_solution": found.value_of_stochastic_solution,
        "first_stage": [
            {"name": item.name, "built": item.built, "unit": item.unit, "by_year": list(item.by_year)}
            for item in found.first_stage
        ],
        "scenarios": [
            {"scenario": item.scenario, "probability": item.probability, "value": item.value, "run": run}
            for item, run in zip(found.scenarios, run_folders(found), strict=True)
        ],
        "gap": found.gap,
    }


def run_folders(found: Stochastic) -> list[str]:
    """What the run folders of the scenarios are called."""
    from ..sweep import run_names

    return list(run_names([item.scenario for item in found.scenarios]).values())
