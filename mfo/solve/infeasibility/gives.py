"""Which bounds may give way, and the program in which they do: its gives are further columns, its bounds rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ...graph.arrays.families import COLUMNS, ROWS, ColumnFamily, RowFamily
from ...graph.arrays.flow_graph import Floats, Ints
from ...program.components.builder import Family, Variable, over_time
from ..matrix.compile_program import Compiled
from ..matrix.matrix import Matrix, compress


@dataclass(frozen=True)
class Relaxation:
    """How one kind of bound gives: which side of which rows or columns, and what it means for the user."""

    source: str  # name of a variable (its bounds) or of a family of rows
    side: str  # "lower" or "upper": the bound that gives, downwards or upwards
    bound: str  # in the user's words: "amount", "capacity", "minimum", "maximum", ...
    rate: bool = False  # one number per hour for all slots, so that it counts times the slot's hours
    per_slot: bool = False  # each slot gives by itself


def _gives(families: Iterable[ColumnFamily | RowFamily]) -> tuple[Relaxation, ...]:
    """What may give way of families, as they declare it."""
    return tuple(
        Relaxation(family.name, give.side, give.bound, give.rate, give.per_slot)
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


TRADE_LOADS = tuple(f"{kind} {row}" for kind in ("supply", "market") for row in ("minimum load", "in use"))
TIE = 1e-4
"""How much dearer the last of all gives is than the first: which of several equal ways out is found does not hang on
the solver, and the digits that are told do not change by it."""
SEEN, DEAREST = 1e-6, 1e5  # the least difference of costs that the solver sees, and what a share costs at most


class Gives:
    """The gives of a compiled program, in the order of their columns, and the program with them."""

    def __init__(self, compiled: Compiled, limits_alone: bool = False) -> None:
        """Free the bounds that give, and put a give beside each; ``limits_alone``: beside those of limits only."""
        self.compiled = compiled
        self.hours = compiled.program.graph.times.hours
        self.labels: list[tuple[Relaxation, str, int, int, int]] = []  # give, kind, member, year, slot
        self.current: list[float] = []  # the bound itself, the largest where several share a give
        self.total: list[float] = []  # the same over the slots of a year, which gives are measured by
        self.varies: list[bool] = []  # whether bounds that share a give differ
        self._limits_alone = limits_alone
        self._entries: list[tuple[Ints, Ints, Floats]] = []  # row, give, coefficient
        self._bound_rows: list[tuple[Ints, Floats, Floats]] = []  # columns, lower, upper of rows that replace bounds
        self._rows = compiled.matrix.rows
        self.matrix = self._matrix()

    def sizes(self) -> Floats:
        """What a change of each give is measured by; a bound of zero by what is usual among the others."""
        total = np.array(self.total)
        usual = float(np.median(total[total > 0])) if (total > 0).any() else 1.0
        return np.where(total > 0, total, usual)

    def prices(self) -> Floats:
        """(gives,) what a share of each costs: all the same, and a little more what stands later in the program.

        So much that the solver sees the difference in each unit of what is bounded.
        """
        places: dict[tuple[str, int, str], int] = {}
        order = [places.setdefault((kind, member, give.bound), len(places)) for give, kind, member, *_ in self.labels]
        step = TIE / max(len(places), 1)
        seen = SEEN * float(self.sizes().max(initial=1.0)) / step
        return min(max(seen, 1.0), DEAREST) * (1.0 + step * np.array(order, dtype=float))

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

    def _column_give(self, give: Relaxation, variable: Variable, lower: Floats, upper: Floats) -> None:
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

    def _row_give(self, give: Relaxation, family: Family) -> None:
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

    def _row_value(self, give: Relaxation, family: Family) -> Floats:
        """What the bound of each row of a family is in the user's words, per slot."""
        graph, matrix, part = self.compiled.program.graph, self.compiled.matrix, self.compiled.rows[family.name]
        shape = (graph.years, graph.slots)
        if family.name == "link minimum load":
            return over_time(graph.links.minimum_load, shape)[family.member].reshape(-1)
        if family.name in TRADE_LOADS:
            items = graph.supplies if family.kind == "supply" else graph.markets
            values = items.maximum if give.side == "upper" else items.minimum_load
            return np.zeros(0) if values is None else over_time(values, shape)[family.member].reshape(-1)
        if family.name == "used":
            return over_time(graph.links.capacity, shape)[family.member].reshape(-1)
        if family.name in ("on", "open"):
            capacity = np.where(graph.processes.expandable[:, None], graph.processes.most, graph.processes.installed)
            return np.asarray((capacity[family.member][:, :, None] * self.hours).reshape(-1))
        if family.name in ("store", "link"):
            return self._of_size(family, matrix.row_upper[part].reshape(family.shape))
        if family.name.endswith(" least size"):
            least = self.compiled.program.graph.sizes(family.kind).least
            return np.asarray((np.zeros(0) if least is None else least[family.member]).reshape(-1))
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
        self, give: Relaxation, kind: str, member: Ints, shape: tuple[int, ...], where: Ints, rows: Ints, values: Floats
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
        first = len(self.labels)
        current = np.zeros(keys.shape[1])
        finite = np.isfinite(values) & (weight > 0)
        bounds = np.divide(values, weight, out=np.zeros(len(where)), where=finite)
        order = np.argsort(np.abs(bounds))  # so that the largest of a group stands, with its sign
        current[group[order]] = bounds[order]
        sign = 1.0 if give.side == "lower" else -1.0
        self._entries.append((rows, first + group, sign * reach))
        self.varies += _vary(bounds[finite], group[finite], len(current))
        self.labels += [(give, kind, int(e), int(y), int(t)) for e, y, t in keys.T]
        self.current += current.tolist()
        _, same = np.unique(keys[:2], axis=1, return_inverse=True)  # the gives of one member and year
        self.total += np.bincount(same.reshape(-1), np.abs(current))[same.reshape(-1)].tolist()

    def _running(self, give: Relaxation, elements: Ints, cells: Ints) -> Floats:
        """The share of a capacity that can run: what is raised for a slot with an outage is of no use there."""
        if give.source not in ("activity", "on", "open"):
            return np.ones(len(elements))
        shape = (self.compiled.program.graph.years, self.compiled.program.graph.slots)
        available = over_time(self.compiled.program.graph.processes.availability, shape)
        return np.asarray(available[elements, cells[1], cells[2]], dtype=float)

    def _with_gives(self, lower: Floats, upper: Floats) -> Matrix:
        matrix, count, sizes = self.compiled.matrix, len(self.labels), self.sizes()
        replaced = [(part[0], part[1], part[2]) for part in self._bound_rows]
        columns = np.concatenate([part[0] for part in replaced]) if replaced else np.zeros(0, dtype=np.int64)
        row = [matrix.row_of_entry(), matrix.rows + np.arange(len(columns))]
        column = [matrix.index.astype(np.int64), columns]
        value = [matrix.value, np.ones(len(columns))]
        for rows, gives, coefficients in self._entries:
            row.append(rows)
            column.append(matrix.columns + gives)
            value.append(coefficients * sizes[gives])
        total = matrix.columns + count
        entries = np.concatenate(row), np.concatenate(column), np.concatenate(value)
        starts, index, values = compress(*entries, self._rows, total)
        return Matrix(
            # shares cost one each: a cost of 1/size per amount would drown in the solver's tolerance
            cost=np.concatenate([np.zeros(matrix.columns), self.prices()]),
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
