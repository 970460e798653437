"""Effects that are counted in time, under limits of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from .plants import plan_of

PLANT = """
plant: {name: x, currency: EUR, slots: 2 days}
materials: [{material: w, unit: t}]
sites: [{site: a}, {site: b}]
supplies: [{supply: s, site: a, material: w, take: up to, price: 0 EUR/t, amount: 100 t/d}]
links: [{link: road, from: a, to: b, material: w, cost_per_amount: 0 EUR/t, capacity: 1000 t/d}]
markets: [{market: m, site: b, material: w, price: 1 EUR/t}]
effects: [{effect: driving, unit: h}, {effect: loading, unit: min}]
rates: [{at: road, effect: driving, rate: 15 min/t}, {at: s, effect: loading, rate: 300 s/t}]
"""


@pytest.mark.parametrize(
    ("limit", "moved"),
    [
        ("when: slot, maximum: 8 h/d", 64),  # 32 t on each of two days
        ("when: slot, maximum: 8 h", 64),
        ("when: year, maximum: 8 h", 32),
        ("when: total, maximum: 0.5 d", 48),
        ("when: year, maximum: 4 h/d", 32),  # 8 h in all
        ("when: slot, maximum: 0.5 h/h", 96),  # half a driver: 12 h a day
        ("when: year, of: loading, maximum: 400 %", 200),  # of 5 min/t loading 15 min/t driving are 300 %
        ("when: year, of: loading, maximum: 250 %", 0),
    ],
)
def test_hours_of_driving_are_limited(limit: str, moved: float, tmp_path: Path) -> None:
    """Proves: a quarter of an hour a tonne; by hand beside each limit. Without one all 200 t go."""
    plan = plan_of(PLANT + f"limits: [{{limit: hours, what: driving, {limit}}}]\n", tmp_path)
    assert plan.objective == pytest.approx(-moved, abs=1e-6)
