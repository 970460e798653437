"""`mfo serve` in a real browser: a workbook with mistakes is mended at its cells, planned, limited and taken home."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copy

import axe_core_python
import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

import mfo
from mfo.plant.schema import TABLES
from mfo.translation import TABLE, translated

from .chromium import Chromium

PATIENCE = 30.0
PICTURES = os.environ.get("MFO_PICTURES")  # a folder for what the screens looked like


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
    for sheet, column, wrong in (
        ("supplies", "amount", "8 tonns/d"),
        ("markets", "material", "compots"),
        ("supplies", "take", "al"),
    ):
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

    def tab(self, name: str) -> None:
        self.ask(f"document.getElementById('tab-{name}').click()")

    def limit(self, text: str) -> None:
        """Type a limit and ask for a plan."""
        self.until("document.getElementById('q-limits')")
        self.ask(
            f"{{const e = document.getElementById('q-limits'); e.value = {text!r};e.dispatchEvent(new Event('input'))}}"
        )
        self.ask("document.querySelector('.question button.main').click()")

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
    served.ask(
        "{const e = document.getElementById('q-limits'); e.value = 'landfilled <= 2900 t/year';"
        "e.dispatchEvent(new Event('input'))}"
    )
    served.click("Plan", ".question")
    served.until("document.querySelector('#result h3')?.textContent.includes('Plan 2')")
    assert "Plan before" in str(served.ask("document.querySelector('#result table').textContent"))
    served.click("Read the report", "#result")
    served.until("document.querySelector('iframe')")
    content = served.ask(
        "fetch('/api/workbook').then(a => a.arrayBuffer()).then(b => { window.got = [...new Uint8Array(b)] }), 1"
    )
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


@pytest.mark.parametrize("key", ["Dead", "Process"])
def test_a_dead_key_or_an_input_method_begins_a_cell(served: Served, key: str) -> None:
    """A key that makes no letter by itself opens the cell, so that what is composed goes into it."""
    served.click("park.xlsx", "main")
    served.until("document.querySelectorAll('#problems button').length === 3")
    at = next(number for number, text in enumerate(served.problems()) if "compots" in text)
    served.ask(f"document.querySelectorAll('#problems button')[{at}].click()")
    served.until("document.querySelector('td.active')?.textContent === 'compots'")
    served.browser.call("Input.dispatchKeyEvent", type="rawKeyDown", key=key, windowsVirtualKeyCode=229)
    served.browser.call("Input.imeSetComposition", text="´", selectionStart=1, selectionEnd=1)
    served.type("á")
    served.type("rbol")
    served.browser.press("Enter")
    served.until("[...document.querySelectorAll('.grid td')].some(each => each.textContent === 'árbol')")


def test_nobody_else_gets_in(served: Served) -> None:
    root = served.address.split("//")[1].split("/")[0]
    assert served.get("/api/state") == 403
    assert served.get("/") == 403
    assert served.get("/?token=guess") == 403
    assert served.get("/", Host="evil.example") == 421
    assert served.get("/", Origin="http://evil.example") == 403
    assert served.get("/", **{"Sec-Fetch-Site": "cross-site"}) == 403
    assert served.get("/assets/../../../etc/passwd", Host=root) == 403


def test_a_way_out_is_one_click_and_a_number_is_moved_without_touching_the_plant(served: Served) -> None:
    """At most 1 t of 730 landfilled, but compost takes 547.5: no plan; the first way out raises the limit to 182.5."""
    served.click("The smallest plant", "main")
    served.until("document.querySelectorAll('.grid td').length > 4")
    served.ask("document.getElementById('tab-plan').click()")
    served.ask(
        "{const e = document.getElementById('q-limits'); e.value = 'landfilled <= 1 t/year';"
        "e.dispatchEvent(new Event('input'))}"
    )
    served.click("Plan", ".question p")
    served.click("Do this and plan again", "#result")
    served.until("document.querySelector('#result h3')?.textContent.includes('Plan 1')")
    assert served.ask("document.getElementById('q-limits').value") == "landfilled <= 182.5 t/year"
    served.ask(
        "{const e = document.getElementById('lever'); e.value = 'markets gardeners price';"
        "e.dispatchEvent(new Event('change'))}"
    )
    served.until("document.querySelector('.lever input[type=range]')")
    served.ask(
        "{const e = document.querySelector('.lever input[type=range]'); e.value = 300;"
        "e.dispatchEvent(new Event('input'))}"
    )
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


def screens(page: Served) -> Iterator[str]:
    """Every screen with something on it: problems, pictures, ways out, results, a report, a curve, two plans."""
    yield "start"
    page.click("park.xlsx", "main")
    page.until("document.querySelectorAll('#problems button').length === 3")
    page.ask("document.querySelector('#problems button').click()")
    page.until("document.querySelector('#side .told')")
    yield "plant"
    page.tab("start")
    page.ask("document.querySelector('.choices:last-child button').click()")  # the smallest plant
    page.until(
        "document.querySelectorAll('#problems button.error').length === 0 && document.querySelector('#pictures')"
    )
    page.ask("document.querySelectorAll('#pictures details').forEach(each => { each.open = true; })")
    page.until("document.querySelector('#pictures svg')")
    yield "pictures"
    page.tab("plan")
    page.limit("landfilled <= 1 t/year")
    page.until("document.querySelector('.ways button')")
    yield "ways out"
    page.ask("document.querySelector('#result .ways button').click()")
    page.until("document.querySelector('#result table')")
    page.limit("")
    page.until("document.querySelector('#result h3')?.textContent.includes('2')")
    yield "results"
    page.tab("report")
    page.until("document.querySelector('iframe')")
    yield "report"
    page.tab("tradeoff")
    page.ask(
        "{const e = document.querySelectorAll('.question input')[1]; e.value = 'landfilled';"
        "e.dispatchEvent(new Event('input'))}"
    )
    page.ask("document.querySelector('.question button.main').click()")
    page.until("document.querySelector('.ways button')")
    yield "curve"
    page.tab("compare")
    page.until("document.querySelector('.figures')")
    yield "compare"


def english_words(page: Served) -> list[str]:
    """Texts of the page and names of the format that stand on the screen in English.

    Cells of the plant, its sheets, and what was typed are the person's own, and quoted as they stand.
    """
    held = json.loads((Path(mfo.__file__).parent / "serving" / "assets" / "texts.json").read_text(encoding="utf-8"))
    texts = {each["en"] for each in held.values() if each["en"] != each["es"]} - {"cost", "emissions"}
    for spec in TABLES.values():
        names = [(spec.name, TABLE), *((column.name, spec.name) for column in spec.columns)]
        texts |= {name for name, context in names if translated(name, "es", context) != name}
        texts |= {
            text
            for column in spec.columns
            for text in (column.meaning, column.blank)
            if text and translated(text, "es") != text
        }
    shown = page.ask(
        "[...document.querySelectorAll('body *')].filter(e => !e.closest('td, iframe, svg, .choices, select#language'))"
        ".flatMap(e => [...[...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()),"
        " e.getAttribute('aria-label'), e.getAttribute('placeholder'), e.title]).filter(t => t)"
    )
    patterns = {text: re.compile(r"(?<!\w)" + re.escape(text) + r"(?!\w)") for text in texts if len(text) > 3}
    spanish = "\n".join(each["es"] for each in held.values())
    patterns = {text: pattern for text, pattern in patterns.items() if not pattern.search(spanish)}
    own = re.compile(r"`[^`]*`|hoja \w+|\S+\.xlsx|landfilled <= 1 t/year|[\d.]+ t/year")
    found = [own.sub("", str(line)) for line in shown]  # type: ignore[attr-defined]
    return [line for line in found for text, pattern in patterns.items() if "{" not in text and pattern.search(line)]


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 390)])
def test_every_screen_is_accessible_fits_and_speaks_one_language(tmp_path: Path, language: str, width: int) -> None:
    """The rules of axe-core (WCAG 2 A and AA) find nothing serious; nothing overflows; no English in Spanish."""
    rules = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    workbook(tmp_path / "park.xlsx")
    page = Served(tmp_path, language, width)
    wrong: list[tuple[str, object]] = []
    try:
        for screen in screens(page):
            assert page.ask("document.documentElement.lang") == language
            if page.ask("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wrong.append((screen, "overflows"))
            if language == "es" and (words := english_words(page)):
                wrong.append((screen, words))
            page.browser.call("Runtime.evaluate", expression=rules)
            page.ask(
                "window.axed = null; axe.run(document, {runOnly: ['wcag2a', 'wcag2aa']}).then("
                "r => { window.axed = r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
                ".map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' ')) })"
            )
            page.until("window.axed")
            if found := page.ask("window.axed"):
                wrong.append((screen, found))
            if PICTURES:
                (Path(PICTURES) / f"{language}-{screen}.png").write_bytes(page.browser.picture())
        assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)
        assert page.browser.messages == []
        root = page.address.split("/?")[0]
        assert [url for url in page.browser.requests if not url.startswith((root, "about:", "data:", "blob:"))] == []
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
    with closing(Served(tmp_path, language, width)) as served:
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


def test_the_best_plan_and_the_bound_are_told_while_it_is_searched(tmp_path: Path) -> None:
    """A search for whole units that lasts: the page tells what it has and how good it can get, and stops when asked."""
    copy(Path(__file__).parents[1] / "faults" / "numbers" / "whole_units_never_finish.yaml", tmp_path / "city.yaml")
    with closing(Served(tmp_path)) as page:
        page.click("city.yaml", "main")
        page.until("document.querySelector('.tables')")
        page.tab("plan")
        page.limit("")
        page.until("/best [\\d,.]+.*none can be below/.test(document.querySelector('.stage')?.textContent)")
        page.click("Stop", "main")
        page.until("!document.querySelector('.stage') || /stopped/i.test(document.querySelector('main').textContent)")
