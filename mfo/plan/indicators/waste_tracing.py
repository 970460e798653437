"""Follows waste through a plan: where each tonne of it ends, so that what arises adds up with where it went.

Masses of a year are traced through pools. What a pool gives away has the composition of what came in (perfect mixing);
a process without a route hands the composition of what it takes on to what it makes. Every tonne of waste counts in the
first route of recovery that it enters, unless what was made of it is disposed of later; then it counts as disposed of.
What is prevented is no waste: it is told apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from ...graph.arrays.flow_graph import Floats, Ints
from ...plant.model import PREVENTION

REUSE, REMANUFACTURE, RECYCLING = "reuse", "remanufacture", "recycling"
BIOLOGICAL = ("biogas", "compost")
ENERGY, LANDFILL = "energy recovery", "landfill"
RECOVERY = (REUSE, REMANUFACTURE, RECYCLING, *BIOLOGICAL)
DISPOSAL = (ENERGY, LANDFILL)
PAID_TO_TAKE = "taken for a fee"  # a market without a route that is paid for what it takes
SWALLOWED = "nothing is made of it"  # a process without a route that puts nothing out, such as a lagoon

RAW, BOUGHT, MADE = "waste", "bought", "made here"
AFTER = {route: f"waste after {route}" for route in RECOVERY}
PRODUCT = {route: f"bought, after {route}" for route in RECOVERY}
SORTED = "waste sorted for recycling"
TAGS = (RAW, BOUGHT, MADE, SORTED, *AFTER.values(), *PRODUCT.values())
TAG = {name: position for position, name in enumerate(TAGS)}
BEFORE = {after: route for route, after in AFTER.items()} | {SORTED: RECYCLING}
FUELS = (BOUGHT, *(after[route] for route in BIOLOGICAL for after in (AFTER, PRODUCT)))
USED = (REUSE, REMANUFACTURE)
REJECTS = tuple(PRODUCT[route] for route in USED)  # of what was bought to be used again: waste where a route takes them
AGAIN = (RECYCLING, *BIOLOGICAL)  # the routes that rejects of reuse may take


ROUNDS = 5_000
EXACT = 1e-14  # of the largest source

Sources = list[tuple[int, str, float]]
Arcs = list[tuple[int, int, float]]


@dataclass
class Facility:
    """A process (or, without outputs, a market) in one year: the masses it takes from pools and gives to pools [t]."""

    route: str
    takes: list[tuple[int, float]] = field(default_factory=list)
    makes: list[tuple[int, float]] = field(default_factory=list)
    preliminary: bool = False  # sorts for another process or market of the route of recycling


@dataclass
class Traced:
    """Masses of one year [t]: waste that arose, where it ended, what entered the last step of recycling; and apart
    from it what was prevented."""

    generated: float
    route: dict[str, float]
    recycled: float
    prevented: float = 0.0

    @property
    def other(self) -> float:
        """What ended nowhere of that: left without a route, was lost in treatment, or lies in a store."""
        rest = self.generated - sum(self.route.values())
        return rest if abs(rest) > 1e-9 * self.generated else 0.0


def trace(pools: int, sources: Sources, arcs: Arcs,
          facilities: list[Facility]) -> Traced:  # fmt: skip
    """Trace one year.

    ``sources`` are (pool, tag, mass) of what enters from outside, ``arcs`` (origin, destination, mass that arrives).
    """
    shares = _shares(pools, sources, arcs, facilities)
    generated = sum(mass for _, tag, mass in sources if tag == RAW)
    route = dict.fromkeys((*RECOVERY, *DISPOSAL), 0.0)
    recycled = prevented = 0.0
    for facility in facilities:
        taken = _taken(facility, shares)
        for tag, mass in zip(TAGS, taken.tolist(), strict=True):
            if mass > 0 and facility.route == PREVENTION:
                prevented += mass
                generated -= mass if tag == RAW else 0.0
            elif mass > 0:
                generated += _count(facility.route, tag, mass, route)
                recycled += mass if _is_recycled(facility, tag) else 0.0
    return Traced(generated, route, recycled, prevented)


def _count(entered: str, tag: str, mass: float, route: dict[str, float]) -> float:
    """Book a mass with a tag that enters a route; gives how much of it is waste that had not been counted before."""
    before = BEFORE.get(tag, "")
    again = entered in AGAIN and before in USED
    first = (entered in RECOVERY and tag in (RAW, MADE)) or (entered in AGAIN and tag in REJECTS)
    if not (again or first or _ends(entered, tag)):
        return 0.0
    if before:
        route[before] -= mass
    if entered in route:
        route[entered] += mass
    return 0.0 if tag == RAW or before else mass


def _ends(entered: str, tag: str) -> bool:
    """Whether entering a route disposes of something; what is burnt and was bought as a fuel, or came of digestion or
    composting, is no waste."""
    if entered == ENERGY:
        return tag not in FUELS
    if entered == SWALLOWED:  # what was recovered before has ended there, as digestate that is spread
        return tag == MADE
    return entered in (LANDFILL, PAID_TO_TAKE)


def _is_recycled(facility: Facility, tag: str) -> bool:
    """Whether a mass with that tag is at the calculation point: waste that enters the last step of recycling."""
    if tag == SORTED and not facility.route and not facility.makes:
        return True  # sorted, and sold
    waste = (RAW, MADE, SORTED, AFTER[REUSE], AFTER[REMANUFACTURE], *REJECTS)
    return facility.route == RECYCLING and not facility.preliminary and tag in waste


def _taken(facility: Facility, shares: Floats) -> Floats:
    """(tags,) the mass of each tag that a facility takes."""
    found = np.zeros(len(TAGS))
    for pool, mass in facility.takes:
        found += mass * shares[pool]
    return found


def _shares(pools: int, sources: Sources, arcs: Arcs,
            facilities: list[Facility]) -> Floats:  # fmt: skip
    """(pools, tags) the composition of what each pool gives away: x = source + A x, followed round by round.

    What still goes round in a loop after the last round counts as lost.
    """
    from scipy import sparse

    size, tags = pools, len(TAGS)
    through = _through(pools, sources, arcs, facilities)
    right = np.zeros(size * tags)
    for pool, tag, mass in sources:
        right[pool * tags + TAG[tag]] += mass
    for pool, extra in _gained(facilities):
        right[pool * tags + TAG[MADE]] += extra
    origin, destination, masses, becomes = _carried(arcs, facilities)
    rows, columns = destination[:, None] * tags + becomes, origin[:, None] * tags + np.arange(tags)
    values = np.broadcast_to((masses / through[origin])[:, None], rows.shape)
    carried = sparse.csr_matrix((values.ravel(), (rows.ravel(), columns.ravel())), shape=(size * tags, size * tags))
    found = right
    for _ in range(ROUNDS):
        further = right + carried @ found
        done = np.abs(further - found).max(initial=0.0) <= EXACT * right.max(initial=0.0)
        found = further
        if done:
            break
    shares: Floats = np.clip(found.reshape(size, tags), 0.0, None) / through[:, None]
    return shares


def _through(pools: int, sources: Sources, arcs: Arcs,
             facilities: list[Facility]) -> Floats:  # fmt: skip
    """(pools,) what goes through each: the larger of what comes in and what goes out, as a store may take the rest."""
    into, out = np.zeros(pools), np.zeros(pools)
    for pool, _, mass in sources:
        into[pool] += mass
    for origin, destination, mass in arcs:
        out[origin] += mass
        into[destination] += mass
    for facility in facilities:
        for pool, mass in facility.takes:
            out[pool] += mass
        for pool, mass in facility.makes:
            into[pool] += mass
    most: Floats = np.maximum(into, out)
    return np.where(most > 0, most, 1.0)


def _carried(arcs: Arcs, facilities: list[Facility]) -> tuple[Ints, Ints, Floats, Ints]:
    """Origins, destinations, masses of all that carries something on, and (n, tags) the tags that come of tags."""
    same = np.arange(len(TAGS))
    found = [(*arc, same) for arc in arcs]
    for facility in facilities:
        whole, made = _sums(facility)
        if whole and made and facility.route not in (*DISPOSAL, PREVENTION):
            becomes = np.array([TAG[_becomes(facility, name)] for name in TAGS])
            part = min(1.0, whole / made) / whole
            found += [
                (pool, target, mass * output * part, becomes)
                for pool, mass in facility.takes
                for target, output in facility.makes
            ]
    ends = np.array([edge[:2] for edge in found], dtype=np.int64).reshape(-1, 2)
    tags = np.array([edge[3] for edge in found], dtype=np.int64).reshape(-1, len(TAGS))
    return ends[:, 0], ends[:, 1], np.array([edge[2] for edge in found], dtype=float), tags


def _becomes(facility: Facility, tag: str) -> str:
    """The tag of what a facility makes of something with a tag."""
    route = facility.route
    if route not in RECOVERY:
        return MADE if tag == BOUGHT else tag
    if tag == BOUGHT:
        return PRODUCT[route]
    again = route in AGAIN and (tag in REJECTS or BEFORE.get(tag) in USED)
    if tag in (RAW, MADE) or again or (route == RECYCLING and tag == SORTED):
        return SORTED if facility.preliminary else AFTER[route]
    return tag


def _gained(facilities: list[Facility]) -> Iterator[tuple[int, float]]:
    """(pool, mass) of what is made of nothing whose mass is known."""
    for facility in facilities:
        whole, made = _sums(facility)
        if facility.route == PREVENTION:
            yield from facility.makes
        elif made > whole and facility.route not in DISPOSAL:
            for pool, mass in facility.makes:
                yield pool, mass * (1.0 - whole / made)


def _sums(facility: Facility) -> tuple[float, float]:
    return sum(mass for _, mass in facility.takes), sum(mass for _, mass in facility.makes)
