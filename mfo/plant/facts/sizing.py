"""What may be built of a process, a store or a link."""

from __future__ import annotations

from dataclasses import dataclass

from .finance import SPENT_AT_ONCE, Finance
from .series import Series


@dataclass(frozen=True, kw_only=True)
class Sizing:
    """What may be built of a process, a store or a link. Without capex its capacity is there.

    Sizes are [basis/h] of processes, [material] of stores and [material/h] of links.
    """

    existing: Series | None = None
    build_years: tuple[int, ...] | None = None  # None: all
    capex: Series | None = None  # [money/size]
    opening_cost: Series | None = None  # [money] once, when something of it is there where nothing was
    fixed_cost_per_capacity: Series | None = None  # [money/h/size]
    lifetime: float | None = None  # years
    lead_time: float = 0.0  # years from decision to use
    unit_size: float | None = None
    minimum_capacity: float | None = None  # the least that may be in place, where anything is
    finance: Finance = SPENT_AT_ONCE  # how what is built is paid for
