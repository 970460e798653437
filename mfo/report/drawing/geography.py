"""Where places stand on a map: an equirectangular projection, true to scale at the mean latitude, and a scale bar.

Within a region of some hundred kilometres the error of length is below one in a hundred. No tiles, no network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

EARTH = 6371.0088  # mean radius [km]
LEAST_EXTENT = 0.05  # km: places that all coincide are not blown up
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
    xs, ys = [x for x, _ in at.values()], [y for _, y in at.values()]
    across, down = max(max(xs) - min(xs), LEAST_EXTENT), max(max(ys) - min(ys), LEAST_EXTENT)
    free = room.width - 2 * room.margin
    per_km = min(free / across, (room.highest - 2 * room.head) / down)
    height = max(room.lowest, down * per_km + 2 * room.head)
    mean = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    points = {
        name: (room.width / 2 + (x - mean[0]) * per_km, height / 2 + (y - mean[1]) * per_km)
        for name, (x, y) in at.items()
    }
    return Placed(points, height, per_km)


def _turn(degrees: float) -> float:
    """A difference of longitudes the short way round."""
    return (degrees + 180.0) % 360.0 - 180.0


def scale_bar(per_km: float, most: float) -> tuple[float, float]:
    """The longest of 1, 2 or 5 times a power of ten kilometres that takes at most so many pixels: (km, px)."""
    longest = most / per_km
    power = 10.0 ** math.floor(math.log10(longest))
    length = next(power * factor for factor in (5.0, 2.0, 1.0) if power * factor <= longest * (1 + 1e-9))
    return length, length * per_km
