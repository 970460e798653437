"""Months of slots: which slot is in which month, and how many months it stands for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mfo.graph.build import build_graph
from mfo.graph.parts.peaks import months_of_slots
from mfo.plant.model import Rate

from ..plants import market, plant, series, supply, times


@pytest.mark.parametrize(
    ("slots", "months", "each"),
    [
        (times(12), list(range(12)), [1.0] * 12),
        (times(4), [0, 1, 2, 3], [3.0] * 4),
        (times(1), [0], [12.0]),
        (times(24), [month for month in range(12) for _ in range(2)], [1.0] * 12),
        (replace(times(3, hours=24.0), months=np.array([1 / 31, 1 / 31, 1 / 28])), [0, 0, 0], [2 / 31 + 1 / 28]),
    ],
)
def test_slots_are_in_the_month_of_their_middle(slots, months: list[int], each: list[float]) -> None:
    """Quarters are three months each; half months are two to a month; three days are a part of one."""
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
