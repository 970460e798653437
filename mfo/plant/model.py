"""The typed plant: what the tables mean, with units checked and every number in canonical units.

Numbers that may change over time are :class:`Series`: canonical values that broadcast to (years, slots), together
with what was typed and where. Rates are per hour, amounts in the canonical unit of the material, money in the plant's
currency, lengths in km, dimensionless numbers as fractions (5 % is 0.05). Nothing here knows positions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import Problem, Where
from ..units import looks_like_number, power_of
from .city_facts import NO_CONTROL, NO_HOUSEHOLDS, Control, Households, People
from .dataset_row import DatasetRow as DatasetRow
from .effects import Effect, ManureBaseline
from .finance import SPENT_AT_ONCE, Finance
from .lifetimes import Product

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """A number with its unit, or one number per year and slot. ``values`` broadcasts to (years, slots)."""

    values: Floats  # canonical; shape () or (years, 1) or (years, slots)
    unit: str  # the canonical unit, as text: "t/h"
    typed: str  # as typed, or "profile NAME"
    where: Where | None = None
    profile_unit: str = ""  # of a profile: the unit of its column as typed

    def over(self, years: int, slots: int) -> Floats:
        """The values as a read-only (years, slots) view; no copy is made."""
        return np.broadcast_to(self.values, (years, slots))

    def over_years(self, years: int, lasting: Floats) -> Floats:
        """The values as (years,); what changes within the year is its mean over time.

        ``lasting`` (slots,) is how long the slots stand for in the year, `Times.lasting`.
        """
        values = np.broadcast_to(self.values, (years, *(self.values.shape[1:] or (1,))))
        if values.shape[1] == 1:
            return np.array(values[:, 0], dtype=float)
        mean: Floats = values @ (lasting / lasting.sum())
        return mean


@dataclass(frozen=True)
class Times:
    """Milestone years and the slots within each year."""

    years: tuple[int, ...]  # labels; (price_year or 1,) where there is no roadmap
    span: Floats  # (years,) how many years a milestone stands for
    discount: Floats  # (years,) factor to the first milestone; the objective weighs a year by span * discount
    hours: Floats  # (slots,) length of a slot [h]
    weight: Floats  # (slots,) how often the slot repeats in the year
    labels: tuple[str, ...]  # (slots,) "1", "January", "2025-03-01 14:00"
    roadmap: bool = False
    discount_rate: float = 0.0
    follows: tuple[int, ...] = ()  # (slots,) the slot before each in storage; -1: none; empty: the one before, cyclic
    mean_values: bool = False  # a milestone holds the mean of the years it stands for; else its first year's values
    months: Floats | None = None  # (slots,) how many months of the calendar each slot lasts; None: a month is 730 h

    @property
    def lasting(self) -> Floats:
        """(slots,) how long each slot stands for in the year, with its repetitions [h]."""
        return self.hours * self.weight

    @property
    def hours_per_year(self) -> float:
        """The hours that the slots stand for together [h]: 8,760 unless the horizon is shorter."""
        return float(self.lasting.sum())


@dataclass(frozen=True)
class Property:
    """A property of a material in canonical units, with where it came from."""

    name: str
    value: float
    unit: str
    typed: str
    source: str = ""  # "plant", or the dataset row's source
    standing: str = ""  # "plant", "source read", "secondary source", "derived", "unsourced"
    where: Where | None = None


@dataclass(frozen=True)
class WasteClass:
    """What a material is before the law where it is waste."""

    code: str = ""  # of the European List of Waste: "16 06 01*"
    hazards: tuple[str, ...] = ()  # the properties that make it hazardous: CRETIB, HP
    law: str = ""  # its class in Mexican law: urban, special handling, hazardous
    basel: str = ""  # its code in the annexes of the Basel Convention
    hazardous: bool = False


NO_CLASS = WasteClass()
"""Nothing is said of it: no hazardous waste."""


@dataclass(frozen=True)
class Material:
    """A material, product or energy carrier."""

    name: str
    unit: str  # canonical: t, MWh, m3, Nm3, item, ...
    typed_unit: str  # as typed; results are shown in it
    dimension: str  # of one unit: "[mass]", "[energy]", ...
    properties: Mapping[str, Property] = field(default_factory=dict)
    like: str | None = None
    where: Where | None = None
    by_model: bool = False  # declared by a process model that makes or uses it, not by the plant
    waste: bool | None = None  # whether what arises, is bought or comes back of it is waste; None: told by its price
    waste_class: WasteClass = NO_CLASS


@dataclass(frozen=True)
class Site:
    """A place. ``owner`` is blank where the plant has one owner."""

    name: str
    owner: str = ""
    latitude: float | None = None
    longitude: float | None = None
    elevation: float | None = None  # km
    where: Where | None = None
    households: Households = NO_HOUSEHOLDS


@dataclass(frozen=True)
class Emission:
    """A gas (or another effect) that one unit of something causes."""

    effect: str  # one of GASES, or an effect of the plant's own
    value: Series  # canonical unit of the effect per canonical unit of what causes it
    scope: int | None = None  # 1, 2, 3 where it is known
    category: str = ""  # "combustion", "methane slip", "upstream", ...


@dataclass(frozen=True)
class Supply:
    """Something that arises or can be bought. ``amount`` None: no limit."""

    name: str
    site: str
    material: str
    amount: Series | None  # [material/h]
    take_all: bool
    price: Series  # [money/material]; what we pay
    emissions: tuple[Emission, ...] = ()  # per material supplied: upstream burdens
    where: Where | None = None
    used: tuple[Used, ...] = ()  # the factors behind `emissions`
    owner: str = ""  # blank: the site's
    after: str = ""  # the supply that is used up first: a step of the price before; blank: none
    thrown_away: bool = False  # by people: waste at any price
    sold_before: bool = (
        False  # comes back of what was sold before the horizon: as a return it is no supply of its material
    )


@dataclass(frozen=True)
class Input:
    """What a process draws. ``mix``: one of a free mix; otherwise needed in fixed proportion."""

    material: str
    mix: bool
    activity: Series | None = None  # mix only: activity per unit of this input
    per_activity: Series | None = None  # needed only: amount per unit of activity
    per_input: Mapping[str, Series] = field(default_factory=dict)  # needed only: amount per unit of a mix input
    minimum_share: Series | None = None  # of the mix
    maximum_share: Series | None = None
    cost: Series | None = None  # [money/material]
    where: Where | None = None


@dataclass(frozen=True)
class Output:
    """What a process makes: per unit of activity, and per unit of each input."""

    material: str
    per_activity: Series | None = None
    per_input: Mapping[str, Series] = field(default_factory=dict)
    cost: Series | None = None
    is_loss: bool = False  # shown as a stream of its own, goes nowhere (vapour, dissolved carbon)
    where: Where | None = None
    stage: str = ""  # how far it is made, a word of mfo.library.datasets.STAGES_OF_MAKING


@dataclass(frozen=True)
class ProcessRate:
    """A direct effect of a process: per unit of activity, or per unit of an input or output named in ``per``."""

    effect: str
    value: Series
    per: str | None = None  # a material; None: activity
    category: str = ""
    scope: int | None = 1


@dataclass(frozen=True)
class Used:
    """A parameter as a process used it, for the list of overrides and assumptions."""

    name: str
    value: str  # as text with unit
    source: str
    standing: str  # "source read", ..., "unsourced", "override"
    default: str = ""  # the model's own value where the plant overrides it


@dataclass(frozen=True)
class Closure:
    """What goes in and comes out of a process per unit of one input, in one quantity."""

    quantity: str  # "mass", "dry matter", "carbon", "fossil carbon", "nitrogen", "energy"
    material: str  # the input
    amount_in: float
    amount_out: float
    loss: float  # in - out - emissions; positive: shown as its own stream; negative beyond tolerance: an error
    unit: str
    detail: str = ""
    aside: float = 0.0  # the part of amount_out that is in gases and in outputs that go nowhere


@dataclass(frozen=True, kw_only=True)
class Sizing:
    """What may be built of a process, a store or a link. Without capex its capacity is there.

    Sizes are [basis/h] of processes, [material] of stores and [material/h] of links.
    """

    existing: Series | None = None
    build_years: tuple[int, ...] | None = None  # None: all
    capex: Series | None = None  # [money/size]
    fixed_cost_per_capacity: Series | None = None  # [money/h/size]
    lifetime: float | None = None  # years
    lead_time: float = 0.0  # years from decision to use
    unit_size: float | None = None
    minimum_capacity: float | None = None  # the least that may be in place, where anything is
    finance: Finance = SPENT_AT_ONCE  # how what is built is paid for


@dataclass(frozen=True)
class Process(Sizing):
    """An installed or possible facility, with its coefficients evaluated."""

    name: str
    site: str
    model: str  # a model's name, or "recipe"
    route: str  # one of ROUTES, another, or ""
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rates: tuple[ProcessRate, ...] = ()
    basis: str = ""  # canonical unit of activity: "t", "Nm3", "MWh"
    typed_basis: str = ""
    capacity: Series | None = None  # [basis/h]; with capex the most that can be in place
    availability: Series | None = None
    minimum_load: Series | None = None  # share of capacity when on
    ramp: Series | None = None  # largest change of load per hour, share of capacity
    start_cost: Series | None = None  # [money] per start
    use_cost: Series | None = None  # [money] per slot in which it runs
    fixed_cost: Series | None = None  # [money/h], for the whole process
    variable_cost: Series | None = None  # [money/basis]
    closable: bool = False
    used: tuple[Used, ...] = ()
    closures: tuple[Closure, ...] = ()
    where: Where | None = None
    owner: str = ""  # blank: the site's
    control: Control = NO_CONTROL


@dataclass(frozen=True)
class Store(Sizing):
    """A stock of one material, or of several that share its capacity."""

    name: str
    site: str
    materials: tuple[str, ...]
    capacity: Series | None  # [material]
    start: float | None = None
    end: float | None = None
    carry: bool = False
    loss: Series | None = None  # share per hour
    cost: Series | None = None  # [money/material/h]
    maximum_stay: float | None = None  # hours
    emissions: tuple[Emission, ...] = ()
    where: Where | None = None
    across_days: bool = False  # hands its stock from one typical day to the next
    loss_is_outlet: bool = False  # what is lost is meant to end there
    charge_efficiency: Series | None = None  # share of a charge that arrives in the store
    discharge_efficiency: Series | None = None  # share of what is taken from the store that comes out
    maximum_charge: Series | None = None  # [material/h], or [1/h]: of the capacity
    maximum_discharge: Series | None = None
    end_value: float | None = None  # [money/material] of the stock at the end
    fixed_cost: Series | None = None  # [money/h], for the whole; with capex once something is in place


@dataclass(frozen=True)
class Market:
    """Where something leaves the system."""

    name: str
    site: str
    materials: tuple[str, ...]
    price: Series  # [money/material]; what we are paid, negative: a gate fee
    minimum: Series | None = None  # [material/h], joint over the materials
    maximum: Series | None = None
    route: str = ""
    replaces: str = ""  # what it displaces, a key of datasets
    avoided: tuple[Emission, ...] = ()  # per unit delivered, positive numbers: burdens avoided elsewhere
    emissions: tuple[Emission, ...] = ()
    where: Where | None = None
    substitution: float | None = None  # of what it replaces, per unit delivered; None: as the datasets say
    used: tuple[Used, ...] = ()  # the factors behind `avoided`
    owner: str = ""  # who delivers; blank: who brings it there
    after: str = ""  # the market that is filled first: a step of the price before; blank: none
    control: Control = NO_CONTROL


@dataclass(frozen=True)
class Link(Sizing):
    """A way from one site to another for some materials."""

    name: str
    origin: str
    destination: str
    materials: tuple[str, ...]
    distance: float | None = None  # km
    mode: str = ""
    cost: Mapping[str, Series] = field(default_factory=dict)  # by material [money/material], distance already in
    capacity: Series | None = None  # [material/h], joint
    loss: Series | None = None
    fixed_cost: Series | None = None  # [money/h] when the link is used in the year
    minimum_load: Series | None = None  # [material/h] when used
    emissions: Mapping[str, tuple[Emission, ...]] = field(default_factory=dict)  # by material, per unit sent
    where: Where | None = None
    used: tuple[Used, ...] = ()  # the parameters of its mode
    owner: str = ""  # blank: the site's
    loss_is_outlet: bool = False  # what is lost is meant to end on the way
    cost_per_distance: Mapping[str, Series] = field(default_factory=dict)  # by material [money/material/km], in `cost`


@dataclass(frozen=True)
class Return:
    """A product that comes back from a market as another material after a while."""

    market: str
    sold: str | None  # the delivered material; None: the market's only one
    material: str
    site: str
    after: float  # in slots or in years
    in_years: bool
    share: Series
    where: Where | None = None
    counts_use: bool = False  # it is no product: it counts those in use
    in_use: tuple[float, ...] = ()  # of one of the ages of a lifetime: the share in use by age


@dataclass(frozen=True)
class Rate:
    """How much of an effect one unit of something causes."""

    table: str  # "supplies", "processes", "stores", "markets", "links"
    at: str  # the row's name
    effect: str
    value: Series
    per: str | None = None  # a material, "capacity", a link's "used", a supply's "peak" (of each month), or None
    where: Where | None = None
    scope: int | None = None  # of a gas: 1, 2, 3 as the row's owner sees it; None: no gas


@dataclass(frozen=True)
class Quantity:
    """One thing a limit or a share speaks of."""

    kind: Literal[
        "effect",
        "supply",
        "material",
        "made",
        "process",
        "market",
        "route",
        "link",
        "store",
        "capacity",
        "number",
        "open",
    ]
    name: str


@dataclass(frozen=True)
class Limit:
    """A bound on any quantity. Exactly one of rate, amount and share, told by ``basis``."""

    name: str
    what: tuple[Quantity, ...]
    when: Literal["slot", "year", "total"] = "year"
    over: tuple[str, ...] = ()  # sites or owners that count; empty: all
    basis: Literal["rate", "amount", "share"] = "amount"
    minimum: Series | None = None  # [unit/h], [unit] or share
    maximum: Series | None = None
    of: tuple[Quantity, ...] = ()
    unit: str = ""  # canonical unit of the quantity
    typed: str = ""
    where: Where | None = None
    materials: tuple[str, ...] = ()  # of what a row of `what` takes, the materials that count; empty: all
    indicator: str = ""  # the indicator that the share stands for, by its name in the results


@dataclass(frozen=True)
class Measurement:
    """What flows today."""

    table: str  # "supplies", "processes", "links", "markets"
    at: str
    material: str | None
    role: str  # "in", "out" or ""
    amount: Series  # [unit/h]
    uncertainty: float | None = None  # relative standard uncertainty
    slot: int | None = None  # position from 0; None: the whole year
    where: Where | None = None

    @property
    def by_slot(self) -> bool:
        """Whether the amount was read slot by slot, as a profile or per slot; else it is of its slot or the year."""
        typed = self.amount.typed
        number = looks_like_number(typed) and "*" not in typed and not power_of("slot", typed.partition(" ")[2])
        return self.amount.values.size > 1 and not number


@dataclass(frozen=True)
class QualityLimit:
    """A blending limit on the mean of a property, weighted by amount."""

    table: str  # "processes", "stores", "markets"
    at: str
    property: str
    minimum: float | None = None
    maximum: float | None = None
    where: Where | None = None
    values: Mapping[str, float] | None = None  # by material, for limits of process models; None: the property's values
    advice: str = ""  # of a process model: what to do outside of the bounds, which are told then and are no limit


@dataclass(frozen=True)
class Settings:
    """The plant's settings."""

    name: str
    currency: str
    price_year: int | None = None
    gwp: str = "AR6"
    gwp_factors: Mapping[str, float] = field(default_factory=dict)  # by gas of GASES [t_CO2e/t]; biogenic CO2: 0
    carbon_price: Series | None = None  # [money/t_CO2e]
    minimise: str = "cost"
    discount_rate: float = 0.0
    language: str = ""  # in which it is spoken of; blank: that of whoever asks
    reporter: str = ""  # the owner who reports (scopes); blank: everything is ours
    informal: tuple[str, ...] = ()  # owners who work informally
    measurement_uncertainty: float | None = None  # relative, of readings that state none; None: they are exact


@dataclass(frozen=True)
class Plant:
    """A plant read and checked. Tuples keep the order of the files."""

    settings: Settings
    times: Times
    materials: Mapping[str, Material]
    sites: Mapping[str, Site]
    supplies: tuple[Supply, ...] = ()
    processes: tuple[Process, ...] = ()
    stores: tuple[Store, ...] = ()
    markets: tuple[Market, ...] = ()
    links: tuple[Link, ...] = ()
    returns: tuple[Return, ...] = ()
    products: tuple[Product, ...] = ()  # in use after they were sold, with what was sold before the horizon
    effects: Mapping[str, Effect] = field(default_factory=dict)
    rates: tuple[Rate, ...] = ()
    limits: tuple[Limit, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    quality: tuple[QualityLimit, ...] = ()
    scenarios: Mapping[str, tuple[tuple[str, str, str, object], ...]] = field(default_factory=dict)
    stated: tuple[tuple[str, Used], ...] = ()  # by row: what the column `source` says of its figures
    problems: tuple[Problem, ...] = ()  # warnings that did not stop the reading
    source: str = ""  # path of the container
    digest: str = ""  # sha256 of the input files
    dataset_rows: tuple[DatasetRow, ...] = ()  # what of the datasets it rests on
    people: tuple[People, ...] = ()  # whose waste supplies are
    credits: tuple[ManureBaseline, ...] = ()  # manure of a statement of avoided methane
