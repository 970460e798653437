"""What stores lose on the way in and out, how fast they take in and give out, and what is worth what stays in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...plant.model import Series, Store, Times
from ..arrays.broadcast import compact, spread, stack, times_hours
from ..arrays.flow_graph import Bools, Floats, Ints

OF_CAPACITY = "1/h"
"""The unit of a power that is a share of the capacity per time."""


def efficiencies(series: Sequence[Series | None], store: Ints, times: Times) -> Floats | None:
    """(stocks, Y, T) what arrives of what is put in; None where everything does."""
    if all(item is None for item in series):
        return None
    years, slots = len(times.years), len(times.hours)
    return spread(compact(stack(series, 1.0, years, slots))[store], years, slots)


def uses(series: Sequence[Series | None], store: Ints, times: Times) -> Floats | None:
    """(stocks, Y, T) what a unit that comes out takes from the store; None where it takes one."""
    found = efficiencies(series, store, times)
    return None if found is None else spread(1.0 / compact(found), found.shape[1], found.shape[2])


def powers(series: Sequence[Series | None], capacity: Floats, sized: Bools, times: Times) -> Floats | None:
    """(stores, Y, T) the most per slot that goes in or comes out; inf: no limit; None: no one has one.

    A share of the capacity is one of ``capacity`` (stores, Y, T); where that is decided (``sized``) see ``shares``.
    """
    if all(item is None for item in series):
        return None
    years, slots = len(times.years), len(times.hours)
    most = np.array(times_hours(stack(series, np.inf, years, slots), times))
    for row, item in enumerate(series):
        if item is not None and item.unit == OF_CAPACITY:
            most[row] = np.inf if sized[row] else most[row] * capacity[row]
    return most


def shares(series: Sequence[Series | None], sized: Bools, times: Times) -> Floats | None:
    """(stores, Y, T) the share of a capacity that is decided which goes in or comes out per slot; nan: no limit."""
    years, slots = len(times.years), len(times.hours)
    chosen = [
        item if item is not None and item.unit == OF_CAPACITY and sized[row] else None
        for row, item in enumerate(series)
    ]
    if all(item is None for item in chosen):
        return None
    return np.array(times_hours(stack(chosen, np.nan, years, slots), times))


def end_values(stores: Sequence[Store], store: Ints) -> Floats | None:
    """(stocks,) money per unit of the stock at the end; None where nothing is worth anything."""
    values = np.array([item.end_value or 0.0 for item in stores], dtype=float)
    return values[store] if values.any() else None
