"""Times that are whole numbers of slots: how long something is on its way, or until it comes back."""

from __future__ import annotations

import re

import numpy as np

from ...plant.model import Times
from ...plant.quantities import CellError, parse_number, show, unit_of
from ...units import format_number
from ..cells.rows import TableRows


def whole_slots(hours: float, lengths: np.ndarray) -> int | None:
    """How many slots a time is; months of the calendar count as months. None: no whole number of them."""
    mean = float(lengths.mean())
    count = round(hours / mean)
    return count if is_even(lengths) and abs(hours - count * mean) <= 0.02 * mean else None


def is_even(lengths: np.ndarray) -> bool:
    """Whether all slots last about as long as one another, as months do."""
    return float(lengths.max() - lengths.min()) <= 0.12 * float(lengths.mean())


def is_alone(times: Times) -> bool:
    """Whether no slot follows another one: one slot a year, or a day."""
    count = len(times.hours)
    before = np.array(times.follows) if times.follows else np.roll(np.arange(count), 1)
    return bool((before == np.arange(count)).all())


def read_travel_time(rows: TableRows, row: int) -> int:
    """In how many slots after it was sent something arrives; 0: in the same slot."""
    text = rows.text(row, "travel_time")
    if not text:
        return 0
    header = rows.table.columns["travel_time"].unit
    try:
        return _travel_slots(rows, f"{text} {header}" if header and re.fullmatch(r"[\d.]+", text) else text)
    except CellError as error:
        told = (
            error.message if "`travel_time`" in error.message else f"`travel_time` is {show(text)}, which is no time."
        )
        remedy = error.remedy if "`travel_time`" in error.message else "Write `6 h` or `3 slots`."
        rows.error(error.code, told, row, "travel_time", remedy)
        return 0


def _travel_slots(rows: TableRows, text: str) -> int:
    times = rows.reading.times
    slots = re.fullmatch(r"(\d+)\s*slots?", text)
    hours = 0.0 if slots else _hours(text)
    if not (int(slots[1]) if slots else hours):
        return 0
    if is_alone(times):
        raise CellError(
            "travel-time",
            f"`travel_time` is {text}, and no slot of this plant follows another: what is sent arrives in the slot in "
            "which it leaves.",
            "Cut the year into slots no longer than that, or leave it blank.",
        )
    found = int(slots[1]) if slots else whole_slots(hours, times.hours)
    if not found:
        raise _no_whole_slots(text, hours, times)
    return found


def _hours(text: str) -> float:
    number = parse_number(text, None)
    if number.unit is None and number.value != 0:
        raise CellError(
            "unit-missing", f"`travel_time` is {text}: hours or slots?", f"Write `{text} h` or `{text} slots`."
        )
    if number.unit and number.unit.dimension != unit_of("h").dimension:
        raise CellError("unit-dimension", f"`travel_time` is {text}, which is no time.", "Write `6 h` or `3 slots`.")
    hours = number.value * (number.unit.factor if number.unit else 0.0)
    if hours < 0:
        raise CellError("negative", f"`travel_time` is {text}: nothing arrives before it was sent.", "Check the sign.")
    return hours


def _no_whole_slots(text: str, hours: float, times: Times) -> CellError:
    """What would be right: the times next to it that are whole slots."""
    if not is_even(times.hours):
        return CellError(
            "travel-time",
            f"`travel_time` is {text}, and the slots of this plant are not equally long.",
            "Give it in slots, such as `3 slots`.",
        )
    length = float(times.hours.mean())
    below = int(hours / length)
    told = f"`travel_time` is {text}, which is no whole number of slots of {format_number(length)} h."
    above = f"`{below + 1} slot{'s' if below else ''}`"
    if not below:
        return CellError(
            "travel-time",
            told,
            f"Leave it blank if what is sent arrives within the slot, give {above}, or cut the year into shorter "
            "slots.",
        )
    one = f"`{below} slot{'s' if below > 1 else ''}`"
    return CellError("travel-time", told, f"Give {one} or {above}, or cut the year into shorter slots.")
