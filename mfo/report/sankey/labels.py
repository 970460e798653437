"""The labels of a Sankey diagram: how wide a text is, where it wraps, and the room that each column needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import repeat

from .layout import GAP_WIDTH, MARGIN, UNLABELLED, DiagramFrame

PAGE_WIDTH = 1150.0  # of the column that a report stands in [px]
SHRINKS = 0.76  # a picture is drawn down to this scale before it is scrolled
LESS = 0.85  # to this scale for what stands on ribbons
LINE = 13.0  # label line height
CHARACTERS = {"name": 5.9, "amount": 5.6}  # mean width of a letter at the label's size [px]
NARROW, WIDE = frozenset("iljtfrI.,:;'|()[]! "), frozenset("mwMWOQGDCNHU@%—")
WIDEST, NARROWEST, OUTSIDE = 175.0, 100.0, 50.0  # of a label; more outside the first and last column
TALL = 14  # a column of more labels gives each name one line, as wide as it needs
WIDEST_GAP = 150.0  # between a label and the next column, where there is room to fill


def text_width(text: str, mean: float = CHARACTERS["name"]) -> float:
    """About how wide a text is in the labels' font [px]; on the safe side."""
    return sum(map(_letters(mean).get, text, repeat(mean * 1.06)))


@cache
def _letters(mean: float) -> dict[str, float]:
    """The letters that are narrower or wider than others [px]."""
    return {**dict.fromkeys(WIDE, mean * 1.45), **dict.fromkeys(NARROW, mean * 0.62)}


def wrap(name: str, width: float, lines: int = 3) -> list[str]:
    """A name on at most so many lines of a width; what does not fit ends in an ellipsis."""
    words = name.split()
    found: list[str] = []
    current = ""
    for position, word in enumerate(words):
        longer = f"{current} {word}".strip()
        if not current or text_width(longer) <= width:
            current = longer
        elif len(found) == lines - 1:
            current = " ".join([current, *words[position:]])
            break
        else:
            found.append(current)
            current = word
    return [shorten(line, width) for line in [*found, current]]


def shorten(text: str, width: float) -> str:
    """A text cut to a width, with an ellipsis where it was cut."""
    if text_width(text) <= width:
        return text
    while text and text_width(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


def lines_for(names: Sequence[str], members: Sequence[Sequence[int]]) -> list[list[str]]:
    """Each name on as many lines as it takes where it stands; ``members`` are the nodes of each column."""
    found = [wrap(name, WIDEST) for name in names]
    widest = min(WIDEST, max(NARROWEST, PAGE_WIDTH / max(1, len(members)) - 40.0))
    for place, column in enumerate(members):
        most = widest if len(column) <= TALL else max(widest, WIDEST)
        most += OUTSIDE if place in (0, len(members) - 1) else 0.0
        for n in column:
            found[n] = [names[n]] if text_width(names[n]) <= most else wrap(names[n], most)
    return found


def frame_for(
    lines: Sequence[Sequence[str]], amounts: Sequence[float], members: Sequence[Sequence[int]]
) -> DiagramFrame:
    """The room for labels: each column as wide as its own names need.

    ``lines`` are those of each node's name, ``amounts`` the width of the widest amount under it [px], ``members`` the
    nodes of each column.
    """
    needs = [max(amount, *map(text_width, each)) for each, amount in zip(lines, amounts, strict=True)]
    widths = tuple(max((needs[n] for n in column), default=0.0) + 2.0 for column in members)
    return DiagramFrame(widths=widths, heights=tuple(17.0 + LINE * len(each) for each in lines))


def spread(frame: DiagramFrame, room: Sequence[float]) -> DiagramFrame:
    """The frame with gaps that fill the page, where there is room to fill; ``room`` is what loops take.

    For what stands on ribbons the picture may be a little wider; what then has no room is left out.
    """
    last = len(frame.widths) - 1
    beside = UNLABELLED + 3 * MARGIN if last else MARGIN
    taken = sum(frame.widths) + len(frame.widths) * frame.node + beside + sum(room)
    filling, most = ((width - taken) / max(1, last) for width in (PAGE_WIDTH, PAGE_WIDTH / LESS))
    gap = min(WIDEST_GAP, max(GAP_WIDTH, filling))
    return replace(frame, gap=max(gap, min(frame.on_arrows, most)))
