"""What goes straight is told without a search for cycles: it must not miss one.

The expected values come from scipy's strongly connected components.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from mfo.graph.checks.cycle_gain import FEW_ROUNDS, _goes_straight


def has_cycle(start: np.ndarray, end: np.ndarray, size: int) -> bool:
    network = coo_matrix((np.ones(len(start)), (start, end)), shape=(size, size))
    label = connected_components(network, directed=True, connection="strong")[1]
    return bool((label[start] == label[end]).any())


@pytest.mark.parametrize("seed", range(60))
def test_no_cycle_is_missed(seed: int) -> None:
    """Proves: edges among few pools go straight exactly where no two of them are on a cycle, loops included."""
    random = np.random.default_rng(seed)
    size = int(random.integers(1, 12))
    start, end = random.integers(0, size, (2, int(random.integers(0, 2 * size))))
    assert _goes_straight(start, end, size) is not has_cycle(start, end, size)


def test_a_chain_of_many_pools_is_left_to_the_search() -> None:
    """Proves: where the rounds do not suffice nothing is claimed."""
    pools = np.arange(3 * FEW_ROUNDS)
    assert not _goes_straight(pools[:-1], pools[1:], len(pools))
