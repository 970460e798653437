"""Two plans side by side: what differs in totals, flows, cost, builds, limits and settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ...differences.difference import Difference
from ..facts.blocks import Section, amount, change, intro, number
from ..facts.language import pretty_unit
from ..facts.markup import Html, join, table, tag
from ..facts.plan_view import Figures
from ..facts.shadow_price_text import parts_of, span_words
from ..pages.report_page import figures_of, made_by, shell
from ..sections.evidence import flat, shown
from ..sections.roadmap_section import sized
from ..sections.scenario import plants_content
from .comparability import differences
from .comparison_flows import apart, flow_unit, flows, same_years
from .comparison_names import Name, names
from .comparison_values import Entry, Values, differs, union, year_of

if TYPE_CHECKING:
    from ...plan.plan import Plan

MOST = 200
MOST_TOLD = 3  # totals and flows that the page begins with
Pair = tuple[Name, Name]
IGNORED = ("started", "seconds", "totals", "certificate", "objective", "today", "problems")


def _pair(first: Plan, second: Plan, code: str, marked: bool = False) -> tuple[Figures, Figures]:
    return figures_of(first, code, marked), figures_of(second, code, marked)


def heading(one: Figures, two: Figures) -> str:
    """What the page is about: two runs of one plant, or two plants."""
    words, pair = one.language, names(one, two)
    if one.name != two.name:
        return words("compare.page", first=one.name, second=two.name)
    if pair[0].folder:
        return words("compare.folders", name=one.name, first=pair[0].folder, second=pair[1].folder)
    return words("compare.twice", name=one.name)


def summary(first: Plan, second: Plan, code: str = "en") -> list[str]:
    """What the two are, where that is known, and what differs: each total, then the largest changes of flow."""
    one, two = _pair(first, second, code)
    asked = [name.full for name in names(one, two) if name.asked]
    return [*asked, *_sentences(one, two)]


def _sentences(one: Figures, two: Figures) -> list[str]:
    words, pair = one.language, names(one, two)
    within = {"one": pair[0].within, "other": pair[1].within}
    lines = differences(one, two, pair)
    unlike = bool(lines)
    for (effect,), a, b, unit in _totals(one, two):
        if a is not None and b is not None and differs(a, b):
            lines.append(
                words(
                    "compare.total",
                    effect=_capital(words.word(effect)),
                    first=words.amount(a, unit),
                    second=words.amount(b, unit),
                    change=words.amount(b - a, unit, signed=True),
                    **within,
                )
            )
    if not lines:
        lines.append(words("compare.identical"))
    elif unlike and not any(_comparable(total) and differs(*total[1:3]) for total in _totals(one, two)):
        lines.append(words("compare.identical.rest"))
    told = [entry for entry in flows(one, two) if None not in entry[1:3]]
    for key, a, b, unit in told[:5]:
        lines.append(
            words(
                "compare.flow",
                element=key[0],
                material=key[1],
                first=words.amount(a or 0.0, flow_unit(one, two, unit)),
                second=words.amount(b or 0.0, flow_unit(one, two, unit)),
                **within,
            )
        )
    return lines


def _comparable(total: Entry) -> bool:
    return total[1] is not None and total[2] is not None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def comparison_page(first: Plan, second: Plan, code: str = "en", plants: Sequence[Difference] | None = None) -> str:
    """The comparison as one HTML page; ``plants`` are the differences of what the two were made from, where known."""
    one, two = _pair(first, second, code, marked=True)
    words, pair = one.language, names(one, two)
    cards = join(_card(one, pair, total) for total in _totals(one, two)[:4])
    unlike = differences(one, two, pair)
    sentences = _sentences(one, two)[: len(unlike) + MOST_TOLD]
    lead = [*(f"{name.full}." for name in pair if name.asked), *sentences]
    top = tag(
        "header",
        tag("p", words("compare.over"), class_="over"),
        tag("h1", heading(one, two)),
        tag("p", join(lead, " "), class_="lead"),
        tag("p", _span(one) if span_words(one) == span_words(two) else "", class_="note"),
        tag("dl", cards, class_="cards"),
        class_="top",
    )
    parts = [
        Section(key, words(f"compare.{key}"), content, True)
        for key, content in (
            ("totals", _totals_table(one, two, pair)),
            ("flows", _flows_table(one, two, pair)),
            ("ledger", _ledger_table(one, two, pair)),
            ("build", _build_table(one, two, pair)),
            ("limits", _limits_table(one, two, pair)),
            ("settings", _settings_table(one, two, pair)),
        )
    ]
    if plants is not None:
        told = plants_content(words, plants, (pair[0].head, pair[1].head))
        parts.insert(1, Section("plants", words("compare.plants"), told, True))
    foot = made_by(words)
    return shell(heading(one, two), words.code, top, parts, foot)


def _span(figures: Figures) -> str:
    """The stretch of time that totals are over; that money is discounted and the rest is not, where it is so."""
    words, span = figures.language, span_words(figures)
    if figures.roadmap and figures.discounts:
        return words("compare.span.roadmap", span=span, first=figures.years[0])
    return words("compare.span", span=span)


def _totals(one: Figures, two: Figures) -> list[Entry]:
    def read(figures: Figures) -> Values:
        return {(effect,): (figures.total(effect), unit) for effect, unit in figures.effects.items()}

    return union(one, two, read)


def _card(figures: Figures, pair: Pair, total: Entry) -> Html:
    words, (key, a, b, unit) = figures.language, total
    lines = [
        tag("dd", f"{name.head}: ", amount(words, value, unit), class_="was")
        for name, value in zip(pair, (a, b), strict=True)
        if value is not None
    ]
    if a is not None and b is not None:
        shown = pretty_unit(unit)
        lines.append(tag("dd", change(words, b - a, unit=shown), f" {shown}", class_="was"))
    return tag("div", tag("dt", words.word(key[0])), *lines, class_="card")


def _compared(
    figures: Figures, caption: str, headers: Sequence[str], rows: Sequence[Sequence[object]], pair: Pair
) -> Html:
    words = figures.language
    if not rows:
        return intro(words("compare.same"))
    every = [*headers, pair[0].head, pair[1].head, words("change"), words("unit")]
    start = len(headers)
    return table(caption, every, rows, numeric=(start, start + 1, start + 2), hide_caption=True)


def _row(
    figures: Figures, heads: Sequence[object], a: float | None, b: float | None, unit: str, better: bool | None = None
) -> list[object]:
    words, shown = figures.language, pretty_unit(unit)
    difference = None if a is None or b is None else b - a
    cells = [number(words, a, unit=shown), number(words, b, unit=shown), change(words, difference, better, shown)]
    return [*heads, *cells, shown]


def _totals_table(one: Figures, two: Figures, pair: Pair) -> Html:
    words, year = one.language, partial(year_of, one, two)
    rows = [_row(one, [words.word(key[0])], a, b, unit, True) for key, a, b, unit in _totals(one, two)]
    rows += [
        _row(one, [words.word(key[0])], a, b, unit)
        for key, a, b, unit in union(one, two, lambda figures: _indicators(figures, year), None)
        if differs(a, b)
    ]
    caption = f"{words('compare.totals')}, {span_words(one, discounted=True)}"
    return _compared(one, caption, [words("figure")], rows, pair)


def _indicators(figures: Figures, year: Callable[[object], object]) -> Values:
    """Indicators by name and year; shares in percent."""
    found: Values = {}
    for row in figures.records("indicators"):
        value, unit = row["value"], str(row["unit"] or "")
        found[row["indicator"], year(row["year"])] = (value, unit) if unit or value is None else (value * 100, "%")
    return found


def _flows_table(one: Figures, two: Figures, pair: Pair) -> Html:
    words, by_year = one.language, same_years(one, two)
    rows = []
    for key, a, b, unit in flows(one, two)[:MOST]:
        element, material, site, direction, year = key
        heads = [element, material, site, words("goes_in" if direction == "out of pool" else "comes_out")]
        rows.append(_row(one, [*heads, *([str(year)] if by_year else [])], a, b, flow_unit(one, two, unit)))
    headers = [words(key) for key in ("element", "material", "site", "direction")]
    headers += [words("year")] if by_year else []
    return _compared(one, words("compare.flows"), headers, rows, pair)


def _ledger_table(one: Figures, two: Figures, pair: Pair) -> Html:
    words = one.language

    def read(figures: Figures) -> Values:
        return {(e, c): (amount, figures.currency) for e, c, amount in parts_of(figures, "cost")}

    rows = [
        _row(one, [key[0], words.word(key[1])], a, b, unit, True)
        for key, a, b, unit in sorted(union(one, two, read), key=lambda entry: -apart(entry))
        if differs(a, b)
    ]
    return _compared(one, words("compare.ledger"), [words("element"), words("category")], rows[:MOST], pair)


def _build_table(one: Figures, two: Figures, pair: Pair) -> Html:
    words = one.language

    def read(figures: Figures) -> Values:
        return {
            (r["process"], year_of(one, two, r["year"])): (r["built"] or 0.0, str(r["unit"])) for r in sized(figures)
        }

    rows = [_row(one, [key[0], str(key[1])], a, b, unit) for key, a, b, unit in union(one, two, read) if differs(a, b)]
    return _compared(one, words("compare.build"), [words("process"), words("year")], rows, pair)


def _limits_table(one: Figures, two: Figures, pair: Pair) -> Html:
    words = one.language

    def read(figures: Figures) -> Values:
        return {
            (r["limit"], year_of(one, two, r["year"]), r["slot"], part): (r[column], str(r[unit] or ""))
            for r in figures.records("limits")
            for part, column, unit in ((words("value"), "value", "unit"), (words("price"), "price", "price_unit"))
        }

    rows = [
        _row(one, [key[0], str(key[1] or ""), key[3]], a, b, unit)
        for key, a, b, unit in union(one, two, read, None)
        if differs(a, b)
    ]
    return _compared(one, words("compare.limits"), [words("limit"), words("year"), words("figure")], rows[:MOST], pair)


def _settings_table(one: Figures, two: Figures, pair: Pair) -> Html:
    words, rows = one.language, []
    asked = [dict(flat({key: f.run[key] for key in f.run if key not in IGNORED})) for f in (one, two)]
    for key in {**asked[0], **asked[1]}:
        a, b = asked[0].get(key), asked[1].get(key)
        if a != b:
            rows.append([words.word(key.replace("_", " ")), shown(one, a), shown(two, b)])
    if not rows:
        return intro(words("compare.same"))
    return table(words("compare.settings"), [words("figure"), pair[0].head, pair[1].head], rows, hide_caption=True)
