"""What becomes of things over time: products that come back or never do, and what is left of bounds over all years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from ...graph.arrays.flow_graph import Floats
from ...graph.arrays.index import content_of
from ...plant.model import Plant, Return
from ...solve.engine.solution import Solution
from ..tables.elements import Elements, factor
from ..tables.prices import quantity
from .formulas import ratio

ROUNDING = 1e-9  # of a bound: what is left of one that is used up
NEVER, AFTER, LEFT = "never comes back", "comes back after the horizon", "left of"


def returned(elements: Elements, solution: Solution) -> Iterator[dict[str, object]]:
    """For what is sold and partly comes back: what of each year's sales never does, and what only after the horizon.

    Counted in the unit of what is sold; what comes back in another unit by its mass. Left out where that is not known.
    """
    plant, graph = elements.plant, elements.graph
    for (market, sold), items in _by_sold(plant).items():
        per_sold = [_per_unit(plant, sold, item.material) for item in items]
        member = _delivery(elements, market, sold)
        if member is None or np.isnan(per_sold).any():
            continue
        material = plant.materials[sold]
        scale = factor(material.unit, material.typed_unit)
        delivered = solution.values["delivery"][member]
        shares = [item.share.over(graph.years, graph.slots) * unit for item, unit in zip(items, per_sold, strict=True)]
        due = (np.sum(shares, axis=0) * delivered) @ graph.times.weight * scale
        amount = delivered @ graph.times.weight * scale
        seen = _within(elements, member, dict(zip([item.material for item in items], per_sold, strict=True)), delivered)
        words = f"{sold} ({market})"
        yield from _rows(
            elements,
            f"{NEVER}: {words}",
            amount - due,
            amount,
            f"(sold - what comes back of it) / sold [{material.typed_unit}]",
        )
        if graph.times.roadmap:
            later = np.maximum(due - seen * scale, 0.0)
            yield from _rows(
                elements,
                f"{AFTER}: {words}",
                later,
                amount,
                f"what comes back after the last year / sold [{material.typed_unit}]",
            )


def _by_sold(plant: Plant) -> dict[tuple[str, str], list[Return]]:
    of_market = {market.name: market.materials for market in plant.markets}
    found: dict[tuple[str, str], list[Return]] = defaultdict(list)
    for item in plant.returns:
        if item.counts_use or item.gas:
            continue
        for sold in (item.sold,) if item.sold else of_market[item.market]:
            found[item.market, sold].append(item)
    return found


def _per_unit(plant: Plant, sold: str, material: str) -> float:
    """How much of what is sold one unit of what comes back is; nan where it is not known."""
    if plant.materials[sold].unit == plant.materials[material].unit:
        return 1.0
    return ratio(content_of(plant, material, "mass"), content_of(plant, sold, "mass"))


def _delivery(elements: Elements, market: str, sold: str) -> int | None:
    deliveries, pools = elements.graph.deliveries, elements.graph.pools
    names = elements.graph.markets.names
    for member, (row, pool) in enumerate(zip(deliveries.market.tolist(), deliveries.pool.tolist(), strict=True)):
        if names[row] == market and pools.material[pool] == sold:
            return member
    return None


def _within(elements: Elements, member: int, per_sold: Mapping[str, float], delivered: Floats) -> Floats:
    """(Y,) what comes back within the horizon of an average year's sales of each milestone."""
    returns, times = elements.graph.returns, elements.graph.times
    backs = np.array([elements.graph.pools.material[pool] in per_sold for pool in returns.pool.tolist()], dtype=bool)
    chosen = np.flatnonzero((returns.delivery == member) & backs)
    year, slot = returns.year_from[chosen], returns.slot_from[chosen]
    unit = np.array([per_sold[elements.graph.pools.material[pool]] for pool in returns.pool[chosen].tolist()])
    back = returns.share[chosen] * unit * delivered[year, slot] * times.weight[returns.slot_to[chosen]]
    found = np.zeros(elements.graph.years)
    np.add.at(found, year, back * times.span[returns.year_to[chosen]] / times.span[year])
    return found


def left(elements: Elements, solution: Solution) -> Iterator[dict[str, object]]:
    """What is left of each bound over all years, such as the airspace of a landfill, at the end of each milestone."""
    span = elements.graph.times.span
    for rows in elements.graph.limits:
        if rows.when != "total" or rows.maximum is None or rows.most is None or rows.share or rows.cash_year:
            continue
        scale = factor(rows.base, rows.typed)
        whole = float(rows.most.reshape(-1)[0]) * scale
        used = np.cumsum(quantity(elements, solution, rows.what, "year") * span) * scale
        formula = f"the bound over all years - used until the milestone's last year [{rows.typed}]"
        for year, amount in zip(elements.graph.times.years, used.tolist(), strict=True):
            yield {
                "year": year,
                "indicator": f"{LEFT}: {rows.name}",
                "value": whole - amount if abs(whole - amount) > ROUNDING * abs(whole) else 0.0,
                "unit": rows.typed,
                "numerator": amount,
                "denominator": whole,
                "formula": formula,
            }


def _rows(elements: Elements, name: str, part: Floats, whole: Floats, formula: str) -> Iterator[dict[str, object]]:
    for year, numerator, denominator in zip(elements.graph.times.years, part.tolist(), whole.tolist(), strict=True):
        yield {
            "year": year,
            "indicator": name,
            "value": ratio(numerator, denominator),
            "unit": "",
            "numerator": numerator,
            "denominator": denominator,
            "formula": formula,
        }
