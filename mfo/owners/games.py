"""Cooperative cost games: Shapley value, core, least core and nucleolus.

A game of n players gives each coalition, a set of players as the bits of a number, the least cost at which it can do
alone; ``inf`` where it cannot. An allocation x charges each player. The excess of a coalition S is x(S) - c(S): what it
pays more than it would alone. The core holds the allocations without a positive excess (Gillies 1959); the nucleolus
makes the excesses, in descending order, lexicographically least (Schmeidler 1969, SIAM J. Appl. Math. 17:1163).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from scipy.optimize import linprog

from ..errors import SolverError
from ..graph.arrays.flow_graph import Bools, Floats

TIGHT = 1e-7  # of the largest cost: a coalition that pays so little less than the most pays the most
Costs = Mapping[int, float]
"""Cost by coalition: the bits of a key are its players; every coalition but the empty one has one."""


def players(costs: Costs) -> int:
    """How many players a game has."""
    return max(costs).bit_length()


def shapley(costs: Costs) -> Floats | None:
    """(n,) each player's mean marginal cost over all orders (Shapley 1953); None where a coalition has no cost.

    >>> shapley({1: 10.0, 2: 6.0, 3: 12.0}).tolist()
    [8.0, 4.0]
    """
    count = players(costs)
    if not all(math.isfinite(cost) for cost in costs.values()):
        return None
    weights = [math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count) for size in range(count)]
    found = np.zeros(count)
    for player in range(count):
        bit = 1 << player
        for coalition in range(1 << count):
            if not coalition & bit:
                alone = costs[coalition] if coalition else 0.0
                found[player] += weights[coalition.bit_count()] * (costs[coalition | bit] - alone)
    return found


def excess(costs: Costs, shares: Floats) -> tuple[float, int]:
    """The largest excess of a coalition other than all together, and that coalition; -inf where none has a cost."""
    rows, limits, coalitions = _rows(costs)
    if not len(limits):
        return -math.inf, 0
    values = rows @ shares - limits
    worst = int(values.argmax())
    return float(values[worst]), coalitions[worst]


def least_excess(costs: Costs) -> float:
    """The least that some coalition must pay more than alone, whatever the allocation: the core is empty above 0.

    -inf where no coalition other than all together has a cost.

    >>> round(least_excess({1: 1.0, 2: 1.0, 4: 1.0, 3: 1.0, 5: 1.0, 6: 1.0, 7: 2.0}), 9)
    0.333333333
    """
    rows, limits, _ = _rows(costs)
    if not len(limits):
        return -math.inf
    stage = Stage(rows, limits, costs[(1 << players(costs)) - 1])
    return stage.solve(np.zeros(len(limits), dtype=bool), np.zeros(len(limits)))[0]


def nucleolus(costs: Costs) -> Floats | None:
    """(n,) the nucleolus; None where too few coalitions have a cost to tell one allocation from another.

    Linear programs one after another make the largest excess least, hold what is tight in every optimum, and go on with
    the others (Kopelowitz 1967). A coalition is held only if no optimum can do better for it, which a dual price above
    zero proves, and a program of its own decides where there is none.
    """
    count = players(costs)
    rows, limits, _ = _rows(costs)
    stage = Stage(rows, limits, costs[(1 << count) - 1])
    held, at = np.zeros(len(limits), dtype=bool), np.zeros(len(limits))
    known, paid = np.ones((1, count)), [stage.total]
    while len(known) < count:
        if held.all():
            return None
        worst, tight = stage.solve(held, at)
        if not math.isfinite(worst):
            return None
        before = len(known)
        for place in tight:
            if is_new(known, rows[place]) and stage.always_tight(held, at, worst, place):
                held[place], at[place] = True, worst
                known, paid = np.vstack([known, rows[place]]), [*paid, limits[place] + worst]
        if len(known) == before:
            raise SolverError("The nucleolus could not be computed: no coalition pays its most in every optimum.")
        shares = np.linalg.lstsq(known, np.array(paid), rcond=None)[0]
        for place in np.flatnonzero(~held).tolist():
            if not is_new(known, rows[place]):  # what it pays is settled by those that are held
                held[place], at[place] = True, float(rows[place] @ shares) - limits[place]
    return np.asarray(np.linalg.solve(known, np.array(paid)))


def is_new(known: Floats, row: Floats) -> bool:
    """Whether a row is no combination of rows that are independent of one another."""
    return bool(np.linalg.matrix_rank(np.vstack([known, row])) > len(known))


def _rows(costs: Costs) -> tuple[Floats, Floats, list[int]]:
    """Members (coalitions, n), costs and numbers of all coalitions but the whole one that have a known cost."""
    count = players(costs)
    whole = (1 << count) - 1
    chosen = [coalition for coalition in sorted(costs) if coalition != whole and math.isfinite(costs[coalition])]
    rows = np.array([[coalition >> player & 1 for player in range(count)] for coalition in chosen], dtype=float)
    return rows.reshape(len(chosen), count), np.array([costs[coalition] for coalition in chosen]), chosen


class Stage:
    """The programs of one game: shares and the largest excess of the coalitions that are not held."""

    def __init__(self, rows: Floats, limits: Floats, total: float) -> None:
        self.rows, self.limits, self.total = rows, limits, total
        self.scale = max(1.0, float(np.abs(limits).max(initial=0.0)), abs(total))

    def solve(self, held: Bools, at: Floats) -> tuple[float, list[int]]:
        """The least largest excess, and the places that are tight at the optimum found."""
        worst, tight, _ = self.optimum(held, at)
        return worst, tight

    def optimum(self, held: Bools, at: Floats) -> tuple[float, list[int], Floats | None]:
        """The same with the shares that were found; -inf and None where nothing bounds the excess."""
        count = self.rows.shape[1]
        answer = self._run(np.append(np.zeros(count), 1.0), held, at, None)
        if answer is None:
            return -math.inf, [], None
        shares, worst = answer[:-1] * self.scale, float(answer[-1]) * self.scale
        slack = worst - (self.rows @ shares - self.limits)
        return worst, [int(place) for place in np.flatnonzero(~held & (slack <= TIGHT * self.scale))], shares

    def always_tight(self, held: Bools, at: Floats, worst: float, place: int) -> bool:
        """Whether a coalition pays its most in every optimum: the least that it can pay there is as much."""
        answer = self._run(np.append(self.rows[place], 0.0), held, at, worst)
        if answer is None:
            return False
        least = float(self.rows[place] @ answer[:-1]) * self.scale - self.limits[place]
        return bool(least >= worst - TIGHT * self.scale)

    def _run(self, cost: Floats, held: Bools, at: Floats, worst: float | None) -> Floats | None:
        """Minimise over shares and the largest excess, scaled; ``worst`` holds the latter."""
        free = ~held
        count = self.rows.shape[1]
        above = np.hstack([self.rows[free], -np.ones((int(free.sum()), 1))])
        equal = np.vstack([np.ones(count), self.rows[held]])
        equal = np.hstack([equal, np.zeros((len(equal), 1))])
        sides = np.concatenate([[self.total], (self.limits + at)[held]]) / self.scale
        bounds = [(None, None)] * count + [(None, None) if worst is None else (worst / self.scale,) * 2]
        most = self.limits[free] / self.scale
        answer = linprog(
            cost,
            A_ub=above if len(above) else None,
            b_ub=most if len(above) else None,
            A_eq=equal,
            b_eq=sides,
            bounds=bounds,
            method="highs",
        )
        return np.asarray(answer.x) if answer.status == 0 else None
