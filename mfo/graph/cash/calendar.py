"""The calendar years of a cash flow: which milestone each belongs to, and how long it runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ...plant.model import Plant, Sizing, Times

HOURS_OF_A_YEAR = 8760.0


@dataclass(frozen=True)
class OperatingYears:
    """The years of operation, ``first`` to ``last``, and the milestone that each stands for."""

    first: int
    last: int
    milestone: dict[int, int]
    roadmap: bool

    @property
    def years(self) -> list[int]:
        """The years of operation in order."""
        return list(self.milestone)

    def years_of(self, milestone: int) -> int:
        """How many years a milestone stands for."""
        return sum(1 for held in self.milestone.values() if held == milestone)


def is_a_year(times: Times) -> bool:
    """Whether the slots stand for a whole year, so that it has a calendar."""
    return abs(times.hours_per_year - HOURS_OF_A_YEAR) < 25


def calendar_of(plant: Plant, built: Sequence[Sizing]) -> OperatingYears:
    """A roadmap's years; without one the same year again, for as long as the longest of what is built lasts."""
    times = plant.times
    if times.roadmap:
        held = {
            milestone + later: milestone
            for milestone, span in zip(times.years, times.span, strict=True)
            for later in range(round(span))
        }
        return OperatingYears(min(held), max(held), held, True)
    first = times.years[0]
    count = max((math.ceil(process.lifetime - 1e-9) for process in built if process.lifetime), default=1)
    return OperatingYears(first, first + count - 1, {first + later: first for later in range(count)}, False)
