"""Numbers that may change over time, and the time they change over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...errors import Where

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """A number with its unit, or one number per year and slot. ``values`` broadcasts to (years, slots)."""

    values: Floats  # canonical; shape () or (years, 1) or (years, slots)
    unit: str  # the canonical unit, as text: "t/h"
    typed: str  # as typed, or "profile NAME"
    where: Where | None = None
    profile_unit: str = ""  # of a profile: the unit of its column as typed

    def over(self, years: int, slots: int) -> Floats:
        """The values as a read-only (years, slots) view; no copy is made."""
        return np.broadcast_to(self.values, (years, slots))

    def over_years(self, years: int, lasting: Floats) -> Floats:
        """The values as (years,); what changes within the year is its mean over time.

        ``lasting`` (slots,) is how long the slots stand for in the year, `Times.lasting`.
        """
        values = np.broadcast_to(self.values, (years, *(self.values.shape[1:] or (1,))))
        if values.shape[1] == 1:
            return np.array(values[:, 0], dtype=float)
        mean: Floats = values @ (lasting / lasting.sum())
        return mean


@dataclass(frozen=True)
class Times:
    """Milestone years and the slots within each year."""

    years: tuple[int, ...]  # labels; (price_year or 1,) where there is no roadmap
    span: Floats  # (years,) how many years a milestone stands for
    discount: Floats  # (years,) factor to the first milestone; the objective weighs a year by span * discount
    hours: Floats  # (slots,) length of a slot [h]
    weight: Floats  # (slots,) how often the slot repeats in the year
    labels: tuple[str, ...]  # (slots,) "1", "January", "2025-03-01 14:00"
    roadmap: bool = False
    discount_rate: float = 0.0
    follows: tuple[int, ...] = ()  # (slots,) the slot before each in storage; -1: none; empty: the one before, cyclic
    mean_values: bool = False  # a milestone holds the mean of the years it stands for; else its first year's values
    months: Floats | None = None  # (slots,) how many months of the calendar each slot lasts; None: a month is 730 h

    @property
    def lasting(self) -> Floats:
        """(slots,) how long each slot stands for in the year, with its repetitions [h]."""
        return self.hours * self.weight

    @property
    def hours_per_year(self) -> float:
        """The hours that the slots stand for together [h]: 8,760 unless the horizon is shorter."""
        return float(self.lasting.sum())
