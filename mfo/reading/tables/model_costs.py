"""A model's own cost in the plant's money: of its size, of the plant's price year, at an exchange rate.

A cost is read in the money of a country and a year. It is brought to the year of the exchange rate with the price index
of its own money, exchanged, and brought from there to the plant's price year with the index of the plant's money.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...errors import Where
from ...library.datasets import Row
from ...library.library import Library
from ...plant.model import ExchangeRate, Series, Used
from ...plant.quantities import fit, wanted_text
from ...processes.contract import Cost
from ..cells.rows import TableRows

_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Money:
    """What one unit of a cost's money is in the plant's, and the steps that make it: (words, factor, row or None)."""

    factor: float
    steps: tuple[tuple[str, float, Row | None], ...]
    lacking: tuple[str, ...] = ()  # what is not known, in words

    @property
    def text(self) -> str:
        """The steps in words, each after what it is applied to."""
        return "".join(
            f" at {factor:.6g} {words}" if row and row.key.startswith("fx.") else f" x {factor:.6g} ({words})"
            for words, factor, row in self.steps
        )


def year_in(text: str) -> int | None:
    """The first year that a text names."""
    found = _YEAR.search(text)
    return int(found.group()) if found else None


def money(
    cost: Cost, currency: str, price_year: int | None, library: Library, rates: Mapping[str, ExchangeRate]
) -> Money | None:
    """The plant's money of one unit of the cost's, at the rate of its own table ``exchange_rates`` before that of the
    datasets; None where no exchange rate is known."""
    rate = _own_rate(cost.currency, rates) or library.exchange_rate(cost.currency, currency)
    if rate is None:
        return None
    own, exchanged = year_in(cost.price_year), year_in(rate[1].year) if rate[1] else None
    steps, lacking = _escalated(cost.currency, own, exchanged if rate[1] else price_year, library)
    if rate[1]:
        steps += [(f"{currency} per {cost.currency}, {rate[1].year}", rate[0], rate[1])]
        more, gaps = _escalated(currency, exchanged, price_year, library)
        steps, lacking = steps + more, lacking + gaps
    return Money(float(np.prod([factor for _, factor, _ in steps])), tuple(steps), tuple(lacking))


def _own_rate(currency: str, rates: Mapping[str, ExchangeRate]) -> tuple[float, Row] | None:
    """The plant's own rate of a currency, and a row for the list of sources."""
    own = rates.get(currency)
    if own is None or len(own.values) != 1:
        return None
    standing = "stated" if own.source else "unsourced"
    key = f"fx.{currency.lower()}"
    row = Row(key, "", own.words, own.values[0], None, None, "", "", own.date, own.source, "", "", standing, Where())
    return own.values[0], row


def _escalated(
    currency: str, begin: int | None, end: int | None, library: Library
) -> tuple[list[tuple[str, float, Row | None]], list[str]]:
    """From the money of one year to that of another, by the price index of a currency."""
    if begin is None or end is None or begin == end:
        return [], []
    first, last = (library.price_index(currency, year) for year in (begin, end))
    if first is None or last is None:
        return [], [f"of {currency} for {' or '.join(str(y) for y, r in ((begin, first), (end, last)) if r is None)}"]
    factor = last.canonical[0] / first.canonical[0]
    return [(f"price index of {currency}, {begin} to {end}", factor, last)], []


def model_cost(
    rows: TableRows, row: int, cost: Cost, size: float | None, basis: str, library: Library
) -> Series | None:
    """The cost that a plant takes from its model, in the plant's money and units."""
    settings, column = rows.reading.settings, cost.column
    rates = rows.reading.exchange_rates
    varying = cost.currency in rates and len(rates[cost.currency].values) != 1
    if varying:
        rows.error(
            "exchange-rate",
            f"The model's `{column}` is {cost.typed}, and `exchange_rates` gives {cost.currency} no rate that counts "
            "in all years.",
            row,
            column,
            "Type the cost.",
        )
        return None
    found = money(cost, settings.currency, settings.price_year, library, rates)
    if found is None:
        text = f"fx.{cost.currency.lower()}_{settings.currency.lower()}"
        rows.error(
            "exchange-rate",
            f"The model's `{column}` is {cost.typed}, and the datasets know no rate from "
            f"{cost.currency} to {settings.currency}.",
            row,
            column,
            f"Give the rate of {cost.currency} in the table `exchange_rates`, or add `{text}` to a dataset of your "
            "own.",
        )
        return None
    _tell(rows, row, cost, found)
    scale, words = _of_size(rows, row, cost, size, basis)
    wanted = rows.wanted(column, basis=basis)
    fitted = fit(cost.unit.replace(cost.currency, settings.currency), wanted)
    if fitted is None:
        rows.error(
            "unit-dimension",
            f"The model's `{column}` is {cost.typed}, where {wanted_text(wanted)} is wanted.",
            row,
            column,
            "Type the cost.",
        )
        return None
    typed = f"model: {cost.typed}{f' of {cost.price_year}' if cost.price_year else ''}{words}{found.text}"
    values = np.array(cost.value * found.factor * scale * fitted[0])
    return Series(values, fitted[1], typed, rows.where(row, column))


def _tell(rows: TableRows, row: int, cost: Cost, found: Money) -> None:
    """Warn where a cost stays in the money of another year than the plant's."""
    where = rows.where(row, cost.column)
    if found.lacking:
        rows.findings.warn(
            "price-index",
            f"The datasets know no price index {' and '.join(found.lacking)}: the model's `{cost.column}` stays in "
            f"money of {cost.price_year}.",
            where,
            "Type the cost, or add the year to a dataset of your own (`price_index.eur.2030`).",
        )
    elif rows.reading.settings.price_year is None and year_in(cost.price_year):
        rows.findings.warn(
            "price-year",
            f"The model's `{cost.column}` is in money of {cost.price_year}, and the plant does not say of which year "
            "its prices are.",
            where,
            "Set `price_year` in `plant`.",
        )


def _of_size(rows: TableRows, row: int, cost: Cost, size: float | None, basis: str) -> tuple[float, str]:
    """By how much a plant of this size costs more per capacity than the one that the cost was read for."""
    if not cost.size or size is None or not size > 0:
        return 1.0, ""
    if cost.sizes and not cost.sizes[0] * (1 - 1e-9) <= size <= cost.sizes[1] * (1 + 1e-9):
        low, high = (f"{bound:.4g}" for bound in cost.sizes)
        rows.findings.warn(
            "cost-size",
            f"The model's `{cost.column}` holds from {low} to {high} {basis}/h, and `{rows.text(row, 'process')}` is "
            f"of {size:.4g}.",
            rows.where(row, cost.column),
            "Type the cost, or give `unit_size` where several plants stand together.",
        )
    if cost.exponent == 1.0:
        return 1.0, ""
    scale = (size / cost.size) ** (cost.exponent - 1)
    return scale, f" x {scale:.4g} (size {size:.4g} instead of {cost.size:.4g} {basis}/h)"


def used_for(rows: TableRows, cost: Cost, library: Library) -> tuple[Used, ...]:
    """The cost, the indices and the exchange rate that it was brought with, for the list of sources."""
    settings = rows.reading.settings
    found = money(cost, settings.currency, settings.price_year, library, rows.reading.exchange_rates)
    year = f" of {cost.price_year}" if cost.price_year else ""
    steps = [
        Used(words, f"{factor:.6g}", row.source, row.standing)
        for words, factor, row in (found.steps if found else ())
        if row
    ]
    return (Used(cost.column, f"{cost.typed}{year}", cost.source, cost.standing), *steps)
