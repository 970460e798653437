"""How plans and plants show themselves in a notebook: fragments of HTML that need no style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..facts.language import pretty_unit
from ..facts.markup import Html, join, tag
from ..sankey.diagram import build_diagram
from ..sankey.svg import standalone
from ..sections.answer import answer, cards
from .report_page import figures_of
from .sankey_file import default_state

if TYPE_CHECKING:
    from ...plan.plan import Plan
    from ...plant.model import Plant

CELL = "padding:2px 14px 2px 0;text-align:left"


def plan_fragment(plan: Plan, code: str = "en") -> str:
    """A plan as the three sentences, the few numbers, and the picture."""
    figures = figures_of(plan, code)
    words = figures.language
    today = figures.today is not None
    heads = [words("figure"), words("state.plan"), *([words("state.today")] if today else []), words("unit")]
    rows = []
    for card in cards(figures):
        share = card.unit in ("", "1", "share")
        values = [card.plan, *([card.today] if today else [])]
        shown = [words.percent(v) if share else words.number(v) for v in values]
        rows.append([card.title, *shown, "" if share else pretty_unit(card.unit)])
    diagram = build_diagram(figures)
    picture = Html(standalone(diagram, figures.name, default_state(diagram))) if diagram is not None else ""
    drawn = tag("div", picture, style="overflow-x:auto")
    return tag("div", tag("p", " ".join(answer(figures))), _table(heads, rows), drawn)


def plant_fragment(plant: Plant, code: str = "en") -> str:
    """A plant as its name and how many rows of each kind it has, with their names."""
    from ..facts.language import language

    words = language(code, plant.settings.currency)
    rows = []
    for kind in ("sites", "materials", "supplies", "processes", "stores", "markets", "links", "limits"):
        found = getattr(plant, kind)
        names = list(found) if isinstance(found, dict) else [row.name for row in found]
        if names:
            shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
            rows.append([words(f"plant.{kind}"), str(len(names)), shown])
    return tag("div", tag("p", tag("strong", plant.settings.name)), _table([], rows))


def _table(heads: list[str], rows: list[list[str]]) -> Html:
    head = tag("thead", tag("tr", join(tag("th", text, style=CELL) for text in heads))) if heads else ""
    body = join(tag("tr", join(tag("td", text, style=CELL) for text in row)) for row in rows)
    return tag("table", head, tag("tbody", body), style="border-collapse:collapse")
