"""Landfill gas in the years in which it arises, for every year to 2060, against the sums of a spreadsheet."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import mfo
from mfo.errors import PlantError

YEARS = range(2025, 2061)
RATE, POTENTIAL = 0.08, 0.05  # a year; t of methane a tonne
IN_PLACE = {2005: 40_000.0, 2020: 90_000.0}

TIP = f"""
plant: {{name: tip, currency: EUR, years: [{", ".join(map(str, YEARS))}], interpolate: linear}}
materials:
  - {{material: waste, unit: t}}
  - {{material: in wells, unit: t, waste: no}}
  - {{material: escaping, unit: t, waste: no}}
sites: [{{site: tip}}]
supplies: [{{supply: town, site: tip, material: waste, amount: buried, take: all, price: 0 EUR/t}}]
markets:
  - {{market: landfill, site: tip, material: waste, price: -30 EUR/t, route: landfill}}
  - {{market: air, site: tip, material: escaping, price: 0 EUR/t}}
  - {{market: engine, site: tip, material: in wells, price: 100 EUR/t}}
returns:
  - {{of: landfill, as: escaping, at: tip, after: 12.5 years, lifetime: decay, ages: 1 to 1, share: 45 kg/t}}
  - {{of: landfill, as: escaping, at: tip, after: 12.5 years, lifetime: decay, ages: 2 to 4, share: 22.5 kg/t}}
  - {{of: landfill, as: in wells, at: tip, after: 12.5 years, lifetime: decay, ages: 2 to 4, share: 25 kg/t}}
  - {{of: landfill, as: escaping, at: tip, after: 12.5 years, lifetime: decay, ages: 5 on, share: 11.25 kg/t}}
  - {{of: landfill, as: in wells, at: tip, after: 12.5 years, lifetime: decay, ages: 5 on, share: 37.5 kg/t}}
sold_before: [{{of: landfill, year: 2005, amount: 40 kt}}, {{of: landfill, year: 2020, amount: 90 kt}}]
rates: [{{at: air, effect: CH4, rate: 1 t/t}}]
profiles:
  - {{year: 2025, "buried [kt/year]": 10}}
  - {{year: 2060, "buried [kt/year]": 3}}
"""


def spreadsheet(year: int) -> tuple[float, float]:
    """(collected, escaped) methane of a year: a line for each year of burial, first-order decay as IPCC 2006 has it.

    Collected are half of the gas from the second year after burial on, three quarters from the fifth; a tenth of what
    is not is oxidised in the cover.
    """
    buried = IN_PLACE | {each: 10_000.0 - 200.0 * (each - 2025) for each in YEARS}
    collected = escaped = 0.0
    for burial, tonnes in buried.items():
        age = year - burial
        if age < 1:
            continue
        gas = tonnes * POTENTIAL * (math.exp(-RATE * (age - 1)) - math.exp(-RATE * age))
        share = 0.0 if age == 1 else 0.5 if age < 5 else 0.75
        collected += gas * share
        escaped += gas * (1 - share) * 0.9
    return collected, escaped


def test_gas_of_every_year_to_2060_is_that_of_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(TIP, encoding="utf-8")
    plan = mfo.read(path).optimise()
    wells = plan.flows[plan.flows["element"] == "engine"].set_index("year")["amount"]
    gas = plan.emissions[plan.emissions["effect"] == "CH4"].groupby("year")["amount"].sum()
    for year in YEARS:
        collected, escaped = spreadsheet(year)
        assert wells.loc[year] == pytest.approx(collected, rel=1e-6)
        assert gas.loc[year] == pytest.approx(escaped, rel=1e-6)


def test_ages_that_name_no_years_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(TIP.replace("ages: 2 to 4", "ages: 4 to 2"), encoding="utf-8")
    with pytest.raises(PlantError) as error:
        mfo.read(path)
    assert {problem.code for problem in error.value.problems} == {"ages"}


SPREADSHEET = """
plant: {name: tip, currency: EUR, years: [YEARS], carbon_price: price, interpolate: linear}
materials:
  - {material: food, unit: t, degradable_carbon: 15 %, degradable_share: 70 %, decay_rate_tropical_wet: 0.4 1/year}
  - {material: paper, unit: t, degradable_carbon: 40 %, degradable_share: 50 %, decay_rate_tropical_wet: 0.07 1/year}
  - {material: landfill gas, unit: Nm3, methane_share: 50 %}
  - {material: power, unit: MWh}
sites: [{site: tip}, {site: far}]
supplies:
  - {supply: kitchens, site: tip, material: food, amount: food, take: all, price: 0 EUR/t}
  - {supply: offices, site: tip, material: paper, amount: 4 kt/year, take: all, price: 0 EUR/t}
processes:
  - {process: engine, site: tip, model: recipe, capacity: 50 MW, capex: 3600 EUR/MW, lifetime: 36 year, build: 2025,
     variable_cost: 2 EUR/MWh}
recipes:
  - {process: engine, material: landfill gas, role: in, amount: 500 Nm3/MWh}
  - {process: engine, material: power, role: out, amount: 1 MWh/MWh}
markets:
  - {market: landfill, site: tip, material: [food, paper], price: -30 EUR/t, gas: by year, gas_as: landfill gas,
     gas_parameters: "climate: tropical_wet; methane_correction: 0.8; methane_in_gas: 50 %; oxidation: 10 %;
     sites_with_wells: 80 %; collected_early: 75 %; collected_middle: 75 %; collected_late: 75 %; early_begins: 0 year"}
  - {market: grid, site: tip, material: power, price: 60 EUR/MWh}
sold_before:
  - {of: landfill, sold: food, year: 2012, amount: 300 kt}
  - {of: landfill, sold: paper, year: 2023, amount: 5 kt}
  - {of: landfill, sold: paper, year: 2024, amount: 6 kt}
profiles:
  - {year: 2025, "food [kt/year]": 12, "price [EUR/t_CO2e]": 20}
  - {year: 2060, "food [kt/year]": 5, "price [EUR/t_CO2e]": 90}
""".replace("YEARS", ", ".join(map(str, YEARS)))
COLLECTED, OXIDISED, METHANE_WARMS = 0.8 * 0.75, 0.1, 27.0
NM3_PER_TONNE = 1000 / 0.7158  # methane at 0 degrees and 101.325 kPa


def generated_by_the_guidelines() -> dict[int, float]:
    """Methane of each year [t], by the recursion of the IPCC Guidelines of 2006, volume 5, chapter 3.

    Equation 3.4, what has piled up at the end of a year: A(T) = D(T) + A(T-1) exp(-k). Equation 3.5, what decays in it:
    A(T-1) (1 - exp(-k)). Equation 3.6: times F = 0.5 and 16/12. D is by equation 3.2 W x DOC x DOCf x MCF.
    """
    food = {2012: 300e3} | {year: 12e3 - 7e3 * (year - 2025) / 35 for year in YEARS}
    paper = {2023: 5e3, 2024: 6e3} | dict.fromkeys(YEARS, 4e3)
    methane = dict.fromkeys(YEARS, 0.0)
    for buried, carbon, share, rate in ((food, 0.15, 0.7, 0.4), (paper, 0.4, 0.5, 0.07)):
        piled_up = 0.0
        for year in range(2010, 2061):
            decayed = piled_up * (1 - math.exp(-rate))
            piled_up = buried.get(year, 0.0) * carbon * share * 0.8 + piled_up * math.exp(-rate)
            if year in methane:
                methane[year] += decayed * 0.5 * 16 / 12
    return methane


@pytest.fixture(scope="module")
def spreadsheet_plan(tmp_path_factory: pytest.TempPathFactory) -> mfo.Plan:
    path = tmp_path_factory.mktemp("tip") / "plant.yaml"
    path.write_text(SPREADSHEET, encoding="utf-8")
    return mfo.read(path).optimise()


def test_gas_by_year_is_that_of_the_guidelines_for_every_year_to_2060(spreadsheet_plan: mfo.Plan) -> None:
    """Of waste buried in the plan, of two years before it, and of one sum that lies there since 2012."""
    generated = generated_by_the_guidelines()
    emitted = spreadsheet_plan.emissions[spreadsheet_plan.emissions["effect"] == "CH4"].groupby("year")["amount"].sum()
    burnt = (
        spreadsheet_plan.activities[spreadsheet_plan.activities["process"] == "engine"]
        .groupby("year")["activity"]
        .sum()
    )
    for year in YEARS:
        assert emitted.loc[year] == pytest.approx(generated[year] * (1 - COLLECTED) * (1 - OXIDISED), rel=1e-6)
        assert burnt.loc[year] == pytest.approx(generated[year] * COLLECTED * NM3_PER_TONNE / 0.5 / 500, rel=1e-6)


def test_engines_are_sized_on_the_gas_and_each_year_pays_its_carbon_price(spreadsheet_plan: mfo.Plan) -> None:
    """A MW costs 100 EUR a year and earns 58 EUR/MWh: it is built for the year of most gas. 27 t of CO2e a t of methane
    (AR6) pay 20 EUR in 2025 and 2 EUR more each year.
    """
    generated = generated_by_the_guidelines()
    power = {year: gas * COLLECTED * NM3_PER_TONNE / 0.5 / 500 for year, gas in generated.items()}
    size = max(power.values()) / 8760
    assert spreadsheet_plan.capacities["in_place"].max() == pytest.approx(size, rel=1e-6)
    buried = sum(12e3 - 7e3 * (year - 2025) / 35 + 4e3 for year in YEARS)
    carbon = sum(
        gas * (1 - COLLECTED) * (1 - OXIDISED) * METHANE_WARMS * (20 + 2 * (year - 2025))
        for year, gas in generated.items()
    )
    cost = buried * 30 + 3600 * size - sum(power.values()) * 58 + carbon
    assert spreadsheet_plan.objective == pytest.approx(cost, rel=1e-6)


BURIAL = """
plant: {name: tip, currency: EUR, start: 2025-01-01, slots: 1 year}
materials: [{material: food, unit: t, like: food_waste}, {material: paper, unit: t, like: paper}]
sites: [{site: tip, latitude: 21, longitude: -89, elevation: 10 m}]
supplies:
  - {supply: kitchens, site: tip, material: food, amount: 10 kt/year, take: all, price: 0 EUR/t}
  - {supply: offices, site: tip, material: paper, amount: 3 kt/year, take: all, price: 0 EUR/t}
"""
AS_MARKET = "markets: [{market: tip face, site: tip, material: [food, paper], price: -30 EUR/t, gas: at burial}]\n"
AS_PROCESS = "processes: [{process: tip face, site: tip, model: landfill, variable_cost: 30 EUR/t}]\n"


def emitted(text: str, folder: Path) -> dict[str, float]:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    table = mfo.read(path).optimise().emissions
    return table[table["effect"].isin(["CH4", "biogenic CO2"])].groupby("effect")["amount"].sum().to_dict()


def test_at_burial_is_what_the_process_model_has_and_by_year_adds_up_to_it(tmp_path: Path) -> None:
    """A market counts what a process with the model counts, in the climate of the site. In a year that repeats itself
    for ever the gas that arises is that of one year's burial; parts below 1e-9 t a tonne are left out of it.
    """
    by_process = emitted(BURIAL + AS_PROCESS, tmp_path)
    assert set(by_process) == {"CH4", "biogenic CO2"}
    assert emitted(BURIAL + AS_MARKET, tmp_path) == pytest.approx(by_process, rel=1e-12)
    assert emitted(BURIAL + AS_MARKET.replace("at burial", "by year"), tmp_path) == pytest.approx(by_process, rel=1e-6)
    no_wells = ', gas_parameters: "sites_with_wells: 0 %"}'
    as_process = AS_PROCESS.replace("EUR/t}", "EUR/t, sites_with_wells: 0 %}")
    without = emitted(BURIAL + as_process, tmp_path)
    assert without["CH4"] > 1.2 * by_process["CH4"]
    assert emitted(BURIAL + AS_MARKET.replace("at burial}", f"at burial{no_wells}"), tmp_path) == pytest.approx(without)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("climate: tropical_wet;", "climate;", "landfill-gas"),
        ("methane_correction: 0.8", "methane_corection: 0.8", "parameter-unknown"),
        ("oxidation: 10 %", "oxidation: 10 t", "unit-dimension"),
        ("sites_with_wells: 80 %", "sites_with_wells: 160 %", "parameter-share"),
        ("oxidation: 10 %", "oxidation: -10 %", "parameter-share"),
        ("unit: Nm3, methane_share: 50 %", "unit: Nm3", "landfill-gas"),
        ("degradable_share: 70 %, ", "", "model-accepts"),
        ("gas_as: landfill gas", "gas_as: landfil gas", "name-unknown"),
        ("process: engine, site: tip", "process: engine, site: far", "landfill-gas"),
        ("gas: by year", "gas: each year", "choice-unknown"),
    ],
)
def test_gas_that_cannot_be_told_is_refused(old: str, new: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(SPREADSHEET.replace(old, new), encoding="utf-8")
    with pytest.raises(PlantError) as error:
        mfo.read(path)
    assert code in {problem.code for problem in error.value.problems if problem.severity == "error"}
    assert all(problem.where is not None for problem in error.value.problems)


def codes(text: str, folder: Path) -> set[str]:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return {problem.code for problem in mfo.read(path).plant.problems}


def test_gas_that_counts_twice_or_not_at_all_is_told(tmp_path: Path) -> None:
    rate = "rates: [{at: landfill, effect: CH4, rate: 0.05 t/t, per: food}]\n"
    back = (
        "returns:\n  - {of: landfill, sold: food, as: landfill gas, at: tip, after: 3 years, lifetime: decay, "
        "share: 9 Nm3/t}\n"
    )
    assert "counted-twice" in codes(SPREADSHEET + rate, tmp_path)
    assert "counted-twice" in codes(SPREADSHEET + back, tmp_path)
    assert "counted-twice" not in codes(SPREADSHEET, tmp_path)
    assert "column-unused" in codes(SPREADSHEET.replace("gas: by year, ", ""), tmp_path)
