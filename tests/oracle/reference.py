"""What a plant means, as plainly as it can be written: one small mixed-integer program straight from the tables.

This is a second, independent and slow implementation, and documents the semantics. A plant is a dict of tables, a
table a list of rows, a row a dict of cells in canonical units (t, MWh, m3, Nm3, item, h, km; rates per hour; shares as
fractions). A cell that changes over time is a list of lists: one list for each year with one value for each slot.
Blank cells are missing or None. Nothing is imported from mfo.
"""

from __future__ import annotations

from typing import Any

from .agreed import add_contracts
from .burying import with_gas
from .treasury import Treasury


class Reference(Treasury):
    """A plant as a mixed-integer program, row by row."""

    def __init__(self, plant: dict[str, Any]) -> None:
        super().__init__(with_gas(plant))
        for y in self.Y:
            for t in self.T:
                self.add_supplies(y, t)
                self.add_won_over(y, t)
                self.add_markets(y, t)
                self.add_tiers(y, t)
                self.add_least_loads(y, t)
                self.add_links(y, t)
                self.add_processes(y, t)
        for y in self.Y:
            self.add_capacity(y)
            self.add_used_links(y)
            self.add_peaks(y)
            self.add_link_sizes(y)
            add_contracts(self, y)
        self.add_landfill_cells()
        self.add_landfilled()
        self.add_returns()
        self.add_sold_before()
        self.add_stores()
        for pool in self.balance.values():
            self.row(pool, 0, 0)
        self.add_carbon_price()
        self.add_limits()
        self.add_budgets()
