"""Heat across names: what is warm enough for what another place asks for, by the `temperature` of materials."""

from __future__ import annotations

from collections.abc import Mapping

from ..plant.model import Material

ENERGY = "MWh"
AMBIENT = 25.0  # degC: what is asked for colder than this is cold, for which no heat is offered


def warm_enough(materials: Mapping[str, Material]) -> dict[str, tuple[str, ...]]:
    """By each material with a temperature, those of other names that it could stand for: none of them is warmer.

    Both are counted as energy and say their temperature. What a heat exchanger needs between the two is the plant's to
    allow for, in the temperature that it states.
    """
    known = {name: warm for name, each in materials.items() if (warm := temperature(each)) is not None}
    return {
        name: tuple(other for other, asked in known.items() if other != name and AMBIENT < asked <= warm)
        for name, warm in known.items()
    }


def temperature(material: Material) -> float | None:
    """How warm a carrier of heat is [degC]; None for what is no energy, or does not say."""
    found = material.properties.get("temperature")
    return None if found is None or material.unit != ENERGY else found.value
