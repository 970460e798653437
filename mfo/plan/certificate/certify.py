"""The certificate: a plan is computed again from its own tables before anybody sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...errors import Problem, SolverError
from ...graph.arrays.flow_graph import Floats
from ...graph.arrays.time_blocks import blocks
from ...solve.engine.solution import Solution
from ..tables.elements import Elements
from ..tables.totals import total
from .operation import statements
from .recipes import rules

SOLVER_TOLERANCE = 1e-6  # what the solver may leave open in a row, in canonical units, with a margin of ten
FLOAT_TOLERANCE = 1e-9  # what sums of rounded numbers may differ by, relative to the largest of them
OPTIMALITY = 1e-6  # largest relative gap between the plan and what is proven possible
WHOLE_OPTIMALITY = 2e-6  # the same for whole-number plans, which are solved to 1e-6


@dataclass(frozen=True)
class Check:
    """One kind of recomputed statement: how many there were, and the largest violation among them."""

    name: str
    count: int
    absolute: float
    relative: float  # to the largest amount of the same kind, or to one canonical unit where that is more
    tolerance: float  # of the absolute violation
    where: str

    @property
    def passed(self) -> bool:
        """Whether the largest violation is within tolerance."""
        return self.absolute <= self.tolerance


def certify(tables: Mapping[str, pd.DataFrame], elements: Elements, solution: Solution, minimise: str,
            objective_row: bool = True) -> dict[str, object]:  # fmt: skip
    """Recompute balances, storage, capacities, limits, recipes, running and the objective, and judge the duals.

    Amounts come from the tables; what tables do not hold (single inputs of a recipe, links in use, starts counted) from
    the solution, the rules themselves from the graph.

    Returns plain data for run.json. Raises :class:`mfo.errors.SolverError` (exit code 5) where a statement does not
    hold within float precision scaled to the largest flow, or the plan is not proven optimal.
    """
    scales = unit_scales(elements)
    ledger = tables["ledger"]
    checks = [
        _balance(tables["flows"], scales),
        _not_negative(tables["flows"], scales),
        _storage(tables["stocks"], scales, elements),
        _activities(tables["activities"], scales),
        _bounds(tables["bounds"], scales),
        _limits(tables["limits"], scales),
        _capacities(tables["capacities"]),
    ]
    for name, violation, size in rules(elements.graph, solution.values):
        checks.append(_check(name, violation, size, np.ones(len(size)), lambda _: ""))
    for statement in statements(tables, elements, solution):
        violation, size = statement.violation.ravel(), statement.size.ravel()
        checks.append(_check(statement.name, violation, size, np.ones(len(size)), statement.place))
    per_unit = elements.effect_factor(minimise)  # the solver counts in canonical units
    gross = _gross(ledger, minimise) / per_unit
    if objective_row:
        checks.append(_objective(total(ledger, minimise, weighted=True) / per_unit, solution, minimise, gross))
    optimality = _optimality(solution, gross)
    certificate = _summary(checks, optimality, solution)
    if not certificate["certified"]:
        raise SolverError(Problem("not-certified", _failure(checks, optimality), remedy="Report this plant to us: the "
                          "solver gave a plan that does not hold when it is computed again."))  # fmt: skip
    return certificate


def unit_scales(elements: Elements) -> dict[str, float]:
    """Typed units per canonical unit, by the typed unit's name."""
    scales = dict(zip(elements.pool_unit.tolist(), elements.pool_factor.tolist(), strict=True))
    scales.update(zip(elements.basis.tolist(), elements.basis_factor.tolist(), strict=True))
    scales.update({unit: elements.effect_factor(name) for name, unit in elements.effect_unit.items()})
    return scales


def _check(name: str, violation: Floats, size: Floats, scale: Floats, places: Any) -> Check:
    """The worst of many statements: the one that is furthest beyond its tolerance."""
    if not len(violation):
        return Check(name, 0, 0.0, 0.0, SOLVER_TOLERANCE, "")
    tolerance = SOLVER_TOLERANCE * scale + FLOAT_TOLERANCE * size
    worst = int(np.argmax(violation / tolerance))
    absolute = float(max(violation[worst], 0.0))
    relative = absolute / max(float(size[worst]), float(scale[worst]))  # of next to nothing, a rounding would be all
    return Check(name, len(violation), absolute, relative, float(tolerance[worst]), places(worst))


def _codes(table: pd.DataFrame, columns: list[str]) -> tuple[np.ndarray, int]:
    """One whole number for each different combination of the columns, and how many there are at most."""
    code, size = np.zeros(len(table), dtype=np.int64), 1
    for name in columns:
        part, names = pd.factorize(table[name])
        code = code * len(names) + part
        size *= max(len(names), 1)
    if size > 20 * len(table) + 1000:  # sparse: renumber
        found, code = np.unique(code, return_inverse=True)
        size = len(found)
    return code, size


def _largest_by(table: pd.DataFrame, column: str, values: Floats) -> Floats:
    """For each row the largest value among the rows with the same entry."""
    code, names = pd.factorize(table[column])
    largest = np.zeros(len(names))
    np.maximum.at(largest, code, np.abs(values))
    found: Floats = largest[code]
    return found


def _scale(units: pd.Series, scales: Mapping[str, float]) -> Floats:
    codes, names = pd.factorize(units)
    found: Floats = np.array([scales.get(name, 1.0) for name in names], dtype=float)[codes]
    return found


def _balance(flows: pd.DataFrame, scales: Mapping[str, float]) -> Check:
    amounts = flows["amount"].to_numpy()
    code, size = _codes(flows, ["site", "material", "year", "slot"])
    signed = np.where((flows["direction"] == "into pool").to_numpy(), amounts, -amounts)
    left = np.abs(np.bincount(code, weights=signed, minlength=size))
    first = np.zeros(size, dtype=np.int64)
    first[code] = np.arange(len(flows))
    used = np.bincount(code, minlength=size) > 0
    rows = first[used]
    largest = _largest_by(flows, "material", amounts)[rows] if len(flows) else np.zeros(0)
    scale = _scale(flows["unit"], scales)[rows] if len(flows) else np.zeros(0)
    return _check("balance", left[used], largest, scale, lambda worst: _place(flows, int(rows[worst])))


def _place(table: pd.DataFrame, row: int) -> str:
    """A row in words: the names and times it holds."""
    columns = ("limit", "element", "process", "store", "material", "site", "year", "slot")
    names = [name for name in columns if name in table and not (name == "limit" and "element" in table)]
    return "at " + ", ".join(f"{name} {table[name].iloc[row]}" for name in names)


def _not_negative(flows: pd.DataFrame, scales: Mapping[str, float]) -> Check:
    amounts = flows["amount"].to_numpy()
    size = _largest_by(flows, "material", amounts) if len(flows) else amounts
    return _check("amounts not negative", -amounts, size, _scale(flows["unit"], scales), lambda w: _place(flows, w))


def _storage(stocks: pd.DataFrame, scales: Mapping[str, float], elements: Elements) -> Check:
    """Levels follow from charge, discharge and loss, and each slot opens as the slot before it closed."""
    column = {name: stocks[name].to_numpy() for name in ("opening", "level", "charge", "discharge", "loss")}
    step = column["level"] - (column["opening"] - column["loss"] + column["charge"] - column["discharge"])
    gap = np.zeros(len(stocks))
    if len(stocks):
        inner = np.ones(elements.graph.slots, dtype=bool)
        inner[blocks(elements.graph.times).first] = False
        follows = inner[stocks["slot"].to_numpy() - 1]
        gap[follows] = (column["opening"] - np.roll(column["level"], 1))[follows]
    size = np.maximum(_largest_by(stocks, "store", column["level"]), column["charge"]) if len(stocks) else gap
    violation = np.maximum(np.abs(step), np.abs(gap))
    return _check("storage", violation, size, _scale(stocks["unit"], scales), lambda worst: _place(stocks, worst))


def _activities(activities: pd.DataFrame, scales: Mapping[str, float]) -> Check:
    known = activities["capacity"].notna().to_numpy()
    table = activities[known]
    over = table["activity"].to_numpy() - table["capacity"].to_numpy()
    size = np.maximum(np.abs(table["activity"].to_numpy()), np.abs(table["capacity"].to_numpy()))
    return _check("capacity", over, size, _scale(table["unit"], scales), lambda worst: _place(table, worst))


def _bounds(bounds: pd.DataFrame, scales: Mapping[str, float]) -> Check:
    table = bounds[bounds["limit"].notna()]
    over = (table["value"] - table["limit"]).to_numpy()
    over = np.where((table["bound"] == "minimum").to_numpy(), -over, over)
    size = np.maximum(np.abs(table["value"].to_numpy()), np.abs(table["limit"].to_numpy()))
    return _check("bounds", over, size, _scale(table["unit"], scales), lambda worst: _place(table, worst))


def _limits(limits: pd.DataFrame, scales: Mapping[str, float]) -> Check:
    table = limits[limits["value"].notna()]
    value = table["value"].to_numpy()
    over = np.fmax(value - table["maximum"].to_numpy(), table["minimum"].to_numpy() - value)
    size = np.fmax(np.fmax(np.abs(value), np.abs(table["maximum"].to_numpy())), np.abs(table["minimum"].to_numpy()))
    over = np.where(np.isnan(over), 0.0, over)
    return _check("limits", over, size, _scale(table["unit"], scales), lambda worst: _place(table, worst))


def _capacities(capacities: pd.DataFrame) -> Check:
    """What is in place is no more than what may be in place."""
    table = capacities[capacities["maximum"].notna() & capacities["in_place"].notna()]
    over = (table["in_place"] - table["maximum"]).to_numpy()
    size = table["maximum"].abs().to_numpy()
    return _check("capacity in place", over, size, np.ones(len(table)), lambda worst: _place(table, worst))


def _gross(ledger: pd.DataFrame, minimise: str) -> float:
    lines = ledger[(ledger["effect"] == minimise) & (ledger["account"] == "own")]
    return float((lines["amount"].abs() * lines["weight"]).sum())


def _objective(computed: float, solution: Solution, minimise: str, gross: float) -> Check:
    off = abs(computed - solution.objective)
    tolerance = 1e-7 * max(gross, 1.0)  # what stood before is paid and taken off again: not all that is summed shows
    return Check("objective", 1, off, off / gross if gross else off, tolerance, f"in the ledger's sum of {minimise}")


def _optimality(solution: Solution, gross: float) -> dict[str, float]:
    """Gaps relative to all that is summed up in the objective, so that a sum near zero is not judged by itself."""
    size = max(1.0, abs(solution.objective), gross)
    gap = solution.duality_gap * max(1.0, abs(solution.objective)) / size
    bound = abs(solution.objective - solution.bound) / size if solution.whole_numbers else 0.0
    return {"duality_gap": gap, "dual_infeasibility": solution.dual_infeasibility, "bound_gap": bound}


def _summary(checks: list[Check], optimality: Mapping[str, float], solution: Solution) -> dict[str, object]:
    certified = all(check.passed for check in checks) and not _unproven(optimality)
    worst = max(checks, key=lambda check: check.absolute / check.tolerance)
    return {
        "certified": certified,
        "largest_violation": max(check.absolute for check in checks),
        "relative_violation": max(check.relative for check in checks),
        "worst": worst.name,
        **optimality,
        "bound": solution.bound,
        "whole_numbers": solution.whole_numbers,
        "checks": [
            {"name": check.name, "count": check.count, "absolute": check.absolute, "relative": check.relative,
             "tolerance": check.tolerance, "where": check.where} for check in checks
        ],
    }  # fmt: skip


def _unproven(optimality: Mapping[str, float]) -> list[str]:
    """What is not proven, in words."""
    found = []
    if optimality["duality_gap"] > OPTIMALITY:
        found.append(f"the duality gap is {optimality['duality_gap']:.3g}")
    if optimality["dual_infeasibility"] > OPTIMALITY:
        found.append(f"the duals are infeasible by {optimality['dual_infeasibility']:.3g}")
    if optimality["bound_gap"] > WHOLE_OPTIMALITY:
        found.append(f"the bound is {optimality['bound_gap']:.3g} away")
    return found


def _failure(checks: list[Check], optimality: Mapping[str, float]) -> str:
    failed = [
        f"{check.name} is off by {check.absolute:.3g} (allowed {check.tolerance:.3g}) {check.where}".rstrip()
        for check in checks
        if not check.passed
    ]
    return "The plan could not be certified: " + "; ".join([*failed, *_unproven(optimality)]) + "."
