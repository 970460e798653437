"""Two plans side by side: what differs in totals, flows, cost, builds, limits and settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .evidence import flat, shown
from .figures import Figures
from .html import Html, data, join, table, tag
from .language import pretty_unit
from .page import figures_of, shell
from .parts import Section, change, in_period, intro, number, unit_in_period
from .reasons import parts_of, span_words

SMALL = 1e-7
MOST = 200
IGNORED = ("started", "seconds", "totals", "certificate", "objective", "today", "problems")


def _pair(first: Any, second: Any, code: str) -> tuple[Figures, Figures]:
    return figures_of(first, code), figures_of(second, code)


def titles(one: Figures, two: Figures) -> tuple[str, str]:
    """What the two plans are called: the plant's name, with what was asked where both are of one plant."""
    names = []
    for figures, key in ((one, "first"), (two, "second")):
        options = figures.run.get("options") or {}
        asked = [*(options.get("limits") or []), options.get("scenario") or ""] if isinstance(options, Mapping) else []
        extra = ", ".join(str(part) for part in asked if part)
        names.append(f"{figures.language(key)}: {figures.name}" + (f" ({extra})" if extra else ""))
    return names[0], names[1]


def heading(one: Figures, two: Figures) -> str:
    """What the page is about: one plant asked twice, or two plants."""
    words = one.language
    if one.name == two.name:
        return words("compare.twice", name=one.name)
    return words("compare.page", first=one.name, second=two.name)


def summary(first: Any, second: Any, code: str = "en") -> list[str]:
    """A few sentences: each total that differs, then the largest changes of flow."""
    one, two = _pair(first, second, code)
    words = one.language
    lines = []
    for effect, a, b, unit in _totals(one, two):
        if _differs(a, b):
            lines.append(
                words(
                    "compare.total",
                    effect=_capital(words.word(effect)),
                    first=words.amount(a, unit),
                    second=words.amount(b, unit),
                    change=words.amount(b - a, unit, signed=True),
                )
            )
    if not lines:
        lines.append(words("compare.identical"))
    for key, a, b, unit in _flows(one, two)[:5]:
        lines.append(
            words(
                "compare.flow",
                element=key[0],
                material=key[1],
                first=in_period(one, a, unit),
                second=in_period(two, b, unit),
            )
        )
    return lines


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def comparison_page(first: Any, second: Any, code: str = "en") -> str:
    """The comparison as one HTML page."""
    one, two = _pair(first, second, code)
    words = one.language
    names = titles(one, two)
    cards = join(_card(one, *total) for total in _totals(one, two)[:4])
    top = tag(
        "header",
        tag("p", words("compare.over"), class_="over"),
        tag("h1", heading(one, two)),
        tag("p", " ".join(summary(first, second, code)[:3]), class_="lead"),
        tag("dl", cards, class_="cards"),
        class_="top",
    )
    parts = [
        Section(key, words(f"compare.{key}"), content, True)
        for key, content in (
            ("totals", _totals_table(one, two, names)),
            ("flows", _flows_table(one, two, names)),
            ("ledger", _ledger_table(one, two, names)),
            ("build", _build_table(one, two, names)),
            ("limits", _limits_table(one, two, names)),
            ("settings", _settings_table(one, two, names)),
        )
    ]
    foot = tag("footer", tag("p", words("page.foot", version="")))
    return shell(heading(one, two), words.code, top, parts, foot)


def _differs(a: float, b: float) -> bool:
    return abs(a - b) > SMALL * max(1.0, abs(a), abs(b))


def _totals(one: Figures, two: Figures) -> list[tuple[str, float, float, str]]:
    effects = {**one.effects, **two.effects}
    return [(effect, one.total(effect), two.total(effect), unit) for effect, unit in effects.items()]


def _card(figures: Figures, effect: str, a: float, b: float, unit: str) -> Html:
    words = figures.language
    difference = tag("dd", change(words, b - a), f" {pretty_unit(unit)}", class_="was")
    lines = [
        tag("dd", f"{words(key)}: ", data(words.amount(value, unit), value), class_="was")
        for key, value in (("first", a), ("second", b))
    ]
    return tag("div", tag("dt", words.word(effect)), *lines, difference, class_="card")


def _compared(
    figures: Figures, caption: str, headers: Sequence[str], rows: Sequence[Sequence[object]], names: tuple[str, str]
) -> Html:
    words = figures.language
    if not rows:
        return intro(words("compare.same"))
    every = [*headers, words("first"), words("second"), words("change"), words("unit")]
    start = len(headers)
    note = tag("p", f"{names[0]} · {names[1]}", class_="note")
    return join([table(caption, every, rows, numeric=(start, start + 1, start + 2), hide_caption=True), note])


def _row(
    figures: Figures, heads: Sequence[object], a: float, b: float, unit: str, better: bool | None = None
) -> list[object]:
    words = figures.language
    return [*heads, number(words, a), number(words, b), change(words, b - a, better), pretty_unit(unit)]


def _totals_table(one: Figures, two: Figures, names: tuple[str, str]) -> Html:
    words = one.language
    rows = [_row(one, [words.word(effect)], a, b, unit, True) for effect, a, b, unit in _totals(one, two)]
    rows += [
        _row(one, [words.word(key[0])], a, b, unit)
        for key, a, b, unit in _union(one, two, _indicators)
        if _differs(a, b)
    ]
    caption = f"{words('compare.totals')}, {span_words(one, discounted=True)}"
    return _compared(one, caption, [words("figure")], rows, names)


def _indicators(figures: Figures) -> Values:
    """Indicators by name and year; shares in percent."""
    found: Values = {}
    for row in figures.records("indicators"):
        value, unit = row["value"] or 0.0, str(row["unit"] or "")
        found[row["indicator"], row["year"]] = (value, unit) if unit else (value * 100, "%")
    return found


Values = dict[tuple[Any, ...], tuple[float, str]]


def _union(
    one: Figures, two: Figures, read: Callable[[Figures], Values]
) -> list[tuple[tuple[Any, ...], float, float, str]]:
    """The values of both by key, with blanks as zero."""
    a, b = read(one), read(two)
    return [(key, a.get(key, (0.0, ""))[0], b.get(key, (0.0, ""))[0], (a.get(key) or b[key])[1]) for key in {**a, **b}]


def _flows(one: Figures, two: Figures) -> list[tuple[tuple[Any, ...], float, float, str]]:
    """Flows that differ, the largest relative change of a material first."""

    def read(figures: Figures) -> Values:
        found: Values = {}
        for row in figures.annual.to_dict("records"):
            if row["kind"] == "link" and row["direction"] != "out of pool":
                continue  # what arrives is what was sent, less losses
            key = (row["element"], row["material"], row["site"], row["direction"], row["year"])
            found[key] = (found.get(key, (0.0, ""))[0] + row["amount"], str(row["unit"]))
        return found

    every = _union(one, two, read)
    size: dict[Any, float] = {}
    for key, a, b, _ in every:
        size[key[1]] = max(size.get(key[1], 0.0), a, b)
    kept = [entry for entry in every if _differs(entry[1], entry[2])]
    return sorted(kept, key=lambda entry: -abs(entry[2] - entry[1]) / (size[entry[0][1]] or 1.0))


def _flows_table(one: Figures, two: Figures, names: tuple[str, str]) -> Html:
    words, days = one.language, one.period.days
    roadmap = one.roadmap or two.roadmap
    rows = []
    for key, a, b, unit in _flows(one, two)[:MOST]:
        element, material, site, direction, year = key
        heads = [element, material, site, words("goes_in" if direction == "out of pool" else "comes_out")]
        rows.append(
            _row(one, [*heads, *([str(year)] if roadmap else [])], a / days, b / days, unit_in_period(one, unit))
        )
    headers = [words(key) for key in ("element", "material", "site", "direction")]
    headers += [words("year")] if roadmap else []
    return _compared(one, words("compare.flows"), headers, rows, names)


def _ledger_table(one: Figures, two: Figures, names: tuple[str, str]) -> Html:
    words = one.language

    def read(figures: Figures) -> Values:
        return {(e, c): (amount, figures.currency) for e, c, amount in parts_of(figures, "cost")}

    rows = [
        _row(one, [key[0], words.word(key[1])], a, b, unit, True)
        for key, a, b, unit in sorted(_union(one, two, read), key=lambda entry: -abs(entry[2] - entry[1]))
        if _differs(a, b)
    ]
    return _compared(one, words("compare.ledger"), [words("element"), words("category")], rows[:MOST], names)


def _build_table(one: Figures, two: Figures, names: tuple[str, str]) -> Html:
    words = one.language

    def read(figures: Figures) -> Values:
        return {(r["process"], r["year"]): (r["built"] or 0.0, str(r["unit"])) for r in figures.records("capacities")}

    rows = [
        _row(one, [key[0], str(key[1])], a, b, unit) for key, a, b, unit in _union(one, two, read) if _differs(a, b)
    ]
    return _compared(one, words("compare.build"), [words("process"), words("year")], rows, names)


def _limits_table(one: Figures, two: Figures, names: tuple[str, str]) -> Html:
    words = one.language

    def read(figures: Figures) -> Values:
        return {
            (r["limit"], r["year"], r["slot"], part): (r[column] or 0.0, str(r[unit] or ""))
            for r in figures.records("limits")
            for part, column, unit in ((words("value"), "value", "unit"), (words("price"), "price", "price_unit"))
        }

    rows = [
        _row(one, [key[0], str(key[1] or ""), key[3]], a, b, unit)
        for key, a, b, unit in _union(one, two, read)
        if _differs(a, b)
    ]
    return _compared(one, words("compare.limits"), [words("limit"), words("year"), words("figure")], rows[:MOST], names)


def _settings_table(one: Figures, two: Figures, names: tuple[str, str]) -> Html:
    words, rows = one.language, []
    asked = [dict(flat({key: f.run[key] for key in f.run if key not in IGNORED})) for f in (one, two)]
    for key in {**asked[0], **asked[1]}:
        a, b = asked[0].get(key), asked[1].get(key)
        if a != b:
            rows.append([words.word(key.replace("_", " ")), shown(one, a), shown(two, b)])
    if not rows:
        return intro(words("compare.same"))
    return table(words("compare.settings"), [words("figure"), names[0], names[1]], rows, hide_caption=True)
