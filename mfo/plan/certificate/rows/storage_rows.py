"""What is in store: levels from slot to slot, how runs of slots and years open, capacities and the longest stay."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ....graph.arrays.flow_graph import Bools, Floats, Ints
from ...tables.elements import Texts, texts
from ..readings.book import Book, Number, Position, WrittenRows
from ..readings.time_reading import Repetition, openers, read_repetitions, read_stay
from .flow_rows import arriving
from .sizes_rows import given_or_decided

Parts = list[tuple[Ints, NDArray[np.floating]]]
"""A linear quantity: columns with their coefficients, each broadcasting to the quantity's shape."""


@dataclass(frozen=True)
class StorageRows:
    """What the rows of storage have in common."""

    book: Book
    repetition: Repetition
    names: Texts  # (stocks,) of the stores
    carried: Bools  # (stocks,) handed from year to year
    started: Bools  # (stocks,) with a given start
    stay: dict[int, Ints]  # by stock: in how many slots what is there may have come in
    half: Floats  # (years,) by how many years the first and the last of a milestone are from its middle

    def level(self, k: Position, y: Position, t: Position) -> Parts:
        """The mean level at the end of a slot."""
        return [(self.book.at("level")[k, y, t], np.ones(1))]

    def change(self, k: Position, y: Position, r: Position, factor: Number) -> Parts:
        """A multiple of how much a run changes: the level at its end less the one that opens it."""
        last = self.book.calendar.last[r]
        factor = np.asarray(factor, dtype=np.float64)
        return [(self.book.at("level")[k, y, last], factor), (self.book.at("opening")[k, y, r], -factor)]

    def closing(self, k: Position, y: Position, r: Position, factor: Number = 1.0) -> Parts:
        """A multiple of the level after the last repetition of a run."""
        opening = (self.book.at("opening")[k, y, r], np.asarray(factor, dtype=float))
        return [opening, *self.change(k, y, r, factor * self.repetition.closing[k, y, r])]

    def grown(self, k: Position, y: Position, years: Number) -> Parts:
        """The mean opening of a year and what so many years add to it."""
        first = self.book.at("opening")[k, y, 0]
        return [(first, np.asarray(1.0 - years)), *self.closing(k, y, -1, years)]

    def outer(self, k: Position, y: Position, t: Position, last: bool, years: Number = 0.0) -> Parts:
        """The level in a slot when its run repeats first or last, so many years from the middle of its milestone."""
        r = self.book.calendar.run[t]
        shift = self.repetition.last[k, y, r] if last else -self.repetition.mean[k, y, r]
        found = [*self.level(k, y, t), *self.change(k, y, r, self.repetition.left[k, y, t] * shift)]
        if not np.any(years):
            return found
        opening = (self.book.at("opening")[k, y, 0], -np.asarray(years, dtype=float))
        return [*found, *self.closing(k, y, -1, years), opening]


def storage_columns(book: Book) -> None:
    """Levels, what goes in and out, and what opens each run of slots."""
    stocks, slots = book.graph.stocks, (len(book.graph.stocks), *book.times)
    names = texts(stocks.store_names)[stocks.store]
    count = np.bincount(stocks.store, minlength=len(stocks.store_names))
    free = (count[stocks.store] != 1) | book.graph.sizes("store").expandable[stocks.store]
    most = np.where(free[:, None, None], np.inf, book.over_time(stocks.capacity)[stocks.store])
    book.column("level", names, slots, 0.0, most)
    book.column("charge", names, slots)
    book.column("discharge", names, slots)
    runs = len(book.calendar.first)
    largest = most.max(axis=2, initial=0.0)
    largest = np.where(stocks.carry[:, None], np.maximum(largest, np.roll(largest, 1, axis=1)), largest)
    high = np.repeat(largest[:, :, None], runs, axis=2)
    low = np.zeros(high.shape)
    for k in np.flatnonzero(~np.isnan(stocks.start)):
        if not stocks.carry[k]:
            low[k, :, 0] = high[k, :, 0] = stocks.start[k]
        elif not _begins_in_the_middle(book):
            low[k, 0, 0] = high[k, 0, 0] = stocks.start[k]
    book.column("opening", names, high.shape, low, high)


def _begins_in_the_middle(book: Book) -> bool:
    """Whether the first milestone of several stands for more than one year, so that its mean is not its start."""
    return book.graph.years > 1 and bool(book.graph.times.span[0] > 1)


def stocks_of(book: Book) -> StorageRows:
    """What the rows of storage have in common."""
    stocks = book.graph.stocks
    kept = np.broadcast_to(stocks.kept, (len(stocks), *book.times))
    return StorageRows(
        book,
        read_repetitions(book.calendar, kept),
        texts(stocks.store_names)[stocks.store],
        stocks.carry & (book.graph.years > 1),
        ~np.isnan(stocks.start),
        _stays(book),
        (book.graph.times.span - 1) / 2,
    )


def storage_rows(book: Book) -> None:
    """Rows of every stock."""
    stocks = book.graph.stocks
    if not len(stocks):
        return
    kept, has = np.broadcast_to(stocks.kept, (len(stocks), *book.times)), stocks_of(book)
    _slots(has, kept)
    _runs(has)
    _years(has)
    _ends(has)
    _joint(has)
    _repeats(has)
    _outer_years(has)
    _stay_rows(has)


def efficiencies(book: Book) -> tuple[Floats, Floats]:
    """(stocks, years, slots) what of a charge arrives, and what a unit that comes out takes."""
    stocks, shape = book.graph.stocks, (len(book.graph.stocks), *book.times)
    whole = np.ones(shape)
    return (whole if stocks.arriving is None else stocks.arriving), (whole if stocks.taking is None else stocks.taking)


def put(rows: WrittenRows, at: Ints, parts: Parts, sign: float = 1.0) -> None:
    """Add a multiple of a linear quantity to rows."""
    for columns, coefficients in parts:
        rows.add(at, columns, sign * coefficients)


def _slots(has: StorageRows, kept: Floats) -> None:
    """A level is what was kept of the one before, what went in and what did not go out."""
    book, calendar = has.book, has.book.calendar
    level, charge, discharge = (book.at(name) for name in ("level", "charge", "discharge"))
    arrives, takes = (book.over_time(part) for part in efficiencies(book))
    inner = np.setdiff1d(np.arange(book.graph.slots), calendar.first)
    for name, slots in (("storage", inner), ("storage start", calendar.first)):
        rows = book.write(name, has.names, (len(has.names), book.graph.years, len(slots)), 0.0, 0.0)
        rows.add(rows.at, level[:, :, slots])
        rows.add(rows.at, charge[:, :, slots], -arrives[:, :, slots])
        rows.add(rows.at, discharge[:, :, slots], takes[:, :, slots])
        if name == "storage":
            rows.add(rows.at, level[:, :, slots - 1], -kept[:, :, slots])
        else:
            mean, share = has.repetition.mean, kept[:, :, slots]
            rows.add(rows.at, book.at("opening"), -share * (1 - mean))
            rows.add(rows.at, level[:, :, calendar.last], -share * mean)


def _each(mask: Bools) -> list[Ints]:
    """The positions at which a mask holds, one array a dimension."""
    return list(np.nonzero(np.asarray(mask)))


def _runs(has: StorageRows) -> None:
    """Each run opens as another closed; the year by its start, as the year before closed, or as it closes itself."""
    book, stocks = has.book, has.book.graph.stocks
    across = np.zeros(len(stocks), dtype=bool) if stocks.across is None else stocks.across
    mask = np.ones(book.families["opening"].values.shape, dtype=bool)
    mask[:, :, 0] = (~has.started & ~has.carried)[:, None]
    k, y, r = _each(mask)
    rows = book.write("storage blocks", has.names[k], (len(k),), 0.0, 0.0, like=k)
    rows.add(rows.at, book.at("opening")[k, y, r])
    put(rows, rows.at, has.closing(k, y, openers(book.calendar, across)[k, r]), -1.0)


def _years(has: StorageRows) -> None:
    """A carried stock begins a milestone as the one before left it; without a start the first follows the last."""
    book, years = has.book, has.book.graph.years
    mask = np.repeat(has.carried[:, None], years, axis=1)
    mask[:, 0] &= ~has.started
    k, y = _each(mask)
    rows = book.write("storage years", has.names[k], (len(k),), 0.0, 0.0, like=k)
    put(rows, rows.at, has.grown(k, y, -has.half[y]))
    past = (y - 1) % years
    put(rows, rows.at, has.grown(k, past, has.half[past] + 1), -1.0)
    k = np.flatnonzero(has.carried & has.started) if _begins_in_the_middle(book) else np.zeros(0, dtype=np.int64)
    start = book.graph.stocks.start[k]
    rows = book.write("storage start level", has.names[k], (len(k),), start, start, like=k)
    put(rows, rows.at, has.grown(k, 0, np.full(len(k), -has.half[0])))


def _ends(has: StorageRows) -> None:
    """A given end holds at each year's end; of a carried stock at the end of the last milestone."""
    book, stocks, years = has.book, has.book.graph.stocks, has.book.graph.years
    mask = np.repeat(~np.isnan(stocks.end)[:, None], years, axis=1)
    mask[:, :-1] &= ~stocks.carry[:, None]
    k, y = _each(mask)
    end = stocks.end[k]
    rows = book.write("storage end", has.names[k], (len(k),), end, end, like=k)
    put(rows, rows.at, has.grown(k, y, np.where(stocks.carry[k], has.half[y] + 1, 1.0)))


def _limited(has: StorageRows) -> Ints:
    """The stores with a capacity, given or decided."""
    capacity, sized = has.book.graph.stocks.capacity, has.book.graph.sizes("store").expandable
    return np.flatnonzero(np.isfinite(capacity).any(axis=(1, 2)) | sized)


def _room(has: StorageRows, rows: WrittenRows, at: Ints, store: int) -> None:
    """What is in place of a store whose size is decided bounds what it holds; ``at`` are its rows by year."""
    if has.book.graph.sizes("store").expandable[store]:
        size = has.book.at("store_capacity")[store]
        rows.add(at, size.reshape(-1, *([1] * (np.ndim(at) - 1))), -1.0)


def _joint(has: StorageRows) -> None:
    """Several stocks share the capacity of their store."""
    book, stocks = has.book, has.book.graph.stocks
    count = np.bincount(stocks.store, minlength=len(stocks.store_names))
    sized = book.graph.sizes("store").expandable
    chosen = np.array([store for store in _limited(has) if count[store] > (0 if sized[store] else 1)], dtype=np.int64)
    most = given_or_decided(book, "store", stocks.capacity)[chosen]
    rows = book.write("store", texts(stocks.store_names)[chosen], most.shape, upper=most)
    for row, store in enumerate(chosen):
        for k in np.flatnonzero(stocks.store == store):
            rows.add(rows.at[row], book.at("level")[k])
        _room(has, rows, rows.at[row], store)


def _repeats(has: StorageRows) -> None:
    """Levels of the first and the last repetition, where a run does not close as it opened."""
    book, stocks, calendar = has.book, has.book.graph.stocks, has.book.calendar
    across = np.zeros(len(stocks), dtype=bool) if stocks.across is None else stocks.across
    closes = openers(calendar, across) == np.arange(len(calendar.first))
    if len(calendar.first) == 1:  # one run is the year: it closes as it opened where nothing else is told
        closes = np.full((len(stocks), 1), not has.started.any() and not stocks.carry.any())
    k, t = _each(((calendar.weight > 1) & ~closes)[:, calendar.run])
    y = np.arange(book.graph.years)
    limited = _limited(has)
    held = np.zeros((len(stocks.store_names), book.graph.slots), dtype=bool)
    held[stocks.store[k], t] = True
    which, slot = _each(held[limited])
    store = limited[which]
    most = given_or_decided(book, "store", stocks.capacity)[store, :, slot]
    for word, last in (("first", False), ("last", True)):
        rows = book.write(f"storage {word} repeat", has.names[k], (len(k), len(y)), 0.0, like=k)
        put(rows, rows.at, has.outer(k[:, None], y, t[:, None], last))
        rows = book.write(
            f"store {word} repeat",
            texts(stocks.store_names)[store],
            (len(store), len(y)),
            upper=most,
            like=len(has.names) + store,
        )
        row, own = _each(store[:, None] == stocks.store)
        put(rows, rows.at[row], has.outer(own[:, None], y, slot[row][:, None], last))
        for place, each in enumerate(store.tolist()):
            _room(has, rows, rows.at[place], each)


def _outer_years(has: StorageRows) -> None:
    """Levels of the first and the last year that a milestone stands for, where a stock is carried."""
    book, stocks = has.book, has.book.graph.stocks
    if not (stocks.carry.any() and (book.graph.times.span > 1).any()):
        return
    k = np.flatnonzero(stocks.carry)
    stores = np.array([store for store in _limited(has) if stocks.carry[stocks.store == store].any()], dtype=np.int64)
    y, t = np.arange(book.graph.years)[:, None], np.arange(book.graph.slots)
    most = given_or_decided(book, "store", stocks.capacity)[stores]
    repeated = bool((book.graph.times.weight > 1).any())
    for year, sign in (("first year", -1.0), ("last year", 1.0)):
        for ending, last in (("", True), *(((", first repeat", False),) if repeated else ())):
            add = sign * has.half[:, None]
            rows = book.write(f"storage {year}{ending}", has.names[k], (len(k), *book.times), 0.0)
            put(rows, rows.at, has.outer(k[:, None, None], y, t, last, add))
            rows = book.write(f"store {year}{ending}", texts(stocks.store_names)[stores], most.shape, upper=most)
            for row, store in enumerate(stores):
                for own in np.flatnonzero(stocks.store == store):
                    put(rows, rows.at[row], has.outer(own, y, t, last, add * stocks.carry[own]))
                _room(has, rows, rows.at[row], store)


def _stays(book: Book) -> dict[int, Ints]:
    """In how many slots what is in a stock may have come in, for those in which something may stay at all."""
    longest = {store.name: store.maximum_stay for store in book.plant.stores}
    stocks, found = book.graph.stocks, {}
    for k, store in enumerate(stocks.store.tolist()):
        stay = longest.get(stocks.store_names[store])
        if stay is not None:
            found[k] = read_stay(book.graph.times, book.calendar.previous, stay)
    return found


def _stay_rows(has: StorageRows) -> None:
    """What is in store came in during the longest stay, and fresh, from elsewhere than a store."""
    book, stocks = has.book, has.book.graph.stocks
    perishing = np.array(list(has.stay), dtype=np.int64)
    rows = book.write("longest stay", has.names[perishing], (len(perishing), *book.times), upper=0.0)
    for row, k in enumerate(perishing.tolist()):
        _came_in(has, rows, row, k)
    pools = np.unique(stocks.pool[perishing])
    rows = book.write("fresh charge", book.pool_names()[pools], (len(pools), *book.times), upper=0.0)
    place = np.full(len(book.graph.pools), -1)
    place[pools] = np.arange(len(pools))
    rows.add(rows.at[place[stocks.pool[perishing]]], book.at("charge")[perishing])
    if len(pools):
        grid = np.full((len(book.graph.pools), *book.times), -1)
        grid[pools] = rows.at
        arriving(book, partial(_where_there, rows), grid, -1.0)


def _where_there(rows: WrittenRows, row: Ints, columns: Ints, coefficients: Number) -> None:
    """Add entries to the rows that there are; -1 is none."""
    there = row >= 0
    if there.any():
        row, columns, coefficients = np.broadcast_arrays(row, columns, np.asarray(coefficients, dtype=float))
        rows.add(row[there], columns[there], coefficients[there])


def _came_in(has: StorageRows, rows: WrittenRows, row: int, k: int) -> None:
    """The level of a stock less what came in during the slots of its stay, and what opened the year if given."""
    book, stay = has.book, has.stay[k]
    arrives = book.over_time(efficiencies(book)[0])[k]
    rows.add(rows.at[row], book.at("level")[k])
    came, inside = np.arange(book.graph.slots), np.ones(book.graph.slots, dtype=bool)
    for back in range(int(stay.max(initial=0))):
        inside = inside & (back < stay)
        rows.add(rows.at[row][:, inside], book.at("charge")[k][:, came[inside]], -arrives[:, came[inside]])
        if has.started[k]:
            first = inside & (came == 0)
            rows.add(rows.at[row][:, first], book.at("opening")[k][:, :1], -1.0)
            inside = inside & (came != 0)
        came = book.calendar.previous[came]
