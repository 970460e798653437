"""One scenario planned by itself, as ``mfo optimise`` would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from ...errors import MfoError
from ...plan.plan import Plan
from ...plan.tables.schema import Row
from .by_year import by_year
from .outcome import ScenarioOutcome

if TYPE_CHECKING:
    from ...tables.cells.table import Tables

FAILED = {2: "usage error", 3: "plant error", 4: "infeasible", 5: "not certified"}


class Planned(Protocol):
    """Plans a scenario (blank: the plant as it stands); can be sent to another process."""

    @property
    def tables(self) -> Tables:
        """The plant's tables, its scenarios among them."""

    @property
    def standing(self) -> Tables:
        """The plant's tables without scenarios."""

    @property
    def inputs(self) -> Mapping[str, bytes]:
        """The plant's files by name."""

    @property
    def digest(self) -> str:
        """The fingerprint of these files."""

    def moved(self, root: Path) -> Self:
        """The same over the plant's files as they stand in another folder, on another machine."""

    def __call__(self, scenario: str, bare: bool = False) -> Plan:
        """Its best plan; a bare one has neither today nor how far its prices hold."""


@dataclass(frozen=True)
class ScenarioJob:
    """What every scenario is asked alike."""

    tables: Tables
    planned: Planned
    minimise: str
    limits: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    source: str = ""  # the file that the scenarios were read from, where it is not the plant's
    folder: Path | None = None  # where run folders are written; none: plans are kept in memory
    report: bool = True
    language: str = "en"
    out: Mapping[str, str] = field(default_factory=dict)  # scenarios that stand in no table, each with what it fixes
    every: bool = False  # whether a run folder is written for each of many plans, too
    asked: Mapping[str, Any] = field(default_factory=dict)  # what a sweep that was interrupted is known by


def outcome(job: ScenarioJob, name: str, run: str) -> ScenarioOutcome:
    """Plan one scenario; why there is no plan is an outcome, too. Its run folder is written where there is a folder."""
    return written(job, kept_in_memory(job, name, run))


def kept_in_memory(job: ScenarioJob, name: str, run: str) -> ScenarioOutcome:
    """Plan one scenario; the outcome holds its plan."""
    try:
        plan = job.planned(name)
    except MfoError as error:
        return failed(name, run, error)
    if job.source:
        plan.run["options"]["scenarios"] = job.source
    return ScenarioOutcome(name, run, plan.status, totals_of(plan), made=partial(_same, plan), years=by_year(plan))


def written(job: ScenarioJob, found: ScenarioOutcome) -> ScenarioOutcome:
    """The outcome with its run folder written, which then holds the plan, where there is a folder to write to."""
    plan = found.plan
    if job.folder is None or plan is None:
        return found
    plan.save(job.folder / found.run, force=True, report=job.report, language=job.language)
    return replace(found, made=None)


def bare_outcome(job: ScenarioJob, name: str, run: str) -> ScenarioOutcome:
    """Plan one scenario for its totals alone, and what they are in each year of a roadmap."""
    try:
        plan = job.planned(name, bare=True)
    except MfoError as error:
        return failed(name, run, error)
    return ScenarioOutcome(name, run, plan.status, totals_of(plan), years=by_year(plan))


def failed(name: str, run: str, error: MfoError) -> ScenarioOutcome:
    """That a scenario has no plan, and why."""
    status = getattr(error, "status", None) or FAILED.get(error.exit_code, "error")
    return ScenarioOutcome(name, run, status, problems=tuple(error.problems), exit_code=error.exit_code)


def _same(plan: Plan) -> Plan:
    return plan


def totals_of(plan: Plan) -> dict[str, Row]:
    """The totals, and before them the objective where it is discounted."""
    total = plan.totals[plan.minimise]
    if abs(plan.objective - total["value"]) <= 1e-9 * max(1.0, abs(total["value"])):
        return plan.totals
    return {f"{plan.minimise} (discounted)": {"value": plan.objective, "unit": total["unit"]}, **plan.totals}
