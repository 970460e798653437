"""Figures of IPCC's guidelines, read in one unofficial encoding, against others that share nothing with it.

The encoding read (bonsai_ipcc) has been wrong once: the N2O of open burning, ten times too high. These are the rows
that another encoding holds: `USEPA/lfg-calc-py` (IPCC_Waste_specific_k-values.csv: 2006, vol. 5, Table 3.3),
`holos-aafc/Holos` of Agriculture and Agri-Food Canada (Table_39 and Table_40 providers: 2019 Refinement, vol. 4, Tables
10.17, 10.21 and 10.22), `un-fao/GLEAM` of the FAO (Manure_parameters: the same tables) and
`ClimateView/transition-element-framework` (2019 Refinement, vol. 5, Table 6.3). Further `CIAT/cleaned` (ghg_parameters:
2019 Refinement, vol. 4, Tables 10.16 and 10.17, every climate), `koen-vg/food-opt` (the same tables, lagoons and heaps)
and ECAM, the carbon tool for water utilities of GIZ and IWA (vol. 5, Tables 6.3, 6.6B, 6.8A and 6.10C).
"""

from __future__ import annotations

import pytest

from mfo.library.datasets import Row
from mfo.library.library import Library

CLIMATES = ("temperate_dry", "temperate_wet", "tropical_dry", "tropical_wet")
DECAY = {
    "k.paper_textiles": ((0.04, 0.03, 0.05), (0.06, 0.05, 0.07), (0.045, 0.04, 0.06), (0.07, 0.06, 0.085)),
    "k.wood": ((0.02, 0.01, 0.03), (0.03, 0.02, 0.04), (0.025, 0.02, 0.04), (0.035, 0.03, 0.05)),
    "k.garden": ((0.05, 0.04, 0.06), (0.1, 0.06, 0.1), (0.065, 0.05, 0.08), (0.17, 0.15, 0.2)),
    "k.food": ((0.06, 0.05, 0.08), (0.185, 0.1, 0.2), (0.085, 0.07, 0.1), (0.4, 0.17, 0.7)),
}
"""lfg-calc-py: default, low and high [1/year] in the four climates."""

COOL = (
    "cool_temperate_moist",
    "cool_temperate_dry",
    "boreal_dry",
    "boreal_moist",
    "warm_temperate_dry",
    "warm_temperate_moist",
)
HOLOS = {
    **{
        f"manure.mcf.heap.{zone}": value for zone, value in zip(COOL, (0.02, 0.02, 0.02, 0.02, 0.04, 0.04), strict=True)
    },
    **{
        f"manure.mcf.one_month.{zone}": value
        for zone, value in zip(COOL, (0.06, 0.08, 0.04, 0.04, 0.15, 0.13), strict=True)
    },
    "manure.n2o.heap": 0.01,
    "manure.n2o.crust": 0.005,
    "manure.n2o.tank": 0.0,
    "manure.n2o.pit": 0.002,
    "manure.nitrogen_loss.pigs.heap": 0.45,
    "manure.nitrogen_loss.pigs.tank": 0.48,
    "manure.nitrogen_loss.pigs.pit": 0.25,
    "manure.nitrogen_loss.cattle.tank": 0.48,
    "manure.nitrogen_loss.cattle.heap": 0.45,
}
"""Holos: solid storage, deep pit (below a month), liquid without and with crust; cattle are beef cattle on solid
storage and dairy cows on liquid."""

TROPICS = ("tropical_moist", "tropical_wet", "tropical_dry")
GLEAM = {
    "manure.mcf.lagoon.boreal_dry": 0.49,
    "manure.mcf.one_month.boreal_dry": 0.04,
    "manure.mcf.four_months.boreal_dry": 0.09,
    "manure.mcf.six_months.boreal_dry": 0.14,
    **{f"manure.mcf.lagoon.{zone}": 0.8 for zone in TROPICS},
    **{f"manure.mcf.one_month.{zone}": value for zone, value in zip(TROPICS, (0.36, 0.38, 0.42), strict=True)},
    **{f"manure.mcf.four_months.{zone}": value for zone, value in zip(TROPICS, (0.64, 0.67, 0.68), strict=True)},
    **{f"manure.mcf.six_months.{zone}": value for zone, value in zip(TROPICS, (0.73, 0.76, 0.74), strict=True)},
    "manure.n2o.lagoon": 0.0,
    "manure.nitrogen_loss.cattle.lagoon": 0.35,
    "manure.nitrogen_loss.cattle.pit": 0.25,
    "manure.nitrogen_loss.pigs.lagoon": 0.4,
}
"""GLEAM averages the conversion factors over each country's climates: read where one climate rules (its countries 2, 9,
5 and 14), which is why the other climates are not here."""

CLIMATES_OF_MANURE = (
    "cool_temperate_moist",
    "cool_temperate_dry",
    "boreal_moist",
    "boreal_dry",
    "warm_temperate_moist",
    "warm_temperate_dry",
    "tropical_montane",
    "tropical_wet",
    "tropical_moist",
    "tropical_dry",
)
CLEANED = {
    **{
        f"manure.mcf.{system}.{zone}": value
        for system, values in {
            "lagoon": (0.6, 0.67, 0.5, 0.49, 0.73, 0.76, 0.76, 0.8, 0.8, 0.8),
            "one_month": (0.06, 0.08, 0.04, 0.04, 0.13, 0.15, 0.25, 0.38, 0.36, 0.42),
            "four_months": (0.15, 0.19, 0.09, 0.09, 0.29, 0.32, 0.5, 0.67, 0.64, 0.68),
            "six_months": (0.21, 0.26, 0.14, 0.14, 0.37, 0.41, 0.59, 0.76, 0.73, 0.74),
            "heap": (0.02, 0.02, 0.02, 0.02, 0.04, 0.04, 0.05, 0.05, 0.05, 0.05),
        }.items()
        for zone, value in zip(CLIMATES_OF_MANURE, values, strict=True)
    },
    "manure.b0.dairy_cattle": 0.24,
    "manure.b0.other_cattle": 0.18,
    "manure.b0.pigs": 0.45,
}
"""CIAT/cleaned: conversion factors by system and climate; methane capacities of Western Europe, for which food-opt has
the same as "other regions, high productivity". The other encodings of manure here agree where they overlap."""

METHANE_OF_ECAM = 0.6  # kg/kg of BOD, by which its factors are divided
ECAM = {
    "wastewater.mcf.lake": 0.114 / METHANE_OF_ECAM,
    "wastewater.mcf.flowing": 0.021 / METHANE_OF_ECAM,
    "wastewater.n2o.soil": 0.0045,
    "wastewater.septic.removed": 1 - 0.375,
    "wastewater.septic.nitrogen_removed": 1 - 0.85,
}
"""Methane of discharges, N2O of a septic tank's dispersal field, what leaves a septic tank of BOD and nitrogen."""

METHANE_OF_BOD = 0.6 * 27 * 1000  # g CO2e per kg of BOD: B0 of 0.6 kg/kg, weighed with AR6
CLIMATEVIEW = {"wastewater.mcf.septic_tank": 8100 / METHANE_OF_BOD, "wastewater.mcf.deep": 12960 / METHANE_OF_BOD}


@pytest.mark.parametrize("key", DECAY)
def test_decay_rates_are_those_of_the_landfill_tool_of_the_epa(library: Library, key: str) -> None:
    rows = [library.rows(f"{key}.{climate}")[0] for climate in CLIMATES]
    assert [(row.value, row.low, row.high) for row in rows] == list(DECAY[key])


def test_every_material_decays_at_one_of_those_rates(library: Library) -> None:
    """What the materials hold are the table's rows again, so that one check does for all of them."""
    seen = 0
    for row in library.rows():
        if row.property.startswith("decay_rate_") and row.standing == "secondary source":
            at = CLIMATES.index(row.property.removeprefix("decay_rate_"))
            assert (row.value, row.low, row.high) in {rates[at] for rates in DECAY.values()}, row
            seen += 1
    assert seen > 100


@pytest.mark.parametrize("key", CLEANED)
def test_manure_is_that_of_a_tool_for_livestock(library: Library, key: str) -> None:
    (row,) = library.rows(key)
    assert row.value == pytest.approx(CLEANED[key], rel=1e-9)


@pytest.mark.parametrize("key", [*HOLOS, *GLEAM, *CLIMATEVIEW, *ECAM])
def test_manure_and_wastewater_are_those_of_another_tool(library: Library, key: str) -> None:
    (row,) = library.rows(key)
    assert row.value == pytest.approx((HOLOS | GLEAM | CLIMATEVIEW | ECAM)[key], rel=1e-9)


TABLES_OF_WASTE = {
    "doc.food": 0.15,
    "doc.garden": 0.2,
    "doc.paper": 0.4,
    "doc.wood": 0.43,
    "doc.textiles": 0.24,
    "doc.nappies": 0.24,
    "doc.plastics": 0.0,
    "doc.metal": 0.0,
    "doc.glass": 0.0,
    "mcf.managed_anaerobic": 1.0,
    "mcf.managed_semiaerobic_well": 0.5,
    "mcf.managed_semiaerobic_poor": 0.7,
    "mcf.active_aeration_well": 0.4,
    "mcf.unmanaged_deep": 0.8,
    "mcf.unmanaged_shallow": 0.4,
    "mcf.open_dump": 0.4,
    "mcf.uncategorised": 0.6,
    "compost.ch4": 4.0,
    "compost.n2o": 0.24,
    "ad.ch4_ipcc": 0.8,
    "ad.n2o_ipcc": 0.0,
    "compost.ch4.dry": 10.0,
    "compost.n2o.dry": 0.6,
    "ad.ch4_ipcc.dry": 2.0,
    "incineration.n2o": 50.0,
    "incineration.n2o.sludge": 900.0,
    "incineration.ch4.stoker": 0.2,
    "wastewater.methane_capacity.bod": 0.6,
    "cod.CH4_yield": 0.25,
    "wastewater.mcf.aerobic_plant": 0.03,
    "wastewater.mcf.aerobic_industrial": 0.0,
    "ww.mcf.anaerobic_reactor": 0.8,
    "wastewater.mcf.shallow": 0.2,
    "wastewater.mcf.latrine_wet": 0.7,
    "wastewater.mcf.unknown": 0.11,
    "wastewater.n2o.aerobic_plant": 0.016,
    "wastewater.n2o.discharge": 0.005,
}
"""A carbon accounting tool for companies (its module of waste, which names IPCC 2006 and 2019, vol. 5, Tables 2.4, 3.1,
4.1, 5.3, 5.6, 6.2, 6.3 and 6.8A): kg/t and t/t there, g/t here for incineration, g/kg for biological treatment."""

PARTS = {
    ("paper", "dry_matter"): 0.9,
    ("paper", "degradable_carbon"): 0.4,
    ("paper", "degradable_share"): 0.5,
    ("paper", "carbon_fossil"): 0.9 * 0.46 * 0.01,
    ("paper", "carbon_biogenic"): 0.9 * 0.46 * 0.99,
    ("cardboard", "carbon_fossil"): 0.9 * 0.46 * 0.01,
    ("newspaper", "carbon_fossil"): 0.9 * 0.46 * 0.01,
    ("wood", "dry_matter"): 0.85,
    ("wood", "carbon_biogenic"): 0.85 * 0.5,
    ("wood", "degradable_share"): 0.1,
    ("textiles", "dry_matter"): 0.8,
    ("textiles", "carbon_biogenic"): 0.8 * 0.5 * 0.8,
    ("textiles", "carbon_fossil"): 0.8 * 0.5 * 0.2,
    ("textiles", "degradable_carbon"): 0.24,
    ("nappies", "dry_matter"): 0.4,
    ("nappies", "carbon_biogenic"): 0.4 * 0.7 * 0.9,
    ("nappies", "carbon_fossil"): 0.4 * 0.7 * 0.1,
    ("nappies", "degradable_carbon"): 0.24,
    ("nappies", "degradable_share"): 0.5,
    ("rubber_and_leather", "dry_matter"): 0.84,
    ("rubber_and_leather", "degradable_carbon"): 0.0,
    ("mixed_plastics", "dry_matter"): 1.0,
    ("mixed_plastics", "carbon_fossil"): 0.75,
    ("glass", "dry_matter"): 1.0,
    ("steel", "dry_matter"): 1.0,
    ("other_waste", "dry_matter"): 0.9,
    ("other_waste", "carbon_fossil"): 0.9 * 0.03,
    ("food_waste", "degradable_share"): 0.7,
    ("healthcare_waste", "dry_matter"): 0.65,
    ("healthcare_waste", "carbon_fossil"): 0.25,
    ("healthcare_waste", "carbon_biogenic"): 0.15,
    ("healthcare_waste", "degradable_carbon"): 0.15,
}
"""The same tool, Tables 2.4, 2.6 and 3.0: dry matter x carbon x fossil share. Wood's dry matter and the fossil share of
paper stand alike in a Korean methodology for the incineration of household waste; bonsai_ipcc has 0.84 and none."""

FUELS = {
    "ncv.lpg": 47.3,
    "ncv.diesel": 43.0,
    "ncv.gasoline": 44.3,
    "ncv.natgas": 48.0,
    "ncv.biogas": 50.4,
    "ef.lpg": 63.1,
    "ef.diesel": 74.1,
    "ef.gasoline": 69.3,
    "ef.natgas": 56.1,
    "fuel_oil/lower_heating_value": 40.4,
    "coal/lower_heating_value": 25.8,
    "petroleum_coke/lower_heating_value": 32.5,
}
"""Two calculators for the carbon border of the EU and for fuels of companies, vol. 2, Tables 1.2 and 1.4; the heating
value of biogas is that of sludge gas in a third."""

SOILS = {
    "soil.n2o": 0.01,
    "soil.n2o.organic_wet": 0.006,
    "soil.n2o.dry": 0.005,
    "soil.n2o.leached": 0.011,
    "soil.n2o.volatilised": 0.01,
    "soil.volatilised.organic": 0.21,
    "soil.volatilised.synthetic": 0.11,
    "soil.leached": 0.24,
    "manure.n2o.indirect": 0.01,
}
"""FAO's GLEAM, two calculators of farms, a tool for herds in Africa and a reckoning of the FAO's own figures of
fertilisers over again: 2019 Refinement, vol. 4, Tables 11.1 and 11.3."""

BURNING = {
    "ef.diesel.road.ch4": 3.9 * 43.0 / 1000,
    "ef.diesel.road.n2o": 3.9 * 43.0 / 1000,
    "ef.solid_industry.ch4": 30.0,
    "ef.solid_industry.n2o": 4.0,
}
"""Two accounting tools of companies, vol. 2, Table 3.2.2 (3.9 and 3.9 kg/TJ) and Table 2.3 (wood); a third has
municipal waste, of which the biomass and the rest are alike."""

CENTRAL_AMERICA = {
    "food": 62.7,
    "wood": 0.3,
    "paper": 12.6,
    "textiles": 2.2,
    "plastics": 10.3,
    "metal": 2.7,
    "glass": 3.3,
    "other": 6.0,
}
"""RMI's SWEET (defaults_2019.py): 2019 Refinement, vol. 5, Table 2.3."""


def test_the_tables_of_waste_are_those_of_another_tool(library: Library) -> None:
    for key, value in (TABLES_OF_WASTE | SOILS | BURNING).items():
        (row,) = (row for row in library.rows(key) if row.key == key)
        assert row.value == pytest.approx(value, rel=1e-9, abs=1e-12), key


@pytest.mark.parametrize(("material", "name"), PARTS)
def test_what_waste_is_made_of_is_that_of_another_tool(library: Library, material: str, name: str) -> None:
    """Where a row is capped by the carbon there is (wood), or rounded, within half a percent."""
    (row,) = (row for row in library.rows(material) if row.key == material and row.property == name)
    assert row.value == pytest.approx(PARTS[material, name], rel=5e-3, abs=1e-12)


@pytest.mark.parametrize("key", FUELS)
def test_fuels_are_those_of_other_tools(library: Library, key: str) -> None:
    material, _, name = key.partition("/")
    (row,) = (row for row in library.rows(material) if row.key == material and row.property == name)
    assert row.value == pytest.approx(FUELS[key], rel=1e-9)


def test_what_central_america_throws_away_is_that_of_another_tool(library: Library) -> None:
    for part, share in CENTRAL_AMERICA.items():
        (row,) = library.rows(f"msw.ipcc.ca.{part}")
        assert row.value == pytest.approx(share)


TABLE_ROWS_AGAIN = {
    "degradable_share": {"docf.food", "docf.garden", "docf.paper", "docf.textiles", "docf.nappies", "docf.wood"},
    "degradable_carbon": {
        "doc.food",
        "doc.food_dry",
        "doc.garden",
        "doc.paper",
        "doc.wood",
        "doc.textiles",
        "doc.plastics",
    },
}
"""Of which rows of a table the properties of materials are repeats, by dry matter where the row is of dry matter."""

ELSEWHERE_AGAIN = {
    "docf.food": 0.7,
    "docf.garden": 0.7,
    "docf.paper": 0.5,
    "docf.textiles": 0.5,
    "docf.nappies": 0.5,
    "docf.wood": 0.1,
    "landfill.F": 0.5,
    "open_burning.oxidation": 0.71,
    "open_burning.ch4": 6500.0,
}
"""The shares that decompose: the accounting tool for companies (above, which takes 0.5 for garden waste with branches
and tells that Table 3.0 has 0.7 for grass) and a study of waste in Indonesian cities (which has garden waste, grass and
food at 0.7, textiles at 0.5, branches at 0.1); methane in landfill gas: the cost and climate model of Indonesian cities
of M. F. Ridwan; oxidation of open fires: the regional inventory of Minnesota, which names the GHG Protocol; methane of
open fires: 6.5 kg/t in an Indonesian calculator of emissions."""

MOLAR = {"carbonate.calcite.co2": 44.009 / 100.086, "carbonate.soda_ash.co2": 44.009 / 105.988}
"""Carbon dioxide of carbonates by molar mass; IPCC rounds within a thousandth."""

METHANE_BURNT = 44.009 / 16.043 / 0.05003
"""kg of carbon dioxide per GJ (lower heating value, 50.03 MJ/kg) of methane, which is what burns in biogas."""

FOOD_DRY = 0.15 / 0.4
"""Table 2.4: degradable carbon of wet food over its dry matter, both as in the accounting tool for companies."""

READ_ONCE = 1
"""Rows of one encoding, of no second one: the direct emissions of electric arc furnaces in the refinement of 2019. Who
finds a second one lowers it."""


def encoded(library: Library) -> list[Row]:
    return [row for row in library.rows() if "bonsai_ipcc" in row.source and row.standing == "secondary source"]


@pytest.mark.parametrize("key", ELSEWHERE_AGAIN)
def test_shares_are_those_of_other_tools(library: Library, key: str) -> None:
    (row,) = (row for row in library.rows(key) if row.key == key)
    assert row.value == pytest.approx(ELSEWHERE_AGAIN[key], rel=1e-9)


@pytest.mark.parametrize("key", MOLAR)
def test_carbonates_give_what_they_hold(library: Library, key: str) -> None:
    (row,) = library.rows(key)
    assert row.value == pytest.approx(MOLAR[key], rel=1e-3)


def test_burnt_biogas_gives_what_its_methane_holds(library: Library) -> None:
    """Within half a percent: IPCC rounds the carbon to 14.9 kg/GJ."""
    (row,) = (row for row in library.rows("ef.biogas") if row.key == "ef.biogas")
    assert row.value == pytest.approx(METHANE_BURNT, rel=5e-3)


def test_dry_food_holds_what_wet_food_does(library: Library) -> None:
    """In the two digits of the table."""
    (row,) = library.rows("doc.food_dry")
    assert row.value == pytest.approx(FOOD_DRY, abs=0.005 + 1e-9)


def test_materials_hold_the_rows_of_the_tables_again(library: Library) -> None:
    """So that one check of a table's row does for all materials that take it."""
    seen = 0
    for row in encoded(library):
        if row.property == "degradable_share":
            assert row.value in {library.rows(key)[0].value for key in TABLE_ROWS_AGAIN["degradable_share"]}, row
            seen += 1
        elif row.property == "degradable_carbon" and isinstance(row.value, float) and row.value > 0:
            of_dry = library.datasets.row(row.key, "dry_matter")
            dry = of_dry.canonical[0] if of_dry else 1.0
            rows = {library.rows(key)[0].value for key in TABLE_ROWS_AGAIN["degradable_carbon"]}
            dry_rows = [0.38 * dry]
            assert any(row.value == pytest.approx(value, rel=6e-3) for value in [*rows, *dry_rows]), row
            seen += 1
    assert seen > 30


def test_few_rows_were_read_once(library: Library) -> None:
    checked = {key for key in HOLOS | GLEAM | CLEANED | CLIMATEVIEW | ECAM | TABLES_OF_WASTE | SOILS}
    checked |= {"ef.biogas", "doc.food_dry", *ELSEWHERE_AGAIN, *MOLAR}
    checked |= {f"{key}.{climate}" for key in DECAY for climate in CLIMATES}
    checked |= {f"msw.ipcc.ca.{part}" for part in CENTRAL_AMERICA} | set(FUELS) | {"/".join(part) for part in PARTS}
    repeats = (
        "decay_rate_",
        "degradable_",
        "dry_matter",
        "carbon_",
        "nitrogen",
        "lower_heating_value",
        "methane_share",
    )
    once = [
        row.key
        for row in encoded(library)
        if row.key not in checked
        and f"{row.key}/{row.property}" not in checked
        and not (row.property and row.property.startswith(repeats))
    ]
    assert len(once) <= READ_ONCE, once
