"""Sites of a plant, and what a plan sends between them, as a file of a map; and such a file as a table of sites."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .comparing import tables_of
from .errors import Findings, Problem, UsageError, Where
from .plan.run_folder import RUN
from .reading.read_plant import read_plant
from .tables.cells.cell_text import text_of
from .tables.places.feature import FLOW, GEO, OGR, Feature
from .tables.places.geojson_file import geojson_text
from .tables.places.kml_file import kml_text, kmz_bytes
from .tables.places.ogr_file import ogr_files
from .tables.places.sites_file import FURTHER, read_sites_file
from .writing.whole import whole_file

if TYPE_CHECKING:
    from .plan.plan import Plan
    from .plant.model import Plant
    from .tables.cells.table import Table, Tables

KINDS = (*GEO, ".csv")


def write_map(source: str | Path, target: str | Path, force: bool = False) -> tuple[Problem, ...]:
    """Write sites as ``.kml``, ``.kmz``, ``.geojson``, ``.shp``, ``.gpkg``, or ``.csv`` (the table ``sites``).

    Gives the warnings. A shapefile has the flows in one of its own, ``NAME-flows.shp``; it and GeoPackages need the
    extra ``mfo[maps]``.

    ``source`` is a plant, a run folder (whose flows between sites become lines), or a file of a map. Raises
    :class:`mfo.UsageError` for another kind of target or a source without coordinates, :class:`mfo.PlantError` where
    the source cannot be read.
    """
    source, target = Path(source), Path(target)
    if target.suffix.lower() not in KINDS:
        message = f"A map is written as {', '.join(KINDS)}, not as {target.name}."
        raise UsageError(Problem("map-suffix", message, Where(str(target)), "Choose one of these endings."))
    if source.suffix.lower() in GEO:
        return _from_map(source, target, force)
    tables = tables_of(source)
    plant = read_plant(tables)
    features = list(_sites(plant, _typed(tables)))
    if not features:
        message = "None of the plant's sites has coordinates."
        raise UsageError(
            Problem("map-empty", message, Where(str(source)), "Give `latitude` and `longitude` in `sites`.")
        )
    missing = [site.name for site in plant.sites.values() if site.latitude is None]
    if (source / RUN).is_file():
        from .plan.plan import Plan

        features += _flows(Plan.load(source), plant)
    _write(features, plant.settings.name, target, force)
    if not missing:
        return ()
    message = f"Without coordinates, and so not on the map: {', '.join(missing)}."
    return (Problem("map-missing", message, None, "Give them `latitude` and `longitude`.", "warning"),)


def _from_map(source: Path, target: Path, force: bool) -> tuple[Problem, ...]:
    """The sites of one file of a map in another."""
    findings = Findings()
    table = read_sites_file(source, source.name, findings)
    features = list(_features_of(table)) if table else []
    if not features and not findings.has_errors:
        findings.error("geo-form", "There are no places in it.", Where(source.name), "Mark the sites as points.")
    findings.raise_errors()
    _write(features, source.stem, target, force)
    return findings.warnings


def _features_of(table: Table) -> Iterator[Feature]:
    for row in range(len(table)):
        told = {name: text_of(table.value(row, name)) for name in FURTHER if table.value(row, name) is not None}
        point = float(table.value(row, "longitude")), float(table.value(row, "latitude"))  # type: ignore[arg-type]
        yield Feature("Point", [point], text_of(table.value(row, "site")), told)


def _typed(tables: Tables) -> dict[str, dict[str, str | float]]:
    """What the rows of `sites` say beside name and coordinates, as typed, by site."""
    found: dict[str, dict[str, str | float]] = {}
    table = tables.get("sites")
    if table is None:
        return found
    for row in range(len(table)):
        told = found[text_of(table.value(row, "site"))] = {}
        for name in FURTHER:
            value, unit = table.value(row, name), table.columns[name].unit if name in table.columns else None
            if value is not None:
                told[name] = f"{text_of(value)} {unit}" if unit and not isinstance(value, str) else text_of(value)
    return found


def _sites(plant: Plant, typed: dict[str, dict[str, str | float]]) -> Iterator[Feature]:
    for site in plant.sites.values():
        if site.latitude is None or site.longitude is None:
            continue
        told = dict(typed.get(site.name, {}))
        if site.owner:
            told["owner"] = site.owner
        if site.elevation is not None:
            told["elevation"] = f"{site.elevation * 1000:.10g} m"
        yield Feature("Point", [(site.longitude, site.latitude)], site.name, told)


def _flows(plan: Plan, plant: Plant) -> Iterator[Feature]:
    """A line for each material that a link carries in a year, with how much is sent."""
    flows = plan.by("year")
    links = flows[flows["kind"] == "link"]
    ends = links[links["direction"] == "into pool"].groupby("element")["site"].first().to_dict()
    sent = links[links["direction"] == "out of pool"]
    for row in sent.to_dict("records"):
        places = [plant.sites.get(str(name)) for name in (row["site"], ends.get(row["element"]))]
        points = [
            (site.longitude, site.latitude)
            for site in places
            if site and site.longitude is not None and site.latitude is not None
        ]
        if len(points) == 2 and math.isfinite(row["amount"]) and row["amount"] > 0:
            told: dict[str, str | float] = {
                "mfo": FLOW,
                "from": str(row["site"]),
                "to": str(ends[row["element"]]),
                "material": str(row["material"]),
                "year": int(row["year"]),
                "amount": float(row["amount"]),
                "unit": f"{row['unit']}/year",
            }
            yield Feature("LineString", points, str(row["element"]), told)


def _write(features: list[Feature], title: str, target: Path, force: bool) -> None:
    suffix = target.suffix.lower()
    if suffix in OGR:
        files = ogr_files(features, target)
        for name in files:
            if target.with_name(name).exists() and not force:
                place = Where(str(target.with_name(name)))
                raise UsageError(
                    Problem("target-exists", "This is there already.", place, "Name another, or add --force.")
                )
        for name, held in files.items():
            with whole_file(target.with_name(name), force) as part:
                part.write_bytes(held)
        return
    if suffix == ".kmz":
        content = kmz_bytes(features, title)
    else:
        make = {".kml": lambda: kml_text(features, title), ".geojson": lambda: geojson_text(features)}
        content = make.get(suffix, lambda: _csv(features))().encode()
    with whole_file(target, force) as part:
        part.write_bytes(content)


def _csv(features: list[Feature]) -> str:
    held = io.StringIO()
    names = [name for name in FURTHER if any(name in each.properties for each in features)]
    rows = csv.writer(held, lineterminator="\n")
    rows.writerow(["site", "latitude", "longitude", *names])
    for each in features:
        if each.kind == "Point":
            longitude, latitude = each.points[0][:2]
            rows.writerow(
                [each.name, repr(latitude), repr(longitude), *(each.properties.get(name, "") for name in names)]
            )
    return held.getvalue()
