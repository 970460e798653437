"""A linear program as arrays: what is passed to the solver."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ...graph.arrays.flow_graph import Bools, Floats, Ints


@dataclass(frozen=True)
class Matrix:
    """Minimise cost z + offset with row_lower <= A z <= row_upper and lower <= z <= upper; A by rows, compressed."""

    cost: Floats  # (columns,)
    offset: float
    lower: Floats
    upper: Floats
    whole: Bools  # (columns,) which are whole numbers
    row_lower: Floats  # (rows,)
    row_upper: Floats
    starts: Ints  # (rows + 1,) int32
    index: Ints  # (entries,) int32, ascending within a row
    value: Floats  # (entries,)
    costs: tuple[Floats, ...] = ()  # the objectives in order of priority; the first is ``cost``
    switches: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # columns: whether something is in use

    @property
    def columns(self) -> int:
        """How many variables."""
        return len(self.cost)

    @property
    def rows(self) -> int:
        """How many constraints."""
        return len(self.row_lower)

    def times(self, values: Floats) -> Floats:
        """A z."""
        sums = np.bincount(self.row_of_entry(), self.value * values[self.index], minlength=self.rows)
        return sums.astype(np.float64)

    def transposed_times(self, duals: Floats) -> Floats:
        """The columns of A, each multiplied by the rows' duals and summed."""
        sums = np.bincount(self.index, self.value * duals[self.row_of_entry()], minlength=self.columns)
        return sums.astype(np.float64)

    def relaxed(self) -> Matrix:
        """The same with any number where whole ones are asked for."""
        return replace(self, whole=np.zeros_like(self.whole))

    def with_numbers(self, values: Floats) -> Matrix:
        """The linear program that is left where whole numbers stay as they are in ``values``."""
        numbers = np.round(values)
        lower, upper = (np.where(self.whole, numbers, bound) for bound in (self.lower, self.upper))
        return replace(self.relaxed(), lower=lower, upper=upper)

    def row_of_entry(self) -> Ints:
        """The row of each entry."""
        return np.repeat(np.arange(self.rows), np.diff(self.starts))


def compress(row: Ints, column: Ints, value: Floats, rows: int, columns: int) -> tuple[Ints, Ints, Floats]:
    """Compress entries in any order into rows: (starts, index, value). Entries of one cell are added, zeros dropped."""
    return compress_keys(row * columns + column, value, rows, columns)


def compress_keys(key: Ints, value: Floats, rows: int, columns: int) -> tuple[Ints, Ints, Floats]:
    """As :func:`compress`, of entries whose place is row times ``columns`` plus column."""
    if np.any(key[1:] <= key[:-1]):
        order = np.argsort(key, kind="stable")
        key, value = key[order], value[order]
        fresh = np.append(True, key[1:] != key[:-1])
        if not fresh.all():
            first = np.flatnonzero(fresh)
            key, value = key[first], np.add.reduceat(value, first)
    if not value.all():
        key, value = key[value != 0], value[value != 0]
    row = key // columns  # a tenth of the time that divmod takes
    starts: Ints = np.zeros(rows + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=rows), out=starts[1:])
    row *= columns
    return starts, np.subtract(key, row, out=row).astype(np.int32), value
