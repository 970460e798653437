"""How far a bound can be moved at all before no plan is left: one linear program, with the move as a column of its own.

A bound that moves by ``t`` times a direction turns ``row <= b`` into ``row - t d <= b``; the largest ``t`` with any
solution is exact, where halving the move only comes near (parametric programming, Gass and Saaty 1955, Naval Research
Logistics Quarterly 2:39).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...graph.arrays.flow_graph import Bools, Floats, Ints
from ..engine.highs_session import Session
from ..matrix.matrix import Matrix, compress
from .optimum import optimum


@dataclass(frozen=True)
class Move:
    """What moves: rows and columns, by how much for a step of one, and which of their two sides."""

    rows: Ints
    row_by: Floats  # (rows,)
    columns: Ints
    column_by: Floats
    lower: bool  # lower bounds; where both sides are one, both move


def furthest(matrix: Matrix, move: Move, most: float) -> float:
    """The largest step up to ``most`` that leaves a plan; nan where it is not found."""
    answer = optimum(Session(_with_step(matrix, move, most)))
    return np.nan if answer is None else float(answer.values[-1])


def _with_step(matrix: Matrix, move: Move, most: float) -> Matrix:
    """The program with the step as its last column, which is maximised; moved bounds of columns become rows."""
    count, step = len(move.columns), matrix.columns
    low, high = matrix.lower.copy(), matrix.upper.copy()
    row_low, row_high = matrix.row_lower.copy(), matrix.row_upper.copy()
    down, up = _sides(low[move.columns], high[move.columns], move.lower)
    new_low = np.where(down, low[move.columns], -np.inf)
    new_high = np.where(up, high[move.columns], np.inf)
    low[move.columns] = np.where(down, -np.inf, low[move.columns])
    high[move.columns] = np.where(up, np.inf, high[move.columns])
    down, up = _sides(row_low[move.rows], row_high[move.rows], move.lower)
    still_low = np.where(down, -np.inf, row_low[move.rows])  # a side that stays where it is becomes a row of its own
    still_high = np.where(up, np.inf, row_high[move.rows])
    row_low[move.rows] = np.where(down, row_low[move.rows], -np.inf)
    row_high[move.rows] = np.where(up, row_high[move.rows], np.inf)
    entries = np.flatnonzero(np.isin(matrix.row_of_entry(), move.rows))
    again = {int(row): k for k, row in enumerate(move.rows)}
    behind = matrix.rows + count
    row = [
        matrix.row_of_entry(),
        move.rows,
        matrix.rows + np.arange(count),
        matrix.rows + np.arange(count),
        np.array([behind + again[int(k)] for k in matrix.row_of_entry()[entries]], dtype=np.int64),
    ]
    column = [matrix.index, np.full(len(move.rows), step), move.columns, np.full(count, step), matrix.index[entries]]
    value = [matrix.value, -move.row_by, np.ones(count), -move.column_by, matrix.value[entries]]
    rows = behind + len(move.rows)
    entries_of = np.concatenate(row), np.concatenate(column), np.concatenate(value)
    starts, index, values = compress(*entries_of, rows, step + 1)
    cost = np.append(np.zeros(step), -1.0)
    return Matrix(
        cost=cost,
        offset=0.0,
        lower=np.append(low, 0.0),
        upper=np.append(high, most),
        whole=np.zeros(step + 1, dtype=bool),
        row_lower=np.concatenate([row_low, new_low, still_low]),
        row_upper=np.concatenate([row_high, new_high, still_high]),
        starts=starts,
        index=index,
        value=values,
        costs=(cost,),
    )


def _sides(low: Floats, high: Floats, lower: bool) -> tuple[Bools, Bools]:
    """Which lower and which upper bounds move: those of the side asked for, and both where they are one."""
    tied = low == high
    return (tied | lower) & np.isfinite(low), (tied | (not lower)) & np.isfinite(high)
