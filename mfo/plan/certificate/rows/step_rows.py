"""Steps of a price: a supply or market that comes after another is used only where that one is used up."""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Bools, Floats, Ints, Markets, Supplies
from ...tables.elements import Texts
from ..readings.book import Book

Kind = tuple[str, str, Supplies | Markets]


def _kinds(book: Book) -> tuple[Kind, Kind]:
    return ("supply", "supplies", book.graph.supplies), ("market", "markets", book.graph.markets)


def _stepped(items: Supplies | Markets) -> Bools:
    """Whose order whole numbers keep."""
    return np.zeros(len(items.names), dtype=bool) if items.stepped is None else items.stepped


def step_columns(book: Book) -> None:
    """Whether the step before is used up."""
    for kind, table, items in _kinds(book):
        has = _stepped(items)
        shape = (len(items.names), *book.times)
        book.column(
            f"{kind}_step", book.elements.name[table], shape, 0.0, 1.0 * has[:, None, None], whole=True, decided=has
        )


def step_rows(book: Book) -> None:
    """Nothing of a later step without all of the one before, where whole numbers keep the order."""
    for kind, table, items in _kinds(book):
        later = np.flatnonzero(_stepped(items))
        before = later if items.after is None else items.after[later]
        most, state = book.over_time(items.maximum), book.at(f"{kind}_step")[later]
        names: Texts = book.elements.name[table][later]
        for name, moved, bound, (low, high) in (
            ("step", later, later, (-np.inf, 0.0)),
            ("step before", before, before, (0.0, np.inf)),
        ):
            rows = book.write(f"{kind} {name}", names, (len(later), *book.times), low, high)
            for row, item in enumerate(moved.tolist()):
                for column in _columns(book, kind, item):
                    rows.add(rows.at[row], column)
            rows.add(rows.at, state, -most[bound])


def _columns(book: Book, kind: str, item: int) -> Ints:
    """The columns of what a supply gives or a market takes, (n, years, slots)."""
    own = [item] if kind == "supply" else np.flatnonzero(book.graph.deliveries.market == item)
    return np.asarray(book.at("supply" if kind == "supply" else "delivery")[own])


def out_of_order(book: Book) -> list[tuple[str, Floats, Floats]]:
    """(name, violation, size) of every step after another, (years, slots), whoever keeps the order.

    The violation is what comes of the later one, or what the one before has left, whichever is less.
    """
    found = []
    for kind, _, items in _kinds(book):
        flow = book.value("supply" if kind == "supply" else "delivery")
        owner = np.arange(len(items.names)) if kind == "supply" else book.graph.deliveries.market
        moved = np.zeros((len(items.names), *book.times))
        np.add.at(moved, owner, flow)
        most = book.over_time(items.maximum)
        for number, before in enumerate([] if items.after is None else items.after.tolist()):
            if before >= 0:
                size = np.maximum(moved[number], moved[before])
                found.append((items.names[number], np.minimum(moved[number], most[before] - moved[before]), size))
    return found
