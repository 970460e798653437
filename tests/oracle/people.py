"""Waste of people as supplies, and products that last as what comes back at each age."""

from __future__ import annotations

import math
from itertools import takewhile
from typing import Any

from scipy.optimize import brentq
from scipy.stats import lognorm, norm, weibull_min

from .horizon import YEAR, Horizon, Row, at

LEAST_PART = 1e-9  # of what is sold: less comes back at no age
NOTHING = 1e-12  # of what was sold
Profile = list[list[float]]


class People(Horizon):
    """Rows of ``generation``, of ``returns`` with a lifetime and of ``sold_before``, as plainer rows."""

    def __init__(self, plant: dict[str, Any]) -> None:
        super().__init__(plant)
        self.campaigns: list[tuple[Row, list[Row]]] = []
        self.generated = [supply for row in self.rows_of("generation") for supply in self.of_people(row)]
        self.by_age = [part for row in self.rows_of("returns") for part in self.aged(row)]

    def rows_of(self, name: str) -> list[Row]:
        """The rows as they are typed."""
        return self.plant.get(name) or []

    def table(self, name: str) -> list[Row]:
        """The rows of a table; what people throw away stands among the supplies, what lasts by the age at which it
        comes back."""
        if name == "supplies":
            return [*self.rows_of(name), *self.generated]
        return self.by_age if name == "returns" else self.rows_of(name)

    def of_people(self, row: Row) -> list[Row]:
        """Heads times what each throws away times the share of it that is this; two rows where some is kept apart."""
        whole, apart, most, heads = ([[0.0] * len(self.T) for _ in self.Y] for _ in range(4))
        for y in self.Y:
            heads_grow, each_grows = row.get("growth") or 0.0, row.get("per_head_growth") or 0.0
            more, both = self.grown(heads_grow, y), self.grown((1 + heads_grow) * (1 + each_grows) - 1, y)
            for t in self.T:
                heads[y][t] = at(row["population"], y, t) * more
                arising = at(row["population"], y, t) * at(row["per_head"], y, t) * both
                whole[y][t] = arising * at(row.get("share"), y, t, 1.0)
                if row.get("separated_as"):
                    most[y][t] = whole[y][t] * at(row.get("capture"), y, t, 1.0)
                    apart[y][t] = most[y][t] * at(row["participation"], y, t)
                    whole[y][t] -= apart[y][t]
        supply = {
            "supply": row["generation"],
            "site": row["site"],
            "material": row["material"],
            "take": "all",
            "amount": whole,
            "price": row.get("price"),
            "owner": row.get("owner"),
        }
        if not row.get("separated_as"):
            return [supply]
        name = f"{row['generation']}, kept apart"
        kept = {**supply, "supply": name, "material": row["separated_as"], "amount": apart}
        steps = self.won_over(row, kept, most, heads)
        if steps:
            supply["take"] = "up to"
            self.campaigns.append((supply, steps))
        return [supply, kept, *steps]

    def won_over(self, row: Row, kept: Row, most: Profile, heads: Profile) -> list[Row]:
        """What more people keep apart at each step of a curve: each step at what it adds to the cost per head of all
        people and time, and none before the last one is full."""
        found: list[Row] = []
        last: tuple[Any, float] = (row["participation"], 0.0)
        for share, cost in row.get("participation_cost") or []:
            amount, price = ([[0.0] * len(self.T) for _ in self.Y] for _ in range(2))
            for y in self.Y:
                for t in self.T:
                    amount[y][t] = most[y][t] * (share - at(last[0], y, t))
                    price[y][t] = at(row.get("price"), y, t)
                    if amount[y][t]:
                        price[y][t] += (cost - last[1]) * heads[y][t] / amount[y][t]
            name = f"{kept['supply']} at {100 * share:g} %"
            found.append(
                {
                    **kept,
                    "supply": name,
                    "take": "up to",
                    "amount": amount,
                    "price": price,
                    "after": found[-1]["supply"] if found else None,
                }
            )
            last = share, cost
        return found

    def add_won_over(self, y: int, t: int) -> None:
        """Who is not won over throws it away as it is."""
        for left, steps in self.campaigns:
            terms = {self.var("supply", row["supply"], y, t): 1.0 for row in (left, *steps)}
            amount = at(left["amount"], y, t) * self.hours[t]
            self.row(terms, amount, amount)

    def aged(self, row: Row) -> list[Row]:
        """What comes back at each age, or is in use at its end, of a row with a lifetime."""
        if not row.get("lifetime"):
            return [row]
        left = [1.0, *still_in_use(row["lifetime"], row["after"], (row.get("spread") or 0.0) / YEAR)]
        first, last = years_of(row.get("ages") or "")
        found = []
        for age, (before, after) in enumerate(zip(left, [*left[1:], 0.0], strict=True)):
            part = after if row.get("counts") else before - after
            if part > LEAST_PART and first <= age <= last:
                found.append({**row, "after": age, "in_years": True, "share": times(row["share"], part)})
        return found

    def add_sold_before(self) -> None:
        """What a market took in a year before the horizon comes back in the years that its ages fall in, evenly over
        the year; its share is that of the first milestone."""
        of_market = {row["market"]: row["material"][0] for row in self.rows_of("markets")}
        for before in self.rows_of("sold_before"):
            sold = before.get("sold") or of_market[before["of"]]
            for row in self.table("returns"):
                mine = row.get("sold") or of_market[row["of"]]
                if (row["of"], mine) != (before["of"], sold) or not row["in_years"]:
                    continue
                for y in self.Y:
                    if self.years[y] <= before["year"] + row["after"] < self.years[y] + self.span[y]:
                        back = before["amount"] * self.plain_mean(row["share"]) / self.span[y]
                        for t in self.T:
                            part = self.hours[t] / self.year_hours
                            self.pool(row["at"], row["as"], y, t, 0, back * part)

    def plain_mean(self, cell: Any) -> float:
        """The mean of the slots of the first year."""
        return sum(at(cell, 0, t) for t in self.T) / len(self.T)


def still_in_use(kind: str, mean: float, spread: float) -> list[float]:
    """The share in use at the end of the year of sale, and of each year after until nothing is left: sold in the middle
    of a year it is n + 1/2 years old at the end of the n-th year after. What decays does so from the next year on."""
    match kind:
        case "fixed":
            found = (float(n + 0.5 < mean) for n in range(1000))
        case "decay":
            found = (math.exp(-n / mean) for n in range(1000))
        case "normal":
            found = (float(norm.sf(n + 0.5, mean, spread)) for n in range(1000))
        case "lognormal":
            sigma = math.sqrt(math.log(1 + spread**2 / mean**2))
            found = (float(lognorm.sf(n + 0.5, sigma, scale=mean * math.exp(-(sigma**2) / 2))) for n in range(1000))
        case _:
            ratio = lambda shape: float(weibull_min.std(shape) / weibull_min.mean(shape)) - spread / mean  # noqa: E731
            shape = brentq(ratio, 0.2, 60.0, xtol=1e-14)
            scale = mean / float(weibull_min.mean(shape))
            found = (float(weibull_min.sf(n + 0.5, shape, scale=scale)) for n in range(1000))
    return list(takewhile(lambda share: share > NOTHING, found))


def years_of(ages: str) -> tuple[float, float]:
    """The first and the last age of ``2 to 6``, ``5`` or ``4 on``."""
    numbers = [float(part) for part in ages.split() if part.isdigit()]
    if not numbers:
        return 0.0, math.inf
    return numbers[0], math.inf if "on" in ages else numbers[-1]


def times(cell: Any, factor: float) -> Any:
    """A cell times a number."""
    return [[value * factor for value in row] for row in cell] if isinstance(cell, list) else cell * factor
