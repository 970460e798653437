"""What a plant means, as plainly as it can be written: one small mixed-integer program straight from the tables.

This is a second, independent and slow implementation, and documents the semantics. A plant is a dict of tables, a
table a list of rows, a row a dict of cells in canonical units (t, MWh, m3, Nm3, item, h, km; rates per hour; shares as
fractions). A cell that changes over time is a list of lists: one list for each year with one value for each slot.
Blank cells are missing or None. Nothing is imported from mfo.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import numpy as np

from .solving import Answer, Expression, Program

Row = dict[str, Any]

YEAR = 8760.0
GASES = ("fossil CO2", "biogenic CO2", "fossil CH4", "CH4", "N2O")
GWP = {  # 100 years, [t_CO2e/t]; IPCC AR4 table 2.14, AR5 table 8.A.1, AR6 table 7.15
    "AR4": (1, 0, 25, 25, 298),
    "AR5": (1, 0, 30, 28, 265),
    "AR6": (1, 0, 29.8, 27.0, 273),
}
LARGE = 1e5  # more than anything that flows in a small random plant: the big M of what may stand still


def at(cell: Any, year: int, slot: int, blank: float = 0.0) -> float:
    """The value of a cell in a year and a slot (positions from 0)."""
    if cell is None:
        return blank
    return float(cell[year][slot]) if isinstance(cell, list) else float(cell)


class Reference(Program):
    """A plant as a mixed-integer program, row by row."""

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
        self.caused: list[tuple[str, int, Any, Expression]] = []  # effect, year, site, amount in the year
        for y in self.Y:
            for t in self.T:
                self.add_supplies(y, t)
                self.add_markets(y, t)
                self.add_links(y, t)
                self.add_processes(y, t)
        for y in self.Y:
            self.add_capacity(y)
            self.add_used_links(y)
        self.add_stores()
        self.add_returns()
        for pool in self.balance.values():
            self.row(pool, 0, 0)
        self.add_carbon_price()
        self.add_limits()

    # --- the small machinery ---

    def pool(self, site: str, material: str, y: int, t: int, column: int, factor: float) -> None:
        """A variable puts ``factor`` of itself into the pool of a material at a site (negative: takes out)."""
        self.balance[site, material, y, t][column] += factor

    def cause(self, effect: str, y: int, site: Any, column: int, amount: float) -> None:
        """One unit of a variable causes this much of an effect in the year (slot weights are in it already)."""
        if amount:
            self.caused.append((effect, y, site, {column: amount}))

    def table(self, name: str) -> list[Row]:
        return self.plant.get(name) or []

    def rates(self, name: str, per: Any) -> list[Row]:
        return [row for row in self.table("rates") if row["at"] == name and row.get("per") == per]

    def growth(self, row: Row, y: int) -> float:
        """Compound growth from the first milestone."""
        return (1 + (row.get("growth") or 0.0)) ** (self.years[y] - self.years[0])

    # --- what is there ---

    def add_supplies(self, y: int, t: int) -> None:
        """take all: the amount; up to: no more than the amount. A rate times the slot's length is the amount."""
        for row in self.table("supplies"):
            g = self.var("supply", row["supply"], y, t)
            if row.get("amount") is not None:
                amount = at(row["amount"], y, t) * self.growth(row, y) * self.hours[t]
                self.row({g: 1}, amount if row["take"] == "all" else 0.0, amount)
            self.pool(row["site"], row["material"], y, t, g, 1)
            self.cause("cost", y, row["site"], g, self.weight[t] * at(row["price"], y, t))
            for rate in self.rates(row["supply"], None):
                self.cause(rate["effect"], y, row["site"], g, self.weight[t] * at(rate["rate"], y, t))

    def add_markets(self, y: int, t: int) -> None:
        """Minimum and maximum are joint over the market's materials; the price is what we are paid."""
        for row in self.table("markets"):
            taken = {}
            for material in row["material"]:
                d = self.var("delivery", row["market"], material, y, t)
                taken[d] = 1.0
                self.pool(row["site"], material, y, t, d, -1)
                self.cause("cost", y, row["site"], d, -self.weight[t] * at(row["price"], y, t))
                if row.get("route") == "landfill":
                    self.cause("landfilled", y, row["site"], d, self.weight[t])
                for rate in (*self.rates(row["market"], None), *self.rates(row["market"], material)):
                    self.cause(rate["effect"], y, row["site"], d, self.weight[t] * at(rate["rate"], y, t))
            factor = self.growth(row, y) * self.hours[t]
            if row.get("minimum") is not None:
                self.at_least(taken, at(row["minimum"], y, t) * factor)
            if row.get("maximum") is not None:
                self.at_most(taken, at(row["maximum"], y, t) * factor)
            self.add_quality(row["market"], dict(zip(row["material"], taken, strict=True)))

    def add_quality(self, name: str, mix: dict[str, int]) -> None:
        """The mean of a property weighted by amount: sum of (property - limit) x amount."""
        for row in self.table("quality"):
            if row["at"] == name:
                held = {column: self.plant["properties"][material][row["property"]] for material, column in mix.items()}
                if row.get("maximum") is not None:
                    self.at_most({column: value - row["maximum"] for column, value in held.items()}, 0)
                if row.get("minimum") is not None:
                    self.at_least({column: value - row["minimum"] for column, value in held.items()}, 0)

    def add_links(self, y: int, t: int) -> None:
        """Cost and capacity count what is sent, before loss; the capacity is joint over the materials."""
        for row in self.table("links"):
            sent = {}
            cost = at(row.get("cost_per_amount"), y, t)
            cost += at(row.get("cost_per_amount_and_distance"), y, t) * (row.get("distance") or 0.0)
            for material in row["material"]:
                f = self.var("arc", row["link"], material, y, t)
                sent[f] = 1.0
                self.pool(row["from"], material, y, t, f, -1)
                self.pool(row["to"], material, y, t, f, 1 - at(row.get("loss"), y, t))
                self.cause("cost", y, ("link", row["link"]), f, self.weight[t] * cost)
                for rate in (*self.rates(row["link"], None), *self.rates(row["link"], material)):
                    self.cause(rate["effect"], y, ("link", row["link"]), f, self.weight[t] * at(rate["rate"], y, t))
            if row.get("capacity") is not None:
                self.at_most(sent, at(row["capacity"], y, t) * self.hours[t])
            if row.get("minimum_load") is not None:  # in each slot in which anything is sent
                on = self.var("sends", row["link"], y, t, high=1, whole=True)
                self.at_most({**sent, on: -at(row.get("capacity"), y, t, LARGE) * self.hours[t]}, 0)
                self.at_least({**sent, on: -at(row["minimum_load"], y, t) * self.hours[t]}, 0)
            if row.get("fixed_cost") is not None:
                used = self.var("used", row["link"], y, high=1, whole=True)
                self.at_most({**sent, used: -at(row.get("capacity"), y, t, LARGE) * self.hours[t]}, 0)

    def add_used_links(self, y: int) -> None:
        """A link's fixed cost, per time, falls due for the whole year in which it is used."""
        for row in self.table("links"):
            if row.get("fixed_cost") is not None:
                self.cause(
                    "cost",
                    y,
                    ("link", row["link"]),
                    self.column["used", row["link"], y],
                    self.over_year(row["fixed_cost"], y),
                )

    def over_year(self, cell: Any, y: int) -> float:
        """A value per time, over all the time of a year."""
        return sum(at(cell, y, t) * self.hours[t] * self.weight[t] for t in self.T)

    def add_processes(self, y: int, t: int) -> None:
        for row in self.table("processes"):
            x = self.var("activity", row["process"], y, t)
            feeds = self.add_recipe(row, x, y, t)
            self.cause("cost", y, row["site"], x, self.weight[t] * at(row.get("variable_cost"), y, t))
            for rate in self.rates(row["process"], None):
                self.cause(rate["effect"], y, row["site"], x, self.weight[t] * at(rate["rate"], y, t))
            self.add_quality(row["process"], feeds)
            if row.get("route") == "landfill":
                for q in feeds.values():
                    self.cause("landfilled", y, row["site"], q, self.weight[t])

    def add_recipe(self, row: Row, x: int, y: int, t: int) -> dict[str, int]:
        """Inputs with an amount follow the activity; the others are a free mix and add up to it. Gives what enters:
        the mix, or all inputs where there is no mix."""
        name, site = row["process"], row["site"]
        recipe = [item for item in self.table("recipes") if item["process"] == name]
        column = {
            item["material"]: self.var("feed", name, item["material"], y, t) for item in recipe if item["role"] == "in"
        }
        mix = {
            item["material"]: column[item["material"]]
            for item in recipe
            if item["role"] == "in" and item.get("amount") is None
        }
        for item in recipe:
            amount = at(item.get("amount"), y, t)
            base = mix[item["per"]] if item.get("per") else x
            if item["role"] == "in":
                q = column[item["material"]]
                self.pool(site, item["material"], y, t, q, -1)
                if item["material"] not in mix:
                    self.row({q: 1, base: -amount}, 0, 0)
            else:
                self.pool(site, item["material"], y, t, base, amount)
            made = (column[item["material"]], 1.0) if item["role"] == "in" else (base, amount)
            self.cause("cost", y, site, made[0], self.weight[t] * at(item.get("cost"), y, t) * made[1])
            for rate in self.rates(name, item["material"]):
                self.cause(rate["effect"], y, site, made[0], self.weight[t] * at(rate["rate"], y, t) * made[1])
        if mix:
            self.row({x: 1, **dict.fromkeys(mix.values(), -1.0)}, 0, 0)
            for item in recipe:
                if item["material"] in mix and item["role"] == "in":
                    for key, bound in (("minimum_share", self.at_least), ("maximum_share", self.at_most)):
                        if item.get(key) is not None:
                            terms = {q: -at(item[key], y, t) for q in mix.values()}
                            terms[mix[item["material"]]] += 1
                            bound(terms, 0)
        return mix or column

    def add_capacity(self, y: int) -> None:
        """Without capex the capacity is there; with capex in place = existing + what was built and still stands."""
        for row in self.table("processes"):
            name, site = row["process"], row["site"]
            capital = row.get("capex") is not None
            if capital:
                self.add_building(row, y)
            states = [self.var("open", name, y, high=1, whole=True)] if row.get("closable") else []
            for t in self.T:
                self.add_load(row, y, t, states, capital)
            self.add_fixed(row, y, states, capital)
            for rate in self.rates(name, "capacity"):
                if capital:
                    self.cause(
                        rate["effect"], y, site, self.column["in place", name, y], self.over_year(rate["rate"], y)
                    )
                else:
                    self.cause(rate["effect"], y, site, 0, self.over_year(rate["rate"], y) * self.installed(row, y))

    def installed(self, row: Row, y: int) -> float:
        """What stands where the capacity changes within the year: the most of it."""
        return max(at(row["capacity"], y, t) for t in self.T)

    def add_building(self, row: Row, y: int) -> None:
        """Each build lasts its lifetime, and costs an annuity in every year in which it stands."""
        name, life = row["process"], row["lifetime"] / YEAR
        lead = (row.get("lead_time") or 0.0) / YEAR
        allowed = row.get("build") is None or self.years[y] in row["build"]
        built = self.var("built", name, y, high=np.inf if allowed else 0)
        if row.get("unit_size") is not None:
            units = self.var("units", name, y, whole=True)
            self.row({built: 1, units: -row["unit_size"]}, 0, 0)
        place = self.var("in place", name, y)
        terms = {place: 1.0}
        for earlier in range(y + 1):
            age = self.years[y] - self.years[earlier] - lead
            if 0 <= age < life:
                old = self.column["built", name, earlier]
                terms[old] = -1
                annuity = at(row["capex"], earlier, 0) * annuity_factor(self.rate, life) * self.year_hours / YEAR
                self.cause("cost", y, row["site"], old, annuity)
        existing = at(row.get("existing"), y, 0)
        self.row(terms, existing, existing)
        if row.get("capacity") is not None:
            self.at_most({place: 1}, at(row["capacity"], y, 0))

    def add_load(self, row: Row, y: int, t: int, states: list[int], capital: bool) -> None:
        """Activity <= availability x capacity x hours; with a minimum load on or off in each slot."""
        name, h = row["process"], self.hours[t]
        x = self.column["activity", name, y, t]
        available = at(row.get("availability"), y, t, 1.0)
        if row.get("minimum_load") is not None:
            states = [*states, self.var("on", name, y, t, high=1, whole=True)]
        if capital:
            place = self.column["in place", name, y]
            self.at_most({x: 1, place: -available * h}, 0)
            most = at(row["capacity"], y, t) * h if row.get("capacity") is not None else LARGE
            for state in states:
                self.at_most({x: 1, state: -most}, 0)
            if row.get("minimum_load") is not None:
                self.at_least({x: 1, place: -at(row["minimum_load"], y, t) * h, states[-1]: -most}, -most)
            return
        if row.get("capacity") is None:
            return
        capacity = at(row["capacity"], y, t)
        self.at_most({x: 1}, available * capacity * h)
        for state in states:
            self.at_most({x: 1, state: -available * capacity * h}, 0)
        if row.get("minimum_load") is not None:
            self.at_least({x: 1, states[-1]: -at(row["minimum_load"], y, t) * self.installed(row, y) * h}, 0)

    def add_fixed(self, row: Row, y: int, states: list[int], capital: bool) -> None:
        """Money per time for the whole process, or per capacity and time for what is in place; closed saves it."""
        name, site = row["process"], row["site"]
        if row.get("fixed_cost") is not None:
            self.cause("cost", y, site, states[0] if states else 0, self.over_year(row["fixed_cost"], y))
        if row.get("fixed_cost_per_capacity") is not None:
            cell = row["fixed_cost_per_capacity"]
            if not capital:
                self.cause(
                    "cost", y, site, states[0] if states else 0, self.over_year(cell, y) * self.installed(row, y)
                )
                return
            charged = self.column["in place", name, y]
            if states:  # what is in place, or nothing where closed
                charged = self.var("charged", name, y)
                self.at_least({charged: 1, self.column["in place", name, y]: -1, states[0]: -LARGE}, -LARGE)
            self.cause("cost", y, site, charged, self.over_year(cell, y))

    def add_stores(self) -> None:
        """level = (1 - loss)^h x the level before + charge - discharge; money per amount and time on the level at the
        slot's end. Cyclic within the year (within each typical day), unless a start is given; then the end is free
        or as given. With ``carry`` the next year opens as this one closed (for milestones a year apart)."""
        for row in self.table("stores"):
            for y in self.Y:
                for t in self.T:
                    levels = {m: self.var("level", row["store"], m, y, t) for m in row["material"]}
                    if row.get("capacity") is not None:
                        self.at_most(dict.fromkeys(levels.values(), 1.0), at(row["capacity"], y, t))
                    self.add_quality(row["store"], levels)
                    for material in row["material"]:
                        self.add_level(row, material, y, t)

    def add_level(self, row: Row, material: str, y: int, t: int) -> None:
        name = row["store"]
        v = self.var("level", name, material, y, t)
        charge, discharge = (self.var(word, name, material, y, t) for word in ("charge", "discharge"))
        self.pool(row["site"], material, y, t, charge, -1)
        self.pool(row["site"], material, y, t, discharge, 1)
        keep = (1 - at(row.get("loss"), y, t)) ** self.hours[t]
        terms = {v: 1.0, charge: -1.0, discharge: 1.0}
        before = self.before(row, material, y, t)
        terms[before[0]] = terms.get(before[0], 0.0) - keep * before[1]
        self.row(terms, 0, 0)
        held = self.weight[t] * self.hours[t]
        self.cause("cost", y, row["site"], v, held * at(row.get("cost"), y, t))
        for rate in self.rates(name, None):
            self.cause(rate["effect"], y, row["site"], v, held * at(rate["rate"], y, t))
        last_year = y == self.Y[-1] or not row.get("carry")
        if row.get("end") is not None and t == self.T[-1] and last_year:
            self.row({v: 1}, row["end"], row["end"])

    def before(self, row: Row, material: str, y: int, t: int) -> tuple[int, float]:
        """The column and factor of the stock before a slot."""
        name, start = row["store"], row.get("start")
        day = [slot for slot in self.T if self.days[slot] == self.days[t]]
        if t > day[0]:
            return self.var("level", name, material, y, t - 1), 1.0
        if row.get("carry") and y > 0:
            return self.var("level", name, material, y - 1, self.T[-1]), 1.0
        if start is not None:
            return 0, start
        last = self.Y[-1] if row.get("carry") else y
        return self.var("level", name, material, last, day[-1]), 1.0

    def add_returns(self) -> None:
        """A share of each delivery comes back after whole slots or years. Every year of the horizon is looked at: what
        comes back in it was sold in the milestone of the year before by the lag; a milestone gets the mean of its
        years. Without a roadmap the year repeats itself."""
        first = self.years[0]
        for row in self.table("returns"):
            sold = row.get("sold") or next(m["material"][0] for m in self.table("markets") if m["market"] == row["of"])
            for y in self.Y:
                for t in self.T:
                    for step in range(self.span[y]):
                        year, slot = self.years[y] + step, t
                        if row["in_years"]:
                            year -= row["after"]
                        else:
                            back, slot = divmod(t - row["after"], len(self.T))
                            year += back
                        if not self.plant["plant"].get("years"):
                            year = first
                        if year < first:
                            continue
                        seller = max(index for index in self.Y if self.years[index] <= year)
                        d = self.column["delivery", row["of"], sold, seller, slot]
                        self.pool(row["at"], row["as"], y, t, d, at(row["share"], seller, slot) / self.span[y])

    # --- effects, limits, objective ---

    def add_carbon_price(self) -> None:
        factor = dict(zip(GASES, GWP[self.plant["plant"].get("gwp") or "AR6"], strict=True))
        price = self.plant["plant"].get("carbon_price")
        for effect, y, site, terms in list(self.caused):
            if factor.get(effect):
                emitted = {column: value * factor[effect] for column, value in terms.items()}
                self.caused.append(("emissions", y, site, emitted))
        for effect, y, site, terms in list(self.caused):
            if effect == "emissions" and price is not None:
                self.caused.append(
                    ("cost", y, site, {column: value * at(price, y, 0) for column, value in terms.items()})
                )

    def effect(self, name: str, y: int, sites: Any = None) -> Expression:
        """An effect of a year."""
        total: Expression = defaultdict(float)
        for effect, year, site, terms in self.caused:
            if effect == name and year == y and (sites is None or site in sites):
                for column, value in terms.items():
                    total[column] += value
        return total

    def amount(self, what: str, y: int, t: int, sites: Any) -> Expression:
        """What a limit counts in one occurrence of a slot."""
        here = lambda row: sites is None or row["site"] in sites  # noqa: E731
        terms: Expression = defaultdict(float)
        for row in self.table("supplies"):
            if what in (row["supply"], row["material"]) and here(row):
                terms[self.column["supply", row["supply"], y, t]] += 1
        for row in self.table("processes"):
            if what == row["process"] and here(row):
                terms[self.column["activity", what, y, t]] += 1
            if what == row.get("route") and here(row):
                recipe = [
                    item for item in self.table("recipes") if item["process"] == row["process"] and item["role"] == "in"
                ]
                free = [item for item in recipe if item.get("amount") is None]
                for item in free or recipe:
                    terms[self.column["feed", row["process"], item["material"], y, t]] += 1
        for row in self.table("markets"):
            if what in (row["market"], row.get("route")) and here(row):
                for material in row["material"]:
                    terms[self.column["delivery", row["market"], material, y, t]] += 1
        for row in self.table("links"):
            if what == row["link"]:
                for material in row["material"]:
                    terms[self.column["arc", what, material, y, t]] += 1
        return terms

    def quantity(self, names: list[str], years: list[int], slots: list[int], sites: Any, once: bool) -> Expression:
        """The sum of quantities over years and slots; ``once`` counts a slot's amount once and not by its weight."""
        effects = (
            {effect for effect, *_ in self.caused}
            | {row["effect"] for row in self.table("rates")}
            | {"cost", "emissions", "landfilled"}
        )
        total: Expression = defaultdict(float)
        for y in years:
            span = self.span[y] if len(years) > 1 else 1
            for name in names:
                parts = (
                    [(self.effect(name, y, sites), 1.0)]
                    if name in effects
                    else [(self.amount(name, y, t, sites), 1.0 if once else self.weight[t]) for t in slots]
                )
                for terms, factor in parts:
                    for column, value in terms.items():
                        total[column] += value * factor * span
        return total

    def add_limits(self) -> None:
        """A bound is a rate, an amount for the span, or with ``of`` a share; the span a slot, a year or the horizon."""
        for row in self.table("limits"):
            when = row.get("when") or "year"
            if when == "total":
                spans_of = [(list(self.Y), list(self.T))]
            elif when == "year":
                spans_of = [([y], list(self.T)) for y in self.Y]
            else:
                spans_of = [([y], [t]) for y in self.Y for t in self.T]
            for years, slots in spans_of:
                self.add_limit(row, when, years, slots)

    def add_limit(self, row: Row, when: str, years: list[int], slots: list[int]) -> None:
        sites = row.get("over")
        terms = self.quantity(row["what"], years, slots, sites, when == "slot")
        base = self.quantity(row["of"], years, slots, sites, when == "slot") if row.get("of") else {}
        for key, bound in (("minimum", self.at_least), ("maximum", self.at_most)):
            if row.get(key) is None:
                continue
            if row.get("of"):
                limited = defaultdict(float, terms)
                for column, value in base.items():
                    limited[column] -= at(row[key], years[0], slots[0]) * value
                bound(limited, 0)
            elif row["basis"] == "rate":
                total = 0.0
                for y in years:
                    for t in slots:
                        times = 1.0 if when == "slot" else self.weight[t] * (self.span[y] if len(years) > 1 else 1)
                        total += at(row[key], y, t) * self.hours[t] * times
                bound(terms, total)
            else:
                bound(terms, at(row[key], years[0], slots[0]))

    def objective(self, effect: str) -> Expression:
        """The effect over the horizon, each milestone by the years it stands for, discounted to the first."""
        total: Expression = defaultdict(float)
        for y in self.Y:
            for column, value in self.effect(effect, y).items():
                total[column] += value * self.span[y] * self.discount[y]
        return total

    def totals(self, answer: Answer) -> dict[str, float]:
        """Each effect over the horizon, years counted by the years stood for and not discounted."""
        found: dict[str, float] = defaultdict(float)
        for effect, y, _, terms in self.caused:
            found[effect] += self.span[y] * sum(v * answer.values[self.keys[column]] for column, v in terms.items())
        return dict(found)

    def solve(self, minimise: str = "cost") -> Answer:
        """The best plan. Ties of another effect than cost are broken by cost."""
        answer = self.best(self.objective(minimise))
        if answer.status == "optimal" and minimise != "cost":
            kept = len(self.rows)
            self.at_most(self.objective(minimise), answer.objective + 1e-9 * max(1.0, answer.scale))
            second = self.best(self.objective("cost"))
            del self.rows[kept:]
            answer.tied = second.status
            if second.status == "optimal":
                second.objective, second.scale = answer.objective, answer.scale
                answer = second
        if answer.status == "optimal":
            answer.totals = self.totals(answer)
        return answer


def spans(years: list[int]) -> list[int]:
    """A milestone stands for the years up to the next, the last for as many as the one before."""
    if len(years) == 1:
        return [1]
    gaps = [after - before for before, after in pairwise(years)]
    return [*gaps, gaps[-1]]


def annuity_factor(rate: float, life: float) -> float:
    """The share of a capital paid each year of its life."""
    return 1 / life if rate == 0 else rate / (1 - (1 + rate) ** -life)
