"""A study's jobs worked out: what is there already is taken, the rest computed, a few held against the long way."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ...errors import Problem, SolverError
from ...translation import say
from .arrays import Answered
from .results_file import key_of, results_at
from .sample_jobs import SampleJob, StudyBase, Worker
from .workers import answers

TOLD = 1.5  # seconds between two tellings of progress
CHECKED = 5  # jobs of a study that are worked out the long way, too
AGREE = 1e-7  # how far both ways may be apart in the objective, relative


def run_jobs(
    base: StudyBase,
    jobs: Sequence[SampleJob],
    question: dict[str, object],
    *,
    workers: int = 1,
    cluster: str = "",
    folder: Path | None = None,
    what: str = "value",
    progress: Callable[[str], None] = lambda _stage: None,
) -> list[Answered]:
    """The answer to each job in order, the same whatever the number of workers.

    ``cluster`` is the address of a Dask cluster, in the place of ``workers``. With a ``folder`` finished jobs are kept
    there at once, under a key of ``question`` (the plant's digest, what was asked, versions) and the job; the same
    question again computes only what is missing. A few jobs that took a short cut are worked out the long way, too;
    raises :class:`mfo.SolverError` where both do not agree.
    """
    keys = [key_of({"cells": [base.cells[cell].name for cell in job.cells], "values": job.values}) for job in jobs]
    found: dict[int, Answered] = {}
    begun = time.monotonic()
    with results_at(folder, key_of(question)) as kept:
        known = kept.known() if kept else {}
        found = {number: known[key] for number, key in enumerate(keys) if key in known}
        missing = [(number, job) for number, job in enumerate(jobs) if number not in found]
        done, told = 0, 0.0
        progress(f"{what} 1 of {len(missing)}")
        for some in answers(base, missing, workers, cluster):
            found.update(some)
            done += len(some)
            if kept:
                kept.keep((keys[number], answer) for number, answer in some if answer.status != "lost")
            if time.monotonic() - told > TOLD:
                told = time.monotonic()
                left = time_left(begun, done, len(missing))
                of_values = f"{done} of {len(missing)} values{left}"
                progress(f"{done} of {len(missing)} samples{left}" if what == "sample" else of_values)
    _check(base, jobs, found)
    return [found[number] for number in range(len(jobs))]


def time_left(begun: float, done: int, count: int) -> str:
    """How long the rest will take by what was done so far, as progress tells it."""
    if not done or done == count:
        return ""
    seconds = (time.monotonic() - begun) / done * (count - done)
    return say(", {time} left", time=f"{int(seconds // 60)}:{int(seconds % 60):02d}")


def _check(base: StudyBase, jobs: Sequence[SampleJob], found: dict[int, Answered]) -> None:
    """Hold a few jobs that took a short cut, drawn by the number of jobs, against the long way."""
    worker = Worker(base)
    short = [number for number, job in enumerate(jobs) if worker.is_short(job) and found[number].status != "lost"]
    chosen = np.random.default_rng(len(jobs)).permutation(len(short))[:CHECKED]
    for number in (short[place] for place in sorted(chosen.tolist())):
        long, quick = worker.at_length(jobs[number]), found[number]
        scale = max(1.0, abs(long.objective)) if long.solved else 1.0
        if long.status != quick.status or (long.solved and abs(long.objective - quick.objective) > AGREE * scale):
            message = (
                f"A short cut gave {quick.objective:.9g} ({quick.status}), the long way {long.objective:.9g} "
                f"({long.status})."
            )
            raise SolverError(Problem("not-certified", message, remedy="Report this plant to us."))
