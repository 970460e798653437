"""How far the prices of bounds hold, by hand and by solving again with the bound moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mfo.graph.build import build_graph
from mfo.plan.make_plan import make_plan
from mfo.plan.plan import Plan
from mfo.plant.model import Limit, Quantity
from mfo.program.build import build_program
from mfo.solve.sensitivity import price_ranges
from mfo.solve.solver import Solver

from ..plants import market, mix, plant, series, supply, times

YEAR = 8760.0


def works(compost: float = 3.0, kiln: float = 4.0, waste: float = 10.0, **more):
    """Waste that is composted for 1 EUR/t, burnt for 6 or buried for 10; t/h."""
    return plant(
        supply("bins", "A", "waste", waste),
        mix("windrow", "A", ["waste"], {}, cost=1.0, capacity=series(compost, "t/h")),
        mix("kiln", "A", ["waste"], {}, cost=6.0, capacity=series(kiln, "t/h")),
        market("dump", "A", "waste", -10.0, route="landfill"),
        **more,
    )


def plan_of(made) -> Plan:
    graph = build_graph(made)
    solver = Solver(build_program(graph, "cost"))
    solution = solver.solve()
    return make_plan(made, graph, solver.details()(solution), "cost")


def row(plan: Plan, element: str) -> dict[str, float]:
    bounds = plan.bounds
    (found,) = bounds[(bounds["element"] == element) & bounds["binding"] & (bounds["price"] != 0)].to_dict("records")
    return found


def test_a_price_holds_until_the_dearer_way_is_empty() -> None:
    """Each more t/h composted saves 9 EUR/t of burying, until nothing is buried: 3 + 3 = 6 t/h.

    Then it would save 5 of burning only; without that the price would seem to hold for ever.
    """
    found = row(plan_of(works()), "windrow")
    assert (found["price"], found["until"] / YEAR) == pytest.approx((9, 6))
    assert row(plan_of(works()), "kiln")["until"] / YEAR == pytest.approx(7)


def test_a_price_of_what_must_be_taken_holds_downwards() -> None:
    """Each t/h less saves 10 EUR/t, until nothing is buried: 7 t/h."""
    found = row(plan_of(works()), "bins")
    assert (found["price"], found["until"] / YEAR) == pytest.approx((-10, 7))


def test_what_must_be_taken_is_worth_something_until_the_plant_is_full() -> None:
    """4 t/h of boxes are baled for 1 EUR/t and sold for 5; the baler takes 6 t/h, and more would be tipped for 10.

    So the 4 EUR/t hold up to 6 t/h. Without the sign of the price beyond they would seem to end where they stand.
    """
    boxes = plant(
        supply("boxes", "A", "cardboard", 4.0),
        mix("baler", "A", ["cardboard"], {"bale": 1.0}, cost=1.0, capacity=series(6.0, "t/h")),
        market("mill", "A", "bale", 5.0),
        market("tip", "A", "cardboard", -10.0, route="landfill"),
    )
    found = row(plan_of(boxes), "boxes")
    assert (found["price"], found["until"] / YEAR) == pytest.approx((4, 6))


def test_the_cost_falls_by_price_times_amount_up_to_there_and_by_less_beyond() -> None:
    base = plan_of(works())
    found = row(base, "windrow")
    until = found["until"] / YEAR
    for capacity in np.linspace(3.0, until, 4):
        saved = base.objective - plan_of(works(compost=capacity)).objective
        assert saved == pytest.approx(found["price"] * (capacity - 3.0) * YEAR, abs=1e-3)
    beyond = base.objective - plan_of(works(compost=until + 1.0)).objective
    assert beyond == pytest.approx(found["price"] * (until - 3.0) * YEAR + 5.0 * YEAR)


def test_a_price_without_an_end() -> None:
    """All that is offered at 2 EUR/t sells for 5: there is no end to it."""
    rows_of = supply("s", "A", "x", 4.0, 2.0, take_all=False), market("m", "A", "x", 5.0)
    assert np.isnan(row(plan_of(plant(*rows_of)), "s")["until"])


def test_a_price_that_ends_where_it_stands() -> None:
    """Waste as much as the windrow takes, no more: one more t/h of capacity saves nothing, whatever price is told."""
    found = row(plan_of(works(compost=10.0, kiln=0.0)), "windrow")
    assert found["until"] == pytest.approx(found["limit"])


def test_a_limit_of_a_year() -> None:
    """3 t/h would be buried, 2 may be, and one is shredded for 30: each t more saves 20 EUR, until 3 t/h."""
    cap = Limit("cap", (Quantity("market", "dump"),), "year", maximum=series(2.0 * YEAR), unit="t")
    made = works(limits=(cap,))
    shredder = mix("shredder", "A", ["waste"], {}, cost=30.0)
    plan = plan_of(replace(made, processes=(*made.processes, shredder)))
    (found,) = plan.limits.to_dict("records")
    assert (found["price"], found["until"] / YEAR) == pytest.approx((20, 3))


def test_a_share_of_what_is_fixed() -> None:
    """At most 20 % of 10 t/h may be buried, 3 t/h would be: each t more saves 20 EUR, until 30 %."""
    cap = Limit(
        "cap",
        (Quantity("market", "dump"),),
        "year",
        basis="share",
        of=(Quantity("material", "waste"),),
        maximum=series(0.2),
        unit="t",
    )
    made = works(limits=(cap,))
    shredder = mix("shredder", "A", ["waste"], {}, cost=30.0)
    (found,) = plan_of(replace(made, processes=(*made.processes, shredder))).limits.to_dict("records")
    assert (found["price"], found["until"]) == pytest.approx((20, 0.3))


def test_a_share_of_what_the_plan_decides_is_not_told() -> None:
    """Nothing must be taken: with a larger share more is taken, and what the share asks for moves as well."""
    cap = Limit(
        "cap",
        (Quantity("market", "dump"),),
        "year",
        basis="share",
        of=(Quantity("material", "waste"),),
        maximum=series(0.2),
        unit="t",
    )
    made = works(limits=(cap,))
    paid = supply("bins", "A", "waste", 10.0, -25.0, take_all=False)
    (found,) = plan_of(replace(made, supplies=(paid,))).limits.to_dict("records")
    assert found["binding"]
    assert np.isnan(found["until"])


def test_a_limit_of_each_slot() -> None:
    """Hours with 10 and 12 t: 3 and 5 t would be buried, 2 may be. Shredding 30, so 20 EUR/t, until 3 t and 5 t."""
    cap = Limit("cap", (Quantity("market", "dump"),), "slot", maximum=series(2.0), unit="t")
    made = works(waste=np.array([[10.0, 12.0]]), limits=(cap,), at=times(2, hours=1.0))
    shredder = mix("shredder", "A", ["waste"], {}, cost=30.0)
    found = plan_of(replace(made, processes=(*made.processes, shredder))).limits
    assert found["price"].tolist() == pytest.approx([20, 20])
    assert found["until"].tolist() == pytest.approx([3, 5])


def test_what_must_be_taken_is_worth_something_until_there_is_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """4 t/h of boxes are baled for 1 EUR/t and sold for 5; the baler takes 6 t/h, and there is no other way.

    Where the solver stops just before that end, none is told.
    """
    boxes = plant(
        supply("boxes", "A", "cardboard", 4.0),
        mix("baler", "A", ["cardboard"], {"bale": 1.0}, cost=1.0, capacity=series(6.0, "t/h")),
        market("mill", "A", "bale", 5.0),
    )
    found = row(plan_of(boxes), "boxes")
    assert (found["price"], found["until"] / YEAR) == pytest.approx((4, 6))
    seen = iter((True, True, False))  # as it stands, moved far, moved to where a plan is left
    whole = price_ranges.optimum
    monkeypatch.setattr(price_ranges, "optimum", lambda session: whole(session) if next(seen, False) else None)
    assert np.isnan(row(plan_of(boxes), "boxes")["until"])


def test_a_price_whose_end_is_not_found_in_a_few_rounds_is_told_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(price_ranges, "ROUNDS", 1)
    found = row(plan_of(works()), "windrow")
    assert found["price"] == pytest.approx(9)
    assert np.isnan(found["until"])


def test_a_share_of_nothing_has_no_end() -> None:
    """Hours with 10 t and none: at most 20 % may be buried, 30 % would be in the first. In the second nothing binds."""
    cap = Limit(
        "cap",
        (Quantity("market", "dump"),),
        "slot",
        basis="share",
        of=(Quantity("material", "waste"),),
        maximum=series(0.2),
        unit="t",
    )
    made = works(waste=np.array([[10.0, 0.0]]), limits=(cap,), at=times(2, hours=1.0))
    shredder = mix("shredder", "A", ["waste"], {}, cost=30.0)
    found = plan_of(replace(made, processes=(*made.processes, shredder))).limits
    first, second = found.sort_values("slot").to_dict("records")
    assert (first["price"], first["until"]) == pytest.approx((20, 0.3))
    assert np.isnan(second["until"])
