"""Tells how far a plan may be from the best possible, where the search for whole numbers was ended."""

from __future__ import annotations

import math

from ...errors import Problem
from ...solve.engine.solution import FEASIBLE, Solution
from ...units import format_number
from ..tables.elements import Elements


def gap_problems(elements: Elements, solution: Solution) -> list[Problem]:
    """A warning that a better plan may exist, and by how much at most; nothing for a plan that is proven the best."""
    if solution.status != FEASIBLE:
        return []
    effect = elements.minimise
    message = "The search for whole numbers was ended before it was done: another plan may be better"
    if math.isfinite(solution.bound):
        amount = abs(solution.objective - solution.bound) * elements.effect_factor(effect)
        share = f" ({format_number(100 * solution.gap, 2)} % of {effect})" if math.isfinite(solution.gap) else ""
        message += f", by at most {format_number(amount)} {elements.effect_unit[effect]}{share}"
    remedy = "Give it more time with --time-limit, or be content with it; --gap 1 % ends sooner."
    return [Problem("gap-left", f"{message}.", remedy=remedy, severity="warning")]
