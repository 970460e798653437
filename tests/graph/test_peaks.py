"""Months of slots: which slot is in which month, and how many months it stands for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mfo.graph.build import build_graph
from mfo.graph.parts.peaks import months_of_slots
from mfo.plant.model import Rate, Times

from ..plants import market, plant, series, supply, times


def days(*each: int) -> Times:
    """Typical days, each of one slot, that stand for so many days."""
    return replace(times(len(each), hours=24.0), weight=np.array(each, dtype=float))


@pytest.mark.parametrize(
    ("slots", "months", "each"),
    [
        (times(12), list(range(12)), [1.0] * 12),
        (times(4), [0, 1, 2, 3], [3.0] * 4),
        (times(1), [0], [12.0]),
        (times(24), [month for month in range(12) for _ in range(2)], [1.0] * 12),
        (days(31, 28, 31, 30, 31, 30, 184), list(range(7)), [1.0] * 6 + [6.0]),
        (days(31, 29, 306), [0, 1, 2], [1.0, 1.0, 10.0]),
        (days(250, 115), [0, 1], [8.0, 4.0]),
        (days(5, 360), [0, 1], [5 * 24 / 730, 360 * 24 / 730]),
        (days(31, 28), [0, 1], [31 * 24 / 730, 28 * 24 / 730]),
        (replace(times(3, hours=24.0), months=np.array([1 / 31, 1 / 31, 1 / 28])), [0, 0, 0], [2 / 31 + 1 / 28]),
    ],
)
def test_slots_are_in_the_month_of_their_middle(slots, months: list[int], each: list[float]) -> None:
    """Quarters are three months each; half months are two to a month; three days are a part of one. Months of 28 to 31
    days are one each, as on a bill, where they make up a year; a day too seldom for a month of its own keeps its share.
    """
    of_slot, long = months_of_slots(slots)
    assert of_slot.tolist() == months
    assert long == pytest.approx(each)


def test_only_what_is_counted_on_peaks_has_them() -> None:
    """Two supplies, one with a rate per peak: 12 entries, all of the second."""
    rate = Rate("supplies", "grid", "cost", series(300.0), "peak")
    made = plant(supply("sun", "A", "x"), supply("grid", "A", "x"), market("m", "A", "x"), at=times(24))
    assert len(build_graph(made).peaks) == 0
    peaks = build_graph(replace(made, rates=(rate,))).peaks
    assert peaks.supply.tolist() == [1] * 12
    assert peaks.month.tolist() == list(range(12))
