"""Stores and returns: what links slots and years."""

from __future__ import annotations

from collections import defaultdict

from .horizon import Row, added, at
from .routes import Routes
from .solving import Expression


class Keeping(Routes):
    """Stocks over slots and years, and what comes back from markets."""

    def add_stores(self) -> None:
        """Every slot is walked through as often as it repeats, so that nothing has to be worked out about repetitions.

        Cyclic within the year, or within each typical day, unless a start is given; then the end is free or as given;
        an end alone is what it opens with, too. With ``carry`` the next year opens as this one closed. A milestone
        stands for several years: each changes the stock as the first does.
        """
        for row in self.table("stores"):
            for y in self.Y:
                self.add_size(row, y)
            walks = {material: [self.walk(row, material, y) for y in self.Y] for material in row["material"]}
            for y in self.Y:
                self.add_power(row, y)
                for nth in range(len(walks[row["material"][0]][y])):
                    self.add_room(row, {material: walks[material][y][nth] for material in walks}, y)
            for material in row["material"]:
                for y in self.Y:
                    for t in self.T:
                        self.add_level(row, material, y, t, walks[material][y])
                if row.get("maximum_stay") is not None:
                    self.add_stay(row, material)
            for y in self.Y:
                for t in self.T:  # blends hold for the mean levels
                    self.add_quality(row["store"], {m: self.column["level", row["store"], m, y, t] for m in walks})
        self.add_fresh()

    def walk(self, row: Row, material: str, y: int) -> list[tuple[int, Expression]]:
        """The slots of a year in order, each with the stock at its end: (1 - loss)^h x the stock before + charge -
        discharge."""
        name, site = row["store"], row["site"]
        for t in self.T:
            self.pool(site, material, y, t, self.var("charge", name, material, y, t), -1)
            self.pool(site, material, y, t, self.var("discharge", name, material, y, t), 1)
            self.add_conversion(row, material, y, t)
            for key in ("charge", "discharge"):  # as it leaves the pool, and as it comes back to it
                for rate in self.rates(name, key):
                    amount = self.weight[t] * at(rate["rate"], y, t)
                    self.cause(rate["effect"], y, row, self.column[key, name, material, y, t], amount)
        steps: list[tuple[int, Expression]] = []
        runs = self.runs()
        within_days = any(self.days) and not row.get("across_days")
        if within_days:
            runs = [run for place, run in enumerate(runs) if place == 0 or run != runs[place - 1]]
        stock: Expression = {self.opening(row, material, y, 0): 1.0}
        for place, run in enumerate(runs):
            often = 1.0  # each repetition is walked through, or one for all of a day that closes on itself
            if within_days:
                stock, often = {self.opening(row, material, y, place): 1.0}, self.weight[run[0]]
            opened = stock
            for t in run:
                kept = (1 - at(row.get("loss"), y, t)) ** self.hours[t]
                for before, value in stock.items():
                    leaks = often * value * (1 - kept) * self.methane(material)
                    if not any(rate["effect"] == "CH4" for rate in self.table("rates") if rate["at"] == name):
                        self.cause("CH4", y, row, before, leaks)
                moved = {
                    self.column["charge", name, material, y, t]: at(row.get("charge_efficiency"), y, t, 1.0),
                    self.column["discharge", name, material, y, t]: -1.0
                    / at(row.get("discharge_efficiency"), y, t, 1.0),
                }
                after = self.var("stock", name, material, y, len(steps))
                self.row(added([(stock, kept), (moved, 1.0), ({after: 1.0}, -1.0)]), 0, 0)
                stock = {after: 1.0}
                steps.append((t, stock))
            if within_days:
                self.row(added([(stock, 1.0), (opened, -1.0)]), 0, 0)
        if not within_days:
            self.close(row, material, y, stock)
            self.add_end_value(row, material, y, stock)
        return steps

    def add_conversion(self, row: Row, material: str, y: int, t: int) -> None:
        """What is lost on the way in and out of a gas is emitted, as is what leaks."""
        name = row["store"]
        if any(rate["effect"] == "CH4" for rate in self.table("rates") if rate["at"] == name):
            return
        lost_in = 1 - at(row.get("charge_efficiency"), y, t, 1.0)
        lost_out = 1 / at(row.get("discharge_efficiency"), y, t, 1.0) - 1
        for key, lost in (("charge", lost_in), ("discharge", lost_out)):
            column = self.column[key, name, material, y, t]
            self.cause("CH4", y, row, column, self.weight[t] * lost * self.methane(material))

    def add_size(self, row: Row, y: int) -> None:
        """What is built of a store, and what it costs while it is there."""
        name = row["store"]
        due, place = 0, 0
        if row.get("capex") is not None:
            self.add_building(row, name, y)
            place = self.column["in place", name, y]
            if row.get("fixed_cost") is not None and at(row.get("existing"), y, 0) == 0:
                due = self.var("standing", name, y, high=1, whole=True)
                self.at_most({place: 1, due: -at(row["capacity"], y, 0)}, 0)
        if row.get("fixed_cost") is not None:
            self.cause("cost", y, row, due, self.over_year(row["fixed_cost"], y))
        if row.get("fixed_cost_per_capacity") is not None:
            size = 1.0 if place else max(at(row["capacity"], y, t) for t in self.T)
            self.cause("cost", y, row, place, self.over_year(row["fixed_cost_per_capacity"], y) * size)

    def add_power(self, row: Row, y: int) -> None:
        """The most that goes in and comes out, of all that the store holds: per time, or as a share of its capacity."""
        for key in ("charge", "discharge"):
            for t in self.T:
                moved = {self.column[key, row["store"], material, y, t]: 1.0 for material in row["material"]}
                if row.get(f"maximum_{key}") is not None:
                    self.at_most(moved, at(row[f"maximum_{key}"], y, t) * self.hours[t])
                if row.get(f"maximum_{key}_share") is not None:
                    share = at(row[f"maximum_{key}_share"], y, t) * self.hours[t]
                    if row.get("capex") is not None:
                        self.at_most({**moved, self.column["in place", row["store"], y]: -share}, 0)
                    else:
                        self.at_most(moved, share * at(row["capacity"], y, t))

    def opening(self, row: Row, material: str, y: int, place: int) -> int:
        return self.var("opening", row["store"], material, y, place)

    def add_end_value(self, row: Row, material: str, y: int, last: Expression) -> None:
        """What is left at the end of a year, or of a carried stock at the end of the horizon, is worth something."""
        if row.get("end_value") is None:
            return
        if not row.get("carry"):
            for column, value in last.items():
                self.cause("cost", y, row, column, -row["end_value"] * value)
        elif y == self.Y[-1]:
            first = {self.opening(row, material, y, 0): 1.0}
            for column, value in added([(first, 1.0 - self.span[y]), (last, float(self.span[y]))]).items():
                self.cause("cost", y, row, column, -row["end_value"] * value / self.span[y])

    def close(self, row: Row, material: str, y: int, last: Expression) -> None:
        """What the year opens with and closes with. With ``carry`` it closes as its last year does."""
        first = {self.opening(row, material, y, 0): 1.0}
        start, end = row.get("start"), row.get("end")
        given = start if start is not None else end
        if not row.get("carry"):
            if given is not None:
                self.row(first, given, given)
            if end is not None:
                self.row(last, end, end)
            if given is None:
                self.row(added([(last, 1.0), (first, -1.0)]), 0, 0)
            return
        closing = added([(first, 1.0 - self.span[y]), (last, float(self.span[y]))])
        if y == 0 and given is not None:
            self.row(first, given, given)
        if y < self.Y[-1]:
            self.row(added([(closing, 1.0), ({self.opening(row, material, y + 1, 0): 1.0}, -1.0)]), 0, 0)
        elif end is not None:
            self.row(closing, end, end)
        elif given is None:
            self.row(added([(closing, 1.0), ({self.opening(row, material, 0, 0): 1.0}, -1.0)]), 0, 0)

    def add_room(self, row: Row, steps: dict[str, tuple[int, Expression]], y: int) -> None:
        """Stocks fit the store and stay above zero, in the first and in the last year of a milestone."""
        (t, _), span = next(iter(steps.values())), self.span[y] if row.get("carry") else 1
        for years_later in {0, span - 1}:
            stocks = {}
            for material, (_, stock) in steps.items():
                later = self.var("stock later", row["store"], material, y, len(self.keys)) if years_later else None
                if later is None:
                    stocks[material] = next(iter(stock))
                    continue
                # closing - opening, as often as years have gone by
                opened = {self.opening(row, material, y, 0): 1.0}
                last = {self.column["stock", row["store"], material, y, self.length - 1]: 1.0}
                self.row(
                    added(
                        [(stock, 1.0), (last, float(years_later)), (opened, -float(years_later)), ({later: 1.0}, -1.0)]
                    ),
                    0,
                    0,
                )
                stocks[material] = later
            held = dict.fromkeys(stocks.values(), 1.0)
            if row.get("capex") is not None:
                self.at_most({**held, self.column["in place", row["store"], y]: -1.0}, 0)
            elif row.get("capacity") is not None:
                self.at_most(held, at(row["capacity"], y, t))

    @property
    def length(self) -> int:
        """How many slots the year has, each counted as often as it repeats."""
        return sum(len(run) for run in self.runs())

    def add_level(self, row: Row, material: str, y: int, t: int, steps: list[tuple[int, Expression]]) -> None:
        """The level of a slot is the mean over its repetitions and years; money and effects per time count it."""
        name = row["store"]
        found = [stock for slot, stock in steps if slot == t]
        level = self.var("level", name, material, y, t)
        later: list[tuple[Expression, float]] = []
        if row.get("carry"):  # the mean over the years of a milestone, which each add as much
            half = (self.span[y] - 1) / 2
            later = [(steps[-1][1], half), ({self.opening(row, material, y, 0): 1.0}, -half)]
        self.row(added([*((stock, 1 / len(found)) for stock in found), *later, ({level: 1.0}, -1.0)]), 0, 0)
        held = self.weight[t] * self.hours[t]
        self.cause("cost", y, row, level, held * at(row.get("cost"), y, t))
        for rate in self.rates(name, None):
            self.cause(rate["effect"], y, row, level, held * at(rate["rate"], y, t))

    def add_stay(self, row: Row, material: str) -> None:
        """What is there at the end of a slot came in within the longest stay before the next one, in which it may go
        out, from middle to middle. What is there at the start counts as come in with the first slot."""
        name = row["store"]
        for y in self.Y:
            for t in self.T:
                terms: Expression = defaultdict(float, {self.column["level", name, material, y, t]: 1.0})
                slot, waited = t, self.apart(self.later(t))
                for _ in range(len(self.day_of(t))):
                    if waited > 1.03 * row["maximum_stay"]:  # to 3 %, as months are not equally long
                        break
                    waited += self.apart(slot)
                    arrived = at(row.get("charge_efficiency"), y, slot, 1.0)
                    terms[self.column["charge", name, material, y, slot]] -= arrived
                    if slot == 0 and row.get("start") is not None:
                        terms[self.opening(row, material, y, 0)] -= 1.0
                        break
                    slot = self.earlier(slot)
                self.at_most(terms, 0)

    def add_fresh(self) -> None:
        """What perishes is charged from what comes into the pool otherwise than from a store."""
        for site, material, y, t in list(self.balance):
            fresh = self.comes_in[site, material, y, t]
            charged = [
                self.column["charge", row["store"], material, y, t]
                for row in self.table("stores")
                if row["site"] == site and material in row["material"] and row.get("maximum_stay") is not None
            ]
            if charged:
                self.at_most(added([(dict.fromkeys(charged, 1.0), 1.0), (fresh, -1.0)]), 0)

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
