"""Bounds typed as "no limit" made as tight as a plan that is worth having needs them.

A row such as ``flow <= M used`` with an M of ten million tonnes lets a solver, which takes 1e-7 of ``used`` for none,
carry a tonne for nothing. No plan that costs more than one already known is looked for, so the flow of such a row is no
more than the linear program allows at that cost, and M no more than that (optimality-based bound tightening; Gleixner
et al. 2017, J. Global Optimization 67:731).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...errors import SolverError
from ...graph.arrays.flow_graph import Floats, Ints
from ..matrix.matrix import Matrix
from .highs_session import Session
from .solution import OPTIMAL

LOOSE = 1e3  # rows in which the whole number counts so many times what the rest does
MOST_ROWS = 200
ROOM = 1e-6  # relative: what a bound is left wider than it has to be


def tightened(matrix: Matrix, values: Floats | None = None) -> Matrix:
    """The program with large factors of yes/no columns cut to what no more than the cost of ``values`` allows, or
    without a plan known to what the rows allow."""
    loose = _loose(matrix)
    if not len(loose):
        return matrix
    session = Session(matrix.relaxed())
    if values is not None:
        known = float(matrix.cost @ values)
        session.add_row(matrix.cost, -np.inf, known + ROOM * max(1.0, abs(known)))
    entries = matrix.value.copy()
    rows = matrix.row_of_entry()
    for entry in loose[:MOST_ROWS].tolist():
        others = np.flatnonzero((rows == rows[entry]) & (np.arange(len(entries)) != entry))
        weights = np.zeros(matrix.columns)
        weights[matrix.index[others]] = -matrix.value[others]
        session.set_costs(weights)
        try:
            answer = session.run()
        except SolverError:
            continue
        if answer.status == OPTIMAL:
            most = max(-float(weights @ answer.values), 0.0) * (1.0 + ROOM) + ROOM
            entries[entry] = -min(most, -entries[entry])
    return replace(matrix, value=entries)


def _loose(matrix: Matrix) -> Ints:
    """Entries M of rows ``sum <= M z`` with one yes/no column z, M being large."""
    rows, column = matrix.row_of_entry(), matrix.index
    yes = matrix.whole & (matrix.lower >= 0.0) & (matrix.upper <= 1.0)
    whole = np.bincount(rows, matrix.whole[column], minlength=matrix.rows)
    smallest = np.full(matrix.rows, np.inf)
    others = ~matrix.whole[column]
    np.minimum.at(smallest, rows[others], np.abs(matrix.value[others]))
    form = (whole == 1) & (matrix.row_upper == 0.0) & np.isinf(matrix.row_lower) & np.isfinite(smallest)
    found = form[rows] & yes[column] & (matrix.value < -LOOSE * np.where(np.isfinite(smallest), smallest, 1.0)[rows])
    return np.flatnonzero(found)
