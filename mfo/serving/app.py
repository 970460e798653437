"""The application: what each address answers. Data goes as JSON; the page asks again for what is not ready yet."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, cast

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from ..errors import MfoError
from ..tables.cells.cell_text import resolve
from ..tables.cells.table import Tables
from ..tables.editing import Edit
from ..translation import speaking, spoken
from .desk import ConflictError, Desk, Record
from .guard import FRAMED
from .page_jobs import Job, Jobs
from .saving import laid
from .spoken import LANGUAGE, SpokenResponse
from .studies import PAGE, STUDIES, WORKBOOK
from .ways_out import lever_in, levers
from .work import as_data

if TYPE_CHECKING:
    Answer = Callable[[Request], Awaitable[Response]]

LARGEST_UPLOAD = 50 * 2**20  # [bytes]
LARGEST_CHANGE = 4 * 2**20
ASSETS = {
    "app.js": "text/javascript",
    "table.js": "text/javascript",
    "pictures.js": "text/javascript",
    "studies.js": "text/javascript",
    "style.css": "text/css",
    "texts.json": "application/json",
}
RESULTS = ("report.html", "plan.xlsx")
EXAMPLES = ("starter", "nopalmex", "park", "municipality")
PATIENCE = {"read": 60.0, "check": 60.0, "pictures": 60.0, "save": 120.0}  # how long a job may run [s]


class Service:
    """The desk, its worker, and what the addresses answer."""

    def __init__(self, folder: Path, token: str, language: str = "") -> None:
        """Serve ``folder``; ``token`` is what the page shows with every change."""
        self.desk = Desk(folder)
        self.jobs = Jobs()
        self.token = token
        self.language = language

    def routes(self) -> list[Route]:
        """All addresses."""
        return [
            Route("/", self._page),
            Route("/assets/{name}", self._asset),
            Route("/api/state", _told(self._state)),
            Route("/api/table/{name}", _told(self._table)),
            Route("/api/jobs/{number:int}", _told(self._job)),
            Route("/api/jobs/{number:int}/stop", _told(self._stop), methods=["POST"]),
            Route("/api/open", _told(self._open), methods=["POST"]),
            Route("/api/upload", _told(self._upload), methods=["POST"]),
            Route("/api/folder", _told(self._folder), methods=["POST"]),
            Route("/api/edit", _told(self._edit), methods=["POST"]),
            Route("/api/undo", _told(self._undo), methods=["POST"]),
            Route("/api/check", _told(self._check), methods=["POST"]),
            Route("/api/levers", _told(self._levers)),
            Route("/api/pictures", _told(self._pictures)),
            Route("/api/plan", _told(self._plan), methods=["POST"]),
            Route("/api/curve", _told(self._curve), methods=["POST"]),
            Route("/api/study", _told(self._study), methods=["POST"]),
            Route("/api/workbook", _told(self._workbook)),
            Route("/plans/{number:int}/{name}", _told(self._result)),
            Route("/studies/{number:int}/{name}", _told(self._study_result)),
        ]

    async def _page(self, _request: Request) -> Response:
        text = (
            _packaged("index.html").decode().replace("{{ token }}", self.token).replace("{{ language }}", self.language)
        )
        return Response(text, media_type="text/html")

    async def _asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ASSETS:
            return Response("There is no such file.", 404, media_type="text/plain")
        return Response(_packaged(name), media_type=ASSETS[name])

    async def _state(self, _request: Request) -> Response:
        return SpokenResponse(self.desk.state())

    async def _table(self, request: Request) -> Response:
        first, count = (
            int(request.query_params.get(key, default)) for key, default in (("first", "0"), ("count", "100"))
        )
        return SpokenResponse(self.desk.window(request.path_params["name"], first, count))

    async def _job(self, request: Request) -> Response:
        job = self.jobs.get(request.path_params["number"])
        if job is None:
            return SpokenResponse({"problems": []}, 404)
        told = job.record()
        if job.state == "done" and job.task in ("curve",):
            told["result"] = job.result
        return SpokenResponse({**told, "state_of_plant": self.desk.state() if job.ended else None})

    async def _stop(self, request: Request) -> Response:
        job = self.jobs.get(request.path_params["number"])
        if job is not None:
            await run_in_threadpool(self.jobs.stop, job)
        return SpokenResponse(job.record() if job else {}, 200 if job else 404)

    async def _open(self, request: Request) -> Response:
        asked = await _content(request)
        example = asked.get("example")
        if "template" in asked:
            path = await run_in_threadpool(self._template, "es" if asked["template"] == "es" else "en")
        elif example in EXAMPLES:
            path = await run_in_threadpool(self._example, str(example))
        else:
            path = self.desk.path_of(str(asked.get("name", "")))
        return await self._lay(path)

    def _example(self, name: str) -> Path:
        """A workbook of an example in the folder, under the next free name."""
        from ..tables.conversion import convert

        target = self.desk.free(f"{name}.xlsx")
        with as_file(files("mfo.examples") / name) as folder:
            convert(Path(folder), target)
        return target

    def _template(self, language: str) -> Path:
        """A workbook to fill in: every sheet, with lists to choose from and a note on each head."""
        from ..tables.read_tables import read_tables
        from ..template.template_workbook import write_template
        from ..writing.whole import whole_file

        target = self.desk.free("planta.xlsx" if language == "es" else "plant.xlsx")
        with as_file(files("mfo.examples") / "starter") as folder, whole_file(target, False) as part:
            write_template(read_tables(Path(folder)), part, language)
        return target

    async def _upload(self, request: Request) -> Response:
        content = await _bytes(request, LARGEST_UPLOAD)
        if content is None:
            return Response("The file is larger than 50 MB.", 413, media_type="text/plain")
        path = await run_in_threadpool(self.desk.receive, request.query_params.get("name", ""), content)
        return await self._lay(path)

    async def _folder(self, request: Request) -> Response:
        content = await _bytes(request, LARGEST_UPLOAD)
        if content is None:
            return Response("The folder holds more than 50 MB.", 413, media_type="text/plain")
        asked = json.loads(content)
        files = {str(path): b64decode(str(text), validate=True) for path, text in dict(asked["files"]).items()}
        path = await run_in_threadpool(self.desk.receive_folder, str(asked["name"]), files)
        return await self._lay(path)

    async def _lay(self, path: Path) -> Response:
        job = await self._done("read", str(path))
        if job.state != "done":
            return SpokenResponse({"problems": job.problems}, 422)
        self.desk.put(path, cast("Tables", job.result))
        await self._look()
        return SpokenResponse(self.desk.state())

    async def _edit(self, request: Request) -> Response:
        asked = await _content(request)
        edits = [
            Edit(
                str(each["kind"]),
                str(each["table"]),
                int(each["row"]),
                str(each.get("column", "")),
                resolve(str(each.get("value") or "")),
            )
            for each in asked["edits"]
        ]
        self.desk.change(str(asked.get("plant", self.desk.shown)), int(asked["revision"]), edits)
        await self._look()
        return SpokenResponse(self.desk.state())

    async def _undo(self, request: Request) -> Response:
        asked = await _content(request)
        self.desk.change(str(asked.get("plant", self.desk.shown)), int(asked["revision"]), None)
        await self._look()
        return SpokenResponse(self.desk.state())

    async def _check(self, _request: Request) -> Response:
        await self._look()
        return SpokenResponse(self.desk.state())

    async def _look(self) -> None:
        """Work out the problems of the plant as it lies there."""
        draft = self.desk.need()
        revision = draft.revision
        job = await self._done("check", laid(draft))
        if draft is self.desk.draft and draft.revision == revision and job.state != "stopped":
            self.desk.problems = cast("list[dict[str, object]]", job.result) if job.state == "done" else job.problems

    async def _done(self, task: str, *arguments: object) -> Job:
        job = self.jobs.start(task, *arguments, limit=PATIENCE[task])
        return await run_in_threadpool(self.jobs.wait, job)

    async def _levers(self, _request: Request) -> Response:
        return SpokenResponse({"levers": levers(self.desk.need().tables)})

    async def _pictures(self, request: Request) -> Response:
        language = "es" if request.query_params.get("language") == "es" else "en"
        job = await self._done("pictures", self.desk.need().tables, language)
        return SpokenResponse(job.result if job.state == "done" else {"diagram": None})

    async def _plan(self, request: Request) -> Response:
        asked = await _content(request)
        draft = self.desk.need()
        limits = [str(text) for text in asked.get("limits", []) if str(text).strip()]
        least, scenario = asked.get("minimise") or None, asked.get("scenario") or None
        values = [[str(part) for part in each] for each in asked.get("values", [])]
        moved = [f"{lever_in(table, row, column, spoken())} = {value}" for table, row, column, value in values]
        kept = self.desk.new_plan({"minimise": least, "limits": [*limits, *moved], "scenario": scenario})
        seconds = asked.get("time_limit")
        language = "es" if asked.get("language") == "es" else "en"
        job = self.jobs.start(
            "plan",
            laid(draft),
            least,
            limits,
            scenario,
            float(seconds) if seconds else None,
            str(kept.folder),
            language,
            values,
        )

        def keep() -> None:
            if self.jobs.wait(job).state == "done":
                self.desk.keep_plan(kept, dict(cast("Mapping[str, object]", job.result)))

        return await self._begun(job, keep)

    async def _curve(self, request: Request) -> Response:
        asked = await _content(request)
        limits = [str(text) for text in asked.get("limits", []) if str(text).strip()]
        values = [[str(part) for part in each] for each in asked.get("values", [])]
        job = self.jobs.start(
            "curve",
            laid(self.desk.need()),
            str(asked.get("minimise") or "cost"),
            str(asked.get("against") or "emissions"),
            min(int(asked.get("points") or 8), 40),
            limits,
            asked.get("scenario") or None,
            values,
        )
        return await self._begun(job, lambda: None)

    async def _study(self, request: Request) -> Response:
        asked = await _content(request)
        kind = str(asked.pop("kind", ""))
        if kind not in STUDIES:
            raise ValueError(f"there is no study {kind[:20]!r}")
        asked["limits"] = [str(text) for text in asked.get("limits", []) if str(text).strip()]
        asked["values"] = [[str(part) for part in each] for each in asked.get("values", [])]
        kept = self.desk.new_study(kind, asked)
        job = self.jobs.start("study", laid(self.desk.need()), kind, asked, str(kept.folder))

        def keep() -> None:
            if self.jobs.wait(job).state == "done":
                self.desk.keep_study(kept, cast("list[dict[str, object]]", job.result))

        return await self._begun(job, keep)

    async def _begun(self, job: Job, after: Callable[[], None]) -> Response:
        import threading

        threading.Thread(target=after, daemon=True).start()
        return SpokenResponse(job.record())

    async def _workbook(self, request: Request) -> Response:
        draft = self.desk.need()
        name = f"{Path(self.desk.shown).stem}.xlsx"
        target = self.desk.folder / ".mfo" / "download" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        job = await self._done("save", laid(draft), str(target), "new" in request.query_params)
        if job.state != "done":
            return SpokenResponse({"problems": job.problems}, 422)
        answer = FileResponse(target, filename=name)
        answer.headers["x-mfo-stale"] = str(len(cast("list[str]", job.result)))
        return answer

    async def _result(self, request: Request) -> Response:
        number, name = request.path_params["number"], request.path_params["name"]
        plan = next((plan for plan in self.desk.plans if plan.number == number), None)
        if plan is None or name not in RESULTS:
            return Response("There is no such file.", 404, media_type="text/plain")
        if name.endswith(".html") and "download" not in request.query_params:
            return FileResponse(plan.folder / name, headers={"content-security-policy": FRAMED})
        return FileResponse(plan.folder / name, filename=f"{Path(self.desk.shown).stem}-{number}-{name}")

    async def _study_result(self, request: Request) -> Response:
        number, name = request.path_params["number"], request.path_params["name"]
        study = next((study for study in self.desk.studies if study.number == number), None)
        if study is None or name not in (PAGE, WORKBOOK):
            return Response("There is no such file.", 404, media_type="text/plain")
        if name == PAGE and "download" not in request.query_params:
            return FileResponse(study.folder / name, headers={"content-security-policy": FRAMED})
        return FileResponse(study.folder / name, filename=f"{Path(self.desk.shown).stem}-{study.kind}-{number}-{name}")


def application(service: Service) -> Starlette:
    """The application, not yet guarded."""
    return Starlette(routes=service.routes())


def _packaged(name: str) -> bytes:
    return (files("mfo.serving") / "assets" / name).read_bytes()


def _told(answer: Answer) -> Answer:
    """An answer whose errors are told as data: 409 a conflict, 422 what the plant or the question has wrong."""

    async def telling(request: Request) -> Response:
        with speaking("es" if request.headers.get(LANGUAGE) == "es" else "en"):
            return await _answered(answer, request)

    return telling


async def _answered(answer: Answer, request: Request) -> Response:
    try:
        return await answer(request)
    except ConflictError:
        return SpokenResponse({"problems": [], "conflict": True}, 409)
    except MfoError as error:
        return SpokenResponse({"problems": [as_data(problem) for problem in error.problems]}, 422)
    except _TooLargeError:
        return Response("This is too much at once.", 413, media_type="text/plain")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return Response(f"This cannot be understood: {error}", 400, media_type="text/plain")


class _TooLargeError(Exception):
    """A request holds more than it may."""


async def _content(request: Request) -> Record:
    content = await _bytes(request, LARGEST_CHANGE)
    if content is None:
        raise _TooLargeError
    found = json.loads(content or b"{}")
    if not isinstance(found, dict):
        raise ValueError("it is no mapping")
    return found


async def _bytes(request: Request, most: int) -> bytes | None:
    """What a request holds; None where it is more than ``most``, however it is sent."""
    held = bytearray()
    try:
        async for part in request.stream():
            held += part
            if len(held) > most:
                return None
    except ClientDisconnect:
        return None
    return bytes(held)
