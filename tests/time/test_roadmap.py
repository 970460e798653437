"""What to build when, under budgets and targets by year; solved by hand from plant files.

A town's waste is treated or buried. Treating needs a plant of 100 EUR per t/year that lasts 10 years: an annuity of
10 EUR a year without interest. Burying costs 60 EUR/t.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.report import explain

from .reading import EXACT, by_year, cost, plan_of

TOWN = """
plant: {{name: A town, currency: EUR, years: {years}, interpolate: linear}}
materials: [{{material: waste, unit: t}}]
sites: [{{site: town}}]
supplies: [{{supply: collection, site: town, material: waste, amount: {waste} t/year, take: all, price: 0 EUR/t}}]
processes:
{processes}
  - {{process: landfill, site: town, model: recipe, route: landfill, capacity: 1000 t/year, variable_cost: 60 EUR/t}}
recipes:
{recipes}
  - {{process: landfill, material: waste, role: in, amount: 1 t/t}}
limits:
{limits}
profiles:
{profiles}
"""
TREATMENT = {"process": "treatment", "capacity": "100 t/year", "capex": "100 EUR/(t/year)", "lifetime": "10 years"}


def town(
    years: list[int],
    waste: float,
    *plants: dict[str, str],
    limits: str = "",
    profiles: str = "",
    treating: str = "0 EUR/t",
) -> str:
    """A town with plants to build, each a row of the table of processes."""
    rows = [
        {"site": "town", "model": "recipe", "route": "recycling", "variable_cost": treating, **TREATMENT, **plant}
        for plant in plants
    ]
    processes = "\n".join("  - {" + ", ".join(f"{k}: {v}" for k, v in row.items()) + "}" for row in rows)
    recipes = "\n".join(f"  - {{process: {row['process']}, material: waste, role: in, amount: 1 t/t}}" for row in rows)
    return TOWN.format(years=years, waste=waste, processes=processes, recipes=recipes, limits=limits, profiles=profiles)


def built(plan: mfo.Plan, process: str = "treatment") -> list[float]:
    """Capacity built in each year [t/year]."""
    rows = plan.capacities[plan.capacities.process == process]
    assert set(rows.unit) <= {"t/year", "t/h"}
    scale = 8760.0 if rows.unit.iloc[0] == "t/h" else 1.0
    return [float(value) * scale for value in rows.sort_values("year").built]


def test_existing_capacity_retires_as_a_profile_says(tmp_path: Path) -> None:
    """Proves: 30, 20, then 10 t/year stand; what is missing is built: 0, 10, 10, paid as 0, 100, 200 EUR. What
    those plants are worth after 2027 is not charged: 300 EUR of 2,000 spent. If nothing retired it would cost
    nothing."""
    profiles = "\n".join(
        f'  - {{year: {y}, "standing [t/year]": {c}}}' for y, c in ((2025, 30), (2026, 20), (2027, 10))
    )
    plan = plan_of(tmp_path, town([2025, 2026, 2027], 30, {"existing": "standing"}, profiles=profiles))
    assert cost(plan) == pytest.approx(300, rel=EXACT)
    assert built(plan) == pytest.approx([0, 10, 10], abs=1e-6)
    assert plan.totals["investment"] == {"value": pytest.approx(2_000), "unit": "EUR"}
    assert by_year(plan, "capacities", "existing", process="treatment")[0] > 0


def test_what_is_decided_stands_after_its_lead_time(tmp_path: Path) -> None:
    """Proves: a plant decided on in 2025 works from 2026 on: 10 x 60 + 100 + 100 = 800 EUR. At once it would cost
    300. It is paid for while it stands."""
    plan = plan_of(tmp_path, town([2025, 2026, 2027], 10, {"lead_time": "1 year"}))
    assert cost(plan) == pytest.approx(800, rel=EXACT)
    assert built(plan) == pytest.approx([10, 0, 0], abs=1e-6)


def test_the_build_plan_tells_from_when_and_until_when(tmp_path: Path) -> None:
    """Proves: of milestones 2025, 2028 and 2032 with a lead time of 2 years and a life of 4, what is decided in 2025
    is in use from 2028 to 2031, the years that milestone stands for; what is decided in 2028 from 2032 to the end.
    The unit of a capacity by year is that of its profile."""
    profiles = "\n".join(f'  - {{year: {y}, "standing [t/d]": {c}}}' for y, c in ((2025, 1), (2028, 0), (2032, 0)))
    plant = {"lead_time": "2 years", "lifetime": "4 years", "existing": "standing", "capacity": "1 t/d"}
    plan = plan_of(tmp_path, town([2025, 2028, 2032], 10, plant, profiles=profiles))
    rows = plan.capacities[plan.capacities.process == "treatment"].sort_values("year")
    assert rows.built.tolist() == pytest.approx([10 / 365, 10 / 365, 0], abs=1e-9)
    assert rows.first_year.tolist()[:2] == [2028, 2032]
    assert rows.last_year.tolist()[0] == 2031
    assert rows.last_year.isna().tolist() == [False, True, True]
    profile = town([2025, 2026], 10, {"capacity": "1000 t/year"}, profiles=profiles.replace("2028", "2026")).replace(
        "capacity: 1000 t/year, variable_cost", "capacity: standing, variable_cost"
    )
    plan = plan_of(tmp_path, profile)
    assert set(plan.capacities.query("process == 'landfill'").unit) == {"t/d"}


def test_only_whole_units_are_built(tmp_path: Path) -> None:
    """Proves: units of 8 t/year for 10 t: two cost 160 EUR a year, one and the landfill 80 + 120. In any size
    100."""
    plan = plan_of(tmp_path, town([2025, 2026], 10, {"unit_size": "8 t/year"}))
    assert cost(plan) == pytest.approx(320, rel=1e-6)
    assert built(plan) == pytest.approx([16, 0], abs=1e-6)


def test_a_list_of_candidates(tmp_path: Path) -> None:
    """Proves: of a small plant (6 t at 10 EUR a year) and a large one (10 t at 8) the large one is built whole: 80
    EUR. With the small one alone 60 + 4 x 60 = 300."""
    small = {"process": "small", "capacity": "6 t/year", "unit_size": "6 t/year"}
    large = {"process": "large", "capacity": "10 t/year", "unit_size": "10 t/year", "capex": "80 EUR/(t/year)"}
    both = plan_of(tmp_path, town([2025], 10, small, large))
    assert cost(both) == pytest.approx(80, rel=1e-6)
    assert built(both, "large") == pytest.approx([10], abs=1e-6)
    assert cost(plan_of(tmp_path, town([2025], 10, small))) == pytest.approx(300, rel=1e-6)


def test_a_candidate_that_is_not_built_tells_what_a_unit_of_it_would_cost(tmp_path: Path) -> None:
    """Proves: beside the large plant the small one would be idle capital of 60 EUR a year, and instead of it 300 EUR
    would be spent where 80 suffice: with a unit of it the plan costs 60 EUR more. 61 EUR cheaper it is built."""
    small = {"process": "small", "capacity": "6 t/year", "unit_size": "6 t/year"}
    large = {"process": "large", "capacity": "10 t/year", "unit_size": "10 t/year", "capex": "80 EUR/(t/year)"}
    plan = plan_of(tmp_path, town([2025], 10, small, large))
    (row,) = plan.reduced_costs.query("element == 'small' and slot == 0").to_dict("records")
    assert (row["reduced_cost"], row["unit"]) == (pytest.approx(60, rel=1e-6), "EUR")
    said = "small is not built: with one unit of it the plan would cost 60 EUR more in all."
    assert explain(plan, "small")[0] == said
    small["fixed_cost"] = "-10.2 EUR/year/(t/year)"
    assert built(plan_of(tmp_path, town([2025], 10, small, large)), "small") == pytest.approx([6], abs=1e-6)


def test_what_is_built_may_be_limited_to_some_years(tmp_path: Path) -> None:
    """Proves: where building is open in 2027 alone, two years are buried: 600 + 600 + 100 EUR. Otherwise 300."""
    plan = plan_of(tmp_path, town([2025, 2026, 2027], 10, {"build": "2027"}))
    assert cost(plan) == pytest.approx(1_300, rel=EXACT)


BUDGET = "  - {limit: capital budget, what: investment, when: year, maximum: %s}"


def test_a_budget_for_building_by_year(tmp_path: Path) -> None:
    """Proves: 1,000 EUR a year build 10 of 20 t/year in 2025 and the rest in 2026: (100 + 10 x 60) + 200 + 200 =
    1,100 EUR. Without the budget all is built at once: 600."""
    years = [2025, 2026, 2027]
    plan = plan_of(tmp_path, town(years, 20, {}, limits=BUDGET % "1000 EUR"))
    assert cost(plan) == pytest.approx(1_100, rel=EXACT)
    assert built(plan) == pytest.approx([10, 10, 0], abs=1e-6)
    spent = plan.by("year", "ledger").query("effect == 'investment'")
    assert spent.amount.tolist() == pytest.approx([1_000, 1_000])
    assert cost(plan_of(tmp_path, town(years, 20, {}))) == pytest.approx(600, rel=EXACT)


def test_money_for_building_is_spent_over_the_years_of_a_milestone(tmp_path: Path) -> None:
    """Proves: milestones of five years with 200 EUR/year build 10 t/year each, as 1,000 EUR in all. The investment
    of the horizon is what is built, 2,000 EUR, not five times that; a bound over all years counts the same."""
    plan = plan_of(tmp_path, town([2025, 2030], 20, {}, limits=BUDGET % "200 EUR/year"))
    assert built(plan) == pytest.approx([10, 10], abs=1e-6)
    assert plan.totals["investment"]["value"] == pytest.approx(2_000)
    total = BUDGET.replace("when: year", "when: total") % "1500 EUR"
    assert sum(built(plan_of(tmp_path, town([2025, 2030], 20, {}, limits=total)))) == pytest.approx(15)


def test_airspace_counts_a_milestone_for_all_its_years(tmp_path: Path) -> None:
    """Proves: 150 t of room are 100 t for 2025 to 2029 and 50 t for 2030 to 2034, since treating costs 90 and then
    70 EUR/t: 5 x 20 x 60 + 5 x (10 x 60 + 10 x 70) = 12,500 EUR. Counting each milestone once the room would never
    bind: 12,000. What is left is told: 50 t and nothing."""
    limits = '  - {limit: airspace, what: "process: landfill", when: total, maximum: 150 t}'
    profiles = '  - {year: 2025, "treating [EUR/t]": 90}\n  - {year: 2030, "treating [EUR/t]": 70}'
    free = {"capex": "0 EUR/(t/year)"}
    plan = plan_of(tmp_path, town([2025, 2030], 20, free, limits=limits, profiles=profiles, treating="treating"))
    assert cost(plan) == pytest.approx(12_500, rel=EXACT)
    left = plan.indicators[plan.indicators.indicator == "left of: airspace"]
    assert left.value.tolist() == pytest.approx([50, 0], abs=1e-6)
    assert set(left.unit) == {"t"}


TARGET = "  - {limit: recycling target, what: recycling, when: year, minimum: target, of: waste}"


def test_a_target_that_rises_from_year_to_year(tmp_path: Path) -> None:
    """Proves: 20 % in 2025 and 60 % in 2029 are 40 % in 2027, between them: 2, 4 and 6 of 10 t treated at 100 EUR
    instead of 60, for two years each: 2 x (3 x 600 + 12 x 40) = 4,560 EUR. Without the target 3,600. One more point
    costs 40 EUR/t."""
    profiles = '  - {year: 2025, "target [%]": 20}\n  - {year: 2029, "target [%]": 60}'
    dear = {"capex": "0 EUR/(t/year)"}
    text = town([2025, 2027, 2029], 10, dear, limits=TARGET, profiles=profiles, treating="100 EUR/t")
    plan = plan_of(tmp_path, text)
    assert cost(plan) == pytest.approx(4_560, rel=EXACT)
    assert by_year(plan, "activities", "activity", process="treatment") == pytest.approx([2, 4, 6])
    assert plan.limits.price.abs().tolist() == pytest.approx([40] * 3)


def test_emissions_and_organics_are_limited_by_year(tmp_path: Path) -> None:
    """Proves: a cap on emissions that falls, and a ban on burying from a year on, each as a profile: burying emits
    1 t/t. 2025 free: 600, 2026 capped at 4 t: 4 x 60 + 6 x 100, 2027 banned: 1,000, in all 2,440 EUR. Without both
    1,800."""
    limits = (
        "  - {limit: cap, what: emissions, when: year, maximum: cap}\n"
        '  - {limit: ban, what: "process: landfill", when: year, maximum: ban}'
    )
    profiles = "\n".join(
        f'  - {{year: {year}, "cap [t_CO2e/year]": {cap}, "ban [t/year]": {ban}}}'
        for year, cap, ban in ((2025, 99, 99), (2026, 4, 99), (2027, 4, 0))
    )
    text = town(
        [2025, 2026, 2027], 10, {"capex": "0 EUR/(t/year)"}, limits=limits, profiles=profiles, treating="100 EUR/t"
    )
    plan = plan_of(tmp_path, text + "rates:\n  - {at: landfill, effect: fossil CO2, rate: 1 t/t}\n")
    assert cost(plan) == pytest.approx(2_440, rel=EXACT)
    assert by_year(plan, "activities", "activity", process="landfill") == pytest.approx([10, 4, 0], abs=1e-6)


def test_a_budget_that_is_too_small_names_the_year_and_the_amount(tmp_path: Path) -> None:
    """Proves: banned from burying in 2026, the town must have 20 t/year by then, 2,000 EUR in two years; at 600 EUR
    a year it is 800 EUR short. The message names the budget, a year and money."""
    ban = '\n  - {limit: ban, what: "process: landfill", when: year, maximum: ban}'
    profiles = '  - {year: 2025, "ban [t/year]": 99}\n  - {year: 2026, "ban [t/year]": 0}'
    with pytest.raises(mfo.InfeasibleError) as told:
        plan_of(tmp_path, town([2025, 2026], 20, {}, limits=BUDGET % "600 EUR" + ban, profiles=profiles))
    message = str(told.value)
    assert "capital budget" in message
    assert "2026" in message or "2025" in message
    assert "800" in message


def test_a_target_that_cannot_be_met_is_told_by_year(tmp_path: Path) -> None:
    """Proves: where at most 4 of 10 t a year can be treated, a target of 30, 60 and 90 % is told to fail in 2029,
    where 40 % would be possible, and in one other year; the way out says the same, and applied there is a plan."""
    profiles = (
        '  - {year: 2025, "target [%%]": %s}\n  - {year: 2027, "target [%%]": %s}\n  - {year: 2029, "target [%%]": %s}'
    )
    years, plant = [2025, 2027, 2029], {"capacity": "4 t/year"}
    with pytest.raises(mfo.InfeasibleError) as found:
        plan_of(tmp_path, town(years, 10, plant, limits=TARGET, profiles=profiles % (30, 60, 90)))
    first = str(found.value.problems[0])
    assert first.startswith(
        "Limit recycling target cannot be met in 2029: it would have to be 40 %, not 90 %, and 1 other year fails, too."
    )
    assert "in 2027 from 60 % to 40 %, in 2029 from 90 % to 40 %" in first
    plan_of(tmp_path, town(years, 10, plant, limits=TARGET, profiles=profiles % (30, 40, 40)))


def test_interest_is_on_money_and_not_on_tonnes(tmp_path: Path) -> None:
    """Proves: 100 t a year, of which a farm takes 80 t in all; the tip emits 0.1 t/t of methane in 2026, 0.11 t/t in
    2027. Least emissions: the farm takes its 80 t in 2027, and 0.1 x 100 + 0.11 x 20 = 12.2 t of methane are left,
    329.4 t CO2e at 27. One tonne more at the farm saves 0.11 x 27 = 2.97 t CO2e.

    Discounted at 60 % as money is, methane of 2027 would count 0.11 / 1.6 only: 351 t would be called the least.
    """
    text = """
plant: {name: A tip, currency: MXN, years: 2026; 2027, discount_rate: 60 %}
sites: [{site: town}]
materials: [{material: peel, unit: t}]
supplies: [{supply: waste, site: town, material: peel, amount: 100 t/year, take: all, price: 0 MXN/t}]
markets:
  - {market: farm, site: town, material: peel, price: -1 MXN/t, route: recycling}
  - {market: tip, site: town, material: peel, price: 0 MXN/t, route: landfill}
rates: [{at: tip, effect: CH4, rate: leaks}]
profiles: [{year: 2026, "leaks [t/t]": 0.1}, {year: 2027, "leaks [t/t]": 0.11}]
limits: [{limit: field, what: farm, maximum: 80 t, when: total}]
"""
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    plan = mfo.read(tmp_path / "plant.yaml").optimise(minimise="emissions")
    assert plan.objective == pytest.approx(329.4, rel=EXACT)
    assert plan.totals["emissions"]["value"] == pytest.approx(329.4, rel=EXACT)
    assert plan.limits["price"].iloc[0] == pytest.approx(2.97, rel=1e-6)
    assert plan.totals["cost"]["value"] == pytest.approx(80, rel=EXACT)
