"""Supplies and markets of which nothing is taken in a slot, or at least so much."""

from __future__ import annotations

import numpy as np

from .....graph.arrays.flow_graph import Ints
from ...readings.book import Book


def columns(book: Book) -> None:
    """Whether anything is taken in a slot."""
    for kind, table, _ in _kinds(book):
        members = book.elements.name[table]
        loaded = np.isin(np.arange(len(members)), _loaded(book, kind))
        shape = (len(members), *book.times)
        book.column(f"{kind}_in_use", members, shape, 0.0, 1.0 * loaded[:, None, None], whole=True, decided=loaded)


def rows(book: Book) -> None:
    """At least the load where the state says so, and nothing where it does not."""
    for kind, table, most in _kinds(book):
        loaded = _loaded(book, kind)
        names, shape = book.elements.name[table][loaded], (len(loaded), *book.times)
        state, bound = book.at(f"{kind}_in_use")[loaded], book.over_time(most)[loaded]
        least = book.write(f"{kind} minimum load", names, shape, lower=0.0)
        on = book.value(f"{kind}_in_use")[loaded] > 0.5
        within = book.write(f"{kind} in use", names, shape, upper=np.where(on, bound, 0.0))
        within.of_use, within.switch = bound, state
        for row, item in enumerate(loaded.tolist()):
            for flow in _flows(book, kind, item):
                least.add(least.at[row], flow)
                within.add(within.at[row], flow)
        if len(loaded):
            least.add(least.at, state, -_load(book, kind)[loaded])


def _kinds(book: Book) -> tuple[tuple[str, str, np.ndarray], ...]:
    supplies, markets = book.graph.supplies, book.graph.markets
    return ("supply", "supplies", supplies.maximum), ("market", "markets", markets.maximum)


def _load(book: Book, kind: str) -> np.ndarray:
    """(items, years, slots) the least in a slot, from the rates that the plant gives."""
    supplies, markets = book.plant.supplies, book.plant.markets
    rates = [item.minimum_load for item in supplies] if kind == "supply" else [item.minimum_load for item in markets]
    found = np.zeros((len(rates), *book.times))
    for row, rate in enumerate(rates):
        if rate is not None:
            found[row] = rate.values * book.graph.times.hours
    return found


def _loaded(book: Book, kind: str) -> Ints:
    """The items that have such a least load in any slot."""
    given = book.graph.supplies.minimum_load if kind == "supply" else book.graph.markets.minimum_load
    return np.flatnonzero(_load(book, kind).any(axis=(1, 2))) if given is not None else np.zeros(0, dtype=np.int64)


def _flows(book: Book, kind: str, item: int) -> list[Ints]:
    """The columns of what a supply gives or a market takes, (years, slots) each."""
    if kind == "supply":
        return [np.asarray(book.at("supply")[item])]
    return [np.asarray(book.at("delivery")[k]) for k in np.flatnonzero(book.graph.deliveries.market == item)]
