"""Flows, recipes and blends: small programs solved by hand."""

from __future__ import annotations

import numpy as np
import pytest

from mfo.errors import UsageError
from mfo.program.build import build_program
from mfo.solve.solver import solve_program

from ..program.graphs import INF, Sketch


def solve(sketch, minimise="cost", **options):
    solution = solve_program(build_program(sketch.graph(), minimise, **options))
    if solution.status == "optimal":
        assert solution.duality_gap < 1e-7
        assert solution.dual_infeasibility < 1e-7
    return solution


def amounts(solution, family):
    return solution.values[family].ravel().tolist()


def test_two_suppliers_fill_a_market_cheapest_first():
    """Proves: 10 at 1 + 1, then 5 at 2 + 3, together 45; all from the second supplier would cost 75."""
    s = Sketch()
    s.supply("a", 10, price=1, site="near")
    s.supply("a", 20, price=2, site="far")
    s.link("near", "town", "a", cost=1)
    s.link("far", "town", "a", cost=3)
    s.market("a", minimum=15, site="town")
    solution = solve(s)
    assert solution.objective == pytest.approx(45)
    assert amounts(solution, "arc") == pytest.approx([10, 5])
    # One more tonne in town costs 5; one more from the near supplier saves 5 - 2.
    assert amounts_of_duals(solution, "market") == pytest.approx([5])
    assert amounts_of_duals(solution, "supply") == pytest.approx([-3, 0])
    assert solution.duals["balance"].ravel() == pytest.approx([4, 2, 5])  # near, far, town


def amounts_of_duals(solution, name):
    return solution.duals[name].ravel().tolist()


def test_a_link_loses_a_share_of_what_is_sent():
    """Proves: 20 % are lost, so 10 delivered need 12.5 sent; without the loss 10."""
    s = Sketch()
    s.supply("water", price=2, site="well")
    s.link("well", "town", "water", loss=0.2)
    s.market("water", minimum=10, site="town")
    assert solve(s).objective == pytest.approx(25)


def test_links_share_their_capacity_over_materials():
    """Proves: 6 fit on the link and b earns more; with a capacity for each material 5 + 6 would be sold."""
    s = Sketch()
    s.supply("a", 5, site="A")
    s.supply("b", 4, site="A")
    s.link("A", "B", ["a", "b"], capacity=6)
    s.market("a", price=1, site="B")
    s.market("b", price=2, site="B")
    solution = solve(s)
    assert amounts(solution, "arc") == pytest.approx([2, 4])
    assert amounts_of_duals(solution, "link") == pytest.approx([-1])


def test_a_required_feed_follows_activity_and_inputs():
    """Proves: 4 of a give 8 of activity, which need 8 x 0.5 + 4 x 0.25 = 5 of power at 3, against 24 from sales."""
    s = Sketch()
    s.supply("a", 4)
    s.supply("power", price=3)
    digester = s.process()
    a = s.feed(digester, "a", activity=2.0)
    power = s.feed(digester, "power", per=0.5)
    s.need(power, a, 0.25)
    s.output(digester, "gas", 3.0)
    s.market("gas", price=1)
    solution = solve(s)
    assert amounts(solution, "feed") == pytest.approx([4, 5])
    assert solution.objective == pytest.approx(15 - 24)


def test_outputs_differ_by_input():
    """Proves: the output is 0.2 a + 0.6 b = 1.4 for 4 of a and 1 of b."""
    s = Sketch()
    s.supply("a", 4, take_all=True)
    s.supply("b", 1, take_all=True)
    mixer = s.process()
    for material, share in (("a", 0.2), ("b", 0.6)):
        s.output(mixer, "gas", share, feed=s.feed(mixer, material))
    s.market("gas")
    assert amounts(solve(s), "delivery") == pytest.approx([1.4])


@pytest.mark.parametrize(("low", "high", "cost"), [(0.0, 1.0, 10), (0.25, 1.0, 20), (0.0, 0.6, 26)])
def test_shares_bound_what_an_input_is_of_the_mix(low, high, cost):
    """Proves: 10 of mix from a (1) and b (5): all a costs 10; a quarter of b 20; at most 60 % of a 26."""
    s = Sketch()
    s.supply("a", price=1)
    s.supply("b", price=5)
    mixer = s.process()
    s.feed(mixer, "a", high=high)
    s.feed(mixer, "b", low=low)
    s.output(mixer, "mix", 1.0)
    s.market("mix", minimum=10)
    assert solve(s).objective == pytest.approx(cost)


def test_a_blend_keeps_its_property():
    """Proves: octane 95 from 90 at 1 and 100 at 3 is half and half, 2 a unit; without the limit 1."""
    s = Sketch()
    s.supply("low", price=1)
    s.supply("high", price=3)
    blender = s.process()
    feeds = [s.feed(blender, "low"), s.feed(blender, "high")]
    s.output(blender, "petrol", 1.0)
    s.market("petrol", minimum=10)
    s.blend("feed", feeds, [90 - 95, 100 - 95], upper=False)
    solution = solve(s)
    assert solution.objective == pytest.approx(20)
    assert amounts(solution, "feed") == pytest.approx([5, 5])


def test_a_market_bounds_what_it_takes_of_several_materials_together():
    """Proves: at most 6 of both, dear first: 2 x 3 + 4 x 1 = 10; without the bound 2 x 3 + 9 x 1 = 15."""
    s = Sketch()
    s.supply("a", 9)
    s.supply("b", 2)
    s.market(["a", "b"], maximum=6)
    s.rate("delivery", 0, -1)
    s.rate("delivery", 1, -3)
    assert solve(s).objective == pytest.approx(-10)


def test_a_process_is_bounded_by_its_capacity_in_each_slot():
    """Proves: capacity 2 t/h, available by half in the second slot of 3 h: 2 x 2 + 0.5 x 2 x 3 = 7."""
    s = Sketch(slots=2, hours=[2.0, 3.0])
    s.supply("a")
    mill = s.process(capacity=2, availability=[1.0, 0.5])
    s.feed(mill, "a", per=1)
    s.output(mill, "flour", 1)
    s.market("flour", price=1)
    solution = solve(s)
    assert solution.objective == pytest.approx(-7)
    assert solution.duals["capacity"].ravel() == pytest.approx([-1, -1])


@pytest.mark.parametrize("when", ["slot", "year", "total"])
def test_limits_span_slots_years_or_everything(when):
    """Proves: 2 a slot give 2 x 2 x 2; 2 a year (slots count twice) 2 / 2 a year; 2 in all (years count 5 and 3)
    let the slots of one year take 2 / (2 x 3)."""
    s = Sketch(slots=2, years=2, weight=[2.0, 2.0], span=[5.0, 3.0])
    s.supply("a", 10)
    s.market("a")
    s.effects["sold"] = "t"
    s.rate("delivery", 0, -1.0, effect="sold")
    s.limit("cap", [s.term("delivery", 0)], when, upper=2.0)
    delivered = solve(s, "sold").values["delivery"]
    if when == "slot":
        assert delivered == pytest.approx(np.full((1, 2, 2), 2.0))
    elif when == "year":
        assert delivered.sum(axis=2).ravel() == pytest.approx([1, 1])
    else:
        weighed = delivered.sum(axis=2).ravel() * 2 * np.array([5, 3])
        assert weighed.sum() == pytest.approx(2)


def test_a_share_limits_one_quantity_by_another():
    """Proves: at most 25 % of 12 may be landfilled; without the limit all of it would be, as it is cheaper."""
    s = Sketch()
    s.supply("waste", 12, take_all=True)
    s.market("waste", price=-1)  # landfill
    s.market("waste", price=-4)  # recycling
    s.limit("landfill", [s.term("delivery", 0, 1 - 0.25), s.term("delivery", 1, -0.25)], upper=0.0, share=True)
    solution = solve(s)
    assert amounts(solution, "delivery") == pytest.approx([3, 9])
    assert solution.duals["limit:landfill"] == pytest.approx([-3])


def test_both_bounds_of_a_limit_hold():
    """Proves: between 4 and 6 are bought though nothing is needed: 4; the upper bound alone gives 0."""
    s = Sketch()
    s.supply("a", price=1)
    s.market("a")
    s.limit("trade", [s.term("supply", 0)], lower=4.0, upper=6.0)
    assert solve(s).objective == pytest.approx(4)


def test_emissions_weigh_gases_and_cost_carries_their_price():
    """Proves: 10 of heat from gas emit 1 t CH4 = 27 t CO2e, at 2 a tonne 54 beside the 10 that the gas costs."""
    s = Sketch()
    s.gwp = {"CH4": 27.0, "biogenic CO2": 0.0}
    s.effects["emissions"] = "t_CO2e"
    s.supply("gas", price=1)
    s.rate("supply", 0, 0.1, effect="CH4")
    s.rate("supply", 0, 5.0, effect="biogenic CO2")
    s.rate("supply", 0, 3.0, effect="CH4", account="avoided")  # told apart, never in a total
    s.market("gas", minimum=10)
    assert solve(s, "emissions").objective == pytest.approx(27)
    s.carbon_price = np.array([2.0])
    solution = solve(s)
    assert solution.objective == pytest.approx(10 + 54)
    effects = dict(zip(s.effects, solution.values["effect"][:, 0], strict=True))
    assert effects == pytest.approx({"cost": 64, "CH4": 1, "emissions": 27, "biogenic CO2": 50})


def test_ties_of_an_objective_are_broken_by_cost():
    """Proves: both supplies emit alike, so the cheap one is used first; without the tie-break either would do."""
    s = Sketch()
    for price, most in ((5, 20), (1, 6), (3, 20)):
        s.rate("supply", s.supply("a", most, price=price), 1.0, effect="soot")
    s.market("a", minimum=10)
    solution = solve(s, "soot")
    assert solution.objective == pytest.approx(10)
    assert amounts(solution, "supply") == pytest.approx([0, 6, 4])


def test_ties_are_broken_by_cost_with_whole_numbers_too():
    """Proves: either link emits nothing; the one with the smaller fixed cost is used."""
    s = Sketch()
    s.supply("a", site="A")
    s.rate("supply", 0, 1.0, effect="soot")
    s.link("A", "B", "a", capacity=10, fixed=7)
    s.link("A", "B", "a", capacity=10, fixed=3)
    s.market("a", minimum=4, site="B")
    solution = solve(s, "soot")
    assert solution.objective == pytest.approx(4)
    assert amounts(solution, "used") == [0, 1]


def test_objectives_in_order_of_priority():
    """Proves: soot first, then water, then cost: among the two that tie in soot the one with less water wins."""
    s = Sketch()
    for soot, water, price in ((1, 5, 1), (1, 2, 9), (2, 0, 0)):
        made = s.supply("a", price=price)
        s.rate("supply", made, soot, effect="soot")
        s.rate("supply", made, water, effect="water")
    s.market("a", minimum=3)
    assert amounts(solve(s, ["soot", "water"]), "supply") == pytest.approx([0, 3, 0])


def test_measured_flows_are_held():
    """Proves: today's 8 from the dear supply stay, though the cheap one could give all."""
    s = Sketch()
    s.supply("a", price=1)
    s.supply("a", price=2)
    s.market("a", minimum=10)
    assert solve(s, fixed=(s.fixed("supply", 1, 8.0),)).objective == pytest.approx(18)


def test_an_unknown_effect_is_refused_with_those_that_exist():
    with pytest.raises(UsageError, match=r"no effect 'costs'.*cost"):
        build_program(Sketch().graph(), "costs")


def test_an_empty_graph_has_an_empty_plan():
    solution = solve(Sketch())
    assert solution.status == "optimal"
    assert solution.objective == 0


def test_what_is_not_used_says_what_it_lacks():
    """Proves: the dear supply would have to be 3 cheaper; a bound that binds is no reduced cost."""
    s = Sketch()
    s.supply("a", 20, price=2)
    s.supply("a", 20, price=5)
    s.market("a", minimum=10, maximum=INF)
    solution = solve(s)
    assert solution.reduced_costs["supply"].ravel() == pytest.approx([0, 3])


def test_a_market_of_two_materials_may_do_without_either():
    """5 of the cheaper at 2 are 10; one of the other, at 3, would make it 11."""
    s = Sketch()
    s.supply("a", 10, price=2.0)
    s.supply("b", 10, price=3.0)
    s.market(["a", "b"], minimum=5)
    assert solve(s).objective == pytest.approx(10)
