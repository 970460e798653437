"""Labels that do not collide: each takes the first free of several places beside its point, or is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..sankey.labels import LINE, text_width, wrap

DISTANCES = (8.0, 16.0, 26.0)  # from the middle of a point [px]
WIDTHS = (170.0, 96.0)  # of a label: on one line where it fits, else on more lines
MOST_LINES = 3


@dataclass(frozen=True)
class Rectangle:
    """A box in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Rectangle) -> bool:
        """Whether the two share some area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, width: float, height: float) -> bool:
        """Whether it lies in a drawing of that size."""
        return self.left >= 2 and self.top >= 2 and self.right <= width - 2 and self.bottom <= height - 2


@dataclass(frozen=True)
class Label:
    """A text at its place: lines from (x, y), the baseline of the first, hung at ``anchor``."""

    lines: tuple[str, ...]
    x: float
    y: float
    anchor: str
    box: Rectangle


@dataclass
class Labels:
    """What is taken in a drawing of a size; labels are added one after the other, the most important first."""

    width: float
    height: float
    taken: list[Rectangle] = field(default_factory=list)
    lines: list[Rectangle] = field(default_factory=list)  # of curves, which a label crosses only where it must

    def block(self, x: float, y: float, half: float) -> None:
        """Keep a square around a point free."""
        self.taken.append(Rectangle(x - half, y - half, x + half, y + half))

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
        second: Label | None = None
        for width in WIDTHS:
            lines = tuple(wrap(text, width / size, MOST_LINES))
            if any("…" in line for line in lines) and "…" not in text:
                continue
            for label in _candidates(lines, x, y, distances, size):
                if not label.box.within(self.width, self.height) or any(label.box.meets(b) for b in self.taken):
                    continue
                if not any(label.box.meets(b) for b in self.lines):
                    return self._keep(label)
                second = second or label
        return self._keep(second) if second is not None and crossing else None

    def _keep(self, label: Label) -> Label:
        self.taken.append(label.box)
        return label


def _candidates(lines: tuple[str, ...], x: float, y: float, distances: Sequence[float], size: float) -> Iterator[Label]:
    wide = max(text_width(line) for line in lines) * size
    line = LINE * size
    high = line * len(lines)
    for distance in distances:
        slant = distance * 0.75
        for right, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
            step = distance if 0 in (right, down) else slant
            left = x + step if right > 0 else x - step - wide if right < 0 else x - wide / 2
            top = y + step if down > 0 else y - step - high if down < 0 else y - high / 2
            anchor = {1: "start", 0: "middle", -1: "end"}[right]
            hung = {1: left, 0: x, -1: left + wide}[right]
            box = Rectangle(left - 2, top - 1, left + wide + 2, top + high + 1)
            yield Label(lines, hung, top + 0.8 * line, anchor, box)
