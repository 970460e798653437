"""The loads on which demand charges are counted: the highest of each month or of the year, in the hours that count,
and of charges with a load factor what is billed: the lesser of the highest load and the even load over that factor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....graph.arrays.flow_graph import Bools, Floats, Ints
from ....plant.facts.billed_load import BilledLoad
from ....plant.model import Times
from ..readings.book import Book


@dataclass(frozen=True)
class ChargedLoad:
    """A load that is billed: of which supply, of which month (None: of the year), and how."""

    supply: int
    month: int | None
    load: BilledLoad


def charged_loads(book: Book) -> list[ChargedLoad]:
    """One for each month and each kind of charge of a supply, in the order of supplies, charges and months."""
    charged = [rate for rate in book.plant.rates if (rate.table, rate.per) == ("supplies", "peak")]
    found: list[ChargedLoad] = []
    if not charged:
        return found
    months = sorted(set(months_of(book).tolist()))
    for number, supply in enumerate(book.plant.supplies):
        told: list[tuple[object, ...]] = []
        for rate in charged:
            if rate.at != supply.name or rate.billed.told in told:
                continue
            told.append(rate.billed.told)
            when: list[int | None] = [None] if rate.billed.yearly else [*months]
            found += [ChargedLoad(number, month, rate.billed) for month in when]
    return found


def columns(book: Book) -> None:
    """The load that is charged, by year."""
    supplies = np.array([each.supply for each in charged_loads(book)], dtype=np.int64)
    book.column("peak", book.elements.name["supplies"][supplies], (len(supplies), book.graph.years))
    _billed_columns(book)


def _billed_columns(book: Book) -> None:
    """What is billed, whether by the amount of the month, and contracts that are paid whatever they give."""
    supplies = np.array([each.supply for _, each in _capped(book)], dtype=np.int64)
    names, shape = book.elements.name["supplies"][supplies], (len(supplies), book.graph.years)
    book.column("billed", names, shape)
    book.column("by_energy", names, shape, 0.0, 1.0, whole=True)
    paid = np.array([n for n, each in enumerate(book.plant.supplies) if each.fixed_cost is not None], dtype=np.int64)
    book.column("subscribed", book.elements.name["supplies"][paid], (len(paid), book.graph.years), 1.0, 1.0)


def rows(book: Book) -> None:
    """In no slot that counts is the load above what is charged and what is free."""
    loads, times = charged_loads(book), book.graph.times
    if not loads:
        return
    months = months_of(book)
    entry, slot = np.nonzero(np.array([_counting(book, months, each) for each in loads]))
    supply = np.array([each.supply for each in loads])[entry]
    free = np.array([_free(book, each.load) for each in loads])[entry]
    names = book.elements.name["supplies"][supply]
    made = book.write("peak", names, (len(entry), book.graph.years), upper=free, like=supply)
    made.add(made.at, book.at("supply")[supply, :, slot], 1.0 / times.hours[slot][:, None])
    made.add(made.at, book.at("peak")[entry], -1.0)
    _billed_rows(book)


def _billed_rows(book: Book) -> None:
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


def _capped(book: Book) -> list[tuple[int, ChargedLoad]]:
    """Which of the loads that are charged have a load factor."""
    return [(place, each) for place, each in enumerate(charged_loads(book)) if each.load.load_factor]


def in_month(month: Ints, charged: ChargedLoad) -> Bools:
    """(slots,) whether a slot belongs to the month that is charged, or to the year; ``month`` is that of each slot."""
    return np.ones(len(month), dtype=bool) if charged.month is None else month == charged.month


def _counting(book: Book, month: Ints, charged: ChargedLoad) -> Bools:
    within, during = in_month(month, charged), charged.load.during
    return within if during is None else within & (during.over(*book.times)[0] == 1.0)


def _free(book: Book, load: BilledLoad) -> Floats:
    """(years,) the load that is not charged; of one that changes within the year its mean."""
    if load.above is None:
        return np.zeros(book.graph.years)
    lasting = book.graph.times.hours * book.graph.times.weight
    return np.asarray((load.above.over(*book.times) * lasting).sum(axis=1) / lasting.sum())


def months_of(book: Book) -> Ints:
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
