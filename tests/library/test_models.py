"""The process models: every file reads, every pair of model and material closes, and known answers come out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mfo.errors import Findings
from mfo.library.library import Library
from mfo.plant.model import Material, Series
from mfo.processes.chain import evaluate_all
from mfo.processes.evaluate import Evaluated, ProcessRequest, evaluate
from mfo.processes.transport import transport_mode
from mfo.units import parse_quantity, parse_unit

from .shared import gas, materials, out, run
from .shared import library as library_of_tests

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.stem for path in (ROOT / "models").glob("*.yaml"))
MODES = ("truck", "truck_small", "truck_large", "truck_articulated", "rail", "ship", "pipe", "collection_round")
PRESSED = ("solid fraction", "liquid fraction")
TOLERANCE = 1e-3  # figures of sources have three to four digits


# every file


@pytest.mark.parametrize("name", NAMES)
def test_a_file_says_what_an_engineer_must_know(library: Library, name: str) -> None:
    """Title, scope and validity are sentences; every parameter has a source or is an assumption with a range."""
    model = library.models[name]
    assert model.title
    assert len(model.scope) > 40
    assert len(model.validity) > 40
    parameters = [*model.parameters.values(), *model.costs.values(), *([model.lifetime] if model.lifetime else [])]
    for parameter in parameters:
        if parameter.standing == "unsourced":
            assert parameter.choices or parameter.low is not None, f"{name}: {parameter.name} has no range"
        else:
            assert parameter.source, f"{name}: {parameter.name} has no source"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in MODES])
def test_no_model_makes_anything_from_nothing(name: str) -> None:
    """Every material of the datasets that a model accepts, six quantities each; a gain of any is an error."""
    found = run(name)
    assert found.inputs, f"{name} accepts nothing of the datasets"
    for closure in found.closures:
        limit = -TOLERANCE * max(closure.amount_in, 1e-9)
        assert closure.loss >= limit, f"{name}, {closure.material}: gains {closure.quantity}"


def test_pairs_are_really_walked() -> None:
    """Proves that the walk above is no empty loop: more than 500 pairs of model and material."""
    pairs = sum(sum(1 for entry in run(name).inputs if entry.mix) for name in NAMES if name not in MODES)
    assert pairs > 500


@pytest.mark.parametrize("name", MODES)
def test_a_mode_of_transport_emits_between_a_ship_and_a_refuse_truck(library: Library, name: str) -> None:
    findings = Findings()
    mode = transport_mode(name, library, findings)
    assert not list(findings)
    assert mode is not None
    assert mode.detour_factor > 1
    carbon = sum(float(e.value.values) for e in mode.emissions if e.effect == "fossil CO2") * 1e6  # g/t.km
    assert 5 < carbon < 1500


def test_larger_vehicles_emit_less_per_tonne_and_km(library: Library) -> None:
    def carbon(name: str) -> float:
        mode = transport_mode(name, library, Findings())
        assert mode is not None
        return sum(float(e.value.values) for e in mode.emissions if e.effect == "fossil CO2")

    order = ["collection_round", "truck_small", "truck_large", "truck_articulated", "rail", "ship"]
    values = [carbon(name) for name in order]
    assert values == sorted(values, reverse=True)


def test_a_whole_chain_of_residues_closes(library: Library) -> None:
    """Waste sorted, bales recycled, residues burnt or buried: what one model makes another takes, without a problem."""
    findings = Findings()
    known = materials()
    start = ("paper", "cardboard", "pet", "hdpe", "ldpe", "pp", "glass", "aluminium", "steel", "wood", "other_waste")
    requests = [
        ProcessRequest("sorting", "sorting_plant", accepts=start),
        ProcessRequest("board mill", "recycling_paper", accepts=("sorted paper", "sorted cardboard")),
        ProcessRequest("flakes", "recycling_pet", accepts=("sorted PET",)),
        ProcessRequest("pellets", "recycling_polyolefins", accepts=("sorted HDPE", "sorted PP", "sorted film")),
        ProcessRequest("glass furnace", "recycling_glass", accepts=("sorted glass",)),
        ProcessRequest("smelter", "recycling_aluminium", accepts=("sorted aluminium",)),
        ProcessRequest("steel works", "recycling_steel", accepts=("sorted steel",)),
        ProcessRequest("kiln", "cement_coprocessing", accepts=("sorting residue", "polyolefin residue")),
        ProcessRequest("furnace", "incineration", accepts=("sorting residue", "PET residue")),
        ProcessRequest("tip", "landfill", accepts=("bottom ash", "flue gas residue", "sorting residue")),
    ]
    chain = evaluate_all(requests, {name: known[name] for name in start}, library, findings)
    assert not [str(problem) for problem in findings if problem.severity == "error"]
    assert set(chain.evaluated) == {request.name for request in requests}
    flakes = chain.evaluated["flakes"]
    assert out(flakes, "PET flake", "sorted PET") == pytest.approx(1 / 1.221, rel=1e-3)  # 221 kg of waste per t


# known answers


@pytest.mark.parametrize("model", ["composting_windrow", "composting_in_vessel"])
def test_composting_gives_the_default_of_the_guideline(model: str) -> None:
    """IPCC 2006: 4 g CH4 and 0.24 g N2O per kg wet waste of 40 % dry matter; garden waste has 39.47 %."""
    found = run(model, "garden_waste")
    assert gas(found, "CH4", "garden_waste") == pytest.approx(4.0e-3 * 0.3947 / 0.4, rel=1e-3)
    assert gas(found, "N2O", "garden_waste") == pytest.approx(0.24e-3 * 0.3947 / 0.4, rel=1e-3)


@pytest.mark.parametrize(("model", "reached"), [("anaerobic_digestion", 0.9), ("dry_digestion", 0.75)])
def test_digestion_leaks_what_the_guideline_allows_for(library: Library, model: str, reached: float) -> None:
    """Food waste: 0.28 x 0.85 x 435 Nm3 x what is reached, of which 2 % leaks: 1.3 and 1.1 g CH4 per kg; no N2O.

    IPCC 2006 gives 0.8 (0 to 8) g per kg wet waste at biogas facilities, flares included. A slip inside the model's own
    range gives just that.
    """
    found = run(model, "food_waste")
    made = 0.28 * 0.85 * 435 * reached * 0.7158e-3
    assert gas(found, "CH4", "food_waste") == pytest.approx(0.02 * made, rel=1e-6)
    assert gas(found, "N2O", "food_waste") == 0
    slip = library.models[model].parameters["methane_slip"]
    assert slip.low is not None
    assert slip.high is not None
    assert slip.low < 0.8e-3 / made < slip.high


def test_incineration_of_polyethylene_by_hand() -> None:
    """CH2 holds 12.011 / 14.027 = 0.8563 carbon; 99 % of it burns: 0.8563 x 0.99 x 44.009 / 12.011 = 3.106 t CO2/t.

    43 GJ/t x 20.51 % = 2.450 MWh. Without the split of carbon it would count as biogenic.
    """
    found = run("incineration", "hdpe")
    assert gas(found, "fossil CO2", "hdpe") == pytest.approx(3.106, rel=1e-3)
    assert gas(found, "biogenic CO2", "hdpe") == 0
    assert gas(found, "N2O", "hdpe") == pytest.approx(50e-6)
    assert out(found, "electricity", "hdpe") == pytest.approx(43 / 3.6 * 0.2051, rel=1e-6)


def test_nejayote_in_a_sludge_blanket_by_hand() -> None:
    """25 kg COD x 90 % x 92 % not in sludge x 0.25 kg CH4/kg = 5.175 kg CH4 per t, 2 % of it dissolved."""
    found = run("uasb", "nejayote")
    methane = out(found, "biogas", "nejayote") * 0.68 * 0.7158 / 1000
    assert methane == pytest.approx(5.175e-3 * 0.98, rel=1e-3)
    assert gas(found, "CH4", "nejayote") == pytest.approx(5.175e-3 * 0.02, rel=1e-3)


def test_activated_sludge_by_hand() -> None:
    """IPCC: 25 kg COD x 0.25 x MCF 0.03 = 0.1875 kg CH4; 0.8 kg N x 0.016 x 44/28 = 0.0201 kg N2O per t."""
    found = run("wastewater_treatment", "nejayote")
    assert gas(found, "CH4", "nejayote") == pytest.approx(0.1875e-3, rel=1e-3)
    assert gas(found, "N2O", "nejayote") == pytest.approx(0.8e-3 * 0.016 * 44.013 / 28.014, rel=1e-3)


def test_an_open_dump_by_hand() -> None:
    """Food waste: 0.131 DOC x 0.7 x 90 % not burnt x MCF 0.4 x 0.5 x 16/12 = 22.0 kg CH4/t; fire: 10 % x 6.5 g/kg,
    and of its 0.28 dry matter 10 % x 150 g/t of N2O (IPCC 2006, Table 5.6); 71 % of the carbon burnt becomes gas.
    """
    found = run("open_dump", "food_waste")
    decay = 0.131 * 0.7 * 0.9 * 0.4 * 0.5 * 16.043 / 12.011
    assert gas(found, "CH4", "food_waste", "decay") == pytest.approx(decay, rel=1e-3)
    assert gas(found, "CH4", "food_waste", "open burning") == pytest.approx(0.65e-3, rel=1e-3)
    assert gas(found, "landfilled", "food_waste") == 1
    assert gas(found, "N2O", "food_waste") == pytest.approx(0.1 * 0.28 * 150e-6, rel=1e-6)
    fire = gas(found, "biogenic CO2", "food_waste", "open burning") * 12.011 / 44.009 + 0.65e-3 * 12.011 / 16.043
    assert fire == pytest.approx(0.1 * 0.71 * 0.131, rel=1e-6)


def test_glass_does_not_burn_on_a_dump() -> None:
    found = run("open_dump", "glass")
    assert gas(found, "N2O", "glass") == 0
    assert gas(found, "CH4", "glass") == 0


def test_a_rewound_motor_pays_for_its_lost_efficiency() -> None:
    """11 kW x 3,000 h x 8 years = 264 MWh of work; half a point of 91 % costs 1.603 MWh x 0.444 t/MWh x 70 % yield.

    Only the 60 % of grade B are rewound: with the penalty on all motors it would be 0.498 t instead of 0.299.
    """
    found = run("remanufacture_motor", "used_electric_motor")
    penalty = 264 * (1 / 0.905 - 1 / 0.91) * 0.444 * 0.7 * 0.6
    assert gas(found, "fossil CO2", "used_electric_motor", "use-phase penalty") == pytest.approx(penalty, rel=1e-6)


@pytest.mark.parametrize(
    ("model", "core", "parts", "expected"),
    [
        # kg of new parts a core: 70 % yield x mass x (share of grade A x its parts + share of grade B x its parts)
        (
            "remanufacture_engine",
            "used_engine",
            "new parts",
            {"40 %": 0.7 * 150 * 0.15, "100 %": 0.7 * 150 * 0.09, "0 %": 0.7 * 150 * 0.19},
        ),
        (
            "remanufacture_containers",
            "used_ibc",
            "container parts",
            {"60 %": 0.7 * 60 * 0.10, "100 %": 0.7 * 60 * 0.02, "0 %": 0.7 * 60 * 0.22},
        ),
        (
            "remanufacture_motor",
            "used_electric_motor",
            "new parts",
            {"40 %": 0.7 * 100 * 0.20, "100 %": 0.7 * 100 * 0.08, "0 %": 0.7 * 100 * 0.28},
        ),
    ],
)
def test_worn_cores_take_more_new_parts(model: str, core: str, parts: str, expected: dict[str, float]) -> None:
    """Each grade has its own need of new parts, by hand; the first share is the model's own."""
    default = next(iter(expected))
    assert used(run(model, core))["good_core_share"] == default
    assert need(run(model, core), parts, core) * 1000 == pytest.approx(expected[default])
    for share, kilograms in expected.items():
        assert need(graded(model, core, share), parts, core) * 1000 == pytest.approx(kilograms)


@pytest.mark.parametrize(
    ("model", "core", "expected"),
    [
        # kWh a core: what every core takes, and 70 % yield x the need of each grade by its share
        ("remanufacture_containers", "used_ibc", {"60 %": 3.0, "100 %": 1.6, "0 %": 1.6 + 0.7 * 5}),
        ("remanufacture_motor", "used_electric_motor", {"40 %": 40.0, "100 %": 5 + 0.7 * 5, "0 %": 5 + 0.7 * 80}),
    ],
)
def test_worn_cores_take_more_electricity(model: str, core: str, expected: dict[str, float]) -> None:
    """All cores are washed and tested, the rejects too; only the usable ones are worked on, by grade."""
    for share, energy in expected.items():
        assert need(graded(model, core, share), "electricity", core) * 1000 == pytest.approx(energy)


def test_motors_whose_winding_is_sound_lose_no_efficiency() -> None:
    sound = graded("remanufacture_motor", "used_electric_motor", "100 %")
    assert gas(sound, "fossil CO2", "used_electric_motor") == pytest.approx(0, abs=1e-12)


def graded(model: str, core: str, share: str) -> Evaluated:
    """A model for one core, with another share of grade A."""
    value, _ = parse_quantity(share)
    typed = Series(np.array(value * 0.01), "", share, None)
    asked = ProcessRequest("works", model, parameters={"good_core_share": typed})
    findings = Findings()
    found = evaluate(asked, {core: materials()[core]}, library_of_tests(), findings)
    assert {problem.code for problem in findings} <= {"parameter-range"}  # one grade alone is worth a warning
    assert found is not None
    return found


def need(found: Evaluated, name: str, of: str) -> float:
    """What is needed besides, per unit of an input."""
    return next(float(each.per_input[of].values) for each in found.inputs if each.material == name)


def test_char_keeps_the_carbon_that_is_not_breathed_out() -> None:
    """Straw of 86.04 % dry matter: 33.5 % char at 51 % carbon keeps 0.147 of 0.387 t C/t."""
    found = run("pyrolysis", "cereal_straw")
    kept = out(found, "biochar", "cereal_straw") * 0.51
    assert kept == pytest.approx(0.8604 * 0.335 * 0.51, rel=1e-4)
    emitted = gas(found, "biogenic CO2", "cereal_straw") * 12.011 / 44.009
    assert kept + emitted == pytest.approx(0.45 * 0.8604, rel=1e-3)


def test_sorting_sends_each_material_to_its_own_bale() -> None:
    """A wrong transfer coefficient would put glass into the paper."""
    found = run("sorting_plant")
    for material, bale in (("paper", "sorted paper"), ("pet", "sorted PET"), ("steel", "sorted steel")):
        share = out(found, bale, material)
        assert 0.7 < share < 0.95
        assert out(found, "sorting residue", material) == pytest.approx(1 - share, abs=0.06)
    paper = next(output for output in found.outputs if output.material == "sorted paper")
    assert set(paper.per_input) == {"paper", "newspaper"}


@pytest.mark.parametrize(("unit", "amount"), [("t", 0.05690), ("MWh", 0.75868), ("Nm3", 75.868)])
def test_a_fuel_may_be_counted_by_mass_heat_or_volume(unit: str, amount: float) -> None:
    """92 % cullet x 1.9 GJ/t / 64 % = 2.731 GJ/t: 0.0569 t of 48 GJ/t, 0.7587 MWh, or 75.87 Nm3 of 0.75 kg."""
    parsed = parse_unit(unit)
    like = materials()["natural_gas"].properties
    gas_there = Material("natural gas", parsed.canonical, parsed.typed, parsed.dimension, like, "natural_gas")
    findings = Findings()
    known = {"glass": materials()["glass"], "natural gas": gas_there}
    found = evaluate(ProcessRequest("furnace", "recycling_glass"), known, library_of_tests(), findings)
    assert not list(findings)
    assert found is not None
    fuel = next(entry for entry in found.inputs if entry.material == "natural gas")
    assert float(fuel.per_input["glass"].values) == pytest.approx(amount, rel=1e-3)


def test_codigestion_wants_manure_with_its_nopal() -> None:
    """C/N of nopal is 32.7, above 30; 40 t of it with 5 t of manure (C/N 17.9): 1.828 t C over 0.0684 t N = 26.7."""
    found = run("codigestion", "nopal", "cattle_manure")
    upper = next(limit for limit in found.mix_limits if limit.title == "carbon to nitrogen, upper limit")
    assert upper.maximum == 0
    assert upper.values["nopal"] > 0
    assert 40 * upper.values["nopal"] + 5 * upper.values["cattle_manure"] < 0
    lower = next(limit for limit in found.mix_limits if limit.title == "carbon to nitrogen, lower limit")
    assert 40 * lower.values["nopal"] + 5 * lower.values["cattle_manure"] > 0


def test_phosphorus_and_potassium_stay_in_the_digestate() -> None:
    """Manure: 6 kg K and 1.4 kg P a tonne, in the 0.917 t of digestate that a tonne leaves; no gas carries them off.

    A press then moves a fifth of the phosphorus into the solids, and potassium, dissolved, with the water of both.
    """
    found = run("anaerobic_digestion", "cattle_manure")
    left = out(found, "digestate", "cattle_manure")
    held = found.declared["digestate"].properties
    assert held["potassium"].value == pytest.approx(0.006 / left)
    assert held["phosphorus"].value == pytest.approx(0.0014 / left)
    compost = run("composting_windrow", "cattle_manure")
    assert compost.declared["compost"].properties["potassium"].value == pytest.approx(
        0.006 / out(compost, "compost", "cattle_manure")
    )
    pressed = run("separation", "sewage_sludge")
    solid, liquid = (pressed.declared[name].properties["phosphorus"].value for name in PRESSED)
    amounts = [out(pressed, name, "sewage_sludge") for name in PRESSED]
    assert solid * amounts[0] == pytest.approx(0.00165 * 0.2)
    assert solid * amounts[0] + liquid * amounts[1] == pytest.approx(0.00165)


def test_a_washing_line_takes_no_engines() -> None:
    """What has a mass of its own is not yet a container: without the list an engine would come back refilled."""
    taken = {each.material for each in run("wash_and_refill").inputs if each.mix}
    assert taken == {"used_crates", "used_drums", "used_glass_bottles", "used_ibc"}
    assert {each.material for each in run("repair_and_resale").inputs if each.mix} == {"used_appliance", "used_pallet"}


def used(found: Evaluated) -> dict[str, str]:
    return {each.name: each.value for each in found.used}


def test_what_was_used_is_what_is_listed() -> None:
    """Paper's own share of 80 %, not the 0 % that holds for anything else; both where both are among the inputs."""
    assert used(run("sorting_plant", "paper"))["to_paper"] == "80 % (paper)"
    both = used(run("sorting_plant", "paper", "glass"))
    assert (both["to_paper"], both["to_glass"]) == ("80 % (paper); 0 % otherwise", "85 % (glass); 0 % otherwise")


def test_a_default_that_nothing_needed_is_no_assumption_of_the_plan() -> None:
    """Food waste brings its decay rate, so the model's rate for materials without one is not listed."""
    listed = used(run("landfill", "food_waste"))
    assert "decay_rate" not in listed
    assert listed["decay_rate_temperate_wet of food_waste"] == "0.185 1/year"
    bare = materials()["food_waste"]
    kept = {name: prop for name, prop in bare.properties.items() if not name.startswith("decay_rate")}
    waste = {"x": replace(bare, name="x", properties=kept)}
    found = evaluate(ProcessRequest("tip", "landfill"), waste, library_of_tests(), Findings())
    assert found is not None
    assert used(found)["decay_rate"] == "0.09 1/year"
