"""A fuel in litres or normal cubic metres like one in tonnes: its heating value per tonne counts by its density."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

HEATED = """
plant: {name: laundry, currency: USD, gwp: AR5}
materials: [{material: heat, unit: GJ}, {material: fuel, UNIT}]
sites: [{site: s}]
supplies: [{supply: tank, site: s, material: fuel, take: up to, price: 1 USD/PER}]
processes: [{process: boiler, site: s, model: boiler, accepts: fuel, variable_cost: 0 USD/GJ, efficiency: 90 %}]
markets: [{market: laundry, site: s, material: heat, minimum: 10 GJ/d, maximum: 10 GJ/d, price: 0 USD/GJ}]
"""
LIKE_T = "like: diesel"  # 43 GJ/t, 0.831198 t/m3 in the datasets


def read(text: str, folder: Path) -> mfo.Workbench:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path)


def heated(unit: str, more: str, folder: Path) -> mfo.Workbench:
    return read(HEATED.replace("UNIT", f"unit: {unit}, {more}").replace("PER", unit), folder)


@pytest.mark.parametrize(
    ("unit", "more", "heat"),
    [
        ("t", LIKE_T, 43.0),
        ("L", LIKE_T, 43.0 * 0.831198 / 1000),
        ("m3", LIKE_T, 43.0 * 0.831198),
        ("m3", f"{LIKE_T}, density: 0.8 t/m3", 43.0 * 0.8),
        ("kg", "lower_heating_value: 36 MJ/m3, density: 0.75 kg/m3, carbon_fossil: 0.7", 36.0 / 0.75 / 1000),
        ("m3", "lower_heating_value: 36 MJ/kg, density: 900 kg/m3, carbon_fossil: 0.7", 36.0 * 0.9),
        ("item", "lower_heating_value: 12 MJ/kg, item_mass: 20 kg/item, carbon_biogenic: 0.4", 0.24),
    ],
)
def test_a_boiler_takes_a_fuel_in_any_unit(unit: str, more: str, heat: float, tmp_path: Path) -> None:
    """3,650 GJ at 90 %: the fuel at 1 USD a unit costs 3,650 / 0.9 / heat of a unit."""
    plan = heated(unit, more, tmp_path).optimise()
    assert plan.totals["cost"]["value"] == pytest.approx(3650 / 0.9 / heat, rel=1e-5)


def test_the_carbon_of_a_litre_is_that_of_its_mass(tmp_path: Path) -> None:
    in_tonnes, in_litres = (heated(unit, LIKE_T, tmp_path).optimise().totals for unit in ("t", "L"))
    assert in_litres["fossil CO2"]["value"] == pytest.approx(in_tonnes["fossil CO2"]["value"], rel=1e-9)
    assert in_litres["fossil CO2"]["value"] > 200


def test_a_fuel_counted_by_its_heat_is_refused_with_what_is_not_known(tmp_path: Path) -> None:
    with pytest.raises(mfo.PlantError) as caught:
        heated("MWh", LIKE_T, tmp_path).check()
    assert (
        "`boiler` cannot take `fuel`: it is counted in MWh, its `lower_heating_value` is per t, and how much of the "
        "one is one of the other is not known." in str(caught.value)
    )


@pytest.mark.parametrize(("power", "told"), [("9.9 kWh/L", False), ("12 kWh/L", True)])
def test_a_recipe_that_makes_more_power_than_a_litre_holds_is_told(power: str, told: bool, tmp_path: Path) -> None:
    """A litre of diesel holds 43 x 0.831198 / 3.6 = 9.928 kWh; 12 are 1.209 times as much."""
    bench = read(
        f"""
plant: {{name: genset, currency: BRL}}
materials: [{{material: oil, unit: L, like: diesel}}, {{material: power, unit: kWh}}]
sites: [{{site: s}}]
supplies: [{{supply: tank, site: s, material: oil, take: up to, price: 1 BRL/L}}]
processes: [{{process: genset, site: s, model: recipe, capacity: 100 L/d, variable_cost: 0 BRL/L}}]
recipes:
  - {{process: genset, material: oil, role: in, amount: 1 L/L}}
  - {{process: genset, material: power, role: out, amount: {power}}}
rates: [{{at: genset, effect: fossil CO2, rate: 2.65 kg/L, per: oil}}]
markets: [{{market: hut, site: s, material: power, price: 0.5 BRL/kWh, maximum: 10 kW}}]
""",
        tmp_path,
    )
    found = [problem.message for problem in bench.check()]
    assert ("'genset' puts out 1.209 MWh for each MWh that goes in." in found) is told


def test_biodiesel_in_litres_replaces_diesel_by_its_heat(tmp_path: Path) -> None:
    """365 m3 of 0.883 t and 37.2 GJ/t hold as much as 278.8 t of diesel, each of 3.18487 + 0.661254 t of CO2."""
    plan = read(
        """
plant: {name: ester, currency: EUR}
materials: [{material: ester, unit: L, like: biodiesel}]
sites: [{site: s}]
supplies: [{supply: still, site: s, material: ester, amount: 1000 L/d, take: all, price: 0 EUR/L}]
markets: [{market: pump, site: s, material: ester, price: 1 EUR/L, replaces: diesel}]
""",
        tmp_path,
    ).optimise()
    avoided = plan.emissions[(plan.emissions["account"] == "avoided") & (plan.emissions["effect"] == "fossil CO2")]
    assert avoided["amount"].sum() == pytest.approx(-365 * 0.883 * 37.2 / 43 * (3.18487 + 0.661254), rel=1e-5)


def test_a_digester_whose_feed_is_counted_in_cubic_metres_is_read(tmp_path: Path) -> None:
    """Its basis is the tonne, which of its own streams only what escapes is counted in: a defect before."""
    text = """
plant: {name: slurry, currency: USD}
materials:
  - {material: slurry, unit: UNIT}
  - {material: electricity, unit: kWh, like: grid_electricity_mx_2024}
  - {material: heat, unit: GJ}
sites: [{site: s}]
supplies:
  - {supply: pit, site: s, material: slurry, amount: AMOUNT, take: all, price: 0 USD/PER}
  - {supply: grid, site: s, material: electricity, take: up to, price: 0 USD/kWh}
  - {supply: boiler, site: s, material: heat, take: up to, price: 0 USD/GJ}
processes: [{process: digester, site: s, model: anaerobic_digestion, variable_cost: 0 USD/t}]
markets:
  - {market: gas, site: s, material: biogas, price: 1 USD/Nm3}
  - {market: fields, site: s, material: digestate, price: 0 USD/t}
"""
    like = "like: cattle_slurry, density: 1.02 t/m3"
    by_volume = text.replace("UNIT", f"m3, {like}").replace("AMOUNT", "10 m3/d").replace("PER", "m3")
    by_mass = text.replace("UNIT", f"t, {like}").replace("AMOUNT", "10.2 t/d").replace("PER", "t")
    costs = [read(each, tmp_path).optimise().totals["cost"]["value"] for each in (by_volume, by_mass)]
    assert costs[0] == pytest.approx(costs[1], rel=1e-9)
