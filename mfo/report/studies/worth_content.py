"""What a choice is worth under uncertainty: the section of the page that says what decides whether it pays."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..facts.blocks import intro, number
from ..facts.language import Language, pretty_unit
from ..facts.markup import Html, join, table, tag
from .drawings import tornado

MOST = 15  # uncertainties that are drawn and listed


def worth_content(words: Language, found: Any, read: Callable[[str], str]) -> Html:
    """The section of :class:`mfo.studies.uncertainty.worth.Worth`; ``read`` tells an uncertainty as words."""
    told = words(
        "worth.pays",
        what=found.what,
        share=words.percent(found.pays),
        low=words.amount(found.spread.p05, found.unit),
        high=words.amount(found.spread.p95, found.unit),
        middle=words.amount(found.middle, found.unit),
        count=words.number(found.samples, of="count"),
    )
    if found.decides:
        key = "worth.decides" if found.above else "worth.decides_below"
        decides = words(
            key,
            name=read(found.decides),
            value=words.amount(found.value, found.value_unit),
            right=words.percent(found.right),
        )
    else:
        key = "worth.always" if found.pays == 1 else "worth.never" if found.pays == 0 else "worth.undecided"
        decides = words(key, name=read(found.movers[0].uncertainty))
    turns = [item for item in found.deciding if math.isfinite(item.from_value)]
    lines = [
        tag(
            "li",
            words(
                "worth.from" if item.above else "worth.up_to",
                cell=item.cell,
                value=words.amount(item.from_value, item.unit),
            ),
        )
        for item in turns
    ]
    alone = join([intro(words("worth.alone")), tag("ul", join(lines), class_="plain")]) if lines else ""
    most = found.movers[:MOST]
    ends = [(read(item.uncertainty), item.at_low, item.at_high) for item in most]
    drawn = tornado(words, words("worth.of", what=found.what), ends, found.middle, found.unit)
    heads = ["", words("uncertainty.rank"), words("uncertainty.at_low"), words("uncertainty.at_high")]
    rows = [
        [
            item.uncertainty,
            number(words, item.correlation),
            *(_end(words, value, found.unit) for value in (item.at_low, item.at_high)),
        ]
        for item in most
    ]
    moves = table(words("worth.moves"), heads, rows, numeric=(1, 2, 3), hide_caption=True)
    return join(
        [tag("p", tag("strong", told), " ", tag("strong", decides)), alone, intro(words("worth.moves")), drawn, moves]
    )


def _end(words: Language, value: float, unit: str) -> object:
    if math.isinf(value):
        return words("worth.needed")
    return number(words, value, unit=pretty_unit(unit)) if math.isfinite(value) else words("sweep.none")
