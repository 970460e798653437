"""Links in use from year to year, solved by hand from plant files."""

from __future__ import annotations

from pathlib import Path

import pytest

from .reading import EXACT, cost, plan_of

PLANT = """
plant: {name: A ferry and a bridge, currency: EUR, years: [2025, 2026, 2027]}
materials: [{material: sand, unit: t}]
sites: [{site: pit}, {site: town}]
supplies: [{supply: digging, site: pit, material: sand, take: up to, price: 1 EUR/t}]
links:
  - {link: bridge, from: pit, to: town, material: sand, cost_per_amount: 2 EUR/t, capacity: 10 t/year}
  - {link: ferry, from: pit, to: town, material: sand, cost_per_amount: 3 EUR/t, capacity: 10 t/year}
rates:
  - {at: bridge, effect: fossil CO2, rate: 5 t, per: used}
  - {at: ferry, effect: fossil CO2, rate: 7 t, per: used}
markets: [{market: works, site: town, material: sand, minimum: wanted, maximum: wanted, price: 0 EUR/t}]
profiles:
  - {year: 2025, "wanted [t/year]": 8}
  - {year: 2026, "wanted [t/year]": 14}
  - {year: 2027, "wanted [t/year]": 0}
"""


@pytest.mark.parametrize("more", ["", ", minimum_load: 4 t/year"])
def test_a_link_counts_as_used_where_it_sends(tmp_path: Path, more: str) -> None:
    """Proves: the bridge is used in two years and the ferry in one: 2 x 5 + 7 = 17 t. Nobody pays for their use, so
    that it could stand at any number from 17 to 36 t beside the same cost of 8 x 3 + 10 x 3 + 4 x 4 = 70 EUR."""
    plan = plan_of(tmp_path, PLANT.replace("capacity: 10 t/year}", f"capacity: 10 t/year{more}}}"))
    assert cost(plan) == pytest.approx(70, rel=EXACT)
    assert plan.totals["fossil CO2"]["value"] == pytest.approx(17, rel=EXACT)
