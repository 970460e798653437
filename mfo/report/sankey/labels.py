"""The labels of a Sankey diagram: how wide a text is, where it wraps, and the room that each column needs."""

from __future__ import annotations

from collections.abc import Sequence

from .layout import GAP_WIDTH, NODE_WIDTH, DiagramFrame

PAGE_WIDTH = 1150.0  # of the column that a report stands in [px]
LINE = 13.0  # label line height
CHARACTERS = {"name": 5.9, "amount": 5.6}  # mean width of a letter at the label's size [px]
NARROW, WIDE = frozenset("iljtfrI.,:;'|()[]! "), frozenset("mwMWOQGDCNHU@%—")
WIDEST, NARROWEST, OUTSIDE = 175.0, 100.0, 50.0  # of a label; more outside the first and last column
TALL = 14  # a column of more labels gives each name one line, as wide as it needs
WIDEST_GAP = 150.0  # between a label and the next column, where there is room to fill


def text_width(text: str, mean: float = CHARACTERS["name"]) -> float:
    """About how wide a text is in the labels' font [px]; on the safe side."""
    return sum(mean * (0.62 if c in NARROW else 1.45 if c in WIDE else 1.06) for c in text)


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


def frame_for(names: Sequence[str], amounts: Sequence[float], members: Sequence[Sequence[int]]) -> DiagramFrame:
    """The room for labels: each column as wide as its own names need, more lines where one is not enough.

    ``names`` are those of the nodes, ``amounts`` the width of the widest amount under each [px], ``members`` the nodes
    of each column.
    """
    widest = min(WIDEST, max(NARROWEST, PAGE_WIDTH / max(1, len(members)) - 40.0))
    last = len(members) - 1
    widths = []
    for place, column in enumerate(members):
        most = widest if len(column) <= TALL else max(widest, WIDEST)
        most += OUTSIDE if place in (0, last) else 0.0
        needs = (_needs(names[n], amounts[n], most) for n in column)
        widths.append(min(most, max(needs, default=0.0)) + 2.0)
    heights = [30.0] * len(names)
    for place, column in enumerate(members):
        for n in column:
            heights[n] = 17.0 + LINE * len(wrap(names[n], widths[place]))
    free = PAGE_WIDTH - sum(widths) - len(widths) * NODE_WIDTH
    gap = min(WIDEST_GAP, max(GAP_WIDTH, free / max(1, last)))
    return DiagramFrame(widths=tuple(widths), heights=tuple(heights), gap=gap)


def _needs(name: str, amount: float, most: float) -> float:
    """The width that a label asks for, its name on as many lines as it takes."""
    lines = [name] if text_width(name) <= most else wrap(name, most)
    return max(amount, *(text_width(line) for line in lines))
