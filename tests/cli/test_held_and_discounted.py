"""The screen says what a held decision costs with typical days, and that the measures of a roadmap are discounted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .test_verbs import mfo

HELD = """
plant: {name: depot, currency: EUR, slots: 192 hours}
materials: [{material: w, unit: t}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: w, amount: arises, take: all, price: 0 EUR/t}]
processes: [{process: press, site: a, model: recipe, capacity: 5 t/h, variable_cost: 2 EUR/t}]
recipes: [{process: press, material: w, role: in, amount: 1 t/t}]
markets: [{market: tip, site: a, material: w, price: -9 EUR/t}]
profiles:
"""
DAYS = "".join(f'  - {{slot: {hour + 1}, "arises [t/h]": {1 + hour // 24 % 2}}}\n' for hour in range(192))
ROADMAP = """
plant: {name: town, currency: EUR, years: [2027, 2032], discount_rate: RATE}
materials: [{material: w, unit: t}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: w, amount: 1000 t/year, take: all, price: 0 EUR/t}]
processes: [{process: press, site: a, model: recipe, capacity: 5000 t/year, variable_cost: 2 EUR/t}]
recipes: [{process: press, material: w, role: in, amount: 1 t/t}]
markets: [{market: tip, site: a, material: w, price: -9 EUR/t}]
measurements: [{at: tip, amount: 1000 t/year}]
"""


def run(*words: str) -> str:
    done = mfo(*words)
    assert done.code == 0, done.err
    return done.out


def test_a_decision_held_with_typical_days_has_its_price(tmp_path: Path) -> None:
    """A tonne more to the tip costs 9 EUR instead of 2."""
    plant = tmp_path / "plant.yaml"
    plant.write_text(HELD + DAYS, encoding="utf-8")
    words = ("typical", str(plant), "--days", "4", "--fix", "tip = 1 t/d")
    assert "Held, and its price with 4 typical days:\n  tip = 1 t/d: one t more would cost 7 EUR" in run(*words)
    (held,) = json.loads(run(*words, "--json"))["ways"][0]["fixes"]
    assert held["price"] == pytest.approx(-7.0)
    assert held["price_unit"] == "EUR/t"


@pytest.mark.parametrize(("rate", "told"), [("5 %", " (money discounted to 2027):"), ("0 %", ":")])
def test_measures_of_a_roadmap_say_that_they_are_discounted(rate: str, told: str, tmp_path: Path) -> None:
    plant = tmp_path / "plant.yaml"
    plant.write_text(ROADMAP.replace("RATE", rate), encoding="utf-8")
    found = run("optimise", str(plant), "--no-report", "--out", str(tmp_path / "run"))
    assert f"Measures, which together are what the plan saves{told}" in found
