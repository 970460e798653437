"""Landfills that are opened cell by cell: every life that a cell may have, from milestone to milestone, is a choice."""

from __future__ import annotations

from collections import defaultdict

from .counting import Counting
from .horizon import YEAR, Row
from .solving import Expression

USED = 1e-3  # of what a cell holds: less in a milestone is no use


class Landfills(Counting):
    """Which cell is used from when to when, what it takes, and what that costs."""

    def add_landfill_cells(self) -> None:
        """The cells of each landfill in the order of their rows."""
        for market in self.table("markets"):
            cells = [row for row in self.table("landfill_cells") if row["of"] == market["market"]]
            before: Row | None = None
            for cell in cells:
                self.add_cell(market, cell, before)
                before = cell
            for y in self.Y if cells else ():
                terms: Expression = defaultdict(float)
                for cell in cells:
                    terms[self.column["buried", cell["cell"], y]] += 1.0
                for material in market["material"]:
                    for t in self.T:
                        terms[self.column["delivery", market["market"], material, y, t]] -= self.weight[t]
                self.row(terms, 0, 0)

    def add_cell(self, market: Row, cell: Row, before: Row | None) -> None:
        """One life at most; within it something is buried in every milestone, and nothing outside of it."""
        name, holds = cell["cell"], cell["capacity"]
        begun = bool(cell.get("open"))
        buried = [self.var("buried", name, y) for y in self.Y]
        self.at_most({column: float(self.span[y]) for y, column in enumerate(buried)}, holds)
        lives = {
            (first, last): self.var("life", name, first, last, high=1, whole=True)
            for first in self.Y
            for last in self.Y
            if first <= last and (first == 0 or not begun)
        }
        self.at_most(dict.fromkeys(lives.values(), 1.0), 1.0)
        for y, column in enumerate(buried):
            now = {life: 1.0 for (first, last), life in lives.items() if first <= y <= last}
            self.at_most({column: float(self.span[y]), **{life: -holds for life in now}}, 0)
            self.at_least({column: float(self.span[y]), **{life: -USED * holds for life in now}}, 0)
            if before is not None:
                filled = {self.column["buried", before["cell"], past]: float(self.span[past]) for past in range(y + 1)}
                opened = {life: -before["capacity"] for (first, _), life in lives.items() if first <= y}
                self.at_least({**filled, **opened}, 0)
        for (first, last), life in lives.items():
            if not begun:
                money = self.mean(cell.get("opening_cost"), first) / self.span[first]
                self.cause("investment", first, market, life, money)
                self.aside(first, market, life, money)
            for y in range(first, last + 1):
                self.cause("cost", y, market, life, self.over_year(cell.get("fixed_cost"), y))
            self.add_closing(market, cell, life, self.years[last] + self.span[last], 1.0)
        if begun:  # never used again, it closes at once
            self.add_closing(market, cell, 0, self.years[0], 1.0)
            for life in lives.values():
                self.add_closing(market, cell, life, self.years[0], -1.0)

    def add_closing(self, market: Row, cell: Row, column: int, year: int, sign: float) -> None:
        """Closing in a calendar year, and aftercare from it on; after the horizon at its worth."""
        end = self.years[-1] + self.span[-1]
        due = {year: cell.get("closure_cost") or 0.0}
        for late in range(round((cell.get("aftercare") or 0.0) / YEAR)):
            due[year + late] = due.get(year + late, 0.0) + cell["aftercare_cost"] * YEAR
        for when, money in due.items():
            if when < end:
                y = max(each for each in self.Y if self.years[each] <= when)
                self.aside(y, market, column, sign * money / self.span[y])
            else:
                worth = money * (1 + self.rate) ** (self.years[-1] - when)
                self.aside(self.Y[-1], market, column, sign * worth / self.span[-1])
