"""Cells of landfills: opened in their order, filled, and closed once they are no longer used.

a[c, y]  buried in a year [material]      l[c, y] in {0, 1}  open and used
o[c, y], f[c, y] in [0, 1]  opened in the milestone; closing falls in its first year

l[c, y] = l[c, y - 1] + o[c, y] - f[c, y]          before the first milestone l is 1 of what is open
sum of o[c, y] over y <= 1 - l[c, before]          a cell is opened once
f[c, y] <= l[c, y - 1]                             only what was in its life is closed
sum of a[c, y] over the cells of a landfill = sum over t of w[t] d[t] of its deliveries
sum of n[y] a[c, y] over y <= C[c]                 it holds no more
n[y] a[c, y] <= C[c] l[c, y]
n[y] a[c, y] >= e C[c] l[c, y]                     what is not used is not in its life
sum of n a[c, y'] over y' <= y >= C[c] o[c', y]    the next cell c' opens once it is full
D[c, y] = sum of due[c, y', y] f[c, y']            closing and aftercare in a year
T[c] = sum of tail[c, y] f[c, y] + tail[c, after] l[c, last]        and of the years after the last one
"""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Floats, Ints, LandfillCells
from ....graph.parts.landfill_cells import LEAST_USE
from ...components.builder import Builder, positions_where
from ...components.expressions import Index, Relation, RuleModel

NO_CELLS = LandfillCells(
    (),
    np.zeros(0, dtype=np.int64),
    np.zeros(0),
    np.zeros(0),
    np.zeros(0, dtype=np.int64),
    np.zeros((0, 0, 0)),
    np.zeros((0, 0)),
)


def add_variables(b: Builder) -> None:
    """What is buried in each cell, its life, its opening and closing, and what is due for them."""
    cells = b.graph.cells or NO_CELLS
    of = (b.positions("cells", len(cells)), b.years)
    b.variable("cell_fill", of, upper=_per_year(b, cells), kind="cell")
    b.switch("cell_life", of, kind="cell", member=np.arange(len(cells)))
    b.variable("cell_opened", of, upper=1.0, kind="cell")
    b.variable("cell_closed", of, upper=1.0, kind="cell")
    b.variable("cell_due", of, kind="cell")
    b.variable("cell_to_come", of, upper=_in_the_last(b, cells), kind="cell")


def _per_year(b: Builder, cells: LandfillCells) -> Floats:
    """(n, Y) the most that is buried in a year of a milestone: all that a cell holds."""
    most: Floats = cells.capacity[:, None] / b.graph.times.span[None, :]
    return most


def _in_the_last(b: Builder, cells: LandfillCells) -> Floats:
    """(n, Y) no bound in the last milestone, nothing before."""
    found = np.zeros((len(cells), b.graph.years))
    found[:, -1:] = np.inf
    return found


def add_rows(b: Builder) -> None:
    """All rows above."""
    cells = b.graph.cells
    if cells is None:
        return
    years, span, every = b.graph.years, b.graph.times.span, b.model.cells
    first = np.arange(years) == 0
    b.table("cell_year_before", np.maximum(np.arange(years) - 1, 0), b.years)
    b.table("cell_linked", np.where(first, 0.0, 1.0), b.years)
    b.table("cell_stood", cells.stands[:, None] * first, every, b.years)
    b.table("cell_once", 1.0 - cells.stands, every)
    b.table("cell_span", span, b.years)
    b.table("cell_capacity", cells.capacity, every)
    b.table("cell_least", LEAST_USE * cells.capacity, every)
    b.rows("cell life", (every, b.years), _life)
    b.rows("cell once", (every,), _once)
    b.rows("cell closing", (every, b.years), _closing)
    _add_fill(b, cells)
    b.rows("cell capacity", (every,), _holds)
    b.rows("cell in life", (every, b.years), _in_life)
    b.rows("cell in use", (every, b.years), _in_use)
    _add_order(b, cells)
    b.table("cell_due_of", cells.due, every, b.years, b.years)
    ends = 1.0 * (np.arange(years) == years - 1)
    b.table("cell_tail", cells.to_come[:, :years, None] * ends, every, b.years, b.years)
    b.table("cell_tail_after", cells.to_come[:, years:] * ends, every, b.years)
    b.rows("cell due", (every, b.years), _due)
    b.rows("cell to come", (every, b.years), _to_come)


def _add_fill(b: Builder, cells: LandfillCells) -> None:
    """What a landfill takes is what its cells take."""
    landfills, of = np.unique(cells.market, return_inverse=True)
    rows = b.positions("landfills", len(landfills))
    b.group("cells_of_landfill", rows, of.reshape(-1), len(landfills))
    place = {int(market): row for row, market in enumerate(landfills)}
    taken = np.flatnonzero(np.isin(b.graph.deliveries.market, landfills))
    owner: Ints = np.array([place[int(b.graph.deliveries.market[k])] for k in taken], dtype=np.int64)
    b.members("deliveries_of_landfill", (rows,), owner, (len(landfills),), taken)
    b.table("cell_weight", b.graph.times.weight, b.slots)
    b.rows("cell fill", (rows, b.years), _fill, member=landfills)


def _add_order(b: Builder, cells: LandfillCells) -> None:
    later = positions_where(cells.before >= 0)
    rows = b.positions("later_cells", len(later))
    b.table("later_cell", later, rows)
    b.table("earlier_cell", cells.before[later], rows)
    years = np.arange(b.graph.years)
    b.table("cell_until", (years[None, :] <= years[:, None]) * b.graph.times.span[None, :], b.years, b.years)
    b.table("earlier_capacity", cells.capacity[cells.before[later]], rows)
    b.rows("cell order", (rows, b.years), _order, member=later)


def _life(m: RuleModel, c: Index, y: Index) -> Relation:
    before = m.cell_linked[y] * m.cell_life[c, m.cell_year_before[y]]
    return m.cell_life[c, y] - before - m.cell_opened[c, y] + m.cell_closed[c, y] == m.cell_stood[c, y]


def _once(m: RuleModel, c: Index) -> Relation:
    return sum(m.cell_opened[c, y] for y in m.years) <= m.cell_once[c]


def _closing(m: RuleModel, c: Index, y: Index) -> Relation:
    return m.cell_closed[c, y] - m.cell_linked[y] * m.cell_life[c, m.cell_year_before[y]] <= m.cell_stood[c, y]


def _fill(m: RuleModel, r: Index, y: Index) -> Relation:
    buried = sum(m.cell_fill[c, y] for c in m.cells_of_landfill[r])
    taken = sum(m.cell_weight[t] * m.delivery[k, y, t] for k in m.deliveries_of_landfill[r] for t in m.slots)
    return buried - taken == 0


def _holds(m: RuleModel, c: Index) -> Relation:
    return sum(m.cell_span[y] * m.cell_fill[c, y] for y in m.years) <= m.cell_capacity[c]


def _in_life(m: RuleModel, c: Index, y: Index) -> Relation:
    return m.cell_span[y] * m.cell_fill[c, y] - m.cell_capacity[c] * m.cell_life[c, y] <= 0


def _in_use(m: RuleModel, c: Index, y: Index) -> Relation:
    return m.cell_span[y] * m.cell_fill[c, y] - m.cell_least[c] * m.cell_life[c, y] >= 0


def _order(m: RuleModel, r: Index, y: Index) -> Relation:
    filled = sum(m.cell_until[y, past] * m.cell_fill[m.earlier_cell[r], past] for past in m.years)
    return filled - m.earlier_capacity[r] * m.cell_opened[m.later_cell[r], y] >= 0


def _due(m: RuleModel, c: Index, y: Index) -> Relation:
    return m.cell_due[c, y] - sum(m.cell_due_of[c, past, y] * m.cell_closed[c, past] for past in m.years) == 0


def _to_come(m: RuleModel, c: Index, y: Index) -> Relation:
    tail = sum(m.cell_tail[c, past, y] * m.cell_closed[c, past] for past in m.years)
    return m.cell_to_come[c, y] - tail - m.cell_tail_after[c, y] * m.cell_life[c, y] == 0
