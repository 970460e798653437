"""Well-known binary (OGC 06-103r4): points, lines and areas as databases of maps hold them, read and written."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from .feature import Point

KINDS = {1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon"}


def points_of(held: bytes) -> tuple[str, list[Point]]:
    """The kind and the points of a geometry: of an area those of its first outer ring, of other parts those of the
    first one. The kind is blank, and there are no points, where it is none of the six kinds or empty.

    >>> points_of(struct.pack("<BIdd", 1, 1, -100.36, 19.44))
    ('Point', [(-100.36, 19.44)])
    """
    order = "<" if held[0] == 1 else ">"
    (code,) = struct.unpack_from(f"{order}I", held, 1)
    kind, size = KINDS.get(code % 1000, ""), {0: 2, 1: 3, 2: 3, 3: 4}.get(code // 1000, 0)
    if not kind or not size:
        return "", []
    if kind == "Point":
        point = struct.unpack_from(f"{order}{size}d", held, 5)
        return (kind, [_placed(point, code)]) if point[0] == point[0] else ("", [])
    (parts,) = struct.unpack_from(f"{order}I", held, 5)
    if not parts:
        return "", []
    if kind.startswith("Multi"):
        single, points = points_of(held[9:])
        return ("Polygon" if kind == "MultiPolygon" else single if parts == 1 else kind), points
    start, count = 9, parts
    if kind == "Polygon":
        (count,) = struct.unpack_from(f"{order}I", held, 9)
        start = 13
    numbers = struct.unpack_from(f"{order}{size * count}d", held, start)
    return kind, [_placed(numbers[at : at + size], code) for at in range(0, size * count, size)]


def _placed(numbers: tuple[float, ...], code: int) -> Point:
    """A point without its measure, which stands last where there is one."""
    return numbers[:-1] if code // 1000 in (2, 3) else numbers


def point_or_line(points: Sequence[Point]) -> bytes:
    """A point, or a line where there are more of them, without heights.

    >>> points_of(point_or_line([(1.0, 2.0), (3.0, 4.5)]))
    ('LineString', [(1.0, 2.0), (3.0, 4.5)])
    """
    numbers = [part for point in points for part in point[:2]]
    if len(points) == 1:
        return struct.pack("<BI2d", 1, 1, *numbers)
    return struct.pack(f"<BII{len(numbers)}d", 1, 2, len(points), *numbers)
