"""The reference over fractions: the best plan to the last digit, and none where a row is broken by a digit."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import linprog

from . import compare
from .compare import mfo_answer
from .exact import Linear, Simplex
from .judging import exactly, is_reached, nearly
from .plants import random_plant
from .solving import Program


def test_a_linear_program_is_solved_to_the_last_digit() -> None:
    """Proves: 3x + y >= 1 and x + 3y >= 1 at the least x + y is 1/2, at 1/4 and 1/4 (by hand), not a float near it."""
    one, three = Fraction(1), Fraction(3)
    rows = [{0: three, 1: one}, {0: one, 1: three}]
    nothing = [None, None]
    found = Simplex(Linear([one, one], rows, [Fraction(0)] * 2 + [one, one], [*nothing, *nothing]), 1e18).run()
    assert (found.status, found.objective, found.values) == ("optimal", Fraction(1, 2), [Fraction(1, 4)] * 2)


@pytest.mark.parametrize("seed", range(20))
def test_random_linear_programs_are_as_scipy_finds_them(seed: int) -> None:
    """Proves: status and value are those of linprog on small dense programs, from any basis to begin with."""
    rng = np.random.default_rng(seed)
    matrix, cost = rng.integers(-4, 5, (6, 5)), rng.integers(-5, 6, 5)
    right = rng.integers(0, 9, 6)
    theirs = linprog(cost, matrix, right, bounds=[(0, 7)] * 4 + [(None, None)])
    rows = [{c: Fraction(int(v)) for c, v in enumerate(row) if v} for row in matrix]
    low = [Fraction(0)] * 4 + [None] * 7
    high = [Fraction(7)] * 4 + [None, *(Fraction(int(v)) for v in right)]
    program = Linear([Fraction(int(v)) for v in cost], rows, low, high)
    slack = frozenset(range(5, 11)), dict.fromkeys(range(5), "lower")
    for basis in (None, slack):
        found = Simplex(program, 1e18, basis).run()
        assert found.status == {0: "optimal", 2: "infeasible", 3: "unbounded"}[theirs.status]
        if found.status == "optimal":
            assert float(found.objective) == pytest.approx(theirs.fun, abs=1e-9)


def knapsack() -> tuple[Program, dict[int, float]]:
    """Worth 5, 4 and 3 at weights of 2, 3 and 1, of which 5 are carried: 9 by hand (the first two)."""
    program = Program()
    taken = [program.var("taken", n, high=1, whole=True) for n in range(3)]
    program.at_most(dict(zip(taken, (2.0, 3.0, 1.0), strict=True)), 5)
    return program, dict(zip(taken, (-5.0, -4.0, -3.0), strict=True))


def test_what_is_whole_is_searched_to_the_end() -> None:
    """Proves: branch and bound finds the best of whole numbers."""
    assert exactly(*knapsack()).objective == -9


def test_whole_numbers_without_a_plan_are_told() -> None:
    """Proves: a whole number between 0.2 and 0.8 is infeasible, though its relaxation is not."""
    program = Program()
    column = program.var("taken", whole=True, high=1)
    program.row({column: 1.0}, 0.2, 0.8)
    assert exactly(program, {column: 1.0}).status == "infeasible"


def test_more_without_end_is_told() -> None:
    """Proves: what earns without a bound is unbounded, with whole numbers beside it, too."""
    program = Program()
    column, units = program.var("sold"), program.var("units", whole=True)
    program.at_most({units: 1.0}, 3)
    assert exactly(program, {column: -1.0}).status == "unbounded"


def test_rounding_of_coefficients_breaks_no_plan() -> None:
    """Proves: three units of a third make 1, though three thirds in floats do not; a row that is open by more than
    rounding stays broken."""
    for asked, status in ((1.0, "optimal"), (1.0 + 1e-12, "infeasible")):
        program = Program()
        units, place = program.var("units", whole=True, high=3), program.var("in place")
        program.row({place: 1.0, units: -(0.1 + 0.2) / 0.9}, 0, 0)
        program.row({place: 1.0}, asked, asked)
        assert exactly(program, {units: 1.0}).status == "infeasible"
        assert nearly(program, {units: 1.0}).status == status


def megatonnes_and_grams() -> tuple[Program, dict[int, float]]:
    """1e8 t come in and go out, of which a share of 1e-12 is won; a gram of that is sold for 69,710 EUR/g."""
    program = Program()
    taken, won, sold = program.var("taken", high=1e8), program.var("won"), program.var("sold", high=1e-6)
    program.row({taken: 1e-12, won: -1.0}, 0, 0)
    program.row({won: 1.0, sold: -1.0}, 0, np.inf)
    return program, {taken: 1e-3, sold: -69710e6}


def test_a_gram_that_nobody_supplies_is_not_believed() -> None:
    """Proves: 1e-6 t need 1e6 t at 1e-3 EUR/t, of 69,710 EUR: -68,710 by hand. A claim of 69,710 more, from a gram
    within the rounding of 1e8 t, does not hold; the plan by hand does."""
    program, objective = megatonnes_and_grams()
    best = exactly(program, objective)
    assert best.objective == pytest.approx(-68710, rel=1e-12)
    assert is_reached(program, objective, best)
    best.objective -= 69710
    assert not is_reached(program, objective, best)


@pytest.mark.parametrize("seed", [0, 3, 115])
@pytest.mark.parametrize("factor", [1e-5, -1e-5])
def test_a_plan_that_is_not_the_best_is_still_found(
    seed: int, factor: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: what decides is not blind: a plan that costs a hundred-thousandth more than the best, or less than any
    plan can, is told with the value over fractions."""
    plant, text = random_plant(Random(seed), sized=seed > 100)
    status, plan = mfo_answer(text, tmp_path, "cost", bare=True)
    assert status == "optimal"
    apart = SimpleNamespace(objective=plan.objective + factor * (1 + abs(plan.objective)))
    monkeypatch.setattr(compare, "mfo_answer", lambda *_: (status, apart))
    assert compare.disagreement(plant, text, tmp_path)[1].startswith("objective: mfo")


@pytest.mark.parametrize("seed", [0, 3, 115])
def test_a_plan_that_is_missed_is_still_found(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a plant called infeasible, or refused, that has a plan is told."""
    plant, text = random_plant(Random(seed), sized=seed > 100)
    wrong = SimpleNamespace(severity="error", code="no-plan")
    for status in ("infeasible", "refused", "unbounded"):
        answer = status, SimpleNamespace(problems=[wrong])
        monkeypatch.setattr(compare, "mfo_answer", lambda *_, answer=answer: answer)
        assert f"mfo: {status}, reference: optimal" in compare.disagreement(plant, text, tmp_path)[1]
