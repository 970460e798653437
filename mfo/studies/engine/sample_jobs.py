"""Jobs of a study: numbers put into cells, and the one who works them out, by a short cut where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ...errors import Findings, MfoError, PlantError
from ...library.library import Library
from ...library.varied import LibraryValue, with_values
from ...plant.schema import TABLES
from ...reading.cell import Cell, with_numbers
from ...solve.engine.highs_session import Basis
from ...tables.cells.table import Tables
from .arrays import Answered, Arrays, Runner
from .long_way import PreparedProgram, StudyRequest, answer_of, model_of
from .slopes import Slope, may_be_straight, moved, slope_between

Uncertain = Cell | LibraryValue
"""A number that jobs change: a cell of the plant's tables, or a number of the library."""


@dataclass(frozen=True)
class SampleJob:
    """Numbers for some of a study's cells, by their position; other cells stay as they are."""

    cells: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class StudyBase:
    """What every job starts from; can be sent to another process.

    ``standing`` are the tables of the plant as it stands, whose mix is held; ``tables`` may be those of a scenario.
    ``slopes`` stands beside ``cells``; None: the cell goes the long way. ``basis`` is that of the base plan. ``names``
    are the keys of the quantities that are kept, in order.
    """

    tables: Tables
    standing: Tables
    asked: StudyRequest
    cells: tuple[Uncertain, ...]
    names: tuple[str, ...]
    arrays: Arrays
    slopes: tuple[Slope | None, ...]
    basis: Basis | None
    time_limit: float = np.inf
    short: bool = True  # whether short cuts are taken at all


def base_of(
    tables: Tables,
    asked: StudyRequest,
    cells: Sequence[Uncertain],
    ends: Sequence[tuple[float, float]],
    standing: Tables | None = None,
    *,
    time_limit: float = np.inf,
    short: bool = True,
) -> tuple[StudyBase, PreparedProgram]:
    """The base of a study and its model; each cell that may be straight is probed at its ``ends``.

    Raises as reading and the program do for the plant as it stands.
    """
    library = Library.load(tables.folder, Findings())
    standing = tables if standing is None else standing
    model = model_of(tables, asked, standing, library)
    names = tuple(each.key for each in model.kept)
    slopes = tuple(
        _slope((tables, standing), asked, library, model, cell, each) if short else None
        for cell, each in zip(cells, ends, strict=True)
    )
    runner = Runner(model.arrays, None, time_limit)
    solved = runner.answer(model.arrays).solved
    basis = runner.session.basis() if solved and not model.arrays.matrix.whole.any() else None
    return StudyBase(
        tables, standing, asked, tuple(cells), names, model.arrays, slopes, basis, time_limit, short
    ), model


def _slope(
    both: tuple[Tables, Tables],
    asked: StudyRequest,
    library: Library,
    model: PreparedProgram,
    cell: Uncertain,
    values: Sequence[float],
) -> Slope | None:
    if not isinstance(cell, Cell) or not may_be_straight(cell) or model.arrays.matrix.whole.any():
        return None
    low, high = min(values), max(values)
    low, high = (low if low != cell.value else high), (high if high != cell.value else low)
    if low == high:
        low = 0.5 * (cell.value + high)
    if low == cell.value:
        return None
    try:
        tables = [with_numbers(both[0], [cell], [value]) for value in (low, high)]
        probes = [model_of(each, asked, both[1], library) for each in tables]
    except MfoError:
        return None
    if any([each.key for each in probe.kept] != [each.key for each in model.kept] for probe in probes):
        return None
    return slope_between(cell, model.arrays, (low, probes[0].arrays), (high, probes[1].arrays))


def allowed(cell: Uncertain, value: float) -> bool:
    """Whether a column may hold a number, as far as its sign goes: what is wrong is told by reading it."""
    if not isinstance(cell, Cell):
        return False
    spec = TABLES[cell.table].column(cell.column)
    return spec is None or spec.lower is None or value >= 0


@dataclass
class Worker:
    """Works jobs out, one after the other; the answer to one does not depend on those before it."""

    base: StudyBase
    _runner: Runner | None = field(default=None, repr=False)
    _library: Library | None = field(default=None, repr=False)

    def is_short(self, job: SampleJob) -> bool:
        """Whether a job only moves numbers, to numbers that their columns allow."""
        base = self.base
        return base.short and all(
            base.slopes[cell] is not None and allowed(base.cells[cell], value)
            for cell, value in zip(job.cells, job.values, strict=True)
        )

    def work(self, job: SampleJob) -> Answered:
        """The answer to a job, by a short cut where every cell of it has one."""
        return self.shortly(job) if self.is_short(job) else self.at_length(job)

    def shortly(self, job: SampleJob) -> Answered:
        """The answer through the live session; where there is no plan, the long way tells why."""
        base = self.base
        if self._runner is None:
            self._runner = Runner(base.arrays, base.basis, base.time_limit)
        slopes = [slope for cell in job.cells if (slope := base.slopes[cell]) is not None]
        answer = self._runner.answer(moved(base.arrays, slopes, job.values))
        return answer if answer.solved else self.at_length(job)

    def at_length(self, job: SampleJob) -> Answered:
        """The answer the long way: read, graph, program. Files are read once."""
        base = self.base
        if self._library is None:
            self._library = Library.load(base.tables.folder, Findings())
        pairs = [(base.cells[cell], value) for cell, value in zip(job.cells, job.values, strict=True)]
        cells = [(cell, value) for cell, value in pairs if isinstance(cell, Cell)]
        numbers = [(cell, value) for cell, value in pairs if isinstance(cell, LibraryValue)]
        library = with_values(self._library, numbers) if numbers else self._library
        try:
            tables = with_numbers(base.tables, [cell for cell, _ in cells], [value for _, value in cells])
            model = model_of(tables, base.asked, base.standing, library)
            return answer_of(model, base.names, base.time_limit)
        except PlantError as error:
            told = next(problem for problem in error.problems if problem.severity == "error")
            return Answered("plant error", reason=str(told))
        except MfoError as error:
            return Answered("error", reason=str(error.problems[0]))
