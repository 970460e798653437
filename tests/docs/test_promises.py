"""The page of what mfo promises when things go wrong: each promise names the test that holds it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_promise_names_tests_that_are_there() -> None:
    page = (ROOT / "docs" / "robustness.md").read_text(encoding="utf-8")
    table = page[page.index("| when |") :].split("\n\n")[0].splitlines()[2:]
    assert len(table) >= 15
    for row in table:
        named = re.findall(r"`(tests/[\w/.]+)`", row.rsplit("|", 2)[1])
        assert named, row
        assert [name for name in named if not (ROOT / name).exists()] == [], row
