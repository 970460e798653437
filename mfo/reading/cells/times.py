"""The horizon: milestone years with the years they stand for, and the slots within each year.

A year is 365 d = 8,760 h and a month a twelfth of it; with `start` both are the calendar's, leap days and daylight
saving included. In a roadmap each milestone stands for a typical year, which has no leap day.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from ...errors import Findings, Where
from ...plant.model import Floats, Times
from ...plant.quantities import PLAIN, CellError, show
from ...plant.slots import Slots, as_date
from .rows import TableRows, as_text

HOURS = {
    "year": 8760.0,
    "month": 730.0,
    "week": 168.0,
    "day": 24.0,
    "hour": 1.0,
    "half-hour": 0.5,
    "quarter-hour": 0.25,
}
_COUNT = re.compile(r"(\d{1,6})\s*(year|month|week|day|hour|half-hour|quarter-hour)s?\Z")
SPANISH = {
    "años": "years",
    "año": "year",
    "meses": "months",
    "mes": "month",
    "semanas": "weeks",
    "semana": "week",
    "días": "days",
    "día": "day",
    "medias horas": "half-hours",
    "horas": "hours",
    "hora": "hour",
    "cuartos de hora": "quarter-hours",
}
_SPANISH = re.compile("|".join(SPANISH))
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MOST_SLOTS = 300_000
FIRST = "first year"  # whose values a milestone holds, unless the mean of its years is asked for
NEARLY = 0.03  # of a year: slots that come so close are meant as one
_TYPICAL_YEAR = 2025  # neither it nor the next has a leap day


def read_times(settings: TableRows, slot_rows: TableRows) -> tuple[Times, Slots]:
    """The horizon from the settings and the table ``slots``."""
    years, roadmap = _years(settings)
    rate = _discount_rate(settings)
    slots = _slots(settings, slot_rows, roadmap)
    _warn_of_short_year(settings, slot_rows, slots, roadmap)
    span = spans(years) if roadmap else np.ones(1)
    discount = (1 + rate) ** -(np.array(years, dtype=float) - years[0])
    mean = roadmap and settings.choice(0, "milestone_values", FIRST) != FIRST
    times = Times(
        years,
        span,
        discount,
        slots.hours,
        slots.weight,
        slots.labels,
        roadmap,
        rate,
        slots.follows,
        months=slots.months,
        mean_values=mean,
    )
    return times, slots


def _warn_of_short_year(settings: TableRows, slot_rows: TableRows, slots: Slots, roadmap: bool) -> None:
    """Warn where the slots are nearly a year and none, or the year of a roadmap is no year: nothing is scaled up."""
    hours, year = float((slots.hours * slots.weight).sum()), HOURS["year"]
    off = min(abs(hours - each) for each in ((year,) if roadmap else (year, year + 24)))
    told = any(each.code == "slots-not-a-year" for each in settings.findings.problems)
    if told or off <= 1e-6 * year or (not roadmap and off > NEARLY * year):
        return
    where = slot_rows.where(0, "hours") if len(slot_rows) else settings.where(0, "slots")
    weeks = not len(slot_rows) and "week" in settings.text(0, "slots")
    remedy = "Use `365 days` or `12 months`." if weeks else "Check the hours and weights of the slots."
    days = f" ({hours / 24:,.6g} days)" if hours % 24 == 0 else ""
    length = f"{hours:,.0f}" if off >= 1 else f"{hours:,.9g}"
    settings.findings.warn(
        "year-length",
        f"The slots of a year stand for {length} h{days} together, where a year has 8,760 h: "
        "amounts and costs of a year are those of these hours.",
        where,
        remedy,
    )


def _discount_rate(settings: TableRows) -> float:
    """Interest per year as a fraction; `8 %/year` is the same as `8 %`."""
    series = settings.number(0, "discount_rate")
    if series is None:
        return 0.0
    rate = float(series.values) * (HOURS["year"] if series.unit else 1.0)
    if rate > 1:
        settings.error(
            "share-above-one",
            f"`discount_rate` is {series.typed}: more than 100 % a year.",
            0,
            "discount_rate",
            "" if "%" in series.typed else f"Write `{rate:g} %` if percent is meant.",
        )
    return rate


def spans(years: Sequence[int]) -> Floats:
    """How many years each milestone stands for: until the next, the last as many as the one before."""
    if len(years) == 1:
        return np.ones(1)
    steps = np.diff(np.array(years, dtype=float))
    return np.append(steps, steps[-1])


def _years(settings: TableRows) -> tuple[tuple[int, ...], bool]:
    years = settings.integers(0, "years")
    wrong = [year for year in years or () if not 1 <= year <= 9999]
    if years and wrong:
        settings.error(
            "years-order",
            f"{', '.join(map(str, wrong))} is no milestone: a year lies between 1 and 9999.",
            0,
            "years",
            "Check the years.",
        )
        return tuple(sorted(set(years) - set(wrong))) or (1,), True
    if years:
        if list(years) != sorted(set(years)):
            settings.error(
                "years-order",
                f"The milestone years {', '.join(map(str, years))} do not rise.",
                0,
                "years",
                "List each year once, the earliest first.",
            )
        return tuple(sorted(set(years))), True
    price_year = settings.integers(0, "price_year")
    begin = _start(settings, silent=True)
    return ((price_year[0] if price_year else begin.year if begin else 1),), False


def _start(settings: TableRows, silent: bool = False) -> datetime | None:
    if not settings.given(0, "start"):
        return None
    try:
        return as_date(settings.table.value(0, "start"))
    except CellError as error:
        if not silent:
            settings.error(error.code, error.message, 0, "start", error.remedy)
        return None


def _zone(settings: TableRows) -> tzinfo | None:
    name = settings.text(0, "timezone")
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        settings.error(
            "timezone",
            f"There is no time zone {show(name)}.",
            0,
            "timezone",
            "Use an IANA name such as `America/Mexico_City`.",
        )
        return None


def _slots(settings: TableRows, slot_rows: TableRows, roadmap: bool) -> Slots:
    if len(slot_rows):
        if settings.given(0, "slots"):
            settings.error(
                "slots-twice",
                "Slots are given both by the setting `slots` and by the table `slots`.",
                0,
                "slots",
                "Keep one of them.",
            )
        return _slot_table(slot_rows)
    text = settings.text(0, "slots") or "1 year"
    match = _COUNT.match(_SPANISH.sub(lambda found: SPANISH[found[0]], text))
    count, unit = (int(match[1]), match[2]) if match else (1, "year")
    if not match or count < 1 or count > MOST_SLOTS or (unit == "year" and count > 1):
        remedy = "Write `1 year`, `12 months`, `52 weeks`, `365 days`, `8760 hours` or `17520 half-hours`"
        more = ", and the milestones of several years under `years`." if match and unit == "year" else "."
        settings.error("slots", f"{show(text)} are no slots.", 0, "slots", remedy + more)
        count, unit = 1, "year"
    start = _start(settings)
    if start is None:
        if settings.given(0, "timezone"):
            settings.findings.warn(
                "column-unused",
                "`timezone` says nothing where slots have no dates.",
                settings.where(0, "timezone"),
                "Set `start`.",
            )
        return _plain_slots(count, unit)
    if roadmap:
        start = _in_typical_year(settings, start, unit)
    zone = _zone(settings)
    try:
        slots = calendar_slots(start if start.tzinfo else start.replace(tzinfo=zone), count, unit)
    except (ValueError, OverflowError):
        settings.error(
            "date", f"The calendar does not reach {count} {unit}s from {start:%Y-%m-%d}.", 0, "start", "Check the year."
        )
        return _plain_slots(count, unit)
    _warn_of_leap_year(settings.findings, slots, unit, settings.where(0, "slots"))
    return replace(slots, labels=("1",), by_text={}) if roadmap and unit == "year" else slots


def _in_typical_year(settings: TableRows, start: datetime, unit: str) -> datetime:
    """The start in a year without a leap day, which every milestone's year is; its own where it has none."""
    if not (isleap(start.year) or isleap(start.year + 1)):
        return start
    if unit in ("week", "day", "hour", "half-hour", "quarter-hour"):
        settings.findings.warn(
            "year-typical",
            f"The slots are dated {_TYPICAL_YEAR}, not {start.year}: each milestone of a roadmap "
            "stands for a typical year, which has no 29 February.",
            settings.where(0, "start"),
            f"Name slots by dates of {_TYPICAL_YEAR}, or write `{_TYPICAL_YEAR}{start:-%m-%d}`.",
        )
    return start.replace(year=_TYPICAL_YEAR, day=min(start.day, 28) if start.month == 2 else start.day)


def _plain_slots(count: int, unit: str) -> Slots:
    labels = tuple(str(position) for position in range(1, count + 1))
    return Slots(np.full(count, HOURS[unit]), np.ones(count), labels)


def calendar_slots(start: datetime, count: int, unit: str) -> Slots:
    """Slots with dates from ``start`` on; lengths are elapsed time, so daylight saving and leap days count."""
    edges = [_edge(start, position, unit) for position in range(count + 1)]
    if start.tzinfo is not None:
        stamps = np.array([edge.timestamp() for edge in edges])
        hours = np.diff(stamps) / 3600
    else:
        hours = np.array([(after - before).total_seconds() / 3600 for before, after in zip(edges, edges[1:])])  # noqa: B905, RUF007
    begins = edges[:-1]
    return Slots(hours, np.ones(count), _labels(begins, unit), begins=begins, months=_months(edges))


def _months(edges: Sequence[datetime]) -> Floats:
    """How many months of the calendar lie between each two edges, by elapsed time; of a part of one, its share."""
    first, last = edges[0], edges[-1]
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    begins = [_stamp(_edge(start, position, "month")) for position in range(count + 1)]
    return np.diff(np.interp([_stamp(edge) for edge in edges], begins, np.arange(count + 1.0)))


def _stamp(moment: datetime) -> float:
    """Seconds of elapsed time; without a zone every day has 24 hours."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _edge(start: datetime, position: int, unit: str) -> datetime:
    if unit in ("year", "month"):
        months = start.month - 1 + position * (12 if unit == "year" else 1)
        year, month = start.year + months // 12, months % 12 + 1
        first = start.replace(year=year, month=month, day=1)
        after = first.replace(year=year + month // 12, month=month % 12 + 1)
        return first + timedelta(days=min(start.day, (after.date() - first.date()).days) - 1)
    if unit in ("week", "day"):
        return start + timedelta(days=position * (7 if unit == "week" else 1))
    step = timedelta(hours=position * HOURS[unit])
    if start.tzinfo is None:
        return start + step
    return (start.astimezone(UTC) + step).astimezone(start.tzinfo)


def _labels(begins: Sequence[datetime], unit: str) -> tuple[str, ...]:
    if unit == "year":
        return tuple(str(moment.year) for moment in begins)
    if unit == "month":
        short = len(begins) <= 12
        return tuple(_MONTHS[moment.month - 1] + ("" if short else f" {moment.year}") for moment in begins)
    if unit in ("week", "day"):
        return tuple(f"{moment:%Y-%m-%d}" for moment in begins)
    labels: list[str] = []
    seen: set[str] = set()
    for moment in begins:
        label = f"{moment:%Y-%m-%d %H:%M}"
        labels.append(label if label not in seen else moment.isoformat(" ", "minutes"))
        seen.add(label)
    return tuple(labels)


def _warn_of_leap_year(findings: Findings, slots: Slots, unit: str, where: Where) -> None:
    total = float(slots.hours.sum())
    if slots.begins is None or unit in ("year", "month", "week") or total != 8760.0:
        return
    first, last = slots.begins[0], slots.begins[-1]
    leap = [moment for moment in slots.begins if (moment.month, moment.day) == (2, 29)]
    if leap and (last - first).days >= 363:
        findings.warn(
            "leap-year",
            f"The horizon holds 29 February {leap[0].year}, so 8,760 h end a day early.",
            where,
            "Use 366 days or 8784 hours, or `12 months`.",
        )


def _slot_table(rows: TableRows) -> Slots:
    before = len(rows.findings.problems)
    hours = [_hours(rows, row) for row in rows]
    weight = _weights(rows)
    wrong = any(each.severity == "error" for each in rows.findings.problems[before:])  # their sum means nothing then
    labels = tuple(rows.text(row, "slot") for row in rows)
    days = [rows.text(row, "day") for row in rows]
    total = sum(length * times for length, times in zip(hours, weight, strict=True))
    year = min(abs(total - 8760) / 8760, abs(total - 8784) / 8784) <= 1e-6
    if any(times != 1 for times in weight) and not year and not wrong:
        rows.findings.warn(
            "slots-not-a-year",
            f"The slots stand for {total:,.6g} h together, not for a year of 8,760 h.",
            rows.table.where(),
            "Check hours and weights.",
        )
    return Slots(np.array(hours), np.array(weight), labels, _followers(rows, days, weight))


def _hours(rows: TableRows, row: int) -> float:
    # The column's name tells the unit, so that a bare number is an hour.
    value = rows.table.value(row, "hours")
    if value is not None and rows.table.columns["hours"].unit is None and PLAIN.match(as_text(value)):
        series = rows.read_number(f"{as_text(value)} h", row, rows.columns["hours"], ("h",))
        return float(series.values) if series is not None else 1.0
    return rows.scalar(row, "hours") or 1.0


def _weights(rows: TableRows) -> list[float]:
    """How often each slot counts; one that cannot be read is taken to be as another: nothing follows from it."""
    found = [rows.scalar(row, "weight") if rows.given(row, "weight") else 1.0 for row in rows]
    other = next((each for each in found if each), 1.0)
    return [each or other for each in found]


def _followers(rows: TableRows, days: list[str], weight: list[float]) -> tuple[int, ...]:
    """The slot before each one: within a typical day the first follows the last."""
    if not any(days):
        return ()
    members: dict[str, list[int]] = {}
    for position, day in enumerate(days):
        if not day:
            rows.error(
                "value-missing",
                "`day` is blank here, but given elsewhere.",
                position,
                "day",
                "Name the typical day of every slot.",
            )
        members.setdefault(day, []).append(position)
    before = list(range(len(days)))
    for day, slots in members.items():
        if slots[-1] - slots[0] >= len(slots):
            rows.error(
                "slot-apart",
                f"Slots of another day stand between those of `{day}`.",
                slots[-1],
                "day",
                "List the slots of a typical day one after another.",
            )
        if len({weight[slot] for slot in slots}) > 1:
            rows.error(
                "slot-weights",
                f"The slots of `{day}` have different weights.",
                slots[0],
                "weight",
                "A typical day repeats as a whole: give its slots one weight.",
            )
        for position, slot in enumerate(slots):
            before[slot] = slots[position - 1]
    return tuple(before)
