"""Result tables by hand: units as typed, prices in the year they arise, states, times."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import mfo
from mfo.plan.make_plan import make_plan
from mfo.plan.tables.schema import TABLES, columns_of
from mfo.plant.model import Limit, Material, Property, Quantity, Return, Used

from ..plants import link, market, material, mix, plant, recipe, series, store, supply, times
from .solving import plan_of, solve


def rows(table, *columns: str, **fixed) -> list[tuple]:
    for name, value in fixed.items():
        table = table[table[name] == value]
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_every_table_has_the_columns_of_the_documentation() -> None:
    plan = plan_of(plant(supply("s", "A", "x", 1.0), market("m", "A", "x")))
    for name in TABLES:
        assert list(plan.tables[name].columns) == list(columns_of(name))
        assert getattr(plan, name) is plan.tables[name]
    with pytest.raises(AttributeError):
        _ = plan.nothing


def test_flows_balance_and_name_both_ends_of_a_link() -> None:
    """10 % are lost on the way: 8,760 t leave A, 7,884 t reach B. What never flows has no row."""
    plan = plan_of(
        plant(
            supply("s", "A", "x", 1.0),
            link("A", "B", "x", loss=series(0.1)),
            market("m", "B", "x"),
            supply("idle", "A", "x", 1.0, 99.0, take_all=False),
        )
    )
    assert rows(plan.flows, "element", "kind", "site", "direction", "amount") == [
        ("s", "supply", "A", "into pool", 8760.0),
        ("A > B", "link", "A", "out of pool", 8760.0),
        ("A > B", "link", "B", "into pool", pytest.approx(7884.0)),
        ("m", "market", "B", "out of pool", pytest.approx(7884.0)),
    ]


def test_units_are_those_typed() -> None:
    """The material is typed in kg, the activity in kg and the capacity in t/d: 24 t/d are 1 t/h."""
    kilos = Material("x", "t", "kg", "[mass]")
    process = replace(mix("p", "A", ["x"], {"y": 1.0}, capacity=series(1.0, "t/h", "24 t/d")), typed_basis="kg")
    plan = plan_of(
        plant(supply("s", "A", "x", 0.5), process, market("m", "A", "y", 7.0), materials=(kilos, material("y")))
    )
    assert rows(plan.flows, "amount", "unit", element="s") == [(4_380_000.0, "kg")]
    assert rows(plan.activities, "activity", "capacity", "utilisation", "unit") == [(4.38e6, 8.76e6, 0.5, "kg")]
    assert rows(plan.capacities, "in_place", "unit") == [(24.0, "t/d")]
    assert rows(plan.prices, "price", "unit", material="x") == [(pytest.approx(0.007), "EUR/kg")]
    assert rows(plan.prices, "price", "unit", material="y") == [(7.0, "EUR/t")]


def test_prices_undo_weights_spans_and_discount() -> None:
    """Gas sells for 3 and 9 EUR/t in two slots of unequal weight and two milestones: the price of gas is just that.

    As they stand in the objective the duals would be 3 * 300 * 5 and so on.
    """
    at = times(2, years=(2025, 2030), hours=24.0, weight=[300.0, 65.0], rate=0.1)
    plan = plan_of(plant(supply("s", "A", "gas", 1.0), market("m", "A", "gas", [3.0, 9.0]), at=at))
    assert rows(plan.prices, "year", "slot", "price") == [
        (2025, 1, pytest.approx(3.0)),
        (2025, 2, pytest.approx(9.0)),
        (2030, 1, pytest.approx(3.0)),
        (2030, 2, pytest.approx(9.0)),
    ]


def test_bounds_in_use_have_a_price() -> None:
    """The press can do 4 of 10 t/h; each t it could do more earns 30 - 5 EUR instead of a tip of 10: 35 EUR/t."""
    plan = plan_of(
        plant(
            supply("s", "A", "x", 10.0),
            mix("press", "A", ["x"], {"y": 1.0}, 5.0, capacity=series(4.0)),
            market("buyer", "A", "y", 30.0, maximum=6.0),
            market("tip", "A", "x", -10.0),
        )
    )
    found = {
        (row.element, row.bound): (bool(row.binding), row.price, row.price_unit) for row in plan.bounds.itertuples()
    }
    assert found["press", "capacity"] == (True, pytest.approx(35.0), "EUR/t")
    assert found["buyer", "maximum"] == (False, 0.0, "EUR/t")


def test_a_minimum_costs() -> None:
    """A market that must have 2 t/h of what sells for 1 elsewhere at 3: one more unit there costs 2 EUR."""
    plan = plan_of(
        plant(supply("s", "A", "x", 10.0), market("duty", "A", "x", 1.0, minimum=2.0), market("m", "A", "x", 3.0))
    )
    (minimum,) = rows(plan.bounds, "value", "limit", "binding", "price", element="duty", bound="minimum")
    assert minimum == (17520.0, 17520.0, True, pytest.approx(-2.0))


@pytest.mark.parametrize("when", ["slot", "year", "total"])
def test_limits_have_values_and_prices(when: str) -> None:
    """At most half of 4 t/h may be tipped for nothing, the rest costs 7 EUR/t: one more t allowed saves 7 EUR."""
    cap = Limit("cap", (Quantity("market", "tip"),), when, maximum=series(2.0), basis="rate", unit="t")
    at = times(2, years=(2025, 2030), hours=24.0, weight=[300.0, 65.0])
    plan = plan_of(
        plant(
            supply("s", "A", "x", 4.0),
            market("tip", "A", "x", 0.0),
            market("oven", "A", "x", -7.0),
            at=at,
            limits=(cap,),
        )
    )
    span = {"slot": 48.0, "year": 17_520.0, "total": 175_200.0}[when]
    for row in plan.limits.itertuples():
        assert (row.value, row.maximum, row.binding, row.price_unit) == (pytest.approx(span), span, True, "EUR/t")
        assert row.price == pytest.approx(7.0)
    assert len(plan.limits) == {"slot": 4, "year": 2, "total": 1}[when]


def test_a_share_is_shown_as_a_share() -> None:
    share = Limit(
        "diversion", (Quantity("market", "tip"),), basis="share", of=(Quantity("supply", "s"),), maximum=series(0.25)
    )
    plan = plan_of(
        plant(supply("s", "A", "x", 4.0), market("tip", "A", "x"), market("oven", "A", "x", -7.0), limits=(share,))
    )
    assert rows(plan.limits, "value", "maximum", "binding", "price", "price_unit") == [
        (pytest.approx(0.25), 0.25, True, pytest.approx(7.0), "EUR/t")
    ]


def test_reduced_costs_say_how_much_cheaper_an_idle_way_would_have_to_be() -> None:
    """The dear supply costs 9 where another costs 4: it lacks 5 EUR/t."""
    plan = plan_of(
        plant(
            supply("dear", "A", "x", price=9.0, take_all=False),
            supply("cheap", "A", "x", price=4.0, take_all=False),
            market("m", "A", "x", minimum=1.0),
        )
    )
    assert rows(plan.reduced_costs, "element", "reduced_cost", "unit") == [("dear", pytest.approx(5.0), "EUR/t")]


def test_stocks_step_by_step() -> None:
    """Two slots of 10 h: 10 t come in the first, 10 go out in the second; half a percent an hour is lost in between."""
    plan = plan_of(
        plant(
            supply("s", "A", "x", [1.0, 0.0]),
            store("tank", "A", "x", 20.0, loss=series(0.005)),
            market("m", "A", "x", [0.0, 5.0]),
            at=times(2, hours=10.0),
        )
    )
    first, second = rows(plan.stocks, "opening", "level", "charge", "discharge", "loss", "capacity", "unit")
    kept = 0.995**10
    assert first == (0.0, pytest.approx(10.0), pytest.approx(10.0), 0.0, 0.0, 20.0, "t")
    assert second == (
        pytest.approx(10.0),
        0.0,
        0.0,
        pytest.approx(10 * kept),
        pytest.approx(10 * (1 - kept)),
        20.0,
        "t",
    )


def test_returns_stand_in_the_flows() -> None:
    """Crates sold come back at 90 % and are washed: 8,760 sold a year need 876 new ones."""
    back = Return("shops", None, "used", "A", 1, True, series(0.9))
    plan = plan_of(
        plant(
            supply("new", "A", "crate", price=5.0, take_all=False),
            market("shops", "A", "crate", minimum=1.0),
            mix("wash", "A", ["used"], {"crate": 1.0}),
            returns=(back,),
            materials=(material("used"),),
        )
    )
    assert rows(plan.flows, "element", "material", "direction", "amount", kind="return") == [
        ("shops", "used", "into pool", pytest.approx(7884.0))
    ]
    assert rows(plan.flows, "amount", element="new") == [(pytest.approx(876.0),)]


def test_what_is_built() -> None:
    """Two t/h exist and five are needed: three are built, at most nine may be in place."""
    press = mix(
        "press", "A", ["x"], {"y": 1.0}, capex=series(10.0), lifetime=10.0, existing=series(2.0), capacity=series(9.0)
    )
    plan = plan_of(plant(supply("s", "A", "x", 5.0), press, market("m", "A", "y")))
    assert rows(plan.capacities, "existing", "built", "in_place", "maximum", "open") == [
        (2.0, pytest.approx(3.0), pytest.approx(5.0), 9.0, True)
    ]


def test_one_output_of_several_causes_is_one_flow() -> None:
    process = mix("p", "A", ["a", "b"], {"y": {"a": 0.5, "b": 0.25}})
    plan = plan_of(plant(supply("a", "A", "a", 1.0), supply("b", "A", "b", 1.0), process, market("m", "A", "y")))
    assert rows(plan.flows, "amount", element="p", direction="into pool") == [(pytest.approx(8760 * 0.75),)]


def test_times_tell_how_to_add_up() -> None:
    plan = plan_of(
        plant(
            supply("s", "A", "x", 1.0),
            market("m", "A", "x"),
            at=times(2, years=(2025, 2030), rate=0.1, hours=24.0, weight=[300.0, 65.0]),
        )
    )
    assert rows(plan.times, "year", "slot", "label", "hours", "weight", "span") == [
        (2025, 1, "1", 24.0, 300.0, 5.0),
        (2025, 2, "2", 24.0, 65.0, 5.0),
        (2030, 1, "1", 24.0, 300.0, 5.0),
        (2030, 2, "2", 24.0, 65.0, 5.0),
    ]


def test_a_year_of_hours_is_tabled() -> None:
    """100 elements over 8,760 hours, nearly two million rows; a loop over rows would take minutes."""
    pairs = [
        (
            supply(f"s{i}", f"A{i}", "x", 1.0),
            recipe(f"p{i}", f"A{i}", {"x": 1.0}, {"y": 1.0}, 1.0),
            market(f"m{i}", f"A{i}", "y", 2.0),
        )
        for i in range(25)
    ]
    made = plant(*(row for pair in pairs for row in pair), at=times(8760, hours=1.0))
    from mfo.graph.build import build_graph
    from mfo.solve.engine.solution import Solution

    graph = build_graph(made)
    ones = {family: np.ones((25, 1, 8760)) for family in ("supply", "feed", "activity", "delivery")}
    nothing = {family: np.zeros((0, 1, 8760)) for family in ("arc", "level", "charge", "discharge", "opening")}
    yearly = {family: np.zeros((25, 1)) for family in ("capacity", "built")}
    states = {"open": np.ones((25, 1)), "constant": np.ones((1, 1))}
    worth = np.array([{"x": 1.0, "y": 2.0}[material] for material in graph.pools.material])  # 2 EUR less 1 EUR to make
    duals = {"balance": np.broadcast_to(worth[:, None, None], (50, 1, 8760)), "required": np.ones((25, 1, 8760))}
    values = {**ones, **nothing, **yearly, **states}
    solution = Solution("optimal", -25 * 8760.0, -25 * 8760.0, values, {}, duals, duals)
    plan = make_plan(made, graph, solution)
    assert len(plan.flows) == 100 * 8760


def test_problems_are_shown_once() -> None:
    from mfo.errors import Problem

    problem = Problem("a-code", "Something looks wrong.", remedy="Look.", severity="warning")
    made = plant(supply("s", "A", "x", 1.0), market("m", "A", "x"), problems=(problem,))
    graph, solution = solve(made)
    plan = make_plan(made, graph, solution, problems=[problem])
    assert plan.problem_list == [problem]


def test_limits_are_told_in_the_unit_of_what_they_bound() -> None:
    """5 t of what was typed in kg are 5,000 kg, and a price of 7 EUR/t is 0.007 EUR/kg."""
    kilos = Material("x", "t", "kg", "[mass]")
    cap = Limit("cap", (Quantity("market", "tip"),), maximum=series(5.0), unit="t")
    rows_of = (supply("s", "A", "x", 4.0), market("tip", "A", "x"), market("oven", "A", "x", -7.0))
    plan = plan_of(plant(*rows_of, limits=(cap,), materials=(kilos,)))
    assert rows(plan.limits, "value", "maximum", "unit", "price", "price_unit") == [
        (pytest.approx(5000.0), 5000.0, "kg", pytest.approx(0.007), "EUR/kg")
    ]


def test_sources_name_every_parameter_and_property_that_is_not_the_plants_own() -> None:
    """A model's parameter that was overridden, a mode's figure told once for two links, and a material's property."""
    process = replace(mix("p", "A", ["x"], {}), used=(Used("yield", "0.5", "plant", "override", "0.4"),))
    mode = (Used("emission factor", "90 g/t.km", "a handbook", "source read"),)
    ways = [link("A", site, "x", mode="truck", used=mode) for site in ("B", "C")]
    known = replace(
        material("x", a=1.0),
        properties={
            "a": Property("a", 0.09, "", "9 %", "a paper", "unsourced"),
            "b": Property("b", 1.0, "", "1", "plant", "plant"),
        },
    )
    made = plant(
        supply("s", "A", "x", 1.0), process, *ways, market("m", "B", "x"), market("n", "C", "x"), materials=(known,)
    )
    assert rows(plan_of(made).sources, "process", "name", "value", "default", "standing") == [
        ("p", "yield", "0.5", "0.4", "override"),
        ("truck", "emission factor", "90 g/t.km", "", "source read"),
        ("x", "a", "9 %", "", "unsourced"),
    ]


def test_one_more_unit_of_what_may_be_built() -> None:
    """3 of 5 t/h may be digested: each tonne earns 2 and saves 4 EUR, a tonne an hour 8,760 x 6 less 10 EUR a year.

    Its capital is 100 EUR over ten years. Where 9 t/h may be built, 5 are, and one more is worth nothing.
    """
    digester = mix(
        "d", "A", ["x"], {"y": 1.0}, capex=series(100.0), lifetime=10.0, capacity=series(3.0, "t/h", "3 t/h")
    )
    rest = mix("rest", "A", ["x"], {}, cost=4.0)
    rows_of = supply("s", "A", "x", 5.0), market("m", "A", "y", 2.0), rest
    bounds = plan_of(plant(*rows_of, digester)).bounds
    row = bounds[bounds["bound"] == "maximum capacity"].iloc[0]
    assert (row["element"], row["slot"], row["binding"]) == ("d", 0, True)
    assert [row["value"], row["limit"], row["price"]] == pytest.approx([3.0, 3.0, 8760 * 6.0 - 10.0])
    assert (row["unit"], row["price_unit"]) == ("t/h", "EUR/(t/h)")
    assert "capacity in place" in set(bounds["bound"])
    wider = mix("d", "A", ["x"], {"y": 1.0}, capex=series(100.0), lifetime=10.0, capacity=series(9.0, "t/h", "9 t/h"))
    free = plan_of(plant(*rows_of, wider)).bounds
    row = free[free["bound"] == "maximum capacity"].iloc[0]
    assert (row["value"], row["binding"], row["price"]) == (pytest.approx(5.0), False, 0.0)


def test_what_nothing_brings_has_no_price() -> None:
    """Proves: a tonne of z would save the 60 EUR that the mill could sell it for; nothing brings z, so that the program
    leaves its market out and the dual of its pool, 0, is no price. x, which is brought, has one."""
    mill = mix("mill", "A", ["z"], {"y": 1.0}, cost=1.0)
    made = plant(supply("s", "A", "x", 5.0), market("m", "A", "x", 2.0), mill, market("n", "A", "y", 61.0))
    assert rows(plan_of(made).prices, "material", "price") == [("x", 2.0)]


def test_a_link_out_of_use_has_no_price_of_capacity() -> None:
    """Burying 8,760 t for 2 EUR/t costs less than the pipe's 100,000 EUR a year. With the pipe left alone, its capacity
    is worth nothing; the program's dual (2 EUR/t) is that of a pipe that is closed, and would promise a saving.
    """
    plan = plan_of(
        plant(
            supply("s", "A", "x", 1.0),
            link("A", "B", "x", capacity=series(5.0, "t/h"), fixed_cost=series(100_000 / 8760)),
            market("far", "B", "x"),
            market("dump", "A", "x", -2.0),
        )
    )
    assert rows(plan.bounds, "bound", "value", "binding", "price", element="A > B") == [("capacity", 0.0, False, 0.0)]


def test_a_size_without_a_bound_is_told_as_it_is_priced(tmp_path: Path) -> None:
    """10 t/d of waste, 2 EUR a year for each t/d built: 10 t/d are built, not 0.4167 t/h."""
    path = tmp_path / "plant.yaml"
    path.write_text(
        """
plant: {name: town, currency: EUR}
materials: [{material: waste, unit: t}]
sites: [{site: town}]
supplies: [{supply: homes, site: town, material: waste, amount: 10 t/d, take: all, price: 0}]
processes: [{process: plant, site: town, model: recipe, route: landfill,
   variable_cost: 1 EUR/t, capex: 20 EUR/(t/d), lifetime: 10 a}]
recipes: [{process: plant, material: waste, role: in}]
""",
        encoding="utf-8",
    )
    row = mfo.read(path).optimise().capacities.iloc[0]
    assert (row["unit"], row["in_place"]) == ("t/d", pytest.approx(10.0))
