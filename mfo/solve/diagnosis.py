"""What to say when there is no plan: what cannot hold together, the ways out, or the loop that earns for ever.

Everything is structured data with a sentence. Amounts are canonical; ``show`` puts them into the user's units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from ..errors import Problem
from ..graph.arrays import Floats
from ..program.build import Program
from ..program.names import Element, element
from .compile import Compiled, compile_program
from .elastic import Elastic, Given, pool_gaps
from .matrix import Matrix, compress
from .session import OPTIMAL, Session

Show = Callable[[float, str, Element], str]
ALTERNATIVES = 5
SLIP = 1000.0
LEAST_SLIP = 30.0  # a bound that is off by less than this is not taken for a slip of units


@dataclass(frozen=True)
class Part:
    """One bound that takes part in a conflict."""

    element: Element
    bound: str  # "amount", "capacity", "minimum", "maximum", ...
    year: int | None = None  # label of the milestone; None: all
    slot: str | None = None  # label; None: all

    def __str__(self) -> str:
        """The bound in words."""
        return f"{_named(self.element)}: {self.bound.replace('_', ' ')}"


@dataclass(frozen=True)
class Change:
    """One change of a remedy: a bound of an element moves by ``amount`` from ``current`` to ``needed``."""

    element: Element
    bound: str
    upward: bool
    amount: float
    current: float
    needed: float
    unit: str  # canonical; a rate where the bound is one: "t/h"
    year: int | None
    slot: str | None  # where it is largest
    total: float  # over all slots, for what gives slot by slot
    slip: bool  # a thousand times larger or smaller would fit
    parts: tuple[tuple[int | None, str | None, float], ...]  # (year, slot, amount) of all that moves
    sentence: str


@dataclass(frozen=True)
class Remedy:
    """Changes that together make a plan possible; ``size`` is relative to the bounds that change."""

    changes: tuple[Change, ...]
    size: float

    @property
    def sentence(self) -> str:
        """What to do, in the imperative."""
        return "; and ".join(change.sentence for change in self.changes)


@dataclass(frozen=True)
class Gap:
    """What has no way out of a pool, or is lacking there."""

    element: Element
    year: int
    slot: str
    amount: float  # positive: no way out; negative: lacking
    unit: str
    sentence: str


@dataclass(frozen=True)
class Diagnosis:
    """Why there is no plan. ``kind``: ``infeasible`` or ``unbounded``."""

    kind: str
    sentence: str
    gaps: tuple[Gap, ...] = ()
    conflict: tuple[Part, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    loop: tuple[Element, ...] = ()  # unbounded: what earns for ever
    slips: tuple[Change, ...] = ()  # likely errors of a factor of 1,000, the likeliest first

    def problems(self) -> tuple[Problem, ...]:
        """The diagnosis as problems: first what is wrong, then what cannot hold together."""
        code = "no-plan" if self.kind == "infeasible" else "unbounded"
        ways = " Or: ".join(f"{remedy.sentence}." for remedy in self.remedies)
        found = [Problem(code, self.sentence, remedy=ways)]
        for slip in self.slips[:1]:
            message = f"The {slip.bound} of {_named(slip.element)} looks a thousand times too {_size_word(slip)}."
            found.append(Problem("unit-slip", message, remedy="Check its unit."))
        if self.conflict:
            parts = "; ".join(dict.fromkeys(str(part) for part in self.conflict))
            found.append(Problem("conflict", f"These cannot hold together: {parts}."))
        return tuple(found)


def diagnose(
    program: Program | Compiled, status: str = "infeasible", *, show: Show | None = None, time_limit: float = 60.0
) -> Diagnosis:
    """Explain why a program has no solution.

    ``status`` is that of the solution; ``show`` writes an amount and its canonical unit as the user does.
    ``time_limit`` [s] holds for each of the programs that are solved on the way.
    """
    compiled = compile_program(program) if isinstance(program, Program) else program
    writer = _Writer(compiled.program, show or _plainly)
    if status == "unbounded":
        return _unbounded(compiled, writer, time_limit)
    return _infeasible(compiled, writer, time_limit)


class _Writer:
    """Names members and writes amounts."""

    def __init__(self, program: Program, show: Show) -> None:
        self.graph, self.show = program.graph, show
        self.limits = (*program.graph.limits, *program.limits)
        self.program = program

    def element(self, kind: str, member: int) -> Element:
        if kind == "measurement":
            names = [name for part in self.program.fixed for name in part.names]
            return Element("measurement", names[member])
        return element(self.graph, kind, member, self.limits)

    def year(self, position: int) -> int | None:
        return self.graph.times.years[position] if position >= 0 else None

    def slot(self, position: int) -> str | None:
        return self.graph.times.labels[position] if position >= 0 else None

    def when(self, year: int | None, slot: str | None) -> str:
        parts = []
        if slot is not None and self.graph.slots > 1:
            parts.append(f"in slot {slot}" if slot.isdigit() else f"in {slot}")
        if year is not None and self.graph.years > 1:
            parts.append(f"in {year}" if not parts else f"of {year}")
        return " ".join(("", *parts))


def _infeasible(compiled: Compiled, writer: _Writer, time_limit: float) -> Diagnosis:
    gaps = _gaps(compiled, writer, time_limit)
    remedies = _remedies(compiled, writer, time_limit)
    conflict = _conflict(compiled, writer, time_limit)
    budgets = _budgets(writer, remedies[0]) if remedies else ()
    if budgets:
        sentence = f"There is not enough money: {'; '.join(budgets)}."
    elif gaps:
        sentence = gaps[0].sentence
    elif conflict:
        sentence = f"These bounds cannot hold together: {'; '.join(dict.fromkeys(str(part) for part in conflict))}."
    else:
        sentence = "No plan can satisfy all bounds at once."
    slips = sorted(
        (change for remedy in remedies for change in remedy.changes if change.slip),
        key=lambda change: -_unusual(compiled, change),
    )
    return Diagnosis("infeasible", sentence, gaps, conflict, remedies, slips=tuple(slips))


def _budgets(writer: _Writer, remedy: Remedy) -> tuple[str, ...]:
    """The limits that the cheapest remedy raises, if they are all limits on money: no flow is at fault then."""
    currency = writer.graph.effects["cost"]
    if any(change.element.kind != "limit" or change.element.unit != currency for change in remedy.changes):
        return ()
    return tuple(f"no plan can keep {_named(change.element)}" for change in remedy.changes)


def _gaps(compiled: Compiled, writer: _Writer, time_limit: float) -> tuple[Gap, ...]:
    """The largest gap of each pool, largest first; the sentence tells in how many slots there is one."""
    largest: dict[tuple[int, bool], tuple[int, int, float]] = {}
    total: dict[tuple[int, bool], float] = {}
    count: dict[tuple[int, bool], int] = {}
    for pool, year, slot, amount in pool_gaps(compiled, time_limit):
        key = (pool, amount > 0)
        total[key] = total.get(key, 0.0) + amount
        count[key] = count.get(key, 0) + 1
        if key not in largest or abs(amount) > abs(largest[key][2]):
            largest[key] = (year, slot, amount)
    found = []
    for key in sorted(largest, key=lambda key: -abs(total[key])):
        (year, slot, amount), (pool, surplus) = largest[key], key
        where = writer.element("pool", pool)
        label, name = writer.graph.times.years[year], writer.graph.times.labels[slot]
        text = writer.show(abs(amount), where.unit, where)
        lacks = "have no way out" if surplus else "are lacking"
        sums = writer.show(abs(total[key]), where.unit, where)
        rest = f" ({sums} in {count[key]} slots)" if count[key] > 1 else ""
        sentence = f"{where.material} at {where.site}: {text}{writer.when(label, name)}{rest} {lacks}."
        found.append(Gap(where, label, name, amount, where.unit, sentence))
    return tuple(found)


def _remedies(compiled: Compiled, writer: _Writer, time_limit: float) -> tuple[Remedy, ...]:
    """The cheapest relaxation, then the cheapest without what the earlier ones change, and so on."""
    elastic = Elastic(compiled, time_limit)
    found: list[Remedy] = []
    while len(found) < ALTERNATIVES:
        given = elastic.cheapest()
        if not given:
            break
        elastic.close(given)
        changes = tuple(_change(writer, same) for same in _by_bound(given))
        found.append(Remedy(changes, sum(part.size for part in given)))
    return tuple(found)


def _by_bound(given: Iterable[Given]) -> list[list[Given]]:
    """Gives of one bound of one element and direction together, the largest first."""
    groups: dict[tuple[str, int, str, bool], list[Given]] = {}
    for part in given:
        groups.setdefault((part.kind, part.member, part.bound, part.upward), []).append(part)
    ordered = sorted(groups.values(), key=lambda group: -sum(part.size for part in group))
    return [sorted(group, key=lambda part: -part.amount) for group in ordered]


def _change(writer: _Writer, same: list[Given]) -> Change:
    first = same[0]
    thing = writer.element(first.kind, first.member)
    per_hour = first.rate or (first.kind, first.bound) == ("process", "capacity")
    unit = f"{thing.unit}/h" if per_hour else thing.unit
    amount = first.amount
    needed = first.current + amount if first.upward else first.current - amount
    needed = 0.0 if abs(needed) < 1e-9 * abs(first.current) else needed  # rounding of the solver
    year, slot = writer.year(first.year), writer.slot(first.slot)
    total = sum(part.amount for part in same)
    slip = _is_slip(first.current, needed)
    parts = tuple((writer.year(part.year), writer.slot(part.slot), part.amount) for part in same)
    bounds = first.bound, first.upward, amount, first.current, needed
    made = Change(thing, *bounds, unit, year, slot, total, slip, parts, "")
    by_year = len(same) > 1 and all(part.slot < 0 <= part.year for part in same) and thing.kind == "limit"
    sentence = _by_year(writer, made, same) if by_year else _sentence(writer, made, len(same))
    return replace(made, sentence=sentence)


def _by_year(writer: _Writer, change: Change, same: list[Given]) -> str:
    """A limit that gives in several years: which, and by how much each."""
    thing, word = change.element, "raise" if change.upward else "lower"
    parts = []
    for part in sorted(same, key=lambda part: part.year):
        needed = part.current + part.amount if part.upward else part.current - part.amount
        amount = writer.show(_outward(part.amount), change.unit, thing)
        reached = writer.show(_outward(needed, change.upward), change.unit, thing)
        parts.append(f"in {writer.year(part.year)} by {amount} (to {reached})")
    return f"{word} the {change.bound.replace('_', ' ')} of {_named(thing)} {', '.join(parts)}"


def _sentence(writer: _Writer, change: Change, slots: int) -> str:
    thing, name = change.element, _named(change.element)
    when = writer.when(change.year, change.slot)
    amount = writer.show(_outward(change.amount), change.unit, thing)
    needed = writer.show(_outward(change.needed, change.upward), change.unit, thing)
    current = writer.show(change.current, change.unit, thing)
    if thing.kind == "supply" and change.bound == "amount" and not change.upward:
        sums = writer.show(_outward(change.total), change.unit, thing)
        rest = f" ({sums} over {slots} slots)" if slots > 1 else ""
        return f"take {amount} less of {name}{when}{rest}"
    word = "raise" if change.upward else "lower"
    if thing.kind in ("quality", "measurement") or change.bound.endswith("share"):
        return f"{word} the {change.bound.replace('_', ' ')} of {name}{when} by the equivalent of {amount}"
    return f"{word} the {change.bound.replace('_', ' ')} of {name}{when} by {amount}, from {current} to {needed}"


def _outward(value: float, upward: bool = True) -> float:
    """Round to four digits so that the remedy still suffices."""
    if not value or not np.isfinite(value):
        return value
    step = 10.0 ** (np.floor(np.log10(abs(value))) - 3)
    rounded = (np.ceil if upward else np.floor)(round(value / step, 6)) * step
    return float(rounded)


def _is_slip(current: float, needed: float) -> bool:
    """Whether a bound a thousand times larger, or smaller, would fit, and nothing much nearer would."""
    if current <= 0 or needed <= 0:
        return False
    ratio = max(needed / current, current / needed)
    return LEAST_SLIP <= ratio <= SLIP


def _unusual(compiled: Compiled, change: Change) -> float:
    """How far a bound is from the usual size of bounds, in powers of ten; tells which of two is the slip."""
    graph = compiled.program.graph
    hours = graph.times.hours.sum()
    rates = [
        graph.supplies.maximum.sum(axis=2) / hours,
        graph.processes.installed,
        graph.markets.maximum.sum(axis=2) / hours,
    ]
    sizes = np.concatenate([np.asarray(part, dtype=float).reshape(-1) for part in rates])
    sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
    if not len(sizes):
        return 0.0
    own = change.current if change.unit.endswith("/h") else change.current / float(graph.times.hours.mean())
    return abs(float(np.log10(own)) - float(np.median(np.log10(sizes))))


def _size_word(change: Change) -> str:
    return "small" if change.upward else "large"


def _conflict(compiled: Compiled, writer: _Writer, time_limit: float) -> tuple[Part, ...]:
    """The choices in an irreducible conflict; laws of nature are left out, as nobody can change them."""
    session = Session(compiled.matrix, time_limit=time_limit)
    if session.run().status == OPTIMAL:
        return ()
    columns, rows = session.conflict(time_limit)
    found = [_column_part(compiled, writer, int(column)) for column in columns]
    found += [_row_part(compiled, writer, int(row)) for row in rows]
    return tuple(part for part in found if part is not None)


BOUND_WORDS = {
    "supply": "amount",
    "activity": "capacity",
    "capacity": "capacity",
    "built": "build",
    "arc": "capacity",
    "level": "capacity",
    "opening": "start",
    "market": "minimum and maximum",
    "delivery": "minimum and maximum",
}


def _column_part(compiled: Compiled, writer: _Writer, column: int) -> Part | None:
    for name, variable in compiled.program.registry.variables.items():
        if variable.first <= column < variable.first + variable.size:
            index = np.unravel_index(column - variable.first, variable.shape)
            low, high = variable.lower[index], variable.upper[index]
            if name not in BOUND_WORDS or (low == 0 and high == np.inf):
                return None
            member = int(variable.member[index[0]])
            slot = int(index[2]) if len(index) > 2 and name != "opening" else -1
            return Part(
                writer.element(variable.kind, member), BOUND_WORDS[name], writer.year(int(index[1])), writer.slot(slot)
            )
    return None


def _row_part(compiled: Compiled, writer: _Writer, row: int) -> Part | None:
    for family in compiled.program.registry.families:
        part = compiled.rows[family.name]
        if not part.start <= row < part.stop:
            continue
        if family.name in ("balance", "required", "mix", "in place", "unit size") or family.name.startswith("storage "):
            return None
        if family.name == "storage":
            return None
        index = np.unravel_index(row - part.start, family.shape)
        year = int(index[1]) if len(index) > 1 else -1
        slot = int(index[2]) if len(index) > 2 else -1
        word = {"market": "minimum and maximum", "link": "capacity", "store": "capacity"}.get(family.name, family.name)
        if family.kind == "limit":
            word = "limit"
        return Part(
            writer.element(family.kind, int(family.member[index[0]])), word, writer.year(year), writer.slot(slot)
        )
    return None


def _unbounded(compiled: Compiled, writer: _Writer, time_limit: float) -> Diagnosis:
    """The loop that earns most: an extreme direction of the program in which nothing stops it."""
    matrix = compiled.matrix
    direction = _direction(matrix, time_limit)
    if direction is None:
        return Diagnosis("unbounded", "Nothing bounds the objective.")
    loop: dict[Element, tuple[float, bool]] = {}
    for name in ("supply", "activity", "arc", "delivery"):
        variable = compiled.program.registry.variables[name]
        amounts = direction[variable.columns].reshape(variable.shape)
        for member in np.flatnonzero(amounts.sum(axis=(1, 2)) > 1e-7):
            thing = writer.element(variable.kind, int(variable.member[member]))
            open_ended = bool(np.isinf(variable.upper[member]).all())
            loop[thing] = (float(amounts[member].sum()), open_ended)
    return Diagnosis("unbounded", _loop_sentence(compiled, writer, loop, direction), loop=tuple(loop))


def _loop_sentence(
    compiled: Compiled, writer: _Writer, loop: dict[Element, tuple[float, bool]], direction: Floats
) -> str:
    effect = compiled.program.minimise[0]
    unit = writer.graph.effects[effect]
    first, (amount, _) = next(iter(loop.items()))
    gain = -float(compiled.matrix.cost @ direction) / amount
    steps = " > ".join(_named(thing) for thing in loop)
    ends = [thing for thing, (_, open_ended) in loop.items() if open_ended]
    words = {"supply": "an amount", "market": "a maximum", "process": "a capacity", "link": "a capacity"}
    advice = ", or ".join(f"{_named(thing)} {words[thing.kind]}" for thing in ends if thing.kind in words)
    earned = "earns" if effect == "cost" else f"lowers {effect} by"
    text = f"This earns for ever: {steps}. Each {first.unit} of {_named(first)} {earned} {gain:.4g} {unit}"
    return f"{text}, and nothing limits it. Give {advice}." if advice else f"{text}, and nothing limits it."


def _direction(matrix: Matrix, time_limit: float) -> Floats | None:
    """The best extreme direction: improves the objective, stays within every bound, and sums to at most one."""
    row = np.concatenate([matrix.row_of_entry(), np.full(matrix.columns, matrix.rows)])
    column = np.concatenate([matrix.index.astype(np.int64), np.arange(matrix.columns)])
    value = np.concatenate([matrix.value, np.ones(matrix.columns)])
    starts, index, values = compress(row, column, value, matrix.rows + 1, matrix.columns)
    cone = Matrix(
        cost=matrix.cost,
        offset=0.0,
        lower=np.zeros(matrix.columns),
        upper=np.where(np.isfinite(matrix.upper), 0.0, np.inf),
        whole=np.zeros(matrix.columns, dtype=bool),
        row_lower=np.append(np.where(np.isfinite(matrix.row_lower), 0.0, -np.inf), -np.inf),
        row_upper=np.append(np.where(np.isfinite(matrix.row_upper), 0.0, np.inf), 1.0),
        starts=starts,
        index=index,
        value=values,
    )
    answer = Session(cone, time_limit=time_limit).run()
    return answer.values if answer.status == OPTIMAL and answer.objective < 0 else None


def _named(thing: Element) -> str:
    """An element as the user knows it."""
    return f"{thing.material} at {thing.site}" if thing.kind == "pool" else f"{thing.kind} {thing.name}"


def _plainly(amount: float, unit: str, thing: Element) -> str:
    return f"{amount:,.4g} {unit}".strip() if abs(amount) < 1e4 else f"{amount:,.0f} {unit}".strip()
