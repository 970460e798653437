"""Networks with fewer nodes: by site, by firm, one place opened, and the smallest gathered into one.

Sizes are compared only within one unit: by mass where a node moves anything that has one, else by energy, else by the
unit that it moves. Nothing of one unit is called smaller than something of another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ...plan.tables.schema import Row
from .network import Edge, Key, Network, Node, merged

PLACES = ("site", "owner")
SHARED = ("mass", "energy")  # in this order, what a node is sized by where it has it
OUTSIDE: Key = ("supply", "\t")
Sized = tuple[str, float]  # the unit or quantity, and how much passes


def places_of(network: Network, by: str) -> dict[Key, str]:
    """The site, or the owner, that each node belongs to.

    A node without an owner, such as a pool, belongs to whoever owns most at its site; where nobody does, to the site.
    """
    if by == "site":
        return {key: node.site for key, node in network.nodes.items()}
    owners: dict[str, Counter[str]] = {}
    for node in network.nodes.values():
        if node.owner:
            owners.setdefault(node.site, Counter())[node.owner] += 1
    most = {site: count.most_common(1)[0][0] for site, count in owners.items()}
    return {key: node.owner or most.get(node.site, node.site) for key, node in network.nodes.items()}


@dataclass
class Places:
    """The network of places, and of each the nodes of the first network that it stands for."""

    network: Network
    inside: dict[Key, dict[Key, None]]  # in the order of the first network, each once
    became: dict[Key, Key]  # of every node of the first network: its place


def by_place(network: Network, by: str, outside: str, ends: Callable[[str], str]) -> Places:
    """The network of places.

    What a place with processes is supplied with comes to it from ``outside``, and what it sells goes from it to its
    route (``ends`` names it); a place without processes gives and takes by itself what is supplied and sold there. What
    stays within a place is left out.
    """
    places = places_of(network, by)
    working = {places[key] for key, node in network.nodes.items() if node.kind not in ("supply", "market")}
    became = {key: (by, place) for key, place in places.items()}
    nodes: dict[Key, Node] = {}
    for key, node in network.nodes.items():
        nodes.setdefault(became[key], Node(became[key], places[key], by, site=node.site, owner=node.owner))
    edges: list[Edge] = []
    for edge in network.edges:
        source, target = network.nodes[edge.source], network.nodes[edge.target]
        if source.kind == "supply" and places[edge.source] in working:
            nodes.setdefault(OUTSIDE, Node(OUTSIDE, outside, "supply"))
            edges.append(replace(edge, source=OUTSIDE, target=became[edge.source], amounts=edge.amounts.copy(), via=()))
        if target.kind == "market" and places[edge.target] in working:
            end: Key = ("market", f"\t{target.route}")
            nodes.setdefault(end, Node(end, ends(target.route), "market", target.route))
            edges.append(replace(edge, source=became[edge.target], target=end, amounts=edge.amounts.copy(), via=()))
        if became[edge.source] != became[edge.target]:
            between = became[edge.source], became[edge.target]
            edges.append(replace(edge, source=between[0], target=between[1], amounts=edge.amounts.copy()))
    inside: dict[Key, dict[Key, None]] = {}
    for key, place in became.items():
        inside.setdefault(place, {})[key] = None
    found = _joined(Network(network.states, nodes, edges), nodes, {key: key for key in nodes})
    return Places(found, inside, became)


def opened(network: Network, inside: Mapping[Key, None], outer: Network, became: Mapping[Key, Key]) -> Network:
    """The nodes ``inside`` one by one, and what they give to and take from others as ``outer`` shows these."""
    names = {key: key if key in inside else became[key] for key in network.nodes}
    nodes = {**{key: network.nodes[key] for key in inside}, **outer.nodes}
    edges = [edge for edge in network.edges if edge.source in inside or edge.target in inside]
    return _joined(Network(network.states, network.nodes, edges), nodes, names)


def gathered(
    network: Network, most: int, holds: Mapping[str, Row], other: Callable[[int], str]
) -> tuple[Network, dict[Key, Key]]:
    """At most ``most`` nodes where that can be done: the smallest of a kind, route and unit become one.

    ``holds`` are the materials; ``other`` names such a node by how many it stands for. The second is what became of
    each node.
    """
    became = {key: key for key in network.nodes}
    nodes = dict(network.nodes)
    sized = _sized(network, holds)
    for like in (_close, _kind):
        excess = len(set(became.values())) - most
        groups: dict[tuple[str, ...], list[Key]] = {}
        for key in sorted((k for k in became.values() if k in sized and k[0] != "pool"), key=lambda k: sized[k][1]):
            groups.setdefault(like(nodes[key], sized[key][0]), []).append(key)
        for kind, keys in sorted(groups.items(), key=lambda item: -len(item[1])):
            taken = list(dict.fromkeys(keys))[: min(len(set(keys)) - 3, excess + 1)]
            if len(taken) < 2 or excess <= 0:
                continue
            excess -= len(taken) - 1
            new: Key = (nodes[taken[0]].kind, "\t" + "\t".join(kind))
            first = nodes[taken[0]]
            members = tuple(nodes[key].name for key in taken)
            nodes[new] = Node(new, other(len(taken)), first.kind, first.route, members=members)
            became = {key: new if now in taken else now for key, now in became.items()}
        if excess <= 0:
            break
    return _joined(network, nodes, became), became


def _close(node: Node, unit: str) -> tuple[str, ...]:
    return node.kind, node.route, unit


def _kind(node: Node, unit: str) -> tuple[str, ...]:
    return node.kind, unit


def _sized(network: Network, holds: Mapping[str, Row]) -> dict[Key, Sized]:
    """How much passes each node, in the first of mass and energy that it has, else in the unit it moves first."""
    sums: dict[Key, dict[str, float]] = {}
    for edge in network.edges:
        held = holds.get(edge.material) or {}
        unit, factor = next(((q, held[q]) for q in SHARED if held.get(q)), (edge.unit, 1.0))
        for key in (edge.source, edge.target):
            passed = sums.setdefault(key, {})
            passed[unit] = passed.get(unit, 0.0) + float(edge.amounts.max()) * factor
    return {key: _first(passed) for key, passed in sums.items()}


def _first(passed: Mapping[str, float]) -> Sized:
    unit = next((quantity for quantity in SHARED if quantity in passed), next(iter(passed)))
    return unit, passed[unit]


def _joined(network: Network, nodes: Mapping[Key, Node], names: Mapping[Key, Key]) -> Network:
    """The network with its nodes renamed; what then stays within one node is left out, unless it did before."""
    edges = [
        replace(edge, source=names[edge.source], target=names[edge.target], amounts=edge.amounts.copy())
        for edge in network.edges
        if names[edge.source] != names[edge.target] or names[edge.source] == edge.source == edge.target
    ]
    kept: list[Edge] = merged(edges)
    used = {key for edge in kept for key in (edge.source, edge.target)}
    return Network(network.states, {key: node for key, node in nodes.items() if key in used}, kept)
