"""What processes can do: capacity in place and built, open or closed, on or off, starts and ramps."""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Bools, Floats, Ints, Processes
from ...tables.elements import Texts
from ..readings.book import Book
from ..readings.useful_most import Useful


def switches(processes: Processes) -> Bools:
    """Which processes are on or off in each slot: those with a minimum load, or whose starts are counted."""
    loaded = [bool(np.any(processes.minimum_load[k] > 0)) for k in range(len(processes.names))]
    return np.array(loaded, dtype=bool) | processes.has_start


def stands(processes: Processes) -> Bools:
    """Whose fixed cost is due once something is in place."""
    none = np.zeros(len(processes.names), dtype=bool)
    return none if processes.candidate is None else processes.candidate


def known_before(processes: Processes) -> Floats:
    """(processes,) what each did before the first slot; nan: what it does in the last."""
    none = np.full(len(processes.names), np.nan)
    return none if processes.initial_load is None else processes.initial_load


def hangs(book: Book, members: Ints) -> Floats:
    """(members, slots) 1, and 0 in the first slot where what was before it is known."""
    found = np.ones((len(members), book.graph.slots))
    found[~np.isnan(known_before(book.graph.processes)[members]), 0] = 0.0
    return found


def due(processes: Processes) -> Floats:
    """(processes, years built, years) money due per capacity built."""
    return np.zeros(processes.alive.shape) if processes.due is None else processes.due


def most_in_place(processes: Processes) -> Floats:
    """(processes, years) the most capacity that there can be."""
    return np.where(processes.expandable[:, None], processes.most, processes.installed)


def per_capacity(book: Book) -> Floats:
    """(processes, years, slots) the most activity of a unit of capacity: availability times hours."""
    return np.asarray(book.over_time(book.graph.processes.availability) * book.graph.times.hours)


def capacity_columns(book: Book) -> None:
    """Activity, capacity, construction and states; what a process has not is held at its value."""
    processes, names = book.graph.processes, book.elements.name["processes"]
    count = len(processes.names)
    yearly, slots = (count, book.graph.years), (count, *book.times)
    built, on = processes.expandable, switches(processes)
    known = np.where(np.isfinite(processes.installed), processes.installed, 0.0)
    given = known[:, :, None] * per_capacity(book)
    limited = (~(built | processes.closable | on))[:, None] & np.isfinite(processes.installed)
    most = np.where(limited[:, :, None], given, np.inf)
    most = np.where(book.over_time(processes.availability) == 0, 0.0, most)  # in an outage nothing runs
    book.column("activity", names, slots, 0.0, most)
    book.column(
        "capacity",
        names,
        yearly,
        np.where(built[:, None], 0.0, known),
        np.where(built[:, None], processes.most, known),
        decided=built,
    )
    book.column("built", names, yearly, 0.0, np.where(built[:, None] & processes.may_build, np.inf, 0.0), decided=built)
    sized = built & (processes.unit_size > 0)
    size = np.where(sized, processes.unit_size, 1.0)[:, None]
    units = np.where(sized[:, None], np.floor(np.where(sized[:, None], processes.most, 0.0) / size + 1e-9), 0.0)
    book.column("units", names, yearly, 0.0, units, whole=True, decided=sized)
    later = built & due(processes).any(axis=(1, 2))
    book.column("paid", names, yearly, 0.0, np.where(later, np.inf, 0.0)[:, None], decided=later)
    operated = built & processes.closable
    book.column("operated", names, yearly, 0.0, np.where(operated, np.inf, 0.0)[:, None], decided=operated)
    for name, has in (("standing", stands(processes)), ("open", processes.closable)):
        always = name == "open"  # what cannot be closed is open, what is no candidate counts for nothing
        least, can = 1.0 * (~has if always else np.zeros(count)), 1.0 * (np.ones(count) if always else has)
        book.column(name, names, yearly, least[:, None], can[:, None], whole=True, decided=has)
    book.column("on", names, slots, 0.0, 1.0 * on[:, None, None], whole=True, decided=on)
    starts = processes.has_start
    book.column("start", names, slots, 0.0, 1.0 * starts[:, None, None], decided=starts)


def capacity_rows(book: Book) -> None:
    """Rows of everything that processes have."""
    _construction(book)
    _open_or_closed(book)
    _on_or_off(book)
    _ramps(book)


def _names(book: Book, members: Ints) -> Texts:
    return np.asarray(book.elements.name["processes"][members])


def _construction(book: Book) -> None:
    """Activity within capacity, capacity that is built and stands, whole units, what is due later."""
    processes, at, years = book.graph.processes, book.at, book.graph.years
    built = np.flatnonzero(processes.expandable)
    rows = book.write("capacity", _names(book, built), (len(built), *book.times), upper=0.0)
    rows.add(rows.at, at("activity")[built])
    rows.add(rows.at, at("capacity")[built][:, :, None], -per_capacity(book)[built])
    existing = processes.existing[built]
    rows = book.write("in place", _names(book, built), (len(built), years), existing, existing)
    rows.add(rows.at, at("capacity")[built])
    for past in range(years):
        rows.add(rows.at, at("built")[built, past][:, None], -1.0 * processes.alive[built, past])
    sized = np.flatnonzero(processes.expandable & (processes.unit_size > 0))
    rows = book.write("unit size", _names(book, sized), (len(sized), years), 0.0, 0.0)
    rows.add(rows.at, at("built")[sized]).add(rows.at, at("units")[sized], -processes.unit_size[sized][:, None])
    owed = due(processes)
    later = np.flatnonzero(processes.expandable & owed.any(axis=(1, 2)))
    rows = book.write("paid", _names(book, later), (len(later), years), 0.0, 0.0)
    rows.add(rows.at, at("paid")[later])
    for past in range(years):
        rows.add(rows.at, at("built")[later, past][:, None], -owed[later, past])
    candidates = np.flatnonzero(stands(processes))
    most = np.where(book.value("standing")[candidates] > 0.5, processes.most[candidates], 0.0)
    rows = book.write("standing", _names(book, candidates), most.shape, upper=most)
    rows.switch, rows.of_use = at("standing")[candidates], processes.most[candidates]
    if np.isinf(rows.of_use).any():
        useful = Useful(book)
        rows.of_use = np.minimum(rows.of_use, np.array([[useful.capacity(k)] for k in candidates.tolist()]))
    rows.add(rows.at, at("capacity")[candidates])


def _open_or_closed(book: Book) -> None:
    """What is closed does nothing; the capacity of what is open and built is operated."""
    processes, at, years = book.graph.processes, book.at, book.graph.years
    chosen = np.flatnonzero(processes.closable)
    most = most_in_place(processes)
    rows = book.write("open", _names(book, chosen), (len(chosen), *book.times), upper=0.0)
    rows.add(rows.at, at("activity")[chosen])
    rows.add(rows.at, at("open")[chosen][:, :, None], -most[chosen][:, :, None] * per_capacity(book)[chosen])
    built = np.flatnonzero(processes.closable & processes.expandable)
    names, shape, limit = _names(book, built), (len(built), years), processes.most[built]
    rows = book.write("operated", names, shape, lower=-limit)
    rows.add(rows.at, at("operated")[built]).add(rows.at, at("capacity")[built], -1.0)
    rows.add(rows.at, at("open")[built], -limit)
    rows = book.write("operated in place", names, shape, upper=0.0)
    rows.add(rows.at, at("operated")[built]).add(rows.at, at("capacity")[built], -1.0)
    rows = book.write("operated open", names, shape, upper=0.0)
    rows.add(rows.at, at("operated")[built]).add(rows.at, at("open")[built], -limit)


def _on_or_off(book: Book) -> None:
    """What is off does nothing, what is on at least its minimum load, and every start is counted."""
    processes, at = book.graph.processes, book.at
    switched = switches(processes)
    chosen = np.flatnonzero(switched)
    most = most_in_place(processes)[:, :, None]
    rows = book.write("on", _names(book, chosen), (len(chosen), *book.times), upper=0.0)
    rows.add(rows.at, at("activity")[chosen])
    rows.add(rows.at, at("on")[chosen], -most[chosen] * per_capacity(book)[chosen])
    share = book.over_time(processes.minimum_load) * book.graph.times.hours
    given = np.flatnonzero(switched & ~processes.expandable)
    rows = book.write("minimum load", _names(book, given), (len(given), *book.times), lower=0.0)
    rows.add(rows.at, at("activity")[given]).add(rows.at, at("on")[given], -share[given] * most[given])
    built = np.flatnonzero(switched & processes.expandable)
    least = share[built] * most[built]
    rows = book.write("minimum built load", _names(book, built), (len(built), *book.times), lower=-least)
    rows.add(rows.at, at("activity")[built]).add(rows.at, at("on")[built], -least)
    rows.add(rows.at, at("capacity")[built][:, :, None], -share[built])
    both = np.flatnonzero(switched & processes.closable)
    rows = book.write("on while open", _names(book, both), (len(both), *book.times), upper=0.0)
    rows.add(rows.at, at("on")[both]).add(rows.at, at("open")[both][:, :, None], -1.0)
    counted = np.flatnonzero(processes.has_start)
    was = known_before(processes)[counted]
    least = np.zeros((len(counted), *book.times))
    least[:, :, 0] = -1.0 * (np.nan_to_num(was) > 0)[:, None]
    rows = book.write("start", _names(book, counted), least.shape, lower=least)
    rows.add(rows.at, at("start")[counted]).add(rows.at, at("on")[counted], -1.0)
    rows.add(rows.at, at("on")[counted][:, :, book.calendar.previous], hangs(book, counted)[:, None, :])


def _ramps(book: Book) -> None:
    """Load changes from slot to slot by no more than the ramp allows between the middles of the two."""
    processes, at, hours = book.graph.processes, book.at, book.graph.times.hours
    previous = book.calendar.previous
    sized = processes.expandable | np.isfinite(processes.installed).all(axis=1)
    limited = np.isfinite(processes.ramp) & sized
    if book.graph.slots < 2:
        limited &= ~np.isnan(known_before(processes))
    apart = (hours + hours[previous]) / 2
    for name, chosen in (("ramp", limited & ~processes.expandable), ("built ramp", limited & processes.expandable)):
        members = np.flatnonzero(chosen)
        known, linked = known_before(processes)[members], hangs(book, members)
        between = np.where(linked > 0, apart, hours)[:, None, :]
        step = processes.ramp[members][:, None, None] * np.broadcast_to(between, (len(members), *book.times))
        moved = np.zeros(step.shape)
        moved[:, :, 0] = np.nan_to_num(known)[:, None]
        for way, sign in (("up", 1.0), ("down", -1.0)):
            room = step * processes.installed[members][:, :, None] if name == "ramp" else np.zeros(step.shape)
            low, high = (-np.inf, moved + room) if sign > 0 else (moved - room, np.inf)
            rows = book.write(f"{name} {way}", _names(book, members), step.shape, low, high)
            rows.add(rows.at, at("activity")[members], 1 / hours)
            rows.add(rows.at, at("activity")[members][:, :, previous], (-linked / hours[previous])[:, None, :])
            if name == "built ramp":
                rows.add(rows.at, at("capacity")[members][:, :, None], -sign * step)
