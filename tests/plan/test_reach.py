"""What columns can hold by the rows of the certificate, by hand."""

from __future__ import annotations

import numpy as np

from mfo.plan.certificate.coefficients import coefficients
from mfo.plan.certificate.reach import reach


def test_rows_bound_columns_through_one_another() -> None:
    """Proves: 8 t a day of a plant bound what it is fed, and that what is bought; what no row bounds has no end.

    By hand: z <= 8; 0.5 y - z = 0, so y <= 16; x - y <= 4, so x <= 20; w is bounded from below alone, by 3.
    """
    row, column = np.array([0, 0, 1, 1, 2]), np.array([1, 2, 0, 1, 3])
    matrix = coefficients(row, column, np.array([0.5, -1.0, 1.0, -1.0, 1.0]), (3, 4))
    inf = np.inf
    columns = np.zeros(4), np.array([inf, inf, 8.0, inf])
    rows = np.array([0.0, -inf, 3.0]), np.array([0.0, 4.0, inf])
    least, most = reach(matrix, columns, rows)
    np.testing.assert_allclose(most[:3], [20.0, 16.0, 8.0], rtol=1e-9)
    assert np.isposinf(most[3])
    np.testing.assert_allclose(least, [0.0, 0.0, 0.0, 3.0], rtol=1e-9)


def test_a_coefficient_of_nothing_bounds_nothing() -> None:
    """Proves: what a row leaves of a column that it takes at 0 is not worked out; by it y could hold less than nothing.

    By hand: x + 0 y <= 5, so x <= 5; nothing bounds y. A division by zero left it -inf, and x its own 10.
    """
    matrix = coefficients(np.array([0, 0]), np.array([0, 1]), np.array([1.0, 0.0]), (1, 2))
    columns = np.zeros(2), np.array([10.0, np.inf])
    with np.errstate(all="raise"):
        least, most = reach(matrix, columns, (np.array([-np.inf]), np.array([5.0])))
    np.testing.assert_allclose(most[0], 5.0, rtol=1e-9)
    assert np.isposinf(most[1])
    assert least.tolist() == [0.0, 0.0]
