"""The reference mix is stated once: a price that is printed is what one more tonne changes in a scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from .cases import bench, cost, price_of

DAYS = 365


@pytest.mark.parametrize(
    ("scenario", "supply", "more"), [("more food", "canteen", 1.0), ("less slurry", "farm", -15.0)]
)
def test_a_price_is_what_a_tonne_changes_in_a_scenario(scenario: str, supply: str, more: float, tmp_path: Path) -> None:
    """All else is linear, so the costs differ by the price, tonne by tonne. With a mix that follows the amounts a tonne
    of food is worth 40.90 EUR beside a printed 42.49."""
    plan = bench("two_feeds", tmp_path).optimise()
    other = bench("two_feeds", tmp_path, scenario=scenario).optimise()
    assert cost(plan) - cost(other) == pytest.approx(price_of(plan, supply) * more * DAYS, rel=1e-6)
    told = [item for item in other.problem_list if item.code == "mix-held"]
    assert [str(item.where) for item in told] == [
        "plant.yaml, supplies, line 10, column amount"
        if supply == "canteen"
        else "plant.yaml, supplies, line 11, column amount"
    ]
    assert "`digester`" in told[0].message


def test_a_mix_reworked_for_the_scenario_is_another_plant(tmp_path: Path) -> None:
    plan = bench("two_feeds", tmp_path).optimise()
    held = bench("two_feeds", tmp_path, scenario="more food").optimise()
    reworked = bench("two_feeds", tmp_path, scenario="reworked").optimise()
    assert [item.code for item in reworked.problem_list if item.code != "beyond-validity"] == []  # it is thick feed
    assert abs(cost(reworked) - cost(held)) > 0.01 * (cost(plan) - cost(held))


def test_a_plant_with_these_amounts_of_its_own_is_the_reworked_scenario(tmp_path: Path) -> None:
    reworked = bench("two_feeds", tmp_path, scenario="reworked").optimise()
    own = bench("two_feeds", tmp_path, ("amount: 10 t/d", "amount: 11 t/d")).optimise()
    assert cost(own) == pytest.approx(cost(reworked), rel=1e-9)


@pytest.mark.parametrize("scenario", ["as much of both", "dear heat"])
def test_nothing_is_told_where_the_mix_is_the_same(scenario: str, tmp_path: Path) -> None:
    assert bench("two_feeds", tmp_path, scenario=scenario).optimise().problem_list == []


def test_a_sweep_holds_the_mix_too(tmp_path: Path) -> None:
    made = bench("two_feeds", tmp_path)
    table = made.sweep().table
    costs = table[table["effect"] == "cost"].set_index("scenario")["total"]
    plan = made.optimise()
    assert costs[""] - costs["more food"] == pytest.approx(price_of(plan, "canteen") * DAYS, rel=1e-6)


def test_another_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(mfo.PlantError, match="`reference_mix` is `mine`"):
        bench("two_feeds", tmp_path, ("currency: EUR}", "currency: EUR, reference_mix: mine}"))
