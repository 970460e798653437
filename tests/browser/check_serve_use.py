"""`mfo serve` in a real browser, used in other ways: by keyboard, in two tabs, with a curve and a lost worker."""

from __future__ import annotations

import http.client
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from .check_serve import Served, workbook

CURVE = """
plant: {name: yard, currency: EUR}
materials: [{material: waste, unit: t}]
sites: [{site: A}]
supplies: [{supply: bins, site: A, material: waste, amount: 1000 t/year, take: all, price: 0 EUR/t}]
markets:
  - {market: tip, site: A, material: waste, price: -30 EUR/t}
  - {market: plant, site: A, material: waste, price: -50 EUR/t}
rates: [{at: tip, effect: emissions, rate: 2 t_CO2e/t}, {at: plant, effect: emissions, rate: 1 t_CO2e/t}]
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    workbook(tmp_path / "park.xlsx")
    (tmp_path / "yard.yaml").write_text(CURVE, encoding="utf-8")
    page = Served(tmp_path)
    yield page
    page.close()


def costs(page: Served) -> list[float]:
    page.ask(
        "window.got = null; fetch('/api/state').then(a => a.json()).then("
        "s => { window.got = s.plans.map(p => p.totals.cost.value) })"
    )
    page.until("window.got")
    return list(page.ask("window.got"))  # type: ignore[call-overload]


def test_a_point_of_the_curve_becomes_the_plan_with_all_that_the_curve_was_asked(served: Served) -> None:
    """At most 800 t at the plant: from 30,000 EUR and 2,000 t to 0.2 x 30 + 0.8 x 50 = 46,000 EUR and 1,200 t.

    In five points each costs 4,000 EUR more for 200 t less. Without the limit the last would be another plan.
    """
    served.click("yard.yaml", "main")
    served.until("document.querySelectorAll('.grid td').length > 4")
    served.tab("plan")
    served.ask(
        "{const e = document.getElementById('q-limits'); e.value = 'plant <= 800 t/year';"
        "e.dispatchEvent(new Event('input'))}"
    )
    served.tab("tradeoff")
    served.ask(
        "{const e = document.querySelectorAll('.question input')[2]; e.value = '5';e.dispatchEvent(new Event('input'))}"
    )
    served.click("Work out the curve", "main")
    served.until("document.querySelectorAll('.ways button').length === 5")
    told = served.ask("[...document.querySelectorAll('.ways button')].map(e => e.textContent)")
    assert str(told[0]).startswith("30,000 EUR · 2,000 t_CO2e")  # type: ignore[index]
    assert "4,000 EUR more, 200 t_CO2e less" in str(told[4])  # type: ignore[index]
    for plan, cost in ((1, 46_000.0), (2, 38_000.0)):
        served.tab("tradeoff")
        served.ask(f"document.querySelectorAll('.ways button')[{6 - 2 * plan}].click()")
        served.until(f"document.querySelector('#result h3')?.textContent.includes('Plan {plan}')")
        assert costs(served)[-1] == pytest.approx(cost)
        asked = str(served.ask("document.getElementById('q-limits').value"))
        assert asked.startswith("plant <= 800 t/year\nemissions <= ")
    served.tab("compare")
    inputs = str(served.ask("document.querySelector('.figures tbody tr').textContent"))
    assert inputs.startswith("What was changed or asked")
    assert inputs.count("plant <= 800 t/year") == 2


def test_two_tabs_a_lost_worker_and_a_block_too_wide_change_nothing_by_mistake(served: Served) -> None:
    """Another tab writes first: this one is told, sees what stands there, and its own change is not made."""
    served.click("yard.yaml", "main")
    served.click("supplies", ".tables")
    served.until("document.querySelector('.grid td[data-row=\"0\"]')")
    served.ask(
        "window.got = 0; fetch('/api/edit', {method: 'POST',"
        "headers: {'x-mfo-token': document.querySelector('meta[name=mfo-token]').content},"
        "body: JSON.stringify({plant: 'yard.yaml', revision: 0, edits: ["
        "{kind: 'cell', table: 'supplies', row: 0, column: 'price', value: '7 EUR/t'}]})})"
        ".then(a => { window.got = a.status })"
    )
    served.until("window.got === 200")
    served.browser.press("ArrowRight")
    served.ask("document.querySelector('.grid').focus()")
    served.browser.press("Enter")
    served.until("document.activeElement.tagName === 'INPUT'")
    served.type("X")
    served.browser.press("Enter")
    served.until("document.getElementById('ask').open")
    assert "another tab" in str(served.ask("document.getElementById('ask-text').textContent"))
    served.click("OK", "#ask")
    served.until("document.querySelector('.grid').textContent.includes('7 EUR/t')")
    assert served.ask("document.querySelectorAll('td.changed').length") == 1
    children = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children").read_text().split()
    for child in children:  # the worker, and what multiprocessing keeps beside it
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
            os.kill(int(child), signal.SIGKILL)
    wide = "\\t".join("1" * 40)
    served.ask(
        f"{{const d = new DataTransfer(); d.setData('text/plain', '{wide}');"
        "const e = new ClipboardEvent('paste', {clipboardData: d, bubbles: true});"
        "document.querySelector('.grid').dispatchEvent(e)}"
    )
    served.until("document.getElementById('ask').open")
    served.click("OK", "#ask")
    assert served.ask("document.querySelectorAll('td.changed').length") == 1
    served.click("Undo", ".bar")
    served.until("document.querySelectorAll('td.changed').length === 0")
    assert served.problems() == []


def test_what_a_spreadsheet_puts_on_the_clipboard_is_read_unrounded(served: Served) -> None:
    """Cells as Excel, LibreOffice and Google write them as HTML: the number behind what is shown, but no date's."""
    served.click("yard.yaml", "main")
    served.click("markets", ".tables")
    served.until("document.querySelector('.grid td[data-row=\"0\"]')")
    html = (
        '<table><tr><td x:num="-30.123456">-30.12</td><td sdval="1234.5678">1.234,57</td></tr>'
        '<tr><td x:num="45658">2025-01-01</td>'
        '<td data-sheets-value=\'{"1":3,"3":0.123456}\'>12.35%</td></tr></table>'
    )
    served.ask(
        "{const d = new DataTransfer(); d.setData('text/plain', 'a\\tb\\r\\nc\\td');"
        f"d.setData('text/html', `{html}`);"
        "const e = new ClipboardEvent('paste', {clipboardData: d, bubbles: true});"
        "document.querySelector('.grid').dispatchEvent(e)}"
    )
    served.until("document.querySelectorAll('td.changed').length === 4")
    told = served.ask("[...document.querySelectorAll('td.changed')].map(e => e.textContent)")
    assert told == ["-30.123456", "1234.5678", "2025-01-01", "12.3456 %"]


def test_from_three_problems_to_the_report_by_keyboard_alone(served: Served) -> None:
    """Tab, Enter and arrows: each problem's cell is reached and mended, the plan made, the report read."""

    def reach(test: str) -> None:
        for _ in range(120):
            if served.ask(f"!!(e => {test})(document.activeElement)"):
                return
            served.browser.press("Tab")
        raise AssertionError(f"never reached: {test}; {served.ask('document.activeElement.outerHTML')}")

    reach("e.textContent === 'park.xlsx' && e.closest('.choices')")
    served.browser.press("Enter")
    right = {"8 tonns/d": "8 t/d", "al": "all", "compots": "compost"}
    served.until("document.querySelectorAll('#problems button').length === 3")
    for left in (2, 1, 0):
        reach("e.closest('#problems')")
        served.browser.press("Enter")
        served.until("document.activeElement.className === 'grid'")
        served.until("document.querySelector('td.active.error')")
        wrong = str(served.ask("document.querySelector('td.active').textContent"))
        served.browser.press("Enter")
        served.until("document.activeElement.tagName === 'INPUT'")
        served.type(right[wrong])
        served.browser.press("Enter")
        served.until(f"document.querySelectorAll('#problems button.error').length === {left}")
    reach("e.id === 'tab-plan'")
    served.browser.press("Enter")
    served.until("document.activeElement.id === 'tab-plan'")  # the place is kept
    reach("e.className === 'main'")
    served.browser.press("Enter")
    served.until("document.querySelector('#result h3')?.textContent.includes('Plan 1')")
    reach("e.closest('#result') && e.textContent.includes('Read the report')")
    served.browser.press("Enter")
    served.until("document.querySelector('iframe')")


def test_an_upload_in_pieces_is_cut_off_at_its_size(served: Served) -> None:
    """51 MB in chunks without a length, from a program that has the cookie and the token: 413."""
    host = served.address.split("//")[1].split("/")[0]
    opened = http.client.HTTPConnection(host)
    opened.request("GET", "/" + served.address.split("/", 3)[3])
    cookie = str(opened.getresponse().getheader("set-cookie")).split(";")[0]
    token = str(served.ask("document.querySelector('meta[name=mfo-token]').content"))
    asking = http.client.HTTPConnection(host)
    pieces = (b"x" * 2**20 for _ in range(51))
    try:
        asking.request(
            "POST", "/api/upload?name=a.xlsx", pieces, {"cookie": cookie, "x-mfo-token": token}, encode_chunked=True
        )
        assert asking.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):  # cut off before all of it was sent
        assert asking.sock is None or asking.getresponse().status == 413
    assert served.get("/api/upload", Cookie=cookie) == 405
    assert served.get("/api/state") == 403


@pytest.mark.parametrize("how", ["dropped", "chosen"])
def test_a_folder_is_dropped_or_chosen(served: Served, tmp_path: Path, how: str) -> None:
    """Its tables arrive as they are, whatever their encoding; what is no table stays where it is."""
    given = tmp_path / "outside" / "my yard"
    (given / "models").mkdir(parents=True)
    (given / "plant.yaml").write_text(CURVE.split("supplies:")[0], encoding="utf-8")
    head = "supply;site;material;amount;take;price"
    (given / "supplies.csv").write_bytes(f"{head}\nbasura de Peñón;A;waste;1000 t/year;all;0 EUR/t\n".encode("cp1252"))
    (given / "markets.csv").write_text("market,site,material,price\ntip,A,waste,-30 EUR/t\n", encoding="utf-8")
    (given / "photo.png").write_bytes(b"\x89PNG")
    if how == "dropped":
        place = "(r => [r.x + 9, r.y + 9])(document.querySelector('.drop').getBoundingClientRect())"
        x, y = served.ask(place)  # type: ignore[misc]
        data = {"items": [], "files": [str(given)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            served.browser.call("Input.dispatchDragEvent", type=kind, data=data, x=x, y=y)
    else:
        document = served.browser.call("DOM.getDocument")["root"]["nodeId"]
        node = served.browser.call("DOM.querySelector", nodeId=document, selector="#folder")["nodeId"]
        served.browser.call("DOM.setFileInputFiles", nodeId=node, files=[str(given)])
    served.until("document.getElementById('plant-name').textContent.includes('my yard')")
    served.until("document.querySelectorAll('.grid td').length > 4")
    (told,) = served.problems()
    assert "Windows-1252" in told  # read as it is, and said so
    kept = tmp_path / "my yard"
    assert sorted(path.name for path in kept.iterdir()) == ["markets.csv", "plant.yaml", "supplies.csv"]
    assert (kept / "supplies.csv").read_bytes() == (given / "supplies.csv").read_bytes()
    served.tab("plan")
    served.ask("document.querySelector('.question button.main').click()")
    served.until("document.querySelector('#result h3')?.textContent.includes('Plan 1')")
    assert costs(served) == [pytest.approx(30_000.0)]


@pytest.mark.parametrize(("answer", "wanted"), [("Yes", "1.5"), ("No", "1,5"), ("Cancel", "")])
def test_a_decimal_comma_is_asked_about(served: Served, answer: str, wanted: str) -> None:
    served.click("yard.yaml", "main")
    served.click("markets", ".tables")
    served.until("document.querySelector('.grid td[data-row=\"0\"]')")
    served.ask(
        "{const d = new DataTransfer(); d.setData('text/plain', '1,5');"
        "const e = new ClipboardEvent('paste', {clipboardData: d, bubbles: true});"
        "document.querySelector('.grid').dispatchEvent(e)}"
    )
    served.click(answer, "dialog")
    told = "[...document.querySelectorAll('td.changed')].map(e => e.textContent).join()"
    served.until(f"!document.querySelector('dialog[open]') && {told} === {wanted!r}")
