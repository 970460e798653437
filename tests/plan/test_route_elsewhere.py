"""What a route has made itself lies with the same material of others, and somebody else draws from it.

A tip takes 100 t of waste a year and makes 0.2 t of sludge of each tonne that it takes; a town puts 30 t of sludge to
it; a farm buys some, and what is left the tip must take. With s t of sludge to the tip and f t to the farm,
30 + 0.2 (100 + s) = s + f. All by hand.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

PLANT = """
plant: {{name: tip, currency: EUR{years}}}
materials: [{{material: waste, unit: t}}, {{material: sludge, unit: t}}, {{material: other, unit: t}}]
sites: [{{site: A}}]
supplies:
  - {{supply: bin, site: A, material: waste, take: all, amount: 100 t/year, price: 0 EUR/t}}
  - {{supply: town, site: A, material: sludge, take: all, amount: 30 t/year, price: 0 EUR/t}}
processes:
  - {{process: tip, site: A, model: recipe, route: {route}, variable_cost: 10 EUR/t, capacity: 1000 t/year}}
{process}
recipes:
  - {{process: tip, material: waste, role: in}}
  - {{process: tip, material: {taken}, role: in}}
  - {{process: tip, material: {made}, role: out, amount: 0.2 t/t}}
{recipe}
markets:
  - {{market: farm, site: A, material: sludge, price: 1 EUR/t, maximum: {farm} t/year}}
{more}
"""

PRESS = "  - {process: press, site: A, model: recipe, variable_cost: 0 EUR/t, capacity: 1000 t/year}"
PRESSED = """
  - {process: press, material: sludge, role: in}
  - {process: press, material: other, role: out, amount: 0.5 t/t}
"""


def planned(folder: Path, **cells: object) -> mfo.Plan:
    usual = {"years": "", "route": "landfill", "process": "", "recipe": "", "taken": "sludge", "made": "sludge"}
    path = folder / "plant.yaml"
    path.write_text(PLANT.format(**{**usual, "more": "", "farm": 40, **cells}))
    return mfo.read(path).optimise()


def told(plan: mfo.Plan) -> list[str]:
    return [each.message for each in plan.problem_list if each.code == "route-amount-open"]


@pytest.mark.parametrize(
    ("farm", "counted", "more"),
    [
        # s = 12.5; taken 112.5, made 22.5: 90 told. Had the farm got the tip's own 22.5 t, all of the town's but 17.5
        # would be new to the tip: 112.5.
        (40, 90.0, 22.5),
        # s = 23.75; taken 123.75, made 24.75: 99 told, at most all that is taken is new: 123.75.
        (31, 99.0, 24.75),
    ],
)
def test_what_goes_elsewhere_may_have_come_from_others(
    tmp_path: Path, farm: float, counted: float, more: float
) -> None:
    plan = planned(tmp_path, farm=farm)
    assert plan.totals["landfilled"]["value"] == pytest.approx(counted)
    (message,) = told(plan)
    assert f"takes in {counted:g} t a year, or up to {more:g} t more" in message
    assert message.endswith("goes to 'farm'.")


def test_at_most_what_goes_elsewhere(tmp_path: Path) -> None:
    """A pit beside the tip takes what the farm does not, 40 t: 140 t taken, 20 made, 120 told. Had the farm got 10 t of
    the tip's own, all 30 t of the town's would be new: 130 (and not 140, with all that is taken off)."""
    pit = "  - {market: pit, site: A, material: sludge, price: -1 EUR/t, route: landfill}"
    plan = planned(tmp_path, farm=10, more=pit)
    assert plan.totals["landfilled"]["value"] == pytest.approx(120.0)
    (message,) = told(plan)
    assert "takes in 120 t a year, or up to 10 t more" in message


def test_on_the_way_back_through_a_press(tmp_path: Path) -> None:
    """Half of the sludge that is pressed comes to the tip as cake c: 30 + 0.2 (100 + c) = 40 + 2 c, so c = 10 / 1.8.
    Told are 100 + c less half of what the tip makes, 0.9 (100 + c) = 95; at most all of the cake is new, 0.1 (100 + c)
    = 10.56 more (without the press, 21.1 would be taken off)."""
    plan = planned(tmp_path, process=PRESS, recipe=PRESSED, taken="other")
    assert plan.totals["landfilled"]["value"] == pytest.approx(95.0)
    (message,) = told(plan)
    assert "takes in 95 t a year, or up to 10.56 t more" in message


def test_a_material_of_its_own_is_told_apart(tmp_path: Path) -> None:
    """The remedy: leachate l = 0.2 (100 + s) goes out by itself, the farm has the town's 30 t; 100 t are landfilled."""
    market = "  - {market: works, site: A, material: other, price: -1 EUR/t}"
    plan = planned(tmp_path, made="other", more=market)
    assert plan.totals["landfilled"]["value"] == pytest.approx(100.0)
    assert told(plan) == []


def test_other_routes_where_a_limit_counts_them(tmp_path: Path) -> None:
    """A route that nothing counts is not told; in a roadmap the year is."""
    cells = {"route": "compost", "years": ", years: [2030, 2035]"}
    assert told(planned(tmp_path, **cells)) == []
    limit = "limits: [{limit: enough, what: compost, minimum: 1 t/year}]"
    (message,) = told(planned(tmp_path, **cells, more=limit))
    assert message.startswith("In 2030 the route 'compost' takes in 90 t, or up to 22.5 t more")
