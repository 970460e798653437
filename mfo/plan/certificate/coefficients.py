"""The coefficients of the certificate's rows, in numpy alone: loading scipy takes as long as a small plan does."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...graph.arrays.flow_graph import Floats, Ints


@dataclass(frozen=True)
class Coefficients:
    """A matrix by its entries, each cell once."""

    row: Ints
    column: Ints
    value: Floats
    shape: tuple[int, int]

    def times(self, values: Floats) -> Floats:
        """(rows,) the sums of each row at the columns' values."""
        return np.bincount(self.row, self.value * values[self.column], minlength=self.shape[0]).astype(np.float64)

    def transposed_times(self, prices: Floats) -> Floats:
        """(columns,) the sums of each column at the rows' prices."""
        return np.bincount(self.column, self.value * prices[self.row], minlength=self.shape[1]).astype(np.float64)

    def sizes(self) -> Coefficients:
        """The same with the sizes of the coefficients."""
        return replace(self, value=np.abs(self.value))


def coefficients(row: Ints, column: Ints, value: Floats, shape: tuple[int, int]) -> Coefficients:
    """Entries in any order as a matrix; entries of one cell are added."""
    key = row * shape[1] + column
    if np.any(key[1:] <= key[:-1]):
        order = np.argsort(key, kind="stable")
        key, value = key[order], value[order]
        first = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
        if len(first) < len(key):
            key, value = key[first], np.add.reduceat(value, first)
    row = key // shape[1]
    return Coefficients(row, key - row * shape[1], value, shape)
