"""How long things may stay in a store, counted in slots."""

from __future__ import annotations

import numpy as np

from ...plant.model import Times
from ..arrays.flow_graph import Ints

UNLIMITED = -1
ALIKE = 1.03  # months of the calendar and days on which clocks change count as long as others


def slots_of_stay(times: Times, longest: float | None) -> Ints:
    """(T,) in how many slots, ending with each, what is there at its end may have come in; ``UNLIMITED``: in any.

    What comes in during a slot may go out during another if at most the longest stay [h] lies between their middles; so
    what may not go out in the next slot any more has to go out in its own. Nothing is older than one round of the year,
    or of a typical day.
    """
    slots = len(times.hours)
    if longest is None:
        return np.full(slots, UNLIMITED)
    hours, earlier = times.hours, (np.arange(slots) - 1) % slots
    if times.follows:
        follows = np.asarray(times.follows)
        earlier = np.where(follows < 0, earlier, follows)
    later = np.empty(slots, dtype=np.int64)
    later[earlier] = np.arange(slots)
    begin = at = np.arange(slots)
    apart = (hours + hours[later]) / 2
    found, within = np.zeros(slots, dtype=np.int64), np.ones(slots, dtype=bool)
    for _ in range(slots):
        within &= apart <= longest * ALIKE
        if not within.any():
            break
        found += within
        apart = apart + (hours[at] + hours[earlier[at]]) / 2
        at = earlier[at]
        within &= at != begin  # once round the year, or round its typical day
    return found
