"""Evaluation of a model per accepted material: inputs, outputs, units, overrides, closure, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfo.errors import Problem
from mfo.library.library import Library
from mfo.plant.model import Series
from mfo.processes.contract import Evaluated, ShareRow
from mfo.units import parse_unit

from .making import HERE, amount, library, material, request, run, typed

DRYER = """\
  accepts: {needs: [dry_matter], per: t}
  capacity: input
  parameters:
    dryness: {value: 90 %, range: [80 %, 95 %], standing: unsourced}
    heat_need: {value: 900 kWh/t, source: A book, standing: source read}
  values:
    water: 1 - dry_matter / dryness
  outputs:
    dried goods:
      unit: t
      amount: dry_matter / dryness
      properties: {dry_matter: dryness, nitrogen: remainder, carbon_biogenic: remainder}
    vapour: {unit: t, amount: remainder of mass, loss: yes}
  uses:
    heat: {unit: MWh, amount: water * heat_need}
"""


@pytest.fixture
def dryer(tmp_path: Path) -> Library:
    return library(tmp_path, dryer=DRYER)


def only(pair: tuple[Evaluated | None, object]) -> Evaluated:
    found, findings = pair
    assert found is not None, list(findings)  # type: ignore[call-overload]
    return found


def test_yields_by_material(dryer: Library) -> None:
    """A wet and a dry feed give different amounts: 0.18/0.9 and 0.45/0.9 t per t, the rest is vapour."""
    found = only(
        run(dryer, request("dryer"), material("sludge", dry_matter="18 %"), material("pulp", dry_matter="45 %"))
    )
    assert amount(found, "dried goods", "sludge") == pytest.approx(0.2)
    assert amount(found, "dried goods", "pulp") == pytest.approx(0.5)
    assert amount(found, "vapour", "sludge") == pytest.approx(0.8)
    heat = next(each for each in found.inputs if each.material == "heat")
    assert not heat.mix
    assert float(heat.per_input["sludge"].values) == pytest.approx(0.8 * 0.9)
    assert heat.per_input["sludge"].unit == "MWh/t"
    assert found.basis == "t"
    assert {each.material for each in found.inputs if each.mix} == {"sludge", "pulp"}


def test_materials_in_other_units_are_counted_by_density(dryer: Library) -> None:
    """1 m3 of 1.1 t: 1.1 t of capacity and 1.1 x 0.2 t of goods per m3."""
    slurry = material("slurry", "m3", dry_matter="18 %", density="1.1 t/m3")
    found = only(run(dryer, request("dryer"), slurry))
    assert float(found.inputs[0].activity.values) == pytest.approx(1.1)  # type: ignore[union-attr]
    assert amount(found, "dried goods", "slurry") == pytest.approx(0.22)


def test_an_output_in_the_plants_unit(dryer: Library) -> None:
    """The plant counts goods in m3 of 0.5 t: twice as many m3 as t."""
    goods = material("dried goods", "m3", density="0.5 t/m3")
    found = only(run(dryer, request("dryer"), material("sludge", dry_matter="18 %"), goods))
    assert amount(found, "dried goods", "sludge") == pytest.approx(0.4)


def test_an_output_in_a_unit_that_does_not_fit(dryer: Library) -> None:
    found, findings = run(dryer, request("dryer"), material("sludge", dry_matter="18 %"), material("heat", "Nm3"))
    assert found is None
    assert [problem.code for problem in findings] == ["model-unit"]


def test_needs_and_accepts(dryer: Library) -> None:
    """Without the property a material is passed over; named in `accepts` it is an error that says what is missing."""
    sludge, stone = material("sludge", dry_matter="18 %"), material("stone")
    found = only(run(dryer, request("dryer"), sludge, stone))
    assert [each.material for each in found.inputs if each.mix] == ["sludge"]
    refused, findings = run(dryer, request("dryer", accepts=("stone",)), sludge, stone)
    assert refused is None
    message = str(next(iter(findings)))
    assert "`works` cannot take `stone`: it has no property `dry_matter`" in message
    assert "processes.csv, line 3" in message


def test_all_that_is_missing_is_told_at_once() -> None:
    """Who gave the oxygen demand was told of the carbon next, and then of the nitrogen."""
    bundled = Library.load()
    _, findings = run(bundled, request("wastewater_lagoon", accepts=("slurry",)), material("slurry"))
    message = str(next(iter(findings)))
    assert "it has no property `chemical_oxygen_demand`, `carbon_biogenic`, `nitrogen`" in message


def test_candidates_restrict(dryer: Library) -> None:
    sludge, pulp = material("sludge", dry_matter="18 %"), material("pulp", dry_matter="45 %")
    found = only(run(dryer, request("dryer", candidates=frozenset({"pulp"})), sludge, pulp))
    assert [each.material for each in found.inputs if each.mix] == ["pulp"]


def test_no_input_at_all(dryer: Library) -> None:
    found, findings = run(dryer, request("dryer"), material("stone"))
    assert found is None
    problem = next(iter(findings))
    assert problem.code == "process-without-input"
    assert "`stone`: it has no property `dry_matter`" in problem.remedy


def test_own_products_do_not_come_in_again(dryer: Library) -> None:
    """Dried goods have the property too; without the rule they would be dried for ever."""
    found = only(
        run(dryer, request("dryer"), material("sludge", dry_matter="18 %"), material("dried goods", dry_matter="90 %"))
    )
    assert [each.material for each in found.inputs if each.mix] == ["sludge"]


def test_names_are_the_plants(dryer: Library) -> None:
    asked = request("dryer", names={"dried goods": "granulate", "heat": "steam"})
    found = only(run(dryer, asked, material("sludge", dry_matter="18 %")))
    assert amount(found, "granulate", "sludge") == pytest.approx(0.2)
    assert {"granulate", "steam"} <= set(found.declared)
    assert found.declared["granulate"].like == "dried goods"
    assert found.declared["granulate"].dimension == parse_unit("t").dimension


def test_overrides_are_listed(dryer: Library) -> None:
    """The override is used and listed with the model's own value; the assumption keeps its standing."""
    asked = request("dryer", parameters={"heat_need": typed("3600 MJ/t")})
    found = only(run(dryer, asked, material("sludge", dry_matter="18 %")))
    used = {each.name: each for each in found.used}
    assert (used["heat_need"].value, used["heat_need"].standing, used["heat_need"].default) == (
        "3600 MJ/t",
        "override",
        "900 kWh/t",
    )
    assert used["dryness"].standing == "unsourced"
    assert used["dry_matter of sludge"].source == "plant"
    heat = next(each for each in found.inputs if each.material == "heat")
    assert float(heat.per_input["sludge"].values) == pytest.approx(0.8)


def test_an_override_over_time(dryer: Library) -> None:
    """A profile as a parameter gives coefficients over (years, slots)."""
    wet = Series(np.array([[0.9, 0.85]]), "", "profile wet", HERE)
    found = only(run(dryer, request("dryer", parameters={"dryness": wet}), material("sludge", dry_matter="18 %")))
    goods = next(each for each in found.outputs if each.material == "dried goods")
    assert goods.per_input["sludge"].values.tolist() == [[pytest.approx(0.18 / 0.9), pytest.approx(0.18 / 0.85)]]


@pytest.mark.parametrize(
    ("parameters", "code", "words"),
    [
        ({"heat_need": typed("900 kWh")}, "unit-dimension", "900 kWh/t"),
        ({"heat_need": "lots"}, "number-text", "heat_need"),
        ({"drynes": typed("90 %")}, "parameter-unknown", "Did you mean dryness?"),
    ],
)
def test_overrides_that_do_not_fit(dryer: Library, parameters: dict[str, object], code: str, words: str) -> None:
    found, findings = run(dryer, request("dryer", parameters=parameters), material("sludge", dry_matter="18 %"))
    assert found is None
    assert [problem.code for problem in findings] == [code]
    assert words in str(next(iter(findings)))


def test_an_override_outside_the_range_is_a_warning(dryer: Library) -> None:
    found, findings = run(
        dryer, request("dryer", parameters={"dryness": typed("99 %")}), material("sludge", dry_matter="18 %")
    )
    assert found is not None
    assert [(problem.code, problem.severity) for problem in findings] == [("parameter-range", "warning")]


RATIOS = """\
    rated: {value: 90 %, source: A book, standing: source read}
    grown: {value: 110 %, source: A book, standing: source read}
    wide: {value: 20 %, range: [-10 %, 300 %], standing: unsourced}
    bare: {value: 0.7, range: [0.6, 0.8], standing: unsourced}
    worked: {value: 0.7 kWh/kWh, range: [0.6 kWh/kWh, 0.8 kWh/kWh], standing: unsourced}
"""


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("dryness", "160 %", "parameter-share"),
        ("dryness", "sludge: 160 %", "parameter-share"),
        ("dryness", "99 %", "parameter-range"),
        ("rated", "100 %", ""),
        ("rated", "-1 %", "parameter-share"),
        ("grown", "110 %", ""),
        ("grown", "111 %", "parameter-share"),
        ("wide", "250 %", ""),
        ("wide", "-20 %", "parameter-share"),
        ("bare", "1.2", "parameter-share"),
        ("worked", "1.2", "parameter-range"),
        ("worked", "-0.1", "parameter-share"),
    ],
)
def test_a_share_above_all_or_below_nothing_is_refused(tmp_path: Path, name: str, value: str, told: str) -> None:
    """100 % is the most of a share, unless the model's own value or range goes on; a ratio has no most."""
    wider = library(tmp_path, dryer=DRYER.replace("  values:\n", RATIOS + "  values:\n"))
    found, findings = run(wider, request("dryer", parameters={name: value}), material("sludge", dry_matter="18 %"))
    assert [problem.code for problem in findings] == [told] * bool(told)
    assert (found is None) == (told == "parameter-share")


def test_a_misspelt_port(dryer: Library) -> None:
    found, findings = run(dryer, request("dryer", names={"dried good": "x"}), material("sludge", dry_matter="18 %"))
    assert found is None
    assert "Did you mean dried goods?" in str(next(iter(findings)))


def test_unknown_model_and_mode_as_model(dryer: Library) -> None:
    assert "Did you mean dryer?" in str(next(iter(run(dryer, request("dryr"))[1])))
    codes = [problem.code for problem in run(dryer, request("truck"))[1]]
    assert codes == ["model-unknown", "model-kind"]


def test_shares(dryer: Library) -> None:
    rows = (ShareRow("sludge", minimum=typed("20 %"), cost=typed("3 MXN/t")),)
    found = only(run(dryer, request("dryer", shares=rows), material("sludge", dry_matter="18 %")))
    assert found.inputs[0].minimum_share is rows[0].minimum
    assert found.inputs[0].cost is rows[0].cost
    refused, findings = run(dryer, request("dryer", shares=(ShareRow("gold"),)), material("sludge", dry_matter="18 %"))
    assert refused is None
    assert "does not take `gold`" in str(next(iter(findings)))


def test_closure_and_contents(dryer: Library) -> None:
    """All nitrogen of the sludge is in the goods: 0.9 % / 0.2 = 4.5 %. Nothing is lost but water, which is a stream."""
    sludge = material("sludge", dry_matter="18 %", nitrogen="0.9 %")
    found = only(run(dryer, request("dryer"), sludge))
    assert found.declared["dried goods"].properties["nitrogen"].value == pytest.approx(0.045)
    closures = {each.quantity: each for each in found.closures}
    assert closures["mass"].loss == pytest.approx(0)
    assert closures["dry matter"].amount_in == pytest.approx(0.18)
    assert closures["dry matter"].loss == pytest.approx(0)
    assert closures["nitrogen"].loss == pytest.approx(0)
    assert "biogenic carbon" not in closures  # the sludge does not say


def line_of(problem: Problem, folder: Path) -> str:
    """The line of the model's file that a problem points at."""
    assert problem.where is not None
    assert problem.where.line is not None
    return (folder / "models" / "dryer.yaml").read_text(encoding="utf-8").splitlines()[problem.where.line - 1].strip()


def test_a_gain_is_an_error_when_the_plant_is_read(tmp_path: Path) -> None:
    """The model says 20 % of dry matter comes out of 18 %: told with amounts, at the output. A loss would pass."""
    body = DRYER.replace(
        "{dry_matter: dryness, nitrogen: remainder, carbon_biogenic: remainder}", "{dry_matter: 100 %}"
    )
    found, findings = run(library(tmp_path, dryer=body), request("dryer"), material("sludge", dry_matter="18 %"))
    assert found is None
    problem = next(iter(findings))
    assert problem.code == "closure-gain"
    assert "0.2 t of dry matter from 0.18" in problem.message
    assert line_of(problem, tmp_path) == "dried goods:"


def test_a_gain_through_a_gas_points_at_the_gas(tmp_path: Path) -> None:
    """12 kg of N2O hold 12 x 28.014 / 44.013 = 7.638 kg of nitrogen; the sludge brings 5: told at the emission."""
    body = DRYER.replace(
        "{dry_matter: dryness, nitrogen: remainder, carbon_biogenic: remainder}", "{dry_matter: dryness}"
    )
    body = body.rstrip() + "\n  emissions:\n    - {effect: N2O, amount: 12 kg/t, category: fumes, scope: 1}\n"
    sludge = material("sludge", dry_matter="18 %", nitrogen="0.5 %")
    found, findings = run(library(tmp_path, dryer=body), request("dryer"), sludge)
    assert found is None
    (problem,) = findings
    assert problem.code == "closure-gain"
    assert "makes 0.00763793 t of nitrogen from 0.005" in problem.message
    assert "effect: N2O" in line_of(problem, tmp_path)


def test_a_remainder_below_nothing_is_a_gain(dryer: Library) -> None:
    """A feed drier than the goods would give more goods than feed."""
    found, findings = run(dryer, request("dryer"), material("pulp", dry_matter="99 %"))
    assert found is None
    assert {problem.code for problem in findings} == {"formula-negative"}


def test_properties_given_by_the_plant_are_checked_over_the_mix(dryer: Library) -> None:
    """The plant says the goods hold 8 % nitrogen, where what goes in can give 4.5 %."""
    sludge = material("sludge", dry_matter="18 %", nitrogen="0.9 %")
    found, findings = run(dryer, request("dryer"), sludge, material("dried goods", nitrogen="8 %"))
    assert found is None
    assert "makes 1.778 times the nitrogen that goes in" in str(next(iter(findings)))
    assert run(dryer, request("dryer"), sludge, material("dried goods", nitrogen="4 %"))[0] is not None


def test_properties_of_a_product_come_from_the_reference_mix(dryer: Library) -> None:
    """4 t of sludge give 0.8 t at 4.5 % N, 1 t of pulp gives 0.5 t at 1 % N: 0.041 t in 1.3 t."""
    sludge = material("sludge", dry_matter="18 %", nitrogen="0.9 %")
    pulp = material("pulp", dry_matter="45 %", nitrogen="0.5 %")
    found = only(run(dryer, request("dryer", weights={"sludge": 4.0, "pulp": 1.0}), sludge, pulp))
    assert found.declared["dried goods"].properties["nitrogen"].value == pytest.approx(0.041 / 1.3)


def test_a_wrong_dimension_is_told_at_the_line_of_the_model(tmp_path: Path) -> None:
    body = DRYER.replace("amount: water * heat_need", "amount: water / heat_need")
    found, findings = run(library(tmp_path, dryer=body), request("dryer"), material("sludge", dry_matter="18 %"))
    assert found is None
    problem = next(iter(findings))
    assert (problem.code, problem.where and problem.where.file) == ("formula-dimension", "models/dryer.yaml")
    assert problem.where is not None
    assert problem.where.line == 4 + body.splitlines().index("    heat: {unit: MWh, amount: water / heat_need}") + 1


BURNER = """\
  accepts: {needs: [lower_heating_value, carbon_fossil or carbon_biogenic]}
  capacity: {output: heat}
  parameters:
    efficiency: {value: 80 %, range: [50 %, 95 %], standing: unsourced}
    ash_carbon: {value: 0, property: carbon_fossil, standing: definition, source: none}
    climate: {value: wet, choices: [wet, dry], standing: unsourced}
    rate: {value: 1, property: "rate_{climate}", standing: definition, source: none}
  outputs:
    heat: {unit: MWh, amount: lower_heating_value * efficiency}
  uses:
    lubricant: {unit: t, amount: 0.001 t/MWh, per: activity}
  emissions:
    - {effect: fossil CO2, amount: remainder, category: combustion}
    - {effect: N2O, amount: 0.002 t/MWh, per: activity}
    - {effect: CH4, amount: 0.001 t/t * rate, outside: yes}
  losses: {mass: flue gas}
"""


def test_capacity_by_output_and_carbon_by_remainder(tmp_path: Path) -> None:
    """Coal of 8 MWh/t at 80 %: 6.4 MWh of activity per t; 0.7 t C leave as 0.7 x 44.009 / 12.011 t of CO2."""
    coal = material("coal", lower_heating_value="8 MWh/t", carbon_fossil="70 %")
    found = only(run(library(tmp_path, burner=BURNER), request("burner"), coal))
    assert found.basis == "MWh"
    assert float(found.inputs[0].activity.values) == pytest.approx(6.4)  # type: ignore[union-attr]
    rates = {rate.effect: rate for rate in found.rates}
    assert float(rates["fossil CO2"].value.values) == pytest.approx(0.7 * 44.009 / 12.011)
    assert (rates["N2O"].per, float(rates["N2O"].value.values)) == (None, 0.002)
    lubricant = next(each for each in found.inputs if each.material == "lubricant")
    assert lubricant.per_activity is not None
    assert lubricant.per_activity.unit == "t/MWh"
    loss = next(each for each in found.outputs if each.material == "flue gas")
    assert loss.is_loss
    assert float(loss.per_input["coal"].values) == pytest.approx(1.0)
    carbon = next(each for each in found.closures if each.quantity == "fossil carbon")
    assert carbon.loss == pytest.approx(0)


def test_words_choose_properties(tmp_path: Path) -> None:
    """`rate_{climate}` reads rate_wet or rate_dry of the material, and the parameter's value where it has neither."""
    coal = material("coal", lower_heating_value="8 MWh/t", carbon_fossil="70 %", rate_wet="3", rate_dry="2")
    lib = library(tmp_path, burner=BURNER)

    def methane(found: Evaluated) -> float:
        return next(float(rate.value.values) for rate in found.rates if rate.effect == "CH4")

    assert methane(only(run(lib, request("burner"), coal))) == pytest.approx(0.003)
    assert methane(only(run(lib, request("burner", parameters={"climate": "dry"}), coal))) == pytest.approx(0.002)
    refused, findings = run(lib, request("burner", parameters={"climate": "dri"}), coal)
    assert refused is None
    assert "Did you mean dry?" in str(next(iter(findings)))


def test_lists_of_materials_go_by_name_like_and_port(tmp_path: Path) -> None:
    """A model that names its fuels takes those called or `like` one of them, and others only when asked."""
    body = BURNER.replace("accepts: {needs", "accepts: {materials: [coal], needs")
    lib = library(tmp_path, burner=body)
    fuel = {"lower_heating_value": "8 MWh/t", "carbon_fossil": "70 %"}
    several = [material("coal", **fuel), material("black stones", like="coal", **fuel), material("oil", **fuel)]
    found = only(run(lib, request("burner"), *several))
    assert [each.material for each in found.inputs if each.mix] == ["coal", "black stones"]
    named = only(run(lib, request("burner", accepts=("oil",)), *several))
    assert [each.material for each in named.inputs if each.mix] == ["oil"]


def test_inputs_in_several_units_need_one_basis(tmp_path: Path) -> None:
    """Capacity in units of input means nothing where one input is counted in Nm3 and another in t."""
    body = BURNER.split("  uses:")[0].replace("capacity: {output: heat}", "capacity: input")
    gas = material("gas", "Nm3", lower_heating_value="10 kWh/Nm3", carbon_fossil="70 %")
    coal = material("coal", lower_heating_value="8 MWh/t", carbon_fossil="70 %")
    found, findings = run(library(tmp_path, burner=body), request("burner"), gas, coal)
    assert found is None
    assert [problem.code for problem in findings] == ["model-basis"]
    assert "Nm3 and t" in str(next(iter(findings)))


def test_costs_in_the_sources_money() -> None:
    """Reference costs keep the source's currency and year; nothing is converted here."""
    gas = material("biogas", "Nm3", lower_heating_value="5.5 kWh/Nm3", density="1.28 kg/Nm3", carbon_biogenic="42 %")
    found = only(run(Library.load(), request("chp_engine"), gas))
    capex = found.costs["capex"]
    assert (capex.currency, capex.price_year, capex.unit) == ("EUR", "2015", parse_unit("EUR/MW").canonical)
    assert capex.value == pytest.approx(950_000)
    assert found.lifetime == pytest.approx(15)


def test_exchange_rates(tmp_path: Path) -> None:
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "fx.csv").write_text(
        "key,value,unit,source,standing\nfx.usd_mxn,20,MXN/USD,bank,source read\n"
        "fx.gbp_usd,1.25,USD/GBP,bank,source read\n",
        encoding="utf-8",
    )
    lib = Library.load(tmp_path)
    assert lib.exchange_rate("MXN", "MXN") == (1.0, None)
    for source, target, expected in (("USD", "MXN", 20.0), ("MXN", "USD", 0.05), ("GBP", "MXN", 25.0)):
        rate = lib.exchange_rate(source, target)
        assert rate is not None
        assert rate[0] == pytest.approx(expected)
    assert lib.exchange_rate("JPY", "MXN") is None


shares = st.floats(0.01, 0.99)


@given(dry=shares, solids=shares, potential=st.floats(50, 600), carbon=shares, nitrogen=st.floats(0, 0.05))
def test_digestion_closes_or_is_refused(
    dry: float, solids: float, potential: float, carbon: float, nitrogen: float
) -> None:
    """Whatever a feed is said to be, nothing comes out that did not go in: closed in each quantity, or an error."""
    feed = material(
        "feed",
        dry_matter=f"{dry:.4f}",
        volatile_solids=f"{solids:.4f}",
        methane_potential=f"{potential:.1f} Nm3/t",
        carbon_biogenic=f"{carbon * dry:.6f}",
        nitrogen=f"{nitrogen * dry:.6f}",
    )
    lib = Library.load()
    found, findings = run(lib, request("anaerobic_digestion"), feed)
    assert (found is None) == findings.has_errors
    for closure in found.closures if found else ():
        assert closure.loss >= -1e-3 * closure.amount_in
        assert closure.amount_in == pytest.approx(closure.amount_out + closure.loss)
