"""The core without planning every coalition: games solved by hand, and equality with planning all of them."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import mfo
from mfo.owners import share as sharing
from mfo.owners.coalition import Coalitions, owners_of
from mfo.owners.generated_core import generated_core
from mfo.owners.ownership import OwnerShares
from mfo.owners.separation import implied_bounds
from mfo.solve.matrix.matrix import Matrix

from .test_share import random_park, read


def hall(needs: dict[str, float], dummies: int = 0) -> str:
    """Neighbours who need heat of boilers that come in units of 2 MWh a year for 900, in a hall that is nobody's.

    A unit costs 450 x 2. ``dummies`` are others who buy what they need for 100 a year, and have nothing to do with it.
    """
    others = [f"D{number}" for number in range(dummies)]
    sites = ", ".join(f"{{site: {name}, owner: {name}}}" for name in (*needs, *others))
    uses = [
        f"{{market: use {name}, site: {name}, material: heat, price: 0 EUR/MWh, minimum: {need} MWh/year, "
        f"maximum: {need} MWh/year}}"
        for name, need in {**needs, **dict.fromkeys(others, 1.0)}.items()
    ]
    bought = [
        f"{{supply: own {name}, site: {name}, material: heat, take: up to, price: 100 EUR/MWh}}" for name in others
    ]
    return f"""
plant: {{name: neighbours, currency: EUR, discount_rate: 0 %}}
materials: [{{material: heat, unit: MWh}}, {{material: gas, unit: MWh}}]
sites: [{{site: hall}}, {sites}]
supplies: [{{supply: pipe, site: hall, material: gas, take: up to, price: 0 EUR/MWh}}, {", ".join(bought)}]
processes:
  - {{process: boiler, site: hall, model: recipe, capacity: 40 MWh/year, existing: 0 MWh/year, unit_size: 2 MWh/year,
     capex: 450 EUR/(MWh/year), lifetime: 1 year, variable_cost: 0 EUR/MWh}}
recipes:
  - {{process: boiler, material: gas, role: in, amount: 1 MWh/MWh}}
  - {{process: boiler, material: heat, role: out, amount: 1 MWh/MWh}}
markets: [{", ".join(uses)}]
links: [{{from: hall, to: [{", ".join(needs)}], material: heat, cost_per_amount: 0 EUR/MWh}}]
"""


def farmers(number: int) -> str:
    """A brewer who tips 1,000 t for 300, and farmers who need 100 t of soy at 500, or grain with 100 for the way."""
    names = [f"F{place}" for place in range(number)]
    lines = {
        "sites": ["{site: brewery, owner: Brewer}", *(f"{{site: {name}, owner: {name}}}" for name in names)],
        "supplies": [
            "{supply: draff, site: brewery, material: grain, amount: 1000 t/year, take: all, price: 0 EUR/t}",
            *(
                f"{{supply: soy {name}, site: {name}, material: grain, take: up to, price: 500 EUR/t}}"
                for name in names
            ),
        ],
        "markets": [
            "{market: tip, site: brewery, material: grain, price: -300 EUR/t}",
            *(
                f"{{market: herd {name}, site: {name}, material: grain, price: 0 EUR/t, minimum: 100 t/year, "
                "maximum: 100 t/year}"
                for name in names
            ),
        ],
        "links": [f"{{from: brewery, to: {name}, material: grain, cost_per_amount: 100 EUR/t}}" for name in names],
    }
    tables = "".join(f"{table}:\n" + "".join(f"  - {row}\n" for row in rows) for table, rows in lines.items())
    return "plant: {name: farmers, currency: EUR}\nmaterials: [{material: grain, unit: t}]\n" + tables


def test_an_empty_core_of_fifteen(tmp_path: Path) -> None:
    """Fifteen who need 1 each pay eight units, 7,200; fourteen of them alone seven, 6,300.

    The fifteen sets of fourteen pay 14 x 7,200 in sum, 6,720 in the mean: 420 too much, and not more if all pay 480.
    """
    found = read(hall({f"N{place}": 1.0 for place in range(15)}), tmp_path).share()
    assert found.together == pytest.approx(7_200)
    assert (found.core_is_empty, found.least_excess) == (True, pytest.approx(420))
    assert found.generated is not None
    assert found.generated.settled
    assert found.generated.planned < 200  # of 32,767
    assert found.leaving  # whatever the sharing, and so at the plan's prices
    assert max(item.excess for item in found.leaving) > 420 - 1e-6
    assert found.allocations["nucleolus"] == pytest.approx({f"N{place}": 480.0 for place in range(15)}, abs=0.1)


def test_an_empty_core_among_others(tmp_path: Path) -> None:
    """Three of fourteen have a game without a core; what the others pay takes nothing from the 300 that it lacks.

    Any two of A, B, C pay 900 alone, all three 1,800; eleven others 100 each. With the sum D of what these pay, the
    three pairs say 2 (2,900 - D) <= 2,700 + 3 e, and the pairs with all others 5,800 + D <= 6,000 + 3 e: e >= 300.
    With e = 300 both leave D = 1,100 alone, and each pair has it, so that A, B and C pay alike; a pair and one of the
    others has no more, which pays 100 at most. 2,048 coalitions of the others alone, which all pay just what they cost,
    need no planning for the proof of the nucleolus.
    """
    found = read(hall(dict.fromkeys("ABC", 1.0), dummies=11), tmp_path).share()
    assert found.together == pytest.approx(2_900)
    assert (found.core_is_empty, found.least_excess) == (True, pytest.approx(300))
    assert found.generated is not None
    assert found.generated.settled
    assert found.generated.planned < 300
    by_hand = dict.fromkeys("ABC", 600.0) | {f"D{number}": 100.0 for number in range(11)}
    assert found.allocations["nucleolus"] == pytest.approx(by_hand, abs=0.1)


def test_the_core_of_a_brewer_and_many_farmers(tmp_path: Path) -> None:
    """Of thirteen farmers ten get the grain, and any can be done without: the core is one point.

    Farmers pay 50,000 each, as alone. The brewer sells 1,000 t for 400 at its gate and pays -400,000; together they pay
    1,000 x 100 + 300 x 500 = 250,000.
    """
    bench = read(farmers(13), tmp_path)
    found = bench.share()
    assert found.together == pytest.approx(250_000)
    point = {"Brewer": -400_000.0, **{f"F{place}": 50_000.0 for place in range(13)}}
    assert found.allocations["prices"] == pytest.approx(point)
    assert (found.core_is_empty, found.leaving) == (False, ())
    assert found.generated is not None
    assert (found.generated.settled, found.generated.stays, found.generated.differs) == (True, "prices", "")
    stays = {item.owners[0]: item for item in found.stays}
    assert stays["Brewer"].gives
    assert stays["Brewer"].price == pytest.approx(-200)  # at the farms: at the tip 300, the way is 100
    unfair = np.array([-270_000.0, *[40_000.0] * 13])
    coalitions = Coalitions(bench.plant, owners_of(bench.plant))
    told = generated_core(coalitions, {"prices": unfair}, "prices", 60.0, lambda _stage: None)
    owners, excess, bound = told.leavers["prices"]
    # the brewer pays 130,000 too much, and takes ten farmers along who pay 10,000 too little each: 30,000 to gain
    assert (owners[0], len(owners)) == ("Brewer", 11)
    assert (excess, bound) == pytest.approx((30_000, 30_000), abs=1)
    assert told.empty is False
    assert told.shares == pytest.approx(point, abs=1)  # found by generation alone


CHEAP = """
plant: {name: cheap, currency: EUR}
materials: [{material: x, unit: t}]
sites: [{site: A, owner: A}, {site: B, owner: B}, {site: C, owner: C}, {site: D, owner: D}]
supplies:
  - {supply: of A, site: A, material: x, take: up to, price: 10 EUR/t}
  - {supply: of B, site: B, material: x, take: up to, price: 50 EUR/t}
  - {supply: of C, site: C, material: x, take: up to, price: 60 EUR/t}
markets:
  - {market: use B, site: B, material: x, price: 0 EUR/t, minimum: 400 t/year, maximum: 400 t/year}
  - {market: use C, site: C, material: x, price: 0 EUR/t, minimum: 300 t/year, maximum: 300 t/year}
links: [{from: A, to: [B, C], material: x, cost_per_amount: 5 EUR/t}]
"""
FIXED = CHEAP.replace("5 EUR/t}]", "5 EUR/t, fixed_cost: 1000 EUR/year, capacity: 1000 t/year}]")
HALF = "limits: [{limit: half, what: of A, of: of A; of B; of C, maximum: 50 %}]\n"


def limited(minimum: str, maximum: str, whose: str = "AB") -> str:
    """A park whose tips of x are held together by a limit that is nobody's alone."""
    tips = "; ".join(f"tip of x at {firm}" for firm in whose)
    bounds = "".join(f", {name}: {value}" for name, value in (("minimum", minimum), ("maximum", maximum)) if value)
    return random_park(3) + f"limits: [{{limit: tips, what: {tips}{bounds}}}]\n"


def test_a_cheap_source_and_somebody_who_has_nothing(tmp_path: Path) -> None:
    """A has x for 10 and ways to B and C for 5, who pay 50 for 400 t and 60 for 300 t: with A 15 each.

    A and B save 400 x 35 = 14,000, A and C 300 x 45 = 13,500, all 27,500, B and C nothing. A's part by Shapley is
    (14,000 + 13,500) / 6 + 27,500 / 3 = 13,750, B's 14,000 / 6 + (27,500 - 13,500) / 3 = 7,000, C's 6,750; the
    nucleolus halves what each pair saves, which is the same. D saves nobody anything, and pays nothing. The ways have
    no capacity of their own: they are bounded by what B and C need, which the program of coalitions has to see.
    """
    every, found = told_by_all_coalitions(read(CHEAP, tmp_path))
    by_hand = {"A": -13_750.0, "B": 20_000.0 - 7_000, "C": 18_000.0 - 6_750, "D": 0.0}
    assert every.alone == pytest.approx({"A": 0, "B": 20_000, "C": 18_000, "D": 0})
    for shares in (every.allocations["shapley"], every.allocations["nucleolus"], found.allocations["nucleolus"]):
        assert shares == pytest.approx(by_hand, abs=1e-3)
    assert found.generated is not None
    assert (found.generated.settled, found.generated.differs) == (True, "")
    assert not found.core_is_empty


def test_the_shapley_value_by_random_orders(tmp_path: Path) -> None:
    """Nobody of these thirteen saves another anything: in every order each costs what it costs alone, 900 or 100.

    Two orders thus say the value exactly, with no error; how far one order is off nobody can say. Where an owner has no
    plan before another comes, as the brewer has none without the tip of a farmer, orders have no costs.
    """
    bench = read(hall({"A": 1.0}, dummies=12), tmp_path)
    found = bench.share(samples=2)
    assert found.allocations["shapley"] == pytest.approx({"A": 900.0, **{f"D{number}": 100.0 for number in range(12)}})
    assert found.errors == pytest.approx(dict.fromkeys(found.owners, 0.0))
    assert all(math.isnan(error) for error in bench.share(samples=1).errors.values())
    far = farmers(13).replace("{market: tip, site: brewery", "{market: tip, site: F0")
    told = read(far, tmp_path).share(samples=9)
    assert (told.alone["Brewer"], told.allocations["shapley"], told.errors) == (math.inf, None, {})
    assert "1,000 t/year have no way out" in told.lacks["Brewer"]


def told_by_all_coalitions(bench: mfo.Workbench) -> tuple[OwnerShares, OwnerShares]:
    """The same plant shared with every coalition planned, and with those that are generated."""
    every = bench.share()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharing, "MOST_OWNERS", 1)
        return every, bench.share()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(random_park(3), id="linear, three"),
        pytest.param(FIXED, id="ways with a fixed cost"),
        pytest.param(CHEAP + HALF, id="a share of all supplies"),
        pytest.param(limited("2 t/d", ""), id="a minimum of two owners"),
        pytest.param(limited("1 t/d", "9 t/d"), id="a range of two owners"),
        pytest.param(limited("1 t/d", "9 t/d", "A"), id="a range of one owner"),
        pytest.param(limited("", "30 t/d"), id="a maximum of two owners"),
        pytest.param(hall({"A": 1.0, "B": 1.0, "C": 1.0, "D": 1.0}), id="whole units, four"),
        pytest.param(hall({"A": 1.2, "B": 0.7, "C": 1.9, "D": 0.4, "E": 1.1}), id="whole units, five"),
    ],
)
def test_the_same_as_with_all_coalitions(text: str, tmp_path: Path) -> None:
    """Verdict, least excess of an empty core, and who gains most by leaving; a core point is held to all coalitions."""
    every, found = told_by_all_coalitions(read(text, tmp_path))
    small = 1e-5 * max(1.0, abs(every.together))
    assert found.core_is_empty == every.core_is_empty
    assert found.generated is not None
    assert found.generated.settled
    if every.core_is_empty:
        assert found.least_excess == pytest.approx(every.least_excess, abs=small)
    point = found.allocations.get("core") or found.allocations["prices"]
    assert point is not None
    if not every.core_is_empty:
        for names, cost in every.coalitions.items():
            assert sum(point[name] for name in names.split("; ")) <= cost + small
    prices = every.allocations["prices"]
    assert prices is not None
    gains = [
        sum(prices[name] for name in names.split("; ")) - cost
        for names, cost in every.coalitions.items()
        if math.isfinite(cost) and names != "; ".join(every.owners)
    ]
    _, excess, bound = found.generated.leavers["prices"]
    assert bound >= max(gains) - small
    if max(gains) > small:
        assert excess == pytest.approx(max(gains), abs=small)
        assert bound == pytest.approx(max(gains), abs=small)


def test_without_time_nothing_is_proved(tmp_path: Path) -> None:
    found = read(farmers(13), tmp_path).share(seconds=0.0)
    assert found.core_is_empty is None
    assert found.generated is not None
    assert not found.generated.settled
    assert found.generated.leavers["prices"][2] == math.inf


def test_bounds_that_follow_from_others() -> None:
    """x + y = z with x and y at most 3 and 4: z at most 7; what z makes twice over, w = 2 z, at most 14; u has none."""
    matrix = Matrix(
        cost=np.zeros(5),
        offset=0.0,
        lower=np.zeros(5),
        upper=np.array([3.0, 4.0, np.inf, np.inf, np.inf]),
        whole=np.zeros(5, dtype=bool),
        row_lower=np.zeros(2),
        row_upper=np.zeros(2),
        starts=np.array([0, 3, 5], dtype=np.int32),
        index=np.array([0, 1, 2, 2, 3], dtype=np.int32),
        value=np.array([1.0, 1.0, -1.0, 2.0, -1.0]),
    )
    lower, upper = implied_bounds(matrix)
    assert upper.tolist() == [3.0, 4.0, 7.0, 14.0, math.inf]
    assert lower.tolist() == [0.0] * 5
    wide = implied_bounds(replace(matrix, value=np.array([1.0, 1.0, -1.0, 2e9, -1.0])))[1]
    assert wide[3] == math.inf  # so wide a bound would hold nothing back
