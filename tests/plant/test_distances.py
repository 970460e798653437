"""A way that is shorter than a bird flies is told: metres for kilometres, or a site on the other side of the globe."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

TWO_TOWNS = """
plant: {{name: towns, currency: MXN}}
materials: [{{material: whey, unit: t}}]
sites:
  - {{site: Puebla, latitude: 19.04, longitude: {longitude}}}
  - {{site: Tlaxcala, latitude: 19.32, longitude: -98.24}}
supplies: [{{supply: dairy, site: Puebla, material: whey, amount: 1 t/d, take: all, price: 0 MXN/t}}]
markets: [{{market: pigs, site: Tlaxcala, material: whey, price: 0 MXN/t}}]
links: [{{from: Puebla, to: Tlaxcala, material: whey, distance: {distance}, cost_per_amount_and_distance: 3 MXN/t/km}}]
"""


def told(folder: Path, distance: str, longitude: float = -98.21) -> list[str]:
    path = folder / "towns.yaml"
    path.write_text(TWO_TOWNS.format(distance=distance, longitude=longitude), encoding="utf-8")
    return [str(problem) for problem in mfo.read(path).check()]


def test_metres_for_kilometres(tmp_path: Path) -> None:
    """0.28 degrees of latitude are 31.1 km."""
    (text,) = told(tmp_path, "35 m")
    assert "column distance: `Puebla > Tlaxcala` is 0.035 km long, but by their coordinates" in text
    assert "`Puebla` and `Tlaxcala` are 31.29 km apart" in text


def test_a_longitude_without_its_sign(tmp_path: Path) -> None:
    apart, sign = sorted(told(tmp_path, "35 km", 98.21), key=lambda text: "longitude" in text)
    assert "west and south are negative" in apart
    assert "column longitude" in sign


@pytest.mark.parametrize("distance", ["35 km", "30 km", "180 km"])
def test_roads_that_may_be(tmp_path: Path, distance: str) -> None:
    """Coordinates of a town's middle are rounded, and roads go round mountains."""
    assert told(tmp_path, distance) == []
