"""The recipes in CONTRIBUTING.md name what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
        ("mfo/plant/schema.py", ["class Column", "meaning", "blank", "example"]),
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
