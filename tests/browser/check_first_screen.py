"""The first screen of each example answers what is built, how much of it, what it costs and when it pays back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mfo
from mfo.report.pages.report_page import report_page

from ..examples.plans import plan_of
from .chromium import Chromium, find

pytestmark = pytest.mark.skipif(find() is None, reason="no Chromium on this machine")

DOCS = Path(__file__).parents[2] / "docs"
SCREENS = {390: 844, 1280: 900}  # a telephone, a laptop
BUILT = {"nopalmex": "upgrading", "nopalmex-hourly": "", "park": "digester", "municipality": "sorting", "starter": ""}
PAYS_BACK = {"nopalmex", "park"}
WORDS = {
    "en": ("Build", "Build nothing", "pays back in", "When it pays back is not told"),
    "es": ("Construir", "No construir nada", "se recupera en", "No se dice en cuánto tiempo"),
}
SIZE_AND_MONEY = re.compile(r"\([\d.,]+ \S+\).* (?:for|por) [\d.,]+ (?:million |millones de )?MXN")


def told(page: str, width: int, folder: Path) -> str:
    """The decision, which stands within the first screen."""
    (folder / "page.html").write_text(page, encoding="utf-8")
    with Chromium(width, SCREENS[width]) as browser:
        browser.open(folder / "page.html")
        assert browser.ask("document.getElementById('decision').getBoundingClientRect().bottom") <= SCREENS[width]
        return str(browser.ask("document.getElementById('decision').textContent")).replace("\u00a0", " ")


@pytest.mark.parametrize("width", list(SCREENS))
@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("name", list(BUILT))
def test_the_decision_is_on_the_first_screen(name: str, code: str, width: int, tmp_path: Path) -> None:
    decision = told(report_page(plan_of(name), code), width, tmp_path)
    build, nothing, back, not_told = WORDS[code]
    if not BUILT[name]:
        assert decision.startswith(nothing)
        return
    assert decision.startswith(f"{build} ")
    assert BUILT[name] in decision
    assert SIZE_AND_MONEY.search(decision)
    assert (back if name in PAYS_BACK else not_told) in decision


@pytest.mark.parametrize("width", list(SCREENS))
@pytest.mark.parametrize("code", ["en", "es"])
def test_a_lessor_that_builds_nothing_says_so(code: str, width: int, tmp_path: Path) -> None:
    """Of docs/products.md: washers are leased, taken back and made new; there is nothing to build."""
    plant = re.search(r"```yaml\n# file: lessor.yaml\n(.*?)```", (DOCS / "products.md").read_text("utf-8"), re.DOTALL)
    assert plant
    (tmp_path / "lessor.yaml").write_text(plant[1], encoding="utf-8")
    page = report_page(mfo.read(tmp_path / "lessor.yaml").optimise(), code)
    assert told(page, width, tmp_path).startswith(WORDS[code][1])
