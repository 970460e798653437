"""`mfo serve` in a real browser: a workbook with mistakes is mended at its cells, planned, limited and taken home."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import axe_core_python
import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

import mfo

from .chromium import Chromium

PATIENCE = 60.0
WRONG = {("supplies", "D2"): "8 tons/d", ("markets", "C2"): "compots", ("sites", "A3"): "tpi"}


def workbook(path: Path) -> None:
    """The starter as a workbook with three mistakes, a bold cell and a comment."""
    from mfo.tables.conversion import convert

    convert(Path(mfo.__file__).parents[1] / "examples" / "starter", path)
    book = openpyxl.load_workbook(path)
    book["supplies"]["A2"].font = Font(bold=True, color="FF0000")
    book["supplies"]["A2"].comment = Comment("weighed in May", "park")
    book["supplies"].freeze_panes = "B2"
    for (sheet, cell), value in wrong_cells(book).items():
        book[sheet][cell] = value
    book.save(path)


def wrong_cells(book: openpyxl.Workbook) -> dict[tuple[str, str], str]:
    """Three cells and what is wrong in them: a unit, a material, a mode of taking."""
    found = {}
    for sheet, column, wrong in (("supplies", "amount", "8 tonns/d"), ("markets", "material", "compots"),
                                 ("supplies", "take", "al")):  # fmt: skip
        head = next(cell for cell in book[sheet][1] if str(cell.value).split(" [")[0] == column)
        found[(sheet, f"{head.column_letter}2")] = wrong
    return found


class Served:
    """A page of `mfo serve` in a browser."""

    def __init__(self, folder: Path, language: str = "en", width: int = 1280) -> None:
        command = [sys.executable, "-m", "mfo.cli", "serve", str(folder), "--no-browser", "--language", language]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder)
        assert self.process.stdout is not None
        self.address = re.search(r"http://\S+", self.process.stdout.readline())[0]  # type: ignore[index]
        self.browser = Chromium(width=width)
        self.browser.call("Page.navigate", url=self.address)
        self.until("document.querySelectorAll('[role=tab]').length >= 6")

    def close(self) -> None:
        self.browser.__exit__(None, None, None)
        self.process.terminate()
        self.process.wait(20)

    def ask(self, expression: str) -> object:
        return self.browser.ask(expression)

    def until(self, expression: str) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                if self.browser.ask(f"!!({expression})"):
                    return
            except RuntimeError:
                pass
            if time.monotonic() > end:
                raise AssertionError(f"never true: {expression}; {self.browser.messages[-3:]}")
            time.sleep(0.05)

    def click(self, text: str, within: str = "body") -> None:
        every = f"[...document.querySelector('{within}').querySelectorAll('button, a')]"
        found = f"{every}.find(e => e.textContent.includes({text!r}))"
        self.until(found)
        self.browser.ask(f"{found}.click()")

    def type(self, text: str) -> None:
        self.browser.call("Input.insertText", text=text)

    def problems(self) -> list[str]:
        return list(self.browser.ask("[...document.querySelectorAll('#problems button')].map(e => e.textContent)"))

    def get(self, path: str, **headers: str) -> int:
        root = self.address.split("/?")[0]
        try:
            with urllib.request.urlopen(urllib.request.Request(root + path, headers=headers)) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    workbook(tmp_path / "park.xlsx")
    page = Served(tmp_path)
    yield page
    page.close()


def test_a_workbook_is_mended_planned_limited_and_taken_home(served: Served, tmp_path: Path) -> None:
    served.click("park.xlsx", "main")
    served.until("document.querySelectorAll('#problems button').length === 3")
    right = {"8 tonns/d": "8 t/d", "al": "all", "compots": "compost"}
    for wrong in list(right):
        at = next(k for k, text in enumerate(served.problems()) if f"`{wrong}`" in text or wrong in text)
        served.ask(f"document.querySelectorAll('#problems button')[{at}].click()")
        served.until(f"document.querySelector('td.active')?.textContent === {wrong!r}")
        count = len(served.problems())
        served.browser.press("Enter")
        served.until("document.activeElement.tagName === 'INPUT'")
        served.type(right[wrong])
        served.browser.press("Enter")
        served.until(f"document.querySelectorAll('#problems button.error').length < {max(count, 1)}")
    served.until("document.querySelectorAll('#problems button.error').length === 0")
    served.ask("document.getElementById('tab-plan').click()")
    served.click("Plan", ".question")
    served.until("document.querySelector('#result h3')?.textContent.includes('Plan 1')")
    served.ask("{const e = document.getElementById('q-limits'); e.value = 'landfilled <= 2900 t/year';"
               "e.dispatchEvent(new Event('input'))}")  # fmt: skip
    served.click("Plan", ".question")
    served.until("document.querySelector('#result h3')?.textContent.includes('Plan 2')")
    assert "Plan before" in str(served.ask("document.querySelector('#result table').textContent"))
    served.click("Read the report", "#result")
    served.until("document.querySelector('iframe')")
    content = served.ask("fetch('/api/workbook').then(a => a.arrayBuffer())"
                         ".then(b => { window.got = [...new Uint8Array(b)] }), 1")  # fmt: skip
    assert content
    served.until("window.got")
    home = tmp_path / "home.xlsx"
    home.write_bytes(bytes(served.ask("window.got")))  # type: ignore[arg-type]
    assert [problem for problem in mfo.read(home).check() if problem.severity == "error"] == []
    cell = openpyxl.load_workbook(home)["supplies"]["A2"]
    assert cell.font.bold
    assert cell.comment is not None
    assert openpyxl.load_workbook(home)["supplies"].freeze_panes == "B2"
    root = served.address.split("/?")[0]
    assert [url for url in served.browser.requests if not url.startswith((root, "about:", "data:", "blob:"))] == []
    assert served.browser.messages == []


def test_a_pasted_block_changes_its_cells_and_one_undo_takes_it_back(served: Served) -> None:
    served.click("park.xlsx", "main")
    served.until("document.querySelectorAll('#problems button').length === 3")
    served.click("markets", ".tables")
    served.until("document.querySelector('.grid td[data-row=\"0\"]')")
    cells = "[...document.querySelectorAll('.grid td')].map(e => e.textContent).join('|')"
    before = served.ask(cells)
    paste = (
        "{const d = new DataTransfer(); d.setData('text/plain', 'one\\ttwo\\r\\nthree\\tfour\\r\\n');"
        "const e = new ClipboardEvent('paste', {clipboardData: d, bubbles: true});"
        "document.querySelector('.grid').dispatchEvent(e)}"
    )
    served.ask(paste)
    served.until("document.querySelectorAll('td.changed').length === 4")
    served.click("Undo", ".bar")
    served.until("document.querySelectorAll('td.changed').length === 0")
    assert served.ask(cells) == before
    served.ask(paste)
    served.until("document.querySelectorAll('td.changed').length === 4")
    served.browser.call("Page.reload")
    served.click("markets", ".tables")
    served.until("document.querySelectorAll('td.changed').length === 4")
    served.click("Undo", ".bar")
    served.until("document.querySelectorAll('td.changed').length === 0")


def test_nobody_else_gets_in(served: Served) -> None:
    root = served.address.split("//")[1].split("/")[0]
    assert served.get("/api/state") == 403
    assert served.get("/") == 403
    assert served.get("/?token=guess") == 403
    assert served.get("/", Host="evil.example") == 421
    assert served.get("/", Origin="http://evil.example") == 403
    assert served.get("/", **{"Sec-Fetch-Site": "cross-site"}) == 403
    assert served.get("/assets/../../../etc/passwd", Host=root) == 403


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_fits_a_telephone_in_both_languages(tmp_path: Path, language: str) -> None:
    workbook(tmp_path / "park.xlsx")
    page = Served(tmp_path, language, width=390)
    try:
        page.click("park.xlsx", "main")
        page.until("document.querySelectorAll('#problems button').length === 3")
        assert page.ask("document.documentElement.scrollWidth <= 390")
        assert page.ask("document.documentElement.lang") == language
    finally:
        page.close()


def test_a_way_out_is_one_click_and_a_number_is_moved_without_touching_the_plant(served: Served) -> None:
    """At most 1 t of 730 landfilled, but compost takes 547.5: no plan; the first way out raises the limit to 182.5."""
    served.click("The smallest plant", "main")
    served.until("document.querySelectorAll('.grid td').length > 4")
    served.ask("document.getElementById('tab-plan').click()")
    served.ask("{const e = document.getElementById('q-limits'); e.value = 'landfilled <= 1 t/year';"
               "e.dispatchEvent(new Event('input'))}")  # fmt: skip
    served.click("Plan", ".question p")
    served.click("Do this and plan again", "#result")
    served.until("document.querySelector('#result h3')?.textContent.includes('Plan 1')")
    assert served.ask("document.getElementById('q-limits').value") == "landfilled <= 182.5 t/year"
    served.ask("{const e = document.getElementById('lever'); e.value = 'markets gardeners price';"
               "e.dispatchEvent(new Event('change'))}")  # fmt: skip
    served.until("document.querySelector('.lever input[type=range]')")
    served.ask("{const e = document.querySelector('.lever input[type=range]'); e.value = 300;"
               "e.dispatchEvent(new Event('input'))}")  # fmt: skip
    assert served.ask("document.querySelector('.lever').classList.contains('moved')")
    served.click("Plan", ".question p")
    served.until("document.querySelector('#result h3')?.textContent.includes('Plan 2')")
    costs = (
        "fetch('/api/state').then(a => a.json()).then(s => { window.costs = s.plans.map(p => p.totals.cost.value) })"
    )
    served.ask(costs)
    served.until("window.costs")
    first, second = served.ask("window.costs")  # type: ignore[misc]
    assert first - second == pytest.approx(0.6 * 365 * 100)  # 0.4 t of compost from each of 1.5 t a day, 100 MXN more
    assert served.ask("document.querySelectorAll('td.changed').length") == 0


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_rule_of_accessibility_is_broken_on_any_screen(tmp_path: Path, language: str) -> None:
    """The rules of axe-core (WCAG 2 A and AA): nothing serious on any screen."""
    rules = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    workbook(tmp_path / "park.xlsx")
    page = Served(tmp_path, language)
    try:
        for tab in ("start", "plant", "plan", "report", "tradeoff", "compare"):
            if tab == "plant":
                page.click("park.xlsx", "main")
                page.until("document.querySelectorAll('#problems button').length === 3")
            elif tab != "start":
                page.ask(f"document.getElementById('tab-{tab}').click()")
            page.browser.call("Runtime.evaluate", expression=rules)
            page.ask("window.axed = null; axe.run(document, {runOnly: ['wcag2a', 'wcag2aa']}).then("
                     "r => { window.axed = r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
                     ".map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' ')) })")  # fmt: skip
            page.until("window.axed")
            assert page.ask("window.axed") == [], tab
    finally:
        page.close()


def test_a_year_of_hours_is_a_window_of_rows(tmp_path: Path) -> None:
    """8,760 rows of a profile: fewer than 1,500 nodes on the page, and the last row is reached."""
    rows = "\n".join(f"  - {{slot: {hour}, load: 1}}" for hour in range(8760))
    text = (
        "plant: {name: hours, currency: EUR, slots: 8760 hours}\nmaterials: [{material: heat, unit: MWh}]\n"
        "sites: [{site: A}]\nsupplies: [{supply: main, site: A, material: heat, take: up to, price: 1 EUR/MWh}]\n"
        "markets: [{market: works, site: A, material: heat, price: 0 EUR/MWh, minimum: 1 MWh/h, maximum: 1 MWh/h}]\n"
        f"profiles:\n{rows}\n"
    )
    (tmp_path / "hours.yaml").write_text(text, encoding="utf-8")
    page = Served(tmp_path)
    try:
        page.click("hours.yaml", "main")
        page.click("profiles", ".tables")
        page.until("document.querySelector('.grid td[data-row=\"0\"]')")
        assert page.ask("document.querySelectorAll('*').length < 1500")
        page.ask("document.querySelector('.grid').scrollTop = 1e9")
        page.until("document.querySelector('.grid td[data-row=\"8759\"]')")
        assert page.ask("document.querySelectorAll('*').length < 1500")
    finally:
        page.close()


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (390, "es")])
def test_a_plant_is_drawn_as_a_diagram_and_on_a_map(tmp_path: Path, width: int, language: str) -> None:
    served = Served(tmp_path, language, width)
    served.click("biog", "main")
    served.until("document.getElementById('pictures')")
    served.ask("document.querySelectorAll('#pictures details').forEach(each => { each.open = true; })")
    served.until("document.querySelectorAll('#pictures svg').length === 3")
    assert served.ask("document.querySelectorAll('svg.diagram .box').length") == 5
    shown = "[...document.querySelectorAll('svg.broad, svg.slim')].filter(e => e.getBoundingClientRect().width > 0)"
    assert served.ask(f"{shown}.length") == 1
    assert served.ask(f"{shown}[0].querySelectorAll('.site text').length") == 5
    assert served.ask("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert served.browser.messages == []
    served.close()
