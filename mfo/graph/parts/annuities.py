"""Capital: what is built is paid for as an annuity, in every year in which it stands."""

from __future__ import annotations

import numpy as np

from ...plant.model import Plant, Process
from ..arrays.flow_graph import Bools, Floats

HOURS_OF_A_YEAR = 8760.0
INVESTMENT = "investment"
"""The effect that counts money spent on building, which ``cost`` counts as annuities."""


def annuity(rate: float, years: float) -> float:
    """The yearly payment per unit of money borrowed: r / (1 - (1 + r)^-n); 1/n where r is 0."""
    return 1.0 / years if rate == 0 else rate / (1.0 - (1.0 + rate) ** -years)


def horizon_share(plant: Plant) -> float:
    """The share of a year that the slots stand for together."""
    return plant.times.hours_per_year / HOURS_OF_A_YEAR


def payment(plant: Plant, process: Process) -> Floats | None:
    """(Y,) money per capacity and year for what is built in each year; None without capex or lifetime."""
    if process.capex is None or process.lifetime is None:
        return None
    yearly = annuity(plant.times.discount_rate, process.lifetime) * horizon_share(plant)
    return process.capex.over_years(len(plant.times.years), plant.times.lasting) * yearly


def is_staggered(paid: Floats | None) -> bool:
    """Whether what is built costs more in one year than in another, so that payments must be followed by year built."""
    return paid is not None and not bool(np.all(paid == paid[0]))


def dues(plant: Plant, alive: Bools) -> Floats | None:
    """(processes, Y built, Y) due in a year per capacity built in another, where capex changes over the years."""
    payments = [payment(plant, process) for process in plant.processes]
    if not any(is_staggered(paid) for paid in payments):
        return None
    due = np.zeros(alive.shape)
    for row, paid in enumerate(payments):
        if paid is not None and is_staggered(paid):
            due[row] = paid[:, None] * alive[row]
    return due
