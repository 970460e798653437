"""Sites from files of maps and out again, with flows."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

import mfo
from mfo.errors import Findings
from mfo.mapping import write_map
from mfo.tables.cells.table import Table
from mfo.tables.places.sites_file import read_sites_file

PLANT = """
plant: {name: Dos & tres, currency: MXN}
materials: [{material: peel, unit: t}]
supplies: [{supply: line, site: "Ñandú & Co", material: peel, amount: 2 t/d, take: all, price: 0}]
links: [{from: "Ñandú & Co", to: farm <east>, material: peel, distance: 30 km, cost_per_amount: 4 MXN/t}]
markets: [{market: cows, site: farm <east>, material: peel, price: 0}]
"""
SITES = """
sites:
  - {site: "Ñandú & Co", owner: Ana "la jefa", latitude: 19.4399999991, longitude: -100.3573}
  - {site: farm <east>, latitude: -0.5, longitude: 179.25, elevation: 2100.5 m,
     household_size: 3.6, income: 14000 MXN/month, served: 80 %, source: "survey, 2024"}
"""


def plant_of(folder: Path, text: str = PLANT) -> Path:
    folder.mkdir()
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return folder


def places(path: Path) -> list[tuple[object, ...]]:
    sites = mfo.read(path).plant.sites.values()
    return [(each.name, each.owner, each.latitude, each.longitude, each.elevation) for each in sites]


@pytest.mark.parametrize("kind", ["kml", "kmz", "geojson", "csv"])
def test_there_and_back_the_sites_are_the_same(kind: str, tmp_path: Path) -> None:
    """Every name, owner, height and digit of the coordinates; and what is known of households, as typed."""
    first = plant_of(tmp_path / "first", PLANT + SITES)
    second = plant_of(tmp_path / "second")
    write_map(first, second / f"sites.{kind}")
    assert places(second) == places(first)
    assert not len(mfo.diff(first, second))
    assert places(first)[0] == ("Ñandú & Co", 'Ana "la jefa"', 19.4399999991, -100.3573, None)


@pytest.mark.parametrize("kind", ["kml", "geojson"])
def test_a_run_s_flows_are_lines_that_are_no_sites(kind: str, tmp_path: Path) -> None:
    """By hand: 2 t a day for a year are 730 t, from the first site to the second."""
    first = plant_of(tmp_path / "first", PLANT + SITES)
    mfo.read(first).optimise().save(tmp_path / "run")
    second = plant_of(tmp_path / "second")
    target = second / f"sites.{kind}"
    write_map(tmp_path / "run", target)
    assert places(second) == places(first)
    if kind == "geojson":
        [line] = [each for each in json.loads(target.read_text("utf-8"))["features"] if "amount" in each["properties"]]
        told, points = line["properties"], line["geometry"]["coordinates"]
    else:
        space = {"k": "http://www.opengis.net/kml/2.2"}
        [mark] = [
            each
            for each in ElementTree.parse(target).iterfind(".//k:Placemark", space)
            if each.find("k:LineString", space) is not None
        ]
        told = {each.get("name"): each.findtext("k:value", None, space) for each in mark.iterfind(".//k:Data", space)}
        text = mark.findtext(".//k:coordinates", "", space)
        points = [[float(part) for part in point.split(",")] for point in text.split()]
    assert float(told["amount"]) == pytest.approx(730)
    assert (told["material"], told["unit"], told["to"]) == ("peel", "t/year", "farm <east>")
    assert points == [[-100.3573, 19.4399999991], [179.25, -0.5]]


def read(folder: Path, name: str, text: str) -> tuple[Table | None, list[tuple[str, int | None]]]:
    (folder / name).write_text(text, encoding="utf-8")
    findings = Findings()
    table = read_sites_file(folder / name, name, findings)
    return table, [(each.code, each.where.line if each.where else None) for each in findings]


MY_MAPS = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>My map</name>
<Folder><name>Layer</name>
<Placemark><name>Tiradero</name><styleUrl>#icon</styleUrl>
  <Point><coordinates>
    -100.25,19.5,0
  </coordinates></Point></Placemark>
<Placemark><name>Central</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
  10,20,0 12,20,0 12,22,0 10,22,0 10,20,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
<Placemark><name>Road</name><LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark>
</Folder></Document></kml>
"""


def test_what_my_maps_writes_is_read(tmp_path: Path) -> None:
    """A point, the middle of an area (by hand 11, 21), and a line that is passed over; a height of 0 is none."""
    table, told = read(tmp_path, "sites.kml", MY_MAPS)
    assert table is not None
    assert {name: column.values for name, column in table.columns.items()} == {
        "site": ["Tiradero", "Central"],
        "latitude": [19.5, pytest.approx(21)],
        "longitude": [-100.25, pytest.approx(11)],
    }
    assert table.lines == [4, 8]
    assert told == [("geo-no-point", 8), ("geo-no-point", 10)]


def geojson(**more: object) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"nombre": "Acopio", "phone": "1"},
            "geometry": {"type": "Point", "coordinates": [-99.0, 19.0, 2240.0]},
        },
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **more}, indent=1)


def test_what_a_map_says_beside_sites_is_told(tmp_path: Path) -> None:
    table, told = read(tmp_path, "sites.geojson", geojson())
    assert table is not None
    assert [table.value(0, name) for name in ("site", "latitude", "elevation")] == ["Acopio", 19.0, "2240.0 m"]
    assert told == [("geo-property", None)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("sites.geojson", "{", ("geo-form", 1)),
        ("sites.geojson", "[]", ("geo-form", None)),
        ("sites.geojson", geojson(crs={"properties": {"name": "urn:ogc:def:crs:EPSG::32614"}}), ("geo-crs", None)),
        ("sites.geojson", geojson().replace("-99.0", '"west"'), ("geo-form", 4)),
        ("sites.geojson", geojson().replace("nombre", "no name"), ("geo-nameless", 4)),
        ("sites.kml", "<kml><Document>", ("geo-form", 1)),
        ("sites.kml", "<!DOCTYPE kml><kml/>", ("geo-form", None)),
        ("sites.kml", MY_MAPS.replace("-100.25,19.5,0", "north"), ("geo-form", 4)),
    ],
)
def test_what_is_refused_is_told_with_its_line(
    name: str, text: str, expected: tuple[str, int | None], tmp_path: Path
) -> None:
    _, told = read(tmp_path, name, text)
    assert expected in told


def test_sites_stand_in_one_file_and_other_maps_are_told(tmp_path: Path) -> None:
    folder = plant_of(tmp_path / "plant", PLANT + SITES)
    (folder / "flows.geojson").write_text(geojson(), encoding="utf-8")
    assert "geo-name" in [each.code for each in mfo.read(folder).plant.problems]
    (folder / "sites.kml").write_text(MY_MAPS, encoding="utf-8")
    with pytest.raises(mfo.PlantError, match="table-twice"):
        mfo.read(folder)


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    folder = plant_of(tmp_path / "plant", PLANT + SITES.replace(", latitude: 19.4399999991, longitude: -100.3573", ""))
    with pytest.raises(mfo.UsageError, match="map-suffix"):
        write_map(folder, tmp_path / "map.dwg")
    [told] = write_map(folder, tmp_path / "map.kmz")
    assert "Ñandú & Co" in told.message
    with zipfile.ZipFile(tmp_path / "map.kmz") as archive:
        assert archive.namelist() == ["doc.kml"]
    write_map(tmp_path / "map.kmz", tmp_path / "sites.csv")
    assert (tmp_path / "sites.csv").read_text("utf-8").splitlines() == [
        "site,latitude,longitude,elevation,household_size,income,served,source",
        'farm <east>,-0.5,179.25,2100.5 m,3.6,14000 MXN/month,80 %,"survey, 2024"',
    ]


def test_a_map_without_places_is_none(tmp_path: Path) -> None:
    """A plant whose sites have no coordinates, and files of maps with a line or with what is no map."""
    nowhere = PLANT + 'sites: [{site: "Ñandú & Co"}, {site: farm <east>}]'
    folder = plant_of(tmp_path / "plant", nowhere)
    with pytest.raises(mfo.UsageError, match=r"None of the plant's sites has coordinates.*map-empty"):
        write_map(folder, tmp_path / "map.kml")
    line = '{"type": "Feature", "properties": {"name": "way"}, "geometry": %s}'
    way = line % '{"type": "LineString", "coordinates": [[-100, 19], [-99, 20]]}'
    for name, features in (("way", way), ("nothing", "")):
        (tmp_path / f"{name}.geojson").write_text(f'{{"type": "FeatureCollection", "features": [{features}]}}')
        with pytest.raises(mfo.PlantError, match=rf"{name}\.geojson: There are no places in it.*geo-form"):
            write_map(tmp_path / f"{name}.geojson", tmp_path / "map.kml")
    (tmp_path / "none.geojson").write_text("{")
    with pytest.raises(mfo.PlantError, match="geo-form"):
        write_map(tmp_path / "none.geojson", tmp_path / "map.kml")
    assert not (tmp_path / "map.kml").exists()


def test_a_flow_to_where_no_coordinates_are_is_no_line(tmp_path: Path) -> None:
    """One of the two ends is on the map: the site is a point, and what goes there cannot be drawn."""
    text = PLANT + SITES.replace(", latitude: 19.4399999991, longitude: -100.3573", "")
    mfo.read(plant_of(tmp_path / "plant", text)).optimise().save(tmp_path / "run")
    [told] = write_map(tmp_path / "run", tmp_path / "map.geojson")
    assert told.message == "Without coordinates, and so not on the map: Ñandú & Co."
    drawn = json.loads((tmp_path / "map.geojson").read_text("utf-8"))["features"]
    assert [each["geometry"]["type"] for each in drawn] == ["Point"]
    write_map(tmp_path / "run", tmp_path / "map.csv")
    assert [line.partition(",")[0] for line in (tmp_path / "map.csv").read_text("utf-8").splitlines()] == [
        "site",
        "farm <east>",
    ]


def test_a_table_of_sites_of_a_run_has_no_row_for_a_flow(tmp_path: Path) -> None:
    mfo.read(plant_of(tmp_path / "plant", PLANT + SITES)).optimise().save(tmp_path / "run")
    write_map(tmp_path / "run", tmp_path / "map.csv")
    assert len((tmp_path / "map.csv").read_text("utf-8").splitlines()) == 3  # the head and two sites
