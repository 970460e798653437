"""A demand charge on the highest load of each month, by hand; and what comes of leaving out its rows."""

from __future__ import annotations

import pytest

from mfo.errors import SolverError
from mfo.graph.build import build_graph
from mfo.plan.certificate.rows import peak_rows
from mfo.plan.make_plan import make_plan
from mfo.plan.plan import Plan
from mfo.plant.model import Plant, Rate
from mfo.program.build import build_program
from mfo.program.constraints import peak
from mfo.solve.solver import solve_program

from ..plants import market, plant, series, supply, times

BY_HAND = 1_023_600.0
"""24 slots of 365 h. 1 and 3 MW are wanted in turn; the grid costs 50 EUR/MWh and 5,000 EUR for each MW of a month's
highest load, an engine 60 EUR/MWh. A MW less of peak saves 5,000 EUR a month and costs 10 x 365 = 3,650 EUR while it
is cut in one slot, 7,300 EUR in both: cut from 3 to 1 MW. A month: 730 x 50 + 730 x 60 + 5,000 = 85,300 EUR."""
UNCUT = 12 * (4 * 365 * 50 + 3 * 5000)  # 1,056,000 EUR
FREE = 12 * 4 * 365 * 50  # 876,000 EUR: what a program without the rows believes


def factory() -> Plant:
    charge = Rate("supplies", "grid", "cost", series(5000.0), "peak")
    wanted = [1.0, 3.0] * 12
    return plant(
        supply("grid", "A", "power", None, 50.0, False),
        supply("engine", "A", "power", None, 60.0, False),
        market("works", "A", "power", 0.0, wanted, wanted),
        at=times(24),
        rates=(charge,),
    )


def planned() -> Plan:
    graph = build_graph(factory())
    return make_plan(factory(), graph, solve_program(build_program(graph)))


def test_the_peak_is_cut_while_it_pays() -> None:
    """Proves: 1,023,600 EUR, less than 1,056,000 with the peak as it comes; the charge is the supply's cost."""
    plan = planned()
    assert plan.objective == pytest.approx(BY_HAND)
    assert BY_HAND < UNCUT
    grid = plan.flows[plan.flows["element"] == "grid"]
    assert grid["amount"].to_numpy() == pytest.approx(365.0)  # 1 MW in every slot
    cost = plan.ledger[plan.ledger["element"] == "grid"]
    assert float(cost["amount"].sum()) == pytest.approx(12 * (2 * 365 * 50 + 5000))
    checks = {check["name"]: check["count"] for check in plan.certificate["checks"]}
    assert checks["peaks"] == 24


def test_the_hours_of_a_typical_day_are_in_every_month_of_the_day() -> None:
    """Day and night of 12 h, 365 times: 1 and 3 MW are wanted, and every month has its night. A MW less of peak saves
    12 x 5,000 EUR and costs 10 x 4,380 at night, 10 x 8,760 in both: cut from 3 to 1 MW.

    By hand: the grid gives 1 MW x 8,760 h x 50 + 12 x 5,000, the engine 2 MW x 4,380 h x 60. Before each half of the
    day was taken for half of the year, and its highest load paid for six months.
    """
    charge = Rate("supplies", "grid", "cost", series(5000.0), "peak")
    made = plant(
        supply("grid", "A", "power", None, 50.0, False),
        supply("engine", "A", "power", None, 60.0, False),
        market("works", "A", "power", 0.0, [1.0, 3.0], [1.0, 3.0]),
        rates=(charge,),
        at=times(2, hours=12.0, weight=365.0),
    )
    graph = build_graph(made)
    plan = make_plan(made, graph, solve_program(build_program(graph)))
    assert plan.objective == pytest.approx(8760 * 50 + 12 * 5000 + 2 * 4380 * 60)


def test_a_program_without_the_rows_gives_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: it believes in 876,000 EUR, and the certificate does not."""
    monkeypatch.setattr(peak, "add_rows", lambda builder: None)
    graph = build_graph(factory())
    solution = solve_program(build_program(graph))
    assert solution.objective == pytest.approx(FREE)
    with pytest.raises(SolverError, match="peaks is off by 3 "):
        make_plan(factory(), graph, solution)


def test_a_certificate_without_the_rows_gives_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: rows that nobody wrote again are not certified unseen."""
    monkeypatch.setattr(peak_rows, "rows", lambda book: None)
    with pytest.raises(SolverError, match="there is no check for the rows 'peak'"):
        planned()
