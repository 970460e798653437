"""Sizes of stores and links that are decided: what is in place, built in whole units, paid for, and stands."""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Bools, Floats, Sizes
from ...tables.elements import Texts
from ..readings.book import Book

TABLES = {"store": "stores", "link": "links"}


def owed(sizes: Sizes) -> Floats:
    """(n, years built, years) money due per size built."""
    return np.zeros(sizes.alive.shape) if sizes.due is None else sizes.due


def states(sizes: Sizes) -> Bools:
    """Whose fixed cost is due once something is in place."""
    return np.zeros(len(sizes.expandable), dtype=bool) if sizes.candidate is None else sizes.candidate


def columns(book: Book) -> None:
    """What is decided of each store and link; what is not is held at what is there."""
    for kind, table in TABLES.items():
        sizes, names = book.graph.sizes(kind), book.elements.name[table]
        shape, built = (len(names), book.graph.years), sizes.expandable
        there, chosen = _there(book, kind), built[:, None]
        book.column(
            f"{kind}_capacity",
            names,
            shape,
            np.where(chosen, 0.0, there),
            np.where(chosen, sizes.most, there),
            decided=built,
        )
        book.column(f"{kind}_built", names, shape, 0.0, np.where(chosen & sizes.may_build, np.inf, 0.0), decided=built)
        whole = built & (sizes.unit_size > 0)
        size = np.where(whole, sizes.unit_size, 1.0)[:, None]
        most = np.floor(np.where(whole[:, None], sizes.most, 0.0) / size + 1e-9)
        book.column(f"{kind}_units", names, shape, 0.0, most, whole=True, decided=whole)
        later = built & owed(sizes).any(axis=(1, 2))
        book.column(f"{kind}_paid", names, shape, 0.0, np.where(later, np.inf, 0.0)[:, None], decided=later)
        state = states(sizes)
        always = np.where(state, 0.0, 1.0 if kind == "store" else 0.0)[:, None]
        book.column(
            f"{kind}_standing", names, shape, always, np.where(state[:, None], 1.0, always), whole=True, decided=state
        )


def _there(book: Book, kind: str) -> Floats:
    """(n, years) capacities that are given, the most of a year; 0 where there is none."""
    graph = book.graph
    given = graph.stocks.capacity if kind == "store" else graph.links.capacity / graph.times.hours
    most = book.over_time(np.asarray(given)).max(axis=2, initial=0.0)
    return np.where(np.isfinite(most), most, 0.0)


def rows(book: Book) -> None:
    """In place is what was there and what was built and is alive; units are whole; what is built is paid for."""
    for kind, table in TABLES.items():
        sizes, names = book.graph.sizes(kind), book.elements.name[table]
        _construction(book, kind, sizes, names)
        state = np.flatnonzero(states(sizes))
        made = book.write(f"{kind} standing", names[state], (len(state), book.graph.years), upper=0.0)
        made.add(made.at, book.at(f"{kind}_capacity")[state])
        made.add(made.at, book.at(f"{kind}_standing")[state], -sizes.most[state])
    for kind, table in {"process": "processes", **TABLES}.items():
        _least(book, kind, book.elements.name[table])


def _least(book: Book, kind: str, names: Texts) -> None:
    """Where anything is in place it is as much as is asked for."""
    sizes, prefix = book.graph.sizes(kind), "" if kind == "process" else f"{kind}_"
    if sizes.least is None:
        return
    chosen = np.flatnonzero(states(sizes) & sizes.least.any(axis=1))
    made = book.write(f"{kind} least size", names[chosen], (len(chosen), book.graph.years), lower=0.0)
    made.add(made.at, book.at(f"{prefix}capacity")[chosen])
    made.add(made.at, book.at(f"{prefix}standing")[chosen], -sizes.least[chosen])


def _construction(book: Book, kind: str, sizes: Sizes, names: Texts) -> None:
    years, capacity, built = book.graph.years, book.at(f"{kind}_capacity"), book.at(f"{kind}_built")
    chosen = np.flatnonzero(sizes.expandable)
    existing = sizes.existing[chosen]
    made = book.write(f"{kind} in place", names[chosen], (len(chosen), years), existing, existing)
    made.add(made.at, capacity[chosen])
    for past in range(years):
        made.add(made.at, built[chosen, past][:, None], -1.0 * sizes.alive[chosen, past])
    whole = np.flatnonzero(sizes.expandable & (sizes.unit_size > 0))
    made = book.write(f"{kind} unit size", names[whole], (len(whole), years), 0.0, 0.0)
    made.add(made.at, built[whole]).add(made.at, book.at(f"{kind}_units")[whole], -sizes.unit_size[whole][:, None])
    due = owed(sizes)
    later = np.flatnonzero(sizes.expandable & due.any(axis=(1, 2)))
    made = book.write(f"{kind} paid", names[later], (len(later), years), 0.0, 0.0)
    made.add(made.at, book.at(f"{kind}_paid")[later])
    for past in range(years):
        made.add(made.at, built[later, past][:, None], -due[later, past])


def given_or_decided(book: Book, kind: str, capacity: Floats) -> Floats:
    """(n, years, slots) the known side of a row on capacities: 0 where they are decided, and stand on the other."""
    return np.where(book.graph.sizes(kind).expandable[:, None, None], 0.0, book.over_time(capacity))
