"""Capacity, construction, and what is open, on or used: small programs solved by hand."""

from __future__ import annotations

import numpy as np
import pytest

from mfo.errors import PlantError
from mfo.program.build import build_program

from ..program.graphs import INF, Sketch
from .test_flows import amounts, solve


def mill(s, price=0.0, **options):
    """A process that turns a into flour, one to one."""
    made = s.process(**options)
    s.feed(made, "a", per=1)
    s.output(made, "flour", 1)
    if price:
        s.market("flour", price=price)
    return made


def test_capacity_is_built_while_it_pays():
    """Proves: 2 t/h at an annuity of 30 stand 10 h for 20 t at 4; a market of 20 and 60 against 80 of sales."""
    s = Sketch(hours=[10.0])
    s.supply("a")
    made = mill(s, capacity=9, expandable=True, most=9)
    s.market("flour", price=4, maximum=20)
    s.rate("built", made, 30.0)
    solution = solve(s)
    assert amounts(solution, "built") == pytest.approx([2])
    assert amounts(solution, "capacity") == pytest.approx([2])
    assert solution.objective == pytest.approx(60 - 80)


def test_a_roadmap_builds_when_it_is_needed_and_replaces_what_retires():
    """Proves: demand 1, 3, 3 with 1 existing in the first year only, builds living two milestones, discount halving:
    capacities 1, 3, 3 and builds 0, 3, 0; built at once it would be 3 in the first year as well.
    """
    s = Sketch(years=3, discount=[1.0, 0.5, 0.25])
    s.supply("a")
    alive = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]], dtype=bool)
    made = mill(s, capacity=9, expandable=True, most=9, existing=[1.0, 0.0, 0.0], alive=alive)
    s.market("flour", minimum=np.array([1.0, 3.0, 3.0])[:, None])
    s.rate("built", made, 10.0)
    solution = solve(s)
    assert solution.values["built"][0] == pytest.approx([0, 3, 0])
    assert solution.values["capacity"][0] == pytest.approx([1, 3, 3])
    assert solution.objective == pytest.approx(15)


def test_construction_waits_for_its_year():
    """Proves: nothing can be built in the first year, so only the second sells: 5; otherwise 10."""
    s = Sketch(years=2)
    s.supply("a")
    mill(s, capacity=5, expandable=True, most=5, may_build=[False, True], price=1)
    assert solve(s).objective == pytest.approx(-5)


def test_whole_units_only():
    """Proves: 5 are needed and units have 2: three units, 6 in place; without units 5 would be built."""
    s = Sketch()
    s.supply("a")
    made = mill(s, capacity=20, expandable=True, most=20, unit_size=2.0)
    s.market("flour", minimum=5)
    s.rate("built", made, 10.0)
    solution = solve(s)
    assert solution.whole_numbers
    assert solution.objective == pytest.approx(60)
    assert amounts(solution, "units") == [3]


@pytest.mark.parametrize(("fixed", "open_"), [(15.0, 1.0), (25.0, 0.0)])
def test_a_process_closes_when_its_fixed_cost_is_not_earned(fixed, open_):
    """Proves: 10 t at a margin of 2 earn 20: open at a fixed cost of 15, closed at 25."""
    s = Sketch()
    s.supply("a")
    made = mill(s, capacity=10, closable=True, price=2)
    s.rate("open", made, fixed)
    solution = solve(s)
    assert amounts(solution, "open") == [open_]
    assert solution.objective == pytest.approx(min(fixed - 20, 0))
    assert solution.bound == pytest.approx(solution.objective)


def test_a_fixed_cost_is_paid_where_nothing_is_decided():
    """Proves: a process that cannot close costs its 25 whether it runs or not."""
    s = Sketch()
    s.supply("a")
    made = mill(s, capacity=10, price=2)
    s.rate("open", made, 25.0)
    assert solve(s).objective == pytest.approx(25 - 20)


def test_minimum_load_switches_off_rather_than_running_low():
    """Proves: at least 6 of 10 when on; demand 8 and 4 of surplus cost: runs at 8, off at 4 (bought at 9 instead)."""
    s = Sketch(slots=2)
    s.supply("a", price=1)
    s.supply("flour", price=9)
    mill(s, capacity=10, minimum_load=0.6)
    s.market("flour", minimum=[8.0, 4.0], maximum=[8.0, 4.0])
    solution = solve(s)
    assert solution.values["activity"][0, 0] == pytest.approx([8, 0])
    assert solution.values["on"][0, 0].tolist() == [1, 0]
    assert solution.objective == pytest.approx(8 + 36)


def test_minimum_load_of_a_built_capacity():
    """Proves: half of what is built must run: with sales of 10 and 2, 4 are built (2 sold in the second slot),
    or all 10 with the process off in the second; the latter sells 10 at 3 for 10 x 1."""
    s = Sketch(slots=2)
    s.supply("a")
    made = mill(s, capacity=10, expandable=True, most=10, minimum_load=0.5)
    s.market("flour", price=3, maximum=[10.0, 2.0])
    s.rate("built", made, 1.0)
    solution = solve(s)
    assert solution.objective == pytest.approx(10 - 30)
    assert solution.values["activity"][0, 0] == pytest.approx([10, 0])


def test_starts_are_counted():
    """Proves: running through at a loss of 5 is cheaper than a start at 20, and dearer than one at 2."""
    for start_cost, starts in ((20.0, 0), (2.0, 1)):
        s = Sketch(slots=3)
        s.supply("a", price=1)
        made = mill(s, capacity=4, minimum_load=1.0, has_start=True)
        s.market("flour", price=np.array([5.0, -0.25, 5.0]), maximum=4)
        s.rate("start", made, start_cost)
        assert solve(s).values["start"].sum() == pytest.approx(starts)


def test_ramps_bound_the_change_from_slot_to_slot():
    """Proves: a tenth of 10 an hour, slots of 2 h: the rate moves by 2, so beside a rest of 0 only 4 are made."""
    s = Sketch(slots=3, hours=[2.0, 2.0, 2.0])
    s.supply("a")
    made = mill(s, capacity=10, ramp=0.1, availability=[1.0, 0.0, 1.0], price=1)
    activity = solve(s).values["activity"][made, 0]
    assert activity == pytest.approx([4, 0, 4])


def test_ramps_of_a_built_capacity():
    """Proves: half of what is built an hour; one slot must rest, so 10 built move by 5."""
    s = Sketch(slots=2)
    s.supply("a")
    made = mill(s, capacity=10, expandable=True, most=10, ramp=0.5, availability=[1.0, 0.0], price=1)
    assert solve(s).values["activity"][made, 0] == pytest.approx([5, 0])


@pytest.mark.parametrize("capacity", [10.0, INF])
def test_a_link_is_used_when_it_pays(capacity):
    """Proves: the direct way costs 4 a t, the other 1 and 20 once: 5 t go the first way, 8 t the second. Without a
    capacity the bound of the link comes from what can be supplied."""
    for demand, cost in ((5, 20), (8, 28)):
        s = Sketch()
        s.supply("a", 30, site="A")
        s.link("A", "B", "a", cost=4)
        s.link("A", "B", "a", cost=1, fixed=20, capacity=capacity)
        s.market("a", minimum=demand, site="B")
        assert solve(s).objective == pytest.approx(cost)


def test_a_link_sends_its_minimum_load_or_nothing():
    """Proves: at least 5 in a slot: 7 go cheaply, 3 take the dear way."""
    s = Sketch(slots=2)
    s.supply("a", 10, site="A")
    s.link("A", "B", "a", cost=4)
    s.link("A", "B", "a", cost=1, capacity=10, load=5)
    s.market("a", minimum=[7.0, 3.0], maximum=[7.0, 3.0], site="B")
    assert solve(s).objective == pytest.approx(7 + 12)


def test_a_switch_without_any_bound_is_refused():
    s = Sketch()
    s.supply("a")
    mill(s, closable=True, price=1)
    with pytest.raises(PlantError, match=r"process 0 can be closed.*no limit"):
        build_program(s.graph())
    s = Sketch()
    s.supply("a", site="A")
    s.link("A", "B", "a", fixed=1)
    with pytest.raises(PlantError, match="A > B has a fixed cost"):
        build_program(s.graph())


@pytest.mark.parametrize(("demand", "cost"), [([5.0, 0.0], 15.0), ([5.0, 5.0], 30.0)])
def test_what_is_built_costs_nothing_fixed_while_closed(demand, cost):
    """Proves: 5 stand already at a fixed cost of 3 each a year; closed in the year without demand they cost nothing.
    If capacity in place were charged whether open or not, both cases would cost 30."""
    s = Sketch(years=2)
    s.supply("a")
    made = mill(s, capacity=9, expandable=True, most=9, existing=[5.0, 5.0], closable=True)
    s.market("flour", minimum=np.reshape(demand, (2, 1)), maximum=np.reshape(demand, (2, 1)))
    s.rate("operated", made, 3.0)
    solution = solve(s)
    assert solution.objective == pytest.approx(cost)
    assert solution.values["operated"][made] == pytest.approx(demand)


def test_prices_of_a_whole_number_plan_come_with_its_numbers_fixed():
    """Proves: with the mill open, one more tonne of capacity earns 2; its opening has no price of its own."""
    s = Sketch()
    s.supply("a")
    made = mill(s, capacity=10, closable=True, price=2)
    s.rate("open", made, 5.0)
    solution = solve(s)
    assert solution.duals["capacity"].ravel() == pytest.approx([-2])
    assert solution.duality_gap < 1e-9
