"""What the plant's owner bounds: limits, blends, and measured flows that are held."""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Floats, QualityRows, Term
from ...tables.elements import texts
from ..readings.book import Book, WrittenRows


def limit_rows(book: Book) -> None:
    """Blends, limits by slot, year and in total, and measured flows."""
    for name, upper in (("quality maximum", True), ("quality minimum", False)):
        _blends(book, name, [row for row in book.graph.quality if row.upper == upper])
    for when in ("slot", "year", "total"):
        _limits(book, when)
    _measured(book)


def _blends(book: Book, name: str, chosen: list[QualityRows]) -> None:
    """The mean of a property: its excess over the bound times amounts, summed."""
    low, high = (-np.inf, 0.0) if name.endswith("maximum") else (0.0, np.inf)
    rows = book.write(name, texts([row.name for row in chosen]), (len(chosen), *book.times), low, high)
    for row, blend in enumerate(chosen):
        rows.add(rows.at[row], book.at(blend.family)[blend.member], blend.excess[:, None, None])


def _limits(book: Book, when: str) -> None:
    """Every bound of every limit over so long a time; both bounds of one quantity are one row."""
    sides: list[tuple[str, tuple[Term, ...], Floats, Floats]] = []
    for limit in book.limits:
        if limit.when != when:
            continue
        low, high = np.asarray(limit.lower, dtype=float), np.asarray(limit.upper, dtype=float)
        if limit.minimum is not None and limit.minimum is limit.maximum:
            sides.append((limit.name, limit.minimum, low, high))
            continue
        if limit.minimum is not None:
            sides.append((limit.name, limit.minimum, low, np.full(low.shape, np.inf)))
        if limit.maximum is not None:
            sides.append((limit.name, limit.maximum, np.full(high.shape, -np.inf), high))
    shape = {"slot": book.times, "year": book.times[:1], "total": ()}[when]
    low, high = _stacked([side[2] for side in sides], shape), _stacked([side[3] for side in sides], shape)
    rows = book.write(f"limit {when}", texts([side[0] for side in sides]), (len(sides), *shape), low, high)
    for row, side in enumerate(sides):
        for term in side[1]:
            _term(book, rows, row, when, term)


def _term(book: Book, rows: WrittenRows, row: int, when: str, term: Term) -> None:
    """Add a term of a limit, each slot as often as it repeats and each year as often as it is stood for."""
    by_year = term.family == "constant" or book.families[term.family].values.ndim == 2
    values = np.asarray(term.coefficient, dtype=float)
    if by_year:
        values = np.broadcast_to(values.reshape(len(term.member), -1), (len(term.member), book.graph.years))
    else:
        values = book.over_time(values)
        values = values if when == "slot" else values * book.graph.times.weight
    if when == "total":
        span = book.graph.times.span
        values = values * (span if by_year else span[:, None])
    at = rows.at[row]
    if by_year and when == "slot":
        at, values = at[None], values[:, :, None]
    elif when == "year" and not by_year:
        at = at[:, None]
    columns = book.at(term.family)[term.member]
    rows.add(at, columns[:, :, None] if by_year and when == "slot" else columns, values)


def _stacked(bounds: list[Floats], shape: tuple[int, ...]) -> Floats:
    """Bounds of rows, each in the shape of the times that a row has."""
    full = [np.broadcast_to(bound.reshape(shape) if bound.size == np.prod(shape) else bound, shape) for bound in bounds]
    return np.array(full).reshape(len(bounds), *shape)


def _measured(book: Book) -> None:
    """Measured flows at their readings."""
    names = [name for part in book.fixed for name in list(part.names) * (len(part.member) // max(len(part.names), 1))]
    amounts = [book.over_time(part.amount) for part in book.fixed]
    held = np.concatenate(amounts) if amounts else np.zeros((0, *book.times))
    rows = book.write("fixed", texts(names if len(names) == len(held) else [""] * len(held)), held.shape, held, held)
    first = 0
    for part in book.fixed:
        here = np.arange(first, first + len(part.member))
        rows.add(rows.at[here], book.at(part.family)[part.member])
        first += len(part.member)
