"""Measures: what belongs together, what it is worth, and that the sum is what the plan saves."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.plan.measures.measures_table import Measure, _remainder
from mfo.plan.measures.payback import internal_rate, payback
from mfo.plan.tables.totals import total
from mfo.report import write_report

from ...examples.plans import plan_of

WORKS = """
plant: {name: works, currency: EUR, discount_rate: 0 %}
materials: [{material: ash, unit: t}, {material: power, unit: MWh}, {material: gas, unit: MWh}]
sites: [{site: works}]
supplies:
  - {supply: ash pit, site: works, material: ash, amount: 100 t/year, take: all, price: 0 EUR/t}
  - {supply: grid, site: works, material: power, take: up to, price: 200 EUR/MWh}
  - {supply: pipe, site: works, material: gas, take: up to, price: 50 EUR/MWh}
processes:
  - {process: kiln, site: works, model: recipe, variable_cost: 20 EUR/t}
  - {process: engine, site: works, model: recipe, capacity: 50 MWh/year, existing: 0 MWh/year, variable_cost: 0 EUR/MWh,
     capex: 400 EUR/(MWh/year), lifetime: 10 year}
recipes:
  - {process: kiln, material: ash, role: in}
  - {process: kiln, material: power, role: in, amount: 0.1 MWh/t}
  - {process: engine, material: gas, role: in, amount: 1 MWh/MWh}
  - {process: engine, material: power, role: out, amount: 1 MWh/MWh}
markets:
  - {market: tip, site: works, material: ash, price: -100 EUR/t}
  - {market: drives, site: works, material: power, price: 0 EUR/MWh, minimum: 50 MWh/year, maximum: 50 MWh/year}
rates: [{at: grid, effect: fossil CO2, rate: 0.5 t/MWh}]
measurements: [{at: tip, amount: 100 t/year}, {at: grid, amount: 50 MWh/year}]
"""


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> mfo.Plan:
    path = tmp_path_factory.mktemp("works") / "works.yaml"
    path.write_text(WORKS, encoding="utf-8")
    return mfo.read(path).optimise()


def test_two_measures_by_hand(works: mfo.Plan) -> None:
    """The kiln spares 100 x (100 - 20) at the tip and pays 10 MWh at 200: 6,000. It emits 5 t more from the grid.

    The engine spares 50 MWh x (200 - 50) less 40 a MWh for capital, 400 over ten years: 5,500, and 25 t. In all
    20,000 become 8,500. Without prices for what they take from one another the kiln would save 8,000, the engine cost
    4,500, and buying less power save 8,000 by itself.
    """
    table = works.measures.set_index("element")
    assert works.measures["measure"].tolist() == [1, 2]
    assert table["cost_change"].to_dict() == pytest.approx({"kiln": -6_000, "engine": -5_500})
    assert table["emissions_change"].to_dict() == pytest.approx({"kiln": 5, "engine": -25})
    assert table["investment"].to_dict() == pytest.approx({"kiln": 0, "engine": 20_000})
    assert table.loc["engine", "decision"] == "build"
    assert table.loc["engine", "payback"] == pytest.approx(20_000 / 7_500)
    rate = float(table.loc["engine", "internal_rate"])
    assert sum(7_500 / (1 + rate) ** year for year in range(1, 11)) == pytest.approx(20_000)
    assert works.objective == pytest.approx(8_500)


def test_the_decision_is_the_first_thing_said(works: mfo.Plan, tmp_path: Path) -> None:
    """20,000 for 50 MWh a year; 11,500 saved and 2,000 of capital are 13,500 a year: 1.481 years, 17.8 months."""
    from mfo.cli.screen.plan_summary import decided

    told = decided(works)
    assert told.startswith("Build engine (50 MWh/year) for 20,000 EUR: with all changes it pays back in 17.8 months, ")
    assert told.endswith("saves 11,500 EUR a year.")
    write_report(works, tmp_path / "es.html", "es")
    page = (tmp_path / "es.html").read_text(encoding="utf-8")
    assert page.index('id="decision"') < page.index('id="answer"')
    assert "Construir engine" in page
    assert "meses" in page[page.index('id="decision"') : page.index('id="answer"')]
    assert "pays back in 2.67 years" in works.measures.set_index("element").loc["engine", "words"]


@pytest.mark.parametrize("example", ["nopalmex", "park", "starter", "municipality"])
def test_measures_add_up_to_what_the_plan_saves(example: str) -> None:
    """Cost as the objective weighs it, emissions and investment: at most a dozen rows have the whole difference."""
    plan = plan_of(example)
    if plan.today is None:
        assert plan.measures.empty
        return
    table = plan.measures
    assert 1 <= len(table) <= 12
    years = plan.times.drop_duplicates("year")
    for effect, money in (("cost", True), ("emissions", False), ("investment", True)):
        counts = float((years["span"] * (years["discount"] if money else 1.0)).sum())
        before = total(plan.today.ledger, effect) * counts
        apart = total(plan.ledger, effect, weighted=True) - before
        size = max(abs(before), abs(total(plan.ledger, effect, weighted=True)), 1.0)
        assert table[f"{effect}_change" if effect != "investment" else effect].sum() == pytest.approx(
            apart, abs=1e-9 * size
        ), effect


def test_the_park_is_told_as_what_its_firms_decide() -> None:
    """Each known chain of the park is one measure: solvent, drums, water, the digester with engine."""
    table = plan_of("park").measures
    includes = {row.element: set(row.includes.split("; ")) for row in table.itertuples()}
    assert {"cement kiln", "solvent still"} <= includes["solvent still"]
    assert {"drum reconditioning", "drum shredding"} <= includes["drum reconditioning"]
    (built,) = [row for row in table.itertuples() if "park digester" in row.built]
    assert built.built == "park digester; park engine"
    assert "vegetable waste: cannery > utilities" in built.includes
    assert not any("solvent still" in names and "water works" in names for names in includes.values())


def test_payback_and_rate_by_hand() -> None:
    """1,000 that bring 1,100 after a year bear 10 %; without savings or investment there is neither."""
    assert payback(1_000, 250) == 4
    assert internal_rate(1_000, 1_100, 1) == pytest.approx(0.1)
    assert internal_rate(1_000, 100, 10) == pytest.approx(0.0, abs=1e-7)
    assert payback(0, 250) != payback(0, 250)
    assert internal_rate(1_000, -5, 10) != internal_rate(1_000, -5, 10)


TWO_WASTES = """
plant: {name: two wastes, currency: EUR, carbon_price: 100 EUR/t_CO2e}
materials:
  - {material: husks, unit: t}
  - {material: sludge, unit: t}
  - {material: feed, unit: t}
  - {material: gas, unit: t}
sites: [{site: works}]
supplies:
  - {supply: husks in, site: works, material: husks, amount: 1 t/d, take: all, price: 0 EUR/t}
  - {supply: sludge in, site: works, material: sludge, amount: 8 t/d, take: all, price: 0 EUR/t}
processes:
  - {process: mill, site: works, model: recipe, route: recycling, variable_cost: 10 EUR/t}
  - {process: digester, site: works, model: recipe, route: biogas, variable_cost: 20 EUR/t}
  - {process: tip, site: works, model: recipe, route: landfill, variable_cost: 50 EUR/t}
recipes:
  - {process: mill, material: husks, role: in}
  - {process: mill, material: feed, role: out, amount: 1 t/t}
  - {process: digester, material: sludge, role: in}
  - {process: digester, material: gas, role: out, amount: 0.1 t/t}
  - {process: tip, material: husks, role: in}
  - {process: tip, material: sludge, role: in}
markets:
  - {market: farm, site: works, material: feed, price: 0 EUR/t}
  - {market: pipe, site: works, material: gas, price: 0 EUR/t}
rates:
  - {at: tip, effect: CH4, rate: 40 kg/t, per: husks}
  - {at: tip, effect: CH4, rate: 30 kg/t, per: sludge}
measurements:
  - {at: tip, material: husks, role: in, amount: 1 t/d}
  - {at: tip, material: sludge, role: in, amount: 8 t/d}
"""


def test_each_waste_bears_what_a_tonne_of_it_emits(tmp_path: Path) -> None:
    """365 t of husks spare 40 kg of methane each, 394.2 t CO2e, 2,920 t of sludge 30 kg each, 2,365.2 t (27 t/t, AR6).

    With 40 and 30 EUR/t less for handling that is 54,020 and 324,120 EUR. By mass alone the ninth that is husks would
    have 306.6 t, as much as a mixture of both emits.
    """
    path = tmp_path / "wastes.yaml"
    path.write_text(TWO_WASTES, encoding="utf-8")
    table = mfo.read(path).optimise().measures.set_index("element")
    assert table["emissions_change"].to_dict() == pytest.approx({"mill": -394.2, "digester": -2_365.2})
    assert table["cost_change"].to_dict() == pytest.approx({"mill": -54_020, "digester": -324_120})


REROUTED = """
plant: {name: works, currency: EUR, discount_rate: 0 %}
materials:
  - {material: ash, unit: t}
  - {material: brick, unit: t}
  - {material: sand, unit: t}
  - {material: slag, unit: t}
  - {material: heat, unit: MWh}
sites: [{site: works}]
supplies:
  - {supply: smelter, site: works, material: slag, amount: 70 t/year, take: all, price: 0 EUR/t}
  - {supply: pit, site: works, material: ash, amount: 100 t/year, take: all, price: 0 EUR/t}
  - {supply: quarry, site: works, material: sand, take: up to, price: 30 EUR/t}
  - {supply: gas heat, site: works, material: heat, take: up to, price: 10 EUR/MWh}
processes:
  - {process: kiln, site: works, model: recipe, capacity: 200 t/year, existing: 0 t/year, capex: 10 EUR/(t/year),
     lifetime: 10 year, variable_cost: 5 EUR/t}
  - {process: mill, site: works, model: recipe, variable_cost: 0 EUR/t}
recipes:
  - {process: kiln, material: ash, role: in}
  - {process: kiln, material: heat, role: out, amount: 5 MWh/t}
  - {process: mill, material: sand, role: in, minimum_share: 0 %, maximum_share: 100 %}
  - {process: mill, material: slag, role: in, minimum_share: 0 %, maximum_share: 100 %}
  - {process: mill, material: brick, role: out, amount: 1 t/t}
markets:
  - {market: tip, site: works, material: ash, price: -100 EUR/t}
  - {market: baths, site: works, material: heat, price: 0 EUR/MWh, minimum: 600 MWh/year, maximum: 600 MWh/year}
  - {market: builders, site: works, material: brick, price: 50 EUR/t, minimum: 40 t/year, maximum: 40 t/year}
  - {market: dump, site: works, material: slag, price: -1 EUR/t}
measurements: [{at: tip, amount: 100 t/year}, {at: dump, amount: 70 t/year}]
"""


def test_what_is_decided_is_told_with_where_it_goes(tmp_path: Path) -> None:
    """Ash that was buried goes to the kiln, which is built for it: one decision, though the ash is worth little to the
    kiln and spares 10,000 at the tip. The mill takes 40 t of slag in place of sand: one more, told as a swap.

    By hand: the kiln saves 100 x (100 - 5) + 500 x 10 for its heat less 100 of annuity, the mill 40 x (30 + 1).
    """
    (tmp_path / "works.yaml").write_text(REROUTED, encoding="utf-8")
    plan = mfo.read(tmp_path / "works.yaml").optimise()
    assert plan.today is not None
    table = plan.measures.set_index("element")
    assert set(table.index) == {"kiln", "quarry"}  # the mill runs as much as today: what changes is what it takes
    assert table["cost_change"].to_dict() == pytest.approx({"kiln": -(9_500 + 5_000 - 100), "quarry": -40 * 31})
    assert table["cost_change"].sum() == pytest.approx(plan.objective - plan.today.objective)
    columns = ["way", "moved", "moved_amount", "moved_unit", "goes_to", "instead_of"]
    assert table.loc["kiln", columns].tolist() == ["reroute", "ash", pytest.approx(100), "t", "kiln", "tip"]
    assert table.loc["quarry", columns].tolist() == ["swap", "slag", pytest.approx(40), "t", "mill", "sand"]
    assert "100 t ash a year go to kiln instead of tip" in table.loc["kiln", "words"]
    assert table.loc["quarry", "words"].startswith("Give mill 40 t slag a year instead of sand: saves 1,240 EUR")
    write_report(plan, tmp_path / "es.html", "es")
    page = (tmp_path / "es.html").read_text(encoding="utf-8")
    assert "en vez de a tip" in page
    assert "Dar a mill" in page


def test_what_is_left_by_rounding_is_nothing() -> None:
    """Three measures of 0.1, 0.2 and -0.3 MXN leave 5.6e-17 MXN where the plan saves millions: "costs 5.6e-17 MXN" was
    told. What they emit together, 0.34 t, stays."""
    rest = [Measure({("mill", "process", "")}, cost=cost, emissions=0.17 * cost / 0.15) for cost in (0.1, 0.2, -0.3)]
    rest.append(Measure({("road", "link", "stone")}, emissions=0.34))
    told = _remainder(rest, of_cost=1e-9 * 3e6, of_emissions=1e-9 * 700)
    assert told["cost_change"] == 0.0
    assert told["emissions_change"] == pytest.approx(0.34)
