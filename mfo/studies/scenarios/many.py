"""Many scenarios: each costs what it changes; what is done is kept, and plans are made when they are asked for."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from ...errors import Problem, SolverError
from ...plan.make_plan import versions
from ...reading.scenarios import Change, changes_by_name
from ..engine.long_way import StudyRequest
from ..engine.process_pools import KILLS, in_processes
from ..engine.run_jobs import time_left
from .alone import ScenarioJob, bare_outcome
from .elsewhere import Task, totals_alone, totals_elsewhere
from .kept import Kept, kept_at
from .outcome import ScenarioOutcome
from .quick import Quick, QuickWorker, quick_of, same_totals

CHUNK = 20  # scenarios that a worker is given at once
CHECKED = 5  # scenarios that took the short cut and are planned by themselves, too
TOLD = 1.5  # seconds between two tellings of progress

Progress = Callable[[str], None]


def many(
    job: ScenarioJob,
    names: Mapping[str, str],
    workers: int,
    progress: Progress,
    short: bool = True,
    cluster: str = "",
) -> list[ScenarioOutcome]:
    """What becomes of each scenario, in order; with a folder what is known there is not computed again.

    Without ``short`` each is planned by itself. ``cluster`` is the address of a Dask cluster, in the place of
    ``workers``. Raises :class:`mfo.SolverError` where a short cut and the long way do
    not agree.
    """
    changes = changes_by_name(job.tables)
    made_by = versions()
    keys = {name: _key(job, made_by, name, changes.get(name, ())) for name in names}
    with nullcontext() if job.folder is None else kept_at(job.folder) as kept:
        known = _begin(kept, job, changes, keys) if kept else {}
        found = {name: replace(known[key], run=names[name]) for name, key in keys.items() if key in known}
        if "" not in found:
            progress("the plant as it stands")
            found[""] = bare_outcome(job, "", names[""])
        missing = [(name, run) for name, run in names.items() if name not in found]
        quick = _quick(job, changes, found[""], list(names)) if short else None
        begun, told = time.monotonic(), 0.0
        for some in _outcomes(job, quick, missing, workers, cluster):
            found.update((item.scenario, item) for item in some)
            if kept:
                kept.keep((keys[item.scenario], item) for item in some if item.status != "lost")
            if time.monotonic() - told > TOLD:
                told = time.monotonic()
                done = len(missing) - sum(name not in found for name, _ in missing)
                progress(f"{done} of {len(missing)} scenarios{time_left(begun, done, len(missing))}")
        _check(job, quick, found)
        if kept:
            kept.keep([(keys[""], found[""])])
            kept.drop_others(keys.values())
    made = {name: None if job.folder else partial(job.planned, name) for name in names}
    return [replace(found[name], made=made[name] if found[name].solved else None) for name in names]


def _key(job: ScenarioJob, made_by: Mapping[str, str], name: str, changes: Sequence[Change]) -> str:
    """What tells a scenario apart from all others that were ever asked."""
    asked = [job.planned.digest, job.minimise, job.limits, job.fixes, job.out.get(name, ""), made_by, name, changes]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False, default=str).encode()).hexdigest()


def _begin(
    kept: Kept, job: ScenarioJob, changes: Mapping[str, Sequence[Change]], keys: Mapping[str, str]
) -> dict[str, ScenarioOutcome]:
    """What is known already of these scenarios; what is asked is written down first."""
    about: dict[str, Any] = {
        "asked": dict(job.asked),
        "source": str(job.tables.source),
        "minimise": job.minimise,
        "limits": list(job.limits),
        "fixes": list(job.fixes),
        "from": job.source,
        "language": job.language,
        "made": job.tables.made is not None,
        "out": dict(job.out),
        "scenarios": {name: [list(each) for each in every] for name, every in changes.items()},
    }
    kept.tell(about, job.planned.inputs)
    wanted = set(keys.values())
    return {key: item for key, item in kept.known().items() if key in wanted}


def _quick(
    job: ScenarioJob, changes: Mapping[str, Sequence[Change]], base: ScenarioOutcome, names: Sequence[str]
) -> Quick | None:
    """The short cut for the scenarios that are missing, where there is one."""
    if not base.solved or base.years:  # a roadmap tells its years, which totals do not hold
        return None
    asked = StudyRequest(job.minimise, job.limits, job.fixes)
    return quick_of(
        job.planned.standing, asked, {name: changes[name] for name in names if name in changes}, base.totals
    )


def _outcomes(
    job: ScenarioJob, quick: Quick | None, tasks: Sequence[Task], workers: int, cluster: str
) -> Iterator[list[ScenarioOutcome]]:
    """The outcomes as they come, some at a time."""
    chunks = {place: list(tasks[first : first + CHUNK]) for place, first in enumerate(range(0, len(tasks), CHUNK))}
    if cluster:
        answers = totals_elsewhere(job, quick, chunks, cluster)
    elif workers <= 1 or len(tasks) <= 1:
        worker = None if quick is None else QuickWorker(quick)
        for chunk in chunks.values():
            yield [totals_alone(job, worker, *task) for task in chunk]
        return
    else:
        answers = in_processes(chunks, _work, workers, _start, (job, quick))
    for place, found in answers:
        yield [lost(*task) for task in chunks[place]] if found is None else found


def lost(name: str, run: str) -> ScenarioOutcome:
    """That nobody could work a scenario out."""
    message = f"It cost {KILLS} workers, which ended without a word."
    problem = Problem("worker-lost", message, remedy="Plan it by itself with `mfo optimise`; it may need more memory.")
    return ScenarioOutcome(name, run, "lost", problems=(problem,), exit_code=5)


_worker: list[tuple[ScenarioJob, QuickWorker | None]] = []  # of a process


def _start(job: ScenarioJob, quick: Quick | None) -> None:
    _worker.append((job, None if quick is None else QuickWorker(quick)))


def _work(chunk: list[Task]) -> list[ScenarioOutcome]:
    return [totals_alone(*_worker[0], *task) for task in chunk]


def _check(job: ScenarioJob, quick: Quick | None, found: Mapping[str, ScenarioOutcome]) -> None:
    """Hold a few scenarios that may have taken the short cut, drawn by their number, against the long way."""
    short = [name for name in (quick.jobs if quick else ()) if found[name].solved]
    for place in np.random.default_rng(len(short)).permutation(len(short))[:CHECKED].tolist():
        told = found[short[place]]
        long = bare_outcome(job, told.scenario, told.run)
        if not long.solved or not same_totals(long.totals, told.totals):
            message = f"A short cut to the scenario `{told.scenario}` gave other totals than planning it by itself."
            raise SolverError(Problem("not-certified", message, remedy="Report this plant to us."))
