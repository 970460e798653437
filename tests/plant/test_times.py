"""Slots and years: lengths, labels, weights, spans and discounting, against the calendar and by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mfo.plant.model import Times

from .plants import first, plant_of, problems_of


def times_of(folder: Path, **settings: Any) -> Times:
    return plant_of(folder, plant=settings).times


@pytest.mark.parametrize(
    ("slots", "count", "hours"),
    [
        ("1 year", 1, 8760),
        ("12 months", 12, 730),
        ("52 weeks", 52, 168),
        ("365 days", 365, 24),
        ("5 days", 5, 24),
        ("8760 hours", 8760, 1),
        ("17520 half-hours", 17520, 0.5),
        ("1 month", 1, 730),
    ],
)
def test_slots_without_dates_are_even_and_count_once(tmp_path: Path, slots: str, count: int, hours: float) -> None:
    """A horizon of 5 days stands for 120 h; scaling it up to a year would give 8,760."""
    times = times_of(tmp_path, slots=slots)
    assert len(times.hours) == count
    assert np.all(times.hours == hours)
    assert np.all(times.weight == 1)
    assert times.hours_per_year == pytest.approx(count * hours, rel=1e-12)
    assert times.years == (1,)
    assert not times.roadmap


def test_months_of_the_calendar(tmp_path: Path) -> None:
    """February has 28 days in 2025 and 29 in 2024; a twelfth of a year would give 730 h for every month."""
    plain = times_of(tmp_path, slots="12 months", start="2025-01-01")
    leap = times_of(tmp_path, slots="12 months", start="2024-01-01")
    assert plain.labels[:2] == ("January", "February")
    assert (plain.hours[1], leap.hours[1]) == (28 * 24, 29 * 24)
    assert (plain.hours_per_year, leap.hours_per_year) == (8760, 8784)


def test_a_roadmap_has_no_leap_day(tmp_path: Path) -> None:
    """Each milestone stands for a typical year, also where the start lies in a leap year."""
    times = times_of(tmp_path, slots="12 months", start="2024-01-01", years=[2024, 2030])
    assert times.hours_per_year == 8760


def test_months_start_on_the_last_day(tmp_path: Path) -> None:
    """From 31 January on, February's slot starts on its 28th."""
    times = times_of(tmp_path, slots="3 months", start="2025-01-31")
    assert list(times.hours) == [28 * 24, 31 * 24, 30 * 24]


def test_daylight_saving(tmp_path: Path) -> None:
    """Berlin's 30 March 2025 has 23 hours and 26 October 25; both hours named 02:00 then have a label."""
    days = times_of(tmp_path, slots="365 days", start="2025-01-01", timezone="Europe/Berlin")
    hours = dict(zip(days.labels, days.hours, strict=True))
    assert (hours["2025-03-30"], hours["2025-10-26"], hours["2025-07-01"]) == (23, 25, 24)
    assert days.hours_per_year == 8760
    hourly = times_of(tmp_path, slots="24 hours", start="2025-10-26", timezone="Europe/Berlin")
    assert hourly.labels[2:4] == ("2025-10-26 02:00", "2025-10-26 02:00+01:00")
    assert len(set(hourly.labels)) == 24


def test_a_leap_year_of_8760_hours_is_told(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, plant={"slots": "8760 hours", "start": "2024-01-01"})
    assert [problem.code for problem in problems] == ["leap-year"]
    assert not problems_of(tmp_path, plant={"slots": "8784 hours", "start": "2024-01-01"})


def test_milestones_stand_for_years_and_are_discounted(tmp_path: Path) -> None:
    """2025, 2030, 2040 stand for 5, 10 and 10 years; at 10 % the factors are 1, 1.1^-5, 1.1^-15."""
    times = times_of(tmp_path, years=[2025, 2030, 2040], discount_rate="10 %")
    assert times.roadmap
    assert list(times.span) == [5, 10, 10]
    assert times.discount == pytest.approx([1, 0.620921323, 0.239392049], rel=1e-8)


def test_one_milestone_stands_for_one_year(tmp_path: Path) -> None:
    times = times_of(tmp_path, years=2030)
    assert (times.years, list(times.span), times.roadmap) == ((2030,), [1], True)


def test_a_table_of_slots_gives_weights_and_typical_days(tmp_path: Path) -> None:
    """Two typical days of two slots: stocks cycle within each day, so the first slot follows its own day's last."""
    slots = [
        {"slot": "a1", "hours": 12, "weight": 200, "day": "a"},
        {"slot": "a2", "hours": 12, "weight": 200, "day": "a"},
        {"slot": "b1", "hours": "0.5 d", "weight": 165, "day": "b"},
        {"slot": "b2", "hours": 12, "weight": 165, "day": "b"},
    ]
    times = plant_of(tmp_path, slots=slots).times
    assert times.hours_per_year == 8760
    assert times.follows == (1, 0, 3, 2)
    assert times.labels == ("a1", "a2", "b1", "b2")


def test_weights_that_make_no_year_are_told(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, slots=[{"slot": "a", "hours": 1, "weight": 100}])
    assert [problem.code for problem in problems] == ["slots-not-a-year"]


def test_outages_take_slots_out(tmp_path: Path) -> None:
    change = first("processes", outages="2; November to December", availability="90 %")
    plant = plant_of(tmp_path, plant={"slots": "12 months", "start": "2025-01-01"}, **change)
    availability = plant.processes[0].availability
    assert availability is not None
    assert list(availability.over(1, 12)[0]) == pytest.approx([0.9, 0] + [0.9] * 8 + [0, 0])


def test_growth_is_compound_from_the_first_milestone(tmp_path: Path) -> None:
    """40 t/d growing by 2 % a year are 40 x 1.02^10 after ten years; growth by step would be 48."""
    plant = plant_of(tmp_path, plant={"years": [2025, 2035]}, **first("supplies", growth="2 %/year"))
    amount = plant.supplies[0].amount
    assert amount is not None
    assert amount.over(2, 1)[:, 0] * 24 == pytest.approx([40, 40 * 1.02**10])
