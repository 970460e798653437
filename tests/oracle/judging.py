"""The best plan of the reference over fractions: branch and bound in which no row is broken by rounding."""

from __future__ import annotations

import heapq
import time
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor, inf
from typing import Any

from .exact import Basis, Exact, Linear, OutOfTime, Simplex
from .solving import Answer, Expression, Program

Bounds = dict[int, tuple[Fraction | None, Fraction | None]]
GAP = Fraction(1, 10**8)
ROUNDING = 2.0**-48  # of the largest term of a row, or of its bound: what its coefficients in floats are off by


def fraction(value: float) -> Fraction | None:
    """The number that a float is; None for one without end."""
    return None if abs(value) == inf else Fraction(float(value))


@dataclass
class Search:
    """Branch and bound over what is whole, with all that is known of good plans."""

    program: Program
    objective: Expression
    seconds: float = 60.0
    best: Exact | None = None
    nodes: int = 0
    until: float = field(init=False)

    def __post_init__(self) -> None:
        program, self.until = self.program, time.monotonic() + self.seconds
        self.whole = [column for column, whole in enumerate(program.whole) if whole]
        cost = [Fraction(0)] * len(program.keys)
        for column, value in self.objective.items():
            cost[column] += Fraction(float(value))
        rows = [{c: Fraction(float(v)) for c, v in terms.items() if v} for terms, _, _ in program.rows]
        low = [fraction(value) for value in [*program.lower, *(row[1] for row in program.rows)]]
        high = [fraction(value) for value in [*program.upper, *(row[2] for row in program.rows)]]
        self.linear = Linear(cost, rows, low, high)

    def loosen(self, values: dict[tuple[Any, ...], float]) -> None:
        """Leave each row open by the rounding of its own coefficients, at the values of a plan: three units of 1/3 in
        floats are no 1."""
        for row, (terms, low, high) in enumerate(self.program.rows, start=len(self.program.keys)):
            size = max((abs(v * values[self.program.keys[c]]) for c, v in terms.items()), default=0.0)
            size = max([size, *(abs(side) for side in (low, high) if abs(side) < inf)])
            room = Fraction(ROUNDING * size)
            self.linear.low[row] = None if low == -inf else Fraction(float(low)) - room
            self.linear.high[row] = None if high == inf else Fraction(float(high)) + room

    def within(self, bounds: Bounds, cost: list[Fraction] | None = None) -> Linear:
        """The program with some columns bounded anew."""
        low, high = list(self.linear.low), list(self.linear.high)
        for column, (least, most) in bounds.items():
            low[column], high[column] = least, most
        return Linear(cost or self.linear.cost, self.linear.rows, low, high)

    def relaxed(self, bounds: Bounds, basis: Basis | None, cost: list[Fraction] | None = None) -> tuple[Exact, Basis]:
        simplex = Simplex(self.within(bounds, cost), self.until, basis)
        found = simplex.run()
        self.nodes += 1
        return found, simplex.basis()

    def suggest(self, values: dict[tuple[Any, ...], float]) -> Exact:
        """The best plan with the whole numbers of a plan, kept if none is better."""
        bounds: Bounds = {}
        for column in self.whole:
            number = Fraction(round(values.get(self.program.keys[column], 0.0)))
            bounds[column] = number, number
        found, _ = self.relaxed(bounds, None)
        self.keep(found)
        return found

    def keep(self, found: Exact) -> None:
        if found.status == "optimal" and (self.best is None or found.objective < self.best.objective):
            self.best = found

    def enough(self) -> Fraction | None:
        """What a plan must come under to be better."""
        if self.best is None:
            return None
        return self.best.objective - GAP * abs(self.best.objective) - Fraction(1, 10**9)

    def run(self, cost: list[Fraction] | None = None) -> str:
        """Search: "optimal" with ``best``, "infeasible" or "unbounded"; raises OutOfTime."""
        root, basis = self.relaxed({}, None, cost)
        if root.status == "infeasible":
            return "infeasible"
        if root.status == "unbounded":  # of fractions: so are the whole ones, where there is any plan
            nothing = Search(self.program, {}, self.until - time.monotonic())
            return "infeasible" if nothing.run() == "infeasible" else "unbounded"
        heap: list[tuple[Fraction, int, Bounds, Exact, Basis]] = [(root.objective, 0, {}, root, basis)]
        count = 0
        while heap:
            bound, _, bounds, found, basis = heapq.heappop(heap)
            limit = self.enough()
            if limit is not None and bound >= limit:
                break
            column = self.branching(found)
            if column is None:
                self.keep(found)
                continue
            value = found.values[column]
            least, most = bounds.get(column, (self.linear.low[column], self.linear.high[column]))
            for change in ((least, Fraction(floor(value))), (Fraction(ceil(value)), most)):
                inner = {**bounds, column: change}
                below, after = self.relaxed(inner, basis)
                limit = self.enough()
                if below.status == "optimal" and (limit is None or below.objective < limit):
                    count += 1
                    if self.branching(below) is None:
                        self.keep(below)
                    heapq.heappush(heap, (below.objective, -count, inner, below, after))
        return "optimal" if self.best else "infeasible"

    def branching(self, found: Exact) -> int | None:
        """The column that is furthest from whole."""
        apart = [(abs(found.values[c] - round(found.values[c])), c) for c in self.whole]
        most = max(apart, default=(Fraction(0), 0))
        return most[1] if most[0] else None

    def answer(self, status: str) -> Answer:
        """As the reference answers."""
        if status != "optimal" or self.best is None:
            return Answer(status)
        values = {key: float(value) for key, value in zip(self.program.keys, self.best.values, strict=True)}
        cost = self.linear.cost
        scale = sum((abs(c * v) for c, v in zip(cost, self.best.values, strict=True)), Fraction(0))
        return Answer("optimal", float(self.best.objective), values, {}, float(scale))


def nearly(program: Program, objective: Expression) -> Answer:
    """The same, with each row left open by the rounding of its coefficients."""
    return exactly(program, objective, loose=True)


def exactly(program: Program, objective: Expression, loose: bool = False) -> Answer:
    """The best plan over fractions; "unknown" where that takes longer than it may."""
    search = Search(program, objective, program.seconds)
    try:
        claimed = program.best(objective)
        if claimed.status == "optimal" and loose:
            search.loosen(claimed.values)
        if claimed.status == "optimal":
            search.suggest(claimed.values)
        return search.answer(search.run())
    except OutOfTime:
        return Answer("unknown")


def is_reached(program: Program, objective: Expression, claimed: Answer) -> bool:
    """Whether a plan with the whole numbers of an answer is as good as the answer says, over fractions."""
    try:
        found = Search(program, objective, program.seconds).suggest(claimed.values)
    except OutOfTime:
        return True
    return found.status == "optimal" and abs(found.objective - Fraction(claimed.objective)) <= room_of(claimed)


def room_of(answer: Answer) -> float:
    """What two objectives may be apart."""
    return RELATIVE * abs(answer.objective) + 1e-9 * answer.scale + 1e-6


RELATIVE = 1e-6
