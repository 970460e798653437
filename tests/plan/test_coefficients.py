"""The certificate's coefficients in numpy alone; the expected values come from scipy's sparse matrices."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from mfo.plan.certificate.coefficients import coefficients


@pytest.mark.parametrize("seed", range(30))
def test_sums_are_those_of_a_sparse_matrix(seed: int) -> None:
    """Proves: sums of rows and columns and of sizes, with cells that stand several times and cancel, and rows without
    any."""
    random = np.random.default_rng(seed)
    rows, columns, count = (int(number) for number in random.integers(1, 9, 3))
    count = 0 if seed == 0 else count * 3
    row, column = random.integers(0, rows, count), random.integers(0, columns, count)
    value = random.integers(-3, 4, count).astype(float)
    mine, plain = coefficients(row, column, value, (rows, columns)), csr_matrix((value, (row, column)), (rows, columns))
    at, prices = random.normal(size=columns), random.normal(size=rows)
    assert np.allclose(mine.times(at), plain @ at, rtol=0, atol=1e-12)
    assert np.allclose(mine.transposed_times(prices), plain.T @ prices, rtol=0, atol=1e-12)
    assert np.allclose(mine.sizes().times(np.abs(at)), abs(plain) @ np.abs(at), rtol=0, atol=1e-12)
    found = mine.sizes().transposed_times(np.abs(prices))
    assert np.allclose(found, abs(plain).T @ np.abs(prices), rtol=0, atol=1e-12)
