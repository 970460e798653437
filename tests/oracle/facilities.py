"""Capacity, building, on and off, ramps: what processes can do."""

from __future__ import annotations

import numpy as np

from .flows import Flows
from .horizon import YEAR, Row, added, annuity_factor, at, own_money


class Facilities(Flows):
    """What stands, what is built, and how it runs from slot to slot."""

    def add_capacity(self, y: int) -> None:
        """Without capex the capacity is there; with capex in place = existing + what was built and still stands."""
        for row in self.table("processes"):
            name = row["process"]
            capital = row.get("capex") is not None
            if capital:
                self.add_building(row, name, y)
            states = [self.var("open", name, y, high=1, whole=True)] if row.get("closable") else []
            for t in self.T:
                self.add_load(row, y, t, states, capital)
            for t in self.T:
                self.add_start(row, y, t)
                self.add_ramp(row, y, t, capital)
                self.add_run_times(row, y, t)
            self.add_fixed(row, y, states, capital)
            for rate in self.rates(name, "capacity"):
                if capital:
                    self.cause(
                        rate["effect"], y, row, self.column["in place", name, y], self.over_year(rate["rate"], y)
                    )
                else:
                    self.cause(rate["effect"], y, row, 0, self.over_year(rate["rate"], y) * self.installed(row, y))

    def installed(self, row: Row, y: int) -> float:
        """What stands where the capacity changes within the year: the most of it."""
        return 0.0 if self.retired(row, y) else max(at(row["capacity"], y, t) for t in self.T)

    def existing(self, row: Row, y: int) -> float:
        """What stands from before."""
        return 0.0 if self.retired(row, y) else at(row.get("existing"), y, 0)

    def retired(self, row: Row, y: int) -> bool:
        """Whether what stood from the start is gone."""
        return row.get("retires") is not None and self.years[y] >= row["retires"]

    def add_building(self, row: Row, name: str, y: int) -> None:
        """Each build lasts its lifetime, and costs an annuity in every year in which it stands; of processes, stores
        and links alike."""
        life = row["lifetime"] / YEAR
        lead = (row.get("lead_time") or 0.0) / YEAR
        allowed = row.get("build") is None or self.years[y] in row["build"]
        built = self.var("built", name, y, high=np.inf if allowed else 0)
        if row.get("unit_size") is not None:
            units = self.var("units", name, y, whole=True)
            self.row({built: 1, units: -row["unit_size"]}, 0, 0)
        place = self.var("in place", name, y)
        terms = {place: 1.0}
        begins = self.first_use(y, lead)
        often = 1 if begins is None else self.bought_within(begins, life)
        by_size = row.get("capex_by_size") is not None
        if by_size:
            self.by_size(row, name, y, built)
        spent, price = (self.column["paid for", name, y], 1.0) if by_size else (built, self.mean(row["capex"], y))
        self.cause("investment", y, row, spent, often * price / self.span[y])
        for earlier in range(y + 1):
            begins = self.first_use(earlier, lead)
            if begins is None or begins > y or self.years[y] - self.years[begins] >= life:
                continue
            old = self.column["built", name, earlier]
            terms[old] = -1
            left = life - (self.years[y] - self.years[begins])  # years of its life from here on
            charged = min(1.0, left / self.span[y]) if self.plant["plant"].get("years") else 1.0
            if y == begins and life < self.span[y]:
                charged = 1.0
            yearly = annuity_factor(self.rate, life) * self.year_hours / YEAR * charged
            if by_size:
                paid = own_money({**row, "closure_cost": None}, 1.0, life, self.rate)
                self.aside(y, row, self.column["paid for", name, earlier], paid * yearly)
            price = 0.0 if by_size else self.mean(row["capex"], earlier)
            self.aside(y, row, old, own_money(row, price, life, self.rate) * yearly)
        existing = self.existing(row, y)
        self.row(terms, existing, existing)
        if row.get("capacity") is not None:
            self.at_most({place: 1}, at(row["capacity"], y, 0))
        if row.get("minimum_capacity") is not None:
            self.there(row, name, y)
        if row.get("opening_cost") is not None:
            self.add_opening(row, name, y)

    def bought_within(self, y: int, life: float) -> int:
        """How often something is bought for a milestone: again, and whole, for each life that begins within it."""
        count = 1
        while self.plant["plant"].get("years") and count * life < self.span[y] - 1e-9:
            count += 1
        return count

    def by_size(self, row: Row, name: str, y: int, built: int) -> None:
        """The money for what is built: the point of the curve where its size is, between two neighbours of its points
        and nothing."""
        points = [(0.0, 0.0), *row["capex_by_size"]]
        weights = [self.var("size weight", name, k, y, high=1) for k in range(len(points))]
        between = [self.var("between sizes", name, k, y, high=1, whole=True) for k in range(len(points) - 1)]
        self.row(dict.fromkeys(weights, 1.0), 1, 1)
        self.row(dict.fromkeys(between, 1.0), 1, 1)
        self.row({built: 1, **{w: -size for w, (size, _) in zip(weights, points, strict=True)}}, 0, 0)
        paid = self.var("paid for", name, y)
        self.row({paid: 1, **{w: -size * each for w, (size, each) in zip(weights, points, strict=True)}}, 0, 0)
        for k, weight in enumerate(weights):
            self.at_most({weight: 1, **dict.fromkeys(between[max(k - 1, 0) : k + 1], -1.0)}, 0)

    def add_opening(self, row: Row, name: str, y: int) -> None:
        """Paid once where something is in place and nothing was in the milestone before; as capex, but for what closing
        costs and for the time to build. Nothing is open where nothing can stand, or less than one unit."""
        most, place = at(row["capacity"], y, 0), self.column["in place", name, y]
        state = self.var("opened or not", name, y, high=1, whole=True)
        self.at_most({place: 1, state: -most}, 0)
        self.at_least({place: 1, state: -self.least_open(row, name, y)}, 0)
        pays, life = self.var("opening", name, y), row["lifetime"] / YEAR
        if y:
            self.at_least({pays: 1, state: -1, self.column["opened or not", name, y - 1]: 1}, 0)
        else:
            self.at_least({pays: 1, state: -1}, -1.0 if self.existing(row, 0) > 0 else 0.0)
        money = self.mean(row["opening_cost"], y)
        self.cause("investment", y, row, pays, money / self.span[y])
        owned = own_money({**row, "closure_cost": None}, money, life, self.rate)
        yearly = owned * annuity_factor(self.rate, life) * self.year_hours / YEAR
        for later in range(y, len(self.Y)):
            left = life - (self.years[later] - self.years[y])
            if left <= 0:
                continue
            part = min(1.0, left / self.span[later]) if self.plant["plant"].get("years") else 1.0
            self.aside(later, row, pays, yearly * part)

    def least_open(self, row: Row, name: str, y: int) -> float:
        """The least that is in place where something is open."""
        if row.get("minimum_capacity") is not None:
            return float(row["minimum_capacity"])
        asked = any(f"open: {name}" in (*limit["what"], *(limit.get("of") or ())) for limit in self.table("limits"))
        if asked and not row.get("closable"):  # of what can be closed a limit asks whether it is closed
            return min(float(row.get("unit_size") or 1e-4 * at(row["capacity"], y, 0)), self.existing(row, y) or np.inf)
        lead, life = (row.get("lead_time") or 0.0) / YEAR, row["lifetime"] / YEAR
        ready = {earlier: self.first_use(earlier, lead) for earlier in range(y + 1)}
        can = any(
            (row.get("build") is None or self.years[earlier] in row["build"])
            and begins is not None
            and begins <= y
            and self.years[y] - self.years[begins] < life
            for earlier, begins in ready.items()
        )
        stood = self.existing(row, y)
        if not can and not stood:
            return 1.0
        return min(row.get("unit_size") or 0.0, stood or np.inf)

    def there(self, row: Row, name: str, y: int) -> int:
        """Whether anything is in place: then at least the least size, else one unit, else 0.01 % of the most; or what
        stood before, if that is less than a unit or so."""
        state = self.column.get(("there", name, y))
        if state is not None:
            return state
        most = at(row["capacity"], y, 0)
        unit = min(row.get("unit_size") or 1e-4 * most, self.existing(row, y) or np.inf)
        least = row.get("minimum_capacity") or unit
        state, place = self.var("there", name, y, high=1, whole=True), self.column["in place", name, y]
        self.at_most({place: 1, state: -most}, 0)
        self.at_least({place: 1, state: -least}, 0)
        return state

    def add_link_sizes(self, y: int) -> None:
        """What is built of links, and what is in place costs."""
        for row in self.table("links"):
            if row.get("capex") is not None:
                self.add_building(row, row["link"], y)
            if row.get("fixed_cost_per_capacity") is not None:
                place = self.column["in place", row["link"], y] if row.get("capex") is not None else 0
                size = 1.0 if place else max(at(row["capacity"], y, t) for t in self.T)
                self.cause("cost", y, row, place, self.over_year(row["fixed_cost_per_capacity"], y) * size)

    def first_use(self, built: int, lead: float) -> int | None:
        """The first milestone in which what one builds is ready."""
        ready = [y for y in self.Y if self.years[y] >= self.years[built] + lead]
        return ready[0] if ready else None

    def add_load(self, row: Row, y: int, t: int, states: list[int], capital: bool) -> None:
        """Activity <= availability x capacity x hours, nothing in an outage; with a minimum load or a cost of starting
        on or off in each slot."""
        name, h = row["process"], self.hours[t]
        x = self.column["activity", name, y, t]
        available = 0.0 if t in row.get("outages", []) else at(row.get("availability"), y, t, 1.0)
        least = self.least_load(row, y, t)
        if least is not None:
            states = [*states, self.var("on", name, y, t, high=1, whole=True)]
            self.cause("cost", y, row, states[-1], self.weight[t] * at(row.get("use_cost"), y, t))
        if capital:
            place = self.column["in place", name, y]
            self.at_most({x: 1, place: -available * h}, 0)
            most = at(row["capacity"], y, t) * h if row.get("capacity") is not None else self.large(name)
            for state in states:  # what is in place does more than its size in a short month of the calendar
                self.at_most({x: 1, state: -most * max(available, 1.0)}, 0)
            if least is not None:  # least * (in place - most * (1 - on))
                self.at_least({x: 1, place: -least * h, states[-1]: -least * most}, -least * most)
            return
        if row.get("capacity") is None:
            if available == 0:
                self.at_most({x: 1}, 0)
            return
        capacity = 0.0 if self.retired(row, y) else at(row["capacity"], y, t)
        self.at_most({x: 1}, available * capacity * h)
        for state in states:
            self.at_most({x: 1, state: -available * capacity * h}, 0)
        if least is not None:
            self.at_least({x: 1, states[-1]: -least * self.installed(row, y) * h}, 0)

    def least_load(self, row: Row, y: int, t: int) -> float | None:
        """The least share of capacity when on; None: never on or off. With a cost of starting alone it is 0.01 %, so
        that what does nothing is off; a minimum load that is given holds, however small."""
        causes = ("start_cost", "use_cost", "minimum_up", "minimum_down")
        if all(row.get(key) is None for key in (*causes, "minimum_load")):
            return None
        costs = any(row.get(key) is not None for key in causes)
        given = at(row.get("minimum_load"), y, t, 0.0)
        return given if given > 0 or not costs else 1e-4

    def add_start(self, row: Row, y: int, t: int) -> None:
        """A start is to be on after a slot of being off; each is paid as often as its slot repeats."""
        if row.get("start_cost") is None:
            return
        name = row["process"]
        start = self.var("start", name, y, t)
        terms = {start: 1.0, self.column["on", name, y, t]: -1.0}
        if t == 0 and row.get("initial_load") is not None:
            self.at_least(terms, -1.0 if row["initial_load"] > 0 else 0.0)
        else:
            before = self.column["on", name, y, self.earlier(t)]
            terms[before] = terms.get(before, 0.0) + 1.0
            self.at_least(terms, 0)
        self.cause("cost", y, row, start, self.weight[t] * at(row["start_cost"], y, t))

    def add_ramp(self, row: Row, y: int, t: int, capital: bool) -> None:
        """Load per hour changes from the slot before by at most the ramp times the time between their middles, as a
        share of what is in place."""
        before, known = self.earlier(t), row.get("initial_load") if t == 0 else None
        if row.get("ramp") is None or (before == t and known is None):
            return
        name = row["process"]
        change = {self.column["activity", name, y, t]: 1 / self.hours[t]}
        if known is None:
            change[self.column["activity", name, y, before]] = -1 / self.hours[before]
        room = row["ramp"] * (self.apart(t) if known is None else self.hours[t])
        for sign in (1, -1):
            terms = {column: sign * value for column, value in change.items()}
            if capital:
                self.at_most({**terms, self.column["in place", name, y]: -room}, sign * (known or 0.0))
            else:
                self.at_most(terms, room * self.installed(row, y) + sign * (known or 0.0))

    def add_run_times(self, row: Row, y: int, t: int) -> None:
        """What starts in a slot is on in all that begin before its least time is over, what stops is off: pair by pair
        of a slot and one after it."""
        long = [YEAR / 12] * len(self.hours) if self.plant.get("calendar") else self.hours
        name, circle = row["process"], row.get("initial_load") is None
        for key, runs in (("minimum_up", True), ("minimum_down", False)):
            if row.get(key) is None:
                continue
            now = {self.column["on", name, y, t]: 1.0}
            first = 0.0
            if t == 0 and not circle:
                first = 1.0 if row["initial_load"] > 0 else 0.0
                before: dict[int, float] = {}
            else:
                before = {self.column["on", name, y, self.earlier(t)]: -1.0}
            change = added([(now, 1.0), (before, 1.0)])  # 1 where it starts, -1 where it stops
            later, passed = self.later(t), long[t]
            while later != t and (circle or later > t) and passed < row[key] * (1 - 1e-9):
                on = {self.column["on", name, y, later]: 1.0}
                if runs:  # on[later] >= on[t] - on[before]
                    self.at_least(added([(on, 1.0), (change, -1.0)]), -first)
                else:  # 1 - on[later] >= on[before] - on[t]
                    self.at_most(added([(on, 1.0), (change, -1.0)]), 1.0 - first)
                passed, later = passed + long[later], self.later(later)

    def add_fixed(self, row: Row, y: int, states: list[int], capital: bool) -> None:
        """Money per time for the whole process, or per capacity and time for what is in place; closed saves it."""
        name = row["process"]
        if row.get("fixed_cost") is not None:
            due = states[0] if states else 0
            if capital and not states and self.existing(row, y) == 0:  # once something of it stands
                due = self.var("standing", name, y, high=1, whole=True)
                most = at(row["capacity"], y, 0) if row.get("capacity") is not None else self.large(name)
                self.at_most({self.column["in place", name, y]: 1, due: -most}, 0)
            self.cause("cost", y, row, due, self.over_year(row["fixed_cost"], y))
        if row.get("fixed_cost_per_capacity") is not None:
            cell = row["fixed_cost_per_capacity"]
            if not capital:
                self.cause("cost", y, row, states[0] if states else 0, self.over_year(cell, y) * self.installed(row, y))
                return
            charged = self.column["in place", name, y]
            if states:  # what is in place, or nothing where closed
                charged, most = self.var("charged", name, y), self.large(name)
                self.at_least({charged: 1, self.column["in place", name, y]: -1, states[0]: -most}, -most)
            self.cause("cost", y, row, charged, self.over_year(cell, y))
