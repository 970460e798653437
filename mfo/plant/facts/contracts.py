"""What is agreed about an amount over a year or a month: take or pay, prices by volume, contracts to sign."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import Where
from .series import Series


@dataclass(frozen=True)
class PriceTier:
    """From which amount on which price holds: ``price`` [money/material], or ``change``, a share of the row's price."""

    above: Series  # [material/h]
    price: Series | None = None
    change: float | None = None


@dataclass(frozen=True)
class Contract:
    """Terms of a supply or market that count over each year or each month."""

    name: str
    table: str  # "supplies" or "markets"
    of: str  # the row's name
    monthly: bool = False
    minimum: Series | None = None  # [material/h]
    shortfall_price: Series | None = None  # [money/material]; without unit: a share of the row's price
    maximum: Series | None = None  # [material/h]
    tiers: tuple[PriceTier, ...] = ()  # in rising order
    all_units: bool = False  # a tier's price holds for all units of the period once it is reached
    optional: bool = False  # signed or not is decided by year
    fixed_cost: Series | None = None  # [money/h] while signed
    where: Where | None = None
    tiers_where: Where | None = None
