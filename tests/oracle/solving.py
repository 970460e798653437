"""Variables and rows by name, handed to the solver within scipy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, diags, hstack

Floats = NDArray[np.float64]

Expression = dict[int, float]  # coefficient by column; column 0 is the constant 1


@dataclass
class Answer:
    """What the reference finds: ``values`` by key of a variable, ``totals`` by effect, not discounted."""

    status: str  # "optimal", "infeasible", "unbounded", "unknown"
    objective: float = float("nan")
    values: dict[tuple[Any, ...], float] = field(default_factory=dict)
    totals: dict[str, float] = field(default_factory=dict)
    tied: str = "optimal"  # the status of breaking ties by cost
    scale: float = 0.0  # the sum of the magnitudes of all terms of the objective


class Program:
    """A mixed-integer program that grows a variable and a row at a time."""

    seconds = 20.0  # the most that a search may take; a walk on a busy machine allows more

    def __init__(self) -> None:
        self.lower, self.upper, self.whole, self.keys = [1.0], [1.0], [0], [("one",)]
        self.column: dict[tuple[Any, ...], int] = {("one",): 0}
        self.rows: list[tuple[Expression, float, float]] = []

    def var(self, *key: Any, low: float = 0.0, high: float = np.inf, whole: bool = False) -> int:
        """The column of a variable, made when first asked for."""
        if key not in self.column:
            self.column[key] = len(self.keys)
            self.keys.append(key)
            self.lower.append(low)
            self.upper.append(high)
            self.whole.append(int(whole))
        return self.column[key]

    def row(self, terms: Expression, low: float, high: float) -> None:
        """low <= terms <= high."""
        self.rows.append((dict(terms), low, high))

    def at_most(self, terms: Expression, bound: float) -> None:
        self.row(terms, -np.inf, bound)

    def at_least(self, terms: Expression, bound: float) -> None:
        self.row(terms, bound, np.inf)

    def best(self, objective: Expression) -> Answer:
        """The plan of least objective, whole numbers to 1e-8."""
        n = len(self.keys)
        cost = np.zeros(n)
        for column, value in objective.items():
            cost[column] = value
        data, rows, columns = [], [], []
        for index, (terms, _, _) in enumerate(self.rows):
            for column, value in terms.items():
                data.append(value)
                rows.append(index)
                columns.append(column)
        matrix = csr_matrix((data, (rows, columns)), shape=(len(self.rows), n))
        least, most = (np.array([row[side] for row in self.rows], dtype=float) for side in (1, 2))
        by_row, by_column = self.scales(matrix, least, most)
        bounds = LinearConstraint(diags(by_row) @ matrix @ diags(by_column), by_row * least, by_row * most)
        limits = Bounds(np.array(self.lower) / by_column, np.array(self.upper) / by_column)
        found = self.asked(cost * by_column, bounds, limits)
        if found.status == 2 and (other := self.as_typed(cost, matrix, least, most, bounds, by_column)) is not None:
            found = other
        cost *= by_column
        if found.status == 4:  # infeasible or unbounded: nothing to minimise tells which
            zero = milp(np.zeros(n), integrality=self.whole, bounds=limits, constraints=bounds)
            return Answer("unbounded" if zero.status == 0 else "infeasible")
        if found.status != 0:
            return Answer({2: "infeasible", 3: "unbounded"}.get(found.status, "unknown"))
        values = dict(zip(self.keys, found.x * by_column, strict=True))
        return Answer("optimal", float(cost @ found.x), values, {}, float(np.abs(cost * found.x).sum()))

    def asked(self, cost: Floats, bounds: LinearConstraint, limits: Bounds) -> Any:
        """What the solver answers. Presolve has called feasible programs infeasible: then it is asked without."""
        options = {"mip_rel_gap": 1e-8, "time_limit": self.seconds}
        found = milp(cost, integrality=self.whole, bounds=limits, constraints=bounds, options=options)
        if found.status == 2:
            options["presolve"] = False
            found = milp(cost, integrality=self.whole, bounds=limits, constraints=bounds, options=options)
        return found

    def as_typed(
        self, cost: Floats, matrix: Any, least: Floats, most: Floats, scaled: LinearConstraint, by_column: Floats
    ) -> Any:
        """An answer to the program without scales, where scaled it was called infeasible; None unless that answer
        keeps to every scaled row."""
        bounds, limits = LinearConstraint(matrix, least, most), Bounds(np.array(self.lower), np.array(self.upper))
        found = self.asked(cost, bounds, limits)
        if found.status != 0:
            return None
        found.x = found.x / by_column
        rows = scaled.A @ found.x
        room = 1e-7 * np.maximum(1.0, abs(scaled.A) @ abs(found.x))
        return found if np.all((rows >= scaled.lb - room) & (rows <= scaled.ub + room)) else None

    def scales(self, matrix: Any, least: Floats, most: Floats) -> tuple[Floats, Floats]:
        """The powers of two by row and by column; what is whole, and the constant, stays."""
        return scale_factors(matrix, least, most, np.array([True, *(bool(whole) for whole in self.whole[1:])]))


def scale_factors(matrix: Any, least: Floats, most: Floats, stays: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Powers of two by row and by column that bring entries and bounds near 1: geometric means, in turns. The columns
    of ``stays`` are left as they are."""
    low, high = (np.where(np.isfinite(side), np.abs(side), 0.0) for side in (least, most))
    every = hstack([matrix, csr_matrix(np.maximum(low, high)[:, None])]).tocoo()
    held = every.data != 0
    row, column, size = every.row[held], every.col[held], np.log2(np.abs(every.data[held]))
    fixed = np.append(stays, True)
    by_row, by_column = np.zeros(every.shape[0]), np.zeros(every.shape[1])
    for _ in range(40):
        by_row = -mean_by(row, size + by_column[column], len(by_row))
        by_column = np.where(fixed, 0.0, -mean_by(column, size + by_row[row], len(by_column)))
    return np.exp2(np.round(by_row)), np.exp2(np.round(by_column[:-1]))


def mean_by(place: Any, values: Floats, count: int) -> Floats:
    """The mean of the values at each place; 0 where there are none."""
    found: Floats = np.bincount(place, values, count) / np.maximum(np.bincount(place, minlength=count), 1)
    return found


Best = Callable[[Program, Expression], Answer]
"""What finds the best plan of a program."""
