"""Values of two plans by a common key, in units that can be compared."""

from __future__ import annotations

from collections.abc import Callable

from ...units import UnitError, conversion
from ..facts.plan_view import Figures

SMALL = 1e-7

Values = dict[tuple[object, ...], tuple[float | None, str]]
Entry = tuple[tuple[object, ...], float | None, float | None, str]


def union(one: Figures, two: Figures, read: Callable[[Figures], Values], missing: float | None = 0.0) -> list[Entry]:
    """The values of both by key, in the first one's unit; what one of them does not have is ``missing``.

    What cannot be converted, such as another currency, stands on lines of its own.
    """
    first, second = read(one), read(two)
    found: list[Entry] = []
    for key in {**first, **second}:
        a, unit = first.get(key, (missing, ""))
        b, other = second.get(key, (missing, ""))
        factor = factor_between(other, unit)
        if factor is None:
            found += [(key, a, None, unit), (key, None, b, other)]
        else:
            found.append((key, a, b if b is None else b * factor, unit or other))
    return found


def year_of(one: Figures, two: Figures, year: object) -> object:
    """The year that a value stands for; blank where both plans have one year under different names (1 and 2024)."""
    return year if one.roadmap or two.roadmap or one.years == two.years else ""


def converted(value: float | None, source: str, target: str) -> float | None:
    """A value in another unit; None where there is none, or the units are of different kinds."""
    factor = factor_between(source, target)
    return None if value is None or factor is None else value * factor


def factor_between(source: str, target: str) -> float | None:
    """From one unit to another; none where they are of different kinds."""
    if source == target or not source or not target:
        return 1.0
    try:
        return conversion(source, target)
    except UnitError:
        return None


def differs(a: float | None, b: float | None) -> bool:
    """Whether two values are not the same but for rounding."""
    if a is None or b is None:
        return a is not b
    return abs(a - b) > SMALL * max(1.0, abs(a), abs(b))
