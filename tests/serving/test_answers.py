"""What the page answers to each of its questions: curves, studies, ways out, downloads, and questions that are wrong.

By hand: 2 t a day arise, 730 t a year; the tip takes a tonne for 30 EUR, the garden one for 10, at most 0.5 t a day.
182.5 x 10 + 547.5 x 30 = 18,250 EUR a year.
"""

from __future__ import annotations

import asyncio
import json
import time
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import uvicorn
from starlette.testclient import TestClient

import mfo
from mfo.serving import app, page_jobs, start
from mfo.serving.app import ASSETS, Service, application
from mfo.serving.guard import Guard
from mfo.serving.page_jobs import Jobs
from mfo.tables.conversion import convert

ADDRESS = "http://127.0.0.1:8000"
STARTER = Path(mfo.__file__).parents[1] / "examples" / "starter"
TEXT = """
plant: {name: yard, currency: EUR}
materials: [{material: waste, unit: t}]
sites: [{site: A}]
supplies: [{supply: bins, site: A, material: waste, amount: 2 t/d, take: all, price: 0 EUR/t}]
markets:
  - {market: tip, site: A, material: waste, price: -30 EUR/t, route: landfill}
  - {market: garden, site: A, material: waste, price: -10 EUR/t, maximum: 0.5 t/d, route: compost}
uncertainties:
  - {uncertainty: fee, table: markets, row: tip, column: price, low: -40 EUR/t, high: -20 EUR/t,
     distribution: uniform}
scenarios:
  - {scenario: more, table: supplies, row: bins, column: amount, value: 3 t/d}
"""


class Page:
    """A page with a folder of its own, and somebody who has opened it."""

    def __init__(self, folder: Path) -> None:
        self.service = Service(folder, "")
        guard = Guard(application(self.service), ("127.0.0.1",), 8000)
        self.client = TestClient(guard, base_url=ADDRESS, follow_redirects=True)
        self.client.get("/", params={"token": guard.opening})
        self.client.headers["x-mfo-token"] = guard.change

    def code(self, path: str, content: object) -> tuple[int, str]:
        """The status of an answer, and the code of the first problem it tells."""
        answer = self.client.post(path, json=content)
        return answer.status_code, answer.json()["problems"][0]["code"]

    def ended(self, path: str, content: object) -> dict[str, Any]:
        """A job that was asked for, once it has ended."""
        job = self.client.post(path, json=content).json()
        while job["state"] in ("waiting", "running"):
            time.sleep(0.02)
            job = self.client.get(f"/api/jobs/{job['job']}").json()
        return dict(job)

    def state(self, kind: str, count: int) -> list[dict[str, Any]]:
        """The plans or studies, once there are so many: they are kept right after their job has ended."""
        for _ in range(500):
            told = self.client.get("/api/state").json()[kind]
            if len(told) >= count:
                return list(told)
            time.sleep(0.02)
        raise AssertionError(kind)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("yard")
    (folder / "yard.yaml").write_text(TEXT)
    (folder / "other.yaml").write_text(TEXT.replace("yard", "other"))
    made = Page(folder)
    made.client.post("/api/open", json={"name": "yard.yaml"})
    yield made
    made.service.jobs.close()


def test_what_the_page_is_made_of(page: Page) -> None:
    for name, kind in ASSETS.items():
        answer = page.client.get(f"/assets/{name}")
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind)
    texts = page.client.get("/assets/texts.json").json()
    assert (texts["skip"]["en"], texts["skip"]["es"]) == ("To the content", "Al contenido")


def test_a_job_that_there_is_not(page: Page) -> None:
    assert page.client.get("/api/jobs/999").status_code == 404
    assert page.client.post("/api/jobs/999/stop").status_code == 404


@pytest.mark.parametrize(
    ("content", "status", "told"),
    [
        (b"[1]", 400, "it is no mapping"),
        (b"{", 400, "This cannot be understood"),
        (b" " * (4 * 2**20 + 1), 413, "This is too much at once."),
    ],
)
def test_a_question_that_is_none(page: Page, content: bytes, status: int, told: str) -> None:
    answer = page.client.post("/api/plan", content=content)
    assert answer.status_code == status
    assert told in answer.text


def test_before_a_plant_lies_there(tmp_path: Path) -> None:
    """Nothing can be planned; only plants of the folder can be opened."""
    page = Page(tmp_path)
    assert page.client.get("/api/state").json() == {"plant": None, "choices": [], "last": None}
    assert page.code("/api/plan", {}) == (422, "plant-missing")
    assert page.code("/api/open", {"name": "../yard.yaml"}) == (422, "plant-missing")


def test_a_table_that_there_is_not(page: Page) -> None:
    told = page.client.get("/api/table/suplies")
    assert (told.status_code, told.json()["problems"][0]["message"]) == (422, "There is no table `suplies`.")


def test_a_column_that_no_plant_has_is_shown_and_is_a_problem(tmp_path: Path) -> None:
    """So that somebody sees what the problem is about; it has no meaning to tell."""
    (tmp_path / "yard.yaml").write_text(TEXT.replace("{site: A}", "{site: A, colour: red}"))
    page = Page(tmp_path)
    told = page.client.post("/api/open", json={"name": "yard.yaml"}).json()
    assert ["column-unknown" in each["code"] for each in told["problems"]] == [True]
    window = page.client.get("/api/table/sites").json()
    column = {each["name"]: each for each in window["columns"]}
    assert "meaning" in column["site"]
    assert {key: column["colour"][key] for key in ("head", "there")} == {"head": "colour", "there": True}
    assert "meaning" not in column["colour"]
    assert dict(zip(column, window["rows"][0]["cells"], strict=True))["colour"] == "red"
    page.service.jobs.close()


def test_an_example_is_opened_under_the_next_free_name(tmp_path: Path) -> None:
    page = Page(tmp_path)
    told = [page.client.post("/api/open", json={"example": "starter"}).json() for _ in range(2)]
    assert [each["plant"] for each in told] == ["starter.xlsx", "starter-2.xlsx"]
    assert [each for each in told[1]["problems"] if each["severity"] == "error"] == []
    page.service.jobs.close()


def test_a_folder_that_is_too_much(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    plant = b64encode(TEXT.encode()).decode()
    many = {"plant.yaml": plant, **{f"{number}.csv": "" for number in range(300)}}
    answer = page.client.post("/api/folder", json={"name": "many", "files": many})
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "plant-kind")
    assert "`many` holds 301 files, more than a plant has" in answer.json()["problems"][0]["message"]
    monkeypatch.setattr(app, "LARGEST_UPLOAD", 100)
    answer = page.client.post("/api/folder", json={"name": "large", "files": {"plant.yaml": plant}})
    assert (answer.status_code, answer.text) == (413, "The folder holds more than 50 MB.")
    assert not {"many", "large"} & set(page.service.desk.choices())


def test_a_curve_in_a_scenario_and_with_a_moved_number(page: Page) -> None:
    """Of 3 t a day, 1,095 t a year, the garden now takes 1 t a day, 365 t, for 10; 730 t are buried for 30: 25,550.

    The cheapest plan is the one that buries least, so that the curve is one point.
    """
    asked = {
        "minimise": "cost",
        "against": "landfilled",
        "points": 3,
        "scenario": "more",
        "values": [["markets", "garden", "maximum", "1 t/d"]],
    }
    told = page.ended("/api/curve", asked)
    assert told["state"] == "done", told
    assert {(round(each["amount"], 3), round(each["against_amount"], 3)) for each in told["result"]} == {(25_550, 730)}


def test_a_plan_is_downloaded_and_shown(page: Page) -> None:
    """2 t a day in a scenario with 3: 182.5 x 10 + 912.5 x 30 = 29,200 EUR."""
    assert page.ended("/api/plan", {"scenario": "more"})["state"] == "done"
    plan = page.state("plans", 1)[-1]
    assert plan["totals"]["cost"]["value"] == pytest.approx(29_200)
    at = f"/plans/{plan['plan']}"
    assert page.client.get(f"{at}/report.html").headers["content-security-policy"].startswith("sandbox")
    taken = page.client.get(f"{at}/report.html?download")
    assert f'filename="yard-{plan["plan"]}-report.html"' in taken.headers["content-disposition"]
    workbook = page.client.get(f"{at}/plan.xlsx")
    assert f'filename="yard-{plan["plan"]}-plan.xlsx"' in workbook.headers["content-disposition"]
    assert "flows" in openpyxl.load_workbook(BytesIO(workbook.content), read_only=True).sheetnames


def test_where_there_is_no_plan_the_ways_out_are_told(page: Page) -> None:
    """The tip may take 500 t and the garden 182.5 t, 47.5 t too little: 547.5 t would do. In the asker's language.

    A share is no single number of a cell: a way that moves one is told in words alone.
    """
    told = {}
    for language in ("en", "es"):
        page.client.headers["x-mfo-language"] = language
        job = page.ended("/api/plan", {"limits": ["tip <= 500 t/year"]})
        assert job["state"] == "failed"
        told[language] = job["problems"][0]["ways"]
    del page.client.headers["x-mfo-language"]
    for ways in told.values():
        assert ["tip <= 547.5 t/year"] in [way["limits"] for way in ways]
    texts = {language: ways[0]["text"] for language, ways in told.items()}
    assert texts["en"].startswith("Raise the maximum of limit tip <= 500 t/year by 47.5 t/year")
    assert texts["es"].startswith("Suba el máximo de tip <= 500 t/year")
    share = page.ended("/api/plan", {"limits": ["tip <= 10 % of bins"]})["problems"][0]["ways"]
    assert any("edits" not in way and "%" in way["text"] for way in share), share


STUDIES: list[tuple[dict[str, Any], list[str]]] = [
    ({"kind": "sweep"}, ["more: 29,200 EUR"]),
    (
        {"kind": "sweep", "of": "supplies bins amount", "low": "1 t/d", "high": "2 t/d", "count": 2},
        ["18,250", "7,300"],  # 182.5 x 10 + 182.5 x 30
    ),
    ({"kind": "alternatives", "within": "10 %", "number": 1}, []),
    ({"kind": "uncertainty", "samples": 2}, []),
    (
        # the garden is the cheaper way until it costs 30 as the tip does
        {"kind": "breakeven", "of": "markets garden price", "low": "-50 EUR/t", "high": "0 EUR/t"},
        ["from -50 EUR/t to -30 EUR/t", "from -30 EUR/t to 0 EUR/t"],
    ),
]


@pytest.mark.parametrize(("asked", "ways"), STUDIES, ids=lambda each: each["kind"] if isinstance(each, dict) else "")
def test_a_study_is_kept_with_the_plans_that_can_be_made_of_it(
    page: Page, asked: dict[str, Any], ways: list[str]
) -> None:
    before = len(page.client.get("/api/state").json()["studies"])
    told = page.ended("/api/study", asked)
    assert told["state"] == "done", told
    study = page.state("studies", before + 1)[-1]
    texts = [each["text"] for each in study["ways"]]
    assert all(any(way in text for text in texts) for way in ways), texts
    at = f"/studies/{study['study']}"
    assert page.client.get(f"{at}/study.html").headers["content-security-policy"].startswith("sandbox")
    held = page.client.get(f"{at}/study.xlsx")
    name = f'filename="yard-{asked["kind"]}-{study["study"]}-study.xlsx"'
    assert name in held.headers["content-disposition"]
    assert page.client.get(f"{at}/study.json").status_code == 404
    for way in study["ways"][:1]:  # the plan is made by what the way says of itself
        question = {key: way[key] for key in ("scenario", "limits", "values") if key in way}
        assert page.ended("/api/plan", question)["state"] == "done"


def test_a_study_that_there_is_not(page: Page) -> None:
    answer = page.client.post("/api/study", json={"kind": "pareto"})
    assert (answer.status_code, answer.text) == (400, "This cannot be understood: there is no study 'pareto'")
    told = page.ended("/api/study", {"kind": "breakeven", "of": "markets gardn price"})
    assert told["state"] == "failed"
    assert "garden" in told["problems"][0]["message"] + told["problems"][0]["remedy"]


def test_a_study_that_ends_while_another_plant_lies_there_is_the_first_ones(tmp_path: Path) -> None:
    for name in ("yard", "other"):
        (tmp_path / f"{name}.yaml").write_text(TEXT.replace("yard", name))
    page = Page(tmp_path)
    page.client.post("/api/open", json={"name": "yard.yaml"})
    desk = page.service.desk
    made = desk.new_study("sweep", {"kind": "sweep", "limits": ["tip >= 1 t"], "of": "supplies bins amount"})
    made.folder.mkdir(parents=True)
    page.client.post("/api/open", json={"name": "other.yaml"})
    desk.keep_study(made, [{"text": "a way"}])
    assert page.client.get("/api/state").json()["studies"] == []
    page.client.post("/api/open", json={"name": "yard.yaml"})
    told = page.client.get("/api/state").json()["studies"]
    assert [(each["ways"], each["fresh"]) for each in told] == [([{"text": "a way"}], True)]
    assert told[0]["about"] == ["supplies bins amount", "tip >= 1 t"]
    page.service.jobs.close()


def test_a_table_without_a_sheet_makes_a_new_workbook(tmp_path: Path) -> None:
    """The starter has no sheet of limits: one is begun on the page, and only a new workbook can hold it."""
    convert(STARTER, tmp_path / "park.xlsx")
    page = Page(tmp_path)
    page.client.post("/api/open", json={"name": "park.xlsx"})
    assert "x-mfo-stale" in page.client.get("/api/workbook").headers
    edits = [
        {"kind": "add", "table": "landfill_cells", "row": 0},
        {"kind": "cell", "table": "landfill_cells", "row": 0, "column": "cell", "value": "north"},
    ]
    assert page.client.post("/api/edit", json={"revision": 0, "edits": edits}).status_code == 200
    refused = page.client.get("/api/workbook")
    problem = refused.json()["problems"][0]
    assert (refused.status_code, problem["code"]) == (422, "target-kind")
    assert "it has no sheet for the table landfill_cells" in problem["message"]
    held = page.client.get("/api/workbook?new")
    assert openpyxl.load_workbook(BytesIO(held.content))["landfill_cells"]["A2"].value == "north"
    page.service.jobs.close()


def test_a_job_that_waits_is_stopped_and_never_runs(tmp_path: Path) -> None:
    """One that takes too long is ended; of those that have ended only the last are kept."""
    (tmp_path / "yard.yaml").write_text(TEXT)
    jobs = Jobs()
    try:
        with jobs._turn:
            waiting = jobs.start("read", str(tmp_path / "yard.yaml"))
            jobs.stop(waiting)
        assert jobs.wait(waiting).record()["state"] == "stopped"
        jobs.stop(waiting)
        done = jobs.wait(jobs.start("read", str(tmp_path / "yard.yaml")))
        assert (done.number, done.state) == (2, "done")
        assert waiting.result is None
        slow = jobs.wait(jobs.start("read", str(tmp_path / "yard.yaml"), limit=0.0))
        assert (slow.state, slow.problems[0]["message"]) == ("failed", "This took longer than 0 s.")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(page_jobs, "KEPT", 2)
            last = jobs.start("read", str(tmp_path / "yard.yaml"))
        assert [jobs.get(number) is not None for number in (1, 2, 3, last.number)] == [False, True, True, True]
        jobs.wait(last)
        process = jobs._process
        assert process is not None
    finally:
        jobs.close()
    assert process.exitcode == 0  # it was idle, and ended by itself


def test_nothing_but_requests_is_answered() -> None:
    """A web socket gets no word; that the server begins and ends reaches the application."""
    seen: list[object] = []

    async def inner(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["type"])

    async def nothing(*_message: object) -> Any:
        seen.append("told")

    guard = Guard(inner, ("127.0.0.1",), 8000)
    for kind in ("websocket", "lifespan"):
        asyncio.run(guard({"type": kind, "headers": []}, nothing, nothing))
    assert seen == ["lifespan"]


@pytest.mark.parametrize("browser", [True, False])
def test_a_browser_is_started_with_an_address_that_opens_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: bool
) -> None:
    """It is another than the printed one, and whoever holds the folder leaves its address there."""
    opened: list[str] = []
    monkeypatch.setattr(start.webbrowser, "open", opened.append)
    monkeypatch.setattr(uvicorn.Server, "run", lambda _server, sockets: time.sleep(1.5 if browser else 0))
    told: list[str] = []
    start.start(tmp_path, 0, "127.0.0.1", (), "", browser, told.append)
    address = json.loads((tmp_path / ".mfo" / "address.json").read_text())["address"]
    assert told[0].startswith(f"mfo is at {address}/?token=")
    assert [each.partition("/?token=")[0] for each in opened] == ([address] if browser else [])
    assert not opened or opened[0] not in told[0]
