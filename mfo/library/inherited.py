"""What a material takes over from what it is like, where it is wetter or drier than that.

Shares of the mass as received follow the dry matter, those of organic matter the volatile solids, too: a sludge like
cardboard with 30 % of dry matter holds a third of cardboard's carbon. Heating values as received follow with the water
that evaporates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..plant.model import Property
from ..units import format_number

OF_SOLIDS = ("carbon_fossil", "nitrogen", "phosphorus", "potassium")
OF_ORGANICS = ("carbon_biogenic", "degradable_carbon", "chemical_oxygen_demand")
HEAT = "lower_heating_value"
EVAPORATION = 2.443 / 3.6  # MWh/t of water at 25 °C
SCALED = "scaled to the solids given"


def taken_over(inherited: Mapping[str, Property], typed: Mapping[str, Property]) -> dict[str, Property]:
    """The properties of a material that types some of them: its own, and what it inherits at its own dry matter."""
    dry, organic = (_ratio(name, inherited, typed) for name in ("dry_matter", "volatile_solids"))
    found = dict(inherited)
    for names, factor in ((OF_SOLIDS, dry), (OF_ORGANICS, dry * organic)):
        if factor != 1.0:
            found |= {name: _at(inherited[name], inherited[name].value * factor) for name in names if name in inherited}
    heat = inherited.get(HEAT)
    if dry != 1.0 and heat is not None and heat.unit == "MWh/t":
        before = inherited["dry_matter"].value
        whole = heat.value + EVAPORATION * (1 - before)
        found[HEAT] = _at(heat, whole * dry - EVAPORATION * (1 - before * dry))
    return {**found, **typed}


def _ratio(name: str, inherited: Mapping[str, Property], typed: Mapping[str, Property]) -> float:
    """A property typed over what is inherited of it; 1 where either is not known, or can be none."""
    before, now = inherited.get(name), typed.get(name)
    known = before is not None and now is not None and before.value > 0 and 0 < now.value <= 1
    return now.value / before.value if known and before is not None and now is not None else 1.0


def _at(known: Property, value: float) -> Property:
    typed = f"{format_number(value, 4)} {known.unit}".rstrip()
    source = ", ".join(filter(None, (known.source, SCALED)))
    return replace(known, value=value, typed=typed, source=source, standing="derived")
