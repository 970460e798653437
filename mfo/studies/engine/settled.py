"""Whether all plans that are equally good have the same amounts of some quantities.

Then it does not matter from where the solver begins: another corner of the best plans tells the same.
"""

from __future__ import annotations

import numpy as np

from ...graph.arrays.flow_graph import Floats
from ...solve.engine.lexicographic import Outcome
from .arrays import Arrays, Runner

SAME = 1e-7  # how far amounts may be apart and still be the same, relative to each, at least to one unit


def settled(runner: Runner, arrays: Arrays, found: Outcome, forms: Floats) -> bool:
    """Whether no plan as good as the one that ``runner`` has just ``found`` has other amounts of these quantities.

    ``forms``: (quantities, columns). A mixture of all of them, each relative to its amount and by a factor that no
    other has, is made least and most among the plans that are as good; both are equal where nothing can move.
    """
    if not len(forms):
        return True
    size = np.maximum(np.abs(forms @ found.values), 1.0)
    weights = np.random.default_rng(0).uniform(1.0, 2.0, len(forms))
    mixture = (weights / size) @ forms
    ends = [runner.least_of(arrays, found.answer, sign * mixture) for sign in (1.0, -1.0)]
    if any(end is None for end in ends):
        return False
    least, most = (float(mixture @ end) for end in ends if end is not None)
    return abs(most - least) <= SAME
