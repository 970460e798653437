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
    """At the material's row: 138 % of dry matter."""
    problems = refused(text_of("carbon_above_dry_matter"), tmp_path)
    assert [(problem.code, problem.where and problem.where.sheet) for problem in problems] == [
        ("composition", "materials")
    ]


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
