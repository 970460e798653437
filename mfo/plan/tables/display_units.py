"""Amounts of the program in the units that the plant's author typed."""

from __future__ import annotations

from collections.abc import Callable

from ...graph.arrays.element_names import Element
from ...plant.model import Plant
from ...solve.infeasibility.sentences import outward
from ...units import conversion, format_number


def shown(plant: Plant) -> Callable[[float, str, Element, bool | None], str]:
    """Writes an amount in canonical units as the plant's author would: in the unit typed for its material."""

    def show(amount: float, unit: str, element: Element, upward: bool | None = None) -> str:
        typed = unit
        material = plant.materials.get(element.material)
        if material is not None and unit.startswith(material.unit):
            typed = material.typed_unit + unit[len(material.unit) :]
        if typed.endswith("/h"):  # rates are told per day: nobody plans waste by the hour
            typed = f"{typed[:-2]}/d"
        return f"{format_number(outward(amount * conversion(unit, typed), upward))} {typed}"

    return show
