"""Why there is no plan, as data with sentences: gaps, conflicts, ways out, likely slips, loops that earn for ever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...errors import Problem
from ...graph.arrays.element_names import NamedElement
from ...translation import say

MOST_SLIPS = 3  # that are named
MOST_NAMES = 3  # limits that are named in one sentence
MOST_PARTS = 6  # bounds of a conflict that are named
ALIKE = 2  # more bounds of one kind are told by the first and a number


@dataclass(frozen=True)
class ConflictPart:
    """One bound that takes part in a conflict."""

    element: NamedElement
    bound: str  # "amount", "capacity", "minimum", "maximum", ...
    year: int | None = None  # label of the milestone; None: all
    slot: str | None = None  # label; None: all

    def __str__(self) -> str:
        """The bound in words."""
        return named(self.element) if self.element.kind == "limit" else the(bounded(self.element, self.bound))


@dataclass(frozen=True)
class BoundChange:
    """One change of a remedy: a bound of an element moves by ``amount`` from ``current`` to ``needed``."""

    element: NamedElement
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
    share: tuple[float, float] | None = None  # for bounds that are shares: what it is, and what is needed
    ends: tuple[tuple[float, float] | None, ...] = ()  # (from, to) of each part; None: a share of nothing
    varies: bool = False  # it differs from slot to slot, moves by as much in each, and ``current`` is the largest
    sentence: str = ""
    suspicion: str = ""  # what is said where it is a slip


@dataclass(frozen=True)
class Remedy:
    """Changes that together make a plan possible; ``size`` is relative to the bounds that change."""

    changes: tuple[BoundChange, ...]
    size: float
    steps: tuple[str, ...] = ()  # what to do, where many changes are alike; else each change's own sentence

    @property
    def sentence(self) -> str:
        """What to do, in the imperative."""
        return f"; {say('and')} ".join(self.steps or (change.sentence for change in self.changes))


@dataclass(frozen=True)
class Gap:
    """What has no way out of a pool, or is lacking there."""

    element: NamedElement
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
    conflict: tuple[ConflictPart, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    loop: tuple[NamedElement, ...] = ()  # unbounded: what earns for ever
    slips: tuple[BoundChange, ...] = ()  # likely errors of a factor of 1,000, the likeliest first

    def problems(self) -> tuple[Problem, ...]:
        """The diagnosis as problems: first what is wrong, then what cannot hold together."""
        code = "no-plan" if self.kind == "infeasible" else "unbounded"
        ways = f" {say('Or:')} ".join(f"{remedy.sentence}." for remedy in self.remedies)
        found = [Problem(code, self.sentence, remedy=ways[:1].upper() + ways[1:])]
        if self.slips:
            likely = f" {say('or')} ".join(slip.suspicion for slip in self.slips[:MOST_SLIPS])
            found.append(Problem("unit-slip", f"{likely[:1].upper()}{likely[1:]}.", remedy="Check its unit."))
        if self.conflict and self.sentence != together(self.conflict):
            found.append(Problem("conflict", together(self.conflict)))
        return tuple(found)


def together(conflict: Iterable[ConflictPart]) -> str:
    """The bounds of a conflict in one sentence, those of one kind together."""
    groups: dict[tuple[str, str], dict[str, ConflictPart]] = {}
    for part in conflict:
        groups.setdefault((part.element.kind, part.bound), {}).setdefault(str(part), part)
    parts = [
        text
        for (kind, _), group in groups.items()
        for text in (list(group) if kind == "limit" else _alike(list(group)))
    ]
    if len(parts) == 1 and sum(len(group) for group in groups.values()) == 1:
        return capital(say("{bound} cannot hold, whatever else is planned.", bound=parts[0]))
    more = say("; and {count} more", count=len(parts) - MOST_PARTS) if len(parts) > MOST_PARTS else ""
    return f"{say('These cannot hold together')}: {'; '.join(parts[:MOST_PARTS])}{more}."


def _alike(names: list[str]) -> list[str]:
    if len(names) <= ALIKE:
        return names
    return [say("{bound} and of {count} others", bound=names[0], count=len(names) - 1)]


def unmet(limits: Iterable[NamedElement]) -> str:
    """That these cannot be met."""
    names = list(dict.fromkeys(named(each) for each in limits))
    more = [say("{count} others", count=len(names) - MOST_NAMES)] if len(names) > MOST_NAMES else []
    return capital(say("{limits} cannot be met.", limits=f" {say('and')} ".join(names[:MOST_NAMES] + more)))


def bounded(thing: NamedElement, bound: str) -> str:
    """A bound as the user knows it: ``capacity of process oven``, ``maximum share of peel in process digester``."""
    words = bound.replace("_", " ")
    if bound.endswith("share"):
        return say(f"{words} of {{material}} in {{thing}}", material=thing.material, thing=named(thing))
    return say(f"{words} of {{thing}}", thing=named(thing))


def the(bound: str) -> str:
    """A bound with its article, where the language does not have it in the bound's own words."""
    return say("the {bound}", bound=bound)


def capital(text: str) -> str:
    """A sentence with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def named(thing: NamedElement) -> str:
    """An element as the user knows it."""
    if thing.kind == "pool":
        return say("{material} at {site}", material=thing.material, site=thing.site)
    return thing.name if thing.kind == "quality" else say(f"{thing.kind} {{name}}", name=thing.name)
