"""Budgets on cash: a bound on what goes out of pocket in each calendar year, or until the end of each.

What goes out is what the cash flow tells: capex in the years of construction less grants and loans drawn, interest and
repayment, running costs less income, landfill cells and closing. What the horizon's end alone brings (residual values,
loans still owed, closing still to come) is left out. Each calendar year is a row: a total whose coefficients are those
of the year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ...plant.model import Limit, Link, Process, Sizing, Store
from ..arrays.broadcast import ints
from ..arrays.families import BY_YEAR
from ..arrays.flow_graph import Floats, LimitRows, Term
from ..arrays.index import Index
from ..parts.annuities import CAPITAL, replacements
from ..parts.landfill_cells import CELL_CATEGORIES, last_year
from ..parts.limits import effect_weight
from ..parts.sizes import alive, beyond_the_cheapest, opening, opens
from .building import AT_THE_END, money_lines, purchases
from .calendar import OperatingYears, calendar_of

Sized = Process | Store | Link


def budget_rows(index: Index, limits: Iterable[Limit]) -> tuple[LimitRows, ...]:
    """A row for each calendar year of each budget, from the first in which money may be spent on."""
    return tuple(row for limit in limits if limit.on_cash for row in _rows(index, limit))


def budget_year(name: str, year: int) -> str:
    """What a row of a budget is called."""
    return f"{name}: {year}"


def _rows(index: Index, limit: Limit) -> Iterator[LimitRows]:
    book = _Book(index)
    every = range(book.begins, book.calendar.last + 1)
    for year in every:
        counted = range(book.begins, year + 1) if limit.when == "cumulative" else range(year, year + 1)
        terms = book.terms(counted)
        if not terms and year != book.calendar.last:
            continue  # nothing can be spent before
        most = np.array([_bound(index, limit, book.milestone(year))])
        yield LimitRows(
            name=budget_year(limit.name, year),
            when="total",
            minimum=None,
            lower=np.array([-np.inf]),
            maximum=terms,
            upper=most,
            unit=limit.unit,
            what=terms,
            least=np.array([-np.inf]),
            most=most,
            base=limit.unit,
            typed=limit.unit,
            cash_year=year,
        )


def _bound(index: Index, limit: Limit, milestone: int) -> float:
    """The most that may be out of pocket: money, or money per time over a year."""
    if limit.maximum is None:
        return np.inf
    times = index.plant.times
    most = limit.maximum.over_years(index.years, times.lasting)[milestone]
    return float(most * times.hours_per_year if limit.basis == "rate" else most)


class _Book:
    """What one unit of each member pays out of pocket in each calendar year."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.calendar: OperatingYears = calendar_of(index.plant, ())
        self.paid = [*self._built(), *self._cells()]
        years = [year for _, _, by_year in self.paid for each in by_year for year in each]
        self.begins = min([self.calendar.first, *years])

    def milestone(self, year: int) -> int:
        """The position of the milestone that a calendar year belongs to; of one before the first, the first."""
        milestone = self.calendar.milestone.get(year, self.index.plant.times.years[0])
        return self.index.plant.times.years.index(milestone)

    def terms(self, years: Sequence[int]) -> tuple[Term, ...]:
        """What goes out in these calendar years together, as a total over milestones."""
        count = np.zeros(self.index.years)
        for year in years:
            if year in self.calendar.milestone:
                count[self.milestone(year)] += 1.0
        found = self._running(count / self.index.plant.times.span)
        members: dict[str, list[tuple[int, Floats]]] = defaultdict(list)
        for family, member, by_year in self.paid:
            spent = np.array([sum(money for year, money in each.items() if year in years) for each in by_year])
            if np.any(spent):
                members[family].append((member, spent / self.index.plant.times.span))
        found += [
            Term(family, ints(member for member, _ in pairs), np.array([each for _, each in pairs]))
            for family, pairs in members.items()
        ]
        return tuple(found)

    def _running(self, share: Floats) -> list[Term]:
        """The lines of cost that are cash of every year of a milestone, those that emissions cost too."""
        graph, found = self.index.graph, list[Term]()
        for line in graph.rates if np.any(share) else ():
            apart = line.effect == "cost" and line.category in (CAPITAL, *CELL_CATEGORIES)
            weight = effect_weight(graph, line.effect, "cost")
            if line.account != "own" or apart or not np.any(weight):
                continue
            by_year = share * weight
            value = line.value * (by_year if line.family in BY_YEAR else by_year[:, None])
            if np.any(value):
                found.append(Term(line.family, line.member, value))
        return found

    def _built(self) -> Iterator[tuple[str, int, list[dict[int, float]]]]:
        """By family and member, what a unit that is built, or an opening, in each milestone pays by calendar year."""
        plant = self.index.plant
        kinds: tuple[tuple[str, Sequence[Sized]], ...] = (
            ("", plant.processes),
            ("store_", plant.stores),
            ("link_", plant.links),
        )
        for prefix, items in kinds:
            for row, item in enumerate(items):
                if item.capex is None:
                    continue
                yield f"{prefix}built", row, self._payments(item)
                steps = np.flatnonzero(self.index.graph.capex_steps(prefix.rstrip("_") or "process").item == row)
                for step, beyond in zip(steps.tolist(), beyond_the_cheapest(item), strict=True):
                    yield f"{prefix}built_step", step, self._payments(beyond)
                if opens(item):
                    yield f"{prefix}opened", row, self._payments(opening(item))

    def _payments(self, item: Sizing) -> list[dict[int, float]]:
        """By milestone of the decision, what goes out of pocket in each calendar year for a unit."""
        plant, rate = self.index.plant, self.index.plant.times.discount_rate
        if item.capex is None:
            return []
        times, standing = plant.times, alive([item], plant.times)[0]
        capex = item.capex.over_years(len(times.years), times.lasting) * replacements(plant, item, standing)
        found = []
        for place, milestone in enumerate(times.years):
            money: dict[int, float] = defaultdict(float)
            for bought in purchases(plant, item, milestone, float(capex[place]), self.calendar):
                for year, category, amount in money_lines(bought, item.finance, rate, self.calendar):
                    if category not in AT_THE_END:
                        money[year] -= amount
            found.append(dict(money))
        return found

    def _cells(self) -> Iterator[tuple[str, int, list[dict[int, float]]]]:
        """What opening and closing a landfill's cell in the first year of each milestone pays by calendar year."""
        times = self.index.plant.times
        for row, cell in enumerate(self.index.plant.landfill_cells):
            if cell.opening_cost is not None:
                costs = cell.opening_cost.over_years(len(times.years), times.lasting)
                yield "cell_opened", row, [{year: float(costs[place])} for place, year in enumerate(times.years)]
            if any(cell.dues()):
                ends = last_year(times)
                yield (
                    "cell_closed",
                    row,
                    [
                        {year + late: due for late, due in enumerate(cell.dues()) if year + late <= ends}
                        for year in times.years
                    ],
                )
