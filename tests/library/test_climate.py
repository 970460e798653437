"""The climate that models take from where a site is, by hand: IPCC's zones by latitude and height."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.library.climate import SitePosition, climate_at

LANDFILLS = ("temperate_dry", "temperate_wet", "tropical_dry", "tropical_wet")
MANURE = ("boreal_moist", "cool_temperate_moist", "warm_temperate_moist", "tropical_montane", "tropical_moist")
PLANT = """
plant: {{name: town, currency: MXN}}
materials: [{{material: food_waste, unit: t, like: food_waste}}]
sites: [{{site: tip{place}}}]
supplies: [{{supply: bins, site: tip, material: food_waste, amount: 1000 t/year, take: all, price: 0 MXN/t}}]
processes:
  - {{process: burial, site: tip, model: landfill, accepts: food_waste, variable_cost: 1 MXN/t{climate},
      sites_with_wells: 50 %}}
"""
VERACRUZ, MEXICO_CITY = ", latitude: 19.2, longitude: -96.1", ", latitude: 19.4, longitude: -99.1, elevation: 2240 m"


@pytest.mark.parametrize(
    ("place", "landfill", "manure"),
    [
        (SitePosition(19.2), "tropical_wet", "tropical_moist"),  # the port of Veracruz
        (SitePosition(-1.3, 1.795), "temperate_wet", "tropical_montane"),  # Nairobi: 19 °C
        (SitePosition(32.5), "temperate_wet", "warm_temperate_moist"),  # Tijuana
        (SitePosition(48.9), "temperate_wet", "cool_temperate_moist"),  # Paris
        (SitePosition(65.0), "temperate_wet", "boreal_moist"),  # Oulu
    ],
)
def test_the_zone_of_a_place(place: SitePosition, landfill: str, manure: str) -> None:
    assert (climate_at(place, LANDFILLS), climate_at(place, MANURE)) == (landfill, manure)
    assert climate_at(place, ("arid",)) == ""


def emitted(folder: Path, place: str = "", climate: str = "") -> tuple[float, str]:
    """What a year's burial emits, and the climate that the sources tell."""
    (folder / "plant.yaml").write_text(
        PLANT.format(place=place, climate=f", climate: {climate}" if climate else ""), encoding="utf-8"
    )
    plan = mfo.read(folder / "plant.yaml").optimise(minimise="emissions")
    sources = plan.tables["sources"]
    told = sources[sources["name"] == "climate"].iloc[0]
    return plan.objective, str(told["value"])


def test_a_landfill_takes_the_climate_of_its_site(tmp_path: Path) -> None:
    """At the coast food rots at 0.4 a year, before wells are there; in the highlands at 0.185. What is typed
    stands, and without coordinates the model's own."""
    coast, highlands = emitted(tmp_path, VERACRUZ), emitted(tmp_path, MEXICO_CITY)
    assert coast == emitted(tmp_path, climate="tropical_wet") != highlands
    assert highlands == emitted(tmp_path) == emitted(tmp_path, VERACRUZ, "temperate_wet")
    assert (coast[1], highlands[1]) == ("tropical_wet", "temperate_wet")
