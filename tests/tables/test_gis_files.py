"""Sites from shapefiles and GeoPackages and out again; they need pyogrio, which only the extra `maps` brings."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import numpy as np
import pytest

import mfo
from mfo.comparing import tables_of
from mfo.errors import Findings
from mfo.mapping import write_map
from mfo.plant.digest import digest_of
from mfo.tables.cells.table import Table
from mfo.tables.places.sites_file import read_sites_file
from mfo.tables.places.wkb import points_of

from .test_places import PLANT, SITES, places, plant_of

KINDS = ["shp", "gpkg"]
UTM = "EPSG:32614"


@pytest.fixture
def raw() -> object:
    pytest.importorskip("pyogrio")
    from pyogrio import raw

    return raw


@pytest.mark.parametrize("kind", KINDS)
def test_there_and_back_the_sites_are_the_same(kind: str, tmp_path: Path, raw: object) -> None:
    """Every name, owner, height and digit of the coordinates; also by way of a file of another kind."""
    first = plant_of(tmp_path / "first", PLANT + SITES)
    second, third = plant_of(tmp_path / "second"), plant_of(tmp_path / "third")
    write_map(first, second / f"sites.{kind}")
    write_map(second / f"sites.{kind}", third / "sites.csv")
    assert places(second) == places(first)
    assert places(third) == places(first)
    assert not len(mfo.diff(first, second))
    assert places(first)[0] == ("Ñandú & Co", 'Ana "la jefa"', 19.4399999991, -100.3573, None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_s_flows_are_lines_that_are_no_sites(kind: str, tmp_path: Path, raw: object) -> None:
    """By hand: 2 t a day for a year are 730 t, from the first site to the second."""
    import pyogrio

    first = plant_of(tmp_path / "first", PLANT + SITES)
    mfo.read(first).optimise().save(tmp_path / "run")
    second = plant_of(tmp_path / "second")
    write_map(tmp_path / "run", second / f"sites.{kind}")
    assert places(second) == places(first)
    flows = second / ("sites-flows.shp" if kind == "shp" else "sites.gpkg")
    meta, _, [shape], values = pyogrio.raw.read(flows, layer=None if kind == "shp" else "flows")
    told = {name: column[0] for name, column in zip(meta["fields"], values, strict=True)}
    assert told["amount"] == pytest.approx(730)
    assert (told["material"], told["unit"], told["to"]) == ("peel", "t/year", "farm <east>")
    assert points_of(shape) == ("LineString", [(-100.3573, 19.4399999991), (179.25, -0.5)])


def write(
    path: Path, names: list[str], points: list[tuple[float, float]], crs: str | None, column: str = "name"
) -> None:
    import pyogrio

    shapes = np.array([struct.pack("<BIdd", 1, 1, *point) for point in points], dtype=object)
    driver = {".shp": "ESRI Shapefile", ".gpkg": "GPKG"}[path.suffix]
    values = [np.array(names, dtype=object), np.array([7.0] * len(names))]
    pyogrio.raw.write(path, shapes, values, [column, "CVE"], driver=driver, geometry_type="Point", crs=crs)


def read(path: Path) -> tuple[Table | None, list[tuple[str, int | None]]]:
    findings = Findings()
    table = read_sites_file(path, path.name, findings)
    return table, [(each.code, each.where.line if each.where else None) for each in findings]


@pytest.mark.parametrize("kind", KINDS)
def test_coordinates_of_another_system_are_converted(kind: str, tmp_path: Path, raw: object) -> None:
    """On the central meridian of zone 14 (99 degrees west) the easting is 500 km; the equator's northing is 0, and
    20 degrees north is 0.9996 times the meridian arc of 2,212,366.254 m on WGS 84 (Helmert's series): 2,211,481.308."""
    write(tmp_path / f"obra.{kind}", ["a", "b"], [(500_000.0, 0.0), (500_000.0, 2_211_481.308)], UTM, "NOMGEO")
    table, told = read(tmp_path / f"obra.{kind}")
    assert table is not None
    assert [table.value(row, "site") for row in (0, 1)] == ["a", "b"]
    assert [table.value(row, "longitude") for row in (0, 1)] == pytest.approx([-99.0, -99.0], abs=1e-9)
    assert [table.value(row, "latitude") for row in (0, 1)] == pytest.approx([0.0, 20.0], abs=1e-7)
    assert told == [("geo-property", None)]


def test_what_is_refused_is_told(tmp_path: Path, raw: object, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "blank.shp", ["a", ""], [(-99.0, 19.0), (-99.0, 20.0)], "EPSG:4326")
    assert ("geo-nameless", 2) in read(tmp_path / "blank.shp")[1]
    write(tmp_path / "nowhere.shp", ["a"], [(-99.0, 19.0)], "EPSG:4326")
    (tmp_path / "nowhere.prj").unlink()
    assert read(tmp_path / "nowhere.shp") == (None, [("geo-crs", None)])
    (tmp_path / "alone.shp").write_bytes((tmp_path / "nowhere.shp").read_bytes())
    assert read(tmp_path / "alone.shp") == (None, [("geo-form", None)])
    (tmp_path / "text.gpkg").write_text("no database", encoding="utf-8")
    assert read(tmp_path / "text.gpkg") == (None, [("geo-form", None)])
    folder = plant_of(tmp_path / "plant", PLANT + SITES.replace("la jefa", "la jefa " * 40))
    with pytest.raises(mfo.UsageError, match="254 bytes"):
        write_map(folder, tmp_path / "long.shp")


def test_a_shapefile_s_other_files_belong_to_the_plant(tmp_path: Path, raw: object) -> None:
    """They must not be links that lead out of its folder, and a change of a name in them is another plant."""
    folder = plant_of(tmp_path / "plant")
    names = ["Ñandú & Co", "farm <east>"]
    write(folder / "sites.shp", names, [(-99.0, 19.0), (-99.0, 20.0)], "EPSG:4326")
    before = digest_of(tables_of(folder))
    write(folder / "sites.shp", names[::-1], [(-99.0, 19.0), (-99.0, 20.0)], "EPSG:4326")
    assert digest_of(tables_of(folder)) != before
    (folder / "sites.dbf").rename(tmp_path / "elsewhere.dbf")
    (folder / "sites.dbf").symlink_to(tmp_path / "elsewhere.dbf")
    with pytest.raises(mfo.PlantError, match="file-outside"):
        mfo.read(folder)


def test_without_the_library_it_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    (tmp_path / "sites.shp").write_bytes(b"\0\0'\n" * 30)
    assert read(tmp_path / "sites.shp") == (None, [("geo-library", None)])
    monkeypatch.setitem(sys.modules, "pyogrio.raw", None)
    folder = plant_of(tmp_path / "plant", PLANT + SITES)
    with pytest.raises(mfo.UsageError, match=r"mfo\[maps\]"):
        write_map(folder, tmp_path / "map.gpkg")


def big_endian(*numbers: float, kind: int, parts: int = 0) -> bytes:
    return struct.pack(f">BI{'I' * bool(parts)}{len(numbers)}d", 0, kind, *([parts] if parts else []), *numbers)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (big_endian(1.0, 2.0, 3.0, kind=1001), ("Point", [(1.0, 2.0, 3.0)])),
        (big_endian(1.0, 2.0, 9.0, kind=2001), ("Point", [(1.0, 2.0)])),
        (big_endian(1.0, 2.0, 3.0, 9.0, kind=3001), ("Point", [(1.0, 2.0, 3.0)])),
        (struct.pack("<BIdd", 1, 1, float("nan"), float("nan")), ("", [])),
        (struct.pack("<BII", 1, 2, 0), ("", [])),
        (struct.pack("<BII", 1, 17, 1), ("", [])),
        (struct.pack("<BII", 1, 4, 1) + big_endian(5.0, 6.0, kind=1), ("Point", [(5.0, 6.0)])),
        (
            struct.pack("<BII", 1, 6, 2) + struct.pack("<BIII8d", 1, 3, 1, 4, 0, 0, 2, 0, 2, 2, 0, 0) + b"the second",
            ("Polygon", [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 0.0)]),
        ),
    ],
)
def test_geometries_are_read_as_the_standard_writes_them(held: bytes, expected: tuple[str, list[object]]) -> None:
    """OGC 06-103r4, clause 8.2: order, kind (1000 more with height, 2000 with a measure), parts, numbers."""
    assert points_of(held) == expected
