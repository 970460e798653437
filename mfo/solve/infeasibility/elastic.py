"""The elastic program: every bound that a plant's owner could change may give way, at a price.

Each *give* is one bound of one element (the capacity of a process, what a market takes at most, what must be taken of
a supply); it enters every row that it would move. Minimising the relative size of what gives finds the cheapest
way out. Laws of nature (balances, recipes, storage) do not give.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ...errors import SolverError
from ...graph.arrays.element_names import element
from ...graph.arrays.flow_graph import Bools, Floats, FlowGraph, LimitRows
from ..engine.highs_session import OPTIMAL, SolverRun
from ..engine.lexicographic import holds, tried
from ..matrix.compile_program import Compiled
from ..sensitivity.share_bounds import share_bound
from .effort import LimitedSession
from .gives import Given, Gives, Relaxation

TOLERANCE = 1e-6  # bounds that give by hundreds of their size leave the solver less exact, and amounts have four digits
NOISE = 1e-6  # relative: what moves by less than this moves because solvers round
DIGITS, FINER = 4, (4, 6, 8, 10)  # of what exact amounts become
ROOM = 3e-4  # relative: what is added to a change beside an exact one
SMALL = 1e-4  # relative: what moves by less than this is left as it is, if it may be
MOST_COUNTED = 2_000  # gives: of more, what moves is measured by shares alone
CLOSE = 1e-7  # a share that gives less than this does not give
STATES = {"on": "on", "open": "open", "used": "used", "standing": "standing"} | {
    f"{kind} in use": f"{kind}_in_use" for kind in ("supply", "market")
}
"""By the rows that a state holds, the state; see ``_idle``."""


class Elastic:
    """The elastic program of a compiled one, in a session of its own."""

    def __init__(self, compiled: Compiled, limits_alone: bool = False) -> None:
        """Free the bounds that give, and put a give beside each; ``limits_alone``: beside those of limits only."""
        self.compiled = compiled
        self.hours = compiled.program.graph.times.hours
        self._gives = Gives(compiled, limits_alone)
        self.matrix = self._gives.matrix
        self.first = compiled.matrix.columns
        self.session = LimitedSession(self.matrix, tolerance=TOLERANCE)
        self._whole = bool(compiled.matrix.whole.any())
        self.closed: set[int] = set()

    @property
    def count(self) -> int:
        """How many gives there are."""
        return len(self._gives.labels)

    @property
    def labels(self) -> list[tuple[Relaxation, str, int, int, int]]:
        """Of each give what gives: kind and member of the element, year and slot (-1: all)."""
        return self._gives.labels

    def cheapest(self) -> list[Given]:
        """The cheapest relaxation with what has not been closed; empty where there is none."""
        found = self._cheapest(np.ones(self.count, dtype=bool))
        return [] if found is None else found

    def cheapest_of(self, allowed: Callable[[str, int, str], bool]) -> list[Given]:
        """The cheapest relaxation of what ``allowed`` admits by kind, member and bound; empty where there is none."""
        found = self._cheapest(self._admitted(allowed))
        return [] if found is None else found

    def needs_nothing(self) -> bool:
        """Whether there is a plan although nothing gives, so that "infeasible" is not to be believed.

        Where numbers are of unusual size, a plan that is off by as much as what stands in a row is none, unless one is
        found in other units, too; where none is, the ways out are looked for in those units.
        """
        nothing = np.zeros(self.count)
        found = self._found_with(nothing, nothing)
        if found is None or not self.session.is_scaled or self._is_plan(found):
            return found is not None
        self.session = LimitedSession(self.matrix, tolerance=TOLERANCE, even=True)
        found = self._found_with(nothing, nothing)
        return found is not None and self._is_plan(found)

    def _is_plan(self, found: SolverRun) -> bool:
        """Whether there is a plan with these whole numbers, whole to the last digit, that holds, each row by what
        stands in it, although nothing gives."""
        lower, upper = self.matrix.lower.copy(), self.matrix.upper.copy()
        lower[self.first :] = upper[self.first :] = 0.0
        plan = tried(replace(self.matrix, lower=lower, upper=upper), found.values, {})
        return plan is not None and holds(self.matrix, plan.values)

    def least_amount(self, allowed: Callable[[str, int, str], bool]) -> list[Given]:
        """The relaxation that moves least, a tonne counting for a tonne whichever bound moves by it."""
        if self.count > MOST_COUNTED:
            return []
        costs = np.zeros(self.matrix.columns)
        costs[self.first :] = self._counted() * self._gives.prices()
        self.session.set_costs(costs)
        found = self.cheapest_of(allowed)
        self.session.set_costs(self.matrix.cost)
        return found

    def amount(self, given: list[Given]) -> float:
        """How much moves in all, in what is usual for amounts of its unit."""
        place = {(give.bound, give.side == "upper", *label): k for k, (give, *label) in enumerate(self.labels)}
        counted = self._counted()
        return sum(
            part.size * float(counted[place[part.bound, part.upward, part.kind, part.member, part.year, part.slot]])
            for part in given
        )

    def suffices(self, given: list[Given]) -> bool:
        """Whether there is a plan with these changes and no others."""
        most = np.zeros(self.count)
        for k in self._places(given):
            scale = float(self._gives.sizes()[k])
            part = next(part for part in given if self._is(k, part))
            most[k] = (part.amount + NOISE * (abs(part.current) + part.amount)) / scale
        return self._holds(np.zeros(self.count), most)

    def told(self, given: list[Given]) -> tuple[list[Given], int]:
        """The changes as they may be told, and in how many significant digits the supplies among them must be for a
        plan: what is an exact amount may not be rounded to the safe side, and whatever else changes makes room."""
        facts = self.facts()
        exact = [part for part in given if part.kind == "supply" and (part.kind, part.member, part.bound) in facts]
        if not exact or self._holds_rounded(given, exact, DIGITS):
            return given, DIGITS
        roomy = [
            part
            if part in exact
            else replace(
                part, amount=part.amount + ROOM * (abs(part.current) + part.amount), shift=part.shift * (1 + ROOM)
            )
            for part in given
        ]
        return roomy, next((digits for digits in FINER if self._holds_rounded(roomy, exact, digits)), FINER[-1])

    def _holds_rounded(self, given: list[Given], exact: list[Given], digits: int) -> bool:
        """Whether there is a plan with exact supplies off by as much as rounding outwards may make them."""
        variable = self.compiled.program.registry.variables["supply"]
        columns = np.arange(self.matrix.columns)[variable.columns].reshape(variable.shape)
        amounts = self.compiled.matrix.lower[variable.columns].reshape(variable.shape).copy()
        for part in exact:
            row = int(np.flatnonzero(variable.member == part.member)[0])
            slots = slice(None) if part.slot < 0 else part.slot
            moved = part.amount * (self.hours[slots] if part.rate else 1.0)
            amounts[row, part.year, slots] += moved if part.upward else -moved
            off = np.abs(amounts[row, part.year, slots]) * 10.0 ** (1 - digits)
            amounts[row, part.year, slots] += off if part.upward else -off
        rows = sorted({int(np.flatnonzero(variable.member == part.member)[0]) for part in exact})
        fixed, values = columns[rows].reshape(-1), np.maximum(amounts[rows].reshape(-1), 0.0)
        most = np.zeros(self.count)
        for k in self._places(given):
            most[k] = np.inf
        for k, (_, kind, member, _, _) in enumerate(self.labels):
            if kind == "supply" and any(member == part.member for part in exact):
                most[k] = np.inf
        for k in self._places([part for part in given if part not in exact]):
            part = next(part for part in given if self._is(k, part))
            most[k] = (part.amount + NOISE * (abs(part.current) + part.amount)) / float(self._gives.sizes()[k])
        self.session.set_bounds(fixed, values, values)
        try:
            return self._holds(np.zeros(self.count), most)
        finally:
            self.session.set_bounds(fixed, self.matrix.lower[fixed], self.matrix.upper[fixed])

    def with_factor(self, kind: str, member: int, bound: str, factor: float) -> bool:
        """Whether there is a plan with this bound times ``factor``, and nothing else changed.

        What is minimum and maximum at once moves as one.
        """
        least, most = np.zeros(self.count), np.zeros(self.count)
        sizes = self._gives.sizes()
        for k, (give, each, which, _, _) in enumerate(self.labels):
            if (each, which, give.bound) != (kind, member, bound):
                continue
            moved = (factor - 1.0) * self._gives.current[k] * (1.0 if give.side == "upper" else -1.0) / sizes[k]
            if self._gives.varies[k] and moved < 0:  # differs from slot to slot: by how much is not one number
                continue
            least[k] = most[k] = moved
        return self._holds(least, most)

    def _admitted(self, allowed: Callable[[str, int, str], bool]) -> Bools:
        return np.array([allowed(kind, member, give.bound) for give, kind, member, _, _ in self.labels], dtype=bool)

    def _cheapest(self, admitted: Bools) -> list[Given] | None:
        """Without whole numbers first; where the plan holds with them, too, that is it. None: there is none."""
        most = np.where(admitted, np.inf, 0.0)
        most[list(self.closed)] = 0.0
        self._set_gives(np.zeros(self.count), most)
        try:
            self.session.set_whole(False)
            answer = self.session.run()
            if answer.status == OPTIMAL and self._whole:
                answer = self._rounded(self._with_whole(answer, most))
        except SolverError:  # no plan is still the answer, with one way out less
            return None
        finally:
            self.session.set_whole(True)
        if answer.status != OPTIMAL:
            return None
        return self._without_noise(self._found(answer.values))

    def _with_whole(self, relaxed: SolverRun, most: Floats) -> SolverRun:
        """What whole numbers need: as much as without them, or the least that is found with them."""
        self.session.set_whole(True)
        shares = np.maximum(relaxed.values[self.first :], 0.0)
        self._set_gives(np.zeros(self.count), np.minimum(most, np.where(shares > CLOSE, shares * (1 + NOISE), 0.0)))
        answer = self.session.run()
        if answer.status == OPTIMAL and not self._idle(answer.values):
            return answer
        most = most.copy()
        while True:
            self._set_gives(np.zeros(self.count), most)
            answer = self.session.run()
            idle = self._idle(answer.values) if answer.status == OPTIMAL else []
            idle = [k for k in idle if most[k] > 0]  # what is held at zero may still be off by the solver's tolerance
            if not idle:
                return answer
            most[idle] = 0.0

    def _rounded(self, answer: SolverRun) -> SolverRun:
        """The same with whole numbers that are whole to the last digit, where there is a plan with them: what the
        solver leaves of them would be told as a part of the change."""
        if answer.status != OPTIMAL:
            return answer
        columns = np.flatnonzero(self.matrix.whole)
        values = np.round(answer.values[columns])
        self.session.set_whole(False)
        self.session.set_bounds(columns, values, values)
        again = self.session.run()
        self.session.set_bounds(columns, self.matrix.lower[columns], self.matrix.upper[columns])
        return again if again.status == OPTIMAL else answer

    def _holds(self, least: Floats, most: Floats) -> bool:
        """Whether there is a plan while the gives are held between these."""
        return self._found_with(least, most) is not None

    def _found_with(self, least: Floats, most: Floats) -> SolverRun | None:
        """A plan while the gives are held between these; None where there is none."""
        self._set_gives(least, most)
        try:
            self.session.set_whole(False)
            answer = self.session.run()
            if answer.status == OPTIMAL and self._whole:
                self.session.set_whole(True)
                answer = self.session.run()
        except SolverError:
            return None
        finally:
            self.session.set_whole(True)
        return answer if answer.status == OPTIMAL else None

    def _set_gives(self, least: Floats, most: Floats) -> None:
        self.session.set_bounds(self.first + np.arange(self.count), least, most)

    def _found(self, values: Floats) -> list[Given]:
        shares, scale = values[self.first :], self._gives.sizes()
        found = np.flatnonzero(shares > CLOSE).tolist()
        return [self._given(k, float(shares[k] * scale[k]), float(scale[k]), values) for k in found]

    def _without_noise(self, given: list[Given]) -> list[Given]:
        """Without what only rounding moves, where there is a plan without it, too."""
        kept = [part for part in given if part.amount > SMALL * max(abs(part.current), part.amount)]
        return kept if kept and len(kept) < len(given) and self.suffices(kept) else given

    def _places(self, given: list[Given]) -> list[int]:
        return [k for k in range(self.count) if any(self._is(k, part) for part in given)]

    def _is(self, k: int, part: Given) -> bool:
        give, kind, member, year, slot = self.labels[k]
        of_give = kind, member, give.bound, give.side == "upper", year, slot
        return of_give == (part.kind, part.member, part.bound, part.upward, part.year, part.slot)

    def _counted(self) -> Floats:
        """(gives,) the cost of a share of each, so that amounts of one unit count alike, and usual ones about one."""
        graph = self.compiled.program.graph
        hours, limits = float((self.hours * graph.times.weight).sum()), (*graph.limits, *self.compiled.program.limits)
        units: dict[tuple[str, int], str] = {}
        for _, kind, member, _, _ in self.labels:
            if (kind, member) not in units and kind != "measurement":
                units[kind, member] = _unit(graph, kind, member, limits)
        of = [f"{units.get((kind, member), '')} {kind == 'quality'}" for _, kind, member, _, _ in self.labels]
        span = np.array([hours if give.rate else 1.0 for give, *_ in self.labels])
        amounts = self._gives.sizes() * span
        usual = {unit: float(np.median(amounts[[k for k, each in enumerate(of) if each == unit]])) for unit in set(of)}
        return np.asarray(amounts / np.array([usual[unit] for unit in of]), dtype=float)

    def members(self, kind: str) -> list[int]:
        """The members of a kind that can give."""
        return sorted({member for _, each, member, _, _ in self._gives.labels if each == kind})

    def facts(self) -> frozenset[tuple[str, int, str]]:
        """The bounds, by kind, member and name, of what is minimum and maximum at once: what arises, what was measured,
        an exact amount."""
        matrix, registry = self.compiled.matrix, self.compiled.program.registry
        exact: dict[str, Bools] = {}
        for source in {give.source for give, *_ in self.labels}:
            variable = registry.variables.get(source)
            if variable is None:
                part, count = self.compiled.rows[source], len(self.compiled.family(source).member)
                low, high = matrix.row_lower[part], matrix.row_upper[part]
            else:
                count, low, high = len(variable.member), matrix.lower[variable.columns], matrix.upper[variable.columns]
            exact[source] = (low == high).reshape(count, -1).all(axis=1)
        found = set()
        for give, kind, member, _, _ in self.labels:
            variable = registry.variables.get(give.source)
            members = self.compiled.family(give.source).member if variable is None else variable.member
            if exact[give.source][np.flatnonzero(members == member)].all():
                found.add((kind, member, give.bound))
        return frozenset(found)

    def close(self, given: list[Given]) -> None:
        """Forbid every give of the elements and bounds in ``given``."""
        names = {(part.kind, part.member, part.bound) for part in given}
        self.closed |= {
            k for k, (give, kind, member, _, _) in enumerate(self.labels) if (kind, member, give.bound) in names
        }

    def close_all(self, kind: str, bound: str) -> None:
        """Forbid every give of one bound of all elements of a kind."""
        self.closed |= {k for k, (give, each, _, _, _) in enumerate(self.labels) if (each, give.bound) == (kind, bound)}

    def _idle(self, values: Floats) -> list[int]:
        """Capacities that give although what they belong to is off, closed or not used: no plan could use them."""
        found = []
        for k in np.flatnonzero(values[self.first :] > CLOSE).tolist():
            give, _, member, year, _ = self._gives.labels[k]
            if give.source not in STATES:
                continue
            state = self.compiled.program.registry.variables[STATES[give.source]]
            row = int(np.flatnonzero(state.member == member)[0])
            if not values[state.columns].reshape(state.shape)[row, year].max() > 0.5:
                found.append(k)
        return found

    def _given(self, k: int, amount: float, scale: float, values: Floats) -> Given:
        give, kind, member, year, slot = self._gives.labels[k]
        bounds = give.bound, give.side == "upper", give.rate
        current, varies = self._gives.current[k], self._gives.varies[k]
        given = Given(kind, member, *bounds, year, slot, amount, current, amount / scale, varies=varies)
        share = share_bound(self.compiled, give.source, give.side == "upper", member, year, slot, values)
        return given if share is None else replace(given, share=share[0], shift=amount / share[1])


def _unit(graph: FlowGraph, kind: str, member: int, limits: Sequence[LimitRows]) -> str:
    """The canonical unit of what a bound of a member counts."""
    return limits[member].base if kind == "limit" else element(graph, kind, member, limits).unit
