"""What is told beside a plan, by hand: what idle elements lack and how far prices hold, and where neither is told."""

from __future__ import annotations

import numpy as np
import pytest

from mfo.errors import SolverError
from mfo.graph.build import build_graph
from mfo.program.build import build_program
from mfo.solve.engine.highs_session import Session, SolverRun
from mfo.solve.engine.solution import Solution
from mfo.solve.sensitivity import idle_costs, price_ranges
from mfo.solve.solver import Solver

from ..plants import market, mix, plant, series, supply

YEAR = 8760.0


def works(**more):
    """10 t/h of waste: 3 are composted for 1 EUR/t, the rest buried for 10; a kiln for 25 stands idle, and so does
    what nobody takes."""
    return plant(
        supply("bins", "A", "waste", 10.0),
        supply("sand", "A", "sand", 5.0, 2.0, take_all=False),
        mix("windrow", "A", ["waste"], {}, cost=1.0, capacity=series(3.0, "t/h")),
        mix("kiln", "A", ["waste"], {}, cost=25.0),
        market("dump", "A", "waste", -10.0, route="landfill"),
        **more,
    )


def with_units():
    """The same, with a shredder in units of 5 t/h that saves 6 EUR/t of burying 5 t/h and costs 300,000 EUR a year."""
    shredder = mix(
        "shredder",
        "A",
        ["waste"],
        {},
        cost=4.0,
        existing=series(0.0),
        capacity=series(5.0),
        capex=series(60_000.0),
        lifetime=1.0,
        unit_size=5.0,
    )
    made = works()
    return plant(*made.supplies, *made.processes, shredder, *made.markets)


class Told:
    """A plan that was solved; what is told beside it comes when asked."""

    def __init__(self, made) -> None:
        self.graph = build_graph(made)
        solver = Solver(build_program(self.graph, "cost"))
        self.plan = solver.solve()
        self._details = solver.details()

    def besides(self) -> Solution:
        return self._details(self.plan)

    def lack(self, told: Solution, family: str, name: str) -> float:
        names = self.graph.processes.names if family in ("activity", "units") else self.graph.supplies.names
        return float(told.lacks[family][list(names).index(name)])


@pytest.fixture(scope="module")
def plain() -> Told:
    return Told(works())


@pytest.fixture(scope="module")
def units() -> Told:
    return Told(with_units())


def test_what_an_idle_kiln_lacks_and_what_no_one_takes(plain: Told) -> None:
    """25 - 10 EUR/t; there is no way for a first tonne of sand. What is used lacks nothing."""
    told = plain.besides()
    assert plain.lack(told, "activity", "kiln") == pytest.approx(15.0)
    assert np.isnan(plain.lack(told, "supply", "sand"))
    assert np.isnan(plain.lack(told, "activity", "windrow"))


def test_what_a_unit_that_is_not_built_lacks(units: Told) -> None:
    """300,000 EUR a year less (10 - 4) EUR/t * 5 t/h * 8760 h = 262,800: 37,200 EUR. It has no first tonne."""
    told = units.besides()
    assert units.lack(told, "units", "shredder") == pytest.approx(37_200.0)
    assert np.isnan(units.lack(told, "units", "kiln"))
    assert np.isnan(units.lack(told, "activity", "shredder"))


@pytest.mark.parametrize(
    ("module", "limit", "told"), [(idle_costs, "MOST_WORK", "lacks"), (price_ranges, "MOST_COLUMNS", "holds")]
)
def test_nothing_is_told_of_larger_programs(plain: Told, monkeypatch, module, limit: str, told: str) -> None:
    assert getattr(plain.besides(), told)
    monkeypatch.setattr(module, limit, 0)
    assert getattr(plain.besides(), told) == {}


@pytest.mark.parametrize(("limit", "value"), [("MOST_COLUMNS", 0), ("UNITS_SECONDS", 0.0)])
def test_units_are_not_told_of_larger_programs_nor_when_time_is_up(units: Told, monkeypatch, limit, value) -> None:
    monkeypatch.setattr(idle_costs, limit, value)
    told = units.besides()
    assert np.isnan(units.lack(told, "units", "shredder"))
    assert units.lack(told, "activity", "kiln") == pytest.approx(15.0)


def stop_after(answers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the solver stop without an answer after so many answers."""
    left = iter(range(answers))
    run = Session.run

    def failing(session: Session) -> SolverRun:
        if next(left, None) is None:
            raise SolverError("The solver stopped without an answer.")
        return run(session)

    monkeypatch.setattr(Session, "run", failing)


@pytest.mark.parametrize("answers", [0, 1, 2])
def test_no_plan_fails_by_what_is_told_besides(units: Told, monkeypatch, answers: int) -> None:
    """A solver that stops without an answer, at once or after some: what it would have told is not known."""
    stop_after(answers, monkeypatch)
    told = units.besides()
    assert np.isnan(units.lack(told, "units", "shredder")) == (answers == 0)
    assert all(np.isnan(found).all() for family, found in told.lacks.items() if family != "units")
    assert told.holds == {}
    assert told.objective == units.plan.objective


def test_prices_are_not_told_where_the_solver_stops_at_a_moved_bound(plain: Told, monkeypatch) -> None:
    """The program is solved as it stands; moved, and asked for how far it can be moved, there is no answer."""
    monkeypatch.setattr(idle_costs, "MOST_WORK", 0)
    stop_after(1, monkeypatch)
    told = plain.besides()
    assert told.holds
    assert all(np.isnan(found).all() for found in told.holds.values())


def with_a_furnace():
    """The same, with a furnace for 22 EUR/t that runs at 2 to 4 t/h or not at all."""
    furnace = mix("furnace", "A", ["waste"], {}, cost=22.0, capacity=series(4.0, "t/h"), minimum_load=series(0.5))
    made = works()
    return plant(*made.supplies, *made.processes, furnace, *made.markets)


def test_where_use_is_decided_in_whole_numbers_a_first_unit_has_no_price(monkeypatch) -> None:
    """22 - 10 EUR/t for whatever the furnace then takes; where its switch stays as it is, nothing is told of it."""
    told = Told(with_a_furnace())
    assert told.lack(told.besides(), "activity", "furnace") == pytest.approx(12.0)
    monkeypatch.setattr(idle_costs, "MOST_DECIDED", 0)
    found = told.besides()
    assert np.isnan(told.lack(found, "activity", "furnace"))
    assert told.lack(found, "activity", "kiln") == pytest.approx(15.0)
    monkeypatch.undo()
    stop_after(1, monkeypatch)
    assert np.isnan(told.lack(told.besides(), "activity", "furnace"))
