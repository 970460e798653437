"""The reports of the examples, as a user gets them: whole, small, right, in both languages."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import mfo
from mfo.report import explain, report_html, write_sankey, write_workbook
from mfo.report.facts.language import language
from mfo.report.pages.notebook import plan_fragment, plant_fragment

from ..examples.plans import EXAMPLES, plan_of
from .test_page import read


@pytest.fixture(scope="module", params=["nopalmex", "park", "municipality"])
def plan(request: pytest.FixtureRequest) -> mfo.Plan:
    return plan_of(request.param)


@pytest.mark.parametrize("code", ["en", "es"])
def test_the_page_is_whole_small_and_right(plan: mfo.Plan, code: str) -> None:
    page = report_html(plan, code)
    reader = read(page)
    assert len(page.encode()) < 1_000_000
    assert len(reader.ids) == len(set(reader.ids))
    ledger = plan.ledger[plan.ledger["account"] == "own"]
    for (effect, year), total in ledger.groupby(["effect", "year"])["amount"].sum().items():
        assert any(value == pytest.approx(total, rel=1e-9) for value in reader.values["ledger"]), (effect, year)
    first = plan.indicators["value"].dropna().tolist()
    assert all(any(shown == value for shown in reader.values["indicators"]) for value in first)
    everywhere = {value for values in reader.values.values() for value in values}
    saved = plan.changes["cost_change"].dropna().abs()
    assert all(any(abs(shown - value) <= 1e-9 * max(1.0, abs(value)) for shown in everywhere) for value in saved)


def test_every_word_of_the_field_is_known_in_spanish(plan: mfo.Plan) -> None:
    """Names of a user's own (effects, routes) may stay; what mfo itself calls something may not."""
    spanish = language("es")
    columns = (
        plan.indicators["indicator"],
        plan.indicators["formula"],
        plan.ledger["category"],
        plan.sources["standing"],
        plan.closures["quantity"],
        plan.flows["kind"],
    )
    said = {word for column in columns for word in column if word}
    assert {word for word in said if spanish.word(word) == word and word not in spanish.words} == set()


def test_every_name_can_be_explained(plan: mfo.Plan) -> None:
    for column in ("element", "material", "site", "route"):
        for name in plan.flows[column].unique()[:12]:
            if name:
                assert explain(plan, name)
    assert explain(plan)


def test_files_are_written(plan: mfo.Plan, tmp_path: Path) -> None:
    write_workbook(plan, tmp_path / "plan.xlsx", "es")
    assert "flows" in openpyxl.load_workbook(tmp_path / "plan.xlsx", read_only=True).sheetnames
    write_sankey(plan, tmp_path / "flows.png")
    assert (tmp_path / "flows.png").stat().st_size > 10_000


def test_a_notebook_shows_plan_and_plant(plan: mfo.Plan) -> None:
    assert "<svg" in plan_fragment(plan, "es")
    plant = mfo.read(EXAMPLES / "nopalmex")
    assert "digester" in plant_fragment(plant.plant)
    assert plant._repr_html_() == plant_fragment(plant.plant)
    assert plan._repr_html_() == plan_fragment(plan)
