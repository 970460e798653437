"""The program as the certificate wrote it down: whether a plan holds in it row by row, and whether none can be better.

The rows' duals come from the solver as mere numbers. Whatever they are, the dual objective that follows from them is a
bound that no plan can pass, if the reduced costs that follow from them have the right signs; so wrong numbers can make
a proof fail, but never succeed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...graph.arrays.flow_graph import Floats, Ints
from ..tables.elements import Texts
from .coefficients import Coefficients, coefficients
from .reach import reach
from .readings.book import Book

SOLVER_TOLERANCE = 1e-6  # of a row whose terms are of one canonical unit or more; of smaller ones this share of them
FLOAT_TOLERANCE = 1e-9  # what sums of rounded numbers may differ by, relative to the largest of their kind
DOUBTFUL = 1e-7  # of a reduced cost of the wrong sign, relative to what it is the difference of
ROUNDING = 1e-11  # of a reduced cost, relative to what it is the difference of


@dataclass(frozen=True)
class Residuals:
    """By how much each row of a family is violated, and what is allowed."""

    family: str
    violation: Floats  # (rows,) 0 or less: none
    size: Floats  # (rows,) the terms and bounds of the row's element at their largest
    tolerance: Floats
    names: Texts
    shape: tuple[int, ...]

    def place(self, row: int) -> str:
        """Where a row stands, in words."""
        index = np.unravel_index(row, self.shape)
        times = [f"{word} {int(at) + 1}" for word, at in zip(("year", "slot"), index[1:], strict=False)]
        named = f"at {self.names[index[0]]}" if len(self.names) else ""
        return ", ".join([named, *times]) + (" of the plan" if times else "")


class Proof:
    """The stacked program of a book."""

    def __init__(self, book: Book, cost: Floats) -> None:
        """Stack the rows; ``cost`` is what a unit of each column adds to the objective."""
        self.book, self.cost = book, cost
        families = book.families.values()
        self.values = _joined([family.values for family in families])
        self.lower = _joined([family.lower for family in families])
        self.upper = _joined([family.upper for family in families])
        self.whole = np.repeat([family.whole for family in families], [family.values.size for family in families])
        self.first = np.concatenate([[0], np.cumsum([int(np.prod(rows.shape)) for rows in book.rows])]).astype(int)
        self.row_lower = _joined([rows.lower for rows in book.rows])
        self.row_upper = _joined([rows.upper for rows in book.rows])
        of_use = _joined([np.broadcast_to(rows.of_use, rows.shape) for rows in book.rows])
        self.row_most = np.where(np.isinf(self.row_upper), of_use, self.row_upper)  # no plan needs more
        self.matrix = self._stacked()

    def _stacked(self) -> Coefficients:
        found: list[tuple[Ints, Ints, Floats]] = []
        for rows, first in zip(self.book.rows, self.first, strict=False):
            found += [(row + first, column, value) for row, column, value in rows.entries]
        none = np.zeros(0, dtype=np.int64)
        row, column = (np.concatenate([none, *(entry[part] for entry in found)]) for part in (0, 1))
        value = _joined([entry[2] for entry in found])
        return coefficients(row, column, value, (int(self.first[-1]), self.book.size))

    def row_residuals(self) -> list[Residuals]:
        """Every family of rows at the plan's values."""
        total = self.matrix.times(self.values)
        size = self.matrix.sizes().times(np.abs(self.values))
        found = []
        for rows, first, last in zip(self.book.rows, self.first, self.first[1:], strict=False):
            low, high = self.row_lower[first:last], self.row_upper[first:last]
            violation = np.maximum(low - total[first:last], total[first:last] - high)
            sizes = np.maximum(size[first:last], np.maximum(_finite(low), _finite(high)))
            found.append(_measured(rows.family, rows.names, rows.shape, violation, sizes, rows.like))
        return found

    def column_residuals(self) -> list[Residuals]:
        """Every family of columns between its bounds, and whole where it must be."""
        found = []
        for family in self.book.families.values():
            if not family.values.size:
                continue
            violation = np.maximum(family.lower - family.values, family.values - family.upper)
            if family.whole:
                violation = np.maximum(violation, np.abs(family.values - np.round(family.values)))
            size = np.maximum(np.abs(family.values), np.maximum(_finite(family.lower), _finite(family.upper)))
            shape, like = family.values.shape, np.arange(len(family.values))
            found.append(_measured(family.name, family.names, shape, violation.ravel(), size.ravel(), like))
        return found

    @property
    def objective(self) -> float:
        """What the plan's values add up to."""
        return float(self.cost @ self.values)

    @property
    def gross(self) -> float:
        """All that is summed up in the objective, whatever its sign."""
        return float(np.abs(self.cost) @ np.abs(self.values))

    def optimality(self, duals: Mapping[str, Floats], numbers_fixed: bool) -> tuple[float, float, str]:
        """The gap between the plan and the bound that the duals prove, and by how much the duals fail to prove it.

        The gap is in the objective's canonical unit. A reduced cost of the wrong sign counts there with all that its
        column can hold, as far as rows bound it, and else as a failure: the largest reduced cost of the wrong sign,
        relative to what it is the difference of, with the column where it stands. ``numbers_fixed``: among plans with
        the same whole numbers.
        """
        prices = self._prices(duals)
        reduced = self.cost - self.matrix.transposed_times(prices)
        size = np.abs(self.cost) + self.matrix.sizes().transposed_times(np.abs(prices))
        reduced = np.where(np.abs(reduced) <= ROUNDING * size, 0.0, reduced)
        lower, upper = self.lower, self.upper
        if numbers_fixed:
            lower, upper = (np.where(self.whole, np.round(self.values), bound) for bound in (lower, upper))
        bound = np.where(reduced > 0, lower, upper)
        endless = ~np.isfinite(bound) & (reduced != 0)
        if (endless & (np.abs(reduced) > DOUBTFUL * size)).any():  # small beside others, and yet worth much in all
            least, most = reach(self.matrix, (lower, upper), (self.row_lower, self.row_upper))
            bound = np.where(endless, np.where(reduced > 0, least, most), bound)
        open_ended = ~np.isfinite(bound) & (reduced != 0)
        worth = np.where(open_ended, self.values, np.where(reduced != 0, bound, 0.0))
        row_bound = np.where(prices > 0, self.row_lower, self.row_most)
        proven = float(reduced @ worth) + float(prices[prices != 0] @ row_bound[prices != 0])
        failure = np.where(open_ended, np.abs(reduced) / np.maximum(size, FLOAT_TOLERANCE * size.max(initial=1.0)), 0.0)
        worst = int(np.argmax(failure)) if len(failure) else 0
        return abs(self.objective - proven), float(failure.max(initial=0.0)), self._column(worst)

    def _prices(self, duals: Mapping[str, Floats]) -> Floats:
        """(rows,) the solver's duals by family; none where it has none, or where the sign could prove nothing."""
        found = np.zeros(int(self.first[-1]))
        for rows, first, last in zip(self.book.rows, self.first, self.first[1:], strict=False):
            given = duals.get(rows.family)
            if given is not None and given.size == last - first:
                found[first:last] = given.ravel()
        useless = ((found > 0) & np.isneginf(self.row_lower)) | ((found < 0) & np.isposinf(self.row_most))
        return np.where(useless | ~np.isfinite(found), 0.0, found)

    def _column(self, number: int) -> str:
        for family in self.book.families.values():
            if family.first <= number < family.first + family.values.size:
                index = np.unravel_index(number - family.first, family.values.shape)
                times = [f"{word} {int(at) + 1}" for word, at in zip(("year", "slot"), index[1:], strict=False)]
                return ", ".join([f"{family.name} of {family.names[index[0]]}", *times])
        return ""


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate([np.zeros(0), *(np.asarray(part).ravel() for part in parts)])


def _finite(bound: Floats) -> Floats:
    return np.where(np.isfinite(bound), np.abs(bound), 0.0)


def _measured(
    family: str, names: Texts, shape: tuple[int, ...], violation: Floats, size: Floats, like: Ints
) -> Residuals:
    """Violations with what they may be: each row is measured by the largest that its element ever has."""
    members = np.repeat(np.arange(shape[0]), len(size) // max(shape[0], 1))
    own = np.zeros(shape[0])
    np.maximum.at(own, members, size)
    codes = np.unique(like, return_inverse=True)[1].reshape(-1)
    kind = np.zeros(len(codes))
    np.maximum.at(kind, codes, own)
    tolerance = SOLVER_TOLERANCE * np.minimum(own, 1.0) + FLOAT_TOLERANCE * kind[codes]
    return Residuals(family, violation, own[members], tolerance[members], names, shape)
