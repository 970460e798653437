"""The way from names to positions: which members of the graph belong to a row of the plant."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

import numpy as np

from ...plant.model import Plant
from ...processes.closure import content
from .broadcast import ints
from .contract_terms import ContractTerms
from .families import TABLE_OF
from .flow_graph import Floats, FlowGraph, Ints


class Index:
    """Positions by name for a plant and its graph. Members are found once and kept."""

    def __init__(self, plant: Plant, graph: FlowGraph) -> None:
        self.plant = plant
        self.graph = graph
        self.years = graph.years
        self.slots = graph.slots
        self._bringers: dict[int, set[str]] | None = None

    @cached_property
    def supply(self) -> dict[str, int]:
        """Position of each supply by name."""
        return {name: row for row, name in enumerate(self.graph.supplies.names)}

    @cached_property
    def process(self) -> dict[str, int]:
        """Position of each process by name."""
        return {name: row for row, name in enumerate(self.graph.processes.names)}

    @cached_property
    def store(self) -> dict[str, int]:
        """Position of each store by name."""
        return {name: row for row, name in enumerate(self.graph.stocks.store_names)}

    @cached_property
    def market(self) -> dict[str, int]:
        """Position of each market by name."""
        return {name: row for row, name in enumerate(self.graph.markets.names)}

    @cached_property
    def link(self) -> dict[str, int]:
        """Position of each link by name."""
        return {name: row for row, name in enumerate(self.graph.links.names)}

    @cached_property
    def feeds(self) -> dict[tuple[int, str], list[int]]:
        """Feeds by process and material."""
        return self._by_pool(self.graph.feeds.process, self.graph.feeds.pool)

    @cached_property
    def outputs(self) -> dict[tuple[int, str], list[int]]:
        """Outputs by process and material."""
        return self._by_pool(self.graph.outputs.process, self.graph.outputs.pool)

    @cached_property
    def arcs(self) -> dict[tuple[int, str], list[int]]:
        """Arcs by link and material."""
        return self._by_pool(self.graph.arcs.link, self.graph.arcs.origin)

    @cached_property
    def deliveries(self) -> dict[tuple[int, str], list[int]]:
        """Deliveries by market and material."""
        return self._by_pool(self.graph.deliveries.market, self.graph.deliveries.pool)

    @cached_property
    def stocks(self) -> dict[tuple[int, str], list[int]]:
        """Stocks by store and material."""
        return self._by_pool(self.graph.stocks.store, self.graph.stocks.pool)

    @cached_property
    def rows_of(self) -> dict[str, dict[int, list[int]]]:
        """Members by the row of the plant that they belong to, for each family of several members a row."""
        graph = self.graph
        owners = {
            "feed": graph.feeds.process,
            "output": graph.outputs.process,
            "arc": graph.arcs.link,
            "delivery": graph.deliveries.market,
            "level": graph.stocks.store,
            "segment": graph.curves.process,
        }
        found: dict[str, dict[int, list[int]]] = {}
        for family, rows in owners.items():
            found[family] = defaultdict(list)
            for member, row in enumerate(rows.tolist()):
                found[family][row].append(member)
        return found

    def _by_pool(self, rows: Ints, pools: Ints) -> dict[tuple[int, str], list[int]]:
        found: dict[tuple[int, str], list[int]] = defaultdict(list)
        materials = self.graph.pools.material
        for member, (row, pool) in enumerate(zip(rows.tolist(), pools.tolist(), strict=True)):
            found[row, materials[pool]].append(member)
        return found

    @cached_property
    def element(self) -> dict[str, Ints]:
        """By family, the position of the row of the plant that each member belongs to."""
        graph = self.graph
        processes = np.arange(len(graph.processes.names))
        stores, links = np.arange(len(graph.stocks.store_names)), np.arange(len(graph.links.names))
        cells = ints([]) if graph.cells is None else graph.cells.market
        of_cells = ("fill", "life", "opened", "closed", "due", "to_come")
        decided = ("capacity", "built", "paid", "standing", "units", "opened", "opening_paid", "step_paid")
        return {
            **{
                family: rows
                for kind in ("supply", "market")
                for family, rows in _of_contracts(kind, graph.contracts(kind)).items()
            },
            **{f"{kind}_{name}": rows for kind, rows in (("store", stores), ("link", links)) for name in decided},
            **{f"cell_{name}": cells for name in of_cells},
            "supply": np.arange(len(graph.supplies.names)),
            "feed": graph.feeds.process,
            "activity": processes,
            "segment": graph.curves.process,
            "arc": graph.arcs.link,
            "level": graph.stocks.store,
            "charge": graph.stocks.store,
            "discharge": graph.stocks.store,
            "remaining": graph.stocks.store,
            "delivery": graph.deliveries.market,
            "capacity": processes,
            "built": processes,
            "paid": processes,
            "opened": processes,
            "opening_paid": processes,
            "step_paid": processes,
            **{
                f"{'' if kind == 'process' else kind + '_'}built_step": graph.capex_steps(kind).item
                for kind in ("process", "store", "link")
            },
            "open": processes,
            "operated": processes,
            "standing": processes,
            "start": processes,
            "on": processes,
            "peak": graph.peaks.supply,
            "billed": graph.peaks.supply[graph.peaks.capped],
            "subscribed": graph.supplies.subscribed,
            "used": np.arange(len(graph.links.names)),
        }

    @cached_property
    def site(self) -> dict[str, tuple[str, ...]]:
        """By table, the site of each row; of a link the site it starts from."""
        plant = self.plant
        return {
            "supplies": tuple(item.site for item in plant.supplies),
            "processes": tuple(item.site for item in plant.processes),
            "stores": tuple(item.site for item in plant.stores),
            "markets": tuple(item.site for item in plant.markets),
            "links": tuple(item.origin for item in plant.links),
        }

    @cached_property
    def owner(self) -> dict[str, tuple[str, ...]]:
        """By table, the owner of each row: the one it names, of a market who delivers, else the site's."""
        plant, sites = self.plant, self.plant.sites
        rows = {"supplies": plant.supplies, "processes": plant.processes, "stores": plant.stores, "links": plant.links}
        found = {
            table: tuple(
                getattr(item, "owner", "") or sites[site].owner
                for item, site in zip(items, self.site[table], strict=True)
            )
            for table, items in rows.items()
        }
        return {**found, "markets": tuple(self._seller(row, found) for row in range(len(plant.markets)))}

    def _seller(self, row: int, owner: dict[str, tuple[str, ...]]) -> str:
        """Who delivers to a market, where that can be one owner alone; else the site's owner."""
        market = self.plant.markets[row]
        sellers = self._sellers(row, owner)
        if market.owner or len(sellers) != 1:
            return market.owner or self.plant.sites[market.site].owner
        return next(iter(sellers))

    def _sellers(self, row: int, owner: dict[str, tuple[str, ...]]) -> set[str]:
        """The owners of what can come to a market: by links from their sites, or supplied or made where it stands."""
        brought, found = self._brought(owner), set[str]()
        for member in self.rows_of["delivery"].get(row, ()):
            found |= brought.get(int(self.graph.deliveries.pool[member]), set())
        return found

    def _brought(self, owner: dict[str, tuple[str, ...]]) -> dict[int, set[str]]:
        """By pool, the owners of what comes in."""
        if self._bringers is None:
            graph, sites = self.graph, self.plant.sites
            found: dict[int, set[str]] = defaultdict(set)
            for row, pool in enumerate(graph.supplies.pool.tolist()):
                found[pool].add(owner["supplies"][row])
            for row, pool in zip(graph.outputs.process.tolist(), graph.outputs.pool.tolist(), strict=True):
                found[pool].add(owner["processes"][row])
            for origin, pool in zip(graph.arcs.origin.tolist(), graph.arcs.destination.tolist(), strict=True):
                found[pool].add(sites[graph.pools.site[origin]].owner)
            self._bringers = found
        return self._bringers

    @cached_property
    def several_sellers(self) -> set[int]:
        """Markets that name no owner and to which several owners can bring something."""
        rows = (row for row, market in enumerate(self.plant.markets) if not market.owner)
        return {row for row in rows if len(self._sellers(row, self.owner)) > 1}

    def counts(self, family: str, over: tuple[str, ...]) -> np.ndarray:
        """For each row behind a family whether its site, or its owner, is among ``over``; all if blank.

        A market counts for the owner that it names, else for its site's, whoever delivers.
        """
        sites = self.site[TABLE_OF[family]]
        if not over:
            return np.ones(len(sites), dtype=bool)
        owners = self.owner[TABLE_OF[family]]
        if TABLE_OF[family] == "markets":
            owners = tuple(item.owner or self.plant.sites[item.site].owner for item in self.plant.markets)
        return np.array([site in over or owner in over for site, owner in zip(sites, owners, strict=True)], dtype=bool)

    @cached_property
    def tonnes(self) -> Floats:
        """(pools,) the mass of one unit of each pool's material [t]; nan where it is not known."""
        return np.array([mass_of(self.plant, material) for material in self.graph.pools.material], dtype=float)


def _of_contracts(kind: str, terms: ContractTerms) -> dict[str, Ints]:
    """The supply or market of each member of the families of contracts."""
    return {
        f"{kind}_shortfall": terms.item[terms.short],
        f"{kind}_above": terms.item[terms.tiers.entry],
        f"{kind}_signed": terms.optional_item,
    }


def mass_of(plant: Plant, material: str) -> float:
    """The mass of one canonical unit of a material [t]; nan where it is not known."""
    return content_of(plant, material, "mass")


def content_of(plant: Plant, material: str, quantity: str) -> float:
    """What one canonical unit of a material holds of mass, energy, ... [t or MWh]; nan where it is not known."""
    item = plant.materials[material]
    found = content(quantity, item.unit, {name: known.value for name, known in item.properties.items()})
    return float("nan") if found is None else float(found)


def members(values: list[int]) -> Ints:
    """A list of positions as an array."""
    return ints(values)
