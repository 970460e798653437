"""Least squares under balances and bounds against every choice of what is zero, on readings that contradict wildly."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.linalg import null_space
from scipy.sparse import csr_matrix

from mfo.graph.arrays.flow_graph import Floats, Ints
from mfo.reconciliation.least_squares import Fit, fit, scaled_part
from mfo.reconciliation.optimality import can_be_met, is_optimal
from mfo.reconciliation.quadratic import Quadratic


def _network(rng: np.random.Generator) -> tuple[Floats, Ints, Floats, Floats]:
    """Balances of a tree of up to four nodes with outlets, dead ends and by-ways; which flows are read, at what."""
    nodes = int(rng.integers(2, 5))
    flows: list[tuple[int | None, int | None]] = [(None, 0)]
    flows += [(int(rng.integers(0, k)), k) for k in range(1, nodes)]
    flows += [(k, None) for k in range(nodes) if rng.random() < 0.7 or k == nodes - 1]
    if len(flows) < 8 and rng.random() < 0.5:
        one, other = rng.choice(nodes, 2, replace=False)
        flows.append((int(one), int(other)))
    balance = np.zeros((nodes, len(flows)))
    for column, (one, other) in enumerate(flows):
        if one is not None:
            balance[one, column] -= 1
        if other is not None:
            balance[other, column] += 1
    read = np.flatnonzero(rng.random(len(flows)) < 0.7)
    read = read if len(read) else np.array([0])
    measured = 10 ** rng.uniform(-1, 3, len(read))
    return balance, read, measured, measured * 10 ** rng.uniform(-3, -0.5, len(read))


def _fitted(balance: Floats, read: Ints, measured: Floats, sigma: Floats) -> tuple[Floats, Fit]:
    size = balance.shape[1]
    scale = np.full(size, measured.max())
    scale[read] = measured
    rows = csr_matrix((np.ones(len(read)), (np.arange(len(read)), read)), shape=(len(read), size))
    bounds = (np.zeros(size), np.full(size, np.inf))
    part = scaled_part(
        np.arange(size), scale, csr_matrix(balance), np.zeros(len(balance)), bounds, rows, measured, sigma
    )
    found = fit(part)
    assert found is not None
    return found.values * scale, found


def _least(balance: Floats, read: Ints, measured: Floats, sigma: Floats) -> float:
    """The least sum of squares over every choice of flows that are zero, the rest unbounded."""
    size, best = balance.shape[1], np.inf
    for zeros in itertools.chain.from_iterable(itertools.combinations(range(size), k) for k in range(size + 1)):
        free = [column for column in range(size) if column not in zeros]
        values = np.zeros(size)
        if free:
            ways = null_space(balance[:, free])
            ways[np.abs(ways) < 1e-12] = 0.0
            rows = np.zeros((len(read), len(free)))
            for row, column in enumerate(read):
                if column in free:
                    rows[row, free.index(int(column))] = 1.0 / sigma[row]
            values[free] = ways @ np.linalg.lstsq(rows @ ways, measured / sigma, rcond=1e-10)[0]
        if values.min() >= -1e-9 * measured.max():
            best = min(best, float((((values[read] - measured) / sigma) ** 2).sum()))
    return best


@pytest.mark.parametrize("seed", [*range(20), 151, 230, 269, 447, 467, 485, 521, 533, 545, 1234])
def test_the_least_of_all(seed: int) -> None:
    """The last ten seeds gave a negative flow, a sum that was not the least, or no values at all."""
    case = _network(np.random.default_rng(seed))
    values, found = _fitted(*case)
    size = case[2].max()
    assert values.min() >= -1e-7 * size
    assert np.abs(case[0] @ values).max() <= 1e-7 * size
    assert found.adjustment @ found.adjustment == pytest.approx(_least(*case), rel=1e-6, abs=1e-9)


def _two(upper: float = np.inf) -> Quadratic:
    """x = y, read as 1 and 3 with the same uncertainty: 2 is the best, or what ``upper`` lets x be."""
    return Quadratic(
        csr_matrix([[1.0, -1.0]]),
        np.zeros(1),
        csr_matrix(np.eye(2)),
        np.array([1.0, 3.0]),
        np.array([0.1, 0.1]),
        np.zeros(2),
        np.array([upper, np.inf]),
    )


def test_what_is_no_optimum_is_seen() -> None:
    """Off the best, off the balance, beyond a bound, and with a bound that pushes the wrong way."""
    wrong = np.array([7.0])  # multipliers of no use
    assert is_optimal(_two(), np.array([2.0, 2.0]), wrong)
    assert not is_optimal(_two(), np.array([1.9, 1.9]), wrong)
    assert not is_optimal(_two(), np.array([2.0, 2.1]), wrong)
    assert not is_optimal(_two(1.5), np.array([2.0, 2.0]), wrong)
    assert is_optimal(_two(1.5), np.array([1.5, 1.5]), wrong)
    assert not is_optimal(_two(2.5), np.array([2.5, 2.5]), wrong)


def test_what_cannot_be_met_is_told_by_a_linear_program() -> None:
    """x = y with x at most 1 and y at least 2."""
    problem = _two(1.0)
    assert can_be_met(problem)
    apart = Quadratic(
        problem.equations,
        problem.right,
        problem.readings,
        problem.measured,
        problem.sigma,
        np.array([0.0, 2.0]),
        problem.upper,
    )
    assert not can_be_met(apart)
