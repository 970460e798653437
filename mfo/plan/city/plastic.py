"""Plastic that leaks into the environment, stage by stage: what a facility takes times the share that leaks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...plant.model import Floats
from ..indicators.waste_tracing import RAW
from .districts import Districts

CONTENT = "plastic_content"


def generated(districts: Districts) -> Floats:
    """(districts,) plastic in the waste that arose [t]; less what was prevented is not known, and not taken off."""
    content, found = _contents(districts), np.zeros(len(districts.sites))
    place = dict(zip(*(each.tolist() for each in districts.pools), strict=True))
    for pool, tag, mass in districts.masses.sources(districts.year):
        if tag == RAW and pool in place:
            found[place[pool]] += mass * content[pool]
    return found


def leaked(districts: Districts) -> Floats:
    """(districts,) plastic that leaks [t]."""
    content, found = _contents(districts), np.zeros(len(districts.sites))
    for facility in districts.facilities:
        share = districts.control_of(facility).leakage
        for pool, mass in facility.takes if share else ():
            found += share * mass * content[pool] * districts.shares[pool]
    return found


def needs(districts: Districts) -> str:
    """What must be known for plastic to be told; blank where all of it is."""
    told = [item for item in districts.facilities if districts.control_of(item).leakage_known]
    if not any(_known(districts)):
        return f"`{CONTENT}` of the wastes"
    return "" if told else "`leakage` of the facilities that take plastic"


def unsaid(districts: Districts) -> list[str]:
    """Wastes of the districts that say nothing of plastic, and count as if they held none."""
    materials = districts.masses.elements.plant.materials
    names = districts.masses.elements.pool_material[districts.pools[0]].tolist()
    return list(dict.fromkeys(name for name in names if CONTENT not in materials[name].properties))


def _known(districts: Districts) -> Iterator[bool]:
    materials = districts.masses.elements.plant.materials
    return (CONTENT in item.properties for item in materials.values())


def _contents(districts: Districts) -> Floats:
    """(pools,) share of plastic; 0 where nothing is said."""
    elements, found = districts.masses.elements, []
    for name in elements.pool_material.tolist():
        known = elements.plant.materials[name].properties.get(CONTENT)
        found.append(known.value if known is not None else 0.0)
    return np.array(found, dtype=float)
