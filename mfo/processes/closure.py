"""Closure: what goes into a process must come out, in mass, dry matter, carbon, nitrogen and energy.

Gases to the air are not counted as mass, since burning and rotting take up oxygen from it: what does not leave as an
output is shown as a loss of mass. Their carbon and nitrogen are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..library.broadcast import Number, larger, some
from ..plant.effects import AIR

QUANTITIES = ("mass", "dry matter", "biogenic carbon", "fossil carbon", "nitrogen", "energy")

UNITS = {name: "MWh" if name == "energy" else "t" for name in QUANTITIES}

PROPERTY_OF = {
    "dry matter": "dry_matter",
    "biogenic carbon": "carbon_biogenic",
    "fossil carbon": "carbon_fossil",
    "nitrogen": "nitrogen",
}
"""The property (per mass as received) that a quantity follows from."""

QUANTITY_OF = {prop: quantity for quantity, prop in PROPERTY_OF.items()}

TOLERANCE = 1e-3
"""The relative gain that counts as rounding: figures of sources have three to four digits."""

_CARBON, _NITROGEN = 12.011, 14.007
IN_GAS: Mapping[str, tuple[str, float]] = {
    "biogenic CO2": ("biogenic carbon", _CARBON / 44.009),
    "CH4": ("biogenic carbon", _CARBON / 16.043),
    "fossil CO2": ("fossil carbon", _CARBON / 44.009),
    "fossil CH4": ("fossil carbon", _CARBON / 16.043),
    "N2O": ("nitrogen", 2 * _NITROGEN / 44.013),
}
"""The quantity a gas carries, and how much of it a mass of the gas holds (molar masses)."""

COUNTED_IN_MASS = (*IN_GAS, "landfilled", *AIR)
"""The effects of models that are a mass: gases, pollutants, what is buried."""

_NO_MASS = frozenset({"MWh", "h", "km", "t.km", "t_CO2e", "m2", "person"})


def mass_of(unit: str, properties: Mapping[str, Number]) -> Number | None:
    """The mass of one ``unit`` of a material [t]; None where it is not known."""
    if unit == "t":
        return 1.0
    if unit in ("m3", "Nm3"):
        return properties.get("density")
    if unit == "item":
        return properties.get("item_mass")
    return 0.0 if unit in _NO_MASS else None


def content(quantity: str, unit: str, properties: Mapping[str, Number]) -> Number | None:
    """How much of a quantity one ``unit`` of a material holds [t or MWh]; None where it is not known."""
    if quantity == "energy":
        return _energy_of(unit, properties)
    mass = mass_of(unit, properties)
    if quantity == "mass" or mass is None:
        return mass
    if unit in _NO_MASS:
        return 0.0
    share = properties.get(PROPERTY_OF[quantity])
    return None if share is None else mass * share


def held_in(quantity: str, unit: str, properties: Mapping[str, Number]) -> Number:
    """The same, and nothing where it is not known."""
    found = content(quantity, unit, properties)
    return 0.0 if found is None else found


def _energy_of(unit: str, properties: Mapping[str, Number]) -> Number | None:
    """Chemical energy: the dry matter's where it is known, since water in a feed takes none of it away."""
    if unit == "MWh":
        return 1.0
    dry, solids = properties.get("lower_heating_value_dry"), properties.get("dry_matter")
    mass = mass_of(unit, properties)
    if dry is not None and solids is not None and mass is not None:
        return mass * solids * dry
    found = properties.get("lower_heating_value")
    return found if found is not None else (0.0 if unit in _NO_MASS else None)


@dataclass
class Balance:
    """Sums of one quantity per unit of an input. ``known`` is False where the input's own content is not known."""

    quantity: str
    amount_in: Number = 0.0
    amount_out: Number = 0.0
    in_gases: Number = 0.0
    known: bool = True

    @property
    def loss(self) -> Number:
        """What went in and did not come out."""
        return self.amount_in - self.amount_out - self.in_gases

    @property
    def is_gain(self) -> bool:
        """Whether more comes out than goes in, beyond rounding."""
        return self.known and some(self.loss < -TOLERANCE * larger(self.amount_in, 1e-9))
