"""The solver's session: changes in place, honest statuses, and Ctrl-C."""

from __future__ import annotations

import multiprocessing
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from mfo.errors import SolverError
from mfo.graph.arrays.flow_graph import Term
from mfo.program.build import build_program
from mfo.solve.engine import lexicographic
from mfo.solve.engine.big_m import tightened
from mfo.solve.engine.highs_session import OPTIMAL, Session, SolverRun
from mfo.solve.engine.lexicographic import holds, solve_linear
from mfo.solve.infeasibility import effort
from mfo.solve.matrix.compile_program import compile_program
from mfo.solve.matrix.matrix import Matrix, compress
from mfo.solve.solver import Solver, solve_program

from ..program.graphs import INF, Sketch


def matrix(cost, rows, lower, upper, low=0.0, high=INF, whole=False):
    """A small program from dense rows."""
    dense = np.atleast_2d(np.array(rows, dtype=float))
    row, column = np.nonzero(dense)
    starts, index, value = compress(row, column, dense[row, column], *dense.shape)
    size, costs = dense.shape[1], np.array(cost, dtype=float)
    bounds = np.full(size, low), np.full(size, high), np.full(size, whole)
    sides = np.array(lower, dtype=float), np.array(upper, dtype=float)
    return Matrix(costs, 0.0, *bounds, *sides, starts, index, value, (costs,))


def two():
    """Minimise x + 2 y with x + y >= 4 and x <= 3, as a row."""
    return matrix([1, 2], [[1, 1], [1, 0]], [4, -INF], [INF, 3])


def test_duals_are_the_change_of_the_objective_by_a_bound():
    """Proves: one more needed costs 2 (y); one more of x allowed saves 1; signs are those of minimisation."""
    answer = Session(two()).run()
    assert answer.objective == pytest.approx(5)
    assert answer.duals == pytest.approx([2, -1])
    assert answer.reduced_costs == pytest.approx([0, 0])


def test_bounds_costs_and_rows_change_in_place():
    session = Session(two())
    session.run()
    session.set_row_bounds(np.array([0]), np.array([6.0]), np.array([INF]))
    assert session.run().objective == pytest.approx(9)
    session.set_costs(np.array([1.0, 1.0]))
    assert session.run().objective == pytest.approx(6)
    session.set_bounds(np.array([1]), np.array([0.0]), np.array([5.0]))
    assert session.run().objective == pytest.approx(6)
    assert session.add_row(np.array([1.0, 0.0]), -INF, 0.5) == 2
    assert session.run().status == "infeasible"


@pytest.mark.parametrize(
    ("program", "status"),
    [
        (matrix([1], [[1]], [4], [3]), "infeasible"),
        (matrix([-1], [[1]], [4], [INF]), "unbounded"),
        (matrix([1, 1], [[2, 2]], [3], [3], high=9, whole=True), "infeasible"),
        (matrix([1, 0, -1], [[1, -2, 2]], [1], [INF], whole=[True, False, True]), "unbounded"),
    ],
)
def test_a_program_without_an_optimum_says_so(program, status):
    assert Session(program).run().status == status


def test_a_bound_that_is_no_number_is_refused():
    s = Sketch()
    s.supply("a", np.nan)
    program = build_program(s.graph())
    with pytest.raises(SolverError, match="not a number"):
        compile_program(program)


def test_a_cost_that_is_no_number_is_refused_though_all_amounts_are():
    s = Sketch()
    s.supply("a", 10, price=np.nan)
    s.market("a", minimum=5)
    with pytest.raises(SolverError, match="not a finite number"):
        compile_program(build_program(s.graph()))


def test_one_row_or_bound_that_is_broken_is_enough_not_to_hold():
    """x + y >= 4 and x <= 3: (3, 1) holds; (2, 1) breaks the first, (4, 1) the second, (5, -1) also a bound."""
    told = [holds(two(), np.array(values, dtype=float)) for values in ((3, 1), (2, 1), (4, 1), (3, -1), (5, -1))]
    assert told == [True, False, False, False, False]


def test_what_holds_and_is_proven_is_not_solved_again_in_other_units(monkeypatch):
    """x = 3 and y = 1, whatever the size of the numbers; a second time would take as long again."""
    again = []
    session = Session(two())
    session.is_unusual = True
    monkeypatch.setattr(lexicographic, "Session", lambda *given, **options: again.append(options) or Session(*given))
    assert solve_linear(session, two(), {}).values == pytest.approx([3, 1])
    assert again == []


@pytest.mark.parametrize(("cost", "most"), [(None, 100.0), (12.0, 12.0), (500.0, 100.0)])
def test_a_factor_typed_as_no_limit_is_cut_to_what_can_come(cost, most):
    """x <= 1e7 z and x <= 100: no more than 100 come, and than 12 where x alone may cost no more than that. What a
    whole number is counted by in another row says nothing."""
    bounds = matrix([1, 0], [[1, -1e7], [1, 0], [0, 1e7]], [-INF, -INF, -INF], [0, 100, 1e7], high=[INF, 1])
    program = replace(bounds, whole=np.array([False, True]))
    known = None if cost is None else np.array([cost, 1.0])
    found = tightened(program, known)
    assert found.value[1] == pytest.approx(-most, rel=1e-5)
    assert np.delete(found.value, 1) == pytest.approx(np.delete(program.value, 1))


def test_a_session_of_limited_effort_counts_the_steps_of_the_solver(monkeypatch):
    """3 steps and each run may be spent. Six equations of six columns each take more than two, which no other count
    tells: after one run nothing is left."""
    monkeypatch.setattr(effort, "WORK", 0.0)
    monkeypatch.setattr(effort, "LEAST", 3)
    random = np.random.default_rng(1)
    rows = random.uniform(1, 2, (6, 12))
    program = matrix(random.uniform(1, 2, 12), rows, rows.sum(axis=1), rows.sum(axis=1))
    session = effort.LimitedSession(program)
    assert not session.exhausted
    session.run()
    assert session.exhausted
    assert session.run().status == effort.UNFINISHED


def test_a_solver_solves_again_after_a_limit_moves():
    """Proves: the same session gives 20, and 15 after its supply shrank; ties broken in between change nothing."""
    s = Sketch()
    for price in (1, 1):
        s.rate("supply", s.supply("a", 10, price=price), 1.0, effect="soot")
    s.market("a", minimum=5)
    s.limits.append(s.limit("least", [s.term("supply", 0)], lower=2.0))
    solver = Solver(build_program(s.graph(), "soot"))
    assert solver.solve().objective == pytest.approx(5)
    row = solver.compiled.rows["limit year"].start
    solver.session.set_row_bounds(np.array([row]), np.array([8.0]), np.array([INF]))
    assert solver.session.run().objective == pytest.approx(8)


def knapsack(size):
    """A program with whole numbers that takes HiGHS long: equal parts of random weights."""
    random = np.random.default_rng(5)
    weights = random.integers(1, 10**6, (4, size)).astype(float)
    half = np.floor(weights.sum(axis=1) / 2)
    return matrix(random.uniform(1, 2, size), weights, half, half, high=1.0, whole=True)


def test_a_time_limit_is_a_status_of_its_own():
    started = time.perf_counter()
    answer = Session(knapsack(60), time_limit=0.5).run()
    assert answer.status == "time limit"
    assert time.perf_counter() - started < 5


def _interrupted():
    try:
        Session(knapsack(60)).run()
    except KeyboardInterrupt:
        sys.stdout.write("interrupted")


def test_ctrl_c_stops_the_solver():
    """Proves: an interrupt reaches a solve that would last for minutes, and nothing is left running."""
    code = f"from {__name__} import _interrupted; print('ready', flush=True); _interrupted()"
    # A shell lets what it runs in the background ignore interrupts, this test and its processes included.
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, preexec_fn=heeding
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "ready"
            time.sleep(0.7)
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    assert rest.strip() == "interrupted"
    assert process.returncode == 0


def test_an_interrupt_while_the_solver_starts_stops_it_too(monkeypatch):
    """Proves: the run that has just begun is told to stop and waited for."""
    session, told = Session(two()), []

    class Interrupted(threading.Thread):
        def start(self):
            super().start()
            raise KeyboardInterrupt

    monkeypatch.setattr(threading, "Thread", Interrupted)
    monkeypatch.setattr(session._highs, "cancelSolve", lambda: told.append("stop"))
    with pytest.raises(KeyboardInterrupt):
        session.run()
    assert told == ["stop"]
    assert not [thread for thread in threading.enumerate() if isinstance(thread, Interrupted) and thread.is_alive()]


def _objective(demand):
    s = Sketch()
    s.supply("a", 10, price=2)
    s.market("a", minimum=demand)
    return solve_program(build_program(s.graph())).objective


def test_sessions_work_in_processes_that_are_spawned():
    """Proves: a solve here first does not disturb solves in spawned processes."""
    assert _objective(1.0) == pytest.approx(2)
    # An executor tells when a worker dies; a pool would wait for it for ever.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(_objective, [3.0, 4.0])) == pytest.approx([6, 8])


def test_entries_of_one_cell_are_added_and_zeros_dropped():
    starts, index, value = compress(np.array([1, 0, 1, 0]), np.array([2, 1, 2, 0]), np.array([1.0, 2, 3, 0]), 2, 3)
    assert (starts.tolist(), index.tolist(), value.tolist()) == ([0, 1, 2], [1, 2], [2, 4])


def test_large_and_small_flows_keep_their_digits():
    """Proves: 1e7 of water beside 1e-3 of a trace metal in one plan: neither is cleaned away as noise."""
    s = Sketch()
    s.supply("water", 1e7, take_all=True)
    s.supply("metal", 1e-3, take_all=True)
    works = s.process()
    s.output(works, "clean", 0.9, feed=s.feed(works, "water"))
    s.output(works, "sludge", 1.0, feed=s.feed(works, "metal"))
    s.market("clean")
    s.market("sludge")
    solution = solve_program(build_program(s.graph()))
    assert solution.values["delivery"].ravel() == pytest.approx([9e6, 1e-3])


def test_limits_given_at_call_time_come_on_top():
    s = Sketch()
    s.supply("a", price=1)
    s.market("a")
    extra = Sketch().limit("more", [Term("supply", np.array([0]), np.ones((1, 1, 1)))], lower=3.0)
    solution = solve_program(build_program(s.graph(), limits=(extra,)))
    assert solution.objective == pytest.approx(3)
    assert solution.duals["limit:more"] == pytest.approx([1])


def test_a_second_opinion_never_makes_an_answer_worse(monkeypatch):
    """Proves: 7 stands where the second run says 8, that there is no plan, or nothing; 6 is taken."""
    nothing = np.zeros(1), np.zeros(1), np.zeros(1)
    for status, objective, best in ((OPTIMAL, 8, 7), ("infeasible", 0, 7), ("time limit", 0, 7), (OPTIMAL, 6, 6)):
        session = Session(matrix([1], [[1]], [0.5], [INF], whole=True))
        told = iter([SolverRun(OPTIMAL, 7, 7, *nothing), SolverRun(status, objective, objective, *nothing)])
        monkeypatch.setattr(session, "_relaxation_agrees", lambda _: False)
        monkeypatch.setattr(session, "_run", lambda: OPTIMAL)
        monkeypatch.setattr(session, "_answer", lambda _, told=told: next(told))
        assert session.run().objective == best


@pytest.mark.parametrize(("most", "runs"), [(2.0, 0), (1.5, 1)])
def test_what_the_linear_relaxation_settles_is_run_once(monkeypatch, most, runs):
    """Proves: at most 2 of x + y are 2, whole numbers or not; at most 1.5 are 1, where there could be more."""
    session, seen = Session(matrix([-1, -1], [[1, 1]], [-INF], [most], whole=True)), []
    second = session._second_opinion
    monkeypatch.setattr(session, "_second_opinion", lambda *first: seen.append(first) or second(*first))
    assert session.run().objective == pytest.approx(-np.floor(most))
    assert len(seen) == runs
    assert session.run().objective == pytest.approx(-np.floor(most))  # whole numbers are whole again


@pytest.mark.parametrize(("amount", "kept"), [(1e-4, True), (1.5e-4, False), (1.00001e-4, False)])
def test_a_small_row_is_kept_by_what_stands_in_it(amount: float, kept: bool) -> None:
    """A gram counts for nothing among tonnes; a milligram too much breaks a row that is to hold 100 g."""
    assert holds(matrix([1.0], [[1.0]], [1e-4], [1e-4]), np.array([amount])) == kept
