"""From typed plants to graphs: which pools there are, and what stands in the arrays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mfo.graph.build import build_graph
from mfo.graph.stores.maximum_stay import slots_of_stay
from mfo.plant.model import Input, Market, Output, Return

from ..plants import HOURS, link, market, mix, plant, recipe, series, store, supply, times


def pools(graph) -> set[tuple[str, str]]:
    return set(zip(graph.pools.site, graph.pools.material, strict=True))


def test_pools_are_only_what_something_can_reach() -> None:
    """Proves: a material is no pool where it cannot arrive. Otherwise links that carry everything would make 3 more."""
    graph = build_graph(
        plant(
            supply("farm", "A", "straw", 1.0),
            supply("mine", "C", "salt", 1.0),
            link("A", "B", ["straw", "salt"]),
            market("yard", "B", ["straw", "salt"]),
            market("port", "C", "salt"),
        )
    )
    assert pools(graph) == {("A", "straw"), ("B", "straw"), ("C", "salt")}
    assert len(graph.arcs) == 1
    assert [graph.pools.material[pool] for pool in graph.deliveries.pool] == ["straw", "salt"]


def test_a_model_draws_only_what_can_arrive_and_a_recipe_what_is_written() -> None:
    """Proves: the accepted materials of a model become feeds only where they can arrive at its site."""
    rows = (supply("farm", "A", "straw", 1.0), market("m", "A", "gas"))
    model = build_graph(plant(*rows, mix("d", "A", ["straw", "manure"], {"gas": 1.0}, model="digestion")))
    own = build_graph(plant(*rows, mix("d", "A", ["straw", "manure"], {"gas": 1.0})))
    assert [model.pools.material[pool] for pool in model.feeds.pool] == ["straw"]
    assert sorted(own.pools.material[pool] for pool in own.feeds.pool) == ["manure", "straw"]


def test_links_lead_only_where_a_material_is_wanted() -> None:
    """Proves: an arc into a site from which the material has no taker is left out."""
    graph = build_graph(
        plant(
            supply("farm", "A", "straw", 1.0),
            link("A", "B", "straw"),
            link("A", "C", "straw"),
            market("m", "B", "straw"),
        )
    )
    assert [graph.pools.site[pool] for pool in graph.arcs.destination] == ["B"]


def test_processes_feed_one_another_around_a_loop() -> None:
    """Proves: two processes that need each other's product are there, though no supply feeds either."""
    graph = build_graph(
        plant(
            recipe("car", "A", {"power": 1.0}, {"transport": 1.0}),
            recipe("wind", "A", {"transport": 0.03}, {"power": 1.0}),
            market("out", "A", "transport", minimum=1.0),
        )
    )
    assert pools(graph) == {("A", "power"), ("A", "transport")}
    assert len(graph.feeds) == 2


def test_amounts_are_rates_times_the_length_of_the_slot() -> None:
    """2 t/h over slots of 10 h and 20 h are 20 t and 40 t; a constant rate over equal slots costs no memory."""
    unequal = build_graph(plant(supply("s", "A", "x", 2.0), market("m", "A", "x"), at=times(2, hours=[10.0, 20.0])))
    assert unequal.supplies.maximum[0, 0].tolist() == [20.0, 40.0]
    assert unequal.supplies.minimum[0, 0].tolist() == [20.0, 40.0]
    equal = build_graph(plant(supply("s", "A", "x", 2.0), market("m", "A", "x"), at=times(8760)))
    assert equal.supplies.maximum[0, 0, 17] == 2.0
    assert equal.supplies.maximum.strides[1:] == (0, 0)


def test_needs_and_outputs_by_feed_and_by_activity() -> None:
    """Heat needed per unit of one feed, gas made per unit of each feed, ash per unit of activity."""
    process = mix(
        "digester",
        "A",
        (
            Input("straw", True, series(1.0)),
            Input("manure", True, series(0.5)),
            Input("heat", False, per_activity=series(0.4), per_input={"straw": series(0.7)}),
        ),
        {"gas": {"straw": 0.3, "manure": 0.1}, "ash": 0.02},
    )
    graph = build_graph(
        plant(
            supply("a", "A", "straw", 1.0),
            supply("b", "A", "manure", 1.0),
            supply("h", "A", "heat"),
            process,
            market("m", "A", ["gas", "ash"]),
        )
    )
    material = [graph.pools.material[pool] for pool in graph.feeds.pool]
    assert material == ["straw", "manure", "heat"]
    assert graph.feeds.activity[:, 0, 0].tolist() == [1.0, 0.5, 0.0]
    assert graph.feeds.per_activity[:, 0, 0].tolist() == [0.0, 0.0, 0.4]
    assert (graph.needs.feed.tolist(), graph.needs.of.tolist()) == ([2], [0])
    assert graph.needs.amount[0, 0, 0] == 0.7
    made = {
        (graph.pools.material[p], int(f)): a
        for p, f, a in zip(graph.outputs.pool, graph.outputs.feed, graph.outputs.amount[:, 0, 0], strict=True)
    }
    assert made == {("gas", 0): 0.3, ("gas", 1): 0.1, ("ash", -1): 0.02}


def test_losses_go_nowhere() -> None:
    process = mix("dryer", "A", ["wet"], {"dry": 0.6})
    vapour = Output("vapour", per_activity=series(0.4), is_loss=True)
    graph = build_graph(
        plant(
            supply("s", "A", "wet", 1.0),
            market("m", "A", "dry"),
            type(process)(**{**process.__dict__, "outputs": (*process.outputs, vapour)}),
        )
    )
    assert ("A", "vapour") not in pools(graph)


def test_capacity_given_or_built() -> None:
    """Without capex the capacity is there; with capex what exists and what may be built, alive for its lifetime."""
    given = mix("given", "A", ["x"], {}, capacity=series(5.0))
    built = mix(
        "built",
        "A",
        ["x"],
        {},
        capacity=series(9.0),
        existing=series(2.0),
        capex=series(100.0),
        lifetime=10.0,
        lead_time=5.0,
        build_years=(2025,),
    )
    free = mix("free", "A", ["x"], {})
    graph = build_graph(
        plant(supply("s", "A", "x", 1.0), given, built, free, at=times(years=(2025, 2030, 2035, 2040)))
    ).processes
    assert graph.expandable.tolist() == [False, True, False]
    assert graph.installed[:, 0].tolist() == [5.0, np.inf, np.inf]
    assert (graph.existing[1, 0], graph.most[1, 0]) == (2.0, 9.0)
    assert graph.may_build[1].tolist() == [True, False, False, False]
    # Built in 2025 with five years to wait, it stands from 2030 until 2040.
    assert graph.alive[1, 0].tolist() == [False, True, True, False]


def test_capacity_that_changes_by_slot_becomes_availability() -> None:
    """4 and 8 t/h in two slots: 8 t/h installed, available by half in the first."""
    graph = build_graph(
        plant(supply("s", "A", "x", 1.0), mix("p", "A", ["x"], {}, capacity=series([4.0, 8.0])), at=times(2))
    ).processes
    assert graph.installed[0, 0] == 8.0
    assert graph.availability[0, 0].tolist() == [0.5, 1.0]


def test_stores() -> None:
    """1 %/h over 10 h keeps 0.99 ** 10; a stay of 25 h is two slots; one of 5 h leaves no room at a slot's end."""
    rows = (supply("s", "A", "x", 1.0), market("m", "A", "x"))
    kept = store("cellar", "A", "x", 50.0, loss=series(0.01), maximum_stay=25.0, start=3.0, carry=True)
    short = store("ramp", "A", "x", 50.0, maximum_stay=5.0)
    stocks = build_graph(plant(*rows, kept, short, at=times(3, hours=10.0))).stocks
    assert stocks.kept[0, 0, 0] == 0.99**10
    assert stocks.stay.tolist() == [[2, 2, 2], [0, 0, 0]]
    assert stocks.capacity[:, 0, 0].tolist() == [50.0, 0.0]
    assert (stocks.start[0], np.isnan(stocks.end[0]), bool(stocks.carry[0])) == (3.0, True, True)


def test_a_stay_goes_once_round_its_day() -> None:
    """Days of one slot and of two: what comes in may stay for a day at most, however long the longest stay."""
    at = replace(times(3, hours=24.0), follows=(0, 2, 1))
    assert slots_of_stay(at, 1000.0).tolist() == [1, 2, 2]
    assert slots_of_stay(at, None).tolist() == [-1, -1, -1]
    assert slots_of_stay(times(4, hours=24.0), 1000.0).tolist() == [4, 4, 4, 4]


def test_room_is_taken_away_by_a_stay_that_no_slot_allows() -> None:
    """8 h of stay between slots of 24, 4 and 4 h: from one short slot to the next, so that there must be room."""
    at = replace(times(3), hours=np.array([24.0, 4.0, 4.0]))
    rows = (supply("s", "A", "x", 1.0), market("m", "A", "x"))
    stocks = build_graph(plant(*rows, store("cellar", "A", "x", maximum_stay=8.0), at=at)).stocks
    assert stocks.stay.tolist() == [[0, 1, 0]]
    assert np.isinf(stocks.capacity).all()


def back(after: float, in_years: bool, at, share: float = 0.5):
    returned = Return("m", None, "core", "A", after, in_years, series(share))
    sold: Market = market("m", "A", "x")
    return build_graph(
        plant(supply("s", "A", "x", 1.0), sold, mix("p", "A", ["core"], {}), at=at, returns=(returned,))
    ).returns


def test_returns_wrap_around_without_a_roadmap() -> None:
    """Three slots, a lag of two: what is sold in slots 1, 2, 3 comes back in 3, 1, 2."""
    found = back(2, False, times(3))
    assert found.slot_from.tolist() == [0, 1, 2]
    assert found.slot_to.tolist() == [2, 0, 1]
    assert found.share.tolist() == [0.5, 0.5, 0.5]
    whole = back(3, True, times(3))
    assert whole.slot_to.tolist() == [0, 1, 2]


def test_returns_over_weighted_slots_keep_the_yearly_amount() -> None:
    """A slot that repeats 300 times sells into one that repeats 65 times: each occurrence gets 300/65 of the share."""
    found = back(1, False, times(2, hours=24.0, weight=[300.0, 65.0]))
    assert np.allclose(found.share, [0.5 * 300 / 65, 0.5 * 65 / 300])


def test_returns_in_a_roadmap_are_dropped_after_the_horizon() -> None:
    """2025, 2026, 2027 and a lag of two years: only sales of 2025 come back, in 2027."""
    found = back(2, True, times(years=(2025, 2026, 2027)))
    assert (found.year_from.tolist(), found.year_to.tolist()) == ([0], [2])


def test_returns_between_milestones_that_stand_for_several_years() -> None:
    """2025-29 and 2030-34, a lag of three years: sales of 2025 and 2026 come back in 2028 and 2029, those of 2027 to
    2029 in 2030 to 2032, those of 2030 and 2031 in 2033 and 2034. A milestone's year thus sees 2/5 of its own sales and
    3/5 of those before; a plain shift by milestones would give all or nothing.
    """
    found = back(3, True, times(years=(2025, 2030)))
    pairs = {(int(a), int(b)): float(s) for a, b, s in zip(found.year_from, found.year_to, found.share, strict=True)}
    assert pairs == {(0, 0): 0.5 * 2 / 5, (0, 1): 0.5 * 3 / 5, (1, 1): 0.5 * 2 / 5}


def test_returns_by_slots_in_a_roadmap_run_on_into_the_next_year() -> None:
    """Two slots, a lag of one, two single years: slot 2 of the first year comes back in slot 1 of the second."""
    found = back(1, False, times(2, years=(2025, 2026)))
    moves = set(
        zip(
            found.year_from.tolist(),
            found.slot_from.tolist(),
            found.year_to.tolist(),
            found.slot_to.tolist(),
            strict=True,
        )
    )
    assert moves == {(0, 0, 0, 1), (0, 1, 1, 0), (1, 0, 1, 1)}


def test_tens_of_thousands_of_links_build() -> None:
    """Each link is there once; a loop over pairs of links would run into the suite's limit of time."""
    count = 30_000
    rows = [supply(f"s{i}", f"S{i % 300}", "w", 1.0) for i in range(300)]
    rows += [market(f"m{i}", f"T{i}", "w", maximum=1.0) for i in range(1000)]
    ways = [link(f"S{i % 300}", f"T{i * 7 % 1000}", ["w"], 1.0 + i % 5, name=f"l{i}") for i in range(count)]
    made = plant(*rows, *ways)
    assert len(build_graph(made).arcs) == count


def test_a_year_of_hours_is_a_view() -> None:
    """300 processes over 8,760 slots: copies would take 21 MB a table; the arrays hold one number each."""
    rows = [mix(f"p{i}", "A", ["w"], {"v": 0.5}, capacity=series(1.0)) for i in range(300)]
    graph = build_graph(plant(supply("s", "A", "w", 1.0), market("m", "A", "v"), *rows, at=times(8760, hours=1.0)))
    for array in (
        graph.feeds.activity,
        graph.outputs.amount,
        graph.processes.availability,
        graph.rates[0].value if graph.rates else graph.outputs.amount,
    ):
        assert array.strides[-1] == 0
    assert float(graph.times.hours.sum()) == HOURS
