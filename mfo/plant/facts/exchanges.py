"""What comes into a site and leaves it: supplies, markets, links, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...errors import Where
from .causes import Emission, Used
from .city_facts import NO_CONTROL, Control
from .series import Series
from .sizing import Sizing


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
    fixed_cost: Series | None = None  # [money/h] whatever it gives
    minimum_load: Series | None = None  # [material/h] in a slot in which anything is taken
    campaign_cost: Series | None = None  # [money/material] what of `price` wins people over, and is not paid to them
    today: bool = True  # whether it is there today


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
    minimum_load: Series | None = None  # [material/h] in a slot in which it takes anything, joint over the materials
    control: Control = NO_CONTROL
    today: bool = True  # whether it is there today


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
    running: Series | None = None  # of a size that is decided: the share of it that a slot can send; None: all
    travel_time: int = 0  # in how many slots after it was sent something arrives


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
    gas: bool = False  # it is no product: it is the gas of what is buried
