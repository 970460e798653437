"""Today is what exists today, of the plant as it stands, whatever a scenario changes; and it never blocks a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import bench, cost, known, moved, today_cost


def test_a_candidate_costs_nothing_until_it_is_built(tmp_path: Path) -> None:
    """10 t/d are tipped at 5 MXN/t: 18,250 a year, today and under the plan. With the drier a year would cost
    2,000,000 + 36,500 + 162,745 (annuity of 1 MMXN over ten years at 10 %) - 1,460,000 = 739,245."""
    plan = bench("candidate_pays_fixed_cost_unbuilt", tmp_path).optimise()
    assert today_cost(plan) == pytest.approx(18_250)
    assert cost(plan) == pytest.approx(18_250)


def test_a_candidate_that_pays_is_built_with_its_fixed_cost(tmp_path: Path) -> None:
    """At 20,000 MXN a year it pays: 20,000 + 36,500 + 162,745 - 1,460,000, also where no capacity is given: then what
    arises bounds it."""
    expected = 20_000 + 36_500 + 1e6 * 0.1 / (1 - 1.1**-10) - 1_460_000
    plan = bench("candidate_pays_fixed_cost_unbuilt", tmp_path, ("2 MMXN/year", "20 kMXN/year")).optimise()
    assert cost(plan) == pytest.approx(expected)
    assert today_cost(plan) == pytest.approx(18_250)
    free = (("2 MMXN/year", "20 kMXN/year"), ("capacity: 10 t/d, ", ""))
    assert cost(bench("candidate_pays_fixed_cost_unbuilt", tmp_path, *free).optimise()) == pytest.approx(expected)


def test_what_stands_pays_its_fixed_cost_today(tmp_path: Path) -> None:
    """2 t/d of the drier stand: today pays 2 MMXN a year, runs or not, and so does the plan."""
    plan = bench("candidate_pays_fixed_cost_unbuilt", tmp_path, ("existing: 0 t/d", "existing: 2 t/d")).optimise()
    assert today_cost(plan) == pytest.approx(18_250 + 2e6)


def test_a_candidate_pays_from_the_year_it_is_built(tmp_path: Path) -> None:
    """Free from 2030 on, it is built then: no fixed cost in 2025, when feed is worth nothing."""
    worth = 'profiles:\n  - {year: 2025, "worth [MXN/t]": 0}\n  - {year: 2030, "worth [MXN/t]": 1000}\n'
    roadmap = (
        ("discount_rate: 10 %}", "discount_rate: 0 %, years: [2025, 2030]}"),
        ("2 MMXN/year", "20 kMXN/year"),
        ("price: 1000 MXN/t", "price: worth"),
        ("measurements:", f"{worth}measurements:"),
    )
    plan = bench("candidate_pays_fixed_cost_unbuilt", tmp_path, *roadmap).optimise()
    fixed = plan.ledger[plan.ledger["category"] == "fixed"].groupby("year")["amount"].sum()
    assert fixed.to_dict() == pytest.approx({2030: 20_000})


def test_a_scenario_changes_the_plan_and_never_today(tmp_path: Path) -> None:
    """10 t/d go through the lagoon at 1 EUR/t today; banned, they go to the neighbour at 4 EUR/t: 14,600 a year."""
    plan = bench("scenario_bans_what_runs_today", tmp_path, scenario="lagoon banned").optimise()
    assert today_cost(plan) == pytest.approx(3_650)
    assert cost(plan) == pytest.approx(14_600)
    assert plan.problem_list == []


def test_a_scenario_that_closes_what_runs_today_has_a_plan(tmp_path: Path) -> None:
    """8 MW of steam from the old boiler today: (1.1 x 30 + 1) EUR/MWh, 2,382,720 a year. Closed, the new boiler makes
    it: 70,080 EUR to run and 3.2 million over twenty years without interest."""
    plan = bench("today_blocks_a_scenario", tmp_path, scenario="old boiler closes").optimise()
    assert today_cost(plan) == pytest.approx(8 * 8760 * 34)
    assert cost(plan) == pytest.approx(70_080 + 3.2e6 / 20)


@pytest.mark.parametrize(("cell", "value"), [("variable_cost", "2 EUR/t"), ("capacity", "9 t/d")])
def test_other_scenarios_keep_today(tmp_path: Path, cell: str, value: str) -> None:
    """A dearer lagoon, or one that is too small for what goes in today: today costs 3,650 EUR all the same."""
    changes = ("column: capacity, value: 0 t/d", f"column: {cell}, value: {value}")
    plan = bench("scenario_bans_what_runs_today", tmp_path, changes, scenario="lagoon banned").optimise()
    assert today_cost(plan) == pytest.approx(3_650)


def test_where_today_is_unknown_the_plan_stands_alone(tmp_path: Path) -> None:
    """30 t/d through a lagoon of 20 t/d cannot be: a warning at the lagoon, in check and in optimise, and a plan."""
    made = bench("scenario_bans_what_runs_today", tmp_path, ("at: lagoon, amount: 10", "at: lagoon, amount: 30"))
    (problem,) = made.check()
    plan = made.optimise()
    assert plan.today is None
    assert [problem.message] == [item.message for item in plan.problem_list if item.code == problem.code]
    assert problem.severity == "warning"
    assert problem.message.startswith("Today's flows are not known, so that the plan is compared with nothing. ")
    assert cost(plan) == pytest.approx(3_650)


def test_a_reading_of_a_year_is_spread_over_its_slots(tmp_path: Path) -> None:
    """300 MWh a year are 25 in each month, at a mean of 2 MXN/kWh: 600,000, and 4,380 MWh of the shop 8,760,000, less
    900,000 of sales. Put into the cheapest month, a year would cost 8,387,000."""
    plan = bench("yearly_reading_in_cheapest_slot", tmp_path).optimise()
    assert moved(plan, "park meter") == pytest.approx([25.0] * 12)
    assert today_cost(plan) == pytest.approx(8_460_000)
    assert known(plan)["park meter"] == "spread"
    assert known(plan)["lights"] == "follows"
    flows = plan.today.flows
    assert not flows[flows["element"] == "park meter"]["measured"].any()


def test_a_spread_is_as_even_as_the_plant_allows(tmp_path: Path) -> None:
    """The park's meter gives nothing in April and May and at most 10 kWh/h in June: 7.3 MWh there, and the rest of the
    300 MWh in nine months alike, 32.5 MWh in each."""
    rows = "\n".join(
        f'  - {{slot: {slot}, "tariff [MXN/kWh]": 2, "open [kWh/h]": {({4: 0, 5: 0, 6: 10}).get(slot, 100)}}}'
        for slot in range(1, 13)
    )
    text = (Path(__file__).parent / "yearly_reading_in_cheapest_slot.yaml").read_text(encoding="utf-8")
    start, end = text.index("  - {slot: 1,"), text.index("measurements:")
    changes = (
        (text[start:end], rows + "\n"),
        (
            "{market: pumps, site: park, material: power, price: 3 MXN/kWh, maximum: 100 kWh/h}",
            "{market: pumps, site: park, material: power, price: 3 MXN/kWh, maximum: open}",
        ),
    )
    plan = bench("yearly_reading_in_cheapest_slot", tmp_path, *changes).optimise()
    assert moved(plan, "park meter") == pytest.approx([32.52222] * 3 + [0, 0, 7.3] + [32.52222] * 6, rel=1e-4)


def test_a_link_that_nothing_goes_over_today(tmp_path: Path) -> None:
    """Where 100 MWh a year go over the line, 8.33 in each month, the shop buys so much less."""
    plan = bench(
        "yearly_reading_in_cheapest_slot", tmp_path, ("at: line, amount: 0", "at: line, amount: 100")
    ).optimise()
    assert sum(moved(plan, "shop meter")) == pytest.approx(4_280)
    assert known(plan)["line"] == "spread"
