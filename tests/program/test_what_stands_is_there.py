"""What exists from before is there, though it is less than a unit, or than 0.01 % of the most; solved by hand.

A plan was made to build a unit beside it, at its price and certified, only because a limit asked whether anything of it
is open; where no more may be in place there was no plan.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from .written import planned

PLANT = """
    plant: {{name: kiln, currency: EUR, discount_rate: 0 %}}
    materials: [{{material: clay, unit: t}}, {{material: brick, unit: t}}]
    sites: [{{site: pit}}, {{site: works}}]
    supplies: [{{supply: clay, site: pit, material: clay, amount: 10 t/year, take: all, price: 0 EUR/t}}]
    processes:
      - {{process: kiln, site: works, model: recipe, variable_cost: 1 EUR/t, capacity: 20 t/year,
          capex: 10 EUR/(t/year), lifetime: 1 year, {kiln}}}
    recipes:
      - {{process: kiln, material: clay, role: in}}
      - {{process: kiln, material: brick, role: out, amount: 1 t/t}}
    links:
      - {{link: road, from: pit, to: works, material: clay, cost_per_amount: 0 EUR/t, capacity: 20 t/year,
          capex: 10 EUR/(t/year), lifetime: 1 year, {road}}}
    stores:
      - {{store: yard, site: works, material: brick, capacity: 50000 t, capex: 10 EUR/t, lifetime: 1 year, {yard}}}
    markets:
      - {{market: heap, site: pit, material: clay, price: 0 EUR/t}}
      - {{market: builder, site: works, material: brick, price: 5 EUR/t}}
    limits: [{limits}]
    """
ONE = "{{limit: {0}, what: 'open: {0}', maximum: 1}}"
STANDS = {"kiln": "existing: 3 t/year", "road": "existing: 10 t/year", "yard": "existing: 4 t"}
EARNED = -3 * (5 - 1)  # of 3 t a year that the kiln burns; a unit more would cost 10 EUR/t, and earn 4


def written(limits: str, **cells: str) -> str:
    return PLANT.format(**{**STANDS, **cells}, limits=limits)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("kiln", "existing: 3 t/year, unit_size: 5 t/year"),  # was 50 EUR dearer
        ("road", "existing: 10 t/year, unit_size: 12 t/year"),  # no plan: 22 t a year are more than may be in place
        ("yard", "existing: 4 t, unit_size: 5 t"),
        ("yard", "existing: 4 t"),  # 0.01 % of the most would be 5 t
    ],
)
def test_less_than_a_unit_is_there(name: str, cells: str, tmp_path: Path) -> None:
    """Proves: nothing is built where a limit only asks whether what stands is open, and that it is."""
    plan = planned(tmp_path, written(ONE.format(name), **{name: cells}))
    assert plan.objective == pytest.approx(EARNED, rel=1e-9)
    none = ONE.format(name).replace("maximum: 1", "maximum: 0")
    with pytest.raises(mfo.InfeasibleError):
        planned(tmp_path, written(none, **{name: cells}))


@pytest.mark.parametrize(
    ("cells", "cost"),
    [
        ("existing: 3 t/year, unit_size: 5 t/year, opening_cost: 100 EUR", EARNED),
        ("unit_size: 5 t/year, opening_cost: 1 EUR", 5 * (10 - 4) + 1),
    ],
)
def test_what_stands_opens_nothing(cells: str, cost: float, tmp_path: Path) -> None:
    """Proves: what stands pays no opening, and is no reason to build; without it a unit is, where it must be open."""
    must = ONE.format("kiln").replace("maximum", "minimum")
    assert planned(tmp_path, written(must, kiln=cells)).objective == pytest.approx(cost, rel=1e-9)


def test_a_least_size_above_what_stands_is_told(tmp_path: Path) -> None:
    """Proves: a least size holds of what stands, too (2 t more are built for 20 EUR, and earn 8), and that is told."""
    plan = planned(tmp_path, written("", kiln="existing: 3 t/year, minimum_capacity: 5 t/year"))
    assert plan.objective == pytest.approx(EARNED + 2 * (10 - 4), rel=1e-9)
    (told,) = [each for each in plan.problem_list if each.code == "existing-below-least"]
    assert "What exists (3 t/year) is less than `minimum_capacity` (5 t/year)" in told.message
    assert str(told.where).endswith("column minimum_capacity")
    plan = planned(tmp_path, written("", kiln="existing: 5 t/year, minimum_capacity: 5 t/year"))
    assert not [each for each in plan.problem_list if each.code == "existing-below-least"]
