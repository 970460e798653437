"""Tells what the solver is given, for whoever wants to hold it against rows of his own."""

from __future__ import annotations

import numpy as np

from ...graph.arrays.posed import Posed, PosedColumns, PosedRows, probe
from .compile_program import Compiled


def posed(compiled: Compiled) -> Posed:
    """The compiled program by family: bounds, costs, and the sums of its rows at the probing points."""
    matrix, registry = compiled.matrix, compiled.program.registry
    point, other, columns = np.zeros(matrix.columns), np.zeros(matrix.columns), {}
    for name, variable in registry.variables.items():
        part, shape = variable.columns, variable.shape
        point[part] = probe(name, variable.member, shape[1:]).ravel()
        other[part] = probe(name, variable.member, shape[1:], again=True).ravel()
        columns[name] = PosedColumns(
            variable.member,
            *(each[part].reshape(shape) for each in (matrix.lower, matrix.upper, matrix.cost)),
        )
    total, again, rows = matrix.times(point), matrix.times(other), {}
    for family in registry.families:
        part, shape = compiled.rows[family.name], family.shape
        rows[family.name] = PosedRows(
            *(each[part].reshape(shape) for each in (matrix.row_lower, matrix.row_upper, total, again))
        )
    return Posed(columns, rows)
