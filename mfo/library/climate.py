"""The climate of a place by its latitude and height, for the parameter ``climate`` of models where a plant gives none.

Zones follow IPCC 2006/2019, vol. 4, ch. 3: in the tropics from 1,000 m on tropical montane, which at a loss of 6.5 °C
for each kilometre from 26 °C at the sea is below the 20 °C that part the decay rates of landfills; outside the tropics
warm temperate to 40, cool temperate to 60 degrees, boreal beyond. How much it rains latitude does not tell: moist or
wet is taken, which decays faster.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

CLIMATE = "climate"
"""The name of the parameter."""
TROPIC = 23.44  # degrees
WARM, COOL = 40.0, 60.0  # degrees, to which it is warm and cool temperate
MONTANE = 1.0  # km
BY_PLACE = "latitude and elevation of the site, taken as moist; type it where it is dry"


@dataclass(frozen=True)
class SitePosition:
    """Where a process stands: degrees north, and km above the sea, where that is known."""

    latitude: float
    elevation: float = 0.0


def climate_at(place: SitePosition, choices: Collection[str]) -> str:
    """The climate zone of a place among those that a model knows; blank where it knows none of them.

    >>> climate_at(SitePosition(19.2), ["temperate_wet", "tropical_wet"])  # the port of Veracruz
    'tropical_wet'
    >>> climate_at(SitePosition(19.4, 2.24), ["temperate_wet", "tropical_wet"])  # Mexico City
    'temperate_wet'
    """
    return next((zone for zone in _zones(place) if zone in choices), "")


def _zones(place: SitePosition) -> tuple[str, ...]:
    """The zones that fit, the narrowest first."""
    degrees = abs(place.latitude)
    if degrees <= TROPIC:
        high = place.elevation >= MONTANE
        return ("tropical_montane", "temperate_wet") if high else ("tropical_moist", "tropical_wet")
    zone = "warm_temperate" if degrees <= WARM else "cool_temperate" if degrees <= COOL else "boreal"
    return f"{zone}_moist", "temperate_wet"
