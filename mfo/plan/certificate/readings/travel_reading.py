"""When what links carry arrives, as the certificate reads it from the plant."""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Floats, Ints
from .book import Book


def read_arrivals(book: Book) -> Ints:
    """(arcs, slots) the slot in which arrives what leaves in each: so many slots on, round the year or typical day."""
    following = np.argsort(book.calendar.previous)  # each slot comes before exactly one
    found = np.tile(np.arange(len(following)), (len(book.graph.arcs), 1))
    for place, link in enumerate(book.graph.arcs.link.tolist()):
        for _ in range(book.plant.links[link].travel_time):
            found[place] = following[found[place]]
    return found


def read_under_way(book: Book, sent: Floats) -> Floats:
    """(arcs, years, slots) what of what was ``sent`` has not arrived at the end of each slot, before loss."""
    found = np.zeros(sent.shape)
    for place, link in enumerate(book.graph.arcs.link.tolist()):
        late = sent[place]
        for _ in range(book.plant.links[link].travel_time):
            found[place] += late
            late = late[:, book.calendar.previous]
    return found
