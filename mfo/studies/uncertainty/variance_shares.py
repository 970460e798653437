"""Numbers over samples: spread, quantiles, rank correlation and shares of variance."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.polynomial import legendre

from ...graph.arrays.flow_graph import Floats

DEGREE = 4  # of the polynomials in one uncertainty
ROOM = 3  # samples wanted for each coefficient
FITS = 0.9  # of the variance that the polynomials must explain for shares to be told


@dataclass(frozen=True)
class Spread:
    """Mean, standard deviation, and the values below which 5, 50 and 95 % of the samples lie."""

    mean: float
    sd: float
    p05: float
    p50: float
    p95: float


def spread(values: Floats) -> Spread:
    """The spread of values over samples; nan where there are none."""
    if not len(values):
        return Spread(*[float("nan")] * 5)
    low, middle, high = (float(value) for value in np.quantile(values, [0.05, 0.5, 0.95]))
    return Spread(float(values.mean()), float(values.std(ddof=1)) if len(values) > 1 else 0.0, low, middle, high)


def rank_correlations(points: Floats, values: Floats) -> Floats:
    """(names,) Spearman's rank correlation of each column with the values; 0 where either does not change."""
    ranked, target = _ranks(points), _ranks(values[:, None])[:, 0]
    ranked, target = ranked - ranked.mean(axis=0), target - target.mean()
    size = np.sqrt((ranked**2).sum(axis=0) * (target**2).sum())
    found: Floats = np.divide(ranked.T @ target, size, out=np.zeros(points.shape[1]), where=size > 0)
    return found


def _ranks(values: Floats) -> Floats:
    from scipy.stats import rankdata

    return np.asarray(rankdata(values, axis=0), dtype=float)


@dataclass(frozen=True)
class VarianceShares:
    """How much of the variance each uncertainty explains: alone, and with all that it acts on together with others."""

    first: Floats
    total: Floats
    explained: float  # of the variance, by the polynomials, with a penalty for each coefficient


def variance_shares(points: Floats, values: Floats) -> VarianceShares | None:
    """First-order and total shares of the variance, from a polynomial chaos fitted to the samples.

    Legendre polynomials of each uncertainty's share up to degree four, and products of two up to degree three, by
    least squares; squared coefficients are shares of variance (B. Sudret, "Global sensitivity analysis using polynomial
    chaos expansions", Reliability Engineering & System Safety 93 (2008) 964-979). None where the samples are too few
    for the number of uncertainties, nothing varies, or the polynomials explain less than nine tenths.
    """
    count, names = points.shape
    variance = float(values.var())
    if count < 2 or variance <= 1e-18 * max(1.0, float(np.abs(values).max()) ** 2):
        return None
    singles = [(place, degree) for place in range(names) for degree in range(1, DEGREE + 1)]
    pairs = [
        (one, first, other, second)
        for one, other in combinations(range(names), 2)
        for first, second in ((1, 1), (1, 2), (2, 1))
    ]
    if count < ROOM * (1 + len(singles) + len(pairs)):
        pairs = []
    if count < ROOM * (1 + len(singles)):
        return None
    basis = _basis(points)
    columns = [basis[place][:, degree] for place, degree in singles]
    columns += [basis[one][:, first] * basis[other][:, second] for one, first, other, second in pairs]
    design = np.column_stack([np.ones(count), *columns])
    coefficients, *_ = np.linalg.lstsq(design, values, rcond=None)
    left = float(((values - design @ coefficients) ** 2).sum()) / max(1, count - design.shape[1])
    explained = 1 - left / float(values.var(ddof=1))
    if explained < FITS:
        return None
    return _shares(np.asarray(coefficients[1:] ** 2, dtype=np.float64), singles, pairs, names, explained)


def _shares(
    squares: Floats,
    singles: list[tuple[int, int]],
    pairs: list[tuple[int, int, int, int]],
    names: int,
    explained: float,
) -> VarianceShares:
    first = np.zeros(names)
    for (place, _), square in zip(singles, squares, strict=False):
        first[place] += square
    total = first.copy()
    for (one, _, other, _), square in zip(pairs, squares[len(singles) :], strict=True):
        total[one] += square
        total[other] += square
    whole = float(squares.sum())
    return VarianceShares(first / whole, total / whole, explained)


def _basis(points: Floats) -> list[Floats]:
    """For each column (samples, degrees) orthonormal Legendre polynomials on 0 to 1."""
    scale = np.sqrt(2 * np.arange(DEGREE + 1) + 1)
    return [legendre.legvander(2 * column - 1, DEGREE) * scale for column in points.T]


@dataclass(frozen=True)
class Switch:
    """From which value of an uncertainty on a choice is made (``above``) or no longer made."""

    place: int  # of the uncertainty
    edge: float  # share of its distribution
    above: bool
    right: float  # share of the samples that it tells right


def switch(points: Floats, chosen: np.ndarray) -> Switch | None:
    """The one uncertainty and value that best tell whether something is chosen; None where none tells it well.

    Well is: at least 19 of 20 samples right, or four fifths of those that always saying the more frequent gets wrong.
    """
    count, often = len(chosen), max(float(chosen.mean()), 1 - float(chosen.mean()))
    if count < 20 or often > 1 - 2 / count:
        return None
    best: Switch | None = None
    for place in range(points.shape[1]):
        order = np.argsort(points[:, place], kind="stable")
        below = np.concatenate([[0], np.cumsum(chosen[order])])
        after = below[-1] - below
        left = np.arange(count + 1)
        rights = np.maximum(left - below + after, below + (count - left) - after)
        edge = int(np.argmax(rights[1:-1])) + 1
        above = bool((left - below + after)[edge] >= (below + (count - left) - after)[edge])
        share = float(rights[edge]) / count
        if best is None or share > best.right:
            middle = float(points[order[edge - 1], place] + points[order[edge], place]) / 2
            best = Switch(place, middle, above, share)
    assert best is not None
    return best if 1 - best.right <= max(0.05 if often < 0.9 else 0.0, 0.2 * (1 - often)) else None
