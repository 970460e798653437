"""What least squares leave: adjustments and their tests, what is determined and how certainly, one component at a time.

Columns that are at a bound in every optimal solution are facts there. The rest are free: with N a basis of what they
may do within the equations and J = R N / sigma, U of the singular value decomposition of J gives all variances.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.linalg import lstsq, qr, svd
from scipy.sparse import csr_matrix, diags, vstack

from ..errors import Problem, SolverError
from ..graph.arrays.flow_graph import Bools, Floats, Ints
from .optimality import can_be_met, is_optimal
from .quadratic import Optimum, Quadratic, solve_quadratic, solve_without_iterating

RANK = 1e-9  # singular values below this share of the largest are zero
INSIDE = 1e-6  # further from a bound than this, scaled, is free
ROOM = 100.0  # how far an amount that nothing bounds may go, scaled
NEGLIGIBLE = 1e-9  # an adjustment, of its uncertainty, that only rounding makes
DETERMINED = 1e-7
HUGE = 1e9  # a bound so far above what flows is none
SMALL = 200  # columns of a component that is solved without iterating at once, where there is anything to fit
POLISHED = 50  # times that what leaves its bounds is put to them
OUTSIDE = 1e-8  # beyond a bound, scaled
LARGEST = 2500  # free columns of a component whose variances are worked out


@dataclass(frozen=True)
class ReadingComponent:
    """One component: equations, bounds, and rows of the readings with an uncertainty, all scaled to about one."""

    columns: Ints  # in the whole system
    scale: Floats  # (columns,) canonical amount of one
    equations: csr_matrix
    right: Floats
    lower: Floats
    upper: Floats
    rows: csr_matrix
    measured: Floats
    sigma: Floats
    unit: Floats  # (readings,) canonical amount of one


@dataclass(frozen=True)
class Fit:
    """The component reconciled; adjustments are in units of sigma.

    ``hat`` is None where the component was too large to work out variances.
    """

    values: Floats  # (columns,) scaled
    adjustment: Floats  # (readings,) (measured - reconciled) / sigma
    hat: Floats | None  # (readings, readings) variance of the reconciled in units of sigma
    rank: int
    free: Bools
    null: Floats  # (free, p)
    right_vectors: Floats  # (p, rank) of J, each divided by its singular value
    open: Floats  # (p, p - rank) directions that no reading sees


def fit(part: ReadingComponent) -> Fit | None:
    """Reconcile one component; None where its equations and bounds cannot be met.

    What is found is believed once the conditions of an optimum hold; that a component cannot be met, once a linear
    program says so. Raises :class:`mfo.errors.SolverError` where none of the ways gives a proven answer.
    """
    moved = part.lower < part.upper
    values = np.where(moved, 0.0, part.lower)
    inner = _problem(part, moved, values)
    ways: list[Callable[[Quadratic], Optimum]] = [
        solve_without_iterating,
        solve_quadratic,
        partial(solve_quadratic, start=1.0),
    ]
    late = []
    for solve in ways if len(part.measured) and moved.sum() <= SMALL else [*ways[1:], ways[0]]:
        found = solve(inner)
        if not found.feasible:
            late.append(found)
            continue
        fitted = _proven(part, moved, values, inner, found)
        if fitted is not None:
            return fitted
    if not can_be_met(inner):
        return None
    for found in late:  # where a way came to a stop is often near enough
        fitted = _proven(part, moved, values, inner, found)
        if fitted is not None:
            return fitted
    raise SolverError(
        Problem(
            "reconciliation-failed",
            "The readings were not reconciled: no values were found that can be shown to be the best.",
            remedy="Report this plant to us.",
        )
    )


def _proven(part: ReadingComponent, moved: Bools, values: Floats, inner: Quadratic, found: Optimum) -> Fit | None:
    """The least squares about what a way found; None where the conditions of an optimum do not hold."""
    if not np.isfinite(found.values).all():
        return None
    at = values.copy()
    at[moved] = found.values
    fitted = _polished(part, moved, at)
    proven = fitted is not None and is_optimal(inner, fitted.values[moved], found.multipliers)
    return fitted if proven else None


def _polished(part: ReadingComponent, moved: Bools, values: Floats) -> Fit | None:
    """The least squares over the columns that are inside their bounds; None where that leaves the bounds."""
    free = moved & _support(part, moved, values)
    for _ in range(POLISHED):
        found = _statistics(part, values, free)
        out = free & ((found.values < part.lower - OUTSIDE) | (found.values > part.upper + OUTSIDE))
        if not out.any():
            return found
        values = np.clip(found.values, part.lower, part.upper)
        free = free & ~out
    return None


def _problem(part: ReadingComponent, moved: Bools, values: Floats) -> Quadratic:
    """The problem over the columns that may move."""
    return Quadratic(
        part.equations[:, moved].tocsr(),
        part.right - part.equations @ values,
        part.rows[:, moved].tocsr(),
        part.measured - part.rows @ values,
        part.sigma,
        part.lower[moved],
        part.upper[moved],
    )


def _support(part: ReadingComponent, moved: Bools, values: Floats) -> Bools:
    """Which columns are inside their bounds in some optimal solution: those of one in the middle of all of them."""
    base = np.where(moved, 0.0, values)
    inner = _problem(part, moved, base)
    seen = part.rows @ values
    equations = vstack([inner.equations, inner.readings]).tocsr()
    right = np.concatenate([inner.right, seen - part.rows @ base])
    room = max(ROOM, 10.0 * float(np.abs(values).max(initial=0.0)))
    upper = np.minimum(inner.upper, room)
    lower = np.maximum(inner.lower, -room)
    nothing = csr_matrix((0, equations.shape[1]))
    middle = solve_quadratic(
        Quadratic(equations, right, nothing, np.zeros(0), np.zeros(0), lower, upper, 0.0, INSIDE / 100)
    )
    inside = np.zeros(len(values), dtype=bool)
    where = middle.values if middle.feasible else values[moved]
    inside[moved] = (where - lower > INSIDE) & (upper - where > INSIDE)
    return inside


def _statistics(part: ReadingComponent, values: Floats, free: Bools) -> Fit:
    values = np.where(free, values, np.where(_nearer_lower(part, values), part.lower, part.upper))
    values = np.where(np.isfinite(values), values, 0.0)
    count = len(part.measured)
    if free.sum() > LARGEST:
        adjustment = (part.measured - part.rows @ values) / part.sigma
        nothing = np.zeros((int(free.sum()), 0))
        return Fit(values, adjustment, None, 0, free, nothing, np.zeros((0, 0)), np.zeros((0, 0)))
    equations = part.equations[:, free].toarray()
    left = part.right - part.equations @ values
    if equations.size:
        values[free] += lstsq(equations, left, cond=RANK, lapack_driver="gelsy")[0]
    null = null_space(equations)
    seen = (part.rows[:, free] @ null) / part.sigma[:, None]
    gap = (part.measured - part.rows @ values) / part.sigma
    left_vectors, singular, right_vectors = _svd(seen)
    rank = int((singular > RANK * max(float(singular.max(initial=0.0)), 1e-300)).sum()) if singular.size else 0
    used = left_vectors[:, :rank]
    fitted = used @ (used.T @ gap)
    divided = right_vectors[:rank].T / singular[:rank]
    values[free] += null @ (divided @ (used.T @ gap))
    hat = used @ used.T if count else np.zeros((0, 0))
    left_over = np.where(np.abs(gap - fitted) < NEGLIGIBLE, 0.0, gap - fitted)
    return Fit(values, left_over, hat, rank, free, null, divided, right_vectors[rank:].T)


def _svd(matrix: Floats) -> tuple[Floats, Floats, Floats]:
    """The whole singular value decomposition; of a matrix without rows or columns too, which older scipy refuses."""
    if matrix.size:
        left, singular, right = svd(matrix, full_matrices=True)
        return left, singular, right
    return np.eye(matrix.shape[0]), np.zeros(0), np.eye(matrix.shape[1])


def _nearer_lower(part: ReadingComponent, values: Floats) -> Bools:
    below = np.where(np.isfinite(part.lower), values - part.lower, np.inf)
    above = np.where(np.isfinite(part.upper), part.upper - values, np.inf)
    return np.asarray(below <= above)


def null_space(matrix: Floats) -> Floats:
    """An orthonormal basis of what a matrix takes to zero, by a rank-revealing factorisation."""
    columns = matrix.shape[1]
    if not matrix.size:
        return np.eye(columns)
    basis, triangle, _ = qr(matrix.T, mode="full", pivoting=True)
    size = np.abs(np.diag(triangle))
    rank = int((size > RANK * max(float(size.max(initial=0.0)), 1e-300)).sum())
    return np.asarray(basis[:, rank:], dtype=float)


def functional(part: ReadingComponent, found: Fit, columns: Ints, coefficients: Floats) -> tuple[float, float, bool]:
    """The value of a sum over columns (positions in the component), its standard deviation, and whether it is
    determined by what was read and what is fact; canonical."""
    scaled = coefficients * part.scale[columns]
    value = float(scaled @ found.values[columns])
    if found.hat is None:
        return value, float("nan"), False
    ways = _ways(part, found, columns, coefficients)
    determined = not np.any(unseen(part, found, columns, coefficients))
    deviation = float(np.linalg.norm(ways @ found.right_vectors))
    return value, deviation if determined else float("nan"), determined


def unseen(part: ReadingComponent, found: Fit, columns: Ints, coefficients: Floats) -> Floats:
    """(p - rank,) what a sum over columns changes by in each direction that no reading sees; zeros: it is determined.

    Of a component too large for variances nothing is known of directions: there are none.
    """
    left = _ways(part, found, columns, coefficients) @ found.open
    size = float(np.abs(coefficients * part.scale[columns]).max(initial=0.0))
    return np.where(np.abs(left) <= DETERMINED * max(size, 1e-300), 0.0, left)


def _ways(part: ReadingComponent, found: Fit, columns: Ints, coefficients: Floats) -> Floats:
    """(p,) what a sum over columns changes by in each direction that the equations leave."""
    whole = np.zeros(len(part.columns))
    np.add.at(whole, columns, coefficients * part.scale[columns])
    return np.asarray(whole[found.free] @ found.null, dtype=float)


def scaled_part(
    columns: Ints,
    scale: Floats,
    equations: csr_matrix,
    right: Floats,
    bounds: tuple[Floats, Floats],
    rows: csr_matrix,
    measured: Floats,
    sigma: Floats,
) -> ReadingComponent:
    """A component in amounts of about one: columns by ``scale``, equations by their largest term."""
    equations = csr_matrix(equations @ diags(scale))
    largest = np.asarray(abs(equations).max(axis=1).todense()).ravel() if equations.shape[0] else np.zeros(0)
    largest = np.where(largest > 0, largest, 1.0)
    rows = csr_matrix(rows @ diags(scale))
    unit = np.maximum(np.abs(measured), 1e-300)
    return ReadingComponent(
        columns,
        scale,
        csr_matrix(diags(1.0 / largest) @ equations),
        right / largest,
        _bound(bounds[0] / scale, -np.inf),
        _bound(bounds[1] / scale, np.inf),
        csr_matrix(diags(1.0 / unit) @ rows),
        measured / unit,
        sigma / unit,
        unit,
    )


def _bound(values: Floats, none: float) -> Floats:
    return np.where(np.abs(values) > HUGE, none, values)
