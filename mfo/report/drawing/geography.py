"""Where places stand on a map: an equirectangular projection, true to scale at the mean latitude, and a scale bar.

Within a region of some hundred kilometres the error of length is below one in a hundred. No tiles, no network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from statistics import median

EARTH = 6371.0088  # mean radius [km]
LEAST_EXTENT = 0.05  # km: places that all coincide are not blown up
CLOSER = 2.0  # times as large the map is drawn at least where the farthest places stand at its edge
FEW = 8  # one in so many places may stand there
BAND = 0.044  # between them and the others, of the width
Point = tuple[float, float]


@dataclass(frozen=True)
class Room:
    """The room for places within a drawing [px]: its width, the heights allowed, and margins for names."""

    width: float
    lowest: float
    highest: float
    margin: float  # left and right
    head: float  # above and below


WIDE = Room(1000.0, 320.0, 640.0, 120.0, 40.0)
NARROW = Room(360.0, 260.0, 460.0, 58.0, 34.0)


@dataclass(frozen=True)
class Placed:
    """Places in pixels, the height of the drawing, and how many pixels a kilometre takes."""

    points: dict[str, Point]
    height: float
    per_km: float
    far: dict[str, float] = field(default_factory=dict)  # places at the edge: how far they are from the middle [km]


def project(places: Mapping[str, tuple[float, float]], room: Room) -> Placed:
    """Places by name, as (latitude, longitude) in degrees, in the pixels of a room; north is up."""
    latitudes = [latitude for latitude, _ in places.values()]
    first = next(iter(places.values()))[1]
    middle = math.radians((min(latitudes) + max(latitudes)) / 2)
    degree = math.radians(1.0) * EARTH
    at = {
        name: (math.cos(middle) * degree * _turn(longitude - first), -degree * latitude)
        for name, (latitude, longitude) in places.items()
    }
    far = _far(at, room)
    near = {name: place for name, place in at.items() if name not in far}
    inner = _banded(room) if far else room
    per_km, height = _size(near, inner)
    xs, ys = [x for x, _ in near.values()], [y for _, y in near.values()]
    mean = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    points, distances = {}, {}
    for name, (x, y) in at.items():
        across, down = x - mean[0], y - mean[1]
        scale = per_km
        if name in far:
            distances[name] = math.hypot(across, down)
            free = room.width / 2 - room.margin, height / 2 - room.head
            scale = min(side / abs(way) for side, way in zip(free, (across, down), strict=True) if way)
        points[name] = room.width / 2 + across * scale, height / 2 + down * scale
    return Placed(points, height, per_km, distances)


def _size(at: Mapping[str, Point], room: Room) -> tuple[float, float]:
    """The pixels of a kilometre and the height of the drawing that places need."""
    xs, ys = [x for x, _ in at.values()], [y for _, y in at.values()]
    across, down = max(max(xs) - min(xs), LEAST_EXTENT), max(max(ys) - min(ys), LEAST_EXTENT)
    per_km = min((room.width - 2 * room.margin) / across, (room.highest - 2 * room.head) / down)
    return per_km, max(room.lowest, down * per_km + 2 * room.head)


def _banded(room: Room) -> Room:
    band = BAND * room.width
    return replace(room, margin=room.margin + band, head=room.head + band)


def _far(at: Mapping[str, Point], room: Room) -> set[str]:
    """The fewest of the farthest places without which the map is drawn much larger; none where there are no such."""
    middle = median(x for x, _ in at.values()), median(y for _, y in at.values())
    order = sorted(at, key=lambda name: -math.dist(at[name], middle))
    whole, inner = _size(at, room)[0], _banded(room)
    for count in range(1, len(at) // FEW + 1):
        near = {name: at[name] for name in order[count:]}
        if _size(near, inner)[0] >= CLOSER * whole:
            return set(order[:count])
    return set()


def _turn(degrees: float) -> float:
    """A difference of longitudes the short way round."""
    return (degrees + 180.0) % 360.0 - 180.0


def scale_bar(per_km: float, most: float) -> tuple[float, float]:
    """The longest of 1, 2 or 5 times a power of ten kilometres that takes at most so many pixels: (km, px)."""
    longest = most / per_km
    power = 10.0 ** math.floor(math.log10(longest))
    length = next(power * factor for factor in (5.0, 2.0, 1.0) if power * factor <= longest * (1 + 1e-9))
    return length, length * per_km
