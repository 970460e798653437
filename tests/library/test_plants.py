"""Plants that use the library, read from files and solved, against hand calculations."""

from __future__ import annotations

from math import exp
from pathlib import Path

import pytest

import mfo
from mfo.plan.plan import Plan
from mfo.report import report_html

LANDFILL_GAS = """
plant: {name: landfill gas, currency: MXN, gwp: AR6}
materials:
  - {material: food waste, unit: t, like: food_waste}
  - {material: electricity, unit: MWh}
sites: [{site: tip}]
supplies:
  - {supply: rounds, site: tip, material: food waste, amount: 1000 t/year, take: all, price: 0 MXN/t}
processes:
  - {process: cells, site: tip, model: landfill_with_gas_use, climate: temperate_wet, variable_cost: 300 MXN/t}
  - {process: engine, site: tip, model: chp_engine, electric_efficiency: 40 %, variable_cost: 0 MXN/MWh}
  - {process: torch, site: tip, model: flare, variable_cost: 0 MXN/Nm3}
markets:
  - {market: grid, site: tip, material: electricity, price: 1000 MXN/MWh}
  - {market: cooler, site: tip, material: heat, price: 0 MXN/MWh}
"""

TWO_OWNERS = """
plant: {name: two owners, currency: MXN, gwp: AR6, reporter: Mill, years: [2025, 2030], discount_rate: 0 %}
materials:
  - {material: food waste, unit: t, like: food_waste}
  - {material: electricity, unit: MWh, like: grid_electricity_mx}
  - {material: LPG, unit: t, like: lpg}
  - {material: heat, unit: MWh}
sites:
  - {site: mill, owner: Mill}
  - {site: tip, owner: Town}
profiles:
  - {year: 2025, "waste [t/year]": 1000}
  - {year: 2030, "waste [t/year]": 0}
supplies:
  - {supply: kitchen, site: mill, material: food waste, amount: waste, take: all, price: 0 MXN/t}
  - {supply: grid, site: mill, material: electricity, amount: 200 MWh/year, take: all, price: 2000 MXN/MWh}
  - {supply: gas man, site: mill, material: LPG, amount: 10 t/year, take: all, price: 20000 MXN/t}
  - {supply: power of the town, site: tip, material: electricity, amount: 5 MWh/year, take: all, price: 2000 MXN/MWh}
processes:
  - {process: boiler, site: mill, model: boiler, variable_cost: 0 MXN/MWh}
  - {process: cell, site: tip, model: landfill, climate: temperate_wet, variable_cost: 300 MXN/t}
markets:
  - {market: lamps, site: mill, material: electricity, price: 0 MXN/MWh}
  - {market: lamps of the town, site: tip, material: electricity, price: 0 MXN/MWh}
  - {market: neighbours, site: mill, material: heat, price: 100 MXN/MWh, replaces: lpg}
links:
  - {from: mill, to: tip, material: food waste, distance: 10 km, mode: truck, cost_per_amount_and_distance: 3 MXN/t.km}
"""


def solved(folder: Path, text: str) -> Plan:
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder).optimise()


def landfilled_methane(destruction: float) -> tuple[float, float]:
    """Collected and emitted methane of 1 t of food waste [t]: 0.131 t carbon, 70 % of it decays, at 0.185 a year.

    Wells collect half of the gas from the second year on, 75 % from the fifth and 82.5 % from the fifteenth; a tenth
    of the rest is oxidised in the cover; ``destruction`` is the share of what is collected that is burnt on the site.
    """
    potential = 0.131 * 0.7 * 0.5 * 16 / 12
    left = {year: exp(-0.185 * year) for year in (0, 1, 4, 14, 99)}
    shares = 0.5 * (left[1] - left[4]) + 0.75 * (left[4] - left[14]) + 0.825 * (left[14] - left[99])
    collected = potential * shares
    escaped = (potential * (left[0] - left[99]) - collected) * 0.9
    return collected, escaped + collected * (1 - destruction)


def test_landfill_gas_runs_an_engine(tmp_path: Path) -> None:
    """Buried waste gives gas, the gas gives power: 50 MJ/kg of methane (35.8/0.7158) at 40 %.

    Without the chain nothing would take the gas, and the plan would stop at the tip.
    """
    plan = solved(tmp_path, LANDFILL_GAS)
    collected, emitted = landfilled_methane(destruction=1.0)
    flows = plan.flows.set_index(["element", "material"])["amount"]
    assert flows["cells", "landfill gas"] == pytest.approx(1000 * collected / 0.7158e-3 / 0.5, rel=1e-6)
    power = 1000 * collected * 35.8 / 0.7158 / 3.6 * 0.40
    assert flows["grid", "electricity"] == pytest.approx(power, rel=1e-6)
    gases = plan.ledger.set_index(["element", "effect", "category"])["amount"]
    assert gases["cells", "CH4", "landfill gas"] == pytest.approx(1000 * emitted, rel=1e-6)
    assert gases["engine", "CH4", "methane slip"] == pytest.approx(1000 * collected * 0.015, rel=1e-3)
    assert plan.objective == pytest.approx(300_000 - 1000 * power, rel=1e-6)


def test_emissions_by_scope_account_and_year(tmp_path: Path) -> None:
    """A mill that reports, and a town that runs the tip. By hand, for 2025, in t CO2e with AR6:

    scope 1: 10 t of LPG of 0.81356 t C/t burnt in the mill's boiler; 10,000 t.km at 197.48 g
    scope 2: 200 MWh at 0.444
    scope 3: making the LPG, 0.316342 t CO2 and 1.43792 kg of fossil methane (29.8) a tonne; the town's 5 MWh; and all
    methane (27.0) that the waste will ever give, in the year of its burial: none of it in 2030, when nothing is buried.
    """
    plan = solved(tmp_path, TWO_OWNERS)
    own = plan.ledger[(plan.ledger.effect == "emissions") & (plan.ledger.account == "own")]
    found = own.groupby(["year", "scope"]).amount.sum()
    burnt = 10 * 0.81356 * 44.009 / 12.011
    upstream = 10 * (0.316342 + 0.00143792 * 29.8) + 5 * 0.444
    methane = 1000 * landfilled_methane(destruction=0.99)[1] * 27.0
    assert found[2025, 1] == pytest.approx(burnt + 1.9748, rel=2e-3)  # slip and N2O of the boiler: 0.1 %
    assert found[2025, 2] == pytest.approx(200 * 0.444)
    assert found[2025, 3] == pytest.approx(upstream + methane, rel=1e-5)
    assert found[2030, 1] == pytest.approx(burnt, rel=2e-3)
    assert found[2030, 3] == pytest.approx(upstream, rel=1e-5)


def test_avoided_burdens_and_biogenic_carbon_dioxide_enter_no_total(tmp_path: Path) -> None:
    """120.9 MWh of heat replace 9.2 t of LPG, burnt and made: 30.8 t CO2e avoided a year, in an account of its own.

    Biogenic CO2 of the tip (215.9 t) stands in the ledger by its mass, and nowhere in CO2e.
    """
    plan = solved(tmp_path, TWO_OWNERS)
    ledger = plan.ledger[plan.ledger.year == 2025]
    avoided = ledger[(ledger.account == "avoided") & (ledger.effect == "fossil CO2")].amount.sum()
    assert avoided == pytest.approx(-9.2 * (0.81356 * 44 / 12 + 0.316342), rel=1e-4)
    biogenic = ledger[ledger.effect == "biogenic CO2"]
    assert biogenic.amount.sum() > 200
    weighed = ledger[(ledger.effect == "emissions") & (ledger.account == "own")]
    assert set(weighed.category) == {"upstream", "transport", "methane slip", "combustion", "landfill gas"}
    tip = weighed[weighed.element == "cell"].amount.sum()
    assert tip == pytest.approx(ledger[(ledger.element == "cell") & (ledger.effect == "CH4")].amount.sum() * 27.0)
    both = plan.ledger[(plan.ledger.effect == "emissions") & (plan.ledger.account == "own")]
    assert plan.totals["emissions"]["value"] == pytest.approx(5 * both.amount.sum())


OWN_LIBRARY = """
plant: {name: own library, currency: MXN}
materials:
  - {material: food waste, unit: t, like: food_waste, nitrogen: 0.8 %}
  - {material: pellets, unit: t}
  - {material: compost, unit: t}
sites: [{site: yard}]
supplies:
  - {supply: kitchen, site: yard, material: food waste, amount: 10 t/d, take: all, price: 0 MXN/t}
  - {supply: grid, site: yard, material: electricity, take: up to, price: 2000 MXN/MWh}
processes:
  - {process: drier, site: yard, model: drying, end_dry_matter: 88 %, capacity: 4 t/d, variable_cost: 100 MXN/t}
  - {process: heap, site: yard, model: composting_in_vessel, variable_cost: 300 MXN/t}
markets:
  - {market: farm, site: yard, material: [pellets, compost], price: 500 MXN/t}
"""
DRYING = """
drying:
  title: Drying of wet waste to pellets
  route: recycling
  scope: From wet waste at the gate to dry pellets. What heats the air is not inside.
  validity: A drier that the plant's own vendor has offered, for clean kitchen waste and nothing else.
  accepts: {needs: [dry_matter, carbon_biogenic, nitrogen], per: t}
  capacity: input
  parameters:
    end_dry_matter: {value: 90 %, range: [85 %, 95 %], source: the vendor's offer, standing: source read}
    electricity_need: {value: 40 kWh/t, range: [20 kWh/t, 90 kWh/t], standing: unsourced}
  outputs:
    pellets:
      unit: t
      amount: dry_matter / end_dry_matter
      properties: {dry_matter: end_dry_matter, carbon_biogenic: remainder, nitrogen: remainder}
  uses: {electricity: electricity_need}
  losses: {mass: water vapour}
"""
OWN_ROWS = (
    "key,property,value,low,high,unit,source,reference,standing\n"
    "food_waste,dry_matter,0.33,0.3,0.36,,weighed and dried in the yard,logbook 7,source read\n"
)


def with_own_library(folder: Path, model: str = DRYING) -> Path:
    (folder / "models").mkdir()
    (folder / "datasets").mkdir()
    (folder / "models" / "drying.yaml").write_text(model, encoding="utf-8")
    (folder / "datasets" / "own.csv").write_text(OWN_ROWS, encoding="utf-8")
    (folder / "plant.yaml").write_text(OWN_LIBRARY, encoding="utf-8")
    return folder


def test_results_list_what_a_plant_overrides_and_assumes(tmp_path: Path) -> None:
    """A model, a row and a parameter of the plant's own: 4 t/d at 33 % dry matter give 1.5 t/d of pellets at 88 %.

    With the library's 28 % and the model's 90 % it would be 1.244 t/d. Each override shows in ``sources`` and report.
    """
    plan = mfo.read(with_own_library(tmp_path)).optimise()
    flows = plan.flows.set_index(["element", "material"])["amount"]
    assert flows["drier", "pellets"] == pytest.approx(4 * 365 * 0.33 / 0.88)
    sources = plan.sources.set_index(["process", "name"])
    override = sources.loc["drier", "end_dry_matter"]
    assert (override["value"], override["default"], override.standing) == ("88 %", "90 %", "override")
    assert sources.loc["drier", "electricity_need"].standing == "unsourced"
    row = sources.loc["drier", "dry_matter of food waste"]
    assert (row["value"], row.source) == ("0.33", "weighed and dried in the yard")
    assert sources.loc["heap", "nitrogen of food waste"].standing == "plant"
    page = report_html(plan).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    for text in ("end dry matter", "88 %", "90 %", "electricity need", "weighed and dried in the yard"):
        assert text in page


def test_every_assumption_of_the_library_in_use_is_listed(tmp_path: Path) -> None:
    """Each unsourced parameter of the two models stands in ``sources`` as such, and no other model's does."""
    plan = mfo.read(with_own_library(tmp_path)).optimise()
    library = mfo.read(tmp_path).plant.processes
    for process in library:
        listed = plan.sources[plan.sources.process == process.name]
        assumed = set(listed[listed.standing == "unsourced"].name)
        wanted = {each.name for each in process.used if each.standing == "unsourced"}
        assert assumed == wanted
        assert wanted


def test_an_own_model_that_makes_mass_is_refused_at_its_line(tmp_path: Path) -> None:
    """Twice the pellets that the dry matter allows: the plant is not read, and the line of `pellets` is named."""
    folder = with_own_library(tmp_path, DRYING.replace("dry_matter / end_dry_matter", "2"))
    with pytest.raises(mfo.PlantError) as caught:
        mfo.read(folder)
    told = [problem for problem in caught.value.problems if problem.code == "closure-gain"]
    assert {str(problem.where) for problem in told} == {"models/drying.yaml, line 13"}
    assert "drying makes 2 t of mass from 1 in one t of `food waste`." in [problem.message for problem in told]
    assert len(told) == len(caught.value.problems)
