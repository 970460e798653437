"""Which diagrams a report shows: each element where they are few, by site and by firm, and what a node opens into."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..facts.plan_view import Figures
from .diagram import Diagram, draw_network, holds_of, network_of, others
from .grouping import by_place, gathered, opened, places_of
from .network import Key, Network

MOST = 40  # nodes of a picture that nobody asked for
MOST_DRAWN = 1500  # ribbons over all views of the picture of each element; beyond it is opened part by part
GROUPED = ("mass", "energy")  # quantities of places; money is worth another price at each site
ALIKE = 1.2  # times as many pairs of site and owner as there are of the fewer


@dataclass
class Pictures:
    """The diagrams by how they are grouped (process, site, owner), the one to begin with, and those to open by name."""

    grouped: dict[str, Diagram] = field(default_factory=dict)
    first: str = ""
    both: bool = False  # whether sites are firms as well
    opened: dict[str, Diagram] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)  # of those to open


def pictures_of(figures: Figures) -> Pictures | None:
    """The diagrams of a plan; None where nothing flows."""
    network = network_of(figures)
    if not network.edges:
        return None
    found = Pictures()
    each = draw_network(figures, network)
    if len(each.edges) * len(each.drawn) <= MOST_DRAWN or len(network.nodes) <= MOST:
        found.grouped["process"] = each
    for by in ("site",) if alike(network) else ("site", "owner"):
        if len(set(places_of(network, by).values())) > 1:
            _add_places(figures, network, by, found)
    found.both = "owner" not in found.grouped and len(set(places_of(network, "owner").values())) > 1
    if len(network.nodes) <= MOST:
        found.first = "process"
    elif "site" in found.grouped or "owner" in found.grouped:
        found.first = "site" if "site" in found.grouped else "owner"
    else:
        _add_gathered(figures, network, found)
    return found


def alike(network: Network) -> bool:
    """Whether owners part the nodes about as sites do, so that one picture serves for both."""
    sites, owners = places_of(network, "site"), places_of(network, "owner")
    pairs = {(sites[key], owners[key]) for key in network.nodes}
    return len(pairs) <= ALIKE * min(len(set(sites.values())), len(set(owners.values())))


def _add_places(figures: Figures, network: Network, by: str, found: Pictures) -> None:
    """The picture of places, and of each place that holds several things one to open."""
    words = figures.language.plain
    places = by_place(network, by, words("sankey.outside"), lambda route: words.word(route) or words("no_route"))
    outer = places.network
    if not outer.edges or len(outer.nodes) >= len(network.nodes):
        return
    shown, then = gathered(outer, MOST, holds_of(figures), others(figures))
    few = len(network.nodes) <= MOST  # then each element is to be seen anyhow
    names = {place: f"{by}:{place[1]}" for place, keys in places.inside.items() if len(keys) > 1 and not few}
    for place, keys in places.inside.items():
        detail, _ = gathered(opened(network, keys, outer, places.became), MOST, holds_of(figures), others(figures))
        if place in names and detail.edges and place in outer.nodes:
            name = names[place]
            found.opened[name] = draw_network(figures, detail, GROUPED, names, apart=True)
            found.titles[name] = outer.nodes[place].name
    for new in dict.fromkeys(after for before, after in then.items() if after != before):
        members = {before: None for before, after in then.items() if after == new}
        name = f"{by}:{new[1]}"
        found.opened[name] = draw_network(figures, opened(outer, members, shown, then), GROUPED, names, apart=True)
        found.titles[name] = shown.nodes[new].name
        names[new] = name
    found.grouped[by] = draw_network(figures, shown, GROUPED, names, apart=True)


def _add_gathered(figures: Figures, network: Network, found: Pictures) -> None:
    """Of a plant at one place the picture of each element, the smallest gathered and to be opened."""
    shown, then = gathered(network, MOST, holds_of(figures), others(figures))
    names: dict[Key, str] = {}
    for new in dict.fromkeys(after for before, after in then.items() if after != before):
        members = {before: None for before, after in then.items() if after == new}
        name = f"part:{new[1]}"
        detail, _ = gathered(opened(network, members, shown, then), 2 * MOST, holds_of(figures), others(figures))
        found.opened[name] = draw_network(figures, detail, GROUPED, apart=True)
        found.titles[name] = shown.nodes[new].name
        names[new] = name
    found.grouped["part"], found.first = draw_network(figures, shown, opens=names, apart=True), "part"
