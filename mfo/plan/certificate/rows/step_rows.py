"""Steps in order: a supply or market that comes after another is used only where that one is used up, and the segments
of a curve by load are filled one after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ....graph.arrays.flow_graph import Bools, Floats, Ints, Markets, Supplies
from ....plant.model import LoadCurve
from ...tables.elements import Texts
from ..readings.book import Book, WrittenRows

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
    segments, shape = read_segments(book), (len(read_segments(book)), *book.times)
    owner = np.array([each.process for each in segments], dtype=np.int64)
    whole = book.graph.curves.whole
    most = np.full(shape, np.inf)
    for place, each in enumerate(segments):
        if whole[place] or not each.last:
            most[place] = (each.end - each.begin) * book.graph.times.hours
    names = book.elements.name["processes"][owner]
    book.column("segment", names, shape, upper=most)
    book.column("segment_step", names, shape, 0.0, 1.0 * whole[:, None, None], whole=True, decided=whole)


@dataclass(frozen=True)
class Segment:
    """A part of the loads of a process between two points of its curves."""

    process: int
    begin: float  # [basis/h]
    end: float
    last: bool

    def slope(self, curve: LoadCurve) -> float:
        """What a unit of activity in it takes or costs."""
        first, after = (_total(curve, load) for load in (self.begin, self.end))
        return (after - first) / (self.end - self.begin)


def _total(curve: LoadCurve, load: float) -> float:
    """What is taken at a load in all: straight between two points, and beyond the last as before it."""
    loads, totals = [0.0, *curve.loads], [0.0, *(a * b for a, b in zip(curve.loads, curve.amounts, strict=True))]
    place = next((k for k, other in enumerate(loads) if k and load <= other), len(loads) - 1)
    share = (load - loads[place - 1]) / (loads[place] - loads[place - 1])
    return totals[place - 1] + share * (totals[place] - totals[place - 1])


def read_segments(book: Book) -> list[Segment]:
    """All segments, process by process, as the plant's own curves cut them."""
    found = []
    for number, process in enumerate(book.plant.processes):
        of_inputs, of_outputs = ([item.by_load for item in flows] for flows in (process.inputs, process.outputs))
        told = (*of_inputs, *of_outputs, process.cost_by_load)
        curves = [curve for curve in told if curve is not None]
        ends: list[float] = []
        for load in sorted(load for curve in curves for load in curve.loads):
            if not ends or load - ends[-1] > 1e-9 * load:
                ends.append(load)
        begin = 0.0
        for end, after in zip(ends, [*ends[1:], None], strict=False):
            if after is None or any(_turns(curve, begin, end, after) for curve in curves):
                found.append(Segment(number, begin, end, after is None))
                begin = end
    return found


def _turns(curve: LoadCurve, begin: float, load: float, after: float) -> bool:
    """Whether a curve is not straight from one load over another to a third."""
    first, second = (Segment(0, low, high, False).slope(curve) for low, high in ((begin, load), (load, after)))
    return abs(second - first) > 1e-9 * max(abs(first), abs(second))


def made_by_load(book: Book) -> list[tuple[int, int, float]]:
    """(output, segment, amount) of what is made in each segment beside the amount at the load that makes most."""
    found, outputs = [], book.graph.outputs
    segments = read_segments(book)
    for position, owner in enumerate(outputs.process.tolist() if segments else ()):
        process, material = book.plant.processes[owner], book.graph.pools.material[int(outputs.pool[position])]
        curve = next((item.by_load for item in process.outputs if item.by_load and item.material == material), None)
        for number, each in enumerate(segments if curve else ()):
            if curve and each.process == owner:
                found.append((position, number, each.slope(curve) - max(curve.amounts)))
    return found


def add_by_load(book: Book, rows: WrittenRows, place: Mapping[int, int]) -> None:
    """Add to what is required what it is more in each segment than at the load that needs least."""
    feeds, segments = book.graph.feeds, read_segments(book)
    for feed, row in place.items():
        process = book.plant.processes[int(feeds.process[feed])]
        material = book.graph.pools.material[int(feeds.pool[feed])]
        curve = next((item.by_load for item in process.inputs if item.by_load and item.material == material), None)
        for number, each in enumerate(segments if curve else ()):
            if curve and each.process == int(feeds.process[feed]):
                rows.add(rows.at[row], book.at("segment")[number], min(curve.amounts) - each.slope(curve))


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

    _segment_rows(book)


def _segment_rows(book: Book) -> None:
    """The load is what all segments do; none of one without all of the one before, where whole numbers say so."""
    segments, names = read_segments(book), book.elements.name["processes"]
    loaded = list(dict.fromkeys(each.process for each in segments))
    rows = book.write("load", names[loaded], (len(loaded), *book.times), 0.0, 0.0)
    rows.add(rows.at, book.at("activity")[loaded])
    for number, each in enumerate(segments):
        rows.add(rows.at[loaded.index(each.process)], book.at("segment")[number], -1.0)
    later = np.flatnonzero(book.graph.curves.whole)
    shape = (len(later), *book.times)
    owners = names[[segments[k].process for k in later.tolist()]]
    for name, moved, (low, high) in (("", later, (-np.inf, 0.0)), (" before", later - 1, (0.0, np.inf))):
        rows = book.write(f"load step{name}", owners, shape, low, high)
        rows.add(rows.at, book.at("segment")[moved])
        most = np.array([segments[k].end - segments[k].begin for k in moved.tolist()]).reshape(-1, 1, 1)
        rows.add(rows.at, book.at("segment_step")[later], -most * book.graph.times.hours)


def out_of_order_by_load(book: Book) -> list[tuple[str, Floats, Floats]]:
    """(name, violation, size) of each segment after another, as of steps of a price."""
    found, segments = [], read_segments(book)
    done = book.value("segment")
    for number, (before, each) in enumerate(pairwise(segments), 1):
        if before.process == each.process:
            left = (before.end - before.begin) * book.graph.times.hours - done[number - 1]
            size = np.maximum(done[number], done[number - 1])
            found.append((book.graph.processes.names[each.process], np.minimum(done[number], left), size))
    return found


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
