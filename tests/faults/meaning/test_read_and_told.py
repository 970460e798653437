"""Good input that was refused or crashed, and messages at the wrong place."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import bench, cost_of, refused, text_of


def test_a_share_of_an_effect_that_counts_capacity(tmp_path: Path) -> None:
    """10 kW from old cells and new panels, a third old: 2/3 x 80 + 1/3 x 100 EUR/kW, a tenth a year; it crashed."""
    text = text_of("crash_on_a_share_of_capacity")
    assert cost_of(text, tmp_path) == pytest.approx(10 * (2 / 3 * 80 + 1 / 3 * 100) / 10)


@pytest.mark.parametrize("first", ["new panels", "battery of old cells"])
def test_the_order_of_processes_changes_nothing(first: str, tmp_path: Path) -> None:
    """The program's own numbering of what is built is not that of all processes."""
    text = text_of("crash_on_a_share_of_capacity")
    row = next(line for line in text.splitlines() if line.startswith(f"  - {{process: {first}, site"))
    text = text.replace(row + "\n", "").replace("processes:\n", f"processes:\n{row}\n", 1)
    assert cost_of(text, tmp_path) == pytest.approx(10 * (2 / 3 * 80 + 1 / 3 * 100) / 10)


def test_a_share_of_a_capacity_that_stands(tmp_path: Path) -> None:
    """The cable's 1,000 kW are known: a hundredth of them old, 10 kW, all that is wanted: 100 EUR a year."""
    text = text_of(
        "crash_on_a_share_of_capacity",
        ("{at: new panels, effect: size of new", "{at: cable, effect: size of new"),
        ("minimum: 50 %", "minimum: 1 %"),
    )
    assert cost_of(text, tmp_path) == pytest.approx(10 * 100 / 10)


def test_a_capacity_is_found_by_name_among_those_that_are_built(tmp_path: Path) -> None:
    """`capacity` is indexed among the processes that are built; the cable has none."""
    plant = bench("crash_on_a_share_of_capacity", tmp_path)
    model = plant.model()
    model.capacity["new panels"].fix(0.004)  # MW
    plan = plant.optimise(model=model)
    assert plan.objective == pytest.approx(4 * 8 + 6 * 10)


def test_hours_of_work_are_limited_by_a_rate(tmp_path: Path) -> None:
    """1,500 h a year at half an hour each: 3,000 phones, 60 less 3 and 10 for the work."""
    assert cost_of(text_of("hours_of_work_limited_by_a_rate"), tmp_path) == pytest.approx(-3000 * (60 - 3 - 10))


@pytest.mark.parametrize(
    "bound", ["28.7671233 h/week", "4.109589 h/d", "1500 h", "maximum: 1500 h/year, minimum: 10 h/year"]
)
def test_hours_of_work_in_other_words(bound: str, tmp_path: Path) -> None:
    """A week of 168 h; an amount for the year; both bounds."""
    change = bound if ":" in bound else f"maximum: {bound}"
    text = text_of("hours_of_work_limited_by_a_rate", ("maximum: 1500 h/year", change))
    assert cost_of(text, tmp_path) == pytest.approx(-3000 * (60 - 3 - 10), rel=1e-4)


def test_hours_of_work_on_the_command_line(tmp_path: Path) -> None:
    """The same words beside the plant's own limit."""
    plan = bench("hours_of_work_limited_by_a_rate", tmp_path).optimise(limits=["work <= 750 h/year"])
    assert plan.totals["cost"]["value"] == pytest.approx(-1500 * (60 - 3 - 10))


def test_an_error_of_a_model_of_the_library_stands_at_the_material(tmp_path: Path) -> None:
    """The user can mend his row, not a file of the library."""
    typed = ("dry_matter: 25 %", "dry_matter: 25 %, carbon_biogenic: 3.2 %")
    problems = refused(text_of("error_points_into_the_library", typed), tmp_path)
    assert {(p.where.sheet, p.where.line) for p in problems if p.where} == {("materials", 3)}
    (gain,) = [problem for problem in problems if problem.code == "closure-gain"]
    assert "`filter cake`" in gain.remedy
