"""What comes back of what markets took, as the certificate reads it from the plant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....graph.arrays.flow_graph import Floats, Ints
from ....plant.model import Return, Times
from .book import Book


@dataclass(frozen=True)
class Back:
    """Shares of deliveries at one time that come into pools at another, one entry each."""

    sold: Ints
    pool: Ints
    from_year: Ints
    from_slot: Ints
    to_year: Ints
    to_slot: Ints
    share: Floats


def read_returns(book: Book) -> Back:
    """Follow every return of the plant through its lag; what would come back after the horizon is left out."""
    pools, deliveries, markets = book.graph.pools, book.graph.deliveries, book.graph.markets.names
    pool_of = {place: k for k, place in enumerate(zip(pools.site, pools.material, strict=True))}
    sold_of: dict[str, list[tuple[str, int]]] = {}
    for k, (market, pool) in enumerate(zip(deliveries.market.tolist(), deliveries.pool.tolist(), strict=True)):
        sold_of.setdefault(markets[market], []).append((pools.material[pool], k))
    found: list[tuple[Ints, ...]] = []
    shares: list[Floats] = [np.zeros(0)]
    for item in book.plant.returns:
        times, factor = _lag(item, book.graph.times)
        share = np.broadcast_to(item.share.values, book.times)[times[0], times[1]] * factor
        for material, delivery in sold_of.get(item.market, []):
            if item.sold in (None, "", material):
                ends = (np.full(len(share), delivery), np.full(len(share), pool_of[item.site, item.material]))
                found.append((*ends, *times))
                shares.append(share)
    nothing = np.zeros(0, dtype=np.int64)
    columns = [np.concatenate([nothing, *column]) for column in zip(*found, strict=True)] if found else [nothing] * 6
    sold, pool, from_year, from_slot, to_year, to_slot = columns
    return Back(sold, pool, from_year, from_slot, to_year, to_slot, np.concatenate(shares))


def _lag(item: Return, times: Times) -> tuple[tuple[Ints, Ints, Ints, Ints], Floats]:
    """(year sold, slot sold, year back, slot back), and what share of what was sold per occurrence of a slot is back.

    A milestone stands for calendar years; what is sold in one of them comes back so many calendar years later.
    """
    slots, lag = len(times.hours), round(item.after)
    slot = np.arange(slots)
    years_later = np.full(slots, lag) if item.in_years else (slot + lag) // slots
    back = slot if item.in_years else (slot + lag) % slots
    if not times.roadmap:
        pairs = [(0, 0, 1.0, slot)]
    else:
        pairs = [
            (start, end, share, slot[years_later == later])
            for later in np.unique(years_later).tolist()
            for start, end, share in _milestones(times, later)
        ]
    sold, returned, factors, which = [], [], [], [np.zeros(0, dtype=np.int64)]
    for start, end, share, chosen in pairs:
        sold.append(np.full(len(chosen), start))
        returned.append(np.full(len(chosen), end))
        factors.append(share * times.weight[chosen] / times.weight[back[chosen]])
        which.append(chosen)
    nothing = np.zeros(0, dtype=np.int64)
    year, to_year, chosen = (np.concatenate([nothing, *part]) for part in (sold, returned, which))
    return (year, chosen, to_year, back[chosen]), np.concatenate([np.zeros(0), *factors])


def _milestones(times: Times, later: int) -> list[tuple[int, int, float]]:
    """(sold in, back in, share of a year's sales that are back in each year) of milestones so many years apart."""
    ends = [(label, label + round(span)) for label, span in zip(times.years, times.span, strict=True)]
    found = []
    for start, (first, past) in enumerate(ends):
        for end, (begin, over) in enumerate(ends):
            together = min(past + later, over) - max(first + later, begin)
            if together > 0:
                found.append((start, end, together / float(times.span[end])))
    return found
