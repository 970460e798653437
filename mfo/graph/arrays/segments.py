"""Curves by load as segments, and curves of capex by size as steps, in plain arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class LoadCurves:
    """Curves by load, cut into segments: the load fills them one after another, at slopes of their own."""

    process: NDArray[np.int64]  # (n,) of each segment, in order
    width: NDArray[np.float64]  # (n,) [basis/h]
    whole: NDArray[np.bool_]  # (n,) whether a whole number keeps it behind the one before
    cost: NDArray[np.float64]  # (n,) money per unit of activity in it
    feed: NDArray[np.int64]  # (m,) whose amount hangs on a segment
    segment: NDArray[np.int64]  # (m,)
    slope: NDArray[np.float64]  # (m,) amount per unit of activity in it, beyond the feed's ``per_activity``
    output: NDArray[np.int64]  # (k,) position of the output whose amount hangs on a segment
    output_segment: NDArray[np.int64]  # (k,)
    output_slope: NDArray[np.float64]  # (k,) as ``slope``, beyond the output's ``amount``

    def __len__(self) -> int:
        return len(self.process)

    def kept_in_order(self) -> LoadCurves:
        """The same, with whole numbers that keep every segment behind the one before."""
        return replace(self, whole=np.append(False, self.process[1:] == self.process[:-1])[: len(self)])

    @property
    def last(self) -> NDArray[np.bool_]:
        """(n,) which segments are the last of their process."""
        return np.append(self.process[1:] != self.process[:-1], True)[: len(self)]

    def made_in(self, output: int) -> list[tuple[int, float]]:
        """(segment, amount per unit of activity in it, beyond the output's own) of an output."""
        chosen = np.flatnonzero(self.output == output)
        return [(int(self.output_segment[each]), float(self.output_slope[each])) for each in chosen]


_NO_ONE: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
_NOTHING: NDArray[np.float64] = np.zeros(0)
NO_CURVES = LoadCurves(
    _NO_ONE, _NOTHING, np.zeros(0, dtype=bool), _NOTHING, _NO_ONE, _NO_ONE, _NOTHING, _NO_ONE, _NO_ONE, _NOTHING
)


@dataclass(frozen=True)
class CapexSteps:
    """Curves of capex by size, cut into steps: what is built in a milestone fills them one after another."""

    item: NDArray[np.int64]  # (n,) whose step, in order
    width: NDArray[np.float64]  # (n,) in the unit of its size
    whole: NDArray[np.bool_]  # (n,) whether a whole number keeps it behind the one before
    due: NDArray[
        np.float64
    ]  # (n, Y built, Y) money due in a year per size built in it in another, beyond that of ``Sizes.due``

    @property
    def items(self) -> NDArray[np.int64]:
        """Those that have a curve."""
        return np.unique(self.item)

    @property
    def after(self) -> NDArray[np.bool_]:
        """(n,) which steps come after another of the same item."""
        return np.append(False, self.item[1:] == self.item[:-1])[: len(self.item)]

    def kept_in_order(self) -> CapexSteps:
        """The same, with whole numbers that keep every step behind the one before."""
        return replace(self, whole=self.after)


def no_steps(years: int) -> CapexSteps:
    """Of no one, over so many milestones."""
    return CapexSteps(_NO_ONE, _NOTHING, np.zeros(0, dtype=bool), np.zeros((0, years, years)))
