"""Roadmaps: lives that end between milestones, stocks that open each year anew, years and their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import amounts, bench, codes, cost, read

YEARLY = 10_000 * 1000  # MXN of capital: 10 kt/year at 1,000 MXN per t/year


def annuity(rate: float, years: float) -> float:
    return rate / (1 - (1 + rate) ** -years) if rate else 1 / years


@pytest.mark.parametrize(("life", "lead", "count"), [(9, 1, 9), (10, 1, 10), (12, 2, 12), (9, 0, 9), (6, 1, 6)])
def test_annuities_add_up_to_the_life_from_the_first_use(tmp_path: Path, life: int, lead: int, count: int) -> None:
    """Built in 2025 and ready before 2030, it is in use from there on, however late within the milestone it was ready;
    as many annuities are paid as it has years. Whole milestones cost 5 MMXN a year by landfill where it stands not.
    """
    changes = (("lifetime: 10 year", f"lifetime: {life} year"), ("lead_time: 1 year", f"lead_time: {lead} year"))
    plan = bench("lead_time_eats_life", tmp_path, *changes, ("discount_rate: 5 %", "discount_rate: 0 %")).optimise()
    capital = plan.ledger[(plan.ledger["effect"] == "cost") & (plan.ledger["category"] == "capital")]
    paid = float((capital["amount"] * 5).sum())
    assert paid == pytest.approx(count * YEARLY / life)


def test_an_annuity_holds_interest(tmp_path: Path) -> None:
    """Nine payments of the annuity over nine years at 5 %, of which the last milestone has four."""
    plan = bench("lead_time_eats_life", tmp_path, ("lifetime: 10 year", "lifetime: 9 year")).optimise()
    capital = plan.ledger[plan.ledger["category"] == "capital"].groupby("year")["amount"].sum()
    each = YEARLY * annuity(0.05, 9)
    assert capital.to_dict() == pytest.approx({2030: each, 2035: 0.8 * each})


def test_what_lasts_less_than_its_milestone_is_bought_again(tmp_path: Path) -> None:
    """Three years of life in milestones of ten: four times 1,000 EUR in each of two, 8,000 EUR, the fourth for a year
    of its three, so that the annuities of twenty years are 6,667. The budget of 2,000 has no plan, one of 8,000 has;
    before, each milestone counted one purchase and cost 333 a year all the same."""
    import mfo

    with pytest.raises(mfo.InfeasibleError, match="from 2,000 EUR to 8,000 EUR"):
        bench("life_shorter_than_a_milestone", tmp_path).optimise()
    plan = bench("life_shorter_than_a_milestone", tmp_path, ("maximum: 2000 EUR", "maximum: 8000 EUR")).optimise()
    assert plan.totals["investment"]["value"] == pytest.approx(8_000)
    assert cost(plan) == pytest.approx(20_000 / 3)


def test_a_life_of_a_whole_milestone_is_bought_once(tmp_path: Path) -> None:
    changes = (("lifetime: 3 year", "lifetime: 10 year"),)
    plan = bench("life_shorter_than_a_milestone", tmp_path, *changes).optimise()
    assert plan.totals["investment"]["value"] == pytest.approx(2000)


def test_a_stock_that_opens_each_year_anew_is_told(tmp_path: Path) -> None:
    """30 t stand there at the start of each of three years, of which 20 are used: 60 t from nothing, at no cost."""
    plan = bench("stock_refilled_every_milestone", tmp_path).optimise()
    (problem,) = plan.problem_list
    assert problem.code == "stock-from-nothing"
    assert problem.message == ("'heap' gives out 60 t of 'g' more than is ever put in: each year opens anew with 30 t.")
    assert "carry: yes" in problem.remedy


def test_a_stock_that_is_carried_is_used_once(tmp_path: Path) -> None:
    """30 t once, 30 t bought at 10 EUR: 300 EUR, and the 30 t are told."""
    plan = bench("stock_refilled_every_milestone", tmp_path, ("start: 30 t", "start: 30 t, carry: yes")).optimise()
    assert cost(plan) == pytest.approx(300)
    assert [problem.message for problem in plan.problem_list] == [
        "'heap' gives out 30 t of 'g' more than is ever put in: it opens with 30 t."
    ]


def test_a_cyclic_stock_is_nothing_to_tell(tmp_path: Path) -> None:
    plan = bench("stock_refilled_every_milestone", tmp_path, (", start: 30 t", "")).optimise()
    assert codes(plan.problem_list) == []
    assert cost(plan) == pytest.approx(600)


YARD = """
plant: {name: x, currency: EUR, slots: 2 weeks}
materials: [{material: w, unit: t}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: w, amount: 1 t/d, take: all, price: 0 EUR/t}]
stores: [{store: yard, site: a, material: w, start: 0 t END}]
markets: [{market: tip, site: a, material: w, price: -5 EUR/t}]
"""


def test_waste_that_stays_in_a_store_is_told(tmp_path: Path) -> None:
    """14 t are put into the yard and never leave it; with an end of 0 t they are tipped, for 70 EUR."""
    plan = read(YARD.replace(" END", ""), tmp_path).optimise()
    assert cost(plan) == 0
    assert [problem.message for problem in plan.problem_list] == [
        "14 t of 'w' stay in 'yard' for good: they are put in and never leave it."
    ]
    ended = read(YARD.replace(" END", ", end: 0 t"), tmp_path).optimise()
    assert cost(ended) == pytest.approx(70)
    assert codes(ended.problem_list) == []


def test_a_lifetime_of_what_stands_is_told(tmp_path: Path) -> None:
    (problem,) = bench("lifetime_of_what_stands", tmp_path).check()
    assert problem.code == "column-unused"
    assert problem.message == (
        "`lifetime` says nothing where there is no capex: the capacity is there, and stands in every milestone."
    )
    assert problem.where is not None
    assert problem.where.cell == "lifetime"
    assert codes(bench("lifetime_of_what_stands", tmp_path, ("lifetime: 10 year, ", "")).check()) == []


def test_the_year_of_a_roadmap_has_no_year_of_its_own(tmp_path: Path) -> None:
    """The slot stands for the year of each milestone: it was called 2025 in 2024."""
    plan = bench("roadmap_start_year", tmp_path).optimise()
    assert plan.times[["year", "label"]].to_numpy().tolist() == [[2024, "1"], [2025, "1"]]


@pytest.mark.parametrize(
    ("start", "years", "label", "told"),
    [
        ("2024-01-01", "[2024, 2025]", "2025-01-01", ["year-typical"]),
        ("2026-01-01", "[2026, 2027]", "2026-01-01", []),
    ],
)
def test_dates_of_a_roadmap_are_of_its_start_or_told(
    tmp_path: Path, start: str, years: str, label: str, told: list[str]
) -> None:
    """A year without a leap day, which every milestone's is: that of `start` where it has none."""
    changes = (("start: 2024-01-01, years: [2024, 2025]", f"start: {start}, years: {years}, slots: 365 days"),)
    made = bench("roadmap_start_year", tmp_path, *changes)
    assert codes(made.check()) == told
    assert made.plant.times.labels[0] == label


@pytest.mark.parametrize(
    ("slots", "told"),
    [
        ("52 weeks", ["year-length"]),
        ("360 days", ["year-length"]),
        ("365 days", []),
        ("8784 hours", []),
        ("5 days", []),
        ("6 months", []),
        ("12 months", []),
    ],
)
def test_slots_that_are_nearly_a_year_are_told(tmp_path: Path, slots: str, told: list[str]) -> None:
    """364 days pass as a year, and cost 8,736 EUR of 8,760 EUR/year. What is meant to be shorter is no slip."""
    problems = bench("weeks_52_are_364_days", tmp_path, ("52 weeks", slots)).check()
    assert codes(problems) == told


def test_what_comes_back_within_the_slot(tmp_path: Path) -> None:
    """Deposit crates go out and come back within the week, 90 %: of 100 a week 10 are bought, in every slot."""
    text = """
plant: {name: x, currency: EUR, slots: 4 weeks}
materials: [{material: crate, unit: item}]
sites: [{site: a}]
supplies: [{supply: maker, site: a, material: crate, take: up to, price: 6 EUR/item}]
markets: [{market: users, site: a, material: crate, minimum: 100 item/week, maximum: 100 item/week, price: 0 EUR/item}]
returns: [{of: users, as: crate, at: a, after: 0 h, share: 90 %}]
"""
    plan = read(text, tmp_path).optimise()
    assert amounts(plan, "maker") == pytest.approx([10.0] * 4)
    slots = read(text.replace("after: 0 h", "after: 0 slots"), tmp_path).optimise()
    assert amounts(slots, "maker") == pytest.approx([10.0] * 4)
    years = text.replace("slots: 4 weeks", "years: [2025, 2030]").replace("0 h", "0 years")
    assert sum(amounts(read(years, tmp_path).optimise(), "maker")) == pytest.approx(2 * 10 * 8760 / 168)
