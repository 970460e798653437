"""What a cell is said to want is what its column holds: a number of people is no share, and one name no list."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

PLANT = """
plant: {name: town, currency: EUR}
materials: [{material: waste, unit: t}, {material: paper, unit: t}]
sites: [{site: a, household_size: 3.6, served: 80 %}]
generation: [{generation: people, site: a, material: waste, population: 100, per_head: 1 kg/d}]
processes: [{process: sorting, site: a, model: recipe, variable_cost: 1 EUR/t}]
recipes: [{process: sorting, material: waste, role: in}, {process: sorting, material: paper, role: out, amount: 1 t/t}]
markets: [{market: tip, site: a, material: [waste, paper], price: -1 EUR/t}]
"""


def told(tmp_path: Path, old: str, new: str) -> str:
    assert old in PLANT
    path = tmp_path / "plant.yaml"
    path.write_text(PLANT.replace(old, new), encoding="utf-8")
    with pytest.raises(mfo.PlantError) as caught:
        mfo.read(path).check()
    (problem,) = caught.value.problems
    return f"{problem.message} {problem.remedy}"


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("household_size: 3.6", "household_size: 4 t", "a number (such as 3.6)"),
        ("population: 100", "population: 100 t", "a number (such as 120000)"),
        ("served: 80 %", "served: 4 t", "a share (such as 0.3 or 30 %)"),
    ],
)
def test_a_count_is_no_share(old: str, new: str, wanted: str, tmp_path: Path) -> None:
    assert f"where {wanted} is wanted." in told(tmp_path, old, new)


@pytest.mark.parametrize("typed", ["'waste; paper'", "'waste, paper'", "waste / paper", "[waste, paper]"])
def test_several_names_where_one_stands_get_rows_of_their_own(typed: str, tmp_path: Path) -> None:
    """A semicolon would part them no better."""
    found = told(tmp_path, "material: waste, role: in", f"material: {typed}, role: in")
    assert "One name stands here: write a row for each, `waste` and `paper`." in found


def test_several_names_in_a_list_are_parted_by_semicolons(tmp_path: Path) -> None:
    found = told(tmp_path, "material: [waste, paper]", "material: 'waste, paper'")
    assert "Part names with a semicolon: `waste; paper`." in found


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ("amount: 1 t/t", "amount: 1 kg", "Say per what it is, such as `kg/t`."),
        ("price: -1 EUR/t", "price: -1 EUR", "Say per what it is, such as `EUR/t`."),
        ("amount: 1 t/t", "amount: 1 L/t", "convert between t and m3 by hand"),
        ("price: -1 EUR/t", "price: -1 EUR/kWh", "convert between t and MWh by hand"),
        ("price: -1 EUR/t", "price: -1 EUR/tkm", "type it under `cost_per_amount_and_distance`"),
    ],
)
def test_what_to_write_instead(old: str, new: str, remedy: str, tmp_path: Path) -> None:
    assert remedy in told(tmp_path, old, new)


def test_two_rates_of_one_thing_are_put_together(tmp_path: Path) -> None:
    """A rate has no name to change."""
    rows = "rates: [{at: tip, effect: CH4, rate: 1 kg/t}, {at: tip, effect: CH4, rate: 2 kg/t}]\nmarkets:"
    assert told(tmp_path, "markets:", rows).endswith("Put both into one row, or remove one.")


def test_what_is_only_replaced_is_used(tmp_path: Path) -> None:
    text = PLANT.replace("{material: paper, unit: t}", "{material: paper, unit: t}, {material: pulp, unit: t, FACTOR}")
    text = text.replace("price: -1 EUR/t}", "price: -1 EUR/t, replaces: pulp}")
    text = text.replace("FACTOR", "upstream fossil CO2: 2 t/t")
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    assert "material-unused" not in {problem.code for problem in mfo.read(tmp_path / "plant.yaml").check()}


def test_a_head_of_another_name_is_told_once(tmp_path: Path) -> None:
    """It is both a column too many and one that is missing: one cause, one problem, at the head."""
    found = told(tmp_path, "price: -1 EUR/t", "fee: -1 EUR/t")
    assert found.startswith("The table `markets` lacks the column `price`, and has no column `fee`.")
    assert "Call it `price` if it is that one; else add it: " in found


def test_an_unknown_setting_is_told_with_those_there_are(tmp_path: Path) -> None:
    assert "The settings are `name`, `currency`, " in told(tmp_path, "currency: EUR", "currency: EUR, tramos: 3")
