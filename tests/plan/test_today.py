"""Today from measurements: the same program and ledger, imbalances refused, and what the plan changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mfo.errors import PlantError, Where
from mfo.plan.baseline import today_plan
from mfo.plan.changes import in_words
from mfo.plan.plan import Plan
from mfo.plant.model import Limit, Measurement, ProcessRate, Quantity

from ..plants import link, market, mix, plant, recipe, series, store, supply, times
from .solving import plan_of


def seen(
    table: str, at: str, amount, material: str | None = None, role: str = "", slot: int | None = None
) -> Measurement:
    return Measurement(table, at, material, role, series(amount, "t/h"), slot=slot)


def park(*measurements: Measurement, **more):
    """2 t/h of waste: tipped at B (way 1, tip 9 EUR/t) or pressed (cost 3) to 0.5 board sold at 8, which is better."""
    press = replace(
        mix("press", "A", ["waste"], {"board": 0.5}, 3.0, capacity=series(1.5)),
        rates=(ProcessRate("fossil CO2", series(0.1)),),
    )
    return plant(
        supply("bin", "A", "waste", 2.0),
        press,
        market("shop", "A", "board", 8.0),
        link("A", "B", "waste", 1.0),
        market("tip", "B", "waste", -9.0, route="landfill"),
        measurements=measurements,
        **more,
    )


def amount(plan: Plan, element: str) -> float:
    return float(plan.flows[(plan.flows["element"] == element)]["amount"].iloc[0])


def test_without_measurements_there_is_no_today() -> None:
    assert today_plan(park()) is None


def test_one_reading_is_enough_where_the_rest_follows() -> None:
    """0.5 t/h were pressed, so 1.5 t/h were tipped: 2,190 + 17,520 + ... = 0.5 * 3 - 0.25 * 8 + 1.5 * 10 EUR/h."""
    today = today_plan(park(seen("processes", "press", 0.5, "waste", "in")))
    assert today is not None
    assert amount(today, "tip") == pytest.approx(1.5 * 8760)
    assert today.objective == pytest.approx(14.5 * 8760)
    measured = today.flows[today.flows["measured"]]
    assert set(zip(measured["element"], measured["material"], strict=True)) == {("press", "waste")}


@pytest.mark.parametrize(
    "reading",
    [
        seen("links", "A > B", 1.5),
        seen("markets", "tip", 1.5, "waste"),
        seen("processes", "press", 0.5),
        seen("processes", "press", 0.25, "board", "out"),
        seen("markets", "shop", 0.25),
    ],
)
def test_any_kind_of_reading_gives_the_same_today(reading: Measurement) -> None:
    today = today_plan(park(reading))
    assert today is not None
    assert today.objective == pytest.approx(14.5 * 8760)


def test_a_reading_outweighs_the_amount_of_a_supply_and_the_plans_limits() -> None:
    """3 t/h came in where the plan counts on 2, and the plan's ban on tipping does not hold today."""
    ban = Limit("ban", (Quantity("market", "tip"),), maximum=series(0.0), unit="t")
    today = today_plan(park(seen("supplies", "bin", 3.0), seen("processes", "press", 1.0), limits=(ban,)))
    assert today is not None
    assert amount(today, "tip") == pytest.approx(2.0 * 8760)


def test_readings_that_do_not_balance_are_refused_with_the_pool() -> None:
    """2 t/h came in, 0.5 were pressed and 1.2 sent away: 0.3 t/h, 2,628 t a year or 15 %, are missing."""
    made = park(seen("supplies", "bin", 2.0), seen("processes", "press", 0.5), seen("links", "A > B", 1.2))
    with pytest.raises(PlantError) as caught:
        today_plan(made)
    (problem,) = caught.value.problems
    assert problem.code == "measurements-unbalanced"
    assert "'waste' at 'A' does not balance: 2,628 t a year (15.00%) more come in than go out" in problem.message
    assert "In: bin 17,520 t. Out: press 4,380 t, A > B 10,512 t" in problem.message


def test_every_imbalance_is_told_at_once() -> None:
    made = park(
        seen("supplies", "bin", 2.0),
        seen("processes", "press", 0.5),
        seen("links", "A > B", 1.2),
        seen("markets", "tip", 1.0),
        seen("markets", "shop", 0.2),
    )
    with pytest.raises(PlantError) as caught:
        today_plan(made)
    places = [problem.message.split(" does not")[0] for problem in caught.value.problems]
    assert sorted(places) == ["'board' at 'A'", "'waste' at 'A'", "'waste' at 'B'"]


def test_a_reading_that_the_yields_contradict() -> None:
    """The press makes half of what goes in: 0.5 in and 0.4 out cannot both be."""
    made = park(seen("processes", "press", 0.5, "waste", "in"), seen("processes", "press", 0.4, "board", "out"))
    with pytest.raises(PlantError) as caught:
        today_plan(made)
    assert {problem.code for problem in caught.value.problems} <= {
        "measurement-contradicted",
        "measurements-unbalanced",
    }
    assert "press" in str(caught.value)


def test_readings_above_a_capacity() -> None:
    """1.8 t/h were pressed where the press can do 1.5."""
    with pytest.raises(PlantError) as caught:
        today_plan(park(seen("processes", "press", 1.8)))
    (problem,) = caught.value.problems
    assert problem.code == "measurement-above-capacity"
    assert "'press' does 1.2 times" in problem.message


def test_a_reading_where_nothing_can_flow() -> None:
    made = park(seen("links", "A > B", 1.0, "board"))
    with pytest.raises(PlantError, match="measurement-touches-nothing"):
        today_plan(made)


def test_an_imbalance_leads_to_a_reading_even_where_none_stands_at_the_pool() -> None:
    """Nothing was pressed, yet two sites further a shop must have 0.4 t/h of board."""
    place = Where("plant.xlsx", "measurements", 2)
    made = plant(
        supply("bin", "A", "waste", 2.0),
        mix("press", "A", ["waste"], {"board": 0.5}),
        market("tip", "A", "waste", -9.0),
        link("A", "B", "board"),
        link("B", "C", "board"),
        market("shop", "C", "board", 8.0, minimum=0.4),
        measurements=(replace(seen("processes", "press", 0.0), where=place),),
    )
    with pytest.raises(PlantError) as caught:
        today_plan(made)
    (problem,) = caught.value.problems
    assert problem.code == "measurements-unbalanced"
    assert problem.where == place


def test_a_plant_that_cannot_run_is_not_blamed_on_a_reading() -> None:
    """The shop must have 1 t/h of board, and the press can make 0.75: no reading mends that."""
    made = park(seen("processes", "press", 0.5))
    shop = market("shop", "A", "board", 8.0, minimum=1.0)
    with pytest.raises(PlantError) as caught:
        today_plan(replace(made, markets=(shop, made.markets[1])))
    first = caught.value.problems[0]
    assert first.code == "today-impossible"
    assert "What stands today gives no flows, whatever was measured: board at A" in first.message
    assert "measured press" not in str(caught.value)


def test_what_earns_for_ever_today_is_named() -> None:
    """Board may be bought at 5 and sold at 8 without end. That no capacity holds it is no reading above a capacity."""
    made = park(seen("processes", "press", 0.5))
    made = replace(made, supplies=(*made.supplies, supply("trader", "A", "board", price=5.0, take_all=False)))
    with pytest.raises(PlantError) as caught:
        today_plan(made)
    assert [problem.code for problem in caught.value.problems] == ["today-impossible"]
    assert "This earns for ever: supply trader > market shop" in str(caught.value)


def test_a_reading_of_what_has_no_capacity() -> None:
    """Nothing over nothing is no number of times."""
    press = mix("new press", "A", ["waste"], {"board": 0.5}, capacity=series(0.0))
    rows = (supply("bin", "A", "waste", 2.0), market("tip", "A", "waste"), market("shop", "A", "board"), press)
    with pytest.raises(PlantError, match="'new press' does something, where it has no capacity"):
        today_plan(plant(*rows, measurements=(seen("processes", "new press", 0.5),)))


def test_today_builds_nothing() -> None:
    """The new press would pay, but today there is none: all is tipped."""
    new = recipe("new press", "A", {"waste": 1.0}, {"board": 1.0}, capex=series(1.0), lifetime=10.0)
    made = plant(
        supply("bin", "A", "waste", 2.0),
        new,
        market("shop", "A", "board", 8.0),
        market("tip", "A", "waste", -9.0),
        measurements=(seen("supplies", "bin", 2.0),),
    )
    today = today_plan(made)
    assert today is not None
    assert amount(today, "tip") == pytest.approx(17520.0)


def test_readings_by_slot_and_over_the_year() -> None:
    """A reading without a slot is the year's: 1 t/h over four slots of 2,190 h is 8,760 t, whenever they flowed."""
    rows = (
        supply("bin", "A", "waste", [0.0, 2.0, 2.0, 0.0]),
        store("yard", "A", "waste"),
        market("tip", "A", "waste", -1.0),
        market("oven", "A", "waste", -5.0),
    )
    year = today_plan(plant(*rows, at=times(4), measurements=(seen("markets", "oven", 0.5),)))
    assert year is not None
    burnt = year.flows[year.flows["element"] == "oven"]["amount"]
    assert burnt.sum() == pytest.approx(4380.0)
    slot = today_plan(plant(*rows, at=times(4), measurements=(seen("markets", "oven", 0.5, slot=2),)))
    assert slot is not None
    assert slot.flows[slot.flows["element"] == "oven"]["amount"].tolist() == pytest.approx([0, 0, 1095.0, 0])


def test_today_in_a_roadmap_is_its_first_year() -> None:
    growing = supply("bin", "A", "waste", np.array([[2.0], [4.0]]))
    made = replace(park(seen("processes", "press", 0.5), at=times(years=(2025, 2030))), supplies=(growing,))
    today = today_plan(made)
    assert today is not None
    assert today.times["year"].tolist() == [2025]
    assert amount(today, "bin") == pytest.approx(17520.0)


def test_what_changes_is_ranked_by_money_and_told_in_words() -> None:
    """The plan presses 1.5 t/h instead of 0.5: 8,760 t less are sent (saves 8,760) and tipped (saves 78,840)."""
    made = park(seen("processes", "press", 0.5))
    plan = plan_of(made, today=today_plan(made))
    first = plan.changes.iloc[0]
    assert (first["element"], first["change"], first["cost_change"]) == (
        "tip",
        pytest.approx(-8760.0),
        pytest.approx(-78_840.0),
    )
    assert first["words"] == "Deliver 8,760 t less waste a year to tip: saves 78,840 EUR."
    assert plan.changes["element"].tolist() == ["tip", "shop", "press", "A > B"]
    press = plan.changes[plan.changes["element"] == "press"].iloc[0]
    assert press["emissions_change"] == pytest.approx(876.0)
    assert press["words"] == "Run press at 13,140 t a year instead of 4,380 t: costs 26,280 EUR and emits 876 t CO2e."
    assert plan.changes["cost_change"].sum() == pytest.approx(plan.objective - plan.today.objective)


def test_what_is_bought_at_other_times_is_a_change_too() -> None:
    """An hour at 1 EUR and one at 10, 1 t needed in each. Today each hour buys its own, for 11 EUR; the plan buys both
    in the cheap hour and stores one at 2 EUR a t and hour: 2 + 2. As much is bought as today: with changes of amounts
    alone the list would hold nothing but the store, which costs 2.
    """
    made = plant(
        supply("grid", "A", "x", None, np.array([[1.0, 10.0]]), take_all=False),
        market("works", "A", "x", minimum=1.0, maximum=1.0),
        store("yard", "A", "x", cost=series(2.0)),
        measurements=(seen("supplies", "grid", 1.0, slot=0), seen("supplies", "grid", 1.0, slot=1)),
        at=times(2, hours=1.0),
    )
    plan = plan_of(made, today=today_plan(made))
    changes = plan.changes.set_index("element")
    assert changes.loc["grid", ["change", "cost_change"]].tolist() == pytest.approx([0, -9])
    assert changes.loc["grid", "words"].startswith("Use grid as much as today, but with another mix, timing")
    assert changes.loc["yard", ["change", "cost_change"]].tolist() == pytest.approx([1, 2])
    assert plan.changes["cost_change"].sum() == pytest.approx(plan.objective - plan.today.objective)


def test_each_material_of_a_link_bears_what_sending_it_costs() -> None:
    """Today 2 t/h of waste go to B for the tip; the plan presses 1.5 t/h at A and sends 0.75 t/h of board on the same
    link, at 1 EUR/t. Sending less waste saves 13,140 EUR and sending board costs 6,570: in sum the 6,570 of the link.
    Shared by amounts alone, both would save: 4,380 and 2,190.
    """
    made = plant(
        supply("bin", "A", "waste", 2.0),
        mix("press", "A", ["waste"], {"board": 0.5}, 3.0, capacity=series(1.5)),
        market("shop", "B", "board", 18.0),
        link("A", "B", ["waste", "board"], 1.0),
        market("tip", "B", "waste", -9.0, route="landfill"),
        measurements=(seen("markets", "tip", 2.0),),
    )
    changes = plan_of(made, today=today_plan(made)).changes.set_index(["element", "material"])["cost_change"]
    assert changes["A > B", "waste"] == pytest.approx(-13_140.0)
    assert changes["A > B", "board"] == pytest.approx(6_570.0)


def test_measuring_the_plan_itself_gives_the_plan() -> None:
    """Every flow of the plan, read back as measurements: today is the plan, to the cent, and nothing changes."""
    plan = plan_of(park())
    readings = []
    for row in plan.flows.itertuples():
        table = {"supply": "supplies", "process": "processes", "link": "links", "market": "markets"}[row.kind]
        role = {"into pool": "out", "out of pool": "in"}[row.direction] if table == "processes" else ""
        if not (table == "links" and row.direction == "into pool"):
            readings.append(seen(table, row.element, row.amount / 8760, row.material, role))
    today = today_plan(park(*readings))
    assert today is not None
    assert today.objective == pytest.approx(plan.objective, rel=1e-9)
    assert plan_of(park(*readings), today=today).changes.empty


def test_counted_things_become_fewer_and_measured_ones_less() -> None:
    """In words, 300 crates less are 300 fewer items; without the difference it would read '300 item less crates'."""
    record = {
        "element": "shop",
        "kind": "supply",
        "material": "crates",
        "unit": "item",
        "today": 900.0,
        "plan": 600.0,
        "change": -300.0,
        "cost_change": -1500.0,
        "emissions_change": 0.0,
    }
    assert in_words(record, "EUR") == "Take 300 fewer items of crates a year from shop: saves 1,500 EUR."
    milk = {**record, "material": "milk", "unit": "t", "change": 300.0, "plan": 1200.0}
    assert in_words(milk, "EUR") == "Take 300 t more milk a year from shop: saves 1,500 EUR."
    wash = {**record, "kind": "process", "element": "wash", "today": 0.0, "plan": 1.0, "change": 1.0}
    assert in_words(wash, "EUR") == "Start wash, 1 item a year: saves 1,500 EUR."
    assert in_words({**wash, "today": 900.0, "plan": 0.0}, "EUR").startswith("Stop wash, 900 items a year today: ")
