"""The tables ``materials`` and ``sites``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...errors import Findings
from ...library.datasets import NO_PROPERTIES, PROPERTIES, SHARES
from ...library.inherited import HEAT, taken_over
from ...library.library import Library
from ...plant.model import Material, Property, Site
from ...plant.names import did_you_mean, near
from ...plant.quantities import CellError, fit, parse_number, show, unit_of, wanted_text
from ...processes.closure import mass_of
from ...units import format_number
from ..cells.rows import ReadingContext, TableRows
from .emissions import check_factor, factor_gas
from .waste_classes import read_waste_class


def read_materials(reading: ReadingContext, library: Library) -> dict[str, Material]:
    """The table ``materials``: units, the properties typed, and those of what stands under ``like``."""
    rows = reading.rows("materials")
    found: dict[str, Material] = {}
    place: dict[str, int] = {}
    for row in rows:
        name = rows.text(row, "material")
        if name:
            found.setdefault(name, _material(rows, row, name))
            place.setdefault(name, row)
    return {name: _with_own_heat(_alike(rows, place, name, found, library)) for name in found}


def _with_own_heat(material: Material) -> Material:
    """The same with its heating value per the unit it is counted in, where it is known per another and the mass of both
    is: a fuel in litres like one in tonnes.
    """
    heat = material.properties.get(HEAT)
    per = heat.unit.removeprefix("MWh/") if heat is not None else ""
    known = {name: each.value for name, each in material.properties.items()}
    own, other = mass_of(material.unit, known), mass_of(per, known)
    if heat is None or per in ("", material.unit) or not (own and other):
        return material
    value, unit = heat.value * float(own / other), f"MWh/{material.unit}"
    typed = f"{heat.typed} ({format_number(value, 4)} {unit})"
    converted = replace(heat, value=value, unit=unit, typed=typed)
    return replace(material, properties={**material.properties, HEAT: converted})


def _alike(
    rows: TableRows, place: dict[str, int], name: str, found: Mapping[str, Material], library: Library
) -> Material:
    """A material with the properties of what it is like: a dataset, or another material that is like one."""
    own, chain = found[name], [name]
    properties = dict(own.properties)
    key = own.like
    while key:
        if key in library.datasets:
            inherited = library.material(key)
            return replace(own, properties=taken_over(inherited, properties), like=key)
        if key not in found:
            keys = [*library.datasets.materials(), *(other for other in found if other != name)]
            rows.error(
                "like-unknown",
                f"Neither the datasets nor the plant know a material `{key}`.",
                place[name],
                "like",
                did_you_mean(key, keys) or "`mfo datasets` lists what they know.",
            )
            meant = near(key, library.datasets.materials(), 1)  # read on as if it were that: one mistake, one finding
            if meant:
                return replace(own, properties=taken_over(library.material(meant[0]), properties), like=meant[0])
            break
        if key in chain:
            rows.error(
                "like-circular",
                f"`{name}` is like itself: {' > '.join([*chain, key])}.",
                place[name],
                "like",
                "Name a material of the datasets.",
            )
            break
        chain.append(key)
        properties = taken_over(found[key].properties, properties)
        key = found[key].like
    return replace(own, properties=properties, like=None if key is not None else own.like)


def _material(rows: TableRows, row: int, name: str) -> Material:
    typed = rows.text(row, "unit")
    canonical, dimension = "t", ""
    try:
        unit = unit_of(typed)
        canonical, dimension = unit.canonical.removesuffix("/h"), unit.dimension
        if unit.is_plain or "/" in unit.canonical:
            raise CellError(
                "unit-material",
                f"`{name}` is counted in {show(typed)}, which is no unit of an amount.",
                "Write t, kg, m3, Nm3, MWh, item, t.km or another amount.",
            )
    except CellError as error:
        if typed:
            rows.error(error.code, error.message, row, "unit", error.remedy)
    return Material(
        name,
        canonical,
        typed,
        dimension,
        _properties(rows, row),
        rows.text(row, "like") or None,
        rows.where(row),
        waste=rows.flag(row, "waste") if rows.given(row, "waste") else None,
        waste_class=read_waste_class(rows, row),
    )


def _properties(rows: TableRows, row: int) -> dict[str, Property]:
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


def check_properties(reading: ReadingContext, library: Library) -> None:
    """Check the plant's own properties against the units that the library knows; warn of those nothing uses."""
    used = _used_names(reading, library)
    warned: set[str] = set()
    for material in reading.materials.values():
        for name, each in material.properties.items():
            if each.source != "plant":
                continue
            if name in PROPERTIES:
                _check_unit(each, material, reading.findings)
                if name == "temperature" and material.unit != "MWh" and name not in used | warned:
                    warned.add(name)
                    reading.findings.warn(
                        "property-unused",
                        f"The temperature of `{material.name}` counts for nothing: it is no heat counted as energy.",
                        each.where,
                        "Count it in MWh or GJ, or leave its temperature blank.",
                    )
            elif factor_gas(name):
                check_factor(each, material, reading.findings)
            elif name not in used and name not in warned:
                warned.add(name)
                reading.findings.warn(
                    "property-unused",
                    f"Nothing uses the property `{name}`.",
                    each.where,
                    did_you_mean(name, {*PROPERTIES, *used}) or "Remove the column if it is a slip.",
                )


def _used_names(reading: ReadingContext, library: Library) -> set[str]:
    """Names of properties that the plant's limits on quality, its models or the datasets know."""
    quality, processes = reading.rows("quality"), reading.rows("processes")
    found = {quality.text(row, "property") for row in quality}
    found |= {row.property for row in library.datasets if row.property}
    for name in {processes.model(row) for row in processes}:
        model = library.models.get(name) if name in library.models else None
        if model is not None:
            found |= {need for needs in model.accepts.needs for need in needs}
            found |= {parameter.property for parameter in model.parameters.values()}
    return found - {"", *NO_PROPERTIES}


def _check_unit(each: Property, material: Material, findings: Findings) -> None:
    wanted = tuple(unit.replace("{unit}", material.unit) for unit in PROPERTIES[each.name].units)
    plain = any(not unit or unit_of(unit).is_plain for unit in wanted)
    if each.unit == "" and plain:
        if wanted == ("",) and not 0 <= each.value <= 1 and each.name in SHARES:
            findings.error(
                "share-above-one" if each.value > 1 else "negative",
                f"`{each.name}` is {each.typed}: a share lies between 0 and 1 (100 %).",
                each.where,
                "Check the unit.",
            )
        return
    if each.unit == "" or fit(each.unit, wanted) is None:
        findings.error(
            "unit-dimension" if each.unit else "unit-missing",
            f"`{each.name}` is {each.typed}, where {wanted_text(wanted)} is wanted.",
            each.where,
            "Check the unit, in the cell and in the header.",
        )


def read_sites(reading: ReadingContext) -> dict[str, Site]:
    """The table ``sites``."""
    rows = reading.rows("sites")
    found = {}
    for row in rows:
        latitude, longitude = rows.scalar(row, "latitude"), rows.scalar(row, "longitude")
        if rows.given(row, "latitude") != rows.given(row, "longitude"):
            rows.error(
                "value-missing",
                "A place needs both latitude and longitude.",
                row,
                "latitude" if rows.given(row, "longitude") else "longitude",
                "Give both or none.",
            )
        name = rows.text(row, "site")
        if name:
            found[name] = Site(
                name, rows.text(row, "owner"), latitude, longitude, rows.scalar(row, "elevation"), rows.where(row)
            )
    return found
