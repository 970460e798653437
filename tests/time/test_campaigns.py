"""How many people keep waste apart as a decision along a curve of costs, by hand.

1,000 people throw away 365 t a year; 10 % keep apart half of what they could, 18.25 t, at no cost. With 40 % of them it
is 54.75 t more, with 60 % another 36.5 t.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.errors import PlantError

TOWN = """
plant: {name: town, currency: MXN}
materials: [{material: mixed, unit: t}, {material: organics, unit: t}]
sites: [{site: town}]
generation:
  - {generation: waste, site: town, material: mixed, population: 1000, per_head: 365 kg/year, separated_as: organics,
     participation: 10 %, capture: 50 %, participation_cost: "40 %: 12 MXN/year; 60 %: 30 MXN/year"}
markets:
  - {market: tip, site: town, material: mixed, price: -300 MXN/t, route: landfill}
  - {market: heap, site: town, material: organics, price: 0 MXN/t, route: compost}
"""
ROADMAP = TOWN.replace("currency: MXN", "currency: MXN, years: [2025, 2030], interpolate: step").replace(
    "population: 1000", "population: 1000, growth: 10 %/year"
)


def planned(text: str, folder: Path) -> mfo.Plan:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path).optimise()


def won_over(plan: mfo.Plan) -> dict[str, float]:
    flows = plan.flows[plan.flows["kind"] == "supply"]
    return dict(zip(flows["element"], flows["amount"], strict=True))


@pytest.mark.parametrize(
    ("curve", "tip", "cost", "mixed"),
    [
        # the first step costs 12,000 MXN for 54.75 t, 219.18 a tonne; the second 18,000 for 36.5 t, 493.15 a tonne
        ("40 %: 12 MXN/year; 60 %: 30 MXN/year", 100, 346.75 * 100, 346.75),
        ("40 %: 12 MXN/year; 60 %: 30 MXN/year", 300, 292 * 300 + 12_000, 292),
        ("40 %: 12 MXN/year; 60 %: 30 MXN/year", 500, 255.5 * 500 + 30_000, 255.5),
        # not convex: 30,000 for the first, 1,000 for the second, which is there with the first alone
        ("40 %: 30 MXN/year; 60 %: 31 MXN/year", 300, 346.75 * 300, 346.75),
        ("40 %: 30 MXN/year; 60 %: 31 MXN/year", 400, 255.5 * 400 + 31_000, 255.5),
        # 548 a tonne, then 137 and 274 for 18.25 t each, 411 MXN/t together: the third not without the first
        ("40 %: 30 MXN/year; 50 %: 32.5 MXN/year; 60 %: 37.5 MXN/year", 400, 346.75 * 400, 346.75),
        ("40 %: 30 MXN/year; 50 %: 32.5 MXN/year; 60 %: 37.5 MXN/year", 450, 255.5 * 450 + 37_500, 255.5),
        ("40 %: 1 MXN/month", 300, 292 * 300 + 12_000, 292),
    ],
)
def test_the_cheapest_participation(curve: str, tip: int, cost: float, mixed: float, tmp_path: Path) -> None:
    text = TOWN.replace("40 %: 12 MXN/year; 60 %: 30 MXN/year", curve).replace("-300", f"-{tip}")
    plan = planned(text, tmp_path)
    assert plan.objective == pytest.approx(cost)
    assert won_over(plan)["waste"] == pytest.approx(mixed)
    assert sum(won_over(plan).values()) == pytest.approx(365)


def test_what_is_won_over_is_waste_and_counts_for_its_district(tmp_path: Path) -> None:
    """18.25 + 54.75 t of 365 t are composted: 20 %. It is paid for, and waste all the same."""
    plan = planned(TOWN, tmp_path)
    told = plan.tables["city"].set_index(["site", "line"])["value"]
    assert told["town", "waste generated"] == pytest.approx(365)
    assert told["town", "SDG 12.5.1: recycling rate"] == pytest.approx(0.2)
    assert told["town", "paid by households"] != told["town", "paid by households"]  # households are not known
    known = plan.indicators.set_index("indicator")["value"]
    assert known["diversion, energy recovery excluded"] == pytest.approx(0.2)


def test_what_people_catch_is_decided_where_participation_is_the_share_of_the_waste(tmp_path: Path) -> None:
    """10, 40 and 60 % of the people who catch half of it are 5, 20 and 30 % of the waste: the same 87,600 + 12,000."""
    text = TOWN.replace("participation: 10 %, capture: 50 %", "participation: 5 %, capture: 100 %")
    text = text.replace("40 %: 12", "20 %: 12").replace("60 %: 30", "30 %: 30")
    assert "participation: 5 %" in text
    plan = planned(text, tmp_path)
    assert plan.totals["cost"]["value"] == pytest.approx(99_600)
    assert won_over(plan)["waste"] == pytest.approx(292)


@pytest.mark.parametrize(("price", "paid"), [("0", 0), ("-50", 365 * 50)])
def test_winning_people_over_is_a_cost_of_the_service_that_nobody_is_paid(
    price: str, paid: float, tmp_path: Path
) -> None:
    """292 t at the tip and the campaign of 12,000 MXN: 99,600 MXN a year, 33.2 a month for each of 250 households. What
    people pay for their 365 t is told beside it."""
    text = TOWN.replace("{site: town}", "{site: town, household_size: 4}").replace(
        "participation: 10 %", f"price: {price} MXN/t, participation: 10 %"
    )
    city = planned(text, tmp_path).tables["city"]
    of_all = city[city["site"] == "all districts"].set_index("line")["value"]
    assert of_all["cost of the service"] == pytest.approx(99_600)
    assert of_all["fee that recovers the cost"] == pytest.approx(33.2)
    assert of_all["paid by households"] == pytest.approx(paid / 12 / 250, abs=1e-9)


def test_a_target_is_met_by_winning_people_over(tmp_path: Path) -> None:
    """25 % of 365 t are 91.25 t: 18.25 + 54.75 and 18.25 of the second step, half of its 18,000 MXN."""
    limit = "limits: [{limit: target, what: 'indicator: diversion', minimum: 25 %}]\n"
    plan = planned(TOWN + limit, tmp_path)
    assert plan.objective == pytest.approx((365 - 91.25) * 300 + 12_000 + 9_000)


def test_the_curve_grows_with_the_people(tmp_path: Path) -> None:
    """1,000 people for five years, then 1,610.51 for as long; no interest."""
    plan = planned(ROADMAP, tmp_path)
    assert plan.objective == pytest.approx(5 * (292 * 300 + 12_000) * (1 + 1.1**5))


def test_a_campaign_runs_in_the_half_year_in_which_it_pays(tmp_path: Path) -> None:
    """It costs 6,000 MXN in half a year, whatever is thrown away in it: 91.25 t in the first, of which 13.6875 t are
    won over, worth 4,106 MXN at the tip; 273.75 t in the second, of which 41.0625 t are worth 12,319.
    """
    text = TOWN.replace("per_head: 365 kg/year", "per_head: each").replace("; 60 %: 30 MXN/year", "")
    text += "slots: [{slot: first, hours: 4380 h}, {slot: second, hours: 4380 h}]\nprofiles:\n"
    text += "  - {slot: first, 'each [kg/year]': 182.5}\n  - {slot: second, 'each [kg/year]': 547.5}\n"
    plan = planned(text, tmp_path)
    assert plan.objective == pytest.approx((346.75 - 41.0625) * 300 + 6_000)


def test_a_campaign_costs_the_same_whoever_takes_part_anyway(tmp_path: Path) -> None:
    """Half of a year 10 % take part by themselves, half of it 30 %: 40 % cost 12,000 MXN, and half of 365 t x 40 % are
    kept apart.
    """
    text = TOWN.replace("participation: 10 %", "participation: joined").replace("; 60 %: 30 MXN/year", "")
    text += "slots: [{slot: first, hours: 4380 h}, {slot: second, hours: 4380 h}]\nprofiles:\n"
    text += "  - {slot: first, 'joined [%]': 10}\n  - {slot: second, 'joined [%]': 30}\n"
    plan = planned(text.replace("-300", "-1000"), tmp_path)
    assert plan.objective == pytest.approx((365 - 73) * 1000 + 12_000)


def test_a_campaign_that_leaves_too_much_is_told(tmp_path: Path) -> None:
    """With 60 % of the people 255.5 t a year stay mixed, 55.5 more than the tip takes."""
    text = TOWN.replace("route: landfill", "route: landfill, maximum: 200 t/year")
    with pytest.raises(mfo.InfeasibleError, match=r"55\.5 t/year have no way out"):
        planned(text, tmp_path)


@pytest.mark.parametrize(
    ("curve", "code"),
    [
        ("40 %: 12 MXN/year; 30 %: 30 MXN/year", "campaign"),
        ("5 %: 12 MXN/year", "campaign"),
        ("110 %: 12 MXN/year", "campaign"),
        ("40 %: 12 MXN/year; 60 %: 3 MXN/year", "campaign"),
        ("40 % 12 MXN/year", "campaign"),
        ("40 %: 12 MXN", "unit-dimension"),
        ("40 %: 12 USD/year", "unit-dimension"),
    ],
)
def test_a_curve_that_cannot_be_is_refused_at_its_cell(curve: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(TOWN.replace("40 %: 12 MXN/year; 60 %: 30 MXN/year", curve), encoding="utf-8")
    with pytest.raises(PlantError) as error:
        mfo.read(path)
    [told] = [problem for problem in error.value.problems if problem.code == code]
    assert told.where is not None
    assert told.where.cell == "participation_cost"
