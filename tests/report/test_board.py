"""The first printed page, and what is left to be looked up on a screen."""

from __future__ import annotations

import re

import pytest

from mfo.report.pages.report_page import REFERENCE, report_page

from ..examples.plans import plan_of
from .reading import numbers, read


@pytest.mark.parametrize("code", ["en", "es"])
def test_the_board_reads_what_to_decide_and_what_it_costs(code: str) -> None:
    """The first measure builds the upgrading for 1.288 million MXN; cost by category adds up to both."""
    plan = plan_of("nopalmex")
    root = read(report_page(plan, code))
    board = root.first("section", id="board")
    told = {number.of: number.value for number in numbers(board) if number.of}
    first = plan.tables["measures"].iloc[0]
    assert told["measures investment 1"] == pytest.approx(first["investment"])
    cost = list(board.every("svg"))[-1]
    bars = [float(bar.attributes["data-value"]) for bar in cost.every("rect")]
    assert plan.today is not None
    assert sum(bars) == pytest.approx(plan.totals["cost"]["value"] + plan.today.totals["cost"]["value"], rel=1e-6)
    assert len(list(board.every("svg"))) <= 2


def test_what_is_looked_up_is_marked_for_paper() -> None:
    page = report_page(plan_of("nopalmex"), "en")
    kept = dict(re.findall(r'<section id="(\w+)"[^>]*class="([^"]*)"', page))
    kept |= {key: kind for kind, key in re.findall(r'<section class="([^"]*)" id="(\w+)"', page)}
    assert {key for key, kinds in kept.items() if "reference" in kinds} >= set(REFERENCE) & set(kept)
    assert "<body>" in page
    assert '<body class="full">' in report_page(plan_of("nopalmex"), "en", full=True)
