"""Readings of other plants than those on which mfo was once wrong, of the same kinds: worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import bench, cost, known, moved, today_cost


def test_a_reading_of_a_year_is_spread_over_typical_days(tmp_path: Path) -> None:
    """17,520 GJ a year are 2 GJ/h on every day and night, not all in the cheapest nights: 0.6 MWh of gas an hour cost
    90 x (8 x 0.6 x 20 + 16 x 0.6 x 60) + 275 x (8 x 0.6 x 10 + 16 x 0.6 x 30) = 152,880, and as much steam is sold.
    """
    plan = bench("year_over_typical_days", tmp_path).optimise()
    assert moved(plan, "gas main") == pytest.approx([4800, 9600, 4800, 9600])
    assert today_cost(plan) == pytest.approx(152_880 + 17_520 - 30 * 17_520)


def test_three_meters_are_reconciled_by_their_variances(tmp_path: Path) -> None:
    """1,000 +- 20, 600 +- 18 and 380 +- 19 kW are 20 apart; variances of 400, 324 and 361 of 1,085 in all."""
    plan = bench("three_meters", tmp_path).optimise()
    assert moved(plan, "meter") == pytest.approx([1000 - 20 * 400 / 1085] * 4)
    assert moved(plan, "saws") == pytest.approx([600 + 20 * 324 / 1085] * 4)
    assert "chi-square 0.369" in plan.problem_list[0].message


def test_readings_on_both_sides_of_a_yield_in_two_units(tmp_path: Path) -> None:
    """(x - 1000)^2 / 50^2 + (450 x - 400,000)^2 / 40,000^2 is least at 0.5125 / 5.265625e-4 t of seed a month."""
    plan = bench("readings_on_both_sides_of_a_yield", tmp_path).optimise()
    seed = 0.5125 / 5.265625e-4
    assert moved(plan, "fields") == pytest.approx([12 * seed])
    assert moved(plan, "bottling") == pytest.approx([12 * 450 * seed])
    assert known(plan)["fields"] == "reconciled"


@pytest.mark.parametrize(
    "change",
    [("", ""), ("capacity: 60 t/d, existing: 0 t/d, capex: 5 kUSD/(t/d), lifetime: 10 year", "capacity: 0 t/d")],
)
def test_what_does_not_stand_is_not_blamed_for_an_imbalance(change: tuple[str, str], tmp_path: Path) -> None:
    """50 t of cullet a day arise, and 40 are melted: the reading is 25 % off. The crushing that nobody has built, or
    that is closed, was told to do something today."""
    (problem,) = bench("unbuilt_crusher_beside_a_reading", tmp_path, change).optimise().problem_list
    assert problem.code == "measurement-contradicted"
    assert "'melting' was measured at 14,600 t a year" in problem.message
    assert "give 18,250 (25.00% off)" in problem.message
    assert "crushing" not in str(problem)


def test_what_is_read_where_nothing_stands_is_still_told(tmp_path: Path) -> None:
    """10 t a day are read at the crusher that nobody has built."""
    change = ("{at: melting, amount: 40 t/d}", "{at: crushing, amount: 10 t/d}")
    (problem,) = bench("unbuilt_crusher_beside_a_reading", tmp_path, change).optimise().problem_list
    assert problem.code == "measurement-above-capacity"
    assert "'crushing' does something, where it has no capacity" in problem.message


def test_stores_and_pipes_cost_nothing_until_they_are_built(tmp_path: Path) -> None:
    """Today 36,500 m3 by lorry: 2.5 EUR each. The pipe costs 50 x 100 / 30 + 3 x 100 a year, and 0.6 EUR/m3."""
    plan = bench("unbuilt_basin_and_pipe", tmp_path).optimise()
    assert today_cost(plan) == pytest.approx(36_500 * 2.5)
    assert cost(plan) == pytest.approx(5000 / 30 + 300 + 36_500 * 0.6)


def test_units_of_a_roadmap_cost_nothing_until_they_are_built(tmp_path: Path) -> None:
    """730 t a year are tipped today at 0.04 USD/kg, and no baler stands."""
    assert today_cost(bench("unbuilt_units_of_a_roadmap", tmp_path).optimise()) == pytest.approx(29_200)


@pytest.mark.parametrize(
    ("scenario", "expected"), [(None, 4 * 120), ("road closed", 4 * 30 * 150), ("more cane", 4 * (40 * 4 + 20 * 150))]
)
def test_a_closed_road_and_more_cane_leave_today_as_it_is(
    scenario: str | None, expected: float, tmp_path: Path
) -> None:
    """30 t a month go to the field today at 5 MXN/t and are sold at 1: 120 MXN a month, whatever is planned."""
    plan = bench("road_closes_and_more_cane", tmp_path, scenario=scenario).optimise()
    assert today_cost(plan) == pytest.approx(4 * 120)
    assert cost(plan) == pytest.approx(expected)


def test_readings_that_balance_to_their_digits_balance(tmp_path: Path) -> None:
    """1e-9 and 999.999999 of 1,000 Nm3 a day are 1e-9 apart, of all that was read a share of 1e-12 and 1e-9: no way
    through the plant was said to have them."""
    plan = bench("readings_to_their_digits", tmp_path).optimise()
    assert plan.problem_list == []
    assert moved(plan, "flare") == pytest.approx([1000, 1000])
    off = bench("readings_to_their_digits", tmp_path, ("999.999999", "999.9")).optimise()
    assert [problem.code for problem in off.problem_list] == ["measurements-unbalanced"]
