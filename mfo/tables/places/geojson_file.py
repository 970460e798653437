"""GeoJSON (RFC 7946): features read with the lines they begin in, and written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ...errors import Findings, Where
from .feature import Feature

_WGS84 = re.compile(r"(crs84|4326)\b", re.IGNORECASE)
_FEATURES = re.compile(r'"features"\s*:\s*\[')


def read_geojson(text: str, shown: str, findings: Findings) -> list[Feature]:
    """The features of a text; what is wrong with it is among the findings."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        findings.error(
            "geo-form",
            f"This is no GeoJSON: {str(error).split(':')[0]}.",
            Where(shown, line=line),
            "Save the places anew as GeoJSON.",
        )
        return []
    if not isinstance(whole, dict) or whole.get("type") not in ("FeatureCollection", "Feature"):
        findings.error(
            "geo-form",
            "This is no collection of features.",
            Where(shown),
            "Save the places as GeoJSON features, points with names.",
        )
        return []
    crs = json.dumps(whole.get("crs")) if whole.get("crs") else ""
    if crs and not _WGS84.search(crs):
        findings.error(
            "geo-crs",
            f"The coordinates are in another system than WGS 84: {crs[:80]}.",
            Where(shown),
            "Save the places in WGS 84 (EPSG:4326), in degrees.",
        )
        return []
    if whole["type"] == "Feature":
        return list(_features([(whole, 1)], shown, findings))
    return list(_features(_with_lines(whole, text), shown, findings))


def _with_lines(whole: dict[str, object], text: str) -> list[tuple[object, int]]:
    """Each feature with the line that it begins in; 1 where that cannot be told."""
    found = whole.get("features")
    items = found if isinstance(found, list) else []
    start, decoder, places = _FEATURES.search(text), json.JSONDecoder(), []
    position = start.end() if start else len(text)
    for _ in items:
        gap = re.compile(r"[\s,]*").match(text, position)
        position = gap.end() if gap else position
        try:
            _, end = decoder.raw_decode(text, position)
        except ValueError:  # the first `"features"` of the text was another one
            return [(item, 1) for item in items]
        places.append(text.count("\n", 0, position) + 1)
        position = end
    return list(zip(items, places, strict=True))


def _features(items: Sequence[tuple[object, int]], shown: str, findings: Findings) -> Iterator[Feature]:
    for item, line in items:
        geometry = item.get("geometry") if isinstance(item, dict) else None
        told = (item.get("properties") if isinstance(item, dict) else None) or {}
        name = next(
            (told[key] for key in ("site", "name", "Name", "nombre", "Nombre", "title") if told.get(key)),
            item.get("id") if isinstance(item, dict) else None,
        )
        plain = {key: value for key, value in told.items() if isinstance(value, str | int | float)}
        try:
            kind, points = _points(geometry)
        except (TypeError, ValueError, KeyError, IndexError):
            findings.error(
                "geo-form",
                "The feature has no coordinates that can be read.",
                Where(shown, line=line),
                "Give longitude and latitude in degrees.",
            )
            continue
        yield Feature(kind, points, "" if name is None else str(name), plain, line)


def _points(geometry: Any) -> tuple[str, list[tuple[float, ...]]]:
    kind, held = geometry["type"], geometry["coordinates"]
    if kind not in ("Point", "MultiPoint", "LineString", "Polygon", "MultiPolygon"):
        return str(kind), []
    ring = {"Point": [held], "Polygon": held[0], "MultiPolygon": held[0][0] if kind == "MultiPolygon" else []}
    points = [tuple(float(part) for part in point) for point in ring.get(kind, held)]
    if not points or any(len(point) < 2 for point in points):
        raise ValueError(kind)
    return ("Polygon" if kind == "MultiPolygon" else kind), points


def geojson_text(features: Sequence[Feature]) -> str:
    """Features as GeoJSON, one a line."""
    lines = [json.dumps(_record(each), ensure_ascii=False) for each in features]
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _record(each: Feature) -> dict[str, object]:
    held: object = list(each.points[0]) if each.kind == "Point" else [list(point) for point in each.points]
    return {
        "type": "Feature",
        "properties": {"name": each.name, **each.properties},
        "geometry": {"type": each.kind, "coordinates": held},
    }
