"""Whatever a cell holds, the answer is a plant or an error with a place, never a traceback."""

from __future__ import annotations

import copy
import functools
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mfo.errors import PlantError, Problem
from mfo.plant.schema import SETTINGS, TABLES
from mfo.reading.read_plant import read_plant
from mfo.tables.cells.table import Table, TableColumn, Tables

from .full import FULL, tables_from

VALUES = (
    None,
    "",
    "*",
    ";",
    "a;b",
    "nan",
    "-1 t/d",
    "0",
    "1e308 t",
    "40 t/d",
    "5 MXN/t",
    "200 %",
    "1 Nm3",
    "tariff",
    "grow",
    "tariff * 2",
    "tariff * tariff",
    "*",
    "* *",
    "2025-02-30",
    "2024-02-29",
    "model",
    "recipe",
    "yes",
    "1/0",
    "digester",
    "farm",
    "market: grid",
    ":",
    "a:b:c",
    "[t]",
    "in",
    "out",
    "all",
    "capacity",
    "used",
    "12 months",
    "3 slots",
    "1 year",
    "ü",
    "\u202e",
    "=1+1",
    "1,5",
    "1.000.000,5",
    "()",
    "t.t.t.t.t",
    "99999999999999999999",
    0,
    -1,
    1e308,
    1.5,
    True,
    ["a", "b"],
    "virgin_hdpe",
    "petrol",
    "truck",
    "lpg",
    "anaerobic_digestion",
)

CELLS = [(name, column.name) for name, spec in TABLES.items() for column in spec.columns] + [
    ("plant", setting.name) for setting in SETTINGS
]


@functools.lru_cache(maxsize=1)
def base() -> Tables:
    return tables_from(FULL)


def changed(table: str, column: str, row: int, value: Any) -> Tables:
    """The full plant with one cell exchanged; a column that is not there is added."""
    tables = copy.deepcopy(base())
    target = tables.tables[table]
    if table == "plant" and column not in ("setting", "value", "source"):
        names = target.columns["setting"].values
        row = names.index(column) if column in names else 0
        column = "value"
    if not len(target):
        return tables
    if column not in target.columns:
        target.columns[column] = TableColumn(column, None, [None] * len(target))
    target.columns[column].values[row % len(target)] = value
    return tables


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(CELLS), st.integers(0, 20), st.sampled_from(VALUES) | st.text(max_size=12))
def test_no_cell_breaks_the_reader(cell: tuple[str, str], row: int, value: Any) -> None:
    """Law: every outcome is a plant, or problems that each say what is wrong."""
    problems: tuple[Problem, ...] = ()
    try:
        problems = read_plant(changed(*cell, row, value)).problems
    except PlantError as error:
        problems = error.problems
    assert all(problem.message and problem.code for problem in problems)


def test_the_full_plant_uses_every_table() -> None:
    tables = base()
    assert set(tables.tables) == set(TABLES)
    assert all(isinstance(table, Table) and len(table) for table in tables.tables.values())
    plant = read_plant(tables)
    assert [problem.code for problem in plant.problems] == ["emissions-uncounted"]  # what its link loses, which decays
