"""What is asked of a plan, counted in it or measured today: rates, limits, measurements, quality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ...errors import Where
from ...units import looks_like_number, power_of
from .billed_load import HIGHEST_OF_MONTH, BilledLoad
from .series import Series

WAYS = ("charge", "discharge")
"""Into a store and out of it: what a rate there may be per, unless the store holds a material of that name."""


@dataclass(frozen=True)
class Rate:
    """How much of an effect one unit of something causes."""

    table: str  # "supplies", "processes", "stores", "markets", "links"
    at: str  # the row's name
    effect: str
    value: Series
    per: str | None = None  # a material, "capacity", a link's "used", a supply's "peak", a store's way, or None
    where: Where | None = None
    scope: int | None = None  # of a gas: 1, 2, 3 as the row's owner sees it; None: no gas
    billed: BilledLoad = HIGHEST_OF_MONTH  # per "peak": which load


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
        "cash",
    ]
    name: str


When = Literal["slot", "year", "total", "cumulative"]
"""What a bound spans; cumulative: until the end of each calendar year, of cash alone."""


@dataclass(frozen=True)
class Limit:
    """A bound on any quantity. Exactly one of rate, amount and share, told by ``basis``."""

    name: str
    what: tuple[Quantity, ...]
    when: When = "year"
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

    @property
    def on_cash(self) -> bool:
        """Whether it is a budget: a bound on what goes out of pocket in calendar years."""
        return any(quantity.kind == "cash" for quantity in self.what)


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
