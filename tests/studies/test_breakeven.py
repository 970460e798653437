"""One number over a range, on plants solved by hand, and as laws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mfo.cli.group import command_line

import mfo
from mfo.errors import InfeasibleError, UsageError
from mfo.studies.breakeven.corners import TangentLine, corners

from .plants import TWO_WAYS

NEAR = TWO_WAYS.replace("-300 MXN/t", "-130 MXN/t")


def bench_of(text: str, folder: Path) -> mfo.Workbench:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path)


def test_a_price_has_its_corner_where_the_ways_cost_the_same(tmp_path: Path) -> None:
    """The tip for 100 t until it is as dear as the farm, 130; then 80 t go there: the cost is 13,000 at the corner, and
    at 200 80 x 130 + 20 x 200 = 14,400. A straight line from both ends would give 8,840."""
    found = bench_of(NEAR, tmp_path).breakeven("markets tip price")
    assert (found.low, found.high, found.exact) == (-200, 0, True)
    assert [corner.value for corner in found.corners] == pytest.approx([-130])
    assert found.corners[0].objective == pytest.approx(13_000)
    told = {change.name: (change.before, change.after) for change in found.corners[0].changes}
    assert told["farm"] == pytest.approx((80, 0))
    assert told["tip"] == pytest.approx((20, 100))
    assert [each.objective_low for each in found.stretches] == pytest.approx([14_400, 13_000])
    assert found.stretches[0].totals["landfilled"] == pytest.approx((20, 20))


def test_a_bound_has_its_corner_where_it_binds_no_more(tmp_path: Path) -> None:
    """A farm at 70 takes what it may up to 100 t: 10,000 - 30 x room, then 7,000."""
    text = TWO_WAYS.replace("-300 MXN/t", "-70 MXN/t")
    found = bench_of(text, tmp_path).breakeven("markets farm maximum", 0, "150 t/year")
    assert [corner.value for corner in found.corners] == pytest.approx([100])
    assert found.corners[0].objective == pytest.approx(7_000)
    assert [each.objective_low for each in found.stretches] == pytest.approx([10_000, 7_000])


def test_an_end_without_a_plan_is_found(tmp_path: Path) -> None:
    """The tip takes 50 t and the farm must take the rest: below 50 t of room there is no plan."""
    text = NEAR.replace("price: -100 MXN/t,", "price: -100 MXN/t, maximum: 50 t/year,")
    found = bench_of(text, tmp_path).breakeven("markets farm maximum", 0, "90 t/year")
    assert found.low == pytest.approx(50, rel=1e-6)
    assert "Below 50 t/year" in found.notes[0].message
    with pytest.raises(InfeasibleError, match="No value"):
        bench_of(text, tmp_path).breakeven("markets farm maximum", 0, "20 t/year")


def test_an_end_without_a_bound_is_found(tmp_path: Path) -> None:
    """A dealer who sells for 20 without end and buys dearer than that: nothing bounds it."""
    text = TWO_WAYS.replace("rates:", "  - {market: dealer, site: yard, material: peel, price: 10 MXN/t}\nrates:")
    text = text.replace(
        "supplies: [", "supplies: [{supply: dealt, site: yard, material: peel, take: up to, price: 20 MXN/t}, "
    )
    found = bench_of(text, tmp_path).breakeven("markets dealer price", 0, 40)
    assert found.high == pytest.approx(20, rel=1e-6)
    assert "nothing bounds" in found.notes[0].message


def test_degenerate_plans_and_ties(tmp_path: Path) -> None:
    """Three farms alike, of 30 t each: one corner, not three."""
    rows = "\n".join(
        f"  - {{market: farm {k}, site: yard, material: peel, price: -130 MXN/t, maximum: 30 t/year}}" for k in range(3)
    )
    text = TWO_WAYS.replace("rates:", f"{rows}\nrates:")
    found = bench_of(text, tmp_path).breakeven("markets tip price", -290, 0)
    assert [corner.value for corner in found.corners] == pytest.approx([-130])


def test_whole_numbers_are_looked_for_by_bisection(tmp_path: Path) -> None:
    """A dryer in units of 60 t at 30 a year for each: one unit pays from a fee of 30 on for 60 t; two units of 120 t
    for 100 t only from 60 x 30 / 40 = 45 on."""
    text = """
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
    found = bench_of(text, tmp_path).breakeven("markets tip price", -60, -10)
    assert not found.exact
    assert -30 in [pytest.approx(corner.value, abs=1e-5) for corner in found.corners]
    assert -45 in [pytest.approx(corner.value, abs=1e-5) for corner in found.corners]


def test_the_map_of_two(tmp_path: Path) -> None:
    """With room for all the cheaper way takes all."""
    text = NEAR.replace(", maximum: 80 t/year", "")
    found = bench_of(text, tmp_path).breakeven("markets tip price", -200, -60, against="markets farm price")
    assert found.winners is not None
    tip, farm = found.winners.columns[:2]
    for row in found.winners.to_dict("records"):
        if abs(row[tip] - row[farm]) > 1e-6:
            assert row["winner"] == ("landfill" if row[tip] > row[farm] else "compost")
            assert row["objective"] == pytest.approx(-100 * max(row[tip], row[farm]))


@pytest.mark.parametrize(("low", "high"), [("-20 MXN/t", "-50 MXN/t"), ("3 kg", "5 kg"), ("a", "b")])
def test_a_range_that_is_none_is_refused(tmp_path: Path, low: str, high: str) -> None:
    with pytest.raises(UsageError):
        bench_of(NEAR, tmp_path).breakeven("markets tip price", low, high)


@given(lines=st.lists(st.tuples(st.integers(-50, 50), st.integers(-100, 100)), min_size=1, max_size=8))
def test_corners_of_any_concave_value(lines: list[tuple[int, int]]) -> None:
    """The least of lines: its corners are those where the least line changes, found by crossing every two."""

    def touching(x: float) -> TangentLine:
        slope, value = min(lines, key=lambda line: (line[1] + line[0] * x, line[0]))
        return TangentLine(x, value + slope * x, slope)

    expected = set()
    for a, b in lines:
        for c, d in lines:
            if a != c and -10 < (x := (d - b) / (a - c)) < 10:
                y = b + a * x
                if all(value + slope * x >= y - 1e-9 for slope, value in lines):
                    expected.add(round(x, 9))
    assert [round(x, 6) for x in corners(touching, -10, 10)] == sorted({round(x, 6) for x in expected})


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prices=st.lists(st.integers(20, 90), min_size=3, max_size=3), room=st.integers(10, 30))
def test_corners_agree_with_plans_just_before_and_after(tmp_path: Path, prices: list[int], room: int) -> None:
    """Just before and after a corner `optimise` gives the plans told; between corners its cost is on the line told."""
    rows = "\n".join(
        f"  - {{market: m{k}, site: yard, material: peel, price: -{price} MXN/t, maximum: {room + k} t/year}}"
        for k, price in enumerate(prices)
    )
    head = f"{TWO_WAYS.split('markets:')[0]}markets:\n{rows}\n"
    text = f"{head}  - {{market: tip, site: yard, material: peel, price: -50.5 MXN/t}}\n"
    bench = bench_of(text, tmp_path)
    found = bench.breakeven("markets tip price", -100, 0)
    assert [corner.value for corner in found.corners] == pytest.approx(sorted({-p for p in prices}))
    for each in found.stretches:
        x = each.low + 0.3 * (each.high - each.low)
        scenario = bench_of(text.replace("price: -50.5 ", f"price: {x!r} "), tmp_path)
        line = each.objective_low + 0.3 * (each.objective_high - each.objective_low)
        assert scenario.optimise().objective == pytest.approx(line, rel=1e-9)


def test_the_verb_tells_what_the_design_names(tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(NEAR, encoding="utf-8")
    arguments = ["breakeven", str(path), "--of", "markets tip price", "--json", "--out", str(tmp_path / "b")]
    done = CliRunner().invoke(command_line, arguments)
    assert done.exit_code == 0, done.output
    corner = json.loads(done.stdout)["corners"][0]
    assert corner["value"] == pytest.approx(-130)
    assert {"unit", "objective", "changes"} <= set(corner)
    assert (tmp_path / "b" / "corners.csv").is_file()
    assert (tmp_path / "b" / "breakeven.html").is_file()
    bare = CliRunner().invoke(command_line, [*arguments[:4], "--no-report", "--out", str(tmp_path / "bare")])
    assert bare.exit_code == 0, bare.output
    assert "breakeven.html" not in bare.output
    assert {path.name for path in (tmp_path / "b").iterdir()} - {
        path.name for path in (tmp_path / "bare").iterdir()
    } == {"breakeven.html"}


def test_a_number_of_nothing_has_no_range_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"supplies peels price is 0, which gives no range of its own.*Give --from"):
        bench_of(NEAR, tmp_path).breakeven("supplies peels price")


def test_a_map_on_which_nothing_is_contested_has_no_winner(tmp_path: Path) -> None:
    """All 100 t go to the tip, for 1 or 2 each, whatever room the far dearer farm has."""
    text = NEAR.replace("-110 MXN/t", "-900 MXN/t")
    found = bench_of(text, tmp_path).breakeven(
        "markets tip price", "-2 MXN/t", "-1 MXN/t", against="markets farm maximum", against_low=1, against_high=9
    )
    assert found.corners == ()
    assert found.winners is not None
    assert set(found.winners["winner"]) == {""}
    assert found.winners["objective"].min() == pytest.approx(100)
    assert found.winners["objective"].max() == pytest.approx(200)


def test_where_no_route_is_contested_processes_and_markets_are(tmp_path: Path) -> None:
    """Two tips of one route: the route buries 100 t whatever they cost, and the cheaper tip has them."""
    text = NEAR.replace("name: two ways", "name: two tips").replace("route: compost", "route: landfill")
    text = text.replace(", maximum: 80 t/year", "")
    found = bench_of(text, tmp_path).breakeven("markets tip price", -200, -60, against="markets farm price")
    assert found.winners is not None
    tip, farm = found.winners.columns[:2]
    told = [row for row in found.winners.to_dict("records") if abs(row[tip] - row[farm]) > 1e-6]
    assert len(told) > 9
    assert all(row["winner"] == ("tip" if row[tip] > row[farm] else "farm") for row in told)
