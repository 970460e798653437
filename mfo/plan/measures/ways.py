"""What goes where instead: the flow that a measure moves, from whom to whom.

In each network of a material what all take more, and all give less, balances. Of a process that takes more, the largest
taker that takes less is where its material went before; of one that gives more, the largest giver that gives less is
whom it replaces; what takes more of one material and less of another in its place has them swapped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .exchanges import INTO, Exchanges, Member, Place

if TYPE_CHECKING:
    from ..plan import Plan

REROUTE, SUPPLY, SWAP = "reroute", "supply", "swap"
LEAST = 0.2  # of what a process takes or gives more: with less, the other one is not where it came from or went
BESIDES = 0.1  # of the most that a process gives or takes: what is worth less is no reason for it
ALIKE = 1.5  # times as much of one material as of the other are no longer one in place of the other
NOTHING = 1e-9


@dataclass(frozen=True)
class MovedFlow:
    """``amount`` a year of a material: to one taker instead of another (reroute), from one giver instead of another
    (supply), or into a process instead of another material (swap)."""

    way: str
    material: str
    amount: float
    to: str
    instead_of: str
    rank: float = 0.0  # by what it is worth


@dataclass(frozen=True)
class MemberMoves:
    """By member and network how much more it gives and takes a year, and what that is worth."""

    gives: Mapping[tuple[Member, Place], float]
    takes: Mapping[tuple[Member, Place], float]
    worth: Mapping[tuple[Member, Place], float]
    cost: Mapping[Member, float]
    at: Mapping[Place, list[Member]]

    def way(self, members: set[Member], elements: Collection[str]) -> MovedFlow | None:
        """The way that is worth most among those of a measure: of the processes it is named after, where they have
        one, else of its other processes, else of all."""
        deciding = {each for each in members if each[1] == "process" and not each[2]}
        named = {each for each in deciding if each[0] in elements}
        for chosen in (named, deciding, members):
            found = [each for member in sorted(chosen) for each in self._ways(member)]
            if found:
                return max(found, key=lambda each: (each.rank, each.material, each.to))
        return None

    def _ways(self, member: Member) -> Iterator[MovedFlow]:
        mine = [place for (other, place) in self.worth if other == member]
        takes = {place: self.takes.get((member, place), 0.0) for place in mine}
        gives = {place: self.gives.get((member, place), 0.0) for place in mine}
        yield from self._swaps(member, takes)
        most = max((self.worth[member, place] for place in mine), default=0.0)
        for place in mine:
            rank = self.worth[member, place]
            for way, side, amount in ((REROUTE, self.takes, takes[place]), (SUPPLY, self.gives, gives[place])):
                other, moved = self._against(side, member, place, amount)
                saved = abs(self.cost.get(other, 0.0)) if other else 0.0
                if other and (amount < 0 or rank + saved >= BESIDES * most):
                    one, two = (member[0], other[0]) if amount > 0 else (other[0], member[0])
                    yield MovedFlow(way, place[1], moved, one, two, rank + saved)

    def _swaps(self, member: Member, takes: Mapping[Place, float]) -> Iterator[MovedFlow]:
        if member[1] != "process":
            return
        for place, more in takes.items():
            for other, less in takes.items():
                if more > NOTHING and less < -NOTHING and more < ALIKE * -less and -less < ALIKE * more:
                    rank = 2.0 * max(self.worth[member, place], self.worth[member, other])
                    yield MovedFlow(SWAP, place[1], more, member[0], other[1], rank)

    def _against(
        self, side: Mapping[tuple[Member, Place], float], member: Member, place: Place, amount: float
    ) -> tuple[Member | None, float]:
        """Who does most of the opposite in a network, and how much of it; nobody where it is little."""
        if abs(amount) <= NOTHING:
            return None, 0.0
        sign = 1.0 if amount > 0 else -1.0
        others = [(-sign * side.get((each, place), 0.0), each) for each in self.at[place] if each != member]
        most, other = max(others, default=(0.0, None), key=lambda each: (each[0], each[1] or ()))
        return (other, min(most, abs(amount))) if most >= LEAST * abs(amount) else (None, 0.0)


def moves(found: Exchanges, network: Mapping[Place, Place], plan: Plan, today: Plan, years: float) -> MemberMoves:
    """What every member gives and takes more, by network; links and stores pass on what others give and take."""
    giving, taking = _sides(plan), _sides(today)
    givers, takers = giving[0] | taking[0], giving[1] | taking[1]
    gives, takes = defaultdict[tuple[Member, Place], float](float), defaultdict[tuple[Member, Place], float](float)
    worth = defaultdict[tuple[Member, Place], float](float)
    at = defaultdict[Place, list[Member]](list)
    for (member, place), amount in found.amount.items():
        if member[1] in ("link", "store"):
            continue
        into = network[place]
        if member not in at[into]:
            at[into].append(member)
        worth[member, into] += abs(found.worth.get((member, place), 0.0))
        key = (member[0], member[1], *place)
        if key in givers or (member[1] == "market" and key not in takers):  # what comes back from a market
            gives[member, into] += amount / years
        else:
            takes[member, into] -= amount / years
    return MemberMoves(gives, takes, worth, found.cost, at)


Key = tuple[str, str, str, str]
"""Element, kind, site, material."""


def _sides(plan: Plan) -> tuple[set[Key], set[Key]]:
    """Who gives, and who takes, in the flows of a plan."""
    flows = plan.tables["flows"]
    names = ("element", "kind", "site", "material")
    gives = flows[(flows["direction"] == INTO) & (flows["kind"] != "return")]
    takes = flows[flows["direction"] != INTO]
    given, taken = (set(zip(*(part[name].tolist() for name in names), strict=True)) for part in (gives, takes))
    return given, taken
