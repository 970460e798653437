"""A small linear program in HiGHS itself: the optimiser of scipy takes longer to load than most plants to plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arrays.flow_graph import Floats

if TYPE_CHECKING:
    from scipy import sparse  # loaded where it is used


def most_left(balance: sparse.csr_matrix, recipe: sparse.csr_matrix | None) -> Floats | None:
    """The x from 0 to 1 with the largest sum of ``balance @ x``, none of it below zero, and ``recipe @ x`` zero.

    None where the solver finds none.
    """
    import highspy  # late: only a plant with cycles needs it here
    from scipy import sparse

    class Silent(highspy.Highs):
        """Without the lines about itself that 1.16 writes as soon as it is made."""

        def enableCallbacks(self) -> None:  # noqa: N802, the solver's own name: the first call that writes
            self.setOptionValue("output_flag", False)

    rows = sparse.csr_matrix(balance if recipe is None else sparse.vstack([balance, recipe]))
    count, columns = rows.shape
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = count, columns
    program.col_cost_ = -np.asarray(balance.sum(axis=0), dtype=float).ravel()
    program.col_lower_, program.col_upper_ = np.zeros(columns), np.ones(columns)
    program.row_lower_ = np.zeros(count)
    program.row_upper_ = np.where(np.arange(count) < balance.shape[0], np.inf, 0.0)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = rows.indptr, rows.indices
    program.a_matrix_.value_ = rows.data
    solver = Silent()  # type: ignore[no-untyped-call]
    solver.passModel(program)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(solver.getSolution().col_value, dtype=float)
