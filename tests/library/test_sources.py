"""What stands behind the models of today's state, energy, collection and recovery: places in sources, ranges, costs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from mfo.library.technology import GROUPS, TechnologyModel

from .shared import library

DATASETS = Path(__file__).parents[2] / "datasets"
FILES = ("manure_and_wastewater.csv", "technologies.csv", "further_materials.csv")
MODELS = (
    "absorption_cooling",
    "aggregate_crushing",
    "ammonia_stripping",
    "animal_feed",
    "autoclave",
    "battery_charging",
    "battery_discharging",
    "biochar_in_soil",
    "biomethane_injection",
    "black_soldier_fly",
    "carbon_dioxide_use",
    "collection_bring_points",
    "collection_kerbside",
    "construction_waste_sorting",
    "cooking_oil_biodiesel",
    "electronics_dismantling",
    "ethanol_fermentation",
    "gasification",
    "home_composting",
    "hydrothermal_carbonisation",
    "leachate_treatment",
    "lead_battery_recycling",
    "lithium_battery_recycling",
    "manure_heap",
    "manure_lagoon",
    "manure_storage",
    "mbt_biodrying",
    "organic_rankine_cycle",
    "photovoltaics",
    "rdf_production",
    "rendering",
    "septic_tank",
    "solar_heat",
    "solid_fuel_boiler",
    "steam_turbine",
    "struvite_precipitation",
    "textile_sorting",
    "transfer_station",
    "tyre_granulation",
    "tyre_retreading",
    "upgrading_with_carbon_dioxide",
    "wastewater_discharge",
    "wastewater_lagoon",
)


def rows(name: str) -> list[dict[str, str]]:
    with (DATASETS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def model(name: str) -> TechnologyModel:
    return library().models[name]


@pytest.mark.parametrize("name", FILES)
def test_what_was_read_has_an_address(name: str) -> None:
    """Besides the place in the source, which every file of the library gives."""
    for row in rows(name):
        if row["standing"] in ("source read", "secondary source"):
            assert row["reference"], row


@pytest.mark.parametrize("name", FILES)
def test_an_unofficial_encoding_is_a_secondary_source(name: str) -> None:
    for row in rows(name):
        if "as encoded in" in row["source"] or " via " in row["source"]:
            assert row["standing"] in ("secondary source", "derived"), row


@pytest.mark.parametrize("name", MODELS)
def test_costs_have_a_price_year_or_the_model_says_why_there_are_none(name: str) -> None:
    found = model(name)
    assert found.costs or found.no_costs, name
    for cost in found.costs.values():
        assert cost.price_year, cost.name
        assert cost.low is not None, cost.name


@pytest.mark.parametrize("name", MODELS)
def test_every_figure_has_a_range_or_is_a_definition(name: str) -> None:
    """Ranges make the figures of a model worth a sensitivity; molar masses and constants need none."""
    for each in model(name).parameters.values():
        exact = each.standing in ("definition", "derived") or each.choices
        own = "/" in each.dataset or each.dataset.startswith(
            "gwp"
        )  # of a material, which a plant replaces; a convention
        assert exact or own or each.low is not None or each.rows, f"{name}: {each.name}"


@pytest.mark.parametrize("name", MODELS)
def test_a_model_stands_in_a_group_that_lists_know(name: str) -> None:
    assert model(name).group in GROUPS
