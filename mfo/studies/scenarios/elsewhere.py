"""Scenarios on a Dask cluster: a worker is sent the plant's files, and gives outcomes back with their plans."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ...plan.make_plan import versions
from ...translation import speaking, spoken
from ..cluster.dask_cluster import on_cluster
from ..cluster.own_files import unpack
from .alone import ScenarioJob, bare_outcome, kept_in_memory
from .outcome import ScenarioOutcome
from .quick import Quick, QuickWorker

Task = tuple[str, str]  # the name of a scenario and of its run
Answers = list[ScenarioOutcome]


def plans_elsewhere(job: ScenarioJob, tasks: Mapping[int, Task], address: str) -> Iterator[tuple[int, Answers | None]]:
    """The outcomes with their plans by the task's number, as they come; None for one that cost four workers."""
    one_each = {number: [task] for number, task in tasks.items()}
    return on_cluster(one_each, planner, (*_sent(job), spoken()), address, versions())


def totals_elsewhere(
    job: ScenarioJob, quick: Quick | None, chunks: Mapping[int, Sequence[Task]], address: str
) -> Iterator[tuple[int, Answers | None]]:
    """The totals of some scenarios by the chunk's number, as they come; None for one that cost four workers."""
    return on_cluster(chunks, totaller, (*_sent(job), spoken(), quick), address, versions())


def _sent(job: ScenarioJob) -> tuple[ScenarioJob, dict[str, bytes]]:
    """What is asked, without the folder that only stands here, and the plant's files."""
    return replace(job, folder=None), dict(job.planned.inputs)


def planner(job: ScenarioJob, files: dict[str, bytes], language: str) -> Callable[[Sequence[Task]], Answers]:
    """What plans scenarios on another machine, where the plant's files are not."""
    held, here = _unpacked(job, files)
    source = str(job.tables.source)

    def work(tasks: Sequence[Task], _held: object = held) -> Answers:
        with speaking(language):
            return [_from(source, kept_in_memory(here, *task)) for task in tasks]

    return work


def totaller(
    job: ScenarioJob, files: dict[str, bytes], language: str, quick: Quick | None
) -> Callable[[Sequence[Task]], Answers]:
    """What works the totals of scenarios out on another machine, by the short cut where there is one."""
    held, here = _unpacked(job, files)
    short = None if quick is None else QuickWorker(quick)

    def work(tasks: Sequence[Task], _held: object = held) -> Answers:
        with speaking(language):
            return [totals_alone(here, short, *task) for task in tasks]

    return work


def totals_alone(job: ScenarioJob, quick: QuickWorker | None, name: str, run: str) -> ScenarioOutcome:
    """The totals of a scenario, by the short cut where there is one for it."""
    if quick is not None and name in quick.quick.jobs:
        totals = quick.totals(quick.quick.jobs[name])
        if totals is not None:
            return ScenarioOutcome(name, run, "optimal", totals)
    return bare_outcome(job, name, run)


def _unpacked(job: ScenarioJob, files: dict[str, bytes]) -> tuple[object, ScenarioJob]:
    """The job over files of this machine, and what keeps these there."""
    folder = tempfile.TemporaryDirectory()
    root = Path(folder.name) / job.tables.source.name  # whose name messages tell
    root.mkdir(exist_ok=True)
    unpack(files, root)
    planned = job.planned.moved(root)
    return folder, replace(job, planned=planned, tables=planned.tables)


def _from(source: str, found: ScenarioOutcome) -> ScenarioOutcome:
    """The outcome, its plan said to be made from the source that was asked for."""
    plan = found.plan
    for each in (plan, plan.today) if plan is not None else ():
        if each is not None:
            each.run["source"] = source
    return found
