"""Supplies, markets, links and recipes: what flows in a slot."""

from __future__ import annotations

from typing import Any

import numpy as np

from .horizon import Row, at
from .people import People


class Flows(People):
    """What arises, is sold, is sent and is made."""

    def add_supplies(self, y: int, t: int) -> None:
        """take all: the amount; up to: no more than the amount. A rate times the slot's length is the amount."""
        for row in self.table("supplies"):
            g = self.var("supply", row["supply"], y, t)
            if row.get("amount") is not None:
                amount = at(row["amount"], y, t) * self.growth(row, y) * self.hours[t]
                self.row({g: 1}, amount if row["take"] == "all" else 0.0, amount)
            self.pool(row["site"], row["material"], y, t, g, 1)
            self.cause("cost", y, row, g, self.weight[t] * at(row["price"], y, t))
            for rate in self.rates(row["supply"], None):
                self.cause(rate["effect"], y, row, g, self.weight[t] * at(rate["rate"], y, t))

    def add_peaks(self, y: int) -> None:
        """A rate per highest load: the load of no slot that counts is above the highest of its month (or the year),
        and of what is free. Each month has its own rate; with a load factor no more is billed than the month's even
        load over it, which is a choice between the two."""
        supplies = {row["supply"]: row for row in self.table("supplies")}
        for row in supplies.values():  # and what a contract costs, whatever it gives
            if row.get("fixed_cost") is not None:
                self.cause("cost", y, row, 0, self.over_year(row["fixed_cost"], y))
        for number, rate in enumerate(self.table("rates")):
            if rate.get("per") != "peak" or rate["at"] not in supplies:
                continue
            row = supplies[rate["at"]]
            for month in ["year"] if rate.get("highest_of") == "year" else list(self.months()):
                peak = self.var("peak", row["supply"], number, y, month)
                for t in self.slots_of(month):
                    if at(rate.get("during"), y, t, 1.0):
                        load = {self.column["supply", row["supply"], y, t]: 1 / self.hours[t], peak: -1}
                        self.at_most(load, self.mean(rate.get("above"), y))
                billed = self.add_billed(number, rate, row, y, month, peak) if rate.get("load_factor") else peak
                self.cause(rate["effect"], y, row, billed, self.rate_of(rate["rate"], y, month))

    def add_billed(self, number: int, rate: Row, row: Row, y: int, month: Any, peak: int) -> int:
        """Either the load or the even load over the factor is billed."""
        billed = self.var("billed", row["supply"], number, y, month)
        even = self.var("even", row["supply"], number, y, month, high=1, whole=True)
        slots = self.slots_of(month)
        most = max(at(row["amount"], y, t) for t in self.T) * self.growth(row, y)
        lasting = rate["load_factor"] * sum(self.hours[t] * self.weight[t] for t in slots)
        drawn = {self.column["supply", row["supply"], y, t]: self.weight[t] / lasting for t in slots}
        self.at_most({peak: 1, billed: -1, even: -most}, 0)
        self.at_most({**drawn, billed: -1, even: most / rate["load_factor"]}, most / rate["load_factor"])
        return billed

    def slots_of(self, month: Any) -> list[int]:
        """The slots of a month, or of the year."""
        return [t for t in self.T if month in ("year", self.month_of(t))]

    def rate_of(self, cell: Any, y: int, month: Any) -> float:
        """What a month costs at its own rate, as often as it comes; of the year all of its months."""
        total = 0.0
        for each, often in self.months().items():
            if month in ("year", each):
                slots = self.slots_of(each)
                time = [self.hours[t] * self.weight[t] for t in slots]
                total += often * sum(at(cell, y, t) * h for t, h in zip(slots, time, strict=True)) / sum(time)
        return total

    def month_of(self, t: int) -> int:
        """The month that the middle of a slot is in: slots follow one another with all their repetitions. The hours of
        a typical day that repeats are in every month that the day is: theirs is the middle of all its repetitions."""
        day = [other for other in self.T if self.days[other] == self.days[t] and self.weight[other] == self.weight[t]]
        together = day if self.weight[t] > 1 else [t]
        before = sum(self.lasting(slot) for slot in range(together[0]))
        return int(before + sum(self.lasting(slot) for slot in together) / 2 + 1e-9)

    def lasting(self, t: int) -> float:
        """The months that a slot takes: one where slots are the months of the calendar, else as 730 h are one."""
        return self.weight[t] * (1.0 if self.plant.get("calendar") else self.hours[t] / 730.0)

    def months(self) -> dict[int, float]:
        """For each month that has a slot how many months it stands for: those of a bill, whole, if they make a year."""
        found: dict[int, float] = {}
        for t in self.T:
            found[self.month_of(t)] = found.get(self.month_of(t), 0.0) + self.lasting(t)
        billed = {month: round(lasts) for month, lasts in found.items()}
        is_year = sum(billed.values()) == 12 and abs(sum(found.values()) - 12) < 0.04
        return billed if is_year and all(billed.values()) else found

    def counts_as(self, month: Any) -> float:
        """The months of a bill that a month counts as, in those that its slots last; the year as it is, and all months
        where one is longer or shorter than those of the calendar are."""
        lasts = {each: sum(self.lasting(t) for t in self.slots_of(each)) for each in self.months()}
        if month == "year" or any(abs(often - lasts[each]) > 60 / 730 for each, often in self.months().items()):
            return 1.0
        return self.months()[month] / lasts[month]

    def add_tiers(self, y: int, t: int) -> None:
        """A step after another: in a slot in which it gives or takes anything, the one before is used up."""
        for table, name, most in (("supplies", "supply", "amount"), ("markets", "market", "maximum")):
            rows = {row[name]: row for row in self.table(table)}
            for row in rows.values():
                if not row.get("after"):
                    continue
                before = rows[row["after"]]
                late, first = (at(each[most], y, t) * self.growth(each, y) * self.hours[t] for each in (row, before))
                step = self.var("step", row[name], y, t, high=1, whole=True)
                self.at_most({**self._moved(name, row, y, t), step: -late}, 0)
                self.at_least({**self._moved(name, before, y, t), step: -first}, 0)

    def add_least_loads(self, y: int, t: int) -> None:
        """Nothing, or at least so much, in a slot: a supply gives it, a market takes it of all its materials."""
        for table, name, most in (("supplies", "supply", "amount"), ("markets", "market", "maximum")):
            for row in self.table(table):
                if row.get("minimum_load") is None:
                    continue
                in_use = self.var("in use", row[name], y, t, high=1, whole=True)
                moved = self._moved(name, row, y, t)
                self.at_least({**moved, in_use: -at(row["minimum_load"], y, t) * self.hours[t]}, 0)
                self.at_most({**moved, in_use: -at(row[most], y, t) * self.growth(row, y) * self.hours[t]}, 0)

    def _moved(self, name: str, row: Row, y: int, t: int) -> dict[int, float]:
        if name == "supply":
            return {self.var("supply", row["supply"], y, t): 1.0}
        return {self.var("delivery", row["market"], material, y, t): 1.0 for material in row["material"]}

    def add_markets(self, y: int, t: int) -> None:
        """Minimum and maximum are joint over the market's materials; the price is what we are paid."""
        for row in self.table("markets"):
            taken = {}
            for material in row["material"]:
                d = self.var("delivery", row["market"], material, y, t)
                taken[d] = 1.0
                self.pool(row["site"], material, y, t, d, -1)
                self.cause("cost", y, row, d, -self.weight[t] * at(row["price"], y, t))
                for rate in (*self.rates(row["market"], None), *self.rates(row["market"], material)):
                    self.cause(rate["effect"], y, row, d, self.weight[t] * at(rate["rate"], y, t))
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
                # nothing is sent in circles to be lost on the way, nor what never came
                taken = (row["to"], material) in self.taken() and (row["from"], material) in self.given()
                f = self.var("arc", row["link"], material, y, t, high=np.inf if taken else 0.0)
                sent[f] = 1.0
                self.pool(row["from"], material, y, t, f, -1)
                arrives = t
                for _ in range(int(row.get("travel_time") or 0)):  # slots on the way, round the year or typical day
                    arrives = self.later(arrives)
                self.pool(row["to"], material, y, arrives, f, 1 - at(row.get("loss"), y, t))
                self.cause("cost", y, row, f, self.weight[t] * cost)
                leaks = at(row.get("loss"), y, t) * self.methane(material)
                if not any(rate["effect"] == "CH4" for rate in self.table("rates") if rate["at"] == row["link"]):
                    self.cause("CH4", y, row, f, self.weight[t] * leaks)
                for rate in (*self.rates(row["link"], None), *self.rates(row["link"], material)):
                    self.cause(rate["effect"], y, row, f, self.weight[t] * at(rate["rate"], y, t))
            able = row["running"][t] if "running" in row else 1.0  # of a size per month of the calendar
            if row.get("capex") is not None:
                self.at_most({**sent, self.var("in place", row["link"], y): -self.hours[t] * able}, 0)
            elif row.get("capacity") is not None:
                self.at_most(sent, at(row["capacity"], y, t) * self.hours[t])
            most = at(row.get("capacity"), y, t, self.large(row["material"][0])) * self.hours[t] * able
            if row.get("minimum_load") is not None:  # in each slot in which anything is sent
                on = self.var("sends", row["link"], y, t, high=1, whole=True)
                self.at_most({**sent, on: -most}, 0)
                self.at_least({**sent, on: -at(row["minimum_load"], y, t) * self.hours[t]}, 0)
            if row.get("fixed_cost") is not None or self.rates(row["link"], "used"):
                used = self.var("used", row["link"], y, high=1, whole=True)
                self.at_most({**sent, used: -most}, 0)

    def methane(self, material: str) -> float:
        """t of CH4 in a unit of a gas of methane (16.043 g/mol) and CO2 (44.009 g/mol): by its share of the volume in a
        tonne; in a MWh whatever the share, as methane alone burns (802.3 kJ/mol)."""
        share = self.plant["properties"][material].get("methane_share")
        if not share:
            return 0.0
        mass = share * 16.043 / (share * 16.043 + (1 - share) * 44.009)
        return {"t": float(mass), "MWh": 16.043 / (802.3 / 3.6)}[self.plant["units"][material]]

    def taken(self) -> set[tuple[str, str]]:
        """The sites and materials where something is taken, or from which links lead on to there."""
        site = {row["process"]: row["site"] for row in self.table("processes")}
        found = {
            (row["site"], material)
            for name in ("markets", "stores")
            for row in self.table(name)
            for material in row["material"]
        }
        found |= {(site[row["process"]], row["material"]) for row in self.table("recipes") if row["role"] == "in"}
        for _ in self.table("links"):
            found |= {
                (row["from"], material)
                for row in self.table("links")
                for material in row["material"]
                if (row["to"], material) in found
            }
        return found

    def given(self) -> set[tuple[str, str]]:
        """The sites and materials where something arises, is made, comes back or lies, or where links bring it from
        there; a process with a mix makes nothing before something of its mix is there."""
        site = {row["process"]: row["site"] for row in self.table("processes")}
        found = {(row["site"], row["material"]) for row in self.table("supplies")}
        found |= {
            (row["site"], material)
            for row in self.table("stores")
            if at(row.get("start"), 0, 0) or at(row.get("end"), 0, 0)
            for material in row["material"]
        }
        before_us = {row["of"] for row in self.table("sold_before")}  # comes back whatever is delivered now
        found |= {(row["at"], row["as"]) for row in self.table("returns") if row["of"] in before_us}
        mixes: dict[str, list[str]] = {}
        for row in self.table("recipes"):
            if row["role"] == "in" and row.get("amount") is None and row.get("amount_by_load") is None:
                mixes.setdefault(row["process"], []).append(row["material"])
        before = -1
        while before != len(found):
            before = len(found)
            found |= {
                (row["to"], material)
                for row in self.table("links")
                for material in row["material"]
                if (row["from"], material) in found
            }
            found |= {
                (site[row["process"]], row["material"])
                for row in self.table("recipes")
                if row["role"] == "out" and self._can_make(row, site[row["process"]], mixes, found)
            }
            found |= {
                (row["at"], row["as"])
                for row in self.table("returns")
                for market in self.table("markets")
                if market["market"] == row["of"]
                and any((market["site"], material) in found for material in market["material"])
            }
        return found

    @staticmethod
    def _can_make(row: Row, site: str, mixes: dict[str, list[str]], found: set[tuple[str, str]]) -> bool:
        mix = mixes.get(row["process"])
        if not mix:
            return True
        there = [material for material in mix if (site, material) in found]
        return row["per"] in there if row.get("per") else bool(there)

    def add_used_links(self, y: int) -> None:
        """A link's fixed cost, per time, falls due for the whole year in which it is used; a rate per use once."""
        for row in self.table("links"):
            used = self.column.get(("used", row["link"], y))
            if row.get("fixed_cost") is not None:
                self.cause("cost", y, row, used, self.over_year(row["fixed_cost"], y))
            for rate in self.rates(row["link"], "used"):
                self.cause(rate["effect"], y, row, used, self.mean(rate["rate"], y))

    def add_processes(self, y: int, t: int) -> None:
        for row in self.table("processes"):
            x = self.var("activity", row["process"], y, t)
            feeds = self.add_recipe(row, x, y, t)
            self.cause("cost", y, row, x, self.weight[t] * at(row.get("variable_cost"), y, t))
            if row.get("variable_cost_by_load") is not None:
                for column, total in self.by_load(
                    row["process"], "cost", row["variable_cost_by_load"], x, y, t
                ).items():
                    self.cause("cost", y, row, column, self.weight[t] * total)
            for rate in self.rates(row["process"], None):
                self.cause(rate["effect"], y, row, x, self.weight[t] * at(rate["rate"], y, t))
            self.add_quality(row["process"], feeds)

    def by_load(
        self, name: str, what: str, points: list[tuple[float, float]], x: int, y: int, t: int
    ) -> dict[int, float]:
        """The point of a curve where the load is, between two neighbours of its points and standing still: weights of
        the points that add up to one, of which no more than two beside one another are above zero. Gives how much in
        all each weight counts."""
        ends = [0.0, *(load for load, _ in points)]
        weights = [self.var("weight", name, what, k, y, t, high=1) for k in range(len(ends))]
        between = [self.var("between", name, what, k, y, t, high=1, whole=True) for k in range(len(points))]
        self.row(dict.fromkeys(weights, 1.0), 1, 1)
        self.row(dict.fromkeys(between, 1.0), 1, 1)
        self.row({x: 1, **{w: -end * self.hours[t] for w, end in zip(weights, ends, strict=True)}}, 0, 0)
        for k, weight in enumerate(weights):
            beside = between[max(k - 1, 0) : k + 1]
            self.at_most({weight: 1, **dict.fromkeys(beside, -1.0)}, 0)
        return {w: load * amount * self.hours[t] for w, (load, amount) in zip(weights[1:], points, strict=True)}

    def made_of(self, item: Row, y: int, t: int) -> list[tuple[int, float]]:
        """The columns that a row of a recipe makes something by, and how much each."""
        name, per = item["process"], item.get("per")
        if item.get("amount_by_load") is not None:
            return [
                (self.column["weight", name, item["material"], k, y, t], load * amount * self.hours[t])
                for k, (load, amount) in enumerate(item["amount_by_load"], 1)
            ]
        base = self.column["feed", name, per, y, t] if per else self.column["activity", name, y, t]
        return [(base, at(item["amount"], y, t))]

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
            if item["role"] == "in" and item.get("amount") is None and item.get("amount_by_load") is None
        }
        for item in recipe:
            amount = at(item.get("amount"), y, t)
            base = mix[item["per"]] if item.get("per") else x
            if item["role"] == "in":
                q = column[item["material"]]
                self.pool(site, item["material"], y, t, q, -1)
                if item.get("amount_by_load") is not None:
                    curve = self.by_load(name, item["material"], item["amount_by_load"], x, y, t)
                    self.row({q: 1, **{column: -total for column, total in curve.items()}}, 0, 0)
                elif item["material"] not in mix:
                    self.row({q: 1, base: -amount}, 0, 0)
                moved = {q: 1.0}
            else:
                moved = {base: amount}
                if item.get("amount_by_load") is not None:
                    moved = self.by_load(name, item["material"], item["amount_by_load"], x, y, t)
                for one, made in moved.items():
                    self.pool(site, item["material"], y, t, one, made)
            for one, made in moved.items():
                self.cause("cost", y, row, one, self.weight[t] * at(item.get("cost"), y, t) * made)
                for rate in self.rates(name, item["material"]):
                    self.cause(rate["effect"], y, row, one, self.weight[t] * at(rate["rate"], y, t) * made)
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
