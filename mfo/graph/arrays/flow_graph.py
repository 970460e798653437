"""The flow graph: pools, what attaches to them, and every coefficient as a plain float array in canonical units.

Positions (integers) stand for names; ``names`` of each family give the way back. Arrays over time have the shape
(members, years, slots) and are read-only views where nothing changes over time (``numpy.broadcast_to``), so they cost
no memory. Amounts are per slot. ``inf`` is "no limit".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...plant.model import Times
from .contract_terms import ContractTerms, no_terms
from .segments import NO_CURVES, CapexSteps, LoadCurves, no_steps

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


OF_PROCESSES = "capacity built paid opened opening_paid step_paid operated standing open start on".split()  # noqa: SIM905
"""Families with a member for each process."""


@dataclass(frozen=True)
class Pools:
    """A material at a site: the only place where things balance."""

    site: tuple[str, ...]
    material: tuple[str, ...]
    unit: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.site)


@dataclass(frozen=True)
class Supplies:
    """What arises or is bought; ``g`` in the program."""

    names: tuple[str, ...]
    pool: Ints
    minimum: Floats  # (n, Y, T) equal to maximum where all must be taken
    maximum: Floats  # (n, Y, T)
    after: Ints | None = None  # (n,) position of the one that is used up first; -1: none; None: no one's
    stepped: Bools | None = None  # (n,) whether whole numbers keep that order
    subscribed: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # those that cost something by time
    minimum_load: Floats | None = None  # (n, Y, T) per slot in which anything is taken; 0, or None: any


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """What of processes, stores or links is decided: capacity in place K = existing + what was built and is alive."""

    expandable: Bools  # (n,) whose capacity is decided
    existing: Floats  # (n, Y) of those
    most: Floats  # (n, Y) the most that may be in place
    may_build: Bools  # (n, Y)
    alive: Bools  # (n, Y built, Y) whether what is built in one milestone stands in another
    unit_size: Floats  # (n,) 0: any size
    due: Floats | None = None  # (n, Y built, Y) money due in a year per capacity built in another; None: nothing
    candidate: Bools | None = None  # (n,) of which it is a state whether anything is in place; None: of no one
    opening_due: Floats | None = None  # (n, Y opened, Y) money due in a year for what opened in another; None: nothing
    least: Floats | None = None  # (n, Y) the least that is in place of a candidate where anything is; None: 0
    steps: CapexSteps | None = None  # None: of no one does a unit cost more or less the more is built

    @classmethod
    def none(cls, count: int, years: int) -> Sizes:
        """Of so many, no one's."""
        return cls(
            expandable=np.zeros(count, dtype=bool),
            existing=np.broadcast_to(0.0, (count, years)),
            most=np.broadcast_to(np.inf, (count, years)),
            may_build=np.broadcast_to(False, (count, years)),
            alive=np.broadcast_to(False, (count, years, years)),
            unit_size=np.broadcast_to(0.0, count),
        )


@dataclass(frozen=True, kw_only=True)
class Processes(Sizes):
    """Facilities; ``x`` (activity), ``K`` (capacity in place), ``B`` (built) and their whole-number companions.

    A process is in one of two states: without capex its capacity is given (``installed``, inf: none); with capex
    (``expandable``) K = existing + what was built and is alive, at most ``most``.
    """

    names: tuple[str, ...]
    basis: tuple[str, ...]  # canonical unit of activity
    has_mix: Bools  # (n,) whether activity is tied to a mix of inputs
    installed: Floats  # (n, Y) [basis/h] of those that are not expandable; inf where unlimited
    availability: Floats  # (n, Y, T)
    closable: Bools  # (n,) open or closed decided per year
    minimum_load: Floats  # (n, Y, T) share of capacity when on; 0: none. Above 0: on/off per slot
    ramp: Floats  # (n,) largest change per hour as a share of capacity; inf: none
    has_start: Bools  # (n,) whether starts are counted (they cost, or a time to run or to stand hangs on them)
    minimum_up: Floats | None = None  # (n,) [h] how long it runs at least once it has started; 0, or None: any
    minimum_down: Floats | None = None  # (n,) [h] how long it stands still at least once it has stopped
    initial_load: Floats | None = None  # (n,) [basis/h] before the first slot; nan, or None: as at the end of the year


@dataclass(frozen=True)
class Feeds:
    """What processes draw; ``q`` in the program."""

    process: Ints
    pool: Ints
    mix: Bools  # (n,) part of the free mix (otherwise required in proportion)
    activity: Floats  # (n, Y, T) mix only: activity per unit
    per_activity: Floats  # (n, Y, T) required only: amount per unit of activity
    minimum_share: Floats  # (n, Y, T) of the mix; 0: none
    maximum_share: Floats  # (n, Y, T) of the mix; 1 or more: none

    def __len__(self) -> int:
        return len(self.process)


@dataclass(frozen=True)
class FeedNeeds:
    """Required feeds that follow a mix input: q[feed] includes amount * q[of]."""

    feed: Ints  # position of the required feed
    of: Ints  # position of the mix feed
    amount: Floats  # (n, Y, T)

    def __len__(self) -> int:
        return len(self.feed)


@dataclass(frozen=True)
class Outputs:
    """What processes make. One entry per (process, pool, cause); the cause is a feed, or -1 for activity."""

    process: Ints
    pool: Ints
    feed: Ints  # -1: per unit of activity
    amount: Floats  # (n, Y, T)

    def __len__(self) -> int:
        return len(self.process)


@dataclass(frozen=True)
class Links:
    """Ways between sites; capacity, fixed charge and minimum load are joint over the materials (arcs) of a link."""

    names: tuple[str, ...]
    capacity: Floats  # (n, Y, T) per slot; inf: none
    switched: Bools  # (n,) has a fixed cost or a minimum load: used or not, decided per year (fixed) and slot (load)
    minimum_load: Floats  # (n, Y, T) per slot when used
    by_month: Floats | None = None  # (n, Y, T) of a size that is decided: see ``share``; None: all of all

    @property
    def share(self) -> Floats:
        """(n, Y or 1, T or 1) the share of a size that is decided which a slot can send; it is in ``capacity`` too."""
        return np.ones((len(self.names), 1, 1)) if self.by_month is None else self.by_month


@dataclass(frozen=True)
class Arcs:
    """One material on one link; ``f`` in the program."""

    link: Ints
    origin: Ints  # pool
    destination: Ints  # pool
    yields: Floats  # (n, Y, T) what arrives per unit sent in the slot: 1 - loss
    sent: Ints | None = None  # (n, T) in which slot what arrives in each was sent; None: of all in the same one
    travel: Ints | None = None  # (n,) how many slots later; None: of all none

    def __len__(self) -> int:
        return len(self.link)

    def arriving(self, values: Floats) -> Floats:
        """(n, Y, T) what arrives in each slot of what is sent, (n, Y, T)."""
        arrived: Floats = values * self.yields
        return arrived if self.sent is None else np.take_along_axis(arrived, self.sent[:, None, :], axis=2)


@dataclass(frozen=True)
class Stocks:
    """One material in one store; ``v`` level, ``c`` charge, ``e`` discharge. Capacity is joint in a store."""

    store_names: tuple[str, ...]
    capacity: Floats  # (stores, Y, T); inf: none
    store: Ints  # (n,) position in store_names
    pool: Ints
    kept: Floats  # (n, Y, T) share of the level that survives the slot: (1 - loss per h) ** hours
    start: Floats  # (n,) nan: not given
    end: Floats  # (n,) nan: not given
    carry: Bools  # (n,) hands its stock to the next year
    stay: Ints  # (n, T) in how many slots, ending with each, what is there may have come in; -1: no limit
    across: Bools | None = None  # (n,) hands its stock from one typical day to the next; None: no one does
    arriving: Floats | None = None  # (n, Y, T) what of a charge arrives in the store; None: all of it
    taking: Floats | None = None  # (n, Y, T) what a unit that comes out takes from the store; None: one
    most_charge: Floats | None = None  # (stores, Y, T) per slot; inf: no limit; None: no one's
    most_discharge: Floats | None = None
    charge_share: Floats | None = None  # (stores, Y, T) per slot, of a capacity that is decided; nan: no limit
    discharge_share: Floats | None = None
    end_value: Floats | None = None  # (n,) money per unit of the stock at the end; None: nothing

    def __len__(self) -> int:
        return len(self.store)

    @property
    def charged(self) -> Floats:
        """(n, Y, T) what of a charge arrives in the store."""
        return np.broadcast_to(1.0, self.kept.shape) if self.arriving is None else self.arriving

    @property
    def discharged(self) -> Floats:
        """(n, Y, T) what a unit that comes out takes from the store."""
        return np.broadcast_to(1.0, self.kept.shape) if self.taking is None else self.taking

    def lost(self, opening: Floats, charge: Floats, discharge: Floats) -> Floats:
        """(n, Y, T) what is lost in each slot: of what is there, on the way in and on the way out."""
        lost: Floats = opening * (1.0 - self.kept)
        if self.arriving is not None:
            lost = lost + charge * (1.0 - self.arriving)
        return lost if self.taking is None else lost + discharge * (self.taking - 1.0)


@dataclass(frozen=True)
class EvenLoads:
    """What demand charges with a load factor bill at most: a month's amount, spread evenly, over that share."""

    peak: Ints  # (n,) position among the highest loads
    rate: Floats  # (n, slots) what a unit of the supply in a slot adds to it [1/h]
    most_load: Floats  # (n, Y) the highest load that can be
    most: Floats  # (n, Y) the most that it can be


@dataclass(frozen=True)
class Peaks:
    """The loads of supplies that demand charges are counted on: one entry a charge and month, or a charge and year."""

    supply: Ints  # (n,) position of the supply
    month: Ints  # (n,) which month; -1: the whole year
    months: Floats  # (n,) how many months of the calendar it stands for: 3 where a slot is a quarter
    of_slot: Ints  # (slots,) the month of each slot
    charge: Ints  # (n,) which of the plant's charges, in their order
    counts: Bools  # (n, slots) whether a slot's load counts
    above: Floats  # (n, Y) what counts is the load above this [unit/h]
    even: EvenLoads | None = None  # None: no charge has a load factor

    def __len__(self) -> int:
        return len(self.supply)

    @property
    def capped(self) -> Ints:
        """(m,) the entries that are billed by a load factor where that is less."""
        return _NOBODY if self.even is None else self.even.peak


_NOBODY: Ints = np.zeros(0, dtype=np.int64)
NO_PEAKS = Peaks(_NOBODY, _NOBODY, np.zeros(0), _NOBODY, _NOBODY, np.zeros((0, 0), dtype=bool), np.zeros((0, 0)), None)


@dataclass(frozen=True)
class LandfillCells:
    """Parts of landfills, opened one after another; ``due`` and ``to_come`` are money for closing and aftercare."""

    names: tuple[str, ...]
    market: Ints  # (n,) the landfill
    capacity: Floats  # (n,) in the unit of what is buried
    stands: Floats  # (n,) 1 of what is open when the plan begins
    before: Ints  # (n,) position of the one that must be full first; -1: none
    due: Floats  # (n, Y closing, Y) in a year of a milestone where closing falls in the first year of another
    to_come: Floats  # (n, Y + 1) the same after the last year, brought to a year of the last milestone

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class Markets:
    """Where things leave; minimum and maximum are joint over a market's deliveries."""

    names: tuple[str, ...]
    minimum: Floats  # (n, Y, T) per slot
    maximum: Floats  # (n, Y, T) per slot; inf: none
    after: Ints | None = None  # (n,) position of the one that is filled first; -1: none; None: no one's
    stepped: Bools | None = None  # (n,) whether whole numbers keep that order
    minimum_load: Floats | None = None  # (n, Y, T) per slot in which it takes anything; 0, or None: any


@dataclass(frozen=True)
class Deliveries:
    """One material into one market; ``d`` in the program."""

    market: Ints
    pool: Ints

    def __len__(self) -> int:
        return len(self.market)


@dataclass(frozen=True)
class Returns:
    """Share of a delivery at (year_from, slot_from) that arrives in a pool at (year_to, slot_to)."""

    delivery: Ints
    pool: Ints
    year_from: Ints
    slot_from: Ints
    year_to: Ints
    slot_to: Ints
    share: Floats

    def __len__(self) -> int:
        return len(self.delivery)


@dataclass(frozen=True)
class RateLine:
    """What members of one family cause of one effect: a line (or several) of the ledger.

    ``value`` has the shape (len(member), Y, T), or (len(member), Y) for the families that are decided by year.
    ``account`` is ``own`` (counts in totals and objective), ``avoided`` (burdens avoided elsewhere; never in a total).
    """

    effect: str
    category: str
    family: str
    member: Ints
    value: Floats
    account: str = "own"
    scope: tuple[int, ...] = ()  # by member; 0: none; empty: none at all
    owners: Ints | None = None  # family "constant" only: by member, the process the line belongs to


@dataclass(frozen=True)
class QualityRows:
    """sum of (property - bound) * amount <= 0 (upper) or >= 0 (lower), over feeds, stocks or deliveries."""

    name: str
    family: str  # "feed", "level", "delivery"
    member: Ints
    excess: Floats  # (n,) property minus bound
    upper: bool
    bound: float | None = None
    unit: str = ""  # of the property; "%" for shares


@dataclass(frozen=True)
class Term:
    """Part of a linear quantity: coefficient (n, Y, T) or (n, Y) on members of a family."""

    family: str
    member: Ints
    coefficient: Floats


@dataclass(frozen=True)
class LimitRows:
    """A bound on a linear quantity. One row per slot, per year, or one over all (``when``).

    The row at (y, t) sums its terms over the slots it spans, each slot by its weight where it spans a year or all
    (the years then by their span where ``when`` is total); a share's ``of`` terms are already in, multiplied by
    the share and negated. Rows read minimum <= terms <= maximum.
    """

    name: str
    when: str  # "slot", "year", "total"
    minimum: tuple[Term, ...] | None  # terms of the row that must be >= lower
    lower: Floats  # (Y, T), (Y,) or (1,); -inf where there is none
    maximum: tuple[Term, ...] | None
    upper: Floats
    unit: str = ""
    share: bool = False  # terms hold the share's denominator; bounds are 0
    what: tuple[Term, ...] = ()  # the quantity itself, for the tables
    of: tuple[Term, ...] = ()  # what a share is of
    least: Floats | None = None  # the bounds as meant, shaped like lower and upper: amounts for the span, or shares
    most: Floats | None = None
    base: str = ""  # canonical unit of the quantity itself, also where the bound is a share of another
    typed: str = ""  # the same as the user typed it
    bound_unit: str = (
        ""  # the unit that the bound itself was typed in: "kt/year", "mg/t"; empty: not known, or a plain number
    )
    indicator: str = ""  # the indicator that the share stands for, by its name in the results
    cash_year: int | None = None  # of a budget on cash: the calendar year that it bounds, or until whose end


@dataclass(frozen=True)
class FixedRows:
    """Measured flows held fixed for today's baseline: family member = amount per slot."""

    family: str
    member: Ints
    amount: Floats  # (n, Y, T)
    names: tuple[str, ...]  # the measurement in words


@dataclass(frozen=True)
class FlowGraph:
    """The whole graph. ``effects`` maps an effect to its unit; ``weights`` weigh gases into ``emissions``."""

    times: Times
    pools: Pools
    supplies: Supplies
    processes: Processes
    feeds: Feeds
    needs: FeedNeeds
    outputs: Outputs
    links: Links
    arcs: Arcs
    stocks: Stocks
    markets: Markets
    deliveries: Deliveries
    returns: Returns
    rates: tuple[RateLine, ...]
    quality: tuple[QualityRows, ...]
    limits: tuple[LimitRows, ...]
    effects: Mapping[str, str] = field(default_factory=dict)
    gwp: Mapping[str, float] = field(default_factory=dict)  # gas -> t_CO2e per t
    peaks: Peaks = NO_PEAKS
    curves: LoadCurves = NO_CURVES
    store_sizes: Sizes | None = None  # None: no one's is decided
    link_sizes: Sizes | None = None
    supply_contracts: ContractTerms | None = None  # None: no one has any
    market_contracts: ContractTerms | None = None
    contract_names: tuple[str, ...] = ()  # of the plant's contracts
    carbon_price: Floats = field(default_factory=lambda: np.zeros(1))  # (Y,) money per t_CO2e
    cells: LandfillCells | None = None  # None: no landfill has any

    @property
    def years(self) -> int:
        """How many milestone years."""
        return len(self.times.years)

    @property
    def slots(self) -> int:
        """How many slots in a year."""
        return len(self.times.hours)

    def sizes(self, kind: str) -> Sizes:
        """What is decided of the sizes of ``process``, ``store`` or ``link``."""
        if kind == "process":
            return self.processes
        count, known = (
            (len(self.stocks.store_names), self.store_sizes)
            if kind == "store"
            else (len(self.links.names), self.link_sizes)
        )
        return Sizes.none(count, self.years) if known is None else known

    def contracts(self, kind: str) -> ContractTerms:
        """What contracts ask of each ``supply`` or ``market``."""
        known = self.supply_contracts if kind == "supply" else self.market_contracts
        return no_terms(self.years, self.slots) if known is None else known

    def capex_steps(self, kind: str) -> CapexSteps:
        """The steps of capex of ``process``, ``store`` or ``link``; empty where no one has any."""
        known = self.sizes(kind).steps
        return no_steps(self.years) if known is None else known

    def year_weight(self, effect: str) -> Floats:
        """(Y,) how a year counts in an effect over the horizon: years stood for, and of money discounted too.

        Interest is on money: a tonne emitted later warms as much.
        """
        money = self.effects.get(effect) == self.effects.get("cost")
        return np.asarray(self.times.span * self.times.discount if money else self.times.span)

    def size(self, family: str) -> int:
        """How many members a family has."""
        sizes = {
            "supply": len(self.supplies.names),
            "feed": len(self.feeds),
            "activity": len(self.processes.names),
            "segment": len(self.curves),
            "arc": len(self.arcs),
            "level": len(self.stocks),
            "charge": len(self.stocks),
            "discharge": len(self.stocks),
            "remaining": len(self.stocks),
            "delivery": len(self.deliveries),
            "used": len(self.links.names),
            "constant": 1,
            **dict.fromkeys(OF_PROCESSES, len(self.processes.names)),
            "peak": len(self.peaks),
            "billed": len(self.peaks.capped),
            "subscribed": len(self.supplies.subscribed),
        }
        kind, _, decided = family.partition("_")
        if kind == "cell":
            return 0 if self.cells is None else len(self.cells)
        if decided and kind in ("supply", "market"):
            terms = self.contracts(kind)
            counts = {"shortfall": len(terms.short), "above": len(terms.tiers), "signed": len(terms.optional)}
            return counts[decided]
        if family.endswith("built_step"):
            return len(self.capex_steps(kind if decided == "built_step" else "process").item)
        if decided and kind in ("store", "link"):
            return len(self.stocks.store_names if kind == "store" else self.links.names)
        return sizes[family]
