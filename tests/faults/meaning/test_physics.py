"""Mass and energy of recipes, air in burners, and feeds that cannot be or that a process cannot take."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import cost_of, read, refused, text_of

BOILER = """\
plant: {name: boiler, currency: EUR}
materials: [{material: gas, unit: MWh}, {material: steam, unit: MWh}, {material: water, unit: t}]
sites: [{site: a}]
supplies:
  - {supply: g, site: a, material: gas, take: up to, price: 40 EUR/MWh}
  - {supply: tap, site: a, material: water, take: up to, price: 1 EUR/t}
processes: [{process: boiler, site: a, model: recipe, variable_cost: 0 EUR/MWh}]
recipes:
  - {process: boiler, material: gas, role: in, amount: 1 MWh/MWh}
  - {process: boiler, material: water, role: in, amount: 1.5 t/MWh}
  - {process: boiler, material: steam, role: out, amount: 1.14 MWh/MWh}
markets: [{market: m, site: a, material: steam, price: 60 EUR/MWh, maximum: 1 MW}]
"""


def warned(text: str, folder: Path) -> dict[str, str]:
    """The messages of the warnings that `check` gives, by code."""
    return {problem.code: problem.message for problem in read(text, folder).check()}


def test_water_in_cubic_metres_does_not_hide_mass_from_nothing(tmp_path: Path) -> None:
    """86 t from 1 t and 6 m3: 12.29 t for each tonne; without the water's volume nothing was told."""
    told = warned(text_of("recipe_makes_mass_with_water"), tmp_path)
    assert told["recipe-mass-gain"] == (
        "'pulper' puts out 12.29 t for each t that goes in (a m3 of 'water' taken as 1 t)."
    )


@pytest.mark.parametrize(("amount", "told"), [("6.9 t/t", False), ("7.2 t/t", True)])
def test_what_water_can_weigh_is_allowed(amount: str, told: bool, tmp_path: Path) -> None:
    """7 t go in."""
    text = text_of("recipe_makes_mass_with_water", ("amount: 86 t/t", f"amount: {amount}"))
    assert ("recipe-mass-gain" in warned(text, tmp_path)) == told


def test_a_given_density_counts(tmp_path: Path) -> None:
    """12 t from 1 t and 6 m3 of brine of 1.2 t/m3 are too many, from 2 t/m3 not."""
    text = text_of(
        "recipe_makes_mass_with_water",
        ("amount: 86 t/t", "amount: 12 t/t"),
        ("material: water, unit: m3", "material: water, unit: m3, density: 2 t/m3"),
    )
    assert "recipe-mass-gain" not in warned(text, tmp_path)
    assert "taken as" not in warned(text.replace("density: 2", "density: 1.2"), tmp_path)["recipe-mass-gain"]


def test_a_boiler_that_makes_heat_from_nothing_is_told(tmp_path: Path) -> None:
    """114 % of what goes in; feed water holds no energy."""
    assert warned(BOILER, tmp_path)["recipe-energy-gain"] == "'boiler' puts out 1.14 MWh for each MWh that goes in."


@pytest.mark.parametrize(
    "change",
    [
        ("1.14 MWh/MWh", "1.05 MWh/MWh"),
        ("material: gas", "material: electricity"),
        ("process: boiler", "process: heat pump"),
    ],
)
def test_condensing_and_pumping_heat_are_no_gain(change: tuple[str, str], tmp_path: Path) -> None:
    """A condensing boiler passes 100 % of the lower heating value; a heat pump lifts heat from elsewhere."""
    assert "recipe-energy-gain" not in warned(BOILER.replace(*change), tmp_path)


def test_a_fuel_by_the_tonne_is_counted_by_its_heating_value(tmp_path: Path) -> None:
    """Natural gas of 13 MWh/t: 16 MWh of steam from a tonne are too many."""
    text = BOILER.replace("{material: gas, unit: MWh}", "{material: gas, unit: t, like: natural_gas}").replace(
        "40 EUR/MWh", "500 EUR/t"
    )
    text = text.replace("role: in, amount: 1 MWh/MWh", "role: in, amount: 0.0625 t/MWh").replace(
        "1.14 MWh/MWh", "1 MWh/MWh"
    )
    assert "recipe-energy-gain" in warned(text, tmp_path)
    assert "recipe-energy-gain" not in warned(text.replace("0.0625 t/MWh", "0.08 t/MWh"), tmp_path)


@pytest.mark.parametrize("name", ["boiler_on_gas_refused", "oven_on_gas_refused"])
def test_air_brings_nitrogen(name: str, tmp_path: Path) -> None:
    """The nitrous oxide of a burner holds nitrogen of the air; heat with properties of its own is not to blame."""
    assert cost_of(text_of(name), tmp_path) > 0


def test_an_output_that_holds_more_than_goes_in_is_still_refused(tmp_path: Path) -> None:
    """Heat given as holding carbon of its own."""
    text = text_of(
        "fatty_feed_in_digester",
        (
            "{material: digestate, unit: t}",
            "{material: digestate, unit: t, carbon_biogenic: 40 %, dry_matter: 90 %, volatile_solids: 90 %}",
        ),
    )
    assert {problem.code for problem in refused(text, tmp_path)} == {"closure-gain"}


def test_carbon_beyond_the_solids_is_refused(tmp_path: Path) -> None:
    """At the material's row: 138 % of dry matter, where it is typed."""
    typed = ("dry_matter: 0.3 t/t", "dry_matter: 0.3 t/t, carbon_biogenic: 0.414 t/t, volatile_solids: 80 %")
    problems = refused(text_of("carbon_above_dry_matter", typed), tmp_path)
    assert [(problem.code, problem.where and problem.where.sheet) for problem in problems] == [
        ("composition", "materials")
    ]


@pytest.mark.parametrize(
    ("like", "typed", "name", "value"),
    [
        (
            "cardboard",
            "dry_matter: 30 %",
            "carbon_biogenic",
            0.46 * 0.99 * 0.3,
        ),  # 1 % of it is fossil; it kept that of 90 %
        ("cardboard", "dry_matter: 30 %", "nitrogen", 0.002 * 0.3 / 0.9),
        # (13.67 + 2.443 * 0.1) / 0.9 GJ a tonne of dry matter, less the water's 2.443
        ("cardboard", "dry_matter: 30 %", "lower_heating_value", ((13.67 + 0.2443) / 3 - 2.443 * 0.7) / 3.6),
        ("cattle_manure", "volatile_solids: 41.1 %", "carbon_biogenic", 0.09847 / 2),  # half of 82.2 %
        ("cattle_manure", "volatile_solids: 41.1 %", "nitrogen", 0.005496),
        ("cattle_manure", "dry_matter: 45.8 %, nitrogen: 0.7 %", "nitrogen", 0.007),  # typed
    ],
)
def test_what_is_inherited_follows_the_solids(like: str, typed: str, name: str, value: float, tmp_path: Path) -> None:
    """Shares of the mass as received are those of a material of 90 % (cardboard) or 22.9 % (manure) dry matter."""
    text = f"""
plant: {{name: wetter, currency: EUR}}
materials: [{{material: m, unit: t, like: {like}, {typed}}}]
sites: [{{site: s}}]
supplies: [{{supply: a, site: s, material: m, amount: 1 t/d, take: all, price: 0 EUR/t}}]
markets: [{{market: b, site: s, material: m, price: 0 EUR/t}}]
"""
    assert read(text, tmp_path).plant.materials["m"].properties[name].value == pytest.approx(value)


def test_a_fatty_feed_leaves_no_carbon_without_solids(tmp_path: Path) -> None:
    """Digestate of avocado pulp held 1.9 % of dry matter and 6.3 % of carbon; carbon is at most 0.77 of fat."""
    digestate = read(text_of("fatty_feed_in_digester"), tmp_path).plant.materials["digestate"].properties
    assert 0 < digestate["carbon_biogenic"].value <= 0.77 * digestate["dry_matter"].value


@pytest.mark.parametrize(
    ("name", "process"), [("kiln_fed_with_food_waste", "kiln"), ("incinerator_on_food_waste", "burner")]
)
def test_wet_waste_does_not_burn(name: str, process: str, tmp_path: Path) -> None:
    """The model's heating value and water are limits on the mix: all 36,500 t go to the tip."""
    plan = read(text_of(name), tmp_path).optimise()
    assert plan.totals["landfilled"]["value"] == pytest.approx(36_500)
    assert plan.activities.loc[plan.activities["process"] == process, "activity"].sum() == pytest.approx(0, abs=1e-6)


def test_a_fan_does_not_hide_heat_from_nothing(tmp_path: Path) -> None:
    """10 kWh of gas and 0.1 kWh of power make 0.041 GJ, 11.39 kWh, 112.8 % of both; with 2 kWh of power, a
    sixth of what goes in, it may lift heat from elsewhere."""
    text = """
plant: {name: fan, currency: EUR}
materials:
  - {material: gas, unit: Nm3, lower_heating_value: 10 kWh/Nm3}
  - {material: hot, unit: GJ}
  - {material: power, unit: kWh}
sites: [{site: s}]
supplies:
  - {supply: g, site: s, material: gas, take: up to, price: 1 EUR/Nm3}
  - {supply: p, site: s, material: power, take: up to, price: 0.1 EUR/kWh}
processes: [{process: boiler, site: s, model: recipe, variable_cost: 0 EUR/Nm3}]
recipes:
  - {process: boiler, material: gas, role: in, amount: 1 Nm3/Nm3}
  - {process: boiler, material: power, role: in, amount: 0.1 kWh/Nm3}
  - {process: boiler, material: hot, role: out, amount: 0.041 GJ/Nm3}
markets: [{market: users, site: s, material: hot, price: 100 EUR/GJ, maximum: 100 GJ/d}]
"""
    assert "1.128 MWh for each MWh" in warned(text, tmp_path)["recipe-energy-gain"]
    lifted = text.replace("0.1 kWh/Nm3}", "2 kWh/Nm3}").replace("0.041 GJ", "0.05 GJ")
    assert "recipe-energy-gain" not in warned(lifted, tmp_path)


CONTENTS = """
plant: {name: contents, currency: EUR}
materials:
  - {material: sludge, unit: t, dry_matter: 10 %, carbon_biogenic: 4 %}
  - {material: pellets, unit: t, dry_matter: 90 %, carbon_biogenic: 36 %}
  - {material: biogas, unit: Nm3, methane_share: 0.6}
  - {material: dry biogas, unit: Nm3, methane_share: 0.6}
sites: [{site: s}]
supplies:
  - {supply: p, site: s, material: sludge, amount: 10 t/d, take: all, price: 0 EUR/t}
  - {supply: dig, site: s, material: biogas, amount: 100 Nm3/d, take: all, price: 0 EUR/Nm3}
processes:
  - {process: drier, site: s, model: recipe, variable_cost: 0 EUR/t}
  - {process: cooler, site: s, model: recipe, variable_cost: 0 EUR/Nm3}
recipes:
  - {process: drier, material: sludge, role: in, amount: 1 t/t}
  - {process: drier, material: pellets, role: out, amount: 0.5 t/t}
  - {process: cooler, material: biogas, role: in, amount: 1 Nm3/Nm3}
  - {process: cooler, material: dry biogas, role: out, amount: 0.9 Nm3/Nm3}
markets:
  - {market: kiln, site: s, material: pellets, price: 100 EUR/t}
  - {market: boiler, site: s, material: dry biogas, price: 0.1 EUR/Nm3}
"""


def test_dry_matter_and_carbon_from_nothing_are_told(tmp_path: Path) -> None:
    """0.5 t of 90 % hold 0.45 t, 4.5 times the 0.1 t of a tonne of sludge; carbon likewise. 0.11 t are right."""
    told = [item.message for item in read(CONTENTS, tmp_path).check() if item.code == "recipe-content-gain"]
    assert told == [
        f"What 'drier' puts out holds 4.5 t of {what} for each t that goes in." for what in ("dry matter", "carbon")
    ]
    assert "recipe-content-gain" not in warned(CONTENTS.replace("0.5 t/t", "0.11 t/t"), tmp_path)


RATE = "rates: [{at: cooler, effect: CH4, per: biogas, rate: 0.04 kg/Nm3}]\n"


def test_methane_that_a_recipe_loses_is_told(tmp_path: Path) -> None:
    """A tenth of the gas is gone; a rate of methane counts it."""
    told = warned(CONTENTS, tmp_path)["emissions-uncounted"]
    assert told == (
        "Of the methane of 'biogas' 'cooler' gives back 90 %, and nothing counts the rest: the plan's emissions leave "
        "it out."
    )
    assert "emissions-uncounted" not in warned(CONTENTS + RATE, tmp_path)
    assert "emissions-uncounted" not in warned(CONTENTS.replace("0.9 Nm3", "1 Nm3"), tmp_path)


def test_gas_that_is_let_go_is_told(tmp_path: Path) -> None:
    """A market called a vent."""
    text = CONTENTS.replace("0.9 Nm3", "1 Nm3").replace("market: boiler", "market: vent")
    text = text.replace("material: dry biogas, price: 0.1", "material: dry biogas, price: 0")
    assert "`vent` takes `dry biogas`" in warned(text, tmp_path)["emissions-uncounted"]
