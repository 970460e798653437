"""What a choice is worth under uncertainty, and what decides whether it pays, by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from click.testing import CliRunner
from mfo.cli.group import command_line

import mfo

from .plants import TWO_WAYS

PLANT = (
    TWO_WAYS.replace("-300 MXN/t", "-110 MXN/t")
    + """
uncertainties:
  - {uncertainty: tip fee, table: markets, row: tip, column: price, low: -150 MXN/t, high: -50 MXN/t,
      distribution: uniform}
  - {uncertainty: farm fee, table: markets, row: farm, column: price, low: -112 MXN/t, high: -108 MXN/t,
      distribution: uniform}
"""
)


def test_worth_by_hand(tmp_path: Path) -> None:
    """80 t that go to the farm save what the tip costs above the farm's 110 a tonne: 3,200 at 150, nothing below 110.
    The tip's fee is above the farm's in 40 % of the samples; the farm's own range decides nothing at a tip fee of 100.
    """
    path = tmp_path / "plant.yaml"
    path.write_text(PLANT, encoding="utf-8")
    worth = mfo.read(path).uncertainty(256, worth="route: compost").worth
    assert worth is not None
    assert worth.pays == pytest.approx(0.4, abs=0.02)
    assert worth.spread.mean == pytest.approx(0.4 * 1_600, rel=0.03)  # 0 to 40 a tonne where it pays
    assert worth.middle == 0
    tip, farm = worth.deciding
    assert (tip.uncertainty, tip.at_low, tip.at_high) == ("tip fee", pytest.approx(3_200), 0)
    assert tip.from_value == pytest.approx(-110, abs=100 / 2**14)
    assert not tip.above
    assert (farm.at_low, farm.at_high) == (0, 0)
    assert math.isnan(farm.from_value)
    assert worth.decides == "tip fee"
    assert worth.value == pytest.approx(-110, abs=2)


def test_what_cannot_be_done_without_is_told(tmp_path: Path) -> None:
    """Without the tip 20 t have nowhere to go: there is no plan, whatever the fees."""
    path = tmp_path / "plant.yaml"
    path.write_text(PLANT, encoding="utf-8")
    worth = mfo.read(path).uncertainty(8, worth="tip").worth
    assert worth is not None
    assert worth.pays == 1
    assert worth.middle == math.inf
    assert worth.decides == ""


def test_what_pays_always_is_told_with_what_moves_it(tmp_path: Path) -> None:
    """At a tip fee of 200 to 300 the farm is worth 80 t times what it is cheaper by, whatever: 80 x 140 in the
    middle of the tip's range, 80 x 190 and 80 x 90 at its ends."""
    path = tmp_path / "plant.yaml"
    text = PLANT.replace("low: -150 MXN/t, high: -50 MXN/t", "low: -300 MXN/t, high: -200 MXN/t")
    text = text.replace("price: -100 MXN/t", "price: -268 MXN/t")
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(
        command_line, ["uncertainty", str(path), "--samples", "16", "--worth", "farm", "--out", str(tmp_path / "out")]
    )
    assert "It pays whatever the ranges; what moves its worth most is tip fee." in done.output
    worth = json.loads((tmp_path / "out" / "study.json").read_text(encoding="utf-8"))["worth"]
    assert worth["middle"] == pytest.approx(80 * 140)
    ends = {item["uncertainty"]: (item["at_low"], item["at_high"]) for item in worth["deciding"]}
    assert ends["tip fee"] == pytest.approx((80 * 190, 80 * 90))


@pytest.mark.parametrize("language", ["en", "es"])
def test_one_command_and_one_page(tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "plant.yaml"
    path.write_text(PLANT, encoding="utf-8")
    out = tmp_path / "out"
    words = ["--samples", "32", "--worth", "route: compost", "--language", language, "--out", str(out)]
    done = CliRunner().invoke(command_line, ["uncertainty", str(path), *words])
    assert done.exit_code == 0, done.output
    assert "What decides is tip fee: it pays up to" in done.output
    assert "it pays up to -110 MXN/t of markets tip price" in done.output
    page = (out / "uncertainty.html").read_text(encoding="utf-8")
    assert "−110 MXN/t" in page
    assert {"en": "What decides is tip fee", "es": "Lo que decide es tip fee"}[language] in page
    record = json.loads((out / "study.json").read_text(encoding="utf-8"))
    assert record["worth"]["decides"] == "tip fee"
    assert (out / "worth.csv").is_file()
    wrong = CliRunner().invoke(command_line, ["uncertainty", str(path), "--worth", "rout: compost"])
    assert "name-unknown" in str(wrong.exception)
    assert not list(tmp_path.glob("runs/*"))  # a question that is refused leaves nothing
