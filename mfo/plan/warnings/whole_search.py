"""Tells how far a search for whole numbers is, and where it was ended without a plan what is known then."""

from __future__ import annotations

import numpy as np

from ...errors import Problem
from ...solve import solver
from ...solve.engine.solution import GAVE_UP, Solution
from ...units import format_number
from ..tables.elements import Elements


def search_told(elements: Elements, best: float, bound: float, seconds: float | None) -> str:
    """How far a search for whole numbers is; ``seconds`` is its time limit, if it has one."""
    factor, unit = elements.effect_factor(elements.minimise), elements.effect_unit[elements.minimise]
    none_below = f"{format_number(bound * factor)} {unit}"
    if not np.isfinite(best):
        if seconds is not None:
            return f"solving: no plan with whole numbers yet, none can be below {none_below}"
        minutes = format_number(solver.GIVE_UP_AFTER / 60)
        return (
            f"solving: no plan with whole numbers yet, none can be below {none_below}; "
            f"ends after {minutes} minutes without one (--time-limit gives it longer)"
        )
    found = f"{format_number(best * factor)} {unit}"
    if not np.isfinite(bound):
        return f"solving: best {found}"
    share = abs(best - bound) / max(abs(best), 1e-12)
    return f"solving: best {found}, none can be below {none_below} ({share:.2%})"


def stopped(elements: Elements, solution: Solution) -> Problem:
    """That a search ended without a plan: after which time, what none can be below, and what may help."""
    if not solution.whole_numbers or not np.isfinite(solution.bound):
        return Problem(
            "solver-stopped",
            f"The solver stopped without an answer: {solution.status}.",
            remedy="Give it more time with --time-limit, or make the plant smaller.",
        )
    effect = elements.minimise
    least = f"{format_number(solution.bound * elements.effect_factor(effect))} {elements.effect_unit[effect]}"
    minutes = format_number(solver.GIVE_UP_AFTER / 60)
    if solution.status == GAVE_UP:
        return Problem(
            "solver-stopped",
            f"The search for whole numbers was ended after {minutes} minutes without a plan; whether there is one is "
            f"not known. Its {effect} could not be below {least}.",
            remedy="Let it search for longer, as with --time-limit 3600 for an hour, or ask for fewer yes/no "
            "decisions: coarser slots, or no minimum_load, use_cost and start_cost where a fraction will do.",
        )
    return Problem(
        "solver-stopped",
        f"The search for whole numbers was ended by its time limit without a plan; whether there is one is not known. "
        f"Its {effect} could not be below {least}.",
        remedy="Let it search for longer with --time-limit, or ask for fewer yes/no decisions: coarser slots, or no "
        "minimum_load, use_cost and start_cost where a fraction will do.",
    )
