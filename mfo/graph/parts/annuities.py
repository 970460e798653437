"""Capital: what is built is paid for as an annuity, in every year in which it stands."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...plant.model import Plant, Sizing
from ..arrays.flow_graph import Bools, Floats
from .financing import PaidOnce, annuity, closing, own_share

HOURS_OF_A_YEAR = 8760.0
INVESTMENT = "investment"
"""The effect that counts money spent on building, which ``cost`` counts as annuities."""
CAPITAL = "capital"
"""The category of annuities, for which capex stands in a cash flow."""
BY_SIZE = "construction by size"
"""The category of what a build costs beyond its cheapest unit, where capex hangs on the size."""
OPENING = "opening"
"""The category of what is spent once, whatever the size."""


def horizon_share(plant: Plant) -> float:
    """The share of a year that the slots stand for together."""
    return plant.times.hours_per_year / HOURS_OF_A_YEAR


def payment(plant: Plant, process: Sizing) -> Floats | None:
    """(Y,) money per capacity and year for what is built in each year; None without capex or lifetime.

    What its owner pays for it, grants, loans and closure counted, as an annuity over the lifetime.
    """
    if process.capex is None or process.lifetime is None:
        return None
    rate, finance = plant.times.discount_rate, process.finance
    spent = process.capex.over_years(len(plant.times.years), plant.times.lasting) * own_share(finance, rate)
    whole = spent + closing(finance, rate, process.lifetime)
    return whole * annuity(rate, process.lifetime) * horizon_share(plant)


def share_due(plant: Plant, process: Sizing, alive: Bools) -> Floats:
    """(Y built, Y) the share of a year's annuity that is due: annuities add up to the lifetime from the first use.

    Where the lifetime ends within a milestone, only its years until then are charged; where it is shorter than the
    first milestone, what is built is replaced as often as needed, and every year is charged; what is paid once is not.
    """
    share = alive.astype(float)
    if not plant.times.roadmap or process.lifetime is None:
        return share
    years, span = np.array(plant.times.years, dtype=float), plant.times.span
    first = alive.argmax(axis=1)
    left = process.lifetime - (years[None, :] - years[first][:, None])
    part = np.clip(left / span, 0.0, 1.0)
    replaced = (not isinstance(process.finance, PaidOnce)) & (np.arange(len(years))[None, :] == first[:, None])
    return np.where(replaced & (span > process.lifetime), share, share * part)


def times_bought(needed: float, lifetime: float) -> int:
    """How often something is bought, whole each time, to be there for so many years.

    >>> times_bought(10, 7), times_bought(10, 5), times_bought(10, 20)
    (2, 2, 1)
    """
    return max(1, math.ceil(needed / lifetime - 1e-9))


def replacements(plant: Plant, process: Sizing, alive: Bools) -> Floats:
    """(Y built,) how often a build is bought in its first milestone: more than once where it lasts less long."""
    if not plant.times.roadmap or process.lifetime is None or isinstance(process.finance, PaidOnce):
        return np.ones(len(plant.times.years))
    spans = plant.times.span[alive.argmax(axis=1)]
    often = np.array([times_bought(float(span), process.lifetime) for span in spans], dtype=float)
    return np.where(alive.any(axis=1), often, 1.0)


def dues(plant: Plant, items: Sequence[Sizing], alive: Bools, every: bool = False) -> Floats | None:
    """(items, Y built, Y) due in a year per capacity built in another, where that is not the same in all years.

    ``every``: of all in a roadmap. None where no one has any: then what stands is charged alike, whenever it was built.
    """
    due = np.zeros(alive.shape)
    for row, process in enumerate(items):
        paid = payment(plant, process)
        if paid is None:
            continue
        share = share_due(plant, process, alive[row])
        if (every and len(paid) > 1) or np.any(paid != paid[0]) or np.any(share != alive[row]):
            due[row] = paid[:, None] * share
    return due if due.any() else None
