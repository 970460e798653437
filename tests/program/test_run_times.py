"""Times to run and to stand: the rows by themselves, and what comes of leaving them out."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.errors import SolverError
from mfo.plan.certificate.rows import run_times_rows
from mfo.program.constraints import run_times

MILL = Path(__file__).parents[1] / "published" / "by_hand" / "run_times.yaml"


def test_a_program_without_the_rows_gives_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: it believes in 70 EUR, one hour of milling, and the certificate does not."""
    monkeypatch.setattr(run_times, "add_rows", lambda builder: None)
    with pytest.raises(SolverError, match="times to run and to stand"):
        mfo.read(MILL).optimise()


def test_a_certificate_without_the_rows_gives_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: rows that nobody wrote again are not certified unseen."""
    monkeypatch.setattr(run_times_rows, "rows", lambda book: None)
    with pytest.raises(SolverError, match="there is no check for the rows 'up time'"):
        mfo.read(MILL).optimise()


@pytest.mark.parametrize(("start", "least", "least_down"), [("2025-01-01", "2 month", "1 month")])
def test_months_of_the_calendar_count_as_one_each(start: str, least: str, least_down: str, tmp_path: Path) -> None:
    """Proves: two months from February on are February and March, of 59 days, and not April too.

    12 months of 10 t; bought 1 EUR/t, in February 9 EUR/t; milled 2 EUR/t, at least 5 t a month. All bought 110 + 90;
    milled in February 20, and half of the capacity in March, of 744 h instead of 730: 110 + 20 + 5 x 744 / 730.
    """
    text = MILL.read_text(encoding="utf-8").split("profiles:")[0]
    text = text.replace("slots: 6 hours", f"slots: 12 months, start: {start}").replace("t/h", "t/month")
    text = text.replace("minimum_up: 3 h", f"minimum_up: {least}, minimum_down: {least_down}")
    text += "profiles:\n" + "".join(f'  - {{slot: {n}, "dear [EUR/t]": {9 if n == 2 else 1}}}\n' for n in range(1, 13))
    path = tmp_path / "mill.yaml"
    path.write_text(text, encoding="utf-8")
    plan = mfo.read(path).optimise()
    assert plan.objective == pytest.approx(130 + 5 * 744 / 730)


TWO_PEAKS = MILL.read_text(encoding="utf-8").replace("slots: 6 hours", "slots: 8 hours").split("profiles:")[0]


@pytest.mark.parametrize(
    ("columns", "euro"),
    [
        ("use_cost: 0 EUR", 100),
        ("minimum_up: 2 h", 110),
        ("minimum_up: 3 h", 110),
        ("minimum_up: 5 h", 115),
        ("minimum_down: 2 h", 100),
        ("minimum_down: 3 h", 110),
        ("minimum_down: 5 h", 130),
        ("minimum_up: 3 h, minimum_down: 6 h", 130),
        ("minimum_down: 5 h, initial_load: 0 t/h", 110),
        ("minimum_down: 1 h, initial_load: 5 t/h", 100),
        ("minimum_down: 3 h, initial_load: 5 t/h", 115),
        ("minimum_up: 7 h, initial_load: 0 t/h", 125),
        ("minimum_up: 8 h, initial_load: 0 t/h", 125),
        ("minimum_up: 7 h, initial_load: 5 t/h", 115),
        ("start_cost: 30 EUR", 130),
        ("start_cost: 30 EUR, initial_load: 0 t/h", 140),
        ("start_cost: 30 EUR, initial_load: 5 t/h", 115),
        ("ramp: 20 %/h", 144),
        ("ramp: 20 %/h, initial_load: 10 t/h", 143),
        ("ramp: 20 %/h, initial_load: 0 t/h", 240),
    ],
)
def test_between_two_dear_hours(columns: str, euro: float, tmp_path: Path) -> None:
    """Eight hours of 10 t, bought at 9 EUR/t in the second and fifth and at 1 in the others, milled at 2, from 5 t on.

    All bought 60 + 180 = 240; milled in the two dear hours alone 60 + 40 = 100; each other hour at half load 5 more.
    To run for two or three hours: two more; for five: three. To stand for two: none, the third and fourth hour do; for
    three: these two run; for five, round the end of the circle, too: all six. With six of standing no run of three is
    left: all six. After a beginning it may stop for good after the fifth: two. What ran before it stands for an hour
    and begins again; with three the first hour runs, too: three. Seven hours from the second on: five; eight: to the
    end as well; but one that ran before has run its time, and stops after the fifth: three. A start for 30 is as dear
    as never to stop, in a circle; after a beginning from nothing it is one and two hours at half load, and from a run
    before it the first hour instead.

    By 2 t an hour: 8 in the third, fourth, sixth and first, 6 in the seventh and eighth, 44 t for 1 EUR more each; from
    10 t before the first no second way up at the end: 8, 8, 8, 8, 6 and the least load 5, 43; from nothing it never
    reaches 5 t.
    """
    dear = "".join(f'  - {{slot: {n}, "dear [EUR/t]": {9 if n in (2, 5) else 1}}}\n' for n in range(1, 9))
    path = tmp_path / "mill.yaml"
    path.write_text(TWO_PEAKS.replace("minimum_up: 3 h", columns) + "profiles:\n" + dear, encoding="utf-8")
    assert mfo.read(path).optimise().objective == pytest.approx(euro)


@pytest.mark.parametrize(
    ("columns", "euro"), [("minimum_down: 3 h", 100), ("minimum_down: 4 h", 130), ("minimum_up: 4 h", 115)]
)
def test_slots_of_one_and_of_three_hours(columns: str, euro: float, tmp_path: Path) -> None:
    """Dear are the two slots of an hour, each followed by one of three: 60 + 40 = 100. A stop of three hours is one
    such slot; with four it never stops, and both run at half load, 15 EUR each. To run for four hours takes in the slot
    after it, and joins them: 15 EUR once.
    """
    slots = "".join(f"  - {{slot: {n}, hours: {1 if n % 2 else 3} h}}\n" for n in range(1, 5))
    dear = "".join(f'  - {{slot: {n}, "dear [EUR/t]": {9 if n % 2 else 1}}}\n' for n in range(1, 5))
    text = TWO_PEAKS.replace(", slots: 8 hours", "").replace("minimum_up: 3 h", columns)
    path = tmp_path / "mill.yaml"
    path.write_text(text + f"slots:\n{slots}profiles:\n{dear}", encoding="utf-8")
    assert mfo.read(path).optimise().objective == pytest.approx(euro)


@pytest.mark.parametrize(
    ("columns", "euro"),
    [("use_cost: 0 EUR", 800), ("minimum_up: 3 h", 850), ("minimum_down: 2 h", 800), ("minimum_down: 3 h", 900)],
)
def test_a_typical_day_closes_on_itself(columns: str, euro: float, tmp_path: Path) -> None:
    """Ten days of four hours, dear in the first and the last, which are neighbours, and five without a dear hour.

    Alone 10 x (20 + 40) + 5 x 40 = 800; to run for three hours: one more hour in each of the ten, 50; to stand for
    three: both hours between run, 100.
    """
    slots = "".join(
        f"  - {{slot: {day}{n}, hours: 1 h, weight: {weight}, day: {day}}}\n"
        for day, weight in (("a", 10), ("b", 5))
        for n in range(1, 5)
    )
    dear = "".join(
        f'  - {{slot: {day}{n}, "dear [EUR/t]": {9 if day == "a" and n in (1, 4) else 1}}}\n'
        for day in "ab"
        for n in range(1, 5)
    )
    text = TWO_PEAKS.replace(", slots: 8 hours", "").replace("minimum_up: 3 h", columns)
    path = tmp_path / "mill.yaml"
    path.write_text(text + f"slots:\n{slots}profiles:\n{dear}", encoding="utf-8")
    assert mfo.read(path).optimise().objective == pytest.approx(euro)
