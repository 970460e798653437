"""Owners who share a plan: plants solved by hand, laws on random parks, and the verb."""

from __future__ import annotations

import json
import math
import random
from collections import defaultdict
from pathlib import Path

import pytest
from mfo.cli.frame.run import run
from mfo.cli.group import command_line

import mfo
from mfo.owners.ownership import OwnerShares

GRAIN = """
plant: {name: grain, currency: EUR}
materials: [{material: spent grain, unit: t}, {material: feed, unit: t}, {material: ration, unit: t}]
sites: [{site: brewery, owner: Brewer}, {site: farm, owner: Farmer}]
supplies:
  - {supply: draff, site: brewery, material: spent grain, amount: 1000 t/year, take: all, price: 0 EUR/t}
  - {supply: soy, site: farm, material: feed, take: up to, price: 500 EUR/t}
processes:
  - {process: mixer, site: farm, model: recipe, variable_cost: 0 EUR/t}
recipes:
  - {process: mixer, material: feed, role: in}
  - {process: mixer, material: spent grain, role: in}
  - {process: mixer, material: ration, role: out, amount: 1 t/t}
markets:
  - {market: tip, site: brewery, material: spent grain, price: -300 EUR/t}
  - {market: herd, site: farm, material: ration, price: 0 EUR/t, minimum: 600 t/year, maximum: 600 t/year}
links:
  - {from: brewery, to: farm, material: spent grain, cost_per_amount: 100 EUR/t, capacity: 500 t/year}
"""
WIDE = GRAIN.replace(", capacity: 500 t/year", "")


def read(text: str, folder: Path) -> mfo.Workbench:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path)


def paid(found: OwnerShares, sharing: str) -> dict[str, float]:
    """What each pays in the end: what it pays outside, and what it pays the others."""
    total = defaultdict(float, found.before)
    for payment in found.payments:
        if payment.sharing == sharing:
            total[payment.payer] += payment.amount
            total[payment.payee] -= payment.amount
    return dict(total)


def check_payments(found: OwnerShares) -> None:
    """Payments add up to zero and bring each owner exactly to its share, and what has no owner to nothing."""
    size = max(1.0, *(abs(cost) for cost in found.before.values()))
    for sharing, shares in found.allocations.items():
        if shares is None:
            continue
        assert sum(shares.values()) == pytest.approx(found.together, abs=1e-9 * size)
        assert paid(found, sharing) == pytest.approx({**dict.fromkeys(found.before, 0.0), **shares}, abs=1e-7 * size)


def test_a_brewer_and_a_farmer(tmp_path: Path) -> None:
    """Alone 1,000 x 300 and 600 x 500; together 500 x 300 + 500 x 100 and 100 x 500: 250,000, so 350,000 to share.

    Two share alike: each is charged 300,000 - 175,000 = 125,000. The brewer pays 200,000 outside, so gets 75,000: 150
    a tonne. At the plan's prices grain is worth soy, 500, at the farm: the farmer pays 250,000 and gains nothing.
    """
    found = read(GRAIN, tmp_path).share()
    assert found.alone == pytest.approx({"Brewer": 300_000, "Farmer": 300_000})
    assert found.before == pytest.approx({"Brewer": 200_000, "Farmer": 50_000})
    assert (found.together, found.saving) == pytest.approx((250_000, 350_000))
    assert found.allocations["shapley"] == pytest.approx({"Brewer": 125_000, "Farmer": 125_000})
    assert found.allocations["nucleolus"] == pytest.approx({"Brewer": 125_000, "Farmer": 125_000})
    assert found.allocations["prices"] == pytest.approx({"Brewer": -50_000, "Farmer": 300_000})
    assert (found.core_is_empty, found.least_excess) == (False, pytest.approx(-175_000))
    assert found.leaving == ()
    told = {each.sharing: each for each in found.payments}
    assert (told["nucleolus"].payer, told["nucleolus"].payee, told["nucleolus"].material) == (
        "Farmer",
        "Brewer",
        "spent grain",
    )
    assert (told["nucleolus"].quantity, told["nucleolus"].price) == pytest.approx((500, 150))
    assert told["prices"].price == pytest.approx(500)
    check_payments(found)


def test_an_empty_core(tmp_path: Path) -> None:
    """Boilers for two neighbours cost 900 a year, and are built whole at a place without owner: three need two.

    Any two would pay 900 alone, so of 1,800 some two pay at least 1,200: 300 too much. All pay 600.
    """
    neighbours = "ABC"
    found = read(
        f"""
plant: {{name: neighbours, currency: EUR, discount_rate: 0 %}}
materials: [{{material: heat, unit: MWh}}, {{material: gas, unit: MWh}}]
sites: [{{site: hall}}, {", ".join(f"{{site: {n}, owner: {n}}}" for n in neighbours)}]
supplies: [{{supply: pipe, site: hall, material: gas, take: up to, price: 0 EUR/MWh}}]
processes:
  - {{process: boiler, site: hall, model: recipe, capacity: 8 MWh/year, existing: 0 MWh/year, unit_size: 2 MWh/year,
     capex: 450 EUR/(MWh/year), lifetime: 1 year, variable_cost: 0 EUR/MWh}}
recipes:
  - {{process: boiler, material: gas, role: in, amount: 1 MWh/MWh}}
  - {{process: boiler, material: heat, role: out, amount: 1 MWh/MWh}}
markets: [{
            ", ".join(
                f"{{market: use {n}, site: {n}, material: heat, price: 0 EUR/MWh, minimum: 1 MWh/year, "
                "maximum: 1 MWh/year}"
                for n in neighbours
            )
        }]
links: [{{from: hall, to: A; B; C, material: heat, cost_per_amount: 0 EUR/MWh}}]
""".replace("to: A; B; C", "to: [A, B, C]"),
        tmp_path,
    ).share()
    assert found.alone == pytest.approx(dict.fromkeys(neighbours, 900))
    assert found.together == pytest.approx(1_800)
    assert found.core_is_empty
    assert found.least_excess == pytest.approx(300)
    for sharing in ("shapley", "nucleolus"):
        assert found.allocations[sharing] == pytest.approx(dict.fromkeys(neighbours, 600))
    assert {item.sharing for item in found.leaving} >= {"shapley", "nucleolus"}
    assert all(item.excess == pytest.approx(300) for item in found.leaving if item.sharing != "prices")
    check_payments(found)


def test_whose_plan_fails_without_others_is_told(tmp_path: Path) -> None:
    """A brewer without a tip has no plan alone; the demand of the farmer does not bind the brewer."""
    found = read(WIDE.replace("  - {market: tip, site: brewery", "  - {market: tip, site: farm"), tmp_path).share()
    assert found.alone["Brewer"] == math.inf
    assert found.alone["Farmer"] == pytest.approx(300_000)
    assert "spent grain at brewery" in found.lacks["Brewer"]
    assert found.allocations["shapley"] is None
    assert found.saving is None
    check_payments(found)


@pytest.mark.parametrize("gate", [True, False])
def test_the_verdict_on_a_firm_is_the_same_wherever_a_market_is_written(gate: bool, tmp_path: Path) -> None:
    """Fodder for 600 t is paid 50 at the brewer's gate, or 150 at the farm with 100 for the way: it is the brewer's.

    400 x 300 - 600 x 50 = 90,000 for the brewer both times.
    """
    fodder = "{market: fodder, site: %s, material: spent grain, price: %d EUR/t, maximum: 600 t/year}"
    written = fodder % (("brewery", 50) if gate else ("farm", 150))
    plant = WIDE.replace("markets:\n", f"markets:\n  - {written}\n")
    plant = plant.replace("spent grain, role: in}", "spent grain, role: in, maximum_share: 0 %}")
    found = read(plant, tmp_path).share()
    assert found.allocations["prices"] == pytest.approx({"Brewer": 90_000, "Farmer": 300_000})
    check_payments(found)


def random_park(seed: int, firms: str = "ABC") -> str:
    """Firms that throw away, buy and use two things, with ways between all of them at a cost."""
    draws = random.Random(seed)
    lines = defaultdict[str, list[str]](list)
    for firm in firms:
        for thing in ("x", "y"):
            lines["supplies"].append(
                f"{{supply: {thing} of {firm}, site: {firm}, material: {thing}, amount: "
                f"{draws.randint(0, 9)} t/d, take: all, price: 0 EUR/t}}"
            )
            lines["supplies"].append(
                f"{{supply: {thing} for {firm}, site: {firm}, material: {thing}, take: up to, "
                f"price: {draws.randint(20, 90)} EUR/t}}"
            )
            need = draws.randint(0, 9)
            lines["markets"].append(
                f"{{market: {thing} used at {firm}, site: {firm}, material: {thing}, "
                f"price: 0 EUR/t, minimum: {need} t/d, maximum: {need} t/d}}"
            )
            lines["markets"].append(
                f"{{market: tip of {thing} at {firm}, site: {firm}, material: {thing}, "
                f"price: {-draws.randint(5, 60)} EUR/t}}"
            )
    for one in firms:
        for other in firms:
            if one != other:
                cost, most = draws.randint(0, 25), draws.randint(1, 9)
                lines["links"].append(
                    f"{{from: {one}, to: {other}, material: [x, y], cost_per_amount: {cost} EUR/t, "
                    f"capacity: {most} t/d}}"
                )
    tables = "".join(f"{table}:\n" + "".join(f"  - {row}\n" for row in rows) for table, rows in lines.items())
    return (
        "plant: {name: park, currency: EUR}\nmaterials: [{material: x, unit: t}, {material: y, unit: t}]\n"
        f"sites: [{', '.join(f'{{site: {firm}, owner: {firm}}}' for firm in firms)}]\n" + tables
    )


@pytest.mark.parametrize("seed", range(6))
def test_prices_of_a_linear_plant_lie_in_the_core(seed: int, tmp_path: Path) -> None:
    """Owen 1975: at the prices of the common plan nobody pays more than alone, in any coalition."""
    found = read(random_park(seed), tmp_path).share()
    shares = found.allocations["prices"]
    assert shares is not None
    assert len(found.coalitions) == 7
    for names, cost in found.coalitions.items():
        assert sum(shares[name] for name in names.split("; ")) <= cost + 1e-6 * max(1.0, abs(found.together))
    assert not found.core_is_empty
    check_payments(found)


def test_the_verb(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "grain.yaml"
    path.write_text(GRAIN, encoding="utf-8")
    assert run(command_line, ["share", str(path), "--out", str(tmp_path / "shares")]) == 0
    told = capsys.readouterr().out
    assert "2 owners pay 250,000 EUR together, 350,000 EUR less than each alone." in told
    assert "Farmer pays Brewer 75,000 EUR: 500 t spent grain at 150 EUR/t" in told
    assert (tmp_path / "shares" / "payments.csv").exists()
    assert run(command_line, ["share", str(path), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["owners"] == ["Brewer", "Farmer"]
    assert record["core"] == {"empty": False, "least_excess": pytest.approx(-175_000)}
    assert {"from", "to", "amount", "unit", "for"} <= set(record["payments"][0])
    assert run(command_line, ["share", str(path), "--outside", "Farmer"]) == 2
    assert "To share takes two owners; the plant has 1." in capsys.readouterr().err
    assert run(command_line, ["share", str(path), "--outside", "Baker"]) == 2
    assert "The owners: Brewer, Farmer." in capsys.readouterr().err


def test_a_limit_holds_for_each_coalition(tmp_path: Path) -> None:
    """At least 600 t at the tip leave 400 t for the farm: 600 x 300 + 400 x 100 + 200 x 500 = 320,000 together.

    The brewer alone tips 1,000 t anyhow, and the farmer alone has no tip that it could bind: 300,000 each, as without.
    280,000 are shared alike. Without the limit together they pay 250,000, with it held for all alone nobody could.
    """
    bench = read(GRAIN, tmp_path)
    found = bench.share(limits=["market: tip >= 600 t/year"])
    assert found.together == pytest.approx(320_000)
    assert found.alone == pytest.approx({"Brewer": 300_000, "Farmer": 300_000})
    for sharing in ("shapley", "nucleolus"):
        assert found.allocations[sharing] == pytest.approx({"Brewer": 160_000, "Farmer": 160_000})
    check_payments(found)
    assert bench.share(fixes=["market: tip = 1000 t/year"]).saving == pytest.approx(0.0)


def test_the_verb_holds_a_decision(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--fix` of what is impossible for all is told with its reasons, as `optimise` tells it."""
    read(GRAIN, tmp_path)
    plant = str(tmp_path / "plant.yaml")
    assert run(command_line, ["share", plant, "--json", "--fix", "market: tip = 600 t/year"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["together"] == pytest.approx(320_000)
    assert told["alone"]["Brewer"] is None  # who must tip all of it
    assert run(command_line, ["share", plant, "--fix", "market: tip = 2000 t/year"]) == 4
