"""How fast stores take in and give out, and what is left in them at the end."""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Ints
from ...tables.elements import texts
from ..readings.book import Book
from .storage_rows import put, stocks_of


def columns(book: Book) -> None:
    """What is left in stocks, zero of those whose rest is worth nothing."""
    names, valued = book.families["level"].names, _valued(book)
    decided = np.zeros(len(names), dtype=bool)
    decided[valued] = True
    book.column(
        "remaining",
        names,
        (len(names), book.graph.years),
        0.0,
        np.where(decided, np.inf, 0.0)[:, None],
        decided=decided,
    )


def _valued(book: Book) -> Ints:
    worth = book.graph.stocks.end_value
    return np.zeros(0, dtype=np.int64) if worth is None else np.flatnonzero(worth)


def rows(book: Book) -> None:
    """No store takes in or gives out more per slot than it can; what is left is what closes a year, or the horizon."""
    stocks = book.graph.stocks
    for way, most, share in (
        ("charge", stocks.most_charge, stocks.charge_share),
        ("discharge", stocks.most_discharge, stocks.discharge_share),
    ):
        if most is None:
            continue
        part = np.full((len(most), *book.times), np.nan) if share is None else book.over_time(share)
        able = np.where(np.isnan(part), book.over_time(most), 0.0)
        chosen = [store for store in np.unique(stocks.store).tolist() if np.isfinite(able[store]).any()]
        made = book.write(
            f"store {way}", texts(stocks.store_names)[chosen], (len(chosen), *book.times), upper=able[chosen]
        )
        for row, store in enumerate(chosen):
            for stock in np.flatnonzero(stocks.store == store):
                made.add(made.at[row], book.at(way)[stock])
            if not np.isnan(part[store]).all():
                made.add(made.at[row], book.at("store_capacity")[store][:, None], -part[store])
    _left(book)


def _left(book: Book) -> None:
    stocks, valued, has = book.graph.stocks, _valued(book), stocks_of(book)
    made = book.write("remaining", has.names[valued], (len(valued), book.graph.years), 0.0, 0.0)
    made.add(made.at, book.at("remaining")[valued])
    last = book.graph.years - 1
    for row, k in enumerate(valued.tolist()):
        for y in [last] if stocks.carry[k] else range(last + 1):
            years = has.half[y] + 1 if stocks.carry[k] else 1.0
            put(made, made.at[row, y], has.grown(k, y, years), -1.0)
