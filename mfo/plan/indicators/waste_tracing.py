"""Follows waste through a plan: where each tonne of it ends, so that what arises adds up with where it went.

Masses of a year are traced through pools. What a pool gives away has the composition of what came in (perfect mixing);
a process without a route hands the composition of what it takes on to what it makes. Every tonne of waste counts in the
first route of recovery that it enters, unless what was made of it is disposed of later; then it counts as disposed of.
What is prevented is no waste: it is told apart.

Beside its tag a mass keeps its kind (the legal class of the waste it was when it arose, or where it arose) and the
place of what it was counted in last (whether that stands off the site, or how well it is controlled): the tables of the
standards and of cities part waste by both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from ...graph.arrays.flow_graph import Floats, Ints
from ...plant.effects import PREVENTION

REUSE, REMANUFACTURE, RECYCLING = "reuse", "remanufacture", "recycling"
BIOLOGICAL = ("biogas", "compost")
ENERGY, LANDFILL = "energy recovery", "landfill"
INCINERATION = "incineration"
"""A route of a plant's own that the standards know: burning without use of the heat."""
RECOVERY = (REUSE, REMANUFACTURE, RECYCLING, *BIOLOGICAL)
DISPOSAL = (ENERGY, INCINERATION, LANDFILL)
PAID_TO_TAKE = "taken for a fee"  # a market without a route that is paid for what it takes
SWALLOWED = "nothing is made of it"  # a process without a route that puts nothing out, such as a lagoon
OWN_END = "a route of the plant's own"  # of a market that is paid for what it takes, or a process that puts nothing out

RAW, BOUGHT, MADE = "waste", "bought", "made here"
AFTER = {route: f"waste after {route}" for route in RECOVERY}
PRODUCT = {route: f"bought, after {route}" for route in RECOVERY}
SORTED = "waste sorted for recycling"
TAGS = (RAW, BOUGHT, MADE, SORTED, *AFTER.values(), *PRODUCT.values())
TAG = {name: position for position, name in enumerate(TAGS)}
OF_WASTE = frozenset({RAW, SORTED, *AFTER.values()})
BEFORE = {after: route for route, after in AFTER.items()} | {SORTED: RECYCLING}
DIGESTED = tuple(after[route] for route in BIOLOGICAL for after in (AFTER, PRODUCT))
FUELS = (BOUGHT, *DIGESTED)
USED = (REUSE, REMANUFACTURE)
REJECTS = tuple(PRODUCT[route] for route in USED)  # of what was bought to be used again: waste where a route takes them
AGAIN = (RECYCLING, *BIOLOGICAL)  # the routes that rejects of reuse may take


ROUNDS = 5_000
EXACT = 1e-14  # of the largest source

Sources = list[tuple[int, str, float]]
Arcs = list[tuple[int, int, float]]


OTHER = "other"
"""What ends in none of the routes: taken for a fee, swallowed, or let go without a route."""

Split = dict[tuple[str, int, int], float]
"""Masses by route, place and kind of waste."""


@dataclass
class Facility:
    """A process (or, without outputs, a market) in one year: the masses it takes from pools and gives to pools [t]."""

    route: str
    takes: list[tuple[int, float]] = field(default_factory=list)
    makes: list[tuple[int, float]] = field(default_factory=list)
    preliminary: bool = False  # sorts for another process or market of the route of recycling
    place: int = (
        0  # 1: a market, or another owner's than the reporter's; the numbers of a city have places of their own
    )
    table: str = ""  # of the plant, and the position of its row there
    row: int = -1


@dataclass
class Traced:
    """Masses of one year [t]: waste that arose, where it ended, what entered the last step of recycling; and apart
    from it what was prevented."""

    generated: float
    route: dict[str, float]
    recycled: float
    prevented: float = 0.0
    arisen: dict[int, float] = field(default_factory=dict)  # waste that arose by its kind
    split: Split = field(default_factory=dict)  # where it ended; what is missing was lost in treatment or is in store
    recycled_of: dict[int, float] = field(default_factory=dict)  # `recycled` by kind
    entered: set[tuple[str, int, int]] = field(default_factory=set)  # table, row, kind of what waste counted in

    @property
    def other(self) -> float:
        """What ended nowhere of that: left without a route, was lost in treatment, or lies in a store."""
        rest = self.generated - sum(self.route.values())
        return rest if abs(rest) > 1e-9 * self.generated else 0.0


def trace(pools: int, sources: Sources, arcs: Arcs, facilities: list[Facility], kinds: Ints | None = None) -> Traced:
    """Trace one year.

    ``sources`` are (pool, tag, mass) of what enters from outside, ``arcs`` (origin, destination, mass that arrives),
    ``kinds`` (pools,) the kind of waste that each pool's material is, 0 by default.
    """
    kinds = np.zeros(pools, dtype=np.int64) if kinds is None else kinds
    return count(sources, facilities, composition(pools, sources, arcs, facilities, kinds))


@dataclass(frozen=True)
class Composition:
    """(pools, states) shares of what each pool gives away."""

    states: States
    shares: Floats

    def waste(self, kinds: Ints) -> Floats:
        """(pools, len(kinds)) the shares that are waste of each of some kinds, or were recovered from it."""
        found = np.zeros((len(self.shares), len(kinds)))
        column = {int(kind): position for position, kind in enumerate(kinds.tolist())}
        for state in range(self.states.count):
            tag, kind, _ = self.states.meaning(state)
            if tag in OF_WASTE and kind in column:
                found[:, column[kind]] += self.shares[:, state]
        return found


def composition(pools: int, sources: Sources, arcs: Arcs, facilities: list[Facility], kinds: Ints) -> Composition:
    """What each pool's mass is made of, where each pool's waste is of a kind."""
    states = States(kinds, facilities)
    return Composition(states, _shares(pools, sources, arcs, facilities, states))


def count(sources: Sources, facilities: list[Facility], made: Composition) -> Traced:
    """Where the waste of one year ended, of what pools hold."""
    states, shares = made.states, made.shares
    generated = sum(mass for _, tag, mass in sources if tag == RAW)
    book = TracedWaste({}, dict.fromkeys((*RECOVERY, *DISPOSAL), 0.0), {})
    for pool, tag, mass in sources:
        if tag == RAW:
            book.arise(int(states.kinds[pool]), mass)
    recycled: dict[int, float] = {}
    prevented = 0.0
    for facility in facilities:
        taken = _taken(facility, shares)
        for state in np.flatnonzero(taken > 0).tolist():
            mass, (tag, kind, place) = float(taken[state]), states.meaning(state)
            if facility.route == PREVENTION:
                prevented += mass
                generated -= mass if tag == RAW else 0.0
                book.arise(kind, -mass if tag == RAW else 0.0)
            else:
                further = _count(facility, tag, mass, kind, place, book)
                generated += further
                book.arise(kind, further)
                if _is_recycled(facility, tag):
                    recycled[kind] = recycled.get(kind, 0.0) + mass
    return Traced(
        generated, book.route, sum(recycled.values()), prevented, book.arisen, book.split, recycled, book.entered
    )


@dataclass
class States:
    """Every state that a mass can be in: its tag, its kind, and the place of what it was counted in."""

    kinds: Ints
    """(pools,) the kind of waste of each pool's material."""
    facilities: list[Facility]

    def __post_init__(self) -> None:
        """How many kinds there are, and how many places of facilities that hand something on."""
        self.of_kind = int(self.kinds.max(initial=0)) + 1
        self.places = 1 + max((facility.place for facility in self.facilities if facility.makes), default=0)
        self.count = len(TAGS) * self.of_kind * self.places

    def state(self, tag: str, kind: int, place: int = 0) -> int:
        """The position of a state."""
        return (place * self.of_kind + kind) * len(TAGS) + TAG[tag]

    def meaning(self, state: int) -> tuple[str, int, int]:
        """Tag, kind and place of a state."""
        rest, tag = divmod(state, len(TAGS))
        place, kind = divmod(rest, self.of_kind)
        return TAGS[tag], kind, place

    def becomes(self, facility: Facility, target: int) -> Ints:
        """(states,) what a facility makes of each state in the pool ``target``."""
        found = []
        for state in range(self.count):
            tag, kind, place = self.meaning(state)
            new = _becomes(facility, tag)
            if new == MADE or (new != tag and new in PRODUCT.values()):
                kind = int(self.kinds[target])
            counted = new != tag and tag != SORTED  # what was sorted counts where it was sorted, whoever recycles it
            found.append(self.state(new, kind, facility.place if counted else place))
        return np.array(found, dtype=np.int64)


@dataclass
class TracedWaste:
    """What was counted: waste by kind, by route, and by route, place and kind."""

    arisen: dict[int, float]
    route: dict[str, float]
    split: Split
    entered: set[tuple[str, int, int]] = field(default_factory=set)

    def arise(self, kind: int, mass: float) -> None:
        """Waste of a kind arose."""
        if mass:
            self.arisen[kind] = self.arisen.get(kind, 0.0) + mass

    def enter(self, route: str, place: int, kind: int, mass: float) -> None:
        """Waste counts in a route (negative: it was counted there, and does no longer)."""
        if route in self.route:
            self.route[route] += mass
        key = (route, place, kind)
        self.split[key] = self.split.get(key, 0.0) + mass


def _count(facility: Facility, tag: str, mass: float, kind: int, place: int, book: TracedWaste) -> float:
    """Book a mass with a tag that enters a route; gives how much of it is waste that had not been counted before."""
    entered, before = facility.route, BEFORE.get(tag, "")
    again = entered in AGAIN and before in USED
    first = (entered in RECOVERY and tag in (RAW, MADE)) or (entered in AGAIN and tag in REJECTS)
    if not (again or first or _ends(entered, tag)):
        if tag == RAW and not facility.makes:  # every route that is counted takes raw waste: this one is none
            book.entered.add((facility.table, facility.row, kind))
            book.enter(OTHER, facility.place, kind, mass)
        return 0.0
    book.entered.add((facility.table, facility.row, kind))
    if before:
        book.enter(before, place, kind, -mass)
    book.enter(entered if entered in book.route else OTHER, facility.place, kind, mass)
    return 0.0 if tag == RAW or before else mass


def _ends(entered: str, tag: str) -> bool:
    """Whether entering a route disposes of something; what is burnt and was bought as a fuel, or came of digestion or
    composting, is no waste."""
    if entered in (ENERGY, INCINERATION):
        return tag not in FUELS
    if entered == SWALLOWED:  # what was recovered before has ended there, as digestate that is spread
        return tag == MADE
    if entered == OWN_END:  # rejects of recycling end there; digestate and compost are spread on such routes
        return tag not in DIGESTED
    return entered in (LANDFILL, PAID_TO_TAKE)


def named_end(route: str, ends: bool) -> str:
    """The route of what ends something: a name of the plant's own is none that the standards know."""
    known = ("", *RECOVERY, *DISPOSAL, PREVENTION)
    return OWN_END if ends and route not in known else route


def _is_recycled(facility: Facility, tag: str) -> bool:
    """Whether a mass with that tag is at the calculation point: waste that enters the last step of recycling."""
    if tag == SORTED and not facility.route and not facility.makes:
        return True  # sorted, and sold
    waste = (RAW, MADE, SORTED, AFTER[REUSE], AFTER[REMANUFACTURE], *REJECTS)
    return facility.route == RECYCLING and not facility.preliminary and tag in waste


def _taken(facility: Facility, shares: Floats) -> Floats:
    """(states,) the mass of each state that a facility takes."""
    found = np.zeros(shares.shape[1])
    for pool, mass in facility.takes:
        found += mass * shares[pool]
    return found


def _shares(pools: int, sources: Sources, arcs: Arcs, facilities: list[Facility], states: States) -> Floats:
    """(pools, states) the composition of what each pool gives away: x = source + A x, followed round by round.

    What still goes round in a loop after the last round counts as lost.
    """
    size, tags = pools, states.count
    through = _through(pools, sources, arcs, facilities)
    right = np.zeros(size * tags)
    for pool, tag, mass in sources:
        right[pool * tags + states.state(tag, int(states.kinds[pool]))] += mass
    for pool, extra in _gained(facilities):
        right[pool * tags + states.state(MADE, int(states.kinds[pool]))] += extra
    origin, destination, masses, becomes = _carried(arcs, facilities, states)
    rows, columns = (destination[:, None] * tags + becomes).ravel(), origin[:, None] * tags + np.arange(tags)
    share = (masses / through[origin])[:, None]
    found = right
    for _ in range(ROUNDS):
        further = right + np.bincount(rows, (share * found[columns]).ravel(), minlength=size * tags)
        done = np.abs(further - found).max(initial=0.0) <= EXACT * right.max(initial=0.0)
        found = further
        if done:
            break
    shares: Floats = np.clip(found.reshape(size, tags), 0.0, None) / through[:, None]
    return shares


def _through(pools: int, sources: Sources, arcs: Arcs, facilities: list[Facility]) -> Floats:
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


def _carried(arcs: Arcs, facilities: list[Facility], states: States) -> tuple[Ints, Ints, Floats, Ints]:
    """Origins, destinations, masses of all that carries something on, and (n, states) what comes of each state."""
    same = np.arange(states.count)
    found = [(*arc, same) for arc in arcs]
    for facility in facilities:
        whole, made = _sums(facility)
        if whole and made and facility.route not in (*DISPOSAL, PREVENTION):
            becomes = {target: states.becomes(facility, target) for target, _ in facility.makes}
            part = min(1.0, whole / made) / whole
            found += [
                (pool, target, mass * output * part, becomes[target])
                for pool, mass in facility.takes
                for target, output in facility.makes
            ]
    ends = np.array([edge[:2] for edge in found], dtype=np.int64).reshape(-1, 2)
    tags = np.array([edge[3] for edge in found], dtype=np.int64).reshape(-1, states.count)
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
