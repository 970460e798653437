"""A plant as boxes and arrows: a box a site with what stands in it, an arrow from site to site for what may go there.

It shows what is there before anything is planned. The columns and the ways round boxes are those of the flow diagram.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...plant.model import Plant
from ..facts.language import Language
from ..sankey.labels import shorten
from ..sankey.layers import arrange
from ..sankey.layout import DiagramFrame, Picture, View, lay_out, loop_room
from .geography import NARROW, WIDE
from .shapes import Drawing, Shape, group, text
from .site_map import SiteMap, Way, draw_map, legend

BOX, LINE, HEAD = 196.0, 19.0, 26.0  # width of a box, height of a line in it and of its heading [px]
APART = 8.0  # between arrows at a box [px]
MOST, FEW = 5, 2  # of a kind in a box, in a plant of many sites; the rest is told when one points there
MANY = 12  # sites
KINDS = ("supply", "process", "store", "market")
Element = tuple[str, str, str]  # kind, name, and what one reads when one points there


def pictures_of(plant: Plant, words: Language) -> dict[str, object]:
    """The diagram and, where two sites have coordinates, the map for wide and narrow screens, as plain data."""
    found: dict[str, object] = {
        "diagram": plant_diagram(plant, words).data(),
        "told": words("plant.aria", count=len(plant.sites)),
    }
    made = plant_map(plant, words)
    if made is not None:
        drawn = [draw_map(made, room, None) for room in (WIDE, NARROW)]
        found["map"] = [drawing.data() for drawing in drawn]
        names = [legend(drawing) for drawing in drawn]
        found["map_names"] = [words("map.numbered", names=told) if told else "" for told in names]
        found["map_told"] = words("map.aria", count=len(made.places))
    return found


def plant_map(plant: Plant, words: Language) -> SiteMap | None:
    """The map of a plant's links, all of them as thin; None where fewer than two sites have coordinates."""
    places = {
        name: (site.latitude, site.longitude)
        for name, site in plant.sites.items()
        if site.latitude is not None and site.longitude is not None
    }
    if len(places) < 2:
        return None
    joined: dict[tuple[str, str], list[str]] = {}
    for link in plant.links:
        if link.origin in places and link.destination in places:
            joined.setdefault((link.origin, link.destination), []).extend(link.materials)
    ways = [Way(origin, destination, 0.0) for origin, destination in joined]
    told = {pair: ", ".join(dict.fromkeys(materials)) for pair, materials in joined.items()}
    owners = {name: site.owner for name, site in plant.sites.items()}
    return SiteMap(places, {("", ""): ways}, {}, words, owners, told)


def plant_diagram(plant: Plant, words: Language) -> Drawing:
    """The diagram of a plant."""
    sites = list(plant.sites)
    at = {name: number for number, name in enumerate(sites)}
    pairs: dict[tuple[int, int], list[str]] = {}
    for link in plant.links:
        pairs.setdefault((at[link.origin], at[link.destination]), []).extend(link.materials)
    edges = list(pairs)
    inside = [_lines(_elements(plant, name), words, FEW if len(sites) > MANY else MOST) for name in sites]
    columns = arrange(len(sites), edges, [1.0] * len(edges), [False] * len(sites))
    heights = tuple(HEAD + LINE * len(lines) + 8.0 for lines in inside)
    frame = DiagramFrame(height=1.0, gap=56.0, widths=(0.0,) * len(columns.members), heights=heights, node=BOX)
    view = View([APART] * len(edges), [True] * len(edges))
    lonely = [n for n in range(len(sites)) if not any(n in edge for edge in edges)]
    picture = lay_out(columns, edges, view, 1.0, frame, loop_room(columns, edges, [view], 1.0))
    arrows = [
        _arrow(picture, e, f"{sites[s]} → {sites[t]}: {', '.join(dict.fromkeys(pairs[s, t]))}")
        for e, (s, t) in enumerate(edges)
        if e in picture.ribbons
    ]
    boxes, bottom = [], picture.height
    for n, box in picture.boxes.items():
        boxes.append(_box(plant, sites[n], inside[n], box.x, box.label_y - heights[n] / 2))
    for place, n in enumerate(lonely):  # joined to nothing: in rows below
        per_row = max(1, int(picture.width // (BOX + 16)))
        if place % per_row == 0:
            top, bottom = bottom + 12.0, bottom + 12.0 + max(heights[m] for m in lonely[place : place + per_row])
        boxes.append(_box(plant, sites[n], inside[n], 8.0 + place % per_row * (BOX + 16), top))
    return Drawing(max(picture.width, BOX + 16), bottom + 8.0, (group("arrows", arrows), *boxes))


def _elements(plant: Plant, site: str) -> list[Element]:
    """What stands at a site, by kind."""
    found = [("supply", each.name, each.material) for each in plant.supplies if each.site == site]
    found += [("process", each.name, each.route) for each in plant.processes if each.site == site]
    found += [("store", each.name, ", ".join(each.materials)) for each in plant.stores if each.site == site]
    return found + [("market", each.name, ", ".join(each.materials)) for each in plant.markets if each.site == site]


def _lines(elements: Sequence[Element], words: Language, most: int) -> list[Element]:
    """The lines of a box: so many of each kind, and one that names the rest."""
    found = []
    for kind in KINDS:
        held = [element for element in elements if element[0] == kind]
        shown = held if len(held) <= most + 1 else held[:most]
        rest = [name for _, name, _ in held[len(shown) :]]
        found += shown
        if rest:
            found.append((kind, words("and_more", count=len(rest)).rstrip("."), ", ".join(rest)))
    return found


def _box(plant: Plant, site: str, lines: Sequence[Element], left: float, top: float) -> Shape:
    owner = plant.sites[site].owner
    frame = Shape(
        "rect",
        {
            "class": "box",
            "x": f"{left:.1f}",
            "y": f"{top:.1f}",
            "width": f"{BOX:g}",
            "height": f"{HEAD + LINE * len(lines) + 4:g}",
            "rx": "7",
        },
    )
    title = text(shorten(site, (BOX - 20) / 1.15), left + 10, top + 18, "name")
    told = f"{site} ({owner})" if owner else site
    parts = [
        _line(kind, name, more, left, top + HEAD + LINE * number) for number, (kind, name, more) in enumerate(lines)
    ]
    return Shape("g", {"class": "place"}, title=told, inside=(frame, title, *parts))


def _line(kind: str, name: str, more: str, left: float, top: float) -> Shape:
    mark = Shape(
        "rect",
        {"class": "mark", "x": f"{left + 10:.1f}", "y": f"{top + 4:.1f}", "width": "10", "height": "10", "rx": "2"},
    )
    told = f"{name}: {more}" if more else name
    return Shape("g", {"class": kind}, title=told, inside=(mark, text(shorten(name, BOX - 40), left + 26, top + 13)))


def _arrow(picture: Picture, edge: int, told: str) -> Shape:
    """A way with its head where it arrives, from the left."""
    path, _ = picture.ribbons[edge]
    x, y = picture.tips[edge]
    head = {"class": "head", "points": f"{x:.1f},{y:.1f} {x - 8:.1f},{y - 4:.1f} {x - 8:.1f},{y + 4:.1f}"}
    return Shape(
        "g",
        {"class": "way"},
        title=told,
        inside=(Shape("path", {"d": path, "stroke-width": "1.4"}), Shape("polygon", head)),
    )
