"""What a milestone holds of values that change from year to year: those of its first year, or the mean of its years."""

from __future__ import annotations

import numpy as np

from ...plant.model import Floats, Times


def years_of(times: Times) -> list[int]:
    """All calendar years that the milestones stand for, in order."""
    spans = zip(times.years, times.span, strict=True)
    return [year + later for year, span in spans for later in range(round(span))]


def mean_of_years(values: Floats, times: Times) -> Floats:
    """(calendar years, ...) as (milestones, ...): the mean of the years that each stands for."""
    starts = np.cumsum([0, *(round(span) for span in times.span[:-1])])
    return np.asarray(np.add.reduceat(values, starts, axis=0) / times.span.reshape(-1, *([1] * (values.ndim - 1))))


def growth_factors(times: Times, yearly: float) -> Floats:
    """(Y,) by how much something has grown since the first milestone, compound by the year."""
    if not times.mean_values:
        return np.asarray((1 + yearly) ** (np.array(times.years, dtype=float) - times.years[0]))
    years = np.array(years_of(times), dtype=float)
    return mean_of_years((1 + yearly) ** (years - times.years[0]), times)
