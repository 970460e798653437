"""Least squares under equations and bounds: by non-negative least squares, or a primal-dual interior point method.

    minimise  1/2 sum ((z - R x) / sigma)^2 + weight/2 sum x^2
    subject to  A x = b,  lower <= x <= upper

Rows may depend on one another. Numbers are expected scaled: amounts of about one. What the interior point method finds
lies inside the face of all optimal ones: what is at a bound there is at it in each of them (with ``weight`` next to
zero).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import bmat, csc_matrix, csr_matrix, diags, identity, vstack
from scipy.sparse.linalg import splu

from ..graph.arrays.flow_graph import Floats

ITERATIONS = 200
PRECISION = 1e-11
INFEASIBLE = 1e-6  # what equations may be off by, of amounts of about one
DEPENDENT = 1e-11  # lets equations depend on one another
VANISHED = 1e-40  # complementarity beyond which no step changes anything
DIVERGED = 1e14  # multipliers that no feasible problem has
STEP = 0.995  # of the way to the nearest bound
GREAT = 1e5  # of equations beside readings
START = 10.0  # how far inside its bounds everything begins, in amounts of about one


@dataclass(frozen=True)
class Quadratic:
    """The problem; ``sigma`` is above zero, ``readings`` and ``measured`` may be empty."""

    equations: csr_matrix  # A
    right: Floats  # b
    readings: csr_matrix  # R
    measured: Floats  # z
    sigma: Floats
    lower: Floats
    upper: Floats
    weight: float = 1e-10
    precision: float = PRECISION


@dataclass(frozen=True)
class Optimum:
    """Values, the multipliers of the equations (of an objective in which the most certain reading weighs one), and
    whether the equations and bounds were met."""

    values: Floats
    multipliers: Floats
    feasible: bool


def solve_quadratic(problem: Quadratic, start: float = START) -> Optimum:
    """The values of least squares; ``feasible`` is False where none were found that meet the equations and bounds.

    ``start`` is how far inside its bounds everything begins.
    """
    scaled, scale = _scaled(problem)
    found = _Iteration(scaled, start).run()
    return replace(found, values=found.values * scale)


def solve_without_iterating(problem: Quadratic) -> Optimum:
    """The same by non-negative least squares, in which equations are rows of a great weight.

    Needs no start and no step, but dense matrices, and time that grows with the cube of the columns. Source: Lawson
    and Hanson, Solving Least Squares Problems, chapters 22 and 23.
    """
    scaled, scale = _scaled(problem)
    size = len(scale)
    least = np.where(np.isfinite(scaled.lower), scaled.lower, 0.0)
    both = np.flatnonzero(~np.isfinite(scaled.lower))  # may be negative: less what is taken off
    below = np.flatnonzero(np.isfinite(scaled.upper))  # what is left to the upper bound is a column of its own
    equations, readings = scaled.equations.toarray(), scaled.readings.toarray()
    weight = 1.0 / relative_sigma(scaled.sigma)
    rooms = np.zeros((len(below), size))
    rooms[np.arange(len(below)), below] = 1.0
    top = np.concatenate([equations, rooms])
    slack = np.concatenate([np.zeros((len(equations), len(below))), np.eye(len(below))])
    exact = np.hstack([top, -top[:, both], slack])
    soft = np.hstack([readings, -readings[:, both], np.zeros((len(readings), len(below)))])
    right = np.concatenate([scaled.right - equations @ least, scaled.upper[below] - least[below]])
    measured = scaled.measured - readings @ least
    matrix = np.concatenate([GREAT * exact, weight[:, None] * soft])
    if not matrix.size:  # scipy 1.17 ends the process on nothing
        met = bool(np.abs(problem.right).max(initial=0.0) < INFEASIBLE)
        return Optimum(np.clip(0.0, problem.lower, problem.upper), np.zeros(len(problem.right)), met)
    from scipy.optimize import nnls  # late: few readings need it

    try:
        found, _ = nnls(matrix, np.concatenate([GREAT * right, weight * measured]), maxiter=30 * matrix.shape[1])
    except RuntimeError:  # it turns in circles
        return Optimum(problem.lower, np.zeros(len(problem.right)), feasible=False)
    values = least + found[:size]
    values[both] -= found[size : size + len(both)]
    off = np.abs(scaled.right - equations @ values).max(initial=0.0)
    return Optimum(values * scale, np.zeros(len(problem.right)), bool(off < INFEASIBLE))


def _scaled(problem: Quadratic) -> tuple[Quadratic, Floats]:
    """The problem in columns that each count for about one somewhere, and what turns its values back."""
    largest = abs(vstack([problem.equations, problem.readings, csr_matrix((1, len(problem.lower)))])).max(axis=0)
    size = np.asarray(largest.todense()).ravel()
    scale = 1.0 / np.where(size > 0, size, 1.0)
    by = diags(scale)
    scaled = replace(
        problem,
        equations=csr_matrix(problem.equations @ by),
        readings=csr_matrix(problem.readings @ by),
        lower=problem.lower / scale,
        upper=problem.upper / scale,
    )
    return scaled, scale


def relative_sigma(sigma: Floats) -> Floats:
    """Uncertainties in units of the smallest: the objective in which the most certain reading weighs one."""
    return sigma / sigma.min() if len(sigma) else sigma


class _Iteration:
    """The iterates of one problem."""

    def __init__(self, problem: Quadratic, begin: float) -> None:
        self.problem = problem
        self.matrix = csc_matrix(bmat([[problem.equations], [problem.readings]]))
        self.right = np.concatenate([problem.right, problem.measured])
        exact = len(problem.right)
        spread = relative_sigma(problem.sigma)  # so that multipliers are about one, too
        self.soft = np.concatenate([np.zeros(exact), spread**2])
        self.steps = np.concatenate([np.full(exact, DEPENDENT), spread**2])  # what each step holds on to
        self.low, self.high = np.isfinite(problem.lower), np.isfinite(problem.upper)
        inside = begin * max(1.0, float(np.abs(self.right).max(initial=0.0)))
        room = np.where(self.low & self.high, problem.upper - problem.lower, 2.0 * inside)
        start = np.where(self.low, problem.lower, np.where(self.high, problem.upper - 1.0, 0.0))
        self.x = np.where(self.low, start + np.minimum(inside, room / 2), start)
        self.y = np.zeros(len(self.right))
        columns, rows = len(self.x), len(self.right)
        whole = bmat([[identity(columns), -self.matrix.T], [self.matrix, diags(self.steps)]])
        self.system = csc_matrix(whole)
        self.system.sort_indices()
        of_column = np.repeat(np.arange(columns + rows), np.diff(self.system.indptr))
        self.diagonal = np.flatnonzero(self.system.indices == of_column)[:columns]
        self.zl, self.zu = self.low.astype(float), self.high.astype(float)

    def run(self) -> Optimum:
        """Predictor and corrector steps until everything holds."""
        for _ in range(ITERATIONS):
            primal, dual, mu = self._residuals()
            size = 1.0 + float(np.abs(self.y).max(initial=0.0))
            off = max(np.abs(primal).max(initial=0.0), np.abs(dual).max(initial=0.0) / size)
            if max(off, mu) < self.problem.precision or 0.0 < mu < VANISHED:
                break
            if not self._step(primal, dual, mu):
                break
        off = np.abs(self.problem.right - self.problem.equations @ self.x).max(initial=0.0)
        return Optimum(self.x, self.y[: len(self.problem.right)], bool(off < INFEASIBLE))

    def _gaps(self) -> tuple[Floats, Floats]:
        problem = self.problem
        below = np.where(self.low, self.x - problem.lower, 1.0)
        above = np.where(self.high, problem.upper - self.x, 1.0)
        return below, above

    def _residuals(self) -> tuple[Floats, Floats, float]:
        primal = self.right - self.matrix @ self.x - self.soft * self.y
        dual = -(self.problem.weight * self.x - self.matrix.T @ self.y - self.zl + self.zu)
        below, above = self._gaps()
        bounds = max(int(self.low.sum() + self.high.sum()), 1)
        return primal, dual, float(self.zl @ below + self.zu @ above) / bounds

    def _step(self, primal: Floats, dual: Floats, mu: float) -> bool:
        below, above = self._gaps()
        system = self.system
        system.data[self.diagonal] = self.zl / below + self.zu / above + self.problem.weight
        try:
            factor = splu(system)
        except RuntimeError:  # exactly singular: as far as numbers go
            return False

        def direction(centre: float, low: Floats, high: Floats) -> tuple[Floats, ...]:
            towards_low = np.where(self.low, (centre - low) / below - self.zl, 0.0)
            towards_high = np.where(self.high, (centre - high) / above - self.zu, 0.0)
            right = np.concatenate([dual + towards_low - towards_high, primal])
            found = factor.solve(right)
            found = found + factor.solve(right - system @ found)
            dx, dy = found[: len(self.x)], found[len(self.x) :]
            dzl = np.where(self.low, towards_low - self.zl / below * dx, 0.0)
            dzu = np.where(self.high, towards_high + self.zu / above * dx, 0.0)
            return dx, dy, dzl, dzu

        zero = np.zeros(len(self.x))
        dx, dy, dzl, dzu = direction(0.0, zero, zero)
        ahead, back = self._lengths(dx, dzl, dzu, 1.0)
        left = self._complementarity(dx, dzl, dzu, ahead, back)
        centre = mu * (left / mu) ** 3 if mu > 0 else 0.0
        dx, dy, dzl, dzu = direction(centre, dx * dzl, -dx * dzu)
        ahead, back = self._lengths(dx, dzl, dzu, STEP)
        if not (np.isfinite(dx).all() and np.abs(dy).max(initial=0.0) < DIVERGED):
            return False
        self.x = self.x + ahead * dx
        self.y, self.zl, self.zu = self.y + back * dy, self.zl + back * dzl, self.zu + back * dzu
        return True

    def _lengths(self, dx: Floats, dzl: Floats, dzu: Floats, share: float) -> tuple[float, float]:
        """How far values and multipliers may go; together, because the objective is no line."""
        below, above = self._gaps()
        found = 1.0
        for gap, change in ((below, dx), (above, -dx), (self.zl, dzl), (self.zu, dzu)):
            falls = change < 0
            if falls.any():
                found = min(found, share * float((-gap[falls] / change[falls]).min()))
        return found, found

    def _complementarity(self, dx: Floats, dzl: Floats, dzu: Floats, ahead: float, back: float) -> float:
        below, above = self._gaps()
        bounds = max(int(self.low.sum() + self.high.sum()), 1)
        low = (self.zl + back * dzl) * (below + ahead * dx) * self.low
        high = (self.zu + back * dzu) * (above - ahead * dx) * self.high
        return float(low.sum() + high.sum()) / bounds
