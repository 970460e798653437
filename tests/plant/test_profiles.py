"""Profiles: values by slot, by year or both; every value in its place whatever the order of the rows."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .plants import first, plant_of, problems_of


def amounts(folder: Path, profile: str = "p", **change: Any) -> np.ndarray:
    """The harvest's amount [t/d] by year and slot."""
    plant = plant_of(folder, **{**change, **first("supplies", amount=profile)})
    amount = plant.supplies[0].amount
    assert amount is not None
    return amount.over(len(plant.times.years), len(plant.times.hours)) * 24


def test_by_position(tmp_path: Path) -> None:
    rows = [{"slot": slot, "p [kg/d]": slot * 1000} for slot in (3, 1, 2)]
    assert amounts(tmp_path, plant={"slots": "3 months"}, profiles=rows).tolist() == [[1, 2, 3]]


@pytest.mark.parametrize("labels", [("2025-01-01", "2025-02-01"), ("January", "February"), ("2025-01", "2025-02")])
def test_by_label_or_date(tmp_path: Path, labels: tuple[str, str]) -> None:
    rows = [{"slot": label, "p [t/d]": number} for number, label in enumerate(labels, 1)]
    found = amounts(tmp_path, plant={"slots": "2 months", "start": "2025-01-01"}, profiles=rows)
    assert found.tolist() == [[1, 2]]


def test_by_hour_over_the_change_of_clocks(tmp_path: Path) -> None:
    """When clocks go back, 02:00 comes twice: the second is told apart by its offset."""
    labels = ["2025-10-26 01:00", "2025-10-26 02:00", "2025-10-26T02:00+01:00", "2025-10-26 03:00"]
    rows = [{"slot": label, "p [t/d]": number} for number, label in enumerate(labels)]
    plant = {"slots": "4 hours", "start": "2025-10-26 01:00", "timezone": "Europe/Berlin"}
    assert amounts(tmp_path, plant=plant, profiles=rows).tolist() == [[0, 1, 2, 3]]


def test_dates_need_a_start(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, profiles=[{"slot": "2025-01-01", "p [t/d]": 1}])
    assert "Set `start`" in str(problems[0])


def test_by_year_linear_step_and_exact(tmp_path: Path) -> None:
    """2027 lies two fifths of the way from 10 to 20: 14 where values run linearly, 10 where the last one holds."""
    rows = [{"year": 2025, "p [t/d]": 10}, {"year": 2030, "p [t/d]": 20}]
    years = [2025, 2027, 2030]
    linear = amounts(tmp_path, plant={"years": years, "interpolate": "linear"}, profiles=rows)
    step = amounts(tmp_path, plant={"years": years, "interpolate": "step"}, profiles=rows)
    assert linear[:, 0] == pytest.approx([10, 14, 20])
    assert step[:, 0] == pytest.approx([10, 10, 20])


def test_nothing_is_guessed_beyond_the_years_given(tmp_path: Path) -> None:
    rows = [{"year": 2025, "p [t/d]": 10}, {"year": 2030, "p [t/d]": 20}]
    problems = problems_of(tmp_path, plant={"years": [2025, 2040], "interpolate": "linear"}, profiles=rows)
    assert "says nothing of 2040" in str(problems[0])


def test_by_year_and_slot(tmp_path: Path) -> None:
    rows = [
        {"year": year, "slot": slot, "p [t/d]": 10 * (year - 2024) + slot} for year in (2025, 2027) for slot in (1, 2)
    ]
    found = amounts(
        tmp_path, plant={"years": [2025, 2026, 2027], "slots": "2 months", "interpolate": "linear"}, profiles=rows
    )
    assert found == pytest.approx(np.array([[11, 12], [21, 22], [31, 32]]))


def test_profiles_of_both_kinds_share_a_table(tmp_path: Path) -> None:
    rows = [{"slot": 1, "p [t/d]": 1}, {"slot": 2, "p [t/d]": 2}, {"year": 2025, "q": 1}, {"year": 2026, "q": 3}]
    plant = {"years": [2025, 2026], "slots": "2 months"}
    assert amounts(tmp_path, plant=plant, profiles=rows).tolist() == [[1, 2], [1, 2]]
    assert amounts(tmp_path, "p * q", plant=plant, profiles=rows) == pytest.approx(np.array([[1, 2], [3, 6]]))
    assert amounts(tmp_path, "10 t/d * q", plant=plant, profiles=rows)[:, 0] == pytest.approx([10, 30])


def test_a_mixed_profile_is_refused(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, profiles=[{"slot": 1, "p [t/d]": 1}, {"year": 1, "p [t/d]": 2}])
    assert problems[0].code == "profile-mixed"


def test_cells_may_carry_units_of_their_own(tmp_path: Path) -> None:
    rows = [{"slot": 1, "p": "960 kg/d"}, {"slot": 2, "p": "1 t/d"}]
    assert amounts(tmp_path, plant={"slots": "2 months"}, profiles=rows) == pytest.approx(np.array([[0.96, 1]]))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=24), st.integers())
def test_the_order_of_rows_changes_nothing(values: list[float], seed: int) -> None:
    """Law: a profile is what its slots say, not where its rows stand."""
    rows = [{"slot": slot, "p [t/d]": value} for slot, value in enumerate(values, 1)]
    mixed = random.Random(seed).sample(rows, len(rows))
    plant = {"slots": f"{len(values)} months"}
    with tempfile.TemporaryDirectory() as folder:
        straight = amounts(Path(folder), plant=plant, profiles=rows)
        assert np.array_equal(straight, amounts(Path(folder), plant=plant, profiles=mixed))
        assert straight[0] == pytest.approx(values, rel=1e-12)


def test_a_profile_may_be_named_like_a_column(tmp_path: Path) -> None:
    """Proves: with a unit in its header `dear` is a profile and no misspelt `year`."""
    rows = [{"slot": slot, "dear [t/d]": slot} for slot in (1, 2)]
    assert amounts(tmp_path, "dear", plant={"slots": "2 months"}, profiles=rows).tolist() == [[1, 2]]


YEARLY = [{"year": year, "p [t/d]": 10 * place, "q": "1 %"} for place, year in enumerate((2025, 2030, 2035, 2040))]


@pytest.mark.parametrize(("interpolate", "taken"), [("linear", "10 t/d"), ("step", "0 t/d")])
def test_a_milestone_whose_row_was_deleted_is_told(tmp_path: Path, interpolate: str, taken: str) -> None:
    """Of 0, 10, 20 and 30 t/d the second is deleted: halfway between its neighbours, or the one before."""
    plant = {"years": [2025, 2030, 2035, 2040], "interpolate": interpolate}
    made = plant_of(tmp_path, plant=plant, profiles=[row for row in YEARLY if row["year"] != 2030])
    (problem,) = [each for each in made.problems if each.code == "profile-between"]
    assert problem.severity == "warning"
    assert "The profiles `p`, `q` have no value for 2030: " in problem.message
    assert f"`p` {taken}; `q` 1 %" in problem.message
    assert problem.remedy == "Give a row for 2030 if it was deleted by mistake."


@pytest.mark.parametrize("years", [(2025, 2040), (2025, 2030, 2035, 2040)])
def test_few_years_for_many_milestones_are_meant(tmp_path: Path, years: tuple[int, ...]) -> None:
    plant = {"years": [2025, 2030, 2035, 2040], "interpolate": "linear"}
    made = plant_of(tmp_path, plant=plant, profiles=[row for row in YEARLY if row["year"] in years])
    assert "profile-between" not in {each.code for each in made.problems}
