"""The certificate shares nothing with the program: not its code, and not its mistakes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mfo.errors import SolverError
from mfo.graph.arrays import time_blocks
from mfo.graph.build import build_graph
from mfo.plan.make_plan import make_plan
from mfo.plant.model import Plant
from mfo.program.build import build_program
from mfo.solve.solver import solve_program

from ..plants import market, mix, plant, series, store, supply, times
from ..test_layout import imported, modules
from .test_running import DAYS, perishing, returned, switched

FORBIDDEN = ("mfo.program", "mfo.solve", "mfo.graph.arrays.time_blocks")


def reached(start: list[str]) -> set[str]:
    """Every module that these import when they run, and what those import in turn."""
    known = modules()
    found, waiting = set(start), list(start)
    while waiting:
        name = waiting.pop()
        for other in imported(name, known[name], known):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def test_the_certificate_imports_nothing_of_what_it_judges() -> None:
    """Proves: not even through others does it reach the program, the solver, or the program's reading of slots."""
    own = [name for name in modules() if name.startswith("mfo.plan.certificate")]
    assert len(own) > 5
    assert sorted(name for name in reached(own) if name.startswith(FORBIDDEN)) == []


def ramped() -> Plant:
    """A dear burner that must be on a quarter of the time, and may follow slowly.

    4 h at 2, 8, 2 and 8 t/h: the burner (1 EUR/t, 10 t/h, 10 % an hour) may change by 1 t/h, the other way out costs 9.
    """
    burner = mix("burner", "A", ["x"], {}, cost=1.0, capacity=series(10.0), ramp=series(0.1))
    return plant(
        supply("s", "A", "x", [2.0, 8.0, 2.0, 8.0]),
        burner,
        mix("out", "A", ["x"], {}, cost=9.0),
        at=times(4, hours=1.0),
    )


def loaded() -> Plant:
    """An engine that runs at half its load or not, beside a grid that is dear: 2 MWh are wanted, the engine makes 5."""
    engine = mix("engine", "A", ["gas"], {"power": 1.0}, cost=1.0, capacity=series(10.0), minimum_load=series(0.5))
    return plant(
        supply("wells", "A", "gas", 10.0, take_all=False),
        engine,
        supply("grid", "A", "power", None, 5.0, False),
        market("town", "A", "power", 0.0, 2.0, 2.0),
        at=times(1, hours=1.0),
    )


def kept_for_days() -> Plant:
    """Three cheap days, then five dear ones with 24 t each: 40 t on each of the first, not 24 t."""
    tank = store("tank", "A", "x", 1000.0, across_days=True)
    taken = [0.0, 0.0, 1.0, 1.0]
    return plant(
        supply("s", "A", "x", None, [1.0, 1.0, 9.0, 9.0], False),
        tank,
        market("m", "A", "x", 0.0, taken, taken),
        at=DAYS,
    )


def days_apart() -> Plant:
    """Two typical days that each close on themselves: what is dear on the second day cannot be kept from the first."""
    tank = store("tank", "A", "x", 100.0)
    taken = [0.0, 1.0, 0.0, 1.0]
    return plant(
        supply("s", "A", "x", None, [1.0, 3.0, 5.0, 9.0], False),
        tank,
        market("m", "A", "x", 0.0, taken, taken),
        at=DAYS,
    )


def once_only(parts: Any, kept: Any) -> Any:
    """What repeats is taken to run once."""
    return time_blocks.Repeats(
        *(np.zeros_like(kept[:, :, parts.last]) for _ in range(2)),
        np.ones_like(kept[:, :, parts.last]),
        np.ones(kept.shape),
    )


def never_on(processes: Any) -> Any:
    """Nobody is on or off."""
    return np.zeros(len(processes.names), dtype=bool)


def in_order(parts: Any, across: Any) -> Any:
    """Every day opens as the one before closed, whatever the store."""
    return np.broadcast_to((np.arange(len(parts)) - 1) % len(parts), (len(across), len(parts)))


def itself(when: Any) -> Any:
    """Every slot comes after itself."""
    return np.arange(len(when.hours))


SLOTS, STORAGE, CAPACITY = (
    "mfo.graph.arrays.time_blocks",
    "mfo.program.constraints.storage",
    "mfo.program.constraints.capacity",
)
USED_BY = {
    "repeats": (SLOTS, STORAGE, "mfo.plan.tables.flows"),
    "opens_after": (SLOTS, STORAGE, "mfo.solve.engine.read_solution"),
    "before": (SLOTS, STORAGE, CAPACITY),
    "has_on": (CAPACITY,),
}


@pytest.mark.parametrize(
    ("helper", "broken", "made"),
    [
        ("repeats", once_only, kept_for_days),
        ("opens_after", in_order, days_apart),
        ("before", itself, ramped),
        ("before", itself, switched),
        ("has_on", never_on, loaded),
    ],
)
def test_a_helper_that_is_broken_everywhere_gives_no_certified_plan(
    helper: str, broken: Callable[..., Any], made: Callable[[], Plant], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: with a helper broken wherever it is used, the program's wrong optimum is refused.

    Shared with the certificate, the same mistake would be made twice and the plan certified.
    """
    right = solve_program(build_program(build_graph(made())))
    assert make_plan(made(), build_graph(made()), right).certificate["certified"]
    for name in USED_BY[helper]:
        monkeypatch.setattr(importlib.import_module(name), helper, broken)
    wrong = solve_program(build_program(build_graph(made())))
    assert wrong.status == "optimal"
    assert abs(wrong.objective - right.objective) > 1e-3 * max(1.0, abs(right.objective))
    with pytest.raises(SolverError, match="could not be certified"):
        make_plan(made(), build_graph(made()), wrong)


def test_rows_without_a_check_are_refused() -> None:
    """A program with rows that nobody looks at would be certified unseen."""
    made = loaded()
    graph = build_graph(made)
    solution = solve_program(build_program(graph))
    more = {**solution.row_duals, "demand charge": np.zeros((1, 1))}
    with pytest.raises(SolverError, match="there is no check for the rows 'demand charge'"):
        make_plan(made, graph, replace(solution, row_duals=more))


def forever(when: Any, longest: float | None) -> Any:
    """Nothing perishes."""
    return np.full(len(when.hours), -1)


def at_once(item: Any, when: Any) -> Any:
    """What comes back does so within its slot."""
    slots = np.arange(len(when.hours))
    nothing = np.zeros(len(slots), dtype=np.int64)
    return nothing, slots, np.ones(len(slots)), nothing, slots


@pytest.mark.parametrize(
    ("where", "broken", "made", "said"),
    [
        ("mfo.graph.build.slots_of_stay", forever, perishing, "longest stay"),
        ("mfo.graph.parts.returns._lag", at_once, returned, "balance"),
    ],
)
def test_a_graph_that_is_wrong_about_time_gives_no_certified_plan(
    where: str, broken: Callable[..., Any], made: Callable[[], Plant], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: stays and returns are read from the plant, so that a graph which misreads them is found out."""
    monkeypatch.setattr(where, broken)
    graph = build_graph(made())
    solution = solve_program(build_program(graph))
    assert solution.status == "optimal"
    with pytest.raises(SolverError, match=f"{said} is off by"):
        make_plan(made(), graph, solution)
