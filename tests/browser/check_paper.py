"""Tables of many years fit on paper, and numbers on a telephone: nothing of them is cut or broken."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

import mfo
from mfo.report.pages.report_page import asset, report_page

from ..examples.plans import plan_of
from ..report.test_decision import WATER
from .chromium import Chromium, find

LANDSCAPE = 970  # CSS pixels between the margins of letter paper on its side; A4 has more

pytestmark = pytest.mark.skipif(find() is None, reason="no Chromium on this machine")


def page(columns: int) -> str:
    heads = "".join(f'<th class="n">{2025 + year}</th>' for year in range(columns))
    cells = '<td class="n"><data>12,345,678</data></td>' * columns
    row = f"<tr><th>cost of operation [MXN/year]</th>{cells}</tr>"
    table = f"<table><thead><tr><th>figure</th>{heads}</tr></thead><tbody>{row * 5}</tbody></table>"
    style = f"<style>{asset('report.css')}</style>"
    return f'<meta charset="utf-8">{style}<main><section class="long"><div class="wide">{table}</div></section></main>'


@pytest.mark.parametrize("columns", [10, 16, 21])
def test_the_last_year_is_on_the_paper(columns: int, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(columns), encoding="utf-8")
    with Chromium(width=LANDSCAPE) as browser:
        browser.call("Emulation.setEmulatedMedia", media="print")
        browser.open(tmp_path / "page.html")
        right = browser.ask(
            "Math.max(...[...document.querySelectorAll('td')].map(c => c.getBoundingClientRect().right))"
        )
        assert right <= LANDSCAPE
        assert browser.ask("getComputedStyle(document.querySelector('.wide')).page") == "broad"


PAPER = {"letter": (8.5, 11.0), "A4": (8.27, 11.69)}  # inches
MARGIN = 2 * 13 / 25.4
BOXES = """[...document.querySelectorAll('td, th, svg, .card, p, li')]
  .filter(e => e.offsetParent || e.tagName === 'svg')
  .filter(e => !e.closest('.wide') || getComputedStyle(e.closest('.wide')).page !== 'broad')
  .map(e => [e.getBoundingClientRect().right, e.textContent.slice(0, 40)])
  .filter(([right]) => right > innerWidth + 1)"""


CUT_BROAD = """[...document.querySelectorAll('.wide')].filter(e => getComputedStyle(e).page === 'broad')
  .flatMap(e => [...e.querySelectorAll('td, th')])
  .map(e => [e.getBoundingClientRect().right, e.textContent.slice(0, 40)])
  .filter(([right]) => right > innerWidth + 1)"""


@pytest.mark.parametrize("paper", list(PAPER))
@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("name", ["starter", "nopalmex", "nopalmex-hourly", "park", "municipality"])
def test_an_example_is_one_page_for_the_board_and_ten_in_all(name: str, code: str, paper: str, tmp_path: Path) -> None:
    fits_on_paper(report_page(plan_of(name), code), paper, tmp_path)


def fits_on_paper(page: str, paper: str, folder: Path, most: int = 10) -> None:
    """One page for the board, at most ``most`` in all, and nothing beyond the paper, upright or on its side."""
    (folder / "page.html").write_text(page, encoding="utf-8")
    width, height = (side - MARGIN for side in PAPER[paper])
    with Chromium(width=LANDSCAPE) as browser:
        browser.call("Emulation.setEmulatedMedia", media="print")
        browser.open(folder / "page.html")
        assert browser.ask(CUT_BROAD) == []
    with Chromium(width=round(width * 96)) as browser:
        browser.call("Emulation.setEmulatedMedia", media="print")
        browser.open(folder / "page.html")
        assert browser.ask(BOXES) == []
        last = browser.ask(
            "(document.getElementById('board') || document.querySelector('header')).getBoundingClientRect().bottom"
        )
        assert last <= height * 96
        printed = browser.call(
            "Page.printToPDF", paperWidth=PAPER[paper][0], paperHeight=PAPER[paper][1], preferCSSPageSize=False
        )
    pages = re.findall(rb"/Type\s*/Page\b", base64.b64decode(printed["data"]))
    assert 1 < len(pages) <= most


BROKEN = """[...document.querySelectorAll('.stacked td.n data')]
  .filter(e => e.getClientRects().length > 1 && !/ /.test(e.textContent.trim())).map(e => e.textContent)"""


@pytest.mark.parametrize("name", ["park", "municipality"])
def test_no_number_is_broken_on_a_telephone(name: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(report_page(plan_of(name), "es"), encoding="utf-8")
    with Chromium(width=390) as browser:
        browser.open(tmp_path / "page.html")
        browser.ask("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert browser.ask(BROKEN) == []
        assert browser.ask("document.documentElement.scrollWidth") <= 390


def test_what_a_measure_does_has_room_beside_what_it_is_worth(tmp_path: Path) -> None:
    """Of a roadmap the worth names the years that it is over: what to do keeps two fifths of the paper."""
    (tmp_path / "plant.yaml").write_text(WATER, encoding="utf-8")
    (tmp_path / "page.html").write_text(report_page(mfo.read(tmp_path / "plant.yaml").optimise(), "es"), "utf-8")
    with Chromium(width=round((PAPER["A4"][0] - MARGIN) * 96)) as browser:
        browser.call("Emulation.setEmulatedMedia", media="print")
        browser.open(tmp_path / "page.html")
        do, whole = (
            browser.ask(f"document.querySelector('ol.changes{part}').getBoundingClientRect().width")
            for part in (" .do", "")
        )
    assert do > 0.4 * whole
