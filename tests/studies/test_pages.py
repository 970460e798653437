"""The pages of studies: both languages, every number told is the study's, the drawings stand where they should."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from mfo.cli.group import command_line

from ..report.reading import grids, read
from .plants import TWO_WAYS

PLANT = (
    TWO_WAYS.replace("-300 MXN/t", "-110 MXN/t")
    + """
uncertainties:
  - {uncertainty: tip fee, table: markets, row: tip, column: price, low: -150 MXN/t, high: -50 MXN/t}
scenarios:
  - {scenario: dear tip, table: markets, row: tip, column: price, value: -150 MXN/t, probability: 40 %}
"""
)

STUDIES = {
    "alternatives": ["--number", "1"],
    "uncertainty": ["--samples", "32"],
    "stochastic": [],
    "breakeven": ["--of", "markets tip price", "--against", "markets farm price"],
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("study", STUDIES)
def test_a_study_has_a_page(tmp_path: Path, study: str, language: str) -> None:
    plant = tmp_path / "plant.yaml"
    plant.write_text(PLANT, encoding="utf-8")
    out = tmp_path / "out"
    done = CliRunner().invoke(
        command_line, [study, str(plant), *STUDIES[study], "--language", language, "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    text = (out / f"{study}.html").read_text(encoding="utf-8")
    assert f'lang="{language}"' in text
    assert text.count("<svg") >= 1
    assert "nan" not in text.lower().replace("finance", "")
    tables = grids(read(text))
    assert tables
    told = {"alternatives": "tip", "uncertainty": "tip fee", "stochastic": "dear tip", "breakeven": "farm"}[study]
    assert told in text


def test_a_study_has_a_workbook_with_its_numbers(tmp_path: Path) -> None:
    """Each table is a sheet, with its numbers in full."""
    plant = tmp_path / "plant.yaml"
    plant.write_text(PLANT, encoding="utf-8")
    out = tmp_path / "out"
    CliRunner().invoke(command_line, ["alternatives", str(plant), "--number", "0", "--out", str(out)])
    book = openpyxl.load_workbook(out / "study.xlsx")
    assert book.sheetnames == ["ranges"]
    rows = {row[0]: row for row in book["ranges"].iter_rows(values_only=True)}
    assert rows["name"] == (
        "name",
        "kind",
        "least",
        "plan",
        "most",
        "unit",
        "verdict",
        "today",
        "none_below",
        "none_above",
    )
    assert rows["farm"][4] == pytest.approx(50)  # 500 of room, 10 a tonne


def test_the_page_of_breakeven_tells_the_corner(tmp_path: Path) -> None:
    plant = tmp_path / "plant.yaml"
    plant.write_text(PLANT, encoding="utf-8")
    out = tmp_path / "out"
    CliRunner().invoke(command_line, ["breakeven", str(plant), "--of", "markets tip price", "--out", str(out)])
    text = (out / "breakeven.html").read_text(encoding="utf-8")
    assert "−110 MXN/t" in text
    values = [float(value) for value in re.findall(r'<data value="([^"]+)"', text)]
    assert any(value == pytest.approx(11_000) for value in values)
