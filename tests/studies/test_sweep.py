"""Scenarios planned side by side, on a plant that is solved by hand."""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pytest

import mfo
from mfo.report.pages.sweep_page import sweep_page

from ..report.reading import grids, numbers, read

PLANT = """
plant: {name: two ways, currency: MXN}
materials: [{material: peel, unit: t}]
sites: [{site: yard}]
supplies: [{supply: peels, site: yard, material: peel, amount: 100 t/year, take: all, price: 0 MXN/t}]
markets:
  - {market: tip, site: yard, material: peel, price: -100 MXN/t, maximum: 200 t/year, route: landfill}
  - {market: farm, site: yard, material: peel, price: -300 MXN/t, maximum: 80 t/year, route: compost}
scenarios:
  - {scenario: farm pays, table: markets, row: farm, column: price, value: 50 MXN/t}
  - {scenario: no tip, table: markets, row: tip, column: maximum, value: 0 t/year}
  - {scenario: No tip!, table: markets, row: tip, column: price, value: -120 MXN/t}
"""


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    path = tmp_path / "two.yaml"
    path.write_text(PLANT, encoding="utf-8")
    return path


def test_a_sweep_by_hand(plant: Path) -> None:
    """100 t to the tip cost 10,000. If the farm pays 50, 80 t earn 4,000 and 20 t cost 2,000: -2,000, 12,000 less.

    Without the tip 20 t have no way out. At 120 a tonne the tip costs 12,000.
    """
    sweep = mfo.read(plant).sweep()
    cost = sweep.table[sweep.table["effect"] == "cost"]
    assert cost["scenario"].tolist() == ["", "farm pays", "no tip", "No tip!"]
    assert cost["status"].tolist() == ["optimal", "optimal", "infeasible", "optimal"]
    assert cost["total"].tolist() == pytest.approx([10_000, -2_000, math.nan, 12_000], nan_ok=True)
    assert cost["difference"].tolist() == pytest.approx([0, -12_000, math.nan, 2_000], nan_ok=True)
    assert cost["run"].tolist() == ["base", "farm-pays", "", "No-tip-2"]
    assert sweep.exit_code == 4
    assert sweep.problems[0].message.startswith("Scenario `no tip`: peel at yard: 20 t/year")
    assert sweep.outcomes[1].plan is not None
    assert sweep.outcomes[1].plan.run["options"]["scenario"] == "farm pays"


def test_a_sweep_is_written_with_a_run_folder_a_plan(plant: Path, tmp_path: Path) -> None:
    sweep = mfo.read(plant).sweep(folder=tmp_path / "all")
    folders = ["No-tip-2", "base", "farm-pays"]
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == [
        *folders,
        "study.xlsx",
        "sweep.csv",
        "sweep.html",
    ]
    assert mfo.Plan.load(tmp_path / "all" / "farm-pays").totals["cost"]["value"] == pytest.approx(-2_000)
    page = read((tmp_path / "all" / "sweep.html").read_text(encoding="utf-8"))
    links = [link.attributes["href"] for link in page.first("table").every("a")]
    assert [(tmp_path / "all" / link).is_file() for link in links] == [True, True, True]
    assert sweep.outcomes[0].plan is None
    with pytest.raises(mfo.UsageError, match="exists already"):
        mfo.read(plant).sweep(folder=tmp_path / "all")


@pytest.mark.parametrize("code", ["en", "es"])
def test_the_page_says_what_the_table_says(plant: Path, code: str) -> None:
    sweep = mfo.read(plant).sweep()
    page = read(sweep_page(sweep, code))
    (grid,) = grids(next(page.every("section", id="sweep")))
    table = sweep.table.set_index(["scenario", "effect"])
    names = ["", "farm pays", "no tip", "No tip!"]
    for name, row in zip(names, grid.rows, strict=True):
        told = [number.value for cell in row[1:] for number in numbers(cell)]
        shown = (
            table.loc[[(name, "cost"), (name, "landfilled")], ["total", "difference"]].to_numpy().reshape(-1).tolist()
        )
        wanted = [value for value in shown if not math.isnan(value)]
        assert told == (wanted[::2] if name == "" else wanted)
    bars = [float(bar.attributes["data-value"]) for bar in page.first("figure").every("rect")]
    assert bars == [table.loc[(name, "cost"), "difference"] for name in ("farm pays", "No tip!")]
    assert "no tip" in next(page.every("section", id="unsolved")).text()


def test_workers_give_the_same(plant: Path) -> None:
    alone, shared = mfo.read(plant).sweep(), mfo.read(plant).sweep(workers=2)
    assert shared.table.equals(alone.table)
    assert shared.problems == alone.problems


def test_scenarios_may_stand_in_a_file_of_their_own(plant: Path, tmp_path: Path) -> None:
    """A file's name may be anything; the plant's own scenarios are left out."""
    path = tmp_path / "Prices 2027.csv"
    path.write_text("scenario,table,row,column,value\ndear tip,markets,tip,price,-150 MXN/t\n", encoding="utf-8")
    sweep = mfo.read(plant).sweep(path, minimise="cost", limits=["farm >= 20 t"])
    assert [item.scenario for item in sweep.outcomes] == ["", "dear tip"]
    assert sweep.outcomes[1].totals["cost"]["value"] == pytest.approx(80 * 150 + 20 * 300)
    assert sweep.outcomes[1].plan is not None
    assert sweep.outcomes[1].plan.run["options"]["scenarios"] == "Prices 2027.csv"


def test_what_cannot_be_swept_is_told_before_anything_is_planned(plant: Path, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("scenario,table,row,column,value\ndear tip,markets,tipp,price,-150 MXN/t\n", encoding="utf-8")
    with pytest.raises(mfo.PlantError, match="no row `tipp`"):
        mfo.read(plant).sweep(path)
    path.write_text("scenario,table,row,column,value\ndear tip,markets,tip,price,-150 MXN/h\n", encoding="utf-8")
    with pytest.raises(mfo.PlantError, match=r"Scenario `dear tip`.*MXN/h"):
        mfo.read(plant).sweep(path)
    path.write_text("scenario,table,row,column,value\n", encoding="utf-8")
    with pytest.raises(mfo.UsageError, match="no scenario to plan"):
        mfo.read(plant).sweep(path)
    with pytest.raises(mfo.PlantError, match="no such folder or file"):
        mfo.read(plant).sweep(tmp_path / "none.csv")


ROADMAP = """
plant: {name: two ways for years, currency: MXN, years: 2025; 2030, discount_rate: 10 %}
materials: [{material: peel, unit: t}]
sites: [{site: yard}]
supplies: [{supply: peels, site: yard, material: peel, amount: 100 t/year, take: all, price: 0 MXN/t}]
processes:
  - {process: dryer, site: yard, model: recipe, capacity: 200 t/year, capex: 30 MXN/(t/year), lifetime: 5 year,
      variable_cost: 1 MXN/t}
recipes: [{process: dryer, material: peel, role: in, amount: 1 t/t}]
markets: [{market: tip, site: yard, material: peel, price: -100 MXN/t, route: landfill}]
scenarios:
  - {scenario: no dryer, table: processes, row: dryer, column: variable_cost, value: 1000 MXN/t}
"""


def test_a_roadmap_is_told_by_year(tmp_path: Path) -> None:
    """The dryer of 100 t/year is built in both milestones, as it lasts five years, and nothing is buried; without it
    10,000 MXN a year go to the tip with 100 t."""
    path = tmp_path / "roadmap.yaml"
    path.write_text(ROADMAP, encoding="utf-8")
    sweep = mfo.read(path).sweep(folder=tmp_path / "all", report=False)
    table = sweep.years_table.set_index(["scenario", "figure", "year"])["value"]
    for year in (2025, 2030):
        assert table["", "dryer", year] == pytest.approx(100)
        assert table["no dryer", "cost", year] == pytest.approx(10_000)
        assert table["no dryer", "landfilled", year] == pytest.approx(100)
    assert ("no dryer", "dryer", 2025) not in table.index
    book = openpyxl.load_workbook(tmp_path / "all" / "study.xlsx", read_only=True)
    assert book.sheetnames == ["scenarios", "years", "changes"]
    assert (tmp_path / "all" / "years.csv").is_file()
    for code, title in (("en", "Year by year"), ("es", "Año por año")):
        page = read(sweep_page(sweep, code))
        (section,) = page.every("section", id="years")
        assert title in section.text()
        values = [number.value for number in numbers(section)]
        assert values.count(pytest.approx(10_000)) == 2


def test_gases_of_a_roadmap_stand_among_its_emissions(tmp_path: Path) -> None:
    """0.1 t of methane a tonne at 27 t CO2e/t: of 100 t in the tip 270 t CO2e a year, and no line of methane itself.

    What is recycled of waste is told by year as well: without the dryer all of the peel is waste that is buried.
    """
    path = tmp_path / "roadmap.yaml"
    gas = "rates: [{at: tip, effect: CH4, rate: 0.1 t/t}]\n"
    path.write_text(
        ROADMAP.replace("currency: MXN", "currency: MXN, gwp: AR6").replace("scenarios:", f"{gas}scenarios:"),
        encoding="utf-8",
    )
    sweep = mfo.read(path).sweep(report=False)
    table = sweep.years_table.set_index(["scenario", "figure", "year"])["value"]
    for year in (2025, 2030):
        assert table["no dryer", "emissions", year] == pytest.approx(270)
    assert "CH4" not in set(sweep.years_table["figure"])
    assert "CH4" in sweep.outcomes[-1].totals
