"""Contracts: what is taken under each, what is paid for what is not, and why an optional one is signed or not."""

from __future__ import annotations

import math

from ...plan.tables.schema import Row
from ..facts.blocks import intro, number, sentences
from ..facts.language import pretty_unit
from ..facts.markup import Html, details, join, table
from ..facts.plan_view import Figures

SMALL = 1e-9
MONEY = ("shortfall_cost", "tier_cost", "fixed_cost", "cost")
AMOUNTS = ("amount", "minimum", "maximum", "shortfall")


def contracts_content(figures: Figures) -> Html:
    """A sentence for what each contract costs or saves, then all of their numbers."""
    words, rows = figures.language, figures.records("contracts")
    names = list(dict.fromkeys(str(row["contract"]) for row in rows))
    told = [line for name in names for line in contract_lines(figures, name)]
    shown = _table(figures, rows)
    monthly = len(rows) > len(names) * len(figures.years)
    return join(
        [
            intro(words("contracts.intro")),
            sentences(told) if told else "",
            details(words("contracts.months"), shown) if monthly else shown,
        ]
    )


def contract_lines(figures: Figures, name: str) -> list[str]:
    """What a contract asks, costs and is worth, a few sentences for each year."""
    rows = [row for row in figures.records("contracts") if row["contract"] == name]
    lines = []
    for year in dict.fromkeys(row["year"] for row in rows):
        mine = [row for row in rows if row["year"] == year]
        for line in _of_year(figures, name, mine):
            lines.append(f"{year}: {line}" if figures.roadmap else line)
    return lines


def _of_year(figures: Figures, name: str, rows: list[Row]) -> list[str]:
    words, money, unit = figures.language, figures.currency, str(rows[0]["unit"])
    sums = {column: math.fsum(row[column] or 0.0 for row in rows) for column in (*AMOUNTS, *MONEY)}
    amount = words.amount(sums["amount"], unit)
    lines = [_decision(figures, name, rows[0], amount)] if rows[0]["optional"] else []
    if not rows[0]["signed"]:
        return lines
    if sums["shortfall"] > SMALL:
        short = words.amount(sums["shortfall"], unit)
        lines.append(words("contracts.short", name=name, short=short, cost=words.amount(sums["shortfall_cost"], money)))
    elif sums["minimum"] > SMALL and not sums["tier_cost"]:
        least = words.amount(sums["minimum"], unit)
        lines.append(words("contracts.met", name=name, amount=amount, minimum=least))
    if abs(sums["tier_cost"]) > SMALL:
        key = "contracts.dearer" if sums["tier_cost"] > 0 else "contracts.rebate"
        lines.append(words(key, name=name, amount=amount, cost=words.amount(abs(sums["tier_cost"]), money)))
    return lines


def _decision(figures: Figures, name: str, row: Row, amount: str) -> str:
    """Whether a contract is signed, and what the other decision would cost."""
    words, saves = figures.language, row["saves"]
    key = "contracts.signed" if row["signed"] else "contracts.unsigned"
    if saves is None:
        return words(key, name=name, amount=amount)
    if math.isinf(saves):
        return words(f"{key}.only", name=name, amount=amount)
    if saves <= SMALL:
        return words(f"{key}.same", name=name, amount=amount)
    return words(f"{key}.saves", name=name, amount=amount, saves=words.amount(saves, figures.currency))


def _table(figures: Figures, rows: list[Row]) -> Html:
    words, money = figures.language, pretty_unit(figures.currency)
    several = len(figures.years) > 1
    headers = [words("contracts.contract"), words("contracts.period"), words("contracts.in_force")]
    headers += [words(f"contracts.{column}") for column in AMOUNTS]
    headers += [f"{words(f'contracts.{column}')} [{money}]" for column in MONEY]
    cells = []
    for row in rows:
        unit = pretty_unit(str(row["unit"]))
        period = [str(row["year"])] if several else []
        period += [words("contracts.month", month=row["month"])] if row["month"] else []
        shown = [number(words, row[column], unit=unit) for column in AMOUNTS]
        paid = [number(words, row[column], unit=money) for column in MONEY]
        state = words("contracts.yes" if row["signed"] else "contracts.no")
        name = f"{row['contract']} [{unit}]"
        cells.append([name, " ".join(period) or words("contracts.year"), state, *shown, *paid])
    return table(words("contracts.title"), headers, cells, numeric=range(3, len(headers)), hide_caption=True)
