"""The elastic program: every bound that a plant's owner could change may give way, at a price.

Each *give* is one bound of one element (the capacity of a process, what a market takes at most, what must be taken of
a supply); it enters every row that it would move. Minimising the relative size of what gives finds the cheapest
way out. Laws of nature (balances, recipes, storage) do not give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from ...errors import SolverError
from ...graph.arrays.flow_graph import Floats, Ints
from ...program.components.builder import Family, Variable, over_time
from ..engine.highs_session import OPTIMAL, Session
from ..matrix.compile_program import Compiled
from ..matrix.matrix import Matrix, compress
from ..sensitivity.share_bounds import share_bound

TOLERANCE = 1e-6  # bounds that give by hundreds of their size leave the solver less exact, and amounts have four digits
PATIENCE = 0.3  # a way out that is not quite the smallest is one, too


@dataclass(frozen=True)
class Give:
    """How one kind of bound gives: which side of which rows or columns, and what it means for the user."""

    source: str  # name of a variable (its bounds) or of a family of rows
    side: str  # "lower" or "upper": the bound that gives, downwards or upwards
    bound: str  # in the user's words: "amount", "capacity", "minimum", "maximum", ...
    rate: bool = False  # one number per hour for all slots, so that it counts times the slot's hours
    per_slot: bool = False  # each slot gives by itself


COLUMN_GIVES = (
    Give("supply", "lower", "amount", per_slot=True),
    Give("supply", "upper", "amount", rate=True),
    Give("activity", "upper", "capacity", rate=True),
    Give("arc", "upper", "capacity", rate=True),
    Give("delivery", "lower", "minimum", rate=True),
    Give("delivery", "upper", "maximum", rate=True),
    Give("level", "upper", "capacity"),
    Give("opening", "upper", "capacity"),
    Give("opening", "lower", "start"),
    Give("capacity", "upper", "capacity"),
)
ROW_GIVES = (
    Give("market", "lower", "minimum", rate=True),
    Give("market", "upper", "maximum", rate=True),
    Give("link", "upper", "capacity", rate=True),
    Give("used", "upper", "capacity", rate=True),
    Give("link minimum load", "lower", "minimum_load", rate=True),
    Give("on", "upper", "capacity", rate=True),
    Give("open", "upper", "capacity", rate=True),
    Give("standing", "upper", "capacity", rate=True),
    Give("minimum load", "lower", "minimum_load", rate=True),
    Give("minimum built load", "lower", "minimum_load", rate=True),
    Give("minimum_share", "lower", "minimum_share", per_slot=True),
    Give("maximum_share", "upper", "maximum_share", per_slot=True),
    Give("quality maximum", "upper", "maximum", per_slot=True),
    Give("quality minimum", "lower", "minimum", per_slot=True),
    Give("store", "upper", "capacity"),
    Give("store first repeat", "upper", "capacity"),
    Give("store last repeat", "upper", "capacity"),
    Give("store first year", "upper", "capacity"),
    Give("store last year", "upper", "capacity"),
    Give("storage end", "lower", "end"),
    Give("storage end", "upper", "end"),
    Give("longest stay", "upper", "maximum_stay", per_slot=True),
    Give("ramp up", "upper", "ramp", per_slot=True),
    Give("ramp down", "lower", "ramp", per_slot=True),
    Give("built ramp up", "upper", "ramp", per_slot=True),
    Give("built ramp down", "lower", "ramp", per_slot=True),
    Give("limit slot", "lower", "minimum", per_slot=True),
    Give("limit slot", "upper", "maximum", per_slot=True),
    Give("limit year", "lower", "minimum", per_slot=True),
    Give("limit year", "upper", "maximum", per_slot=True),
    Give("limit total", "lower", "minimum", per_slot=True),
    Give("limit total", "upper", "maximum", per_slot=True),
    Give("fixed", "lower", "measured", per_slot=True),
    Give("fixed", "upper", "measured", per_slot=True),
)


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

    def __init__(self, compiled: Compiled, time_limit: float, limits_alone: bool = False) -> None:
        """Free the bounds that give, and put a give beside each; ``limits_alone``: beside those of limits only."""
        self.compiled = compiled
        self.hours = compiled.program.graph.times.hours
        self._limits_alone = limits_alone
        self._gives = _Columns()
        self._bound_rows: list[tuple[Ints, Floats, Floats]] = []  # columns, lower, upper of rows that replace bounds
        self._rows = compiled.matrix.rows
        self.matrix = self._matrix()
        self.first = compiled.matrix.columns
        self.session = Session(self.matrix, time_limit=time_limit, tolerance=TOLERANCE, patience=PATIENCE)
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
        try:
            answer = self.session.run()
            while answer.status == OPTIMAL and (idle := self._idle(answer.values)):
                self._forbid(idle)
                answer = self.session.run()
        except SolverError:  # no plan is still the answer, with one way out less
            return []
        if answer.status != OPTIMAL:
            return []
        shares, scale = answer.values[self.first :], self._sizes()
        found = np.flatnonzero(shares > 1e-7).tolist()
        return [self._given(k, float(shares[k] * scale[k]), float(scale[k]), answer.values) for k in found]

    def cheapest_of(self, allowed: Callable[[str, int, str], bool]) -> list[Given]:
        """The cheapest relaxation of what ``allowed`` admits by kind, member and bound; empty where there is none."""
        labels = self._gives.labels
        others = [k for k, (give, kind, member, _, _) in enumerate(labels) if not allowed(kind, member, give.bound)]
        shut = np.array([k for k in others if k not in self.closed], dtype=np.int64) + self.first
        nothing = np.zeros(len(shut))
        self.session.set_bounds(shut, nothing, nothing)
        given = self.cheapest()
        self.session.set_bounds(shut, nothing, np.full(len(shut), np.inf))
        return given

    def members(self, kind: str) -> list[int]:
        """The members of a kind that can give."""
        return sorted({member for _, each, member, _, _ in self._gives.labels if each == kind})

    def close(self, given: list[Given]) -> None:
        """Forbid every give of the elements and bounds in ``given``."""
        names = {(part.kind, part.member, part.bound) for part in given}
        chosen = [
            k
            for k, (give, kind, member, _, _) in enumerate(self._gives.labels)
            if (kind, member, give.bound) in names and k not in self.closed
        ]
        self._forbid(chosen)

    def _idle(self, values: Floats) -> list[int]:
        """Capacities that give although what they belong to is off, closed or not used: no plan could use them."""
        found = []
        for k in np.flatnonzero(values[self.first :] > 1e-7).tolist():
            give, _, member, year, _ = self._gives.labels[k]
            if give.source not in ("on", "open", "used", "standing"):
                continue
            state = self.compiled.program.registry.variables[give.source]
            row = int(np.flatnonzero(state.member == member)[0])
            if not values[state.columns].reshape(state.shape)[row, year].max() > 0.5:
                found.append(k)
        return found

    def _forbid(self, chosen: list[int]) -> None:
        self.closed.update(chosen)
        zero = np.zeros(len(chosen))
        self.session.set_bounds(np.array(chosen, dtype=np.int64) + self.first, zero, zero)

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
        if family.name == "standing":
            return np.asarray(graph.processes.most[family.member].reshape(-1))
        return (matrix.row_lower if give.side == "lower" else matrix.row_upper)[part]

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


def _vary(bounds: Floats, group: Ints, count: int) -> list[bool]:
    """Whether the bounds of each group differ."""
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, group, bounds)
    np.maximum.at(high, group, bounds)
    found: list[bool] = (high - low > 1e-9 * np.maximum(np.abs(high), np.abs(low))).tolist()
    return found


def pool_gaps(compiled: Compiled, time_limit: float, whole: bool = False) -> Iterator[tuple[int, int, int, float]]:
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
    answer = Session(
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
        ),
        time_limit=time_limit,
    ).run()
    if answer.status != OPTIMAL:
        return
    surplus = answer.values[matrix.columns : matrix.columns + size]
    gap = surplus - answer.values[matrix.columns + size :]
    family = compiled.family("balance")
    for k in np.flatnonzero(np.abs(gap) > 1e-7 * max(1.0, float(np.abs(gap).max()))):
        pool, year, slot = np.unravel_index(k, family.shape)
        yield int(pool), int(year), int(slot), float(gap[k])
