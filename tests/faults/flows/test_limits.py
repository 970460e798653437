"""Limits on what the plant makes, on targets of waste that people make, and on one material into a process or route."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from .plants import limit_value, plan_of, text_of


def test_no_more_than_a_tenth_of_the_grain_is_buried(tmp_path: Path) -> None:
    """100 t/d of beer leave 17 t/d of grain; the tip is cheaper and takes a tenth: 1.7 t/d, 620.5 t a year."""
    plan = plan_of(text_of("limit_on_what_the_plant_makes"), tmp_path)
    assert plan.totals["landfilled"]["value"] == pytest.approx(620.5)
    assert limit_value(plan, "no more than a tenth buried") == pytest.approx(0.1)


def test_the_share_is_of_what_all_processes_make(tmp_path: Path) -> None:
    """A second brewery leaves 0.2 t/t: 60 t by the first and 40 by the second make 18.2 t/d, 1.82 of them buried."""
    text = text_of(
        "limit_on_what_the_plant_makes",
        (
            "variable_cost: 1 EUR/t}\n",
            "variable_cost: 1 EUR/t, capacity: 60 t/d}\n"
            "  - {process: brewing 2, site: s, model: recipe, variable_cost: 2 EUR/t}\n",
        ),
        (
            "markets:\n",
            "  - {process: brewing 2, material: barley, role: in, amount: 0.2 t/t}\n"
            "  - {process: brewing 2, material: beer, role: out, amount: 1 t/t}\n"
            "  - {process: brewing 2, material: spent grain, role: out, amount: 0.2 t/t}\nmarkets:\n",
        ),
    )
    plan = plan_of(text, tmp_path)
    assert plan.totals["landfilled"]["value"] == pytest.approx(0.1 * (60 * 0.17 + 40 * 0.2) * 365)


def test_made_counts_what_is_made_where_something_is_supplied_too(tmp_path: Path) -> None:
    """5 t/d of grain are taken in besides: a tenth of the 17 t/d made here, whatever is supplied."""
    text = text_of(
        "limit_on_what_the_plant_makes",
        ("of: spent grain", "of: 'made: spent grain'"),
        (
            "supplies: [",
            "supplies: [{supply: neighbour, site: s, material: spent grain, amount: 5 t/d, take: all, "
            "price: 0 EUR/t}, ",
        ),
    )
    plan = plan_of(text, tmp_path)
    assert plan.totals["landfilled"]["value"] == pytest.approx(620.5)
    supplied = plan_of(text.replace("made: spent grain", "material: spent grain"), tmp_path)
    assert supplied.totals["landfilled"]["value"] == pytest.approx(0.5 * 365)


def test_what_is_made_can_be_bounded_itself(tmp_path: Path) -> None:
    """16.9 t/d of grain are less than 100 t/d of beer leave: no plan; on the command line, too."""
    with pytest.raises(mfo.InfeasibleError):
        plan_of(text_of("limit_on_what_the_plant_makes"), tmp_path, limits=["made: spent grain <= 16.9 t/d"])
    plan_of(text_of("limit_on_what_the_plant_makes"), tmp_path, limits=["made: spent grain <= 17.1 t/d"])


def test_waste_that_people_make_has_a_target(tmp_path: Path) -> None:
    """35,000 t in 2025, of which 5,000 are composted: 85.7 % are landfilled, and 90 % are allowed."""
    plan = plan_of(text_of("waste_per_head_and_targets"), tmp_path)
    rows = plan.limits[plan.limits["limit"] == "target"].set_index("year")["value"]
    assert rows[2025] == pytest.approx(30_000 / 35_000)
    people = 100_000 * 1.018**10
    assert rows[2035] == pytest.approx((people * 0.39 - 5000) / (people * 0.39))


def test_a_target_that_cannot_be_reached_is_refused(tmp_path: Path) -> None:
    text = text_of("waste_per_head_and_targets", ("maximum: 90 %", "maximum: 85 %"))
    with pytest.raises(mfo.InfeasibleError) as refused:
        plan_of(text, tmp_path)
    assert "target" in " ".join(problem.message + problem.remedy for problem in refused.value.problems)


def mixed_input(limit: str) -> str:
    """A digester that could take both wastes; gas from fat pays more."""
    return f"""
plant: {{name: mix, currency: EUR}}
materials: [{{material: fat, unit: t}}, {{material: food, unit: t}}, {{material: gas, unit: Nm3}}]
sites: [{{site: s}}]
supplies:
  - {{supply: traps, site: s, material: fat, amount: 5 t/d, take: all, price: 0 EUR/t}}
  - {{supply: bins, site: s, material: food, amount: 5 t/d, take: all, price: 0 EUR/t}}
processes: [{{process: digester, site: s, model: recipe, route: biogas, variable_cost: 1 EUR/t}}]
recipes:
  - {{process: digester, material: fat, role: in}}
  - {{process: digester, material: food, role: in}}
  - {{process: digester, material: gas, role: out, per: fat, amount: 500 Nm3/t}}
  - {{process: digester, material: gas, role: out, per: food, amount: 100 Nm3/t}}
markets:
  - {{market: grid, site: s, material: gas, price: 0.5 EUR/Nm3}}
  - {{market: tip, site: s, material: fat; food, price: -50 EUR/t, route: landfill}}
limits:
  - {limit}
"""


@pytest.mark.parametrize(
    ("limit", "fat"),
    [
        ("{limit: no foam, what: digester, material: fat, maximum: 2 t/d}", 2.0),
        ("{limit: no foam, what: 'route: biogas', material: fat, maximum: 1 t/d}", 1.0),
        ("{limit: no foam, what: digester, material: fat, of: traps, maximum: 30 %}", 1.5),
        ("{limit: the tip, what: tip, material: fat, minimum: 3 t/d}", 2.0),
        ("{limit: little gas, what: digester, material: gas, maximum: 1000 Nm3/d}", 1.0),
    ],
)
def test_one_material_into_a_process_or_route(limit: str, fat: float, tmp_path: Path) -> None:
    """Food and fat are worth digesting. With 1,000 Nm3/d of gas 5 t of food take half, and fat the rest."""
    plan = plan_of(mixed_input(limit), tmp_path)
    flows = plan.flows[(plan.flows["element"] == "digester") & (plan.flows["material"] == "fat")]
    digested = flows["amount"].sum() / 365
    if "little gas" in limit:
        assert plan.limits["value"].iloc[0] == pytest.approx(365_000)
    else:
        assert digested == pytest.approx(fat)


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        ("{limit: a, what: digester, material: sand, maximum: 2 t/d}", "There is no material named `sand`."),
        ("{limit: a, what: tip, material: gas, maximum: 2 Nm3/d}", "`tip` has nothing to do with `gas`."),
        ("{limit: a, what: emissions, material: fat, maximum: 2 t/d}", "`material` says nothing of `emissions`"),
    ],
)
def test_a_material_that_does_not_belong_is_refused_at_its_cell(limit: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(mfo.PlantError) as refused:
        plan_of(mixed_input(limit), tmp_path)
    (problem,) = (each for each in refused.value.problems if each.severity == "error")
    assert sentence in problem.message
    assert "limits" in str(problem.where)
    assert "material" in str(problem.where)
