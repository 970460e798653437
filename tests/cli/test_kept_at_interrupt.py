"""What is told at Ctrl-C: that nothing was written, or what is kept and how to go on."""

from __future__ import annotations

from pathlib import Path

import pytest
from mfo.cli import main

from mfo.studies.engine import run_jobs
from mfo.studies.scenarios import many

PLANT = """
plant: {name: two ways, currency: MXN}
materials: [{material: peel, unit: t}]
sites: [{site: yard}]
supplies: [{supply: peels, site: yard, material: peel, amount: 100 t/year, take: all, price: 0 MXN/t}]
markets: [{market: tip, site: yard, material: peel, price: -100 MXN/t, route: landfill}]
uncertainties:
  - {uncertainty: tip fee, table: markets, row: tip, column: price, low: -150 MXN/t, high: -50 MXN/t}
"""


def _code(words: list[str]) -> object:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return ended.value.code


@pytest.mark.parametrize(
    "words",
    [
        ["uncertainty", "plant.yaml", "--samples", "30"],
        ["sweep", "plant.yaml", "--vary", "markets tip price=-80..-130 MXN/t:30"],
    ],
)
def test_a_study_that_keeps_its_jobs_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    """Interrupted after the first jobs were kept; the same command then goes on to the end."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plant.yaml").write_text(PLANT, encoding="utf-8")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run_jobs, "_check", stopped)
        patch.setattr(many, "_check", stopped)
        assert _code([*words, "--out", "all"]) == 130
    assert "What is finished is kept in all: the same command goes on from there." in capsys.readouterr().err
    assert _code([*words, "--out", "all"]) == 0


def test_others_say_that_nothing_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plant.yaml").write_text(PLANT, encoding="utf-8")

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mfo.studies.alternatives.alternatives", stopped)
    assert _code(["alternatives", "plant.yaml", "--out", "all"]) == 130
    assert "Nothing was written" in capsys.readouterr().err
    assert not (tmp_path / "all").exists()
