"""Waste that follows people, and milestones that hold the mean of their years: worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.errors import PlantError
from mfo.report import report_html

TOWN = """
plant: {name: town, currency: EUR, years: [2025, 2030], interpolate: linear, milestone_values: mean}
materials: [{material: mixed, unit: t}, {material: organics, unit: t}]
sites: [{site: town}]
generation:
  - {generation: waste, site: town, material: mixed, population: 1000, growth: 10 %/year, per_head: per head,
     share: 50 %, separated_as: organics, participation: 40 %, capture: 50 %}
markets:
  - {market: tip, site: town, material: mixed, price: -1 EUR/t}
  - {market: heap, site: town, material: organics, price: 0 EUR/t}
profiles:
  - {year: 2025, "per head [t/year]": 0.3}
  - {year: 2035, "per head [t/year]": 0.5}
"""


def planned(text: str, folder: Path) -> mfo.Plan:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path).optimise()


def supplied(plan: mfo.Plan, name: str) -> list[float]:
    flows = plan.flows
    return flows[(flows["element"] == name) & (flows["kind"] == "supply")].sort_values("year")["amount"].tolist()


def test_people_times_what_one_throws_away_by_the_mean_of_years(tmp_path: Path) -> None:
    """1,000 people, 10 % more a year: 1,000 x (1 + 1.1 + 1.21 + 1.331 + 1.4641) / 5 = 1,221.02, then by 1.1^5 more,
    1,966.465. Each 0.30, 0.32, ... t a year: on average 0.34, then 0.44. Half of it is mixed, a fifth of that is apart.
    """
    plan = planned(TOWN, tmp_path)
    people = [1_221.02, 1_221.02 * 1.1**5]
    whole = [people[0] * 0.34 * 0.5, people[1] * 0.44 * 0.5]
    assert supplied(plan, "waste") == pytest.approx([0.8 * amount for amount in whole])
    assert supplied(plan, "waste, kept apart") == pytest.approx([0.2 * amount for amount in whole])


def test_a_milestone_holds_its_first_year_unless_told_otherwise(tmp_path: Path) -> None:
    """1,000 x 0.3 / 2 = 150 in 2025; 1,610.51 x 0.4 / 2 = 322.102 in 2030; a fifth is kept apart."""
    plan = planned(TOWN.replace(", milestone_values: mean", ""), tmp_path)
    assert supplied(plan, "waste") == pytest.approx([120.0, 0.8 * 322.102])


def test_the_mean_of_years_costs_what_all_years_cost(tmp_path: Path) -> None:
    """What is linear by year comes to the same over the horizon as a milestone in every year: no interest."""
    text = TOWN.replace("growth: 10 %/year, ", "")
    every = text.replace("[2025, 2030]", f"[{', '.join(map(str, range(2025, 2035)))}]")
    costs = [planned(each, tmp_path).objective for each in (text, every)]
    assert costs[0] == pytest.approx(costs[1], rel=1e-9)
    first = planned(text.replace(", milestone_values: mean", ""), tmp_path).objective
    assert first == pytest.approx(costs[0] * (0.30 + 0.40) / (0.34 + 0.44))


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (", participation: 40 %", "", "value-missing"),
        ("growth: 10 %/year", "growth: 300 %/year", "out-of-range"),
        (" interpolate: linear,", "", "profile-gap"),
        ("population: 1000", "population: 1000 t", "unit-dimension"),
        ("{material: organics, unit: t}", "{material: organics, unit: m3}", "units-differ"),
    ],
)
def test_what_cannot_be_is_refused(before: str, after: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(TOWN.replace(before, after), encoding="utf-8")
    with pytest.raises(PlantError) as error:
        mfo.read(path)
    assert code in {problem.code for problem in error.value.problems}, error.value.problems


def test_shares_of_one_waste_are_at_most_all_of_it(tmp_path: Path) -> None:
    """65 and 50 % of what the same people throw away are 115 %; of other people's waste each may be all."""
    second = (
        "  - {generation: glass, site: town, material: organics, population: 1000, per_head: per head, share: 65 %}"
    )
    text = TOWN.replace("markets:\n", f"{second}\nmarkets:\n")
    (path := tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    told = [problem for problem in mfo.read(path).check() if problem.code == "generation-shares"]
    assert [problem.message for problem in told] == [
        "The shares of what the people of `town` throw away add up to 115 %."
    ]
    path.write_text(text.replace("population: 1000, per_head", "population: 2000, per_head"), encoding="utf-8")
    assert not [problem for problem in mfo.read(path).check() if problem.code == "generation-shares"]


def test_people_who_come_for_a_season_are_counted_by_how_long(tmp_path: Path) -> None:
    """1,000 people in the 2,190 h of the first slot and 3,000 in the 6,570 h of the second are 2,500 in each year."""
    text = TOWN.replace(", milestone_values: mean", "").replace(", growth: 10 %/year", "").replace("1000", "season")
    text += "  - {slot: low, season: 1000}\n  - {slot: high, season: 3000}\n"
    text += "slots: [{slot: low, hours: 2190 h}, {slot: high, hours: 6570 h}]\n"
    city = planned(text, tmp_path).city
    assert city[city["line"] == "population"]["value"].tolist() == pytest.approx([2500.0] * 4)


@pytest.mark.parametrize(("rate", "told"), [("", False), (", discount_rate: 5 %", True)])
def test_only_money_that_is_discounted_is_said_to_be(rate: str, told: bool, tmp_path: Path) -> None:
    """Without a rate of interest the page says how many years a total is over, and nothing of discounting."""
    page = report_html(planned(TOWN.replace(", interpolate", f"{rate}, interpolate"), tmp_path))
    assert "years from 2025" in page
    assert ("discounted to 2025" in page) == told


def test_two_growths_are_a_growth_together(tmp_path: Path) -> None:
    """10 % more people a year who each throw away 5 % more: 15.5 % more waste. By hand 1,000 x 0.3 x 0.5 times the mean
    of 1, 1.155, ... 1.155^4, 1.361889; the product of two means, 1.22102 x 1.105126 = 1.349381, is 0.9 % low."""
    text = TOWN.replace("per_head: per head", "per_head: 0.3 t/year, per_head_growth: 5 %/year")
    whole = [150 * sum(1.155**n for n in range(5)) / 5 * 1.155**first for first in (0, 5)]
    assert supplied(planned(text, tmp_path), "waste, kept apart") == pytest.approx([0.2 * amount for amount in whole])
    assert whole[0] == pytest.approx(150 * 1.361889, rel=1e-6)


CITY = """
plant: {name: districts, currency: MXN, years: [2025, 2027], interpolate: linear, milestone_values: mean}
materials: [{material: mixed, unit: t}, {material: clean, unit: t}, {material: rest, unit: t}]
sites: [{site: north, owner: town}, {site: south, owner: village}]
generation:
  - {generation: organics north, site: north, material: mixed, population: 1000, growth: 10 %/year, per_head: 1 t/year,
     share: 40 %, separated_as: clean, participation: taking part, capture: 60 %}
  - {generation: organics south, site: south, material: mixed, population: people south, per_head: 0.8 t/year,
     share: 50 %}
  - {generation: rest north, site: north, material: rest, population: 1000, growth: 10 %/year, per_head: 1 t/year,
     share: 60 %}
markets:
  - {market: compost, site: north, material: clean, price: -200 MXN/t, route: compost}
  - {market: sorting, site: north, material: [mixed, rest], price: -900 MXN/t, route: recycling}
  - {market: landfill, site: north, material: [mixed, clean, rest], price: -100 MXN/t, route: landfill}
links: [{link: road, from: south, to: north, material: mixed, cost_per_amount: 10 MXN/t}]
limits:
  - {limit: no mixed organics buried, what: "route: landfill", material: mixed, maximum: ban}
  - {limit: composted, what: compost, of: ["organics north", "organics north, kept apart"], minimum: 10 %}
  - {TARGET}
profiles:
  - {year: 2025, "ban [t/year]": 100000, "taking part [%]": 50, "people south": 500}
  - {year: 2026, "ban [t/year]": 100000, "taking part [%]": 50, "people south": 520}
  - {year: 2027, "ban [t/year]": 0, "taking part [%]": 60, "people south": 540}
  - {year: 2028, "ban [t/year]": 0, "taking part [%]": 60, "people south": 540}
"""
BY_SHARE = (
    'limit: of the north, what: landfill, of: ["organics north", "organics north, kept apart", rest north], '
    "maximum: 30 %"
)
BY_HEAD = "limit: per head, what: landfill, over: north, per_head: yes, maximum: 0.3 t/year"
BY_OWNER = "limit: per head, what: landfilled, over: town, per_head: yes, maximum: 300 kg/year"


def taken(text: str, folder: Path) -> dict[tuple[int, str, str], float]:
    plan = planned(text, folder)
    flows = plan.flows[plan.flows["kind"] == "market"]
    return {(row.year, row.element, row.material): row.amount for row in flows.itertuples() if row.amount > 1e-9}


def test_a_ban_participation_and_targets_of_a_district_by_hand(tmp_path: Path) -> None:
    """North: 1,000 people and 1,100, on average 1,050; then 1,210 and 1,331, 1,270.5. Organics 420 t and 508.2 t, of
    which 50 % x 60 % and 60 % x 60 % are kept apart, 126 and 182.952 t; rest 630 and 762.3 t. South: 510 people on
    average and 540, 204 and 216 t. Ten per cent of the north's organics are composted, 42 and 50.82 t; from 2027 on no
    mixed organics are buried.
    """
    text = CITY.replace("  - {TARGET}\n", "")
    assert taken(text, tmp_path) == pytest.approx(
        {
            (2025, "compost", "clean"): 42.0,
            (2025, "landfill", "clean"): 84.0,
            (2025, "landfill", "mixed"): 420 - 126 + 204,
            (2025, "landfill", "rest"): 630.0,
            (2027, "compost", "clean"): 50.82,
            (2027, "landfill", "clean"): 182.952 - 50.82,
            (2027, "sorting", "mixed"): 508.2 - 182.952 + 216,
            (2027, "landfill", "rest"): 762.3,
        }
    )


@pytest.mark.parametrize("target", [BY_SHARE, BY_HEAD, BY_OWNER])
def test_a_target_per_head_or_as_a_share_of_what_is_generated(target: str, tmp_path: Path) -> None:
    """Each throws 1 t a year away: 30 % of what the north generates are 300 kg a head, 315 t and 381.15 t. What more is
    kept apart is composted at 200, less than sorting at 900.
    """
    found = taken(CITY.replace("TARGET", target), tmp_path)
    for year, buried, clean in ((2025, 315.0, 126.0), (2027, 381.15, 182.952)):
        of_year = {key[1:]: amount for key, amount in found.items() if key[0] == year}
        assert sum(amount for (market, _), amount in of_year.items() if market == "landfill") == pytest.approx(buried)
        assert of_year["compost", "clean"] == pytest.approx(clean)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (BY_HEAD.replace("0.3 t/year", "30 %, of: rest north"), "limit-per-head"),
        (BY_HEAD.replace("over: north", "over: moon"), "name-unknown"),
        (
            BY_HEAD.replace("what: landfill, over: north", "what: cash").replace("0.3 t/year", "9 MXN/year"),
            "limit-per-head",
        ),
        (BY_HEAD.replace("0.3 t/year", "300 kg"), ""),
    ],
)
def test_a_bound_that_is_no_ones_is_refused(target: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(CITY.replace("TARGET", target), encoding="utf-8")
    if not code:
        assert mfo.read(path).plant.limits[-1].basis == "amount"
        return
    with pytest.raises(PlantError) as error:
        mfo.read(path)
    assert code in {problem.code for problem in error.value.problems}


def test_a_bound_per_head_where_nobody_lives_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(
        CITY.replace("{site: south, owner: village}", "{site: south, owner: village}, {site: tip}").replace(
            "TARGET", BY_HEAD.replace("over: north", "over: tip")
        ),
        encoding="utf-8",
    )
    with pytest.raises(PlantError, match="nobody lives"):
        mfo.read(path)
