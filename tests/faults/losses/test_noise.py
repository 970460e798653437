"""Nothing is told below what the numbers mean: changes that solving leaves open are none."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from .cases import typed

BAKERY = """
plant: {name: bakery, currency: EUR}
materials: [{material: flour, unit: t}, {material: bread, unit: t}]
sites: [{site: a}]
supplies: [{supply: mill, site: a, material: flour, take: up to, price: 400 EUR/t}]
processes: [{process: oven, site: a, model: recipe, variable_cost: 100 EUR/t}]
recipes:
  - {process: oven, material: flour, role: in, amount: 0.7 t/t}
  - {process: oven, material: bread, role: out, amount: 1 t/t}
markets: [{market: shop, site: a, material: bread, price: 2000 EUR/t, maximum: 2548 t/year}]
measurements:
  - {at: shop, amount: READ t/year}
"""


def changes(folder: Path, read: str) -> list[str]:
    plan: mfo.Plan = typed(BAKERY, folder, ("READ", read)).optimise()
    return [str(words) for words in plan.changes["words"]]


@pytest.mark.parametrize("read", ["2548", "2547.99999", "2548.0000001"])
def test_no_change_is_told_where_nothing_has_changed(read: str, tmp_path: Path) -> None:
    assert changes(tmp_path, read) == []


def test_a_change_below_the_digits_shown_is_told_by_how_much(tmp_path: Path) -> None:
    """0.03 t of 2,548: both show as 2,548 t, so that `at 2,548 t instead of 2,548 t` would say nothing."""
    (oven,) = [words for words in changes(tmp_path, "2547.97") if "oven" in words]
    assert oven.startswith("Run oven by 0.03 t a year more than today: costs 3 EUR")
