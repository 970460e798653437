"""A statement of avoided methane: what would be claimed, what not, and how each line was worked out."""

from __future__ import annotations

from ...plan.tables.schema import Row
from ..facts.blocks import amount, intro, number
from ..facts.markup import Html, details, join, table, tag
from ..facts.plan_view import Figures


def credits_content(figures: Figures) -> Html:
    """For each digester and year the lines of the form, what is not creditable, and the months."""
    words, rows = figures.language, figures.records("credits")
    pieces: list[object] = [tag("p", words("credits.no_verification"), class_="intro"), intro(words("credits.intro"))]
    for year, process in dict.fromkeys((row["year"], row["process"]) for row in rows):
        mine = [row for row in rows if (row["year"], row["process"]) == (year, process)]
        name = f"{process}, {year}" if figures.roadmap else str(process)
        pieces += [_form(figures, name, mine), details(words("credits.months"), _months(figures, name, mine))]
    return join(pieces)


def _form(figures: Figures, name: str, rows: list[Row]) -> Html:
    words = figures.language
    lines = [
        [
            words.word(row["line"]),
            amount(words, row["value"], str(row["unit"])),
            words.word(row["formula"]),
            words.word(row["standing"]),
        ]
        for row in rows
        if row["slot"] == 0
    ]
    headers = [name, words("state.plan"), words("formula"), words("credits.standing")]
    return table(name, headers, lines, numeric=(1,), hide_caption=True)


def _months(figures: Figures, name: str, rows: list[Row]) -> Html:
    words = figures.language
    labels = dict(zip(figures.slots, figures.slot_labels, strict=True))
    names = list(dict.fromkeys(str(row["line"]) for row in rows if row["slot"]))
    by_slot: dict[int, dict[str, Row]] = {}
    for row in rows:
        if row["slot"]:
            by_slot.setdefault(int(row["slot"]), {})[str(row["line"])] = row
    cells = [
        [labels.get(slot, str(slot)), *(number(words, of[line]["value"], unit="t") for line in names)]
        for slot, of in by_slot.items()
    ]
    headers = [words("credits.month"), *(f"{words.word(line)} [t]" for line in names)]
    return table(name, headers, cells, numeric=range(1, len(headers)), hide_caption=True)
