"""Labels that do not collide: each takes the first free of several places beside its point, or is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..sankey.labels import LINE, text_width, wrap

DISTANCES = (8.0, 16.0, 26.0)  # from the middle of a point [px]
WIDTHS = (170.0, 96.0)  # of a label: on one line where it fits, else on more lines
MOST_LINES = 3
BESIDE, ABOVE, EDGE = 2.0, 1.0, 2.0  # kept free around the letters, and along the edge of the drawing
SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))  # right, down: in the order of trial
SIDE_OF = np.array(SIDES).T
ANCHORS = {1: "start", 0: "middle", -1: "end"}

Boxes = NDArray[np.float64]
"""A row each: left, top, right and bottom in pixels."""
NOTHING: Boxes = np.zeros((0, 4))


def squares(x: Sequence[float] | Boxes, y: Sequence[float] | Boxes, half: float) -> Boxes:
    """A square around each point, ``half`` a side to each side.

    >>> squares([10.0], [20.0], 2.0).tolist()
    [[8.0, 18.0, 12.0, 22.0]]
    """
    across, down = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    return np.array([across - half, down - half, across + half, down + half]).T


def meet(boxes: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """Which of the boxes share some area with any of the others.

    >>> meet(squares([0.0, 9.0], [0.0, 0.0], 2.0), squares([3.0], [0.0], 2.0)).tolist()
    [True, False]
    """
    left, top, right, bottom = boxes.T[:, :, None]
    across = (left < others[:, 2]) & (others[:, 0] < right)
    found: NDArray[np.bool_] = (across & (top < others[:, 3]) & (others[:, 1] < bottom)).any(axis=1)
    return found


@dataclass(frozen=True)
class Label:
    """A text at its place: lines from (x, y), the baseline of the first, hung at ``anchor``."""

    lines: tuple[str, ...]
    x: float
    y: float
    anchor: str


@dataclass
class Labels:
    """What is taken in a drawing of a size; labels are added one after the other, the most important first."""

    width: float
    height: float
    taken: Boxes = field(default_factory=NOTHING.copy)
    lines: Boxes = field(default_factory=NOTHING.copy)  # of curves, which a label crosses only where it must

    def block(self, boxes: Boxes) -> None:
        """Keep boxes free of labels."""
        self.taken = np.concatenate([self.taken, boxes])

    def place(
        self,
        text: str,
        x: float,
        y: float,
        distances: Sequence[float] = DISTANCES,
        size: float = 1.0,
        crossing: bool = True,
    ) -> Label | None:
        """A label beside a point, in the first free place; None where there is none.

        ``size`` scales the letters; ``crossing`` says whether it may cross a curve where it finds no other place.
        """
        second: tuple[Label, Boxes] | None = None
        for width in WIDTHS:
            lines = tuple(wrap(text, width / size, MOST_LINES))
            if any("…" in line for line in lines) and "…" not in text:
                continue
            wide, line = max(text_width(line) for line in lines) * size, LINE * size
            boxes = _beside(x, y, wide, line * len(lines), distances)
            free = np.flatnonzero(self._within(boxes) & ~meet(boxes, self.taken))
            clear = free[~meet(boxes[free], self.lines)]
            for number in (clear if len(clear) else free)[:1].tolist():
                found = _hung(lines, boxes[number], SIDES[number % len(SIDES)][0], x, line), boxes[number]
                if len(clear):
                    return self._keep(*found)
                second = second or found
        return self._keep(*second) if second is not None and crossing else None

    def _within(self, boxes: Boxes) -> NDArray[np.bool_]:
        left, top, right, bottom = boxes.T
        found: NDArray[np.bool_] = np.all(
            [left >= EDGE, top >= EDGE, right <= self.width - EDGE, bottom <= self.height - EDGE], axis=0
        )
        return found

    def _keep(self, label: Label, box: Boxes) -> Label:
        self.block(box[None])
        return label


def _hung(lines: tuple[str, ...], box: Boxes, right: int, x: float, line: float) -> Label:
    """A label in a box beside a point at ``x``: to its right (1), to its left (-1), or in its middle."""
    left, top, end, _ = box.tolist()
    return Label(lines, {1: left + BESIDE, 0: x, -1: end - BESIDE}[right], top + ABOVE + 0.8 * line, ANCHORS[right])


def _beside(x: float, y: float, wide: float, high: float, distances: Sequence[float]) -> Boxes:
    """The boxes of a label on every side of a point, at each distance in turn."""
    right, down = SIDE_OF
    step = np.multiply.outer(distances, np.where((right == 0) | (down == 0), 1.0, 0.75))
    left = np.where(right > 0, x + step, np.where(right < 0, x - step - wide, x - wide / 2)).ravel()
    top = np.where(down > 0, y + step, np.where(down < 0, y - step - high, y - high / 2)).ravel()
    return np.array([left - BESIDE, top - ABOVE, left + wide + BESIDE, top + high + ABOVE]).T
