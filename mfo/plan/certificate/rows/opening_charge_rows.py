"""What is paid once when something is opened, of processes, stores and links."""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Floats, Sizes
from ..readings.book import Book

OF = {"process": ("processes", ""), "store": ("stores", "store_"), "link": ("links", "link_")}


def _due(sizes: Sizes) -> Floats:
    return np.zeros(sizes.alive.shape) if sizes.opening_due is None else sizes.opening_due


def columns(book: Book) -> None:
    """What opens in each milestone, and what is due; nothing of what opens for nothing."""
    for kind, (table, prefix) in OF.items():
        names, costs = book.elements.name[table], np.asarray(_due(book.graph.sizes(kind)).any(axis=(1, 2)))
        shape, can = (len(names), book.graph.years), 1.0 * costs[:, None]
        book.column(f"{prefix}opened", names, shape, 0.0, can, decided=costs)
        book.column(f"{prefix}opening_paid", names, shape, 0.0, np.where(can > 0, np.inf, 0.0), decided=costs)


def rows(book: Book) -> None:
    """What stands and did not stand before is opened, and what is opened is paid for over its life."""
    for kind, (table, prefix) in OF.items():
        sizes = book.graph.sizes(kind)
        due = _due(sizes)
        chosen = np.flatnonzero(due.any(axis=(1, 2)))
        names, years = book.elements.name[table][chosen], book.graph.years
        state, opened = book.at(f"{prefix}standing")[chosen], book.at(f"{prefix}opened")[chosen]
        least = np.zeros((len(chosen), years))
        least[:, 0] = -1.0 * (sizes.existing[chosen, 0] > 0)
        made = book.write(f"{kind} opened", names, least.shape, lower=least)
        made.add(made.at, opened).add(made.at, state, -1.0)
        made.add(made.at[:, 1:], state[:, :-1])
        made = book.write(f"{kind} opening paid", names, least.shape, 0.0, 0.0)
        made.add(made.at, book.at(f"{prefix}opening_paid")[chosen])
        for past in range(years):
            made.add(made.at, opened[:, past][:, None], -due[chosen, past])
