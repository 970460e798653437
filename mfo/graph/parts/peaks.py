"""Which slots belong to which month, and which loads of supplies demand charges are counted on."""

from __future__ import annotations

import numpy as np

from ...errors import Findings
from ...plant.facts.billed_load import BilledLoad
from ...plant.model import Plant, Rate, Times
from ...plant.quantities import HOURS_PER_MONTH
from ..arrays.broadcast import ints
from ..arrays.flow_graph import NO_PEAKS, Bools, EvenLoads, Floats, Ints, Peaks, Supplies
from ..arrays.time_blocks import blocks

PEAK = "peak"
"""What a rate is per, where it is per highest load of a month."""

MONTHS, LEAP = 12, 0.04
"""Of a year, and how far one of 366 days or of 52 weeks is from twelve of 730 h."""

BILLED = "billed"
"""The family that such a rate is counted on where no more is billed than the even load over a load factor."""

Charge = tuple[int, BilledLoad]
"""A supply and which load of it is billed."""


def months_of_slots(times: Times) -> tuple[Ints, Floats]:
    """(slots,) the month that the middle of each slot is in, and (months,) how many of the calendar each stands for.

    Slots count with their repetitions and in their order; those that repeat together, as the hours of a typical day do,
    are in every month of their day, and so have the middle of all its repetitions. A month that no slot has its middle
    in is none; what lasts longer than a month stands for all of its months, whole ones where they make up a year.
    """
    lasting = months_lasting(times)
    parts = blocks(times)
    together = np.where(times.weight > 1, parts.first[parts.of_slot], np.arange(len(lasting)))
    _, unit = np.unique(together, return_inverse=True)
    spent = np.bincount(unit, lasting)
    middle = (np.cumsum(spent) - spent / 2)[unit]
    _, place = np.unique(np.floor(middle + 1e-9), return_inverse=True)
    of_slot: Ints = np.asarray(place, dtype=np.int64).reshape(-1)
    return of_slot, _of_the_calendar(np.bincount(of_slot, lasting).astype(np.float64))


def months_lasting(times: Times) -> Floats:
    """(slots,) how many months each slot lasts with its repetitions: of the calendar, or of 730 h."""
    lasting: Floats = times.lasting / HOURS_PER_MONTH if times.months is None else times.months * times.weight
    return lasting


def _of_the_calendar(months: Floats) -> Floats:
    """Whole months where they make up a year: a bill counts February, of 28 days, like any other month."""
    whole: Floats = np.rint(months)
    makes_a_year = whole.sum() == MONTHS and abs(months.sum() - MONTHS) < LEAP
    return whole if makes_a_year and whole.min() >= 1 else months


def charges(plant: Plant) -> dict[tuple[int, tuple[object, ...]], BilledLoad]:
    """Every load that something is counted on, each once: by the supply's position and what tells it from others."""
    rows = {item.name: row for row, item in enumerate(plant.supplies)}
    rates = [rate for rate in plant.rates if is_peak(rate) and rate.at in rows]
    rates.sort(key=lambda rate: rows[rate.at])
    return {(rows[rate.at], rate.billed.told): rate.billed for rate in rates}


def is_peak(rate: Rate) -> bool:
    """Whether a rate is a demand charge."""
    return rate.table == "supplies" and rate.per == PEAK


def build_peaks(plant: Plant, supplies: Supplies, findings: Findings) -> Peaks:
    """The entries of each charge: one a month, or one for the whole year. Raises nothing; what is wrong is found."""
    found = charges(plant)
    if not found:
        return NO_PEAKS
    of_slot, months = months_of_slots(plant.times)
    every = np.arange(len(months))
    parts: list[tuple[int, int, int]] = []  # supply, charge, month; -1: the year
    for charge, ((row, _), load) in enumerate(found.items()):
        parts += [(row, charge, month) for month in ([-1] if load.yearly else every.tolist())]
    supply, of_charge, month = (ints(part) for part in zip(*parts, strict=True))
    loads = list(found.values())
    in_month = (month[:, None] == of_slot) | (month < 0)[:, None]
    made = Peaks(
        supply=supply,
        month=month,
        months=np.where(month < 0, months.sum(), months[month]),
        of_slot=of_slot,
        charge=of_charge,
        counts=in_month & np.array([_counted(load, len(of_slot)) for load in loads])[of_charge],
        above=np.array([_above(load, plant.times) for load in loads])[of_charge],
        even=None,
    )
    return _with_even(made, in_month, loads, plant, supplies, findings)


def _counted(load: BilledLoad, slots: int) -> Bools:
    if load.during is None:
        return np.ones(slots, dtype=bool)
    return np.asarray(np.broadcast_to(np.atleast_2d(load.during.values)[0], (slots,)) > 0)


def _above(load: BilledLoad, times: Times) -> Floats:
    years = len(times.years)
    return np.zeros(years) if load.above is None else load.above.over_years(years, times.lasting)


def _with_even(
    peaks: Peaks, in_month: Bools, loads: list[BilledLoad], plant: Plant, supplies: Supplies, findings: Findings
) -> Peaks:
    """Add the even loads of the charges that have a load factor; a supply without a bound is found wrong."""
    factor = np.array([load.load_factor or np.nan for load in loads])[peaks.charge]
    of_peak = np.flatnonzero(np.isfinite(factor))
    if not len(of_peak):
        return peaks
    hours, weight = plant.times.hours, plant.times.weight
    within = in_month[of_peak]
    lasting = np.where(within, hours * weight, 0.0).sum(axis=1) * factor[of_peak]
    rate = np.where(within, weight, 0.0) / lasting[:, None]
    shape = (len(supplies.names), len(plant.times.years), len(hours))
    most = np.broadcast_to(supplies.maximum, shape)[peaks.supply[of_peak]]
    highest = (most / hours).max(axis=2)
    endless = ~np.isfinite(highest).all(axis=1)
    for rate_row in plant.rates:
        if (
            is_peak(rate_row)
            and rate_row.billed.load_factor
            and any(plant.supplies[int(row)].name == rate_row.at for row in peaks.supply[of_peak[endless]])
        ):
            findings.error(
                "capacity-missing",
                f"`{rate_row.at}` is billed by a load factor, but nothing limits how much it can give.",
                rate_row.where,
                "Give the supply an `amount`: the most that its connection can carry.",
            )
    highest = np.where(endless[:, None], 0.0, highest)
    most_even = np.einsum("nyt,nt->ny", np.where(endless[:, None, None], 0.0, most), rate)
    return Peaks(**{**peaks.__dict__, "even": EvenLoads(of_peak, rate, highest, most_even)})


def yearly_rate(peaks: Peaks, entry: int, rate: Rate, times: Times) -> Floats:
    """(years,) what a unit of a highest load causes in a year: the rate of its months, each with its own price."""
    years, slots = len(times.years), len(times.hours)
    values = np.broadcast_to(
        rate.value.over(years, slots) if rate.value.values.ndim else rate.value.values, (years, slots)
    )
    within = np.ones(slots, dtype=bool) if peaks.month[entry] < 0 else peaks.of_slot == peaks.month[entry]
    lasting = np.where(within, times.lasting if times.months is None else times.months * times.weight, 0.0)
    return np.asarray(values @ lasting / lasting.sum() * float(peaks.months[entry]))
