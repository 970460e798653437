"""How long products last: the share still in use by age, for a mean and a spread.

Sold in the middle of a year; what is counted at the end of the n-th year after is n + 1/2 years old. The share that
leaves use in that year is the difference of two ends. These are the conventions of dynamic material flow analysis
(Müller et al. 2014, Env. Sci. Technol. 48, 2102; the models of ODYM and flodym have them by default).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Distribution = Literal["fixed", "normal", "lognormal", "weibull", "decay"]
Floats = NDArray[np.float64]
NOTHING, MOST_YEARS = 1e-13, 1000
LEAST_SHAPE, MOST_SHAPE = 0.1, 1e4


def survival(age: float, distribution: Distribution, mean: float, spread: float) -> float:
    """The share of products still in use at an age [years]; ``spread`` is the standard deviation [years].

    >>> survival(9.5, "fixed", 10.0, 0.0), survival(10.0, "normal", 10.0, 2.0)
    (1.0, 0.5)
    """
    if distribution == "fixed":
        return 1.0 if age < mean else 0.0
    if distribution == "normal":
        return 0.5 * math.erfc((age - mean) / (spread * math.sqrt(2.0)))
    if age <= 0:
        return 1.0
    if distribution == "lognormal":
        variance = math.log(1.0 + (spread / mean) ** 2)
        middle = math.log(mean) - variance / 2.0
        return 0.5 * math.erfc((math.log(age) - middle) / math.sqrt(2.0 * variance))
    shape, scale = weibull(mean, spread)
    return math.exp(-((age / scale) ** shape))


def decayed(years: float, mean: float) -> float:
    """What is left of what was buried, so many years after the end of the year in which it was: exp(-t / mean).

    First-order decay as landfills are reckoned (IPCC 2006 Guidelines, volume 5, chapter 3): nothing decays in the year
    of burial, and in the n-th year after exp(-k (n - 1)) - exp(-k n), with the rate k = 1 / mean.
    """
    return math.exp(-years / mean)


def weibull(mean: float, spread: float) -> tuple[float, float]:
    """Shape and scale of the Weibull distribution with a mean and a standard deviation, by bisection.

    The ratio of both, sqrt(G(1 + 2/k) / G(1 + 1/k)^2 - 1) with the gamma function G, falls with the shape k.

    >>> [round(value, 6) for value in weibull(10.0, 10.0)]
    [1.0, 10.0]
    """
    wanted = math.log1p((spread / mean) ** 2)
    low, high = LEAST_SHAPE, MOST_SHAPE
    for _ in range(200):
        middle = math.sqrt(low * high)
        if math.lgamma(1.0 + 2.0 / middle) - 2.0 * math.lgamma(1.0 + 1.0 / middle) > wanted:
            low = middle
        else:
            high = middle
    return low, mean / math.gamma(1.0 + 1.0 / low)


def in_use(distribution: Distribution, mean: float, spread: float) -> Floats:
    """The share in use at the end of the year of sale and of each year after, until nothing is left."""
    shares = []
    for years in range(MOST_YEARS):
        share = decayed(years, mean) if distribution == "decay" else survival(years + 0.5, distribution, mean, spread)
        if share < NOTHING:
            break
        shares.append(share)
    return np.array(shares)


def discarded(shares: Floats) -> Floats:
    """The share that leaves use in the year of sale and in each year after, from the shares in use.

    >>> discarded(np.array([1.0, 0.75, 0.25])).tolist()
    [0.0, 0.25, 0.5, 0.25]
    """
    return 0.0 - np.diff(shares, prepend=1.0, append=0.0)


@dataclass(frozen=True)
class Product:
    """What a market hands out and people use for a while."""

    market: str
    material: str
    in_use: tuple[float, ...]  # share in use at the end of the year of sale and of each year after
    before: tuple[tuple[int, float], ...] = ()  # (year, amount) sold before the horizon, in the material's unit
