"""What opening costs: once, and never before anything stands."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

BELT = """
plant: {name: glass, currency: EUR, years: [2025, 2026, 2031], discount_rate: 0 %}
materials: [{material: glass, unit: t}]
sites: [{site: depot}, {site: works}]
supplies: [{supply: collected, site: depot, material: glass, take: all, amount: arising, price: 0 EUR/t}]
markets:
  - {market: heap, site: depot, material: glass, price: fee}
  - {market: furnace, site: works, material: glass, price: 0 EUR/t}
links:
  - {link: belt, from: depot, to: works, material: glass, distance: 1 km, cost_per_amount: 0 EUR/t,
     capacity: 1000 t/year, capex: 0 EUR/(t/year), lifetime: 3 year, opening_cost: OPENING}
profiles:
  - {year: 2025, "arising [t/year]": 10, "fee [EUR/t]": 0, "dear [EUR]": 3000}
  - {year: 2026, "arising [t/year]": 100, "fee [EUR/t]": -100, "dear [EUR]": 4000}
  - {year: 2031, "arising [t/year]": 10, "fee [EUR/t]": 0, "dear [EUR]": 4000}
"""


def planned(folder: Path, opening: str, *changes: tuple[str, str]) -> mfo.Plan:
    text, path = BELT.replace("OPENING", opening), folder / "glass.yaml"
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return mfo.read(path).optimise()


def spent(plan: mfo.Plan, category: str = "opening") -> dict[int, float]:
    """Money by milestone, for all years that it stands for."""
    rows = plan.ledger[(plan.ledger["effect"] == "investment") & (plan.ledger["category"] == category)]
    return {int(row.year): row.amount * row.weight for row in rows.itertuples()}


def cost(plan: mfo.Plan) -> float:
    rows = plan.ledger[plan.ledger["effect"] == "cost"]
    return float((rows["amount"] * rows["weight"]).sum())


def test_opening_is_paid_once_in_a_milestone_longer_than_its_life(tmp_path: Path) -> None:
    """3,000 EUR in place of five years of 10,000 EUR of fees. Five annuities of 1,000 EUR were paid for the five
    years of 2026, and so the belt was opened in 2025, where nothing stood, at 3,000."""
    plan = planned(tmp_path, "3000 EUR")
    assert (cost(plan), sum(spent(plan).values())) == pytest.approx((3000, 3000))
    capex = plan.cash_flow[plan.cash_flow["category"] == "capex"]
    assert float(capex["amount"].sum()) == pytest.approx(-3000)


@pytest.mark.parametrize("more", ["build: [2026]", "build: [2025], lead_time: 1 year"])
def test_nothing_is_opened_before_it_can_stand(more: str, tmp_path: Path) -> None:
    """Opening costs 3,000 EUR in 2025 and 4,000 from 2026 on, and nothing can stand before 2026: 4,000."""
    plan = planned(tmp_path, f"dear, {more}")
    assert cost(plan) == pytest.approx(4000)
    assert spent(plan) == pytest.approx({2026: 4000})


def test_what_is_open_is_one_unit_at_least(tmp_path: Path) -> None:
    """A unit of 100 t/year for ten years is 4,800 EUR, and 2,000 EUR a year while it stands: in 2025 opening would save
    1,000 EUR and the unit cost 2,000 more, so both begin in 2026: 4,000 + 4,800 + 10 x 2,000."""
    more = ("capex: 0", "fixed_cost: 20 EUR/year/(t/year), capex: 48"), ("lifetime: 3", "lifetime: 10")
    plan = planned(tmp_path, "dear, unit_size: 100 t/year", *more)
    assert spent(plan) == pytest.approx({2026: 4000})
    assert cost(plan) == pytest.approx(28_800)
