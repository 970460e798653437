"""What a demand charge with a load factor bills: the lesser of the highest load and the even load over that factor."""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Floats
from ..readings.book import Book
from .peak_rows import ChargedLoad, charged_loads, in_month, months_of


def _capped(book: Book) -> list[tuple[int, ChargedLoad]]:
    """Which of the loads that are charged have a load factor."""
    return [(place, each) for place, each in enumerate(charged_loads(book)) if each.load.load_factor]


def columns(book: Book) -> None:
    """What is billed, whether by the amount of the month, and contracts that are paid whatever they give."""
    supplies = np.array([each.supply for _, each in _capped(book)], dtype=np.int64)
    names, shape = book.elements.name["supplies"][supplies], (len(supplies), book.graph.years)
    book.column("billed", names, shape)
    book.column("by_energy", names, shape, 0.0, 1.0, whole=True)
    paid = np.array([n for n, each in enumerate(book.plant.supplies) if each.fixed_cost is not None], dtype=np.int64)
    book.column("subscribed", book.elements.name["supplies"][paid], (len(paid), book.graph.years), 1.0, 1.0)


def rows(book: Book) -> None:
    """Billed is no less than the load unless it is billed by the amount, and then no less than that says."""
    capped, hours, weight = _capped(book), book.graph.times.hours, book.graph.times.weight
    if not capped:
        return
    supply = np.array([each.supply for _, each in capped])
    peak = book.at("peak")[[place for place, _ in capped]]
    names, shape = book.elements.name["supplies"][supply], (len(supply), book.graph.years)
    amount: Floats = book.over_time(book.graph.supplies.maximum)[supply]
    load = book.write("billed load", names, shape, upper=0.0, like=supply)
    load.add(load.at, peak).add(load.at, book.at("billed"), -1.0)
    load.add(load.at, book.at("by_energy"), -(amount / hours).max(axis=2))
    most, months = np.zeros(shape), months_of(book)
    parts = []
    for place, (_, each) in enumerate(capped):
        slots = np.flatnonzero(in_month(months, each))
        month = float((hours * weight)[slots].sum())
        part = weight[slots] / month / float(each.load.load_factor or np.nan)
        parts.append((place, slots, part))
        most[place] = amount[place][:, slots] @ part
    even = book.write("billed even load", names, shape, upper=most, like=supply)
    for place, slots, part in parts:
        given = book.at("supply")[supply[place]][:, slots]
        even.add(even.at[place][:, None], given, part)
    even.add(even.at, book.at("billed"), -1.0).add(even.at, book.at("by_energy"), most)
