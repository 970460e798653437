"""Which meter to look at, and what readings cannot show of themselves: networks solved by hand, and the screens."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from mfo.cli import main

import mfo
from mfo.plan.baseline import today_problems
from mfo.sentences import problem_in

from .networks import ASH

THREE = """
  - {at: kiln, amount: 100 t/year, uncertainty: 2 t/year}
  - {at: tip, amount: 90 t/year, uncertainty: 1 t/year}
  - {at: road, amount: 13 t/year, uncertainty: 2 t/year}
"""


def _bench(folder: Path, readings: str) -> mfo.Workbench:
    (folder / "plant.yaml").write_text(f"{ASH}measurements:\n{readings}", encoding="utf-8")
    return mfo.read(folder / "plant.yaml")


def _shown(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_meters_in_order_where_all_fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """3 t are lacking, of which chance explains 3 t (the root of 4 + 1 + 4): each meter's test is 1, and nothing tells
    the three apart. They are named all the same, in one place."""
    found = _bench(tmp_path, THREE).reconcile()
    assert (found.test.passed, found.suspects, found.outlier) == (True, (), None)
    (group,) = found.look_at
    assert group.test == pytest.approx(1.0)
    assert set(group.meters) == {"kiln, ash", "tip, ash", "road, ash"}
    shown = _shown(capsys, "reconcile", tmp_path / "plant.yaml")
    assert (
        "In this order they are off most:\n  1. kiln, ash or tip, ash or road, ash: 1 times its standard deviation"
        in shown
    )
    told = json.loads(_shown(capsys, "reconcile", tmp_path / "plant.yaml", "--json"))
    assert told["look_at"] == [{"meters": ["kiln, ash", "tip, ash", "road, ash"], "test": pytest.approx(1.0)}]


def test_the_warning_names_them(tmp_path: Path) -> None:
    """`check` and `optimise` name them too, in both languages."""
    (told,) = today_problems(lambda: _bench(tmp_path, THREE).plant)
    assert told.remedy == (
        "Chance explains it. If you look at meters, then in this order: 'kiln, ash' or 'tip, ash' or 'road, ash' (1); "
        "in brackets how many times what its uncertainty explains each is off. `mfo reconcile` tells all of them."
    )
    assert problem_in(told, "es").remedy.startswith("El azar lo explica. Si revisa medidores, hágalo en este orden:")


def test_an_error_that_all_meters_share(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """100 = 90 + 10 balances, and so does 103 = 92.7 + 10.3: what all have in common is not seen, and that is said."""
    readings = THREE.replace("13 t/year", "10 t/year")
    found = _bench(tmp_path, readings).reconcile()
    assert found.test.chi_square == pytest.approx(0, abs=1e-12)
    assert (found.common_error, found.look_at) == (math.inf, ())
    plan = _bench(tmp_path, readings).optimise()
    assert plan.run["common_error_seen_from"] is None
    assert "it cannot be seen." in _shown(capsys, "reconcile", tmp_path / "plant.yaml")
    shown = _shown(capsys, "optimise", tmp_path / "plant.yaml", "--out", tmp_path / "run")
    assert "That all meters are off by the same share could not be seen, and is not in it." in shown
    high = readings
    for one, three_percent_more in (("100 t", "103 t"), ("90 t", "92.7 t"), ("10 t", "10.3 t")):
        high = high.replace(f"amount: {one}", f"amount: {three_percent_more}")
    assert today_problems(lambda: _bench(tmp_path, high).plant) == []


def test_from_where_on_it_would_be_noticed(tmp_path: Path) -> None:
    """That 100 t arise is a fact here, and 90 +- 5 and 10 +- 0.5 are read: their sum is off by more than 1.96 times its
    5.025 t once all meters are off by 9.85 %."""
    readings = """
  - {at: tip, amount: 90 t/year, uncertainty: 5 t/year}
  - {at: road, amount: 10 t/year, uncertainty: 0.5 t/year}
"""
    bench = _bench(tmp_path, readings)
    seen = 1.96 * (5**2 + 0.5**2) ** 0.5 / 100
    assert bench.reconcile().common_error == pytest.approx(seen)
    assert bench.optimise().run["common_error_seen_from"] == pytest.approx(seen)


def test_readings_without_uncertainty_are_told_how_to_be_reconciled_at_once(tmp_path: Path) -> None:
    """Exact readings that do not balance leave today unknown; the first of the warnings says what settles all of them,
    and it does."""
    exact = "\n".join(line.partition(", uncertainty")[0] + "}" for line in THREE.split("\n") if line)
    first, *_ = today_problems(lambda: _bench(tmp_path, exact).plant)
    assert "with the setting `measurement_uncertainty`, such as 3 %" in (first.remedy or "")
    path = tmp_path / "plant.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("EUR}", "EUR, measurement_uncertainty: 3 %}", 1), "utf-8")
    (told,) = today_problems(lambda: mfo.read(path).plant)
    assert told.code == "measurements-reconciled"


@pytest.mark.parametrize(("code", "told"), [("en", "Which meters to look at first"), ("es", "Qué medidores revisar")])
def test_the_page_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, told: str) -> None:
    _bench(tmp_path, THREE)
    _shown(capsys, "reconcile", tmp_path / "plant.yaml", "--out", tmp_path / "out", "--language", code)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert told in page
    assert "kiln, ash / tip, ash / road, ash" in page
