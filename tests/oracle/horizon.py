"""The horizon of a plant and what every part of the reference needs: cells over time, pools, causes of effects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from .solving import Expression, Program

Row = dict[str, Any]

YEAR = 8760.0
LARGE = 1e5  # more than anything that flows in a small random plant, for amounts of usual size: the big M


def at(cell: Any, year: int, slot: int, blank: float = 0.0) -> float:
    """The value of a cell in a year and a slot (positions from 0)."""
    if cell is None:
        return blank
    return float(cell[year][slot]) if isinstance(cell, list) else float(cell)


class Horizon(Program):
    """Years, slots and their blocks; a program that knows its pools and what causes an effect."""

    def __init__(self, plant: dict[str, Any]) -> None:
        self.plant = plant
        setting = plant["plant"]
        self.hours: list[float] = plant["hours"]
        self.weight: list[float] = plant["weights"]
        self.days: list[Any] = plant.get("days") or [None] * len(self.hours)
        self.years: list[int] = setting.get("years") or [0]
        self.rate: float = setting.get("discount_rate") or 0.0
        self.Y, self.T = range(len(self.years)), range(len(self.hours))
        self.span = spans(self.years)
        self.discount = [(1 + self.rate) ** -(year - self.years[0]) for year in self.years]
        self.year_hours = sum(h * w for h, w in zip(self.hours, self.weight, strict=True))
        super().__init__()
        self.balance: dict[tuple[Any, ...], Expression] = defaultdict(lambda: defaultdict(float))
        self.comes_in: dict[tuple[Any, ...], Expression] = defaultdict(lambda: defaultdict(float))
        self.caused: list[tuple[str, int, Row, Expression]] = []  # effect, year, whose row, amount in the year
        self.no_cash: list[tuple[int, Expression]] = []  # what of the costs is an annuity, or money of single years

    def pool(self, site: str, material: str, y: int, t: int, column: int, factor: float) -> None:
        """A variable puts ``factor`` of itself into the pool of a material at a site (negative: takes out)."""
        self.balance[site, material, y, t][column] += factor
        if factor > 0 and self.keys[column][0] != "discharge":
            self.comes_in[site, material, y, t][column] += factor

    def cause(self, effect: str, y: int, row: Row, column: int, amount: float) -> None:
        """One unit of a variable causes this much of an effect in the year (slot weights are in it already)."""
        if amount:
            self.caused.append((effect, y, row, {column: amount}))

    def aside(self, y: int, row: Row, column: int, amount: float) -> None:
        """A cost that is no money of every year of its milestone."""
        self.cause("cost", y, row, column, amount)
        self.no_cash.append((y, {column: amount}))

    def table(self, name: str) -> list[Row]:
        return self.plant.get(name) or []

    def rates(self, name: str, per: Any) -> list[Row]:
        return [row for row in self.table("rates") if row["at"] == name and row.get("per") == per]

    def growth(self, row: Row, y: int) -> float:
        """Compound growth from the first milestone."""
        return self.grown(row.get("growth"), y)

    def grown(self, rate: float | None, y: int) -> float:
        """By what factor something has grown: in a milestone's first year, or on average over its years."""
        ahead = self.years[y] - self.years[0]
        of_years = range(self.span[y]) if self.plant["plant"].get("milestone_values") == "mean" else range(1)
        return sum((1 + (rate or 0.0)) ** (ahead + step) for step in of_years) / len(of_years)

    def large(self, material: str) -> float:
        """More than anything that flows of a material."""
        return LARGE * float(self.plant["sizes"].get(material, 1.0))

    def over_year(self, cell: Any, y: int) -> float:
        """A value per time, over all the time of a year."""
        return sum(at(cell, y, t) * self.hours[t] * self.weight[t] for t in self.T)

    def mean(self, cell: Any, y: int) -> float:
        """A value that holds for a whole year: of a profile by slot its mean over time."""
        return self.over_year(cell, y) / self.year_hours

    def day_of(self, t: int) -> list[int]:
        """The slots that follow one another and close on themselves: those of a typical day, or all."""
        return [slot for slot in self.T if self.days[slot] == self.days[t]]

    def earlier(self, t: int) -> int:
        """The slot before; before the first of a day (or of the year) comes its last."""
        day = self.day_of(t)
        return day[day.index(t) - 1]

    def later(self, t: int) -> int:
        """The slot after, in a circle as well."""
        day = self.day_of(t)
        return day[(day.index(t) + 1) % len(day)]

    def apart(self, t: int) -> float:
        """The time between the middle of a slot and the middle of the one before."""
        return (self.hours[t] + self.hours[self.earlier(t)]) / 2

    def runs(self) -> list[list[int]]:
        """The slots of the year in the order in which they come: each typical day (or all slots, where none is named)
        as often as it repeats."""
        blocks: list[list[int]] = []
        for t in self.T:
            if t and self.days[t] == self.days[t - 1]:
                blocks[-1].append(t)
            else:
                blocks.append([t])
        return [block for block in blocks for _ in range(round(self.weight[block[0]]))]


def added(parts: Iterable[tuple[Expression, float]]) -> Expression:
    """The sum of expressions times factors."""
    total: Expression = defaultdict(float)
    for terms, factor in parts:
        for column, value in terms.items():
            total[column] += value * factor
    return total


def spans(years: list[int]) -> list[int]:
    """A milestone stands for the years up to the next, the last for as many as the one before."""
    if len(years) == 1:
        return [1]
    gaps = [after - before for before, after in pairwise(years)]
    return [*gaps, gaps[-1]]


def annuity_factor(rate: float, life: float) -> float:
    """The share of a capital paid each year of its life."""
    return 1 / life if rate == 0 else rate / (1 - (1 + rate) ** -life)


def own_money(row: Row, capex: float, life: float, rate: float) -> float:
    """What a unit of capacity costs its owner, cash year by cash year, each brought to the start of the first use."""
    building = row.get("construction_years") or 1
    lent, interest = (row.get("loan_share") or 0.0) * capex, row.get("loan_rate") or 0.0
    debt = total = 0.0
    for ahead in range(building - 1, -1, -1):  # years from the end of this one to the first use
        own = capex * (1 - (row.get("grant") or 0.0)) / building - lent / building + debt * interest
        total += own * (1 + rate) ** ahead
        debt += lent / building
    for year in range(1, round((row.get("loan_term") or 0.0) / YEAR) + 1):
        total += lent * annuity_factor(interest, row["loan_term"] / YEAR) / (1 + rate) ** year
    return total + (row.get("closure_cost") or 0.0) / (1 + rate) ** life
