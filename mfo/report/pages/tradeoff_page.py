"""A trade-off curve as a page of its own, and as a fragment for notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...writing.whole import write_text
from ..facts.blocks import Section, intro
from ..facts.language import is_money, language
from ..facts.markup import join, tag
from ..facts.plan_view import to_records
from ..sections.tradeoff import Drawn, chart, numbers
from .report_page import made_by, shell

if TYPE_CHECKING:
    from ...studies.curve import Curve


def curve_page(curve: Curve, code: str = "en", runs: Sequence[str] = ()) -> str:
    """The curve as one HTML page; ``runs`` are the run folders beside it, one a point, that it links to."""
    drawn = _drawn(curve, code)
    words = drawn.words
    over = tag("p", curve.plant, class_="over")
    top = tag("header", over, tag("h1", drawn.title), tag("p", drawn.about(), class_="lead"), class_="top")
    parts = [Section("curve", words("curve.title"), join([chart(drawn), numbers(drawn, runs)]), True)]
    foot = made_by(words)
    return shell(f"{curve.plant}: {drawn.title}", words.code, top, parts, foot)


def write_curve(curve: Curve, path: str | Path, code: str = "en", runs: Sequence[str] = ()) -> None:
    """Write the curve as one HTML file, with links to the reports of the run folders beside it."""
    write_text(path, curve_page(curve, code, runs))


def curve_fragment(curve: Curve, code: str = "en") -> str:
    """The curve as a sentence and its numbers."""
    drawn = _drawn(curve, code)
    return tag("div", tag("p", tag("strong", drawn.title)), intro(drawn.about()), numbers(drawn))


def _drawn(curve: Curve, code: str) -> Drawn:
    words = language(code, curve.unit if is_money(curve.unit) else "").marked
    return Drawn(words, to_records(curve.table), curve.discounted, curve.whole_numbers)
