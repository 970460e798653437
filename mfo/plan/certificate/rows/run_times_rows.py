"""How long a process runs once it has started, and stands still once it has stopped."""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Floats, Ints
from ..readings.book import Book
from .capacity_rows import known_before


def columns(book: Book) -> None:
    """None of its own."""


def rows(book: Book) -> None:
    """In each slot: of the starts that it is too soon to stop after none unless it runs, of the stops that it is too
    soon to start after none unless it stands."""
    processes = book.graph.processes
    for family, least in (("up time", processes.minimum_up), ("down time", processes.minimum_down)):
        members = np.flatnonzero(np.zeros(0) if least is None else least > 0)
        if least is not None and len(members):
            _write(book, family, members, least[members])


def _write(book: Book, family: str, members: Ints, least: Floats) -> None:
    at, years, slots = book.at, book.graph.years, book.graph.slots
    runs, known = family == "up time", known_before(book.graph.processes)
    names, most = book.elements.name["processes"][members], np.zeros((len(members), years, slots))
    entries: list[tuple[int, int, list[int], bool]] = []
    for row, process in enumerate(members.tolist()):
        circle = bool(np.isnan(known[process]))
        for slot in range(slots):
            back = _too_soon(book, slot, float(least[row]), circle)
            begun = not circle and back[-1] == 0
            entries.append((row, slot, back, begun))
            if not runs:
                most[row, :, slot] = 0.0 if begun and known[process] > 0 else 1.0
    made = book.write(family, names, most.shape, upper=most)
    number = made.at.reshape(most.shape)
    for row, slot, back, begun in entries:
        process = members[row]
        made.add(number[row, :, slot][:, None], at("start")[process][:, back])
        if runs:
            made.add(number[row, :, slot], at("on")[process, :, slot], -1.0)
        elif not begun:
            made.add(number[row, :, slot], at("on")[process, :, book.calendar.previous[back[-1]]])


def _too_soon(book: Book, slot: int, least: float, circle: bool) -> list[int]:
    """The slots whose start is less than the time before that of ``slot``, the latest first; at least itself."""
    times = book.graph.times
    long = times.hours if times.months is None or min(times.months) < 0.99 else times.months * 730.0
    found, passed = [slot], 0.0
    while circle or found[-1] != 0:
        earlier = int(book.calendar.previous[found[-1]])
        passed += float(long[earlier])
        if earlier == slot or passed >= least * (1 - 1e-9):
            break
        found.append(earlier)
    return found
