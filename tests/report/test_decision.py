"""The decision, told first: also where nothing is built, where pipes are, and where years are discounted."""

from __future__ import annotations

from pathlib import Path

import pytest
from mfo.cli.screen.plan_summary import decided, text

import mfo
from mfo.report.pages.explain import explain
from mfo.report.pages.report_page import figures_of, report_page
from mfo.report.sections.answer import BURIED, cards
from mfo.report.sections.measures import decision

from ..examples.plans import plan_of

WATER = """
plant: {name: water, currency: EUR, discount_rate: 10 %, years: [2025, 2030]}
materials: [{material: water, unit: m3}]
sites: [{site: wells}, {site: works}]
supplies:
  - {supply: well, site: wells, material: water, take: up to, price: 0 EUR/m3}
  - {supply: mains, site: works, material: water, take: up to, price: 2 EUR/m3}
links:
  - {link: pipe, from: wells, to: works, material: water, cost_per_amount: 0 EUR/m3, capex: 10 EUR/(m3/d),
     lifetime: 20 year}
markets:
  - {market: use, site: works, material: water, price: 0 EUR/m3, minimum: need, maximum: need}
profiles: [{year: 2025, "need [m3/d]": 100}, {year: 2030, "need [m3/d]": 240}]
measurements: [{at: mains, amount: 100 m3/d}]
"""
TIP = """
plant: {name: tip, currency: EUR}
materials: [{material: waste, unit: t}]
sites: [{site: town}]
supplies: [{supply: bins, site: town, material: waste, amount: 100 t/year, take: all, price: 0 EUR/t}]
markets: [{market: tip, site: town, material: waste, price: -10 EUR/t, route: landfill}]
processes:
  - {process: oven, site: town, model: recipe, capex: 9000 EUR/(t/year), lifetime: 9 year, variable_cost: 1 EUR/t}
recipes: [{process: oven, material: waste, role: in}]
"""


def plan_from(folder: Path, plant: str) -> mfo.Plan:
    (folder / "plant.yaml").write_text(plant, encoding="utf-8")
    return mfo.read(folder / "plant.yaml").optimise()


@pytest.fixture(scope="module")
def water(tmp_path_factory: pytest.TempPathFactory) -> mfo.Plan:
    return plan_from(tmp_path_factory.mktemp("water"), WATER)


@pytest.fixture(scope="module")
def tip(tmp_path_factory: pytest.TempPathFactory) -> mfo.Plan:
    return plan_from(tmp_path_factory.mktemp("tip"), TIP)


def test_a_pipe_is_built_for_what_is_spent_on_it(water: mfo.Plan) -> None:
    """100 m3/d by 2025 and 140 more by 2030 at 10 EUR each are 2,400 EUR, whatever later money is worth."""
    assert decided(water).startswith("Build pipe (240 m³/d) for 2,400 EUR over the 10 years from 2025: ")
    assert [row for row in water.measures["built"] if row] == ["pipe"]
    assert water.measures["words"].iloc[0].startswith("Build pipe (240 m3/d)")
    screen = text(water, Path("run"))
    assert "2025  pipe 100 m3/d" in screen
    assert "2030  pipe 140 m3/d" in screen


def test_explain_tells_what_it_replaces(water: mfo.Plan) -> None:
    """The pipe brings from the well what the mains gave: asked of either, the measure says so."""
    pipe, mains = explain(water, "pipe")[0], explain(water, "mains", "es")[0]
    assert pipe.startswith("Why: Build pipe (240 m³/d); 36,500 m³ water a year")
    assert "come from well instead of mains: needs " in pipe
    assert mains.startswith("Parte de: Construir pipe (240 m³/d); ")
    assert "vienen de well en vez de mains" in mains


def test_a_plan_that_builds_nothing_says_so_first(tip: mfo.Plan) -> None:
    """Burying costs 10 EUR/t, an oven 1,000 a year and t: it stays on paper. The starter has nothing to build."""
    assert decided(tip) == "Build nothing: none of what could be built is worth it."
    assert text(tip, Path("run")).startswith("Build nothing: ")
    assert decision(figures_of(tip, "es")).startswith("No construir nada: nada de lo que se podría construir")
    starter = plan_of("starter")
    assert decided(starter) == "Build nothing: the plant names nothing that could be built."
    page = report_page(starter, "es")
    assert page.index("No construir nada: la planta no nombra nada") < page.index('id="answer"')


@pytest.mark.parametrize(("code", "title"), [("en", BURIED), ("es", "a relleno sanitario, de todos los residuos")])
def test_a_plant_that_buries_all_shows_that(tip: mfo.Plan, code: str, title: str) -> None:
    """Its material circularity indicator is 1 - 0.9 x (0 + 100) / (2 x 100) = 55 %, which no card tells."""
    told = {str(card.title): card.plan for card in cards(figures_of(tip, code))}
    assert told[title] == 1.0
    assert 0.55 not in told.values()
    found = tip.indicators.set_index("indicator")["value"]
    assert found["material circularity indicator"] == pytest.approx(0.55)
