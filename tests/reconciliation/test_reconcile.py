"""Reconciliation on networks small enough to solve by hand, and its laws on random ones."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mfo.cli import main

import mfo
from mfo.reconciliation import least_squares

from .networks import by_name, network

SPLIT = [("s", "", "a"), ("m", "a", ""), ("n", "a", "")]


def test_two_meters_of_one_flow(tmp_path: Path) -> None:
    """In series, 100 +- 1 and 104 +- 2: weights 1 and 1/4 give 100.8 +- 0.894, chi-square 16/5, and neither is told
    from the other."""
    flows = [("s", "", "a"), ("l", "a", "b"), ("m", "b", "")]
    readings = {"s": "amount: 100 t/d, uncertainty: 1 t/d", "m": "amount: 104 t/d, uncertainty: 2 t/d"}
    found = network(tmp_path, flows, readings).reconcile()
    assert [item.reconciled for item in found.readings] == pytest.approx([100.8, 100.8])
    assert [item.reconciled_uncertainty for item in found.readings] == pytest.approx([(4 / 5) ** 0.5] * 2)
    assert found.test.chi_square == pytest.approx(16 / 5)
    assert found.test.passed
    (link,) = found.unmeasured
    assert (link.at, link.determined) == ("l", True)
    assert (link.amount, link.uncertainty) == pytest.approx((100.8, (4 / 5) ** 0.5))


def test_meters_in_series_are_named_as_a_group(tmp_path: Path) -> None:
    """At 110 chi-square is 100/5 = 20: either may be wrong."""
    flows = [("s", "", "a"), ("l", "a", "b"), ("m", "b", "")]
    readings = {"s": "amount: 100 t/d, uncertainty: 1 t/d", "m": "amount: 110 t/d, uncertainty: 2 t/d"}
    found = network(tmp_path, flows, readings).reconcile()
    assert not found.test.passed
    (group,) = found.suspects
    assert len(group.meters) == 2
    assert group.test == pytest.approx(20**0.5)
    assert [item.suspect for item in found.readings] == [1, 1]


def test_what_is_not_determined_is_not_known(tmp_path: Path) -> None:
    """Of 100 t/d two ways lead to b: how much goes over each nobody knows; what arrives at the market is 100."""
    flows = [("s", "", "a"), ("one", "a", "b"), ("other", "a", "b"), ("m", "b", "")]
    found = network(tmp_path, flows, {"s": "amount: 100 t/d, uncertainty: 5 %"}).reconcile()
    known = {item.at: item.determined for item in found.unmeasured}
    assert known == {"one": False, "other": False, "m": True}
    market = next(item for item in found.unmeasured if item.at == "m")
    assert (market.amount, market.uncertainty, market.unit) == pytest.approx((100, 5, "t/d")) or market.unit == "t/d"
    assert found.test.degrees == 0
    assert found.test.passed


def test_nothing_is_negative(tmp_path: Path) -> None:
    """10 +- 1 come in and 12 +- 1 are read at m: the unmeasured n would be -2, so it is 0 and both are 11."""
    readings = {"s": "amount: 10 t/d, uncertainty: 1 t/d", "m": "amount: 12 t/d, uncertainty: 1 t/d"}
    found = network(tmp_path, SPLIT, readings).reconcile()
    assert [item.reconciled for item in found.readings] == pytest.approx([11, 11])
    (other,) = found.unmeasured
    assert other.amount == pytest.approx(0, abs=1e-9)
    assert other.determined
    assert found.test.chi_square == pytest.approx(2)
    assert found.test.degrees == 1


def test_zero_readings_are_facts(tmp_path: Path) -> None:
    """With n read at 0, whatever its uncertainty, s and m are one flow."""
    readings = {
        "s": "amount: 10 t/d, uncertainty: 1 t/d",
        "m": "amount: 12 t/d, uncertainty: 1 t/d",
        "n": "amount: 0 t/d, uncertainty: 10 %",
    }
    found = by_name(network(tmp_path, SPLIT, readings).reconcile())
    assert found["n"].reconciled == 0
    assert found["n"].uncertainty == 0
    assert found["s"].reconciled == pytest.approx(11)


def test_a_yield_is_a_balance(tmp_path: Path) -> None:
    """0.4 t come out of each t: 100 +- 5 in and 50 +- 2 out; the squares of (x - 100)/5 and (0.4 x - 50)/2 are least at
    x = (100/25 + 0.4 * 50/4) / (1/25 + 0.16/4) = 112.5, 45 out: chi-square 6.25 + 6.25."""
    text = """
plant: {name: y, currency: EUR}
materials: [{material: peel, unit: t}, {material: feed, unit: t}]
sites: [{site: s}]
supplies: [{supply: line, site: s, material: peel, take: up to, price: 0 EUR/t}]
processes: [{process: drier, site: s, model: recipe, variable_cost: 0 EUR/t}]
recipes:
  - {process: drier, material: peel, role: in, amount: 1 t/t}
  - {process: drier, material: feed, role: out, amount: 0.4 t/t}
markets: [{market: farms, site: s, material: feed, price: 0 EUR/t}]
measurements:
  - {at: line, amount: 100 t/d, uncertainty: 5 t/d}
  - {at: drier, material: feed, amount: 50 t/d, uncertainty: 2 t/d}
"""
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    found = mfo.read(tmp_path / "plant.yaml").reconcile()
    assert [item.reconciled for item in found.readings] == pytest.approx([112.5, 45])
    assert found.test.chi_square == pytest.approx(12.5)
    assert not found.test.passed


STORE = """
plant: {name: months, currency: EUR, start: 2025-01-01, slots: 3 months}
materials: [{material: w, unit: t}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: w, take: up to, price: 0 EUR/t}]
stores: [{store: yard, site: a, material: w}]
markets: [{market: m, site: a, material: w, price: 0 EUR/t}]
measurements:
  - {at: s, amount: 100 t/month, uncertainty: 5 t/month, slot: January}
  - {at: s, amount: 100 t/month, uncertainty: 5 t/month, slot: February}
  - {at: s, amount: 100 t/month, uncertainty: 5 t/month, slot: March}
  - {at: m, amount: 90 t/month, uncertainty: 5 t/month, slot: January}
  - {at: m, amount: 90 t/month, uncertainty: 5 t/month, slot: February}
  - {at: m, amount: 108 t/month, uncertainty: 5 t/month, slot: March}
"""


def test_a_store_lets_months_differ(tmp_path: Path) -> None:
    """300 t in and 288 t out over a quarter in which the yard opens and ends empty, all +- 5: each of six
    readings moves by 2 t: chi-square 6 x 4/25. What is told is per month, as typed."""
    text = STORE.replace("material: w}]\nmarkets", "material: w, start: 0 t, end: 0 t}]\nmarkets")
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    found = mfo.read(tmp_path / "plant.yaml").reconcile()
    assert [item.reconciled for item in found.readings] == pytest.approx([98, 98, 98, 92, 92, 110])
    assert [item.slot for item in found.readings[:3]] == ["January", "February", "March"]
    assert found.test.chi_square == pytest.approx(24 / 25)
    assert found.test.degrees == 1


def test_measured_months_close_no_cycle(tmp_path: Path) -> None:
    """Where nothing is said of the yard, 12 t more are in it at the end: no reading is at odds, and today has them."""
    (tmp_path / "plant.yaml").write_text(STORE, encoding="utf-8")
    bench = mfo.read(tmp_path / "plant.yaml")
    found = bench.reconcile()
    assert [item.adjustment for item in found.readings] == pytest.approx([0] * 6, abs=1e-6)
    assert found.test.degrees == 0
    today = bench.optimise().today
    assert today is not None
    assert [float(value) for value in today.flows[today.flows["element"] == "m"]["amount"]] == pytest.approx(
        [90, 90, 108], rel=1e-6
    )


def _chain(rng: np.random.Generator, wrong: str, splits: int = 9) -> tuple[list[tuple[str, str, str]], dict[str, str]]:
    """Splits after one another with two flows each, and two more: read with 2 % of noise, one ten times as wrong."""
    flows, true, left = [("src", "", "s0")], {"src": 1000.0}, 1000.0
    for k in range(splits):
        out = left * rng.uniform(0.05, 0.3)
        left -= out
        flows += [(f"m{k}", f"s{k}", ""), (f"l{k}", f"s{k}", f"s{k + 1}")]
        true |= {f"m{k}": out, f"l{k}": left}
    flows.append((f"m{splits}", f"s{splits}", ""))
    true[f"m{splits}"] = left
    read = {name: value * (1 + (0.2 if name == wrong else 0.02 * rng.normal())) for name, value in true.items()}
    return flows, {name: f"amount: {value!r} t/d, uncertainty: 2 %" for name, value in read.items()}


@pytest.mark.parametrize(("seed", "wrong"), [(0, "l4"), (1, "l4"), (2, "src"), (3, "m3")])
def test_a_gross_error_is_found_first(tmp_path: Path, seed: int, wrong: str) -> None:
    """One of 20 readings is off by ten times its uncertainty; where others check it, it is named first."""
    flows, readings = _chain(np.random.default_rng(seed), wrong)
    found = network(tmp_path, flows, readings).reconcile()
    assert not found.test.passed
    assert found.suspects[0].meters[0].startswith(wrong)


@pytest.mark.parametrize(("seed", "wrong"), [(4, "l6"), (5, "l9"), (6, "l2"), (7, "src")])
def test_a_gross_error_is_found_first_of_28(tmp_path: Path, seed: int, wrong: str) -> None:
    """The same with 13 splits."""
    flows, readings = _chain(np.random.default_rng(seed), wrong, 13)
    assert len(readings) == 28
    found = network(tmp_path, flows, readings).reconcile()
    assert not found.test.passed
    assert found.suspects[0].meters[0].startswith(wrong)


def test_units_commute(tmp_path: Path) -> None:
    """In kg/h and t/year the same comes out as in t/d."""
    one = {
        "s": "amount: 1000 t/d, uncertainty: 20 t/d",
        "m": "amount: 620 t/d, uncertainty: 15 t/d",
        "n": "amount: 370 t/d, uncertainty: 10 t/d",
    }
    other = {
        "s": "amount: 365000 t/year, uncertainty: 2 %",
        "m": f"amount: {620e3 / 24!r} kg/h, uncertainty: {15e3 / 24!r} kg/h",
        "n": "amount: 370 t/d, uncertainty: 10 t/d",
    }
    first, second = (
        by_name(network(tmp_path, SPLIT, one).reconcile()),
        by_name(network(tmp_path, SPLIT, other).reconcile()),
    )
    assert second["s"].reconciled / 365 == pytest.approx(first["s"].reconciled)
    assert second["m"].reconciled * 24 / 1000 == pytest.approx(first["m"].reconciled)
    assert second["m"].test == pytest.approx(first["m"].test)


amounts = st.floats(0.1, 1000.0)
shares = st.floats(0.005, 0.3)
errors = st.floats(-10.0, 10.0)


@settings(max_examples=6, deadline=None)
@given(
    st.lists(amounts, min_size=3, max_size=3),
    st.lists(shares, min_size=4, max_size=4),
    st.lists(errors, min_size=4, max_size=4),
    amounts,
)
def test_laws(true: list[float], unsure: list[float], wrong: list[float], extra: float) -> None:
    """Reconciled flows balance, exact readings stay, and one more reading makes none less certain.

    Of readings that are off by up to ten times their uncertainty, beside one of any amount.
    """
    n, o, m = true
    exact = [n + o + m, n + o, m, n]
    values = [value * max(1 + error * share, 0.01) for value, share, error in zip(exact, unsure, wrong, strict=True)]
    flows = [("s", "", "a"), ("l", "a", "b"), ("m", "a", ""), ("n", "b", ""), ("o", "b", "")]
    names = ["s", "l", "m", "n"]
    readings = {
        name: f"amount: {value!r} t/d, uncertainty: {share!r}"
        for name, value, share in zip(names, values, unsure, strict=True)
    }
    with tempfile.TemporaryDirectory() as folder:
        fewer = network(Path(folder), flows, readings).reconcile()
        more = network(Path(folder), flows, {**readings, "o": f"amount: {extra!r} t/d, uncertainty: 5 %"}).reconcile()
        exact = {**readings, "m": f"amount: {values[2]!r} t/d"}
        fixed = network(Path(folder), flows, {**exact, "o": f"amount: {extra!r} t/d, uncertainty: 5 %"}).reconcile()
    for found in (more, fixed):
        at = {item.at: item.reconciled for item in found.readings}
        size = max(*values, extra)
        assert at["s"] == pytest.approx(at["l"] + at["m"], abs=1e-7 * size)
        assert at["l"] == pytest.approx(at["n"] + at["o"], abs=1e-7 * size)
        assert min(at.values()) >= -1e-7 * size
    assert by_name(fixed)["m"].reconciled == pytest.approx(values[2], rel=1e-9)
    one, two = by_name(fewer), by_name(more)
    active = [item for item in (*fewer.readings, *more.readings) if item.reconciled < 1e-6 * size]
    if not active and all(item.amount > 1e-6 * size for item in fewer.unmeasured):  # a bound that is met is a fact, too
        for name in names:
            assert two[name].reconciled_uncertainty <= one[name].reconciled_uncertainty * (1 + 1e-9)


def test_contradicting_facts_are_refused(tmp_path: Path) -> None:
    """Exact readings of 10 in and 12 out, with nothing else: told with their places, exit 3."""
    readings = {"s": "amount: 10 t/d", "m": "amount: 12 t/d", "n": "amount: 0 t/d"}
    with pytest.raises(mfo.PlantError, match="does not balance"):
        network(tmp_path, SPLIT, readings).reconcile()


def test_a_plant_without_readings(tmp_path: Path) -> None:
    with pytest.raises(mfo.PlantError, match="no measurements"):
        network(tmp_path, SPLIT, {}).reconcile()


def test_the_verb(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What --json holds, exit 0 also where the test fails, and the folder with its tables."""
    flows = [("s", "", "a"), ("l", "a", "b"), ("m", "b", "")]
    readings = {"s": "amount: 100 t/d, uncertainty: 1 t/d", "m": "amount: 110 t/d, uncertainty: 2 t/d"}
    network(tmp_path, flows, readings)
    plant = str(tmp_path / "plant.yaml")
    with pytest.raises(SystemExit) as ended:
        main(["reconcile", plant, "--json", "--out", str(tmp_path / "out")])
    told = json.loads(capsys.readouterr().out)
    assert ended.value.code == 0
    assert set(told["readings"][0]) >= {
        "at",
        "material",
        "role",
        "slot",
        "unit",
        "measured",
        "uncertainty",
        "reconciled",
        "reconciled_uncertainty",
        "adjustment",
        "test",
        "suspect",
    }
    assert set(told["unmeasured"][0]) == {"at", "material", "role", "amount", "uncertainty", "determined", "unit"}
    assert told["test"] == {
        "chi_square": pytest.approx(20),
        "degrees": 1,
        "p": pytest.approx(7.744e-6, rel=1e-3),
        "passed": False,
    }
    assert [item["suspect"] for item in told["readings"]] == [True, True]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "readings.csv",
        "report.html",
        "study.json",
        "unmeasured.csv",
    ]
    for more, code in (([], 2), (["--force"], 0)):  # its own folder may be replaced
        with pytest.raises(SystemExit) as ended:
            main(["reconcile", plant, "--out", str(tmp_path / "out"), *more])
        assert ended.value.code == code
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["reconcile", plant])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert "they do not fit together: chi-square 20" in shown
    assert "nothing tells them apart" in shown


def test_of_a_very_large_plant_values_are_told_without_their_uncertainty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two meters of one flow, 100 +- 1 and 110 +- 2, are 102 whatever the size; chi-square is 100 / 5 = 20.

    How certain each is takes the whole matrix, which a plant of very many flows has no room for: no meter is suspected
    then, and no total has an uncertainty.
    """
    monkeypatch.setattr(least_squares, "LARGEST", 0)
    flows = [("s", "", "a"), ("l", "a", "b"), ("m", "b", "")]
    readings = {"s": "amount: 100 t/d, uncertainty: 1 t/d", "m": "amount: 110 t/d, uncertainty: 2 t/d"}
    found = network(tmp_path, flows, readings).reconcile()
    assert [item.reconciled for item in found.readings] == pytest.approx([102, 102], rel=1e-6)
    assert found.test.chi_square == pytest.approx(20, rel=1e-5)
    assert all(np.isnan(item.reconciled_uncertainty) for item in found.readings)
    assert found.suspects == ()
    assert [(item.at, item.amount) for item in found.unmeasured] == [("l", pytest.approx(102, rel=1e-6))]
