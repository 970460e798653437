"""Circularity indicators of a plan, each with its formula, numerator and denominator, by year."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ..graph.arrays import Floats
from ..graph.routes import route_members
from ..solve.solution import Solution
from .circularity import diversion_rate, linear_flow_index, ratio, self_sufficiency, utility_factor
from .columns import rows
from .elements import Elements, factor
from .tables import process_outputs

REUSE, REMANUFACTURE, RECYCLING = "reuse", "remanufacture", "recycling"
BIOLOGICAL = ("biogas", "compost")
ENERGY, LANDFILL = "energy recovery", "landfill"


def indicators_table(elements: Elements, solution: Solution, ledger: pd.DataFrame) -> pd.DataFrame:
    """The indicators of every year. What cannot be computed (nothing to divide by, masses unknown) is left out."""
    masses = Masses(elements, solution)
    records = [
        record
        for position, year in enumerate(elements.graph.times.years)
        for record in _of_year(masses, ledger, position, year)
        if not math.isnan(record["value"])
    ]
    return rows("indicators", records)


def _of_year(masses: Masses, ledger: pd.DataFrame, position: int, year: int) -> list[dict[str, Any]]:
    found = [
        *_diversion(masses, position),
        *_gri_306(masses, position),
        *_iso_59020(masses, ledger, position, year),
        _material_circularity(masses, position),
        *_self_sufficiency(masses, position),
    ]
    return [{"year": year, **record} for record in found]


def _record(indicator: str, value: float, numerator: float, denominator: float, formula: str,
            unit: str = "") -> dict[str, Any]:  # fmt: skip
    return {"indicator": indicator, "value": value, "unit": unit, "numerator": numerator, "denominator": denominator,
            "formula": formula}  # fmt: skip


@dataclass
class Masses:
    """Masses of flows by year [t]; materials whose mass is not known do not count."""

    elements: Elements
    solution: Solution

    def yearly(self, values: Floats) -> Floats:
        """(n, Y) amounts of all slots of a year."""
        return np.asarray(values @ self.elements.graph.times.weight)

    @cached_property
    def tonnes(self) -> Floats:
        """(pools,) mass of a unit, 0 where it is not known."""
        return np.nan_to_num(self.elements.index.tonnes)

    @cached_property
    def supplied(self) -> Floats:
        """(supplies, Y) mass supplied."""
        pools = self.elements.graph.supplies.pool
        return self.yearly(self.solution.values["supply"]) * self.tonnes[pools][:, None]

    @cached_property
    def delivered(self) -> Floats:
        """(deliveries, Y) mass delivered."""
        pools = self.elements.graph.deliveries.pool
        return self.yearly(self.solution.values["delivery"]) * self.tonnes[pools][:, None]

    @cached_property
    def is_waste(self) -> np.ndarray:
        """(supplies,) waste, and no purchase: what is taken against payment, or must be taken and costs nothing."""
        prices = [(item.take_all, float(item.price.values.mean())) for item in self.elements.plant.supplies]
        return np.array([price < 0 or (take_all and price == 0) for take_all, price in prices], dtype=bool)

    @cached_property
    def is_product(self) -> np.ndarray:
        """(deliveries,) into markets that serve no route of disposal and take no gate fee."""
        items, markets = self.elements.plant.markets, self.elements.graph.deliveries.market
        flags = [item.route not in (LANDFILL, ENERGY) and float(item.price.values.mean()) >= 0 for item in items]
        return np.array(flags, dtype=bool)[markets] if len(items) else np.zeros(0, dtype=bool)

    def generated(self, year: int) -> float:
        """Waste that arose."""
        return float(self.supplied[self.is_waste, year].sum())

    def purchased(self, year: int) -> float:
        """Material bought."""
        return float(self.supplied[~self.is_waste, year].sum())

    def route(self, route: str, year: int) -> float:
        """What entered a route from outside it."""
        values = self.solution.values
        return float(sum(
            amount * self.yearly(values[family][member : member + 1])[0, year]
            for family, member, amount in route_members(self.elements.index, route, "t")
        ))  # fmt: skip

    def recycled(self, year: int) -> float:
        """What recycling has made, less what it takes of that itself and what of it ends in disposal.

        That is what was collected, times the efficiency of sorting, times that of recycling.
        """
        made = self._by_material(RECYCLING, year, outputs=True)
        used = self._by_material(RECYCLING, year, outputs=False)
        ended = [self._by_material(route, year, outputs=False) for route in (LANDFILL, ENERGY)]
        found = 0.0
        for material, amount in made.items():
            left = amount - used.get(material, 0.0) - sum(part.get(material, 0.0) for part in ended)
            found += max(left, 0.0)
        return found + self._delivered_to(RECYCLING, year, made)

    def _by_material(self, route: str, year: int, outputs: bool) -> dict[str, float]:
        """Masses made or taken by the processes of a route, and taken by its markets, by material."""
        graph, plant = self.elements.graph, self.elements.plant
        serves = np.array([item.route == route for item in plant.processes], dtype=bool)
        if outputs:
            process, pool, amounts = process_outputs(self.elements, self.solution)
        else:
            process, pool, amounts = graph.feeds.process, graph.feeds.pool, self.solution.values["feed"]
        found: dict[str, float] = {}
        chosen = serves[process] if len(process) else np.zeros(0, dtype=bool)
        _add_up(found, self.elements.pool_material[pool[chosen]], self.yearly(amounts[chosen])[:, year]
                * self.tonnes[pool[chosen]])  # fmt: skip
        if not outputs and route in (LANDFILL, ENERGY):
            goes = np.array([item.route == route for item in plant.markets], dtype=bool)
            ends = goes[graph.deliveries.market] if len(graph.deliveries) else np.zeros(0, dtype=bool)
            _add_up(found, self.elements.pool_material[graph.deliveries.pool[ends]], self.delivered[ends, year])
        return found

    def _delivered_to(self, route: str, year: int, made: Mapping[str, float]) -> float:
        """What markets of the route took that none of its processes has made."""
        graph, plant = self.elements.graph, self.elements.plant
        names = self.elements.pool_material[graph.deliveries.pool]
        serves = [plant.markets[row].route == route for row in graph.deliveries.market.tolist()]
        return float(sum(
            self.delivered[member, year]
            for member, (serving, name) in enumerate(zip(serves, names, strict=True))
            if serving and name not in made
        ))  # fmt: skip


def _add_up(found: dict[str, float], names: np.ndarray, amounts: Floats) -> None:
    for name, amount in zip(names.tolist(), amounts.tolist(), strict=True):
        found[name] = found.get(name, 0.0) + amount


def _diversion(masses: Masses, year: int) -> list[dict[str, Any]]:
    generated, landfilled = masses.generated(year), masses.route(LANDFILL, year)
    burnt = masses.route(ENERGY, year)
    recycled = masses.recycled(year)
    return [
        _record("diversion, energy recovery included", diversion_rate(generated, landfilled), generated - landfilled,
                generated, "(waste generated - landfilled) / waste generated"),
        _record("diversion, energy recovery excluded", diversion_rate(generated, landfilled + burnt),
                generated - landfilled - burnt, generated,
                "(waste generated - landfilled - energy recovery) / waste generated"),
        _record("recycling rate at the calculation point", ratio(recycled, generated), recycled, generated,
                "collected x sorting efficiency x recycling efficiency / waste generated"),
    ]  # fmt: skip


def _gri_306(masses: Masses, year: int) -> list[dict[str, Any]]:
    """Disclosures 306-3 (generated), 306-4 (diverted from disposal) and 306-5 (directed to disposal), in t."""
    diverted = [
        ("preparation for reuse", (REUSE, REMANUFACTURE)), ("recycling", (RECYCLING,)),
        ("other recovery operations", BIOLOGICAL),
    ]  # fmt: skip
    disposed = [("incineration with energy recovery", (ENERGY,)), ("landfilling", (LANDFILL,))]
    generated = masses.generated(year)
    found = [_record("GRI 306-3 waste generated", generated, generated, math.nan, "waste generated", "t")]
    for disclosure, words, parts in (("306-4", "diverted by", diverted), ("306-5", "disposed of by", disposed)):
        for name, routes in parts:
            amount = sum(masses.route(route, year) for route in routes)
            found.append(_record(f"GRI {disclosure} {words} {name}", amount, amount, math.nan,
                                 f"entered the routes {', '.join(routes)}", "t"))  # fmt: skip
    return found


def _iso_59020(masses: Masses, ledger: pd.DataFrame, position: int, year: int) -> list[dict[str, Any]]:
    """Core indicators of ISO 59020:2024 as far as a plan knows them; contents of inflow where materials tell them."""
    reused = masses.route(REUSE, position) + masses.route(REMANUFACTURE, position)
    recycled, biological = masses.recycled(position), sum(masses.route(route, position) for route in BIOLOGICAL)
    generated = masses.generated(position)
    found = [
        _record("ISO 59020 outflow reused", ratio(reused, generated), reused, generated,
                "products and parts reused or remanufactured / waste generated"),
        _record("ISO 59020 outflow recycled", ratio(recycled, generated), recycled, generated,
                "material recycled / waste generated"),
        _record("ISO 59020 recirculated biologically", ratio(biological, generated), biological, generated,
                "biogas and compost routes / waste generated"),
    ]  # fmt: skip
    for words in ("reused", "recycled", "renewable"):
        record = _content(masses, f"{words}_content", words, position)
        if record is not None:
            found.append(record)
    sales = ledger[(ledger["effect"] == "cost") & (ledger["category"] == "sale") & (ledger["year"] == year)]
    revenue = -float(sales["amount"].sum())
    used = masses.purchased(position) + generated
    currency = masses.elements.plant.settings.currency
    found.append(_record("ISO 59020 material productivity", ratio(revenue, used), revenue, used,
                         "sales / mass of all inflows", f"{currency}/t"))  # fmt: skip
    return found


def _content(masses: Masses, name: str, words: str, year: int) -> dict[str, Any] | None:
    """The share of inflow that is reused, recycled or renewable, where every material says so."""
    plant, graph = masses.elements.plant, masses.elements.graph
    shares = []
    for pool in graph.supplies.pool.tolist():
        known = plant.materials[graph.pools.material[pool]].properties.get(name)
        shares.append(math.nan if known is None else known.value)
    inflow = masses.supplied[:, year]
    held = inflow > 0
    share = np.array(shares, dtype=float)
    if not held.any() or np.isnan(share[held]).any():
        return None
    part, whole = float((share[held] * inflow[held]).sum()), float(inflow[held].sum())
    return _record(f"ISO 59020 inflow {words}", ratio(part, whole), part, whole, f"{words} mass / mass of all inflows")


def _material_circularity(masses: Masses, year: int) -> dict[str, Any]:
    """The indicator of the whole plant: inflow bought is virgin, what is landfilled or burnt is waste; X = 1."""
    inflow = masses.purchased(year) + masses.generated(year)
    virgin = masses.purchased(year)
    waste = masses.route(LANDFILL, year) + masses.route(ENERGY, year)
    if not inflow:
        return _record("material circularity indicator", math.nan, 0.0, 0.0, "")
    index = linear_flow_index(virgin, waste, inflow)
    value = max(0.0, 1 - index * utility_factor(1.0))
    return _record(
        "material circularity indicator",
        value,
        virgin + waste,
        2 * inflow,
        "1 - 0.9 (virgin inflow + unrecovered waste) / (2 x inflow), purchases taken as virgin",
    )


def _self_sufficiency(masses: Masses, year: int) -> list[dict[str, Any]]:
    """For everything that is both made and used here, or bought besides: how much of it is own."""
    elements, graph = masses.elements, masses.elements.graph
    values = masses.solution.values
    _, pools, made = process_outputs(elements, masses.solution)
    own: dict[str, float] = {}
    bought: dict[str, float] = {}
    sold: dict[str, float] = {}
    _add_up(own, elements.pool_material[pools], masses.yearly(made)[:, year])
    _add_up(bought, elements.pool_material[graph.supplies.pool], masses.yearly(values["supply"])[:, year])
    _add_up(sold, elements.pool_material[graph.deliveries.pool], masses.yearly(values["delivery"])[:, year])
    used = {graph.pools.material[pool] for pool in graph.feeds.pool.tolist()}
    found = []
    for name in own:
        if name in used and name in {item.material for item in elements.plant.supplies}:
            item = elements.plant.materials[name]
            scale = factor(item.unit, item.typed_unit)
            kept = max(own[name] - sold.get(name, 0.0), 0.0) * scale
            from_outside = bought.get(name, 0.0) * scale
            formula = f"own and used here / (own and used here + bought) [{item.typed_unit}]"
            value = self_sufficiency(kept, from_outside)
            found.append(_record(f"self-sufficiency: {name}", value, kept, kept + from_outside, formula))
    return found
