"""The pages are plain: short paragraphs, and links that lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MOST = 90  # words in a paragraph, a bullet or a quotation
MADE = ("examples/", "format/", "models/", "_static/pictures/", "changelog.md")  # with each build
PAGES = sorted(
    [
        *(page for page in DOCS.glob("*.md") if page.name not in MADE),
        *ROOT.glob("examples/*/README.md"),
        ROOT / "README.md",
    ]
)
BLOCK = re.compile(r"^(`{3,}|:{3,})[^\n]*\n.*?^\1\s*$", re.MULTILINE | re.DOTALL)
BREAK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*>|] |\|---|\d+\. ))")
LINK = re.compile(r"(?<!\!)\[[^\]\[]*\]\(([^)\s]+)\)")


def paragraphs(text: str) -> list[str]:
    return [part for part in BREAK.split(BLOCK.sub("", text)) if not part.lstrip().startswith("|")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_paragraph_is_long(page: Path) -> None:
    found = {part[:60]: len(part.split()) for part in paragraphs(page.read_text(encoding="utf-8"))}
    assert not {start: count for start, count in found.items() if count > MOST}


def test_a_long_paragraph_is_counted() -> None:
    text = (
        "# Title\n\n"
        + "word " * 91
        + "\n\n- "
        + "a " * 50
        + "\n- "
        + "b " * 50
        + "\n\n```sh\n"
        + "c " * 200
        + "\n```\n"
    )
    assert [len(part.split()) for part in paragraphs(text)] == [2, 91, 51, 51, 0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """To a page that is there, or is made with each build; anchors are held by Sphinx."""
    dead = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        path = target.partition("#")[0]
        if path and "://" not in target and not (page.parent == DOCS and path.startswith(MADE)):
            dead += [] if (page.parent / path).exists() else [target]
    assert not dead


def test_nothing_about_links_is_suppressed() -> None:
    assert 'suppress_warnings = ["misc.highlighting_failure"]' in (DOCS / "conf.py").read_text(encoding="utf-8")
