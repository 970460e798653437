"""From positions in the program back to what the user named, and from names to positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .flow_graph import FlowGraph, LimitRows


@dataclass(frozen=True)
class NamedElement:
    """Something the user named: what kind of thing it is, its name, and where and of what it is."""

    kind: str  # "supply", "process", "market", "link", "store", "pool", "limit", "quality", "measurement", "contract"
    name: str
    site: str = ""
    material: str = ""
    unit: str = ""  # canonical


def element(graph: FlowGraph, kind: str, member: int, limits: Sequence[LimitRows] = ()) -> NamedElement:
    """Name a member. ``kind`` may also be ``feed``, ``arc``, ``stock``, ``delivery``: they belong to what holds them.

    ``limits`` are those of the program, the graph's own first.
    """
    if kind == "supply":
        return _at_pool(graph, "supply", graph.supplies.names[member], int(graph.supplies.pool[member]))
    if kind == "process":
        return NamedElement("process", graph.processes.names[member], unit=graph.processes.basis[member])
    if kind == "segment":
        return element(graph, "process", int(graph.curves.process[member]))
    if kind == "feed":
        process = graph.processes.names[int(graph.feeds.process[member])]
        return _at_pool(graph, "process", process, int(graph.feeds.pool[member]))
    if kind in ("delivery", "market"):
        return _of_holder(graph, kind, member)
    if kind in ("stock", "level", "charge", "discharge", "opening", "store"):
        return _of_store(graph, kind, member)
    if kind in ("arc", "link"):
        return _of_link(graph, kind, member)
    if kind == "pool":
        return _at_pool(graph, "pool", graph.pools.material[member], member)
    if kind.startswith("cell") and graph.cells is not None:
        landfill = _of_holder(graph, "market", int(graph.cells.market[member]))
        return NamedElement("cell", graph.cells.names[member], landfill.site, landfill.material, landfill.unit)
    if kind == "limit":
        return NamedElement("limit", limits[member].name, unit=limits[member].unit)
    if kind == "contract":
        return _of_contract(graph, member)
    if kind == "quality":
        return NamedElement("quality", graph.quality[member].name, unit=graph.quality[member].unit)
    return NamedElement(kind, str(member))


def _at_pool(graph: FlowGraph, kind: str, name: str, pool: int) -> NamedElement:
    pools = graph.pools
    return NamedElement(kind, name, pools.site[pool], pools.material[pool], pools.unit[pool])


def _of_holder(graph: FlowGraph, kind: str, member: int) -> NamedElement:
    deliveries = graph.deliveries
    market = int(deliveries.market[member]) if kind == "delivery" else member
    own = [k for k in range(len(deliveries)) if deliveries.market[k] == market]
    name = graph.markets.names[market]
    if not own:
        return NamedElement("market", name)
    if kind == "delivery":
        return _at_pool(graph, "market", name, int(deliveries.pool[member]))
    found = _at_pool(graph, "market", name, int(deliveries.pool[own[0]]))
    several = ", ".join(graph.pools.material[deliveries.pool[k]] for k in own)
    return NamedElement("market", name, found.site, several, found.unit)


def _of_contract(graph: FlowGraph, member: int) -> NamedElement:
    """A contract, with the unit and place of what it is about."""
    for kind in ("supply", "market"):
        terms = graph.contracts(kind)
        mine = terms.item[terms.contract == member]
        if len(mine):
            of = element(graph, kind, int(mine[0]))
            return NamedElement("contract", graph.contract_names[member], of.site, of.material, of.unit)
    return NamedElement("contract", graph.contract_names[member])


def _of_store(graph: FlowGraph, kind: str, member: int) -> NamedElement:
    stocks = graph.stocks
    store = member if kind == "store" else int(stocks.store[member])
    own = [k for k in range(len(stocks)) if stocks.store[k] == store]
    if not own:
        return NamedElement("store", stocks.store_names[store])
    chosen = own[0] if kind == "store" else member
    return _at_pool(graph, "store", stocks.store_names[store], int(stocks.pool[chosen]))


def _of_link(graph: FlowGraph, kind: str, member: int) -> NamedElement:
    arcs = graph.arcs
    link = member if kind == "link" else int(arcs.link[member])
    own = [k for k in range(len(arcs)) if arcs.link[k] == link]
    if not own:
        return NamedElement("link", graph.links.names[link])
    return _at_pool(graph, "link", graph.links.names[link], int(arcs.origin[own[0] if kind == "link" else member]))


def position(graph: FlowGraph, kind: str, name: str) -> int:
    """The position of a supply, process, market, link or store by its name; raises KeyError where there is none."""
    names = {
        "supply": graph.supplies.names,
        "process": graph.processes.names,
        "market": graph.markets.names,
        "link": graph.links.names,
        "store": graph.stocks.store_names,
    }[kind]
    if name not in names:
        raise KeyError(name)
    return names.index(name)
