"""Products that come back over several years and in grades, solved by hand from plant files."""

from __future__ import annotations

from pathlib import Path

import pytest

from .reading import EXACT, by_year, cost, plan_of

PUMPS = """
plant: {{name: Pumps that come back, currency: EUR, years: {years}}}
materials:
  - {{material: pump, unit: item}}
  - {{material: good core, unit: item}}
  - {{material: worn core, unit: item}}
sites: [{{site: works}}]
supplies: [{{supply: new pumps, site: works, material: pump, take: up to, price: 1000 EUR/item}}]
processes:
  - {{process: remanufacturing, site: works, model: recipe, route: remanufacture, variable_cost: 400 EUR/item}}
recipes:
  - {{process: remanufacturing, material: good core, role: in, amount: 1 item/item}}
  - {{process: remanufacturing, material: pump, role: out, amount: 1 item/item}}
markets:
  - {{market: users, site: works, material: pump, minimum: 100 item/year, maximum: 100 item/year, price: 0 EUR/item}}
  - {{market: scrap, site: works, material: [good core, worn core], price: 50 EUR/item, route: recycling}}
returns:
{returns}
"""


def pumps(years: list[int], *returns: tuple[str, str, str]) -> str:
    """Pumps of which shares come back as a core of some grade after some years."""
    rows = "\n".join(
        f"  - {{of: users, as: {core}, at: works, after: {after}, share: {share}}}" for core, after, share in returns
    )
    return PUMPS.format(years=years, returns=rows)


GRADES = (("good core", "1 year", "30 %"), ("good core", "2 years", "20 %"), ("worn core", "2 years", "10 %"))


def test_returns_spread_over_years_and_in_grades(tmp_path: Path) -> None:
    """Proves: 30 good cores after a year, 20 good and 10 worn ones after two: 100,000, 12,000 + 70,000, 20,000 +
    50,000 - 500 and the same again: 321,000 EUR. If all came back after a year 100,000 + 3 x 69,500 = 308,500; if
    all were good the worn ones would be remanufactured, too."""
    plan = plan_of(tmp_path, pumps([2025, 2026, 2027, 2028], *GRADES))
    assert cost(plan) == pytest.approx(321_000, rel=EXACT)
    back = plan.by("year", "flows").query("kind == 'return' and material == 'good core'")
    assert back.amount.tolist() == pytest.approx([0, 30, 50, 50], abs=1e-6)


def test_what_never_comes_back_is_shown(tmp_path: Path) -> None:
    """Proves: of 100 pumps a year 40 never come back, whatever the horizon; and of those that do, the ones sold
    near its end come back after it: 30 + 30 of 2028, 30 of 2027."""
    plan = plan_of(tmp_path, pumps([2025, 2026, 2027, 2028], *GRADES))
    lost = plan.indicators[plan.indicators.indicator == "never comes back: pump (users)"]
    assert lost.value.tolist() == pytest.approx([0.4] * 4)
    assert lost.numerator.tolist() == pytest.approx([40] * 4)
    assert lost.denominator.tolist() == pytest.approx([100] * 4)
    later = plan.indicators[plan.indicators.indicator == "comes back after the horizon: pump (users)"]
    assert later.numerator.tolist() == pytest.approx([0, 0, 30, 60], abs=1e-6)


def test_what_comes_back_is_counted_as_often_as_its_slot(tmp_path: Path) -> None:
    """The same pumps, with half a year that stands for both: 30 come back after the horizon, and then 60."""
    text = pumps([2025, 2026, 2027, 2028], *GRADES) + "slots: [{slot: half, hours: 4380 h, weight: 2}]\n"
    found = plan_of(tmp_path, text).indicators
    later = found[found.indicator == "comes back after the horizon: pump (users)"]
    assert later.numerator.tolist() == pytest.approx([0, 0, 30, 60], abs=1e-6)


def test_milestones_get_back_what_the_years_before_have_sold(tmp_path: Path) -> None:
    """Proves: a milestone stands for five years. Of the pumps of 2025 to 2029 those of the first four years come
    back within them: 48 a year on average, 60 a year later on: 5 x (48 x 400 + 52 x 1,000) + 2 x 5 x 64,000 =
    996,000 EUR. If nothing came back within the first milestone 500,000 + 640,000 = 1,140,000; if all did
    960,000."""
    plan = plan_of(tmp_path, pumps([2025, 2030, 2035], ("good core", "1 year", "60 %")))
    assert cost(plan) == pytest.approx(996_000, rel=EXACT)
    assert by_year(plan, "activities", "activity", process="remanufacturing") == pytest.approx([48, 60, 60])
