"""What is said of a search for whole numbers while it runs and where it was ended, by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from mfo.plan.warnings.gap_left import gap_problems
from mfo.plan.warnings.whole_search import search_told
from mfo.solve.engine.solution import FEASIBLE, OPTIMAL

ELEMENTS = SimpleNamespace(minimise="cost", effect_factor=lambda _effect: 0.001, effect_unit={"cost": "kEUR"})


@pytest.mark.parametrize(
    ("best", "bound", "seconds", "told"),
    [
        (5000.0, 4000.0, None, "solving: best 5 kEUR, none can be below 4 kEUR (20.00%)"),
        (-5000.0, -6000.0, 60.0, "solving: best -5 kEUR, none can be below -6 kEUR (20.00%)"),
        (5000.0, -math.inf, None, "solving: best 5 kEUR"),
        (math.inf, 4000.0, 60.0, "solving: no plan with whole numbers yet, none can be below 4 kEUR"),
        (
            math.inf,
            4000.0,
            None,
            "solving: no plan with whole numbers yet, none can be below 4 kEUR; ends after 10 minutes without one "
            "(--time-limit gives it longer)",
        ),
    ],
)
def test_how_far_a_search_is(best: float, bound: float, seconds: float | None, told: str) -> None:
    assert search_told(ELEMENTS, best, bound, seconds) == told  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("bound", "gap", "end"),
    [
        (4000.0, 0.2, "another plan may be better, by at most 1 kEUR (20 % of cost)."),
        (4000.0, math.inf, "another plan may be better, by at most 1 kEUR."),
        (-math.inf, math.inf, "another plan may be better."),
    ],
)
def test_how_far_a_plan_may_be_from_the_best(bound: float, gap: float, end: str) -> None:
    solution = SimpleNamespace(status=FEASIBLE, objective=5000.0, bound=bound, gap=gap)
    (problem,) = gap_problems(ELEMENTS, solution)  # type: ignore[arg-type]
    assert problem.message.endswith(end)
    assert gap_problems(ELEMENTS, SimpleNamespace(status=OPTIMAL)) == []  # type: ignore[arg-type]
