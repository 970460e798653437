"""A plant's own effects are shown in the unit in which the author typed them, from plant file to report."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import mfo
from mfo.errors import SolverError
from mfo.graph.build import build_graph
from mfo.plan.make_plan import make_plan
from mfo.program.build import build_program
from mfo.report import explain, write_report
from mfo.solve.solver import solve_program

PLANT = """
plant: {{name: Dust, currency: EUR, minimise: {minimise}}}
materials: [{{material: rubble, unit: t}}]
sites: [{{site: yard}}]
supplies: [{{supply: rubble, site: yard, material: rubble, amount: 10000 t/year, take: all, price: 0 EUR/t}}]
processes:
  - {{process: crusher, site: yard, model: recipe, variable_cost: 1 EUR/t}}
  - {{process: haulier, site: yard, model: recipe, variable_cost: 5 EUR/t}}
recipes:
  - {{process: crusher, material: rubble, role: in, amount: 1 t/t}}
  - {{process: haulier, material: rubble, role: in, amount: 1 t/t}}
effects: [{{effect: dust, unit: kg}}]
rates:
  - {{at: crusher, effect: dust, rate: 2 kg/t}}
  - {{at: haulier, effect: dust, rate: 500 g/t}}
limits: [{{limit: dusty, what: dust, maximum: 14 t/year}}]
"""


def read(folder: Path, minimise: str = "cost") -> mfo.Workbench:
    path = folder / "plant.yaml"
    path.write_text(PLANT.format(minimise=minimise), encoding="utf-8")
    return mfo.read(path)


def test_everything_stands_in_the_unit_as_typed(tmp_path: Path) -> None:
    """2x + 0.5 (10,000 - x) <= 14,000 kg gives x = 6,000 t: cost 26,000 EUR. One kg more moves 2/3 t: 8/3 EUR.

    Without the typed unit the ledger would say 14 t, and the price 2,667 EUR/t.
    """
    plan = read(tmp_path).optimise()
    assert plan.objective == pytest.approx(26_000, rel=1e-9)
    dust = plan.ledger[plan.ledger["effect"] == "dust"]
    assert set(dust["unit"]) == {"kg"}
    assert dict(zip(dust["element"], dust["amount"], strict=True)) == pytest.approx(
        {"crusher": 12_000, "haulier": 2_000}
    )
    assert plan.totals["dust"] == {"value": pytest.approx(14_000), "unit": "kg"}
    row = plan.limits.iloc[0]
    assert (row["unit"], row["price_unit"]) == ("kg", "EUR/kg")
    assert [row["value"], row["maximum"], row["price"]] == pytest.approx([14_000, 14_000, 8 / 3])
    plan.save(tmp_path / "run")
    assert mfo.Plan.load(tmp_path / "run").equals(plan)
    stored = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert stored["totals"]["dust"]["unit"] == "kg"
    assert any("14,000 kg" in line for line in explain(plan, "dust"))
    write_report(plan, tmp_path / "report.html", "en")
    assert "14,000 kg" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_objective_and_its_prices_stand_in_it_too(tmp_path: Path) -> None:
    """All by the haulier: 5,000 kg; one more tonne of rubble makes 0.5 kg, and the crusher lacks 1.5 kg/t."""
    plan = read(tmp_path, "dust").optimise()
    assert plan.run["objective"] == {"effect": "dust", "value": pytest.approx(5_000), "unit": "kg"}
    assert plan.objective == pytest.approx(5_000)
    assert plan.certificate["certified"]
    price = plan.prices.iloc[0]
    assert (price["price"], price["unit"]) == (pytest.approx(-0.5), "kg/t")
    lacks = plan.reduced_costs[plan.reduced_costs["element"] == "crusher"]
    assert lacks["reduced_cost"].tolist() == pytest.approx([1.5, 1.5])  # of the flow alone, and of the whole process
    assert set(lacks["unit"]) == {"kg/t"}


def test_a_limit_typed_beside_the_plant_counts_the_same(tmp_path: Path) -> None:
    plan = read(tmp_path).optimise(limits=["dust <= 8000 kg/year"])
    row = plan.limits[plan.limits["limit"] != "dusty"].iloc[0]
    assert (row["value"], row["maximum"], row["unit"]) == (pytest.approx(8_000), pytest.approx(8_000), "kg")
    assert plan.objective == pytest.approx(10_000 * 5 - 4 * 2_000)


def test_an_objective_off_in_it_is_refused(tmp_path: Path) -> None:
    """The certificate compares the ledger in kg with the solver's tonnes; one part in a thousand is found."""
    plant = read(tmp_path, "dust").plant
    graph = build_graph(plant)
    solution = solve_program(build_program(graph, "dust"))
    with pytest.raises(SolverError, match="objective is off by"):
        make_plan(plant, graph, replace(solution, objective=solution.objective * 1.001), "dust")
