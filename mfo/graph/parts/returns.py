"""Products that come back: which delivery arrives where and when, as lags over years and slots."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...plant.model import Plant, Return, Times
from ..arrays.broadcast import ints
from ..arrays.flow_graph import Deliveries, Floats, Ints, Returns
from ..arrays.pools import PoolIndex


def build_returns(
    plant: Plant, deliveries: Deliveries, delivery_of: dict[tuple[str, str], int], pools: PoolIndex
) -> Returns:
    """Every return as (delivery, pool, from, to, share). Nothing was sold before the horizon; what would come back
    after it is left out. In a plant without roadmap lags wrap around.
    """
    years, slots = len(plant.times.years), len(plant.times.hours)
    parts: list[tuple[Ints, ...]] = []
    shares: list[Floats] = []
    for item in plant.returns:
        to_year, to_slot, factor, from_year, from_slot = _lag(item, plant.times)
        values = item.share.over(years, slots)[from_year, from_slot] * factor
        for sold in _sold(plant, item, delivery_of):
            size = len(factor)
            back = np.full(size, pools.of(item.site, item.material))
            parts.append((np.full(size, sold), back, from_year, from_slot, to_year, to_slot))
            shares.append(values)
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [ints(())] * 6
    delivery, pool, year_from, slot_from, year_to, slot_to = columns
    share = np.concatenate(shares) if shares else np.zeros(0)
    return Returns(delivery, pool, year_from, slot_from, year_to, slot_to, share)


def _sold(plant: Plant, item: Return, delivery_of: dict[tuple[str, str], int]) -> Iterator[int]:
    market = next(market for market in plant.markets if market.name == item.market)
    for material in (item.sold,) if item.sold else market.materials:
        if (item.market, material) in delivery_of:
            yield delivery_of[item.market, material]


def _lag(item: Return, times: Times) -> tuple[Ints, Ints, Floats, Ints, Ints]:
    """(year to, slot to, factor, year from, slot from) of every pair of times that a lag joins."""
    slots = len(times.hours)
    lag = round(item.after)
    if item.in_years:
        year_pairs, shift = _year_pairs(times, lag), 0
        return _pairs(year_pairs, slots, shift, times)
    if not times.roadmap:
        return _pairs([(0, 0, 1.0)], slots, lag % slots, times)
    within = _pairs(_year_pairs(times, lag // slots), slots, lag % slots, times)
    after = _pairs(_year_pairs(times, lag // slots + 1), slots, lag % slots, times)
    ends = within[4] + lag % slots < slots  # sales early in the year come back within it, later ones in the next
    begins = after[4] + lag % slots >= slots

    def both(position: int) -> np.ndarray:
        return np.concatenate([within[position][ends], after[position][begins]])

    return both(0), both(1), both(2), both(3), both(4)


def _year_pairs(times: Times, lag: int) -> list[tuple[int, int, float]]:
    """(from, to, factor): a milestone stands for its years, so what is sold in each of them comes back ``lag`` years
    later; the factor is the amount per year that the receiving milestone stands for.
    """
    if not times.roadmap:
        return [(0, 0, 1.0)]
    stands = {}
    for position, (label, span) in enumerate(zip(times.years, times.span, strict=True)):
        stands.update({label + offset: position for offset in range(round(span))})
    counts: dict[tuple[int, int], int] = {}
    for year, position in stands.items():
        if year + lag in stands:
            pair = (position, stands[year + lag])
            counts[pair] = counts.get(pair, 0) + 1
    return [(start, end, count / float(times.span[end])) for (start, end), count in sorted(counts.items())]


def _pairs(
    years: list[tuple[int, int, float]], slots: int, shift: int, times: Times
) -> tuple[Ints, Ints, Floats, Ints, Ints]:
    slot_from = np.arange(slots)
    slot_to = (slot_from + shift) % slots
    weight = times.weight[slot_from] / times.weight[slot_to]  # amounts are per occurrence of a slot
    start = np.repeat(ints(pair[0] for pair in years), slots)
    end = np.repeat(ints(pair[1] for pair in years), slots)
    factor = np.repeat(np.array([pair[2] for pair in years], dtype=float), slots) * np.tile(weight, len(years))
    return end, np.tile(slot_to, len(years)), factor, start, np.tile(slot_from, len(years))
