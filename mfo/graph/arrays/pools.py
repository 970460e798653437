"""Pools get their positions here, in the order in which they are first asked for."""

from __future__ import annotations

from ...plant.model import Plant
from .flow_graph import Pools
from .reach import arrivals, takers


class PoolIndex:
    """Positions of (site, material) pairs, and what can reach and leave them."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._positions: dict[tuple[str, str], int] = {}
        self._reached = arrivals(plant)
        self._wanted = takers(plant)

    def can_reach(self, site: str, material: str) -> bool:
        """Whether the material can arrive at the site."""
        return (site, material) in self._reached

    def is_wanted(self, site: str, material: str) -> bool:
        """Whether anything draws the material there, or a link leads on to where it is drawn."""
        return (site, material) in self._wanted

    def of(self, site: str, material: str) -> int:
        """The position of a pool, which comes into being when first asked for."""
        return self._positions.setdefault((site, material), len(self._positions))

    def pools(self) -> Pools:
        """All pools asked for so far, in order."""
        return Pools(
            site=tuple(site for site, _ in self._positions),
            material=tuple(material for _, material in self._positions),
            unit=tuple(self._plant.materials[material].unit for _, material in self._positions),
        )
