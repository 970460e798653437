"""Methane of a lagoon month by month: volatile solids wait, and decay by how warm it is."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

ACTIVATION_ENERGY = 15_175.0  # cal/mol
GAS_CONSTANT = 1.987  # cal/(K mol)
REFERENCE = 303.16  # K
COLDEST, AT_COLDEST, MOST = 5.0, 0.104, 0.95  # below 5 °C the factor is 0.104; it is never above 0.95


def decay_factor(temperature: float) -> float:
    """The van't Hoff-Arrhenius factor of a month: the share of the volatile solids that decay, by its mean [°C].

    f = exp(E (T - T1) / (R T1 T)), with E = 15,175 cal/mol, T1 = 303.16 K, R = 1.987 cal/(K mol); 0.104 below 5 °C and
    0.95 at most (Mangino, Bartram and Brazy 2001, as protocols take it up).

    >>> round(decay_factor(20.0), 4)
    0.4235
    """
    if temperature < COLDEST:
        return AT_COLDEST
    kelvin = temperature + 273.16
    return min(MOST, math.exp(ACTIVATION_ENERGY * (kelvin - REFERENCE) / (GAS_CONSTANT * REFERENCE * kelvin)))


def decayed(solids: Sequence[float], factors: Sequence[float], cleaned: Collection[int]) -> list[float]:
    """Volatile solids that decay in each month, of those that come in and those left of the months before.

    The lagoon is empty at first (which is on the safe side) and after the months ``cleaned``.

    >>> decayed([10.0, 10.0, 10.0], [0.5, 0.5, 0.5], {1})
    [5.0, 7.5, 5.0]
    """
    left, found = 0.0, []
    for month, (coming, factor) in enumerate(zip(solids, factors, strict=True)):
        available = left + coming
        found.append(available * factor)
        left = 0.0 if month in cleaned else available - found[-1]
    return found
