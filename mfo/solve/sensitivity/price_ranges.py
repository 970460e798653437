"""How far the price of a bound holds: to which multiple of itself it may move, in the direction that helps.

The least cost is a convex function of a bound, made of straight pieces. The program is solved again, from the last
basis, with the bound moved far. Where the cost is not on the line of the price, the line through the new answer meets
that line nearer by, and the program is solved there, until the answer lies on it: there the price ends. Where there
is no plan so far off, a linear program of its own tells exactly how far there is one. Unlike the
solver's own ranging this does not stop where the basis changes and the price does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...graph.arrays.flow_graph import Bools, Floats, FlowGraph, Ints, LimitRows
from ...program.components.builder import inverse
from ..engine.highs_session import Session, SolverRun
from ..matrix.compile_program import Compiled
from ..matrix.matrix import Matrix
from .furthest import Move, furthest
from .optimum import optimum
from .share_bounds import share_bound

MOST_COLUMNS = 50_000  # larger programs take too long
MOST_BOUNDS = 16  # those of which more would help come first, and those worth most
FAR = 10.0  # to this multiple of itself a bound is moved; a price that holds so far is said to have no end
ROUNDS = 12
EDGE = 1e-7  # how far from where no plan is left the program is solved, of the move
EXACT = 1e-7  # how near the line of the price an answer lies, of what the bound is worth

Holds = dict[str, Floats]
"""By family of duals and shaped like them, the multiple of the bound: nan where not known, inf where no end was found.
All slots of a year move alike."""


@dataclass(frozen=True)
class Bound:
    """A bound of one element in one year, or one row of a limit: its columns and rows, and the prices of these."""

    family: str
    place: tuple[int, ...]  # in the family's array
    columns: Ints
    rows: Ints
    prices: Floats  # of columns, then rows
    ends: Floats  # the bounds that these prices belong to; of a share, the amount that it asks for
    lower: bool  # they are lower bounds

    @property
    def slope(self) -> float:
        """What the objective changes by when the bound doubles, at its price."""
        return float(self.prices @ self.ends)

    def slope_at(self, answer: SolverRun) -> float:
        """The same where another answer stands."""
        prices = np.concatenate([answer.reduced_costs[self.columns], answer.duals[self.rows]])
        return float(prices @ self.ends)


def ranges(compiled: Compiled, values: Floats, answer: SolverRun) -> Holds:
    """How far the prices of the dearest bounds hold; whole numbers stay as they are, as they do for the prices.

    ``values`` and ``answer`` (with the prices that are told) are those of the program as it was solved.
    """
    found: Holds = {}
    if compiled.matrix.columns > MOST_COLUMNS:
        return found
    matrix = compiled.matrix.with_numbers(values)
    bounds = sorted(_bounds(compiled, matrix, values, answer), key=lambda bound: (bound.slope > 0, -abs(bound.slope)))
    session = Session(matrix)
    first = optimum(session)
    if first is None:
        return found
    for bound in bounds[:MOST_BOUNDS]:
        held = found.setdefault(bound.family, np.full(_shape(compiled, bound), np.nan))
        held[bound.place] = _until(session, matrix, bound, first.objective)
    return found


def _shape(compiled: Compiled, bound: Bound) -> tuple[int, ...]:
    graph = compiled.program.graph
    processes = len(graph.processes.names)
    sizes = {
        "supply": len(graph.supplies.names),
        "capacity": processes,
        "built": processes,
        "market": len(graph.markets.names),
        "link": len(graph.links.names),
    }
    if bound.family in sizes:
        return (sizes[bound.family], graph.years)
    limits = {f"limit:{item.name}": item for item in (*graph.limits, *compiled.program.limits)}
    return np.shape(limits[bound.family].lower)


def _bounds(compiled: Compiled, matrix: Matrix, values: Floats, answer: SolverRun) -> Iterator[Bound]:
    """Every bound with a price."""
    steps = _steps(compiled, matrix, values, answer)
    for family, place, columns, rows, asked in (*_of_elements(compiled), *_of_limits(compiled, matrix, values)):
        if (family, *place) in steps:
            step = steps[(family, *place)]
            if step is None:
                continue
            asked = np.concatenate([matrix.upper[columns], matrix.row_upper[rows], step[1]])
            rows = np.concatenate([rows, step[0]])
        prices = np.concatenate([answer.reduced_costs[columns], answer.duals[rows]])
        if not prices.any() or (prices.min() < 0 < prices.max()):
            continue
        lower = bool(prices.sum() > 0)
        ends = np.concatenate(
            [matrix.lower[columns], matrix.row_lower[rows]]
            if lower
            else [matrix.upper[columns], matrix.row_upper[rows]]
        )
        ends = np.where(np.isfinite(ends), ends, 0.0) if asked is None else asked
        if abs(float(prices @ ends)) > 0:
            yield Bound(family, place, columns, rows, prices, ends, lower)


def _steps(
    compiled: Compiled, matrix: Matrix, values: Floats, answer: SolverRun
) -> dict[tuple[object, ...], tuple[Ints, Floats] | None]:
    """By family, element and year of supplies and markets that come after another: the rows that hold their most while
    the one before is used up, and that most. None: the element is one that must be used up, and more of it costs."""
    found: dict[tuple[object, ...], tuple[Ints, Floats] | None] = {}
    graph, row_of = compiled.program.graph, matrix.row_of_entry()
    for kind, items in (("supply", graph.supplies), ("market", graph.markets)):
        states = compiled.program.registry.variables.get(f"{kind}_step")
        if states is None or items.after is None or f"{kind} step" not in compiled.rows:
            continue
        of_state = (matrix.index >= states.columns.start) & (matrix.index < states.columns.stop)
        held = np.bincount(
            row_of[of_state], -(matrix.value * values[matrix.index])[of_state], minlength=matrix.rows
        ).astype(np.float64)
        for later, rows in _numbers(compiled, f"{kind} step").items():
            for year in range(graph.years):
                found[(kind, later, year)] = rows[year].reshape(-1), held[rows[year].reshape(-1)]
        for later, rows in _numbers(compiled, f"{kind} step before").items():
            for year in range(graph.years):
                if answer.duals[rows[year].reshape(-1)].any():
                    found[(kind, int(items.after[later]), year)] = None
    return found


def _owners(graph: FlowGraph) -> tuple[tuple[str, str, Ints], ...]:
    """Families of duals, the variables that their bounds may stand on, and whose each member is."""
    return (
        ("supply", "supply", np.arange(len(graph.supplies.names))),
        ("capacity", "activity", np.arange(len(graph.processes.names))),
        ("built", "capacity", np.flatnonzero(graph.processes.expandable)),
        ("market", "delivery", graph.deliveries.market),
        ("link", "arc", graph.arcs.link),
    )


Place = tuple[str, tuple[int, ...], Ints, Ints, Floats | None]
"""Family, place in its array, columns, rows, and the amount asked for where the rows do not hold it themselves."""


def _of_elements(compiled: Compiled) -> Iterator[Place]:
    """Each element's bounds in a year: a row where one bounds several columns."""
    nothing = np.zeros(0, dtype=np.int64)
    for family, name, owner in _owners(compiled.program.graph):
        variable = compiled.program.registry.variables[name]
        columns = np.arange(variable.columns.start, variable.columns.stop).reshape(variable.shape)
        rows = {} if family == "capacity" else _numbers(compiled, family)
        for element, members in _members(owner):
            for year in range(variable.shape[1]):
                if element in rows:
                    yield family, (element, year), nothing, rows[element][year].reshape(-1), None
                else:
                    yield family, (element, year), columns[members, year].reshape(-1), nothing, None


def _members(owner: Ints) -> Iterator[tuple[int, Ints]]:
    """Each owner with its members, both in order."""
    if not len(owner):
        return
    order = np.argsort(owner, kind="stable")
    owners, first = np.unique(owner[order], return_index=True)
    yield from zip(owners.tolist(), np.split(order, first[1:]), strict=True)


def _of_limits(compiled: Compiled, matrix: Matrix, values: Floats) -> Iterator[Place]:
    """The same of limits; a share only where what it is of is fixed, so that a larger share asks for so much more."""
    limits = (*compiled.program.graph.limits, *compiled.program.limits)
    nothing = np.zeros(0, dtype=np.int64)
    for when in ("slot", "year", "total"):
        if f"limit {when}" not in compiled.rows:
            continue
        family, part = compiled.family(f"limit {when}"), compiled.rows[f"limit {when}"]
        numbers = np.arange(part.start, part.stop).reshape(len(family.member), *(family.shape[1:] or (1,)))
        for position, rows in zip(family.member.tolist(), numbers, strict=True):
            limit = limits[position]
            if limit.share and not _is_fixed(compiled, matrix, limit):
                continue
            for place, number in np.ndenumerate(rows):
                asked = _asked(compiled, matrix, values, when, position, place, number) if limit.share else None
                if not limit.share or asked is not None:
                    yield f"limit:{limit.name}", place, nothing, np.array([number]), asked


def _is_fixed(compiled: Compiled, matrix: Matrix, limit: LimitRows) -> bool:
    """Whether the amount that a share is of is the same in every plan."""
    for term in limit.of:
        variable = compiled.program.registry.variables.get(term.family)
        if variable is None:
            return False
        rows = inverse(variable.member, compiled.program.graph.size(term.family))[term.member]
        held = (matrix.lower == matrix.upper)[variable.columns].reshape(variable.shape)
        if not held[rows[rows >= 0]].all():  # what the program has no variable for is known
            return False
    return True


def _asked(
    compiled: Compiled, matrix: Matrix, values: Floats, when: str, position: int, place: tuple[int, ...], row: int
) -> Floats | None:
    """(1,) the amount that a share asks for in a row; None where it cannot be told."""
    upper = bool(np.isfinite(matrix.row_upper[row]))
    year, slot = (*place, -1)[:2] if when != "total" else (-1, -1)
    found = share_bound(compiled, f"limit {when}", upper, position, year, slot, values)
    return None if found is None else np.array([found[0] * found[1]])


def _numbers(compiled: Compiled, name: str) -> dict[int, Ints]:
    """The rows of a family by the member of the graph that they bound."""
    if name not in compiled.rows:
        return {}
    family, place = compiled.family(name), compiled.rows[name]
    return dict(zip(family.member.tolist(), np.arange(place.start, place.stop).reshape(family.shape), strict=True))


def _until(session: Session, matrix: Matrix, bound: Bound, least: float) -> float:
    """The multiple of itself up to which a bound may move at the same price; nan where it was not found."""
    more = bound.slope < 0
    price, step = abs(bound.slope), FAR - 1.0 if more else 1.0
    reached, edge = np.nan, np.inf  # beyond the edge there is no plan
    for tried in range(ROUNDS):
        inside = min(step, edge * (1.0 - EDGE))
        _move(session, matrix, bound, 1.0 + inside if more else 1.0 - inside)
        answer = optimum(session)
        if answer is None:
            if np.isfinite(edge):
                break
            step = edge = _furthest(matrix, bound, more, step)
            if not edge > EDGE:
                break
            continue
        # what must all be taken may cost where it was worth something: the sign counts
        gained, there = least - answer.objective, bound.slope_at(answer) * float(np.sign(bound.slope))
        if price * inside - gained <= EXACT * price:
            reached = np.inf if more and tried == 0 else step
            break
        if there >= price:
            break
        step = max((gained - there * inside) / (price - there), 0.0)
    _move(session, matrix, bound, 1.0)
    return 1.0 + reached if more else 1.0 - reached


def _furthest(matrix: Matrix, bound: Bound, more: bool, most: float) -> float:
    """The largest move up to ``most`` that leaves a plan."""
    size, by = len(bound.columns), bound.ends if more else -bound.ends
    return furthest(matrix, Move(bound.rows, by[size:], bound.columns, by[:size], bound.lower), most)


def _move(session: Session, matrix: Matrix, bound: Bound, factor: float) -> None:
    """Set a bound to a multiple of itself; where both sides are one, both move."""
    size = len(bound.columns)
    for numbers, ends, low, high, place in (
        (bound.columns, bound.ends[:size], matrix.lower, matrix.upper, session.set_bounds),
        (bound.rows, bound.ends[size:], matrix.row_lower, matrix.row_upper, session.set_row_bounds),
    ):
        if len(numbers):
            lower, upper, further = low[numbers], high[numbers], (factor - 1.0) * ends
            tied = lower == upper
            place(
                numbers,
                _shifted(lower, further, tied | bound.lower),
                _shifted(upper, further, tied | (not bound.lower)),
            )


def _shifted(bounds: Floats, further: Floats, chosen: Bools) -> Floats:
    """Chosen bounds and something more; where there is none there stays none."""
    return np.add(bounds, further, out=bounds.copy(), where=chosen & np.isfinite(bounds))
