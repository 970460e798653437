"""Waste of a year by its class before the law, by the operation that it ended in, on site and off site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ..indicators.waste_masses import Masses
from ..indicators.waste_tracing import (
    BIOLOGICAL,
    ENERGY,
    INCINERATION,
    LANDFILL,
    OTHER,
    RECYCLING,
    REMANUFACTURE,
    REUSE,
    Traced,
)

ONSITE, OFFSITE = "onsite", "offsite"
DIVERTED = {
    "preparation for reuse": (REUSE, REMANUFACTURE),
    "recycling": (RECYCLING,),
    "other recovery operations": BIOLOGICAL,
}
"""The recovery operations of GRI 306-4 in its order, each with the routes that count as it."""
DISPOSED = {
    "incineration (with energy recovery)": (ENERGY,),
    "incineration (without energy recovery)": (INCINERATION,),
    "landfilling": (LANDFILL,),
    "other disposal operations": (OTHER,),
}
"""The disposal operations of GRI 306-5 in its order."""
SMALL = 1e-9  # of what arose: what is less is what rounding leaves


@dataclass(frozen=True)
class WasteByClass:
    """The waste of one year [t]."""

    masses: Masses
    traced: Traced

    @cached_property
    def kinds(self) -> list[int]:
        """The classes that any waste of the year has, in the order of the materials; what has none comes last."""
        found = {kind for kind, mass in self.traced.arisen.items() if abs(mass) > SMALL * self.traced.generated}
        return sorted(found, key=lambda kind: kind or len(self.masses.classes))

    def hazardous(self, kind: int) -> bool:
        """Whether waste of the class is hazardous."""
        return self.masses.classes[kind].hazardous

    def generated(self, kind: int) -> float:
        """How much of a class arose."""
        return self.traced.arisen.get(kind, 0.0)

    def amount(self, routes: tuple[str, ...], place: str, kind: int) -> float:
        """How much of a class ended in routes on or off the site; what was lost in treatment or lies in store is other
        disposal on the site."""
        off = place == OFFSITE
        found = sum(self.traced.split.get((route, off, kind), 0.0) for route in routes)
        return found + (self._rest(kind) if OTHER in routes and not off else 0.0)

    def _rest(self, kind: int) -> float:
        told = sum(mass for (_, _, of), mass in self.traced.split.items() if of == kind)
        rest = self.generated(kind) - told
        return rest if abs(rest) > SMALL * self.traced.generated else 0.0

    def total(self, routes: tuple[str, ...], place: str, hazardous: bool | None) -> float:
        """The same of all classes that are hazardous, that are not, or (None) of both."""
        kinds = [kind for kind in self.kinds if hazardous in (None, self.hazardous(kind))]
        return sum(self.amount(routes, place, kind) for kind in kinds)

    def arose(self, hazardous: bool | None) -> float:
        """How much waste arose that is hazardous, that is not, or (None) of both."""
        return sum(
            self.generated(kind) for kind in self.kinds if hazardous is None or self.hazardous(kind) == hazardous
        )


def all_of(operations: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The routes of several operations."""
    return tuple(route for routes in operations.values() for route in routes)
