"""Changes that only move numbers, as straight lines over a program's arrays.

A price goes to one cost and a market's amount to one bound, exactly; where a cell of such a kind goes is not said a
second time here but found by putting two other numbers into it and going the long way. What moves between the three
programs is kept as a slope; a cell whose change moves anything else (a yield, a big-M, the structure), or that does not
move in a straight line, goes the long way always.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from ...graph.arrays.flow_graph import Floats, Ints
from ...reading.cell import Cell
from ...solve.matrix.matrix import Matrix
from .arrays import Arrays

STRAIGHT = {
    "supplies": {"price", "amount"},
    "markets": {"price", "minimum", "maximum"},
    "processes": {"variable_cost", "fixed_cost"},
    "recipes": {"cost"},
    "stores": {"cost"},
    "links": {"cost_per_amount", "cost_per_amount_and_distance"},
    "limits": {"minimum", "maximum"},
}
"""Cells that may move numbers alone, by table and column; whether one does is found out. Never two that multiply."""

EXACT = 1e-9  # how far from a straight line a number may be, relative to how far it moves


@dataclass(frozen=True)
class Slope:
    """What one unit of a cell's number moves: places and slopes in the arrays of a program."""

    cell: Cell
    vectors: tuple[tuple[str, Ints, Floats], ...]  # a field of the matrix ("cost 1": of the second objective)
    offset: float
    forms: sparse.csr_array  # (quantities, columns)


def may_be_straight(cell: Cell) -> bool:
    """Whether a cell is of a kind that may move numbers alone."""
    return cell.column in STRAIGHT.get(cell.table, ())


def slope_between(cell: Cell, base: Arrays, low: tuple[float, Arrays], high: tuple[float, Arrays]) -> Slope | None:
    """The slope of a cell from the program as it stands and at two other numbers; None where it does more.

    ``low`` and ``high`` are two numbers with their programs, neither of them the cell's own.
    """
    if any(not _alike(base.matrix, other.matrix) or base.forms.shape != other.forms.shape for _, other in (low, high)):
        return None
    step = high[0] - cell.value
    if step == 0 or base.matrix.whole.any():
        return None
    vectors = []
    for name in _names(base.matrix):
        own, other, third = (vector(arrays.matrix, name) for arrays in (base, high[1], low[1]))
        found = _line(own, other, third, step, low[0] - cell.value)
        if found is None:
            return None
        if len(found[0]):
            vectors.append((name, *found))
    offset = (high[1].matrix.offset - base.matrix.offset) / step
    forms = sparse.csr_array((high[1].forms - base.forms) / step)
    apart = sparse.csr_array(low[1].forms - base.forms - forms * (low[0] - cell.value))
    size = float(np.abs(base.forms.data).max(initial=1.0))
    if np.abs(apart.data).max(initial=0.0) > EXACT * max(size, float(np.abs(forms.data * step).max(initial=0.0))):
        return None
    forms.eliminate_zeros()
    return Slope(cell, tuple(vectors), offset, forms)


def _alike(one: Matrix, other: Matrix) -> bool:
    """Whether two programs have the same rows and columns with the same coefficients."""
    return (
        one.columns == other.columns
        and one.rows == other.rows
        and len(one.costs) == len(other.costs)
        and np.array_equal(one.starts, other.starts)
        and np.array_equal(one.index, other.index)
        and np.array_equal(one.value, other.value)
        and np.array_equal(one.whole, other.whole)
    )


def _names(matrix: Matrix) -> list[str]:
    return ["lower", "upper", "row_lower", "row_upper", *(f"cost {place}" for place in range(len(matrix.costs)))]


def vector(matrix: Matrix, name: str) -> Floats:
    """A field of the matrix by the name that slopes call it."""
    if name.startswith("cost "):
        return matrix.costs[int(name[5:])]
    found: Floats = getattr(matrix, name)
    return found


def _line(own: Floats, high: Floats, low: Floats, up: float, down: float) -> tuple[Ints, Floats] | None:
    """Where a vector moves and by how much a unit; None where it does not move in a straight line."""
    moved = np.flatnonzero((own != high) | (own != low))
    if not len(moved):
        return moved, np.zeros(0)
    if not (np.isfinite(own[moved]) & np.isfinite(high[moved]) & np.isfinite(low[moved])).all():
        return None
    slope = (high[moved] - own[moved]) / up
    apart = np.abs(low[moved] - own[moved] - slope * down)
    size = np.abs(own[moved]) + np.abs(high[moved]) + np.abs(low[moved])
    return None if (apart > EXACT * size).any() else (moved, slope)


def moved(base: Arrays, slopes: Sequence[Slope], values: Sequence[float]) -> Arrays:
    """The program with these numbers in the cells of the slopes."""
    matrix = base.matrix
    fields = {name: vector(matrix, name) for name in _names(matrix)}
    own: set[str] = set()
    offset, forms = matrix.offset, base.forms
    for slope, value in zip(slopes, values, strict=True):
        step = value - slope.cell.value
        for name, where, each in slope.vectors:
            if name not in own:
                fields[name] = fields[name].copy()
                own.add(name)
            fields[name][where] += step * each
        offset += step * slope.offset
        if slope.forms.nnz:
            forms = sparse.csr_array(forms + step * slope.forms)
    costs = tuple(fields.pop(f"cost {place}") for place in range(len(matrix.costs)))
    changed = replace(
        matrix,
        cost=costs[0],
        costs=costs,
        offset=offset,
        lower=fields["lower"],
        upper=fields["upper"],
        row_lower=fields["row_lower"],
        row_upper=fields["row_upper"],
    )
    return replace(base, matrix=changed, forms=forms)
