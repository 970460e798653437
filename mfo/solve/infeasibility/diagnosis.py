"""What to say when there is no plan: what cannot hold together, the ways out, or the loop that earns for ever.

Everything is structured data with a sentence. Amounts are canonical; ``show`` puts them into the user's units.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np

from ...errors import SolverError
from ...graph.arrays.element_names import NamedElement
from ...graph.arrays.flow_graph import Floats
from ...graph.parts.processes import LEAST_LOAD
from ...program.build import Program
from ...program.constraints.capacity import at_most
from ...translation import say
from ..engine.highs_session import OPTIMAL
from ..matrix.compile_program import Compiled, compile_program
from ..matrix.matrix import Matrix, compress
from .causes import MOST_NAMES, BoundChange, ConflictPart, Diagnosis, Gap, Remedy, capital, named, together, unmet
from .conflict import find_conflict
from .diagnosis_sentences import MOST_ALIKE, Show, Writer, by_year, instruction, likewise, plainly, suspicion, unlike
from .effort import GAP, LimitedSession
from .elastic import Elastic
from .gives import Given
from .pool_gaps import pool_gaps
from .remedies import LARGE, ways_out

MOST_CHANGES = 4  # a way out that changes more is told only where there is no other
SIZES = frozenset({("process", "capacity"), ("process", "minimum_capacity"), ("link", "minimum_capacity")})
"""Bounds of what is in place, which is counted per hour, by kind of element."""
SLIP = 1000.0
LEAST_SLIP = 30.0  # a bound that is off by less than this is not taken for a slip of units
FAR, NEAR = 1.0, 0.3  # powers of ten: a slip is that far from all that is like it in the plant, and mended that near
NOTHING = 1e-6  # of a bound: what would be left of it is rounding of the solver
AS_LIKELY = 0.3  # slips whose scores differ by less are told together


def diagnose(
    program: Program | Compiled,
    status: str = "infeasible",
    *,
    show: Show | None = None,
    asked: Collection[str] = (),
) -> Diagnosis:
    """Explain why a program has no solution.

    ``status`` is that of the solution; ``show`` writes an amount and its canonical unit as the user does. ``asked``
    names the limits that the question set beside the plant's own: the likeliest to be at fault. What is not found in
    a number of steps that follows from the program's size is left out. Raises :class:`mfo.errors.SolverError` where
    there is a plan after all.
    """
    compiled = compile_program(program) if isinstance(program, Program) else program
    writer = Writer(compiled.program, show or plainly)
    if status == "unbounded":
        return _unbounded(compiled, writer)
    try:
        return _infeasible(compiled, writer, asked)
    except SolverError:  # there is a plan, and where a loop earns beside it, one as good as one likes
        found = _unbounded(compiled, writer)
        if found.loop:
            return found
        raise


def _infeasible(compiled: Compiled, writer: Writer, asked: Collection[str]) -> Diagnosis:
    remedies, slips = _remedies(compiled, writer, asked)
    first = remedies[0].changes if remedies else ()
    budgets = _budgets(writer, remedies[0]) if remedies else ()
    of_question = bool(first) and all(_is_asked(change.element, asked) for change in first)
    told = bool(first) and (of_question or compiled.matrix.columns > LARGE)
    gaps = () if told else _gaps(compiled, writer)
    conflict = _conflict(compiled, writer, asked)
    sentence = (
        say("There is not enough money: {limits}.", limits="; ".join(budgets))
        if budgets
        else _cause(writer, remedies, gaps, conflict, told)
    )
    return Diagnosis("infeasible", sentence, gaps, conflict, remedies, slips=slips)


def _cause(
    writer: Writer, remedies: tuple[Remedy, ...], gaps: tuple[Gap, ...], conflict: tuple[ConflictPart, ...], told: bool
) -> str:
    """What is at fault: the limits that fail in some year, what has no way out, or what cannot hold together."""
    first = remedies[0].changes if remedies else ()
    sure = told or (len(first) == 1 and (not gaps or _is_in_all(remedies)))
    years = _targets(writer, remedies[0]) if sure else ""
    if years or gaps:
        more = (
            say("There are gaps at {count} other places, too.", count=len(gaps) - 1) if len(gaps) > MOST_NAMES else ""
        )
        return " ".join(part for part in (years, gaps[0].sentence if gaps else "", more) if part)
    if told:
        return unmet(change.element for change in first)
    return together(conflict) if conflict else say("No plan can satisfy all bounds at once.")


def _is_in_all(remedies: tuple[Remedy, ...]) -> bool:
    """Whether every way out eases what the first does, so that there is no doubt what is too tight."""
    eased = [{change.element for change in remedy.changes} for remedy in remedies]
    return bool(eased) and all(eased[0] <= each for each in eased)


def _targets(writer: Writer, remedy: Remedy) -> str:
    """Which limits of a roadmap cannot be met, in which year by most, and what would be possible there; else blank."""
    limits = all(change.element.kind == "limit" and None not in change.ends for change in remedy.changes)
    if writer.graph.years == 1 or not limits:
        return ""
    told = [_missed(writer, change) for change in remedy.changes]
    more = (
        [say("{count} other limits cannot be met, either.", count=len(told) - MOST_NAMES)]
        if len(told) > MOST_NAMES
        else []
    )
    return " ".join(told[:MOST_NAMES] + more)


def _missed(writer: Writer, change: BoundChange) -> str:
    moved = [part[2] for part in change.parts]
    worst = moved.index(max(moved))
    wanted, possible = change.ends[worst] or (change.current, change.needed)

    def told(value: float, side: bool | None) -> str:
        if change.share is not None:
            return writer.share(value, change.element, side)
        return writer.bound(value, change.unit, change.element, side)

    others = len({label for label, _, _ in change.parts}) - 1
    also = say(", and {count} other years fail, too", count=others) if others else ""
    if others == 1:
        also = say(", and 1 other year fails, too")
    text = "{limit} cannot be met{when}: it would have to be {possible}, not {wanted}{also}."
    return capital(
        say(
            text,
            limit=named(change.element),
            when=writer.when(change.parts[worst][0], None),
            possible=told(possible, change.upward),
            wanted=told(wanted, None),
            also=also,
        )
    )


def _is_asked(thing: NamedElement, asked: Collection[str]) -> bool:
    return thing.kind == "limit" and thing.name in asked


def _slips(
    compiled: Compiled, writer: Writer, found: list[list[Given]], remedies: tuple[Remedy, ...]
) -> tuple[BoundChange, ...]:
    """The likeliest slips of units: what is off by most and most unlike the rest; several that are as likely.

    Only those that the plant has a plan without, whatever else is as it was.
    """
    likely = {}
    for change in (change for remedy in remedies for change in remedy.changes if change.slip):
        unusual = _unusual(writer, change)
        if unusual is not None:
            likely[change.element, change.bound] = (unusual, change)
    ordered = sorted(likely.values(), key=lambda pair: -pair[0])
    if not ordered or compiled.matrix.columns > LARGE:
        return ()
    elastic, places = Elastic(compiled), {}
    for part in (part for given in found for part in given):
        places[part.kind, part.bound, writer.element(part.kind, part.member)] = part.member
    proven = []
    for score, change in ordered:
        kind, member = next(
            (kind, member)
            for (kind, bound, thing), member in places.items()
            if (bound, thing) == (change.bound, change.element)
        )
        if elastic.with_factor(kind, member, change.bound, SLIP if change.upward else 1 / SLIP):
            proven.append((score, change))
    return tuple(change for score, change in proven if score > proven[0][0] - AS_LIKELY)


def _budgets(writer: Writer, remedy: Remedy) -> tuple[str, ...]:
    """The limits that the first remedy raises, if they are all limits on money: no flow is at fault then."""
    if not all(_is_money(writer, change.element) for change in remedy.changes):
        return ()
    told = [_overspent(writer, change) for change in remedy.changes]
    more = [say("{count} others, too", count=len(told) - MOST_NAMES)] if len(told) > MOST_NAMES else []
    return tuple(told[:MOST_NAMES] + more)


def _overspent(writer: Writer, change: BoundChange) -> str:
    year, _, most = max(change.parts, key=lambda part: part[2])
    others = len({label for label, _, _ in change.parts}) - 1
    more = (
        say(" and by less in {count} other years", count=others) if others > 1 else say(" and by less in another year")
    )
    also = more if others else ""
    amount = writer.bound(most, change.unit, change.element, True)
    return say(
        "{limit} is exceeded by {amount} at least{when}{also}",
        limit=named(change.element),
        amount=amount,
        when=writer.when(year, None),
        also=also,
    )


def _is_money(writer: Writer, element: NamedElement) -> bool:
    """Whether this is a limit on money."""
    return element.kind == "limit" and element.unit == writer.graph.effects["cost"]


def _gaps(compiled: Compiled, writer: Writer) -> tuple[Gap, ...]:
    """The largest gap of each pool, largest first; the sentence tells in how many slots there is one."""
    largest: dict[tuple[int, bool], tuple[int, int, float]] = {}
    total: dict[tuple[int, bool], float] = {}
    count: dict[tuple[int, bool], int] = {}
    gaps = list(pool_gaps(compiled))
    if compiled.matrix.whole.any() and (not gaps or compiled.matrix.columns <= LARGE):
        whole = list(pool_gaps(compiled, whole=True))  # whole numbers may make a gap, or more of one
        gaps = whole if _sum(whole) > _sum(gaps) * (1 + GAP) else gaps
    for pool, year, slot, amount in gaps:
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
        text = writer.amount_in(abs(amount), slot, where)
        lacks = say("have no way out") if surplus else say("are lacking")
        sums = writer.show(abs(total[key]), where.unit, where, None)
        rest = f" {say('({sums} in {count} {times})', sums=sums, count=count[key], times=writer.times)}"
        sentence = f"{named(where)}: {text}{writer.when(label, name)}{rest if count[key] > 1 else ''} {lacks}."
        found.append(Gap(where, label, name, amount, where.unit, sentence))
    return tuple(found)


def _sum(gaps: Iterable[tuple[int, int, int, float]]) -> float:
    return sum(abs(amount) for *_, amount in gaps)


def _remedies(
    compiled: Compiled, writer: Writer, asked: Collection[str]
) -> tuple[tuple[Remedy, ...], tuple[BoundChange, ...]]:
    """The ways out, the likeliest first, and the slips of units among them."""
    members = {k for k, limit in enumerate(writer.limits) if limit.name in asked}
    ways = ways_out(compiled, members)
    found = [_remedy(writer, given, digits) for given, digits in ways]
    slips = _slips(compiled, writer, [given for given, _ in ways], tuple(found))
    found = [remedy for remedy in found if not any(_is_nothing(writer, change) for change in remedy.changes)]
    kept = [remedy for remedy in found if len(remedy.changes) <= MOST_CHANGES] or found[:1]
    return tuple(kept), slips


def _is_nothing(writer: Writer, change: BoundChange) -> bool:
    """Whether a minimum load would have to be nothing where starts are counted, which need a load to be one."""
    thing, share = change.element, change.share
    if (thing.kind, change.bound) != ("process", "minimum_load") or share is None or share[1] >= LEAST_LOAD:
        return False
    processes = writer.graph.processes
    return bool(processes.has_start[list(processes.names).index(thing.name)])


def _remedy(writer: Writer, given: list[Given], digits: int) -> Remedy:
    changes: list[BoundChange] = []
    finer = writer.finer(digits)
    for change in (_change(finer if same[0].kind == "supply" else writer, same) for same in _by_bound(given)):
        # what a store holds is bounded in several rows: in a slot, at a block's end, in a milestone's last year
        alike = [k for k, each in enumerate(changes) if _is_same_store(each, change)]
        if not alike:
            changes.append(change)
        elif change.amount > changes[alike[0]].amount:
            changes[alike[0]] = change
    return Remedy(tuple(changes), sum(part.size for part in given), _steps(writer, changes))


def _steps(writer: Writer, changes: list[BoundChange]) -> tuple[str, ...]:
    """What to do, where more of one kind change than anybody reads; else nothing: each has its own sentence."""
    groups: dict[tuple[str, str, bool], list[BoundChange]] = {}
    for change in changes:
        groups.setdefault((change.element.kind, change.bound, change.upward), []).append(change)
    if all(len(group) <= MOST_ALIKE + 1 for group in groups.values()):
        return ()
    return tuple(
        step
        for group in groups.values()
        for step in (likewise(writer, group) if len(group) > MOST_ALIKE + 1 else [change.sentence for change in group])
    )


def _is_same_store(one: BoundChange, other: BoundChange) -> bool:
    """Whether both move the same bound of one store."""
    names = [(each.element.kind, each.element.name, each.bound, each.upward) for each in (one, other)]
    return names[0] == names[1] and one.element.kind == "store"


def _by_bound(given: Iterable[Given]) -> list[list[Given]]:
    """Gives of one bound of one element and direction together, the largest first."""
    groups: dict[tuple[str, int, str, bool], list[Given]] = {}
    for part in given:
        groups.setdefault((part.kind, part.member, part.bound, part.upward), []).append(part)
    ordered = sorted(groups.values(), key=lambda group: -sum(part.size for part in group))
    return [sorted(group, key=lambda part: -part.amount) for group in ordered]


def _change(writer: Writer, same: list[Given]) -> BoundChange:
    first = same[0]
    thing = writer.element(first.kind, first.member)
    per_hour = first.rate or (first.kind, first.bound) in SIZES
    unit = thing.unit or (writer.limits[first.member].base if first.kind == "limit" else "")
    unit = f"{unit}/h" if per_hour and unit else unit  # a link that nothing can pass has none
    needed = _moved(first.current, first.amount, first.upward)
    year, slot = writer.year(first.year), writer.slot(first.slot)
    total = sum(part.amount for part in same)
    slip = first.current > 0 and _is_slip(same)
    largest = max(same, key=lambda part: part.shift)
    share = None if first.share is None or largest.share is None else _ends(largest)
    parts = tuple((writer.year(part.year), writer.slot(part.slot), part.amount) for part in same)
    ends = tuple(
        None if part.share is None and thing.kind == "limit" and unlike(writer, thing) else _ends(part) for part in same
    )
    bounds = first.bound, first.upward, first.amount, first.current, needed
    made = BoundChange(thing, *bounds, unit, year, slot, total, slip, parts, share, ends, first.varies)
    spread = all(part.slot < 0 <= part.year for part in same) and thing.kind != "supply"
    many = spread and len({part.year for part in same}) > 1
    sentence = by_year(writer, made) if many else instruction(writer, made, first.slot)
    return replace(made, sentence=sentence, suspicion=suspicion(writer, made))


def _ends(part: Given) -> tuple[float, float]:
    """What the bound is and what it must be: shares where it is a share."""
    if part.share is None:
        return part.current, _moved(part.current, part.amount, part.upward)
    return part.share, max(0.0, part.share + (part.shift if part.upward else -part.shift))


def _moved(current: float, amount: float, upward: bool) -> float:
    needed = current + amount if upward else current - amount
    return 0.0 if abs(needed) < NOTHING * abs(current) else needed


def _is_slip(same: list[Given]) -> bool:
    """Whether a bound a thousand times larger, or smaller, would fit, and nothing much nearer would.

    What gives slot by slot counts over the year: a slip moves every slot.
    """
    moved = sum(part.size for part in same if part.year == same[0].year)
    if same[0].upward:
        return LEAST_SLIP <= 1 + moved <= SLIP
    return 1 / SLIP <= 1 - moved <= 1 / LEAST_SLIP


def _unusual(writer: Writer, change: BoundChange) -> float | None:
    """How far a bound is off, and how far from all else that is bounded in its unit, in powers of ten: which of two is
    the slip. None where it is like another bound, or where mended it would be like none.

    Where nothing else is bounded in that unit, what it would have to be is what it is held against.
    """
    if min(change.current, change.needed) <= 0:  # no power of ten leads from or to nothing
        return None
    own = change.current
    if not change.unit.endswith("/h"):
        own /= float(writer.graph.times.hours.mean())
    off = float(np.log10(change.needed / change.current))
    others = np.log10(_sizes(writer, change)) - np.log10(own)
    mended = float(np.log10(SLIP)) * (1 if change.upward else -1)
    if not len(others):
        return 2 * abs(off) if abs(off) >= abs(mended) - FAR else None
    away, near = float(np.abs(others).min()), float(np.abs(others - mended).min())
    return abs(off) + away if away >= FAR and near <= NEAR else None


def _sizes(writer: Writer, change: BoundChange) -> Floats:
    """What else is bounded in the unit of a bound, per hour: supplies, what processes can do, what markets take."""
    graph, hours = writer.graph, writer.graph.times.hours.sum()
    parts = {
        "supply": graph.supplies.maximum.sum(axis=2) / hours,
        "process": at_most(graph.processes),
        "market": graph.markets.maximum.sum(axis=2) / hours,
    }
    found: list[float] = []
    unit = change.unit.removesuffix("/h")
    for kind, sizes in parts.items():
        for member, rates in enumerate(np.asarray(sizes, dtype=float)):
            thing = writer.element(kind, member)
            if thing.unit == unit and thing != change.element:
                found.extend(float(rate) for rate in rates if np.isfinite(rate) and rate > 0)
    return np.array(found)


def _conflict(compiled: Compiled, writer: Writer, asked: Collection[str]) -> tuple[ConflictPart, ...]:
    """The choices in an irreducible conflict, limits first; laws of nature are left out, as nobody can change them.

    Finding one takes longer than solving, so a large program goes without.
    """
    if compiled.matrix.columns > LARGE:
        return ()
    parts = [
        ConflictPart(
            writer.element(held.kind, held.member),
            "limit" if held.kind == "limit" else held.bound,
            writer.year(held.year),
            writer.slot(held.slot),
        )
        for held in find_conflict(compiled, lambda held: held.kind == "limit")
    ]
    return tuple(sorted(parts, key=lambda part: (not _is_asked(part.element, asked), part.element.kind != "limit")))


def _unbounded(compiled: Compiled, writer: Writer) -> Diagnosis:
    """The loop that earns most: an extreme direction of the program in which nothing stops it."""
    matrix = compiled.matrix
    direction = _direction(matrix)
    if direction is None:
        return Diagnosis("unbounded", say("Nothing bounds the objective."))
    loop: dict[NamedElement, tuple[float, bool]] = {}
    for name in ("supply", "activity", "arc", "delivery", "charge"):
        variable = compiled.program.registry.variables[name]
        amounts = direction[variable.columns].reshape(variable.shape)
        for member in np.flatnonzero(amounts.sum(axis=(1, 2)) > 1e-7):
            thing = writer.element(variable.kind, int(variable.member[member]))
            open_ended = bool(np.isinf(variable.upper[member]).all())
            loop[thing] = (float(amounts[member].sum()), open_ended)
    return Diagnosis("unbounded", _loop_sentence(compiled, writer, loop, direction), loop=tuple(loop))


def _loop_sentence(
    compiled: Compiled, writer: Writer, loop: dict[NamedElement, tuple[float, bool]], direction: Floats
) -> str:
    effect = compiled.program.minimise[0]
    unit = writer.graph.effects[effect]
    first, (amount, _) = next(iter(loop.items()))
    gain = -float(compiled.matrix.cost @ direction) / amount
    steps = " > ".join(named(thing) for thing in loop)
    ends = [thing for thing, (_, open_ended) in loop.items() if open_ended]
    words = {"supply": say("an amount"), "market": say("a maximum"), "process": say("a capacity")}
    words |= {"link": words["process"], "store": say("a `maximum_charge`")}
    advice = f", {say('or')} ".join(
        say("{thing} {bound}", thing=named(thing), bound=words[thing.kind]) for thing in ends if thing.kind in words
    )
    text = "This earns for ever: {steps}. Each {unit} of {thing} earns {gain}, and nothing limits it."
    if effect != "cost":
        text = "This earns for ever: {steps}. Each {unit} of {thing} lowers {effect} by {gain}, and nothing limits it."
    told = say(text, steps=steps, unit=first.unit, thing=named(first), effect=effect, gain=f"{gain:.4g} {unit}")
    return f"{told} {say('Give {advice}.', advice=advice)}" if advice else told


def _direction(matrix: Matrix) -> Floats | None:
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
    answer = LimitedSession(cone).run()
    return answer.values if answer.status == OPTIMAL and answer.objective < 0 else None
