"""Shares of a capacity that is blank, ramps of what is built, and starts where there is no minimum load."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import cells, cost_of, read, refused, text_of

MODEL = "outage_of_a_model_without_capacity"


def test_an_outage_stands_still_without_a_capacity(tmp_path: Path) -> None:
    """Slot 8 of 12 goes to the tip: 10 t/d for a twelfth of 365 days at 10 EUR/t; 0 if it ran through its outage."""
    assert cost_of(text_of("outage_without_capacity"), tmp_path) == pytest.approx(10 * 365 / 12 * 10)
    three = text_of("outage_without_capacity", ("outages: 8", "outages: 2 to 3; 8"))
    assert cost_of(three, tmp_path) == pytest.approx(3 * 10 * 365 / 12 * 10)


def test_a_model_stands_still_in_its_outage_without_a_capacity(tmp_path: Path) -> None:
    """With a capacity that never binds it is the same plant; running through its outage costs 561 EUR."""
    large = text_of(MODEL, ("outages: 2", "outages: 2, capacity: 1000 t/d"))
    plain = cost_of(text_of(MODEL), tmp_path)
    assert plain == pytest.approx(cost_of(large, tmp_path))
    assert plain > 3000


@pytest.mark.parametrize("share", ["50 %", "0 %", "season"])
def test_availability_of_no_capacity_is_refused(share: str, tmp_path: Path) -> None:
    """At its cell, 0 % too, and where a profile gives it."""
    text = text_of("availability_without_capacity", ("availability: 50 %", f"availability: {share}"))
    text += (
        "profiles: [{slot: 1, season: 0.5}, {slot: 2, season: 1}, {slot: 3, season: 1}]\n" if share == "season" else ""
    )
    problems = refused(text, tmp_path)
    assert cells(problems) == [("capacity-missing", "availability")]
    assert problems[0].message == "`availability` of `p` is a share of its capacity, which is blank."


def test_availability_of_always_says_nothing_wrong(tmp_path: Path) -> None:
    """All of no limit is no limit."""
    text = text_of("availability_without_capacity", ("availability: 50 %", "availability: 100 %"))
    assert cost_of(text, tmp_path) == pytest.approx(0)


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ("ramp: 1 %/h", ["ramp"]),
        ("minimum_load: 40 %", ["minimum_load"]),
        (
            "minimum_load: 40 %, availability: 0.9, ramp: 0.2 1/h, start_cost: 5 EUR",
            ["availability", "ramp", "minimum_load", "start_cost"],
        ),
        ("start_cost: 5 EUR", ["start_cost"]),
        ("use_cost: 5 EUR", ["use_cost"]),
        ("minimum_up: 2 d, minimum_down: 3 d", ["minimum_up", "minimum_down"]),
        ("closable: yes", ["closable"]),
        ("fixed_cost: 5 EUR/(t/d)/year", ["fixed_cost"]),
    ],
)
def test_every_share_of_no_capacity_is_refused_at_its_cell(change: str, columns: list[str], tmp_path: Path) -> None:
    """Ramp, minimum load, starts, closing and costs per capacity; all at once."""
    text = text_of("ramp_without_capacity", ("ramp: 1 %/h", change))
    found = cells(refused(text, tmp_path))
    assert list(dict.fromkeys(found)) == [("capacity-missing", column) for column in dict.fromkeys(columns)]


@pytest.mark.parametrize("change", ["minimum_load: 30 %", "ramp: 2 %/h", "availability: 80 %", "start_cost: 5 EUR"])
def test_shares_of_no_capacity_of_a_model_are_refused(change: str, tmp_path: Path) -> None:
    """Processes with a model are read by the same rules as recipes."""
    found = cells(refused(text_of(MODEL, ("outages: 2", change)), tmp_path))
    assert set(found) == {("capacity-missing", change.split(":")[0])}


@pytest.mark.parametrize("change", ["minimum_load: 30 %", "start_cost: 5 EUR", "closable: yes"])
def test_what_is_switched_needs_a_largest_capacity_with_capex_too(change: str, tmp_path: Path) -> None:
    """The largest capacity is the coefficient of the state."""
    text = text_of("ramp_with_capex_no_capacity", ("ramp: 1 %/h", change))
    assert cells(refused(text, tmp_path)) == [("capacity-missing", change.split(":")[0])]


def test_a_ramp_of_what_is_built_needs_no_largest_capacity(tmp_path: Path) -> None:
    """The outage lets the load of the days beside it be 24 % of what is built: 10 t/d want 41.67 t/d, for 3 of 365
    days of a tenth of their price; the outage's 10 t go to the tip. The same with a largest capacity of 50 t/d."""
    hand = 10 / 0.24 * 3.65 / 10 * 3 / 365 + 10
    assert cost_of(text_of("ramp_with_capex_no_capacity"), tmp_path) == pytest.approx(hand)
    bounded = text_of("ramp_with_capex_no_capacity", ("ramp: 1 %/h", "ramp: 1 %/h, capacity: 50 t/d"))
    assert cost_of(bounded, tmp_path) == pytest.approx(hand)


def test_a_faster_ramp_of_what_is_built(tmp_path: Path) -> None:
    """2 % an hour are 48 % a day: half of the capacity does, 20.83 t/d."""
    faster = text_of("ramp_with_capex_no_capacity", ("ramp: 1 %/h", "ramp: 2 %/h"))
    assert cost_of(faster, tmp_path) == pytest.approx(10 / 0.48 * 3.65 / 10 * 3 / 365 + 10)


def test_a_rate_per_capacity_needs_a_capacity(tmp_path: Path) -> None:
    """The row of `rates` is told; its effect was left out in silence."""
    rates = "rates: [{at: p, effect: steel, rate: 2 t/(t/d), per: capacity}]\neffects: [{effect: steel, unit: t}]\n"
    problems = refused(text_of("ramp_without_capacity", ("ramp: 1 %/h, ", "")) + rates, tmp_path)
    assert [problem.code for problem in problems] == ["capacity-missing"]
    assert "rates" in str(problems[0].where)


def test_a_load_before_the_first_slot_is_of_slots_that_count_once(tmp_path: Path) -> None:
    """Refused at its cell where slots repeat, or where it is more than the capacity; told where it says nothing."""
    given = "capacity: 20 t/d, start_cost: 5 EUR, initial_load: 21 t/d"
    text = text_of("ramp_without_capacity", ("ramp: 1 %/h", given))
    assert cells(refused(text, tmp_path)) == [("initial-load-above-capacity", "initial_load")]
    alone = LONE.replace("SLOTS", "1 days").replace("start_cost: 300 EUR", "start_cost: 300 EUR, initial_load: 8 t/d")
    assert {problem.code for problem in read(alone, tmp_path).check()} & {"column-unused", "slot-alone"} == set()
    assert cost_of(alone, tmp_path) == pytest.approx(20)  # it ran before, and goes on; 320 EUR if it had stood still
    still = alone.replace("ramp: 5 %/h, ", "").replace("8 t/d", "0 t/d")
    assert cost_of(still, tmp_path) == pytest.approx(320)
    lone = alone.replace("ramp: 5 %/h, start_cost: 300 EUR, ", "")
    assert "column-unused" in {problem.code for problem in read(lone, tmp_path).check()}
    weighted = alone.replace(", slots: 1 days", "") + "slots: [{slot: a, hours: 12 h, weight: 2}]\n"
    assert ("initial-load-repeats", "initial_load") in cells(refused(weighted, tmp_path))


def test_starts_are_paid_without_a_minimum_load(tmp_path: Path) -> None:
    """It runs on days 1 and 3 of 4 and has nothing to do on the others: two starts a cycle, 200 EUR; 0 before."""
    assert cost_of(text_of("start_cost_without_minimum_load"), tmp_path) == pytest.approx(200)
    every = text_of(
        "start_cost_without_minimum_load",
        ('{slot: 2, "arises [t/d]": 0}', '{slot: 2, "arises [t/d]": 4}'),
        ("outages: 2, ", ""),
    )
    assert cost_of(every, tmp_path) == pytest.approx(100)


def test_starts_are_paid_after_outages(tmp_path: Path) -> None:
    """Three days of work with an outage between each: 300 EUR; 0 before. What sells for less is left."""
    assert cost_of(text_of("starts_never_charged"), tmp_path) == pytest.approx(300)
    choice = text_of(
        "starts_never_charged",
        ("minimum: need, maximum: need", "maximum: need"),
        ("price: 0 EUR/t}]\nprofiles", "price: 30 EUR/t}]\nprofiles"),
        ('{slot: 3, "need [t/d]": 5}', '{slot: 3, "need [t/d]": 2}'),
    )
    assert cost_of(choice, tmp_path) == pytest.approx(2 * (100 - 5 * 30))


def test_a_given_minimum_load_counts_starts_as_before(tmp_path: Path) -> None:
    """At a minimum load of 40 %: the same two starts."""
    text = text_of(
        "start_cost_without_minimum_load", ("start_cost: 100 EUR", "start_cost: 100 EUR, minimum_load: 40 %")
    )
    assert cost_of(text, tmp_path) == pytest.approx(200)


def test_starts_of_what_is_built(tmp_path: Path) -> None:
    """With capex: 2 starts, and 5 t/d of capacity for 4 of 365 days of a tenth of 365 EUR/(t/d)."""
    text = text_of(
        "start_cost_without_minimum_load",
        ("start_cost: 100 EUR", "start_cost: 100 EUR, capex: 365 EUR/(t/d), lifetime: 10 year"),
    )
    assert cost_of(text, tmp_path) == pytest.approx(200 + 5 * 36.5 * 4 / 365)


def test_a_link_with_a_fixed_cost_and_no_bound_is_refused_by_check(tmp_path: Path) -> None:
    """At the cell; so is one with a minimum load, and a candidate whose fixed cost nothing bounds."""
    assert cells(refused(text_of("link_fixed_cost_no_capacity"), tmp_path)) == [("capacity-missing", "fixed_cost")]
    loaded = text_of("link_fixed_cost_no_capacity", ("fixed_cost: 600 kMXN/year", "minimum_load: 1 MWh/year"))
    assert cells(refused(loaded, tmp_path)) == [("capacity-missing", "minimum_load")]
    limited = text_of("link_fixed_cost_no_capacity", ("fixed_cost: 600", "capacity: 2 MW, fixed_cost: 600"))
    assert cost_of(limited, tmp_path) == pytest.approx(10_000 * 300)


def test_a_candidate_whose_fixed_cost_nothing_bounds_is_refused_by_check(tmp_path: Path) -> None:
    """A supply without an amount can feed any size of it."""
    text = text_of(
        "ramp_with_capex_no_capacity",
        ("ramp: 1 %/h", "fixed_cost: 100 EUR/year"),
        ("amount: 10 t/d, take: all", "take: up to"),
    )
    assert cells(refused(text, tmp_path)) == [("capacity-missing", "fixed_cost")]


LONE = """
plant: {name: r, currency: EUR, slots: SLOTS}
materials: [{material: m, unit: t}, {material: n, unit: t}]
sites: [{site: s}]
supplies: [{supply: q, site: s, material: m, take: all, price: 1 EUR/t, amount: 10 t/d}]
processes:
  - {process: p, site: s, model: recipe, variable_cost: 1 EUR/t, capacity: 20 t/d, ramp: 5 %/h, start_cost: 300 EUR}
recipes: [{process: p, material: m, role: in}, {process: p, material: n, role: out, amount: 1 t/t}]
markets: [{market: k, site: s, material: n, price: 0 EUR/t}]
"""


@pytest.mark.parametrize(("slots", "told"), [("1 year", {"ramp", "start_cost"}), ("2 days", set())])
def test_what_counts_from_slot_to_slot_is_told_where_no_slot_follows(
    slots: str, told: set[str], tmp_path: Path
) -> None:
    """One slot has no slot before it: nothing ramps, and nothing starts."""
    found = read(LONE.replace("SLOTS", slots), tmp_path).check()
    assert {str(each.where).split()[-1] for each in found if each.code == "slot-alone"} == told


def test_typical_days_of_one_slot_each_are_alone_too(tmp_path: Path) -> None:
    """Each day closes on itself."""
    days = "slots: [{slot: a, hours: 24 h, weight: 200, day: x}, {slot: b, hours: 24 h, weight: 165, day: y}]\n"
    found = read(LONE.replace(", slots: SLOTS", "") + days, tmp_path).check()
    assert [each.code for each in found].count("slot-alone") == 2


DRIER = """
plant: {name: drier, currency: EUR, slots: 6 days}
materials: [{material: peel, unit: t}]
sites: [{site: s}]
supplies: [{supply: line, site: s, material: peel, amount: arising, take: all, price: 0 EUR/t}]
processes: [{process: drier, site: s, model: recipe, capacity: 1e10 t/d, start_cost: 100 EUR, variable_cost: 1 EUR/t}]
recipes: [{process: drier, material: peel, role: in, amount: 1 t/t}]
markets: [{market: tip, site: s, material: peel, price: -1000 EUR/t}]
profiles:
"""
DRIER += "".join(f'  - {{slot: {slot}, "arising [t/d]": {10 * (slot % 2)}}}\n' for slot in range(1, 7))


@pytest.mark.parametrize(
    ("change", "column"), [("start_cost: 100 EUR", "minimum_load"), ("use_cost: 100 EUR", "minimum_load")]
)
def test_a_capacity_typed_as_no_limit_does_not_tell_what_runs(change: str, column: str, tmp_path: Path) -> None:
    """0.01 % of 1e10 t/d is more than ever comes: all 30 t would be tipped for 30,000 EUR instead of dried for 330."""
    (problem,) = refused(DRIER.replace("start_cost: 100 EUR", change), tmp_path)
    assert cells([problem]) == [("capacity-out-of-reach", "capacity")]
    assert column in problem.remedy
    assert "1e10 t/d" in problem.message


def test_nor_where_only_what_leaves_is_bounded(tmp_path: Path) -> None:
    """Any amount of flour comes; 5 t of bread a day may leave."""
    text = text_of("starts_never_charged", ("capacity: 10 t/d", "capacity: 1e10 t/d"))
    assert cells(refused(text, tmp_path)) == [("capacity-out-of-reach", "capacity")]


def test_nor_what_stands(tmp_path: Path) -> None:
    """A limit on what is open counts 0.01 % of the most that may be in place."""
    text = text_of("ramp_with_capex_no_capacity", ("ramp: 1 %/h", "capacity: 1e10 t/d"))
    text += 'limits: [{limit: one, what: "open: p", maximum: 1}]\n'
    assert cells(refused(text, tmp_path)) == [("capacity-out-of-reach", "capacity")]


def test_a_least_load_that_is_typed_holds_however_small(tmp_path: Path) -> None:
    """A millionth of 1e7 t/d are the 10 t/d that come: three starts and 30 t dried, 3 * 100 + 30 * 1 EUR."""
    text = DRIER.replace("capacity: 1e10 t/d", "capacity: 1e7 t/d, minimum_load: 1e-6")
    assert cost_of(text, tmp_path) == pytest.approx(330)


def test_what_stands_from_before_is_there(tmp_path: Path) -> None:
    """Of 1e10 t/d that may be in place 1e7 stand: whether anything is there is no question, whatever comes to it. Where
    nothing stands it is one, and told as that also where a use costs, as the least load is given."""
    change = ("ramp: 1 %/h", "capacity: 1e10 t/d, use_cost: 1 EUR, minimum_load: 1e-9")
    limit = 'limits: [{limit: one, what: "open: p", maximum: 1}]\n'
    text = text_of("ramp_with_capex_no_capacity", change) + limit
    (problem,) = refused(text, tmp_path)
    assert problem.code == "capacity-out-of-reach"
    assert "whether it is open" in problem.message
    stands = text.replace("use_cost: 1 EUR", "use_cost: 1 EUR, existing: 1e7 t/d")
    assert cost_of(stands, tmp_path) == pytest.approx(10 + 2)  # 10 t are tipped in the outage, and it runs twice
