"""The ranges of columns, tightened by the rows that a round has touched alone: those of all rows in each round."""

from __future__ import annotations

from random import Random

import numpy as np

from mfo.graph.arrays.flow_graph import Floats
from mfo.solve.matrix import scaling
from mfo.solve.matrix.matrix import Matrix
from mfo.solve.matrix.scaling import column_ranges


def program(random: Random) -> Matrix:
    """Chains and sums of up to eight columns, some without bounds, some that nothing satisfies."""
    columns, rows = random.randint(2, 8), random.randint(1, 9)
    starts, index, value = [0], [], []
    for _ in range(rows):
        chosen = random.sample(range(columns), random.randint(1, min(4, columns)))
        index += chosen
        value += [random.choice((-7.5, -1.0, -0.3, 0.25, 1.0, 3.0)) for _ in chosen]
        starts.append(len(index))
    low = [random.choice((-np.inf, -5.0, 0.0, 0.0, 1.0)) for _ in range(rows)]
    high = [least + random.choice((0.0, 0.0, 4.0, np.inf)) if np.isfinite(least) else 6.0 for least in low]
    lower = [random.choice((-np.inf, -2.0, 0.0, 0.0, 0.0)) for _ in range(columns)]
    upper = [random.choice((3.0, 40.0, np.inf, np.inf)) for _ in range(columns)]
    return Matrix(
        cost=np.zeros(columns),
        offset=0.0,
        lower=np.array(lower),
        upper=np.array(upper),
        whole=np.zeros(columns, dtype=bool),
        row_lower=np.array(low),
        row_upper=np.array(high),
        starts=np.array(starts, dtype=np.int32),
        index=np.array(index, dtype=np.int32),
        value=np.array(value),
    )


def plainly(matrix: Matrix) -> tuple[Floats, Floats, int]:
    """The ranges by entry after entry of all rows in every round, and the rounds."""
    least, most = matrix.lower.copy(), matrix.upper.copy()
    rounds = 0
    for _ in range(scaling.ROUNDS):
        old_least, old_most = least.copy(), most.copy()
        for row in range(matrix.rows):
            span = range(int(matrix.starts[row]), int(matrix.starts[row + 1]))
            for own in span:
                factor, column = matrix.value[own], matrix.index[own]
                others = [(matrix.value[k], matrix.index[k]) for k in span if k != own]
                smallest = sum(a * (old_least if a > 0 else old_most)[j] for a, j in others)
                largest = sum(a * (old_most if a > 0 else old_least)[j] for a, j in others)
                sides = [(matrix.row_upper[row] - smallest) / factor, (matrix.row_lower[row] - largest) / factor]
                above, below = sides if factor > 0 else sides[::-1]
                most[column] = min(most[column], np.inf if np.isnan(above) else above)
                least[column] = max(least[column], -np.inf if np.isnan(below) else below)
        crossed = most < least
        least[crossed], most[crossed] = old_least[crossed], old_most[crossed]
        narrower = (most < 0.9 * old_most) | (np.isinf(old_most) & np.isfinite(most)) | (least > 1.1 * old_least)
        rounds += 1
        if not narrower.any():
            break
    return least, most, rounds


def test_rows_that_no_round_has_touched_say_nothing_new() -> None:
    """Proves: leaving out the rows whose columns stayed as they were changes no range.

    Expected: all rows in each round, one entry after the other. Without the rows of crossed bounds among those that are
    looked at again, ranges of programs that nothing satisfies would differ.
    """
    many = 0
    with np.errstate(invalid="ignore"):
        for seed in range(150):
            matrix = program(Random(seed))
            least, most, rounds = plainly(matrix)
            found = column_ranges(matrix)
            np.testing.assert_allclose(found[0], least, rtol=1e-9, atol=1e-9, err_msg=str(seed))
            np.testing.assert_allclose(found[1], most, rtol=1e-9, atol=1e-9, err_msg=str(seed))
            many += rounds > 2
    assert many > 40
