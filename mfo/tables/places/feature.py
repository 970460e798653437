"""What stands on a map: points with a name, and lines between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

LONGEST_NAME = 10
"""Letters that the name of a column in a shapefile may have."""
FLOW = "flow"
"""What the property ``mfo`` says of a line that mfo has drawn; such lines are no sites."""
OGR = (".shp", ".gpkg")
"""The suffixes of those that a library of its own reads."""
GEO = (".geojson", ".kml", ".kmz", *OGR)
"""The suffixes of files of maps."""
SIDECARS = (".shx", ".dbf", ".prj", ".cpg")
"""The suffixes of what belongs to a shapefile beside it."""

Point = tuple[float, ...]
"""Longitude, latitude and perhaps the height [m]."""


@dataclass
class Feature:
    """One thing on a map, in WGS 84: ``kind`` is ``Point``, ``LineString``, ``Polygon``, or what else stands there."""

    kind: str
    points: Sequence[Point]
    name: str = ""
    properties: Mapping[str, str | float] = field(default_factory=dict)
    line: int = 1


def middle(points: Sequence[Point]) -> Point:
    """The centroid of a ring of points; of one without area their mean.

    >>> middle([(10.0, 20.0), (12.0, 20.0), (12.0, 22.0), (10.0, 22.0)])
    (11.0, 21.0)
    """
    left, low = points[0][:2]
    ring = [(x - left, y - low) for x, y, *_ in (*points, points[0])]  # near zero, so that little is lost
    pairs = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)]
    area = sum(cross for _, _, cross in pairs) / 2
    if abs(area) < 1e-14:
        return left + sum(x for x, _ in ring[:-1]) / len(points), low + sum(y for _, y in ring[:-1]) / len(points)
    return (
        left + sum((a[0] + b[0]) * cross for a, b, cross in pairs) / (6 * area),
        low + sum((a[1] + b[1]) * cross for a, b, cross in pairs) / (6 * area),
    )
