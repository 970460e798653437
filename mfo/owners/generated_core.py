"""The core of a game of many owners: coalitions are planned one after another, those that would gain most by leaving.

Constraint generation (Hallefjord, Helming, Jornsten 1995, Int. J. Game Theory 24:209): a sharing that no planned
coalition would leave is shown to :class:`Separation`, which finds the coalition that would leave it, or proves that
none would. Where the planned ones cannot be satisfied together, the core is empty, whatever the others cost.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog

from ..errors import SolverError
from ..graph.arrays.flow_graph import Floats
from .coalition import Coalitions
from .games import excess
from .generated_nucleolus import lexicographic_shares
from .owned_lines import owned_lines
from .ownership import Allocation, GeneratedCore
from .separation import Separation

LEAVES = 1e-6  # of the cost together: who would gain less by leaving stays
EMPTY = 1e-7  # of the cost together: an excess that is less is none
MOST_PLANNED = 400  # coalitions: as many rows of the programs
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Leaver:
    """Who gains most by leaving a sharing, of the planned coalitions, and what no coalition gains more than."""

    coalition: int
    excess: float
    bound: float  # inf: not known


@dataclass
class Generation:
    """The game as far as it has been worked out; what remains unsettled at ``until`` (of time.monotonic) stays so."""

    found: Coalitions
    until: float
    progress: Progress
    whole: int = field(init=False)
    scale: float = field(init=False)
    differs: str = field(init=False)

    def __post_init__(self) -> None:
        """Make the program of who takes part."""
        self.whole = (1 << len(self.found.owners)) - 1
        self.scale = max(1.0, abs(self.found.cost(self.whole)))
        self.progress("comparing the programs of coalitions")
        self.lines = owned_lines(self.found.plant, self.found.owners)
        self.differs = self.lines.differs
        self._program = Separation(self.lines)
        self._implied = False

    def plan_all_but_each(self) -> None:
        """Plan the coalitions that lack one owner, as far as time allows: they bound what each may be charged."""
        for place in range(len(self.found.owners)):
            if time.monotonic() > self.until:
                return
            self.progress(f"planning without owner {place + 1} of {len(self.found.owners)}")
            self.found.cost(self.whole & ~(1 << place))

    def leaver(self, shares: Floats, enough: float) -> Leaver:
        """Who would gain most by leaving; whoever gains up to ``enough`` need not be found."""
        while True:
            most, coalition = excess(self.costs(), shares)
            left = self.until - time.monotonic()
            if left <= 0 or len(self.found.costs) > MOST_PLANNED:
                return Leaver(coalition, most, math.inf)
            self.progress(f"looking for owners who would leave ({len(self.found.costs) - 1} coalitions planned)")
            self._program.time_limit = left
            known = [each for each in self.found.costs if each not in (0, self.whole)]
            best = self._program.most(shares, known, self.scale)
            bound = max(most, best.bound)
            if best.coalition is None:
                return Leaver(coalition, most, math.inf if self.differs else bound)
            cost = self.found.cost(best.coalition)
            if best.at_least > cost + LEAVES * self.scale:
                self.differs = self.differs or "; ".join(self.found.names(best.coalition))
            gain = float(shares[self.members(best.coalition)].sum()) - cost
            if gain > max(most, enough) or bound <= max(most, enough):
                most, coalition = max((most, coalition), (gain, best.coalition))
                return Leaver(coalition, most, math.inf if self.differs else bound)
            if not self._implied:  # it has something that its owner does not bring: bounds that follow may hold it
                self._program, self._implied = Separation(self.lines, implied=True), True

    def unplanned(
        self, shares: Floats, enough: float, most: int, blocks: Sequence[Sequence[int]]
    ) -> tuple[int | None, float]:
        """A coalition not planned that would gain more than ``enough`` by leaving, and what none gains more than.

        None: there is none, or the bound (inf: not known) is above ``enough`` and it was not settled. Coalitions that
        take each of the ``blocks`` of owners whole, or leave it out whole, do not count. No more than ``most``
        coalitions are planned.
        """
        while True:
            left = self.until - time.monotonic()
            if left <= 0 or len(self.found.costs) > most:
                return None, math.inf
            self.progress(f"looking for owners who would leave ({len(self.found.costs) - 1} coalitions planned)")
            self._program.time_limit = left
            known = [each for each in self.found.costs if each not in (0, self.whole)]
            best = self._program.most(shares, known, self.scale, blocks)
            if best.bound <= enough or best.coalition is None:
                return None, math.inf if self.differs else best.bound
            cost = self.found.cost(best.coalition)
            if best.at_least > cost + LEAVES * self.scale:
                self.differs = self.differs or "; ".join(self.found.names(best.coalition))
            if float(shares[self.members(best.coalition)].sum()) - cost > enough:
                return best.coalition, best.bound
            if not self._implied:
                self._program, self._implied = Separation(self.lines, implied=True), True

    def plan_more(self) -> bool:
        """Plan all but each owner, where that was not done; whether there was anything left to plan."""
        before = len(self.found.costs)
        self.plan_all_but_each()
        return len(self.found.costs) > before

    def costs(self) -> dict[int, float]:
        """What the planned coalitions cost."""
        return {coalition: cost for coalition, cost in self.found.costs.items() if coalition}

    def members(self, coalition: int) -> list[int]:
        """The positions of a coalition's owners."""
        return [place for place in range(len(self.found.owners)) if coalition >> place & 1]

    def nearest(self, shares: Floats) -> tuple[float, Floats]:
        """The least excess, or nothing, that the planned coalitions allow, and the sharing with it next to another."""
        costs = self.costs()
        finite = [each for each, cost in costs.items() if math.isfinite(cost) and each != self.whole]
        count = len(shares)
        rows = np.array([[each >> place & 1 for place in range(count)] for each in finite], dtype=float)
        rows = rows.reshape(len(finite), count)
        sides = (np.array([costs[each] for each in finite]) - rows @ shares) / self.scale
        left = (costs[self.whole] - float(shares.sum())) / self.scale
        # what is added to and taken from each share, and the excess
        above = np.hstack([rows, -rows, -np.ones((len(finite), 1))])
        together = np.concatenate([np.ones(count), -np.ones(count), [0.0]])[None, :]
        cost = np.concatenate([np.zeros(2 * count), [1.0]])
        bounds: list[tuple[float, float | None]] = [(0.0, None)] * (2 * count + 1)
        answer = linprog(cost, above, sides, together, [left], bounds, method="highs").x
        if answer is None:
            raise SolverError("The core could not be worked out: no sharing was found.")
        least = float(answer[-1])
        bounds[-1] = (0.0, least)
        nearest = linprog(1.0 - cost, above, sides, together, [left], bounds, method="highs").x
        moved = answer if nearest is None else nearest
        return least * self.scale, shares + (moved[:count] - moved[count:-1]) * self.scale


def _named(found: Coalitions, shares: Floats | None) -> Allocation | None:
    return None if shares is None else dict(zip(found.owners, shares.tolist(), strict=True))


def generated_core(
    found: Coalitions, sharings: Mapping[str, Floats], start: str, seconds: float, progress: Progress
) -> GeneratedCore:
    """Whether a core exists, and who would leave each of ``sharings``; ``start`` is the one that is tried first.

    ``seconds`` is how long that may take in all.
    """
    work = Generation(found, time.monotonic() + seconds, progress)
    small = LEAVES * work.scale
    leavers = {name: work.leaver(shares, small) for name, shares in sharings.items()}
    shares, leaver = sharings[start], leavers[start]
    least, settled = 0.0, leaver.excess <= small and leaver.bound <= small
    stays = start if settled else ""
    if not settled:
        work.plan_all_but_each()
    while not settled:
        least, shares = work.nearest(sharings[start])
        enough = least + small
        leaver = work.leaver(shares, enough)
        if leaver.bound <= enough:
            settled = True
        elif leaver.excess <= enough:  # nobody who leaves was found, nor that nobody does
            break
    lexicographic = lexicographic_shares(work, small)
    proved = settled or lexicographic.stages > 0
    least = least if settled or not proved else max(least, lexicographic.least[0])
    empty = least > EMPTY * work.scale
    return GeneratedCore(
        empty=True if empty else False if proved else None,
        least_excess=least if empty else lexicographic.least[0] if lexicographic.stages else None,
        settled=proved,
        planned=len(work.costs()),
        differs=work.differs,
        stays=stays,
        shares=dict(zip(found.owners, shares.tolist(), strict=True)) if settled and not empty and not stays else None,
        least_bounds=lexicographic.least,
        stages=lexicographic.stages,
        nucleolus=_named(found, lexicographic.shares) if lexicographic.complete else None,
        least_core=None if lexicographic.complete else _named(found, lexicographic.shares),
        leavers={name: (found.names(each.coalition), each.excess, each.bound) for name, each in leavers.items()},
    )
