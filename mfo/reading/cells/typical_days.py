"""A year of hours told by fewer days: days that are alike stand together, and the days of the extremes stand alone.

Days are compared by all profiles at once, each over its own range, by Ward's method. A typical day holds the mean of
its days, so that the sum of each profile over the year stays what it is. In order, only days that follow one another
come together: the year is a row of stretches, through which a stock can run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ...plant.model import Floats, Times
from ...plant.slots import Slots
from .profiles import Profile
from .rows import ReadingContext, TableRows

_TEXT = re.compile(r"(\d+)(\s+(?:in order|en orden))?\Z")
DAY = 24.0
NAMES_SLOTS = (("processes", "outages"), ("measurements", "slot"), ("credits", "cleaned"))
"""Columns that speak of single slots of the year, of which none is left."""


def with_typical_days(reading: ReadingContext, settings: TableRows) -> None:
    """Tell the year by typical days, where the setting asks for it; what stands against that is found wrong."""
    text = settings.text(0, "typical_days")
    if not text:
        return
    days = _whole_days(reading.times)
    wanted = _TEXT.match(text.strip())
    if wanted is None or days is None or not 1 < int(wanted[1]) < days:
        remedy = "Write how many, such as `12`, or `24 in order` where stocks run through the year."
        if days is None:
            remedy = "Set `slots: 8760 hours`, or leave `typical_days` blank."
        settings.error("typical-days", _unfit(text, days, bool(wanted)), 0, "typical_days", remedy)
        return
    grid = _by_day(reading.profiles, days, len(reading.times.hours))
    if grid is None:
        settings.error(
            "typical-days",
            "`typical_days` needs profiles by slot: without them all days are alike.",
            0,
            "typical_days",
            "Leave it blank, and set `slots: 1 year`.",
        )
        return
    count, in_order = int(wanted[1]), bool(wanted[2])
    extremes = extreme_days(grid)
    least = len(extremes) + (len(_stretches(days, extremes)) if in_order else 1)
    if count < least:
        settings.error(
            "typical-days",
            f"`typical_days` is {count}, and the highest and lowest values of the profiles lie on {len(extremes)} "
            "days, which stand alone.",
            0,
            "typical_days",
            f"Write at least {least}.",
        )
        return
    groups = grouped(grid, extremes, count, in_order)
    _refuse_slots(reading)
    if not in_order:
        _refuse_across(reading)
    reading.times, reading.slots = _condensed_times(reading.times, groups)
    reading.profiles = {name: _condensed(profile, groups, days) for name, profile in reading.profiles.items()}
    reading.findings.warn(
        "typical-days",
        f"{days} days are told by {len(groups)}, of which {len(extremes)} with highest and lowest values stand for "
        "themselves.",
        settings.where(0, "typical_days"),
        "What that errs in money: `mfo typical`.",
    )


def _unfit(text: str, days: int | None, read: bool) -> str:
    if days is None:
        return "`typical_days` needs slots that are hours, or equal parts of an hour, of whole days."
    return f"`typical_days` is {text}, where the year has {days} days." if read else f"`typical_days` is {text}."


def _whole_days(times: Times) -> int | None:
    """How many days the slots are, where they are equal, make up whole days, and none repeats."""
    per_day = DAY / float(times.hours[0])
    same = np.allclose(times.hours, times.hours[0]) and bool((times.weight == 1).all()) and not times.follows
    if not same or per_day < 2 or abs(per_day - round(per_day)) > 1e-9 or len(times.hours) % round(per_day):
        return None
    return len(times.hours) // round(per_day)


def _by_day(profiles: dict[str, Profile], days: int, slots: int) -> Floats | None:
    """(days, profiles by slot and year, slots of a day) each over its own range; None where no profile is by slot."""
    rows = [
        row for each in profiles.values() if each.values.shape[-1:] == (slots,) for row in np.atleast_2d(each.values)
    ]
    if not rows:
        return None
    values = np.array(rows)
    span = np.ptp(values, axis=1, keepdims=True)
    scaled = np.divide(values - values.min(axis=1, keepdims=True), span, out=np.zeros_like(values), where=span > 0)
    return np.asarray(scaled.reshape(len(values), days, -1).transpose(1, 0, 2))


def extreme_days(grid: Floats) -> list[int]:
    """The days with the highest and the lowest value of each profile, the first where several have it."""
    found: set[int] = set()
    for values in grid.transpose(1, 0, 2):
        if np.ptp(values) > 0:
            found |= {int(values.max(axis=1).argmax()), int(values.min(axis=1).argmin())}
    return sorted(found)


def grouped(grid: Floats, extremes: Sequence[int], count: int, in_order: bool) -> list[list[int]]:
    """At most ``count`` groups of days, in the order of their middle day; each extreme is a group of its own."""
    days = len(grid)
    flat = grid.reshape(days, -1)
    if in_order:
        found = _merged([[stretch] for stretch in range(days)], flat, set(extremes), count)
    else:
        from scipy.cluster.hierarchy import fcluster, ward

        others = np.setdiff1d(np.arange(days), extremes)
        wanted = count - len(extremes)
        label = fcluster(ward(flat[others]), wanted, "maxclust") if len(others) > wanted else np.arange(len(others))
        found = [[day] for day in extremes] + [others[label == one].tolist() for one in np.unique(label)]
    return sorted(found, key=lambda group: (float(np.median(group)), group[0]))


def _stretches(days: int, extremes: Sequence[int]) -> list[range]:
    """What lies between the extremes."""
    edges = [-1, *extremes, days]
    return [range(a + 1, b) for a, b in pairwise(edges) if b > a + 1]


def _merged(groups: list[list[int]], flat: Floats, alone: set[int], count: int) -> list[list[int]]:
    """Neighbours are merged, those first whose spread grows least by it (Ward), until ``count`` are left."""

    def growth(first: list[int], second: list[int]) -> float:
        if alone & {*first, *second}:
            return np.inf
        a, b = len(first), len(second)
        apart = flat[first].mean(axis=0) - flat[second].mean(axis=0)
        return float(a * b / (a + b) * (apart @ apart))

    cost = [growth(a, b) for a, b in pairwise(groups)]
    while len(groups) > count and np.isfinite(min(cost)):
        at = int(np.argmin(cost))
        groups[at : at + 2] = [groups[at] + groups[at + 1]]
        del cost[at]
        for place in (at - 1, at):
            if 0 <= place < len(cost):
                cost[place] = growth(groups[place], groups[place + 1])
    return groups


def _condensed_times(times: Times, groups: list[list[int]]) -> tuple[Times, Slots]:
    """The slots of the typical days, each day as often as it stands for one; months by the share of the year."""
    per_day = round(DAY / float(times.hours[0]))
    hours = np.tile(times.hours[:per_day], len(groups))
    weight = np.repeat([float(len(group)) for group in groups], per_day)
    follows = tuple(day * per_day + (slot - 1) % per_day for day in range(len(groups)) for slot in range(per_day))
    labels = tuple(
        f"typical day {day + 1} {_clock(slot * DAY / per_day)}" for day in range(len(groups)) for slot in range(per_day)
    )
    months = None if times.months is None else hours * float(times.months.sum()) / float((hours * weight).sum())
    slots = Slots(hours, weight, labels, follows, months=months)
    return replace(times, hours=hours, weight=weight, labels=labels, follows=follows, months=months), slots


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"


def _condensed(profile: Profile, groups: list[list[int]], days: int) -> Profile:
    """A profile by slot as the mean days of the groups; one by year as it is."""
    values = np.asarray(profile.values)
    if not values.ndim or values.shape[-1] == 1 or values.shape[-1] % days:
        return profile
    by_day = values.reshape(*values.shape[:-1], days, -1)
    means = [by_day[..., group, :].mean(axis=-2) for group in groups]
    return replace(profile, values=np.concatenate(means, axis=-1))


def _refuse_slots(reading: ReadingContext) -> None:
    for table, column in NAMES_SLOTS:
        rows = reading.rows(table)
        for row in rows:
            if rows.given(row, column):
                rows.error(
                    "typical-days",
                    f"`{column}` names slots of the year, and the year is told by typical days.",
                    row,
                    column,
                    "Write it as a profile by slot, or leave `typical_days` blank.",
                )


def _refuse_across(reading: ReadingContext) -> None:
    rows = reading.rows("stores")
    for row in rows:
        if rows.flag(row, "across_days"):
            rows.error(
                "typical-days",
                "A stock can run from day to day only where days stand in their order.",
                row,
                "across_days",
                "Write `in order` after the number of `typical_days`, or leave the cell blank.",
            )
