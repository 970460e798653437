"""What enters a route, told by following what the route makes from pool to pool."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from .facilities import Facilities
from .horizon import Row, at

Pool = tuple[str, str]  # site, material


class Routes(Facilities):
    """Masses that a route takes, less what it has made itself and takes again.

    A tonne in a pool is new to the route where anything but the route can have put it there. Where the route's own
    tonnes lie with others, the route is taken to take its own again, as much of them as can get back to it.
    """

    def mass(self, material: str) -> float:
        """Only what is counted in t has a mass here."""
        return 1.0 if self.plant["units"][material] == "t" else 0.0

    def recipe_of(self, row: Row, role: str) -> list[Row]:
        return [item for item in self.table("recipes") if item["process"] == row["process"] and item["role"] == role]

    def entering(self, route: str, y: int, t: int) -> list[tuple[Row, int, float]]:
        """(row, column, tonnes per unit) of what enters in a slot."""
        takes = self.takes(route, y, t)
        makes = self.makes(route, y, t)
        ways = self.ways(y, t)
        own = spread({pool for _, pool, _, _ in makes}, ways)
        new = spread(self.fed_by_others(route, ways), ways)
        found = [(row, column, tonnes) for row, pool, column, tonnes in takes if pool in new or not makes]
        if not makes:
            return found
        back = self.back(
            {pool for row, pool, _, _ in self.all_takes(route, y, t) if pool in own & new}, ways, own & new
        )
        found += [(row, column, -tonnes * back[pool]) for row, pool, column, tonnes in makes if back.get(pool)]
        for row, start, column, ends in ways:
            if start in own and start not in new:
                found.append((row, column, -min(1.0, sum(part * back.get(end, 0.0) for end, part in ends))))
        return found

    def takes(self, route: str, y: int, t: int) -> list[tuple[Row, Pool, int, float]]:
        """What counts: of a process with a mix the mix, else all inputs; and what markets take."""
        found = []
        for row in self.table("processes"):
            if row.get("route") == route:
                inputs = self.recipe_of(row, "in")
                mix = [item for item in inputs if item.get("amount") is None and not item.get("amount_by_load")]
                for item in mix or inputs:
                    column = self.column["feed", row["process"], item["material"], y, t]
                    found.append((row, (row["site"], item["material"]), column, self.mass(item["material"])))
        for row in self.table("markets"):
            if row.get("route") == route:
                for material in row["material"]:
                    column = self.column["delivery", row["market"], material, y, t]
                    found.append((row, (row["site"], material), column, self.mass(material)))
        return [item for item in found if item[3]]

    def all_takes(self, route: str, y: int, t: int) -> list[tuple[Row, Pool, int, float]]:
        """What the route takes, whether it counts or not."""
        found = self.takes(route, y, t)
        for row in self.table("processes"):
            if row.get("route") == route:
                for item in self.recipe_of(row, "in"):
                    column = self.column["feed", row["process"], item["material"], y, t]
                    found.append((row, (row["site"], item["material"]), column, 1.0))
        return found

    def makes(self, route: str, y: int, t: int) -> list[tuple[Row, Pool, int, float]]:
        found = []
        for row in self.table("processes"):
            for item in self.recipe_of(row, "out") if row.get("route") == route else ():
                for column, amount in self.made_of(item, y, t):
                    found.append((row, (row["site"], item["material"]), column, amount * self.mass(item["material"])))
        return [item for item in found if self.mass(item[1][1])]

    def ways(self, y: int, t: int) -> list[tuple[Row, Pool, int, list[tuple[Pool, float]]]]:
        """Links, and inputs of processes without a route: where a tonne gets to, and how much of it."""
        found: list[Any] = []
        for row in self.table("links"):
            for material in row["material"]:
                if self.mass(material):
                    end = ((row["to"], material), 1 - at(row.get("loss"), y, t))
                    column = self.column["arc", row["link"], material, y, t]
                    found.append((row, (row["from"], material), column, [end]))
        for row in self.table("processes"):
            for item in self.recipe_of(row, "in") if not row.get("route") else ():
                if self.mass(item["material"]):
                    ends = [
                        ((row["site"], out["material"]), min(1.0, per_input(item, out, y, t)))
                        for out in self.recipe_of(row, "out")
                        if self.mass(out["material"]) and out.get("per") in (None, item["material"])
                    ]
                    column = self.column["feed", row["process"], item["material"], y, t]
                    found.append((row, (row["site"], item["material"]), column, ends))
        return found

    def fed_by_others(self, route: str, ways: list[Any]) -> set[Pool]:
        """Pools that get something the route has not made: supplies, what comes back, stocks, other processes."""
        found = {(row["site"], row["material"]) for row in self.table("supplies")}
        found |= {(row["at"], row["as"]) for row in self.coming_back(self.arriving())}
        for row in self.table("stores"):
            found |= {(row["site"], material) for material in row["material"] if row.get("start")}
        passed = {(row["process"], end) for row, _, _, ends in ways if "process" in row for end, _ in ends}
        for row in self.table("processes"):
            for item in self.recipe_of(row, "out") if row.get("route") != route else ():
                pool = (row["site"], item["material"])
                if row.get("route") or (row["process"], pool) not in passed:
                    found.add(pool)
        return found

    def coming_back(self, arriving: set[Pool]) -> list[Row]:
        """The returns of what can be sold at all, or was sold before, and is back before the horizon ends."""
        markets = {row["market"]: row for row in self.table("markets")}
        found = []
        for row in self.table("returns"):
            market = markets[row["of"]]
            sold = [row["sold"]] if row.get("sold") else market["material"]
            can_be_sold = any((market["site"], material) in arriving for material in sold)
            first = market["material"][0]
            if (can_be_sold and self.is_back(self.years[0], row)) or self.is_back_from_before(row, first):
                found.append(row)
        return found

    def is_back(self, sold: int, row: Row) -> bool:
        """Whether what was sold in a year comes back within the horizon (without a roadmap the year repeats itself)."""
        after = row["after"] if row["in_years"] else row["after"] // len(self.T)
        begins, ends = self.years[0], self.years[-1] + self.span[-1]
        return not self.plant["plant"].get("years") or begins <= sold + after < ends

    def is_back_from_before(self, row: Row, first: str) -> bool:
        """Whether anything sold before the horizon comes back in it; a blank means the first material of the market."""
        sold = (row["of"], row.get("sold") or first)
        return row["in_years"] and any(
            (before["of"], before.get("sold") or first) == sold and self.is_back(before["year"], row)
            for before in self.table("sold_before")
        )

    def arriving(self) -> set[Pool]:
        """Pools that something can ever come to."""
        found = {(row["site"], row["material"]) for row in self.table("supplies")}
        for row in self.table("stores"):
            found |= {(row["site"], name) for name in row["material"] if row.get("start") or row.get("end")}
        while True:
            more = {(row["to"], name) for row in self.table("links") for name in row["material"]
                    if (row["from"], name) in found}  # fmt: skip
            more |= {(row["at"], row["as"]) for row in self.coming_back(found)}
            for row in self.table("processes"):
                inputs = self.recipe_of(row, "in")
                mix = {item["material"] for item in inputs if not item.get("amount") and not item.get("amount_by_load")}
                fed = {name for name in mix if (row["site"], name) in found}
                for out in self.recipe_of(row, "out") if fed or not mix else ():
                    if out.get("per") is None or out["per"] in fed or out["per"] not in mix:
                        more.add((row["site"], out["material"]))
            if more <= found:
                return found
            found |= more

    def back(self, taken: set[Pool], ways: list[Any], mixed: set[Pool]) -> dict[Pool, float]:
        """Of a tonne in each pool where both kinds lie, how much can get back to the route."""
        found: dict[Pool, float] = dict.fromkeys(taken, 1.0)
        for _ in range(200):
            before = dict(found)
            for _, start, _, ends in ways:
                if start in mixed:
                    through = min(1.0, sum(part * found.get(end, 0.0) for end, part in ends if end in mixed))
                    found[start] = max(found.get(start, 0.0), through)
            if before == found:
                break
        return found


def per_input(item: Row, out: Row, y: int, t: int) -> float:
    """What a recipe makes of one unit of an input; at most where that hangs on the load."""
    curve, needs = out.get("amount_by_load"), item.get("amount_by_load")
    amount = at(out.get("amount"), y, t) if curve is None else max(each for _, each in curve)
    if out.get("per") or (item.get("amount") is None and needs is None):
        return amount
    needed = (
        0.0 if item.get("per") else at(item.get("amount"), y, t) if needs is None else min(each for _, each in needs)
    )
    return amount / needed if needed else 0.0


def spread(begun: set[Pool], ways: list[Any]) -> set[Pool]:
    """All pools that something gets to from some."""
    leads = defaultdict(set)
    for _, start, _, ends in ways:
        leads[start] |= {end for end, _ in ends}
    found, rest = set(begun), list(begun)
    while rest:
        more = leads[rest.pop()] - found
        found |= more
        rest += more
    return found
