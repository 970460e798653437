"""The report as one HTML page: the answer first, then the picture, then everything it rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ..drawing.board import board_content
from ..drawing.map_section import has_map, map_content
from ..facts.blocks import Section, intro, sentences
from ..facts.language import Language, language
from ..facts.markup import Html, join, tag
from ..facts.plan_view import Figures
from ..facts.shadow_price_text import at_most, binding_sentences, idle_sentences
from ..forms.city_numbers import city_content
from ..forms.contracts_section import contracts_content
from ..forms.credit_statement import credits_content
from ..sankey.pictures import pictures_of
from ..sections.answer import answer, cards_html
from ..sections.cash import cash_content, cells_content
from ..sections.changes_section import changes_content
from ..sections.evidence import indicators_content, problems_content, proof_content, sources_content
from ..sections.ledger_section import ledger_content, owners, owners_content, routes_content
from ..sections.measures import decision, measures_content
from ..sections.overtime import has_time, many_years, time_content
from ..sections.sankey_section import picture_content
from ..sections.scenario import scenario_content
from ..sections.tradeoff import curve_content
from ..sections.transfers import has_transfers, transfers_content

if TYPE_CHECKING:
    from ...plan.plan import Plan

MOST_LINES, MOST_FOLDED, ON_PAPER = 16, 40, 7
MOST_OF_YEARS = 12  # instead of the folded ones, where each has a price for each of many years
REFERENCE = ("changes", "ledger", "transfers", "sources", "proof")
"""Parts that are looked up rather than read: on paper only where everything is asked for."""


@lru_cache
def asset(name: str) -> str:
    """A file that is part of every page (style or script)."""
    return (files("mfo.report") / "assets" / name).read_text(encoding="utf-8")


def figures_of(plan: Plan, code: str, marked: bool = False) -> Figures:
    """A plan with the language of its report, its numbers as the currency's country writes them.

    ``marked`` is for pages: every number that is written carries its full value.
    """
    words = language(code, Figures(plan).currency)
    return Figures(plan, words.marked if marked else words)


def report_page(plan: Plan, code: str = "en", full: bool = False) -> str:
    """The whole page as text. ``plan`` is a :class:`mfo.Plan`; ``code`` is ``en`` or ``es``.

    Printed it holds what is read; with ``full`` everything, what is looked up and folded, too.
    """
    figures = figures_of(plan, code, marked=True)
    words, told = figures.language, decision(figures)
    top = tag(
        "header",
        tag("p", words("page.over"), class_="over"),
        tag("h1", figures.name or words("answer.plant")),
        tag("p", hold(join([told])), class_="decision", id="decision") if told else "",
        tag("p", hold(join(answer(figures), " ")), class_="lead", id="answer"),
        cards_html(figures),
        class_="top",
    )
    top = join([top, board_content(figures)])
    title = words("page.title", name=figures.name)
    return _bare(shell(title, words.code, top, sections(figures), _foot(figures), full))


def _bare(page: str) -> str:
    """A page without the quotes that HTML can do without, where a large one has thousands: around plain numbers
    and their units."""
    page = page.replace('<td class="n">', "<td class=n>").replace('<th scope="row">', "<th scope=row>")
    page = re.sub(r'<data value="([\d.e+-]+)"', r"<data value=\1", page)
    return re.sub(r' data-unit="([^\s"\'=<>`]+)"(?=[\s>])', r" data-unit=\1", page)


def hold(text: Html) -> Html:
    """HTML in which a number and its unit stay on one line."""
    pieces = re.split(r"(<[^>]*>)", text)
    unit = r"(\d) (%|(?:million|millones de)? ?[A-Za-z]{1,3}\b)"
    pieces[::2] = [re.sub(unit, lambda m: m[0].replace(" ", "\u00a0"), piece) for piece in pieces[::2]]
    return Html("".join(pieces))


def sections(figures: Figures) -> list[Section]:
    """The sections that this plan has something to say in."""
    words = figures.language
    found: list[Section] = []

    def add(key: str, content: Html, long: bool = True) -> None:
        if not content:
            return
        found.append(
            Section(
                key,
                words(f"{key}.title"),
                content,
                long,
                key in REFERENCE or (key == "problems" and not len(figures["problems"])),
            )
        )

    if len(figures["scenario_changes"]):
        add("scenario", scenario_content(figures))
    pictures = pictures_of(figures)
    if pictures is not None:
        add("sankey", picture_content(pictures))
    if has_map(figures):
        add("map", map_content(figures), long=False)
    if figures.roadmap:
        add("time", time_content(figures))
    if len(figures["measures"]):
        add("measures", measures_content(figures))
    if figures.today is not None or len(figures["changes"]):
        add("changes", changes_content(figures))
    if len(figures["cash_years"]):
        add("cash", cash_content(figures))
    if len(figures["landfill_cells"]):
        add("cells", cells_content(figures), long=False)
    if len(figures["city"]):
        add("city", city_content(figures))
    if len(figures["credits"]):
        add("credits", credits_content(figures))
    add("routes", routes_content(figures))
    add("ledger", ledger_content(figures))
    if len(owners(figures)) > 1:
        add("owners", owners_content(figures), long=False)
    if has_transfers(figures):
        add("transfers", transfers_content(figures))
    if len(figures["contracts"]):
        add("contracts", contracts_content(figures))
    add("binds", binds_content(figures))
    early = many_years(figures)  # the indicators of many years have a page of their own on paper
    if early:
        add("problems", problems_content(figures))
    if len(figures["indicators"]):
        add("indicators", indicators_content(figures))
    if len(figures["curve"]):
        add("curve", curve_content(figures))
    if has_time(figures) and not figures.roadmap:
        add("time", time_content(figures))
    add("sources", sources_content(figures))
    if not early:
        add("problems", problems_content(figures))
    add("proof", proof_content(figures))
    return found


def binds_content(figures: Figures) -> Html:
    """What binds and its price, then what is idle and what it lacks."""
    words = figures.language
    tight, unused = binding_sentences(figures, figures.bindings), idle_sentences(words, figures.idle)
    return join(
        [
            intro(words("binds.intro")),
            _lines(words, tight, MOST_OF_YEARS if many_years(figures) else MOST_FOLDED)
            if tight
            else tag("p", words("binds.none")),
            tag("h3", words("idle.title")),
            _lines(words, unused) if unused else tag("p", words("idle.none")),
            intro(words("explain.whole")) if figures.whole_numbers and (tight or unused) else "",
        ]
    )


def _lines(words: Language, lines: Sequence[str], folded: int = MOST_FOLDED) -> Html:
    """The first lines, and ``folded`` of the others to open."""
    if len(lines) <= MOST_LINES:
        return sentences(lines)
    more = [words("and_more", count=words.number(len(lines) - most, of="count")) for most in (MOST_LINES, ON_PAPER)]
    after = join(tag("li", told, class_=kind) for told, kind in zip(more, ("less", "shorter"), strict=True))
    shown = sentences(lines[:MOST_LINES], ON_PAPER, after)
    rest = sentences(at_most(lines[MOST_LINES:], folded, words))
    return join([shown, tag("details", tag("summary", words("show")), rest, class_="paper")])


def shell(title: str, code: str, top: Html, parts: list[Section], foot: Html, full: bool = False) -> str:
    """A page that needs nothing else: style and scripts inside, contents, sections."""
    from ..facts.language import language as texts

    words = texts(code)
    links = tag("ul", join(tag("li", tag("a", short(words, part), href=f"#{part.key}")) for part in parts))
    contents = tag("nav", links, class_="contents", aria_label=words("page.contents")) if len(parts) > 1 else ""
    live = any("sankey" in str(part.content)[:4000] for part in parts)
    mapped = any(part.key == "map" for part in parts)
    body = '<body class="full">' if full else "<body>"
    scripts = asset("report.js") + (asset("sankey.js") if live else "") + (asset("map.js") if mapped else "")
    return (
        f'<!DOCTYPE html>\n<html lang="{code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
        f"{tag('title', title)}\n<style>{asset('report.css')}{_colour_classes()}</style>\n</head>\n{body}\n"
        f"{tag('a', words('page.skip'), class_='skip', href='#main')}\n{top}\n"
        f"{contents}\n"
        f"{tag('main', join(str_html(part) for part in parts), id='main')}\n{foot}\n"
        f"<script>{scripts}</script>\n</body>\n</html>\n"
    )


def short(words: Language, part: Section) -> str:
    """A section's title as the contents tell it."""
    own = part.title == words.texts.get(f"{part.key}.title")  # other pages give other parts the same anchors
    return words.texts.get(f"nav.{part.key}", part.title) if own else part.title


def str_html(part: Section) -> Html:
    """A section's HTML."""
    return Html(str(part))


@lru_cache
def _colour_classes() -> str:
    return "".join(
        f"path.c{n}{{stroke:var(--c{n})}}path.flat.c{n}{{fill:var(--c{n});stroke:none}}rect.c{n}{{fill:var(--c{n})}}"
        for n in range(10)
    )


def made_by(words: Language) -> Html:
    """The last line of a page that is about several plans."""
    import mfo

    return tag("footer", tag("p", words("page.foot", version=mfo.__version__)))


def _foot(figures: Figures) -> Html:
    words = figures.language
    versions = figures.run.get("versions")
    version = versions.get("mfo", "") if isinstance(versions, dict) else figures.run.get("version", "")
    return tag("footer", tag("p", words("page.foot", version=version or "")))
