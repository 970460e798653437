"""Results added up over days, months, years and the horizon."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from .reading import plan_of

PLANT = """
plant: {{name: Heat by the hour, currency: EUR, {settings}}}
materials: [{{material: gas, unit: MWh}}]
sites: [{{site: works}}]
supplies: [{{supply: grid, site: works, material: gas, take: up to, price: 10 EUR/MWh}}]
markets: [{{market: heat, site: works, material: gas, minimum: 2 MW, maximum: 2 MW, price: 0 EUR/MWh}}]
"""


def delivered(plan: mfo.Plan, period: str) -> list[float]:
    found = plan.by(period, "flows")
    return [round(value, 6) for value in found[found.element == "heat"].amount]


def test_days_and_months_of_the_calendar(tmp_path: Path) -> None:
    """Proves: hours add up to the days and months of their dates; February 2024 has 29 days, the change of clocks
    23 hours."""
    plan = plan_of(tmp_path, PLANT.format(settings="start: 2024-02-28, slots: 96 hours"))
    assert delivered(plan, "day") == [48, 48, 48, 48]
    assert delivered(plan, "month") == [96, 96]
    assert plan.by("month")["month"].unique().tolist() == ["2024-02", "2024-03"]
    assert delivered(plan, "year") == [192]
    clocks = plan_of(tmp_path, PLANT.format(settings="start: 2025-03-30, timezone: Europe/Berlin, slots: 47 hours"))
    assert delivered(clocks, "day") == [46, 48]


def test_days_and_months_without_dates_are_counted_from_the_start(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PLANT.format(settings="slots: 60 hours"))
    assert delivered(plan, "day") == [48, 48, 24]
    assert delivered(plan, "month") == [120]
    months = plan_of(tmp_path, PLANT.format(settings="start: 2025-01-01, slots: 12 months"))
    assert months.by("month")["month"].tolist()[:2] == ["January", "February"]


def test_the_horizon_counts_each_milestone_for_its_years(tmp_path: Path) -> None:
    """Proves: two milestones of five years are ten years of 17,520 MWh; the totals of the plan say the same."""
    plan = plan_of(tmp_path, PLANT.format(settings="years: [2025, 2030], slots: 12 months"))
    assert delivered(plan, "year") == [17_520, 17_520]
    assert delivered(plan, "horizon") == [175_200]
    horizon = plan.by("horizon", "costs")
    assert horizon.amount.sum() == pytest.approx(plan.totals["cost"]["value"])
    assert "year" not in horizon


def test_weighted_slots_count_as_often_as_they_repeat(tmp_path: Path) -> None:
    days = "\nslots: [{slot: day, hours: 12 h, weight: 365, day: d}, {slot: night, hours: 12 h, weight: 365, day: d}]\n"
    plan = plan_of(tmp_path, PLANT.format(settings="price_year: 2025") + days)
    assert delivered(plan, "year") == [17_520]
    assert delivered(plan, "slot") == [8_760, 8_760]
    with pytest.raises(mfo.UsageError, match="repeat"):
        plan.by("day")


@pytest.mark.parametrize(("period", "table"), [("week", "flows"), ("year", "prices"), ("slot", "ledger")])
def test_what_cannot_be_added_up_is_refused(tmp_path: Path, period: str, table: str) -> None:
    plan = plan_of(tmp_path, PLANT.format(settings="slots: 2 hours"))
    with pytest.raises(mfo.UsageError):
        plan.by(period, table)


def test_a_week_over_the_end_of_a_month_is_in_both(tmp_path: Path) -> None:
    """Proves: the fifth week of 2025 begins on 29 January: 3 of its days are in January, which has 31 x 48 MWh.
    Booked where it begins, January would have 35 days; the last week ends on 30 December."""
    weeks = plan_of(tmp_path, PLANT.format(settings="start: 2025-01-01, slots: 52 weeks"))
    days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 30]
    assert delivered(weeks, "month") == [48 * each for each in days]
    counted = plan_of(tmp_path, PLANT.format(settings="slots: 52 weeks"))
    assert delivered(counted, "month") == pytest.approx([1460] * 11 + [1460 - 48])


def test_a_slot_over_midnight_is_in_both_days(tmp_path: Path) -> None:
    """Proves: slots of 10 h from midnight: the third has 4 h of the first day and 6 of the second; stocks likewise."""
    slots = "\nslots: [{slot: a, hours: 10 h}, {slot: b, hours: 10 h}, {slot: c, hours: 10 h}]\n"
    plan = plan_of(tmp_path, PLANT.format(settings="price_year: 2025") + slots)
    assert delivered(plan, "day") == pytest.approx([48, 12])
    assert delivered(plan, "month") == [60]
