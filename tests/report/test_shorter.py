"""What a report of a large plant leaves out where it is printed, and what it says of the rest."""

from __future__ import annotations

from typing import Any, cast

from mfo.report.facts.blocks import elsewhere, names_told, sentences
from mfo.report.facts.language import language
from mfo.report.facts.markup import table
from mfo.report.sections.evidence import _alike
from mfo.report.sections.ledger_section import ROWS_ON_PAPER, _least_moved

WORDS = language("en", "MXN")


def test_long_lists_of_names_say_how_many_more_there_are() -> None:
    """Of ten names six are told, and four counted; eight fit as they are."""
    names = [f"n{number}" for number in range(10)]
    assert names_told(WORDS, names) == "n0, n1, n2, n3, n4, n5 and 4 more"
    assert names_told(WORDS, names[:8]) == ", ".join(names[:8])


def test_what_stands_elsewhere_is_named() -> None:
    assert "41 more: in plan.xlsx, sheet changes." in str(elsewhere(WORDS, 41, "changes"))
    assert "41 more: in today/flows.csv." in str(elsewhere(WORDS, 41, "today/flows.csv"))
    assert elsewhere(WORDS, 0, "changes") == ""


def test_paper_keeps_the_materials_that_change_most() -> None:
    """Thirty materials of one row, the last changing most: those that change least are left out; a material is kept or
    left out as a whole."""
    moved = {f"m{number:02}": [number / 30] for number in range(30)}
    assert _least_moved(moved) == set(range(30 - ROWS_ON_PAPER))
    assert _least_moved({"big": [0.1] * (ROWS_ON_PAPER - 1), "two": [0.0, 0.9]}) == set(range(ROWS_ON_PAPER - 1))


def test_rows_and_lines_that_paper_leaves_out_are_marked() -> None:
    found = table("t", ["a", "b"], [["x", 1], ["y", 2]], less={1})
    assert found.count('<tr class="less">') == 1
    assert found.index('class="less"') < found.index(">y<")
    assert sentences(["one", "two", "three"], on_paper=2).count('class="less"') == 1


def test_warnings_of_one_kind_are_told_once_and_the_others_folded() -> None:
    rows = [
        {"code": "emissions-uncounted", "message": f"{name} decays.", "remedy": "", "where": ""}
        for name in ("peel", "whey", "blood")
    ]
    found = str(_alike(WORDS, cast(Any, rows)))
    assert found.count("<details") == 1
    assert found.index("peel decays") < found.index("<details") < found.index("whey decays")
    assert "2 more of this kind" in found
    assert "<details" not in str(_alike(WORDS, cast(Any, rows[:2])))
