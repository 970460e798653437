"""Small helpers to write HTML: everything that is not HTML already is escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

EVEN = (1, 2, 3, 4)  # so many columns of numbers stand at the same places in every table


class Html(str):
    """Text that is HTML already and must not be escaped again. What is added to it is escaped."""

    __slots__ = ()

    def __add__(self, other: str) -> Html:
        return Html(f"{self}{escape(other)}")

    def __radd__(self, other: str) -> Html:
        return Html(f"{escape(other)}{self}")


UNSAFE = re.compile("[&<>\"']")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def escape(value: object) -> Html:
    """A value as HTML text, safe in elements and in quoted attributes."""
    if isinstance(value, Html):
        return value
    text = value if isinstance(value, str) else str(value)
    return Html(UNSAFE.sub(lambda found: ENTITIES[found[0]], text) if UNSAFE.search(text) else text)


def join(parts: Iterable[object], between: str = "") -> Html:
    """Pieces put one after another, each escaped unless it is HTML."""
    return Html(between.join([part if isinstance(part, Html) else escape(part) for part in parts]))


def tag(name: str, *content: object, **attributes: object) -> Html:
    """An element. ``class_`` is the attribute class, ``data_x`` is data-x; None leaves an attribute out."""
    written = [
        f" {_attribute(key)}" if value is True else f' {_attribute(key)}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    ]
    return Html(f"<{name}{''.join(written)}>{join(content)}</{name}>")


@cache
def _attribute(key: str) -> str:
    """An attribute as HTML writes it, from what can be written in Python."""
    return key.rstrip("_").replace("_", "-")


def together(parts: Iterable[str], between: str = "") -> str:
    """Pieces put one after another: as HTML where one of them is HTML, else as plain text."""
    found = list(parts)
    return join(found, between) if any(isinstance(part, Html) for part in found) else between.join(found)


def data(text: str, value: float | None, unit: str = "", of: str = "") -> Html:
    """A number as it is read; for machines its full value, its unit, and ``of`` which table and row it is."""
    if value is None or value != value:
        return escape(text)
    return tag("data", text, value=repr(value).removesuffix(".0"), data_unit=unit or None, data_of=of or None)


def table(
    caption: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    numeric: Sequence[int] = (),
    total: Sequence[object] | None = None,
    hide_caption: bool = False,
    less: Collection[int] = (),
) -> Html:
    """A table with a caption and a header row; the first cell of each row heads it.

    ``numeric`` are the positions of columns set flush right. ``total`` is a last row set apart. Rows at
    the positions ``less`` are left out on paper, unless everything is asked for.
    """
    right = set(numeric)
    even = right == set(range(1, len(headers))) and len(right) in EVEN
    head = join(
        tag("th", text, scope="col", class_="n" if position in right else None) for position, text in enumerate(headers)
    )
    body = join(
        tag("tr", _cells(row, right), class_="less" if place in less else None) for place, row in enumerate(rows)
    )
    foot = tag("tfoot", tag("tr", _cells(total, right))) if total is not None else ""
    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption, class_="unseen" if hide_caption else None),
            tag("thead", tag("tr", head)),
            tag("tbody", body),
            foot,
            class_=f"even n{len(right)}" if even else None,
        ),
        class_="wide",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def script(content: object) -> Html:
    """Plain data for a page's script, as JSON that cannot end its element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Html(f'<script type="application/json">{safe}</script>')


def _cells(row: Sequence[object], right: set[int]) -> Html:
    pieces = [tag("th", row[0], scope="row", class_="n" if 0 in right else None)]
    pieces += [
        tag("td", value, class_="n" if position in right else None) for position, value in enumerate(row[1:], start=1)
    ]
    return join(pieces)


def details(summary: object, *content: object, open_: bool = False) -> Html:
    """Something to open: a summary line and what it hides."""
    return tag("details", tag("summary", summary), *content, open=True if open_ else None)
