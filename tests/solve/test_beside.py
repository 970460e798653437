"""The second run beside the first: it changes nothing that is right, mends what is wrong, and leaves nothing behind."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mfo.solve.engine import beside
from mfo.solve.engine.beside import Beside, Run
from mfo.solve.engine.highs_session import Session
from mfo.solve.engine.solution import FEASIBLE, OPTIMAL
from mfo.solve.matrix.matrix import Matrix

from .test_session import INF, knapsack, matrix


def packing(size: int, seed: int) -> Matrix:
    """Choose things of most worth under three weights: whole numbers that take a second or so."""
    random = np.random.default_rng(seed)
    weights = random.integers(20, 99, (3, size)).astype(float)
    return matrix(-random.integers(20, 99, size), weights, [-INF] * 3, weights.sum(axis=1) / 2.3, high=1.0, whole=True)


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if "solve" in thread.name]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second run begins as soon as the first is looked at."""
    monkeypatch.setattr(beside, "BESIDE_AFTER", 0.0)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.usefixtures("at_once")
def test_both_together_find_what_one_finds(seed: int) -> None:
    """Expected: the optimum of one run alone, without anything beside it. No thread is left."""
    program = packing(45, seed)
    alone = Session(program, patience=0.0).run()
    both = Session(program).run()
    assert (both.status, both.objective) == (OPTIMAL, pytest.approx(alone.objective))
    assert both.bound == pytest.approx(both.objective, rel=1e-6)
    assert threads() == []


@pytest.mark.parametrize("gap", [0.0, 1e-4])
@pytest.mark.usefixtures("at_once")
def test_a_wrong_first_answer_is_mended(gap: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first run claims an optimum that is one worse, as presolve may: the second run's is taken, be it beside the
    first or, where that ends at once, after it; where a gap is allowed that is smaller than that, too."""
    program = packing(45, 1)
    wanted = Session(program, patience=0.0).run()
    session = Session(program, gap=gap)
    honest, lies = session._answer, [1.0]

    def claimed(status: str, highs: Any = None) -> Any:
        found = honest(status, highs)
        if highs is None and session._whole and lies:
            object.__setattr__(found, "objective", found.objective + lies.pop())
        return found

    monkeypatch.setattr(session, "_answer", claimed)
    monkeypatch.setattr(beside, "LONGER", 100.0)
    monkeypatch.setattr(beside, "LEAST", 100.0)
    assert session.run().objective == pytest.approx(wanted.objective)


@pytest.mark.usefixtures("at_once")
def test_where_a_gap_is_allowed_the_answer_is_as_near_as_that() -> None:
    """Expected: the optimum of one run alone, to a hundredth. No thread is left, though the second may be waiting."""
    program = packing(45, 3)
    wanted = Session(program, patience=0.0).run().objective
    found = Session(program, gap=0.01).run()
    assert found.status == OPTIMAL
    assert wanted - 1e-6 <= found.objective <= wanted + 0.01 * abs(wanted)
    assert threads() == []


@pytest.mark.parametrize(("own", "first", "ahead"), [(0.9, 0.1, False), (3.0, 5.0, True), (3.0, 7.0, False)])
def test_a_share_of_processor_time_is_kept(own: float, first: float, ahead: bool, monkeypatch: pytest.MonkeyPatch):
    """Half of the first run's, 2.5 of 5 and 3.5 of 7 seconds, but a second at least; without a share any."""
    monkeypatch.setattr(time, "process_time", lambda: 4.0)
    runs = [Run(Session(knapsack(5))._highs, share=share) for share in (0.5, INF)]
    monkeypatch.setattr(time, "process_time", lambda: 4.0 + own + first)
    monkeypatch.setattr(time, "thread_time", lambda: own)
    assert [run.is_ahead for run in runs] == [ahead, False]


@pytest.mark.parametrize(("after", "best", "ended"), [(-1.0, 7.0, 1), (-1.0, INF, 0), (60.0, 7.0, 0)])
def test_the_first_run_ends_with_the_plan_of_either_once_it_is_time(after: float, best: float, ended: int) -> None:
    """Not before, and not while neither has one."""
    session, stops = Session(knapsack(5)), []
    first = Run(session._highs, best=best)
    first.stop = lambda: stops.append(1)  # type: ignore[method-assign]
    Beside(first, session._without_presolve, after, lambda *_: None).look()
    assert len(stops) == ended


@pytest.mark.usefixtures("at_once")
def test_a_second_run_ends_when_it_can_change_nothing() -> None:
    """Whatever the bound, nothing can be better than minus infinity: the run ends at its next look."""
    session = Session(knapsack(60))
    second = Beside(Run(session._highs), session._without_presolve, np.inf, lambda *_: None)
    second.look()
    begun = time.perf_counter()
    second.finish(-INF, wait=True)
    assert time.perf_counter() - begun < 5
    assert threads() == []


@pytest.mark.usefixtures("at_once")
def test_a_time_limit_gives_the_best_of_both() -> None:
    """Stopped after a second there is a plan; its bound is below it, its values hold."""
    program = packing(300, 5)
    answer = Session(program, time_limit=1.0).run()
    assert answer.status in (FEASIBLE, OPTIMAL)
    assert answer.bound <= answer.objective
    assert (program.times(answer.values) <= program.row_upper + 1e-6).all()
    assert float(program.cost @ answer.values) == pytest.approx(answer.objective)
    assert threads() == []


def test_what_has_no_answer_says_so_and_is_not_ended() -> None:
    """Between 1.4 and 1.6 there is no whole number, though the solver has to search for it among forty."""
    program = packing(40, 2)
    row = matrix(program.cost, np.vstack([np.eye(40)[0] + np.eye(40)[1] * 2]), [1.4], [1.6], high=5.0, whole=True)
    assert Session(row).run().status == "infeasible"


@pytest.mark.usefixtures("at_once")
def test_best_and_bound_are_told_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "TOLD_EVERY", 0.0)
    told: list[tuple[float, float]] = []
    answer = Session(packing(300, 5), time_limit=1.5, watch=lambda *seen: told.append(seen)).run()
    assert told
    assert all(bound <= best for best, bound in told)
    assert min(best for best, _ in told) >= answer.objective - 1e-6 * abs(answer.objective)


def test_a_session_goes_on_after_a_search_was_ended() -> None:
    """A run that was ended by its time leaves the session able to solve something else."""
    program = packing(300, 5)
    session = Session(program, plan_after=0.3)
    assert session.run().status in (FEASIBLE, OPTIMAL)
    columns = np.arange(40, 300)
    session.set_bounds(columns, np.zeros(260), np.zeros(260))
    again = session.run()
    fresh = Session(replace(program, upper=np.where(np.arange(300) < 40, 1.0, 0.0)), patience=0.0).run()
    assert (again.status, again.objective) == (OPTIMAL, pytest.approx(fresh.objective))


def test_a_search_in_a_thread_of_its_own_ends_by_itself_too() -> None:
    """A server plans in threads, where nothing looks at the run: it still ends with the best that it has found."""
    found: list[str] = []
    session = Session(packing(300, 5), plan_after=0.3)
    thread = threading.Thread(target=lambda: found.append(session.run().status), name="asking", daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    assert found[0] in (FEASIBLE, OPTIMAL)
