"""The views of a picture as a page stores them: what one view says as another does, or as its ribbons do, is said once.

A roadmap has a view for each of many years. Packed they are about half as long, and nothing is lost: the page's script
(``unpacked`` in ``assets/sankey.js``) makes the same lists again, to the last digit.
"""

from __future__ import annotations

import math
import re

from ...plan.tables.schema import Row
from .layout import NODE_WIDTH

CURVE = re.compile(r"M([\d.-]+) ([\d.-]+)C(?:[\d.-]+ ){5}([\d.-]+)")
LINE = re.compile(r"M[\d.-]+ ([\d.-]+)H[\d.-]+")


def packed(model: Row) -> Row:
    """The same model, shorter.

    A node of a view ``[x, y, height, label x, label y, text, value, unit]`` becomes
    ``[y, height, label y, text, value, x, label x, unit]``. The last three are left out where they are as in the last
    view that told them; label y is 0 in the middle of the node, text and value are 0 where they are those of the first
    ribbon at the node. A ribbon ``[path, width, text, size]`` is ``[path, width]`` where the text is blank and the size
    the amount; a path between neighbouring columns is its two heights. Texts that end with their unit end with the
    space before it.
    """
    last: dict[int, list[object]] = {}
    views = {
        key: {**view, "n": _nodes(model, key, view, last), "e": _ribbons(model, key, view)}
        for key, view in model["views"].items()
    }
    amounts = {
        state: [without(text, edge[6]) for text, edge in zip(texts, model["edges"], strict=True)]
        for state, texts in model["amounts"].items()
    }
    return {**model, "amounts": amounts, "views": views}


def _nodes(model: Row, key: str, view: Row, last: dict[int, list[object]]) -> dict[int, list[object]]:
    state, first, found = key.split("|")[0], dict[int, int](), dict[int, list[object]]()
    for e in sorted(view["e"]):
        for n in model["edges"][e][:2]:
            first.setdefault(n, e)
    for n, (x, y, height, label_x, label_y, text, value, unit) in view["n"].items():
        told = [without(text, unit), value]
        if (e := first.get(n)) is not None:
            _, _, written, size = view["e"][e]
            if [written or model["amounts"][state][e], size] == [text, value]:
                told = [0, 0]
        found[n] = [y, height, 0 if label_y == middle(y, height) else label_y, *told]
        if last.get(n) != [x, label_x, unit]:
            last[n] = [x, label_x, unit]
            found[n] += last[n]
    return found


def _ribbons(model: Row, key: str, view: Row) -> dict[int, list[object]]:
    values, found = model["values"][key.split("|")[0]], {}
    for e, (path, width, text, size) in view["e"].items():
        ends = [view["n"].get(n, [None])[0] for n in model["edges"][e][:2]]
        found[e] = [_heights(path, *ends), width]
        if text or size != values[e]:
            found[e] += [text, size]
    return found


def middle(y: float, height: float) -> float:
    """The middle of a node to a tenth of a pixel, as the script works it out."""
    return math.floor((y + height / 2) * 10 + 0.5) / 10


def without(text: str, unit: str) -> str:
    """A text without the unit at its end; the space before it says that it is to be put there again."""
    return text[: -len(unit)] if unit and text.endswith(f" {unit}") else text


def curve(x: float, y: float, to_x: float, to_y: float) -> str:
    """A ribbon from one column to the next, as the script writes it."""
    half = math.floor((x + to_x) / 2 + 0.5)
    return f"M{x:g} {y:g}C{half} {y:g} {half} {to_y:g} {to_x:g} {to_y:g}"


def _heights(path: str, source: float | None, target: float | None) -> str | list[float]:
    """The heights at which a ribbon leaves and arrives, or one where it is level; of any other its path."""
    if source is None or target is None:
        return path
    start = round(source + NODE_WIDTH, 1)
    if (found := CURVE.fullmatch(path)) is not None:
        y, to_y = float(found[2]), float(found[3])
        return [_number(y), _number(to_y)] if curve(start, y, target, to_y) == path else path
    if (level := LINE.fullmatch(path)) is not None:
        return [_number(float(level[1]))] if f"M{start:g} {float(level[1]):g}H{target:g}" == path else path
    return path


def _number(value: float) -> float:
    return int(value) if value == int(value) else value
