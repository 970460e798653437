"""Tables of many years fit on paper: in print, on a landscape page, nothing of them is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfo.report.pages.report_page import asset

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
