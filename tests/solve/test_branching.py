"""Branch and bound on linear programs, against looking at every point."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from mfo.solve.engine import branching
from mfo.solve.engine.branching import Bounds, branched
from mfo.solve.matrix.matrix import Matrix, compress

MOST = 3
numbers = st.integers(-4, 6)


def program(cost: list[int], rows: list[list[int]], sides: list[int]) -> Matrix:
    """Whole numbers of 0 to 3, and one that need not be; each row at most its side."""
    columns, count = len(cost), len(rows)
    row, column = np.repeat(np.arange(count), columns), np.tile(np.arange(columns), count)
    starts, index, value = compress(row, column, np.array(rows, dtype=float).ravel(), count, columns)
    whole = np.ones(columns, dtype=bool)
    whole[-1] = False
    return Matrix(
        cost=np.array(cost, dtype=float),
        offset=0.0,
        lower=np.zeros(columns),
        upper=np.full(columns, float(MOST)),
        row_lower=np.full(count, -np.inf),
        row_upper=np.array(sides, dtype=float),
        starts=starts,
        index=index,
        value=value,
        whole=whole,
    )


def dense(matrix: Matrix) -> np.ndarray:
    found = np.zeros((matrix.rows, matrix.columns))
    found[matrix.row_of_entry(), matrix.index] = matrix.value
    return found


def solved(matrix: Matrix, bounds: Bounds) -> tuple[float, np.ndarray] | None:
    """The linear program between bounds, by scipy."""
    found = linprog(matrix.cost, A_ub=dense(matrix), b_ub=matrix.row_upper, bounds=np.stack(bounds, axis=1))
    return (float(found.fun), found.x) if found.status == 0 else None


def every_point(matrix: Matrix) -> float:
    """The best of all whole numbers, the last column as good as it gets with them."""
    best = np.inf
    for point in product(range(MOST + 1), repeat=matrix.columns - 1):
        fixed = np.array([*map(float, point), 0.0]), np.array([*map(float, point), float(MOST)])
        if (found := solved(matrix, fixed)) is not None:
            best = min(best, found[0])
    return best


@given(
    st.lists(numbers, min_size=3, max_size=3),
    st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=2, max_size=2),
    st.lists(st.integers(0, 12), min_size=2, max_size=2),
)
@settings(max_examples=40, deadline=None)
def test_the_best_of_all_points_is_found(cost: list[int], rows: list[list[int]], sides: list[int]) -> None:
    """Proves: what is found is the best of all points, found one by one."""
    matrix = program(cost, rows, sides)

    def priced(values: np.ndarray) -> float:
        here = np.where(matrix.whole, np.round(values), 0.0), np.where(matrix.whole, np.round(values), float(MOST))
        found = solved(matrix, here)
        return np.inf if found is None else found[0]

    answer = branched(matrix, lambda bounds: solved(matrix, bounds), priced, np.inf, 1e-9, 60.0)
    assert answer is not None
    values, reached = answer
    assert reached == pytest.approx(every_point(matrix), abs=1e-7)
    assert values is not None
    assert priced(values) == pytest.approx(reached, abs=1e-7)


def test_what_is_no_better_is_not_looked_for() -> None:
    """Proves: where the best known is as good as anything, it stays; the relaxation is all that is solved."""
    matrix, asked = program([1, 1, 1], [[-1, -1, -1]], [-2]), []

    def relaxed(bounds: Bounds) -> tuple[float, np.ndarray] | None:
        asked.append(bounds)
        return solved(matrix, bounds)

    assert branched(matrix, relaxed, lambda values: 2.0, 2.0, 1e-9, 60.0) == (None, 2.0)
    assert len(asked) == 1


def test_a_search_out_of_time_or_size_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: what was not searched to its end is no proof."""
    matrix = program([-5, -4, 0], [[6, 4, 0]], [9])
    assert branched(matrix, lambda bounds: solved(matrix, bounds), lambda values: np.inf, np.inf, 0.0, -1.0) is None
    monkeypatch.setattr(branching, "MOST_COLUMNS", 1)
    assert branched(matrix, lambda bounds: solved(matrix, bounds), lambda values: np.inf, np.inf, 0.0, 60.0) is None
