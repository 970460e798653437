"""A linear program over fractions: a simplex that makes no rounding errors, begun from a basis that floats found.

Floats hold a row to a share of its terms. Where grams stand beside megatonnes, that share is more than all that some
rows are about: what the solver within scipy calls the best plan may sell what nobody supplies. Here a plan keeps to
every row, to the last digit, or there is none.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import highspy
import numpy as np
from scipy.sparse import csr_matrix, diags

from .solving import Floats, scale_factors

Sparse = dict[int, Fraction]
Basis = tuple[frozenset[int], dict[int, str]]
"""Which columns are basic, and where the others stand."""
LOWER, UPPER, FREE = "lower", "upper", "free"


class OutOfTime(Exception):
    """The simplex over fractions took longer than it may."""


@dataclass
class Linear:
    """Minimise ``cost`` over columns and rows that each stay within their bounds (None: none)."""

    cost: list[Fraction]
    rows: list[Sparse]
    low: list[Fraction | None]  # of each column, then of each row
    high: list[Fraction | None]

    @property
    def wide(self) -> int:
        return len(self.cost)


@dataclass
class Exact:
    """What the simplex over fractions finds."""

    status: str  # "optimal", "infeasible", "unbounded"
    objective: Fraction = Fraction(0)
    values: list[Fraction] = field(default_factory=list)
    steps: int = 0


class Factors:
    """A square matrix taken apart row by row, to solve with it and with its transpose."""

    def __init__(self, rows: dict[int, Sparse]) -> None:
        rows = {name: dict(row) for name, row in rows.items()}
        held: dict[int, set[int]] = {}
        for name, row in rows.items():
            for column in row:
                held.setdefault(column, set()).add(name)
        self.steps: list[tuple[int, int, Fraction, Sparse, Sparse]] = []
        left = dict(rows)
        while left:
            name, column = self.pivot(left, held)
            row = left.pop(name)
            for other in row:
                held[other].discard(name)
            head = row.pop(column)
            factors: Sparse = {}
            for below in held.pop(column):
                factor = left[below].pop(column) / head
                factors[below] = factor
                for other, value in row.items():
                    after = left[below].get(other, 0) - factor * value
                    if after:
                        left[below][other] = after
                        held[other].add(below)
                    elif other in left[below]:
                        del left[below][other]
                        held[other].discard(below)
            self.steps.append((name, column, head, row, factors))

    @staticmethod
    def pivot(left: dict[int, Sparse], held: dict[int, set[int]]) -> tuple[int, int]:
        """The entry that fills in least: fewest others in its row times fewest others in its column."""
        best, found = None, None
        for name, row in sorted(left.items(), key=lambda item: len(item[1]))[:4]:
            for column in row:
                fill = (len(row) - 1) * (len(held[column]) - 1)
                if best is None or fill < best:
                    best, found = fill, (name, column)
        if found is None:
            raise ArithmeticError("the basis is singular")
        return found

    def solve(self, right: Sparse) -> Sparse:
        """By column, what times the matrix gives ``right`` (by row)."""
        right = dict(right)
        for name, _, _, _, factors in self.steps:
            value = right.get(name)
            if value:
                for below, factor in factors.items():
                    right[below] = right.get(below, Fraction(0)) - factor * value
        found: Sparse = {}
        for name, column, head, row, _ in reversed(self.steps):
            value = right.get(name, Fraction(0)) - sum(v * found[c] for c, v in row.items() if c in found)
            if value:
                found[column] = value / head
        return found

    def solve_transposed(self, right: Sparse) -> Sparse:
        """By row, what times the transpose gives ``right`` (by column)."""
        right, found = dict(right), {}
        for name, column, head, row, _ in self.steps:
            value = right.get(column)
            if value:
                found[name] = value = value / head
                for other, entry in row.items():
                    right[other] = right.get(other, Fraction(0)) - entry * value
        for name, _, _, _, factors in reversed(self.steps):
            less = sum(factor * found[below] for below, factor in factors.items() if below in found)
            if less:
                found[name] = found.get(name, Fraction(0)) - less
        return {name: value for name, value in found.items() if value}


class Simplex:
    """The walk from basis to basis. Columns are 0 to wide - 1, what a row comes to is column wide + row."""

    def __init__(self, program: Linear, until: float, basis: Basis | None = None) -> None:
        self.program, self.until = program, until
        self.wide = program.wide
        self.columns: list[Sparse] = [{} for _ in range(self.wide)]
        for index, row in enumerate(program.rows):
            for column, value in row.items():
                self.columns[column][index] = value
        self.at: dict[int, str] = {}  # where each column that is not basic stands
        self.basic: set[int] = set()
        if basis is None:
            self.start()
        else:
            self.basic = set(basis[0])
            for column, at in basis[1].items():
                self.rest(column, at == UPPER)

    def basis(self) -> Basis:
        """The basis as it is."""
        return frozenset(self.basic), dict(self.at)

    def start(self) -> None:
        """The basis that the solver ends with in floats, else that of all rows."""
        total = self.wide + len(self.program.rows)
        places = float_basis(self.program)
        for column in range(total):
            basic = column >= self.wide if places is None else places[column] == highspy.HighsBasisStatus.kBasic
            if basic:
                self.basic.add(column)
            else:
                self.rest(column, places is not None and places[column] == highspy.HighsBasisStatus.kUpper)

    def rest(self, column: int, upper: bool) -> None:
        low, high = self.program.low[column], self.program.high[column]
        if low is None and high is None:
            self.at[column] = FREE
        else:
            self.at[column] = UPPER if (upper and high is not None) or low is None else LOWER

    def resting(self, column: int) -> Fraction:
        at = self.at[column]
        found = self.program.low[column] if at == LOWER else self.program.high[column] if at == UPPER else Fraction(0)
        return found if found is not None else Fraction(0)

    def factor_safely(self) -> None:
        """Take the basis apart, or where floats took a singular one for a basis begin with that of all rows."""
        try:
            self.factor()
        except ArithmeticError:
            self.basic = set(range(self.wide, self.wide + len(self.program.rows)))
            self.at = {}
            for column in range(self.wide):
                self.rest(column, False)
            self.factor()

    def factor(self) -> None:
        """Take the basis apart: its structural columns in the rows whose own column is not basic."""
        self.tight = [row for row in range(len(self.program.rows)) if self.wide + row not in self.basic]
        inside = self.basic
        rows = {row: {c: v for c, v in self.program.rows[row].items() if c in inside} for row in self.tight}
        if sum(1 for column in inside if column < self.wide) != len(rows):
            raise ArithmeticError("the basis is not square")
        self.factors = Factors(rows)

    def values(self) -> Sparse:
        """The value of every basic column."""
        fixed = {c: value for c in self.at if c < self.wide and (value := self.resting(c))}
        right: Sparse = {}
        for row in self.tight:
            entries = self.program.rows[row]
            right[row] = self.resting(self.wide + row) - sum(v * fixed[c] for c, v in entries.items() if c in fixed)
        found = self.factors.solve(right)
        self.full = {**fixed, **found}
        values = {c: found.get(c, Fraction(0)) for c in self.basic if c < self.wide}
        for column in self.basic:
            if column >= self.wide:
                entries = self.program.rows[column - self.wide]
                values[column] = sum((v * self.full[c] for c, v in entries.items() if c in self.full), Fraction(0))
        return values

    def reduced(self, cost: Sparse) -> Sparse:
        """What one more of each column that is not basic changes, of costs by structural column."""
        prices = self.factors.solve_transposed({c: v for c, v in cost.items() if c in self.basic})
        found: Sparse = {}
        for column in self.at:
            if column >= self.wide:
                value = prices.get(column - self.wide, Fraction(0))
            else:
                entries = self.columns[column]
                value = cost.get(column, Fraction(0)) - sum(
                    v * prices[row] for row, v in entries.items() if row in prices
                )
            if value:
                found[column] = value
        return found

    def direction(self, entering: int) -> Sparse:
        """How much each basic column changes with one more of a column that is not."""
        if entering >= self.wide:
            right = {entering - self.wide: Fraction(1)}
        else:
            tight = set(self.tight)
            right = {row: -value for row, value in self.columns[entering].items() if row in tight}
        moved = self.factors.solve(right)
        full = {**moved, **({entering: Fraction(1)} if entering < self.wide else {})}
        found = dict(moved)
        touched = {row for column in full for row in self.columns[column]}
        for row in touched:
            if self.wide + row in self.basic:
                value = sum(v * full[c] for c, v in self.program.rows[row].items() if c in full)
                if value:
                    found[self.wide + row] = value
        return found

    def outside(self, values: Sparse) -> dict[int, int]:
        """Which basic columns are below (-1) or above (1) their bounds."""
        low, high = self.program.low, self.program.high
        found = {}
        for column, value in values.items():
            least, most = low[column], high[column]
            if least is not None and value < least:
                found[column] = -1
            elif most is not None and value > most:
                found[column] = 1
        return found

    def run(self) -> Exact:
        """Walk until nothing gets better."""
        cost = {c: v for c, v in enumerate(self.program.cost) if v}
        steps = 0
        while True:
            if time.monotonic() > self.until:
                raise OutOfTime
            self.factor_safely()
            values = self.values()
            outside = self.outside(values)
            wanted = cost
            if outside:
                wanted = {}
                for column, sign in outside.items():
                    entries = self.program.rows[column - self.wide] if column >= self.wide else {column: Fraction(1)}
                    for c, v in entries.items():
                        wanted[c] = wanted.get(c, Fraction(0)) + sign * v
            entering, up = self.entering(self.reduced(wanted), steps)
            if entering is None:
                if outside:
                    return Exact("infeasible", steps=steps)
                full = [self.full.get(c, Fraction(0)) for c in range(self.wide)]
                total = sum((v * full[c] for c, v in cost.items()), Fraction(0))
                return Exact("optimal", total, full, steps)
            if not self.step(entering, up, values, outside):
                return Exact("unbounded", steps=steps)
            steps += 1

    def entering(self, reduced: Sparse, steps: int) -> tuple[int | None, bool]:
        """The column that gains most, or after many steps the first that gains (so that no circle is walked)."""
        found: tuple[int | None, bool] = None, True
        most = Fraction(0)
        for column in sorted(reduced):
            value, at = reduced[column], self.at[column]
            low, high = self.program.low[column], self.program.high[column]
            if low is not None and low == high:
                continue
            if (value < 0 and at != UPPER) or (value > 0 and at != LOWER):
                if steps > 100:
                    return column, value < 0
                if abs(value) > most:
                    most, found = abs(value), (column, value < 0)
        return found

    def step(self, entering: int, up: bool, values: Sparse, outside: dict[int, int]) -> bool:
        """Move a column as far as the others let it; False where nothing stops it."""
        sign = 1 if up else -1
        low, high = self.program.low, self.program.high
        furthest: Fraction | None = None
        leaving, to_upper = entering, up
        least, most = low[entering], high[entering]
        if least is not None and most is not None:
            furthest = most - least
        for column, change in sorted(self.direction(entering).items()):
            change = change * sign
            place = outside.get(column, 0)
            if change > 0:
                bound = low[column] if place < 0 else None if place > 0 else high[column]
            else:
                bound = high[column] if place > 0 else None if place < 0 else low[column]
            if bound is None:
                continue
            room = (bound - values[column]) / change
            if furthest is None or room < furthest:
                furthest, leaving = room, column
                to_upper = (change > 0) != (place < 0) if place == 0 else place > 0
        if furthest is None:
            return False
        if leaving == entering:
            self.at[entering] = UPPER if up else LOWER
            return True
        self.basic.remove(leaving)
        self.basic.add(entering)
        del self.at[entering]
        self.rest(leaving, to_upper)
        return True


def float_basis(program: Linear) -> list[highspy.HighsBasisStatus] | None:
    """The basis with which the solver ends in floats, scaled; None where it has none."""
    entries = [(row, c, float(v)) for row, terms in enumerate(program.rows) for c, v in terms.items()]
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = csr_matrix((values, (rows, columns)), shape=(len(program.rows), program.wide))
    least, most = as_floats(program.low, -highspy.kHighsInf), as_floats(program.high, highspy.kHighsInf)
    wide = program.wide
    by_row, by_column = scale_factors(matrix, least[wide:], most[wide:], np.zeros(wide, dtype=bool))
    cost = as_floats(program.cost, 0.0) * by_column
    scaled = (diags(by_row) @ matrix @ diags(by_column)).tocsc()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = wide, len(program.rows)
    model.col_cost_ = cost / (np.abs(cost).max(initial=0.0) or 1.0)
    model.col_lower_, model.col_upper_ = least[:wide] / by_column, most[:wide] / by_column
    model.row_lower_, model.row_upper_ = least[wide:] * by_row, most[wide:] * by_row
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = scaled.indptr, scaled.indices, scaled.data
    session = highspy.Highs()
    for name, value in OPTIONS.items():
        session.setOptionValue(name, value)
    session.passModel(model)
    session.run()
    basis = session.getBasis()
    return [*basis.col_status, *basis.row_status] if basis.valid else None


def as_floats(bounds: Iterable[Fraction | None], blank: float) -> Floats:
    return np.array([blank if bound is None else float(bound) for bound in bounds])


OPTIONS = {
    "output_flag": False,
    "presolve": "off",
    "primal_feasibility_tolerance": 1e-10,
    "dual_feasibility_tolerance": 1e-10,
    "small_matrix_value": 1e-12,
}
