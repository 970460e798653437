"""Whatever `optimise` refuses, `check` refuses: broken plants, and random plants that lost a cell."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import yaml

import mfo

from ...broken.cases_meaning import CASES as MEANING
from ...broken.plant import write_plant
from ...oracle.plants import random_plant
from .walk import BASES, written


def verdicts(path: Path) -> tuple[list[str], list[str]]:
    """The errors of a plant that was read, by `check` and by `optimise`; a plan that cannot be is no error of it."""
    try:
        bench = mfo.read(path)
    except mfo.PlantError:
        return [], []  # both read first
    found = []
    for verb in (bench.check, bench.optimise):
        try:
            verb()
            found.append([])
        except mfo.PlantError as error:
            found.append([str(problem) for problem in error.problems if problem.severity == "error"])
        except (mfo.InfeasibleError, mfo.SolverError):
            found.append([])
    return found[0], found[1]


@pytest.mark.parametrize("seed", range(40))
def test_a_random_plant_without_a_cell(seed: int, tmp_path: Path) -> None:
    """A blank capacity, amount or bound is where states and shares lose what they are a share of."""
    rng = Random(seed)
    _, text = random_plant(rng)
    tables = yaml.load(text, yaml.BaseLoader)
    cells = [
        (name, number, column)
        for name in ("supplies", "processes", "stores", "links", "markets")
        for number, row in enumerate(tables.get(name, ()))
        for column in row
        if column in ("capacity", "amount", "maximum", "capex", "lifetime", "existing")
    ]
    for name, number, column in rng.sample(cells, min(2, len(cells))):
        del tables[name][number][column]
    check, optimise = verdicts(written(tables, tmp_path))
    assert set(optimise) <= set(check)


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("processes", {"minimum_load": "30 %", "capacity": ""}),
        ("processes", {"start_cost": "5 EUR", "capacity": ""}),
        ("processes", {"fixed_cost": "5 EUR/year", "capex": "9 EUR/(t/d)", "lifetime": "9 year", "capacity": ""}),
        ("processes", {"closable": "yes", "capacity": ""}),
        ("processes", {"ramp": "1 %/h", "capacity": ""}),
        ("links", {"fixed_cost": "5 EUR/year"}),
        ("links", {"minimum_load": "1 t/d"}),
    ],
)
def test_a_state_without_a_largest_size(base: str, table: str, cells: dict[str, str], tmp_path: Path) -> None:
    """In plants with slots, years, typical days and models."""
    tables = {
        name: [dict(row) for row in rows] if isinstance(rows, list) else dict(rows)
        for name, rows in BASES[base].items()
    }
    tables[table][0].update(cells)
    if "amount" in tables["supplies"][1]:
        del tables["supplies"][1]["amount"]  # so that nothing bounds it
    for column in [column for column, value in cells.items() if not value]:
        del tables[table][0][column]
    check, optimise = verdicts(written(tables, tmp_path))
    assert set(optimise) <= set(check)


@pytest.mark.parametrize("kind", MEANING)
def test_a_broken_plant(kind: str, tmp_path: Path) -> None:
    """Those that can be read and are refused later; `check` looks at scenarios besides."""
    check, optimise = verdicts(MEANING[kind][0](write_plant(tmp_path / "plant")))
    assert set(optimise) <= set(check)
