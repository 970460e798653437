"""Results added up over longer periods: days, months, years, the horizon."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from ...errors import Problem, UsageError
from ...units import format_number
from .row_runs import add_up

PERIODS = ("slot", "day", "month", "year", "horizon")
SUMMED = {
    "flows": ("amount",),
    "activities": ("activity",),
    "stocks": ("charge", "discharge", "loss"),
    "ledger": ("amount",),
    "costs": ("amount",),
    "emissions": ("amount",),
}
"""The columns of each table that add up; its other numbers (levels, capacities, shares) do not and are left out."""

_BY_YEAR = ("ledger", "costs", "emissions")
_HOURS = {"day": 24.0, "month": 730.0}
LONGEST = {"day": 25.0, "month": 745.0}  # hours: of the day on which clocks are set back, and of such a month
_CLOSE = 1e-6  # hours
_LENGTH = {"day": 10, "month": 7}  # of 2025-03-01 and of 2025-03


def by_period(tables: dict[str, pd.DataFrame], period: str, table: str) -> pd.DataFrame:
    """A table's amounts added up over each ``day``, ``month``, ``year`` or the ``horizon``; ``slot`` keeps the slots.

    Each slot counts as often as it repeats, and in the horizon each year as many times as the years it stands for
    (not discounted). Days and months are the calendar's where slots have dates, otherwise 24 h and 730 h counted from
    the start; a slot that lies in two of them, such as a week at the end of a month, gives each its part by time.
    Raises :class:`mfo.errors.UsageError` for an unknown period or table, and for days and months of typical days.
    """
    _check(tables, period, table)
    frame, times = tables[table], tables["times"]
    sums = list(SUMMED[table])
    frame = frame.drop(columns=[name for name in frame.select_dtypes("number") if name not in (*sums, *_KEPT)])
    frame = frame.drop(columns=[name for name in frame.select_dtypes("bool")])
    found = frame.copy()
    if table not in _BY_YEAR:
        found[sums] = found[sums].mul(_of_slot(times, "weight").reindex(_times(found)).to_numpy(), axis=0)
    if period == "horizon":
        span = times.drop_duplicates("year").set_index("year")["span"]
        found[sums] = found[sums].mul(found["year"].map(span), axis=0)
    if period in _HOURS:
        found = _in_periods(found, times, period, sums)
    dropped = {"slot": (), "horizon": ("year", "slot")}.get(period, ("slot",))
    found = found.drop(columns=[name for name in dropped if name in found])
    return found if period == "slot" else add_up(found, [str(name) for name in found if name not in sums], sums)


_KEPT = ("year", "slot", "scope")


def _check(tables: dict[str, pd.DataFrame], period: str, table: str) -> None:
    if period not in PERIODS:
        raise UsageError(
            Problem("period", f"There is no period {period!r}.", remedy=f"Choose one of: {', '.join(PERIODS)}.")
        )
    if table not in SUMMED:
        raise UsageError(
            Problem(
                "period",
                f"The table {table!r} holds nothing that adds up over time.",
                remedy=f"Choose one of: {', '.join(SUMMED)}.",
            )
        )
    if table in _BY_YEAR and period not in ("year", "horizon"):
        raise UsageError(
            Problem("period", f"The table {table!r} is by year already.", remedy="Choose `year` or `horizon`.")
        )
    if period in _HOURS and (tables["times"]["weight"] != 1).any():
        raise UsageError(
            Problem(
                "period",
                f"Slots that repeat belong to no single {period}.",
                remedy="Choose `slot`, `year` or `horizon`.",
            )
        )
    if period in _HOURS:
        _check_lengths(tables["times"], period)


def _check_lengths(times: pd.DataFrame, period: str) -> None:
    """Refuse periods that are shorter than a slot: nobody knows what of it happens in which."""
    longest = float(times["hours"].max())
    if longest > LONGEST[period]:
        raise UsageError(
            Problem(
                "period",
                f"A slot lasts {format_number(longest)} h, which is more than a {period}: what of it happens in "
                f"which {period} is not known.",
                remedy=f"Choose `slot`, `year` or `horizon`, or cut the year into slots no longer than a {period}.",
            )
        )


def _times(frame: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([frame["year"], frame["slot"]])


def _of_slot(times: pd.DataFrame, column: str) -> pd.Series:
    return pd.Series(times[column].to_numpy(), index=_times(times))


def _in_periods(frame: pd.DataFrame, times: pd.DataFrame, period: str, sums: list[str]) -> pd.DataFrame:
    """The rows with the day or month of each; those of a slot that lies in two are there twice, each with its part."""
    parts = _parts(times, period)
    slot = pd.Series(np.arange(len(times)), index=_times(times)).reindex(_times(frame)).to_numpy()
    often = np.array([len(part) for part in parts])[slot]
    found = frame.loc[frame.index.repeat(often)].reset_index(drop=True)
    of_each = [part for number in slot for part in parts[number]]
    found.insert(1, period, [label for label, _ in of_each])
    found[sums] = found[sums].mul(np.array([share for _, share in of_each]), axis=0)
    return found


def _parts(times: pd.DataFrame, period: str) -> list[list[tuple[str, float]]]:
    """For each slot the days or months that it lies in, by its date or counted from the start of the year, and what
    share of it lies in each."""
    labels = times["label"].tolist()
    hours = times["hours"].to_numpy()
    if all(re.match(r"\d{4}-\d\d-\d\d", label) for label in labels):
        dates = pd.to_datetime([label[:16] for label in labels], format="ISO8601")
        return [_dated(date, lasts, period) for date, lasts in zip(dates, hours, strict=True)]
    if period == "month" and np.all(hours >= 28 * 24 - 1) and np.all(hours <= 31 * 24 + 1):
        return [[(label, 1.0)] for label in labels]
    begins = (times.groupby("year", sort=False)["hours"].cumsum() - times["hours"]).to_numpy()
    return [_counted(begin, lasts, _HOURS[period]) for begin, lasts in zip(begins, hours, strict=True)]


def _dated(begin: pd.Timestamp, hours: float, period: str) -> list[tuple[str, float]]:
    """The parts of a slot that has a date. A day or month lasts an hour more or less where clocks are changed, and a
    slot that is but an hour over its end is not in the next."""
    label = str(begin)[: _LENGTH[period]]
    following = begin.normalize() + (pd.offsets.MonthBegin() if period == "month" else pd.Timedelta(days=1))
    left = (following - begin).total_seconds() / 3600
    if hours <= left + 1.0:
        return [(label, 1.0)]
    return [(label, left / hours), (str(following)[: _LENGTH[period]], 1.0 - left / hours)]


def _counted(begin: float, hours: float, lasts: float) -> list[tuple[str, float]]:
    """The parts of a slot that begins so many hours after the start, in periods that last so many."""
    number = int((begin + _CLOSE) // lasts)
    left = (number + 1) * lasts - begin
    if hours <= left + _CLOSE:
        return [(str(number + 1), 1.0)]
    return [(str(number + 1), left / hours), (str(number + 2), 1.0 - left / hours)]
