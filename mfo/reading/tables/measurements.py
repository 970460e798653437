"""The table ``measurements``: what flows today."""

from __future__ import annotations

from bisect import bisect_right
from datetime import timedelta

import numpy as np

from ...plant.model import Floats, Measurement, Series
from ...plant.quantities import CellError
from ...plant.slots import Slots, as_date
from ...units import UnitError, split_quantity
from ..cells.rows import ReadingContext, TableRows, slot_factors
from .limits import NamedRows


def read_measurements(reading: ReadingContext, elements: NamedRows) -> tuple[Measurement, ...]:
    """The table ``measurements``; each is a rate in the unit of its material."""
    rows = reading.rows("measurements")
    found: list[Measurement] = []
    seen: set[tuple[str, str, str | None, str, int]] = set()
    for row in rows:
        item = _measurement(rows, row, elements)
        if item is None:
            continue
        if item.slot is not None:
            key = item.table, item.at, item.material, item.role, item.slot
            if key in seen:
                label = reading.slots.labels[item.slot]
                rows.error(
                    "reading-twice",
                    f"`{item.at}` was read twice in {label}.",
                    row,
                    "slot",
                    "Keep one reading a slot, such as their mean.",
                )
            seen.add(key)
        found.append(item)
    return tuple(found)


def _measurement(rows: TableRows, row: int, elements: NamedRows) -> Measurement | None:
    at = rows.refer_any(row, "at")
    material = rows.refer(row, "material")
    if at is None or (material is None and rows.given(row, "material")):
        return None
    table, name = at
    role = rows.choice(row, "role")
    if not _fits(rows, row, at, material, role, elements):
        return None
    if table == "processes":
        if material and not role:
            role = "in" if material in [each.material for each in elements.processes[name].inputs] else "out"
        unit = rows.reading.unit(material) if material else elements.processes[name].basis
    else:
        materials = elements.materials(table, name)
        material = material or materials[0]
        unit = rows.reading.unit(material)
    amount = rows.number(row, "amount", material=unit)
    if amount is None:
        return None
    uncertainty = _uncertainty(rows, row, unit, amount)
    return Measurement(table, name, material, role, amount, uncertainty, _slot(rows, row), rows.where(row))


def _fits(rows: TableRows, row: int, at: tuple[str, str], material: str | None, role: str, elements: NamedRows) -> bool:
    table, name = at
    known = elements.materials(table, name)
    if not known:  # the row itself is wrong, and told where it stands
        return False
    if material is None and table != "processes" and len(known) > 1:
        rows.error(
            "value-missing",
            f"`{name}` has several materials: which was measured?",
            row,
            "material",
            "Name one of " + ", ".join(f"`{each}`" for each in known) + ".",
        )
        return False
    if material is not None and material not in known:
        rows.error(
            "measurement-touches-nothing",
            f"`{name}` has nothing to do with `{material}`.",
            row,
            "material",
            "It has " + ", ".join(f"`{each}`" for each in known) + ".",
        )
        return False
    if table == "processes" and material and role:
        process = elements.processes[name]
        parts = process.inputs if role == "in" else process.outputs
        if material not in [each.material for each in parts]:
            way = "take in" if role == "in" else "put out"
            rows.error(
                "measurement-touches-nothing", f"`{name}` does not {way} `{material}`.", row, "role", "Change the role."
            )
            return False
    return True


def _uncertainty(rows: TableRows, row: int, unit: str, amount: Series) -> float | None:
    series = rows.number(row, "uncertainty", material=unit)
    if series is None:
        return None if rows.given(row, "uncertainty") else rows.reading.settings.measurement_uncertainty
    if not series.unit:
        if float(series.values) > 1:
            rows.error(
                "share-above-one",
                f"`uncertainty` is {series.typed}: more than the amount itself.",
                row,
                "uncertainty",
                f"Write `{series.typed} %` if percent is meant.",
            )
        return float(series.values)
    mean = float(np.mean(amount.values / _factors(rows, amount)))  # both as typed, in months as long as one another
    if mean == 0:
        rows.error(
            "uncertainty-of-zero",
            "An uncertainty in the amount's unit has no share of a zero amount.",
            row,
            "uncertainty",
            "Leave it blank.",
        )
        return None
    return float(series.values) / mean


def _factors(rows: TableRows, amount: Series) -> Floats:
    """What made the amount one per hour of its slot."""
    try:
        return slot_factors(rows.reading.times, amount.profile_unit or split_quantity(amount.typed)[1])
    except UnitError:
        return np.ones(1)


def _slot(rows: TableRows, row: int) -> int | None:
    text = rows.text(row, "slot")
    if not text:
        return None
    try:
        return rows.reading.slots.position(text)
    except CellError as error:
        within = _slot_around(rows.reading.slots, text)
        if within is not None:
            return within
        rows.error(error.code, error.message, row, "slot", error.remedy)
        return None


def _slot_around(slots: Slots, text: str) -> int | None:
    """The slot that a date lies in; None where it is no date, or slots have none."""
    if slots.begins is None:
        return None
    try:
        moment = as_date(text).replace(tzinfo=None)
    except CellError:
        return None
    begins = [each.replace(tzinfo=None) for each in slots.begins]
    ends = begins[-1] + timedelta(hours=float(slots.hours[-1]))
    return bisect_right(begins, moment) - 1 if begins[0] <= moment < ends else None
