"""No column is without effect in silence: for each one, two plants that differ in it alone have two answers, or one is
refused. A column that is added to the schema needs its entry in ``walk_entries.py``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mfo.plant.schema import all_columns

from .walk import Edits, answer, edited
from .walk_edits import Entry
from .walk_entries import COLUMNS, SETTINGS

NAMED = [(spec.name if spec else "", column.name) for spec, column in all_columns() if column.name != "source"]


def entry(table: str, column: str) -> Entry:
    return SETTINGS[column] if not table else COLUMNS[table][column]


ANSWERS: dict[str, tuple[str, Any]] = {}


def told(base: str, edits: Edits, folder: Path) -> tuple[str, Any]:
    """The answer of a plant, worked out once however many columns stand beside it."""
    key = repr((base, sorted(edits.items(), key=repr)))
    if key not in ANSWERS:
        ANSWERS[key] = answer(edited(base, edits), folder)
    return ANSWERS[key]


def test_every_column_has_its_entry() -> None:
    """And no entry is left of a column that is gone."""
    known = {("", name) for name in SETTINGS} | {(table, name) for table, of in COLUMNS.items() for name in of}
    assert known == set(NAMED)


@pytest.mark.parametrize(("table", "column"), NAMED)
def test_a_column_changes_the_answer_or_is_refused(table: str, column: str, tmp_path: Path) -> None:
    """What is told of the two plants differs, in numbers, names or warnings; or the second is refused by its code."""
    base, both, changed = entry(table, column)
    before, after = told(base, both, tmp_path), told(base, {**both, **changed}, tmp_path)
    assert "plan" in (before[0], after[0]), (before, after)
    assert before != after


@pytest.mark.parametrize("table", [spec.name for spec, column in all_columns() if spec and column.name == "source"])
def test_a_source_is_kept_with_the_plan(table: str, tmp_path: Path) -> None:
    """Nothing is computed from it, and whoever has to defend the numbers finds it."""
    first = next(iter(COLUMNS[table].values()))
    base, both, _ = first
    plant = edited(base, both)
    before = answer(plant, tmp_path)
    plant[table][0]["source"] = "a letter of March"
    after = answer(plant, tmp_path)
    assert before != after
    assert before[1][1]["flows"] == after[1][1]["flows"]
