"""A sweep: the plant as it stands and as each of its scenarios changes it, each planned by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ..differences.difference import Difference
from ..differences.find_differences import differences
from ..errors import PlantError, Problem, UsageError
from ..plan.run_folder import kept_until_replaced, replace_folder, write_csv
from ..reading.cells.rows import as_text
from ..reading.check_scenarios import scenario_problems
from ..reading.scenarios import changes_by_name, exchanged
from ..translation import say
from ..writing.claim import Claim
from ..writing.whole import whole_file
from .engine.process_pools import in_processes
from .scenarios.alone import ScenarioJob, outcome, written
from .scenarios.elsewhere import plans_elsewhere
from .scenarios.kept import asked_of
from .scenarios.many import lost, many
from .scenarios.outcome import ScenarioOutcome, Sweep

BASE = "base"
"""The run folder of the plant as it stands; in tables its scenario is blank."""
PAGE = "sweep.html"
FEW = 20
"""Scenarios up to which a run folder is written for each."""


def sweep_question(
    source: Path,
    scenarios: str | Path | None = None,
    minimise: str | None = None,
    limits: Iterable[str] = (),
    fixes: Iterable[str] = (),
    vary: Iterable[str] = (),
    without: Iterable[str] = (),
) -> dict[str, object]:
    """What a sweep that was interrupted is known by when it is asked for again."""
    path = Path(source).resolve()
    if path.name in ("plant.yaml", "plant.yml"):  # which stands for its folder
        path = path.parent
    return {
        "plant": str(path),
        "scenarios": str(scenarios) if scenarios else None,
        "minimise": minimise,
        "limits": list(limits),
        "fixes": list(fixes),
        "vary": list(vary),
        "without": list(without),
    }


def begun(folder: Path, question: Mapping[str, object]) -> bool:
    """Whether a folder holds a sweep of this question that was interrupted."""
    about = None if (folder / PAGE).exists() else asked_of(folder)
    return about is not None and about.get("asked") == question


def sweep(
    job: ScenarioJob,
    plant: str,
    minimise: str,
    workers: int = 1,
    force: bool = False,
    progress: Callable[[str], None] = lambda _stage: None,
    cluster: str = "",
) -> Sweep:
    """Plan the plant as it stands and each of its scenarios; scenarios without a plan do not stop the others.

    With a folder in ``job`` a run folder a plan, sweep.csv and sweep.html are written there, as a whole or not at all.
    Of more than twenty scenarios only totals are worked out, see ``scenarios/many.py``: what makes each plan is kept in
    one file there, and a sweep that was interrupted is taken up again.
    ``workers`` are processes, started by spawn: a programme that asks for more than one needs a ``__main__`` guard.
    ``cluster`` is the address of a Dask cluster that works in their place.
    Raises :class:`mfo.UsageError` where there is no scenario, :class:`mfo.PlantError` with everything that is wrong
    with the scenarios before anything is solved.
    """
    names = _names(job)
    wrong = [problem for problem in scenario_problems(job.tables) if problem.severity == "error"]
    if wrong:
        raise PlantError(wrong)
    if len(names) > FEW + 1 and not job.every:
        return _many(job, names, plant, minimise, workers, force, progress, cluster)
    if job.folder is None:
        return _few(job, names, plant, minimise, workers, progress, cluster)
    found: list[Sweep] = []

    def fill(made: Path) -> None:
        found.append(_few(replace(job, folder=made), names, plant, minimise, workers, progress, cluster))
        _write(found[0], made, job)

    replace_folder(job.folder, force, fill)
    return found[0]


def _changed(job: ScenarioJob) -> dict[str, tuple[Difference, ...]]:
    """What each scenario changes of the plant as it stands, cell by cell."""
    known = changes_by_name(job.tables)
    return {name: differences(job.tables, exchanged(job.tables, cells)).found for name, cells in known.items()}


def _few(
    job: ScenarioJob,
    names: Mapping[str, str],
    plant: str,
    minimise: str,
    workers: int,
    progress: Callable[[str], None],
    cluster: str,
) -> Sweep:
    """Each scenario planned by itself, in order."""
    order = list(names)
    outcomes = sorted(_outcomes(job, names, workers, progress, cluster), key=lambda item: order.index(item.scenario))
    return Sweep(plant, minimise, tuple(outcomes), _changed(job))


def _many(
    job: ScenarioJob,
    names: Mapping[str, str],
    plant: str,
    minimise: str,
    workers: int,
    force: bool,
    progress: Callable[[str], None],
    cluster: str,
) -> Sweep:
    """Totals of each scenario, with what makes its plan in one file; an interrupted sweep is taken up again."""
    if job.folder is None:
        found = many(job, names, workers, progress, cluster=cluster)
        return Sweep(plant, minimise, tuple(found), _changed(job))
    with Claim(job.folder), kept_until_replaced(job.folder, force, lambda folder: begun(folder, job.asked)) as work:
        here = replace(job, folder=work)
        outcomes = many(here, names, workers, progress, cluster=cluster)
        told = Sweep(plant, minimise, tuple(outcomes), _changed(job), written=False)
        _write(told, work, job)
    return told


def _write(found: Sweep, folder: Path, job: ScenarioJob) -> None:
    from ..report.pages.sweep_page import write_sweep
    from ..report.studies.study_workbook import write_study_workbook

    with whole_file(folder / "sweep.csv") as part:
        write_csv(found.table, part)
    years, changes = found.years_table, found.changes_table
    tables = {
        "scenarios": found.table,
        **({"years": years} if len(years) else {}),
        **({"changes": changes} if len(changes) else {}),
    }
    if len(years):
        with whole_file(folder / "years.csv") as part:
            write_csv(years, part)
    write_study_workbook(tables, folder / "study.xlsx")
    write_sweep(found, folder / PAGE, job.language, links=job.report and found.written)


def run_names(scenarios: Iterable[str]) -> dict[str, str]:
    """The run folder of each scenario by name; of the plant as it stands (blank) it is ``base``."""
    names: dict[str, str] = {}
    for name in scenarios:
        plain = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:60] or "scenario" if name else BASE
        number, run = 2, plain
        while run.lower() in {taken.lower() for taken in names.values()} or (name and run.lower() == BASE):
            run, number = f"{plain}-{number}", number + 1
        names[name] = run
    return names


def _names(job: ScenarioJob) -> dict[str, str]:
    """The run folder of each scenario, of the plant as it stands first."""
    rows = job.tables.get("scenarios")
    typed = [as_text(rows.value(line, "scenario")) for line in range(len(rows))] if rows is not None else []
    typed = [*typed, *job.out]
    names = run_names(["", *dict.fromkeys(text for text in typed if text)])
    if len(names) == 1:
        remedy = "Add rows to the table `scenarios`, or name a file that holds such a table."
        raise UsageError(Problem("scenarios-none", "The plant has no scenario to plan.", remedy=remedy))
    return names


def _outcomes(
    job: ScenarioJob, names: Mapping[str, str], workers: int, progress: Callable[[str], None], cluster: str
) -> Iterator[ScenarioOutcome]:
    """The outcomes as they come."""
    tasks = list(names.items())
    if cluster:
        for done, (number, some) in enumerate(plans_elsewhere(job, dict(enumerate(tasks)), cluster), 1):
            progress(f"{done} of {len(tasks)} scenarios done")
            yield from [lost(*tasks[number])] if some is None else (written(job, each) for each in some)
        return
    if workers <= 1:
        for number, (name, run) in enumerate(tasks, start=1):
            progress(f"scenario {number} of {len(tasks)}: {name or say('the plant as it stands')}")
            yield outcome(job, name, run)
        return
    for done, (number, found) in enumerate(in_processes(dict(enumerate(tasks)), _work, workers, _start, (job,)), 1):
        progress(f"{done} of {len(tasks)} scenarios done")
        yield lost(*tasks[number]) if found is None else found


_job: list[ScenarioJob] = []  # of a worker


def _start(job: ScenarioJob) -> None:
    _job.append(job)


def _work(task: tuple[str, str]) -> ScenarioOutcome:
    return outcome(_job[0], *task)
