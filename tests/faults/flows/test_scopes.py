"""The scope of a plant's own rates, by what they stand at or as typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import mfo

from .plants import plan_of, text_of

NAME = "scope_of_own_rates"


def scopes(plan: Any) -> dict[str, int]:
    lines = plan.ledger[plan.ledger["effect"] == "emissions"]
    return dict(zip(lines["element"], lines["scope"].tolist(), strict=True))


def test_bought_power_is_scope_2_and_the_own_boiler_1(tmp_path: Path) -> None:
    """8,760 MWh x 0.444 t/MWh by the grid, 9,636 MWh x 0.202 t/MWh by the boiler."""
    plan = plan_of(text_of(NAME), tmp_path)
    assert scopes(plan) == {"grid": 2, "boiler": 1}
    by_scope = plan.emissions[plan.emissions["effect"] == "emissions"].groupby("scope")["amount"].sum()
    assert by_scope.to_dict() == pytest.approx({1: 9636 * 0.202, 2: 8760 * 0.444})


@pytest.mark.parametrize(
    ("material", "scope"),
    [
        ("wheat", 3),
        ("district heat", 2),
        ("steam", 2),
        ("cooling", 2),
        ("power", 2),
        ("coal", 3),
        ("powder", 3),
    ],
)
def test_what_is_bought_has_the_scope_of_its_kind(material: str, scope: int, tmp_path: Path) -> None:
    text = f"""
plant: {{name: one, currency: EUR}}
materials: [{{material: {material}, unit: t}}]
sites: [{{site: s}}]
supplies: [{{supply: shop, site: s, material: {material}, take: up to, price: 1 EUR/t}}]
markets: [{{market: use, site: s, material: {material}, price: 0 EUR/t, minimum: 1 t/d}}]
rates: [{{at: shop, effect: fossil CO2, rate: 0.1 t/t}}]
"""
    assert scopes(plan_of(text, tmp_path)) == {"shop": scope}


def test_a_scope_can_be_typed_and_is_seen_by_the_reporter(tmp_path: Path) -> None:
    """Gas as scope 1 at the supply; a boiler of another owner is scope 3 for the brewery."""
    text = text_of(
        NAME,
        ("effect: fossil CO2, rate: 0.202", "effect: fossil CO2, scope: 1, rate: 0.202"),
        ("variable_cost: 1 EUR/MWh", "variable_cost: 1 EUR/MWh, owner: Contractor"),
        ("at: grid, effect: fossil CO2", "at: grid, scope: 3, effect: fossil CO2"),
    )
    assert scopes(plan_of(text, tmp_path)) == {"grid": 3, "boiler": 3}


def test_links_stores_and_markets_have_a_scope_too(tmp_path: Path) -> None:
    text = """
plant: {name: all, currency: EUR, slots: 2 days}
materials: [{material: milk, unit: t}]
sites: [{site: a}, {site: b}]
supplies: [{supply: herd, site: a, material: milk, take: up to, price: 1 EUR/t}]
stores: [{store: tank, site: b, material: milk, start: 5 t, end: 5 t, capacity: 9 t}]
links: [{link: road, from: a, to: b, material: milk, cost_per_amount: 1 EUR/t}]
markets: [{market: shop, site: b, material: milk, price: 0 EUR/t, minimum: 1 t/d}]
rates:
  - {at: road, effect: fossil CO2, rate: 0.1 t/t}
  - {at: tank, effect: CH4, rate: 0.1 t/t/d}
  - {at: shop, effect: fossil CO2, rate: 0.2 t/t}
"""
    assert scopes(plan_of(text, tmp_path)) == {"road": 1, "tank": 1, "shop": 3}


def test_a_scope_of_what_is_no_gas_is_refused_at_its_cell(tmp_path: Path) -> None:
    text = text_of(
        NAME,
        (
            "rates:\n",
            "effects: [{effect: water, unit: m3}]\nrates:\n"
            "  - {at: boiler, effect: water, scope: 1, rate: 0.1 m3/MWh}\n",
        ),
    )
    with pytest.raises(mfo.PlantError) as refused:
        plan_of(text, tmp_path)
    (problem,) = (each for each in refused.value.problems if each.severity == "error")
    assert problem.message == "`scope` says nothing of `water`, which is no gas."
    assert "scope" in str(problem.where)


def test_an_effect_of_the_plants_own_in_tonnes_is_told_as_no_gas(tmp_path: Path) -> None:
    text = text_of(
        NAME,
        ("rates:\n", "effects: [{effect: slag, unit: t}]\nrates:\n  - {at: boiler, effect: slag, rate: 0.01 t/MWh}\n"),
    )
    plan = plan_of(text, tmp_path)
    assert "slag" not in set(plan.emissions["effect"])
    plan.save(tmp_path / "run", report=True)
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    gases = page[page.index("Gases by mass") :] if "Gases by mass" in page else page[page.index("fossil CO₂") :]
    assert "Slag [t/year]" in page
    assert "slag" not in gases[: gases.index("</table>")]
