"""Cells of landfills: opened in their order, filled, closed in the year after the last year of their use."""

from __future__ import annotations

import numpy as np

from .....graph.arrays.flow_graph import Floats
from .....plant.facts.landfill import LandfillCell
from .....plant.model import Times
from ....tables.elements import Texts, texts
from ...readings.book import Book

A_USE = 1e-3  # of what a cell holds: less in a milestone is none, and the cell is closed


def columns(book: Book) -> None:
    """What is buried, whether a cell is in its life, opens, closes, and what is due for it."""
    cells = book.plant.landfill_cells
    names, shape = _names(book), (len(cells), book.graph.years)
    holds = np.array([cell.capacity for cell in cells]).reshape(-1, 1)
    book.column("cell_fill", names, shape, 0.0, holds / book.graph.times.span)
    book.column("cell_life", names, shape, 0.0, 1.0, whole=True)
    book.column("cell_opened", names, shape, 0.0, 1.0)
    book.column("cell_closed", names, shape, 0.0, 1.0)
    book.column("cell_due", names, shape)
    book.column("cell_to_come", names, shape, 0.0, np.where(np.arange(shape[1]) == shape[1] - 1, np.inf, 0.0))


def _names(book: Book) -> Texts:
    return texts([cell.name for cell in book.plant.landfill_cells])


def rows(book: Book) -> None:
    """The rows of lives, of what is buried, and of what is due."""
    if not book.plant.landfill_cells:
        return
    _lives(book)
    _burials(book)
    _dues(book)


def _lives(book: Book) -> None:
    """A cell is in its life from its one opening until its closing."""
    cells, names, years = book.plant.landfill_cells, _names(book), book.graph.years
    life, opened, closed = (book.at(f"cell_{name}") for name in ("life", "opened", "closed"))
    was = np.zeros((len(cells), years))
    was[:, 0] = [1.0 if cell.is_open else 0.0 for cell in cells]
    made = book.write("cell life", names, was.shape, was, was)
    made.add(made.at, life).add(made.at, opened, -1.0).add(made.at, closed)
    made.add(made.at[:, 1:], life[:, :-1], -1.0)
    made = book.write("cell once", names, (len(cells),), upper=1.0 - was[:, 0])
    made.add(made.at[:, None], opened)
    made = book.write("cell closing", names, was.shape, upper=was)
    made.add(made.at, closed).add(made.at[:, 1:], life[:, :-1], -1.0)


def _burials(book: Book) -> None:
    """What a landfill takes is buried in its cells, each within its life and once the one before it is full."""
    cells, names, times = book.plant.landfill_cells, _names(book), book.graph.times
    shape, span = (len(cells), book.graph.years), times.span
    fill, life, opened = (book.at(f"cell_{name}") for name in ("fill", "life", "opened"))
    holds = np.array([cell.capacity for cell in cells])
    landfills = [n for n, market in enumerate(book.plant.markets) if market.name in {cell.market for cell in cells}]
    titles = texts([book.plant.markets[n].name for n in landfills])
    made = book.write("cell fill", titles, (len(landfills), shape[1]), 0.0, 0.0)
    for row, market in enumerate(landfills):
        mine = [k for k, cell in enumerate(cells) if cell.market == book.plant.markets[market].name]
        made.add(made.at[row], fill[mine])
        taken = np.flatnonzero(book.graph.deliveries.market == market)
        made.add(made.at[row][:, None], book.at("delivery")[taken], -times.weight)
    made = book.write("cell capacity", names, (len(cells),), upper=holds)
    made.add(made.at[:, None], fill, span)
    made = book.write("cell in life", names, shape, upper=0.0)
    made.add(made.at, fill, span).add(made.at, life, -holds[:, None])
    made = book.write("cell in use", names, shape, lower=0.0)
    made.add(made.at, fill, span).add(made.at, life, -A_USE * holds[:, None])
    order = [(k, max(j for j in range(k) if cells[j].market == cells[k].market)) for k in _later(cells)]
    made = book.write("cell order", names[[k for k, _ in order]], (len(order), shape[1]), lower=0.0)
    for row, (later, before) in enumerate(order):
        made.add(made.at[row], opened[later], -holds[before])
        for year in range(shape[1]):
            made.add(made.at[row][year], fill[before, : year + 1], span[: year + 1])


def _later(cells: tuple[LandfillCell, ...]) -> list[int]:
    """Which are not the first of their landfill."""
    return [k for k, cell in enumerate(cells) if any(other.market == cell.market for other in cells[:k])]


def _dues(book: Book) -> None:
    """Closing and aftercare, year by year of the calendar; what comes after the last year at its worth."""
    cells, names, times = book.plant.landfill_cells, _names(book), book.graph.times
    years, shape = book.graph.years, (len(cells), book.graph.years)
    closed, last = book.at("cell_closed"), book.at("cell_life")[:, -1]
    begins = [*times.years, int(times.years[-1] + times.span[-1])]
    money = np.array([[_money(cell, begin, times) for begin in begins] for cell in cells])
    made = book.write("cell due", names, shape, 0.0, 0.0)
    made.add(made.at, book.at("cell_due"))
    for past in range(years):
        made.add(made.at, closed[:, past][:, None], -money[:, past, :years])
    made = book.write("cell to come", names, shape, 0.0, 0.0)
    made.add(made.at, book.at("cell_to_come"))
    made.add(made.at[:, -1:], closed, -money[:, :years, years])
    made.add(made.at[:, -1], last, -money[:, years, years])


def _money(cell: LandfillCell, begin: int, times: Times) -> Floats:
    """(Y + 1,) what a year of each milestone pays where closing falls in the year ``begin``, and at last what a year of
    the last milestone pays for the years after it."""
    found = np.zeros(len(times.years) + 1)
    for late in range(max(1, cell.aftercare)):
        money = (cell.closure_cost if late == 0 else 0.0) + (cell.aftercare_cost if late < cell.aftercare else 0.0)
        for number, (year, span) in enumerate(zip(times.years, times.span, strict=True)):
            if year <= begin + late < year + span:
                found[number] += money / span
        if begin + late >= times.years[-1] + times.span[-1]:
            worth = money / (1.0 + times.discount_rate) ** (begin + late - times.years[-1])
            found[-1] += worth / times.span[-1]
    return found
