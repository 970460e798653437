"""Rate lines: what everything costs and emits, under which heading."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mfo.errors import PlantError
from mfo.graph.build import build_graph
from mfo.graph.parts.annuities import annuity
from mfo.plant.effects import Effect
from mfo.plant.model import Emission, ProcessRate, Rate, Settings, Site

from ..plants import GWP, link, market, material, mix, plant, recipe, series, store, supply, times


def lines(graph, effect: str = "cost") -> dict[tuple[str, str, str], list[float]]:
    """First-year, first-slot values of an effect by category, family and account."""
    found: dict[tuple[str, str, str], list[float]] = {}
    for line in graph.rates:
        if line.effect == effect:
            values = line.value.reshape(len(line.member), -1)[:, 0].tolist()
            found.setdefault((line.category, line.family, line.account), []).extend(values)
    return found


def test_prices_have_the_sign_of_what_we_pay() -> None:
    graph = build_graph(
        plant(
            supply("bought", "A", "x", 1.0, price=5.0),
            supply("taken", "A", "x", 1.0, price=-2.0),
            market("sold", "A", "x", 7.0),
            market("tipped", "A", "x", -3.0),
            link("A", "B", "x", 1.5),
            market("b", "B", "x"),
        )
    )
    assert lines(graph) == {
        ("purchase", "supply", "own"): [5.0],
        ("gate fee", "supply", "own"): [-2.0],
        ("sale", "delivery", "own"): [-7.0],
        ("gate fee", "delivery", "own"): [3.0],
        ("transport", "arc", "own"): [1.5],
    }


def test_annuity() -> None:
    """8 % over 10 years is 0.1490295 (any table of annuities); without interest it is a tenth."""
    assert annuity(0.08, 10) == pytest.approx(0.1490295, abs=5e-8)
    assert annuity(0.0, 10) == 0.1


def test_capital_is_an_annuity_times_the_horizons_share_of_a_year() -> None:
    """1000 EUR over 10 years without interest is 100 a year; five days of it are 100 * 120 / 8760."""
    process = mix("p", "A", ["x"], {}, capex=series(1000.0), lifetime=10.0)
    rows = (supply("s", "A", "x", 1.0), process)
    assert lines(build_graph(plant(*rows)))["capital", "built", "own"] == [100.0]
    days = build_graph(plant(*rows, at=times(5, hours=24.0)))
    assert lines(days)["capital", "built", "own"] == [pytest.approx(100.0 * 120 / 8760)]


def test_capital_in_a_roadmap_is_due_while_what_was_built_stands() -> None:
    """The same capex in all years: the annuity on what is in place less what existed. Else: by year built."""
    process = mix("p", "A", ["x"], {}, capex=series(1000.0), lifetime=10.0, existing=series(3.0))
    rows = (supply("s", "A", "x", 1.0), process)
    at = times(years=(2025, 2030, 2035))
    same = lines(build_graph(plant(*rows, at=at)))
    assert same["capital", "capacity", "own"] == [100.0]
    assert same["capital", "constant", "own"] == [-300.0]
    cheaper = replace(process, capex=series(np.array([[1000.0], [800.0], [600.0]])))
    graph = build_graph(plant(rows[0], cheaper, at=at))
    assert lines(graph)["capital", "paid", "own"] == [1.0]
    # Built in 2025 it is paid in 2025 and 2030, as it lasts ten years.
    assert graph.processes.due is not None
    assert graph.processes.due[0].tolist() == [[100.0, 100.0, 0.0], [0.0, 80.0, 80.0], [0.0, 0.0, 60.0]]


def test_capex_without_lifetime_is_refused() -> None:
    with pytest.raises(PlantError) as caught:
        build_graph(plant(supply("s", "A", "x", 1.0), mix("p", "A", ["x"], {}, capex=series(1.0))))
    assert caught.value.problems[0].code == "lifetime-missing"


def test_fixed_costs() -> None:
    """1 EUR/h is 8,760 EUR a year: for a whole process, for 4 t/h in place, or only while it is open."""
    rows = [supply("s", "A", "x", 1.0)]
    whole = mix("whole", "A", ["x"], {}, fixed_cost=series(1.0))
    sized = mix("sized", "A", ["x"], {}, capacity=series(4.0), fixed_cost_per_capacity=series(1.0))
    shut = mix("shut", "A", ["x"], {}, capacity=series(4.0), fixed_cost=series(1.0), closable=True)
    found = lines(build_graph(plant(*rows, whole, sized, shut)))
    assert found["fixed", "constant", "own"] == [8760.0, 4 * 8760.0]
    assert found["fixed", "open", "own"] == [8760.0]
    graph = build_graph(plant(*rows, whole, sized, shut))
    (line,) = [line for line in graph.rates if line.family == "constant"]
    assert line.owners.tolist() == [0, 1]


def test_a_fixed_cost_that_changes_is_its_mean_over_time() -> None:
    """Proves: 10 EUR/h for 100 h that come three times and 2 EUR/h for 40 h are 3,080 EUR; the mean of the two numbers
    over 340 h would be 2,040 EUR. For 4 t/h in place four times as much."""
    at = times(2, hours=[100.0, 40.0], weight=[3.0, 1.0])
    cost = series([10.0, 2.0])
    whole = mix("whole", "A", ["x"], {}, fixed_cost=cost)
    sized = mix("sized", "A", ["x"], {}, capacity=series(4.0), fixed_cost_per_capacity=cost)
    found = lines(build_graph(plant(supply("s", "A", "x", 1.0), whole, sized, at=at)))
    assert found["fixed", "constant", "own"] == pytest.approx([3080.0, 4 * 3080.0])


def test_cost_per_capacity_without_capacity_is_refused() -> None:
    with pytest.raises(PlantError, match="capacity-missing"):
        build_graph(plant(supply("s", "A", "x", 1.0), mix("p", "A", ["x"], {}, fixed_cost_per_capacity=series(1.0))))


def test_storage_costs_by_hour() -> None:
    """0.1 EUR/t/h on what is there at the end of a slot of 24 h is 2.4 EUR/t."""
    graph = build_graph(
        plant(
            supply("s", "A", "x", 1.0),
            market("m", "A", "x", 1.0),
            store("yard", "A", "x", cost=series(0.1)),
            at=times(2, hours=24.0),
        )
    )
    assert lines(graph)["storage", "level", "own"] == [pytest.approx(2.4)]


def test_process_rates_per_activity_input_and_output() -> None:
    process = replace(
        mix("p", "A", ["x"], {"y": 0.5}, cost=2.0),
        rates=(
            ProcessRate("CH4", series(0.1)),
            ProcessRate("CH4", series(0.2), "x"),
            ProcessRate("CH4", series(0.4), "y"),
        ),
    )
    graph = build_graph(plant(supply("s", "A", "x", 1.0), process, market("m", "A", "y")))
    found = lines(graph, "CH4")
    assert found["process", "activity", "own"] == [0.1, 0.4 * 0.5]  # y is made by activity: 0.5 per unit
    assert found["process", "feed", "own"] == [0.2]
    assert lines(graph)["operation", "activity", "own"] == [2.0]


def test_avoided_burdens_are_an_account_of_their_own() -> None:
    sold = market("m", "A", "x", 1.0, avoided=(Emission("fossil CO2", series(2.5)),))
    graph = build_graph(plant(supply("s", "A", "x", 1.0), sold))
    assert lines(graph, "fossil CO2") == {("replaced", "delivery", "avoided"): [-2.5]}


def test_scopes_as_the_reporter_sees_them() -> None:
    """What another owner's process emits is scope 3 to us; without a reporter everything is ours."""
    emitting = {
        name: replace(mix(name, name.upper(), ["x"], {}), rates=(ProcessRate("CH4", series(1.0)),)) for name in "ab"
    }
    sites = (Site("A", "us"), Site("B", "them"))
    rows = (supply("s", "A", "x", 1.0), link("A", "B", "x"), *emitting.values())
    settings = Settings("test", "EUR", gwp_factors=GWP, reporter="us")
    (line,) = [line for line in build_graph(plant(*rows, sites=sites, settings=settings)).rates if line.effect == "CH4"]
    assert line.scope == (1, 3)
    (line,) = [line for line in build_graph(plant(*rows, sites=sites)).rates if line.effect == "CH4"]
    assert line.scope == (1, 1)


def test_landfilled_is_the_mass_that_goes_the_route() -> None:
    """A landfill process counts its waste, not what another landfill process made of it; a market its deliveries.

    Drums of 20 kg count by mass, and what has no mass does not count.
    """
    cell = mix("cell", "A", ["waste"], {"leachate": 0.1}, route="landfill")
    pond = mix("pond", "A", ["leachate"], {}, route="landfill")
    tip = market("tip", "A", ["drum", "power"], -1.0, route="landfill")
    drum, power = material("drum", "item"), material("power", "MWh")
    weighed = replace(drum, properties={"item_mass": replace(material("x", z=0.02).properties["z"], unit="t/item")})
    graph = build_graph(
        plant(
            supply("s", "A", "waste", 1.0),
            supply("d", "A", "drum", 1.0),
            supply("e", "A", "power"),
            cell,
            pond,
            tip,
            materials=(weighed, power),
        )
    )
    assert lines(graph, "landfilled") == {("landfill", "feed", "own"): [1.0], ("landfill", "delivery", "own"): [0.02]}


def test_rates_of_the_plants_own() -> None:
    """Per unit of what a row counts, per material, per capacity."""
    process = recipe("p", "A", {"x": 2.0}, {"y": 1.0}, capacity=series(5.0))
    rates = (
        Rate("supplies", "s", "water", series(1.0)),
        Rate("processes", "p", "water", series(3.0)),
        Rate("processes", "p", "water", series(4.0), per="x"),
        Rate("processes", "p", "water", series(6.0), per="capacity"),
        Rate("markets", "m", "water", series(7.0), per="y"),
        Rate("stores", "t", "water", series(1.0)),
    )
    graph = build_graph(
        plant(
            supply("s", "A", "x", 1.0),
            process,
            market("m", "A", "y"),
            store("t", "A", "y"),
            at=times(365, hours=24.0),
            effects={"water": Effect("water", "m3")},
            rates=rates,
        )
    )
    assert lines(graph, "water") == {
        ("upstream", "supply", "own"): [1.0],
        ("process", "activity", "own"): [3.0],
        ("process", "feed", "own"): [4.0],
        ("construction", "constant", "own"): [30.0],
        ("delivery", "delivery", "own"): [7.0],
        ("storage", "level", "own"): [24.0],
    }


def test_rates_of_a_link_per_unit_and_for_each_hour_that_it_is_used() -> None:
    """2 m3 for each tonne sent, and 5 while the lorry is out at all; the other link has no rate."""
    lorry = link("A", "B", "x", minimum_load=series(1.0), capacity=series(5.0))
    rates = (Rate("links", "A > B", "water", series(2.0)), Rate("links", "A > B", "water", series(5.0), per="used"))
    made = plant(
        supply("s", "A", "x", 1.0),
        lorry,
        link("A", "C", "x"),
        market("b", "B", "x"),
        market("c", "C", "x"),
        at=times(2, hours=3.0),
        effects={"water": Effect("water", "m3")},
        rates=rates,
    )
    graph = build_graph(made)
    found = lines(graph, "water")
    assert {family: values for (_, family, _), values in found.items()} == {"arc": [2.0], "used": [5.0]}
    assert {line.family: line.member.tolist() for line in graph.rates if line.effect == "water"} == {
        "arc": [0],
        "used": [0],
    }


def test_prices_by_slot_stand_apart_from_constant_ones() -> None:
    """Proves: one tariff by the hour does not blow the constant prices up to 8,760 values."""
    graph = build_graph(
        plant(
            supply("s", "A", "x", 1.0, price=1.0),
            supply("t", "A", "x", 1.0, price=np.arange(1.0, 25.0)),
            market("m", "A", "x"),
            at=times(24, hours=1.0),
        )
    )
    constant, hourly = [line for line in graph.rates if line.category == "purchase"]
    assert constant.value.strides[-1] == 0
    assert hourly.value[0, 0].tolist() == list(range(1, 25))
