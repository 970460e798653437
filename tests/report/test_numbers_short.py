"""A plan of a single day in a currency of the comma: nothing may be told by the year, and numbers read as in Spain."""

from __future__ import annotations

from pathlib import Path

import pytest
from mfo.cli.screen.plan_summary import text

import mfo
from mfo.report import report_html

from .reading import Element, numbers, read, says

DAY = """
plant: {name: One day, currency: EUR}
materials: [{material: peel, unit: t}, {material: power, unit: MWh}]
sites: [{site: yard}]
slots: [{slot: morning, hours: 12}, {slot: evening, hours: 12}]
supplies:
  - {supply: peels, site: yard, material: peel, amount: 2.5 t/h, take: all, price: 0 EUR/t}
  - {supply: grid, site: yard, material: power, amount: 10 MWh/h, take: up to, price: 1234.5 EUR/MWh}
processes:
  - {process: press, site: yard, model: recipe, capacity: 1 t/h, variable_cost: 2.5 EUR/t, route: recycling}
recipes:
  - {process: press, material: peel, role: in, amount: 1 t/t}
  - {process: press, material: power, role: in, amount: 0.123 MWh/t}
markets:
  - {market: tip, site: yard, material: peel, price: -2100 EUR/t, route: landfill}
measurements:
  - {at: tip, material: peel, amount: 1.75 t/h}
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> mfo.Plan:
    path = tmp_path_factory.mktemp("day") / "plant.yaml"
    path.write_text(DAY, encoding="utf-8")
    return mfo.read(path).optimise()


def sentences(root: Element) -> str:
    return root.first("main").text(without=("script", "svg")) + root.first("header").text()


def test_a_day_is_never_called_a_year(plan: mfo.Plan) -> None:
    """60 t a day: 24 t pressed, 18 t of them today; one more saves 2,100 - 2.5 - 0.123 x 1,234.5 = 1,945.66 EUR."""
    root = read(report_html(plan))
    said = sentences(root)
    assert "a year" not in said
    assert "/year" not in said
    assert "a day" not in said
    assert "over the 24 h of the horizon" in said
    shown = {(round(number.value, 4), number.text) for number in numbers(root)}
    assert (round(36 * 2100 + 24 * (2.5 + 0.123 * 1234.5), 4), "79,304 EUR") in shown
    assert (round(2100 - 2.5 - 0.123 * 1234.5, 4), "1,946 EUR") in shown
    assert plan.changes["words"].iloc[0] == "Deliver 6 t less peel in 24 h to tip: saves 12,600 EUR."
    assert "year" not in text(plan, Path("run"))


def test_numbers_are_written_with_a_comma(plan: mfo.Plan) -> None:
    root = read(report_html(plan, "es"))
    found = numbers(root)
    assert all(says(shown, ",", ".") for shown in found)
    assert {"79.304 EUR", "2,952 MWh", "+911,1"} <= {shown.text.replace("\u00a0", " ") for shown in found}
    assert [shown.value for shown in found] == [shown.value for shown in numbers(read(report_html(plan)))]
