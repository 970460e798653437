"""What ``--json`` says of a roadmap: plan and today over the same years."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import mfo as product

from .test_verbs import ROOT, mfo

YEARS = 18  # six milestones from 2025 to 2040, each of three years


def test_today_is_told_over_the_horizon_as_the_plan_is(tmp_path: Path) -> None:
    """Today is a ledger of one year, the first; going on so for the horizon is 18 times that.

    Before, today was told for one year beside totals of 18, as if the plan cost many times as much.
    """
    plant = Path(shutil.copytree(ROOT / "examples" / "municipality", tmp_path / "plant"))
    rows = "at,material,role,amount\nno collection,,,0 t/d\n"
    (plant / "measurements.csv").write_text(rows, encoding="utf-8")
    done = mfo("optimise", plant, "--json", "--no-report", "--out", tmp_path / "run")
    assert done.code == 0, done.err
    said, plan = json.loads(done.out), product.Plan.load(tmp_path / "run")
    assert plan.today is not None
    assert said["horizon"]["years"] == YEARS == plan.times.drop_duplicates("year").span.sum()
    assert set(said["today"]) <= set(said["totals"])
    for effect, entry in said["today"].items():
        assert entry == {
            **plan.today.totals[effect],
            "value": pytest.approx(YEARS * plan.today.totals[effect]["value"]),
        }
    own = plan.ledger.query("effect == 'cost' and account == 'own'").assign(span=3)
    assert said["totals"]["cost"]["value"] == pytest.approx((own.amount * own.span).sum())
    weights = own.drop_duplicates("year").weight.sum()
    assert said["horizon"]["discounted_years"] == pytest.approx(weights)
    assert said["objective"]["value"] == pytest.approx((own.amount * own.weight).sum())
    assert said["objective"]["today"] == pytest.approx(weights * plan.today.totals["cost"]["value"])
