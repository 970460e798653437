"""The page's matrix of who would pay whom: held to the tables, and adding up to nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.report import write_report

from ..owners.test_share import GRAIN
from ..owners.test_share import read as read_plant
from .reading import grids, number, read


@pytest.mark.parametrize(("code", "words"), [("en", "Who would pay whom"), ("es", "Quién pagaría a quién")])
def test_payments_between_owners_add_up_to_nothing(code: str, words: str, tmp_path: Path) -> None:
    """The brewer pays 200,000 outside and gets 250,000 for grain: -50,000 are left, to the farmer 300,000."""
    plan: mfo.Plan = read_plant(GRAIN, tmp_path).optimise()
    write_report(plan, tmp_path / "page.html", code)
    root = read((tmp_path / "page.html").read_text(encoding="utf-8"))
    (section,) = root.every("section", id="transfers")
    assert words in section.text()
    sums, matrix = grids(section)
    cells = {row[0].text(): [number(next(iter(cell.every("data")))).value for cell in row[1:]] for row in sums.rows}
    assert cells["Brewer"] == pytest.approx([200_000, -250_000, -50_000])
    assert cells["Farmer"] == pytest.approx([50_000, 250_000, 300_000])
    assert cells["Total"] == pytest.approx([250_000, 0, 250_000])
    pairs = {(row, column): number(next(iter(cell.every("data")))).value for row, column, cell in matrix.cells()}
    assert pairs["Farmer", "Brewer"] == pytest.approx(250_000)
    assert pairs["Brewer", "Farmer"] == pytest.approx(-250_000)
    assert len(pairs) == 4
