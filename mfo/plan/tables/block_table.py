"""Blocks of members over time, put together to tidy tables without a loop over rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...graph.arrays.flow_graph import Bools, Floats, Ints
from ...plant.model import Times
from .schema import Row, Values, columns_of, empty, frame, typed


class BlockTable:
    """Collects blocks of one table: columns by member, and numbers by member, year and slot."""

    def __init__(self, table: str, times: Times, by_slot: bool = True) -> None:
        """A table over years, and over slots where ``by_slot``."""
        self.table = table
        self.times = times
        self.by_slot = by_slot
        self._parts: list[Row] = []  # by block, the columns by row
        self._members: list[Row] = []  # by block, the columns by member
        self._rows: list[Ints] = []  # by block, each row's member, counted over all blocks
        self._size = 0  # members so far

    @property
    def _per_member(self) -> int:
        return len(self.times.years) * (len(self.times.hours) if self.by_slot else 1)

    def add(
        self, members: Mapping[str, object], values: Mapping[str, np.ndarray], keep: Bools | np.bool_ | None = None
    ) -> None:
        """Add n members: ``members`` holds (n,) columns, or one value for all; ``values`` (n, Y, T) or (n, Y) arrays.

        ``keep`` (n,) leaves members out, or, with the shape of the values, single rows.
        """
        size = len(next(iter(values.values())))
        shape = (size, len(self.times.years), *((len(self.times.hours),) if self.by_slot else ()))
        chosen = np.ones(size, dtype=bool) if keep is None else np.asarray(keep)
        single = chosen.ndim > 1
        rows = np.flatnonzero(chosen.any(axis=tuple(range(1, chosen.ndim))) if single else chosen)
        if not len(rows):
            return
        mask = np.broadcast_to(chosen, shape)[rows].reshape(-1) if single else None
        columns = {name: np.asarray(column) for name, column in members.items()}
        held = {
            name: each[rows] if each.ndim else np.full(len(rows), members[name], dtype=object)
            for name, each in columns.items()
        }
        part: Row = {name: np.broadcast_to(array, shape)[rows].reshape(-1) for name, array in values.items()}
        part.update(self._when(len(rows)))
        member = np.repeat(np.arange(self._size, self._size + len(rows)), self._per_member)
        self._size += len(rows)
        self._members.append(held)
        self._rows.append(member if mask is None else member[mask])
        self._parts.append({name: column[mask] for name, column in part.items()} if single else part)

    def _when(self, size: int) -> Row:
        years = np.array(self.times.years, dtype=np.int64)
        if not self.by_slot:
            return {"year": np.tile(years, size)}
        slots = len(self.times.hours)
        return {
            "year": np.tile(np.repeat(years, slots), size),
            "slot": np.tile(np.arange(1, slots + 1), size * len(years)),
        }

    def build(self) -> pd.DataFrame:
        """All blocks as one table."""
        if not self._parts:
            return empty(self.table)
        kinds = columns_of(self.table)
        member = np.concatenate(self._rows)
        names = dict.fromkeys((*kinds, *self._members[0], *self._parts[0]))
        joined: dict[str, Values] = {}
        for name in names:
            if name in self._members[0]:  # each member's once, and then taken by row
                held = np.concatenate([part[name] for part in self._members])
                joined[name] = (typed(held, kinds[name]) if name in kinds else held).take(member)
            else:
                joined[name] = np.concatenate([part[name] for part in self._parts])
        return frame(self.table, joined)


def over_slots(values: Floats, weight: Floats) -> Floats:
    """(n, Y): amounts of all slots of a year, each by how often it repeats."""
    summed: Floats = values @ weight
    return summed
