"""A roadmap year by year: waste by route, what is built, cost, emissions, diversion, what is left of a landfill."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from ...plan.measures.measures_table import power_unit
from ...translation import say
from ...units import format_number
from .columns import columns
from .words import word

if TYPE_CHECKING:
    from ...plan.plan import Plan

WIDTH = 110
LABEL = 44
WASTE = {
    "GRI 306-3 waste generated": "waste",
    "GRI 306-4 diverted by preparation for reuse": "to reuse",
    "GRI 306-4 diverted by recycling": "to recycling",
    "GRI 306-4 diverted by other recovery operations": "to biogas and compost",
    "GRI 306-5 disposed of by incineration with energy recovery": "to energy recovery",
    "GRI 306-5 disposed of by landfilling": "to landfill",
    "GRI 306-5 disposed of by other operations": "elsewhere, or lost",
}
DIVERSION = {
    "diversion, energy recovery excluded": "diversion",
    "diversion, energy recovery included": "with energy recovery",
}
MONEY = ("cost", "investment")
MOST_PRICES = 5

Rows = list[tuple[str, list[str]]]


def by_year(plan: Plan) -> str:
    """Tables no wider than a page, as many years beside each other as fit, and below what to build when."""
    years = [int(year) for year in plan.times["year"].unique()]
    rows = [*_span(plan, years), *_waste(plan, years), *_effects(plan, years), *_left(plan, years)]
    told = say("Year by year, amounts of one year:") + "\n" + _fitted([*rows, *_prices(plan, years)], years)
    return "\n\n".join([told, *_room(plan, years), _built(plan, years)])


def _fitted(rows: Rows, years: list[int]) -> str:
    label = max(len(name) for name, _ in rows)
    widest = max((len(cell) for _, cells in rows for cell in cells), default=4) + 2
    fit = max(1, (WIDTH - label) // widest)
    parts = []
    for first in range(0, len(years), fit):
        header = ["", *(f"{year:>{widest - 2}}" for year in years[first : first + fit])]
        table = [[name, *(f"{cell:>{widest - 2}}" for cell in cells[first : first + fit])] for name, cells in rows]
        parts.append(columns(table, header))
    return "\n\n".join(parts)


def _series(frame: pd.DataFrame, years: list[int], column: str = "value") -> list[float]:
    found = frame.groupby("year")[column].sum()
    return [float(found.get(year, float("nan"))) for year in years]


def _told(values: list[float], significant: int = 4) -> list[str]:
    return ["" if value != value else format_number(value, significant) for value in values]


def _span(plan: Plan, years: list[int]) -> Rows:
    """How many years each milestone stands for, unless each stands for itself."""
    span = plan.times.groupby("year")["span"].first().reindex(years).tolist()
    return [(f"{say('stands for')} [{say('years')}]", _told(span))] if any(count != 1 for count in span) else []


def _waste(plan: Plan, years: list[int]) -> Rows:
    """What arises and where it goes, by mass; the share that is kept from landfill."""
    table, rows = plan.indicators, []
    for indicator, label in WASTE.items():
        found = table[table["indicator"] == indicator]
        if (found["value"].abs() > 0).any():
            indent = "" if label == "waste" else "  "
            rows.append((f"{indent}{say(label)} [t]", _told(_series(found, years))))
    diverted = [
        (
            f"{'  ' if label == 'with energy recovery' else ''}{say(label)} [%]",
            _told([100 * value for value in _series(table[table["indicator"] == name], years)], 3),
        )
        for name, label in DIVERSION.items()
        if (table["indicator"] == name).any()
    ]
    return rows + (diverted if len({str(cells) for _, cells in diverted}) > 1 else diverted[:1])


def _effects(plan: Plan, years: list[int]) -> Rows:
    """Cost, what is spent on building, emissions, and what is minimised."""
    own, rows = plan.ledger[plan.ledger["account"] == "own"], []
    sums = own.groupby(["effect", "year"])["amount"].sum()
    large = sums.loc[[effect for effect in MONEY if effect in sums.index]].abs().max() >= 1e7
    for effect in dict.fromkeys((*MONEY, "emissions", plan.minimise)):
        if effect not in sums.index and effect != plan.minimise:
            continue
        found = sums[effect] if effect in sums.index else pd.Series(dtype=float)
        values, unit = found.reindex(years, fill_value=0.0), plan.totals[effect]["unit"]
        scale, size = (1e6, f"{say('million')} ") if large and effect in MONEY else (1.0, "")
        rows.append((f"{word(effect)} [{size}{unit}]", _told((values / scale).tolist())))
    return rows


def _left(plan: Plan, years: list[int]) -> Rows:
    """What is left of bounds over all years, and the share of what is sold that never comes back."""
    table, rows = plan.indicators, []
    for begin, unit, scale in (("left of: ", None, 1.0), ("never comes back: ", "%", 100.0)):
        text = "left of {name}" if unit is None else "never comes back: {name}"
        for indicator, found in table[table["indicator"].str.startswith(begin)].groupby("indicator", sort=False):
            label = _short(say(text, name=str(indicator).removeprefix(begin)), f" [{unit or found['unit'].iloc[0]}]")
            rows.append((label, _told([scale * value for value in _series(found, years)])))
    return rows


def _prices(plan: Plan, years: list[int]) -> Rows:
    """What the limits of a year cost, where they bind; the dearest first."""
    table = plan.limits[(plan.limits["year"] != 0) & (plan.limits["slot"] == 0) & plan.limits["binding"]]
    table = table[table["price"].abs() > 0]
    table = table.assign(price=table["price"].abs())
    order = table.groupby("limit")["price"].max().sort_values(ascending=False).index[:MOST_PRICES]
    found = [(name, table[table["limit"] == name]) for name in order]
    return [
        (
            _short(say("price of {name}", name=name), f" [{lines['price_unit'].iloc[0]}]"),
            _told(_series(lines, years, "price"), 3),
        )
        for name, lines in found
    ]


def _room(plan: Plan, years: list[int]) -> list[str]:
    """What one more unit of each bound over all years is worth, such as room in a landfill."""
    table = plan.limits[(plan.limits["year"] == 0) & plan.limits["binding"] & (plan.limits["price"].abs() > 0)]
    text = "Price of {limit}: {price} over all years."
    if plan.minimise == "cost":
        text = "Price of {limit}: {price} over all years, in money of {year}."
    lines = [
        say(text, limit=row.limit, price=f"{format_number(abs(row.price), 4)} {row.price_unit}", year=years[0])
        for row in table.itertuples()
    ]
    return ["\n".join(lines)] if lines else []


def _short(label: str, unit: str) -> str:
    room = LABEL - len(unit)
    return (label if len(label) <= room else label[: room - 1] + "…") + unit


def _built(plan: Plan, years: list[int]) -> str:
    lines = [say("To be built:")]
    every = pd.concat([plan.capacities, plan.tables["sizes"].rename(columns={"element": "process"})])
    for year in years:
        rows = every[(every["year"] == year) & (every["built"] > 1e-9)]
        if len(rows):
            words = ", ".join(_building(row, year) for row in rows.itertuples())
            lines += textwrap.wrap(f"  {year}  {words}", WIDTH, subsequent_indent=" " * 8)
    return "\n".join(lines) if len(lines) > 1 else say("Nothing is built.")


def _building(row: object, year: int) -> str:
    """What is built, from when it works where that is later, and until when where it does not last."""
    first, last = row.first_year, row.last_year
    if first == year and last != last:
        when = ""
    elif last != last:
        when = f" {say('(in use from {first})', first=f'{first:.0f}')}"
    else:
        when = f" {say('(in use {first} to {last})', first=f'{first:.0f}', last=f'{last:.0f}')}"
    return f"{row.process} {format_number(row.built, 3)} {power_unit(row.unit)}{when}"
