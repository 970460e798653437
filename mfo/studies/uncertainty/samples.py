"""Samples of what is not known: scrambled Sobol points, one dimension a name."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence

import numpy as np
from scipy.stats import qmc

from ...graph.arrays.flow_graph import Floats

DIMENSIONS = 1111  # of the sequence, among which names are spread; the first ones of Joe and Kuo's table
BITS = 32
TIED = {256: 0.25, 512: 0.2, 1024: 0.1}
"""The correlation over so many points from which on two dimensions are not used together."""


def points(names: Sequence[str], count: int, seed: int) -> Floats:
    """(count, names) points between 0 and 1, both out.

    The seed scrambles the whole sequence and the name chooses the dimension, so that another name changes no other's
    draws (but for the few that want the same dimension or one that moves with it: the later one takes the next), and
    more samples extend fewer. At 512 samples means are several times as exact as by plain random numbers.

    >>> few, more = points(["a", "b"], 4, 1), points(["a", "b", "c"], 8, 1)
    >>> bool((few == more[:4, :2]).all())
    True
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that counts other than powers of two are less balanced
        first = _sequence(seed).random(max(TIED))
        chosen = dimensions(names, first)
        sequence, parts = _sequence(seed), []
        for begin in range(0, count, 1024):
            parts.append(sequence.random(min(1024, count - begin))[:, chosen])
    found = np.concatenate(parts) if parts else np.zeros((0, len(names)))
    return np.clip(found, 0.5**BITS, 1 - 0.5**BITS)


def _sequence(seed: int) -> qmc.Sobol:
    return qmc.Sobol(DIMENSIONS, scramble=True, bits=BITS, seed=np.random.default_rng(seed))


def dimensions(names: Sequence[str], first: Floats) -> list[int]:
    """The dimension of each name, no two alike, by the sequence's first points.

    Pairs of dimensions beyond the first few move together until points are many (at 1,000 points some have a
    correlation of 0.75): two such are not used together, as long as there are others.
    """
    tied = np.maximum.reduce([_correlations(first[:count]) / most for count, most in TIED.items()])
    taken: list[int] = []
    for name in names:
        own = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % DIMENSIONS
        order = np.roll(np.arange(DIMENSIONS), -own)
        order = order[~np.isin(order, taken)]
        most = tied[np.ix_(np.array(taken, dtype=int), order)].max(axis=0, initial=0.0)
        taken.append(int(order[np.argmax(most < 1) if (most < 1).any() else np.argmin(most)]))
    return taken


def _correlations(points: Floats) -> Floats:
    """(dimensions, dimensions) without signs."""
    return np.asarray(np.abs(np.corrcoef(points.T)), dtype=float)
