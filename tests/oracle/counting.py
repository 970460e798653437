"""Effects, limits and the objective."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from .horizon import Row, at
from .keeping import Keeping
from .solving import Answer, Best, Expression, Program

GASES = ("fossil CO2", "biogenic CO2", "fossil CH4", "CH4", "N2O")
MONEY = ("cost", "investment")  # interest is on money alone
GWP = {  # 100 years, [t_CO2e/t]; IPCC AR4 table 2.14, AR5 table 8.A.1, AR6 table 7.15
    "AR4": (1, 0, 25, 25, 298),
    "AR5": (1, 0, 30, 28, 265),
    "AR6": (1, 0, 29.8, 27.0, 273),
    "AR6-20": (1, 0, 82.5, 79.7, 273),
}


class Counting(Keeping):
    """What a plan causes, what bounds it, and what is best."""

    def add_landfilled(self) -> None:
        """What enters the route landfill."""
        for y in self.Y:
            for t in self.T:
                for row, column, tonnes in self.entering("landfill", y, t):
                    self.cause("landfilled", y, row, column, tonnes * self.weight[t])

    def here(self, row: Row, over: list[str] | None) -> bool:
        """Whether a row counts: its site (of a link where it starts), its site's owner, or the owner that it names."""
        place = row.get("site") or row.get("from")
        owner = row.get("owner") or next((site["owner"] for site in self.table("sites") if site["site"] == place), "")
        return over is None or place in over or owner in over

    def add_carbon_price(self) -> None:
        factor = dict(zip(GASES, GWP[self.plant["plant"].get("gwp") or "AR6"], strict=True))
        price = self.plant["plant"].get("carbon_price")
        for effect, y, row, terms in list(self.caused):
            if factor.get(effect):
                emitted = {column: value * factor[effect] for column, value in terms.items()}
                self.caused.append(("emissions", y, row, emitted))
        for effect, y, row, terms in list(self.caused):
            if effect == "emissions" and price is not None:
                self.caused.append(
                    ("cost", y, row, {column: value * self.mean(price, y) for column, value in terms.items()})
                )

    def effect(self, name: str, y: int, sites: Any = None) -> Expression:
        """An effect of a year."""
        total: Expression = defaultdict(float)
        for effect, year, row, terms in self.caused:
            if effect == name and year == y and self.here(row, sites):
                for column, value in terms.items():
                    total[column] += value
        return total

    def amount(self, what: str, y: int, t: int, over: Any, material: str | None = None) -> Expression:
        """What a limit counts in one occurrence of a slot."""
        here = lambda row: self.here(row, over)  # noqa: E731
        terms: Expression = defaultdict(float)
        if material:
            return self.of_process(what, material, y, t)
        supplied = any(row["material"] == what for row in self.table("supplies"))
        if what.startswith("made: ") or (not supplied and what in self.plant["units"]):
            return self.made(what.removeprefix("made: "), y, t)
        for row, column, tonnes in self.entering(what, y, t):
            if here(row):
                terms[column] += tonnes
        for row in self.table("supplies"):
            if what in (row["supply"], row["material"]) and here(row):
                terms[self.column["supply", row["supply"], y, t]] += 1
        for row in self.table("processes"):
            if what == row["process"] and here(row):
                terms[self.column["activity", what, y, t]] += 1
        for row in self.table("markets"):
            if what == row["market"] and here(row):
                for material in row["material"]:
                    terms[self.column["delivery", row["market"], material, y, t]] += 1
        for row in self.table("links"):
            if what == row["link"]:
                for material in row["material"]:
                    terms[self.column["arc", what, material, y, t]] += 1
        return terms

    def made(self, material: str, y: int, t: int) -> Expression:
        """What all processes make of a material."""
        terms: Expression = defaultdict(float)
        for item in self.table("recipes"):
            if item["role"] == "out" and item["material"] == material:
                for column, amount in self.made_of(item, y, t):
                    terms[column] += amount
        return terms

    def of_process(self, process: str, material: str, y: int, t: int) -> Expression:
        """What a process takes of a material, or makes of it."""
        drawn = self.column.get(("feed", process, material, y, t))
        if drawn is not None:
            return defaultdict(float, {drawn: 1.0})
        mine = [item for item in self.table("recipes") if item["process"] == process]
        every, self.plant["recipes"] = self.plant["recipes"], mine
        terms = self.made(material, y, t)
        self.plant["recipes"] = every
        return terms

    def quantity(
        self, names: list[str], years: list[int], slots: list[int], sites: Any, once: bool, material: str | None = None
    ) -> Expression:
        """The sum of quantities over years and slots; ``once`` counts a slot's amount once and not by its weight."""
        effects = (
            {effect for effect, *_ in self.caused}
            | {row["effect"] for row in self.table("rates")}
            | {"cost", "emissions", "landfilled"}
        )
        total: Expression = defaultdict(float)
        if names[0].split(": ")[0] in ("capacity", "number", "open"):
            for name in names:
                for column, value in self.size_of(*name.split(": "), years[0], sites).items():
                    total[column] += value
            return total
        for y in years:
            span = self.span[y] if len(years) > 1 else 1
            for name in names:
                parts = (
                    [(self.effect(name, y, sites), 1.0)]
                    if name in effects
                    else [(self.amount(name, y, t, sites, material), 1.0 if once else self.weight[t]) for t in slots]
                )
                for terms, factor in parts:
                    for column, value in terms.items():
                        total[column] += value * factor * span
        return total

    def size_of(self, kind: str, name: str, y: int, over: Any) -> Expression:
        """What is in place, in how many units, or whether anything is there (of what can be closed: it is open)."""
        table = next(t for t in ("processes", "stores", "links") for row in self.table(t) if name in row.values())
        row = next(row for row in self.table(table) if name in row.values())
        if not self.here(row if "site" in row else {**row, "site": row["from"]}, over):
            return {}
        if kind == "open":
            return {self.column["open", name, y] if row.get("closable") else self.there(row, name, y): 1.0}
        if row.get("capex") is None:
            return {0: max(at(row["capacity"], y, t) for t in self.T)}
        return {self.column["in place", name, y]: 1.0 / row["unit_size"] if kind == "number" else 1.0}

    def add_limits(self) -> None:
        """A bound is a rate, an amount for the span, or with ``of`` a share; the span a slot, a year or the horizon."""
        for row in self.table("limits"):
            if row["what"] == ["cash"]:
                continue
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
        terms = self.quantity(row["what"], years, slots, sites, when == "slot", row.get("material"))
        base = self.quantity(row["of"], years, slots, sites, when == "slot") if row.get("of") else {}
        if base and when == "slot" and all(name.startswith("capacity: ") for name in row["what"]):
            for column in base:  # a size is a rate, so that the load of the slot is held against it as one
                base[column] /= self.hours[slots[0]]
        if row.get("per_head"):
            row = {**row, **{key: self.for_heads(row[key], sites) for key in ("minimum", "maximum") if row.get(key)}}
        for key, bound in (("minimum", self.at_least), ("maximum", self.at_most)):
            if row.get(key) is None:
                continue
            if row.get("of"):
                limited = defaultdict(float, terms)
                share = self.over_span(row[key], when, years, slots)
                for column, value in base.items():
                    limited[column] -= share * value
                bound(limited, 0)
            elif row["basis"] == "rate":
                total = 0.0
                for y in years:
                    for t in slots:
                        times = 1.0 if when == "slot" else self.weight[t] * (self.span[y] if len(years) > 1 else 1)
                        total += at(row[key], y, t) * self.hours[t] * times
                bound(terms, total)
            else:
                bound(terms, self.over_span(row[key], when, years, slots))

    def for_heads(self, cell: Any, sites: list[str] | None) -> list[list[float]]:
        """A bound per head times the people of the sites: of rows of one site the larger number, over the year."""
        owners = {row["site"]: row.get("owner") for row in self.table("sites")}
        heads = [0.0 for _ in self.Y]
        for site, owner in owners.items():
            rows = [row for row in self.rows_of("generation") if row["site"] == site]
            if rows and (not sites or site in sites or owner in sites):
                for y in self.Y:
                    grown = [self.mean(row["population"], y) * self.grown(row.get("growth") or 0.0, y) for row in rows]
                    heads[y] += max(grown)
        return [[at(cell, y, t) * heads[y] for t in self.T] for y in self.Y]

    def over_span(self, cell: Any, when: str, years: list[int], slots: list[int]) -> float:
        """A bound as an amount or a share: in a slot its value there, for a year its mean over time, for the horizon
        the mean of its years."""
        if when == "slot":
            return at(cell, years[0], slots[0])
        return sum(self.mean(cell, y) for y in years) / len(years)

    def objective(self, effect: str) -> Expression:
        """The effect over the horizon, each milestone by the years it stands for; money is discounted to the first."""
        total: Expression = defaultdict(float)
        for y in self.Y:
            interest = self.discount[y] if effect in MONEY else 1.0
            for column, value in self.effect(effect, y).items():
                total[column] += value * self.span[y] * interest
        return total

    def totals(self, answer: Answer) -> dict[str, float]:
        """Each effect over the horizon, years counted by the years stood for and not discounted."""
        found: dict[str, float] = defaultdict(float)
        for effect, y, _, terms in self.caused:
            found[effect] += self.span[y] * sum(v * answer.values[self.keys[column]] for column, v in terms.items())
        return dict(found)

    def solve(self, minimise: str = "cost", best: Best = Program.best) -> Answer:
        """The best plan, as ``best`` finds it. Ties of another effect than cost are broken by cost."""
        answer = best(self, self.objective(minimise))
        if answer.status == "optimal" and minimise != "cost":
            kept = len(self.rows)
            self.at_most(self.objective(minimise), answer.objective + 1e-9 * max(1.0, answer.scale))
            second = best(self, self.objective("cost"))
            del self.rows[kept:]
            answer.tied = second.status
            if second.status == "optimal":
                second.objective, second.scale = answer.objective, answer.scale
                answer = second
        if answer.status == "optimal":
            answer.totals = self.totals(answer)
        return answer
