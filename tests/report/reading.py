"""A page as a browser reads it: elements, marked numbers, tables, and the text that is left without them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "link", "input", "br"}
NUMBER = re.compile(r"([+−-]?)([\d.,]+)(?:e([−+-]\d+))?")


@dataclass
class Element:
    """An element with its attributes, and what is inside it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def every(self, tag: str, **attributes: str) -> Iterator[Element]:
        """All elements inside with this tag (blank: any) and these attributes."""
        for child in self.children:
            if isinstance(child, Element):
                if tag in ("", child.tag) and all(child.attributes.get(k) == v for k, v in attributes.items()):
                    yield child
                yield from child.every(tag, **attributes)

    def first(self, tag: str, **attributes: str) -> Element:
        """The first of :meth:`every`."""
        return next(self.every(tag, **attributes))

    def text(self, without: tuple[str, ...] = ()) -> str:
        """What is written in it, without what stands in elements of the tags ``without``."""
        pieces = [c if isinstance(c, str) else "" if c.tag in without else c.text(without) for c in self.children]
        return "".join(pieces).replace("\u00a0", " ")

    def above(self, tag: str) -> Element | None:
        """The nearest element of that tag around it."""
        found = self.parent
        while found is not None and found.tag != tag:
            found = found.parent
        return found


class Builder(HTMLParser):
    """Builds the tree of elements."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.here = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(made)
        if tag not in VOID:
            self.here = made

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def read(page: str) -> Element:
    """The page's root element."""
    builder = Builder()
    builder.feed(page)
    builder.close()
    assert builder.here is builder.root
    return builder.root


@dataclass
class Number:
    """A marked number: its full value, unit and origin, and how it is written."""

    value: float
    unit: str
    of: str
    text: str
    element: Element


def number(element: Element) -> Number:
    """A marked number from its element."""
    given = element.attributes
    return Number(float(given["value"]), given.get("data-unit", ""), given.get("data-of", ""), element.text(), element)


def numbers(element: Element) -> list[Number]:
    """The marked numbers inside an element, in the order of the page."""
    return [number(found) for found in element.every("data")]


@dataclass
class Grid:
    """A table: its caption, the texts of its headers, and its cells row by row (the last row may be the total)."""

    caption: str
    headers: list[str]
    rows: list[list[Element]]

    def cells(self) -> Iterator[tuple[str, str, Element]]:
        """Each cell but the first of a row, with the row's name and the column's header."""
        for row in self.rows:
            for header, cell in zip(self.headers[1:], row[1:], strict=True):
                yield row[0].text(), header, cell


def grids(element: Element) -> list[Grid]:
    """The tables inside an element."""
    found = []
    for table in element.every("table"):
        head = [cell.text() for cell in table.first("thead").every("th")]
        rows = [
            [cell for cell in row.children if isinstance(cell, Element)]
            for part in ("tbody", "tfoot")
            for body in table.every(part)
            for row in body.every("tr")
        ]
        found.append(Grid(table.first("caption").text(), head, rows))
    return found


def written(text: str, decimal: str = ".", thousands: str = ",") -> tuple[float, float]:
    """A number as it is written, and half a unit of its last digit: what rounding may have taken.

    Signs, thousands, ``million``, ``%`` (of a share) and powers of ten are understood; a unit behind it is left alone.
    """
    text = text.replace("\u00a0", " ").strip()
    found = NUMBER.search(text)
    assert found, text
    digits = found[2].rstrip(".,")
    whole, _, part = digits.partition(decimal)
    assert re.fullmatch(rf"\d{{1,3}}({re.escape(thousands)}\d{{3}})*|\d+", whole), text
    size = float(f"{whole.replace(thousands, '')}.{part or 0}")
    factor = 10.0 ** int(found[3].replace("−", "-")) if found[3] else 1.0
    rest = text[found.end() :].strip()
    if rest.startswith(("million", "millones de")):
        factor *= 1e6
    sign = -1.0 if found[1] in ("−", "-") else 1.0
    return sign * size * factor, 0.5 * 10.0 ** -len(part) * factor


def says(number: Number, decimal: str = ".", thousands: str = ",") -> bool:
    """Whether a number is written as its value rounds: to at least three digits (months: to a tenth), and not to
    nothing."""
    shown, room = written(number.text, decimal, thousands)
    value = number.value * (100.0 if number.text.rstrip().endswith("%") and number.unit != "%" else 1.0)
    close = number.unit in ("months", "meses") or abs(shown - value) <= max(5.1e-3 * abs(value), 1e-12)
    return close and abs(shown - value) <= room * (1 + 1e-6) + 1e-12 * abs(value)


def picture_model(text: str) -> dict[str, Any]:
    """What a page stores of a picture, in full: its ribbons' paths alone stay as they are stored.

    A node is ``[x, y, height, label x, label y, text, value, unit]``, a ribbon ``[path, width, text, size]``.
    """
    model: dict[str, Any] = json.loads(text)
    last: dict[str, list[Any]] = {}
    for state, texts in model["amounts"].items():
        pairs = zip(texts, model["edges"], strict=True)
        model["amounts"][state] = [told + edge[6] if told[-1:].isspace() else told for told, edge in pairs]
    for key, view in model["views"].items():
        state, first = key.partition("|")[0], dict[str, str]()
        for e, (path, width, *rest) in view["e"].items():
            view["e"][e] = [path, width, *(rest or ["", model["values"][state][int(e)]])]
            for n in model["edges"][int(e)][:2]:
                first[str(n)] = min(e, first.get(str(n), e), key=int)
        for n, (y, height, label_y, told, value, *rest) in view["n"].items():
            x, label_x, unit = last[n] = rest or last[n]
            if told == 0:
                _, _, text, value = view["e"][first[n]]
                told = text or model["amounts"][state][int(first[n])]
            told = told + unit if told[-1:].isspace() else told
            view["n"][n] = [x, y, height, label_x, label_y or y + height / 2, told, value, unit]
    return model
