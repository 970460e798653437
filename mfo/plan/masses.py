"""Masses of waste by route, as indicators count them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..graph.arrays import Floats, Ints
from ..graph.routes import route_members
from ..solve.solution import Solution
from .circularity import ratio
from .elements import Elements
from .tables import process_outputs

REUSE, REMANUFACTURE, RECYCLING = "reuse", "remanufacture", "recycling"
BIOLOGICAL = ("biogas", "compost")
ENERGY, LANDFILL = "energy recovery", "landfill"


@dataclass
class Masses:
    """Masses of flows by year [t]; materials whose mass is not known do not count."""

    elements: Elements
    solution: Solution

    def yearly(self, values: Floats) -> Floats:
        """(n, Y) amounts of all slots of a year."""
        return np.asarray(values @ self.elements.graph.times.weight)

    @cached_property
    def tonnes(self) -> Floats:
        """(pools,) mass of a unit, 0 where it is not known."""
        return np.nan_to_num(self.elements.index.tonnes)

    @cached_property
    def supplied(self) -> Floats:
        """(supplies, Y) mass supplied."""
        pools = self.elements.graph.supplies.pool
        return self.yearly(self.solution.values["supply"]) * self.tonnes[pools][:, None]

    @cached_property
    def delivered(self) -> Floats:
        """(deliveries, Y) mass delivered."""
        pools = self.elements.graph.deliveries.pool
        return self.yearly(self.solution.values["delivery"]) * self.tonnes[pools][:, None]

    @cached_property
    def is_waste(self) -> np.ndarray:
        """(supplies,) waste, and no purchase: what is taken against payment, or must be taken and costs nothing."""
        prices = [(item.take_all, float(item.price.values.mean())) for item in self.elements.plant.supplies]
        return np.array([price < 0 or (take_all and price == 0) for take_all, price in prices], dtype=bool)

    @cached_property
    def is_product(self) -> np.ndarray:
        """(deliveries,) into markets that serve no route of disposal and take no gate fee."""
        items, markets = self.elements.plant.markets, self.elements.graph.deliveries.market
        flags = [item.route not in (LANDFILL, ENERGY) and float(item.price.values.mean()) >= 0 for item in items]
        return np.array(flags, dtype=bool)[markets] if len(items) else np.zeros(0, dtype=bool)

    def generated(self, year: int) -> float:
        """Waste that arose, and products that came back."""
        return float(self.supplied[self.is_waste, year].sum()) + self._returned(year)

    def _returned(self, year: int) -> float:
        """Mass of what came back from markets."""
        pools, back = self.back(year)
        return float((back * self.tonnes[pools]).sum())

    def back(self, year: int) -> tuple[Ints, Floats]:
        """Pools and amounts of everything that came back in a year."""
        graph = self.elements.graph
        returns = graph.returns
        here = returns.year_to == year
        sold = self.solution.values["delivery"][returns.delivery, returns.year_from, returns.slot_from]
        back: Floats = returns.share * sold * graph.times.weight[returns.slot_to]
        return returns.pool[here], back[here]

    def waste_part(self, year: int) -> dict[str, float]:
        """How much of each material is waste and not bought: what arose, came back or was made, of all there was."""
        bought: dict[str, float] = {}
        other: dict[str, float] = {}
        graph, names = self.elements.graph, self.elements.pool_material
        supplied = self.yearly(self.solution.values["supply"])[:, year]
        add_up(bought, names[graph.supplies.pool[~self.is_waste]], supplied[~self.is_waste])
        add_up(other, names[graph.supplies.pool[self.is_waste]], supplied[self.is_waste])
        _, pools, made = process_outputs(self.elements, self.solution)
        add_up(other, names[pools], self.yearly(made)[:, year])
        pools, back = self.back(year)
        add_up(other, names[pools], back)
        return {
            name: ratio(other.get(name, 0.0), other.get(name, 0.0) + amount)
            for name, amount in bought.items()
            if amount
        }

    def made_by(self, routes: tuple[str, ...]) -> set[str]:
        """Materials that processes of some routes make."""
        makers = [item for item in self.elements.plant.processes if item.route in routes]
        return {output.material for item in makers for output in item.outputs}

    def waste_in(self, route: str, year: int) -> dict[str, float]:
        """How much of a unit of each material is waste when it enters a route; all of it where it is landfilled.

        Only the part that was not bought, and nothing of what digestion, composting or a landfill has made of waste before.
        """
        names = dict.fromkeys(self.elements.graph.pools.material, 1.0)
        if route == LANDFILL:
            return names
        others = tuple(name for name in (*BIOLOGICAL, LANDFILL) if name != route)
        return names | self.waste_part(year) | dict.fromkeys(self.derived_from(others), 0.0)

    def derived_from(self, routes: tuple[str, ...]) -> set[str]:
        """What processes of some routes make, and what processes without a route make of nothing else."""
        found = self.made_by(routes)
        plain = [item for item in self.elements.plant.processes if not item.route]
        weighs = {name for name, mass in zip(self.elements.graph.pools.material, self.tonnes, strict=True) if mass > 0}
        while True:
            more = set(found)
            for process in plain:
                taken = {item.material for item in process.inputs} & weighs
                if taken and taken <= found:
                    more |= {output.material for output in process.outputs}
            if more == found:
                return found
            found = more

    def purchased(self, year: int) -> float:
        """Material bought."""
        return float(self.supplied[~self.is_waste, year].sum())

    def route(self, route: str, year: int) -> float:
        """Waste that entered a route, counted in the first route of recovery that it enters."""
        values, names = self.solution.values, self.elements.graph.pools.material
        pools = {"feed": self.elements.graph.feeds.pool, "delivery": self.elements.graph.deliveries.pool}
        part = self.waste_in(route, year)
        return float(sum(
            amount * self.yearly(values[family][member : member + 1])[0, year] * part[names[int(pools[family][member])]]
            for family, member, amount in route_members(self.elements.index, route, "t")
        ))  # fmt: skip

    def recycled(self, year: int) -> float:
        """What recycling has made, less what it takes of that itself and what of it ends in disposal.

        That is what was collected, times the efficiency of sorting, times that of recycling. What goes to recyclers
        outside (markets and processes of the route that make nothing here) counts as it leaves.
        """
        made = self._by_material(RECYCLING, year, outputs=True)
        used = self._by_material(RECYCLING, year, outputs=False)
        ended = [self._by_material(route, year, outputs=False) for route in (LANDFILL, ENERGY)]
        found = 0.0
        for material in self.made_by((RECYCLING,)):
            left = made.get(material, 0.0) - used.get(material, 0.0) - sum(part.get(material, 0.0) for part in ended)
            found += max(left, 0.0)
        return found + self._left_to_recyclers(year)

    def _by_material(self, route: str, year: int, outputs: bool) -> dict[str, float]:
        """Masses made of waste or taken by the processes of a route, and taken by its markets, by material."""
        graph, plant = self.elements.graph, self.elements.plant
        if outputs:
            process, pool, amounts = process_outputs(self.elements, self.solution)
            part = self._waste_share(route, year)
        else:
            process, pool, amounts = graph.feeds.process, graph.feeds.pool, self.solution.values["feed"]
            part = np.array([float(item.route == route) for item in plant.processes])
        found: dict[str, float] = {}
        masses = self.yearly(amounts)[:, year] * self.tonnes[pool] * part[process]
        add_up(found, self.elements.pool_material[pool], masses)
        if not outputs and route in (LANDFILL, ENERGY):
            goes = np.array([item.route == route for item in plant.markets], dtype=bool)
            ends = goes[graph.deliveries.market] if len(graph.deliveries) else np.zeros(0, dtype=bool)
            add_up(found, self.elements.pool_material[graph.deliveries.pool[ends]], self.delivered[ends, year])
        return found

    def _waste_share(self, route: str, year: int) -> Floats:
        """(processes,) how much of what the route's processes take in is waste; 0 for all others."""
        graph, plant = self.elements.graph, self.elements.plant
        counted = self.waste_in(route, year)
        masses = self.yearly(self.solution.values["feed"])[:, year] * self.tonnes[graph.feeds.pool]
        names = self.elements.pool_material[graph.feeds.pool].tolist()
        waste = np.array([counted[name] for name in names], dtype=float)
        size = len(plant.processes)
        whole = np.bincount(graph.feeds.process, weights=masses, minlength=size)
        part = np.bincount(graph.feeds.process, weights=masses * waste, minlength=size)
        serves = np.array([item.route == route for item in plant.processes], dtype=bool)
        share: Floats = np.divide(part, whole, out=np.zeros(size), where=(whole > 0) & serves)
        return share

    def _left_to_recyclers(self, year: int) -> float:
        """What markets of recycling took that no recycling process here has made, and what ends in such processes."""
        graph, plant = self.elements.graph, self.elements.plant
        part, made = self.waste_in(RECYCLING, year), self.made_by((RECYCLING,))
        fed = self.yearly(self.solution.values["feed"]) * self.tonnes[graph.feeds.pool][:, None]
        last = [item.route == RECYCLING and not item.outputs for item in plant.processes]
        takes = [item.route == RECYCLING for item in plant.markets]
        found = 0.0
        for owners, ends, pools, masses in (
            (graph.feeds.process, last, graph.feeds.pool, fed),
            (graph.deliveries.market, takes, graph.deliveries.pool, self.delivered),
        ):
            for member, (row, pool) in enumerate(zip(owners.tolist(), pools.tolist(), strict=True)):
                name = graph.pools.material[pool]
                if ends[row] and (name not in made or masses is fed):
                    found += float(masses[member, year]) * part[name]
        return found


def add_up(found: dict[str, float], names: np.ndarray, amounts: Floats) -> None:
    """Add amounts to those already found under the same names."""
    for name, amount in zip(names.tolist(), amounts.tolist(), strict=True):
        found[name] = found.get(name, 0.0) + amount
