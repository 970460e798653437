"""One kind of recomputed statement, and how the worst of many is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from ...graph.arrays.flow_graph import Floats
from .proof import FLOAT_TOLERANCE, SOLVER_TOLERANCE, Residuals


@dataclass(frozen=True)
class Check:
    """One kind of recomputed statement: how many there were, and the largest violation among them."""

    name: str
    count: int
    absolute: float
    relative: float  # to the largest amount of the same kind, or to one canonical unit where that is more
    tolerance: float  # of the absolute violation
    where: str

    @property
    def passed(self) -> bool:
        """Whether the largest violation is within tolerance."""
        return self.absolute <= self.tolerance


def worst_of(name: str, violation: Floats, size: Floats, scale: Floats, places: Callable[[int], str]) -> Check:
    """The worst of many statements of a table: the one that is furthest beyond its tolerance."""
    if not len(violation):
        return Check(name, 0, 0.0, 0.0, SOLVER_TOLERANCE, "")
    tolerance = SOLVER_TOLERANCE * scale + FLOAT_TOLERANCE * size
    worst = int(np.argmax(violation / tolerance))
    absolute = float(max(violation[worst], 0.0))
    relative = absolute / max(float(size[worst]), float(scale[worst]))  # of next to nothing, a rounding would be all
    return Check(name, len(violation), absolute, relative, float(tolerance[worst]), places(worst))


def worst_row(name: str, rows: Residuals) -> Check:
    """The worst row of a family, each measured by its own size."""
    over = np.maximum(rows.violation, 0.0)
    ratio = np.divide(over, rows.tolerance, out=np.where(over > 0, np.inf, 0.0), where=rows.tolerance > 0)
    worst = int(np.argmax(ratio))
    absolute, size = float(over[worst]), float(rows.size[worst])
    relative = absolute / max(size, 1.0)
    return Check(name, len(over), absolute, relative, float(rows.tolerance[worst]), rows.place(worst))


def merged(checks: Iterable[Check]) -> list[Check]:
    """Checks of one name as one: the worst of them, with the number of all rows."""
    found: dict[str, Check] = {}
    for check in checks:
        other = found.get(check.name)
        if other is None:
            found[check.name] = check
            continue
        count = other.count + check.count
        found[check.name] = replace(max(other, check, key=excess), count=count)
    return list(found.values())


def excess(check: Check) -> float:
    """The violation in multiples of what is allowed."""
    if check.tolerance:
        return check.absolute / check.tolerance
    return float("inf") if check.absolute else 0.0
