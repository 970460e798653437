"""Stores that run across typical days, solved by hand and against the same plant with all its days written out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyomo.core as pyo
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mfo
from mfo.report import explain

from .reading import EXACT, bench_of, by_slot, cost, plan_of

HEAT = """
plant: {{name: Summer and winter, currency: EUR}}
slots:
{slots}
materials: [{{material: heat, unit: MWh}}]
sites: [{{site: town}}]
supplies:
  - {{supply: sun, site: town, material: heat, amount: sun, take: up to, price: 0 EUR/MWh}}
  - {{supply: boiler, site: town, material: heat, take: up to, price: gas}}
stores: [{{store: pit, site: town, material: heat{store}}}]
markets: [{{market: homes, site: town, material: heat, minimum: homes, maximum: homes, price: 0 EUR/MWh}}]
profiles:
{profiles}
"""
Day = tuple[int, list[tuple[float, float, float]]]  # weight, and (sun, homes, price of gas) in each slot


def heat(days: list[Day], store: str, written_out: bool = False) -> str:
    """A town with a sun that shines as it does; days one after another, or each as often as it repeats."""
    slots, profiles = [], []
    for number, (weight, hours) in enumerate(days):
        for _ in range(weight if written_out else 1):
            for sun, homes, gas in hours:
                place = len(slots) + 1
                typical = "" if written_out else f", weight: {weight}, day: d{number}"
                slots.append(f"  - {{slot: s{place}, hours: {24 / len(hours)} h{typical}}}")
                profiles.append(
                    f'  - {{slot: {place}, "sun [MWh/h]": {sun}, "homes [MWh/h]": {homes}, "gas [EUR/MWh]": {gas}}}'
                )
    return HEAT.format(slots="\n".join(slots), profiles="\n".join(profiles), store=store)


YEAR: list[Day] = [(10, [(10 / 24, 5 / 24, 7)]), (10, [(0, 5 / 24, 7)])]
ACROSS = ", across_days: yes"


@pytest.mark.parametrize(
    ("store", "expected"),
    [
        (ACROSS, 0.0),
        (f"{ACROSS}, capacity: 30 MWh", 140.0),
        (f"{ACROSS}, cost: 0.1 EUR/MWh/d", 50.0),
        ("", 350.0),
    ],
)
def test_summer_heats_the_winter(tmp_path: Path, store: str, expected: float) -> None:
    """Ten summer days leave 5 MWh each, ten winter days lack 5: nothing is bought. A pit of 30 MWh leaves 20 to buy at
    7 EUR: 140. Levels at the days' ends are 5, 10 ... 50 and 45, 40 ... 0: 500 MWh d at 0.1 EUR are 50. Where stocks
    cycle within each day, all 50 MWh of the winter are bought: 350."""
    plan = plan_of(tmp_path, heat(YEAR, store))
    assert cost(plan) == pytest.approx(expected, rel=EXACT, abs=1e-6)
    assert plan.certificate["certified"]


@pytest.mark.parametrize("store", ["", ", capacity: 30 MWh", ", cost: 0.1 EUR/MWh/d"])
def test_all_days_written_out_cost_the_same(tmp_path: Path, store: str) -> None:
    """Proves: 20 days one by one, without weights, give the same three costs."""
    short = cost(plan_of(tmp_path, heat(YEAR, store + ACROSS)))
    assert cost(plan_of(tmp_path, heat(YEAR, store, written_out=True))) == pytest.approx(short, abs=1e-6)


def test_the_table_holds_mean_levels(tmp_path: Path) -> None:
    """Openings of the summer's days are 0, 5 ... 45: 22.5 in the mean; it closes at 27.5, the winter at 22.5."""
    plan = plan_of(tmp_path, heat(YEAR, f"{ACROSS}, start: 0 MWh"))
    assert by_slot(plan, "stocks", "opening") == pytest.approx([22.5, 27.5], abs=1e-6)
    assert by_slot(plan, "stocks", "level") == pytest.approx([27.5, 22.5], abs=1e-6)


def test_a_night_is_reached_on_the_first_and_the_last_day(tmp_path: Path) -> None:
    """Within a day 6 MWh go into the pit by day and 4 out by night, ten days long; then five days take 4 MWh.

    With c MWh put in, noon of the last day sees c + 9 (c - 4) MWh: a pit of 20 MWh allows c = 5.6, which leaves 16 of
    the 20 MWh for later; 4 MWh are bought at 9 EUR: 36. With c = 6 the mean over the noons is 6 + 4.5 x 2 = 15, so that
    looking at means alone nothing would have to be bought.
    """
    days: list[Day] = [(10, [(0.5, 0, 9), (0, 4 / 12, 9)]), (5, [(0, 4 / 24, 9)])]
    plan = plan_of(tmp_path, heat(days, f"{ACROSS}, capacity: 20 MWh"))
    assert cost(plan) == pytest.approx(36, abs=1e-6)


def test_a_larger_pit_is_worth_what_it_saves_in_the_year(tmp_path: Path) -> None:
    """One MWh more than 30 saves the purchase of one: 7 EUR. The level binds on the last of ten summer days, and there
    the price for each of the ten is 0.7.
    """
    plan = plan_of(tmp_path, heat(YEAR, f"{ACROSS}, capacity: 30 MWh"))
    pit = plan.bounds[(plan.bounds["kind"] == "store") & plan.bounds["binding"]]
    assert pit["value"].tolist() == pytest.approx([30.0] * len(pit))
    weight = plan.times.set_index("slot")["weight"]
    assert float((pit["price"] * pit["slot"].map(weight)).sum()) == pytest.approx(7.0)
    assert "pit: one more MWh of capacity is worth 7 EUR over all slots." in explain(plan, "pit")


def test_what_is_lost_is_lost_in_every_repetition(tmp_path: Path) -> None:
    """50 MWh at the start lose 1 % a day, ten days long; the last day takes what is left: 50 x 0.99^11 MWh, of 50."""
    days: list[Day] = [(10, [(0, 0, 1)]), (1, [(0, 50 / 24, 1)])]
    plan = plan_of(tmp_path, heat(days, f"{ACROSS}, start: 50 MWh, loss: {1 - 0.99 ** (1 / 24):.17g} 1/h"))
    assert cost(plan) == pytest.approx(50 - 50 * 0.99**11, rel=1e-7)


slot = st.tuples(*(st.integers(0, 9).map(float) for _ in range(2)), st.integers(1, 9).map(float))
days_of = st.lists(st.tuples(st.integers(1, 4), st.lists(slot, min_size=1, max_size=3)), min_size=2, max_size=3)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days_of, st.sampled_from(["", ", loss: 1 %/h", ", cost: 0.05 EUR/MWh/h"]), st.sampled_from([20, 60, 400]))
def test_it_is_the_year_whose_days_repeat(tmp_path: Path, days: list[Day], more: str, capacity: int) -> None:
    """The typical days, against all days written out with constraints that hold the supplies of a day's repetitions
    equal: the same cost within 10^-6, whatever the sun, the homes, the losses and the pit."""
    store = f", capacity: {capacity} MWh{more}"
    short = cost(plan_of(tmp_path, heat(days, store + ACROSS)))
    bench = bench_of(tmp_path, heat(days, store, written_out=True))
    model = bench.model()
    model.alike = pyo.ConstraintList()
    begin = 0
    for weight, hours in days:
        for later in range(begin + len(hours), begin + weight * len(hours)):
            first = begin + (later - begin) % len(hours)
            for supply in range(2):
                model.alike.add(model.supply[supply, 0, later] == model.supply[supply, 0, first])
        begin += weight * len(hours)
    assert short == pytest.approx(cost(bench.optimise(model=model)), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (", across_days: yes, maximum_stay: 2 d", "days-stay"),
        (", start: 3 MWh", "days-cycle"),
        (", carry: yes", "days-cycle"),
    ],
)
def test_what_has_no_meaning_is_refused(tmp_path: Path, columns: str, code: str) -> None:
    with pytest.raises(mfo.PlantError) as told:
        bench_of(tmp_path, heat(YEAR, columns))
    assert [problem.code for problem in told.value.problems if problem.severity == "error"] == [code]


def test_days_stand_together_and_the_flag_needs_them(tmp_path: Path) -> None:
    apart = heat([*YEAR, (10, [(0.0, 0.0, 1.0)])], "").replace("day: d2", "day: d0")
    with pytest.raises(mfo.PlantError) as told:
        bench_of(tmp_path, apart)
    assert "slot-apart" in {problem.code for problem in told.value.problems}
    plain = bench_of(tmp_path, heat(YEAR, ACROSS, written_out=True))
    assert "column-unused" in {problem.code for problem in plain.check()}
    assert np.isfinite(plain.optimise().objective)


def test_a_pit_that_is_too_small_is_told_with_the_room_it_needs(tmp_path: Path) -> None:
    """Ten summer days leave 5 MWh each: without a boiler the winter needs a pit of 50 MWh, which is told once though
    the level is bounded at the end of a day, after ten of them and where the winter opens."""
    dry = heat(YEAR, f"{ACROSS}, capacity: 30 MWh").replace("price: gas", "price: gas, amount: 0 MW")
    with pytest.raises(mfo.InfeasibleError) as told:
        plan_of(tmp_path, dry)
    ways = told.value.problems[0].remedy.lower()
    assert "raise the capacity of store pit by 20 mwh, from 30 mwh to 50 mwh." in ways
