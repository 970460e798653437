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


def points(names: Sequence[str], count: int, seed: int) -> Floats:
    """(count, names) points between 0 and 1, both out.

    The seed scrambles the whole sequence and the name chooses the dimension, so that another name changes no other's
    draws (but for the rare two that want the same dimension: the later one takes the next), and more samples extend
    fewer. At 512 samples means are several times as exact as by plain random numbers.

    >>> few, more = points(["a", "b"], 4, 1), points(["a", "b", "c"], 8, 1)
    >>> bool((few == more[:4, :2]).all())
    True
    """
    chosen = dimensions(names)
    sequence = qmc.Sobol(DIMENSIONS, scramble=True, bits=BITS, seed=np.random.default_rng(seed))
    parts = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that counts other than powers of two are less balanced
        for first in range(0, count, 1024):
            parts.append(sequence.random(min(1024, count - first))[:, chosen])
    found = np.concatenate(parts) if parts else np.zeros((0, len(names)))
    return np.clip(found, 0.5**BITS, 1 - 0.5**BITS)


def dimensions(names: Sequence[str]) -> list[int]:
    """The dimension of each name, no two alike."""
    taken: set[int] = set()
    found = []
    for name in names:
        place = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % DIMENSIONS
        while place in taken:
            place = (place + 1) % DIMENSIONS
        taken.add(place)
        found.append(place)
    return found
