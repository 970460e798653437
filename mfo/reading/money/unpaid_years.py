"""Tells what is built in a roadmap with a lifetime that ends inside a milestone: it is counted until the milestone
ends, its annuities end with the lifetime, and the years between flatter the plan."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...errors import Where
from ...plant.model import Floats, Link, Process, Store, Times
from ..cells.rows import ReadingContext

MOST_NAMED = 3
ROUNDING = 1e-9  # of a year


@dataclass(frozen=True)
class UnpaidYears:
    """From when something built is no longer there, and from when it is no longer counted: first years without it."""

    gone: int
    uncounted: int
    at_the_end: bool = False  # in the last milestone

    @property
    def count(self) -> int:
        """The years that no one pays for."""
        return self.uncounted - self.gone


def tell_unpaid_years(
    reading: ReadingContext, processes: Sequence[Process], stores: Sequence[Store], links: Sequence[Link]
) -> None:
    """One warning for all that may be built so, at the lifetime of the first."""
    if not reading.times.roadmap:
        return
    found: dict[Where, tuple[str, UnpaidYears]] = {}  # by cell: the pairs of a link's row are one
    for table, items in (("processes", processes), ("stores", stores), ("links", links)):
        cells: Mapping[Where, Where] | None = None
        for item in items:
            unpaid = _longest(item, reading.times)
            if unpaid is None or item.where is None:
                continue
            cells = _cells(reading, table) if cells is None else cells
            found.setdefault(cells.get(item.where, item.where), (item.name, unpaid))
    if not found:
        return
    named = list(found.values())[:MOST_NAMED]
    name, unpaid = named[0]
    if len(found) == 1:
        message = (
            f"What is built of `{name}` may last until {unpaid.gone - 1} and be counted until {unpaid.uncounted - 1}, "
            "when the milestone ends: it runs on, unpaid, in between."
        )
    else:
        listed = ", ".join(f"`{each}` ({years.gone - 1}, {years.uncounted - 1})" for each, years in named)
        listed += ", ..." if len(found) > MOST_NAMED else ""
        message = (
            f"What is built of {len(found)} facilities may outlast its lifetime, unpaid, until a milestone ends (until "
            f"when it lasts, until when it is counted): {listed}."
        )
    wanted = ", ".join(map(str, sorted({years.gone for _, years in named})))
    remedy = f"Add a milestone in {wanted}, or give a lifetime that ends when a milestone does."
    if any(years.at_the_end for _, years in named):
        remedy = (
            f"Add a milestone in {wanted}, or give a lifetime that ends when a milestone does; the last one stands for "
            "as many years as the one before it."
        )
    reading.findings.warn("lifetime-outlasted", message, next(iter(found)), remedy)


def _cells(reading: ReadingContext, table: str) -> dict[Where, Where]:
    """The place of each row of a table, with the cell of its lifetime."""
    rows = reading.rows(table)
    return {rows.where(row): rows.where(row, "lifetime") for row in rows}


def _longest(item: Process | Store | Link, times: Times) -> UnpaidYears | None:
    """The most unpaid years of any build within the horizon; None: there are none.

    Those of the last milestone, whose length nobody typed, only where no other has any. A part of the year in which the
    lifetime ends is not told.
    """
    if item.capex is None or not item.lifetime or not np.any(item.capex.values):
        return None
    room = _room(item, times)
    years = np.array(times.years)
    milestone_ends = [*times.years[1:], times.years[-1] + round(float(times.span[-1]))]
    found = []
    for built in item.build_years or times.years:
        used = np.flatnonzero(years + ROUNDING >= built + item.lead_time)
        if not len(used):
            continue
        first = int(used[0])
        ends = float(years[first]) + item.lifetime
        last = int(np.flatnonzero(years + ROUNDING < ends)[-1])
        # what ends within the milestone in which it begins is bought again, and paid for
        if first < last and np.all(room[first : last + 1] > 0):
            gone = math.ceil(ends - ROUNDING)
            found.append(UnpaidYears(gone, milestone_ends[last], last == len(years) - 1))
    longest = max(found, key=lambda unpaid: (unpaid.count > 0 and not unpaid.at_the_end, unpaid.count), default=None)
    return longest if longest and longest.count > 0 else None


def _room(item: Process | Store | Link, times: Times) -> Floats:
    """(Y,) how much may be built beside what exists; inf: any amount."""
    if item.capacity is None:
        return np.full(len(times.years), np.inf)
    most = item.capacity.over_years(len(times.years), times.lasting)
    stands = 0.0 if item.existing is None else item.existing.over_years(len(times.years), times.lasting)
    return np.asarray(most - stands)
