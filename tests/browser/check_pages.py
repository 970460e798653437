"""The pages in a real browser: no console message, no request, labels apart, switches by keyboard.

Run on purpose (`pytest tests/browser --browser`), because it needs Chromium. It checks a page of each kind: a plan
of one year, a roadmap by month, a plan of many nodes, a comparison, a curve and one of its plans, a sweep, and the
examples; in both languages, narrow and wide, light and dark.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import mfo
from mfo.report import write_comparison, write_report
from mfo.report.pages.sweep_page import write_sweep
from mfo.report.pages.tradeoff_page import write_curve

from ..report import synthetic
from .chromium import Chromium

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("starter", "nopalmex", "nopalmex-hourly", "park", "municipality")
STUDIED = (("nopalmex", "en"), ("municipality", "es"))  # whose curve and sweep are looked at

OVERLAPS = """(() => {
  const texts = [...document.querySelectorAll('figure.sankey:not([hidden]) g.node')]
    .filter(g => g.getAttribute('visibility') !== 'hidden').map(g => g.querySelector('text'));
  const boxes = texts.map(t => [t.textContent, t.getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([a, p], i) => boxes.slice(0, i).forEach(([b, q]) => {
    const w = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const h = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (w > 0.5 && h > 0.5) found.push(a + ' / ' + b);
  }));
  return found;
})()"""
COVERED = """[...document.querySelectorAll('figure.sankey:not([hidden]) g.node:not([visibility=hidden])')].filter(g => {
  const a = g.querySelector('text').getBoundingClientRect(), b = g.querySelector('rect').getBoundingClientRect();
  return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
}).map(g => g.textContent)"""
OUTSIDE = """(() => {
  const frame = document.querySelector('figure.sankey:not([hidden]) svg').getBoundingClientRect();
  return [...document.querySelectorAll('figure.sankey:not([hidden]) g.node')]
    .filter(g => g.getAttribute('visibility') !== 'hidden')
    .map(g => g.querySelector('text')).filter(t => { const b = t.getBoundingClientRect();
      return b.left < frame.left - 1 || b.right > frame.right + 1 || b.top < frame.top - 1
        || b.bottom > frame.bottom + 1;
    }).map(t => t.textContent);
})()"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TABLES = """[...document.querySelectorAll('.wide')].filter(e => e.scrollWidth > e.clientWidth + 1)
  .filter(e => innerWidth < 700 || !e.closest('.chart details'))
  .map(e => e.getAttribute('aria-label'))"""
CUT = """[...document.querySelectorAll('figure.sankey:not([hidden]) g.node text')].map(t => t.textContent)
  .filter(text => text.includes('…'))"""
UNNAMED = """[...document.querySelectorAll('svg')].filter(s => !s.getAttribute('aria-label')).length
  + [...document.querySelectorAll('input')].filter(i => !(i.closest('label') || {}).textContent).length"""
CONTRAST = """(() => {
  const light = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => { x /= 255;
    return x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; });
    return 0.2126*v[0] + 0.7152*v[1] + 0.0722*v[2]; };
  const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (!/, 0\\)|transparent/.test(c)) return c; } return 'rgb(255,255,255)'; };
  return [...document.querySelectorAll('p, li, td, th, a, summary, dt, dd, figcaption, legend, .segment span')]
    .filter(e => e.offsetParent && e.textContent.trim()).map(e => {
      const a = light(getComputedStyle(e).color), b = light(ground(e));
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05),
        e.tagName + ' ' + e.className + ': ' + e.textContent.slice(0, 40)];
    }).filter(([ratio]) => ratio < 4.5).map(([ratio, what]) => ratio.toFixed(2) + ' ' + what);
})()"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    plans = {"year": synthetic.build((2025,), 1), "roadmap": synthetic.build(), "large": synthetic.large()}
    plans |= {name: mfo.read(EXAMPLES / name).optimise() for name in NAMES}
    found = {}
    for name, plan in plans.items():
        for language in ("en", "es"):
            found[f"{name}-{language}"] = folder / f"{name}-{language}.html"
            write_report(plan, found[f"{name}-{language}"], language)
    found["compare-en"] = folder / "compare.html"
    write_comparison(plans["year"], plans["roadmap"], found["compare-en"])
    for name, language in STUDIED:
        plant = mfo.read(EXAMPLES / name)
        curve = plant.pareto("cost", "emissions", points=4)
        found[f"curve-{language}"] = folder / f"curve-{language}.html"
        write_curve(curve, found[f"curve-{language}"], language, curve.run_folders())
        found[f"point-{language}"] = folder / f"point-{language}.html"
        write_report(curve.plans[2], found[f"point-{language}"], language)
        found[f"sweep-{language}"] = folder / f"sweep-{language}.html"
        write_sweep(plant.sweep(), found[f"sweep-{language}"], language)
    return found


@pytest.fixture(scope="module", params=[(390, False), (1280, True), (1920, False)], ids=["390", "1280 dark", "1920"])
def browser(request: pytest.FixtureRequest) -> Iterator[Chromium]:
    width, dark = request.param
    with Chromium(width, 900, dark) as found:
        yield found


PAGES = ["year-en", "year-es", "roadmap-en", "roadmap-es", "large-en", "compare-en"]
PAGES += [f"{name}-{code}" for name in NAMES for code in ("en", "es")]
PAGES += [f"{name}-{code}" for name in ("curve", "point", "sweep") for _, code in STUDIED]


@pytest.mark.parametrize("page", PAGES)
def test_page_is_quiet_and_fits(browser, pages, page) -> None:
    browser.requests.clear()
    browser.messages.clear()
    browser.open(pages[page])
    assert [url for url in browser.requests if not url.startswith(("file:", "data:"))] == []
    assert browser.messages == []
    assert browser.ask(SIDEWAYS) <= 0
    assert browser.ask(TABLES) == []
    assert browser.ask(UNNAMED) == 0
    assert browser.ask(CONTRAST) == []


@pytest.mark.parametrize(
    "page", ["year-es", "roadmap-en", "large-en", "starter-es", "nopalmex-es", "park-es", "municipality-en"]
)
def test_labels_never_collide_in_any_view(browser, pages, page) -> None:
    browser.open(pages[page])
    count = browser.ask("document.querySelectorAll('figure.sankey:not([hidden]) input').length")
    for number in range(count):
        browser.ask(f"document.querySelectorAll('figure.sankey:not([hidden]) input')[{number}].click()")
        assert (
            browser.ask(
                "document.querySelectorAll('figure.sankey:not([hidden]) g.node:not([visibility=hidden])').length"
            )
            >= 2  # a view of one unit may hold one ribbon
        )
        assert browser.ask(OVERLAPS) == []
        assert browser.ask(OUTSIDE) == []
        assert browser.ask(COVERED) == []
    assert browser.ask(CUT) == []
    assert browser.messages == []


READ = """(() => {  // ribbons and nodes whose view, as the script reads it, is not as the page was drawn
  const figure = document.querySelector('figure.sankey:not([hidden])'), model = figure.model;
  const view = model.views[figure.dataset.state + '|' + figure.dataset.quantity], wrong = [];
  figure.querySelectorAll('.ribbons>path').forEach((path, e) => {
    if (path.getAttribute('d') && path.getAttribute('d') !== view.e[e][0]) wrong.push(view.e[e][0]);
  });
  figure.querySelectorAll('.nodes>g').forEach((g, n) => {
    const text = [...g.querySelectorAll('tspan')].pop();
    if (view.n[n] && (text.textContent.trim() !== view.n[n][5] || Number(text.getAttribute('x')) !== view.n[n][3]
        || Number(g.dataset.value) !== view.n[n][6])) wrong.push(g.id);
  });
  return wrong.concat(Object.keys(view.n).length < 5 ? ['few'] : []);
})()"""


@pytest.mark.parametrize("name", ["nopalmex-es", "municipality-en"])
def test_the_script_reads_views_as_they_are_drawn(browser, pages, name: str) -> None:
    browser.open(pages[name])
    assert browser.ask(READ) == []


STALE = """(() => {  // nodes and ribbons that do not carry or say the numbers of the view that is shown
  const figure = document.querySelector('figure.sankey:not([hidden])'), wrong = [];
  const model = figure.model;  // as stored: tests/report/test_packed.py
  const pick = name => (figure.querySelector(`input[data-pick=${name}]:checked`) || {}).value || figure.dataset[name];
  const state = pick('state'), view = model.views[state + '|' + pick('quantity')];
  model.nodes.forEach((_, n) => {
    const g = figure.querySelectorAll('.nodes>g')[n], told = view.n[n];
    if (!told) { if (g.getAttribute('visibility') !== 'hidden') wrong.push(g.id); return; }
    const text = [...g.querySelectorAll('tspan')].pop().textContent.trim();
    if (Number(g.dataset.value) !== told[6] || g.dataset.unit !== told[7] || text !== told[5]
        || !g.getAttribute('aria-label').endsWith(told[5])) wrong.push(g.id);
  });
  model.edges.forEach((edge, e) => {
    const path = figure.querySelectorAll('.ribbons>path')[e], told = view.e[e];
    if (!told) { if (path.getAttribute('visibility') !== 'hidden') wrong.push(path.id); return; }
    const size = path.dataset.size === undefined ? null : Number(path.dataset.size);
    if (Number(path.dataset.value) !== model.values[state][e] || size !== told[3]) wrong.push(path.id);
  });
  return wrong;
})()"""


def test_every_view_carries_its_own_numbers(browser, pages) -> None:
    browser.open(pages["nopalmex-es"])
    count = browser.ask("document.querySelectorAll('figure.sankey:not([hidden]) input').length")
    for number in range(count):
        browser.ask(f"document.querySelectorAll('figure.sankey:not([hidden]) input')[{number}].click()")
        assert browser.ask(STALE) == []


def test_switches_work_by_keyboard(browser, pages) -> None:
    browser.open(pages["year-en"])
    browser.ask("document.querySelector('figure.sankey:not([hidden]) input[data-pick=state]:checked').focus()")
    wide = "[...document.querySelectorAll('path.r')].map(p => p.getAttribute('stroke-width')).join()"
    before = browser.ask(wide)
    browser.press("ArrowLeft")
    assert (
        browser.ask("document.querySelector('figure.sankey:not([hidden]) input[data-pick=state]:checked').value")
        == "today"
    )
    assert browser.ask(wide) != before
    browser.press("Tab")
    browser.press("ArrowRight")
    assert (
        browser.ask("document.querySelector('figure.sankey:not([hidden]) input[data-pick=quantity]:checked').value")
        == "energy"
    )
    browser.press("Tab")
    browser.press("ArrowRight")
    assert (
        browser.ask("document.querySelector('figure.sankey:not([hidden]) input[data-pick=by]:checked').value")
        == "material"
    )
    assert browser.ask("document.querySelector('ul[data-show-by=material]').hidden") is False


def test_a_material_is_followed_by_keyboard_and_by_click(browser, pages) -> None:
    browser.open(pages["year-en"])
    followed = "document.querySelectorAll('figure.sankey path.on').length"
    browser.ask("document.querySelector('g.node[tabindex=\"0\"]').focus()")
    browser.press("ArrowDown")
    assert browser.ask("document.activeElement.getAttribute('aria-label')")
    browser.press("Enter")
    assert browser.ask(followed) > 0
    assert browser.ask("document.querySelector('[role=status]').textContent").startswith("Following")
    browser.press("Escape")
    assert browser.ask(followed) == 0
    browser.ask("document.querySelector('#e0').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    assert browser.ask(followed) > 0


def test_a_site_is_opened_by_a_click_and_closed_again(browser, pages) -> None:
    browser.open(pages["nopalmex-en"])
    shown = "document.querySelector('figure.sankey:not([hidden])')"
    assert browser.ask(f"{shown}.querySelectorAll('.nodes>g').length") <= 40
    browser.ask(f"{shown}.querySelector('g.opens').dispatchEvent(new MouseEvent('click', {{bubbles: true}}))")
    assert browser.ask(f"{shown}.classList.contains('opened')")
    assert browser.ask(f"{shown}.querySelectorAll('path.r[d]').length") >= 2
    assert browser.ask(OVERLAPS) == []
    assert browser.ask(OUTSIDE) == []
    browser.ask(f"{shown}.querySelector('.back').click()")
    assert browser.ask(f"{shown}.dataset.group") == "site"
    assert browser.messages == []
