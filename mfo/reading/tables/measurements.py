"""The table ``measurements``: what flows today."""

from __future__ import annotations

import numpy as np

from ...plant.model import Floats, Measurement, Series
from ...plant.quantities import CellError
from ...units import UnitError, split_quantity
from ..cells.rows import Reading, Rows, slot_factors
from .limits import Elements


def read_measurements(reading: Reading, elements: Elements) -> tuple[Measurement, ...]:
    """The table ``measurements``; each is a rate in the unit of its material."""
    rows = reading.rows("measurements")
    found = [_measurement(rows, row, elements) for row in rows]
    return tuple(item for item in found if item)


def _measurement(rows: Rows, row: int, elements: Elements) -> Measurement | None:
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


def _fits(rows: Rows, row: int, at: tuple[str, str], material: str | None, role: str, elements: Elements) -> bool:
    table, name = at
    known = elements.materials(table, name)
    if not known:  # the row itself is wrong, and told where it stands
        return False
    if material is None and table != "processes" and len(known) > 1:
        rows.error("value-missing", f"`{name}` has several materials: which was measured?", row, "material",
                   "Name one of " + ", ".join(f"`{each}`" for each in known) + ".")  # fmt: skip
        return False
    if material is not None and material not in known:
        rows.error("measurement-touches-nothing", f"`{name}` has nothing to do with `{material}`.", row, "material",
                   "It has " + ", ".join(f"`{each}`" for each in known) + ".")  # fmt: skip
        return False
    if table == "processes" and material and role:
        process = elements.processes[name]
        parts = process.inputs if role == "in" else process.outputs
        if material not in [each.material for each in parts]:
            way = "take in" if role == "in" else "put out"
            rows.error("measurement-touches-nothing", f"`{name}` does not {way} `{material}`.", row, "role",
                       "Change the role.")  # fmt: skip
            return False
    return True


def _uncertainty(rows: Rows, row: int, unit: str, amount: Series) -> float | None:
    series = rows.number(row, "uncertainty", material=unit)
    if series is None:
        return None if rows.given(row, "uncertainty") else rows.reading.settings.measurement_uncertainty
    if not series.unit:
        if float(series.values) > 1:
            rows.error("share-above-one", f"`uncertainty` is {series.typed}: more than the amount itself.", row,
                       "uncertainty", f"Write `{series.typed} %` if percent is meant.")  # fmt: skip
        return float(series.values)
    mean = float(np.mean(amount.values / _factors(rows, amount)))  # both as typed, in months as long as one another
    if mean == 0:
        rows.error("uncertainty-of-zero", "An uncertainty in the amount's unit has no share of a zero amount.", row,
                   "uncertainty", "Leave it blank.")  # fmt: skip
        return None
    return float(series.values) / mean


def _factors(rows: Rows, amount: Series) -> Floats:
    """What made the amount one per hour of its slot."""
    try:
        return slot_factors(rows.reading.times, amount.profile_unit or split_quantity(amount.typed)[1])
    except UnitError:
        return np.ones(1)


def _slot(rows: Rows, row: int) -> int | None:
    text = rows.text(row, "slot")
    if not text:
        return None
    try:
        return rows.reading.slots.position(text)
    except CellError as error:
        rows.error(error.code, error.message, row, "slot", error.remedy)
        return None
