"""Storage and returns: small programs solved by hand."""

from __future__ import annotations

import numpy as np
import pytest

from mfo.graph.arrays.time_blocks import blocks

from ..program.graphs import INF, Sketch
from .test_flows import amounts, solve

NAN = np.nan


def trade(slots, prices, demand, **times):
    """A supply with prices by slot, and a market that takes ``demand`` in each."""
    s = Sketch(slots=slots, **times)
    s.supply("a", price=prices)
    s.market("a", minimum=demand, maximum=demand)
    return s


def test_a_store_buys_when_it_is_cheap():
    """Proves: 5 now and 7 kept for later at 0.1 a slot: 12 x 1 + 3 x 9 + 0.7 = 39.7; without a store 5 + 25 + 45."""
    s = trade(3, [1.0, 5.0, 9.0], 5.0)
    s.store("a", capacity=7, cost=0.1)
    solution = solve(s)
    # 5 of the 7 go to the second slot, 2 to the third: 0.1 x 7 + 0.1 x 2; or 2 and 5, which saves 9 - 5 each.
    assert amounts(solution, "level") == pytest.approx([7, 5, 0])
    assert solution.objective == pytest.approx(12 * 1 + 3 * 5 + 0.1 * 12)


def test_a_store_is_cyclic_when_nothing_else_is_said():
    """Proves: what is kept over the end of the year comes back at its start: all is bought in the last slot."""
    s = trade(2, [9.0, 1.0], 5.0)
    s.store("a")
    assert solve(s).objective == pytest.approx(10)


def test_what_opens_the_year_fits_the_slot_that_it_comes_from():
    """Proves: the store holds 2 at the end of the first slot and 10 at the end of the last: 5 are kept over the end of
    the year for the first slot and cost 1 each. Bounded by the first slot's capacity only 2 were: 10 + 3 x 8 = 34."""
    s = trade(2, [9.0, 1.0], 5.0)
    s.store("a", capacity=[2.0, 10.0])
    assert solve(s).objective == pytest.approx(10)


def test_start_and_end_are_given():
    """Proves: 4 at the start and 2 at the end leave 2 to use: 8 are bought; cyclic it would be 10."""
    s = trade(2, 1.0, 5.0)
    s.store("a", start=4.0, end=2.0)
    assert solve(s).objective == pytest.approx(8)


def test_a_given_start_leaves_the_end_free():
    s = trade(2, 1.0, 5.0)
    s.store("a", start=4.0)
    assert solve(s).objective == pytest.approx(6)


def test_a_given_end_opens_the_year_as_well():
    """Proves: with an end of 3 alone the year is cyclic at 3; a free start would make 3 out of nothing."""
    s = trade(2, 1.0, 5.0)
    s.store("a", end=3.0)
    solution = solve(s)
    assert solution.objective == pytest.approx(10)
    assert solution.values["level"][0, 0, -1] == pytest.approx(3)


def test_levels_lose_a_share_over_each_slot():
    """Proves: half is lost on the way to the second slot, so 10 are put in for 5; without loss 5."""
    s = trade(2, [1.0, 9.0], [0.0, 5.0])
    s.store("a", kept=0.5, start=0.0)
    assert solve(s).objective == pytest.approx(10)


def test_slots_of_unequal_length_lose_by_their_hours():
    """Proves: 10 % an hour over 3 hours keep 0.729: 7.29 come out of 10."""
    s = Sketch(slots=2, hours=[1.0, 3.0])
    s.supply("a", [10.0, 0.0], take_all=True)
    s.market("a", maximum=[0.0, INF], price=1)
    s.store("a", kept=[0.9, 0.9**3], start=0.0)
    assert solve(s).values["delivery"][0, 0, 1] == pytest.approx(7.29)


def test_stocks_share_the_capacity_of_their_store():
    """Proves: 4 fit, and b saves more a t: 4 of b are kept; with a capacity for each, 3 of a as well."""
    s = Sketch(slots=2)
    for material, saving, amount in (("a", 1.0, 3.0), ("b", 2.0, 5.0)):
        s.supply(material, price=[1.0, 1.0 + saving])
        s.market(material, minimum=[0.0, amount], maximum=[0.0, amount])
    s.store(["a", "b"], capacity=4, start=0.0)
    solution = solve(s)
    assert solution.values["level"][:, 0, 0] == pytest.approx([0, 4])
    assert solution.duals["store"][0, 0] == pytest.approx([-2, 0])


def test_nothing_stays_longer_than_it_keeps():
    """Proves: cheap only in the first of four slots; what keeps two slots serves the first two: 2 x 1 + 9 + 9."""
    s = trade(4, [1.0, 9.0, 9.0, 9.0], 1.0)
    s.store("a", start=0.0, stay=1)
    assert solve(s).objective == pytest.approx(20)
    s = trade(4, [1.0, 9.0, 9.0, 9.0], 1.0)
    s.store("a", start=0.0)
    assert solve(s).objective == pytest.approx(4)


def test_what_was_there_at_the_start_perishes_too():
    """Proves: an opening stock that keeps one slot serves the first two slots, and the third buys: 1; for the third
    alone it is of no use at all."""
    s = trade(3, 1.0, [1.0, 1.0, 1.0])
    s.store("a", start=2.0, stay=1)
    assert solve(s).objective == pytest.approx(1)
    s = trade(3, 1.0, [0.0, 0.0, 1.0])
    s.market("a")  # where the rest may go
    s.store("a", start=2.0, stay=1)
    assert solve(s).objective == pytest.approx(1)


def test_weighted_slots_equal_the_year_they_stand_for():
    """Proves: a slot that repeats three times costs and stores like three slots in a row; counted once, mass would
    appear: one cheap slot would fill what three dear ones need."""
    long = trade(4, [1.0, 5.0, 5.0, 5.0], 2.0)
    long.store("a", capacity=6, cost=0.01)
    short = trade(2, [1.0, 5.0], 2.0, weight=[1.0, 3.0])
    short.store("a", capacity=6)
    assert solve(short).objective == pytest.approx(8 * 1)
    assert solve(long).objective == pytest.approx(8 * 1 + 0.01 * (6 + 4 + 2))


def test_typical_days_repeat_by_themselves():
    """Proves: two days of two slots, weights 200 and 165, each cyclic: the night of each day fills its own store."""
    weight = [200.0, 200.0, 165.0, 165.0]
    s = trade(4, [1.0, 3.0, 2.0, 7.0], 1.0, weight=weight, follows=(1, 0, 3, 2))
    s.store("a", capacity=1)
    assert solve(s).objective == pytest.approx(200 * 2 + 165 * 4)
    parts = blocks(s.times)
    assert parts.before.tolist() == [0, 1]


def test_a_stock_is_carried_from_year_to_year():
    """Proves: bought in the first milestone at 1 for the second at 9; a milestone that stands for 5 years stores five
    times a year's surplus, and one that stands for 2 draws twice a year's need: 2 x 3 / 5 a year. Openings are means:
    of 0, 1.2, 2.4, 3.6 and 4.8, and of 6 and 3."""
    s = Sketch(slots=1, years=2, span=[5.0, 2.0])
    s.supply("a", price=np.array([[1.0], [9.0]]))
    s.market("a", minimum=np.array([[0.0], [3.0]]), maximum=np.array([[0.0], [3.0]]))
    s.store("a", start=0.0, carry=True)
    solution = solve(s)
    assert solution.values["supply"].ravel() == pytest.approx([6 / 5, 0])
    assert solution.values["opening"][0, :, 0] == pytest.approx([2.4, 4.5])
    assert solution.objective == pytest.approx(6)


def test_airspace_fills_up_over_a_roadmap():
    """Proves: 10 of airspace, filled over 3 and 4 years: 2 a year for 3 years leave 1 a year; the rest pays 9."""
    s = Sketch(slots=1, years=2, span=[3.0, 4.0])
    s.supply("waste", 2.0, take_all=True)
    s.market("waste", price=-9.0)
    s.store("waste", capacity=10, start=0.0, carry=True)
    solution = solve(s)
    assert solution.objective == pytest.approx(9 * (2 * 7 - 10))


def test_what_was_sold_comes_back():
    """Proves: 60 % of the crates sold in one slot come back in the next, so fewer are bought: 10 + 4 + 4; without
    returns 30."""
    s = Sketch(slots=3)
    s.supply("crate", price=1)
    s.market("crate", minimum=10, maximum=10)
    for slot in (0, 1):
        s.comes_back(0, "crate", 0.6, slot_from=slot, slot_to=slot + 1)
    assert solve(s).values["supply"][0, 0] == pytest.approx([10, 4, 4])


def test_returns_come_back_in_a_later_year():
    """Proves: half of what the first milestone sold is collected in the second, and must be disposed of at 2."""
    s = Sketch(years=2)
    s.supply("drum")
    s.market("drum", minimum=np.array([[8.0], [0.0]]), maximum=np.array([[8.0], [0.0]]))
    s.comes_back(0, "old drum", 0.5, slot_from=0, slot_to=0, year_to=1)
    s.market("old drum", price=-2)
    assert solve(s).objective == pytest.approx(8)
