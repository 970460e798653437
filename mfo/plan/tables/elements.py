"""What the tables say about the members of a graph: name, kind, site, owner, route and unit as typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from ...graph.arrays.flow_graph import Floats, FlowGraph
from ...graph.arrays.index import Index
from ...plant.model import Link, Market, Plant, Process, Series, Store
from ...units import UnitError, conversion, parse_quantity

KIND_OF = {"supplies": "supply", "processes": "process", "stores": "store", "markets": "market", "links": "link"}
Texts = NDArray[np.object_]
_PER_SIZE = re.compile(r"[A-Za-z$€]/\(?(?P<size>[^()]+)\)?$")  # what a cost is per: `t/d` of `2.4 MMXN/(t/d)`


@lru_cache(maxsize=4096)
def factor(canonical: str, typed: str) -> float:
    """How many typed units one canonical unit is: 24 from ``t/h`` to ``t/d``."""
    return 1.0 if not typed or canonical == typed else conversion(canonical, typed)


def texts(values: Sequence[object] | np.ndarray) -> Texts:
    """Names as an array that can be indexed by positions."""
    out = np.empty(len(values), dtype=object)
    out[:] = list(values)
    return out


class Elements:
    """Columns of text by the rows of the plant, and of units by pool."""

    def __init__(self, plant: Plant, graph: FlowGraph, minimise: str = "cost") -> None:
        """Prepare the columns of a plant and its graph; ``minimise`` is the effect that prices are in."""
        self.minimise = minimise
        self.plant = plant
        self.graph = graph
        self.index = Index(plant, graph)

    @cached_property
    def name(self) -> dict[str, Texts]:
        """Names of rows by table."""
        graph = self.graph
        return {
            "supplies": texts(graph.supplies.names),
            "processes": texts(graph.processes.names),
            "stores": texts(graph.stocks.store_names),
            "markets": texts(graph.markets.names),
            "links": texts(graph.links.names),
        }

    @cached_property
    def site(self) -> dict[str, Texts]:
        """Sites of rows by table; a link's is where it starts."""
        return {table: texts(sites) for table, sites in self.index.site.items()}

    @cached_property
    def owner(self) -> dict[str, Texts]:
        """Owners of rows by table; of a market who delivers to it."""
        return {table: texts(names) for table, names in self.index.owner.items()}

    @cached_property
    def route(self) -> dict[str, Texts]:
        """Routes of rows by table; blank for what has none."""
        found = {table: texts([""] * len(names)) for table, names in self.name.items()}
        found["processes"] = texts([item.route for item in self.plant.processes])
        found["markets"] = texts([item.route for item in self.plant.markets])
        return found

    @cached_property
    def pool_site(self) -> Texts:
        """Sites of pools."""
        return texts(self.graph.pools.site)

    @cached_property
    def pool_owner(self) -> Texts:
        """Owners of pools' sites."""
        return texts([self.plant.sites[site].owner for site in self.graph.pools.site])

    @cached_property
    def pool_material(self) -> Texts:
        """Materials of pools."""
        return texts(self.graph.pools.material)

    @cached_property
    def pool_unit(self) -> Texts:
        """Units of pools' materials as typed."""
        return texts([self.plant.materials[name].typed_unit for name in self.graph.pools.material])

    @cached_property
    def pool_factor(self) -> Floats:
        """(pools,) typed units per canonical unit."""
        materials = [self.plant.materials[name] for name in self.graph.pools.material]
        return np.array([factor(item.unit, item.typed_unit) for item in materials], dtype=float)

    @cached_property
    def effect_unit(self) -> dict[str, str]:
        """The unit of each effect as typed."""
        typed = {name: item.typed_unit for name, item in self.plant.effects.items()}
        return {name: typed.get(name) or unit for name, unit in self.graph.effects.items()}

    def effect_factor(self, effect: str) -> float:
        """How many typed units of an effect one canonical unit is."""
        canonical = self.graph.effects.get(effect, "")
        return factor(canonical, self.effect_unit.get(effect, canonical))

    @cached_property
    def basis(self) -> Texts:
        """Units of activity as typed, by process."""
        return texts([item.typed_basis or item.basis for item in self.plant.processes])

    @cached_property
    def basis_factor(self) -> Floats:
        """(processes,) typed units of activity per canonical unit."""
        items = self.plant.processes
        return np.array([factor(item.basis, item.typed_basis or item.basis) for item in items], dtype=float)

    @cached_property
    def capacity_unit(self) -> Texts:
        """Units of capacity as typed, by process."""
        return texts([rate_unit(_sizes(item), item.basis) for item in self.plant.processes])

    @cached_property
    def capacity_factor(self) -> Floats:
        """(processes,) typed units of capacity per canonical unit."""
        pairs = zip(self.plant.processes, self.capacity_unit.tolist(), strict=True)
        return np.array([factor(f"{item.basis}/h", unit) for item, unit in pairs], dtype=float)

    def size_units(self, table: str) -> tuple[Texts, Floats]:
        """The units of capacities of stores or links as typed, and (n, 1) typed units per canonical unit."""
        items: tuple[Store | Link, ...] = self.plant.stores if table == "stores" else self.plant.links
        units, scales = [], []
        for item in items:
            unit = self.plant.materials[item.materials[0]].unit
            canonical = unit if table == "stores" else f"{unit}/h"
            typed = typed_as(_sizes(item), canonical)
            units.append(typed)
            scales.append(factor(canonical, typed))
        return texts(units), np.array(scales, dtype=float).reshape(-1, 1)

    def only_material(self, table: str, row: int) -> str:
        """The material of a row that moves no other; blank for processes and for several."""
        found = () if table == "processes" else self._materials(table, row)
        return found[0] if len(found) == 1 else ""

    def _materials(self, table: str, row: int) -> tuple[str, ...]:
        """What a row of any table but the processes moves."""
        plant = self.plant
        if table == "supplies":
            return (plant.supplies[row].material,)
        by_table: dict[str, tuple[Store | Market | Link, ...]] = {
            "stores": plant.stores,
            "markets": plant.markets,
            "links": plant.links,
        }
        return by_table[table][row].materials

    def unit_of(self, table: str, row: int) -> tuple[str, float]:
        """The unit that a row of several materials is counted in, as typed, and typed units per canonical unit."""
        plant = self.plant
        materials = self._materials(table, row)
        if not materials:
            return "", 1.0
        first = plant.materials[materials[0]]
        return first.typed_unit, factor(first.unit, first.typed_unit)


def rate_unit(series: tuple[Series | None, ...], basis: str) -> str:
    """The unit in which a capacity or its profile was typed; per hour where there is none."""
    return typed_as(series, f"{basis}/h")


def _sizes(item: Process | Store | Link) -> tuple[Series | None, ...]:
    """What tells the unit of a size: the size itself, or what one of it costs (``t/d`` of ``2.4 MMXN/(t/d)``)."""
    per = _PER_SIZE.search(item.capex.profile_unit or item.capex.typed) if item.capex else None
    priced = replace(item.capex, typed=f"1 {per['size']}", profile_unit="") if item.capex and per else None
    return item.capacity, item.existing, priced


def typed_as(series: tuple[Series | None, ...], canonical: str) -> str:
    """The unit in which one of some numbers or its profile was typed; the canonical one where there is none."""
    for item in series:
        if item is not None:
            try:
                _, unit = parse_quantity(f"1 {item.profile_unit}" if item.profile_unit else item.typed)
            except UnitError:
                continue
            if unit.typed and unit.canonical == canonical:
                return unit.typed
    return canonical
