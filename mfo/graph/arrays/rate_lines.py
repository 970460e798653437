"""Collects what members cause of effects, and turns it into few rate lines with many members."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from ...plant.model import Series
from .broadcast import ints, spread
from .families import BY_YEAR
from .flow_graph import Floats, RateLine


@dataclass(frozen=True)
class Cause:
    """What the members of one line have in common."""

    effect: str
    category: str
    family: str
    account: str = "own"


@dataclass
class _Entry:
    member: int
    values: Floats  # broadcasts to (Y, T); by year to (Y,)
    scope: int
    owner: int


class Lines:
    """Rates being collected, line by line."""

    def __init__(self, years: int, slots: int, lasting: Floats) -> None:
        self.years = years
        self.slots = slots
        self.lasting = lasting  # (T,) hours that a slot stands for in the year
        self._entries: dict[tuple[Cause, bool], list[_Entry]] = defaultdict(list)

    def add(
        self,
        cause: Cause,
        member: int,
        rate: Series | Floats,
        scope: int | None = None,
        factor: float = 1.0,
        owner: int = -1,
    ) -> None:
        """Count ``factor * rate`` of an effect per unit of a member. Zero rates are left out.

        For families that are decided by year ``rate`` is (Y,), or a series whose mean over the year counts.
        """
        if isinstance(rate, Series):
            values = rate.over_years(self.years, self.lasting) if cause.family in BY_YEAR else rate.values
        else:
            values = rate
        if not (values if values.ndim == 0 else np.any(values)):
            return
        values = values if factor == 1.0 else values * factor
        static = values.size == 1 and cause.family not in BY_YEAR
        self._entries[cause, static].append(_Entry(member, values, scope or 0, owner))

    def lines(self) -> tuple[RateLine, ...]:
        """All lines, in the order in which they were begun."""
        return tuple(self._line(cause, entries) for (cause, _), entries in self._entries.items())

    def _line(self, cause: Cause, entries: list[_Entry]) -> RateLine:
        scopes = tuple(entry.scope for entry in entries)
        return RateLine(
            effect=cause.effect,
            category=cause.category,
            family=cause.family,
            member=ints(entry.member for entry in entries),
            value=self._values(cause, entries),
            account=cause.account,
            scope=scopes if any(scopes) else (),
            owners=ints(entry.owner for entry in entries) if cause.family == "constant" else None,
        )

    def _values(self, cause: Cause, entries: list[_Entry]) -> Floats:
        if cause.family in BY_YEAR:
            return np.array([np.broadcast_to(entry.values, (self.years,)) for entry in entries])
        if all(entry.values.size == 1 for entry in entries):
            flat = np.array([entry.values if entry.values.ndim == 0 else entry.values.flat[0] for entry in entries])
            return spread(flat.reshape(-1, 1, 1), self.years, self.slots)
        grid = [np.broadcast_to(entry.values, (self.years, self.slots)) for entry in entries]
        return np.array(grid)
