"""Programs that fall apart: solved part by part they end at the optimum of the whole, with duals that prove it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

import mfo
from mfo.program.build import build_program
from mfo.solve import separate_parts
from mfo.solve.engine.highs_session import Session
from mfo.solve.engine.read_solution import duality
from mfo.solve.engine.solution import OPTIMAL
from mfo.solve.matrix.compile_program import compile_program
from mfo.solve.matrix.matrix import Matrix, compress
from mfo.solve.separate_parts import bundles, parts, solve_apart

from ..oracle.plants import random_plant


@pytest.fixture(autouse=True)
def small_programs_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small programs are parted as large ones are."""
    monkeypatch.setattr(separate_parts, "LEAST_ENTRIES", 0)
    monkeypatch.setattr(separate_parts, "BUNDLE", 1)
    monkeypatch.setattr(separate_parts, "LARGEST_SHARE", 0.999)


def blocks(seed: int, lacking: bool = False) -> Matrix:
    """Some programs of a few columns put together and shuffled, and a row without entries."""
    random = np.random.default_rng(seed)
    row, column, value, at_row, at_column = [], [], [], 0, 0
    for _ in range(int(random.integers(2, 7))):
        rows, columns = random.integers(1, 5, 2)
        here = random.random((rows, columns)) < 0.8
        here[0] = True
        for r, c in zip(*np.nonzero(here), strict=True):
            row.append(at_row + r), column.append(at_column + c), value.append(float(random.integers(1, 9)))
        at_row, at_column = at_row + int(rows), at_column + int(columns)
    at_row += 1  # says nothing
    by_row, by_column = random.permutation(at_row), random.permutation(at_column)
    starts, index, numbers = compress(
        by_row[np.array(row)], by_column[np.array(column)], np.array(value), at_row, at_column
    )
    upper = random.integers(1, 9, at_column).astype(float)
    made = Matrix(
        cost=random.integers(-9, 9, at_column).astype(float),
        offset=float(random.integers(0, 9)),
        lower=np.zeros(at_column),
        upper=upper,
        whole=np.zeros(at_column, dtype=bool),
        row_lower=np.full(at_row, -np.inf),
        row_upper=np.zeros(at_row),
        starts=starts,
        index=index,
        value=numbers,
        costs=(),
    )
    most = made.times(upper) * random.uniform(0.2, 0.9, at_row)
    low = np.where(random.random(at_row) < 0.4, 0.5 * most, -np.inf)
    if lacking:
        low[by_row[0]] = 2 * made.times(upper)[by_row[0]] + 1
        most[by_row[0]] = np.inf
    return replace(made, row_lower=low, row_upper=most)


def test_the_optimum_is_that_of_the_whole() -> None:
    """Random programs of several parts, their rows and columns shuffled, against the solver on the whole.

    A plan, a dual or a bound that went to another place would leave a gap.
    """
    parted = 0
    for seed in range(60):
        matrix = blocks(seed)
        wanted, found = Session(matrix).run(), solve_apart(matrix, {})
        if found is None:  # it is in one piece, or has no plan
            continue
        parted += 1
        assert wanted.status == OPTIMAL
        assert found.answer.objective == pytest.approx(wanted.objective, abs=1e-8)
        sums = matrix.times(found.values)
        assert (sums <= matrix.row_upper + 1e-7).all()
        assert (sums >= matrix.row_lower - 1e-7).all()
        gap, infeasible = duality(matrix, found.answer, found.values, whole=False)
        assert max(gap, infeasible) <= 1e-9
    assert parted >= 20


def test_one_part_without_a_plan_is_left_to_the_usual_way() -> None:
    """What is told of a plant without a plan does not change."""
    matrix = blocks(3, lacking=True)
    assert Session(matrix).run().status == "infeasible"
    assert solve_apart(matrix, {}) is None


def test_each_part_is_whole_in_one_bundle() -> None:
    """By hand: columns 0 and 2 share a row, 1 and 3 another, 4 has none; the third row has no entries."""
    starts, index, value = compress(np.array([0, 0, 1, 1]), np.array([0, 2, 1, 3]), np.ones(4), 3, 5)
    nothing = np.zeros(5)
    matrix = Matrix(nothing, 0.0, nothing, nothing, nothing > 0, np.zeros(3), np.ones(3), starts, index, value)
    of_column, of_row = parts(matrix)
    assert of_column.tolist() == [0, 1, 0, 1, 2]
    assert of_row.tolist() == [0, 1, 0]
    made = list(bundles(matrix, of_column, of_row))
    assert [bundle.columns.tolist() for bundle in made] == [[0, 2], [1, 3], [4]]
    assert [bundle.rows.tolist() for bundle in made] == [[0, 2], [1], []]
    assert [bundle.matrix.index.tolist() for bundle in made] == [[0, 1], [0, 1], []]
    assert [bundle.matrix.starts.tolist() for bundle in made] == [[0, 2, 2], [0, 2], [0]]


def test_a_program_in_one_piece_is_not_parted() -> None:
    """One row over all columns holds them together."""
    starts, index, value = compress(np.zeros(4, dtype=int), np.arange(4), np.ones(4), 1, 4)
    matrix = Matrix(
        np.ones(4), 0.0, np.zeros(4), np.ones(4), np.zeros(4) > 0, np.ones(1), np.ones(1), starts, index, value
    )
    assert solve_apart(matrix, {}) is None


def test_random_plants_cost_the_same(tmp_path: Path) -> None:
    """Random plants, any number for whole ones, against the solver on the whole: the objective, proven by duals."""
    parted = 0
    for seed in range(60):
        path = tmp_path / f"{seed}.yaml"
        _, text = random_plant(Random(seed))
        path.write_text(text, encoding="utf-8")
        try:
            program = build_program(mfo.read(path).graph, "cost")
        except mfo.MfoError:
            continue
        matrix = compile_program(program).matrix.relaxed()
        wanted, found = Session(matrix).run(), solve_apart(matrix, {})
        if found is None:
            continue
        parted += 1
        size = max(1.0, float(np.abs(matrix.cost * wanted.values).sum()))
        assert found.answer.objective == pytest.approx(wanted.objective, abs=1e-8 * size)
        gap, infeasible = duality(matrix, found.answer, found.values, whole=False)
        assert gap * max(1.0, abs(wanted.objective)) <= 1e-7 * size
        assert infeasible <= 1e-6
    assert parted >= 3


def test_a_plan_of_slots_that_nothing_joins_is_certified(tmp_path: Path) -> None:
    """By hand: 24 hours, each buys what it needs where it is cheaper: 12 hours at 2 EUR and 12 at 3 EUR a tonne."""
    rows = ", ".join(f"{{slot: {k + 1}, 'p [EUR/t]': {2 if k % 2 else 5}}}" for k in range(24))
    path = tmp_path / "plant.yaml"
    path.write_text(
        "plant: {name: x, currency: EUR, slots: 24 hours}\nmaterials: [{material: w, unit: t}]\nsites: [{site: a}]\n"
        "supplies:\n  - {supply: s, site: a, material: w, amount: 9 t/h, take: up to, price: p}\n"
        "  - {supply: r, site: a, material: w, amount: 9 t/h, take: up to, price: 3 EUR/t}\n"
        "markets: [{market: m, site: a, material: w, price: 0 EUR/t, minimum: 1 t/h, maximum: 1 t/h}]\n"
        f"profiles: [{rows}]\n",
        encoding="utf-8",
    )
    plan = mfo.read(path).optimise()
    assert plan.run["certificate"]["certified"]
    assert plan.objective == pytest.approx(12 * 2 + 12 * 3)
