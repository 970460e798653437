"""Every command and code block of the documentation runs as it stands."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from .pages import blocks, plain_words, run_page

ROOT = Path(__file__).parents[2]
MADE = "changelog.md"  # with each build of the documentation
WRITTEN = [page for page in ROOT.glob("docs/*.md") if page.name != MADE]
PAGES = sorted(page for page in [*WRITTEN, *ROOT.glob("examples/*/README.md")] if blocks(page))


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The variables of a shell that finds this mfo, in a folder with the examples."""
    os.symlink(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_page_runs(page: Path, environment: dict[str, str]) -> None:
    failures = run_page(page, environment, in_a_shell=page.name == "install.md")
    assert not failures, "\n\n".join(failures)


def test_the_readme_shows_python_that_runs(tmp_path: Path, environment: dict[str, str]) -> None:
    """Its sh blocks make environments; the checks before landing run them."""
    page = tmp_path / "README.md"
    shown = [block.body for block in blocks(ROOT / "README.md") if block.kind == "python"]
    assert shown
    page.write_text("".join(f"```python\n{body}```\n" for body in shown), encoding="utf-8")
    failures = run_page(page, environment)
    assert not failures, failures


def test_a_failing_block_is_found(tmp_path: Path, environment: dict[str, str]) -> None:
    """Proves that the runner notices a wrong command; without it every page would pass."""
    page = tmp_path / "page.md"
    shell = "```sh\ntrue\n```\n\n```sh\nexit 4\n```\n\n```sh exit=3\nexit 3\n```\n"
    page.write_text(f"{shell}\n```sh\nmfo units 1\nmfo unit\n```\n\n```python\n1 / 0\n```\n", encoding="utf-8")
    failures = run_page(page, environment)
    assert len(failures) == 3
    assert "page.md:5 ended with 4" in failures[0]
    assert "page.md:13 ended with 2" in failures[1]
    assert "page.md:18" in failures[2]
    assert "ZeroDivisionError" in failures[2]


def test_what_is_plain_needs_no_shell() -> None:
    assert plain_words("# a plant\nmfo check a --limit \\\n  'x <= 1 t/year'  # now\n") == [
        ["check", "a", "--limit", "x <= 1 t/year"]
    ]
    for body in ("ls", "mfo check a > told", "mfo check *", "mfo check $A", "mfo check a && ls", "mfo check a\nls"):
        assert plain_words(body) is None
