"""How the certificate reads time: which slot comes before which, and what repetitions of a typical day do to a stock.

Written down from the meaning of the plant alone; the program has its own reading, and a plan holds where both agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....graph.arrays.flow_graph import Bools, Floats, Ints
from ....plant.model import Times

SMALL = 1e-4  # losses over all repetitions below which the sums of powers are taken as a series


@dataclass(frozen=True)
class Calendar:
    """The slots of a year in their order, and the runs of slots that repeat together (a typical day, or the year)."""

    previous: Ints  # (slots,) the slot before each, round the year or round its typical day
    first: Ints  # (runs,) the first slot of each run
    last: Ints  # (runs,)
    run: Ints  # (slots,) the run that each slot is in
    weight: Floats  # (runs,) how often each repeats
    opener: Ints  # (runs,) the run after whose end each begins, for a stock that does not run from day to day


def read_calendar(times: Times) -> Calendar:
    """Cut the year where the order of slots is broken or the number of repetitions changes."""
    count = len(times.hours)
    told = list(times.follows) or [slot - 1 for slot in range(count)]
    broken = list(times.follows) and [slot for slot in range(count) if times.follows[slot] < 0]
    previous = [before if before >= 0 else (slot - 1) % count for slot, before in enumerate(told)]
    first = [
        slot
        for slot in range(count)
        if slot == 0 or told[slot] != slot - 1 or times.weight[slot] != times.weight[slot - 1]
    ]
    last = [*(slot - 1 for slot in first[1:]), count - 1]
    run = np.repeat(np.arange(len(first)), np.diff([*first, count]))
    opener = [len(first) - 1 if slot in (broken or ()) else int(run[previous[slot]]) for slot in first]
    return Calendar(
        np.array(previous, dtype=np.int64),
        np.array(first, dtype=np.int64),
        np.array(last, dtype=np.int64),
        run,
        np.array([times.weight[slot] for slot in first], dtype=float),
        np.array(opener, dtype=np.int64),
    )


def openers(calendar: Calendar, across: Bools) -> Ints:
    """(stocks, runs) the run after whose end each begins; a stock that runs ``across`` days takes them in order."""
    in_order = (np.arange(len(calendar.first)) - 1) % len(calendar.first)
    return np.where(across[:, None], in_order, calendar.opener)


@dataclass(frozen=True)
class Repetition:
    """What w repetitions of a run do to a stock that opens the first one at o, as multiples of v - o.

    v is the mean of the levels at the run's end. Each repetition keeps the share a of what opens it and adds c, so
    that repetition n opens at a^(n-1) o + (1 + a + ... + a^(n-2)) c. All are (stocks, years, runs) but ``left``.
    """

    mean: Floats  # the mean of the openings less o
    last: Floats  # the last opening less the mean one
    closing: Floats  # the level after the last repetition less o
    left: Floats  # (stocks, years, slots) share of what opens a run that is left at the end of each slot


def read_repetitions(calendar: Calendar, kept: Floats) -> Repetition:
    """Sum the repetitions of every run, from the share that survives each slot, (stocks, years, slots)."""
    left = np.array(kept, dtype=float)
    for start, end in zip(calendar.first, calendar.last, strict=True):
        left[:, :, start : end + 1] = np.multiply.accumulate(left[:, :, start : end + 1], axis=2)
    share, times = left[:, :, calendar.last], calendar.weight
    average = _average_sum(share, times)
    before_last, after_last = _sum_of_powers(share, times - 1), _sum_of_powers(share, times)
    mean = average / (1 + share * average)
    added = 1 - share * mean  # c less (1 - a) o, in multiples of v - o
    return Repetition(mean, before_last * added - mean, after_last * added, left)


def _sum_of_powers(share: Floats, count: Floats) -> Floats:
    """1 + a + ... + a^(count - 1)."""
    lost = 1 - share
    small = lost * (count + 1) < SMALL
    safe = np.where(small, 0.5, share)
    series = count * (1 - (count - 1) / 2 * lost * (1 - (count - 2) / 3 * lost))
    return np.where(small, series, (1 - safe**count) / (1 - safe))


def _average_sum(share: Floats, count: Floats) -> Floats:
    """The mean of the sums of powers that open the repetitions 1 ... count."""
    lost = 1 - share
    small = lost * (count + 1) < SMALL
    safe = np.where(small, 0.5, share)
    series = (count - 1) / 2 * (1 - (count - 2) / 3 * lost * (1 - (count - 3) / 4 * lost))
    return np.where(small, series, (1 - _sum_of_powers(safe, count) / count) / (1 - safe))


def read_stay(times: Times, previous: Ints, longest: float) -> Ints:
    """(slots,) in how many slots, ending with each, what is in stock at its end may have come in.

    What came in during one slot may leave during another while no more than the longest stay [h] lies between their
    middles, where months of 28 and of 31 days count as alike (3 %); nothing is older than one round.
    """
    hours, count = times.hours, len(times.hours)
    following = np.empty(count, dtype=np.int64)
    following[previous] = np.arange(count)
    stays, came = np.zeros(count, dtype=np.int64), np.arange(count)
    age = (hours + hours[following]) / 2
    fresh = np.ones(count, dtype=bool)
    for back in range(count):
        fresh &= age <= longest * 1.03
        if back:
            fresh &= came != np.arange(count)
        if not fresh.any():
            break
        stays += fresh
        age = age + (hours[came] + hours[previous[came]]) / 2
        came = previous[came]
    return stays
