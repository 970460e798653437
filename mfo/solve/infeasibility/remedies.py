"""Ways out of a conflict, in the order in which somebody who plans would think of them.

What was asked for eases first: limits and bounds on quality. Then come capacities, stores and loads, then what markets
must have, and last the supplies. One change comes before several.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from ..matrix.compile_program import Compiled
from .elastic import Elastic, Given

Allowed = Callable[[str, int, str], bool]
"""Whether a bound may give: kind, member, bound."""

LIMITS, CAPACITIES, MARKETS, SUPPLIES = range(4)
ALTERNATIVES = 5
MOST_LIMITS = 12  # tried one by one
MOST_THINNED = 8  # a way out of more changes is not searched for those that it could do without
SENSIBLE_CUT = 0.5  # of a supply in a year; a larger cut is told only where no limit can give way
OTHERS = 5.0  # seconds for ways out other than a limit, once one is found
LARGE = 20_000  # columns; of larger programs only the limits are tried


def stage(kind: str, bound: str) -> int:
    """In which of four stages a bound may give way."""
    if kind in ("limit", "quality"):
        return LIMITS
    if kind == "supply":
        return SUPPLIES
    return MARKETS if kind in ("market", "delivery") and bound == "minimum" else CAPACITIES


def ways_out(compiled: Compiled, asked: set[int], time_limit: float) -> list[list[Given]]:
    """Relaxations that make a plan possible, the likeliest first; ``asked`` are the limits set by the question itself.

    ``time_limit`` [s] is about what all of it may take; a large program gets limits alone where they suffice.
    """
    ends = time.perf_counter() + time_limit
    found = list(_by_limits(compiled, asked, ends))
    if found:
        ends = min(ends, time.perf_counter() + OTHERS)
    if not (found and compiled.matrix.columns > LARGE) and time.perf_counter() < ends:
        elastic = Elastic(compiled, ends - time.perf_counter())
        for given in found:
            elastic.close(given)
        found += _by_stages(elastic, ALTERNATIVES - len(found), ends)
    ranked = sorted(found, key=lambda given: _rank(given, asked))
    if any(_stage(given) == LIMITS for given in ranked):
        ranked = [given for given in ranked if largest_cut(given) <= SENSIBLE_CUT]
    return ranked[:ALTERNATIVES]


def _by_limits(compiled: Compiled, asked: set[int], ends: float) -> Iterator[list[Given]]:
    """Each limit alone, those of the question first, then those that give where all may, then those on money; all
    together where no single one suffices. Where limits do not help together, none is tried alone.
    """
    elastic = Elastic(compiled, ends - time.perf_counter(), limits_alone=True)
    members = elastic.members("limit")
    together = elastic.cheapest_of(lambda kind, *_: kind == "limit") if len(members) > 1 else []
    likely = {part.member for part in together}
    if len(members) > 1 and not likely:
        return
    alone, money = False, _on_money(compiled)
    order = sorted(members, key=lambda member: (member not in asked, member not in likely, member not in money))
    for member in order[:MOST_LIMITS]:
        if time.perf_counter() > ends:
            break
        if given := together if likely == {member} else elastic.cheapest_of(_one_limit(member)):
            alone = True
            yield given
            if compiled.matrix.columns > LARGE:
                return
    if together and not alone:
        yield _thinned(elastic, together, ends)


def _on_money(compiled: Compiled) -> set[int]:
    """The limits on money, the first that somebody who plans would raise."""
    program = compiled.program
    limits = (*program.graph.limits, *program.limits)
    return {k for k, rows in enumerate(limits) if not rows.share and rows.base == program.graph.effects["cost"]}


def _by_stages(elastic: Elastic, most: int, ends: float) -> list[list[Given]]:
    """The cheapest relaxation of the earliest stage that has one, then the cheapest without what it changes."""
    found: list[list[Given]] = []
    for last in range(SUPPLIES + 1):
        while len(found) < most and time.perf_counter() < ends:
            given = elastic.cheapest_of(_up_to(last))
            if not given:
                break
            given = _thinned(elastic, given, ends)
            elastic.close(given)
            found.append(given)
    return found


def _thinned(elastic: Elastic, given: list[Given], ends: float) -> list[Given]:
    """The same way out without the changes that the others can do without, the latest stages and smallest first."""
    names = sorted({_name(part) for part in given}, key=lambda name: (-stage(name[0], name[2]), _size(given, name)))
    if len(names) > MOST_THINNED:
        return given
    kept = set(names)
    for name in names:
        if len(kept) == 1 or time.perf_counter() > ends:
            break
        if fewer := elastic.cheapest_of(_these(kept - {name})):
            given, kept = fewer, {_name(part) for part in fewer}
    return given


def _one_limit(member: int) -> Allowed:
    return lambda kind, which, _: (kind, which) == ("limit", member)


def _up_to(last: int) -> Allowed:
    return lambda kind, _, bound: stage(kind, bound) <= last


def _these(names: set[tuple[str, int, str]]) -> Allowed:
    return lambda kind, member, bound: (kind, member, bound) in names


def _name(part: Given) -> tuple[str, int, str]:
    return part.kind, part.member, part.bound


def _size(given: list[Given], name: tuple[str, int, str]) -> float:
    return sum(part.size for part in given if _name(part) == name)


def _stage(given: list[Given]) -> int:
    return max(stage(part.kind, part.bound) for part in given)


def _rank(given: list[Given], asked: set[int]) -> tuple[bool, bool, bool, int, float]:
    """Supplies last; limits of the question first; one change before several; then by stage and by size."""
    of_question = all(part.kind == "limit" and part.member in asked for part in given)
    several = len({_name(part) for part in given}) > 1
    return _stage(given) == SUPPLIES, not of_question, several, _stage(given), sum(relative(part) for part in given)


def relative(part: Given) -> float:
    """By how much a bound moves, relative to what it is."""
    return part.shift / part.share if part.share else part.size


def largest_cut(given: list[Given]) -> float:
    """The largest share of any supply in any year that is no longer taken."""
    cuts: dict[tuple[int, int], float] = {}
    for part in given:
        if part.kind == "supply" and not part.upward:
            cuts[part.member, part.year] = cuts.get((part.member, part.year), 0.0) + part.size
    return max(cuts.values(), default=0.0)
