"""Slips of the kinds that were wrong before, written down in other ways, with the value by hand or the sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from .cases import cells, cost_of, read, refused

SITE = "sites: [{site: a}, {site: b}]\n"
TWO_DAYS = (
    "plant: {name: x, currency: EUR, slots: 2 days}\nmaterials: [{material: w, unit: t}, {material: g, unit: t}]\n"
)
LEAK = """
supplies: [{supply: s, site: a, material: w, amount: 100 t/d, take: up to, price: 0 EUR/t}]
links: [{link: road, from: a, to: b, material: w, cost_per_amount: 0 EUR/t, loss: lost}]
markets: [{market: m, site: b, material: w, price: 1 EUR/t}]
"""
DRIER = """
supplies: [{supply: s, site: a, material: w, amount: 10 t/d, take: all, price: 0 EUR/t}]
processes:
  - {process: p, site: a, model: recipe, variable_cost: 1 EUR/t, capacity: 20 t/d, minimum_load: LEAST,
     availability: 50 %}
recipes: [{process: p, material: w, role: in, amount: 1 t/t}, {process: p, material: g, role: out, amount: 0.5 t/t}]
markets: [{market: m, site: a, material: g, price: 10 EUR/t}, {market: n, site: a, material: w, price: -1 EUR/t}]
"""


def codes(plant: mfo.Workbench) -> list[str]:
    return [problem.code for problem in plant.check()]


def test_a_profile_of_shares_needs_no_unit(tmp_path: Path) -> None:
    """100 t/d are sent on two days, of which 0.1 and 0.2 are lost: 90 and 80 arrive. Read as per cent it were 199.7."""
    text = TWO_DAYS + SITE + LEAK + "profiles: [{slot: 1, lost: 0.1}, {slot: 2, lost: 0.2}]\n"
    assert cost_of(text, tmp_path) == pytest.approx(-170)


def test_a_profile_of_yields_by_year_needs_no_unit(tmp_path: Path) -> None:
    """Of 100 t a year 0.5 are made in 2025 and 0.75 in 2026: 125 EUR."""
    text = f"""
plant: {{name: x, currency: EUR, years: [2025, 2026]}}
materials: [{{material: w, unit: t}}, {{material: g, unit: t}}]
{SITE}
supplies: [{{supply: s, site: a, material: w, amount: 100 t/year, take: up to, price: 0 EUR/t}}]
processes: [{{process: p, site: a, model: recipe, variable_cost: 0 EUR/t}}]
recipes: [{{process: p, material: w, role: in, amount: 1 t/t}}, {{process: p, material: g, role: out, amount: made}}]
markets: [{{market: m, site: a, material: g, price: 1 EUR/t}}]
profiles: [{{year: 2025, made: 0.5}}, {{year: 2026, made: 0.75}}]
"""
    assert cost_of(text, tmp_path) == pytest.approx(-125)


@pytest.mark.parametrize("values", [("10 %", "0.2"), ("0.1", "20 %")])
def test_a_share_beside_per_cents_is_asked_about(values: tuple[str, str], tmp_path: Path) -> None:
    """Proves: 0.2 below 10 % is not read as 0.2 %, which had made 189.8 of what may be 170."""
    rows = f"profiles: [{{slot: 1, lost: {values[0]}}}, {{slot: 2, lost: {values[1]}}}]\n"
    problems = refused(TWO_DAYS + SITE + LEAK + rows, tmp_path)
    assert [problem.code for problem in problems] == ["unit-missing"]
    assert "without a unit, and other values in %" in problems[0].message
    noughts = "profiles: [{slot: 1, lost: 10 %}, {slot: 2, lost: 0}]\n"  # nothing is nothing in any unit
    assert cost_of(TWO_DAYS + SITE + LEAK + noughts, tmp_path) == pytest.approx(-190)


def test_an_amount_by_a_profile_without_a_unit_is_refused_at_its_cell(tmp_path: Path) -> None:
    text = TWO_DAYS + SITE + LEAK.replace("100 t/d", "lost").replace("loss: lost", "loss: 0.1")
    assert cells(refused(text + "profiles: [{slot: 1, lost: 0.1}, {slot: 2, lost: 0.2}]\n", tmp_path)) == [
        ("unit-missing", "amount")
    ]


@pytest.mark.parametrize(("least", "told"), [("60 %", True), ("40 %", False)])
def test_what_can_never_reach_its_least_load_is_told(least: str, told: bool, tmp_path: Path) -> None:
    """Of half of its capacity 60 % are never reached: all 20 t go for 1 EUR/t. At 40 % 10 t/d are dried, for -40 EUR
    a day."""
    plant = read(TWO_DAYS + SITE + DRIER.replace("LEAST", least), tmp_path)
    assert ("never-used" in codes(plant)) == told
    assert plant.optimise().objective == pytest.approx(20 if told else -80)


@pytest.mark.parametrize(("least", "told"), [("6 t/d", True), ("4 t/d", False)])
def test_a_link_that_must_send_more_than_it_can_is_told_once(least: str, told: bool, tmp_path: Path) -> None:
    text = (
        TWO_DAYS
        + "sites: [{site: a}, {site: b}, {site: c}]\n"
        + LEAK.replace("link: road, ", "")
        .replace(
            "to: b, material: w, cost_per_amount: 0 EUR/t, loss: lost",
            f"to: [b, c], material: w, cost_per_amount: 0 EUR/t, capacity: 5 t/d, minimum_load: {least}",
        )
        .replace("markets: [", "markets: [{market: k, site: c, material: w, price: 1 EUR/t}, ")
    )
    assert codes(read(text, tmp_path)).count("never-used") == (1 if told else 0)


MATERIAL = """
plant: {{name: x, currency: EUR}}
materials: [{{material: w, unit: t, {properties}}}]
sites: [{{site: a}}]
supplies: [{{supply: s, site: a, material: w, take: all, amount: 1 t/d, price: 0 EUR/t}}]
markets: [{{market: m, site: a, material: w, price: 0 EUR/t}}]
"""


@pytest.mark.parametrize(
    ("properties", "column", "words"),
    [
        ("dry_matter: 20 %, carbon_biogenic: 30 %", "carbon_biogenic", "of which only 20 % is dry matter"),
        ("dry_matter: 50 %, carbon_biogenic: 30 %, carbon_fossil: 30 %", "carbon_biogenic", "carbon is 60 %"),
        ("carbon_biogenic: 60 %, carbon_fossil: 50 %", "carbon_biogenic", "only 100 % is dry matter"),
        ("dry_matter: 30 %, lower_heating_value: 4.5 MWh/t", "lower_heating_value", "15 MWh a tonne of dry matter"),
    ],
)
def test_carbon_and_heat_are_of_the_dry_matter(properties: str, column: str, words: str, tmp_path: Path) -> None:
    """Proves: without volatile solids, too, carbon is no more than the dry matter, and heat none that no solid has."""
    problems = refused(MATERIAL.format(properties=properties), tmp_path)
    assert cells(problems) == [("composition", column)]
    assert words in problems[0].message


@pytest.mark.parametrize(
    "properties",
    ["dry_matter: 50 %, carbon_biogenic: 24 %, carbon_fossil: 25 %", "dry_matter: 70 %, lower_heating_value: 9 MWh/t"],
)
def test_what_can_be_is_read(properties: str, tmp_path: Path) -> None:
    assert "composition" not in codes(read(MATERIAL.format(properties=properties), tmp_path))


@pytest.mark.parametrize(("food", "told"), [("0.5 kg/Nm3", True), ("10 kg/Nm3", False)])
def test_a_recipe_that_makes_methane_of_nothing_is_told(food: str, told: bool, tmp_path: Path) -> None:
    """A normal cubic metre of methane holds 0.536 kg of carbon, half a kilo of food with a tenth of it 0.05: 10.72."""
    text = f"""
plant: {{name: x, currency: EUR}}
materials: [{{material: food, unit: t, carbon_biogenic: 10 %}}, {{material: gas, unit: Nm3, methane_share: 100 %}}]
sites: [{{site: a}}]
supplies: [{{supply: s, site: a, material: food, take: up to, price: 1 EUR/t}}]
processes: [{{process: p, site: a, model: recipe, variable_cost: 0 EUR/Nm3}}]
recipes:
  - {{process: p, material: food, role: in, amount: {food}}}
  - {{process: p, material: gas, role: out, amount: 1 Nm3/Nm3}}
markets: [{{market: m, site: a, material: gas, price: 1 EUR/Nm3, maximum: 1 Nm3/d}}]
"""
    problems = [each.message for each in read(text, tmp_path).check() if each.code == "recipe-content-gain"]
    assert problems == (["What 'p' puts out holds 10.72 t of carbon for each t that goes in."] if told else [])


def test_a_scenario_is_not_blamed_for_what_it_changes(tmp_path: Path) -> None:
    """Proves: where a scenario closes what was measured, no reading is to be corrected; where the plant as it stands
    has another amount, it is told in the scenario, too. Today pays 10 x 5 EUR a day, whatever the scenario."""
    text = """
plant: {name: x, currency: EUR}
materials: [{material: w, unit: t}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: w, take: all, amount: 10 t/d, price: 0 EUR/t}]
markets:
  - {market: m, site: a, material: w, price: -5 EUR/t, maximum: 10 t/d}
  - {market: n, site: a, material: w, price: -8 EUR/t}
measurements: [{at: m, amount: 10 t/d}, {at: n, amount: 0 t/d}]
scenarios: [{scenario: closed, table: markets, row: m, column: maximum, value: 0 t/d}]
"""
    plant = read(text, tmp_path, scenario="closed")
    assert "measurement-apart" not in codes(plant)
    plan = plant.optimise()
    assert plan.objective == pytest.approx(29_200)
    assert plan.today is not None
    assert plan.today.totals["cost"]["value"] == pytest.approx(18_250)
    assert "measurement-apart" in codes(read(text.replace("maximum: 10 t/d", "maximum: 5 t/d"), tmp_path, "closed"))
