"""Graphs written by hand: a few calls give a FlowGraph, so that a test shows its whole problem in a dozen lines."""

from __future__ import annotations

from typing import Any

import numpy as np

from mfo.graph.arrays.flow_graph import (
    Arcs,
    Deliveries,
    FeedNeeds,
    Feeds,
    FixedRows,
    FlowGraph,
    LimitRows,
    Links,
    Markets,
    Outputs,
    Pools,
    Processes,
    QualityRows,
    RateLine,
    Returns,
    Stocks,
    Supplies,
    Term,
)
from mfo.plant.model import Times

INF = np.inf


class Sketch:
    """Collects rows by name and makes the graph. Numbers broadcast to (years, slots); amounts are per slot."""

    def __init__(self, slots: int = 1, years: int = 1, **times: Any) -> None:
        self.years, self.slots = years, slots
        self.times = Times(
            years=tuple(times.get("labels", range(2025, 2025 + years))),
            span=np.asarray(times.get("span", np.ones(years)), dtype=float),
            discount=np.asarray(times.get("discount", np.ones(years)), dtype=float),
            hours=np.asarray(times.get("hours", np.ones(slots)), dtype=float),
            weight=np.asarray(times.get("weight", np.ones(slots)), dtype=float),
            labels=tuple(str(slot + 1) for slot in range(slots)),
            roadmap=years > 1,
            follows=tuple(times.get("follows", ())),
        )
        self.pools: dict[tuple[str, str], int] = {}
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.rates: list[RateLine] = []
        self.quality: list[QualityRows] = []
        self.limits: list[LimitRows] = []
        self.effects = {"cost": "EUR"}
        self.gwp: dict[str, float] = {}
        self.carbon_price = np.zeros(years)

    def pool(self, material: str, site: str = "here") -> int:
        return self.pools.setdefault((site, material), len(self.pools))

    def full(self, value: Any) -> np.ndarray:
        return np.broadcast_to(np.asarray(value, dtype=float), (self.years, self.slots))

    def by_year(self, value: Any) -> np.ndarray:
        return np.broadcast_to(np.asarray(value, dtype=float), (self.years,))

    def _add(self, table: str, **row: Any) -> int:
        self.rows.setdefault(table, []).append(row)
        return len(self.rows[table]) - 1

    def rate(self, family: str, member: int, value: Any, effect: str = "cost", account: str = "own") -> None:
        yearly = family in ("capacity", "built", "used", "open", "operated", "constant")
        values = self.by_year(value)[None] if yearly else self.full(value)[None]
        self.effects.setdefault(effect, "t")
        self.rates.append(RateLine(effect, "test", family, np.array([member]), values, account))

    def supply(self, material, amount=INF, price=0.0, site="here", least=0.0, take_all=False) -> int:
        made = self._add(
            "supply",
            name=f"supply {len(self.rows.get('supply', []))}",
            pool=self.pool(material, site),
            minimum=self.full(amount if take_all else least),
            maximum=self.full(amount),
        )
        if np.any(price):
            self.rate("supply", made, price)
        return made

    def market(self, materials, price=0.0, minimum=0.0, maximum=INF, site="here") -> int:
        made = self._add(
            "market",
            name=f"market {len(self.rows.get('market', []))}",
            minimum=self.full(minimum),
            maximum=self.full(maximum),
        )
        for material in [materials] if isinstance(materials, str) else materials:
            delivery = self._add("delivery", market=made, pool=self.pool(material, site))
            if np.any(price):
                self.rate("delivery", delivery, -np.asarray(price))
        return made

    def process(self, capacity=INF, cost=0.0, **options: Any) -> int:
        defaults = dict(
            basis="t",
            has_mix=False,
            installed=self.by_year(capacity),
            availability=1.0,
            expandable=False,
            existing=0.0,
            most=capacity,
            may_build=True,
            alive=np.ones((self.years, self.years), dtype=bool),
            unit_size=0.0,
            closable=False,
            minimum_load=0.0,
            ramp=INF,
            has_start=False,
        )
        assert not set(options) - set(defaults)
        row = {**defaults, **options}
        if row["expandable"]:
            row["installed"] = self.by_year(0.0)
            row["alive"] = np.triu(np.ones((self.years, self.years), dtype=bool)) & row["alive"]
        for name in ("availability", "minimum_load"):
            row[name] = self.full(row[name])
        for name in ("existing", "most"):
            row[name] = self.by_year(row[name])
        row["may_build"] = np.broadcast_to(np.asarray(row["may_build"], dtype=bool), (self.years,))
        made = self._add("process", name=f"process {len(self.rows.get('process', []))}", **row)
        if np.any(cost):
            self.rate("activity", made, cost)
        return made

    def feed(self, process: int, material: str, per=None, activity=1.0, low=0.0, high=1.0, site="here") -> int:
        """A required feed (``per`` unit of activity), or one of a mix."""
        mix = per is None
        if mix:
            self.rows["process"][process]["has_mix"] = True
        return self._add(
            "feed",
            process=process,
            pool=self.pool(material, site),
            mix=mix,
            activity=self.full(activity if mix else 0.0),
            per_activity=self.full(0.0 if mix else per),
            minimum_share=self.full(low),
            maximum_share=self.full(high),
        )

    def need(self, feed: int, of: int, amount: Any) -> None:
        self._add("need", feed=feed, of=of, amount=self.full(amount))

    def output(self, process: int, material: str, amount: Any, feed: int = -1, site: str = "here") -> None:
        pool = self.pool(material, site)
        self._add("output", process=process, pool=pool, feed=feed, amount=self.full(amount))

    def link(self, origin, destination, materials, cost=0.0, capacity=INF, loss=0.0, fixed=None, load=0.0) -> int:
        made = self._add(
            "link",
            name=f"{origin} > {destination}",
            capacity=self.full(capacity),
            switched=fixed is not None or load > 0,
            minimum_load=self.full(load),
        )
        for material in [materials] if isinstance(materials, str) else materials:
            arc = self._add(
                "arc",
                link=made,
                origin=self.pool(material, origin),
                destination=self.pool(material, destination),
                yields=self.full(1 - loss),
            )
            if np.any(cost):
                self.rate("arc", arc, cost)
        if fixed:
            self.rate("used", made, fixed)
        return made

    def store(self, materials, capacity=INF, cost=0.0, kept=1.0, start=np.nan, end=np.nan, carry=False, stay=-1) -> int:
        made = self._add("store", name=f"store {len(self.rows.get('store', []))}", capacity=self.full(capacity))
        for material in [materials] if isinstance(materials, str) else materials:
            stock = self._add(
                "stock",
                store=made,
                pool=self.pool(material),
                kept=self.full(kept),
                start=start,
                end=end,
                carry=carry,
                stay=stay,
            )
            if np.any(cost):
                self.rate("level", stock, cost)
        return made

    def comes_back(
        self, delivery: int, material: str, share: float, slot_from, slot_to, year_from=0, year_to=0
    ) -> None:
        self._add(
            "return",
            delivery=delivery,
            pool=self.pool(material),
            year_from=year_from,
            slot_from=slot_from,
            year_to=year_to,
            slot_to=slot_to,
            share=share,
        )

    def term(self, family: str, member: int, coefficient: Any = 1.0) -> Term:
        yearly = family in ("capacity", "built", "used", "open", "operated", "constant")
        values = self.by_year(coefficient)[None] if yearly else self.full(coefficient)[None]
        return Term(family, np.array([member]), values)

    def limit(self, name, terms, when="year", lower=-INF, upper=INF, share=False) -> LimitRows:
        shape = {"slot": (self.years, self.slots), "year": (self.years,), "total": (1,)}[when]
        low, high = np.broadcast_to(lower, shape).astype(float), np.broadcast_to(upper, shape).astype(float)
        terms = tuple(terms)
        made = LimitRows(
            name,
            when,
            terms if np.isfinite(low).any() else None,
            low,
            terms if np.isfinite(high).any() else None,
            high,
            "t",
            share,
        )
        self.limits.append(made)
        return made

    def blend(self, family: str, members, excess, upper=True) -> None:
        excess = np.asarray(excess, dtype=float)
        self.quality.append(QualityRows("blend", family, np.asarray(members), excess, upper))

    def fixed(self, family: str, member: int, amount: Any) -> FixedRows:
        return FixedRows(family, np.array([member]), self.full(amount)[None], (f"{family} {member}",))

    def _column(self, table: str, name: str, kind: type, shape: tuple[int, ...] = ()) -> Any:
        rows = self.rows.get(table, [])
        if kind is str:
            return tuple(row[name] for row in rows)
        if not rows:
            return np.zeros((0, *shape), dtype=kind)
        return np.array([row[name] for row in rows], dtype=kind)

    def graph(self) -> FlowGraph:
        full, yearly = (self.years, self.slots), (self.years,)

        def of(table: str, **columns: Any) -> dict[str, Any]:
            return {
                name: self._column(table, name, *(spec if isinstance(spec, tuple) else (spec,)))
                for name, spec in columns.items()
            }

        shaped, by_year = (float, full), (float, yearly)
        stays = np.minimum(self._column("stock", "stay", int), self.slots)  # nothing is older than one round
        return FlowGraph(
            times=self.times,
            supplies=Supplies(
                names=self._column("supply", "name", str), **of("supply", pool=int, minimum=shaped, maximum=shaped)
            ),
            processes=Processes(
                names=self._column("process", "name", str),
                basis=self._column("process", "basis", str),
                **of(
                    "process",
                    has_mix=bool,
                    installed=by_year,
                    availability=shaped,
                    expandable=bool,
                    existing=by_year,
                    most=by_year,
                    may_build=(bool, yearly),
                    alive=(bool, (self.years, self.years)),
                    unit_size=float,
                    closable=bool,
                    minimum_load=shaped,
                    ramp=float,
                    has_start=bool,
                ),
            ),
            feeds=Feeds(
                **of(
                    "feed",
                    process=int,
                    pool=int,
                    mix=bool,
                    activity=shaped,
                    per_activity=shaped,
                    minimum_share=shaped,
                    maximum_share=shaped,
                )
            ),
            needs=FeedNeeds(**of("need", feed=int, of=int, amount=shaped)),
            outputs=Outputs(**of("output", process=int, pool=int, feed=int, amount=shaped)),
            links=Links(
                names=self._column("link", "name", str),
                **of("link", capacity=shaped, switched=bool, minimum_load=shaped),
            ),
            arcs=Arcs(**of("arc", link=int, origin=int, destination=int, yields=shaped)),
            stocks=Stocks(
                store_names=self._column("store", "name", str),
                **of("store", capacity=shaped),
                **of("stock", store=int, pool=int, kept=shaped, start=float, end=float, carry=bool),
                stay=np.repeat(stays.reshape(-1, 1), self.slots, axis=1),
            ),
            markets=Markets(names=self._column("market", "name", str), **of("market", minimum=shaped, maximum=shaped)),
            deliveries=Deliveries(**of("delivery", market=int, pool=int)),
            returns=Returns(
                **of(
                    "return",
                    delivery=int,
                    pool=int,
                    year_from=int,
                    slot_from=int,
                    year_to=int,
                    slot_to=int,
                    share=float,
                )
            ),
            rates=tuple(self.rates),
            quality=tuple(self.quality),
            limits=tuple(self.limits),
            effects=self.effects,
            gwp=self.gwp,
            carbon_price=self.carbon_price,
            pools=Pools(
                site=tuple(site for site, _ in self.pools),
                material=tuple(material for _, material in self.pools),
                unit=("t",) * len(self.pools),
            ),
        )
