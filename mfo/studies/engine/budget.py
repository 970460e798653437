"""Room around the best plan: the program with one row that bounds how much worse a plan may be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from ...graph.arrays.flow_graph import Floats
from ...solve.matrix.matrix import Matrix
from .arrays import Arrays


def with_row(matrix: Matrix, coefficients: Floats, lower: float, upper: float) -> Matrix:
    """The matrix with one more row, last."""
    where = np.flatnonzero(coefficients)
    end = matrix.starts[-1] + len(where)
    return replace(
        matrix,
        row_lower=np.append(matrix.row_lower, lower),
        row_upper=np.append(matrix.row_upper, upper),
        starts=np.append(matrix.starts, end).astype(np.int32),
        index=np.append(matrix.index, where).astype(np.int32),
        value=np.append(matrix.value, coefficients[where]),
    )


def with_rows(matrix: Matrix, forms: sparse.csr_array, lower: Floats, upper: Floats) -> Matrix:
    """The matrix with more rows, last: linear forms (rows, columns) between bounds."""
    ordered = sparse.csr_array(forms)
    ordered.sum_duplicates()
    return replace(
        matrix,
        row_lower=np.append(matrix.row_lower, lower),
        row_upper=np.append(matrix.row_upper, upper),
        starts=np.append(matrix.starts, matrix.starts[-1] + ordered.indptr[1:]).astype(np.int32),
        index=np.append(matrix.index, ordered.indices).astype(np.int32),
        value=np.append(matrix.value, ordered.data),
    )


def with_budget(matrix: Matrix, most: float) -> Matrix:
    """The matrix with the row cost z + offset <= most, last."""
    return with_row(matrix, matrix.cost, -np.inf, most - matrix.offset)


def towards(arrays: Arrays, direction: Floats) -> Arrays:
    """The same plans, with another cost of each column to be made least, and no other objective after it."""
    return replace(arrays, matrix=replace(arrays.matrix, cost=direction, offset=0.0, costs=(direction,)), scale=1.0)
