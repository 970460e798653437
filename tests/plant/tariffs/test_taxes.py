"""Taxes and rights by amount, each worked out by hand: a landfill tax that rises, water rights in blocks."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

TOWN = """
plant: {name: town, currency: MXN, years: [2025, 2026], discount_rate: 0 %}
materials: [{material: waste, unit: t}, {material: ash, unit: t}]
sites: [{site: town}]
supplies:
  - {supply: collection, site: town, material: waste, amount: 10 kt/year, take: all, price: 0 MXN/t}
  - {supply: kilns, site: town, material: ash, amount: 1 kt/year, take: all, price: 0 MXN/t}
markets:
  - {market: landfill, site: town, material: [waste, ash], price: -300 MXN/t, route: landfill}
  - {market: composting, site: town, material: waste, price: -370 MXN/t, route: compost, maximum: 4 kt/year}
  - {market: scrap, site: town, material: ash, price: 20 MXN/t, maximum: 100 t/year}
rates: [{at: landfill, effect: cost, per: waste, rate: landfill tax}]
profiles:
  - {year: 2025, "landfill tax [MXN/t]": 60}
  - {year: 2026, "landfill tax [MXN/t]": 80}
"""


def planned(text: str, folder: Path) -> mfo.Plan:
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder / "plant.yaml").optimise()


def test_a_landfill_tax_decides_and_is_no_sale(tmp_path: Path) -> None:
    """Ash is exempt. In 2025 burying costs 300 + 60 = 360, less than composting at 370: 10,000 t pay 600,000 of tax. In
    2026 it costs 380: 4,000 t are composted, and 6,000 t pay 480,000. Sold is ash of 2,000 a year, and no more or less.
    """
    plan = planned(TOWN, tmp_path)
    cost = 10_000 * 360 + 4_000 * 370 + 6_000 * 380 + 2 * (900 * 300 - 100 * 20)
    assert plan.objective == pytest.approx(cost)
    told = plan.costs.set_index(["year", "category"])["amount"].to_dict()
    assert told == pytest.approx(
        {
            (2025, "tax or charge"): 600_000,
            (2026, "tax or charge"): 480_000,
            (2025, "gate fee"): 10_000 * 300 + 900 * 300,
            (2026, "gate fee"): 6_000 * 300 + 4_000 * 370 + 900 * 300,
            (2025, "sale"): -2_000,
            (2026, "sale"): -2_000,
        }
    )
    cash = plan.cash_flow[plan.cash_flow["category"] == "tax or charge"].set_index("year")["amount"]
    assert cash.to_dict() == pytest.approx({2025: -600_000, 2026: -480_000})


WORKS = """
plant: {name: works, currency: MXN, slots: 12 months}
materials: [{material: water, unit: m3}]
sites: [{site: works}]
supplies:
  - {supply: well, site: works, material: water, take: up to, price: 5 MXN/m3}
  - {supply: mains, site: works, material: water, take: up to, price: MAINS MXN/m3}
markets:
  - {market: washing, site: works, material: water, price: 0 MXN/m3, minimum: 5000 m3/month, maximum: 5000 m3/month}
contracts:
  - {contract: water rights, of: well, when: month, tiers: "1000 m3/month: 8 MXN/m3; 3000 m3/month: 12 MXN/m3"}
rates: [{at: well, effect: cost, rate: 0.4 MXN/m3}]
"""


@pytest.mark.parametrize(
    ("mains", "month"),
    [
        (
            20,
            1_000 * 5.4 + 2_000 * 8.4 + 2_000 * 12.4,
        ),  # all from the well: its three blocks, each with 0.4 for pumping
        (11, 1_000 * 5.4 + 2_000 * 8.4 + 2_000 * 11),  # the third block is dearer than the mains
        (8.2, 1_000 * 5.4 + 4_000 * 8.2),
    ],
)
def test_water_rights_in_blocks(mains: float, month: float, tmp_path: Path) -> None:
    """5,000 m3 a month: the first 1,000 at 5 MXN, to 3,000 at 8, above at 12."""
    assert planned(WORKS.replace("MAINS", str(mains)), tmp_path).objective == pytest.approx(12 * month)
