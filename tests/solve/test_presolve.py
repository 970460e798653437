"""Programs with whole numbers are solved to their true optimum, also where the solver's presolve loses it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import mfo
from mfo.program.build import build_program
from mfo.solve.engine.highs_session import OPTIMAL, Session
from mfo.solve.infeasibility.elastic import Elastic
from mfo.solve.matrix.compile_program import compile_program

MUNICIPALITY = Path(__file__).parents[2] / "examples" / "municipality"


def test_presolve_does_not_cut_off_the_optimum() -> None:
    """Expected: the least over all settings of the six yes/no decisions, each a linear program of its own.

    Without the second run HiGHS 1.11 to 1.15.1 call 0.2499 optimal here, where 0.1869 can be had.
    """
    bench = mfo.read(MUNICIPALITY, "small budget")
    compiled = compile_program(build_program(bench.graph, "cost"))
    budget = [limit.name for limit in bench.graph.limits].index("budget")
    elastic = Elastic(compiled, limits_alone=True)
    found = elastic.cheapest_of(lambda kind, member, _: (kind, member) == ("limit", budget))
    assert sum(part.size for part in found) == pytest.approx(_by_enumeration(elastic, budget), rel=1e-6)


def _by_enumeration(elastic: Elastic, budget: int) -> float:
    """How much gives way in all, where what gives way costs least."""
    matrix = elastic.session.matrix
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    for k, (_, kind, member, _, _) in enumerate(elastic._gives.labels):
        if (kind, member) != ("limit", budget):
            upper[elastic.first + k] = 0.0
    whole = np.flatnonzero(matrix.whole)
    least, shares = np.inf, np.nan
    for setting in product((0.0, 1.0), repeat=len(whole)):
        lower[whole] = upper[whole] = setting
        fixed = replace(matrix, lower=lower.copy(), upper=upper.copy(), whole=np.zeros_like(matrix.whole))
        answer = Session(fixed).run()
        if answer.status == OPTIMAL and answer.objective < least:
            least, shares = answer.objective, float(answer.values[elastic.first :].sum())
    return shares


def test_a_second_run_does_not_end_the_process() -> None:
    """HiGHS 1.16.0 ended with a segmentation fault where the second run, without presolve, tried its heuristic RENS.

    Expected: 12,223.453 EUR, as found with presolve, and by the independent model with scipy's HiGHS.
    """
    plan = mfo.read(Path(__file__).with_name("rens.yaml")).optimise()
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(12_223.453, rel=1e-6)
