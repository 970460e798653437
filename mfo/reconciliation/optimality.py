"""Whether values are an optimum of least squares under equations and bounds, and whether there can be any at all."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack

from ..graph.arrays.flow_graph import Bools, Floats
from .quadratic import Quadratic, relative_sigma

PRIMAL = 1e-7  # what equations and bounds may be off by, of amounts of about one
DUAL = 1e-6  # what a gradient may be off by, of the largest
AT = 1e-6  # nearer to a bound than this is at it


def is_optimal(problem: Quadratic, values: Floats, multipliers: Floats) -> bool:
    """Whether the conditions of Karush, Kuhn and Tucker hold: with ``multipliers`` of the equations, or with any."""
    off = np.abs(problem.right - problem.equations @ values).max(initial=0.0)
    below, above = values - problem.lower, problem.upper - values
    if max(off, -below.min(initial=0.0), -above.min(initial=0.0)) > PRIMAL:
        return False
    weight = 1.0 / relative_sigma(problem.sigma) ** 2
    gradient = problem.readings.T @ (weight * (problem.measured - problem.readings @ values))
    if not gradient.any():  # nothing to fit, or fitted without a rest: the multipliers are zero
        return True
    most = DUAL * float(np.abs(gradient).max(initial=0.0)) + 1e-12
    reduced = -gradient - problem.equations.T @ multipliers
    low, high = below <= AT, above <= AT
    if _wrong(reduced, low, high) <= most:
        return True
    return _least_wrong(problem.equations, gradient, low, high) <= most


def _wrong(reduced: Floats, low: Bools, high: Bools) -> float:
    """By how much reduced costs have the wrong sign: not below zero at a lower bound, not above it at an upper one."""
    wrong = np.maximum(np.where(high, 0.0, -reduced), np.where(low, 0.0, reduced))
    return float(wrong.max(initial=0.0))


def _least_wrong(equations: csr_matrix, gradient: Floats, low: Bools, high: Bools) -> float:
    """The same with the multipliers that make it least: where equations depend on one another there are many."""
    size = float(np.abs(gradient).max(initial=0.0))
    from scipy.optimize import linprog  # late: what most readings need no more of

    transposed, off = csr_matrix(equations.T), csr_matrix(np.ones((len(gradient), 1)))
    upper, lower = ~low, ~high  # where a reduced cost may not be above, not be below zero
    rows = [hstack([-transposed[upper], -off[upper]]), hstack([transposed[lower], -off[lower]])]
    right = np.concatenate([gradient[upper], -gradient[lower]]) / (size or 1.0)
    costs = np.zeros(equations.shape[0] + 1)
    costs[-1] = 1.0
    bounds = [(None, None)] * equations.shape[0] + [(0.0, None)]
    answer: Any = linprog(  # type: ignore[call-overload]
        costs, A_ub=vstack(rows), b_ub=right, bounds=bounds
    )
    return float(answer.fun) * size if answer.status == 0 else np.inf


def can_be_met(problem: Quadratic) -> bool:
    """Whether any values meet the equations and bounds, to what equations may be off by."""
    from scipy.optimize import linprog

    rows, columns = problem.equations.shape
    costs = np.concatenate([np.zeros(columns), np.ones(2 * rows)])
    each = csr_matrix((np.ones(rows), (np.arange(rows), np.arange(rows))), shape=(rows, rows))
    bounds = [*zip(problem.lower, problem.upper, strict=True), *[(0.0, np.inf)] * (2 * rows)]
    answer: Any = linprog(  # type: ignore[call-overload]
        costs, A_eq=hstack([problem.equations, each, -each]), b_eq=problem.right, bounds=bounds
    )
    return bool(answer.status == 0 and answer.fun < PRIMAL * max(rows, 1))
