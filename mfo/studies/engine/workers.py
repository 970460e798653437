"""Jobs in this process, in several, or on a cluster, with the same answers whatever the workers and the order."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ...plan.make_plan import versions
from ..cluster.dask_cluster import on_cluster
from ..cluster.own_files import own_files, unpack
from .arrays import Answered
from .process_pools import KILLS, in_processes
from .sample_jobs import SampleJob, StudyBase, Worker

CHUNK = 20  # jobs that a worker is given at once

Numbered = tuple[int, SampleJob]
Some = list[tuple[int, Answered]]


def answers(base: StudyBase, jobs: Sequence[Numbered], workers: int, cluster: str = "") -> Iterator[Some]:
    """Answers by the job's number, some at a time as they come; see :func:`in_processes` for what ``workers`` are.

    ``cluster`` is the address of a Dask cluster, which then works in their place, see :func:`on_cluster`.
    """
    chunks = [list(jobs[first : first + CHUNK]) for first in range(0, len(jobs), CHUNK)]
    lost = Answered("lost", reason=f"It cost {KILLS} workers.")
    if cluster:
        sent = (base, own_files(base.tables.folder))
        for place, told in on_cluster(dict(enumerate(chunks)), chunk_worker, sent, cluster, versions()):
            yield [(number, lost) for number, _ in chunks[place]] if told is None else told
        return
    if workers <= 1 or len(jobs) <= 1:
        worker = Worker(base)
        for chunk in chunks:
            yield [(number, worker.work(job)) for number, job in chunk]
        return
    for place, found in in_processes(dict(enumerate(chunks)), _work, workers, _start, (base,)):
        yield [(number, lost) for number, _ in chunks[place]] if found is None else found


def chunk_worker(base: StudyBase, files: dict[str, bytes]) -> Callable[[Sequence[Numbered]], Some]:
    """What works chunks out on another machine, where only these files of the plant's own library are there."""
    folder = tempfile.TemporaryDirectory()
    unpack(files, Path(folder.name))
    here = {"tables": base.tables, "standing": base.standing}
    moved = {name: replace(tables, folder=Path(folder.name)) for name, tables in here.items() if tables.folder}
    worker = Worker(replace(base, **moved))  # type: ignore[arg-type]

    def work(chunk: Sequence[Numbered], _held: object = folder) -> Some:
        return [(number, worker.work(job)) for number, job in chunk]

    return work


_worker: list[Worker] = []  # of a process


def _start(base: StudyBase) -> None:
    _worker.append(Worker(base))


def _work(chunk: list[Numbered]) -> list[tuple[int, Answered]]:
    return [(number, _worker[0].work(job)) for number, job in chunk]
