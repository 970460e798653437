"""Where people live, and what becomes of the waste that arises there, followed by district through the plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ...plant.facts.city_facts import Control, Households
from ...plant.model import Floats, Market, Process
from ..indicators.waste_masses import Masses
from ..indicators.waste_tracing import RAW, Facility, Traced, composition, count

AT_ONCE = 48  # pools that are followed in one go: memory grows with their number
Place = tuple[str, bool]
"""The level of control, and whether somebody informal works there."""


@dataclass(frozen=True)
class Districts:
    """The sites with people, and the waste of one year that arises there; ``year`` is its position."""

    masses: Masses
    year: int

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Their names, in the order of the table."""
        return tuple(dict.fromkeys(item.site for item in self.masses.elements.plant.people))

    @cached_property
    def population(self) -> Floats:
        """(districts,) people, the largest number that a row of the site tells."""
        people = self.masses.elements.plant.people
        return np.array(
            [max(item.population[self.year] for item in people if item.site == site) for site in self.sites]
        )

    def households_of(self, site: str) -> Households:
        """What is known of the households of a district."""
        return self.masses.elements.plant.sites[site].households

    @cached_property
    def pools(self) -> tuple[np.ndarray, np.ndarray]:
        """The pools in which waste of the districts arises, and the district of each."""
        graph, held = (
            self.masses.elements.graph,
            dict.fromkeys(pool for pool, tag, _ in self.masses.sources(self.year) if tag == RAW),
        )
        place = {site: row for row, site in enumerate(self.sites)}
        found = [pool for pool in held if graph.pools.site[pool] in place]
        of = [place[graph.pools.site[pool]] for pool in found]
        return np.array(found, dtype=np.int64), np.array(of, dtype=np.int64)

    @cached_property
    def places(self) -> list[Place]:
        """The kinds of place that facilities are, those that hand something on first."""
        makes = [self._place(item) for item in self._facilities if item.makes]
        return list(dict.fromkeys([*makes, *(self._place(item) for item in self._facilities)]))

    @cached_property
    def _facilities(self) -> list[Facility]:
        return self.masses.facilities(self.year)

    @cached_property
    def facilities(self) -> list[Facility]:
        """All processes and markets, placed by how they treat waste."""
        position = {place: row for row, place in enumerate(self.places)}
        return [replace(item, place=position[self._place(item)]) for item in self._facilities]

    def _place(self, facility: Facility) -> Place:
        owner = self.masses.elements.owner[facility.table][facility.row]
        informal = owner in self.masses.elements.plant.settings.informal
        return self.control_of(facility).level, informal

    def row_of(self, facility: Facility) -> Process | Market:
        """The row of the plant that a facility is."""
        plant = self.masses.elements.plant
        return plant.processes[facility.row] if facility.table == "processes" else plant.markets[facility.row]

    def control_of(self, facility: Facility) -> Control:
        """How a facility treats waste."""
        return self.row_of(facility).control

    @cached_property
    def _followed(self) -> tuple[list[tuple[Traced, np.ndarray]], Floats, Floats]:
        """What became of the waste of each batch of pools, (pools, districts) shares of it in every pool, (pools,) of
        all other waste."""
        size, sources, arcs = len(self.masses.tonnes), self.masses.sources(self.year), self.masses.arcs(self.year)
        pools, district = self.pools
        found, shares, other = [], np.zeros((size, len(self.sites))), np.zeros(size)
        for start in range(0, max(1, len(pools)), AT_ONCE):
            batch, of = pools[start : start + AT_ONCE], district[start : start + AT_ONCE]
            kinds = np.zeros(size, dtype=np.int64)
            kinds[batch] = np.arange(1, len(batch) + 1)
            made = composition(size, sources, arcs, self.facilities, kinds)
            waste = made.waste(np.arange(len(batch) + 1))
            other = waste[:, 0] if start == 0 else other - waste[:, 1:].sum(axis=1)
            np.add.at(shares.T, of, waste[:, 1:].T)
            found.append((count(sources, self.facilities, made), np.array([-1, *of])))
        return found, shares, other

    @property
    def shares(self) -> Floats:
        """(pools, districts) how much of what a pool gives away is waste of each district."""
        return self._followed[1]

    @property
    def other_waste(self) -> Floats:
        """(pools,) how much of it is waste that arose elsewhere."""
        return self._followed[2]

    @cached_property
    def generated(self) -> Floats:
        """(districts,) waste that arose, less what was prevented [t]."""
        return self._by_district([traced.arisen for traced, _ in self._followed[0]])

    @cached_property
    def recycled(self) -> Floats:
        """(districts,) what entered the last step of recycling [t]."""
        return self._by_district([traced.recycled_of for traced, _ in self._followed[0]])

    def _by_district(self, held: list[dict[int, float]]) -> Floats:
        found = np.zeros(len(self.sites))
        for of_kind, (_, of) in zip(held, self._followed[0], strict=True):
            for kind, mass in of_kind.items():
                if kind:
                    found[of[kind]] += mass
        return found

    def ended(
        self, routes: tuple[str, ...] | None = None, levels: tuple[str, ...] | None = None, informal: bool | None = None
    ) -> Floats:
        """(districts,) waste that ended in some routes, at some levels of control, in informal hands [t]; None: any."""
        found = np.zeros(len(self.sites))
        for traced, of in self._followed[0]:
            for (route, place, kind), mass in traced.split.items():
                level, hands = self.places[place]
                if kind and (routes is None or route in routes) and (levels is None or level in levels):
                    found[of[kind]] += mass if informal is None or hands == informal else 0.0
        return found

    @cached_property
    def unstated(self) -> list[str]:
        """The facilities in which waste of the districts ends and whose level of control is not known."""
        entered = {(table, row) for traced, _ in self._followed[0] for table, row, kind in traced.entered if kind}
        found = [
            self.row_of(item).name
            for item in self.facilities
            if (item.table, item.row) in entered and not self.control_of(item).level
        ]
        return list(dict.fromkeys(found))
