"""One mistake, one finding: what is misspelt is told once, and nothing that follows from it is.

Each case is one slip in the example plant. Without reading on as meant, the column `unit` misspelt would give 151
findings, a site renamed in one table 33.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import mfo
from mfo.tables.conversion import convert

EXAMPLE = Path(__file__).parents[2] / "examples" / "nopalmex"

COLUMNS = [
    ("supplies.csv", "price", "prize", "`supplies` has no column `prize`. Did you mean `price`? [column-unknown]"),
    ("supplies.csv", "amount", "ammount", "no column `ammount`. Did you mean `amount`? [column-unknown]"),
    ("supplies.csv", "material", "materal", "no column `materal`. Did you mean `material`"),
    ("materials.csv", "unit", "unti", "`materials` has no column `unti`. Did you mean `unit`? [column-unknown]"),
    ("materials.csv", ",like,", ",liek,", "no column `liek`. Did you mean `like`? [column-unknown]"),
    ("processes.csv", "site", "stie", "no column `stie`. Did you mean `site`? [column-unknown]"),
    ("processes.csv", "model", "modell", "no column `modell`. Did you mean `model`? [column-unknown]"),
    ("plant.yaml", "currency:", "curency:", "no setting `curency`. Did you mean `currency`? [setting-unknown]"),
    ("plant.yaml", "name:", "nmae:", "no setting `nmae`. Did you mean `name`? [setting-unknown]"),
]
CELLS = [
    ("materials.csv", "cattle manure,t,cattle_manure", "cattle manure,t,catle_manure", "Did you mean `cattle_manure`"),
    ("materials.csv", "electricity,MWh", "electricity,MW", "`electricity` is counted in `MW`"),
    ("processes.csv", "nopal;cattle manure;", "nopal;cattel manure;", "named `cattel manure`. Did you mean `cattle"),
    ("processes.csv", "anaerobic_digestion", "anaerobic_digestor", "Did you mean `anaerobic_digestion`?"),
    ("sites.csv", "fields", "feilds", "There is no site named `fields`. (The same at "),
]


def problems_of(path: Path) -> list[str]:
    with pytest.raises(mfo.PlantError) as caught:
        mfo.read(path)
    return [str(problem) for problem in caught.value.problems]


def broken(folder: Path, file: str, old: str, new: str) -> Path:
    shutil.copytree(EXAMPLE, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("file", "old", "new", "told"), [*COLUMNS, *CELLS])
def test_one_mistake_is_one_finding(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    (problem,) = problems_of(broken(tmp_path / "plant", file, old, new))
    assert told in problem


@pytest.mark.parametrize(("file", "old", "new", "told"), COLUMNS[:4])
def test_a_workbook_tells_the_same_at_its_cell(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    convert(broken(tmp_path / "plant", file, old, new), tmp_path / "plant.xlsx")
    (problem,) = problems_of(tmp_path / "plant.xlsx")
    assert told in problem
    assert f"sheet {file.removesuffix('.csv')}, cell " in problem


def test_a_table_misspelt_is_one_finding(tmp_path: Path) -> None:
    plant = broken(tmp_path / "plant", "plant.yaml", "plant:", "plant:")
    (plant / "supplies.csv").rename(plant / "suplies.csv")
    (problem,) = problems_of(plant)
    assert "no table `suplies` in the plant format. Did you mean `supplies`" in problem


def test_what_else_is_wrong_is_still_told(tmp_path: Path) -> None:
    """Proves that reading on as meant hides nothing: the price without unit stands below the misspelt header."""
    plant = broken(tmp_path / "plant", "supplies.csv", "price", "prize")
    text = (plant / "supplies.csv").read_text(encoding="utf-8")
    (plant / "supplies.csv").write_text(text.replace("180 MXN/t", "180", 1), encoding="utf-8")
    codes = [text.rpartition("[")[2] for text in problems_of(plant)]
    assert codes == ["column-unknown]", "unit-missing]"]


def test_a_product_of_a_broken_process_is_not_a_second_problem(tmp_path: Path) -> None:
    """Digestate in m3 breaks the digesters; that engines and boilers then lack biogas goes without saying."""
    problems = problems_of(broken(tmp_path / "plant", "materials.csv", "digestate,t", "digestate,m3"))
    assert "`digestate` is counted in m3" in problems[0]
    assert not any("biogas" in problem for problem in problems)


@pytest.mark.parametrize(
    ("table", "column", "word"),
    [
        ("supplies", "must", "take"),
        ("supplies", "Maximum", "amount"),
        ("markets", "demand", "maximum"),
        ("markets", "profile", "profiles"),
        ("recipes", "input", "role"),
        ("materials", "moisture", "dry_matter"),
        ("links", "cost", "cost_per_amount"),
    ],
)
def test_a_column_that_other_tools_have_is_told_where_to_say_it(
    tmp_path: Path, table: str, column: str, word: str
) -> None:
    """Without it the remedy was the name that looks most alike: `amount` for `must`, `waste` for `water`."""
    row = {"materials": "material: w", "links": "from: a, to: a", "recipes": "process: p"}.get(table, "site: a")
    path = tmp_path / "plant.yaml"
    path.write_text(f"plant: {{name: x, currency: EUR}}\n{table}: [{{{row}, {column}: 3}}]\n", encoding="utf-8")
    (told,) = [each for each in problems_of(path) if f"has no column `{column}`" in each]
    assert f"`{word}`" in told
