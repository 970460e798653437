"""One number moved over a range: every value at which the plan changes, what changes there, what it costs between."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from ...errors import InfeasibleError, Problem, SolverError, UsageError
from ...graph.arrays.flow_graph import Floats, Ints
from ...reading.cell import Cell
from ...solve.engine.lexicographic import Outcome
from ...tables.cells.table import Tables
from ..engine.arrays import Answered, Runner, answered
from ..engine.kept_quantities import CHOICES, Measured
from ..engine.long_way import PreparedProgram, StudyRequest
from ..engine.sample_jobs import SampleJob, StudyBase, Worker, base_of
from ..engine.slopes import Slope, moved, vector
from .corners import TangentLine, changes, corners, edge

MOVED = 1e-6  # of a quantity's largest amount in the range, from which on it counts as changed
GRID = 21  # points of each number in the map of two
TRIES = 17  # at which a plan is looked for where neither end has one


@dataclass(frozen=True)
class CornerChange:
    """What is otherwise beyond a corner: an amount in the middle of the stretch before, and of that after."""

    name: str
    kind: str
    before: float
    after: float
    unit: str


@dataclass(frozen=True)
class Corner:
    """A value at which the plan changes."""

    value: float
    objective: float
    changes: tuple[CornerChange, ...]


@dataclass(frozen=True)
class Stretch:
    """Between two corners the plan is the same, or changes in a straight line; totals at both ends."""

    low: float
    high: float
    objective_low: float
    objective_high: float
    totals: dict[str, tuple[float, float]]  # of effects, by name


@dataclass(frozen=True)
class Breakeven:
    """One number over a range. ``low`` and ``high`` are ends that have a plan; ``notes`` tell where one has none."""

    plant: str
    minimise: str
    of: str
    unit: str
    objective_unit: str
    now: float
    low: float
    high: float
    exact: bool
    corners: tuple[Corner, ...]
    stretches: tuple[Stretch, ...]
    notes: tuple[Problem, ...]
    winners: pd.DataFrame | None = None  # with --against: both numbers, the winner, and the objective

    @property
    def table(self) -> pd.DataFrame:
        """A row a corner and change."""
        rows: list[dict[str, object]] = []
        for corner in self.corners:
            head = {"value": corner.value, "unit": self.unit, "objective": corner.objective}
            rows += [
                {**head, **asdict(change), "unit_of_change": change.unit, "unit": self.unit}
                for change in corner.changes
            ] or [head]
        columns = ["value", "unit", "objective", "name", "kind", "before", "after", "unit_of_change"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def stretches_table(self) -> pd.DataFrame:
        """A row a stretch: its ends, the objective and the effects at both."""
        rows = []
        for each in self.stretches:
            row: dict[str, object] = {"from": each.low, "to": each.high, "unit": self.unit}
            row |= {"objective from": each.objective_low, "objective to": each.objective_high}
            for name, (first, last) in each.totals.items():
                row |= {f"{name} from": first, f"{name} to": last}
            rows.append(row)
        return pd.DataFrame(rows)


class _Value:
    """The plan at any number of one cell, remembered; by the short cut where the cell has one."""

    def __init__(self, base: StudyBase, model: PreparedProgram, progress: Callable[[str], None]) -> None:
        self.base, self.model, self.progress = base, model, progress
        self.worker = Worker(base)
        self.slope: Slope | None = base.slopes[0]
        self.runner = Runner(base.arrays, base.basis)
        self._known: dict[float, Answered] = {}

    @property
    def straight(self) -> bool:
        """Whether the value is concave or convex: the number moves costs alone, or bounds alone."""
        if self.slope is None:
            return False
        names = {name for name, _, _ in self.slope.vectors if name in ("cost 0", *BOUNDS)}
        return names <= {"cost 0"} or names <= set(BOUNDS)

    def at(self, number: float) -> Answered:
        """The answer at a number."""
        if number not in self._known:
            self.progress(f"plan {len(self._known) + 1}")
            self._known[number] = self.worker.work(SampleJob((0,), (number,)))
            if self._known[number].status not in ("optimal", "infeasible", "unbounded", "plant error"):
                reason = self._known[number].reason or self._known[number].status
                raise SolverError(f"The plan at {number:g} cannot be proven: {reason}.")
        return self._known[number]

    def touching(self, number: float) -> TangentLine:
        """The line that the plan at a number gives: its cost as that moves, or its bounds at their prices."""
        assert self.slope is not None
        arrays = moved(self.base.arrays, [self.slope], [number])
        found = self.runner.found(arrays)
        answer = answered(arrays, found)
        if not answer.solved:
            raise SolverError(f"The plan at {number:g} cannot be proven: {answer.reason or answer.status}.")
        rise = self.slope.offset
        for name, where, each in self.slope.vectors:
            if name == "cost 0":
                rise += float(each @ found.answer.values[where])
            elif name in BOUNDS:
                rise += _priced(name, vector(arrays.matrix, name), where, each, found)
        scale = self.base.arrays.scale
        return TangentLine(number, answer.objective, rise * scale)


BOUNDS = ("lower", "upper", "row_lower", "row_upper")


def _priced(name: str, bound: Floats, where: Ints, each: Floats, found: Outcome) -> float:
    """What moving bounds costs, at the prices of the side that binds."""
    price = found.answer.duals[where] if name.startswith("row") else found.answer.reduced_costs[where]
    binds = price > 0 if name.endswith("lower") else price < 0
    return float(np.sum(np.where(binds & np.isfinite(bound[where]), price * each, 0.0)))


def breakeven(
    tables: Tables,
    asked: StudyRequest,
    cell: Cell,
    low: float,
    high: float,
    against: tuple[Cell, float, float] | None = None,
    standing: Tables | None = None,
    progress: Callable[[str], None] = lambda _stage: None,
) -> Breakeven:
    """Every value of ``cell`` between ``low`` and ``high`` at which the plan changes.

    Exact where the number moves prices alone or bounds alone and nothing is a whole number: corners by lines that touch
    the value. Otherwise changes of what is chosen are found by bisection, and told as such. An end without a plan, or
    without a bound, is moved in to where there is one. Raises :class:`mfo.UsageError` for an empty range,
    :class:`mfo.InfeasibleError` where no value in it has a plan.
    """
    if not low < high:
        message = f"The range from {low:g} to {high:g} {cell.unit} is empty."
        raise UsageError(Problem("range-empty", message, remedy="Give --from below --to."))
    progress("reading the plant")
    base, model = base_of(tables, asked, [cell], [(low, high)], standing)
    value = _Value(base, model, progress)
    first, last, notes = _ends(value, cell, low, high)
    if value.straight:
        places = corners(value.touching, first, last)
    else:
        places = changes(first, last, lambda number: _signature(value, number))
    edges = [first, *places, last]
    middles = [value.at(0.5 * (one + other)) for one, other in pairwise(edges)]
    stretches = tuple(_stretch(value, one, other) for one, other in pairwise(edges))
    found = tuple(
        Corner(place, value.at(place).objective, _changes(model.kept, before, after, middles))
        for place, before, after in zip(places, middles, middles[1:], strict=False)
    )
    winners = None if against is None else _winners(tables, asked, (cell, first, last), against, standing, progress)
    unit = next(each.unit for each in model.kept if each.key == f"effect: {asked.objective}")
    told = ("x " + cell.profile) if cell.profile else cell.unit
    return Breakeven(
        model.plant.settings.name,
        asked.objective,
        cell.name,
        told,
        unit,
        cell.value,
        first,
        last,
        value.straight,
        found,
        stretches,
        notes,
        winners,
    )


def _ends(value: _Value, cell: Cell, low: float, high: float) -> tuple[float, float, tuple[Problem, ...]]:
    """The ends of the part of the range that has plans, and notes where it is not the whole."""
    ends, notes = [low, high], []
    inside = next(
        (
            x
            for x in (low, high, cell.value, *np.linspace(low, high, TRIES).tolist())
            if low <= x <= high and value.at(x).solved
        ),
        None,
    )
    if inside is None:
        status = value.at(low).status
        message = f"No value of {cell.name} between {low:g} and {high:g} {cell.unit} has a plan ({status})."
        error = InfeasibleError(Problem("range-no-plan", message, remedy="Name another range."))
        error.status = status
        raise error
    for side in (0, 1):
        answer = value.at(ends[side])
        if answer.solved:
            continue
        outside = ends[side]
        ends[side] = edge(inside, outside, lambda x: value.at(x).solved)
        what = "nothing bounds the plan" if answer.status == "unbounded" else "there is no plan"
        way = "Below" if side == 0 else "Above"
        message = f"{way} {ends[side]:.6g} {cell.unit} of {cell.name} {what} ({answer.status})."
        notes.append(Problem("range-end", message, severity="warning"))
    return ends[0], ends[1], tuple(notes)


def _signature(value: _Value, number: float) -> tuple[object, ...]:
    """What is chosen at a number; with whole numbers how many are built."""
    answer = value.at(number)
    if not answer.solved:
        return (answer.status,)
    scale = np.abs(np.array(answer.amounts))
    return tuple(
        bool(amount > 1e-7 * max(1.0, float(scale.max(initial=0.0)) * 1e-3))
        for each, amount in zip(value.model.kept, answer.amounts, strict=True)
        if each.kind in CHOICES or each.kind == "built"
    )


def _stretch(value: _Value, low: float, high: float) -> Stretch:
    """Totals at both ends of a stretch, of the plan that holds within it."""
    inner = [low + (high - low) * share for share in (0.25, 0.75)]
    first, last = (value.at(x) for x in inner)
    totals = {}
    for place, each in enumerate(value.model.kept):
        if each.kind == "effect" and (
            first.amounts[place] or last.amounts[place] or each.name in ("cost", "emissions")
        ):
            totals[each.name] = _outward(first.amounts[place], last.amounts[place])
    ends = _outward(first.objective, last.objective)
    return Stretch(low, high, *ends, totals)


def _outward(first: float, last: float) -> tuple[float, float]:
    """The ends of a straight line from its values at a quarter and at three quarters."""
    half = 0.5 * (last - first)
    return first - half, last + half


def _changes(
    kept: Sequence[Measured], before: Answered, after: Answered, every: Sequence[Answered]
) -> tuple[CornerChange, ...]:
    """The quantities that differ between two stretches, those that change most by their own size first."""
    found = []
    for place, each in enumerate(kept):
        if each.kind not in CHOICES and each.kind != "built":
            continue
        size = max(abs(answer.amounts[place]) for answer in every)
        one, other = before.amounts[place], after.amounts[place]
        if abs(other - one) > MOVED * max(size, 1e-9):
            found.append((abs(other - one) / size, CornerChange(each.name, each.kind, one, other, each.unit)))
    return tuple(change for _, change in sorted(found, key=lambda item: -item[0]))


def _winners(
    tables: Tables,
    asked: StudyRequest,
    one: tuple[Cell, float, float],
    other: tuple[Cell, float, float],
    standing: Tables | None,
    progress: Callable[[str], None],
) -> pd.DataFrame:
    """Over the plane of two numbers, which route takes most of what can be chosen, and the objective."""
    cells, ends = [one[0], other[0]], [one[1:], other[1:]]
    base, model = base_of(tables, asked, cells, ends, standing)
    grids = [np.linspace(*each, GRID).tolist() for each in ends]
    worker = Worker(base)
    jobs = [(x, y) for y in grids[1] for x in grids[0]]
    answers = []
    for number, job in enumerate(jobs, start=1):
        progress(f"point {number} of {len(jobs)} of the map")
        answers.append(worker.work(SampleJob((0, 1), job)))
    open_ = _contested(model.kept, answers)
    names = [f"{cell.name} [{cell.unit or 'x ' + cell.profile}]" for cell in cells]
    rows = []
    for (x, y), answer in zip(jobs, answers, strict=True):
        winner = _winner(model.kept, answer, open_) if answer.solved else ""
        rows.append(
            {names[0]: x, names[1]: y, "winner": winner, "objective": answer.objective, "status": answer.status}
        )
    return pd.DataFrame(rows)


def _contested(kept: Sequence[Measured], answers: Sequence[Answered]) -> list[int]:
    """The routes whose amount changes over the plane; where there are none, processes and markets."""
    solved = np.array([answer.amounts for answer in answers if answer.solved])
    if not len(solved):
        return []
    moves = np.ptp(solved, axis=0) > MOVED * np.maximum(np.abs(solved).max(axis=0), 1e-9)
    for kinds in (("route",), ("process", "market")):
        found = [place for place, each in enumerate(kept) if each.kind in kinds and moves[place]]
        if found:
            return found
    return []


def _winner(kept: Sequence[Measured], answer: Answered, open_: Sequence[int]) -> str:
    """The contested choice with the largest amount; blank where nothing is contested."""
    if not open_:
        return ""
    place = max(open_, key=lambda item: answer.amounts[item])
    return kept[place].name if answer.amounts[place] > 0 else "none of them"


def result_of(found: Breakeven) -> dict[str, object]:
    """What study.json and ``--json`` say of it."""
    return {
        "minimise": found.minimise,
        "of": found.of,
        "unit": found.unit,
        "objective_unit": found.objective_unit,
        "now": found.now,
        "from": found.low,
        "to": found.high,
        "exact": found.exact,
        "corners": [
            {
                "value": corner.value,
                "unit": found.unit,
                "objective": corner.objective,
                "changes": [asdict(change) for change in corner.changes],
            }
            for corner in found.corners
        ],
        "stretches": [
            {
                "from": each.low,
                "to": each.high,
                "objective": [each.objective_low, each.objective_high],
                "totals": {name: list(ends) for name, ends in each.totals.items()},
            }
            for each in found.stretches
        ],
        "winners": None if found.winners is None else found.winners.to_dict("records"),
    }


def default_range(cell: Cell) -> tuple[float, float]:
    """The range where none is typed: from nothing to twice the cell's number, or back."""
    if cell.value == 0 or math.isinf(cell.value):
        message = f"{cell.name} is {cell.value:g}, which gives no range of its own."
        raise UsageError(Problem("range-empty", message, remedy="Give --from and --to."))
    return (0.0, 2 * cell.value) if cell.value > 0 else (2 * cell.value, 0.0)
