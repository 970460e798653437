"""Cells of landfills: what each holds, what opening, closing and aftercare cost, and when it is due."""

from __future__ import annotations

import numpy as np

from ...plant.facts.landfill import LandfillCell
from ...plant.model import Plant, Times
from ..arrays.broadcast import ints
from ..arrays.flow_graph import Floats, LandfillCells
from ..arrays.index import Index
from ..arrays.rate_lines import Cause, Lines
from .annuities import INVESTMENT

CELL_OPENING, CLOSURE, TO_COME = "cell opening", "closure", "closure to come"
CELL_CATEGORIES = (CELL_OPENING, CLOSURE, TO_COME)
"""The categories of cost that are cash of one calendar year, as they stand."""
LEAST_USE = 1e-3
"""The share of what a cell holds that is buried in it in each milestone in which it is not closed."""


def build_landfill_cells(plant: Plant) -> LandfillCells | None:
    """The cells of all landfills in the order of their rows; None where there are none."""
    cells = plant.landfill_cells
    if not cells:
        return None
    rows = {market.name: row for row, market in enumerate(plant.markets)}
    before = [_before(cells, number) for number in range(len(cells))]
    return LandfillCells(
        names=tuple(cell.name for cell in cells),
        market=ints(rows[cell.market] for cell in cells),
        capacity=np.array([cell.capacity for cell in cells]),
        stands=np.array([1.0 if cell.is_open else 0.0 for cell in cells]),
        before=ints(before),
        due=np.array([_due(cell, plant.times) for cell in cells]),
        to_come=np.array([_to_come(cell, plant.times) for cell in cells]),
    )


def _before(cells: tuple[LandfillCell, ...], number: int) -> int:
    """The cell of the same landfill that must be full before this one opens; -1: none."""
    earlier = [other for other in range(number) if cells[other].market == cells[number].market]
    return earlier[-1] if earlier else -1


def last_year(times: Times) -> int:
    """The last calendar year that the plan stands for."""
    return int(times.years[-1] + round(times.span[-1]) - 1)


def _due(cell: LandfillCell, times: Times) -> Floats:
    """(Y closing, Y) money due in a year of a milestone where closing falls in the first year of another."""
    found = np.zeros((len(times.years), len(times.years)))
    starts = np.array(times.years)
    for closing, year in enumerate(times.years):
        for later, money in enumerate(cell.dues()):
            if year + later <= last_year(times):
                milestone = int(np.searchsorted(starts, year + later, side="right")) - 1
                found[closing, milestone] += money / times.span[milestone]
    return found


def _to_come(cell: LandfillCell, times: Times) -> Floats:
    """(Y + 1,) what is due after the last year, brought to the last milestone and spread over its years: where closing
    falls in the first year of each milestone, and in the year after the last."""
    end = last_year(times) + 1
    found = []
    for year in (*times.years, end):
        left = [
            money * (1.0 + times.discount_rate) ** -(year + later - times.years[-1])
            for later, money in enumerate(cell.dues())
            if year + later >= end
        ]
        found.append(sum(left) / float(times.span[-1]))
    return np.array(found)


def cell_costs(index: Index, lines: Lines) -> None:
    """What is due while a cell is open, its opening in the first year of use, closing and aftercare after the last."""
    times, last = index.plant.times, np.zeros(index.years)
    last[-1] = 1.0
    for row, cell in enumerate(index.plant.landfill_cells):
        if cell.fixed_cost is not None:
            lines.add(Cause("cost", "fixed", "cell_life"), row, cell.fixed_cost, factor=times.hours_per_year)
        if cell.opening_cost is not None:
            spent = cell.opening_cost.over_years(index.years, times.lasting) / times.span
            lines.add(Cause("cost", CELL_OPENING, "cell_opened"), row, spent)
            lines.add(Cause(INVESTMENT, CELL_OPENING, "cell_opened"), row, spent)
        if any(cell.dues()):
            lines.add(Cause("cost", CLOSURE, "cell_due"), row, np.ones(index.years))
            lines.add(Cause("cost", TO_COME, "cell_to_come"), row, last)
