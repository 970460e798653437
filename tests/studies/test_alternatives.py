"""What else is nearly as good, on plants solved by hand and as laws on plants made up."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mfo.cli.group import command_line
from scipy.optimize import linprog

import mfo
from mfo.errors import UsageError
from mfo.studies import range_ends

from .plants import TWO_WAYS


def plant_of(text: str, folder: Path) -> mfo.Workbench:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path)


def ranges(found: object) -> dict[str, tuple[float, float, float, str]]:
    return {item.name: (item.least, item.plan, item.most, item.verdict) for item in found.ranges}  # type: ignore[attr-defined]


def test_ranges_by_hand(tmp_path: Path) -> None:
    """100 t cost 10,000 at the tip and 200 more per tonne at the farm: 500 of room take 2.5 t there.

    With an amount of 4,000 it is 20 t. The supply must be taken whole. Without the budget row the farm took 80 t.
    """
    found = plant_of(TWO_WAYS, tmp_path).alternatives(number=1)
    assert (found.best, found.bound) == pytest.approx((10_000, 10_500))
    told = ranges(found)
    assert told["peels"] == (pytest.approx(100), pytest.approx(100), pytest.approx(100), "must")
    assert told["tip"] == (pytest.approx(97.5), pytest.approx(100), pytest.approx(100), "must")
    assert told["farm"] == (0, 0, pytest.approx(2.5), "may")
    assert [other.objective for other in found.others] == pytest.approx([10_500])
    wider = ranges(plant_of(TWO_WAYS, tmp_path).alternatives("4000 MXN", number=0))
    assert wider["farm"][2] == pytest.approx(20)
    assert wider["landfill"][0] == pytest.approx(80)


def test_never_and_idle_capacity(tmp_path: Path) -> None:
    """A way at 100,000 more per tonne takes 0.005 t at most: it may. Closed by a maximum of 0 it never does anything.

    A shredder that stands idle counts by what it does, not by its capacity: nothing feeds it, never.
    """
    text = TWO_WAYS.replace("rates:", "  - {market: moon, site: yard, material: peel, price: -100100 MXN/t}\nrates:")
    told = ranges(plant_of(text, tmp_path).alternatives(number=0))
    assert told["moon"] == (0, 0, pytest.approx(0.005), "may")
    shut = text.replace("-100100 MXN/t}", "-100100 MXN/t, maximum: 0 t/year}")
    assert ranges(plant_of(shut, tmp_path).alternatives(number=0))["moon"] == (0, 0, 0, "never")


def test_a_share_of_next_to_nothing_is_refused(tmp_path: Path) -> None:
    """Income of 10,000 and costs of 10,000: 5 % of nothing says nothing. An amount is taken."""
    text = TWO_WAYS.replace("price: 0 MXN/t", "price: -100 MXN/t")
    bench = plant_of(text, tmp_path)
    with pytest.raises(UsageError, match="Give an amount"):
        bench.alternatives()
    assert ranges(bench.alternatives("500 MXN", number=0))["farm"][2] == pytest.approx(2.5)


def test_a_share_of_a_profit_is_of_its_size(tmp_path: Path) -> None:
    """A profit of 90,000 may fall by 5 %: 4,500 are 22.5 t for the farm. With the sign of the cost: no plan."""
    text = TWO_WAYS.replace("price: 0 MXN/t", "price: -1000 MXN/t")
    found = plant_of(text, tmp_path).alternatives(number=0)
    assert (found.best, found.bound) == pytest.approx((-90_000, -85_500))
    assert ranges(found)["farm"][2] == pytest.approx(22.5)


UNITS = """
plant: {name: dryer, currency: MXN, discount_rate: 0 %}
materials: [{material: peel, unit: t}]
sites: [{site: yard}]
supplies: [{supply: peels, site: yard, material: peel, amount: 100 t/year, take: all, price: 0 MXN/t}]
processes:
  - {process: dryer, site: yard, model: recipe, capacity: 180 t/year, capex: 30 MXN/(t/year), lifetime: 1 year,
      unit_size: 60 t/year, variable_cost: 0 MXN/t}
recipes: [{process: dryer, material: peel, role: in, amount: 1 t/t}]
markets: [{market: tip, site: yard, material: peel, price: -40 MXN/t}]
"""


def test_whole_units_keep_their_ranges(tmp_path: Path) -> None:
    """One unit and 40 t at the tip cost 3,400, two units 3,600. With 100 of room 2.5 t less are dried and never more
    than 60; with 200 all 100. Without whole units 100 t were dried at 3,000."""
    bench = plant_of(UNITS, tmp_path)
    found = bench.alternatives("100 MXN", number=0)
    assert found.best == pytest.approx(3_400)
    assert ranges(found)["dryer"][:3] == pytest.approx((57.5, 60, 60))
    assert ranges(bench.alternatives("200.001 MXN", number=0))["dryer"][:3] == pytest.approx((55, 60, 100), rel=1e-4)


ROADMAP = """
plant: {name: two ways for years, currency: MXN, years: 2025; 2030, discount_rate: 10 %}
materials: [{material: peel, unit: t}]
sites: [{site: yard}]
supplies: [{supply: peels, site: yard, material: peel, amount: 100 t/year, take: all, price: 0 MXN/t}]
markets:
  - {market: tip, site: yard, material: peel, price: -100 MXN/t}
  - {market: farm, site: yard, material: peel, price: -300 MXN/t}
"""


def test_amounts_are_over_the_horizon_and_money_is_discounted(tmp_path: Path) -> None:
    """Two milestones stand for five years each; the second is worth 1 / 1.1^5. Room is cheapest there: the 5 % of
    50,000 + 31,046 are 4,052.3, and 200 x 0.6209 a tonne: 32.63 t. Undiscounted it were 25 t."""
    second = 1.1**-5
    found = plant_of(ROADMAP, tmp_path).alternatives(number=0)
    assert found.best == pytest.approx(50_000 * (1 + second))
    assert ranges(found)["farm"][2] == pytest.approx(0.05 * 50_000 * (1 + second) / (200 * second))
    assert ranges(found)["tip"][1] == pytest.approx(1_000)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    prices=st.lists(st.integers(1, 50), min_size=3, max_size=3),
    room=st.lists(st.integers(5, 60), min_size=3, max_size=3),
    within=st.integers(1, 30),
)
def test_an_end_is_reached_and_cannot_be_passed(
    tmp_path: Path, prices: list[int], room: list[int], within: int
) -> None:
    """The plan with a market at its most costs no more than allowed; with a little more than its most it costs more,
    or there is none."""
    rows = "\n".join(
        f"  - {{market: m{k}, site: yard, material: peel, price: -{price} MXN/t, maximum: {most} t/year}}"
        for k, (price, most) in enumerate(zip(prices, room, strict=True))
    )
    text = f"{TWO_WAYS.split('markets:')[0]}markets:\n{rows}\n  - {{market: last, site: yard, material: peel, "
    bench = plant_of(f"{text}price: -60 MXN/t}}\n", tmp_path)
    found = bench.alternatives(f"{within} %", number=0)
    for item in found.ranges:
        if item.kind != "market" or item.most - item.least < 1e-6:
            continue
        at = bench.optimise(limits=[f"{item.name} >= {item.most * (1 - 1e-9)!r} t in total"])
        assert at.objective <= found.bound + 1e-6 * abs(found.bound)
        try:
            beyond = bench.optimise(limits=[f"{item.name} >= {item.most + 0.1!r} t in total"]).objective
        except mfo.InfeasibleError:
            beyond = math.inf
        assert beyond > found.bound


def test_the_verb_writes_ranges_and_plans(tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text(TWO_WAYS, encoding="utf-8")
    done = CliRunner().invoke(
        command_line,
        ["alternatives", str(path), "--number", "1", "--no-report", "--json", "--out", str(tmp_path / "a")],
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["plans"][0]["run"] == str(tmp_path / "a" / "plan-1")
    assert mfo.Plan.load(told["plans"][0]["run"]).objective == pytest.approx(told["plans"][0]["objective"])
    assert {item["name"]: item["verdict"] for item in told["ranges"]}["farm"] == "may"
    record = json.loads((tmp_path / "a" / "study.json").read_text(encoding="utf-8"))
    assert record["question"] == "alternatives"
    assert record["ranges"] == told["ranges"]


MEASURED = """
measurements:
  - {at: farm, material: peel, role: in, amount: 30 t/year}
  - {at: tip, material: peel, role: in, amount: 70 t/year}
"""


def test_today_stands_beside_the_ranges(tmp_path: Path) -> None:
    """30 t go to the farm and 70 t to the tip today, by their scales; the best plan takes all to the tip."""
    found = plant_of(TWO_WAYS + MEASURED, tmp_path).alternatives(number=0)
    today = {item.name: item.today for item in found.ranges}
    assert today == pytest.approx({"peels": 100, "tip": 70, "farm": 30, "landfill": 70, "compost": 30})
    assert all(math.isnan(item.today) for item in plant_of(TWO_WAYS, tmp_path).alternatives(number=0).ranges)


def test_today_of_a_roadmap_is_counted_over_as_many_years(tmp_path: Path) -> None:
    """30 t a year for the ten years that both milestones stand for are 300 t, beside ranges over the horizon."""
    found = plant_of(ROADMAP + MEASURED, tmp_path).alternatives(number=0)
    assert {item.name: item.today for item in found.ranges if item.kind == "market"} == {
        "tip": pytest.approx(700),
        "farm": pytest.approx(300),
    }


SWITCHES = """
plant: {name: five ways, currency: MXN}
materials: [{material: peel, unit: t}]
sites: [{site: yard}, {site: a}, {site: b}, {site: c}]
supplies: [{supply: peels, site: yard, material: peel, amount: 100 t/year, take: all, price: 0 MXN/t}]
markets:
  - {market: ma, site: a, material: peel, price: -10 MXN/t, maximum: 50 t/year}
  - {market: mb, site: b, material: peel, price: -12 MXN/t, maximum: 60 t/year}
  - {market: mc, site: c, material: peel, price: -30 MXN/t}
links:
  - {from: yard, to: a, material: peel, cost_per_amount: 0 MXN/t, fixed_cost: 300 MXN/year, capacity: 1000 t/year}
  - {from: yard, to: b, material: peel, cost_per_amount: 0 MXN/t, fixed_cost: 200 MXN/year, capacity: 1000 t/year}
  - {from: yard, to: c, material: peel, cost_per_amount: 0 MXN/t, fixed_cost: 100 MXN/year, capacity: 1000 t/year}
"""


def test_fixed_costs_are_paid_whole_at_an_end(tmp_path: Path) -> None:
    """By hand: a and b cost 500 + 50 x 10 + 50 x 12 = 1,600, with 40 and 60 t 1,620; b and c 300 + 720 + 1,200; a and
    c 400 + 500 + 1,500. With 101 of room link c may be opened for 100, and one is left to take 1 / 18 t from b to c. A
    fraction of a link would let more to c: 100 / 1,000 and 18 a tonne make 101 / 18.1 t."""
    found = plant_of(SWITCHES, tmp_path).alternatives("101 MXN", number=2)
    assert found.best == pytest.approx(1_600)
    told = ranges(found)
    assert told["ma"][:3] == pytest.approx((40, 50, 50))
    assert told["mc"][:3] == pytest.approx((0, 0, 1 / 18), rel=1e-6)
    assert all(item.proven for item in found.ranges)
    assert len(found.others) == 2


@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    prices=st.lists(st.integers(1, 30), min_size=4, max_size=4),
    fixed=st.lists(st.integers(0, 900), min_size=4, max_size=4),
    room=st.lists(st.integers(20, 70), min_size=3, max_size=3),
    within=st.integers(1, 1500),
)
def test_ends_are_those_of_trying_every_set_of_links(
    tmp_path: Path, prices: list[int], fixed: list[int], room: list[int], within: int
) -> None:
    """The plant written out anew: with each set of open links, which are paid, a linear program of scipy for each end
    of each market; the furthest of all sets is the end. No link is open for nothing in the best plan."""
    most = np.array([*room, 1000.0])
    sets = [np.array(each, dtype=float) for each in itertools.product((0, 1), repeat=4)]

    def least(cost: np.ndarray, links: np.ndarray, budget: float) -> float:
        left = budget - float(links @ fixed)
        row = {} if math.isinf(budget) else {"A_ub": [prices], "b_ub": [left]}
        done = linprog(cost, A_eq=np.ones((1, 4)), b_eq=[100], bounds=[(0, each) for each in links * most], **row)
        return float(done.fun) if done.status == 0 else math.inf

    best = min(least(np.array(prices), links, math.inf) + float(links @ fixed) for links in sets)
    text = "\n".join(
        f"  - {{market: m{k}, site: s{k}, material: peel, price: -{prices[k]} MXN/t, maximum: {most[k]} t/year}}"
        for k in range(4)
    )
    links = "\n".join(
        f"  - {{from: yard, to: s{k}, material: peel, cost_per_amount: 0 MXN/t, "
        f"fixed_cost: {fixed[k]} MXN/year, capacity: 1000 t/year}}"
        for k in range(4)
    )
    head = SWITCHES.split("sites:")[0] + "sites: [{site: yard}, {site: s0}, {site: s1}, {site: s2}, {site: s3}]\n"
    supply = next(line for line in SWITCHES.splitlines() if line.startswith("supplies"))
    bench = plant_of(f"{head}{supply}\nmarkets:\n{text}\nlinks:\n{links}\n", tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(range_ends, "MOST_PROGRAMS", 100)  # as many as settle four links
        found = bench.alternatives(f"{within} MXN", number=0)
    assert found.best == pytest.approx(best)
    for k in range(4):
        one = np.eye(4)[k]
        low = min(least(one, each, best + within) for each in sets)
        high = -min(least(-one, each, best + within) for each in sets)
        item = next(item for item in found.ranges if item.name == f"m{k}")
        assert item.proven
        assert (item.least, item.most) == pytest.approx((low, high), rel=1e-6, abs=1e-4)


def test_what_whole_numbers_leave_open_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one program an end the fractions of links stand as bounds beside what plans reach: on the right side of the
    truth, and no verdict comes from what is only reached."""
    exact = {item.name: item for item in plant_of(SWITCHES, tmp_path).alternatives("101 MXN", number=0).ranges}
    monkeypatch.setattr(range_ends, "MOST_PROGRAMS", 1)
    monkeypatch.setattr(range_ends, "MOST_HELD", 0)
    found = plant_of(SWITCHES, tmp_path).alternatives("101 MXN", number=0)
    assert not all(item.proven for item in found.ranges)
    for item in found.ranges:
        own = exact[item.name]
        assert item.none_below <= own.least * (1 + 1e-9)
        assert item.none_above >= own.most * (1 - 1e-9)
        assert own.least <= item.least * (1 + 1e-9)
        assert item.most <= own.most * (1 + 1e-9)
        assert item.verdict == own.verdict or item.verdict == "may"


@pytest.mark.parametrize(
    ("within", "number", "told"),
    [
        ("5 %", -1, "-1 plans cannot be shown"),
        ("-5 %", 1, "`-5 %` is negative"),
        ("5 t", 1, "`5 t` is no distance from the best plan"),
        ("near", 1, "`near` is no distance from the best plan"),
    ],
)
def test_a_question_that_is_none_is_told(tmp_path: Path, within: str, number: int, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        plant_of(TWO_WAYS, tmp_path).alternatives(within, number)


def test_what_nothing_bounds_has_no_end(tmp_path: Path) -> None:
    """Peel bought for 20 and sold for 20 costs nothing however much it is: as good as the best plan, without end."""
    text = TWO_WAYS.replace("rates:", "  - {market: dealer, site: yard, material: peel, price: 20 MXN/t}\nrates:")
    text = text.replace(
        "supplies: [", "supplies: [{supply: dealt, site: yard, material: peel, take: up to, price: 20 MXN/t}, "
    )
    text = text.replace("take: all", "take: up to")  # whoever need not take the peel sells it all to the dealer
    told = ranges(plant_of(text, tmp_path).alternatives(number=0))
    assert told["dealer"][2] == math.inf
    assert told["dealt"][2] == math.inf
    assert told["farm"] == (0, 0, pytest.approx(100 / 320), "may")  # 100 of room, 320 lost a tonne
