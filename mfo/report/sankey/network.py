"""The network behind a Sankey diagram: who delivers to whom, over every state that is shown.

A pool (a material at a site) with one deliverer or one taker needs no picture of its own: the ribbon joins them. A
pool with several on both sides stays as a small node, because who gets whose is not decided by the plan. Links become
the ribbon they carry. Stores are shown net of what passes through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from numpy.typing import NDArray

from ...plan.tables.schema import Row
from .certainty import Certainty, States, of_same, of_sum

Floats = NDArray[np.float64]
Key = tuple[str, str]  # (kind, name)
SMALL = 1e-9


@dataclass
class Node:
    """A supply, process, market, stock change or a pool that mixes."""

    key: Key
    name: str
    kind: str  # supply, process, market, store, return, pool
    route: str = ""
    site: str = ""
    owner: str = ""
    members: tuple[str, ...] = ()  # the names of those it stands for, where they are several


@dataclass
class Edge:
    """One material from one node to another; an amount for each state, in the material's unit."""

    source: Key
    target: Key
    material: str
    site: str  # of the pool it came through, for its price
    unit: str
    amounts: Floats  # (states,) what arrives
    via: tuple[str, ...] = ()  # the links it goes over
    certain: States = ()  # by state, how the amount is known; none: of no state


@dataclass
class Network:
    """Nodes and edges; ``states`` names what the amounts stand for."""

    states: tuple[str, ...]
    nodes: dict[Key, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    @property
    def mixes(self) -> bool:
        """Whether some pool has several on both sides."""
        return any(node.kind == "pool" for node in self.nodes.values())


def build_network(states: Mapping[str, Iterable[Row]]) -> Network:
    """The network of some states (plan, today, years), each given by its flow records summed over slots.

    A record has element, kind, route, site, owner, material, direction, amount and unit; and, where that is known,
    how (``known``) and its standard uncertainty (``year_uncertainty``).
    """
    network = Network(tuple(states))
    arcs: dict[tuple[Key, Key, str], Edge] = {}
    markets = {row["element"] for rows in states.values() for row in rows if row["kind"] == "market"}
    for position, rows in enumerate(states.values()):
        for row in _net_of_stores(rows):
            _add(network, arcs, row, position, markets)
    edges = [edge for edge in arcs.values() if edge.amounts.max() > SMALL]
    network.edges = merged(_contract_pools(_contract_links(edges)))
    used = {key for edge in network.edges for key in (edge.source, edge.target)}
    network.nodes = {key: node for key, node in network.nodes.items() if key in used}
    return network


def _net_of_stores(rows: Iterable[Row]) -> Iterable[Row]:
    net: dict[tuple[object, ...], Row] = {}
    for row in rows:
        if row["kind"] != "store":
            yield row
            continue
        sign = 1.0 if row["direction"] == "into pool" else -1.0
        key = (row["element"], row["site"], row["material"])
        kept = net.setdefault(key, {**row, "amount": 0.0, "year_uncertainty": None})
        kept["amount"] += sign * row["amount"]
    for row in net.values():
        direction = "into pool" if row["amount"] > 0 else "out of pool"
        yield {**row, "amount": abs(row["amount"]), "direction": direction}


def _add(network: Network, arcs: dict[tuple[Key, Key, str], Edge], row: Row, position: int, markets: set[str]) -> None:
    material, site = str(row["material"]), str(row["site"])
    pool: Key = ("pool", f"{site}\t{material}")
    kind, name = str(row["kind"]), str(row["element"])
    key: Key = (kind, f"{name}\t{material}" if kind == "link" else name)
    if kind == "return":  # what comes back leaves the market it was sold in
        market = next((part for part in (name, *name.split(" > ")) if part in markets), None)
        key, kind = (("market", market), "market") if market else (key, kind)
    if pool not in network.nodes:
        network.nodes[pool] = Node(pool, material, "pool", site=site)
    if key not in network.nodes:
        network.nodes[key] = Node(key, name, kind, str(row["route"] or ""), site, str(row["owner"] or ""))
    source, target = (key, pool) if row["direction"] == "into pool" else (pool, key)
    if (source, target, material) not in arcs:
        nothing = np.zeros(len(network.states))
        blank = (Certainty(),) * len(network.states)
        arcs[source, target, material] = Edge(source, target, material, site, str(row["unit"]), nothing, (), blank)
    edge = arcs[source, target, material]
    here = slice(position, position + 1)
    known = of_sum(edge.certain[here], (_certain(row),), edge.amounts[here].tolist(), (float(row["amount"]),))
    edge.certain = (*edge.certain[:position], *known, *edge.certain[position + 1 :])
    edge.amounts[position] += row["amount"]


def _certain(row: Row) -> Certainty:
    """How a row's amount is known."""
    unsure = row.get("year_uncertainty")
    return Certainty(str(row.get("known") or ""), np.nan if unsure is None else float(unsure))


def _contract_links(edges: list[Edge]) -> list[Edge]:
    sent = {edge.target: edge for edge in edges if edge.target[0] == "link"}
    kept = [edge for edge in edges if edge.target[0] != "link"]
    joined = []
    for edge in kept:
        if edge.source[0] == "link" and edge.source in sent:
            before = sent[edge.source]
            via = (edge.source[1].split("\t")[0],)
            edge = Edge(
                before.source, edge.target, edge.material, edge.site, edge.unit, edge.amounts, via, edge.certain
            )
        joined.append(edge)
    return joined


def _contract_pools(edges: list[Edge]) -> list[Edge]:
    """Join deliverer and taker wherever one of the two sides of a pool has a single edge."""
    alive = dict(enumerate(edges))
    into: dict[Key, list[int]] = {}
    out: dict[Key, list[int]] = {}
    for number, edge in alive.items():
        into.setdefault(edge.target, []).append(number)
        out.setdefault(edge.source, []).append(number)
    waiting = [key for key in {**into, **out} if key[0] == "pool"]
    numbers = count(len(edges))
    while waiting:
        pool = waiting.pop()
        arriving, leaving = into.get(pool, []), out.get(pool, [])
        if not arriving or not leaving or (len(arriving) > 1 and len(leaving) > 1):
            continue
        if set(arriving) & set(leaving):
            continue
        total = sum((alive[number].amounts for number in arriving), np.zeros(len(alive[arriving[0]].amounts)))
        for first in arriving:
            for second in leaving:
                joined = _join(alive[first], alive[second], total if len(arriving) > 1 else None)
                joined.certain = _certain_of_both(alive[first], alive[second], len(arriving), len(leaving))
                number = next(numbers)
                alive[number] = joined
                out[joined.source].append(number)
                into[joined.target].append(number)
        for number in arriving:
            out[alive[number].source].remove(number)
            del alive[number]
        for number in leaving:
            into[alive[number].target].remove(number)
            del alive[number]
        into.pop(pool, None)
        out.pop(pool, None)
    return list(alive.values())


def _join(first: Edge, second: Edge, total: Floats | None) -> Edge:
    """Two edges as one: what arrives at the end; of several that arrive together (``total``) each its part."""
    amounts = second.amounts.copy()
    if total is not None:
        amounts = amounts * np.divide(first.amounts, total, out=np.zeros_like(total), where=total > 0)
    return Edge(first.source, second.target, first.material, first.site, first.unit, amounts, (*first.via, *second.via))


def _certain_of_both(first: Edge, second: Edge, arriving: int, leaving: int) -> States:
    """How the amount of two edges joined is known: each of several is as it is known, of one and one the better."""
    if arriving == leaving == 1:
        return of_same(second.certain, first.certain)
    return first.certain if arriving > 1 else second.certain


def merged(edges: list[Edge]) -> list[Edge]:
    """Edges of one material between the same two nodes as one; those that carry nothing are left out."""
    found: dict[tuple[Key, Key, str], Edge] = {}
    for edge in edges:
        if edge.amounts.max() <= SMALL:
            continue
        key = (edge.source, edge.target, edge.material)
        if key in found:
            before = found[key]
            before.certain = of_sum(before.certain, edge.certain, before.amounts.tolist(), edge.amounts.tolist())
            before.amounts = before.amounts + edge.amounts
            found[key].via = tuple(dict.fromkeys((*found[key].via, *edge.via)))
        else:
            found[key] = edge
    return list(found.values())
