"""Stores over unequal slots and typical days, solved by hand from plant files."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from .reading import EXACT, bench_of, by_slot, cost, plan_of

DAYS = """
plant: {name: Two kinds of day, currency: EUR}
slots:
  - {slot: workday night, hours: 12 h, weight: 5, day: workday}
  - {slot: workday noon, hours: 12 h, weight: 5, day: workday}
  - {slot: holiday night, hours: 12 h, weight: 2, day: holiday}
  - {slot: holiday noon, hours: 12 h, weight: 2, day: holiday}
materials: [{material: gas, unit: Nm3}]
sites: [{site: works}]
supplies: [{supply: wells, site: works, material: gas, amount: 10 Nm3/h, take: all, price: 0 EUR/Nm3}]
stores: [{store: holder, site: works, material: gas, capacity: 5000 Nm3}]
markets: [{market: grid, site: works, material: gas, price: tariff}]
profiles:
  - {slot: 1, "tariff [EUR/Nm3]": 1}
  - {slot: 2, "tariff [EUR/Nm3]": 3}
  - {slot: 3, "tariff [EUR/Nm3]": 1}
  - {slot: 4, "tariff [EUR/Nm3]": 1}
"""


def test_stocks_cycle_within_a_typical_day(tmp_path: Path) -> None:
    """Proves: what a workday's night gives is sold at its noon, a holiday's gas on the holiday: 5 x 240 x 3 + 2 x
    240 x 1 = 4,080 EUR. Without the holder 5 x (120 + 360) + 480 = 2,880."""
    assert cost(plan_of(tmp_path, DAYS)) == pytest.approx(-4_080, rel=EXACT)


def test_stocks_run_through_slots_that_belong_to_no_day(tmp_path: Path) -> None:
    """Proves: with `day` each of two days keeps its gas, 240 x 3 + 240 x 1 = 960 EUR; without it the holiday's gas
    waits for the workday: 480 x 3 = 1,440 EUR."""
    once = DAYS.replace("weight: 5", "weight: 1").replace("weight: 2", "weight: 1")
    assert cost(plan_of(tmp_path, once)) == pytest.approx(-960, rel=EXACT)
    without = once.replace(", day: workday", "").replace(", day: holiday", "")
    assert cost(plan_of(tmp_path, without)) == pytest.approx(-1_440, rel=EXACT)


def test_weighted_slots_need_their_days_where_something_is_kept(tmp_path: Path) -> None:
    """Proves: what is kept between slots that repeat differently often has no balance, so it is refused."""
    with pytest.raises(mfo.PlantError) as told:
        bench_of(tmp_path, DAYS.replace(", day: workday", "").replace(", day: holiday", ""))
    assert "slot-days" in {problem.code for problem in told.value.problems}


STORE = """
plant: {{name: A store, currency: EUR}}
slots:
{slots}
materials: [{{material: feed, unit: t}}]
sites: [{{site: yard}}]
supplies: [{{supply: harvest, site: yard, material: feed, take: up to, price: price of feed}}]
stores: [{{store: silo, site: yard, material: feed{store}}}]
markets: [{{market: stable, site: yard, material: feed, minimum: eaten, maximum: eaten, price: 0 EUR/t}}]
profiles:
{profiles}
"""


def store(hours: list[float], prices: list[float], eaten: list[float], **columns: str) -> str:
    """A silo between a harvest whose price changes and a stable that eats what it eats [t/h]."""
    slots = "\n".join(f"  - {{slot: s{place}, hours: {length} h}}" for place, length in enumerate(hours))
    profiles = "\n".join(
        f'  - {{slot: {place}, "price of feed [EUR/t]": {price}, "eaten [t/h]": {rate}}}'
        for place, (price, rate) in enumerate(zip(prices, eaten, strict=True), start=1)
    )
    return STORE.format(slots=slots, profiles=profiles, store="".join(f", {k}: {v}" for k, v in columns.items()))


def test_what_is_lost_grows_with_the_length_of_the_slot(tmp_path: Path) -> None:
    """Proves: 1 %/h over a slot of 10 h leaves 0.99^10, so 100 t at the end need 100 / 0.99^10 = 110.573 t at 1
    EUR. Without losses 100 EUR; with 1 % a slot 101.01."""
    plan = plan_of(tmp_path, store([2, 10], [1, 5], [0, 10], loss="1 %/h"))
    assert cost(plan) == pytest.approx(100 / 0.99**10, rel=EXACT)
    assert sum(by_slot(plan, "stocks", "loss")) == pytest.approx(100 / 0.99**10 - 100, rel=EXACT)


def test_what_perishes_is_eaten_within_its_longest_stay(tmp_path: Path) -> None:
    """Proves: feed keeps two days, so the cheap day feeds the next two: 3 x 240 x 1 + 240 x 5 = 1,920 EUR. Without
    the longest stay 4 x 240 = 960, without the silo 240 + 3 x 1,200 = 3,840."""
    days = ([24] * 4, [1, 5, 5, 5], [10] * 4)
    assert cost(plan_of(tmp_path, store(*days, maximum_stay="2 d"))) == pytest.approx(1_920, rel=EXACT)
    assert cost(plan_of(tmp_path, store(*days))) == pytest.approx(960, rel=EXACT)
    assert cost(plan_of(tmp_path, store(*days, maximum_stay="1 h"))) == pytest.approx(3_840, rel=EXACT)


@pytest.mark.parametrize(("stay", "expected"), [("8 h", 1_760), ("12 h", 1_440), ("24 h", 800)])
def test_the_longest_stay_between_slots_that_are_not_alike(tmp_path: Path, stay: str, expected: float) -> None:
    """Proves: from the middle of a night of 16 h to that of a day of 8 h it is 12 h. Feed at 1 EUR comes in the first
    night and at 5 EUR later: for 12 h it feeds the day (240 + 5 x 240), for 24 h the second night, too (400 + 5 x 80).
    Counted in slots of the longest length it would feed nobody for 12 h, and the day alone for 24 h."""
    plan = plan_of(tmp_path, store([16, 8, 16, 8], [1, 5, 5, 5], [10] * 4, maximum_stay=stay))
    assert cost(plan) == pytest.approx(expected, rel=EXACT)
    assert plan.certificate["certified"]


MONTHS = """
plant: {name: A cold store, currency: EUR, start: 2025-01-01, slots: 12 months}
materials: [{material: fruit, unit: t}]
sites: [{site: yard}]
supplies: [{supply: harvest, site: yard, material: fruit, take: up to, price: price of fruit}]
stores: [{store: cold store, site: yard, material: fruit, maximum_stay: 3 months}]
markets: [{market: town, site: yard, material: fruit, minimum: 1 t/d, maximum: 1 t/d, price: 0 EUR/t}]
profiles:
"""


def test_three_months_are_three_months_of_the_calendar(tmp_path: Path) -> None:
    """Proves: fruit of June at 1 EUR feeds July, August and September, 92 days: 122 x 1 + 243 x 5 = 1,337 EUR. By the
    hour three months are 91.25 days, and two of the longest months: 92 x 1 + 273 x 5 = 1,457."""
    prices = [1 if month == 6 else 5 for month in range(1, 13)]
    rows = "".join(f'  - {{slot: {k}, "price of fruit [EUR/t]": {price}}}\n' for k, price in enumerate(prices, start=1))
    assert cost(plan_of(tmp_path, MONTHS + rows)) == pytest.approx(1_337, rel=EXACT)


def test_a_given_start_and_end(tmp_path: Path) -> None:
    """Proves: 50 t there at the start and 20 t left at the end save 30 t of 100: 70 EUR. A cyclic silo pays 100,
    one with a start alone is emptied: 50."""
    days = ([10, 10], [1, 1], [5, 5])
    assert cost(plan_of(tmp_path, store(*days, start="50 t", end="20 t"))) == pytest.approx(70, rel=EXACT)
    assert cost(plan_of(tmp_path, store(*days))) == pytest.approx(100, rel=EXACT)
    assert cost(plan_of(tmp_path, store(*days, start="50 t"))) == pytest.approx(50, rel=EXACT)


def test_holding_costs_by_time_and_capacity_limits(tmp_path: Path) -> None:
    """Proves: 60 t fit and are held over the end of a slot of 2 h at 0.1 EUR per t and hour; the other 40 t are
    bought dear: 60 x 1 + 60 x 0.1 x 2 + 40 x 5 = 272 EUR. Without the capacity 100 + 20 = 120; without holding cost
    260."""
    plan = plan_of(tmp_path, store([2, 10], [1, 5], [0, 10], capacity="60 t", cost="0.1 EUR/t/h"))
    assert cost(plan) == pytest.approx(272, rel=EXACT)


def test_an_end_alone_is_what_it_opens_with(tmp_path: Path) -> None:
    """Proves: 100 t lie in the silo of a feed that nobody harvests any more, 2 h of 0.5 EUR/t/h: 100 EUR; the stable
    may not eat of them. If what nothing brings were taken for not there, the given end would be passed over: 0 EUR.
    With a loss the end cannot be met."""
    columns = {"end": "100 t", "cost": "0.5 EUR/t/h"}
    text = store([1, 1], [1, 1], [0, 0], **columns).replace(
        "{material: feed, unit: t}", "{material: feed, unit: t}, {material: old feed, unit: t}"
    )
    old = text.replace("store: silo, site: yard, material: feed", "store: silo, site: yard, material: old feed")
    plan = plan_of(tmp_path, old)
    assert cost(plan) == pytest.approx(100, rel=EXACT)
    with pytest.raises(mfo.InfeasibleError):
        plan_of(tmp_path, old.replace("cost: 0.5 EUR/t/h", "loss: 1 %/h"))


HEAP = """
plant: {name: A heap that grows, currency: EUR, years: [2025, 2030]}
materials: [{material: slag, unit: t}]
sites: [{site: works}]
supplies: [{supply: slag, site: works, material: slag, amount: 10 t/year, take: all, price: 0 EUR/t}]
stores: [{store: heap, site: works, material: slag, start: 0 t, carry: yes, cost: 1 EUR/t/year%s}]
markets: [{market: tip, site: works, material: slag, price: -1000 EUR/t}]
"""


def test_keeping_costs_what_lies_there_year_by_year(tmp_path: Path) -> None:
    """Proves: 10 t a year lie there as 10, 20 ... 50 t in the years of the first milestone and 60 ... 100 t in those of
    the second: 550 EUR. Counting each milestone's first year five times it would be 5 x (10 + 60) = 350."""
    plan = plan_of(tmp_path, HEAP % "")
    assert cost(plan) == pytest.approx(550, rel=EXACT)
    assert plan.stocks["level"].tolist() == pytest.approx([30, 80])
    assert plan.stocks["opening"].tolist() == pytest.approx([20, 70])
    assert plan.certificate["certified"]


def test_a_heap_is_full_in_the_last_year_of_a_milestone(tmp_path: Path) -> None:
    """Proves: room for 90 t takes 8 t a year, then 10; ten must be tipped: 10,000 EUR, and 8 x 15 + 5 x 40 + 10 x 15 =
    470 for keeping. One more tonne of room saves 1,000 EUR less 0.2 x 15 + 1 x 5 for keeping a tonne that grows in the
    first five years."""
    plan = plan_of(tmp_path, HEAP % ", capacity: 90 t")
    assert cost(plan) == pytest.approx(10_470, rel=EXACT)
    room = plan.bounds.query("element == 'heap' and binding")
    weight = plan.times.set_index("year")["span"]
    assert room["value"].tolist() == pytest.approx([90])
    assert float((room["price"] * room["year"].map(weight)).sum()) == pytest.approx(992, rel=1e-6)
