"""Collection, fuels of waste, feed, products by grade and nutrients in small plants, against hand calculations."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from .small_plants import content, emitted, made, needed, solved

CARBON = 44.009 / 12.011  # carbon dioxide per carbon in it
N2O = 44.013 / 28.014

WASTE = (
    "dry_matter: 60 %, ash: 25 %, carbon_biogenic: 13.5 %, carbon_fossil: 7.5 %, nitrogen: 0.6 %, "
    "lower_heating_value_dry: 15 GJ/t, degradable_carbon: 13 %, degradable_share: 60 %"
)
BIO, FOSSIL = 0.135 / 0.45, 0.075 / 0.75  # organic solids by origin: 0.3 and 0.1 t a tonne


def test_fuel_of_waste_by_screening(tmp_path: Path) -> None:
    """55 % of the biogenic and 85 % of the fossil carbon, 35 % of the ash and 45 % of the water go with the fuel.

    Organic solids: 0.45 t; 0.165 + 0.085 of 0.4 = 62.5 % of them. Energy at 40 and 48 GJ per t of carbon.
    """
    plan = solved(tmp_path, "rdf_production", WASTE)
    organic = 0.6 * 0.75 * (BIO * 0.55 + FOSSIL * 0.85) / (BIO + FOSSIL)
    dry = organic + 0.15 * 0.35
    assert made(plan, "refuse-derived fuel") == pytest.approx(1000 * (dry + 0.4 * 0.45))
    assert made(plan, "recovered metals") == pytest.approx(1000 * 0.15 * 0.08)
    energy = 9 * (5.4 * 0.55 + 3.6 * 0.85) / (5.4 + 3.6)
    heating_value = content(tmp_path, "refuse-derived fuel", "lower_heating_value")
    assert heating_value * 3.6 == pytest.approx((energy - 0.18 * 2.443) / (dry + 0.18))
    fossil = content(tmp_path, "refuse-derived fuel", "carbon_fossil")
    assert fossil == pytest.approx(0.075 * 0.85 / (dry + 0.18))


def test_biodrying_loses_water_and_little_else(tmp_path: Path) -> None:
    """15 % of the biogenic carbon rots.

    0.045 t of solids. 80 % dry, 555 kg less wood and food: 31 % of the mass is lost.

    The review that the moisture is from gives 25 to 30 % for wastes that are not as wet.
    """
    plan = solved(tmp_path, "mbt_biodrying", WASTE)
    rotted = 0.135 * 0.15 / 0.45
    left = 0.6 - rotted
    total = sum(made(plan, name) for name in ("solid recovered fuel", "recovered metals", "dry rest"))
    assert total == pytest.approx(1000 * (0.012 + (left - 0.012) / 0.8))
    assert 0.25 < 1 - total / 1000 < 0.33
    assert emitted(plan, "CH4") == pytest.approx(0.5 * 0.6)
    assert emitted(plan, "N2O") == pytest.approx(0.1 * 0.6)
    carbon = 135 * 0.15 - 0.3 * 12.011 / 16.043
    assert emitted(plan, "biogenic CO2") == pytest.approx(carbon * CARBON)


def test_a_round_from_door_to_door(tmp_path: Path) -> None:
    """40 stops a tonne at 25 kg, 0.0108 h each.

    30 km at 35 km/h and 0.267 h over 6 t; 15 % idle: 0.730 h a tonne, three men.

    Diesel: 40 x 0.0483 km x 1 L and 30 km x 0.47 L over 6 t: 4.28 L a tonne.
    """
    plan = solved(tmp_path, "collection_kerbside", WASTE)
    hours = (40 * (0.0075 + 0.0483 / 14.5) + (30 / 35 + 0.267) / 6) / 0.85
    assert needed(plan, "truck hours") == pytest.approx(1000 * hours)
    assert needed(plan, "labour") == pytest.approx(3000 * hours)
    diesel = (40 * 0.0483 * 1 + 30 * 0.47 / 6) * 0.831198
    assert needed(plan, "diesel") == pytest.approx(diesel)
    assert emitted(plan, "fossil CO2") == pytest.approx(diesel * 0.8686 * CARBON, rel=2e-4)
    assert needed(plan, "waste bins") == pytest.approx(1000 / 4)
    assert made(plan, "collected waste") == pytest.approx(1000)


def test_a_round_with_its_own_figures(tmp_path: Path) -> None:
    """Light packaging: 4 kg a stop, 2 t a trip, a crew of two: 250 x 0.0108 h + 1.124 h / 2, over 0.85."""
    plan = solved(tmp_path, "collection_kerbside", WASTE, waste_per_stop="4 kg/item", load="2 t", crew="2")
    hours = (250 * (0.0075 + 0.0483 / 14.5) + (30 / 35 + 0.267) / 2) / 0.85
    assert needed(plan, "labour") == pytest.approx(2000 * hours)


def test_containers_at_bring_points(tmp_path: Path) -> None:
    """4 containers a tonne at 250 kg: 4 x (0.07 h + 0.8 km / 25 km/h), the same way to the tip; 1.5 men."""
    plan = solved(tmp_path, "collection_bring_points", WASTE)
    hours = (4 * (0.07 + 0.8 / 25) + (30 / 35 + 0.267) / 6) / 0.85
    assert needed(plan, "labour") == pytest.approx(1500 * hours)
    assert needed(plan, "diesel") == pytest.approx((4 * 0.8 * 0.55 + 30 * 0.47 / 6) * 0.831198)


def test_a_transfer_station_hands_the_waste_on(tmp_path: Path) -> None:
    """1 % is pressed out as water, so what is left is drier: 60 / 99."""
    plan = solved(tmp_path, "transfer_station", WASTE)
    assert made(plan, "transferred waste") == pytest.approx(990)
    assert content(tmp_path, "transferred waste", "dry_matter") == pytest.approx(0.6 / 0.99)
    assert needed(plan, "electricity") == pytest.approx(3)


RESIDUE = "dry_matter: 40 %, carbon_biogenic: 18 %, nitrogen: 1.2 %, lower_heating_value_dry: 18 GJ/t"


def test_dry_feed(tmp_path: Path) -> None:
    """384 t of solids at 88 %; all but 54.5 kg of water a tonne is evaporated, at 2.9 GJ a tonne of it."""
    plan = solved(tmp_path, "animal_feed", RESIDUE)
    assert made(plan, "dry feed") == pytest.approx(1000 * 0.4 * 0.96 / 0.88)
    assert made(plan, "feed rejects") == pytest.approx(1000 * 0.4 * 0.04 / 0.88)
    water = 0.6 - 0.4 * 0.12 / 0.88
    assert needed(plan, "heat") == pytest.approx(1000 * water * 2.9 / 3.6)


def test_a_third_of_by_products_becomes_fat_and_meal(tmp_path: Path) -> None:
    """36 % dry, 36 % of that fat, 2 % to the water.

    129.6 t of fat and 223.2 / 0.95 = 234.9 t of meal; EFPRA has a third.
    """
    plan = solved(tmp_path, "rendering", "dry_matter: 36 %, carbon_biogenic: 18.7 %, nitrogen: 2.4 %")
    fat, meal = made(plan, "rendered fat"), made(plan, "meat and bone meal")
    assert fat == pytest.approx(1000 * 0.36 * 0.36)
    assert meal == pytest.approx(1000 * 0.36 * 0.62 / 0.95)
    assert (fat + meal) / 1000 == pytest.approx(1 / 3, rel=0.15)
    assert needed(plan, "steam heat") == pytest.approx(750)


def test_biodiesel_by_stoichiometry(tmp_path: Path) -> None:
    """98 % fat, 96 % converted.

    X 3 x 296.495 / 885.43; methanol 3 x 32.042 / 885.43 and 8 % more, lost as fossil CO2.
    """
    oil = "dry_matter: 98 %, carbon_biogenic: 75.77 %, nitrogen: 0, lower_heating_value_dry: 36.8 GJ/t"
    plan = solved(tmp_path, "cooking_oil_biodiesel", oil)
    fat = 980 * 0.96
    methanol = fat * 3 * 32.042 / 885.43
    assert made(plan, "biodiesel") == pytest.approx(fat * 3 * 296.495 / 885.43, rel=1e-4)
    assert needed(plan, "methanol") == pytest.approx(methanol * 1.08, rel=1e-3)
    assert emitted(plan, "fossil CO2") == pytest.approx(methanol * 0.08 * 12.011 / 32.042 * CARBON, rel=5e-3)


def test_fly_larvae_by_nitrogen(tmp_path: Path) -> None:
    """38 % of 6 t of nitrogen at 6.5 % in the larvae.

    35.08 t dry, 32 % dry living; 24 % of the carbon is breathed out.
    """
    feed = "dry_matter: 30 %, carbon_biogenic: 13.5 %, nitrogen: 0.6 %, lower_heating_value_dry: 18 GJ/t"
    plan = solved(tmp_path, "black_soldier_fly", feed)
    larvae = 6 * 0.38 / 0.065
    assert made(plan, "larvae") == pytest.approx(larvae / 0.32)
    assert made(plan, "frass") == pytest.approx((300 - larvae - 135 * 0.24 / 0.45) / 0.6)
    methane = larvae * 0.0168 * 0.5 / 28
    assert emitted(plan, "CH4") == pytest.approx(methane)
    assert emitted(plan, "N2O") == pytest.approx(larvae * 0.0168 * 0.5 / 265)
    assert emitted(plan, "biogenic CO2") == pytest.approx((135 * 0.24 - methane * 12.011 / 16.043) * CARBON)


def test_larvae_grow_no_more_than_solids_allow(tmp_path: Path) -> None:
    """Feed rich in nitrogen: a quarter of the dry feed becomes larvae, not what its nitrogen would give."""
    feed = "dry_matter: 30 %, carbon_biogenic: 13.5 %, nitrogen: 2 %, lower_heating_value_dry: 18 GJ/t"
    assert made(solved(tmp_path, "black_soldier_fly", feed), "larvae") == pytest.approx(300 * 0.25 / 0.32)


def test_building_waste_is_sorted_and_rubble_crushed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    mixed = "dry_matter: 93 %, carbon_biogenic: 3.8 %, carbon_fossil: 1.8 %, nitrogen: 0.03 %"
    plan = solved(tmp_path / "a", "construction_waste_sorting", mixed)
    assert made(plan, "mineral rubble") == pytest.approx(1000 * 0.72 * 0.85)
    assert made(plan, "sorted wood") == pytest.approx(1000 * 0.09 * 0.75)
    assert made(plan, "construction rest") == pytest.approx(1000 - 612 - 67.5 - 36 - 10)
    crushed = solved(tmp_path / "b", "aggregate_crushing", "like: concrete")
    assert made(crushed, "recycled coarse aggregate") == pytest.approx(550)
    assert made(crushed, "recycled road base") == pytest.approx(1000 - 550 - 15 - 20)
    assert emitted(crushed, "fossil CO2") == pytest.approx(0.9 * 0.831198 * 0.8686 * CARBON)


GRADES: dict[str, tuple[str, dict[str, float]]] = {
    "textile_sorting": (
        "dry_matter: 92 %, carbon_biogenic: 24 %, carbon_fossil: 20 %",
        {
            "textiles grade A": 490,
            "textiles grade B": 60,
            "used footwear": 110,
            "textiles for wipers": 100,
            "textiles for felt": 140,
            "textiles for fibre": 20,
            "textile rest": 80,
        },
    ),
    "electronics_dismantling": (
        "dry_matter: 1, carbon_biogenic: 0, carbon_fossil: 24 %, nitrogen: 0.3 %",
        {
            "electronics grade A": 40,
            "electronics grade B": 60,
            "sorted steel": 900 * 0.38,
            "sorted copper": 900 * 0.07,
            "circuit boards": 36,
            "electronics residue": 900 * (1 - 0.38 - 0.06 - 0.07 - 0.04 - 0.2 - 0.03),
        },
    ),
    "lithium_battery_recycling": (
        "dry_matter: 1, carbon_biogenic: 0, carbon_fossil: 22 %",
        {"second-life modules": 100, "black mass": 900 * 0.45, "copper and aluminium foils": 900 * 0.16},
    ),
    "lead_battery_recycling": (
        "dry_matter: 90.4 %, carbon_biogenic: 0, carbon_fossil: 6.4 %",
        {"secondary lead": 560 * 0.97, "polypropylene chips": 50 * 0.92, "lead slag": 180},
    ),
    "tyre_granulation": (
        "dry_matter: 98 %, carbon_biogenic: 18 %, carbon_fossil: 52 %",
        {"rubber granulate": 785, "steel wire": 150, "tyre fluff": 45},
    ),
}


@pytest.mark.parametrize("model", GRADES)
def test_products_by_grade(tmp_path: Path, model: str) -> None:
    """Of 1,000 t: textiles by the shares of sorters in six countries, the others by the shares of the models."""
    feed, expected = GRADES[model]
    plan = solved(tmp_path, model, feed)
    for name, amount in expected.items():
        assert made(plan, name) == pytest.approx(amount), name


def test_separators_and_electrolyte_of_batteries_burn(tmp_path: Path) -> None:
    """Lithium: 90 % x 22 % of carbon less that of black mass (45 % x 33 %) and plastics (5 % x 75 %), all fossil."""
    plan = solved(tmp_path, "lithium_battery_recycling", GRADES["lithium_battery_recycling"][0])
    carbon = 900 * (0.22 - 0.45 * 0.33 - 0.05 * 0.75)
    assert emitted(plan, "fossil CO2") == pytest.approx(carbon * CARBON)


def test_lorry_tyres_get_a_new_tread(tmp_path: Path) -> None:
    """600 of 1,000 casings are sound: 13 kg of rubber on each, 2.5 kg off; 400 x 50 kg fail."""
    plan = solved(tmp_path, "tyre_retreading", "like: used_truck_tyre", "item")
    assert made(plan, "retreaded tyres") == pytest.approx(600)
    assert needed(plan, "tread rubber") == pytest.approx(600 * 0.013)
    assert made(plan, "rubber buffings") == pytest.approx(600 * 0.0025)
    assert made(plan, "failed casings") == pytest.approx(400 * 0.05)


def test_struvite_by_stoichiometry(tmp_path: Path) -> None:
    """1 t of phosphorus, 35 % dissolved, 90 % precipitated, 85 % caught.

    267.75 kg P / 12.621 %; 3.69 t MgCl2 per t P.
    """
    liquid = "dry_matter: 4 %, nitrogen: 0.4 %, phosphorus: 0.1 %, carbon_biogenic: 1.6 %"
    plan = solved(tmp_path, "struvite_precipitation", liquid)
    phosphorus = 1 * 0.35 * 0.9
    assert made(plan, "struvite") == pytest.approx(phosphorus * 0.85 * 245.406 / 30.974, rel=1e-4)
    assert needed(plan, "magnesium chloride") == pytest.approx(phosphorus * 1.2 * 95.21 / 30.974, rel=1e-3)


def test_ammonium_sulphate_by_stoichiometry(tmp_path: Path) -> None:
    """4 t of nitrogen, 60 % ammonium, 45 % stripped.

    1.08 t N, 3.5 t of acid a tonne of it, solution of 8.48 % nitrogen.
    """
    liquid = "dry_matter: 4 %, nitrogen: 0.4 %, carbon_biogenic: 1.6 %"
    plan = solved(tmp_path, "ammonia_stripping", liquid)
    nitrogen = 4 * 0.6 * 0.45
    assert made(plan, "ammonium sulphate solution") == pytest.approx(nitrogen / 0.0848)
    assert needed(plan, "sulphuric acid") == pytest.approx(nitrogen * 98.08 / 28.014, rel=1e-3)
    assert needed(plan, "electricity") == pytest.approx(nitrogen * 0.52)
    left = content(tmp_path, "stripped liquid", "nitrogen")
    assert left * made(plan, "stripped liquid") == pytest.approx(4 - nitrogen)


def test_leachate(tmp_path: Path) -> None:
    """6 t of oxygen demand x 0.25 x 3 %; 1.6 % of 1.5 t of nitrogen as N2O; three quarters of the water go through."""
    leachate = "dry_matter: 1.2 %, chemical_oxygen_demand: 6 kg/t, carbon_biogenic: 0.0022, nitrogen: 0.0015"
    plan = solved(tmp_path, "leachate_treatment", leachate)
    assert emitted(plan, "CH4") == pytest.approx(6 * 0.25 * 0.03)
    assert emitted(plan, "N2O") == pytest.approx(1.5 * 0.016 * N2O)
    assert made(plan, "treated leachate") == pytest.approx(750)


def test_an_autoclave_destroys_nothing(tmp_path: Path) -> None:
    """3 % of water go; carbon of 39 % in 1,000 t is still there in 970 t. Steam 0.45 MWh a tonne."""
    waste = "dry_matter: 65 %, carbon_biogenic: 14.6 %, carbon_fossil: 24.4 %"
    plan = solved(tmp_path, "autoclave", waste)
    carbon = sum(content(tmp_path, "sterilised waste", f"carbon_{origin}") for origin in ("biogenic", "fossil"))
    assert made(plan, "sterilised waste") * carbon == pytest.approx(390)
    assert needed(plan, "steam heat") == pytest.approx(450)
    assert emitted(plan, "fossil CO2") == 0


def test_ethanol_by_stoichiometry(tmp_path: Path) -> None:
    """650 t dry, 68 % x 95 % x 92 % x 2 x 46.068 / 162.141; a mole of carbon dioxide for each of ethanol."""
    dough = "dry_matter: 65 %, carbon_biogenic: 28 %, nitrogen: 1.1 %, lower_heating_value_dry: 17.5 GJ/t"
    plan = solved(tmp_path, "ethanol_fermentation", dough)
    ethanol = 650 * 0.68 * 0.95 * 0.92 * 2 * 46.068 / 162.141
    assert made(plan, "ethanol") == pytest.approx(ethanol * 0.985, rel=1e-3)
    assert emitted(plan, "biogenic CO2") == pytest.approx(ethanol * 44.009 / 46.068, rel=1e-3)
    assert needed(plan, "steam heat") == pytest.approx(ethanol * 0.985 * 1.9, rel=1e-3)


def test_compost_at_home_needs_no_truck(tmp_path: Path) -> None:
    """30 % dry, 90 % volatile, 65.7 % of that rots.

    122.6 t left, 45 % dry. 1.9 % of the carbon lost is methane, 2.475 % of the nitrogen lost N2O.
    """
    plan = solved(
        tmp_path, "home_composting", "dry_matter: 30 %, volatile_solids: 90 %, carbon_biogenic: 13 %, nitrogen: 0.8 %"
    )
    assert made(plan, "home compost") == pytest.approx(300 * (1 - 0.9 * 0.657) / 0.45)
    assert emitted(plan, "CH4") == pytest.approx(130 * 0.657 * 0.019 * 16.043 / 12.011)
    assert emitted(plan, "N2O") == pytest.approx(8 * 0.4 * 0.02475 * 44.013 / 28.014)
    assert set(plan.ledger.category) == {"rotting"}


TOWN = """
plant: {name: town, currency: MXN}
materials:
  - {material: kitchen waste, unit: t, like: food_waste, nitrogen: 0.8 %}
  - {material: compost, unit: t}
sites: [{site: town}]
supplies:
  - {supply: houses, site: town, material: kitchen waste, amount: 1000 t/year, take: all, price: 0 MXN/t}
processes:
  - {process: gardens, site: town, model: home_composting, capacity: 100 t/year, variable_cost: 100 MXN/t}
  - {process: windrows, site: town, model: composting_windrow, least_dry_matter: 15 %, variable_cost: 900 MXN/t}
markets:
  - {market: beds, site: town, material: home compost, price: 0 MXN/t}
  - {market: farms, site: town, material: compost, price: 0 MXN/t}
"""


def test_what_is_composted_at_home_is_no_recycling(tmp_path: Path) -> None:
    """100 of 1,000 t stay in the gardens; the route of composting gets the other 900 t."""
    (tmp_path / "plant.yaml").write_text(TOWN, encoding="utf-8")
    plan = mfo.read(tmp_path).optimise()
    taken = plan.flows[(plan.flows.material == "kitchen waste") & (plan.flows.direction == "out of pool")]
    by_route = taken.groupby("route").amount.sum()
    assert by_route["prevention"] == pytest.approx(100)
    assert by_route["compost"] == pytest.approx(900)
