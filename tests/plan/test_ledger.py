"""The ledger: its lines by hand, and its sums as the objective and every reported total."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfo.plan.tables.totals import total
from mfo.plant.model import Emission, ProcessRate, Settings

from ..plants import GWP, link, market, mix, plant, recipe, series, store, supply, times
from .solving import plan_of, solve


def lines(plan, **fixed) -> dict[tuple[str, str, str], float]:
    table = plan.ledger
    for name, value in fixed.items():
        table = table[table[name] == value]
    return {(row.element, row.effect, row.category): row.amount for row in table.itertuples()}


def waste_plant(**more):
    """8,760 t of waste a year; the digester makes 0.1 gas and 0.5 sludge of a t and emits methane; sludge is tipped."""
    digester = replace(
        mix("digester", "A", ["waste"], {"gas": 0.1, "sludge": 0.5}, cost=4.0, route="biogas"),
        rates=(ProcessRate("CH4", series(0.01)),),
    )
    return plant(
        supply("bin", "A", "waste", 1.0, price=-20.0),
        digester,
        link("A", "B", "sludge", 2.0),
        market("grid", "A", "gas", 30.0, avoided=(Emission("fossil CO2", series(2.0)),)),
        market("tip", "B", "sludge", -5.0, route="landfill"),
        **more,
    )


def test_lines_by_hand() -> None:
    """Waste 8,760 t: paid 20 each; operation 4; 4,380 t of sludge at 2 + 5; 876 t of gas at 30; 87.6 t of methane."""
    plan = plan_of(waste_plant())
    assert lines(plan, account="own") == pytest.approx(
        {
            ("bin", "cost", "gate fee"): -175_200.0,
            ("digester", "cost", "operation"): 35_040.0,
            ("A > B", "cost", "transport"): 8_760.0,
            ("tip", "cost", "gate fee"): 21_900.0,
            ("grid", "cost", "sale"): -26_280.0,
            ("digester", "CH4", "process"): 87.6,
            ("digester", "emissions", "process"): 87.6 * 27,
            ("tip", "landfilled", "landfill"): 4_380.0,
        }
    )
    assert plan.objective == pytest.approx(-135_780.0)


def test_avoided_burdens_never_enter_a_total() -> None:
    """1,752 t of CO2 avoided stand apart: emissions are those of methane alone, else they would be 613 t_CO2e."""
    plan = plan_of(waste_plant())
    assert lines(plan, account="avoided") == {
        ("grid", "fossil CO2", "replaced"): -1752.0,
        ("grid", "emissions", "replaced"): -1752.0,
    }
    assert plan.totals["emissions"]["value"] == pytest.approx(87.6 * 27)


def test_the_carbon_price_is_a_line_of_cost() -> None:
    settings = Settings("test", "EUR", gwp_factors=GWP, carbon_price=series(10.0))
    plan = plan_of(waste_plant(settings=settings))
    assert lines(plan)["digester", "cost", "carbon price"] == pytest.approx(87.6 * 27 * 10)
    assert plan.objective == pytest.approx(-135_780.0 + 87.6 * 270)


def test_weighted_slots_cost_as_the_unweighted_year() -> None:
    """Two days of 24 h standing for 365 days cost what the year of 8,760 h costs."""
    assert plan_of(waste_plant()).objective == pytest.approx(
        plan_of(waste_plant(at=times(2, hours=24.0, weight=[300.0, 65.0]))).objective
    )


def test_a_roadmap_weighs_years_by_span_and_discount() -> None:
    """Milestones 2025 and 2030 at 5 %: each costs 135,780 EUR of income a year, five years, the second discounted."""
    plan = plan_of(waste_plant(at=times(years=(2025, 2030), rate=0.05)))
    assert plan.objective == pytest.approx(-135_780.0 * 5 * (1 + 1.05**-5))
    assert plan.totals["cost"]["value"] == pytest.approx(-135_780.0 * 10)  # totals are not discounted
    assert set(plan.ledger["weight"]) == {5.0, 5.0 * 1.05**-5}


def test_capital_by_year_and_total() -> None:
    """10 t/h at 876 EUR per t/h, ten years, no interest: 876 EUR a year where it stands; 4 t/h existed before."""
    press = mix("press", "A", ["x"], {"y": 1.0}, capex=series(876.0), lifetime=10.0, existing=series(4.0))
    rows = (supply("s", "A", "x", 10.0), press, market("m", "A", "y"))
    plan = plan_of(plant(*rows, at=times(years=(2025, 2030, 2035))))
    capital = plan.ledger[plan.ledger["category"] == "capital"]
    assert capital["amount"].tolist() == pytest.approx([6 * 87.6] * 3)
    assert plan.objective == pytest.approx(6 * 87.6 * 15)


def test_capex_that_falls_is_paid_as_it_was_when_built() -> None:
    """1000, 500, 500 a unit by year: 6 t/h are needed in 2025, so their price stays 1000 while they last."""
    price = series(np.array([[1000.0], [500.0], [500.0]]))
    press = mix("press", "A", ["x"], {"y": 1.0}, capex=price, lifetime=10.0)
    plan = plan_of(plant(supply("s", "A", "x", 6.0), press, market("m", "A", "y"), at=times(years=(2025, 2030, 2035))))
    capital = plan.ledger[plan.ledger["category"] == "capital"]
    assert capital["amount"].tolist() == pytest.approx([600.0, 600.0, 300.0])
    assert plan.objective == pytest.approx(5 * 1500.0)


def test_costs_and_emissions_are_sums_of_the_ledger() -> None:
    plan = plan_of(waste_plant(at=times(years=(2025, 2030))))
    ledger = plan.ledger
    assert plan.costs["amount"].sum() == pytest.approx(total(ledger, "cost"), rel=1e-12)
    methane = plan.emissions[plan.emissions["effect"] == "CH4"]
    assert methane["amount"].sum() == total(ledger, "CH4")
    assert plan.run["objective"]["value"] == total(ledger, "cost", weighted=True) == plan.objective


amounts = st.floats(0.1, 50.0)


@settings(max_examples=15, deadline=None)
@given(
    data=st.data(),
    minimise=st.sampled_from(["cost", "emissions", "landfilled"]),
    slots=st.sampled_from([1, 3]),
    years=st.sampled_from([(1,), (2025, 2030)]),
)
def test_for_any_plant_the_ledger_is_the_objective(data, minimise: str, slots: int, years: tuple[int, ...]) -> None:
    """Whatever the prices and amounts: the ledger's sum is the solver's objective, and the certificate holds."""

    def draw() -> float:
        return data.draw(amounts)

    def profile() -> list[float]:
        return [draw() for _ in range(slots)]

    made = plant(
        supply("bin", "A", "waste", profile(), price=-draw(), emissions=(Emission("CH4", series(draw() / 1000)),)),
        supply(
            "grid", "A", "power", price=profile(), take_all=False, emissions=(Emission("fossil CO2", series(draw())),)
        ),
        mix("sorter", "A", ["waste"], {"paper": 0.4, "rest": 0.6}, cost=draw()),
        replace(
            recipe("mill", "A", {"paper": 1.0, "power": 0.2}, {"pulp": 0.9}, cost=draw()),
            capex=series(draw() * 1000),
            lifetime=10.0,
            fixed_cost=series(draw()),
        ),
        market("pulp buyer", "A", "pulp", draw()),
        market("tip", "B", ["rest", "paper"], -draw(), route="landfill"),
        store("yard", "A", "rest", 40.0, cost=series(draw() / 1000)),
        link("A", "B", ["rest", "paper"], draw()),
        at=times(slots, years=years, rate=0.07),
        settings=Settings("any", "EUR", gwp_factors=GWP, carbon_price=series(draw())),
    )
    graph, solution = solve(made, minimise)
    from mfo.plan.make_plan import make_plan

    plan = make_plan(made, graph, solution, minimise)
    gross = (plan.ledger["amount"].abs() * plan.ledger["weight"]).sum()
    assert plan.objective == pytest.approx(solution.objective, abs=1e-9 * gross)
    names = list(graph.effects)
    for effect in ("cost", "emissions", "landfilled"):
        by_year = solution.values["effect"][names.index(effect)]
        for position, year in enumerate(years):
            assert total(plan.ledger, effect, year) == pytest.approx(by_year[position], abs=1e-9 * gross)
    assert plan.certificate["certified"]
