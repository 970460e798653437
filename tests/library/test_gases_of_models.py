"""Carbon does not vanish: whatever burns or rots gives its gases, for every material that a model takes."""

from __future__ import annotations

from functools import cache

import pytest

from mfo.errors import Findings
from mfo.processes.contract import Evaluated, ProcessRequest
from mfo.processes.evaluate import evaluate

from .shared import library, materials

BURNS = (
    "boiler",
    "cement_coprocessing",
    "chp_engine",
    "flare",
    "incineration",
    "oven",
    "pyrolysis",
    "solid_fuel_boiler",
)
ROTS = (
    "composting_in_vessel",
    "composting_windrow",
    "home_composting",
    "landfill",
    "landfill_with_gas_use",
    "manure_heap",
    "manure_lagoon",
    "manure_storage",
    "mbt_biodrying",
    "open_dump",
)
TREATS = ("leachate_treatment", "septic_tank", "wastewater_discharge", "wastewater_lagoon", "wastewater_treatment")
BREATHES = ("black_soldier_fly", "ethanol_fermentation")
PROCESSES = [name for name in library().models if library().models[name].kind == "process"]
SMALL = 0.01  # of the carbon taken in
GASES_OF_CARBON = {"CH4", "fossil CH4", "biogenic CO2", "fossil CO2", "N2O"}


def found_for(name: str, key: str) -> Evaluated | None:
    """The model for one material of the datasets that it takes by itself; None where it does not."""
    if key not in {each.material for each in whole(name).inputs if each.mix}:
        return None
    return evaluate(ProcessRequest("walk", name, accepts=(key,)), {key: materials()[key]}, library(), Findings())


@cache
def whole(name: str) -> Evaluated:
    """The model for all materials of the datasets."""
    found = evaluate(ProcessRequest("walk", name), materials(), library(), Findings())
    assert found, f"{name} takes none of the materials"
    return found


@pytest.mark.parametrize("name", PROCESSES)
def test_carbon_that_leaves_no_way_is_told_where_it_stays(name: str) -> None:
    """Each of some 600 pairs: what is neither in an output nor in a gas is under 1 %, or the model says where it is."""
    told = {word.replace("_", " ") for word in library().models[name].losses}
    for closure in whole(name).closures:
        if closure.quantity in ("biogenic carbon", "fossil carbon"):
            lost = closure.loss > SMALL * max(closure.amount_in, 1e-9)
            assert not lost or closure.quantity in told, f"{closure.material}: {closure.loss:.4g} t"


@pytest.mark.parametrize("name", [*BURNS, *ROTS, *TREATS, *BREATHES])
def test_what_burns_or_rots_gives_its_gases(name: str) -> None:
    """Carbon dioxide wherever the feed holds carbon that can go, and methane of all that burns or rots."""
    walked = 0
    for key in materials():
        found = found_for(name, key)
        if found is None:
            continue
        walked += 1
        gases = {rate.effect: float(rate.value.values) for rate in found.rates}
        carbon = {closure.quantity: closure.amount_in for closure in found.closures}
        if name in ROTS and materials()[key].properties.get("degradable_carbon") is not None:
            rots = materials()[key].properties["degradable_carbon"].value > 0
        else:
            rots = carbon.get("biogenic carbon", 0.0) > 0
        if rots:
            assert gases.get("biogenic CO2", 0.0) > 0, key
        if carbon.get("fossil carbon", 0.0) > 0 and name in BURNS:
            assert gases.get("fossil CO2", 0.0) > 0, key
        if rots and name not in BREATHES:
            assert gases.get("CH4", 0.0) > 0, key
    assert walked, f"{name} was walked with nothing"


@pytest.mark.parametrize("name", [*BURNS, *ROTS, *TREATS, *BREATHES])
def test_no_gas_holds_more_carbon_or_nitrogen_than_came(name: str) -> None:
    for closure in whole(name).closures:
        assert closure.loss >= -1e-3 * max(closure.amount_in, 1e-9), (closure.material, closure.quantity)


ELSEWHERE = {
    "anaerobic_digestion",
    "codigestion",
    "dry_digestion",
    "land_application",
    "sludge_digestion",
    "uasb",
}
"""Walked for methane, nitrous oxide and oxygen demand in `test_pairs`."""
OF_DIESEL = {
    "aggregate_crushing",
    "biochar_in_soil",
    "collection_bring_points",
    "collection_kerbside",
    "construction_waste_sorting",
    "landfill_closure",
    "sorting_plant",
    "transfer_station",
}
OF_SLIPS = {
    "biomethane_injection",
    "carbon_dioxide_use",
    "filling_station",
    "upgrading",
    "upgrading_with_carbon_dioxide",
}
OF_CHEMISTRY = {
    "cooking_oil_biodiesel",
    "hydrothermal_carbonisation",
    "lead_battery_recycling",
    "lithium_battery_recycling",
    "recycling_aluminium",
    "recycling_glass",
    "recycling_steel",
    "remanufacture_motor",
}


def test_every_model_with_a_gas_is_walked_or_is_known_to_neither_burn_nor_rot() -> None:
    """A new model that gives gases stands in one of these lists, so that none escapes the walks above."""
    known = {*BURNS, *ROTS, *TREATS, *BREATHES, *ELSEWHERE, *OF_DIESEL, *OF_SLIPS, *OF_CHEMISTRY}
    giving = {name for name in PROCESSES if any(rate.effect in GASES_OF_CARBON for rate in whole(name).rates)}
    assert giving - known == set()
    assert known - ELSEWHERE <= set(PROCESSES)
