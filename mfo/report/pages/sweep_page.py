"""A sweep over scenarios as a page: a table that compares them, a small chart, and why some have no plan."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ...writing.whole import write_text
from ..facts.blocks import Section, change, intro, number
from ..facts.language import Language, is_money, language, pretty_unit
from ..facts.markup import Html, details, join, table, tag
from ..sections.scenario import plants_content
from .report_page import made_by, shell

if TYPE_CHECKING:
    from ...studies.scenarios.outcome import ScenarioOutcome, Sweep

DISCOUNTED = " (discounted)"
WIDTH, NAMES, ROOM, LINE = 620, 190, 70, 21  # of the chart: all of it, the names, a number beside a bar, a bar's line
MOST_LETTERS = 32


def write_sweep(sweep: Sweep, path: str | Path, code: str = "en", links: bool = True) -> None:
    """Write the sweep as one HTML file, with links to the reports of the run folders beside it."""
    write_text(path, sweep_page(sweep, code, links))


def sweep_page(sweep: Sweep, code: str = "en", links: bool = False) -> str:
    """The sweep as one HTML page."""
    effects = sweep.shown_effects()
    words = language(code, next((unit for _, unit in effects if is_money(unit)), "")).marked
    title = words("sweep.title")
    top = tag(
        "header",
        tag("p", sweep.plant, class_="over"),
        tag("h1", title),
        tag("p", _lead(sweep, words), class_="lead"),
        class_="top",
    )
    parts = [Section("sweep", words("sweep.compared"), _compared(sweep, words, effects, links), True)]
    if any(item.years for item in sweep.outcomes):
        parts.append(Section("years", words("sweep.years"), _years(sweep, words), True))
    if any(sweep.changed.values()):
        parts.append(Section("changed", words("sweep.changed"), _changed(sweep, words), True))
    if any(not item.solved for item in sweep.outcomes):
        parts.append(Section("unsolved", words("sweep.unsolved"), _unsolved(sweep, words), True))
    foot = made_by(words)
    return shell(f"{sweep.plant}: {title}", words.code, top, parts, foot)


def _lead(sweep: Sweep, words: Language) -> str:
    solved = sum(item.solved for item in sweep.outcomes)
    count = [words.number(value, of="count") for value in (solved, len(sweep.outcomes))]
    return words("sweep.lead", solved=count[0], count=count[1], minimise=words.word(sweep.minimise))


def _effect(words: Language, effect: str) -> str:
    plain = effect.removesuffix(DISCOUNTED)
    return words.word(effect) if plain == effect else words("curve.discounted", effect=words.word(plain))


def _compared(sweep: Sweep, words: Language, effects: list[tuple[str, str]], links: bool) -> Html:
    heads = [words("sweep.scenario")]
    for effect, unit in effects:
        heads += [f"{_effect(words, effect)} [{pretty_unit(unit)}]", words("sweep.difference")]
    base = sweep.outcomes[0].totals_of(effects)
    rows = []
    for item in sweep.outcomes:
        cells: list[object] = []
        for (effect, unit), total, first in zip(effects, item.totals_of(effects), base, strict=True):
            shown = pretty_unit(unit)
            apart = total - first
            of = f"sweep total {item.scenario}|{effect}"
            own = words("sweep.none") if not item.solved and not cells else number(words, total, unit=shown, of=of)
            better = None if effect == "investment" else True
            known = item.scenario and not math.isnan(apart)
            cells += [own, change(words, apart, better, shown) if known else ""]
        rows.append([_name(item, words, links), *(cells or [words("sweep.none")])])
    found = table(
        words("sweep.compared"),
        heads if effects else [*heads, ""],
        rows,
        numeric=range(1, len(heads)),
        hide_caption=True,
    )
    return join([intro(words("sweep.intro")), found, _chart(sweep, words, effects[:1])])


def _years(sweep: Sweep, words: Language) -> Html:
    """Each figure of a roadmap by year, the scenarios side by side."""
    rows = [(item, row) for item in sweep.outcomes for row in item.years]
    years = sorted({row["year"] for _, row in rows})
    figures = {(row["kind"], row["figure"]): row["unit"] for _, row in rows}
    kinds = ("indicator", "effect", "built")
    parts = [intro(words("sweep.years_intro"))]
    for kind, figure in sorted(figures, key=lambda each: kinds.index(each[0])):
        unit = figures[kind, figure]
        found = {
            (item.scenario, row["year"]): row["value"]
            for item, row in rows
            if (row["kind"], row["figure"]) == (kind, figure)
        }
        if kind == "effect" and not any(found.values()):
            continue
        lines = [
            [
                item.scenario or words("compare.as_it_stands"),
                *(
                    number(words, found[item.scenario, year], unit=pretty_unit(unit))
                    if (item.scenario, year) in found
                    else ""
                    for year in years
                ),
            ]
            for item in sweep.outcomes
            if item.years
        ]
        name = words("sweep.built", name=figure) if kind == "built" else _effect(words, figure)
        title = f"{name[:1].upper()}{name[1:]}" + (f" [{pretty_unit(unit)}]" if unit else "")
        parts.append(table(title, [words("sweep.scenario"), *map(str, years)], lines, numeric=range(1, len(years) + 1)))
    return join(parts)


def _changed(sweep: Sweep, words: Language) -> Html:
    """What each scenario changes, cell by cell."""
    heads = words("scenario.before"), words("scenario.after")
    return join(details(name, plants_content(words, found, heads)) for name, found in sweep.changed.items() if found)


def _name(item: ScenarioOutcome, words: Language, links: bool) -> str:
    name = item.scenario or words("compare.as_it_stands")
    return tag("a", name, href=f"{quote(item.run)}/report.html") if links and item.solved else name


def _chart(sweep: Sweep, words: Language, effects: list[tuple[str, str]]) -> Html:
    """How far each scenario is from the plant as it stands, in what is minimised: a bar a scenario."""
    first, rest = sweep.outcomes[0], [item for item in sweep.outcomes[1:] if item.solved]
    if not effects or not first.solved or not rest:
        return Html("")
    (effect, unit), least = effects[0], first.totals_of(effects)[0]
    apart = [item.totals_of(effects)[0] - least for item in rest]
    low, high = min(0.0, *apart), max(0.0, *apart)
    scale = (WIDTH - NAMES - 2 * ROOM) / ((high - low) or 1.0)
    zero = NAMES + ROOM - low * scale
    height = LINE * len(rest) + 8
    bars = [
        _bar(words, item.scenario, value, unit, (zero, 4 + LINE * k, scale))
        for k, (item, value) in enumerate(zip(rest, apart, strict=True))
    ]
    line = tag("line", x1=f"{zero:.1f}", x2=f"{zero:.1f}", y1="0", y2=f"{height}", class_="zero")
    title = words("sweep.chart", effect=_effect(words, effect))
    title = f"{title[:1].upper()}{title[1:]} [{pretty_unit(unit)}]"
    svg = tag(
        "svg", *bars, line, viewBox=f"0 0 {WIDTH} {height}", role="img", aria_label=f"{title}. {words('sweep.above')}"
    )
    return tag("figure", tag("figcaption", tag("strong", title)), svg, class_="chart curve")


def _bar(words: Language, name: str, value: float, unit: str, place: tuple[float, float, float]) -> Html:
    """A scenario's name, its bar, and the number at the bar's end."""
    zero, top, scale = place
    end = zero + value * scale
    text = words.plain.amount(value, unit, signed=True)
    short = name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…"
    shown = pretty_unit(unit)
    bar = tag(
        "rect",
        tag("title", f"{name}: {text}"),
        x=f"{min(zero, end):.1f}",
        y=f"{top + 3:.1f}",
        class_="c0",
        width=f"{abs(end - zero):.1f}",
        height=f"{LINE - 6}",
        data_value=repr(value),
        data_unit=shown,
    )
    label = tag(
        "text",
        words.plain.number(value, 3, signed=True),
        x=f"{end + (5 if value >= 0 else -5):.1f}",
        y=f"{top + 14:.1f}",
        text_anchor="start" if value >= 0 else "end",
        class_="tick",
        data_value=repr(value),
        data_unit=shown,
    )
    return join([tag("text", short, x="0", y=f"{top + 14:.1f}"), bar, label])


def _unsolved(sweep: Sweep, words: Language) -> Html:
    """Why scenarios have no plan; the reasons are in English."""
    items = []
    for item in sweep.outcomes:
        if not item.solved:
            lines = [tag("div", f"{problem.message} {problem.remedy}".strip(), lang="en") for problem in item.problems]
            name = item.scenario or words("compare.as_it_stands")
            items.append(tag("li", tag("strong", name), *lines))
    return tag("ul", join(items), class_="plain")
