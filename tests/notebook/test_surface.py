"""What somebody in a notebook meets: one-line texts, names that are offered, plants in memory, one cell changed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import mfo
from mfo.plan.tables.schema import TABLES

FRAMES = {
    "plant": {"name": "yard", "currency": "EUR"},
    "materials": pd.DataFrame({"material": ["waste"], "unit": ["t"]}),
    "sites": [{"site": "A"}],
    "supplies": [{"supply": "bins", "site": "A", "material": "waste", "amount [t/d]": 2.5, "take": "all", "price": 0}],
    "markets": pd.DataFrame(
        {
            "market": ["near", "far"],
            "site": ["A", "A"],
            "material": ["waste", "waste"],
            "price": ["-30 EUR/t", "-40 EUR/t"],
            "maximum": ["2 t/d", None],
        }
    ),
}
"""2 t a day for 30 EUR and 0.5 t for 40 EUR: 365 x 80 = 29,200 EUR."""


def test_tables_in_memory_are_a_plant() -> None:
    plan = mfo.read(FRAMES).optimise()
    assert plan.totals["cost"] == {"value": pytest.approx(29_200.0), "unit": "EUR"}


def test_a_plant_in_memory_says_what_it_was_made_from(tmp_path: Path) -> None:
    """The saved inputs are a plant of their own with the same answer."""
    folder = mfo.read(FRAMES).optimise().save(tmp_path / "run")
    assert [path.name for path in (folder / "inputs").iterdir()] == ["plant.yaml"]
    assert mfo.read(folder / "inputs").optimise().totals["cost"]["value"] == pytest.approx(29_200.0)


def test_mistakes_in_memory_are_told_at_table_and_row() -> None:
    wrong = {
        **FRAMES,
        "materials": [{"material": "waste", "unit": "tonnnes"}],
        "sites": [{"site": "A"}, {"site": "A"}],
        "supplies": [{"supply": "bins", "site": "A", "material": "waste", "amount [t/d": 2.5}],
    }
    with pytest.raises(mfo.PlantError) as error:
        mfo.read(wrong)
    told = [str(problem) for problem in error.value.problems]
    assert any(text.startswith("supplies, column amount [t/d: The header") for text in told), told
    with pytest.raises(mfo.PlantError) as error:
        mfo.read({**wrong, "supplies": FRAMES["supplies"]})
    told = [str(problem) for problem in error.value.problems]
    assert any(text.startswith("materials, line 2, column unit: ") for text in told), told
    assert any("sites, line 3" in text for text in told), told
    with pytest.raises(mfo.PlantError, match="plant-empty"):
        mfo.read({})


def test_one_cell_changed_is_a_plant_of_its_own(tmp_path: Path) -> None:
    """3 t a day may go near: 365 x 75 = 27,375 EUR; the plant that was changed stays as it was."""
    plant = mfo.read(FRAMES)
    changed = plant.with_value("markets", "near", "maximum", "3 t/d")
    assert changed.optimise().totals["cost"]["value"] == pytest.approx(27_375.0)
    assert plant.optimise().totals["cost"]["value"] == pytest.approx(29_200.0)
    assert changed.standing.markets[0].maximum != changed.plant.markets[0].maximum
    folder = changed.optimise().save(tmp_path / "run")
    again = mfo.read(folder / "inputs", scenario="markets near maximum = 3 t/d")
    assert again.optimise().totals["cost"]["value"] == pytest.approx(27_375.0)


def test_changes_add_up_and_a_cell_changed_again_counts_once() -> None:
    """2.5 t for 10 EUR: 9,125 EUR."""
    plant = mfo.read(FRAMES).with_value("markets", "near", "maximum", "9 t/d")
    plant = plant.with_value("markets", "near", "price", "-20 EUR/t").with_value(
        "markets", "near", "price", "-10 EUR/t"
    )
    assert plant.optimise().totals["cost"]["value"] == pytest.approx(9_125.0)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (("market", "near", "price", "1 EUR/t"), mfo.Code.TABLE_UNKNOWN),
        (("markets", "neer", "price", "1 EUR/t"), mfo.Code.ROW_UNKNOWN),
        (("markets", "near", "prize", "1 EUR/t"), mfo.Code.COLUMN_UNKNOWN),
    ],
)
def test_a_cell_that_is_not_there_is_told(cell: tuple[str, str, str, str], code: mfo.Code) -> None:
    with pytest.raises(mfo.UsageError) as error:
        mfo.read(FRAMES).with_value(*cell)
    assert [problem.code for problem in error.value.problems] == [code]


def test_what_is_shown_fits_a_line() -> None:
    plant = mfo.read(FRAMES)
    plan = plant.optimise()
    assert repr(plant) == "<plant 'yard': 1 sites, 0 processes, 2 markets, 1 slots>"
    assert repr(plan) == "<plan of 'yard', optimal: 29,200 EUR of cost>"
    assert all(len(repr(each)) < 120 and "\n" not in repr(each) for each in (plant, plan))


def test_tables_are_offered_by_name() -> None:
    """What completion by Tab asks for."""
    assert set(TABLES) <= set(dir(mfo.read(FRAMES).optimise()))


def test_variables_are_found_by_name_and_label() -> None:
    recipe = [("waste", "in", "1 t/t"), ("bale", "out", "0.9 t/t")]
    press = {"process": "press", "site": "A", "model": "recipe", "capacity": "5 t/d"}
    press["variable_cost"] = "2 EUR/t"
    rows = [{"process": "press", "material": name, "role": role, "amount": amount} for name, role, amount in recipe]
    materials = [{"material": "waste", "unit": "t"}, {"material": "bale", "unit": "t"}]
    sold = [{"market": "mill", "site": "A", "material": "bale", "price": "9 EUR/t"}]
    plant = mfo.read({**FRAMES, "materials": materials, "processes": [press], "recipes": rows, "markets": sold})
    model = plant.model()
    (year,) = plant.graph.times.years
    place = plant.position("process", "press")
    assert model.activity["press"] is model.activity[place, 0, 0]
    assert model.activity["press", year, 1] is model.activity[place, 0, 0]
    assert model.supply["bins", "waste"] is model.supply[plant.position("supply", "bins"), 0, 0]
    for index, words in ((("pres",), "no 'pres'"), (("press", 1999), "no year 1999"), (("press", year, 2), "no slot")):
        with pytest.raises(mfo.UsageError, match=words):
            model.activity[index]


def test_codes_are_those_of_the_problems() -> None:
    with pytest.raises(mfo.PlantError) as error:
        mfo.read({**FRAMES, "materials": [{"material": "waste", "unit": "tonnnes"}]})
    assert error.value.problems[0].code in set(mfo.Code)
