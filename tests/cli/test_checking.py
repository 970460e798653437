"""What ``mfo check`` finds beyond the tables as they stand: measurements that cannot be, scenarios not asked for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import mfo as product
from mfo.tables.conversion import convert

from .test_verbs import STARTER, mfo


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    """The starter, to be changed."""
    return Path(shutil.copytree(STARTER, tmp_path / "plant"))


def scenario(plant: Path, table: str, row: str, column: str, value: str, name: str = "other") -> None:
    """Write a plant's scenarios: one with one change."""
    text = f'scenario,table,row,column,value\n{name},{table},{row},{column},"{value}"\n'
    (plant / "scenarios.csv").write_text(text, encoding="utf-8")


def test_measurements_that_do_not_balance_are_told_as_optimise_tells_them(plant: Path) -> None:
    """Of 2 t/d, 1 is composted and 0.5 buried: 182.5 t a year are missing. Proves: both warn in the same words, and
    the plan is made all the same, compared with nothing."""
    rows = "kitchen,,2 t/d\ncomposting,food waste,1 t/d\nburying,food waste,0.5 t/d\n"
    (plant / "measurements.csv").write_text(f"at,material,amount\n{rows}", encoding="utf-8")
    checked, planned = mfo("check", plant), mfo("optimise", plant, "--out", plant.parent / "run")
    assert (checked.code, planned.code) == (0, 0)
    assert "does not balance: 182.5 t a year" in checked.err
    said = [done.err[done.err.index("warning") :] for done in (checked, planned)]  # progress aside
    assert said[0] == said[1]
    assert "today" not in planned.out


def test_measurements_that_balance_pass(plant: Path) -> None:
    (plant / "measurements.csv").write_text("at,material,amount\ncomposting,food waste,1 t/d\n", encoding="utf-8")
    assert mfo("check", plant).code == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("supplies", "kitchen", "amount", "0,3 t/d"), "0,3"),
        (("supplies", "kitchen", "price", "3 MXN/m3"), "3 MXN/m3"),
        (("supplies", "kitchen", "site", "nowhere"), "nowhere"),
        (("plant", "currency", "value", "pesos"), "pesos"),
        (("plant", "carbon_price", "value", "dear"), "dear"),
    ],
)
def test_a_wrong_value_of_a_scenario_is_told_at_its_row(plant: Path, change: tuple[str, ...], told: str) -> None:
    scenario(plant, *change)
    checked = mfo("check", plant)
    assert checked.code == 3
    assert "scenarios.csv, line 2, column value: Scenario `other`: " in checked.err
    assert told in checked.err
    assert mfo("optimise", plant, "--no-report", "--out", plant.parent / "run").code == 0


def test_in_a_workbook_it_stands_at_its_cell(plant: Path) -> None:
    scenario(plant, "supplies", "kitchen", "amount", "0,3 t/d")
    convert(plant, plant.parent / "plant.xlsx")
    assert "sheet scenarios, cell E2: Scenario `other`: " in mfo("check", plant.parent / "plant.xlsx").err


def test_what_follows_elsewhere_from_a_change_is_told_with_its_place(plant: Path) -> None:
    """A site that is renamed is missing where rows refer to it."""
    site = product.read(plant).tables["sites"].value(0, "site")
    scenario(plant, "sites", str(site), "site", "elsewhere")
    checked = mfo("check", plant)
    assert checked.code == 3
    assert "scenarios.csv, line 2, column value: Scenario `other`: " in checked.err


def test_of_very_many_scenarios_the_first_are_read(plant: Path) -> None:
    rows = "".join(f"s{n},supplies,kitchen,price,{n} MXN/t\n" for n in range(100))
    (plant / "scenarios.csv").write_text(f"scenario,table,row,column,value\n{rows}", encoding="utf-8")
    assert [each.message for each in product.read(plant).check() if each.code == "scenarios-unread"] == [
        "Of 100 scenarios the first 40 were read."
    ]
