"""Plans of ordinary numbers that are off by the solver's tolerance: brought to hold where a row is, else left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mfo.solve.engine import lexicographic
from mfo.solve.engine.highs_session import Session
from mfo.solve.engine.lexicographic import Outcome, solve_linear
from mfo.solve.matrix.matrix import Matrix

LEAST = 2e-4  # what the row asks for; the solver keeps it to 1e-7


def program() -> Matrix:
    """The least x of which at least 2e-4 is asked for, and y that nobody needs."""
    return Matrix(
        cost=np.array([1.0, 1.0]),
        offset=0.0,
        lower=np.zeros(2),
        upper=np.array([10.0, 10.0]),
        whole=np.zeros(2, dtype=bool),
        row_lower=np.array([LEAST]),
        row_upper=np.array([np.inf]),
        starts=np.array([0, 1], dtype=np.int32),
        index=np.array([0], dtype=np.int32),
        value=np.array([1.0]),
    )


def off_by(monkeypatch: pytest.MonkeyPatch, off: list[float]) -> None:
    """Let the solver's answer be off by so much."""
    right = lexicographic._solve_linear

    def answered(session: Session, matrix: Matrix) -> Outcome:
        found = right(session, matrix)
        return replace(found, values=found.values + np.array(off))

    monkeypatch.setattr(lexicographic, "_solve_linear", answered)


def test_a_row_of_little_is_brought_to_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: 5e-8 are much of 2e-4 (2.5e-4 of it), though within the solver's tolerance; by hand, x = 2e-4."""
    off_by(monkeypatch, [-5e-8, 0.0])
    found = solve_linear(Session(program()), program(), {})
    assert found.values == pytest.approx([LEAST, 0.0], rel=1e-12, abs=1e-15)


def test_what_is_read_as_zero_is_no_reason_to_solve_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: 1e-12 below zero is cut off where values are read; a large program took twice as long for it."""
    off_by(monkeypatch, [0.0, -1e-12])
    monkeypatch.setattr(lexicographic, "refined", lambda *_: pytest.fail("it was solved again"))
    found = solve_linear(Session(program()), program(), {})
    assert found.values == pytest.approx([LEAST, -1e-12])
