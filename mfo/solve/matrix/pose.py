"""Tells what the solver is given, for whoever wants to hold it against rows of his own."""

from __future__ import annotations

import numpy as np

from ...graph.arrays.posed import Posed, PosedColumns, PosedRows, probe
from .compile_program import Compiled


def posed(compiled: Compiled) -> Posed:
    """The compiled program by family: bounds, costs, and the sums of its rows at the probing point."""
    matrix, registry = compiled.matrix, compiled.program.registry
    point, columns = np.zeros(matrix.columns), {}
    for name, variable in registry.variables.items():
        part, shape = variable.columns, variable.shape
        point[part] = probe(name, variable.member, shape[1:]).ravel()
        columns[name] = PosedColumns(
            variable.member,
            *(each[part].reshape(shape) for each in (matrix.lower, matrix.upper, matrix.cost)),
        )
    total, rows = matrix.times(point), {}
    for family in registry.families:
        part, shape = compiled.rows[family.name], family.shape
        rows[family.name] = PosedRows(
            *(each[part].reshape(shape) for each in (matrix.row_lower, matrix.row_upper, total))
        )
    return Posed(columns, rows)
