"""Which slots belong to which month, and whose highest load of a month something is counted on."""

from __future__ import annotations

import numpy as np

from ...plant.model import Plant, Times
from ...plant.quantities import HOURS_PER_MONTH
from ..arrays.broadcast import ints
from ..arrays.flow_graph import NO_PEAKS, Floats, Ints, Peaks
from ..arrays.time_blocks import blocks

PEAK = "peak"
"""What a rate is per, where it is per highest load of a month."""


def months_of_slots(times: Times) -> tuple[Ints, Floats]:
    """(slots,) the month that the middle of each slot is in, and (months,) how many of the calendar each stands for.

    Slots count with their repetitions and in their order; those that repeat together, as the hours of a typical day do,
    are in every month of their day, and so have the middle of all its repetitions. A month that no slot has its middle
    in is none; what lasts longer than a month stands for all of its months.
    """
    lasting = times.lasting / HOURS_PER_MONTH if times.months is None else times.months * times.weight
    parts = blocks(times)
    together = np.where(times.weight > 1, parts.first[parts.of_slot], np.arange(len(lasting)))
    _, unit = np.unique(together, return_inverse=True)
    spent = np.bincount(unit, lasting)
    middle = (np.cumsum(spent) - spent / 2)[unit]
    _, place = np.unique(np.floor(middle + 1e-9), return_inverse=True)
    of_slot: Ints = np.asarray(place, dtype=np.int64).reshape(-1)
    months: Floats = np.bincount(of_slot, lasting).astype(np.float64)
    return of_slot, months


def build_peaks(plant: Plant) -> Peaks:
    """One entry for each supply with such a rate and each month."""
    named = {rate.at for rate in plant.rates if rate.table == "supplies" and rate.per == PEAK}
    chosen = [row for row, item in enumerate(plant.supplies) if item.name in named]
    if not chosen:
        return NO_PEAKS
    of_slot, months = months_of_slots(plant.times)
    count = len(months)
    return Peaks(
        np.repeat(ints(chosen), count), np.tile(np.arange(count), len(chosen)), np.tile(months, len(chosen)), of_slot
    )
