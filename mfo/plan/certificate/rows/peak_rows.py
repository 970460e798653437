"""The highest loads of each month, on which a demand charge is counted."""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Ints
from ....plant.model import Times
from ..readings.book import Book

_NONE: Ints = np.zeros(0, dtype=np.int64)


def columns(book: Book) -> None:
    """The highest load of a supply in a month, by year."""
    peaks = book.graph.peaks
    book.column("peak", book.elements.name["supplies"][peaks.supply], (len(peaks), book.graph.years))


def rows(book: Book) -> None:
    """In no slot of a month is the load above the month's highest."""
    peaks, hours = book.graph.peaks, book.graph.times.hours
    entry, slot = np.nonzero(peaks.month[:, None] == _months(book)) if len(peaks) else (_NONE, _NONE)
    names = book.elements.name["supplies"][peaks.supply[entry]]
    made = book.write("peak", names, (len(entry), book.graph.years), upper=0.0, like=peaks.supply[entry])
    loads = book.at("supply")[peaks.supply[entry], :, slot]
    made.add(made.at, loads, 1.0 / hours[slot][:, None]).add(made.at, book.at("peak")[entry], -1.0)


def _months(book: Book) -> Ints:
    """(slots,) the month in which the middle of each slot lies, or of all repetitions of its typical day; counted from
    the first month that has any."""
    times, passed, month = book.graph.times, 0.0, []
    for run in _runs(times):
        lasts = sum(
            (times.hours[t] / 730.0 if times.months is None else times.months[t]) * times.weight[t] for t in run
        )
        month += [int(passed + lasts / 2 + 1e-9)] * len(run)
        passed += lasts
    return np.unique(np.array(month, dtype=np.int64), return_inverse=True)[1].reshape(-1)


def _runs(times: Times) -> list[list[int]]:
    """Slots that repeat one after another again and again; a slot that comes once is by itself."""
    runs: list[list[int]] = []
    for slot, weight in enumerate(times.weight):
        again = weight > 1 and slot > 0 and weight == times.weight[slot - 1]
        if again and (not times.follows or times.follows[slot] == slot - 1):
            runs[-1].append(slot)
        else:
            runs.append([slot])
    return runs
