"""What the page answers, to whom, and what it refuses. In a browser it is checked by tests/browser/check_serve.py."""

from __future__ import annotations

import re
import time
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from starlette.testclient import TestClient

import mfo
from mfo.serving.app import LARGEST_UPLOAD, Service, application
from mfo.serving.guard import Guard
from mfo.serving.page_jobs import Jobs
from mfo.serving.saving import laid
from mfo.serving.spoken import in_words
from mfo.tables.conversion import convert
from mfo.tables.editing import Draft
from mfo.tables.read_tables import read_tables

ADDRESS = "http://127.0.0.1:8000"
TEXT = """
plant: {name: yard, currency: EUR}
materials: [{material: waste, unit: t}]
sites: [{site: A}]
supplies: [{supply: bins, site: A, material: waste, amount: 2 t/d, take: all, price: 0 EUR/t}]
markets: [{market: tip, site: A, material: waste, price: -30 EUR/t}]
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Service, Guard]]:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "yard.yaml").write_text(TEXT)
    service = Service(folder, "")
    guard = Guard(application(service), ("127.0.0.1",), 8000)
    service.token = guard.change
    client = TestClient(guard, base_url=ADDRESS, follow_redirects=True)
    assert client.get("/", params={"token": guard.opening}).status_code == 200
    client.headers["x-mfo-token"] = guard.change
    yield client, service, guard
    service.jobs.close()


def test_a_plant_is_opened_changed_planned_and_taken_home(page: tuple[TestClient, Service, Guard]) -> None:
    """2 t a day for 30 EUR: 365 x 60 = 21,900 EUR; at 4 t it is twice that."""
    client = page[0]
    told = client.post("/api/open", json={"name": "yard.yaml"}).json()
    assert told["problems"] == []
    edit = [{"kind": "cell", "table": "supplies", "row": 0, "column": "amount", "value": "4 t/d"}]
    told = client.post("/api/edit", json={"revision": 0, "edits": edit}).json()
    assert (told["revision"], told["problems"]) == (1, [])
    assert client.post("/api/edit", json={"revision": 0, "edits": edit}).status_code == 409
    wrong = [{"kind": "cell", "table": "supplies", "row": 0, "column": "take", "value": "al"}]
    told = client.post("/api/edit", json={"revision": 1, "edits": wrong}).json()
    assert [problem["code"] for problem in told["problems"]] == ["choice-unknown"] or told["problems"]
    assert client.get("/api/pictures").json() == {"diagram": None}  # drawn once its errors are mended
    spanish = client.get("/api/state", headers={"x-mfo-language": "es"}).json()["problems"]
    assert [each["code"] for each in spanish] == [each["code"] for each in told["problems"]]
    assert all(one["message"] != other["message"] for one, other in zip(spanish, told["problems"], strict=True))
    told = client.post("/api/undo", json={"revision": 2}).json()
    assert told["problems"] == []
    drawn = client.get("/api/pictures?language=es").json()
    assert [shape["title"] for shape in drawn["diagram"]["shapes"][1:]] == ["A"]
    assert "map" not in drawn
    job = client.post("/api/plan", json={"limits": []}).json()
    for _ in range(600):
        state = client.get("/api/state").json()
        if state["plans"]:
            break
        time.sleep(0.1)
    assert state["plans"][0]["totals"]["cost"]["value"] == pytest.approx(43_800.0)
    assert state["plans"][0]["changed"][0]["value"] == "4 t/d"
    assert client.get(f"/api/jobs/{job['job']}").json()["state"] == "done"
    report = client.get("/plans/1/report.html")
    assert report.status_code == 200
    assert report.headers["content-security-policy"].startswith("sandbox")
    workbook = client.get("/api/workbook").content
    assert zipfile.is_zipfile(BytesIO(workbook))
    assert client.get("/plans/1/run.json").status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1:9"}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"cookie": "mfo_serve=guess"}, 403),
    ],
)
def test_only_the_page_itself_may_ask(
    page: tuple[TestClient, Service, Guard], headers: dict[str, str], status: int
) -> None:
    client, _, _ = page
    assert client.get("/api/state").status_code == 200
    assert client.get("/api/state", headers=headers).status_code == status
    assert client.get("/api/state").headers["content-security-policy"].startswith("default-src 'none'")


def test_the_address_that_a_browser_is_started_with_opens_once(
    page: tuple[TestClient, Service, Guard],
) -> None:
    """Other users of the machine can list the command that starts a browser; the printed address stays good."""
    _, service, _ = page
    guard = Guard(application(service), ("127.0.0.1",), 8000)
    once = guard.once
    seen = [
        TestClient(guard, base_url=ADDRESS, follow_redirects=False).get("/", params={"token": token}).status_code
        for token in (once, once, "", guard.opening, guard.opening)
    ]
    assert seen == [303, 403, 403, 303, 303]


def test_a_change_needs_the_token_of_the_page(page: tuple[TestClient, Service, Guard]) -> None:
    client, _, _ = page
    assert client.post("/api/undo", json={"revision": 0}, headers={"x-mfo-token": "guess"}).status_code == 403


@pytest.mark.parametrize(
    "path", ["/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/app.py", "/plans/1/..%2frun.json"]
)
def test_files_come_from_a_fixed_list(page: tuple[TestClient, Service, Guard], path: str) -> None:
    assert page[0].get(path).status_code == 404


def test_what_is_too_large_or_no_plant_is_refused(page: tuple[TestClient, Service, Guard]) -> None:
    """By its length, and sent in pieces without saying how long it is; nothing of it stays in the folder."""
    client, service, _ = page
    before = service.desk.choices()
    large = b"x" * (LARGEST_UPLOAD + 1)
    assert client.post("/api/upload?name=a.xlsx", content=large).status_code == 413
    pieces = (large[at : at + 2**20] for at in range(0, len(large), 2**20))
    assert client.post("/api/upload?name=a.xlsx", content=pieces).status_code == 413
    assert service.desk.choices() == before
    told = client.post("/api/upload?name=../../evil.exe", content=b"MZ")
    assert (told.status_code, told.json()["problems"][0]["code"]) == (422, "plant-kind")


def test_an_uploaded_name_is_a_name_in_the_folder_and_replaces_nothing(page: tuple[TestClient, Service, Guard]) -> None:
    client, service, _ = page
    held = (service.desk.folder / "yard.yaml").read_bytes()
    told = client.post("/api/upload?name=..%2F..%2Fyard.yaml", content=TEXT.replace("yard", "other").encode()).json()
    assert told["plant"] == "yard-2.yaml"
    assert (service.desk.folder / "yard.yaml").read_bytes() == held
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 300_000_000)
    told = client.post("/api/upload?name=bomb.xlsx", content=bomb.getvalue())
    assert told.status_code == 422
    assert told.json()["problems"][0]["code"].startswith("file-")


def told_job(client: TestClient, job: dict[str, object]) -> dict[str, object]:
    """A job once it has ended."""
    while True:
        told = client.get(f"/api/jobs/{job['job']}").json()
        if told["state"] not in ("waiting", "running"):
            return dict(told)
        time.sleep(0.02)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[TestClient, Service]]:
    """A page of its own, whose worker and folder a test may spoil."""
    (tmp_path / "yard.yaml").write_text(TEXT)
    (tmp_path / "other.yaml").write_text(TEXT.replace("yard", "other"))
    service = Service(tmp_path, "")
    guard = Guard(application(service), ("127.0.0.1",), 8000)
    client = TestClient(guard, base_url=ADDRESS, follow_redirects=True)
    client.get("/", params={"token": guard.opening})
    client.headers["x-mfo-token"] = guard.change
    yield client, service
    service.jobs.close()


def set_amount(client: TestClient, revision: int, value: str, plant: str = "yard.yaml") -> int:
    edit = {"kind": "cell", "table": "supplies", "row": 0, "column": "amount", "value": value}
    return client.post("/api/edit", json={"plant": plant, "revision": revision, "edits": [edit]}).status_code


def test_a_killed_worker_comes_back_and_every_plant_has_its_edits_and_plans(
    desk: tuple[TestClient, Service],
) -> None:
    """The worker is killed; another plant is opened and the first one again: edits, undo and plans are there.

    A plan of the first that ends while the other lies there is the first one's. Likewise after a new start.
    """
    client, service = desk
    client.post("/api/open", json={"name": "yard.yaml"})
    assert set_amount(client, 0, "4 t/d") == 200
    process = service.jobs._process
    assert process is not None
    process.kill()
    process.join()
    assert set_amount(client, 1, "5 t/d") == 200
    assert client.get("/api/state").json()["problems"] == []
    made, kept = (service.desk.new_plan({"limits": [], "minimise": None, "scenario": None}) for _ in range(2))
    made.folder.mkdir(parents=True)
    assert made.folder != kept.folder
    service.desk.keep_plan(made, {"totals": {}})
    assert [plan["plan"] for plan in client.get("/api/state").json()["plans"]] == [1]
    client.post("/api/open", json={"name": "other.yaml"})
    assert client.get("/api/state").json()["plans"] == []
    assert set_amount(client, 0, "9 t/d") == 409  # a tab that still shows the first plant
    kept.folder.mkdir()
    service.desk.keep_plan(kept, {"totals": {}})
    assert service.desk.plans == []
    again = Service(service.desk.folder, "")
    assert again.desk.state()["last"] == "other.yaml"
    again.desk.put(service.desk.folder / "yard.yaml", read_tables(service.desk.folder / "yard.yaml"))
    assert again.desk.need().tables["supplies"].value(0, "amount") == "5 t/d"
    assert [plan.number for plan in again.desk.plans] == [1, 2]
    again.desk.change("yard.yaml", 2, None)
    assert again.desk.need().tables["supplies"].value(0, "amount") == "4 t/d"


def test_a_stopped_job_is_gone_within_a_second_and_leaves_no_process(desk: tuple[TestClient, Service]) -> None:
    """A curve of so many points that it does not end by itself."""
    _, service = desk
    draft = laid(Draft(read_tables(service.desk.folder / "yard.yaml")))
    job = service.jobs.start("curve", draft, "cost", "landfilled", 100_000, [], None, [])
    while not job.stage.startswith("point") and not job.ended:
        time.sleep(0.02)
    process = service.jobs._process
    assert process is not None
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    assert not children.exists() or children.read_text().split() == []
    begun = time.monotonic()
    service.jobs.stop(job)
    assert not process.is_alive()
    assert time.monotonic() - begun < 1
    assert job.state == "stopped"
    assert service.jobs.wait(service.jobs.start("read", str(service.desk.folder / "yard.yaml"))).state == "done"


def test_nothing_is_planned_with_a_formula_whose_result_is_old(desk: tuple[TestClient, Service]) -> None:
    """The cell is a problem on the page; plan and curve are refused; undone, there is none."""
    client, service = desk
    path = service.desk.folder / "park.xlsx"
    convert(Path(mfo.__file__).parents[1] / "examples" / "starter", path)
    book = openpyxl.load_workbook(path)
    book["markets"]["E2"] = "=supplies!D2*100"
    book.save(path)
    made = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"</f><v ?/?>(</v>)?", b"</f><v>800</v>", old.read(name)))
    path.write_bytes(made.getvalue())
    assert client.post("/api/open", json={"name": "park.xlsx"}).json()["problems"] == []
    edit = {"kind": "cell", "table": "supplies", "row": 0, "column": "amount", "value": "9"}
    told = client.post("/api/edit", json={"plant": "park.xlsx", "revision": 0, "edits": [edit]}).json()
    assert [(each["code"], each["cell"]) for each in told["problems"]] == [("cell-stale-formula", "E2")]
    for task in ("plan", "curve"):
        ended = told_job(client, client.post(f"/api/{task}", json={"limits": []}).json())
        assert [each["code"] for each in ended["problems"]] == ["cell-stale-formula"]  # type: ignore[attr-defined]
    assert client.get("/api/workbook").headers["x-mfo-stale"] == "1"
    assert client.post("/api/undo", json={"plant": "park.xlsx", "revision": 1}).json()["problems"] == []


@pytest.mark.parametrize(("language", "name"), [("en", "plant.xlsx"), ("es", "planta.xlsx")])
def test_a_workbook_to_fill_in_is_made_in_the_persons_language(
    desk: tuple[TestClient, Service], language: str, name: str
) -> None:
    client, _ = desk
    told = client.post("/api/open", json={"template": language}, headers={"x-mfo-language": language}).json()
    assert told["plant"] == name
    assert [each for each in told["problems"] if each["severity"] == "error"] == []
    shown = {each["name"]: each["shown"] for each in told["tables"]}
    assert shown["supplies"] == {"en": "supplies", "es": "suministros"}[language]


def test_a_name_is_text(page: tuple[TestClient, Service, Guard]) -> None:
    """The page makes text of it; what is sent is data, never markup."""
    client, _, _ = page
    name = "<img src=x onerror=alert(1)>"
    client.post("/api/upload?name=x.yaml", content=TEXT.replace("bins", f'"{name}"').encode())
    window = client.get("/api/table/supplies")
    assert window.headers["content-type"] == "application/json"
    assert window.json()["rows"][0]["cells"][0] == name


def test_a_job_that_is_stopped_leaves_no_process_and_the_next_one_runs() -> None:
    jobs = Jobs()
    try:
        first = jobs.wait(jobs.start("read", str(Path(__file__))))
        assert first.state == "failed"
        process = jobs._process
        assert process is not None
        assert process.is_alive()
        slow = jobs.start("read", "/dev/null")
        jobs.wait(slow)
        jobs.stop(slow)
        process.kill()
        lost = jobs.wait(jobs.start("check", None))
        assert lost.state == "failed"
        again = jobs.wait(jobs.start("read", str(Path(__file__))))
        assert [problem["code"] for problem in again.problems] == ["plant-kind"]
    finally:
        jobs.close()


def test_a_folder_leads_nowhere_else_and_needs_its_plant(page: tuple[TestClient, Service, Guard]) -> None:
    client, service, _ = page
    plant = b64encode(TEXT.encode()).decode()

    def sent(files: dict[str, str], name: str = "mine") -> tuple[int, str]:
        answer = client.post("/api/folder", json={"name": name, "files": files})
        return answer.status_code, answer.text

    for path in ("../out.yaml", "/etc/out.yaml", "a/../../out.yaml", ".mfo/out.yaml", "a/b/c/d.yaml"):
        assert sent({"plant.yaml": plant, path: plant})[0] == 400
    code, told = sent({"a.csv": plant})
    assert code == 422
    assert "plant.yaml" in told
    assert sent({"plant.yaml": "no base64!"})[0] == 400
    assert sent({"plant.yaml": plant}, "../../mine")[0] == 200
    assert sent({"plant.yaml": plant, "run.exe": plant}, "mine")[0] == 200
    assert (service.desk.folder / "mine" / "plant.yaml").is_file()
    assert [each.name for each in (service.desk.folder / "mine-2").iterdir()] == ["plant.yaml"]
    assert not list(service.desk.folder.glob(".part*"))


def test_the_best_plan_so_far_and_the_bound_are_told_in_the_pages_language() -> None:
    told = in_words({"stage": "solving: best 279,263,560, none can be below 279,254,338 (0.00%)"}, "es")
    assert told == {"stage": "resolviendo: el mejor 279,263,560, ninguno puede bajar de 279,254,338 (0.00%)"}
