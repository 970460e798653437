"""What has no way out of a pool, or is lacking in it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..engine.highs_session import OPTIMAL
from ..matrix.compile_program import Compiled
from ..matrix.matrix import Matrix, compress
from .effort import LimitedSession
from .gives import TIE


def pool_gaps(compiled: Compiled, whole: bool = False) -> Iterator[tuple[int, int, int, float]]:
    """What has no way out (positive) or is lacking (negative) at least: (pool, year, slot, amount).

    Solves the program with a surplus and a shortage allowed in each balance, as little of both as possible;
    ``whole`` keeps whole numbers whole.
    """
    matrix, part = compiled.matrix, compiled.rows["balance"]
    size = part.stop - part.start
    rows = np.arange(part.start, part.stop)
    row = np.concatenate([matrix.row_of_entry(), rows, rows])
    column = np.concatenate([matrix.index, matrix.columns + np.arange(2 * size)]).astype(np.int64)
    value = np.concatenate([matrix.value, -np.ones(size), np.ones(size)])
    starts, index, values = compress(row, column, value, matrix.rows, matrix.columns + 2 * size)
    session = LimitedSession(
        Matrix(
            cost=np.concatenate([np.zeros(matrix.columns), np.tile(1.0 + TIE * np.arange(size) / size, 2)]),
            offset=0.0,
            lower=np.concatenate([matrix.lower, np.zeros(2 * size)]),
            upper=np.concatenate([matrix.upper, np.full(2 * size, np.inf)]),
            whole=np.concatenate([matrix.whole & whole, np.zeros(2 * size, dtype=bool)]),
            row_lower=matrix.row_lower,
            row_upper=matrix.row_upper,
            starts=starts,
            index=index,
            value=values,
        )
    )
    answer = session.run()
    if answer.status != OPTIMAL:
        return
    surplus = answer.values[matrix.columns : matrix.columns + size]
    gap = surplus - answer.values[matrix.columns + size :]
    family = compiled.family("balance")
    for k in np.flatnonzero(np.abs(gap) > 1e-7 * max(1.0, float(np.abs(gap).max()))):
        pool, year, slot = np.unravel_index(k, family.shape)
        yield int(pool), int(year), int(slot), float(gap[k])
