"""The ends of ranges: the least and the most of a quantity within a budget, each a plan and a proof that none goes on.

Without whole numbers an end is one linear program. With them a plan that reaches an end is looked for among those that
are known, then with the whole numbers of each of these held, then by branching (branch and bound, best bound first),
each step a linear program from the basis of the step that it branches from, which takes about half the time of one
from a common basis. For one end at most :data:`MOST_PROGRAMS` are solved: no clock decides what is told. What no plan
passes by then is told beside what a plan reaches.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from ..errors import SolverError
from ..graph.arrays.flow_graph import Floats
from ..solve.engine.highs_session import Basis
from ..solve.matrix.matrix import Matrix
from .engine.arrays import Answered, Arrays, Runner, answered
from .engine.budget import towards

MOST_PROGRAMS = 16  # linear programs for one end with whole numbers
MOST_HELD = 2  # plans whose whole numbers are held in turn, the last that were found
NEAR = 1e-7  # how far two amounts may be apart and be the same, relative
WHOLE = 1e-6  # how far from a whole number a value may be and be one


@dataclass(frozen=True)
class Reached:
    """A plan within the budget: what is kept of it, and its whole numbers (none without such)."""

    answer: Answered
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True)
class End:
    """How far a quantity goes to one side: ``best`` reaches the end, and no plan passes ``bound``.

    ``best`` is None where nothing bounds the quantity, which ``bound`` says then, too.
    """

    best: Reached | None
    bound: float

    def proven(self, row: int) -> bool:
        """Whether what is reached is all that is possible."""
        return self.best is None or _near(self.best.answer.amounts[row], self.bound)


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= NEAR * max(abs(one), abs(other), 1e-9)


class Ends:
    """Ends of one program, one after the other; ``room`` has the budget as a row, ``best`` is the best plan."""

    def __init__(self, room: Arrays, best: Reached) -> None:
        self._room = room
        self._whole = np.flatnonzero(room.matrix.whole)
        self._runner = Runner(replace(room, matrix=room.matrix.relaxed()))
        self._known = [best]

    def end(self, row: int, sign: float, name: str) -> End:
        """The end of a quantity of the room, the least with sign 1 and the most with -1.

        Raises :class:`mfo.SolverError` where the linear program cannot be proven.
        """
        direction = sign * np.asarray(self._room.forms[[row], :].todense()).reshape(-1)
        free = _Node(self._room.matrix.lower[self._whole], self._room.matrix.upper[self._whole])
        found, values = self._solved(direction, free)
        if found.status not in ("optimal", "unbounded"):
            raise SolverError(f"The range of {name} cannot be proven: {found.reason or found.status}.")
        if self._runner.basis is None and found.solved:
            self._runner.basis = self._runner.session.basis()
        if found.status == "unbounded":
            return End(None, -sign * math.inf)
        if not len(self._whole):
            return End(Reached(found), found.amounts[row])
        return self._with_whole(direction, row, sign, free, found, values)

    def _with_whole(
        self, direction: Floats, row: int, sign: float, free: _Node, found: Answered, values: Floats
    ) -> End:
        start = self._runner.session.basis()  # of the program without whole numbers at this end
        search = _Search(row, sign, found.amounts[row], self._known)
        numbers = values[self._whole]
        known = list(dict.fromkeys(plan.numbers for plan in reversed(self._known)))[:MOST_HELD]
        count = 1
        for each in dict.fromkeys([tuple(np.ceil(numbers - WHOLE).tolist()), *known]):
            if search.done:
                break
            self._try(search, direction, each, start)
            count += 1
        search.push(search.floor, free, numbers, start)
        while not search.done and count < MOST_PROGRAMS and (node := search.pop()) is not None:
            for half in node[1].halves(node[2]):
                count += 1
                answer, values = self._solved(direction, half, node[3])
                after = self._runner.session.basis() if answer.solved else None
                if answer.solved:
                    numbers = values[self._whole]
                    amount = answer.amounts[row]
                    if half.is_whole(numbers):
                        count += 1
                        held = self._try(search, direction, tuple(np.round(numbers).tolist()), after)
                        if held is not None and _near(held, amount):
                            continue  # rounding let nothing through: it is all that this half has
                    search.push(sign * amount, half, numbers, after)
                elif answer.status != "infeasible":
                    search.leave(node[0])
        return End(search.best, sign * search.bound)

    def _try(self, search: _Search, direction: Floats, numbers: tuple[float, ...], start: Basis | None) -> float | None:
        """The amount at the end with whole numbers held; None where there is no plan with them."""
        fixed = np.array(numbers)
        if ((fixed < self._room.matrix.lower[self._whole]) | (fixed > self._room.matrix.upper[self._whole])).any():
            return None
        answer, _ = self._solved(direction, _Node(fixed, fixed), start)
        if not answer.solved:
            return None
        self._known.append(Reached(answer, numbers))
        search.offer(self._known[-1])
        return answer.amounts[search.row]

    def _solved(self, direction: Floats, node: _Node, start: Basis | None = None) -> tuple[Answered, Floats]:
        """The linear program with the whole numbers between these bounds; ``start``: where it begins, if not as all."""
        arrays = towards(
            replace(self._runner.base, matrix=node.put_into(self._runner.base.matrix, self._whole)), direction
        )
        common = self._runner.basis
        self._runner.basis = start or common
        try:
            found = self._runner.found(arrays)
            return answered(arrays, found), found.values
        except SolverError as error:
            return Answered("not certified", reason=str(error)), np.zeros(0)
        finally:
            self._runner.basis = common


@dataclass(frozen=True)
class _Node:
    """Bounds of the whole numbers."""

    lower: Floats
    upper: Floats

    def put_into(self, matrix: Matrix, whole: np.ndarray) -> Matrix:
        if not len(whole):
            return matrix
        lower, upper = matrix.lower.copy(), matrix.upper.copy()
        lower[whole], upper[whole] = self.lower, self.upper
        return replace(matrix, lower=lower, upper=upper)

    def is_whole(self, numbers: Floats) -> bool:
        return bool((np.abs(numbers - np.round(numbers)) <= WHOLE).all())

    def halves(self, numbers: Floats) -> Iterable[_Node]:
        """Both sides of the number that is furthest from a whole one; of none where all are whole."""
        apart = np.abs(numbers - np.round(numbers))
        place = int(np.argmax(apart))
        if apart[place] <= WHOLE:
            place = int(np.argmax(self.upper - self.lower))
            if self.upper[place] - self.lower[place] < 1:
                return ()
        cut = min(max(math.floor(numbers[place]), self.lower[place]), self.upper[place] - 1)
        below, above = self.upper.copy(), self.lower.copy()
        below[place], above[place] = cut, cut + 1
        return _Node(self.lower, below), _Node(above, self.upper)


class _Search:
    """What is known of one end: the best plan, and below which amount (times the sign) there is none."""

    def __init__(self, row: int, sign: float, relaxed: float, known: Iterable[Reached]) -> None:
        self.row, self.sign, self.floor = row, sign, sign * relaxed
        self.best = min(known, key=self._amount)
        self._open: list[tuple[float, int, _Node, Floats, Basis | None]] = []
        self._count = 0
        self._left = math.inf

    def _amount(self, plan: Reached) -> float:
        return self.sign * plan.answer.amounts[self.row]

    @property
    def bound(self) -> float:
        """What no plan passes; never beyond what a plan reaches."""
        if not self._count:
            return self.floor
        lowest = min(self._open[0][0] if self._open else math.inf, self._left, self._amount(self.best))
        return max(lowest, self.floor)

    @property
    def done(self) -> bool:
        return _near(self.bound, self._amount(self.best))

    def offer(self, plan: Reached) -> None:
        if self._amount(plan) < self._amount(self.best):
            self.best = plan

    def push(self, bound: float, node: _Node, numbers: Floats, start: Basis | None) -> None:
        self._count += 1
        if bound < self._amount(self.best):
            heapq.heappush(self._open, (bound, self._count, node, numbers, start))

    def pop(self) -> tuple[float, _Node, Floats, Basis | None] | None:
        if not self._open:
            return None
        bound, _, node, numbers, start = heapq.heappop(self._open)
        return bound, node, numbers, start

    def leave(self, bound: float) -> None:
        """What cannot be told of a part: it may go as far as the whole that it is of."""
        self._left = min(self._left, bound)
