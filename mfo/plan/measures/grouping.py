"""Puts members together that make one decision.

Places that links join are one network of a material. Where the plan buys or sells at the margin, the outside price is
the price in the whole network: who takes more there pays it, and needs to know of nobody else. What hands things on
in other networks belongs together, unless a member has little to do with the network, or the network with the member.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

from .exchanges import Exchanges, Member, Place

OWN_SHARE = 0.25  # of all that a member hands over: with less in a network it does not stand or fall with it
ALL_BUT = 0.5  # of all that is handed over in a network: with more, what only follows belongs to who gives or takes it
NETWORK_SHARE = 0.10  # of all that is handed over in a network: with less the network does not stand or fall with it
SAME = 1e-9  # of the largest amount of a material: what changes by less does not change


class Joined:
    """Sets that are put together one by one (union-find)."""

    def __init__(self) -> None:
        self._above: dict[object, object] = {}

    def of(self, item: object) -> object:
        """What stands for the set that an item is in."""
        above = self._above.setdefault(item, item)
        if above != item:
            above = self._above[item] = self.of(above)
        return above

    def join(self, one: object, other: object) -> None:
        """Put the sets of two items together."""
        self._above[self.of(one)] = self.of(other)


def networks(found: Exchanges) -> dict[Place, Place]:
    """By place, the place that stands for its network: places of a material that links which changed join."""
    joined, ends = Joined(), defaultdict[tuple[Member, str], list[Place]](list)
    for member, place in found.amount:
        joined.of(place)
        if member[1] == "link":
            ends[member, place[1]].append(place)
    for places in ends.values():
        for place in places[1:]:
            joined.join(places[0], place)
    return {place: joined.of(place) for _, place in found.amount}  # type: ignore[misc]


def grouped(found: Exchanges) -> tuple[list[set[Member]], dict[Member, Place]]:
    """The groups of members that decide, and the others with their network: trades and ways at outside prices."""
    network = networks(found)
    outside = {network[place] for place in found.traded if place in network}
    amount, worth = _by_network(found.amount, network), _by_network(found.worth, network)
    through = defaultdict[Place, float](float)
    for (_, place), given in amount.items():
        through[place] += abs(given) / 2
    of_member = defaultdict[Member, dict[Place, float]](dict)
    for (member, place), value in (worth if any(worth.values()) else amount).items():
        of_member[member][place] = abs(value)
    joined, passing = Joined(), dict[Member, Place]()
    for member, values in of_member.items():
        total = sum(values.values())
        joined.of(member)
        for place, value in values.items():
            if place in outside:
                if member[1] in ("supply", "market", "link"):
                    passing[member] = place
                continue
            mine = abs(amount[member, place])
            if member[1] in ("link", "supply", "market") or (
                value >= OWN_SHARE * total and mine >= NETWORK_SHARE * through[place]
            ):
                joined.join(member, ("network", place))
    _follow(joined, amount, through, passing)
    sets = defaultdict[object, set[Member]](set)
    for member in (*of_member, *(each for each in found.cost if each not in of_member)):
        if member not in passing:
            sets[joined.of(member)].add(member)
    return list(sets.values()), passing


def _follow(
    joined: Joined,
    amount: dict[tuple[Member, Place], float],
    through: dict[Place, float],
    passing: dict[Member, Place],
) -> None:
    """Let what decides nothing by itself follow the process that it is for.

    Ways, trades and what is only got rid of, in a network where no process decides with them, change because some
    process takes or gives most of it: less is buried because a digester takes it, however little that is to the
    digester.
    """
    deciding = {joined.of(member) for member, _ in amount if _decides(member) and member not in passing}
    most: dict[object, tuple[float, Member]] = {}
    for (member, place), given in amount.items():
        group, size = joined.of(("network", place)), abs(given)
        if group not in deciding and _decides(member) and size >= ALL_BUT * through[place]:
            most[group] = max(most.get(group, (0.0, member)), (size, member))
    for group, (_, member) in sorted(most.items(), key=lambda item: item[1]):
        joined.join(member, group)


def _decides(member: Member) -> bool:
    """Whether a member is a process that makes something: others give, take or carry what there is."""
    return member[1] == "process" and not member[2]


def _by_network(
    values: dict[tuple[Member, Place], float], network: dict[Place, Place]
) -> dict[tuple[Member, Place], float]:
    found = defaultdict[tuple[Member, Place], float](float)
    for (member, place), value in values.items():
        found[member, network[place]] += value
    return found


def sums(members: Iterable[Member], values: dict[Member, float]) -> float:
    """What members have together; the same to the last digit in whatever order a set of them comes."""
    return math.fsum(values.get(member, 0.0) for member in members)
