"""Yields with an uncertainty are reconciled like readings; a press solved by hand, and laws."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from mfo.cli import main

import mfo
from mfo.errors import PlantError
from mfo.reconciliation.tell import reconcile

PRESS = """
plant: {name: A press, currency: EUR}
materials: [{material: fruit, unit: t}, {material: juice, unit: t}]
sites: [{site: hall}]
supplies: [{supply: orchard, site: hall, material: fruit, take: up to, price: 0 EUR/t}]
processes: [{process: press, model: recipe, site: hall, capacity: 200 t/d, variable_cost: 1 EUR/t}]
recipes:
  - {process: press, material: fruit, role: in}
  - {process: press, material: juice, role: out, amount: 0.55 t/t, uncertainty: 0.05 t/t}
markets: [{market: shop, site: hall, material: juice, price: 2 EUR/t}]
measurements:
  - {at: orchard, amount: 97 t/d, uncertainty: 5 t/d}
  - {at: shop, amount: 61.8 t/d, uncertainty: 3 t/d}
"""
SOFT = ", uncertainty: 0.05 t/t"


def _bench(folder: Path, *changes: tuple[str, str]) -> mfo.Workbench:
    text = PRESS
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder / "plant.yaml")


def test_a_press_by_hand(tmp_path: Path) -> None:
    """Least (x - 97)^2 / 25 + (y - 0.55)^2 / 0.0025 + (z - 61.8)^2 / 9 with z = x y.

    With the multiplier l of x y - z: x = 97 - 25 l y, y = 0.55 - 0.0025 l x, z = 61.8 + 9 l, which x = 100, y = 0.6,
    z = 60 and l = -0.2 fulfil. Chi-square is 0.36 + 1 + 0.36. The balance's variance is that of its gradient
    (0.6, 100, -1): 9 + 25 + 9 = 43; a variance v falls by (v g)^2 / 43, and every test is 0.2 sqrt(43). With the yield
    exact it would be x = 104.015, chi-square 4.311, and the meters suspect.
    """
    found = _bench(tmp_path).reconcile()
    fruit, juice = found.readings
    (made,) = found.yields
    assert (fruit.reconciled, made.reconciled, juice.reconciled) == pytest.approx((100, 0.6, 60), rel=1e-8)
    told = [fruit.reconciled_uncertainty, made.reconciled_uncertainty, juice.reconciled_uncertainty]
    assert told == pytest.approx([(25 - 15**2 / 43) ** 0.5, (0.0025 - 0.25**2 / 43) ** 0.5, (9 - 81 / 43) ** 0.5])
    assert [item.test for item in (fruit, made, juice)] == pytest.approx([0.2 * 43**0.5] * 3)
    assert (made.at, made.material, made.role, made.unit, made.per) == ("press", "juice", "out", "t/t", "")
    assert (made.measured, made.uncertainty, made.adjustment) == pytest.approx((0.55, 0.05, 0.05))
    assert (found.test.chi_square, found.test.degrees) == (pytest.approx(1.72), 1)
    out = next(item for item in found.unmeasured if item.role == "out")
    assert (out.amount, out.uncertainty) == pytest.approx((60, (9 - 81 / 43) ** 0.5))
    assert not found.suspects


def test_an_input_is_a_yield_too(tmp_path: Path) -> None:
    """The same press counted in juice: 1/0.6 t fruit a tonne. x = y z with z = 60, y = 5/3, l = 0.12 of x - y z:
    x0 = 100 + 25 l = 103, y0 = 5/3 - s^2 l z, z0 = 60 - 9 l y = 58.2; with s = 0.1 y0 = 1.594667."""
    changes = (
        ("  - {process: press, material: fruit, role: in}\n", ""),
        ("material: juice, role: out, amount: 0.55 t/t" + SOFT, "material: juice, role: out, amount: 1 t/t"),
        ("recipes:\n", "recipes:\n  - {process: press, material: fruit, role: in, amount: 1.5946666666666667 t/t, "
         "uncertainty: 0.1 t/t}\n"),
        ("amount: 97 t/d", "amount: 103 t/d"),
        ("amount: 61.8 t/d", "amount: 58.2 t/d"),
    )  # fmt: skip
    found = _bench(tmp_path, *changes).reconcile()
    assert [item.reconciled for item in found.readings] == pytest.approx([100, 60], rel=1e-8)
    assert found.yields[0].reconciled == pytest.approx(5 / 3, rel=1e-8)
    assert found.test.chi_square == pytest.approx(0.6**2 + 0.72**2 + 0.6**2)


def test_certain_yields_are_hard_and_unknown_ones_say_nothing(tmp_path: Path) -> None:
    """As the uncertainty goes to zero the answer is that of an exact yield; as it grows the readings stay."""
    hard = _bench(tmp_path, (SOFT, "")).reconcile()
    nearly = _bench(tmp_path, (SOFT, ", uncertainty: 1e-8 t/t")).reconcile()
    for one, other in zip(hard.readings, nearly.readings, strict=True):
        assert one.reconciled == pytest.approx(other.reconciled)
        assert one.reconciled_uncertainty == pytest.approx(other.reconciled_uncertainty)
    assert hard.test.chi_square == pytest.approx(nearly.test.chi_square)
    assert hard.readings[0].reconciled == pytest.approx(97 + 25 * 0.55 * 8.45 / 16.5625)
    plant = _bench(tmp_path).plant
    press = plant.processes[0]
    unknown = replace(press, outputs=(replace(press.outputs[0], uncertainty={"": 1e4}),))
    free = reconcile(replace(plant, processes=(unknown,)))
    assert free is not None
    assert [item.reconciled for item in free.readings] == pytest.approx([97, 61.8], rel=1e-6)
    assert [item.reconciled_uncertainty for item in free.readings] == pytest.approx([5, 3], rel=1e-6)
    assert free.yields[0].reconciled == pytest.approx(61.8 / 97, rel=1e-6)


def test_exact_readings_tell_the_yield(tmp_path: Path) -> None:
    """97 in and 61.8 out are facts: the yield is their ratio. An exact yield refuses them."""
    changes = (("97 t/d, uncertainty: 5 t/d", "97 t/d"), ("61.8 t/d, uncertainty: 3 t/d", "61.8 t/d"))
    found = _bench(tmp_path, *changes).reconcile()
    assert found.yields[0].reconciled == pytest.approx(61.8 / 97)
    assert found.yields[0].reconciled_uncertainty == pytest.approx(0, abs=1e-9)
    assert found.test.chi_square == pytest.approx(((61.8 / 97 - 0.55) / 0.05) ** 2)
    surer = _bench(tmp_path, *changes, (SOFT, ", uncertainty: 0.02 t/t")).reconcile()
    assert surer.suspects[0].meters == ("press, out: juice (t/t)",)
    assert surer.yields[0].suspect == 1
    with pytest.raises(PlantError):
        _bench(tmp_path, *changes, (SOFT, "")).reconcile()


def test_today_has_the_yields_found_and_the_plan_those_typed(tmp_path: Path) -> None:
    """Today 100 t/d fruit become 60 t/d juice, and cost 100 - 120 EUR/d; planned, 200 t/d become 110, not 120.

    Of today's cost x - 2 x y the slopes are (1 - 1.2, -200); its variance is theirs by what the readings leave.
    """
    plan = _bench(tmp_path).optimise()
    assert plan.today is not None
    flows = plan.today.tables["flows"].set_index(["element", "material"])["amount"] / 365
    assert flows["press", "fruit"] == pytest.approx(100)
    assert flows["press", "juice"] == pytest.approx(60)
    assert float(plan.today.totals["cost"]["value"]) / 365 == pytest.approx(-20)
    planned = plan.tables["flows"].set_index(["element", "material"])["amount"] / 365
    assert planned["press", "juice"] == pytest.approx(110)
    at_first = 0.2**2 * 25 + 200**2 * 0.0025
    taken = (-0.2 * 25 * 0.6 - 200 * 0.0025 * 100) ** 2 / 43
    assert plan.run["uncertainty"]["today"]["cost"] / 365 == pytest.approx((at_first - taken) ** 0.5)


def test_months_and_units_do_not_matter(tmp_path: Path) -> None:
    """The same in kilograms over twelve months, the yield in kg/t."""
    changes = (
        ("currency: EUR}", "currency: EUR, slots: 12 months}"),
        ("juice, unit: t}", "juice, unit: kg}"),
        ("amount: 0.55 t/t, uncertainty: 0.05 t/t", "amount: 550 kg/t, uncertainty: 50 kg/t"),
    )
    bench = _bench(tmp_path, *changes)
    (made,) = bench.reconcile().yields
    assert (made.measured, made.reconciled, made.unit) == (pytest.approx(550), pytest.approx(600), "kg/t")
    today = bench.optimise().today
    assert today is not None
    flows = today.tables["flows"]
    assert flows[flows["element"] == "orchard"]["amount"].sum() / 365 == pytest.approx(100)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("material: fruit, role: in", "material: fruit, role: in, uncertainty: 5 %", "uncertainty-misplaced"),
        ("amount: 0.55 t/t", "amount: 0 t/t", "uncertainty-of-zero"),
        (SOFT, ", uncertainty: 1.2", "share-above-one"),
        (SOFT, ", uncertainty: 0.6 t/t", "share-above-one"),
        (SOFT, ", uncertainty: -5 %", "negative"),
        (SOFT, ", uncertainty: 5 kWh/t", "unit-dimension"),
    ],
)
def test_what_is_no_uncertainty_is_refused(tmp_path: Path, old: str, new: str, code: str) -> None:
    """At its cell, with one code."""
    with pytest.raises(PlantError) as raised:
        _bench(tmp_path, (old, new))
    (problem,) = raised.value.problems
    assert problem.code == code
    assert "column uncertainty" in str(problem.where)


def test_json_table_and_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Yields stand beside the readings, in Spanish too."""
    _bench(tmp_path)
    arguments = [
        "reconcile",
        str(tmp_path / "plant.yaml"),
        "--out",
        str(tmp_path / "out"),
        "--language",
        "es",
        "--json",
    ]
    with pytest.raises(SystemExit):
        main(arguments)
    (made,) = json.loads(capsys.readouterr().out)["yields"]
    assert (made["at"], made["typed"], made["reconciled"]) == ("press", pytest.approx(0.55), pytest.approx(0.6))
    assert "press" in (tmp_path / "out" / "yields.csv").read_text()
    assert "Rendimientos con incertidumbre" in (tmp_path / "out" / "report.html").read_text()


def test_two_presses_are_each_what_they_are_alone(tmp_path: Path) -> None:
    """The press by hand, and a second one that reads twice as much: 200 t/d, 0.6 and 120 t/d. No flow joins them.

    A factor of the second hall doubles readings and their deviations, so that chi-square is 1.72 of each, 3.44.
    """
    second = [
        ("{site: hall}", "{site: hall}, {site: mill}"),
        (
            "price: 0 EUR/t}]",
            "price: 0 EUR/t}, {supply: grove, site: mill, material: fruit, take: up to, price: 0 EUR/t}]",
        ),
        (
            "variable_cost: 1 EUR/t}]",
            "variable_cost: 1 EUR/t}, "
            "{process: screw, model: recipe, site: mill, capacity: 400 t/d, variable_cost: 1 EUR/t}]",
        ),
        (
            "uncertainty: 0.05 t/t}",
            "uncertainty: 0.05 t/t}\n  - {process: screw, material: fruit, role: in}\n"
            "  - {process: screw, material: juice, role: out, amount: 0.55 t/t, uncertainty: 0.05 t/t}",
        ),
        ("price: 2 EUR/t}]", "price: 2 EUR/t}, {market: kiosk, site: mill, material: juice, price: 2 EUR/t}]"),
        (
            "uncertainty: 3 t/d}",
            "uncertainty: 3 t/d}\n  - {at: grove, amount: 194 t/d, uncertainty: 10 t/d}\n"
            "  - {at: kiosk, amount: 123.6 t/d, uncertainty: 6 t/d}",
        ),
    ]
    bench = _bench(tmp_path, *second)
    found = bench.reconcile()
    assert [item.reconciled for item in found.readings] == pytest.approx([100, 60, 200, 120], rel=1e-8)
    assert [(item.at, item.reconciled) for item in found.yields] == [
        ("press", pytest.approx(0.6, rel=1e-8)),
        ("screw", pytest.approx(0.6, rel=1e-8)),
    ]
    assert (found.test.chi_square, found.test.degrees) == (pytest.approx(3.44), 2)
    one = (0.0025 - 0.25**2 / 43) ** 0.5
    assert [item.reconciled_uncertainty for item in found.yields] == pytest.approx([one, one])
