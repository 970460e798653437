"""The corners of a value that changes with one number: exact where it is piecewise linear, else by bisection.

The least cost over a price is concave, and over a bound convex; every plan (or its prices, over a bound) gives a line
that touches it and never crosses it. Two lines that touch it at the ends of an interval meet at one point; where the
value there is on both, that point is the only corner between, else its own line parts the interval in two (M. J. Eisner
and D. G. Severance, "Mathematical techniques for efficient record segmentation in large shared databases", Journal of
the ACM 23 (1976) 619-635). No basis is followed, so that degenerate plans do no harm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

SAME = 1e-9  # how far a value may be from a line that touches it, relative
NEAREST = 1e-9  # how near corners may be, of the range
MOST = 2000  # corners that are looked for


@dataclass(frozen=True)
class TangentLine:
    """A line value + slope (x - at) that touches the value at ``at``."""

    at: float
    value: float
    slope: float

    def __call__(self, x: float) -> float:
        """The line's value at ``x``."""
        return self.value + self.slope * (x - self.at)


def corners(touching: Callable[[float], TangentLine], low: float, high: float) -> list[float]:
    """Where a concave or convex piecewise linear value bends between two numbers at which there is a plan.

    ``touching`` gives the line of the plan at a number. Each corner is where two neighbouring lines meet; what
    changes only at an end of the range is none.

    >>> def tent(x):
    ...     return TangentLine(x, min(x, 2 - x), 1.0 if x < 1 else -1.0)
    >>> corners(tent, 0.0, 2.0)
    [1.0]
    """
    found: list[float] = []
    waiting = [(touching(low), touching(high))]
    smallest = NEAREST * (high - low)
    while waiting and len(found) < MOST:
        left, right = waiting.pop()
        size = max(abs(left.value), abs(right.value), abs(left.slope) * (high - low), abs(right.slope) * (high - low))
        tolerance = SAME * max(size, 1e-12)
        if right.at - left.at <= smallest or _one_line(left, right, tolerance):
            continue
        meet = (right(0.0) - left(0.0)) / (left.slope - right.slope) if left.slope != right.slope else left.at
        if not left.at - smallest <= meet <= right.at + smallest:
            continue
        meet = min(max(meet, left.at), right.at)
        middle = touching(meet)
        if abs(middle.value - left(meet)) <= tolerance or min(meet - left.at, right.at - meet) <= smallest:
            found.append(meet)
        else:
            waiting += [(left, middle), (middle, right)]
    return _apart(sorted(place for place in found if low + smallest < place < high - smallest), smallest)


def _one_line(left: TangentLine, right: TangentLine, tolerance: float) -> bool:
    """Whether both ends lie on one line."""
    return abs(left(right.at) - right.value) <= tolerance and abs(right(left.at) - left.value) <= tolerance


def _apart(places: list[float], smallest: float) -> list[float]:
    kept: list[float] = []
    for place in places:
        if not kept or place - kept[-1] > smallest:
            kept.append(place)
    return kept


def edge(inside: float, outside: float, has_plan: Callable[[float], bool], steps: int = 60) -> float:
    """The last number on the way from ``inside`` to ``outside`` at which there is a plan, by bisection.

    >>> round(edge(0.0, 10.0, lambda x: x <= 4), 6)
    4.0
    """
    for _ in range(steps):
        middle = 0.5 * (inside + outside)
        if has_plan(middle):
            inside = middle
        else:
            outside = middle
    return inside


def changes(low: float, high: float, told: Callable[[float], object], points: int = 33, steps: int = 30) -> list[float]:
    """Where something told of a number changes, looked for at so many points and then by bisection.

    For what is no straight line anywhere. Two changes between neighbouring points that undo each other are not seen.

    >>> [round(place, 6) for place in changes(0.0, 1.0, lambda x: x > 0.3)]
    [0.3]
    """
    grid = [low + (high - low) * k / (points - 1) for k in range(points)]
    seen = [told(x) for x in grid]
    found: list[float] = []
    waiting = [(grid[k], seen[k], grid[k + 1], seen[k + 1], 0) for k in range(points - 1) if seen[k] != seen[k + 1]]
    while waiting:
        left, before, right, after, depth = waiting.pop()
        if depth == steps:
            found.append(right)
            continue
        middle = 0.5 * (left + right)
        here = told(middle)
        if here != before:
            waiting.append((left, before, middle, here, depth + 1))
        if here != after:
            waiting.append((middle, here, right, after, depth + 1))
    return _apart(sorted(found), (high - low) * 2.0**-steps)
