"""How processes run from slot to slot, solved by hand from plant files."""

from __future__ import annotations

from pathlib import Path

import pytest

from .reading import EXACT, by_slot, cost, plan_of

PLANT = """
plant: {{name: A burner and a way out, currency: EUR, slots: {slots}}}
materials: [{{material: waste, unit: t}}]
sites: [{{site: works}}]
supplies: [{{supply: waste, site: works, material: waste, amount: arising, take: all, price: 0 EUR/t}}]
processes:
  - {{process: burner, site: works, model: recipe, capacity: 10 t/h, variable_cost: 1 EUR/t{burner}}}
  - {{process: haulier, site: works, model: recipe, variable_cost: 10 EUR/t}}
recipes:
  - {{process: burner, material: waste, role: in, amount: 1 t/t}}
  - {{process: haulier, material: waste, role: in, amount: 1 t/t}}
profiles:
{profiles}
"""

ENGINE = """
plant: {{name: An engine by the hour, currency: EUR, slots: {slots}}}
materials: [{{material: fuel, unit: t}}, {{material: power, unit: MWh}}]
sites: [{{site: works}}]
supplies: [{{supply: fuel, site: works, material: fuel, take: up to, price: 2 EUR/t}}]
processes:
  - {{process: engine, site: works, model: recipe, capacity: 10 t/h, variable_cost: 0 EUR/t{engine}}}
recipes:
  - {{process: engine, material: fuel, role: in, amount: 1 t/t}}
  - {{process: engine, material: power, role: out, amount: 1 MWh/t}}
markets: [{{market: grid, site: works, material: power, price: tariff}}]
profiles:
{profiles}
"""


def burner(arising: list[float], **columns: str) -> str:
    rows = [f'  - {{slot: {place}, "arising [t/h]": {rate}}}' for place, rate in enumerate(arising, start=1)]
    more = "".join(f", {name}: {value}" for name, value in columns.items())
    return PLANT.format(slots=f"{len(arising)} hours", burner=more, profiles="\n".join(rows))


def engine(tariff: list[float], **columns: str) -> str:
    rows = [f'  - {{slot: {place}, "tariff [EUR/MWh]": {price}}}' for place, price in enumerate(tariff, start=1)]
    more = "".join(f", {name}: {value}" for name, value in columns.items())
    return ENGINE.format(slots=f"{len(tariff)} hours", engine=more, profiles="\n".join(rows))


def test_availability_is_a_share_of_the_time(tmp_path: Path) -> None:
    """Proves: at 60 % the burner takes 6 of 8 t: 6 x 1 + 2 x 10 = 26 EUR an hour. Without it 8."""
    assert cost(plan_of(tmp_path, burner([8, 8], availability="60 %"))) == pytest.approx(52, rel=EXACT)


def test_planned_outages(tmp_path: Path) -> None:
    """Proves: the burner stands still in hours 2 and 3: 2 x 8 + 2 x 80 = 176 EUR. Without the outage 32."""
    plan = plan_of(tmp_path, burner([8] * 4, outages="2 to 3"))
    assert cost(plan) == pytest.approx(176, rel=EXACT)
    assert by_slot(plan, "activities", "activity", process="burner") == pytest.approx([8, 0, 0, 8], abs=1e-6)


def test_a_least_load(tmp_path: Path) -> None:
    """Proves: 3 t are less than half the capacity, so the haulier takes them: 3 x 10 + 8 x 1 = 38 EUR. Without
    11."""
    plan = plan_of(tmp_path, burner([3, 8], minimum_load="50 %"))
    assert cost(plan) == pytest.approx(38, rel=EXACT)
    assert plan.activities.query("process == 'burner'").on.tolist() == [False, True]


def test_a_ramp(tmp_path: Path) -> None:
    """Proves: at 2 t/h from hour to hour the peak is reached by way of 0, 2, 4, 2: 4 x 3 - 2 - 2 = 8 EUR gained.
    Without the ramp the engine runs in the peak alone: 10 x 3 = 30."""
    assert cost(plan_of(tmp_path, engine([1, 1, 5, 1], ramp="20 %/h"))) == pytest.approx(-8, rel=EXACT)
    assert cost(plan_of(tmp_path, engine([1, 1, 5, 1]))) == pytest.approx(-30, rel=EXACT)


@pytest.mark.parametrize(("start", "gained", "starts"), [("10 EUR", 52.0, 0.0), ("3 EUR", 54.0, 6.0)])
def test_starts_cost_money(tmp_path: Path, start: str, gained: float, starts: float) -> None:
    """Proves: two peaks gain 60 EUR. Running on between them at 40 % loses 2 x 4 EUR, starting twice costs 20 or 6:
    the cheaper of both is chosen. Without the cost of starting 60, without the least load 60 as well."""
    plan = plan_of(tmp_path, engine([5, 1, 5, 1], start_cost=start, minimum_load="40 %"))
    assert cost(plan) == pytest.approx(-gained, rel=1e-6)
    assert plan.costs.query("category == 'start-up'").amount.sum() == pytest.approx(starts, abs=1e-6)
    assert plan.certificate["whole_numbers"]
