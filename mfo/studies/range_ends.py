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
from typing import NamedTuple

import numpy as np

from ..errors import SolverError
from ..graph.arrays.flow_graph import Floats
from ..solve.engine.highs_session import Place
from ..solve.matrix.matrix import Matrix
from .engine.arrays import Answered, Arrays, Runner, answered
from .engine.budget import towards

MOST_PROGRAMS = 16  # linear programs for one end with whole numbers
MOST_PROBED = 200  # switches of which it is asked whether they can be turned at all
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


def _amount(plan: Reached, row: int) -> float:
    return plan.answer.amounts[row]


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= NEAR * max(abs(one), abs(other), 1e-9)


class Ends:
    """Ends of one program, one after the other; ``room`` has the budget as a row, ``best`` is the best plan."""

    def __init__(self, room: Arrays, best: Reached) -> None:
        self._whole = np.flatnonzero(room.matrix.whole)
        self._runner = Runner(replace(room, matrix=room.matrix.relaxed()), near=True)
        self._known = [best]
        self._empty: list[_Node] = []
        self._free = _Node(room.matrix.lower[self._whole], room.matrix.upper[self._whole])
        self._room = room
        self._basis: Place | None = None
        cheapest, _ = self._solved(room.matrix.cost, self._free)
        if cheapest.solved:
            self._basis = self._runner.session.place()
        if len(self._whole):
            self._free = self._narrowed(best)
            self._room = replace(room, matrix=self._free.put_into(room.matrix, self._whole))

    def end(self, row: int, sign: float, name: str) -> End:
        """The end of a quantity of the room, the least with sign 1 and the most with -1.

        Raises :class:`mfo.SolverError` where the linear program cannot be proven.
        """
        direction = sign * np.asarray(self._room.forms[[row], :].todense()).reshape(-1)
        bounded, reached = self._without_rows(direction), min(self._known, key=lambda plan: sign * _amount(plan, row))
        if math.isfinite(bounded) and _near(sign * _amount(reached, row), bounded):
            return End(reached, sign * bounded)
        found, values = self._solved(direction, self._free)
        if found.status not in ("optimal", "unbounded"):
            raise SolverError(f"The range of {name} cannot be proven: {found.reason or found.status}.")
        if found.status == "unbounded":
            return End(None, -sign * math.inf)
        if not len(self._whole):
            self._known.append(Reached(found))
            return End(self._known[-1], found.amounts[row])
        return self._with_whole(direction, row, sign, found, values)

    def _without_rows(self, direction: Floats) -> float:
        """What bounds of columns alone let a direction come down to: as a rule nothing, which needs no program."""
        lower, upper = self._room.matrix.lower, self._room.matrix.upper
        used = np.flatnonzero(direction)
        bounds = np.where(direction[used] > 0, lower[used], upper[used])
        return float(direction[used] @ bounds)

    def _narrowed(self, best: Reached) -> _Node:
        """Between which bounds whole numbers lie in all plans within the budget, as far as one program each tells.

        A switch that no linear program within the budget can turn stays as it is in the best plan, at all ends.
        """
        free, numbers = self._free, np.array(best.numbers)
        cost = self._room.matrix.cost
        for place in np.flatnonzero(free.upper - free.lower == 1.0)[:MOST_PROBED]:
            turned = free.with_number(place, 1.0 + 2.0 * free.lower[place] - numbers[place])
            answer, _ = self._solved(cost, turned, self._basis)
            if answer.status == "infeasible":
                free = free.with_number(place, numbers[place])
        return free

    def _with_whole(self, direction: Floats, row: int, sign: float, found: Answered, values: Floats) -> End:
        start = self._runner.session.place()  # of the program without whole numbers at this end
        search = _Search(row, sign, found.amounts[row], self._known)
        numbers = values[self._whole]
        known = list(dict.fromkeys(plan.numbers for plan in reversed(self._known)))[:MOST_HELD]
        for each in dict.fromkeys([tuple(np.ceil(numbers - WHOLE).tolist()), *known]):
            if search.done:
                break
            self._try(search, direction, each, start)
        search.push(search.floor, self._free, numbers, start)
        while not search.done and len(search.tried) < MOST_PROGRAMS and (node := search.pop()) is not None:
            for half in node.node.halves(node.numbers):
                self._branch(search, direction, half, node)
        return End(search.best, sign * search.bound)

    def _branch(self, search: _Search, direction: Floats, half: _Node, of: _Open) -> None:
        """Solve one side of a branching, and keep it open where it may still hold something better."""
        if half.key in search.tried or self._is_empty(half):
            return
        answer, values = self._solved(direction, half, of.start)
        search.tried[half.key] = answer.amounts[search.row] if answer.solved else None
        if answer.status == "infeasible":
            self._empty.append(half)
        elif not answer.solved:
            search.leave(of.bound)
        elif half.is_single:
            self._offer(search, answer, tuple(half.lower.tolist()))
        else:
            numbers, after = values[self._whole], self._runner.session.place()
            held = None
            if half.is_whole(numbers):
                held = self._try(search, direction, tuple(np.round(numbers).tolist()), after)
            if held is None or not _near(held, answer.amounts[search.row]):  # else rounding let nothing through
                search.push(search.sign * answer.amounts[search.row], half, numbers, after)

    def _try(self, search: _Search, direction: Floats, numbers: tuple[float, ...], start: Place) -> float | None:
        """The amount at the end with whole numbers held; None where there is no plan with them."""
        fixed = np.array(numbers)
        node = _Node(fixed, fixed)
        if node.key in search.tried:
            return search.tried[node.key]
        if not node.lies_in(self._free) or self._is_empty(node):
            return None
        answer, _ = self._solved(direction, node, start)
        search.tried[node.key] = answer.amounts[search.row] if answer.solved else None
        if answer.status == "infeasible":
            self._empty.append(node)
        if answer.solved:
            self._offer(search, answer, numbers)
        return search.tried[node.key]

    def _offer(self, search: _Search, answer: Answered, numbers: tuple[float, ...]) -> None:
        self._known.append(Reached(answer, numbers))
        search.offer(self._known[-1])

    def _is_empty(self, node: _Node) -> bool:
        """Whether a program with wider bounds has had no plan, towards whatever end."""
        return any(node.lies_in(empty) for empty in self._empty)

    def _solved(self, direction: Floats, node: _Node, start: Place | None = None) -> tuple[Answered, Floats]:
        """The linear program with the whole numbers between these bounds.

        ``start`` is where one begins that branches from another; without, only the direction is another than that of
        the common basis, whose plan is one of this program, too.
        """
        matrix = node.put_into(self._runner.base.matrix, self._whole)
        arrays = towards(replace(self._runner.base, matrix=matrix), direction)
        basis = start or self._basis
        try:
            if basis is None:
                found = self._runner.found(arrays)
            else:
                found = self._runner.found_near(arrays, basis, feasible=start is None)
            return answered(arrays, found), found.values
        except SolverError as error:
            return Answered("not certified", reason=str(error)), np.zeros(0)


@dataclass(frozen=True)
class _Node:
    """Bounds of the whole numbers."""

    lower: Floats
    upper: Floats

    @property
    def key(self) -> bytes:
        """What tells it apart."""
        return bytes(np.concatenate([self.lower, self.upper]))

    @property
    def is_single(self) -> bool:
        """Whether all of its whole numbers are given."""
        return bool((self.lower == self.upper).all())

    def put_into(self, matrix: Matrix, whole: np.ndarray) -> Matrix:
        if not len(whole):
            return matrix
        lower, upper = matrix.lower.copy(), matrix.upper.copy()
        lower[whole], upper[whole] = self.lower, self.upper
        return replace(matrix, lower=lower, upper=upper)

    def with_number(self, place: int, number: float) -> _Node:
        """The node with one of its whole numbers given."""
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[place] = upper[place] = number
        return _Node(lower, upper)

    def lies_in(self, other: _Node) -> bool:
        return bool((self.lower >= other.lower).all() and (self.upper <= other.upper).all())

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


class _Open(NamedTuple):
    """A node that may hold something better than what is known; its program's answer is where it branches from."""

    bound: float
    number: int  # in the order in which they were found
    node: _Node
    numbers: Floats
    start: Place


class _Search:
    """What is known of one end: the best plan, and below which amount (times the sign) there is none."""

    def __init__(self, row: int, sign: float, relaxed: float, known: Iterable[Reached]) -> None:
        self.row, self.sign, self.floor = row, sign, sign * relaxed
        self.best = min(known, key=self._amount)
        self.tried: dict[bytes, float | None] = {}  # what each node that was solved reaches, None without a plan
        self._open: list[_Open] = []
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

    def push(self, bound: float, node: _Node, numbers: Floats, start: Place) -> None:
        self._count += 1
        if bound < self._amount(self.best):
            heapq.heappush(self._open, _Open(bound, self._count, node, numbers, start))

    def pop(self) -> _Open | None:
        return heapq.heappop(self._open) if self._open else None

    def leave(self, bound: float) -> None:
        """What cannot be told of a part: it may go as far as the whole that it is of."""
        self._left = min(self._left, bound)
