"""Masses of waste by route, as indicators count them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ...graph.arrays.flow_graph import Floats, Ints
from ...plant.model import NO_CLASS, Process, WasteClass
from ...solve.engine.solution import Solution
from ..tables.elements import Elements
from ..tables.flows import process_outputs
from .waste_tracing import BOUGHT, PAID_TO_TAKE, RAW, RECYCLING, SWALLOWED, Facility, Traced, named_end, trace

CONTENTS = ("reused_content", "recycled_content", "renewable_content")
"""Shares of what is bought that are not virgin."""


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
        return self._masses(self.elements.graph.supplies.pool, self.solution.values["supply"])

    @cached_property
    def is_waste(self) -> np.ndarray:
        """(supplies,) waste, and no purchase: what is taken against payment, or must be taken and costs nothing.

        A material's own word comes first; what people throw away is waste also where they are paid for it.
        """
        materials = self.elements.plant.materials
        found = []
        for item in self.elements.plant.supplies:
            price, said = float(item.price.values.mean()), materials[item.material].waste
            arises = price < 0 or (item.take_all and price == 0) or item.thrown_away
            found.append(arises if said is None else said)
        return np.array(found, dtype=bool)

    @cached_property
    def _back_is_waste(self) -> np.ndarray:
        """(returns,) what comes back, unless its material is said to be no waste."""
        materials, pools = self.elements.plant.materials, self.elements.graph.returns.pool
        said = [materials[str(self.elements.pool_material[pool])].waste for pool in pools.tolist()]
        return np.array([word is not False for word in said], dtype=bool)

    @cached_property
    def secondary(self) -> Floats:
        """(supplies,) the share of what is bought that is reused, recycled or renewable, as far as materials tell."""
        materials, found = self.elements.plant.materials, []
        for item in self.elements.plant.supplies:
            known = materials[item.material].properties
            found.append(min(1.0, sum(known[name].value for name in CONTENTS if name in known)))
        return np.array(found, dtype=float)

    @cached_property
    def _gases(self) -> np.ndarray:
        """(pools,) gas of what is buried: no product, and its mass came in as the waste that it is part of."""
        gases = {item.material for item in self.elements.plant.returns if item.gas}
        return np.array([str(name) in gases for name in self.elements.pool_material.tolist()], dtype=bool)

    @cached_property
    def bought(self) -> np.ndarray:
        """(supplies,) what is bought: neither waste nor the gas of what was buried before."""
        before = np.array([item.sold_before for item in self.elements.plant.supplies], dtype=bool)
        found: np.ndarray = ~self.is_waste & ~(before & self._gases[self.elements.graph.supplies.pool])
        return found

    def virgin(self, year: int) -> float:
        """Material bought that is neither reused nor recycled nor renewable."""
        bought = self.bought
        return float((self.supplied[bought, year] * (1.0 - self.secondary[bought])).sum())

    @cached_property
    def leaves(self) -> np.ndarray:
        """(deliveries,) what is sold or let go; what a market must have at no price is the plant's own use."""
        markets = self.elements.graph.markets
        sold = np.array([float(item.price.values.mean()) > 0 for item in self.elements.plant.markets], dtype=bool)
        must = (markets.minimum > 0).any(axis=(1, 2))
        found: np.ndarray = (sold | ~must)[self.elements.graph.deliveries.market]
        return found

    def purchased(self, year: int) -> float:
        """Material bought."""
        return float(self.supplied[self.bought, year].sum())

    def arrived(self, year: int) -> float:
        """Waste that arose, and products that came back."""
        pools, back = self._back
        return float(self.supplied[self.is_waste, year].sum() + back[~self._gases[pools], year].sum())

    def traced(self, year: int) -> Traced:
        """Where the waste of a year ended."""
        return self._traced[year]

    @cached_property
    def classes(self) -> list[WasteClass]:
        """The legal classes of waste that materials of the plant have; the first is that nothing is said."""
        materials = self.elements.plant.materials
        held = [materials[name].waste_class for name in self.elements.pool_material.tolist()]
        return list(dict.fromkeys((NO_CLASS, *held)))

    @cached_property
    def kinds(self) -> Ints:
        """(pools,) the position of each material's class."""
        materials, place = self.elements.plant.materials, {found: row for row, found in enumerate(self.classes)}
        names = self.elements.pool_material.tolist()
        return np.array([place[materials[name].waste_class] for name in names], dtype=np.int64)

    def class_name(self, kind: int) -> str:
        """The materials of a class; of the first those of which nothing is said."""
        names = self.elements.pool_material[self.kinds == kind].tolist()
        return "; ".join(dict.fromkeys(names)) if kind else "not classified"

    @cached_property
    def _traced(self) -> list[Traced]:
        return [
            trace(len(self.tonnes), self.sources(year), self.arcs(year), self.facilities(year), self.kinds)
            for year in range(self.elements.graph.years)
        ]

    @cached_property
    def uncounted(self) -> list[str]:
        """Wastes whose mass is not known."""
        pools = self.elements.graph.supplies.pool[self.is_waste]
        back = self.elements.graph.returns.pool[self._back_is_waste]
        amounts = self.solution.values["supply"][self.is_waste].any(axis=(1, 2))
        held = [*pools[amounts].tolist(), *back.tolist()]
        names = [self.elements.pool_material[pool] for pool in held if not self.tonnes[pool]]
        return list(dict.fromkeys(names))

    def _masses(self, pools: Ints, values: Floats) -> Floats:
        """(n, Y) masses of amounts (n, Y, T) in pools."""
        return self.yearly(values) * self.tonnes[pools][:, None]

    @cached_property
    def _back(self) -> tuple[Ints, Floats]:
        """Pools and (n, Y) masses of everything that came back."""
        returns, times = self.elements.graph.returns, self.elements.graph.times
        sold = self.solution.values["delivery"][returns.delivery, returns.year_from, returns.slot_from]
        masses = np.zeros((len(returns), len(times.years)))
        each = returns.share * sold * times.weight[returns.slot_to] * self.tonnes[returns.pool]
        masses[np.arange(len(returns)), returns.year_to] = each
        return returns.pool, masses

    @cached_property
    def sent(self) -> Floats:
        """(arcs, Y) mass that arrives."""
        arcs = self.elements.graph.arcs
        return self._masses(arcs.origin, self.solution.values["arc"] * arcs.yields)

    @cached_property
    def _fed(self) -> Floats:
        return self._masses(self.elements.graph.feeds.pool, self.solution.values["feed"])

    @cached_property
    def _made(self) -> tuple[Ints, Ints, Floats]:
        process, pool, amounts = process_outputs(self.elements, self.solution)
        return process, pool, self._masses(pool, amounts)

    @cached_property
    def _delivered(self) -> Floats:
        return self._masses(self.elements.graph.deliveries.pool, self.solution.values["delivery"])

    def sources(self, year: int) -> list[tuple[int, str, float]]:
        """(pool, tag, mass) of all that is supplied or comes back."""
        supplies = zip(
            self.elements.graph.supplies.pool.tolist(), self.is_waste, self.supplied[:, year].tolist(), strict=True
        )
        pools, back = self._back
        found = [(pool, RAW if waste else BOUGHT, mass) for pool, waste, mass in supplies if mass > 0]
        returned = zip(pools.tolist(), self._back_is_waste.tolist(), back[:, year].tolist(), strict=True)
        return found + [(pool, RAW if waste else BOUGHT, mass) for pool, waste, mass in returned if mass > 0]

    def arcs(self, year: int) -> list[tuple[int, int, float]]:
        """(origin, destination, mass that arrives) of all that links carry."""
        arcs = self.elements.graph.arcs
        rows = zip(arcs.origin.tolist(), arcs.destination.tolist(), self.sent[:, year].tolist(), strict=True)
        return [row for row in rows if row[2] > 0]

    def facilities(self, year: int) -> list[Facility]:
        """All processes and markets, with what they take and make."""
        return [*self._processes(year), *self._sales(year)]

    def _processes(self, year: int) -> list[Facility]:
        """Facilities by process; one that takes and gives water stands twice, so that what it washes is no water."""
        items = zip(self.elements.plant.processes, self._preliminary, strict=True)
        reporter, owners = self.elements.plant.settings.reporter, self.elements.owner["processes"].tolist()
        elsewhere = [bool(reporter) and owner != reporter for owner in owners]
        found = [
            Facility(_route(item), preliminary=first, place=int(off), table="processes", row=row)
            for row, ((item, first), off) in enumerate(zip(items, elsewhere, strict=True))
        ]
        wet = [replace(item, takes=[], makes=[]) for item in found]
        feeds, liquid = self.elements.graph.feeds, self._liquid
        process, pools, made = self._made
        washes = set(feeds.process[liquid[feeds.pool]].tolist()) & set(process[liquid[pools]].tolist())
        for row, pool, mass in _rows(feeds.process, feeds.pool, self._fed[:, year]):
            (wet if liquid[pool] and row in washes else found)[row].takes.append((pool, mass))
        for row, pool, mass in _rows(process, pools, made[:, year]):
            (wet if liquid[pool] and row in washes else found)[row].makes.append((pool, mass))
        return found + [item for item in wet if item.takes]

    @cached_property
    def _liquid(self) -> np.ndarray:
        """(pools,) water and other liquids: what is counted in m3."""
        return np.array([unit == "m3" for unit in self.elements.graph.pools.unit], dtype=bool)

    @cached_property
    def _preliminary(self) -> list[bool]:
        """Of each process whether another process or market of the route of recycling takes what it makes."""
        plant = self.elements.plant
        takers: dict[str, set[str]] = {}
        for process in plant.processes:
            if process.route == RECYCLING:
                for item in process.inputs:
                    takers.setdefault(item.material, set()).add(process.name)
        for market in plant.markets:
            if market.route == RECYCLING:
                for material in market.materials:
                    takers.setdefault(material, set()).add(f"market {market.name}")
        return [
            item.route == RECYCLING and any(takers.get(out.material, set()) - {item.name} for out in item.outputs)
            for item in plant.processes
        ]

    def _sales(self, year: int) -> list[Facility]:
        deliveries = self.elements.graph.deliveries
        found = []
        for row, item in enumerate(self.elements.plant.markets):
            paid = float(item.price.values.mean()) < 0
            route = PAID_TO_TAKE if paid and not item.route else named_end(item.route, paid)
            found.append(Facility(route, place=1, table="markets", row=row))
        for market, pool, mass in _rows(deliveries.market, deliveries.pool, self._delivered[:, year]):
            found[market].takes.append((pool, mass))
        return found


def _route(process: Process) -> str:
    """The route that a process serves; without one and without outputs it swallows what it takes."""
    puts_out = any(not output.is_loss for output in process.outputs)
    return named_end(process.route, not puts_out) if process.route or puts_out else SWALLOWED


def _rows(owners: Ints, pools: Ints, masses: Floats) -> list[tuple[int, int, float]]:
    rows = zip(owners.tolist(), pools.tolist(), masses.tolist(), strict=True)
    return [row for row in rows if row[2] > 0]


def add_up(found: dict[str, float], names: np.ndarray, amounts: Floats) -> None:
    """Add amounts to those already found under the same names."""
    for name, amount in zip(names.tolist(), amounts.tolist(), strict=True):
        found[name] = found.get(name, 0.0) + amount
