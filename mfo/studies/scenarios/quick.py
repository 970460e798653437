"""Scenarios that only move numbers, through one live run of the solver over the base's arrays.

A scenario takes this short cut where every cell that it changes moves numbers of the program in a straight line (see
``engine/slopes.py``), where its plan is proven on those arrays, and where no plan that is as good has other totals. All
others are planned by themselves, and so are those of a roadmap, whose years are told, too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ...errors import MfoError
from ...plan.tables.schema import Row
from ...reading.cell import Cell, find_cell
from ...reading.scenarios import Change
from ...tables.cells.table import CellValue, Tables
from ..engine.arrays import Runner, answered
from ..engine.long_way import StudyRequest
from ..engine.sample_jobs import SampleJob, StudyBase, Worker, base_of
from ..engine.settled import settled
from ..engine.slopes import may_be_straight, moved
from .outcome import Totals

LEAST_USES = 4
"""Scenarios that must change a cell for it to be worth two more readings of the plant."""

DISCOUNTED = "{} (discounted)"
AGREE = 1e-7  # how far two ways to a total may be apart, relative


@dataclass(frozen=True)
class Quick:
    """What the short cut needs; can be sent to another process. ``jobs`` are the scenarios that may take it."""

    base: StudyBase
    jobs: Mapping[str, SampleJob]
    minimise: str
    units: Mapping[str, str]  # of effects, in the order of the quantities kept
    always: frozenset[str]  # effects that are told where they are nothing, too
    discounted: bool

    def totals(self, objective: float, amounts: Sequence[float]) -> dict[str, Row]:
        """The totals as run.json has them; before them the objective where it is discounted."""
        found: dict[str, Row] = {}
        if self.discounted:
            found[DISCOUNTED.format(self.minimise)] = {"value": objective, "unit": self.units[self.minimise]}
        for (name, unit), amount in zip(self.units.items(), amounts, strict=False):
            if amount or name in self.always:
                found[name] = {"value": amount, "unit": unit}
        return found


def quick_of(
    tables: Tables, asked: StudyRequest, scenarios: Mapping[str, Sequence[Change]], totals: Totals
) -> Quick | None:
    """The short cut for these scenarios; None where none can take it.

    ``totals`` are those of the plan of the plant as it stands: what the arrays say of it must be the same.
    """
    jobs, cells, ends = _jobs(tables, scenarios)
    if not jobs:
        return None
    try:
        base, model = base_of(tables, asked, cells, ends)
    except MfoError:
        return None
    if base.basis is None:
        return None
    straight = {name: job for name, job in jobs.items() if Worker(base).is_short(job)}
    units = {each.name: each.unit for each in model.kept if each.kind == "effect"}
    discounted = DISCOUNTED.format(asked.objective) in totals
    quick = Quick(base, straight, asked.objective, units, frozenset(totals), discounted)
    own = QuickWorker(quick).totals(SampleJob((), ()))
    return quick if straight and own is not None and same_totals(own, totals) else None


def _jobs(
    tables: Tables, scenarios: Mapping[str, Sequence[Change]]
) -> tuple[dict[str, SampleJob], list[Cell], list[tuple[float, float]]]:
    """Scenarios as numbers in cells, those that are; the cells, and the least and the most that is put into each."""
    typed = {name: _numbers(tables, changes) for name, changes in scenarios.items()}
    uses = Counter(cell for found in typed.values() for cell in found or ())
    cells = [cell for cell, count in uses.items() if count >= LEAST_USES]
    place = {cell: number for number, cell in enumerate(cells)}
    jobs = {
        name: SampleJob(tuple(place[cell] for cell in found), tuple(found.values()))
        for name, found in typed.items()
        if found and all(cell in place for cell in found)
    }
    values: list[list[float]] = [[] for _ in cells]
    for job in jobs.values():
        for number, value in zip(job.cells, job.values, strict=True):
            values[number].append(value)
    return jobs, cells, [(min(each, default=0.0), max(each, default=0.0)) for each in values]


def _numbers(tables: Tables, changes: Sequence[Change]) -> dict[Cell, float] | None:
    """The number that each change puts into its cell; None where one does something else."""
    found: dict[Cell, float] = {}
    for table, row, column, typed in changes:
        try:
            cell = find_cell(tables, table, row, column)
            value = _number(cell, typed)
        except MfoError:
            return None
        if value is None or not math.isfinite(value) or not may_be_straight(cell):
            return None
        found[cell] = value
    return found


def _number(cell: Cell, typed: object) -> float | None:
    """The number that a text puts into a cell, where it is written in the way of the cell."""
    if cell.profile:
        factor = str(typed).removeprefix(f"{cell.profile} * ")
        return float(factor) if factor != typed and _is_number(factor) else None
    written = isinstance(typed, str) and not _is_number(typed)
    if written != bool(cell.unit and cell.written) or not isinstance(typed, str | int | float):
        return None
    return cell.number(typed.strip() if isinstance(typed, str) else typed)


def _is_number(text: CellValue | object) -> bool:
    try:
        float(str(text))
    except ValueError:
        return False
    return True


def same_totals(one: Totals, other: Totals) -> bool:
    """Whether two ways to the totals of a plan gave the same; what is not told is nothing."""
    for name in {*one, *other}:
        values = [float(each[name]["value"]) if name in each else 0.0 for each in (one, other)]
        if abs(values[0] - values[1]) > AGREE * max(1.0, *(abs(value) for value in values)):
            return False
    return True


@dataclass
class QuickWorker:
    """Works scenarios out, one after the other; the answer to one does not depend on those before it."""

    quick: Quick
    _runner: Runner | None = field(default=None, repr=False)

    def totals(self, job: SampleJob) -> dict[str, Row] | None:
        """The totals of a scenario's plan; None where it has to be planned by itself."""
        base = self.quick.base
        if self._runner is None:
            self._runner = Runner(base.arrays, base.basis, base.time_limit)
        slopes = [slope for cell in job.cells if (slope := base.slopes[cell]) is not None]
        arrays = moved(base.arrays, slopes, job.values)
        try:
            found = self._runner.found(arrays)
            answer = answered(arrays, found)
            forms = arrays.forms[: len(self.quick.units)].toarray()
            if not answer.solved or not settled(self._runner, arrays, found, np.asarray(forms)):
                return None
        except MfoError:
            return None
        return self.quick.totals(answer.objective, answer.amounts)
