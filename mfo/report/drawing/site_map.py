"""The map of a plan: sites at their coordinates, links as curves as wide as what flows, for each state and choice.

A choice is one material, or all that have a mass or an energy: widths of one choice are amounts of one unit, so that
nothing is compared across units. There and back are two curves, each bent to its right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from ..facts.language import Language
from ..sankey.labels import LINE
from .geography import Placed, Point, Room, project, scale_bar
from .placing import NOTHING, Boxes, Label, Labels, squares
from .shapes import Drawing, Shape, group, text

DOT, BIG_DOT = 5.0, 7.0  # radius of a site, and of one with its number in it [px]
MARK_DISTANCES = (6.0, 9.0, 13.0)  # of a number from the middle of its dot [px]
WIDEST, THINNEST = 14.0, 1.2  # of a curve [px]
WIDEST_OF_MANY, MANY = 5.0, 40  # of a map with more curves than that
BEND = 0.14  # how far a curve swings out, by its length
FOOT = 38.0  # below the places, for the scale
MOST_AMOUNTS = 8  # that are written beside the widest curves
BOLD, SMALL = 1.1, 0.96  # the size of names and of amounts beside plain labels


@dataclass(frozen=True)
class Way:
    """What goes from one site to another."""

    origin: str
    destination: str
    amount: float
    parts: tuple[tuple[str, float, str], ...] = ()  # material, amount, unit: the largest first


@dataclass
class SiteMap:
    """Places by name, and what goes between them by (state, choice)."""

    places: Mapping[str, tuple[float, float]]  # latitude, longitude
    ways: Mapping[tuple[str, str], Sequence[Way]]
    units: Mapping[str, str]  # of each choice, by the period
    words: Language
    owners: Mapping[str, str] = field(default_factory=dict)
    materials: Mapping[tuple[str, str], str] = field(default_factory=dict)  # of each pair, where nothing flows yet

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """Every (origin, destination) of any view."""
        return list(dict.fromkeys((way.origin, way.destination) for ways in self.ways.values() for way in ways))

    def width(self, choice: str, amount: float) -> float:
        """The width of a curve [px]."""
        return max(THINNEST, amount * self.scale(choice))

    def told(self, choice: str, way: Way) -> str:
        """What a way carries, in words."""
        unit = self.units.get(choice, "")
        parts = ", ".join(f"{name} {self.words.amount(size, own)}" for name, size, own in way.parts)
        return self.words.amount(way.amount, unit) + (f" ({parts})" if parts else "")

    def model(self) -> dict[str, object]:
        """Every view for the page's script: by way its width, its amount and its words; the unit of each choice."""
        at = {pair: number for number, pair in enumerate(self.pairs)}
        views = {
            f"{state}|{choice}": {at[way.origin, way.destination]: self._entry(state, choice, way) for way in ways}
            for (state, choice), ways in self.ways.items()
        }
        return {
            "pairs": [f"{origin} → {destination}" for origin, destination in self.pairs],
            "views": views,
            "units": dict(self.units),
            "choices": self._choices,
        }

    def _entry(self, state: str, choice: str, way: Way) -> list[object]:
        """Width, amount, and its words without the unit; then the choices that it is made of, or all words at once."""
        unit, told = self.units.get(choice, ""), self.told(choice, way)
        shortest = [round(self.width(choice, way.amount), 1), float(f"{way.amount:.12g}")]
        amount = self.words.amount(way.amount, unit)
        parts = [self._choices.index(name) for name, _, _ in way.parts if name in self._choices]
        if not unit or not amount.endswith(f" {unit}") or any(not self._as_choice(state, way, p) for p in way.parts):
            return [*shortest, told]
        return [*shortest, amount.removesuffix(unit), *([parts] if parts else [])]

    def _as_choice(self, state: str, way: Way, part: tuple[str, float, str]) -> bool:
        """Whether a part of a way is written as the view of its material writes it."""
        name, size, unit = part
        held = self._by_pair.get((state, name, way.origin, way.destination))
        return held is not None and self.told(name, held) == self.words.amount(size, unit)

    @cached_property
    def _choices(self) -> list[str]:
        return list(dict.fromkeys(choice for _, choice in self.ways))

    @cached_property
    def _by_pair(self) -> dict[tuple[str, str, str, str], Way]:
        return {(s, c, way.origin, way.destination): way for (s, c), ways in self.ways.items() for way in ways}

    def scale(self, choice: str) -> float:
        """Pixels per unit of a choice, the same in all states."""
        largest = self._largest.get(choice, 0.0)
        return self.widest / largest if largest > 0 else 0.0

    @cached_property
    def _largest(self) -> dict[str, float]:
        """By choice the largest amount of all its views: looked up for every curve of every view."""
        found: dict[str, float] = {}
        for (_, choice), ways in self.ways.items():
            found[choice] = max([found.get(choice, 0.0), *(way.amount for way in ways)])
        return found

    @property
    def widest(self) -> float:
        """The width of the largest amount [px]: less where so many curves would cover the sites."""
        return max(WIDEST_OF_MANY, min(WIDEST, WIDEST * MANY / max(1, len(self.pairs))))


def draw_map(site_map: SiteMap, room: Room, shown: tuple[str, str] | None) -> Drawing:
    """The map in a room, showing one view; without one (None) every way is as thin as can be."""
    placed = project(site_map.places, room)
    labels = Labels(room.width, placed.height)
    across, down = np.reshape(list(placed.points.values()), (-1, 2)).T
    labels.block(squares(across, down, DOT + 1))
    bows = {pair: _bow(*(placed.points[name] for name in pair)) for pair in site_map.pairs}
    kept = {pair: bow for pair, bow in bows.items() if bow is not None}
    labels.lines = np.concatenate([NOTHING, *(_along(bow, 2.0) for bow in kept.values())])
    names = [(name, labels.place(name, *placed.points[name], size=BOLD)) for name in _by_traffic(site_map)]
    ways = [_way(site_map, number, kept[pair], shown) for number, pair in enumerate(site_map.pairs) if pair in kept]
    amounts = [
        _amounts(site_map, key, kept, Labels(room.width, placed.height, labels.taken), key == shown)
        for key in site_map.ways
        if shown is not None
    ]
    marks = _marks(labels, [(name, placed.points[name]) for name, label in names if label is None])
    sites = [_site(site_map, name, placed, label, marks.get(name)) for name, label in names]
    foot = _scale(site_map.words, placed, room)
    return Drawing(room.width, placed.height + FOOT, (group("ways", ways), group("sites", sites), *amounts, foot))


def numbered(drawing: Drawing) -> list[str]:
    """The sites that have a number in a drawing, because their names would collide: in the order of the numbers."""
    sites = next(shape for shape in drawing.shapes if shape.attributes.get("class") == "sites")
    held = [site for site in sites.inside if "data-number" in site.attributes]
    return [site.title for site in sorted(held, key=lambda site: int(site.attributes["data-number"]))]


def far_away(drawing: Drawing) -> list[tuple[str, float]]:
    """The sites at the edge of a drawing, and how far they are from the middle of the others [km]."""
    sites = next(shape for shape in drawing.shapes if shape.attributes.get("class") == "sites")
    return [(site.title, float(site.attributes["data-far"])) for site in sites.inside if "data-far" in site.attributes]


def legend(drawing: Drawing) -> str:
    """The numbers of a drawing and whose they are, on one line; blank where every name has its place."""
    return " · ".join(f"{number} {name}" for number, name in enumerate(numbered(drawing), 1))


def _marks(labels: Labels, unnamed: Sequence[tuple[str, Point]]) -> dict[str, tuple[str, Label | None]]:
    """A number for each site without a name, from the top downwards, beside its dot or else in it."""
    order = sorted(unnamed, key=lambda each: (each[1][1], each[1][0]))
    return {
        name: (str(number), labels.place(str(number), *point, MARK_DISTANCES, SMALL))
        for number, (name, point) in enumerate(order, 1)
    }


def _by_traffic(site_map: SiteMap) -> list[str]:
    """The sites, those with most ways first: their names find a place first."""
    count = dict.fromkeys(site_map.places, 0)
    for pair in site_map.pairs:
        for name in pair:
            count[name] += 1
    return sorted(count, key=lambda name: -count[name])


def _site(
    site_map: SiteMap, name: str, placed: Placed, label: Label | None, mark: tuple[str, Label | None] | None
) -> Shape:
    point, owner = placed.points[name], site_map.owners.get(name, "")
    number, beside = mark or ("", None)
    within = bool(number) and beside is None
    dot = Shape("circle", {"cx": f"{point[0]:.1f}", "cy": f"{point[1]:.1f}", "r": f"{BIG_DOT if within else DOT:g}"})
    lines = written(label, size=BOLD) if label is not None else written(beside, "digit", SMALL) if beside else ()
    if within:
        lines = (text(number, point[0], point[1] + 3, "digit in", "middle"),)
    kind = {"class": "site", **({"data-number": number} if number else {})}
    if name in placed.far:
        kind |= {"class": "site far", "data-far": f"{placed.far[name]:.3g}"}
    return Shape("g", kind, title=f"{name} ({owner})" if owner else name, inside=(dot, *lines))


def written(label: Label, kind: str = "", size: float = 1.0) -> tuple[Shape, ...]:
    """A label's lines."""
    return tuple(
        text(line, label.x, label.y + LINE * size * number, kind, label.anchor)
        for number, line in enumerate(label.lines)
    )


def _amounts(
    site_map: SiteMap, key: tuple[str, str], bows: Mapping[tuple[str, str], Bow], labels: Labels, visible: bool
) -> Shape:
    """The amounts of a view's widest curves, where they fit."""
    choice = key[1]
    ways = [way for way in site_map.ways[key] if (way.origin, way.destination) in bows]
    widths = {(way.origin, way.destination): site_map.width(choice, way.amount) for way in ways}
    labels.lines = np.concatenate([NOTHING, *(_along(bows[pair], width / 2 + 1) for pair, width in widths.items())])
    found: list[Shape] = []
    for way in sorted(ways, key=lambda way: -way.amount)[:MOST_AMOUNTS]:
        pair = way.origin, way.destination
        amount = site_map.words.amount(way.amount, site_map.units[choice], 3)
        distances = [widths[pair] / 2 + distance for distance in (4, 9, 15, 22)]
        label = labels.place(amount, *_at(bows[pair], 0.5), distances, SMALL, crossing=False)
        if label is not None:
            carried = {"data-value": repr(way.amount), "data-unit": site_map.units[choice]}
            found.append(group("told", written(label, "amount", SMALL), **carried))
    hidden = {} if visible else {"hidden": "hidden"}
    return group("amounts", found, **{"data-map-view": "|".join(key), **hidden})


Bow = tuple[Point, Point, Point]


def _bow(start: Point, end: Point) -> Bow | None:
    """A curve between two points that swings to its right, short of both dots; None where they coincide."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = math.hypot(across, down)
    if length < 3 * DOT:
        return None
    swing = min(46.0, max(7.0, BEND * length))
    middle = (start[0] + across / 2 - down / length * swing, start[1] + down / 2 + across / length * swing)
    return _towards(start, middle, DOT + 1), middle, _towards(end, middle, DOT + 3)


def _towards(point: Point, other: Point, distance: float) -> Point:
    length = math.hypot(other[0] - point[0], other[1] - point[1]) or 1.0
    return point[0] + (other[0] - point[0]) / length * distance, point[1] + (other[1] - point[1]) / length * distance


def _at(bow: Bow, part: float) -> Point:
    (a, b), (c, d), (e, f) = bow
    first, second, third = (1 - part) ** 2, 2 * part * (1 - part), part**2
    return first * a + second * c + third * e, first * b + second * d + third * f


def _along(bow: Bow, half: float) -> Boxes:
    """A curve as a row of small boxes."""
    length = math.dist(bow[0], bow[2])
    return squares(*_points(bow, max(2, min(40, round(length / max(4.0, 2 * half))))), half)


@lru_cache(maxsize=4096)  # the views of a map draw the same curves, each of its own width
def _points(bow: Bow, count: int) -> tuple[Boxes, Boxes]:
    """So many points of a curve, evenly along it."""
    part = (np.arange(count) + 0.5) / count
    (a, b), (c, d), (e, f) = bow
    first, second, third = (1 - part) ** 2, 2 * part * (1 - part), part**2
    return first * a + second * c + third * e, first * b + second * d + third * f


def _way(site_map: SiteMap, number: int, bow: Bow, shown: tuple[str, str] | None) -> Shape:
    """A curve with its arrow head near the middle of it, where nothing else ends."""
    pair = site_map.pairs[number]
    way = next((way for way in site_map.ways.get(shown or ("", ""), ()) if (way.origin, way.destination) == pair), None)
    told, carried = " → ".join(pair), {}
    if pair in site_map.materials:
        told += f": {site_map.materials[pair]}"
    width = THINNEST
    if way is not None and shown is not None and (unit := site_map.units.get(shown[1])):
        width = site_map.width(shown[1], way.amount)
        told += f": {site_map.told(shown[1], way)}"
        carried = {"data-value": repr(way.amount), "data-unit": unit}
    (a, b), (c, d), (e, f) = bow
    path = {"d": f"M{a:.1f} {b:.1f}Q{c:.1f} {d:.1f} {e:.1f} {f:.1f}", "stroke-width": f"{width:.1f}"}
    tip, back = _at(bow, 0.62), _at(bow, 0.5)
    turned = math.degrees(math.atan2(tip[1] - back[1], tip[0] - back[0]))
    place = f"translate({tip[0]:.1f} {tip[1]:.1f}) rotate({turned:.0f})"
    head = {
        "class": "head",
        "points": "1,0 -1,1 -1,-1",
        "transform": f"{place} scale({head_size(width):.1f})",
        "data-place": place,
    }
    hidden = {"hidden": "hidden"} if shown is not None and way is None else {}
    return Shape(
        "g",
        {"class": "way", "data-way": str(number), **carried, **hidden},
        title=told,
        inside=(Shape("path", path), Shape("polygon", head)),
    )


def head_size(width: float) -> float:
    """Half the length of the arrow head of a curve [px]."""
    return max(4.0, width / 2 + 2.5)


def _scale(words: Language, placed: Placed, room: Room) -> Shape:
    """The scale bar with its length, and where north is."""
    length, pixels = scale_bar(placed.per_km, room.width * 0.25)
    y = placed.height + 22.0
    told = words.plain.amount(length, "km") if length >= 1 else words.plain.amount(length * 1000, "m")
    bar = Shape("path", {"d": f"M12 {y - 5:.1f}V{y:.1f}H{12 + pixels:.1f}V{y - 5:.1f}", "class": "bar"})
    north = text(words("map.north"), room.width - 12, y, anchor="end")
    carried = {"data-value": repr(length if length >= 1 else length * 1000), "data-unit": "km" if length >= 1 else "m"}
    return group("foot", [bar, group("told", [text(told, 20 + pixels, y)], **carried), north])


def gather(rows: Iterable[tuple[str, str, str, float, str]]) -> list[Way]:
    """Ways from rows of (origin, destination, material, size, material's own amount and unit in words)."""
    found: dict[tuple[str, str], list[tuple[str, float, str]]] = {}
    for origin, destination, material, amount, unit in rows:
        found.setdefault((origin, destination), []).append((material, amount, unit))
    return [
        Way(
            origin,
            destination,
            math.fsum(amount for _, amount, _ in parts),
            tuple(sorted(parts, key=lambda part: -part[1])),
        )
        for (origin, destination), parts in found.items()
    ]
