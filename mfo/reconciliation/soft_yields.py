"""Yields with an uncertainty, reconciled like readings: amounts of recipes, and parameters of models with a range.

A yield times an activity is bilinear. As STAN does with uncertain transfer coefficients (O. Cencic, "Nonlinear data
reconciliation in material flow analysis with software STAN", Sustainable Environment Research 26, 2016), the balances
are put straight about the last answer and solved again until nothing changes (Gauss-Newton).
Each yield is its amount as typed times a factor, read as 1 with the yield's relative standard uncertainty: a yield that
differs by slot has one factor. A parameter of a model moves all yields that follow from it together, by first order
from its range; its factor is 1 with a standard uncertainty of 1, where each more is one standard deviation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from ..errors import Where
from ..graph.arrays.flow_graph import Floats, FlowGraph
from ..graph.build import build_graph
from ..graph.measured_flows import MeasuredFlow, graph_today, held_flows
from ..plant.model import CoefficientChange, Input, Output, ParameterRange, Plant, Process, Series

FAR = 30.0  # standard deviations that no parameter moves by: a bound beyond them is none
Entry = TypeVar("Entry", Input, Output)


@dataclass(frozen=True)
class SoftYield:
    """The amount of one row of a recipe, with its relative standard uncertainty."""

    process: int  # position in the plant
    at: str
    material: str
    role: str
    per: str  # an input; blank: activity
    share: float
    amount: Series
    unit: str
    where: Where | None
    lowest: float = 0.0  # of its factor
    highest: float = np.inf

    @property
    def name(self) -> str:
        """What it is called among suspects: ``press, out: juice (t/t)``."""
        return f"{self.at}, {self.role}: {self.material}{'/' + self.per if self.per else ''} ({self.unit})"


@dataclass(frozen=True)
class SoftParameter:
    """A parameter of a process's model, with what one standard deviation of it changes."""

    range: ParameterRange
    lowest: float  # of its factor: where the first coefficient becomes zero
    highest: float
    share: float = 1.0

    @property
    def name(self) -> str:
        """What it is called among suspects: ``digester, methane_share``."""
        return f"{self.range.process}, {self.range.parameter}"

    @property
    def where(self) -> Where | None:
        """The row of its process."""
        return self.range.where


Soft = SoftYield | SoftParameter


def with_ranges(plant: Plant) -> Plant:
    """The plant with what its models' ranges do to yields, where any reading has an uncertainty.

    Readings that are all exact must balance with the yields as they are.
    """
    if plant.model_ranges is None:
        return plant
    known = any(item.uncertainty for item in plant.measurements)
    return replace(plant, parameter_ranges=plant.model_ranges() if known else (), model_ranges=None)


def soft_yields(plant: Plant) -> tuple[Soft, ...]:
    """All yields and parameters of a plant that have an uncertainty."""
    return (*_of_recipes(plant), *(_of_range(plant, item) for item in plant.parameter_ranges))


def _of_range(plant: Plant, item: ParameterRange) -> SoftParameter:
    """A parameter with how far it may move before one of its coefficients is negative."""
    processes = {process.name: process for process in plant.processes}
    lowest, highest = -np.inf, np.inf
    for change in item.changes:
        now = _coefficient(processes[change.process], change)
        if now is None or change.role == "rate":
            continue
        for value, slope in np.broadcast(now.values, change.change.values):
            if slope > 0 and value >= 0:
                lowest = max(lowest, 1.0 - float(value / slope))
            elif slope < 0 and value >= 0:
                highest = min(highest, 1.0 - float(value / slope))
    return SoftParameter(item, lowest if lowest > -FAR else -np.inf, highest if highest < FAR else np.inf)


def _coefficient(process: Process, change: CoefficientChange) -> Series | None:
    entries = process.inputs if change.role == "in" else process.outputs
    for entry in entries:
        if entry.material == change.material:
            found = entry.per_input.get(change.per) if change.kind == "per_input" else getattr(entry, change.kind, None)
            if found is not None:
                return found
    return None


def _of_recipes(plant: Plant) -> tuple[SoftYield, ...]:
    return tuple(
        SoftYield(
            row,
            process.name,
            entry.material,
            role,
            per,
            share,
            amount,
            _unit(plant, process.basis, entry, per),
            entry.where,
        )
        for row, process in enumerate(plant.processes)
        for role, entries in (("in", process.inputs), ("out", process.outputs))
        for entry in entries
        for per, share in entry.uncertainty.items()
        if share > 0 and (amount := entry.per_input[per] if per else entry.per_activity) is not None
    )


def _unit(plant: Plant, basis: str, entry: Input | Output, per: str) -> str:
    return f"{plant.materials[entry.material].unit}/{plant.materials[per].unit if per else basis}"


def with_factors(plant: Plant, yields: Sequence[Soft], factors: Sequence[float] | Floats) -> Plant:
    """The plant with each yield times its factor and each parameter moved by its, and all of them exact."""
    pairs = list(zip(yields, map(float, factors), strict=True))
    of = {
        (item.process, item.role, item.material, item.per): factor
        for item, factor in pairs
        if isinstance(item, SoftYield)
    }
    moved: dict[str, list[tuple[CoefficientChange, float]]] = defaultdict(list)
    for item, factor in pairs:
        if isinstance(item, SoftParameter) and factor != 1.0:
            for change in item.range.changes:
                moved[change.process].append((change, factor - 1.0))
    touched = {item.process for item, _ in pairs if isinstance(item, SoftYield)}
    processes = tuple(
        replace(
            process,
            inputs=tuple(_scaled(entry, (row, "in"), of) for entry in process.inputs),
            outputs=tuple(_scaled(entry, (row, "out"), of) for entry in process.outputs),
        )
        if row in touched
        else process
        for row, process in enumerate(plant.processes)
    )
    processes = tuple(
        _moved(process, moved[process.name]) if process.name in moved else process for process in processes
    )
    return replace(plant, processes=processes, parameter_ranges=(), model_ranges=None)


def _moved(process: Process, changes: Sequence[tuple[CoefficientChange, float]]) -> Process:
    """A process with changes added to its coefficients, so many times each."""
    of: dict[tuple[str, str, str, str], list[tuple[Series, float]]] = defaultdict(list)
    for change, times in changes:
        of[change.role, change.material, change.kind, change.per].append((change.change, times))

    def added(series: Series, *key: str) -> Series:
        more = of.get((key[0], key[1], key[2], key[3]), ())
        return series if not more else replace(series, values=series.values + sum(each.values * n for each, n in more))

    def entry_of(entry: Entry, role: str) -> Entry:
        name, each = entry.material, entry.per_activity
        return replace(
            entry,
            per_activity=None if each is None else added(each, role, name, "per_activity", ""),
            per_input={per: added(series, role, name, "per_input", per) for per, series in entry.per_input.items()},
        )

    inputs = [entry_of(entry, "in") for entry in process.inputs]
    return replace(
        process,
        inputs=tuple(
            entry
            if entry.activity is None
            else replace(entry, activity=added(entry.activity, "in", entry.material, "activity", ""))
            for entry in inputs
        ),
        outputs=tuple(entry_of(entry, "out") for entry in process.outputs),
        rates=tuple(
            replace(rate, value=added(rate.value, "rate", str(position), "value", rate.per or ""))
            for position, rate in enumerate(process.rates)
        ),
    )


def _scaled(entry: Entry, key: tuple[int, str], of: dict[tuple[int, str, str, str], float]) -> Entry:
    def scaled(series: Series, per: str) -> Series:
        factor = of.get((*key, entry.material, per), 1.0)
        return series if factor == 1.0 else replace(series, values=series.values * factor)

    return replace(
        entry,
        per_activity=None if entry.per_activity is None else scaled(entry.per_activity, ""),
        per_input={per: scaled(series, per) for per, series in entry.per_input.items()},
        uncertainty={},
    )


def sensible(typed: Plant, found: Plant) -> bool:
    """Whether no coefficient changed its sign: each parameter has its bounds, several together may pass them."""
    return all(
        bool((after.values * before.values >= 0).all())
        for old, new in zip(typed.processes, found.processes, strict=True)
        if new is not old
        for before, after in zip(_coefficients(old), _coefficients(new), strict=True)
    )


def _coefficients(process: Process) -> Iterator[Series]:
    entries: tuple[Input | Output, ...] = (*process.inputs, *process.outputs)
    for entry in entries:
        yield from entry.per_input.values()
        if entry.per_activity is not None:
            yield entry.per_activity


def today_at(plant: Plant, held: Sequence[MeasuredFlow]) -> tuple[FlowGraph, list[MeasuredFlow]]:
    """The graph of a plant as it stands today, and held flows over it: their amounts with the plant's yields."""
    graph = build_graph(plant)
    fresh = held_flows(plant, graph)
    over = [replace(item, terms=again.terms) for item, again in zip(held, fresh, strict=True)]
    return graph_today(plant, graph, over), over
