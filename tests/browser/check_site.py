"""The documentation as it was built: no dead link, the way to three answers short, nothing wider than the screen.

Takes the pages in `docs/_build/html` and `docs/_build/html/es`, as `check_search.py` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from babel.messages.pofile import read_po

from .chromium import Chromium

SITE = Path(__file__).parents[2] / "docs" / "_build" / "html"
CATALOGUES = SITE.parents[1] / "locale" / "es" / "LC_MESSAGES"
LOOKED_AT = (
    "index",
    "own-park",
    "tutorial",
    "roadmap",
    "examples/park",
    "targets",
    "read-a-price",
    "what-is-decided",
    "money",
    "format/processes",
    "models/anaerobic_digestion",
    "results",
    "glossary",
    "warm",
    "es/index",
    "es/own-park",
)
ANSWERS = {
    "own-park.html": "a first own plan",
    "read-a-price.html": "a defended number",
    "targets.html": "a target's price",
}
CLICKS = 4


class Page(HTMLParser):
    """What a page leads to, what it shows, and the anchors that it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.anchors.update(value for key in ("id", "name") if (value := found.get(key)))
        target = found.get("href") if tag in ("a", "link") else found.get("src")
        if target is not None:
            self.targets.append(target)


@pytest.fixture(scope="module")
def pages() -> dict[Path, Page]:
    found = {
        path: Page(path.read_text(encoding="utf-8")) for path in SITE.rglob("*.html") if "_static" not in path.parts
    }
    assert len(found) > 200, "build the documentation first"
    return found


def test_no_link_is_dead(pages: dict[Path, Page]) -> None:
    dead = []
    for path, page in pages.items():
        for target in page.targets:
            if re.match(r"[a-z]+:|//", target) or target in ("", "#"):
                continue
            name, _, anchor = unescape(target).partition("#")
            place = (path.parent / unquote(name.partition("?")[0])).resolve() if name else path
            known = pages.get(place)
            if not place.exists() or (anchor and known is not None and unquote(anchor) not in known.anchors):
                dead.append(f"{path.relative_to(SITE)}: {target}")
    assert not dead, "\n".join(dead[:20])


def test_columns_of_the_format_have_anchors_and_nothing_shows_of_them(pages: dict[Path, Page]) -> None:
    for place in (SITE / "format", SITE / "es" / "format"):
        for name, column in (("markets", "price"), ("processes", "fixed-cost"), ("plant", "discount-rate")):
            assert column in pages[place / f"{name}.html"].anchors
            assert "{#" not in (place / f"{name}.html").read_text(encoding="utf-8")


def test_commands_in_the_help_of_verbs_stand_as_they_are_typed() -> None:
    """Two hyphens joined to a dash, or curled quotation marks, are refused where a command is pasted."""
    shown = unescape(re.sub(r"<[^>]+>", "", (SITE / "verbs.html").read_text(encoding="utf-8")))
    commands = [line for line in shown.splitlines() if line.strip().startswith("mfo ")]
    assert len(commands) > 60
    assert not [line for line in commands if re.search("[–—“”‘’]", line)]


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("start", ["index.html", "es/index.html"])
def test_an_answer_is_a_few_clicks_away(start: str, answer: str) -> None:
    """By links in the text alone, without the list of pages at the side."""
    wanted = ((SITE / start).parent / answer).resolve()
    reached, clicks = {(SITE / start).resolve()}, 0
    while wanted not in reached and clicks < CLICKS:
        reached, clicks = reached | {place for page in reached for place in _led_to(page)}, clicks + 1
    assert wanted in reached, ANSWERS[answer]


def _led_to(page: Path) -> Iterator[Path]:
    article = re.search(r"<article.*?</article>", page.read_text(encoding="utf-8"), re.DOTALL)
    for target in Page(article.group()).targets if article else []:
        place = (page.parent / target.partition("#")[0]).resolve()
        if place.suffix == ".html" and place.exists():
            yield place


def test_translated_pages_show_nothing_in_english() -> None:
    """A translation that Sphinx could not use leaves its text in English: a heading `1. Un libro` reads as a list."""
    left = []
    for path in sorted(CATALOGUES.rglob("*.po")):
        name = path.relative_to(CATALOGUES).with_suffix("")
        shown = re.search(r"<article.*?</article>", (SITE / "es" / f"{name}.html").read_text("utf-8"), re.DOTALL)
        assert shown, name
        prose = re.sub(r"<pre>.*?</pre>", " ", shown.group(), flags=re.DOTALL)  # results have English names
        text = " ".join(unescape(re.sub(r"<[^>]+>", "", prose)).split())
        with path.open("rb") as stream:
            for message in read_po(stream):
                plain = isinstance(message.id, str) and " " in message.id and not re.search(r"[`*\[\"']", message.id)
                if plain and message.string != message.id and re.search(rf"{re.escape(message.id)}(?!\w)", text):
                    left.append(f"{name}: {message.id}")
    assert not left


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen(width: int) -> None:
    """Wide tables and blocks scroll by themselves; the page does not."""
    with Chromium(width=width) as browser:
        wide = {}
        for name in LOOKED_AT:
            browser.open(SITE / f"{name}.html")
            if (seen := browser.ask("document.scrollingElement.scrollWidth")) > width:
                wide[name] = seen
            if browser.ask("[...document.images].filter(image => !image.naturalWidth).length"):
                wide[name] = "a picture is missing"
    assert not wide
