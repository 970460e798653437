"""Amounts of the program in the units that the plant's author typed."""

from __future__ import annotations

from collections.abc import Iterator

from ...graph.arrays.element_names import NamedElement
from ...plant.model import Plant, Series
from ...solve.infeasibility.diagnosis_sentences import DIGITS, Show, outward
from ...units import UnitError, conversion, format_number, parse_quantity, parse_unit, power_of


def shown(plant: Plant) -> Show:
    """Writes an amount in canonical units as the plant's author would: in the unit typed for its bound or material."""
    rates = _typed_rates(plant)

    def show(amount: float, unit: str, element: NamedElement, upward: bool | None = None, digits: int = DIGITS) -> str:
        if not unit and element.kind == "link" and ("link", element.name) in rates:
            unit = parse_unit(rates["link", element.name]).canonical  # nothing can pass it, so that only its size tells
        typed = unit
        material = plant.materials.get(element.material)
        if material is not None and unit.startswith(material.unit):
            typed = material.typed_unit + unit[len(material.unit) :]
        if typed.endswith("/h"):  # as typed; else per day: nobody plans waste by the hour
            own = rates.get((element.kind, element.name)) or rates.get(("material", element.material))
            fits = own and parse_unit(own).dimension == parse_unit(unit).dimension
            typed = own if own and fits else f"{typed[:-2]}/d"
        return f"{format_number(outward(amount * conversion(unit, typed), upward, digits), digits)} {typed}"

    return show


def _typed_rates(plant: Plant) -> dict[tuple[str, str], str]:
    """The unit in which the rates of each element were typed, and of each material where all were typed alike."""
    found: dict[tuple[str, str], str] = {}
    alike: dict[str, set[str]] = {}
    for kind, name, materials, series in _bounds(plant):
        unit = _unit(plant, series)
        if not unit:
            continue
        found.setdefault((kind, name), unit)
        for material in materials:
            alike.setdefault(material, set()).add(unit)
    return found | {("material", name): next(iter(units)) for name, units in alike.items() if len(units) == 1}


def _bounds(plant: Plant) -> Iterator[tuple[str, str, tuple[str, ...], Series | None]]:
    for supply in plant.supplies:
        yield "supply", supply.name, (supply.material,), supply.amount
    for market in plant.markets:
        yield "market", market.name, market.materials, market.maximum
        yield "market", market.name, market.materials, market.minimum
    for process in plant.processes:
        yield "process", process.name, (), process.capacity
        yield "process", process.name, (), process.existing
    for link in plant.links:
        yield "link", link.name, (), link.capacity


def _unit(plant: Plant, series: Series | None) -> str:
    """The rate that a bound was typed in; blank where it is none, or one whose length changes with the calendar."""
    if series is None:
        return ""
    try:
        typed = series.profile_unit or parse_quantity(series.typed)[1].typed
    except UnitError:
        return ""
    calendar = power_of("month", typed) and plant.times.months is not None
    return "" if power_of("slot", typed) or calendar or "/" not in typed else typed
