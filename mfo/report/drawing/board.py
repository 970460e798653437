"""The first printed page: what is decided, what is built, what it costs and brings, and two pictures."""

from __future__ import annotations

from ...plan.tables.schema import Row
from ..facts.blocks import per_year
from ..facts.charts import bar_chart
from ..facts.language import Language, pretty_unit
from ..facts.markup import Html, join, tag, together
from ..facts.plan_view import Figures
from ..sections.cash import cash_bars
from ..sections.measures import needs, title
from ..sections.overtime import waste_chart
from ..sections.roadmap_section import Building, buildings

MOST_MEASURES = 4
MOST_BUILT = 6  # processes
MOST_STEPS = 3  # of a process: the largest
MOST_PICTURES = 2  # with the flow diagram that follows
MOST_PARTS = 6  # of a bar
SMALL = 1e-9


def board_content(figures: Figures) -> Html:
    """What stands below the header on the first printed page; nothing where there is nothing to decide."""
    words = figures.language
    first = _decided(figures)
    charts = [
        chart for chart in (*waste_chart(figures, False), cost_chart(figures), cash_bars(figures, False)) if chart
    ]
    if not first and not charts:
        return Html("")
    return tag(
        "section",
        first,
        tag("div", *charts[:MOST_PICTURES], class_="charts"),
        tag("p", words("paper.left_out"), class_="note"),
        id="board",
        aria_label=words("board.title"),
    )


def _decided(figures: Figures) -> Html:
    """The first measures with what they need and bring; of a plan without them what is built and when."""
    words = figures.language
    rows = [row for row in figures.records("measures") if row["decision"] != "other"][:MOST_MEASURES]
    lines = [_measure(figures, row) for row in rows] or _built(figures)
    if not lines:
        return Html("")
    return join([tag("h2", words("board.title")), tag("ul", *(tag("li", line) for line in lines), class_="plain")])


def _built(figures: Figures) -> list[Html]:
    """What is built of each process, and when: of the first ones."""
    words, found = figures.language, dict[str, list[Building]]()
    for item in buildings(figures):
        found.setdefault(item.process, []).append(item)
    shown = [join([tag("strong", name), ": ", _steps(words, items)]) for name, items in found.items()]
    rest = len(shown) - MOST_BUILT
    return shown if rest <= 0 else [*shown[:MOST_BUILT], Html(words("and_more", count=words.number(rest, of="count")))]


def _steps(words: Language, items: list[Building]) -> Html:
    """What is built of a process and by when; of more than a few steps the largest, and how many there are besides."""
    rest = len(items) - MOST_STEPS
    if rest > 1:
        least = sorted(items, key=lambda item: -item.amount)[MOST_STEPS - 1].amount
        items = [item for item in items if item.amount >= least][:MOST_STEPS]
    told = together([together((words.amount(item.amount, item.unit), f" ({item.year})")) for item in items], ", ")
    return Html(words("names.more", names=told, count=words.number(rest, of="count"))) if rest > 1 else Html(told)


def _measure(figures: Figures, row: Row) -> Html:
    words, number = figures.language, row["measure"]
    parts: list[str] = [tag("strong", title(figures, row))]
    if row["investment"]:
        parts.append(needs(figures, row))
    if row["payback"] is not None:
        parts.append(words("measures.payback", time=words.duration(row["payback"], of=f"measures payback {number}")))
    if (row["cost_change"] or 0.0) < -SMALL:
        of = f"measures cost_change {number}"
        amount = words.amount(-row["cost_change"], figures.currency, of=of)
        parts.append(words("changes.saves", amount=amount))
    return join(parts, " · ")


def cost_chart(figures: Figures) -> Html:
    """Cost by category: today beside the plan, or year by year."""
    words = figures.language
    columns = [(str(year), figures, year) for year in figures.years]
    if not figures.roadmap:
        columns = [(words("state.plan"), figures, figures.years[0])]
    if figures.today is not None:
        columns = [(words("state.today"), figures.today, figures.today.years[0]), *columns]
    sums: dict[str, list[float]] = {}
    for place, (_, source, year) in enumerate(columns):
        for row in source.ledger_rows:
            if row["effect"] == "cost" and row["account"] == "own" and row["year"] == year:
                sums.setdefault(str(row["category"] or ""), [0.0] * len(columns))[place] += row["amount"]
    ranked = sorted(sums, key=lambda name: -max(map(abs, sums[name])))
    if not ranked:
        return Html("")
    shown = {words.word(name) if name else words("uncategorised"): sums[name] for name in ranked[:MOST_PARTS]}
    rest = [sum(sums[name][place] for name in ranked[MOST_PARTS:]) for place in range(len(columns))]
    if any(abs(value) > SMALL for value in rest):
        shown[words("board.rest")] = rest
    unit = per_year(figures, pretty_unit(figures.currency))
    return bar_chart(words, words("board.cost"), unit, [label for label, *_ in columns], shown, table_too=False)
