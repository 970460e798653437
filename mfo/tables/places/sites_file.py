"""A file of a map as the table ``sites``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...errors import Findings, Where
from ..cells.cell_text import clean, resolve
from ..cells.table import CellValue, Table, TableColumn
from ..formats.file_guards import decode, read_bytes
from .feature import FLOW, LONGEST_NAME, OGR, Feature, middle
from .geojson_file import read_geojson
from .kml_file import kml_of_kmz, read_kml
from .ogr_file import read_ogr

FURTHER = ("owner", "elevation", "household_size", "income", "served", "source")
"""Columns of ``sites`` that a place may have beside its name and coordinates."""
QUIET = frozenset({"name", "site", "Name", "nombre", "Nombre", "title", "mfo", "description", "styleUrl", "id"})


def read_sites_file(path: Path, shown: str, findings: Findings, inside: Path | None = None) -> Table | None:
    """The sites of a file of a map: points with names, and the middles of areas. None where nothing can be read."""
    features = read_features(path, shown, findings, inside)
    if features is None:
        return None
    kept = [each for each in features if _is_site(each, shown, findings)]
    _tell_further(kept, shown, findings)
    names = ("site", "latitude", "longitude", *(name for name in FURTHER if any(_cell(each, name) for each in kept)))
    columns = {name: TableColumn(name, None, [_cell(each, name) for each in kept], Where(shown)) for name in names}
    return Table("sites", columns, shown, None, [each.line for each in kept])


def read_features(path: Path, shown: str, findings: Findings, inside: Path | None = None) -> list[Feature] | None:
    """Everything on a map."""
    content = read_bytes(path, shown, findings, inside)
    if path.suffix.lower() in OGR:
        return (read_ogr(path, shown, findings, inside) or None) if content is not None else None
    if content is not None and path.suffix.lower() == ".kmz":
        content = kml_of_kmz(content, shown, findings)
    text = None if content is None else decode(content, shown, findings)
    if text is None:
        return None
    read = read_geojson if path.suffix.lower() == ".geojson" else read_kml
    found = read(text, shown, findings)
    return found or None


def _is_site(each: Feature, shown: str, findings: Findings) -> bool:
    """Whether a feature is a site; what is passed over or taken by its middle is told."""
    place = Where(shown, line=each.line)
    if each.properties.get("mfo") == FLOW:
        return False
    if each.kind not in ("Point", "Polygon"):
        findings.warn(
            "geo-no-point",
            f"`{each.name}` is a {each.kind}, no point: it is passed over.",
            place,
            "Mark the site as a point.",
        )
        return False
    if not each.name:
        findings.error("geo-nameless", "The place has no name.", place, "Give it the name of the site.")
        return False
    if each.kind == "Polygon":
        findings.warn(
            "geo-no-point",
            f"`{each.name}` is an area: its middle is taken.",
            place,
            "Mark the site as a point where another place is meant.",
        )
    return True


def _cell(each: Feature, name: str) -> CellValue:
    point = each.points[0] if each.kind == "Point" else middle(each.points)
    if name == "site":
        return resolve(clean(each.name))
    if name in ("latitude", "longitude"):
        return point[1] if name == "latitude" else point[0]
    told = each.properties.get(name, each.properties.get(name[:LONGEST_NAME]))
    if told is None and name == "elevation" and len(point) > 2 and point[2]:
        return f"{point[2]!r} m"
    return resolve(str(told)) if told is not None else None


def _tell_further(kept: Sequence[Feature], shown: str, findings: Findings) -> None:
    """What places say that no column of sites holds."""
    held = {*FURTHER, *(name[:LONGEST_NAME] for name in FURTHER), *QUIET}
    found = dict.fromkeys(key for each in kept for key in each.properties if key not in held)
    if found:
        findings.warn(
            "geo-property",
            f"Not read of the places: {', '.join(list(found)[:8])}.",
            Where(shown),
            f"Columns of `sites` are {', '.join(FURTHER)}.",
        )
