"""Cash by calendar year: what an investment is worth, what goes out and comes in when, and what stands behind it."""

from __future__ import annotations

from ...plan.tables.schema import Row
from ..facts.blocks import intro, number, sentences
from ..facts.charts import bar_chart
from ..facts.markup import Html, join, table, tag
from ..facts.plan_view import Figures

BUILDING = ("capex", "grant", "cell opening", "closure", "closure to come", "residual value")
LOANS = ("loan drawn", "interest while building", "interest", "repayment", "loan outstanding")
AIRSPACE = ("filled", "left", "capacity")
COLUMNS = ("incoming", "outgoing", "net", "difference", "cumulative", "cumulative_present_value")


def cash_content(figures: Figures) -> Html:
    """What it is worth in sentences, the years as bars, and the years as a table."""
    words = figures.language
    told = [_sentence(figures, row) for row in figures.records("appraisal") if row["value"] is not None]
    against = any(row["against"] for row in figures.records("appraisal"))
    return join(
        [
            intro(words("cash.intro.today" if against else "cash.intro")),
            sentences(told),
            tag("div", cash_bars(figures), class_="charts"),
            _years(figures, against),
        ]
    )


def _sentence(figures: Figures, row: Row) -> str:
    """One figure with its name: ``Net present value: 920 MXN``."""
    words, of = figures.language, f"appraisal {row['cash']} {row['figure']}"
    value = row["value"]
    if row["unit"] == "year":
        told = words.duration(value, of=of)
    elif row["unit"]:
        told = words.amount(value, str(row["unit"]), of=of)
    else:
        told = words.percent(value, of=of)
    key = "cash.figure" if row["cash"] == "all" else "cash.figure.before"
    return words(key, figure=words.word(row["figure"]), value=told)


def cash_bars(figures: Figures, told: bool = True) -> Html:
    """Money by calendar year in four parts: building, loans, what running costs and what it brings."""
    words = figures.language
    years = [int(row["year"]) for row in figures.records("cash_years")]
    if not years:
        return Html("")
    parts: dict[str, dict[int, float]] = {}
    for row in figures.records("cash_flow"):
        part = _part(row)
        held = parts.setdefault(part, dict.fromkeys(years, 0.0))
        held[int(row["year"])] += row["amount"]
    series = {
        words(f"cash.{part}"): list(parts[part].values())
        for part in ("building", "loans", "costs", "income")
        if part in parts
    }
    return bar_chart(words, words("cash.bars"), figures.currency, [str(year) for year in years], series, table_too=told)


def _part(row: Row) -> str:
    if row["category"] in BUILDING:
        return "building"
    if row["category"] in LOANS:
        return "loans"
    return "income" if row["amount"] > 0 else "costs"


def _years(figures: Figures, against: bool) -> Html:
    words = figures.language
    columns = [name for name in COLUMNS if against or name != "difference"]
    rows = [
        [str(row["year"]), *(number(words, row[name], unit=figures.currency) for name in columns)]
        for row in figures.records("cash_years")
    ]
    heads = [words("year"), *(words(f"cash.column.{name}") for name in columns)]
    title = f"{words('cash.years')} [{figures.currency}]"
    return table(title, heads, rows, numeric=range(1, len(columns) + 1))


def cells_content(figures: Figures) -> Html:
    """Each cell of a landfill in a line: when it opens, is full and closes, and what is in it."""
    words = figures.language
    last = {str(row["cell"]): row for row in figures.records("landfill_cells")}
    rows = [
        [
            str(row["market"]),
            name,
            str(row["opened"]) or words("cells.before" if row["closing"] else "cells.not_opened"),
            str(row["full"]) or words("cells.never"),
            str(row["closing"]),
            *(words.amount(row[part], str(row["unit"]), of=f"landfill_cells {name} {part}") for part in AIRSPACE),
        ]
        for name, row in last.items()
    ]
    heads = [words(f"cells.{name}") for name in ("market", "cell", "opened", "full", "closing", *AIRSPACE)]
    return join([intro(words("cells.intro")), table(words("cells.title"), heads, rows, numeric=range(2, len(heads)))])
