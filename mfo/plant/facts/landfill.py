"""A landfill that is opened cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import Where
from .series import Series


@dataclass(frozen=True)
class LandfillCell:
    """A part of a landfill that is opened, filled and closed as a whole."""

    name: str
    market: str
    capacity: float  # [material]
    opening_cost: Series | None = None  # [money] once, in the first year of its use
    fixed_cost: Series | None = None  # [money/h] while it is open
    is_open: bool = False  # when the plan begins
    closure_cost: float = 0.0  # [money] once, in the year after the last year of its use
    aftercare_cost: float = 0.0  # [money/year] from then on
    aftercare: int = 0  # years
    where: Where | None = None

    def dues(self) -> list[float]:
        """The money due in each year from the year after the last year of its use on.

        >>> LandfillCell("cell", "tip", 1.0, closure_cost=5.0, aftercare_cost=1.0, aftercare=3).dues()
        [6.0, 1.0, 1.0]
        """
        found = [self.aftercare_cost] * self.aftercare or [0.0]
        return [found[0] + self.closure_cost, *found[1:]]
