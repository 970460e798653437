"""The order of slots: which comes before which, and the blocks of slots that repeat together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..graph.arrays import Floats, Ints
from ..plant.model import Times


@dataclass(frozen=True)
class Blocks:
    """Runs of slots that follow one another and repeat together, as a typical day does."""

    of_slot: Ints  # (slots,) the block of each slot
    first: Ints  # (blocks,) the first slot of each
    last: Ints  # (blocks,)
    weight: Floats  # (blocks,) how often each repeats
    before: Ints  # (blocks,) the block whose end opens each; itself for a day that repeats by itself; -1: the start

    def __len__(self) -> int:
        """How many blocks."""
        return len(self.first)


def before(times: Times) -> Ints:
    """The slot before each; the last one comes before the first unless the plant says otherwise."""
    slots = len(times.hours)
    cyclic = (np.arange(slots) - 1) % slots
    if not times.follows:
        return cyclic
    follows = np.asarray(times.follows)
    return np.where(follows < 0, cyclic, follows)


def blocks(times: Times) -> Blocks:
    """Cut the slots wherever the slot before is not the one before in the list, or the weight changes."""
    slots = len(times.hours)
    earlier = before(times)
    runs_on = (earlier == np.arange(slots) - 1) & (times.weight == np.roll(times.weight, 1))
    runs_on[0] = False
    if times.follows:
        runs_on &= np.asarray(times.follows) >= 0
    first = np.flatnonzero(~runs_on)
    of_slot = np.cumsum(~runs_on) - 1
    last = np.append(first[1:], slots) - 1
    opens = of_slot[earlier[first]]
    if times.follows:
        opens = np.where(np.asarray(times.follows)[first] < 0, -1, opens)
    return Blocks(of_slot, first, last, times.weight[first], opens)
