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
