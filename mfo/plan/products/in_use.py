"""The table of products in use: what of each year's sales is still in use, year by year."""

from __future__ import annotations

import pandas as pd

from ...graph.arrays.index import content_of
from ...plant.lifetimes import Product
from ...plant.model import Plant
from ...solve.engine.solution import Solution
from ..tables.elements import Elements, factor
from ..tables.schema import Row, rows

LEAST = 1e-12  # of all that a market ever hands out: less is no stock


def in_use_table(elements: Elements, solution: Solution) -> pd.DataFrame:
    """Stock and discards by calendar year and by the year of sale, for everything that comes back over years.

    Counted at the end of each year of the horizon, in the unit typed for the product. Empty without milestones.
    """
    plant, records = elements.plant, list[Row]()
    if plant.times.roadmap:
        for product in plant.products:
            sold = dict(product.before) | _sold(elements, solution, product)
            records += _records(plant, product, sold)
    return rows("in_use", records)


def _sold(elements: Elements, solution: Solution, product: Product) -> dict[int, float]:
    """What is sold in each calendar year of the horizon: each year of a milestone sells the same."""
    graph, times = elements.graph, elements.graph.times
    pairs = zip(graph.deliveries.market.tolist(), graph.deliveries.pool.tolist(), strict=True)
    for member, (market, pool) in enumerate(pairs):
        if (graph.markets.names[market], graph.pools.material[pool]) == (product.market, product.material):
            amounts = (solution.values["delivery"][member] @ times.weight).tolist()
            return {
                year + later: amount
                for year, span, amount in zip(times.years, times.span, amounts, strict=True)
                for later in range(round(span))
            }
    return {}


def _records(plant: Plant, product: Product, sold: dict[int, float]) -> list[Row]:
    material, times = plant.materials[product.material], plant.times
    scale, mass = factor(material.unit, material.typed_unit), content_of(plant, product.material, "mass")
    least = LEAST * sum(sold.values())
    found: list[Row] = []
    for year in range(times.years[0], times.years[-1] + round(times.span[-1])):
        for cohort, amount in sold.items():
            now, before = _share(product, year - cohort), _share(product, year - cohort - 1)
            if year >= cohort and amount * before > least:
                found.append(
                    {
                        "year": year,
                        "market": product.market,
                        "material": product.material,
                        "cohort": cohort,
                        "stock": amount * now * scale,
                        "discarded": amount * (before - now) * scale,
                        "unit": material.typed_unit,
                        "mass": amount * now * mass,
                    }
                )
    return found


def _share(product: Product, age: int) -> float:
    """The share in use so many years after the year of sale; all of it before that year's end."""
    return 1.0 if age < 0 else product.in_use[age] if age < len(product.in_use) else 0.0
