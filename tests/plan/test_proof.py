"""The proof of the certificate, on programs of two columns whose optimum and whose bounds are worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mfo.graph.arrays.flow_graph import Floats
from mfo.graph.build import build_graph
from mfo.plan.certificate.checks import Check, excess, merged, worst_of, worst_row
from mfo.plan.certificate.codes import Codes
from mfo.plan.certificate.coefficients import coefficients
from mfo.plan.certificate.proof import Proof, Residuals
from mfo.plan.certificate.reach import reach
from mfo.plan.certificate.readings.book import Book
from mfo.plan.tables.elements import Elements, texts

from ..plants import plant, supply, times

INF = np.inf


def two(x: float = 3.0, y: float = 1.0, whole: bool = False, least: float = 4.0, most: float = INF) -> Proof:
    """2 x + 3 y at least, x + y being 4 or more, x 3 or less and neither negative: x = 3 and y = 1 cost 9."""
    made = plant(supply("s", "A", "x", 1.0), at=times(1))
    values = {"supply": np.array([[[x]], [[y]]])}
    book = Book(Elements(made, build_graph(made)), values)
    book.column("supply", texts(["x", "y"]), (2, 1, 1), 0.0, np.array([3.0, INF]).reshape(2, 1, 1), whole=whole)
    rows = book.write("balance", texts(["sum"]), (1, 1, 1), least, most)
    rows.add(rows.at, book.at("supply")[0]).add(rows.at, book.at("supply")[1])
    return Proof(book, np.array([2.0, 3.0]))


def priced(price: float) -> dict[str, Floats]:
    return {"balance": np.full((1, 1, 1), price)}


def test_what_the_values_add_up_to() -> None:
    """9 of them; of x = -3 and y = 1 it is -3, and 9 whatever its sign."""
    assert two().objective == 9.0
    assert (two(x=-3.0).objective, two(x=-3.0).gross) == (-3.0, 9.0)


@pytest.mark.parametrize(
    ("price", "gap"),
    [
        (3.0, 0.0),  # 3 x 4, less the 1 that x saves in each of its 3: 9 and no less
        (2.5, 0.5),  # 2.5 x 4 - 0.5 x 3 = 8.5
        (2.0, 1.0),  # 2 x 4: nothing is saved by x
        (1.0, 5.0),  # 1 x 4
        (0.0, 9.0),
        (-1.0, 9.0),  # of a row that has no most it would say nothing, and is left out
        (np.nan, 9.0),
    ],
)
def test_what_a_price_proves(price: float, gap: float) -> None:
    """Proves: whatever the price, what follows from it is a bound on 9, and no more."""
    assert two().optimality(priced(price), False)[:2] == pytest.approx((gap, 0.0))


def test_a_price_that_is_too_high_fails() -> None:
    """At 4 each y would earn 1, and nothing says how much of it there may be: 1 of 3 + 4, whose difference it is."""
    _, failure, where = two().optimality(priced(4.0), False)
    assert failure == pytest.approx(1 / 7)
    assert where == "supply of y, year 1, slot 1"


def test_a_row_with_a_most_bounds_what_a_column_can_earn() -> None:
    """x + y between 4 and 6: y is 6 at most. At a price of 4 it is 4 x 4 - 2 x 3 - 1 x 6 = 4, 5 less than 9."""
    assert two(most=6.0).optimality(priced(4.0), False)[:2] == pytest.approx((5.0, 0.0))


def test_a_negative_price_is_of_the_most() -> None:
    """x + y is 6 or less: at -1, 2 + 1 of x and 3 + 1 of y at their least, 0, and -1 x 6: 15 less than 9."""
    assert two(most=6.0).optimality(priced(-1.0), False)[:2] == pytest.approx((15.0, 0.0))


def test_what_is_small_beside_others_is_no_failure() -> None:
    """A price of 3 and 3e-8: y would earn 3e-8 of 6, 5e-9, which is rounding of a solver."""
    gap, failure, _ = two().optimality(priced(3.0 + 3e-8), False)
    assert failure == pytest.approx(5e-9)
    assert gap < 1e-6


def test_whole_numbers_prove_among_plans_with_the_same() -> None:
    """x and y held at 3 and 1: at a price of 5 it is 5 x 4 - 3 x 3 - 2 x 1 = 9, though y has no most of its own."""
    assert two(whole=True).optimality(priced(5.0), True)[:2] == pytest.approx((0.0, 0.0))
    assert two(whole=True).optimality(priced(5.0), False)[1] > 0


def test_where_a_row_does_not_hold() -> None:
    """3 and 0.5 are half a unit short of 4; allowed is a millionth, and a part in 10^9 of 4."""
    (rows,) = two(y=0.5).row_residuals()
    check = worst_row("balance", rows)
    assert (check.count, check.absolute, check.relative) == (1, 0.5, 0.125)
    assert check.tolerance == pytest.approx(1e-6 + 4e-9)
    assert check.where == "at sum, year 1, slot 1 of the plan"
    assert not check.passed
    (above,) = two(y=3.5, most=6.0).row_residuals()
    assert worst_row("balance", above).absolute == 0.5
    (within,) = two(y=2.0, most=6.0).row_residuals()
    assert worst_row("balance", within).absolute == 0.0


def test_a_row_that_allows_nothing_and_holds_hides_no_other() -> None:
    """0 where 0 is allowed, beside 1 where 0.5 is: the second is the worst; 0.1 where 0 is allowed is worse still."""
    for violation, worst in (([0.0, 1.0, -1.0], 1), ([0.1, 1.0, 0.0], 0)):
        tolerance = np.array([0.0, 0.5, 0.5])
        rows = Residuals("balance", np.array(violation), np.ones(3), tolerance, texts(["a", "b", "c"]), (3,))
        check = worst_row("balance", rows)
        assert (check.where, check.absolute) == (f"at {'abc'[worst]}", violation[worst])
        assert not check.passed


def test_of_small_terms_as_small_a_part_is_allowed() -> None:
    """A row of hundredths is held to 1e-8, not to 1e-6."""
    (rows,) = two(x=0.01, y=0.0, least=0.01).row_residuals()
    assert rows.tolerance.tolist() == pytest.approx([1e-8 + 1e-11])


def test_a_column_outside_its_bounds_and_one_that_is_not_whole() -> None:
    """x is 4 where 3 is the most, y is -1 where 0 is the least; 0.25 is a quarter from a whole number."""
    for proof, off, where in (
        (two(x=4.0), 1.0, "at x"),
        (two(y=-1.0), 1.0, "at y"),
        (two(y=0.25, whole=True), 0.25, "at y"),
        (two(y=0.25), 0.0, "at x"),
    ):
        (columns,) = proof.column_residuals()
        check = worst_row("bounds", columns)
        assert (check.absolute, check.count) == (off, 2)
        assert check.where == f"{where}, year 1, slot 1 of the plan"


def test_what_rows_leave_a_column() -> None:
    """x between 2 and 3; x + 2 y <= 10 leaves y 4, x - y >= 1 leaves it 2; x + z >= 7 asks 4 of z, nothing bounds it.

    In the row of z x counts with its most, 3.
    """
    row, column = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 0, 1, 0, 2])
    matrix = coefficients(row, column, np.array([1.0, 2.0, 1.0, -1.0, 1.0, 1.0]), (3, 3))
    bounds = (np.array([2.0, 0.0, 0.0]), np.array([3.0, INF, INF]))
    sides = (np.array([-INF, 1.0, 7.0]), np.array([10.0, INF, INF]))
    least, most = reach(matrix, bounds, sides)
    assert least.tolist() == pytest.approx([2, 0, 4])
    assert most.tolist() == pytest.approx([3, 2, INF])
    free, _ = reach(matrix, (bounds[0], np.full(3, INF)), sides)  # x without a most: nothing asks for z
    assert free.tolist() == [2, 0, 0]


def test_coefficients_of_one_cell_are_added() -> None:
    """In any order: 2 and 3 in the first cell of the second row, 4 and 1 beside."""
    matrix = coefficients(np.array([1, 0, 1, 1]), np.array([0, 1, 2, 0]), np.array([2.0, 4.0, -1.0, 3.0]), (2, 3))
    assert matrix.row.tolist() == [0, 1, 1]
    assert matrix.column.tolist() == [1, 0, 2]
    assert matrix.value.tolist() == [4.0, 5.0, -1.0]
    assert matrix.times(np.array([1.0, 10.0, 100.0])).tolist() == [40.0, -95.0]
    assert matrix.transposed_times(np.array([1.0, 10.0])).tolist() == [50.0, 4.0, -10.0]
    assert matrix.sizes().value.tolist() == [4.0, 5.0, 1.0]


def test_the_worst_is_what_is_furthest_beyond_what_it_may_be() -> None:
    """In kg, of which tonnes are counted: 0.0011 of a million may be 0.002, 0.001 of 10 may be 0.00100001."""
    check = worst_of("sums", np.array([0.0011, 0.001]), np.array([1e6, 10.0]), np.full(2, 1000.0), "at {}".format)
    assert (check.where, check.absolute, check.count) == ("at 1", 0.001, 2)
    assert check.tolerance == pytest.approx(1e-3 + 1e-8)
    assert check.relative == pytest.approx(1e-6)  # of a tonne, which is more than 10 kg
    assert check.passed
    none = worst_of("sums", np.zeros(0), np.zeros(0), np.zeros(0), "at {}".format)
    assert (none.count, none.passed) == (0, True)


def test_checks_of_one_name_are_one() -> None:
    """The worst of them, with all their rows."""
    fine = Check("sums", 3, 0.5, 0.1, 1.0, "here")
    worse = Check("sums", 4, 0.4, 0.1, 0.5, "there")
    (found,) = merged([fine, worse])
    assert (found.where, found.count) == ("there", 7)
    assert excess(worse) == 0.8
    assert (excess(Check("x", 1, 1.0, 1.0, 0.0, "")), excess(Check("x", 1, 0.0, 0.0, 0.0, ""))) == (INF, 0.0)


def test_codes_of_a_column() -> None:
    codes = Codes(pd.DataFrame({"kind": ["link", "store", "link"]}))
    assert codes.holds("kind", "link").tolist() == [True, False, True]
    assert not codes.holds("kind", "market").any()
