"""Columns of a table as whole numbers, each counted once: comparing texts row by row would take as long as solving."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...graph.arrays.flow_graph import Bools, Ints


class Codes:
    """A table, and for each column that is asked for the number of every row's entry, and the entries."""

    def __init__(self, frame: pd.DataFrame) -> None:
        """Nothing is counted before it is asked for."""
        self.frame = frame
        self._held: dict[str, tuple[Ints, list[object]]] = {}

    def of(self, column: str) -> tuple[Ints, list[object]]:
        """(rows,) each row's number, and the entries by number."""
        if column not in self._held:
            codes, entries = pd.factorize(self.frame[column])
            self._held[column] = codes.astype(np.int64), list(entries)
        return self._held[column]

    def holds(self, column: str, entry: object) -> Bools:
        """(rows,) whether the column holds this entry."""
        codes, entries = self.of(column)
        found: Bools = codes == (entries.index(entry) if entry in entries else -2)
        return found
