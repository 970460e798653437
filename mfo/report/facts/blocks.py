"""Pieces that the sections of a page share: a section, cells with numbers, periods in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .language import Language, pretty_unit
from .markup import Html, data, join, tag
from .plan_view import Figures


@dataclass(frozen=True)
class Section:
    """A part of the page: its anchor, its heading and what stands in it."""

    key: str
    title: str
    content: Html
    long: bool = False  # may break over pages when printed
    reference: bool = False  # printed only where everything is asked for

    def __str__(self) -> str:
        return section(self)


def section(part: Section) -> Html:
    """A section as HTML, headed and reachable from the contents."""
    kinds = [kind for kind, given in (("long", part.long), ("reference", part.reference)) if given]
    return tag(
        "section",
        tag("h2", part.title, id=f"{part.key}-title"),
        part.content,
        id=part.key,
        aria_labelledby=f"{part.key}-title",
        class_=" ".join(kinds) or None,
    )


def capital(text: str) -> str:
    """A text that begins with a capital."""
    return text[:1].upper() + text[1:]


def intro(text: str, acts: str = "") -> Html:
    """The sentence under a heading; ``acts`` is what a reader can do with the page, which paper cannot."""
    return tag("p", text, acting(f" {acts}") if acts else "", class_="intro")


def acting(text: str) -> Html:
    """What to do with a page on a screen: left out of what is printed."""
    return tag("span", text, class_="acts")


def number(
    words: Language, value: float | None, signed: bool = False, significant: int = 4, unit: str = "", of: str = ""
) -> Html:
    """A number as read, with its full value beside it."""
    return data(words.plain.number(value, significant, signed), value, unit, of)


def amount(words: Language, value: float | None, unit: str, signed: bool = False, of: str = "") -> Html:
    """A number with its unit, with its full value beside it."""
    return data(words.plain.amount(value, unit, signed=signed), value, pretty_unit(unit), of)


def change(words: Language, value: float | None, less_is_better: bool | None = True, unit: str = "") -> Html:
    """A difference with its sign, marked as better or worse where that is known."""
    if value is None:
        return Html("")
    shown = number(words, value, True, unit=unit)
    if less_is_better is None or abs(value) < 1e-9:
        return shown
    return tag("span", shown, class_="good" if (value < 0) == less_is_better else "bad")


def in_period(figures: Figures, value: float, unit: str, of: str = "") -> str:
    """An amount of a year, told by the report's period: 40 t/d."""
    period = figures.period
    return figures.language.amount(value / period.days, unit_in_period(figures, unit), of=of)


def unit_in_period(figures: Figures, unit: str) -> str:
    """A unit by the report's period: t/d, MXN/year."""
    period = figures.period
    return pretty_unit(f"{unit}/{figures.language.word(period.unit)}" if period.unit else unit)


def per_year(figures: Figures, unit: str) -> str:
    """A unit a year, or for the horizon where it is no year."""
    return pretty_unit(f"{unit}/{figures.language.word('year')}" if figures.is_year else unit)


def year_headers(figures: Figures) -> list[str]:
    """Headers for amounts by year: one column 'Plan' where there is one year only."""
    return [str(year) for year in figures.years] if figures.roadmap else [figures.language("state.plan")]


MOST_NAMES = 6  # of a list of names; of one or two more than that all are told


def names_told(words: Language, names: Sequence[str]) -> str:
    """Names one after another; of many the first, and how many there are besides."""
    if len(names) <= MOST_NAMES + 2:
        return ", ".join(names)
    count = words.number(len(names) - MOST_NAMES, of="count")
    return words("names.more", names=", ".join(names[:MOST_NAMES]), count=count)


def elsewhere(words: Language, count: int, place: str) -> Html:
    """How much more there is than stands here, and on which sheet of plan.xlsx or in which file of the run."""
    if count <= 0:
        return Html("")
    kind = "file" if "." in place else "sheet"
    told = words(f"and_more.{kind}", count=words.number(count, of="count"), **{kind: place})
    return tag("p", told, class_="note")


def sentences(lines: Sequence[object], on_paper: int | None = None, after: object = "") -> Html:
    """Lines as a calm list; on paper only the first ``on_paper`` of them. ``after`` stands below, as items."""
    few = len(lines) if on_paper is None else on_paper
    items = (tag("li", line, class_="less" if place >= few else None) for place, line in enumerate(lines))
    return tag("ul", join(items), after, class_="plain")
