"""From series to arrays over (members, years, slots) that take no memory for what does not change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ...plant.model import Series, Times
from .flow_graph import Floats, Ints


def compact(values: Floats) -> Floats:
    """The array with every repeated axis (stride 0) but the first cut to length one."""
    cut = [slice(None)] + [slice(0, 1) if stride == 0 else slice(None) for stride in values.strides[1:]]
    short: Floats = values[tuple(cut)]
    return short


def spread(values: Floats, years: int, slots: int) -> Floats:
    """(n, 1 or Y, 1 or T) as a read-only (n, Y, T) view."""
    return np.broadcast_to(values, (values.shape[0], years, slots))


def stack(series: Sequence[Series | None], default: float, years: int, slots: int) -> Floats:
    """One row a series, (n, Y, T); a missing series is the default. Constant series share one value in memory."""
    shape = _common_shape(series)
    if shape == (1, 1):
        flat = [default if item is None else float(item.values.reshape(-1)[0]) for item in series]
        return spread(np.array(flat, dtype=float).reshape(-1, 1, 1), years, slots)
    out = np.empty((len(series), *shape))
    for row, item in enumerate(series):
        out[row] = default if item is None else item.values
    return spread(out, years, slots)


def stack_years(series: Sequence[Series | None], default: float, years: int, lasting: Floats) -> Floats:
    """One row a series, (n, Y); what changes within the year is its mean over time (``lasting``: hours by slot)."""
    rows = [np.full(years, default) if item is None else item.over_years(years, lasting) for item in series]
    return np.array(rows, dtype=float).reshape(len(series), years)


def _common_shape(series: Iterable[Series | None]) -> tuple[int, int]:
    shapes = {item.values.shape for item in series if item is not None and item.values.ndim > 0}
    years = max((shape[0] for shape in shapes if len(shape) == 2), default=1)
    slots = max((shape[-1] for shape in shapes), default=1)
    return years, slots


def times_hours(rates: Floats, times: Times) -> Floats:
    """Rates per hour (n, Y, T) as amounts per slot; stays a view where all slots are equally long."""
    hours = times.hours
    same = bool(np.all(hours == hours[0]))
    by = hours[:1] if same else hours
    return spread(compact(rates) * by, rates.shape[1], rates.shape[2])


def multiply(left: Floats, right: Floats) -> Floats:
    """The product of two (n, Y, T) arrays, computed only where something changes."""
    return spread(compact(left) * compact(right), left.shape[1], left.shape[2])


def ints(values: Iterable[int]) -> Ints:
    """Positions as an integer array."""
    return np.fromiter(values, dtype=np.int64)
