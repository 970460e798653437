"""What is left of the solver's values fits its equations, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from mfo.solve.engine.settled import settled
from mfo.solve.matrix.matrix import Matrix

COUNT = 3000


def chain(first: float) -> Matrix:
    """Levels that stay: the first is given, each other equals the one before."""
    later = np.arange(1, COUNT)
    return Matrix(
        cost=np.zeros(COUNT),
        offset=0.0,
        lower=np.zeros(COUNT),
        upper=np.full(COUNT, np.inf),
        whole=np.zeros(COUNT, dtype=bool),
        row_lower=np.r_[first, np.zeros(COUNT - 1)],
        row_upper=np.r_[first, np.zeros(COUNT - 1)],
        starts=np.r_[0, 1 + 2 * np.arange(COUNT)].astype(np.int32),
        index=np.r_[0, np.column_stack([later - 1, later]).ravel()].astype(np.int32),
        value=np.r_[1.0, np.tile([-1.0, 1.0], COUNT - 1)],
    )


@pytest.mark.parametrize(
    ("first", "unit", "expected"),
    [
        (0.0, 1.0, 0.0),  # the solver sees no 2e-9, and there is none at the start: nothing of it is left to the end
        (2e-9, 1.0, 2e-9),  # so little is given, and what was taken for noise comes back to the end
        (0.0, 1e-6, 2e-9),  # where it counts in a millionth it sees so much: that does not fit, which is told later
    ],
)
def test_all_that_hangs_together_stays_or_goes(first: float, unit: float, expected: float) -> None:
    values = np.full(COUNT, 2e-9)
    clean = values.copy()
    clean[COUNT // 2] = 0.0 if unit == 1.0 else 2e-9
    found = settled(chain(first), values, clean, np.full(COUNT, unit))
    assert found.tolist() == [expected] * COUNT


def test_a_trace_beside_what_is_seen_is_left_alone() -> None:
    """Proves: a row with a term that the solver sees keeps its small ones, whatever it leaves open."""
    matrix = Matrix(
        cost=np.zeros(2),
        offset=0.0,
        lower=np.zeros(2),
        upper=np.full(2, np.inf),
        whole=np.zeros(2, dtype=bool),
        row_lower=np.array([1.0]),
        row_upper=np.array([1.0]),
        starts=np.array([0, 2], dtype=np.int32),
        index=np.array([0, 1], dtype=np.int32),
        value=np.ones(2),
    )
    values = np.array([1.001, 1e-9])
    assert settled(matrix, values, values, np.ones(2)).tolist() == [1.001, 1e-9]


def test_what_must_be_is_no_noise() -> None:
    """Proves: a supply of 100 that must be taken stays 100 where the solver counts in 1e10 and sees no less than 1,000,
    though the row that hands it on does not hold; what may be nothing is left to the certificate."""
    must = Matrix(
        cost=np.zeros(2),
        offset=0.0,
        lower=np.array([100.0, 0.0]),
        upper=np.array([100.0, np.inf]),
        whole=np.zeros(2, dtype=bool),
        row_lower=np.zeros(1),
        row_upper=np.zeros(1),
        starts=np.array([0, 2], dtype=np.int32),
        index=np.array([0, 1], dtype=np.int32),
        value=np.array([1.0, -1.0]),
    )
    values = np.array([100.0, 0.0])
    assert settled(must, values, values, np.full(2, 1e10)).tolist() == [100.0, 0.0]
