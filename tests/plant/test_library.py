"""What process models and datasets bring into a plant: coefficients, emissions bought and displaced, costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mfo.plant.model import Emission, Plant

from .plants import plant_of, problems_of

DIGESTION: dict[str, Any] = {
    "materials": [
        {"material": "nopal", "unit": "t", "like": "nopal"},
        {"material": "LPG", "unit": "t", "like": "lpg"},
        {"material": "electricity", "unit": "MWh", "like": "grid_electricity_mx"},
    ],
    "sites": [{"site": "farm", "owner": "A"}, {"site": "town", "owner": "B"}],
    "supplies": [
        {"supply": "harvest", "site": "farm", "material": "nopal", "amount": "40 t/d", "take": "up to", "price": 0},
        {"supply": "grid", "site": "farm", "material": "electricity", "take": "up to", "price": "2 MXN/kWh"},
    ],
    "processes": [
        {
            "process": "digester",
            "site": "farm",
            "model": "anaerobic_digestion",
            "variable_cost": 0,
            "names": "biogas: raw gas",
        },
        {"process": "flare", "site": "farm", "model": "flare", "variable_cost": 0},
    ],
    "recipes": None,
    "stores": None,
    "links": None,
    "markets": [
        {"market": "fields", "site": "farm", "material": "digestate", "price": 0},
        {"market": "boiler", "site": "farm", "material": "heat", "price": 0},
    ],
}


def gases(emissions: tuple[Emission, ...]) -> dict[str, float]:
    """The sum of each gas [t per unit]."""
    found: dict[str, float] = {}
    for each in emissions:
        found[each.effect] = found.get(each.effect, 0.0) + float(each.value.values)
    return found


def digestion(folder: Path, **change: Any) -> Plant:
    return plant_of(folder, **{**DIGESTION, **change})


def test_a_model_declares_what_it_makes_and_needs(tmp_path: Path) -> None:
    """1 t of nopal gives about 37.6 Nm3 (the reference balance less the leak); the flare takes the renamed gas."""
    plant = digestion(tmp_path)
    digester, flare = plant.processes
    assert plant.materials["raw gas"].unit == "Nm3"
    assert [each.material for each in digester.inputs if each.mix] == ["nopal"]
    (gas,) = [each for each in digester.outputs if each.material == "raw gas"]
    assert float(gas.per_input["nopal"].values) == pytest.approx(37.6 * 0.98, rel=0.03)
    assert [each.material for each in flare.inputs if each.mix] == ["raw gas"]
    assert (digester.route, digester.basis) == ("biogas", "t")
    assert digester.lifetime
    assert digester.used
    assert digester.closures


def test_parameters_override_and_are_recorded(tmp_path: Path) -> None:
    processes = [{**DIGESTION["processes"][0], "potential_reached": "45 %"}, DIGESTION["processes"][1]]
    half, whole = digestion(tmp_path, processes=processes), digestion(tmp_path)

    def yielded(plant: Plant) -> float:
        (gas,) = [each for each in plant.processes[0].outputs if each.material == "raw gas"]
        return float(gas.per_input["nopal"].values)

    assert yielded(half) == pytest.approx(yielded(whole) / 2)
    assert any(used.standing == "override" for used in half.processes[0].used)


SPREADING: dict[str, Any] = {
    "rates": None,
    "materials": [{"material": name, "unit": "t", "nitrogen": "1 %"} for name in ("digestate", "compost")],
    "sites": [{"site": "farm"}],
    "supplies": [
        {"supply": name, "site": "farm", "material": name, "amount": "1 t/d", "take": "all", "price": 0}
        for name in ("digestate", "compost")
    ],
    "processes": [{"process": "spreading", "site": "farm", "model": "land_application", "variable_cost": 0}],
    "markets": [{"market": "crops", "site": "farm", "material": "available nitrogen", "price": 0}],
    "recipes": None,
    "stores": None,
    "links": None,
}


@pytest.mark.parametrize(
    ("typed", "digestate", "compost"),
    [(None, 60, 15), ("50 %", 50, 50), ("digestate: 70 %", 70, 15), ("compost: 25 %; digestate: 70 %", 70, 25)],
)
def test_a_parameter_for_single_materials(tmp_path: Path, typed: str | None, digestate: int, compost: int) -> None:
    """The model knows 15 % for compost and 60 % for others. A number replaces both, and the list says what it was."""
    processes = [{**SPREADING["processes"][0], "available_share": typed}]
    (spreading,) = plant_of(tmp_path, **{**SPREADING, "processes": processes}).processes
    (nitrogen,) = [each for each in spreading.outputs if each.material == "available nitrogen"]
    found = {name: float(value.values) for name, value in nitrogen.per_input.items()}
    assert found == pytest.approx({"digestate": digestate / 1e4, "compost": compost / 1e4})
    told = [each for each in spreading.used if each.standing == "override"]
    assert [each.default.split(" (")[0] for each in told] == (["60 %"] if typed else [])
    assert all("15 % for compost" in each.default for each in told)


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("compst: 20 %", "parameter-material", "Did you mean compost?"),
        ("compost: 20 t", "unit-dimension", "`available_share` of `spreading`"),
    ],
)
def test_slips_in_values_for_single_materials(tmp_path: Path, typed: str, code: str, words: str) -> None:
    processes = [{**SPREADING["processes"][0], "available_share": typed}]
    problems = problems_of(tmp_path, **{**SPREADING, "processes": processes})
    found = [str(problem) for problem in problems if problem.severity == "error"]
    assert len(found) == 1
    assert f"[{code}]" in found[0]
    assert words in found[0]


def test_a_material_that_cannot_come_is_not_taken(tmp_path: Path) -> None:
    """Manure arises in another town without a link, so the digester does not take it; with a link it does."""
    supplies = [
        *DIGESTION["supplies"],
        {"supply": "barn", "site": "town", "material": "manure", "take": "up to", "price": 0},
    ]
    materials = [*DIGESTION["materials"], {"material": "manure", "unit": "t", "like": "cattle_manure"}]
    apart = digestion(tmp_path, supplies=supplies, materials=materials)
    link = [{"from": "town", "to": "farm", "material": "manure", "cost_per_amount": 0, "distance": "3 km"}]
    linked = digestion(tmp_path, supplies=supplies, materials=materials, links=link)
    assert [each.material for each in apart.processes[0].inputs if each.mix] == ["nopal"]
    assert sorted(each.material for each in linked.processes[0].inputs if each.mix) == ["manure", "nopal"]


def test_shares_of_a_models_inputs(tmp_path: Path) -> None:
    recipes = [
        {"process": "digester", "material": "nopal", "role": "in", "maximum_share": "100 %", "cost": "3 MXN/t"},
        {"process": "flare", "material": "raw gas", "role": "in", "cost": "2 MXN/Nm3"},
    ]
    digester, flare = digestion(tmp_path, recipes=recipes).processes
    (nopal,) = [each for each in digester.inputs if each.mix]
    (gas,) = [each for each in flare.inputs if each.mix]
    assert nopal.cost is not None
    assert gas.cost is not None
    assert (float(nopal.cost.values), float(gas.cost.values)) == (3, 2)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (
            {"recipes": [{"process": "digester", "material": "nopal", "role": "in", "amount": "1 t/t"}]},
            "recipe-of-model",
            "no amounts",
        ),
        (
            {"processes": [{**DIGESTION["processes"][0], "potentil_reached": 0.5}]},
            "parameter-unknown",
            "potential_reached",
        ),
        ({"processes": [{**DIGESTION["processes"][0], "variable_cost": None}]}, "value-missing", "`model`"),
        (
            {"processes": [{**DIGESTION["processes"][0], "fixed_cost": "model"}]},
            "cost-unknown",
            "knows no `fixed_cost`",
        ),
        ({"processes": [{**DIGESTION["processes"][0], "model": "truck"}]}, "model-unknown", "mode of transport"),
        ({"processes": [{**DIGESTION["processes"][0], "names": "biogas"}]}, "names", "renames nothing"),
    ],
)
def test_slips_about_models(tmp_path: Path, change: dict[str, Any], code: str, words: str) -> None:
    problems = problems_of(tmp_path, **{**DIGESTION, **change})
    found = [str(problem) for problem in problems if problem.code == code]
    assert any(words in text for text in found), [str(problem) for problem in problems]


def test_what_a_broken_process_makes_is_not_unknown_too(tmp_path: Path) -> None:
    """One slip, one error: the digestate that a market takes is the digester's affair."""
    processes = [{**DIGESTION["processes"][0], "potential_reached": "45 t"}, DIGESTION["processes"][1]]
    problems = problems_of(tmp_path, **{**DIGESTION, "processes": processes})
    assert len([problem for problem in problems if problem.severity == "error"]) == 1, [str(each) for each in problems]


BAGGING: dict[str, Any] = {
    "processes": [
        *DIGESTION["processes"],
        {"process": "bagging", "site": "farm", "model": "recipe", "variable_cost": "3 MXN/t"},
    ],
    "recipes": [
        {"process": "bagging", "material": "digestate", "role": "in", "amount": "1200 kg/t"},
        {"process": "bagging", "material": "raw gas", "role": "in", "amount": "0.5 Nm3/t"},
        {"process": "bagging", "material": "electricity", "role": "in", "amount": "2 kWh/t"},
        {"process": "bagging", "material": "peat", "role": "out", "amount": "1 t/t"},
    ],
    "materials": [*DIGESTION["materials"], {"material": "peat", "unit": "t"}],
}


def test_a_recipe_may_name_what_only_a_model_declares(tmp_path: Path) -> None:
    """Digestate and gas stand in no table of materials; their units come from the digester: 1,200 kg are 1.2 t."""
    bagging = digestion(tmp_path, **BAGGING).processes[2]
    amounts = {each.material: float(each.per_activity.values) for each in bagging.inputs if each.per_activity}
    assert amounts == {"digestate": pytest.approx(1.2), "raw gas": pytest.approx(0.5), "electricity": 0.002}


@pytest.mark.parametrize(
    ("material", "remedy"),
    [
        ("biogas", "`digester` names it `raw gas`: write that."),
        (
            "compost",
            "No process here has a model that makes it, such as `composting_in_vessel`: add a row to "
            "`materials`, such as `material: compost, unit: t`.",
        ),
        ("food waste", "Add a row to `materials`, such as `material: food waste, unit: t, like: food_waste`."),
        ("digestat", "Did you mean `digestate`?"),
    ],
)
def test_a_recipe_that_names_what_no_model_here_declares_is_told_what_to_write(
    tmp_path: Path, material: str, remedy: str
) -> None:
    """Without the library's answer the remedy would be a list of the plant's other materials."""
    recipes = [{**BAGGING["recipes"][0], "material": material}, *BAGGING["recipes"][1:]]
    (problem,) = problems_of(tmp_path, **{**DIGESTION, **BAGGING, "recipes": recipes})
    assert problem.message == f"There is no material named `{material}`."
    assert problem.remedy == remedy


def test_a_models_own_cost_is_exchanged(tmp_path: Path) -> None:
    processes = [{**DIGESTION["processes"][0], "variable_cost": "model"}, DIGESTION["processes"][1]]
    digester = digestion(tmp_path, processes=processes).processes[0]
    assert digester.variable_cost is not None
    assert digester.variable_cost.unit == "MXN/t"
    assert " at " in digester.variable_cost.typed
    assert float(digester.variable_cost.values) == pytest.approx(2.711 * 810.4 / 596.2 * 21.5)  # 2020 to 2025, MXN/EUR


def test_bought_power_brings_its_upstream_gases_as_scope_2(tmp_path: Path) -> None:
    harvest, grid = digestion(tmp_path).supplies
    assert gases(grid.emissions) == {"fossil CO2": pytest.approx(0.444)}
    assert [each.scope for each in grid.emissions] == [2]
    assert not harvest.emissions


def test_a_gas_counted_by_rate_and_by_material_is_told(tmp_path: Path) -> None:
    rates = [{"at": "grid", "effect": "fossil CO2", "rate": "0.444 t/MWh"}]
    assert [problem.code for problem in problems_of(tmp_path, **{**DIGESTION, "rates": rates})] == ["counted-twice"]


def test_a_plants_own_factor_goes_before_the_datasets(tmp_path: Path) -> None:
    materials = [
        *DIGESTION["materials"][:2],
        {"material": "electricity", "unit": "MWh", "like": "grid_electricity_mx", "upstream fossil CO2": "0.1 t/MWh"},
    ]
    plant = digestion(tmp_path, materials=materials)
    assert gases(plant.supplies[1].emissions) == {"fossil CO2": pytest.approx(0.1)}


def test_warming_potentials_of_two_reports_are_not_mixed(tmp_path: Path) -> None:
    """New HDPE's burden is known only as CO2e of AR5: with AR6 it is refused, with AR5 it counts."""
    materials = [*DIGESTION["materials"], {"material": "HDPE", "unit": "kg", "like": "virgin_hdpe"}]
    supplies = [
        *DIGESTION["supplies"],
        {"supply": "dealer", "site": "farm", "material": "HDPE", "take": "up to", "price": 0},
    ]
    problems = problems_of(tmp_path, **{**DIGESTION, "materials": materials, "supplies": supplies})
    assert [problem.code for problem in problems if problem.severity == "error"] == ["gwp-mixed"]
    plant = digestion(tmp_path, materials=materials, supplies=supplies, plant={"gwp": "AR5"})
    assert gases(plant.supplies[2].emissions) == {"emissions": pytest.approx(1.93)}
    assert plant.settings.gwp_factors["fossil CH4"] == 30


def test_factors_of_another_set_are_told_together_at_the_setting(tmp_path: Path) -> None:
    """One cell mends them all, so they are one error: where `gwp` stands, with every factor and its place."""
    materials = [
        *DIGESTION["materials"],
        {"material": "HDPE", "unit": "kg", "like": "virgin_hdpe"},
        {"material": "can", "unit": "kg", "like": "virgin_aluminium"},
    ]
    supplies = [
        *DIGESTION["supplies"],
        {"supply": "dealer", "site": "farm", "material": "HDPE", "take": "up to", "price": 0},
        {"supply": "smith", "site": "farm", "material": "can", "take": "up to", "price": 0},
    ]
    changed = {"materials": materials, "supplies": supplies, "plant": {"gwp": "AR6"}}
    found = problems_of(tmp_path, **{**DIGESTION, **changed})
    (problem,) = [each for each in found if each.severity == "error"]
    assert problem.message.startswith("`virgin_hdpe`, `virgin_aluminium` are known only as CO2e with the warming")
    assert "potentials of AR5, but the plant counts with AR6. (Used at " in problem.message
    assert problem.remedy.startswith("Set `gwp: AR5`, or give these factors by gas")
    assert problem.where is not None
    assert problem.where.cell == "gwp"


@pytest.mark.parametrize(
    ("column", "typed", "code", "words"),
    [
        (
            "upstream CO2e",
            "0.45 t_CO2e/MWh",
            "gwp-missing",
            "`upstream CO2e` does not say with which warming potentials the gases were added up.",
        ),
        (
            "upstream CO2e AR5",
            "0.45 t_CO2e/MWh",
            "gwp-mixed",
            "`electricity` is known only as CO2e with the warming potentials of AR5, but the plant counts with AR6.",
        ),
        ("upstream fossil CO2", 0.45, "unit-missing", "is 0.45, where a unit like t/MWh is wanted."),
        ("upstream fossil CO2", "0.45 t_CO2e/MWh", "unit-dimension", "where a unit like t/MWh is wanted."),
    ],
)
def test_a_factor_of_ones_own_says_what_it_is(
    tmp_path: Path, column: str, typed: str | float, code: str, words: str
) -> None:
    """A sum of gases of an unknown or another set would be added to gases weighed with AR6."""
    power = {"material": "electricity", "unit": "MWh", "like": "grid_electricity_mx", column: typed}
    problems = problems_of(tmp_path, **{**DIGESTION, "materials": [*DIGESTION["materials"][:2], power]})
    errors = [problem for problem in problems if problem.severity == "error"]
    assert [problem.code for problem in errors] == [code]
    assert words in errors[0].message


def test_a_sum_made_with_the_plants_own_set_counts(tmp_path: Path) -> None:
    power = {"material": "electricity", "unit": "MWh", "upstream CO2e AR6": "0.45 t_CO2e/MWh"}
    plant = digestion(tmp_path, materials=[*DIGESTION["materials"][:2], power])
    assert gases(plant.supplies[1].emissions) == {"emissions": pytest.approx(0.45)}


def test_what_is_replaced_counts_by_energy(tmp_path: Path) -> None:
    """1 MWh of heat in place of LPG (47.3 GJ/t) avoids 3.6/47.3 t of it: burning gives 1 g N2O in 10 GJ."""
    markets = [{**DIGESTION["markets"][1], "replaces": "lpg"}]
    avoided = gases(digestion(tmp_path, markets=markets).markets[0].avoided)
    assert avoided["fossil CO2"] > 2.98305 * 3.6 / 47.3  # burning it, and making it
    assert avoided["N2O"] == pytest.approx(3.6e-7, rel=1e-3)


def test_slots_of_different_weights_need_days_where_there_are_stocks(tmp_path: Path) -> None:
    """Kept through slots of unlike weights, a tonne put in once could be taken out a hundred times."""
    slots = [{"slot": "a", "hours": 4380, "weight": 1}, {"slot": "b", "hours": 438, "weight": 10}]
    store = [{"store": "silo", "site": "farm", "material": "nopal"}]
    problems = problems_of(tmp_path, **{**DIGESTION, "slots": slots, "stores": store})
    assert [problem.code for problem in problems if problem.severity == "error"] == ["slot-days"]


def test_the_reporter_owns_something(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, **{**DIGESTION, "plant": {"reporter": "C"}})
    assert "owns no site" in str(problems[0])
