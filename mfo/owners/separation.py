"""Which coalition would gain most by leaving: one program of whole numbers over who takes part and what they do.

The program of all owners together, in which each owner takes part or not (0 or 1), and the lines of who does not are
not there: bounds and sides of rows count times their owners' part, so that nothing can flow there and nothing is due.
Its optimum is the coalition with the largest excess, what it is charged less what it would pay alone. A column that no
bound keeps at nothing without its owner makes coalitions look better than they are, never worse: what the program
finds is planned by itself, and its bound holds for all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack

from ..graph.arrays.flow_graph import Bools, Floats, Ints
from ..solve.engine.highs_session import FEASIBLE, OPTIMAL, Session
from ..solve.engine.solution import INFEASIBLE
from ..solve.matrix.matrix import Matrix
from .owned_lines import OwnedLines, as_array

ROUNDS = 20  # in which bounds of columns are taken from rows and from one another
MOST = 1e7  # times the median bound: a bound that is wider holds nothing back, and costs accuracy
HALF = 0.5
GAP = 0.1  # of the scale, that the objective is moved by: the search ends at a gap of a millionth of it


@dataclass(frozen=True)
class Separated:
    """The coalition that looks best by itself, and what no coalition that is not excluded gains more than."""

    coalition: int | None  # None: every coalition that is not excluded has no plan, or none was found in time
    at_least: float  # what it costs by itself, as the program sees it
    bound: float  # of the excess of every coalition that is not excluded; inf: not known


class Separation:
    """The program; it is made once, and asked for one allocation after another."""

    def __init__(self, lines: OwnedLines, implied: bool = False, time_limit: float = math.inf) -> None:
        """``implied`` counts bounds that follow from others, too: the program is larger and its answers are nearer.

        ``time_limit`` in seconds is for each question; what is not settled by then has a worse bound.
        """
        self.players = len(lines.columns)
        self.time_limit = time_limit
        self.matrix, self.first = _Joined(lines, implied).matrix(), lines.matrix.columns

    def most(
        self, shares: Floats, excluded: Sequence[int], scale: float, blocks: Sequence[Sequence[int]] = ()
    ) -> Separated:
        """The coalition with the largest excess under ``shares``, but for those that are ``excluded``.

        Where there are ``blocks`` of owners, it parts at least one of them. ``scale`` is money: differences of a
        ten-millionth of it count for nothing.
        """
        cost = self.matrix.cost.copy()
        parts = slice(self.first, self.first + self.players)
        cost[parts] -= shares
        made = replace(self._without(excluded), cost=cost, costs=(cost,), offset=self.matrix.offset - GAP * scale)
        made = _parting(made, [[self.first + place for place in block] for block in blocks])
        answer = Session(made, time_limit=self.time_limit).run()
        if answer.status == INFEASIBLE:
            return Separated(None, math.inf, -math.inf)
        if answer.status not in (OPTIMAL, FEASIBLE):
            return Separated(None, math.inf, math.inf)
        chosen = answer.values[parts] > HALF
        coalition = sum(1 << place for place in np.flatnonzero(chosen).tolist())
        alone = answer.objective + GAP * scale + float(shares[chosen].sum())
        return Separated(coalition, alone, -answer.bound - GAP * scale)

    def _without(self, excluded: Sequence[int]) -> Matrix:
        """With a row for each coalition that is excluded: at least one owner is in it or out of it instead."""
        rows = np.array([[coalition >> place & 1 for place in range(self.players)] for coalition in excluded])
        signs = np.where(rows.reshape(-1, self.players) == 1, -1.0, 1.0)
        cut = csr_array(signs)
        cut = csr_array((cut.data, cut.indices + self.first, cut.indptr), shape=(len(excluded), self.matrix.columns))
        entries = csr_array(vstack([as_array(self.matrix), cut]))
        entries.sort_indices()
        sides = 1.0 - (signs < 0).sum(axis=1)
        return replace(
            self.matrix,
            row_lower=np.concatenate([self.matrix.row_lower, sides]),
            row_upper=np.concatenate([self.matrix.row_upper, np.full(len(excluded), np.inf)]),
            starts=entries.indptr.astype(np.int32),
            index=entries.indices.astype(np.int32),
            value=np.asarray(entries.data, dtype=float),
        )


def _parting(matrix: Matrix, blocks: Sequence[Sequence[int]]) -> Matrix:
    """With a column for each block of yes/no columns that is parted: of these at least one is yes and one is no."""
    wide = [list(block) for block in blocks if len(block) > 1]
    if not wide:
        return matrix
    count = len(wide)
    parted = [matrix.columns + number for number in range(count)]
    rows = [([*block, z], [*[1.0] * len(block), -1.0]) for block, z in zip(wide, parted, strict=True)]  # z <= sum
    rows += [([*block, z], [*[-1.0] * len(block), -1.0]) for block, z in zip(wide, parted, strict=True)]
    rows.append((parted, [1.0] * count))
    sides = np.array([*[0.0] * count, *[-float(len(block)) for block in wide], 1.0])
    row = np.repeat(np.arange(len(rows)), [len(where) for where, _ in rows])
    column = np.array([each for where, _ in rows for each in where], dtype=np.int64)
    value = np.array([each for _, numbers in rows for each in numbers])
    more = coo_array((value, (row, column)), shape=(len(rows), matrix.columns + count)).tocsr()
    base = as_array(matrix)
    base = csr_array((base.data, base.indices, base.indptr), shape=(matrix.rows, matrix.columns + count))
    entries = csr_array(vstack([base, more]))
    entries.sort_indices()
    cost = np.concatenate([matrix.cost, np.zeros(count)])
    return replace(
        matrix,
        cost=cost,
        costs=(cost,),
        lower=np.concatenate([matrix.lower, np.zeros(count)]),
        upper=np.concatenate([matrix.upper, np.ones(count)]),
        whole=np.concatenate([matrix.whole, np.zeros(count, dtype=bool)]),
        row_lower=np.concatenate([matrix.row_lower, sides]),
        row_upper=np.concatenate([matrix.row_upper, np.full(len(rows), np.inf)]),
        starts=entries.indptr.astype(np.int32),
        index=entries.indices.astype(np.int32),
        value=np.asarray(entries.data, dtype=float),
    )


class _Joined:
    """The program of all with a column for each owner's part, and for each set of owners that have something common."""

    def __init__(self, lines: OwnedLines, implied: bool) -> None:
        self.lines, self.implied, self.owners = lines, implied, len(lines.columns)
        self.columns = lines.matrix.columns + self.owners
        self.more: list[tuple[list[tuple[int, float]], float, float]] = []  # rows: entries, sides
        self.joint: dict[bytes, int] = {}

    def matrix(self) -> Matrix:
        """All of it; the owners' columns come right behind those of the program."""
        big = self.lines.matrix
        there = self._presence(self.lines.columns)
        lower, upper = self._bounded(there)
        row_lower, row_upper, sides = self._sides(self._presence(self.lines.rows), there)
        added = self.columns - big.columns
        self.more.append(([(big.columns + place, 1.0) for place in range(self.owners)], 1.0, self.owners - 1.0))
        row = np.repeat(np.arange(len(self.more)), [len(entries) for entries, _, _ in self.more])
        column = np.array([where for entries, _, _ in self.more for where, _ in entries], dtype=np.int64)
        value = np.array([number for entries, _, _ in self.more for _, number in entries], dtype=float)
        shape = (big.rows, self.columns)
        base = as_array(big)
        base = csr_array((base.data, base.indices, base.indptr), shape=shape) + coo_array(sides, shape=shape).tocsr()
        further = coo_array((value, (row, column)), shape=(len(self.more), self.columns)).tocsr()
        entries = csr_array(vstack([base, further]))
        entries.sort_indices()
        cost = np.concatenate([big.cost, self.lines.fixed, np.zeros(added - self.owners)])
        gone = float(self.lines.fixed.sum())
        return Matrix(
            cost=cost,
            offset=big.offset - gone,
            lower=np.concatenate([lower, np.zeros(added)]),
            upper=np.concatenate([upper, np.ones(added)]),
            whole=np.concatenate([big.whole, np.arange(added) < self.owners]),
            row_lower=np.concatenate([row_lower, [low for _, low, _ in self.more]]),
            row_upper=np.concatenate([row_upper, [high for _, _, high in self.more]]),
            starts=entries.indptr.astype(np.int32),
            index=entries.indices.astype(np.int32),
            value=np.asarray(entries.data, dtype=float),
            costs=(cost,),
        )

    def _presence(self, absent: Bools) -> Ints:
        """(lines,) the column that says whether a line is there; -1: always."""
        kinds, which = np.unique(absent, axis=1, return_inverse=True)
        return np.array([self._joint(kinds[:, kind]) for kind in range(kinds.shape[1])], dtype=np.int64)[which.ravel()]

    def _joint(self, needed: Bools) -> int:
        """The column that is 1 where all that are needed take part."""
        owners = [self.lines.matrix.columns + place for place in np.flatnonzero(needed).tolist()]
        if len(owners) < 2:
            return owners[0] if owners else -1
        key = needed.tobytes()
        if key not in self.joint:
            self.joint[key] = self._new()
            self.more += [([(self.joint[key], 1.0), (each, -1.0)], -np.inf, 0.0) for each in owners]
            all_there = [(self.joint[key], 1.0), *((each, -1.0) for each in owners)]
            self.more.append((all_there, 1.0 - len(owners), np.inf))
        return self.joint[key]

    def _new(self) -> int:
        self.columns += 1
        return self.columns - 1

    def _bounded(self, there: Ints) -> tuple[Floats, Floats]:
        """Bounds of columns; those of an owner count times its part, in rows."""
        big = self.lines.matrix
        lowest, highest = implied_bounds(big) if self.implied else (big.lower, big.upper)
        lower, upper = big.lower.copy(), big.upper.copy()
        for column in np.flatnonzero(there >= 0).tolist():
            low, high, part = float(lowest[column]), float(highest[column]), int(there[column])
            if low == high != 0.0:
                self.more.append(([(column, 1.0), (part, -low)], 0.0, 0.0))
            else:
                if math.isfinite(high) and high != 0.0:
                    self.more.append(([(column, 1.0), (part, -high)], -np.inf, 0.0))
                if math.isfinite(low) and low != 0.0:
                    self.more.append(([(column, 1.0), (part, -low)], 0.0, np.inf))
            lower[column], upper[column] = min(lower[column], 0.0), max(upper[column], 0.0)
        return lower, upper

    def _sides(
        self, rows: Ints, columns: Ints
    ) -> tuple[Floats, Floats, tuple[list[float], tuple[list[int], list[int]]]]:
        """Sides of rows, and entries that stand for them where they count times an owner's part."""
        big = self.lines.matrix
        lower, upper = big.row_lower.copy(), big.row_upper.copy()
        values, at, where = list[float](), list[int](), list[int]()
        holds_nothing = (lower <= 0) & (upper >= 0)
        zero = ((lower == 0) | (lower == -np.inf)) & ((upper == 0) | (upper == np.inf))
        for row in np.flatnonzero(~zero).tolist():
            part = int(rows[row])
            if part < 0:
                if holds_nothing[row]:
                    continue
                part = self._any(row, columns)
                if part < 0:
                    continue
            low, high = float(lower[row]), float(upper[row])
            side = low if math.isfinite(low) else high
            if low == high or not (math.isfinite(low) and math.isfinite(high)):
                values.append(-side)
                at.append(row)
                where.append(part)
                lower[row] = 0.0 if math.isfinite(low) else -np.inf
                upper[row] = 0.0 if math.isfinite(high) else np.inf
            else:
                own = self._entries(row)
                self.more += [([*own, (part, -low)], 0.0, np.inf), ([*own, (part, -high)], -np.inf, 0.0)]
                lower[row], upper[row] = -np.inf, np.inf
        return lower, upper, (values, (at, where))

    def _entries(self, row: int) -> list[tuple[int, float]]:
        big = self.lines.matrix
        own = slice(big.starts[row], big.starts[row + 1])
        return list(zip(big.index[own].tolist(), big.value[own].tolist(), strict=True))

    def _any(self, row: int, columns: Ints) -> int:
        """A column that is 1 where anything of a row is there that several may have; -1: it is always there."""
        parts = {int(columns[column]) for column, _ in self._entries(row)}
        if not parts or -1 in parts:
            return -1
        made = self._new()
        self.more += [([(made, 1.0), (part, -1.0)], 0.0, np.inf) for part in sorted(parts)]
        return made


def implied_bounds(matrix: Matrix) -> tuple[Floats, Floats]:
    """Bounds of columns that follow from rows and other bounds, where a column has none of its own."""
    row, column, value = matrix.row_of_entry(), matrix.index, matrix.value
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    open_low, open_high = ~np.isfinite(lower), ~np.isfinite(upper)
    for _ in range(ROUNDS):
        before = int(np.isfinite(lower).sum() + np.isfinite(upper).sum())
        low, high = lower[column], upper[column]
        least = np.where(value > 0, value * low, value * high)
        most = np.where(value > 0, value * high, value * low)
        others_least = _of_others(row, least, matrix.rows)
        others_most = _of_others(row, most, matrix.rows)
        room_high = (matrix.row_upper[row] - others_least) / value
        room_low = (matrix.row_lower[row] - others_most) / value
        tops = np.where(value > 0, room_high, room_low)
        bottoms = np.where(value > 0, room_low, room_high)
        found_top, found_bottom = np.full(len(upper), np.inf), np.full(len(lower), -np.inf)
        np.minimum.at(found_top, column, np.where(np.isnan(tops), np.inf, tops))
        np.maximum.at(found_bottom, column, np.where(np.isnan(bottoms), -np.inf, bottoms))
        upper = np.where(open_high & ~np.isfinite(upper), np.maximum(found_top, 0.0), upper)
        lower = np.where(open_low & ~np.isfinite(lower), np.minimum(found_bottom, 0.0), lower)
        if int(np.isfinite(lower).sum() + np.isfinite(upper).sum()) == before:
            break
    sizes = np.abs(upper[np.isfinite(upper) & (upper != 0)])
    widest = MOST * (float(np.median(sizes)) if len(sizes) else 1.0)
    upper[open_high & (upper > widest)] = np.inf
    lower[open_low & (lower < -widest)] = -np.inf
    return lower, upper


def _of_others(row: Ints, values: Floats, rows: int) -> Floats:
    """(entries,) the sum over the other entries of a row, infinite where one of them is."""
    finite = np.isfinite(values)
    sums = np.bincount(row, np.where(finite, values, 0.0), minlength=rows)
    endless = np.bincount(row, ~finite, minlength=rows)
    sign = np.where(values[~finite] > 0, 1.0, -1.0)[:1]
    infinite = np.inf * (sign[0] if len(sign) else 1.0)
    left = endless[row] - ~finite
    return np.where(left > 0, infinite, sums[row] - np.where(finite, values, 0.0))
