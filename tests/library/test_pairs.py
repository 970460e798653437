"""Every pair of model and material of the datasets: digesters within the laws, gases for what burns or rots."""

from __future__ import annotations

from functools import cache

import pytest

from mfo.library.library import Library
from mfo.plant.effects import AIR
from mfo.processes.evaluate import Evaluated

from .shared import gas, out, run
from .test_rows import FEEDS, oxygen_demand

BURNING = ("boiler", "chp_engine", "oven", "incineration", "open_dump", "cement_coprocessing", "flare", "pyrolysis")
ROTTING = (
    "anaerobic_digestion",
    "codigestion",
    "dry_digestion",
    "sludge_digestion",
    "composting_windrow",
    "composting_in_vessel",
    "landfill",
    "landfill_with_gas_use",
    "open_dump",
    "uasb",
    "wastewater_treatment",
    "land_application",
)
IN_THE_AIR = ("boiler", "chp_engine", "oven", "incineration", "open_dump", "solid_fuel_boiler")
ONE_STACK = {
    "cement_coprocessing": "the kiln's stack, which is there with coal, too",
    "flare": "a flare of clean gas: NOx and PM2.5 alone",
    "pyrolysis": "the gases burn in the kiln; its stack was not read",
    "recycling_aluminium": "the furnace's stack was not read",
    "recycling_glass": "the furnace's stack was not read",
}
"""What burns something and is not told with all pollutants of the air, and why."""
MACHINES = {"composting_in_vessel", "composting_windrow", "landfill_closure", "sorting_plant"}
"""Whose combustion is the diesel of loaders."""
MAKE_METHANE = (
    "anaerobic_digestion",
    "codigestion",
    "dry_digestion",
    "sludge_digestion",
    "uasb",
    "landfill",
    "landfill_with_gas_use",
    "open_dump",
    "manure_lagoon",
    "manure_storage",
    "manure_heap",
    "wastewater_lagoon",
)
METHANE_DENSITY = 0.71757e-3  # t per Nm3
DIGESTERS = ("anaerobic_digestion", "codigestion", "dry_digestion", "sludge_digestion")
CARBON = ("biogenic CO2", "fossil CO2")


@cache
def whole(model: str) -> Evaluated:
    """A model with everything of the datasets that it takes."""
    return run(model)


def taken(model: str) -> list[str]:
    return [entry.material for entry in whole(model).inputs if entry.mix]


def held(library: Library, material: str, name: str) -> float:
    row = library.datasets.row(material, name)
    return row.canonical[0] if row else 0.0


def caused(model: str, material: str) -> set[str]:
    return {rate.effect for rate in whole(model).rates if rate.per == material and float(rate.value.values) > 0}


@pytest.mark.parametrize("model", BURNING)
def test_what_is_burnt_gives_its_carbon_to_the_air(library: Library, model: str) -> None:
    """Carbon goes up the stack by its origin; glass and metal hold none and give none."""
    for material in taken(model):
        found = caused(model, material)
        for kind, carbon_dioxide in (("carbon_biogenic", "biogenic CO2"), ("carbon_fossil", "fossil CO2")):
            if held(library, material, kind) > 0:
                assert carbon_dioxide in found, (model, material)
        if any(held(library, material, kind) > 0 for kind in ("carbon_biogenic", "carbon_fossil")):
            assert found & {"CH4", "fossil CH4"} or model == "pyrolysis", (model, material)


@pytest.mark.parametrize("model", ROTTING)
def test_what_rots_gives_methane_or_nitrous_oxide(library: Library, model: str) -> None:
    for material in taken(model):
        rots = held(library, material, "degradable_carbon") > 0 or held(library, material, "methane_potential") > 0
        if rots:
            assert caused(model, material) & {"CH4", "N2O"}, (model, material)


@pytest.mark.parametrize("model", IN_THE_AIR)
def test_what_is_burnt_fouls_the_air(library: Library, model: str) -> None:
    """NOx, SO2, PM2.5 and, as a part of it, black carbon."""
    for material in taken(model):
        burns = held(library, material, "carbon_biogenic") + held(library, material, "carbon_fossil") > 0
        if burns:
            assert set(AIR) <= caused(model, material), (model, material)
            assert gas(whole(model), "black carbon", material) < gas(whole(model), "PM2.5", material)


def test_no_model_that_burns_is_left_out(library: Library) -> None:
    """A new model with combustion is walked for its air, or stands above with its reason."""
    burning = set()
    for name, model in library.models.items():
        if model.kind == "process" and any(rate.category == "combustion" for rate in whole(name).rates):
            burning.add(name)
    assert burning - set(IN_THE_AIR) - MACHINES == set(ONE_STACK)


@pytest.mark.parametrize("model", DIGESTERS)
def test_a_digester_breaks_down_no_more_than_nine_tenths(library: Library, model: str) -> None:
    """And what is left holds no more carbon than organic matter can: 0.6 of the dry matter."""
    for material in taken(model):
        found = run(model, material)
        left = "digested sludge" if model == "sludge_digestion" else "digestate"
        share = held(library, material, "dry_matter") * held(library, material, "volatile_solids")
        solids = found.declared[left].properties
        gone = held(library, material, "dry_matter") - out(found, left, material) * solids["dry_matter"].value
        assert gone <= 0.9 * share * 1.002, (model, material)
        assert solids["carbon_biogenic"].value <= 0.6 * solids["dry_matter"].value, (model, material)


@pytest.mark.parametrize("model", MAKE_METHANE)
def test_no_more_methane_is_made_than_oxygen_demand_allows(library: Library, model: str) -> None:
    """0.35 Nm3 per kg of oxygen demand, in gas that is kept or given off: buried, stored, in lagoons or digested."""
    found = whole(model)
    taken_here = [name for name in taken(model) if name in FEEDS]
    assert taken_here, model
    for material in taken_here:
        solids = held(library, material, "dry_matter") * held(library, material, "volatile_solids")
        made = gas(found, "CH4", material) / METHANE_DENSITY
        for name in ("biogas", "landfill gas"):
            if name in found.declared:
                made += out(found, name, material) * found.declared[name].properties["methane_share"].value
        assert 0 < made <= 350 * oxygen_demand(library, material) * solids * 1.005, (model, material)


def test_lorries_foul_the_air_as_their_diesel_does(library: Library) -> None:
    """A t.km of 197.48 g CO2 is 62.0 g of diesel of 3.185: at 27.9 g of NOx a kg, 1.73 g."""
    from mfo.errors import Findings
    from mfo.processes.transport import transport_mode

    mode = transport_mode("truck", library, Findings())
    assert mode is not None
    found = {each.effect: float(each.value.values) for each in mode.emissions}
    assert set(found) == {"fossil CO2", *AIR}
    assert found["NOx"] * 1e6 == pytest.approx(197.48 / 3.18487 * 27.9e-3, rel=1e-4)


def test_every_model_has_a_cost_or_says_why_it_has_none(library: Library) -> None:
    for name, model in library.models.items():
        assert model.costs or len(model.no_costs.split()) >= 8, f"{name}: {model.no_costs}"
        assert model.costs or model.no_costs.endswith("."), f"{name}: a sentence, not a note"
        for cost in model.costs.values():
            assert cost.price_year[:4].isdigit(), f"{name}: {cost.name} is in money of no year"


def test_what_a_model_read_names_its_place(library: Library) -> None:
    for name, model in library.models.items():
        for each in [*model.parameters.values(), *model.costs.values(), *([model.lifetime] if model.lifetime else [])]:
            if each.standing in ("source read", "secondary source"):
                assert each.place, f"{name}: {each.name}"
