"""The studies of `mfo serve` in a real browser: asked, followed, stopped, read, and made the plan.

By hand: 1,000 t a year cost 30 EUR/t at the tip and 50 EUR/t at the works, so 30,000 EUR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import axe_core_python
import pytest

from .check_serve import PICTURES, Served, english_words
from .check_serve_use import CURVE, costs

STUDIED = (
    CURVE.replace("plant, ", "works, ").replace("at: plant", "at: works")
    + """
scenarios: [{scenario: dear tip, table: markets, row: tip, column: price, value: -60 EUR/t}]
uncertainties: [{uncertainty: tip fee, table: markets, row: tip, column: price, low: -60 EUR/t, high: 0 EUR/t}]
"""
)
KINDS = ("sweep", "uncertainty", "alternatives", "breakeven")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE = Path(axe_core_python.__file__).parent / "axe.min.js"
FRAME = "document.querySelector('#study-result iframe')"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "yard.yaml").write_text(STUDIED, encoding="utf-8")
    page = Served(tmp_path)
    page.click("yard.yaml", "main")
    page.until("document.querySelectorAll('.grid td').length > 4")
    yield page
    page.close()


def choose(page: Served, kind: str) -> None:
    page.tab("tradeoff")
    page.ask(f"document.getElementById('study-{kind}').click()")
    page.until("document.querySelector('.question button.main')")


def fill(page: Served, field: str, value: str) -> None:
    page.until(f"document.getElementById('s-{field}')")
    page.ask(
        f"{{const e = document.getElementById('s-{field}'); e.value = {value!r};"
        f"e.dispatchEvent(new Event(e.tagName === 'SELECT' ? 'change' : 'input'))}}"
    )


def number(page: Served) -> None:
    """Choose the fee of the tip as the number that is moved."""
    page.until("document.querySelectorAll('#s-of option').length > 1")
    fill(page, "of", "markets tip price")


def work(page: Served) -> None:
    page.ask("document.querySelector('.question button.main').click()")
    page.until(FRAME)


def ways(page: Served) -> list[str]:
    return list(page.ask("[...document.querySelectorAll('#study-result .ways button')].map(e => e.textContent)"))  # type: ignore[call-overload]


def read(page: Served) -> str:
    """The page of the study that is shown, as the frame loads it."""
    page.ask(f"window.got = null; fetch({FRAME}.src).then(a => a.text()).then(t => {{ window.got = t }})")
    page.until("window.got")
    return str(page.ask("window.got"))


def take(page: Served, text: str, plan: int) -> float:
    page.click(text, "#study-result .ways")
    page.until(f"document.querySelector('#result h3')?.textContent.includes('Plan {plan}')")
    return costs(page)[-1]


def test_each_study_is_read_and_its_plans_are_made(served: Served) -> None:
    """Dear tip: 1,000 x 50 = 50,000 EUR. Within 20 % of 30,000: 6,000 / 20 = 300 t at the works, 36,000 EUR.

    Below -50 EUR/t the works are cheaper: 50,000 EUR; in the middle from -50 to 0 it is 25,000 EUR.
    """
    choose(served, "sweep")
    work(served)
    assert [text.split(" — ")[0] for text in ways(served)] == ["dear tip: 50,000 EUR"]
    assert served.ask(f"{FRAME}.getAttribute('sandbox')") == "allow-scripts allow-downloads"
    assert "dear tip" in read(served)
    assert take(served, "dear tip", 1) == pytest.approx(50_000.0)
    assert served.ask("document.getElementById('q-scenario').value") == "dear tip"
    served.ask("{const e = document.getElementById('q-scenario'); e.value = ''; e.dispatchEvent(new Event('input'))}")

    choose(served, "alternatives")
    fill(served, "within", "20 %")
    work(served)
    assert take(served, "works", 2) == pytest.approx(36_000.0)
    assert served.ask("document.getElementById('q-limits').value") == "market: tip <= 700.0 t in total"
    served.ask("{const e = document.getElementById('q-limits'); e.value = ''; e.dispatchEvent(new Event('input'))}")

    choose(served, "breakeven")
    number(served)
    work(served)
    assert [text.split(" — ")[0] for text in ways(served)] == [
        "from -60 EUR/t to -50 EUR/t",
        "from -50 EUR/t to 0 EUR/t",
    ]
    assert take(served, "from -50 EUR/t", 3) == pytest.approx(25_000.0)
    served.until("document.querySelector('.lever.moved')")
    served.ask("document.querySelector('.lever.moved button').click()")

    choose(served, "uncertainty")
    fill(served, "samples", "16")
    work(served)
    assert "tip fee" in read(served)
    assert ways(served) == []
    for kind in KINDS:  # each is there again when it is looked at again
        choose(served, kind)
        served.until(FRAME)
    assert served.browser.messages == []


def test_studies_are_kept_and_a_changed_plant_is_told(served: Served) -> None:
    """Opened again they are there; of a plant that was changed since no plan is made without asking again."""
    choose(served, "breakeven")
    number(served)
    work(served)
    served.browser.call("Page.reload")
    served.until("document.querySelector('#tab-tradeoff:not([disabled])')")
    choose(served, "breakeven")
    served.until("document.querySelectorAll('#study-result .ways button').length === 2")
    served.ask(
        "window.got = 0; fetch('/api/edit', {method: 'POST',"
        "headers: {'x-mfo-token': document.querySelector('meta[name=mfo-token]').content},"
        "body: JSON.stringify({plant: 'yard.yaml', revision: 0, edits: ["
        "{kind: 'cell', table: 'supplies', row: 0, column: 'amount', value: '2000 t/year'}]})})"
        ".then(a => { window.got = a.status })"
    )
    served.until("window.got === 200")
    served.browser.call("Page.reload")
    served.until("document.querySelector('#tab-tradeoff:not([disabled])')")
    choose(served, "breakeven")
    served.until("document.querySelector('#study-result .told')")
    assert ways(served) == []


def test_a_long_study_tells_what_is_left_and_stops(served: Served) -> None:
    choose(served, "uncertainty")
    fill(served, "samples", "5000")
    served.ask(
        "window.told = []; new MutationObserver(() => { const e = document.querySelector('#study-result .stage');"
        "if (e) window.told.push(e.textContent) }).observe(document.getElementById('main'),"
        "{subtree: true, childList: true, characterData: true})"
    )
    served.ask("document.querySelector('.question button.main').click()")
    served.until("window.told.some(text => /\\d+ of 500\\d samples, \\d+:\\d\\d left/.test(text))")
    served.click("Stop", ".question")
    served.until("document.getElementById('study-result').textContent.includes('Stopped')")
    assert served.ask("document.querySelector('#study-result iframe')") is None


@pytest.mark.parametrize(("language", "width"), [("en", 390), ("es", 1280), ("es", 390)])
def test_the_study_screens_are_accessible_fit_and_speak_one_language(tmp_path: Path, language: str, width: int) -> None:
    (tmp_path / "yard.yaml").write_text(STUDIED, encoding="utf-8")
    page = Served(tmp_path, language, width)
    try:
        page.ask(AXE.read_text(encoding="utf-8"))
        page.click("yard.yaml", "main")
        page.until("document.querySelectorAll('.grid td').length > 4")
        for kind in KINDS:
            choose(page, kind)
            if kind == "breakeven":
                number(page)
            if kind == "uncertainty":
                fill(page, "samples", "8")
            work(page)
            assert page.ask(SIDEWAYS) <= 0  # type: ignore[operator]
            page.ask(
                "window.axed = null; axe.run(document, {iframes: false, runOnly: ['wcag2a', 'wcag2aa']}).then("
                "r => { window.axed = r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
                ".map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' ')) })"
            )
            page.until("window.axed")
            assert page.ask("window.axed") == []
            if language == "es":
                assert english_words(page) == []
                assert re.findall(r"\b(?:to|instead|more|less|of|from) ", "\n".join(ways(page))) == []
            if PICTURES:
                (Path(PICTURES) / f"study-{kind}-{language}-{width}.png").write_bytes(page.browser.picture())
    finally:
        page.close()


def test_a_study_by_keyboard_alone(served: Served) -> None:
    """From the tab to a plan of a stretch: Tab, Enter, arrows."""

    def reach(test: str) -> None:
        for _ in range(120):
            if served.ask(f"!!(e => {test})(document.activeElement)"):
                return
            served.browser.press("Tab")
        raise AssertionError(f"never reached: {test}; {served.ask('document.activeElement.outerHTML')}")

    reach("e.id === 'tab-tradeoff'")
    served.browser.press("Enter")
    reach("e.id === 'study-breakeven'")
    served.browser.press("Enter")
    served.until("document.activeElement.id === 'study-breakeven'")
    served.until("document.querySelectorAll('#s-of option').length > 1")
    reach("e.id === 's-of'")
    at = served.ask("[...document.querySelectorAll('#s-of option')].findIndex(e => e.value === 'markets tip price')")
    for _ in range(int(str(at))):
        served.browser.press("ArrowDown")
    served.until("document.getElementById('s-of').value === 'markets tip price'")
    reach("e.className === 'main'")
    served.browser.press("Enter")
    served.until(FRAME)
    reach("e.closest('#study-result .ways')")
    served.browser.press("Enter")
    served.until("document.querySelector('#result h3')?.textContent.includes('Plan 1')")
