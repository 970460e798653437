"""The elastic program: every bound that a plant's owner could change may give way, at a price.

Each *give* is one bound of one element (the capacity of a process, what a market takes at most, what must be taken of
a supply); it enters every row that it would move. Minimising the relative size of what gives finds the cheapest
way out. Laws of nature (balances, recipes, storage) do not give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ...errors import SolverError
from ...graph.arrays.element_names import element
from ...graph.arrays.families import COLUMNS, ROWS, ColumnFamily, RowFamily
from ...graph.arrays.flow_graph import Bools, Floats, FlowGraph, Ints, LimitRows
from ...program.components.builder import Family, Variable, over_time
from ..engine.highs_session import OPTIMAL, Answer
from ..matrix.compile_program import Compiled
from ..matrix.matrix import Matrix, compress
from ..sensitivity.share_bounds import share_bound
from .effort import LimitedSession

TOLERANCE = 1e-6  # bounds that give by hundreds of their size leave the solver less exact, and amounts have four digits
NOISE = 1e-6  # relative: what moves by less than this moves because solvers round
DIGITS, FINER = 4, (4, 6, 8, 10)  # of what exact amounts become
ROOM = 3e-4  # relative: what is added to a change beside an exact one
SMALL = 1e-4  # relative: what moves by less than this is left as it is, if it may be
MOST_COUNTED = 2_000  # gives: of more, what moves is measured by shares alone
CLOSE = 1e-7  # a share that gives less than this does not give


@dataclass(frozen=True)
class Give:
    """How one kind of bound gives: which side of which rows or columns, and what it means for the user."""

    source: str  # name of a variable (its bounds) or of a family of rows
    side: str  # "lower" or "upper": the bound that gives, downwards or upwards
    bound: str  # in the user's words: "amount", "capacity", "minimum", "maximum", ...
    rate: bool = False  # one number per hour for all slots, so that it counts times the slot's hours
    per_slot: bool = False  # each slot gives by itself


def _gives(families: Iterable[ColumnFamily | RowFamily]) -> tuple[Give, ...]:
    """What may give way of families, as they declare it."""
    return tuple(
        Give(family.name, give.side, give.bound, give.rate, give.per_slot)
        for family in families
        for give in family.gives
    )


COLUMN_GIVES, ROW_GIVES = _gives(COLUMNS.values()), _gives(ROWS.values())


@dataclass(frozen=True)
class Given:
    """One bound that gave way: by how much, in which direction, and what it was."""

    kind: str  # as Variable.kind or Family.kind
    member: int  # position in the graph, of the element
    bound: str
    upward: bool
    rate: bool
    year: int  # -1: all
    slot: int  # -1: all
    amount: float  # by how much it moves, positive
    current: float  # what it is
    size: float  # relative to what it is
    share: float | None = None  # where the bound is a share: what it is
    shift: float = 0.0  # and by how much it moves, positive
    varies: bool = False  # it differs from slot to slot, and moves by as much in each; `current` is the largest


@dataclass
class _Columns:
    """Columns of gives in the making."""

    entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)  # row, give, coefficient
    labels: list[tuple[Give, str, int, int, int]] = field(default_factory=list)  # give, kind, member, year, slot
    current: list[float] = field(default_factory=list)  # the bound itself, the largest where several share a give
    total: list[float] = field(default_factory=list)  # the same over the slots of a year, which gives are measured by
    varies: list[bool] = field(default_factory=list)  # whether bounds that share a give differ


class Elastic:
    """The elastic program of a compiled one, in a session of its own."""

    def __init__(self, compiled: Compiled, limits_alone: bool = False) -> None:
        """Free the bounds that give, and put a give beside each; ``limits_alone``: beside those of limits only."""
        self.compiled = compiled
        self.hours = compiled.program.graph.times.hours
        self._limits_alone = limits_alone
        self._gives = _Columns()
        self._bound_rows: list[tuple[Ints, Floats, Floats]] = []  # columns, lower, upper of rows that replace bounds
        self._rows = compiled.matrix.rows
        self.matrix = self._matrix()
        self.first = compiled.matrix.columns
        self.session = LimitedSession(self.matrix, tolerance=TOLERANCE)
        self._whole = bool(compiled.matrix.whole.any())
        self.closed: set[int] = set()

    @property
    def count(self) -> int:
        """How many gives there are."""
        return len(self._gives.labels)

    @property
    def labels(self) -> list[tuple[Give, str, int, int, int]]:
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
        """Whether there is a plan although nothing gives, so that "infeasible" is not to be believed."""
        nothing = np.zeros(self.count)
        return self._holds(nothing, nothing)

    def least_amount(self, allowed: Callable[[str, int, str], bool]) -> list[Given]:
        """The relaxation that moves least, a tonne counting for a tonne whichever bound moves by it."""
        if self.count > MOST_COUNTED:
            return []
        costs = np.zeros(self.matrix.columns)
        costs[self.first :] = self._counted()
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
            scale = float(self._sizes()[k])
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
        roomy = [part if part in exact else replace(part, amount=part.amount + ROOM * (abs(part.current) + part.amount),
                                                    shift=part.shift * (1 + ROOM)) for part in given]  # fmt: skip
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
            most[k] = (part.amount + NOISE * (abs(part.current) + part.amount)) / float(self._sizes()[k])
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
        sizes = self._sizes()
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
                answer = self._with_whole(answer, most)
        except SolverError:  # no plan is still the answer, with one way out less
            return None
        finally:
            self.session.set_whole(True)
        if answer.status != OPTIMAL:
            return None
        return self._without_noise(self._found(answer.values))

    def _with_whole(self, relaxed: Answer, most: Floats) -> Answer:
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
            if not idle:
                return answer
            most[idle] = 0.0

    def _holds(self, least: Floats, most: Floats) -> bool:
        """Whether there is a plan while the gives are held between these."""
        self._set_gives(least, most)
        try:
            self.session.set_whole(False)
            answer = self.session.run()
            if answer.status == OPTIMAL and self._whole:
                self.session.set_whole(True)
                answer = self.session.run()
        except SolverError:
            return False
        finally:
            self.session.set_whole(True)
        return answer.status == OPTIMAL

    def _set_gives(self, least: Floats, most: Floats) -> None:
        self.session.set_bounds(self.first + np.arange(self.count), least, most)

    def _found(self, values: Floats) -> list[Given]:
        shares, scale = values[self.first :], self._sizes()
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
        amounts = self._sizes() * span
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
        self.closed |= {k for k, (give, kind, member, _, _) in enumerate(self.labels)
                        if (kind, member, give.bound) in names}  # fmt: skip

    def close_all(self, kind: str, bound: str) -> None:
        """Forbid every give of one bound of all elements of a kind."""
        self.closed |= {k for k, (give, each, _, _, _) in enumerate(self.labels) if (each, give.bound) == (kind, bound)}

    def _idle(self, values: Floats) -> list[int]:
        """Capacities that give although what they belong to is off, closed or not used: no plan could use them."""
        found = []
        for k in np.flatnonzero(values[self.first :] > CLOSE).tolist():
            give, _, member, year, _ = self._gives.labels[k]
            if give.source not in ("on", "open", "used", "standing"):
                continue
            state = self.compiled.program.registry.variables[give.source]
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

    def _sizes(self) -> Floats:
        """What a change of each give is measured by; a bound of zero by what is usual among the others."""
        total = np.array(self._gives.total)
        usual = float(np.median(total[total > 0])) if (total > 0).any() else 1.0
        return np.where(total > 0, total, usual)

    def _matrix(self) -> Matrix:
        """The program with gives as further columns, each a share of its bound; bounds that give become rows."""
        matrix, registry = self.compiled.matrix, self.compiled.program.registry
        lower, upper = matrix.lower.copy(), matrix.upper.copy()
        for give in () if self._limits_alone else COLUMN_GIVES:
            self._column_give(give, registry.variables[give.source], lower, upper)
        for give in ROW_GIVES:
            wanted = give.source.startswith("limit") or not self._limits_alone
            if wanted and give.source in self.compiled.rows:
                self._row_give(give, self.compiled.family(give.source))
        if not self._limits_alone:
            upper[registry.variables["units"].columns] = np.inf  # follows the capacity, which gives
        return self._with_gives(lower, upper)

    def _column_give(self, give: Give, variable: Variable, lower: Floats, upper: Floats) -> None:
        bound = (lower if give.side == "lower" else upper)[variable.columns]
        moves = np.isfinite(bound) & ((bound > 0) if give.side == "lower" else True)
        if variable.name == "opening" and give.side == "upper":
            moves &= lower[variable.columns] < bound  # a start that is given gives as a start, not as a capacity
        where = np.flatnonzero(moves)
        if not len(where):
            return
        columns, values = variable.first + where, bound[where].copy()
        rows = self._rows + np.arange(len(where))
        self._rows += len(where)
        infinite = np.full(len(where), np.inf)
        if give.side == "lower":
            self._bound_rows.append((columns, values, infinite))
            lower[columns] = 0.0
        else:
            self._bound_rows.append((columns, -infinite, values))
            upper[columns] = np.inf
        self._add(give, variable.kind, variable.member, variable.shape, where, rows, values)

    def _row_give(self, give: Give, family: Family) -> None:
        matrix, part = self.compiled.matrix, self.compiled.rows[family.name]
        bound = (matrix.row_lower if give.side == "lower" else matrix.row_upper)[part]
        where = np.flatnonzero(np.isfinite(bound))
        self._add(
            give,
            family.kind,
            family.member,
            family.shape,
            where,
            part.start + where,
            self._row_value(give, family)[where],
        )

    def _row_value(self, give: Give, family: Family) -> Floats:
        """What the bound of each row of a family is in the user's words, per slot."""
        graph, matrix, part = self.compiled.program.graph, self.compiled.matrix, self.compiled.rows[family.name]
        shape = (graph.years, graph.slots)
        if family.name == "link minimum load":
            return over_time(graph.links.minimum_load, shape)[family.member].reshape(-1)
        if family.name == "used":
            return over_time(graph.links.capacity, shape)[family.member].reshape(-1)
        if family.name in ("on", "open"):
            capacity = np.where(graph.processes.expandable[:, None], graph.processes.most, graph.processes.installed)
            return np.asarray((capacity[family.member][:, :, None] * self.hours).reshape(-1))
        if family.name in ("store", "link"):
            return self._of_size(family, matrix.row_upper[part].reshape(family.shape))
        if family.name == "standing":
            return np.asarray(graph.processes.most[family.member].reshape(-1))
        return (matrix.row_lower if give.side == "lower" else matrix.row_upper)[part]

    def _of_size(self, family: Family, given: Floats) -> Floats:
        """Capacities of stores and links as given, or the most that may be built."""
        sizes = self.compiled.program.graph.sizes(family.name)
        most = sizes.most[family.member][:, :, None] * (np.ones(1) if family.name == "store" else self.hours)
        sized = sizes.expandable[family.member][:, None, None]
        return np.asarray(np.where(sized, np.where(np.isfinite(most), most, 0.0), given).reshape(-1))

    def _add(
        self, give: Give, kind: str, member: Ints, shape: tuple[int, ...], where: Ints, rows: Ints, values: Floats
    ) -> None:
        """Add gives for the cells ``where`` of a shape; cells of one member and year share a give unless per slot."""
        cells = np.array(np.unravel_index(where, shape))
        year = cells[1] if len(shape) > 1 else np.full(len(where), -1)
        slot = cells[2] if len(shape) > 2 and give.per_slot else np.full(len(where), -1)
        weight = np.ones(len(where))
        if give.rate and len(shape) > 2:
            weight = self.hours[cells[2]]
        if give.side == "lower" and give.source == "opening":
            slot = np.full(len(where), -1)
        elements = member[cells[0]]
        reach = weight * self._running(give, elements, cells)  # what a unit of a capacity is worth in each slot
        if give.source == "activity":
            weight = reach
        keys, group = np.unique(np.array([elements, year, slot]), axis=1, return_inverse=True)
        group = group.reshape(-1)
        first = len(self._gives.labels)
        current = np.zeros(keys.shape[1])
        finite = np.isfinite(values) & (weight > 0)
        bounds = np.divide(values, weight, out=np.zeros(len(where)), where=finite)
        order = np.argsort(np.abs(bounds))  # so that the largest of a group stands, with its sign
        current[group[order]] = bounds[order]
        sign = 1.0 if give.side == "lower" else -1.0
        self._gives.entries.append((rows, first + group, sign * reach))
        self._gives.varies += _vary(bounds[finite], group[finite], len(current))
        self._gives.labels += [(give, kind, int(e), int(y), int(t)) for e, y, t in keys.T]
        self._gives.current += current.tolist()
        _, same = np.unique(keys[:2], axis=1, return_inverse=True)  # the gives of one member and year
        self._gives.total += np.bincount(same.reshape(-1), np.abs(current))[same.reshape(-1)].tolist()

    def _running(self, give: Give, elements: Ints, cells: Ints) -> Floats:
        """The share of a capacity that can run: what is raised for a slot with an outage is of no use there."""
        if give.source not in ("activity", "on", "open"):
            return np.ones(len(elements))
        shape = (self.compiled.program.graph.years, self.compiled.program.graph.slots)
        available = over_time(self.compiled.program.graph.processes.availability, shape)
        return np.asarray(available[elements, cells[1], cells[2]], dtype=float)

    def _with_gives(self, lower: Floats, upper: Floats) -> Matrix:
        matrix, count, sizes = self.compiled.matrix, self.count, self._sizes()
        replaced = [(part[0], part[1], part[2]) for part in self._bound_rows]
        columns = np.concatenate([part[0] for part in replaced]) if replaced else np.zeros(0, dtype=np.int64)
        row = [matrix.row_of_entry(), matrix.rows + np.arange(len(columns))]
        column = [matrix.index.astype(np.int64), columns]
        value = [matrix.value, np.ones(len(columns))]
        for rows, gives, coefficients in self._gives.entries:
            row.append(rows)
            column.append(matrix.columns + gives)
            value.append(coefficients * sizes[gives])
        total = matrix.columns + count
        entries = np.concatenate(row), np.concatenate(column), np.concatenate(value)
        starts, index, values = compress(*entries, self._rows, total)
        return Matrix(
            # shares cost one each: a cost of 1/size per amount would drown in the solver's tolerance
            cost=np.concatenate([np.zeros(matrix.columns), np.ones(count)]),
            offset=0.0,
            lower=np.concatenate([lower, np.zeros(count)]),
            upper=np.concatenate([upper, np.full(count, np.inf)]),
            whole=np.concatenate([matrix.whole, np.zeros(count, dtype=bool)]),
            row_lower=np.concatenate([matrix.row_lower, *(part[1] for part in replaced)]),
            row_upper=np.concatenate([matrix.row_upper, *(part[2] for part in replaced)]),
            starts=starts,
            index=index,
            value=values,
        )


def _unit(graph: FlowGraph, kind: str, member: int, limits: Sequence[LimitRows]) -> str:
    """The canonical unit of what a bound of a member counts."""
    return limits[member].base if kind == "limit" else element(graph, kind, member, limits).unit


def _vary(bounds: Floats, group: Ints, count: int) -> list[bool]:
    """Whether the bounds of each group differ."""
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, group, bounds)
    np.maximum.at(high, group, bounds)
    found: list[bool] = (high - low > 1e-9 * np.maximum(np.abs(high), np.abs(low))).tolist()
    return found


def pool_gaps(compiled: Compiled, whole: bool = False) -> Iterator[tuple[int, int, int, float]]:
    """What has no way out (positive) or is lacking (negative) at least: (pool, year, slot, amount).

    Solves the program with a surplus and a shortage allowed in each balance, as little of both as possible;
    ``whole`` keeps whole numbers whole.
    """
    matrix, part = compiled.matrix, compiled.rows["balance"]
    size = part.stop - part.start
    rows = np.arange(part.start, part.stop)
    row = np.concatenate([matrix.row_of_entry(), rows, rows])
    column = np.concatenate([matrix.index, matrix.columns + np.arange(2 * size)]).astype(np.int64)
    value = np.concatenate([matrix.value, -np.ones(size), np.ones(size)])
    starts, index, values = compress(row, column, value, matrix.rows, matrix.columns + 2 * size)
    session = LimitedSession(
        Matrix(
            cost=np.concatenate([np.zeros(matrix.columns), np.ones(2 * size)]),
            offset=0.0,
            lower=np.concatenate([matrix.lower, np.zeros(2 * size)]),
            upper=np.concatenate([matrix.upper, np.full(2 * size, np.inf)]),
            whole=np.concatenate([matrix.whole & whole, np.zeros(2 * size, dtype=bool)]),
            row_lower=matrix.row_lower,
            row_upper=matrix.row_upper,
            starts=starts,
            index=index,
            value=values,
        )
    )
    answer = session.run()
    if answer.status != OPTIMAL:
        return
    surplus = answer.values[matrix.columns : matrix.columns + size]
    gap = surplus - answer.values[matrix.columns + size :]
    family = compiled.family("balance")
    for k in np.flatnonzero(np.abs(gap) > 1e-7 * max(1.0, float(np.abs(gap).max()))):
        pool, year, slot = np.unravel_index(k, family.shape)
        yield int(pool), int(year), int(slot), float(gap[k])
