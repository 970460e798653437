"""One plant written in several ways is one plant: what comes to a process model does not hang on the words."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import read

SUPPLIES = """
supplies:
  - {supply: grid, site: works, material: electricity, take: up to, price: 100 EUR/MWh}
  - {supply: boiler, site: works, material: heat, take: up to, price: 50 EUR/MWh}
  - {supply: kitchens, site: town, material: food, take: all, amount: 3 t/d, price: 0 EUR/t}
  - {supply: gardens, site: town, material: green, take: all, amount: 1 t/d, price: 0 EUR/t}
"""
PLANT = """
plant: {name: x, currency: EUR, slots: 12 months}
materials: [{material: food, unit: t, like: food_waste}, {material: green, unit: t, like: garden_waste}]
sites: [{site: town}, {site: works}]
SUPPLIES
processes:
  - {process: digester, site: works, model: dry_digestion, variable_cost: 10 EUR/t}
  - {process: heap, site: works, model: composting_windrow, variable_cost: 10 EUR/t, accepts: digestate,
     names: "compost: soil"}
links: [{link: road, from: town, to: works, material: [food, green], cost_per_amount: 1 EUR/t}]
markets:
  - {market: farm, site: works, material: soil, price: 20 EUR/t}
  - {market: torch, site: works, material: biogas, price: 0.1 EUR/Nm3}
  - {market: tip, site: works, material: [food, green], price: -1000 EUR/t}
"""
PEOPLE = """
supplies:
  - {supply: grid, site: works, material: electricity, take: up to, price: 100 EUR/MWh}
  - {supply: boiler, site: works, material: heat, take: up to, price: 50 EUR/MWh}
generation:
  - {generation: kitchens, site: town, material: food, population: 3000, per_head: 1 kg/d}
  - {generation: gardens, site: town, material: green, population: 1000, per_head: 1 kg/d}
"""
BY_MONTH = SUPPLIES.replace("3 t/d", "cooked").replace("1 t/d", "mown") + (
    "profiles:\n"
    + "".join(
        f'  - {{slot: {n}, "cooked [t/d]": {4 if n % 2 else 2}, "mown [kg/h]": {20 if n % 2 else 63.333333333333}}}\n'
        for n in range(1, 13)
    )
)


def told(text: str, folder: Path) -> tuple[float, float, float, float]:
    """Cost, methane, what the digester takes in and what soil there is."""
    plan = read(text, folder).optimise()
    fed = plan.flows[(plan.flows.element == "digester") & plan.flows.material.isin(["food", "green"])].amount.sum()
    soil = plan.flows[plan.flows.element == "farm"].amount.sum()
    return plan.totals["cost"]["value"], plan.totals["CH4"]["value"], float(fed), float(soil)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SUPPLIES, PEOPLE),
        (SUPPLIES, SUPPLIES.replace("material: green", 'material: "material: green"')),
        ("site: works, model: dry", 'site: "sitio: works", model: dry'),
        ("from: town, to: works", 'from: "site: town", to: "site: works"'),
        (SUPPLIES, BY_MONTH),
    ],
    ids=["people", "material", "site", "link", "profile"],
)
def test_the_same_comes_to_the_digester(old: str, new: str, tmp_path: Path) -> None:
    """Proves: 1,460 t a year go in, whether supplies or people give them, and whatever the words: people's waste and
    what is called `material: green` went past the model to the tip. A profile's mean weighs in the mix as its number
    does: without it soil is that of no mix."""
    text = PLANT.replace("SUPPLIES", SUPPLIES)
    expected = told(text, tmp_path)
    assert expected[2] == pytest.approx(1460)
    assert old in text
    assert told(text.replace(old, new), tmp_path) == pytest.approx(expected, rel=1e-6)


def test_what_a_recipe_puts_out_in_spanish_comes_to_a_model(tmp_path: Path) -> None:
    """Proves: `sale` is `out`: 365 t of food waste that a recipe makes are composted."""
    text = """
plant: {name: x, currency: EUR}
materials: [{material: meal, unit: item}, {material: food, unit: t, like: food_waste}]
sites: [{site: town}]
supplies: [{supply: guests, site: town, material: meal, take: all, amount: 2000 item/d, price: 0 EUR/item}]
processes:
  - {process: kitchen, site: town, model: recipe, variable_cost: 0 EUR/item}
  - {process: heap, site: town, model: composting_windrow, variable_cost: 10 EUR/t}
recipes:
  - {process: kitchen, material: meal, role: ROLE_IN, amount: 1 item/item}
  - {process: kitchen, material: food, role: ROLE_OUT, amount: 0.5 kg/item}
markets: [{market: farm, site: town, material: compost, price: 0 EUR/t}]
"""
    for words in (("in", "out"), ("entra", "sale"), ("Entra", "SALE")):
        plan = read(text.replace("ROLE_IN", words[0]).replace("ROLE_OUT", words[1]), tmp_path).optimise()
        assert plan.objective == pytest.approx(3650)


def test_several_blanks_in_a_name_are_one_and_told_once(tmp_path: Path) -> None:
    """Proves: `the  works` is `the works`, in rows, in lists and in a scenario; one warning for all of them."""
    text = """
plant: {name: x, currency: EUR}
materials: [{material: w, unit: t}]
sites: [{site: "the  works"}, {site: tip}]
supplies: [{supply: s, site: the works, material: w, take: all, amount: 1 t/d, price: 0 EUR/t}]
links: [{link: road, from: "the   works; tip", to: tip, material: w, cost_per_amount: 1 EUR/t}]
markets: [{market: m, site: tip, material: w, price: -5 EUR/t}]
scenarios: [{scenario: more, table: supplies, row: "s", column: amount, value: 2 t/d}]
"""
    text = text.replace('from: "the   works; tip"', 'from: "the   works"').replace("supply: s,", 'supply: "a  b",')
    text = text.replace('row: "s"', "row: a b")
    plant = read(text, tmp_path)
    told = [problem for problem in plant.check() if problem.code == "name-read-as"]
    assert [problem.message for problem in told] == [
        "`the  works` has several blanks in a row, and is read with one; so it is with 3 names in all."
    ]
    assert plant.optimise().objective == pytest.approx(6 * 365)
    assert read(text, tmp_path, scenario="more").optimise().objective == pytest.approx(12 * 365)
