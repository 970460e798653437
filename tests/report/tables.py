"""What a page must say, worked out once more from a run's tables with pandas alone."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

import pandas as pd

import mfo

RATES = ("supply", "process", "market", "link")  # kinds whose bounds limit what flows


class Expected:
    """The aggregates of a plan that a page tells."""

    def __init__(self, plan: mfo.Plan) -> None:
        self.plan, self.today = plan, plan.today
        self.currency = str(plan.run["currency"])
        self.times = plan.times
        self.years: list[int] = list(dict.fromkeys(self.times["year"].tolist()))
        first = self.times[self.times["year"] == self.years[0]]
        self.slots = len(first)
        self.hours = float((first["hours"] * first["weight"]).sum())
        assert abs(self.hours - 8760) < 25, "the examples stand for whole years"
        self._ledger = plan.ledger.fillna({"owner": "", "category": "", "element": ""})
        self._cached: dict[tuple[str, ...], dict[tuple[Any, ...], float]] = {}
        by_year = self.times.drop_duplicates("year").set_index("year")
        self.span: dict[int, float] = by_year["span"].to_dict()
        self.weight: dict[int, float] = (by_year["span"] * by_year["discount"]).to_dict()

    @cached_property
    def first_of_today(self) -> int:
        """The year that today's flows stand for."""
        assert self.today is not None
        return int(self.today.times["year"].iloc[0])

    def effect(self, effect: str, year: int | str, **where: Any) -> float:
        """An effect in one year of the plan, or ``today``: its own account, unless another is given."""
        wanted = {"account": "own", **where}
        return self._sums(tuple(sorted(wanted))).get((effect, year, *(wanted[key] for key in sorted(wanted))), 0.0)

    def _sums(self, columns: tuple[str, ...]) -> dict[tuple[Any, ...], float]:
        """The ledger's amounts by effect, year (or ``today``) and these columns."""
        if columns not in self._cached:
            keys = ["effect", "year", *columns]
            found = self._ledger.groupby(keys)["amount"].sum().to_dict()
            if self.today is not None:
                rows = self.today.ledger.fillna({"owner": "", "category": "", "element": ""})
                rows = rows[rows["year"] == self.first_of_today].assign(year="today")
                found |= rows.groupby(keys)["amount"].sum().to_dict()
            self._cached[columns] = found
        return self._cached[columns]

    def counts(self, effect: str) -> dict[int, float]:
        """How much each year counts in a total over the horizon: money is discounted."""
        return self.weight if self.unit(effect) == self.currency else self.span

    def unit(self, effect: str) -> str:
        """The unit of an effect; blank where the plan does not know it."""
        return str(self.plan.run["totals"].get(effect, {"unit": ""})["unit"])

    def total(self, effect: str) -> float:
        """An effect over the horizon."""
        return sum(self.effect(effect, year) * count for year, count in self.counts(effect).items())

    def before(self, effect: str) -> float:
        """Today's effect, as if it went on over the horizon."""
        return self.effect(effect, "today") * sum(self.counts(effect).values())

    @cached_property
    def flows(self) -> pd.DataFrame:
        """The plan's flows of a year."""
        return by_year(self.plan)

    @cached_property
    def flows_today(self) -> pd.DataFrame:
        """Today's flows of a year; empty where there is no today."""
        return by_year(self.today) if self.today is not None else self.flows.iloc[:0]

    @property
    def state_flows(self) -> dict[str, pd.DataFrame]:
        """The flows of each state of the picture."""
        if len(self.years) == 1:
            plan = {"plan": self.flows}
        else:
            plan = {str(year): self.flows[self.flows["year"] == year] for year in self.years}
        return {**({"today": self.flows_today} if self.today is not None else {}), **plan}

    def binding(self, table: str, name: str, bound: str, year: str) -> dict[str, float]:
        """What a bound or limit in use is worth: price, bound, how far, in how many slots."""
        if table == "limits":
            rows = self.plan.limits[self.plan.limits["limit"] == name]
        else:
            rows = self.plan.bounds[(self.plan.bounds["element"] == name) & (self.plan.bounds["bound"] == bound)]
        rows = rows[(rows["year"] == int(year)) & rows["binding"].astype(bool) & (rows["price"].abs() > 1e-9)]
        times = self.times[self.times["year"] == int(year)].set_index("slot")
        found = {"slots": float(len(rows)), "daily": 0.0}
        if table == "limits":
            limit = rows[bound]
            assert (abs(rows["value"] - limit) <= 1e-6 * limit.abs().clip(lower=1)).all()
            until = rows["until"].sum() if len(rows) == 1 else math.nan  # each slot has its own
            repeats = [times["weight"].get(slot, 1.0) for slot in rows["slot"]]  # a mean over how often slots repeat
            price = (rows["price"] * repeats).sum() / sum(repeats)
            return {**found, "price": price, "limit": limit.max(), "until": until}
        kind = rows["kind"].iloc[0]
        if kind in RATES and (rows["slot"] != 0).all():  # a rate by day, each slot by its length and how often it is
            hours = (times["hours"] * times["weight"]).loc[rows["slot"]].to_numpy()
            weight = times["weight"].loc[rows["slot"]].to_numpy()
            days = hours.sum() / 24
            return {
                "slots": found["slots"],
                "daily": 1.0,
                "price": (rows["price"] * hours).sum() / self.hours,
                "limit": (rows["limit"] * weight).sum() / days,
                "until": (rows["until"] * weight).sum() / days,
            }
        if kind == "store":  # one more unit is there in all slots, as often as they are
            worth = (rows["price"] * times["weight"].loc[rows["slot"]].to_numpy()).sum()
            return {**found, "price": worth, "limit": rows["limit"].max(), "until": rows["until"].max()}
        return {**found, "price": rows["price"].mean(), "limit": rows["limit"].sum(), "until": rows["until"].sum()}

    def lacks(self, name: str, kind: str, material: str) -> float:
        """What something idle lacks: along its whole chain where that was worked out, else the least of its flows."""
        rows = self.plan.reduced_costs
        rows = rows[(rows["element"] == name) & (rows["kind"] == kind)]
        if (rows["slot"] == 0).any():
            rows = rows[rows["slot"] == 0]
        given = rows["material"].fillna("")
        rows = rows[(given == material) | ((given == name) & (material == ""))]
        sizes = rows["reduced_cost"].abs()
        return float(sizes[sizes > 1e-9].min())


def by_year(plan: mfo.Plan) -> pd.DataFrame:
    """Flows summed over the slots of a year, each as often as it repeats."""
    weight = plan.times.set_index(["year", "slot"])["weight"]
    flows = plan.flows.fillna({"route": "", "owner": ""})
    repeats = weight.loc[list(zip(flows["year"], flows["slot"], strict=True))].to_numpy()
    flows = flows.assign(amount=flows["amount"] * repeats)
    keys = ["year", "element", "kind", "route", "site", "material", "direction", "unit"]
    return flows.groupby(keys, sort=False, as_index=False)["amount"].sum()
