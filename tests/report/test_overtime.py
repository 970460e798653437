"""The page of a roadmap: waste, money and room by year, targets beside what is reached, what is built and when."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from mfo.report import explain, report_html, write_workbook

from ..time.reading import plan_of
from ..time.test_roadmap import TARGET, town
from .test_page import read

LIMITS = TARGET + '\n  - {limit: airspace, what: "process: landfill", when: total, maximum: 100 t}'
PROFILES = '  - {year: 2025, "target [%]": 0}\n  - {year: 2029, "target [%]": 60}'


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "en",
            (
                "2025–2026",
                "recycling target: at least",
                "recycling target: reached",
                "In use from",
                "2027",
                "2028",
                "beyond the last year",
                "left of: airspace [t]",
                "Capacity in place, year by year",
            ),
        ),
        (
            "es",
            (
                "2029–2030",
                "recycling target: como mínimo",
                "recycling target: alcanzado",
                "En uso desde",
                "después del último año",
                "queda de: airspace [t]",
                "Capacidad en pie, año por año",
            ),
        ),
    ],
)
def test_a_council_finds_its_years(tmp_path: Path, code: str, said: tuple[str, ...]) -> None:
    """Proves: the years a milestone stands for, each target with what is reached and its price, and from when and
    until when what is built is in use stand on the page; ten indicators of elsewhere do not stand between them."""
    plant = {"lead_time": "1 year", "lifetime": "2 years"}
    plan = plan_of(tmp_path, town([2025, 2027, 2029], 10, plant, limits=LIMITS, profiles=PROFILES, treating="90 EUR/t"))
    reader = read(report_html(plan, code))
    words = " ".join(reader.words)
    for text in said:
        assert text in words, text
    shown = reader.values["time"]
    prices = plan.limits.query("limit == 'recycling target' and price != 0").price
    assert len(prices)
    assert all(any(value == pytest.approx(price) for value in shown) for price in prices)
    assert not any(value == pytest.approx(plan.totals["cost"]["value"]) for value in shown)


def test_reasons_of_a_roadmap_name_their_years(tmp_path: Path) -> None:
    """Proves: amounts of the last milestone are told as such, what is built with the years in which it is in use, and
    a limit that does not bind by year."""
    plant = {"lead_time": "1 year", "lifetime": "2 years"}
    plan = plan_of(tmp_path, town([2025, 2027, 2029], 10, plant, limits=LIMITS, profiles=PROFILES, treating="90 EUR/t"))
    lines = explain(plan, "treatment")
    assert lines[0] == "Amounts of 2029, the last milestone:"
    assert any(line.startswith("Decided in 2025: ") and line.endswith("in use from 2027 to 2028.") for line in lines)
    assert any(line.startswith("Decided in 2027: ") and line.endswith("in use from 2029 on.") for line in lines)
    easy = PROFILES.replace(": 60}", ": 0}")
    plan = plan_of(tmp_path, town([2025, 2029], 10, plant, limits=LIMITS, profiles=easy, treating="90 EUR/t"))
    assert explain(plan, "recycling target") == [
        "2025: recycling target does not bind: 0 % is reached, at least 0 % is asked.",
        "2029: recycling target does not bind: 0 % is reached, at least 0 % is asked.",
    ]


def test_the_summary_of_the_workbook_has_the_years_the_targets_and_the_builds(tmp_path: Path) -> None:
    """Proves: a council finds in the workbook what the page tells by year: where waste ends, each target beside what is
    reached, and from when to when what is built is in use."""
    plant = {"lead_time": "1 year", "lifetime": "2 years"}
    plan = plan_of(tmp_path, town([2025, 2027, 2029], 10, plant, limits=LIMITS, profiles=PROFILES, treating="90 EUR/t"))
    write_workbook(plan, tmp_path / "plan.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx")["Summary"]
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    told = {row[0]: row[1:] for row in rows if row}
    assert told["stands for the years"] == ["2025–2026", "2027–2028", "2029–2030"]
    assert told["GRI 306-5 disposed of by landfilling [t]"] == pytest.approx([10, 7, 4])
    assert told["recycling target: at least"] == pytest.approx([0, 0.3, 0.6])
    assert told["recycling target: reached"] == pytest.approx([0, 0.3, 0.6], abs=1e-9)
    assert told["left of: airspace [t]"] == pytest.approx([80, 66, 58])
    built = [row for row in rows if row and row[0] == "treatment" and row[1] in ("2025", "2027")]
    assert [(row[1], *row[4:]) for row in built] == [("2025", "2027", "2028"), ("2027", "2029", "beyond the last year")]
