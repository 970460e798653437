"""Capex that hangs on the size, of processes, stores and links: steps that what is built fills one after another.

Widths and money are read off the plant's curves; what a step costs beyond the cheapest unit is due as capex is.
"""

from __future__ import annotations

import numpy as np

from .....graph.arrays.flow_graph import Floats
from ...readings.book import Book

OF = {"process": ("processes", ""), "store": ("stores", "store_"), "link": ("links", "link_")}


def _widths(book: Book, kind: str) -> Floats:
    """(steps,) how much of a build each step holds, as the points of the curves say, those on one line aside."""
    items = {"process": book.plant.processes, "store": book.plant.stores, "link": book.plant.links}[kind]
    found: list[float] = []
    for item in items:
        if item.capex_by_size is None:
            continue
        points = [(0.0, 0.0)]
        totals = [size * each for size, each in zip(item.capex_by_size.sizes, item.capex_by_size.amounts, strict=True)]
        points += zip(item.capex_by_size.sizes, totals, strict=True)
        bends = [
            k
            for k in range(1, len(points) - 1)
            if abs(_slope(points, k) - _slope(points, k - 1)) > 1e-9 * max(_slope(points, k), _slope(points, k - 1))
        ]
        ends = [0.0, *(points[k][0] for k in bends), points[-1][0]]
        found += np.diff(ends).tolist()
    return np.array(found)


def _slope(points: list[tuple[float, float]], k: int) -> float:
    (begin, before), (end, after) = points[k], points[k + 1]
    return (after - before) / (end - begin)


def columns(book: Book) -> None:
    """What is built in each step, whether a step is reached, and what is due."""
    for kind, (table, prefix) in OF.items():
        steps, names, years = book.graph.capex_steps(kind), book.elements.name[table], book.graph.years
        widths, of_step = _widths(book, kind)[:, None], names[steps.item]
        shape, kept = (len(steps.item), years), 1.0 * steps.whole[:, None]
        book.column(f"{prefix}built_step", of_step, shape, 0.0, widths)
        book.column(f"{prefix}built_step_used", of_step, shape, 0.0, kept, whole=True, decided=steps.whole)
        has = np.isin(np.arange(len(names)), steps.items)
        most = np.where(has, np.inf, 0.0)[:, None]
        book.column(f"{prefix}step_paid", names, (len(names), years), 0.0, most, decided=has)


def rows(book: Book) -> None:
    """What is built is what all steps hold, in their order, and each is paid for."""
    for kind, (table, prefix) in OF.items():
        steps, names, years = book.graph.capex_steps(kind), book.elements.name[table], book.graph.years
        if not len(steps.item):
            continue
        held, widths, items = book.at(f"{prefix}built_step"), _widths(book, kind), steps.items
        place = np.searchsorted(items, steps.item)
        made = book.write(f"{kind} built by step", names[items], (len(items), years), 0.0, 0.0)
        made.add(made.at, book.at(f"{prefix}built")[items])
        made.add(made.at[place], held, -1.0)
        later = np.flatnonzero(steps.whole)
        used = book.at(f"{prefix}built_step_used")[later]
        for name, moved, low, high in (
            ("size step", later, -np.inf, 0.0),
            ("size step before", later - 1, 0.0, np.inf),
        ):
            made = book.write(f"{kind} {name}", names[steps.item[later]], (len(later), years), low, high)
            made.add(made.at, held[moved]).add(made.at, used, -widths[moved][:, None])
        made = book.write(f"{kind} steps paid", names[items], (len(items), years), 0.0, 0.0)
        made.add(made.at, book.at(f"{prefix}step_paid")[items])
        for past in range(years):
            made.add(made.at[place], held[:, past][:, None], -steps.due[:, past])


def out_of_order_by_size(book: Book) -> list[tuple[str, Floats, Floats]]:
    """(name, violation, size) of each step after another: what is in it where the one before has room, whoever keeps
    the order."""
    found = []
    for kind, (table, prefix) in OF.items():
        steps, widths = book.graph.capex_steps(kind), _widths(book, kind)
        held = book.value(f"{prefix}built_step")
        for number in np.flatnonzero(steps.after).tolist():
            left = widths[number - 1] - held[number - 1]
            size = np.maximum(held[number], held[number - 1])
            name = str(book.elements.name[table][steps.item[number]])
            found.append((name, np.minimum(held[number], left), size))
    return found
