"""Emissions that nothing counts are told, at the row and with what would count them; what is counted is not."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from .cases import Change, bench, typed


def told(made: mfo.Workbench) -> list[str]:
    """Where emissions are told as not counted, and what of."""
    found = [item for item in made.check() if item.code == "emissions-uncounted"]
    assert all(item.severity == "warning" for item in found)
    return [f"{str(item.where).partition(', ')[2]}: {item.message.partition(', but')[0]}" for item in found]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("landfill_market_without_gas", "markets, line 11: `tip` takes `food` by the route `landfill`"),
        ("landfill_recipe_without_gas", "processes, line 10: `tip` takes `food` by the route `landfill`"),
        ("tip_market_without_gas", "markets, line 8: `tip` takes `scraps` by the route `landfill`"),
    ],
)
def test_what_decays_in_a_landfill_without_gas_is_told(name: str, place: str, tmp_path: Path) -> None:
    """0 t CO2e for burying 1,000 t of food: the plan of least emissions buries it, and says so."""
    assert told(bench(name, tmp_path)) == [place]
    assert "emissions-uncounted" in [item.code for item in bench(name, tmp_path).optimise().problem_list]


LANDFILL = "landfill_market_without_gas"


@pytest.mark.parametrize(
    ("changes", "by"),
    [
        ((("route: landfill", "route: open dump"),), " by the route `open dump`"),
        ((("route: landfill", "route: relleno sanitario"),), " by the route `landfill`"),
        (((", route: landfill", ""),), ""),  # a market called tip
        ((("food, unit: t, like: food_waste", "food, unit: kg, degradable_carbon: 15 %"),), " by the route `landfill`"),
        (
            (("food, unit: t, like: food_waste", "food, unit: t, methane_potential: 400 Nm3/t"),),
            " by the route `landfill`",
        ),
    ],
)
def test_by_whatever_name(changes: tuple[Change, ...], by: str, tmp_path: Path) -> None:
    """Other words for a landfill, and what is known of the material itself."""
    text = """
plant: {name: tip, currency: EUR}
materials: [{material: food, unit: t, like: food_waste}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: food, amount: 1000 t/year, take: all, price: 0 EUR/t}]
markets:
  - {market: tip, site: a, material: food, price: -30 EUR/t, route: landfill}
"""
    made = typed(text, tmp_path, *changes)
    assert told(made) == [f"markets, line 7: `tip` takes `food`{by}"]


@pytest.mark.parametrize("effect", ["CH4, rate: 20.8 kg/t", "emissions, rate: 0.56 t_CO2e/t", "CH4, rate: 0 t/t"])
def test_a_rate_counts_it(effect: str, tmp_path: Path) -> None:
    assert told(bench(LANDFILL, tmp_path, ("markets:", f"rates: [{{at: tip, effect: {effect}}}]\nmarkets:"))) == []


def test_the_landfill_model_counts_it(tmp_path: Path) -> None:
    """The model's gas makes composting the plan of least emissions."""
    model = ("model: recipe, route: landfill,", "model: landfill, accepts: food,")
    row = ("recipes:\n  - {process: tip, material: food, role: in}\n", "")
    made = bench("landfill_recipe_without_gas", tmp_path, model, row)
    assert told(made) == []
    flows = made.optimise().flows
    assert float(flows.loc[(flows["element"] == "heap") & (flows["material"] == "food"), "amount"].sum()) > 999


@pytest.mark.parametrize("material", ["glass", "gravel"])
def test_what_does_not_decay_is_not_told(material: str, tmp_path: Path) -> None:
    text = f"""
plant: {{name: tip, currency: EUR}}
materials: [{{material: {material}, unit: t}}]
sites: [{{site: a}}]
supplies: [{{supply: s, site: a, material: {material}, amount: 1000 t/year, take: all, price: 0 EUR/t}}]
markets: [{{market: tip, site: a, material: {material}, price: -30 EUR/t, route: landfill}}]
"""
    assert told(typed(text, tmp_path)) == []


BURNT = """
plant: {name: kiln, currency: EUR}
materials: [{material: film, unit: t, carbon_fossil: 70 %}, {material: wood, unit: t, carbon_biogenic: 45 %}]
sites: [{site: a}]
supplies:
  - {supply: s, site: a, material: film, amount: 10 t/year, take: all, price: 0 EUR/t}
  - {supply: w, site: a, material: wood, amount: 10 t/year, take: all, price: 0 EUR/t}
processes: [{process: fire, site: a, model: recipe, route: open burning, variable_cost: 0 EUR/t}]
recipes: [{process: fire, material: film, role: in}, {process: fire, material: wood, role: in}]
markets: [{market: kiln, site: a, material: [film, wood], price: -30 EUR/t, route: energy recovery}]
"""


def test_fossil_carbon_that_burns_is_told(tmp_path: Path) -> None:
    """70 % of carbon is 2.57 t of CO2 a tonne; wood's is biogenic and counts nothing."""
    assert told(typed(BURNT, tmp_path)) == [
        "markets, line 10: `kiln` takes `film` by the route `energy recovery`",
        "processes, line 8: `fire` takes `film` by the route `open burning`",
    ]
    rate = (
        "rates: [{at: fire, effect: fossil CO2, rate: 2.57 t/t, per: film}, {at: kiln, effect: emissions, rate: 0 "
        "t_CO2e/t}]\nmarkets:"
    )
    assert told(typed(BURNT, tmp_path, ("markets:", rate))) == []


ROTTING = """
plant: {name: canteen, currency: EUR}
materials: [{material: food waste, unit: kg}, {material: compost, unit: kg}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: food waste, amount: 10 t/year, take: all, price: 0 EUR/t}]
processes: [{process: heap, site: a, model: recipe, route: compost, variable_cost: 0 EUR/t}]
recipes:
  - {process: heap, material: food waste, role: in}
  - {process: heap, material: compost, role: out, amount: 0.4 t/t}
markets:
  - {market: composter, site: a, material: food waste, price: -30 EUR/t, route: compost}
  - {market: compost buyers, site: a, material: compost, price: 3 EUR/t}
  - {market: pigs, site: a, material: food waste, price: 0 EUR/t, maximum: 1 kg/d, route: animal feed}
"""
BY_ROUTE = [
    ("compost", "composting_windrow"),
    ("lombricomposta", "composting_windrow"),
    ("biogas", "anaerobic_digestion"),
    ("digestión anaerobia", "anaerobic_digestion"),
    ("wastewater", "wastewater_treatment"),
    ("land application", "land_application"),
]


@pytest.mark.parametrize(("route", "model"), BY_ROUTE)
def test_what_decays_by_another_route_is_told(route: str, model: str, tmp_path: Path) -> None:
    """Windrows emit some 4 kg of methane a tonne (IPCC 2006, vol. 5, table 4.1), digesters what they leak: 0 t_CO2e was
    told without a word. Who buys compost, and what is eaten, are no such outlets."""
    made = typed(ROTTING, tmp_path, ("-30 EUR/t, route: compost", f"-30 EUR/t, route: {route}"))
    at_market, at_heap = told(made)
    assert at_market == f"markets, line 11: `composter` takes `food waste` by the route `{route}`"
    assert at_heap == "processes, line 6: `heap` takes `food waste` by the route `compost`"
    remedies = [str(item.remedy) for item in made.check() if item.code == "emissions-uncounted"]
    assert f"the model `{model}`" in remedies[0]
    rates = "rates: [{at: composter, effect: CH4, rate: 4 kg/t}, {at: heap, effect: CH4, rate: 0 kg/t}]\nmarkets:"
    assert told(typed(ROTTING, tmp_path, ("markets:", rates))) == []


def test_fossil_carbon_in_a_kiln_is_told_by_its_route(tmp_path: Path) -> None:
    """70 % of carbon is 2.57 t of CO2 a tonne, whatever the fire is called."""
    kiln = ("price: -30 EUR/t, route: energy recovery", "price: -30 EUR/t, route: cement kiln")
    assert told(typed(BURNT, tmp_path, kiln))[0] == "markets, line 10: `kiln` takes `film` by the route `cement kiln`"


def test_what_decays_in_a_store_that_loses_it_is_told(tmp_path: Path) -> None:
    heap = ("{material: manure, unit: t}", "{material: manure, unit: t, like: cattle_manure}")
    meant = ("5 %/month", "5 %/month, loss_is_outlet: yes")
    assert told(bench("lossy_heap_swallows_waste", tmp_path, heap, meant)) == [
        "markets, line 6: `fields` takes `manure`",
        "stores, line 5: `heap` loses `manure`, which decays",
    ]
    rates = "{at: heap, effect: CH4, rate: 1 kg/t/month}, {at: fields, effect: CH4, rate: 0 kg/t}"
    rate = ("markets:", f"rates: [{rates}]\nmarkets:")
    assert told(bench("lossy_heap_swallows_waste", tmp_path, heap, meant, rate)) == []


@pytest.mark.parametrize(
    ("name", "route", "model"),
    [
        ("lagoon", "disposal", "`wastewater_lagoon`"),
        ("river", "", "of what becomes of it"),
        ("sewer works", "", "`wastewater_treatment`"),
        ("neighbours' fields", "spread", "`land_application`"),
        ("contractor", "taken away", "of what becomes of it"),
    ],
)
def test_whoever_is_paid_to_take_what_decays_is_told(name: str, route: str, model: str, tmp_path: Path) -> None:
    """Food waste that goes for a fee, and nobody says where to, emitted 0 t without a word."""
    fee = (
        ("{market: composter, site: a,", f'{{market: "{name}", site: a,'),
        ("route: compost}\n", f'route: "{route}"}}\n'),
    )
    made = typed(ROTTING, tmp_path, *fee)
    assert told(made)[0] == f"markets, line 11: `{name}` takes `food waste`" + (
        f" by the route `{route}`" if route else ""
    )
    assert f"the model {model}" in next(str(item.remedy) for item in made.check() if item.code == "emissions-uncounted")


def test_whoever_pays_for_what_decays_is_not_told(tmp_path: Path) -> None:
    """Feed is bought for what it is worth: 30 EUR/t instead of a fee."""
    sold = ("price: -30 EUR/t, route: compost", "price: 30 EUR/t")
    assert "composter" not in str(told(typed(ROTTING, tmp_path, sold)))


def test_a_pond_that_swallows_what_decays_is_told(tmp_path: Path) -> None:
    """A process of which nothing comes out ends the waste as a landfill does."""
    pond = (
        ("route: compost, variable_cost", "route: pond, variable_cost"),
        ("  - {process: heap, material: compost, role: out, amount: 0.4 t/t}\n", ""),
    )
    assert "processes, line 6: `heap` takes `food waste` by the route `pond`" in told(typed(ROTTING, tmp_path, *pond))


NOTHING = ("price: -30 EUR/t, route: compost", "price: 0 EUR/t")


def _called(name: str) -> Change:
    return "market: composter, site: a", f'market: "{name}", site: a'


@pytest.mark.parametrize(
    ("name", "route", "model"),
    [
        ("lagoon", "", "wastewater_lagoon"),
        ("la laguna", "taken away", "wastewater_lagoon"),
        ("compost plant", "", "composting_windrow"),
        ("sewer", "away", "wastewater_treatment"),
        ("tiradero", "away", "landfill"),
    ],
)
def test_who_takes_it_for_nothing_is_told_by_its_name(name: str, route: str, model: str, tmp_path: Path) -> None:
    """A lagoon is no cleaner for being free: 10 t of food waste a year rot there and emitted 0 t without a word."""
    free = (NOTHING[0], f'price: 0 EUR/t, route: "{route}"')
    made = typed(ROTTING, tmp_path, free, _called(name))
    by = f" by the route `{route}`" if route else ""
    assert told(made)[0] == f"markets, line 11: `{name}` takes `food waste`{by}"
    assert f"the model `{model}`" in next(
        str(item.remedy) for item in made.check() if item.code == "emissions-uncounted"
    )
    rate = ("markets:", f'rates: [{{at: "{name}", effect: CH4, rate: 0 kg/t}}]\nmarkets:')
    assert name not in str(told(typed(ROTTING, tmp_path, free, _called(name), rate)))


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("farmer", "price: 0 EUR/t"),  # feeds it, or spreads it: nobody knows
        ("compost buyer", "price: 5 EUR/t"),
        ("compost buyer", "price: 0 EUR/t, maximum: 1 t/d, route: reuse"),
        ("lagoon farm", "price: 0 EUR/t, route: recycling"),
    ],
)
def test_who_takes_it_for_nothing_or_pays_is_not_told_without_a_word(name: str, cells: str, tmp_path: Path) -> None:
    """One whose name says nothing, one who pays, and one whose route says what becomes of it."""
    assert name not in str(told(typed(ROTTING, tmp_path, (NOTHING[0], cells), _called(name))))


def test_who_pays_at_times_is_no_outlet(tmp_path: Path) -> None:
    """A digester that pays 5 EUR/t in one half of the year buys a feed."""
    profile = (
        "materials:",
        'slots: [{slot: dry, hours: 4380 h}, {slot: wet, hours: 4380 h}]\nprofiles:\n  - {slot: dry, "pay [EUR/t]": 5}'
        '\n  - {slot: wet, "pay [EUR/t]": 0}\nmaterials:',
    )
    assert "digester" not in str(
        told(typed(ROTTING, tmp_path, profile, (NOTHING[0], "price: pay"), _called("digester")))
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [("compost users", []), ("composta para todos", []), ("compost lagoon", ["`compost lagoon` takes `compost`"])],
)
def test_compost_for_nothing_is_a_product(name: str, expected: list[str], tmp_path: Path) -> None:
    """Of compost the word compost tells what is taken, not that it rots; a lagoon is one all the same."""
    known = ("{material: compost, unit: kg}", "{material: compost, unit: kg, degradable_carbon: 5 %}")
    free = (
        "market: compost buyers, site: a, material: compost, price: 3",
        f"market: {name}, site: a, material: compost, price: 0",
    )
    found = told(typed(ROTTING, tmp_path, known, free))
    assert [each.partition(": ")[2] for each in found if "`compost`" in each and "takes `compost`" in each] == expected


def test_a_kiln_that_is_paid_is_told_by_its_name(tmp_path: Path) -> None:
    """70 % of carbon is 2.57 t of CO2 a tonne, though no route says that film is fired in a kiln."""
    kiln = ("price: -30 EUR/t, route: energy recovery", "price: -30 EUR/t")
    assert told(typed(BURNT, tmp_path, kiln))[0] == "markets, line 10: `kiln` takes `film`"
