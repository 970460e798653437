"""Ways out of a conflict, in the order in which somebody who plans would think of them.

What was asked for eases first: limits and bounds on quality. Then come capacities, stores and loads, then what markets
must have, then the supplies, and last the facts: what arises, and whatever is minimum and maximum at once. Money comes
before other limits, one change before several. Each way out is one that moves least.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...errors import Problem, SolverError
from ..matrix.compile_program import Compiled
from .elastic import NOISE, Elastic
from .gives import Given

Allowed = Callable[[str, int, str], bool]
"""Whether a bound may give: kind, member, bound."""

LIMITS, CAPACITIES, MARKETS, SUPPLIES, FACTS = range(5)
ALTERNATIVES = 5
MOST_LIMITS = 12  # tried one by one
MOST_THINNED = 8  # a way out of more changes is not searched for those that it could do without
SENSIBLE_CUT = 0.5  # of a supply in a year; a larger cut is told only where no limit can give way
LARGE = 20_000  # columns; of larger programs only the limits are tried
MOST_ALIKE = 2  # ways out by the same bound of other elements
LESS = 0.99  # a way out that moves less than this much of another is the better one


def stage(kind: str, bound: str) -> int:
    """In which of the stages a bound may give way, facts aside."""
    if kind in ("limit", "quality"):
        return LIMITS
    if kind == "supply":
        return SUPPLIES
    return MARKETS if kind in ("market", "delivery") and bound == "minimum" else CAPACITIES


@dataclass(frozen=True)
class Stages:
    """In which stage each bound of a program may give way: its facts last."""

    facts: frozenset[tuple[str, int, str]]

    def of(self, kind: str, member: int, bound: str) -> int:
        """The stage of a bound."""
        return FACTS if (kind, member, bound) in self.facts else stage(kind, bound)

    def up_to(self, last: int) -> Allowed:
        """Whatever may give in a stage or before it."""
        return lambda kind, member, bound: self.of(kind, member, bound) <= last

    def last(self, given: list[Given]) -> int:
        """The last stage that a way out needs."""
        return max(self.of(*_name(part)) for part in given)


def ways_out(compiled: Compiled, asked: set[int]) -> list[tuple[list[Given], int]]:
    """Relaxations that make a plan possible, the likeliest first, each with the digits that it must be told in.

    ``asked`` are the limits set by the question itself. A large program gets limits alone where they suffice. Raises
    :class:`mfo.errors.SolverError` where the program has a plan as it is, so that the solver was wrong.
    """
    found = list(_by_limits(compiled, asked))
    elastic, stages = Elastic(compiled), Stages(frozenset())
    if not (found and compiled.matrix.columns > LARGE):
        if elastic.needs_nothing():
            raise SolverError(
                Problem(
                    "solver-contradicts-itself",
                    "The solver found no plan, and found one when it was asked again.",
                    remedy="Report this plant to us.",
                )
            )
        stages = Stages(elastic.facts())
        for given in found:
            elastic.close(given)
        found += _by_stages(elastic, stages, ALTERNATIVES - len(found))
    money = _on_money(compiled)
    ranked = sorted(found, key=lambda given: _rank(given, asked, money, stages))
    if any(stages.last(given) == LIMITS for given in ranked):
        ranked = [given for given in ranked if largest_cut(given) <= SENSIBLE_CUT]
    told = [given for given in ranked if not any(_is_noise(part) for part in given)] or ranked
    return [elastic.told(given) for given in told[:ALTERNATIVES]]


def _is_noise(part: Given) -> bool:
    """Whether a change is below what its number means."""
    return part.amount < NOISE * abs(part.current)


def _by_limits(compiled: Compiled, asked: set[int]) -> Iterator[list[Given]]:
    """Each limit alone, those of the question first, then those on money, then those that give where all may; all on
    money together, or all together, where no single one suffices. Where limits do not help together, none is tried.
    """
    elastic = Elastic(compiled, limits_alone=True)
    members = elastic.members("limit")
    together = elastic.cheapest_of(lambda kind, *_: kind == "limit") if len(members) > 1 else []
    likely = {part.member for part in together}
    if len(members) > 1 and not likely:
        return
    alone, money = False, _on_money(compiled)
    order = sorted(members, key=lambda member: (member not in asked, member not in money, member not in likely))
    for member in order[:MOST_LIMITS]:
        if given := together if likely == {member} else elastic.cheapest_of(_one_limit(member)):
            alone = True
            yield given
            if compiled.matrix.columns > LARGE:
                return
    if together and not alone:
        of_money = elastic.cheapest_of(lambda kind, member, _: kind == "limit" and member in money)
        yield _thinned(elastic, Stages(frozenset()), of_money or together)


def _on_money(compiled: Compiled) -> set[int]:
    """The limits on money, the first that somebody who plans would raise."""
    program = compiled.program
    limits = (*program.graph.limits, *program.limits)
    return {k for k, rows in enumerate(limits) if not rows.share and rows.base == program.graph.effects["cost"]}


def _by_stages(elastic: Elastic, stages: Stages, most: int) -> list[list[Given]]:
    """The least relaxation of the earliest stage that has one, then the least without what it changes."""
    found: list[list[Given]] = []
    kinds: list[tuple[str, str]] = []
    for last in range(FACTS + 1):
        while len(found) < most and not elastic.session.exhausted:
            given = elastic.cheapest_of(stages.up_to(last))
            if not given:
                break
            given = _thinned(elastic, stages, _smaller(elastic, stages, given, last))
            elastic.close(given)
            found.append(given)
            kinds += [(kind, bound) for kind, _, bound in {_name(part) for part in given}]
            for many in {kind for kind in kinds if kinds.count(kind) >= MOST_ALIKE}:  # a hundred more say no more
                elastic.close_all(*many)
    return found


def _smaller(elastic: Elastic, stages: Stages, given: list[Given], last: int) -> list[Given]:
    """The way out that moves the smallest amounts, where that is clearly less and no more of a list to change."""
    if len({_name(part) for part in given}) == 1:
        return given
    other = elastic.least_amount(stages.up_to(last))
    if not other or len({_name(part) for part in other}) > len({_name(part) for part in given}):
        return given
    return other if elastic.amount(other) < LESS * elastic.amount(given) else given


def _thinned(elastic: Elastic, stages: Stages, given: list[Given]) -> list[Given]:
    """The same way out without the changes that the others can do without, the latest stages and smallest first."""
    names = sorted({_name(part) for part in given}, key=lambda name: (-stages.of(*name), _size(given, name)))
    if len(names) > MOST_THINNED:
        return given
    kept = set(names)
    for name in names:
        if len(kept) == 1 or elastic.session.exhausted:
            break
        if fewer := elastic.cheapest_of(_these(kept - {name})):
            given, kept = fewer, {_name(part) for part in fewer}
    return given


def _one_limit(member: int) -> Allowed:
    return lambda kind, which, _: (kind, which) == ("limit", member)


def _these(names: set[tuple[str, int, str]]) -> Allowed:
    return lambda kind, member, bound: (kind, member, bound) in names


def _name(part: Given) -> tuple[str, int, str]:
    return part.kind, part.member, part.bound


def _size(given: list[Given], name: tuple[str, int, str]) -> float:
    return sum(part.size for part in given if _name(part) == name)


def _rank(
    given: list[Given], asked: set[int], money: set[int], stages: Stages
) -> tuple[bool, bool, bool, bool, int, float]:
    """Supplies last; limits of the question first; then money; one change before several; then by stage and by size."""
    limits = {part.member for part in given} if all(part.kind == "limit" for part in given) else {-1}
    several = len({_name(part) for part in given}) > 1
    last = stages.last(given)
    size = sum(relative(part) for part in given)
    return last >= SUPPLIES, not limits <= asked, not limits <= money, several, last, size


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
