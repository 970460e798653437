"""The recipes in CONTRIBUTING.md name what is there."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from mfo.graph.arrays import families

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(?:python )?((?:mfo|docs|tests|models|requirements)/[\w./]*)`", PAGE)))


@pytest.mark.parametrize("name", NAMED)
def test_what_a_recipe_names_is_there(name: str) -> None:
    if "NAME" not in name:
        assert (ROOT / name).exists()


def test_the_names_in_the_recipes_are_found() -> None:
    assert len(NAMED) > 15


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("mfo/plant/columns/table_spec.py", ["class Column", "meaning", "blank", "example"]),
        ("mfo/plan/tables/schema.py", ["def frame(", "def rows("]),
        ("mfo/report/pages/report_page.py", ["def sections(", 'add("']),
        ("mfo/graph/arrays/families.py", ["declare_rows(", "gives=", "firm="]),
        ("mfo/plan/certificate/rows/written_down.py", ["_rows(book)"]),
        ("mfo/report/assets/texts.json", ['"ledger.title"']),
    ],
)
def test_what_a_recipe_says_of_a_file_is_so(file: str, words: list[str]) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert [word for word in words if word not in text] == []


def test_the_example_of_a_family_of_rows_is_made_as_the_recipe_says() -> None:
    """Proves: the demand charge is an entry, a module of the program, one of the certificate, words and a test."""
    entry = families.ROWS["peak"]
    assert entry.module in families.FURTHER
    for file, words in (
        (f"mfo/program/constraints/{entry.module}.py", ("def add_variables(", "def add_rows(")),
        (f"mfo/plan/certificate/rows/{entry.module}_rows.py", ("def columns(", "def rows(")),
        ("docs/formulation.md", ("**Highest loads.**", f"`{entry.name}`")),
        ("tests/program/test_peak.py", ("BY_HAND",)),
    ):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert [word for word in words if word not in text] == [], file


@pytest.mark.parametrize(
    ("left_out", "instead", "said"),
    [
        ('RowFamily("peak", "supply", "peaks"', 'RowFamily("peak", "supply", ""', "'peak' names no check"),
        ('firm="a month\'s highest load is read off its slots", ', "", "'peak' says neither what of it may give way"),
    ],
)
def test_an_entry_without_check_or_words_cannot_be_imported(left_out: str, instead: str, said: str) -> None:
    """Proves: the registry with the example's check or words left out does not import."""
    source = Path(families.__file__).read_text(encoding="utf-8")
    assert source.count(left_out) == 1
    module = ModuleType("families_without")
    sys.modules[module.__name__] = module
    try:
        with pytest.raises(ValueError, match=said):
            exec(compile(source.replace(left_out, instead), "families.py", "exec"), module.__dict__)
    finally:
        del sys.modules[module.__name__]
