"""Large plans: a park of 31 firms, one of 8, a city of 40 districts: read on a laptop, on a telephone and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import mfo
from benchmarks.roadmap import written
from mfo.report.pages.report_page import report_page

from ..examples.plans import plan_of
from ..matches.test_large_park import PARKS, year_of_january
from .check_pages import COVERED, CUT, OUTSIDE, OVERLAPS, SIDEWAYS
from .check_paper import PAPER, fits_on_paper
from .chromium import Chromium, find

pytestmark = pytest.mark.skipif(find() is None, reason="no Chromium on this machine")

MOST_BYTES = 2_000_000  # of a report
MOST_NODES = 40  # before a click
SMALLEST = 9.0  # pixels of a letter that can be read
SHOWN = "document.querySelector('figure.sankey:not([hidden])')"
SCROLLED = f"(e => e.scrollWidth - e.clientWidth)({SHOWN}.querySelector('.scroll'))"
LETTERS = f"""(() => {{ const svg = {SHOWN}.querySelector('svg'), scale = svg.getBoundingClientRect().width
  / svg.viewBox.baseVal.width; return Math.min(...[...svg.querySelectorAll('g.node:not([visibility=hidden]) tspan')]
  .map(t => parseFloat(getComputedStyle(t).fontSize) * scale)); }})()"""
COUNT = f"{SHOWN}.querySelectorAll('g.node:not([visibility=hidden])').length"
CHOICES = f"{SHOWN}.querySelectorAll('input').length"


MAP_LABELS = """(() => {
  const boxes = [...document.querySelectorAll('.map svg text')].filter(t => t.getBoundingClientRect().width)
    .map(t => [t.textContent, t.getBoundingClientRect()]), found = [];
  boxes.forEach(([a, p], i) => boxes.slice(0, i).forEach(([b, q]) => {
    if (Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1
      && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 1) found.push(a + ' / ' + b);
  }));
  return found;
})()"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> dict[str, mfo.Plan]:
    """A roadmap of 40 districts x 16 years x 12 months, and a park of 31 firms in January; the example of 8 firms."""
    city = written(tmp_path_factory.mktemp("city"), 40, 16, False)
    park = tmp_path_factory.mktemp("park") / "park31.yaml"
    park.write_text(year_of_january((PARKS / "park31.yaml").read_text(encoding="utf-8")), encoding="utf-8")
    return {"city": mfo.read(city).optimise(), "park": mfo.read(park).optimise(), "eight": plan_of("park")}


@pytest.fixture(scope="module")
def pages(large: dict[str, mfo.Plan], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    folder, found = tmp_path_factory.mktemp("pages"), {}
    for name, plan in large.items():
        for code in ("en", "es"):
            found[name, code] = folder / f"{name}-{code}.html"
            found[name, code].write_text(report_page(plan, code), encoding="utf-8")
    return found


@pytest.fixture(scope="module", params=[1280, 390])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def browser(width: int) -> Iterator[Chromium]:
    with Chromium(width, 900) as found:
        yield found


@pytest.mark.parametrize("name", ["city", "park", "eight"])
def test_a_large_plan_stays_below_two_megabytes_and_few_pages(
    name: str, pages: dict[tuple[str, str], Path], tmp_path: Path
) -> None:
    for code in ("en", "es"):
        page = pages[name, code].read_text(encoding="utf-8")
        assert len(page.encode()) < MOST_BYTES
        for paper in PAPER:
            fits_on_paper(page, paper, tmp_path)


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("name", ["city", "park", "eight"])
def test_every_view_is_read_whole(
    name: str, code: str, browser: Chromium, width: int, pages: dict[tuple[str, str], Path]
) -> None:
    """On a laptop without scrolling to the side; on a telephone the picture alone is moved, and says so."""
    browser.open(pages[name, code])
    assert browser.ask(COUNT) <= MOST_NODES
    for number in range(browser.ask(CHOICES)):
        browser.ask(f"{SHOWN}.querySelectorAll('input')[{number}].click()")
        legible(browser, width)
    assert browser.ask(CUT) == []
    assert browser.ask(SIDEWAYS) <= 0
    assert browser.ask(f"{SHOWN}.querySelector('.hint').getBoundingClientRect().height > 0") == (width < 600)
    assert browser.messages == []


def legible(browser: Chromium, width: int) -> None:
    assert browser.ask(OVERLAPS) == []
    assert browser.ask(OUTSIDE) == []
    assert browser.ask(COVERED) == []
    assert browser.ask(LETTERS) >= SMALLEST
    if width > 600:
        assert browser.ask(SCROLLED) <= 0


@pytest.mark.parametrize("name", ["city", "park", "eight"])
def test_what_a_node_opens_into_is_read_whole(
    name: str, browser: Chromium, width: int, pages: dict[tuple[str, str], Path]
) -> None:
    browser.open(pages[name, "es"])
    nodes = browser.ask(f"{SHOWN}.querySelectorAll('g.opens:not([visibility=hidden])').length")
    assert nodes >= 8
    for number in range(nodes):
        opens = f"{SHOWN}.querySelectorAll('g.opens:not([visibility=hidden])')[{number}]"
        browser.ask(f"{opens}.dispatchEvent(new MouseEvent('click', {{bubbles: true}}))")
        assert browser.ask(f"{SHOWN}.classList.contains('opened')")
        assert browser.ask(COUNT) <= MOST_NODES
        legible(browser, width)
        browser.ask(f"{SHOWN}.querySelector('.back').click()")


def test_names_on_the_map_stand_apart(pages: dict[tuple[str, str], Path]) -> None:
    """Of the city: the parks have no coordinates."""
    with Chromium(1280, 900) as browser:
        names_apart(browser, pages["city", "es"])


def names_apart(browser: Chromium, page: Path) -> None:
    browser.open(page)
    assert browser.ask("document.querySelectorAll('.map svg.broad, .map svg.slim').length") == 2
    assert browser.ask(MAP_LABELS) == []
