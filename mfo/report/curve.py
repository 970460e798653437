"""A trade-off curve as a page and as a fragment for notebooks."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from .charts import line_chart
from .html import Html, table, tag
from .language import Language, language, pretty_unit
from .page import shell
from .parts import Section, intro, number


def curve_page(curve: Any, code: str = "en") -> str:
    """The curve as one HTML page."""
    words = language(code, curve.unit)
    title = _title(curve, words)
    over = tag("p", curve.plant, class_="over")
    top = tag("header", over, tag("h1", title), tag("p", _about(curve, words), class_="lead"), class_="top")
    parts = [Section("curve", title, tag("div", _chart(curve, words), _numbers(curve, words)), True)]
    foot = tag("footer", tag("p", words("page.foot", version="")))
    return shell(f"{curve.plant}: {title}", words.code, top, parts, foot)


def write_curve(curve: Any, path: str | Path, code: str = "en") -> None:
    """Write the curve as one HTML file."""
    Path(path).write_text(curve_page(curve, code), encoding="utf-8")


def curve_fragment(curve: Any, code: str = "en") -> str:
    """The curve as a sentence and its numbers."""
    words = language(code, curve.unit)
    return tag(
        "div", tag("p", tag("strong", _title(curve, words))), intro(_about(curve, words)), _numbers(curve, words)
    )


def _title(curve: Any, words: Language) -> str:
    text = words("curve.title", minimise=words.word(curve.minimise), against=words.word(curve.against))
    return text[:1].upper() + text[1:]


def _about(curve: Any, words: Language) -> str:
    return words("curve.about", minimise=words.word(curve.minimise), against=words.word(curve.against))


def _chart(curve: Any, words: Language) -> Html:
    """What each level costs above the least: the curve itself would be flat beside its own height."""
    levels = [words.number(value) for value in curve.table[curve.against]]
    own = curve.table[curve.minimise].tolist()
    above = [value - own[0] for value in own]
    factor, prefix = next(((f, p) for f, p in ((1e6, "M"), (1e3, "k")) if max(above) >= f), (1.0, ""))
    title = words("curve.above", minimise=words.word(curve.minimise))
    title = title[:1].upper() + title[1:]
    axis = f"{words.word(curve.against)} [{pretty_unit(curve.against_unit)}]"
    return line_chart(words, title, prefix + curve.unit, levels, {title: [v / factor for v in above]}, axis)


def _numbers(curve: Any, words: Language) -> Html:
    heads = [
        words("curve.point"),
        f"{words.word(curve.minimise)} [{pretty_unit(curve.unit)}]",
        f"{words.word(curve.against)} [{pretty_unit(curve.against_unit)}]",
        f"{words('curve.price')} [{pretty_unit(str(curve.table['price_unit'].iloc[0]))}]",
    ]
    columns = (curve.table["point"], curve.table[curve.minimise], curve.table[curve.against], curve.table["price"])
    rows = [
        [str(point), number(words, own), number(words, other), "" if math.isnan(price) else number(words, price)]
        for point, own, other, price in zip(*columns, strict=True)
    ]
    return table(_title(curve, words), heads, rows, numeric=(1, 2, 3), hide_caption=True)
