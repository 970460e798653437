"""Jobs in this process or in several, with the same answers whatever the number of workers and the order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .arrays import Answered
from .jobs import Base, Job, Worker
from .process_pools import KILLS, in_processes

CHUNK = 20  # jobs that a worker is given at once

Numbered = tuple[int, Job]


def answers(base: Base, jobs: Sequence[Numbered], workers: int) -> Iterator[list[tuple[int, Answered]]]:
    """Answers by the job's number, some at a time as they come; see :func:`in_processes` for what ``workers`` are."""
    chunks = [list(jobs[first : first + CHUNK]) for first in range(0, len(jobs), CHUNK)]
    if workers <= 1 or len(jobs) <= 1:
        worker = Worker(base)
        for chunk in chunks:
            yield [(number, worker.work(job)) for number, job in chunk]
        return
    for place, found in in_processes(dict(enumerate(chunks)), _work, workers, _start, (base,)):
        lost = Answered("lost", reason=f"It cost {KILLS} workers.")
        yield [(number, lost) for number, _ in chunks[place]] if found is None else found


_worker: list[Worker] = []  # of a process


def _start(base: Base) -> None:
    _worker.append(Worker(base))


def _work(chunk: list[Numbered]) -> list[tuple[int, Answered]]:
    return [(number, _worker[0].work(job)) for number, job in chunk]
