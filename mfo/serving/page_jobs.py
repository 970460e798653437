"""One warm worker process, and jobs that wait for it. A worker that dies or is stopped costs nothing else."""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from ..errors import MfoError
from ..studies.engine.process_pools import end_with_parent
from ..translation import speaking, spoken
from .work import TASKS, as_problems

if TYPE_CHECKING:
    from multiprocessing.context import SpawnContext

MEMORY = 6 * 2**30  # of the worker [bytes]
NEUTRAL = ("read", "check")  # tasks whose problems are kept, and told in the language of whoever looks at them
KEPT = 100  # finished jobs that can still be asked for
PATIENCE = 0.1  # between looks at a running job [s]


@dataclass
class Job:
    """Something the worker does or did: ``state`` is waiting, running, done, failed or stopped."""

    number: int
    task: str
    state: str = "waiting"
    stage: str = ""
    result: object = None
    problems: list[dict[str, object]] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "failed", "stopped")

    def record(self) -> dict[str, object]:
        """What the page is told, without the result."""
        spent = self.seconds if self.ended else time.monotonic() - self.begun
        return {
            "job": self.number,
            "task": self.task,
            "state": self.state,
            "stage": self.stage,
            "seconds": round(spent, 2),
            "problems": self.problems,
        }


class Jobs:
    """Runs jobs one after the other in a process of their own."""

    def __init__(self) -> None:
        """Begin without a process; the first job starts it."""
        self._context: SpawnContext = get_context("spawn")
        self._numbers = itertools.count(1)
        self._jobs: dict[int, Job] = {}
        self._turn = threading.Lock()
        self._process: BaseProcess | None = None
        self._ours: Connection | None = None

    def start(self, task: str, *arguments: object, limit: float = 3600.0) -> Job:
        """Put a job in the queue; it is stopped after ``limit`` seconds of running."""
        job = Job(next(self._numbers), task)
        self._jobs[job.number] = job
        for number in [each.number for each in self._jobs.values() if each.ended][:-KEPT]:
            del self._jobs[number]
        threading.Thread(target=self._run, args=(job, (spoken(), *arguments), limit), daemon=True).start()
        return job

    def get(self, number: int) -> Job | None:
        """A job by its number."""
        return self._jobs.get(number)

    def wait(self, job: Job) -> Job:
        """Wait until a job has ended."""
        while not job.ended:
            time.sleep(PATIENCE / 5)
        return job

    def stop(self, job: Job) -> None:
        """End a job. Its process is killed and leaves no solver behind; the next job gets a new one."""
        if job.state == "running":
            job.state = "stopped"
            self._kill()
        elif job.state == "waiting":
            job.state = "stopped"

    def close(self) -> None:
        """End the process: by itself where it waits for a task, else killed, with its solver."""
        process, ours = self._process, self._ours
        if process is not None and ours is not None and self._turn.acquire(blocking=False):
            try:
                ours.close()  # nobody is there to ask it any more
                process.join(2)
            finally:
                self._turn.release()
        self._kill()

    def _run(self, job: Job, arguments: tuple[object, ...], limit: float) -> None:
        with self._turn:
            if job.state != "waiting":
                return
            job.state, job.begun = "running", time.monotonic()
            try:
                self._ask(job, arguments, limit)
            except (OSError, EOFError):
                self._kill()
                if job.state == "running":
                    job.problems = [_problem("job-lost", "The process that did the work ended.", "Try again.")]
                    job.state = "failed"
            job.seconds = time.monotonic() - job.begun

    def _ask(self, job: Job, arguments: tuple[object, ...], limit: float) -> None:
        ours = self._connection()
        ours.send((job.task, arguments))
        while job.state == "running":
            if time.monotonic() - job.begun > limit:
                self._kill()
                job.problems = [_problem("job-slow", f"This took longer than {limit:g} s.", "Make it smaller.")]
                job.state = "failed"
            elif ours.poll(PATIENCE):
                kind, content = ours.recv()
                if kind == "stage":
                    job.stage = content
                elif job.state == "running":
                    job.result, job.problems = (content, []) if kind == "done" else (None, content)
                    job.state = kind

    def _connection(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._ours is None:
            self._ours, theirs = self._context.Pipe()
            self._process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
        return self._ours

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.join(2)
        ours, self._ours = self._ours, None
        if ours is not None:
            with contextlib.suppress(OSError):
                ours.close()


def _problem(code: str, message: str, remedy: str) -> dict[str, object]:
    return {
        "code": code,
        "severity": "error",
        "message": message,
        "remedy": remedy,
        "place": "",
        "file": None,
        "sheet": None,
        "line": None,
        "cell": None,
    }


def _serve(connection: Connection) -> None:
    """What the process does: one task after the other, until nobody is there to ask."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    end_with_parent()  # a killed page leaves no solver behind
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            task, (language, *arguments) = connection.recv()
            with speaking("en" if task in NEUTRAL else language):
                connection.send(_outcome(task, tuple(arguments), connection))


def _outcome(task: str, arguments: tuple[object, ...], connection: Connection) -> tuple[str, object]:
    try:
        return "done", TASKS[task](*arguments, lambda stage: connection.send(("stage", stage)))
    except MfoError as error:
        return "failed", as_problems(error, task, arguments)
    except MemoryError:
        return "failed", [_problem("job-memory", "This needs more memory than the page may use.", "Make it smaller.")]
