"""The page of outages: which can be borne, what each adds, and what falls short."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from ...writing.whole import write_text
from ..facts.blocks import Section, capital, change, intro, number
from ..facts.language import Language, language
from ..facts.markup import Html, join, table, tag
from ..pages.report_page import made_by, shell
from .drawings import Bar, bars

if TYPE_CHECKING:
    from ...studies.outages import Outages, Shortfall

MOST = 40  # lines of the drawing
EMISSIONS = "t CO₂e"


def write_outages(found: Outages, path: Path, code: str = "en") -> None:
    """Write the page of :class:`mfo.studies.outages.Outages` as one HTML file."""
    write_text(path, outages_page(found, code))


def outages_page(found: Outages, code: str = "en") -> str:
    """The page as text."""
    words = language(code, found.currency).marked
    counts = {
        "count": len(found.outages),
        "borne": len(found.outages) - len(found.unborne),
        "unborne": len(found.unborne),
    }
    told = {name: words.number(value, of="count") for name, value in counts.items()}
    title = words("outages.title")
    top = tag(
        "header",
        tag("p", found.plant, class_="over"),
        tag("h1", title),
        tag("p", words("outages.lead", cost=words.amount(found.cost, found.currency), **told), class_="lead"),
        class_="top",
    )
    parts = [Section("outages", words("outages.each"), _each(found, words), True)]
    if found.unborne:
        parts.append(Section("short", words("outages.short"), _short(found, words), True))
    return shell(f"{found.plant}: {title}", words.code, top, parts, made_by(words))


def _each(found: Outages, words: Language) -> Html:
    money = f"[{found.currency}]"
    heads = [
        words("outages.out"),
        words("study.kind"),
        f"{capital(words.word('cost'))} {money}",
        words("sweep.difference"),
        f"{capital(words.word('emissions'))} [{EMISSIONS}]",
        words("sweep.difference"),
    ]
    rows = []
    for row in found.table.to_dict("records"):
        cells: list[object] = [words("outages.unborne"), "", "", ""]
        if row["borne"]:
            cells = [
                number(words, row["cost"], unit=found.currency),
                change(words, row["cost_difference"], True, found.currency),
                number(words, row["emissions"], unit=EMISSIONS),
                change(words, row["emissions_difference"], True, EMISSIONS),
            ]
        rows.append([row["outage"], words.word(str(row["kind"])), *cells])
    listed = table(words("outages.each"), heads, rows, numeric=range(2, 6), hide_caption=True)
    moved = [row for row in found.table.to_dict("records") if row["borne"] and row["cost_difference"]][:MOST]
    drawn = bars(
        words,
        words("outages.chart"),
        [
            Bar(
                str(row["outage"]),
                min(0.0, row["cost_difference"]),
                max(0.0, row["cost_difference"]),
                text=words.plain.number(row["cost_difference"], 3, True),
            )
            for row in moved
        ],
        found.currency,
    )
    return join([intro(words("outages.intro")), listed, drawn])


def _short(found: Outages, words: Language) -> Html:
    heads = [words("outages.out"), words("outages.what"), words("site"), words("material")]
    heads += [words("outages.by"), words("outages.of"), words("share"), words("unit")]
    rows: list[list[object]] = []
    for outage in found.unborne:
        rows += [[outage.name, *_line(words, part)] for part in outage.shortfalls]
        if not outage.shortfalls:
            rows.append([outage.name, words("outages.nothing"), *[""] * 6])
    listed = table(words("outages.short"), heads, rows, numeric=(4, 5, 6), hide_caption=True)
    return join([intro(words("outages.short_intro")), listed])


def _line(words: Language, part: Shortfall) -> list[object]:
    what = words(f"outages.{part.kind}", name=part.name)
    return [
        what if part.year is None else f"{what} ({part.year})",
        part.site,
        part.material,
        number(words, part.short, unit=words.unit(part.unit)),
        number(words, part.required, unit=words.unit(part.unit)),
        "" if math.isnan(part.share) else words.percent(part.share),
        words.unit(part.unit),
    ]
