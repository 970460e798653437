"""Takes out of a plan what goes into a store and comes out again in the same slot for nothing.

Where neither way costs anything of what is minimised, a solver may let any amount go round. The plan is as good without
it, but a rate per `charge` or `discharge` would count it: emissions of what nobody moves. What goes round with a loss
stays, as it changes the stock, and so does what a bound asks for: the longest stay, the least of a limit.
"""

from __future__ import annotations

import numpy as np

from ...graph.arrays.flow_graph import Bools, Floats, Ints
from ..matrix.compile_program import Compiled
from ..matrix.matrix import Matrix

WAYS = ("charge", "discharge")


def without_idle_rounds(compiled: Compiled, primal: Floats) -> Floats:
    """The values of all columns, the smaller of charge and discharge taken off both where nothing is lost by it."""
    variables = compiled.program.registry.variables
    into, out = (np.arange(variables[way].columns.start, variables[way].columns.stop) for way in WAYS)
    round_trip = np.minimum(primal[into], primal[out])
    moved = np.flatnonzero(round_trip > 0)
    if not len(moved):
        return primal
    free = moved[_free(compiled.matrix, into[moved], out[moved])]
    found = primal.copy()
    found[into[free]] -= round_trip[free]
    found[out[free]] -= round_trip[free]
    return found


def _free(matrix: Matrix, into: Ints, out: Ints) -> Bools:
    """(pairs,) whether less of both columns of a pair costs nothing and breaks no row."""
    pair = np.full(matrix.columns, -1)
    pair[into], pair[out] = np.arange(len(into)), np.arange(len(out))
    entries = np.flatnonzero(pair[matrix.index] >= 0)
    key = pair[matrix.index[entries]] * matrix.rows + matrix.row_of_entry()[entries]
    keys, place = np.unique(key, return_inverse=True)
    together = np.bincount(place, matrix.value[entries], minlength=len(keys))
    row = keys % matrix.rows
    held = (together > 0) & np.isfinite(matrix.row_lower[row]) | (together < 0) & np.isfinite(matrix.row_upper[row])
    free = np.ones(len(into), dtype=bool)
    free[keys[held] // matrix.rows] = False
    for cost in (matrix.cost, *matrix.costs):
        free &= cost[into] + cost[out] >= 0.0
    return free
