"""What may be built of a process, a store or a link."""

from __future__ import annotations

from dataclasses import dataclass

from .finance import SPENT_AT_ONCE, Finance
from .series import Series

SAME = 1e-9  # of money per size: two that differ by less are one


@dataclass(frozen=True)
class SizeCurve:
    """What a unit costs of a build of some sizes. Between two points the money for the whole runs straight, and below
    the first one a unit costs what it does there."""

    sizes: tuple[float, ...]  # rising
    amounts: tuple[float, ...]  # [money/size]

    def steps(self) -> list[tuple[float, float]]:
        """(width, money per size) from straight part to straight part, those that go on as before joined."""
        found: list[tuple[float, float]] = []
        before, spent = 0.0, 0.0
        for size, amount in zip(self.sizes, self.amounts, strict=True):
            width, slope = size - before, (size * amount - spent) / (size - before)
            if found and abs(slope - found[-1][1]) <= SAME * max(abs(slope), abs(found[-1][1])):
                width, slope = width + found[-1][0], found.pop()[1]
            found.append((width, slope))
            before, spent = size, size * amount
        return found


@dataclass(frozen=True, kw_only=True)
class Sizing:
    """What may be built of a process, a store or a link. Without capex its capacity is there.

    Sizes are [basis/h] of processes, [material] of stores and [material/h] of links.
    """

    existing: Series | None = None
    build_years: tuple[int, ...] | None = None  # None: all
    capex: Series | None = None  # [money/size]
    capex_by_size: SizeCurve | None = None  # then ``capex`` is what the cheapest further unit costs
    opening_cost: Series | None = None  # [money] once, when something of it is there where nothing was
    fixed_cost_per_capacity: Series | None = None  # [money/h/size]
    lifetime: float | None = None  # years
    lead_time: float = 0.0  # years from decision to use
    unit_size: float | None = None
    minimum_capacity: float | None = None  # the least that may be in place, where anything is
    finance: Finance = SPENT_AT_ONCE  # how what is built is paid for
    today: bool = True  # whether it is there today
