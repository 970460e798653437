"""Every command and code block of the documentation runs as it stands."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from .pages import blocks, run_page

ROOT = Path(__file__).parents[2]
PAGES = sorted(page for page in [*ROOT.glob("docs/*.md"), *ROOT.glob("examples/*/README.md")] if blocks(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_page_runs(page: Path, tmp_path: Path) -> None:
    environment = dict(os.environ)
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    os.symlink(ROOT / "examples", tmp_path / "examples")
    failures = run_page(page, tmp_path, environment)
    assert not failures, "\n\n".join(failures)


def test_the_readme_shows_python_that_runs(tmp_path: Path) -> None:
    """Its sh blocks make environments; the checks before landing run them."""
    page = tmp_path / "README.md"
    shown = [block.body for block in blocks(ROOT / "README.md") if block.kind == "python"]
    assert shown
    page.write_text("".join(f"```python\n{body}```\n" for body in shown), encoding="utf-8")
    os.symlink(ROOT / "examples", tmp_path / "examples")
    failures = run_page(page, tmp_path, dict(os.environ))
    assert not failures, failures


def test_a_failing_block_is_found(tmp_path: Path) -> None:
    """Proves that the runner notices a wrong command; without it every page would pass."""
    page = tmp_path / "page.md"
    page.write_text("```sh\ntrue\n```\n\n```sh\nexit 4\n```\n\n```sh exit=3\nexit 3\n```\n", encoding="utf-8")
    failures = run_page(page, tmp_path, dict(os.environ))
    assert len(failures) == 1
    assert "page.md:5 ended with 4" in failures[0]
