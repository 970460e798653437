"""The tornado of an uncertainty of which one end has no plan."""

from __future__ import annotations

import math
import re

from mfo.report.facts.language import language
from mfo.report.studies.drawings import tornado


def test_an_end_without_a_plan_is_told_beside_the_other() -> None:
    """Around 100: one with both ends, one without a plan at its high end, one with no plan at either, which has no
    bar. Two and one bars, and one end told; before, the second was left out without a word."""
    rows = [("price", 90.0, 120.0), ("methane_yield", 160.0, math.nan), ("rain", math.nan, math.nan)]
    drawn = str(tornado(language("en"), "cost", rows, 100.0, "MXN"))
    values = [float(value) for value in re.findall(r'data-value="([^"]+)"', drawn)]
    assert values == [160.0, 90.0, 120.0]  # widest first
    assert drawn.count("at its high end: no plan") == 2  # as words, and as what a pointer shows
    assert "at its low end: no plan" not in drawn
    assert "methane yield" in drawn
    assert "en su extremo alto: sin plan" in str(tornado(language("es"), "cost", rows, 100.0, "MXN"))
