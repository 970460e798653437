"""Budgets on cash: what goes out of pocket in each calendar year, purchase by purchase."""

from __future__ import annotations

import math
from collections import defaultdict

from .horizon import YEAR, Row, annuity_factor, at
from .landfills import Landfills
from .solving import Expression

Cash = dict[int, Expression]


class Treasury(Landfills):
    """The cash of calendar years: running costs of the milestone, and what is built, opened and closed."""

    def last(self) -> int:
        return self.years[-1] + self.span[-1] - 1

    def running(self, y: int) -> Expression:
        """What a year of a milestone costs less what it brings, annuities and single years left out."""
        total: Expression = defaultdict(float, self.effect("cost", y))
        for year, terms in self.no_cash:
            for column, amount in terms.items() if year == y else ():
                total[column] -= amount
        return total

    def spent(self) -> Cash:
        """By calendar year, all that goes out less what comes in, but for what the horizon's end alone brings."""
        found: Cash = defaultdict(lambda: defaultdict(float))
        for y in self.Y:
            yearly = self.running(y)
            for year in range(self.years[y], self.years[y] + self.span[y]):
                for column, amount in yearly.items():
                    found[year][column] += amount
        for table, name in (("processes", "process"), ("stores", "store"), ("links", "link")):
            for row in self.table(table):
                for y in self.Y if row.get("capex") is not None else ():
                    price = self.mean(row["capex"], y)
                    if row.get("capex_by_size") is not None:
                        price, kept = 0.0, {**row, "closure_cost": None}
                        self.bought(found, kept, y, self.column["paid for", row[name], y], 1.0)
                    self.bought(found, row, y, self.column["built", row[name], y], price)
                    if row.get("opening_cost") is not None:
                        money = self.mean(row["opening_cost"], y)
                        free = {"closure_cost": None, "lead_time": None, "once": True}
                        self.bought(found, {**row, **free}, y, self.column["opening", row[name], y], money)
        for cell in self.table("landfill_cells"):
            self.cell_cash(found, cell)
        return found

    def bought(self, found: Cash, row: Row, y: int, column: int, price: float) -> None:
        """Each purchase for what is decided in a milestone: what lasts less long than its first is bought again."""
        first = self.first_use(y, (row.get("lead_time") or 0.0) / YEAR)
        if first is None:
            return
        life = row["lifetime"] / YEAR
        for again in range(1 if row.get("once") else self.bought_within(first, life)):
            begins = self.years[first] + math.floor(again * life + 1e-9)
            self.pay(found, row, begins, column, price)
            if row.get("closure_cost") and (price or row.get("capex_by_size") is not None):
                ends = begins + math.ceil(life - 1e-9) - 1
                if ends <= self.last():
                    found[ends][column] += row["closure_cost"]

    def pay(self, found: Cash, row: Row, begins: int, column: int, money: float) -> None:
        """Capex over the years of building, less what is given and lent; interest, and the loan's equal payments."""
        building = row.get("construction_years") or 1
        given, lent, interest = ((row.get(key) or 0.0) for key in ("grant", "loan_share", "loan_rate"))
        debt = 0.0
        for year in range(begins - building, begins):
            found[year][column] += money / building * (1 - given - lent) + debt * interest
            debt += money / building * lent
        term = round((row.get("loan_term") or 0.0) / YEAR)
        for year in range(begins, begins + term):
            if year <= self.last():
                found[year][column] += money * lent * annuity_factor(interest, term)

    def cell_cash(self, found: Cash, cell: Row) -> None:
        """Opening in the first year of a life, closing and aftercare from the year after its last."""
        lives = {key[2:]: column for key, column in self.column.items() if key[:2] == ("life", cell["cell"])}
        for (first, last), column in lives.items():
            if not cell.get("open"):
                found[self.years[first]][column] += self.mean(cell.get("opening_cost"), first)
            self.close_cell(found, cell, column, self.years[last] + self.span[last], 1.0)
            if cell.get("open"):
                self.close_cell(found, cell, column, self.years[0], -1.0)
        if cell.get("open"):
            self.close_cell(found, cell, 0, self.years[0], 1.0)

    def close_cell(self, found: Cash, cell: Row, column: int, year: int, sign: float) -> None:
        if year <= self.last():
            found[year][column] += sign * (cell.get("closure_cost") or 0.0)
        for late in range(round((cell.get("aftercare") or 0.0) / YEAR)):
            if year + late <= self.last():
                found[year + late][column] += sign * cell["aftercare_cost"] * YEAR

    def add_budgets(self) -> None:
        """No more out of pocket in a calendar year, or until the end of each, than the milestone's bound."""
        budgets = [row for row in self.table("limits") if row["what"] == ["cash"]]
        spent = self.spent() if budgets else {}
        for row in budgets:
            so_far: Expression = defaultdict(float)
            for year in sorted(spent):
                y = max((each for each in self.Y if self.years[each] <= year), default=0)
                terms = spent[year]
                if row.get("when") == "cumulative":
                    for column, amount in terms.items():
                        so_far[column] += amount
                    terms = so_far
                most = self.mean(row["maximum"], y)
                if row["basis"] == "rate":
                    most = sum(at(row["maximum"], y, t) * self.hours[t] * self.weight[t] for t in self.T)
                self.at_most(dict(terms), most)
