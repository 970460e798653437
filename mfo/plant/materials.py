"""The tables ``materials`` and ``sites``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ..errors import Findings
from .model import Material, Property, Site
from .names import did_you_mean
from .quantities import CellError, fit, parse_number, show, unit_of
from .reading import Reading, Rows


class MaterialLibrary(Protocol):
    """What the reader needs of the reference data."""

    def material(self, key: str) -> Mapping[str, Property]:
        """The properties of a material of the datasets."""
        ...


def read_materials(reading: Reading, library: MaterialLibrary | None = None) -> dict[str, Material]:
    """The table ``materials``: units, the properties typed, and those of the dataset named under ``like``."""
    rows = reading.rows("materials")
    found = {}
    for row in rows:
        name = rows.text(row, "material")
        if name:
            found[name] = _material(rows, row, name)
    return found


def _material(rows: Rows, row: int, name: str) -> Material:
    typed = rows.text(row, "unit")
    canonical, dimension = "t", ""
    try:
        unit = unit_of(typed)
        canonical, dimension = unit.canonical, unit.dimension
        if unit.is_plain or "/" in unit.canonical:
            raise CellError("unit-material", f"`{name}` is counted in {show(typed)}, which is no unit of an amount.",
                            "Write t, kg, m3, Nm3, MWh, item, t.km or another amount.")  # fmt: skip
    except CellError as error:
        if typed:
            rows.error(error.code, error.message, row, "unit", error.remedy)
    return Material(name, canonical, typed, dimension, _properties(rows, row), rows.text(row, "like") or None,
                    rows.where(row))  # fmt: skip


def _properties(rows: Rows, row: int) -> dict[str, Property]:
    found = {}
    for name, column in rows.table.columns.items():
        value = rows.table.value(row, name)
        if name in rows.columns or value is None:
            continue
        try:
            number = parse_number(value, column.unit)
        except CellError as error:
            rows.error(error.code, f"`{name}` is {show(value)}: {error.message}", row, name, error.remedy)
            continue
        factor, unit = 1.0, ""
        if number.unit is not None:
            factor, unit = number.unit.factor, "" if number.unit.is_plain else number.unit.canonical
        found[name] = Property(name, number.value * factor, unit, number.typed, "plant", "plant", rows.where(row, name))
    return found


def check_properties(materials: Mapping[str, Material], known: Mapping[str, str], used: frozenset[str],
                     findings: Findings) -> None:  # fmt: skip
    """Check the plant's own properties against the unit that the library knows; warn of those nothing uses."""
    warned: set[str] = set()
    for material in materials.values():
        for name, each in material.properties.items():
            if each.source != "plant":
                continue
            if name in known:
                _check_unit(each, known[name], findings)
            elif name not in used and name not in warned:
                warned.add(name)
                findings.warn("property-unused", f"Nothing uses the property `{name}`.", each.where,
                              did_you_mean(name, {*known, *used}) or "Remove the column if it is a slip.")


def _check_unit(each: Property, wanted: str, findings: Findings) -> None:
    if each.unit == "" and wanted == "":
        return
    if each.unit == "" or fit(each.unit, (wanted,)) is None:
        findings.error("unit-dimension" if each.unit else "unit-missing", f"`{each.name}` is {each.typed}, where "
                       f"{'a unit like ' + wanted if wanted else 'a plain number or share'} is wanted.", each.where,
                       "Check the unit, in the cell and in the header.")  # fmt: skip


def read_sites(reading: Reading) -> dict[str, Site]:
    """The table ``sites``."""
    rows = reading.rows("sites")
    found = {}
    for row in rows:
        latitude, longitude = rows.scalar(row, "latitude"), rows.scalar(row, "longitude")
        if (latitude is None) != (longitude is None):
            rows.error("value-missing", "A place needs both latitude and longitude.", row,
                       "longitude" if longitude is None else "latitude", "Give both or none.")  # fmt: skip
        name = rows.text(row, "site")
        if name:
            found[name] = Site(name, rows.text(row, "owner"), latitude, longitude, rows.scalar(row, "elevation"),
                               rows.where(row))  # fmt: skip
    return found
