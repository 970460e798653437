"""The order of slots: which comes before which, and the blocks of slots that repeat together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...plant.model import Times
from .flow_graph import Bools, Floats, Ints


@dataclass(frozen=True)
class TimeBlocks:
    """Runs of slots that follow one another and repeat together, as a typical day does."""

    of_slot: Ints  # (slots,) the block of each slot
    first: Ints  # (blocks,) the first slot of each
    last: Ints  # (blocks,)
    weight: Floats  # (blocks,) how often each repeats
    before: Ints  # (blocks,) the block whose end opens each; itself for a day that repeats by itself; -1: the start

    def __len__(self) -> int:
        """How many blocks."""
        return len(self.first)


@dataclass(frozen=True)
class Repeats:
    """What the repetitions of a block do to a stock, as factors of the block's change, each (stocks, years, blocks).

    A block repeats w times in a row with the same charge and discharge. Of the level that opens it a share a is left
    at its end (1 without loss), so that the openings of its repetitions follow o[r + 1] = a o[r] + c. The levels of
    the program are means over the repetitions, for which the same recursion from slot to slot holds; with the mean
    opening o and the mean last level v the change is c = v - a o. What the r-th repetition adds is a fixed multiple of
    d = v - o[1], the mean last level less the first opening. Without loss, where each repetition adds D:

    o[r] = o[1] + (r - 1) D,   o = o[1] + (w - 1) / 2 D,   v = o + D,   so   D = 2 / (w + 1) d.
    """

    mean: Floats  # the mean opening less the first one; without loss (w - 1) / (w + 1)
    last: Floats  # the last repetition's opening less the mean one; without loss (w - 1) / (w + 1)
    closing: Floats  # the level after all repetitions less the first opening; without loss 2 w / (w + 1)
    left: Floats  # (stocks, years, slots) share of a block's opening that is left at the end of each slot


def repeats(parts: TimeBlocks, kept: Floats) -> Repeats:
    """The factors of all blocks, from the share of the level that survives each slot, (stocks, years, slots)."""
    left = np.empty(kept.shape)
    for first, last in zip(parts.first, parts.last, strict=True):
        left[:, :, first : last + 1] = np.cumprod(kept[:, :, first : last + 1], axis=2)
    share, weight = left[:, :, parts.last], parts.weight
    lost = 1.0 - share
    plain = lost * weight < 1e-7  # as good as nothing is lost: the sums of powers below would lose their digits
    safe = np.where(plain, 0.5, share)
    whole = weight * (1.0 - safe) / (1.0 - safe**weight)  # weight over the sum of the powers of the share
    begins = np.where(
        plain, -(weight - 1) / 2, (1.0 - whole) / (1.0 - safe)
    )  # first less mean opening, in mean changes
    ends = np.where(plain, (weight - 1) / 2, (1.0 - safe ** (weight - 1) * whole) / (1.0 - safe))
    closes = np.where(plain, (weight + 1) / 2, (1.0 - safe**weight * whole) / (1.0 - safe))
    changes = 1.0 / (1.0 - begins)
    return Repeats(1.0 - changes, ends * changes, (closes - begins) * changes, left)


def opens_after(parts: TimeBlocks, across: Bools) -> Ints:
    """(stocks, blocks) the block whose end opens each: for stocks that run ``across`` days the one before it."""
    own = np.where(parts.before < 0, len(parts) - 1, parts.before)
    row = (np.arange(len(parts)) - 1) % len(parts)
    return np.where(across[:, None], row, own)


def before(times: Times) -> Ints:
    """The slot before each; the last one comes before the first unless the plant says otherwise."""
    slots = len(times.hours)
    cyclic = (np.arange(slots) - 1) % slots
    if not times.follows:
        return cyclic
    follows = np.asarray(times.follows)
    return np.where(follows < 0, cyclic, follows)


def sent_in(times: Times, travel: Ints) -> Ints | None:
    """(n, slots) in which slot what arrives in each was sent, ``travel`` slots (n,) before; None: all in the same.

    What leaves in the last slots of the year, or of a typical day, arrives in its first.
    """
    if not travel.any() or len(times.hours) < 2:
        return None
    earlier, slots = before(times), np.arange(len(times.hours))
    found = np.tile(slots, (len(travel), 1))
    for step in range(int(travel.max())):
        on = travel > step
        found[on] = earlier[found[on]]
    return found


def counted_hours(times: Times) -> Floats:
    """(slots,) how long each slot lasts, a month of the calendar 730 h where no slot is shorter than one."""
    months = times.months
    if months is not None and months.min() > 0.99:
        return np.asarray(months * 730.0)
    return times.hours


def blocks(times: Times) -> TimeBlocks:
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
    return TimeBlocks(of_slot, first, last, times.weight[first], opens)
