"""A sweep: the plant as it stands and as each of its scenarios changes it, each planned by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..differences.find import differences
from ..differences.model import Difference
from ..errors import Findings, MfoError, PlantError, Problem, UsageError
from ..plan.plan import Plan
from ..plan.run_folder import replace_folder, write_csv
from ..plan.tables.schema import Row
from ..reading.cells.rows import as_text
from ..reading.check_scenarios import scenario_problems
from ..reading.scenarios import exchanged, read_scenarios
from .engine.process_pools import KILLS, in_processes

if TYPE_CHECKING:
    from ..tables.cells.table import Tables

BASE = "base"
"""The run folder of the plant as it stands; in tables its scenario is blank."""
FAILED = {2: "usage error", 3: "plant error", 4: "infeasible", 5: "not certified"}


@dataclass(frozen=True)
class Job:
    """What every scenario is asked alike."""

    tables: Tables
    planned: Callable[[Tables, str, str | None, tuple[str, ...]], Plan]  # of tables, scenario, effect, limits
    minimise: str | None = None
    limits: tuple[str, ...] = ()
    source: str = ""  # the file that the scenarios were read from, where it is not the plant's
    folder: Path | None = None  # where run folders are written; none: plans are kept in memory
    report: bool = True
    language: str = "en"
    further: tuple[str, ...] = ()  # names of scenarios that stand in no table


@dataclass(frozen=True)
class Outcome:
    """What became of one scenario (blank: the plant as it stands): a plan, or why there is none."""

    scenario: str
    run: str  # the name of its run folder
    status: str
    totals: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    exit_code: int = 0
    plan: Plan | None = field(default=None, repr=False, compare=False)

    @property
    def solved(self) -> bool:
        """Whether there is a certified plan."""
        return self.exit_code == 0

    def totals_of(self, effects: Iterable[tuple[str, str]]) -> Sequence[float]:
        """The totals of these effects, nan where there is no plan."""
        return [_value(self.totals, effect) for effect, _ in effects]


@dataclass(frozen=True, repr=False)
class Sweep:
    """The outcomes of a sweep in order, the plant as it stands first."""

    plant: str
    minimise: str
    outcomes: tuple[Outcome, ...]
    changed: Mapping[str, tuple[Difference, ...]] = field(default_factory=dict)
    """What each scenario changes of the plant as it stands, cell by cell."""

    def __repr__(self) -> str:
        return f"<sweep of {self.plant!r}: {self.minimise} of {len(self.outcomes)} plans>"

    @property
    def table(self) -> pd.DataFrame:
        """A row a scenario and effect: scenario, status, effect, total, unit, difference from the base, run.

        Totals are over the horizon, as in run.json; where the objective is discounted, it has rows of its own. What a
        scenario without a plan would have is blank.
        """
        base = self.outcomes[0].totals
        units = {effect: total["unit"] for item in self.outcomes for effect, total in item.totals.items()}
        rows = []
        for item in self.outcomes:
            for effect, unit in (units or {"": ""}).items():
                total = _value(item.totals, effect)
                rows.append({
                    "scenario": item.scenario, "status": item.status, "effect": effect, "total": total, "unit": unit,
                    "difference": total - _value(base, effect), "run": item.run if item.solved else "",
                })  # fmt: skip
        return pd.DataFrame(rows)

    def shown_effects(self, most: int = 4) -> list[tuple[str, str]]:
        """The effects that tell most, with their units: what was minimised, then cost, emissions, what is buried."""
        units: dict[str, str] = {}
        moved: set[str] = set()
        for item in self.outcomes:
            for effect, total in item.totals.items():
                units.setdefault(effect, str(total["unit"]))
                if total["value"]:
                    moved.add(effect)
        first = [f"{self.minimise} (discounted)", self.minimise, "cost", "emissions", "landfilled", "investment"]
        return [(effect, units[effect]) for effect in dict.fromkeys(first) if effect in moved][:most]

    @property
    def exit_code(self) -> int:
        """0 where every scenario has a plan; else that of the first that has none, infeasible ones before others."""
        codes = [item.exit_code for item in self.outcomes if not item.solved]
        return 4 if 4 in codes else next(iter(codes), 0)

    @property
    def problems(self) -> list[Problem]:
        """Why scenarios have no plan, each problem with its scenario."""
        return [
            Problem(
                problem.code,
                f"Scenario `{item.scenario}`: {problem.message}" if item.scenario else problem.message,
                problem.where,
                problem.remedy,
                problem.severity,
            )
            for item in self.outcomes
            if not item.solved
            for problem in item.problems
        ]


def _value(totals: Mapping[str, Mapping[str, Any]], effect: str) -> float:
    """A total; an effect that a scenario does not have, where it has a plan, is nothing."""
    if not totals:
        return float("nan")
    return float(totals[effect]["value"]) if effect in totals else 0.0


def sweep(
    job: Job,
    plant: str,
    minimise: str,
    workers: int = 1,
    force: bool = False,
    progress: Callable[[str], None] = lambda _stage: None,
) -> Sweep:
    """Plan the plant as it stands and each of its scenarios; scenarios without a plan do not stop the others.

    With a folder in ``job`` a run folder a plan, sweep.csv and sweep.html are written there, as a whole or not at all.
    ``workers`` are processes, started by spawn: a programme that asks for more than one needs a ``__main__`` guard.
    Raises :class:`mfo.UsageError` where there is no scenario, :class:`mfo.PlantError` with everything that is wrong
    with the scenarios before anything is solved.
    """
    names = _names(job)
    wrong = [problem for problem in scenario_problems(job.tables) if problem.severity == "error"]
    if wrong:
        raise PlantError(wrong)
    found: list[Sweep] = []
    known = read_scenarios(job.tables, Findings())
    listed = {name: known[name] for name in names if name in known}
    changed = {name: differences(job.tables, exchanged(job.tables, cells)).found for name, cells in listed.items()}

    def solve(folder: Path | None) -> Sweep:
        outcomes = sorted(
            _outcomes(replace(job, folder=folder), names, workers, progress),
            key=lambda item: list(names).index(item.scenario),
        )
        return Sweep(plant, minimise, tuple(outcomes), changed)

    def fill(made: Path) -> None:
        from ..report.pages.sweep_page import write_sweep

        found.append(solve(made))
        write_csv(found[0].table, made / "sweep.csv")
        write_sweep(found[0], made / "sweep.html", job.language, links=job.report)

    if job.folder is None:
        return solve(None)
    replace_folder(job.folder, force, fill)
    return found[0]


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


def _names(job: Job) -> dict[str, str]:
    """The run folder of each scenario, of the plant as it stands first."""
    rows = job.tables.get("scenarios")
    typed = [as_text(rows.value(line, "scenario")) for line in range(len(rows))] if rows is not None else []
    typed = [*typed, *job.further]
    names = run_names(["", *dict.fromkeys(text for text in typed if text)])
    if len(names) == 1:
        remedy = "Add rows to the table `scenarios`, or name a file that holds such a table."
        raise UsageError(Problem("scenarios-none", "The plant has no scenario to plan.", remedy=remedy))
    return names


def _outcomes(job: Job, names: Mapping[str, str], workers: int, progress: Callable[[str], None]) -> Iterator[Outcome]:
    """The outcomes as they come."""
    tasks = list(names.items())
    if workers <= 1:
        for number, (name, run) in enumerate(tasks, start=1):
            progress(f"scenario {number} of {len(tasks)}: {name or 'the plant as it stands'}")
            yield outcome(job, name, run)
        return
    for done, (number, found) in enumerate(in_processes(dict(enumerate(tasks)), _work, workers, _start, (job,)), 1):
        progress(f"{done} of {len(tasks)} scenarios done")
        yield _lost(*tasks[number]) if found is None else found


def _lost(name: str, run: str) -> Outcome:
    message = f"It cost {KILLS} workers, which ended without a word."
    problem = Problem("worker-lost", message, remedy="Plan it by itself with `mfo optimise`; it may need more memory.")
    return Outcome(name, run, "lost", problems=(problem,), exit_code=5)


_job: list[Job] = []  # of a worker


def _start(job: Job) -> None:
    _job.append(job)


def _work(task: tuple[str, str]) -> Outcome:
    return outcome(_job[0], *task)


def outcome(job: Job, name: str, run: str) -> Outcome:
    """Plan one scenario; why there is no plan is an outcome, too."""
    try:
        plan = job.planned(job.tables, name, job.minimise, job.limits)
    except MfoError as error:
        status = getattr(error, "status", None) or FAILED.get(error.exit_code, "error")
        return Outcome(name, run, status, problems=error.problems, exit_code=error.exit_code)
    if job.source:
        plan.run["options"]["scenarios"] = job.source
    if job.folder is not None:
        plan.save(job.folder / run, force=True, report=job.report, language=job.language)
    return Outcome(name, run, plan.status, _totals(plan), plan=plan if job.folder is None else None)


def _totals(plan: Plan) -> dict[str, Row]:
    """The totals, and before them the objective where it is discounted."""
    total = plan.totals[plan.minimise]
    if abs(plan.objective - total["value"]) <= 1e-9 * max(1.0, abs(total["value"])):
        return plan.totals
    return {f"{plan.minimise} (discounted)": {"value": plan.objective, "unit": total["unit"]}, **plan.totals}
