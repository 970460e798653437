"""Shapefiles and GeoPackages, read and written by pyogrio, which the extra ``mfo[maps]`` brings."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...errors import Findings, Problem, UsageError, Where
from ..formats.file_guards import leads_out
from .feature import LONGEST_NAME, OGR, SIDECARS, Feature, Point
from .wkb import point_or_line, points_of

NAMES = ("site", "name", "nombre", "nomgeo", "title")
"""What the column with a place's name may be called, in any capitals; `NOMGEO` is INEGI's."""
DRIVERS = dict(zip(OGR, ("ESRI Shapefile", "GPKG"), strict=True))
LONGEST = 254  # bytes of a text in a shapefile's table
WGS84 = "EPSG:4326"


@dataclass(frozen=True)
class Layer:
    """One table of a file of maps, with its geometry in WGS 84."""

    columns: Mapping[str, Sequence[object]]
    points: Sequence[tuple[str, list[Point]]]


def read_ogr(path: Path, shown: str, findings: Findings, inside: Path | None = None) -> list[Feature]:
    """The features of a file, in WGS 84; a place's line is its number in the table. What is wrong is among the
    findings."""
    for beside in sidecars(path):
        if inside is not None and leads_out(beside, inside):
            message = f"The link leads out of the plant's folder, to {beside.resolve()}."
            findings.error("file-outside", message, Where(beside.name), "Copy the file into the plant's folder.")
            return []
    try:
        import pyogrio.errors
    except ImportError:
        findings.error("geo-library", _missing(path.suffix), Where(shown), _install())
        return []
    try:
        held = _layer(path, shown, findings)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0]
        message = f"The file cannot be read: {reason}."
        remedy = "Save the places anew; a shapefile needs its files .shx, .dbf and .prj beside it."
        findings.error("geo-form", message, Where(shown), remedy)
        return []
    return list(_features(held)) if held else []


def sidecars(path: Path) -> list[Path]:
    """The files that belong to a shapefile and are there."""
    if path.suffix.lower() != ".shp":
        return []
    found = (path.with_suffix(part) for suffix in SIDECARS for part in (suffix, suffix.upper()))
    return [beside for beside in found if beside.exists()]


def _layer(path: Path, shown: str, findings: Findings) -> Layer | None:
    """The layer with the sites; None with the reason among the findings."""
    from pyogrio import list_layers, read_info
    from pyogrio.raw import read

    names = [str(name) for name, kind in list_layers(path) if kind]
    called = [name for name in names if name.lower() in ("sites", "sitios")] or names
    if len(called) != 1:
        layers = ", ".join(names) or "-"
        message = f"The file has these layers: {layers}."
        findings.error("geo-form", message, Where(shown), "Call the layer with the sites `sites`.")
        return None
    info = read_info(path, layer=called[0])
    if not info["crs"]:
        message = "The file does not say in which system its coordinates are."
        findings.error("geo-crs", message, Where(shown), "Put the file .prj beside it, or save the places in WGS 84.")
        return None
    asked: dict[str, str] = {"layer": called[0]}
    if info["crs"] != WGS84:
        column = _quoted(info["geometry_name"] or "geometry")
        kept = ", ".join([f"ST_Transform({column}, 4326) AS {column}", *map(_quoted, info["fields"])])
        asked = {"sql": f"SELECT {kept} FROM {_quoted(called[0])}", "sql_dialect": "SQLITE"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        meta, _, shapes, values = read(path, **asked)
    points = [points_of(shape) if shape is not None else ("", []) for shape in shapes]
    columns = {str(name).lower(): list(column) for name, column in zip(meta["fields"], values, strict=True)}
    return Layer(columns, points)


def _quoted(name: object) -> str:
    return '"' + str(name).replace('"', '""') + '"'


def _features(layer: Layer) -> Iterator[Feature]:
    for row, (kind, points) in enumerate(layer.points):
        if not kind:
            continue
        told = {name: column[row] for name, column in layer.columns.items()}
        plain = {name: _plain(value) for name, value in told.items() if not _is_blank(value)}
        name = next((plain[name] for name in NAMES if name in plain), "")
        yield Feature(kind, points, str(name), {key: plain[key] for key in plain if key not in NAMES}, row + 1)


def _is_blank(value: object) -> bool:
    return value is None or value != value or value == ""


def _plain(value: object) -> str | float:
    return value.item() if isinstance(value, np.integer | np.floating) else str(value)


def _missing(suffix: str) -> str:
    return f"{suffix} files need pyogrio, which is not installed."


def _install() -> str:
    return "Install it with `pip install 'mfo[maps]'`, or use KML or GeoJSON."


def ogr_files(features: Sequence[Feature], target: Path) -> dict[str, bytes]:
    """The content of each file of a map by its name: sites and flows as two layers, of a shapefile as two of them.

    Raises :class:`mfo.UsageError` where pyogrio is not there, or a text is too long for a shapefile.
    """
    try:
        from pyogrio.raw import write
    except ImportError as error:
        raise UsageError(Problem("geo-library", _missing(target.suffix), Where(str(target)), _install())) from error
    suffix, found = target.suffix.lower(), {}
    if suffix == ".shp":
        _check_lengths(features, target)
    with tempfile.TemporaryDirectory() as folder:
        for layer, kind in (("sites", "Point"), ("flows", "LineString")):
            mine = [each for each in features if each.kind == kind]
            if not mine:
                continue
            name = target.name if suffix == ".gpkg" or layer == "sites" else f"{target.stem}-{layer}{target.suffix}"
            columns = dict.fromkeys(key for each in mine for key in each.properties)
            write(
                Path(folder) / name,
                np.array([point_or_line(each.points) for each in mine], dtype=object),
                [
                    _column([each.name for each in mine]),
                    *(_column([each.properties.get(key) for each in mine]) for key in columns),
                ],
                ["name", *(key[:LONGEST_NAME] if suffix == ".shp" else key for key in columns)],
                layer=layer if suffix == ".gpkg" else None,
                driver=DRIVERS[suffix],
                geometry_type=kind,
                crs=WGS84,
                encoding="UTF-8" if suffix == ".shp" else None,
                append=(Path(folder) / name).exists(),
            )
        for path in sorted(Path(folder).iterdir()):
            found[path.name] = path.read_bytes()
    return found


def _column(values: Sequence[object]) -> np.ndarray:
    """A column as numbers where all are, else as texts; what is not said stays blank."""
    numbers = all(isinstance(value, int | float) for value in values)
    return np.array(values) if numbers else np.array([None if v is None else str(v) for v in values], dtype=object)


def _check_lengths(features: Sequence[Feature], target: Path) -> None:
    texts = (text for each in features for text in (each.name, *map(str, each.properties.values())))
    long = next((text for text in texts if len(text.encode()) > LONGEST), None)
    if long is not None:
        message = f"`{long[:40]}` is too long for a shapefile, whose texts have {LONGEST} bytes at most."
        raise UsageError(Problem("map-suffix", message, Where(str(target)), "Write .gpkg, .kml or .geojson instead."))
