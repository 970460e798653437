"""What is displaced elsewhere, beside the headline where it turns its sign. By hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from mfo.cli.screen.plan_summary import text as summary_of

import mfo
from mfo.plan.tables.displaced import displaced
from mfo.report.facts.plan_view import Figures
from mfo.report.sections.answer import answer

from .plants import plan_of

PARK = """
plant: {name: park, currency: EUR}
materials:
  - {material: gas, unit: MWh}
  - {material: power, unit: MWh}
  - {material: grid, unit: MWh, upstream fossil CO2: 0.5 t/MWh}
sites: [{site: park}]
supplies: [{supply: gas, site: park, material: gas, take: up to, price: 30 EUR/MWh}]
processes: [{process: engine, site: park, model: recipe, variable_cost: 0 EUR/MWh, capacity: 200 MWh/d}]
recipes:
  - {process: engine, material: gas, role: in, amount: 2 MWh/MWh}
  - {process: engine, material: power, role: out, amount: 1 MWh/MWh}
markets: [{market: sale, site: park, material: power, price: 50 EUR/MWh, replaces: grid}]
rates: [{at: engine, effect: fossil CO2, rate: 0.2 t/MWh, per: gas}]
measurements: [{at: sale, amount: 100 MWh/d}]
"""
DAY = 365 * 100  # MWh a year that are sold today


def test_a_park_that_sells_less_power_emits_less_and_the_world_more(tmp_path: Path) -> None:
    """0.4 t/MWh are emitted here and 0.5 displaced by a factor of the plant's own; nothing is worth selling."""
    plan = plan_of(PARK, tmp_path)
    found = displaced(plan.tables, plan.today.tables)
    assert found is not None
    assert (found.own, found.own_today) == pytest.approx((0, 0.4 * DAY))
    assert (found.net, found.net_today) == pytest.approx((0, -0.1 * DAY))
    assert found.turns
    (row,) = plan.changes[plan.changes["element"] == "sale"].itertuples()
    assert row.displaced_change == pytest.approx(0.5 * DAY)
    assert "18,250 t CO2e less are displaced elsewhere" in row.words


def test_the_summary_and_the_answer_tell_it(tmp_path: Path) -> None:
    plan = plan_of(PARK, tmp_path)
    told = " ".join(summary_of(plan, tmp_path).split())
    assert "emissions 14,600 t_CO2e 0 t_CO2e -14,600 (-100 %)" in told
    assert "less what is displaced elsewhere -3,650 t_CO2e 0 t_CO2e +3,650 (+100 %)" in told
    sentence = answer(Figures(plan))[1]
    assert "with what is displaced elsewhere 0 t CO₂e, which is 3,650 t CO₂e more than today" in sentence


def test_what_does_not_turn_the_sign_is_left_to_the_ledger(tmp_path: Path) -> None:
    """A cleaner grid: 0.3 t/MWh displaced, and the net falls as well."""
    plan = plan_of(PARK.replace("0.5 t/MWh", "0.3 t/MWh"), tmp_path)
    assert not displaced(plan.tables, plan.today.tables).turns
    assert "less what is displaced elsewhere" not in summary_of(plan, tmp_path)
    assert "displaced elsewhere" not in " ".join(answer(Figures(plan)))


def test_without_today_it_is_told_where_the_total_turns(tmp_path: Path) -> None:
    """At 70 EUR/MWh 200 MWh/d are sold: 0.4 t/MWh emitted, with 0.5 displaced it is -0.1."""
    dear = PARK.replace("price: 50", "price: 70")[: PARK.index("measurements")]
    plan = plan_of(dear, tmp_path)
    assert "less what is displaced elsewhere -7,300 t_CO2e" in " ".join(summary_of(plan, tmp_path).split())
    assert "with what is displaced elsewhere −7,300 t CO₂e" in answer(Figures(plan))[1]


@pytest.mark.parametrize(
    ("grid", "factor"),
    [
        ("{material: grid, unit: MWh, like: grid_electricity_mx_2020}", 0.494),
        ("{material: grid, unit: MWh, like: grid_electricity_mx, upstream fossil CO2: 0.1 t/MWh}", 0.1),
        ("{material: grid, unit: MWh, upstream fossil CO2: 20 kg/MWh, upstream N2O: 1 kg/MWh}", 0.02 + 0.273),
    ],
)
def test_what_is_replaced_can_be_any_material_of_the_plant(grid: str, factor: float, tmp_path: Path) -> None:
    """The dataset's factor of SEMARNAT 2020 is 0.494; N2O weighs 273 in AR6."""
    text = PARK.replace("{material: grid, unit: MWh, upstream fossil CO2: 0.5 t/MWh}", grid)
    plan = plan_of(text.replace("price: 50", "price: 70").replace("200 MWh/d", "100 MWh/d"), tmp_path)
    lines = plan.ledger[(plan.ledger["account"] == "avoided") & (plan.ledger["effect"] == "emissions")]
    assert lines["amount"].sum() == pytest.approx(-factor * DAY)


def test_a_material_that_says_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(mfo.PlantError) as refused:
        plan_of(PARK.replace(", upstream fossil CO2: 0.5 t/MWh", ""), tmp_path)
    (problem,) = (each for each in refused.value.problems if each.severity == "error")
    assert problem.message == "Neither the plant nor the datasets know what making `grid` emits."
    assert "`upstream fossil CO2`" in problem.remedy
