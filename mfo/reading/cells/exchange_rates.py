"""The table ``exchange_rates``, and figures that are typed in another money than the plant's.

What counts for a year is the last rate of that year or of one before it: of the plant's one year (its ``price_year``,
or the year of its ``start``), or of each milestone. Each figure is exchanged once, where its cell is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from ...plant.model import ExchangeRate, Floats, Times
from ...plant.quantities import CellError, foreign, in_own, unit_of
from ...plant.slots import as_date
from .spread import mean_of_years, years_of

if TYPE_CHECKING:
    from .rows import TableRows

ONE_YEAR = (1,)
"""The years of a plant that does not say which year it is."""


@dataclass(frozen=True)
class _Dated:
    """A row that could be read."""

    day: datetime
    typed: str
    rate: float
    source: str


def read_exchange_rates(rows: TableRows, times: Times) -> dict[str, ExchangeRate]:
    """What each currency of the table is worth in each milestone; what is wrong is told at its cell."""
    dated: dict[str, list[_Dated]] = {}
    for row in rows:
        currency = rows.text(row, "currency")
        if not _is_other_money(rows, row, currency):
            continue
        found = dated.setdefault(currency, [])
        each = _dated(rows, row, currency)
        if each is None:
            continue
        if any(other.day == each.day for other in found):
            rows.error(
                "exchange-rate",
                f"`{currency}` has a second rate of {each.day:%Y-%m-%d}.",
                row,
                "date",
                "Keep one of them.",
            )
        found.append(each)
    own = rows.reading.settings.currency
    return {currency: _rate(currency, own, sorted(found, key=_day), times) for currency, found in dated.items()}


def _day(dated: _Dated) -> datetime:
    return dated.day


def _is_other_money(rows: TableRows, row: int, currency: str) -> bool:
    own = rows.reading.settings.currency
    try:
        known = bool(currency) and unit_of(currency).dimension == f"[{currency}]"
    except CellError:
        known = False
    if currency and not known:
        rows.error(
            "exchange-rate",
            f"`{currency}` is no currency that mfo knows.",
            row,
            "currency",
            "Write an ISO code such as MXN or EUR.",
        )
    elif currency == own:
        rows.error(
            "exchange-rate",
            f"`{currency}` is the plant's own money, which needs no rate.",
            row,
            "currency",
            "Name the other money.",
        )
        return False
    return known


def _dated(rows: TableRows, row: int, currency: str) -> _Dated | None:
    rate = rows.scalar(row, "rate", other=currency)
    typed = rows.text(row, "date")
    try:
        day = as_date(rows.table.value(row, "date") if not typed.isdigit() else typed).replace(tzinfo=None)
    except CellError:
        if typed:
            rows.error(
                "exchange-rate",
                f"`date` is `{typed}`, which is no date.",
                row,
                "date",
                "Write a day, such as 2025-03-01, or a year.",
            )
        return None
    told = typed if len(typed) <= len("2025-03-01") else f"{day:%Y-%m-%d}"
    return None if rate is None else _Dated(day, told, rate, rows.text(row, "source"))


def _rate(currency: str, own: str, found: list[_Dated], times: Times) -> ExchangeRate:
    """The rates that count, by milestone, and the words for them; ``found`` in the order of their days."""
    if not found:
        return ExchangeRate(currency, (1.0,), "")  # its rows are wrong, and told
    years = years_of(times) if times.mean_values else list(times.years)
    if tuple(years) == ONE_YEAR:
        if len(found) > 1:
            return ExchangeRate(currency, (), "")
        chosen = [found[0]]
    else:
        early = next((year for year in years if found[0].day.year > year), None)
        if early is not None:
            return ExchangeRate(currency, (), str(early), found[0].typed)
        chosen = [[each for each in found if each.day.year <= year][-1] for year in years]
    values = np.array([each.rate for each in chosen])
    same = bool(np.all(values == values[0]))  # before a mean is taken, which rounding makes another number
    if times.mean_values and not same:
        values = mean_of_years(values, times)
    used = list(dict.fromkeys(chosen))
    sources = "; ".join(dict.fromkeys(each.source for each in used if each.source))
    numbers = tuple(values[:1].tolist() if same else values.tolist())
    return ExchangeRate(currency, numbers, _words(currency, own, chosen, years), used[0].typed, sources)


def _words(currency: str, own: str, chosen: list[_Dated], years: list[int]) -> str:
    """``1 USD = 17.2 MXN (2025-03-01)``; of several each with the year from which on it counts."""
    used = list(dict.fromkeys(chosen))
    parts = []
    for each in used:
        begins = f"{years[chosen.index(each)]}: " if len(used) > 1 else ""
        parts.append(f"{begins}{each.rate:.6g} {own} ({each.typed})")
    return f"1 {currency} = {'; '.join(parts)}"


def exchange(
    typed: str, own: str, rates: Mapping[str, ExchangeRate], column: str, varies: bool, told: str
) -> tuple[str, Floats]:
    """A unit in the plant's money, and what one of the typed one is in it: a number, or (Y, 1) one a milestone.

    A unit in the plant's money, or in one that no rate is known of, stays as it is. ``varies``: whether the column may
    change over time; ``told`` is the figure in messages. Raises :class:`CellError` where no rate counts.
    """
    currency = foreign(typed, own)
    if currency not in rates:
        return typed, np.array(1.0)
    rate = rates[currency]
    if not rate.values and not rate.date:
        raise CellError(
            "exchange-rate",
            f"`{column}` is {told}: there are several rates of {currency}, and the plant does not say of which year "
            "its prices are.",
            "Set `price_year` in `plant`.",
        )
    if not rate.values:
        raise CellError(
            "exchange-rate",
            f"`{column}` is {told}, and the first rate of {currency} is of {rate.date}, after {rate.words}.",
            f"Give a rate of {currency} of that year or of one before.",
        )
    if len(rate.values) > 1 and not varies:
        raise CellError(
            "exchange-rate",
            f"`{column}` is {told}, one number for all years, and the rate of {currency} is not the same in all.",
            f"Type it in {own}.",
        )
    above = typed.split("/")[0]
    if foreign(above, own) != currency:
        return typed, np.array(1.0)  # per money: nothing is counted so
    values = np.array(rate.values)
    return in_own(typed, own), values[0] if len(values) == 1 else values[:, None]


def as_used(rates: Mapping[str, ExchangeRate], currencies: set[str]) -> dict[str, ExchangeRate]:
    """The rates, with those marked that some cell was typed in."""
    return {currency: replace(rate, used=currency in currencies) for currency, rate in rates.items()}
