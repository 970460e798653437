"""Yields with an uncertainty: recipe amounts that are reconciled like readings.

A yield times an activity is bilinear. As STAN does with uncertain transfer coefficients (O. Cencic, "Nonlinear data
reconciliation in material flow analysis with software STAN", Sustainable Environment Research 26, 2016), the balances
are put straight about the last answer and solved again until nothing changes (Gauss-Newton).
Each yield is its amount as typed times a factor, read as 1 with the yield's relative standard uncertainty: a yield that
differs by slot has one factor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from ..errors import Where
from ..graph.arrays.flow_graph import Floats, FlowGraph
from ..graph.build import build_graph
from ..graph.measured_flows import MeasuredFlow, graph_today, held_flows
from ..plant.model import Input, Output, Plant, Series

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

    @property
    def name(self) -> str:
        """What it is called among suspects: ``press, out: juice (t/t)``."""
        return f"{self.at}, {self.role}: {self.material}{'/' + self.per if self.per else ''} ({self.unit})"


def soft_yields(plant: Plant) -> tuple[SoftYield, ...]:
    """All yields of a plant that have an uncertainty."""
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


def with_factors(plant: Plant, yields: Sequence[SoftYield], factors: Sequence[float] | Floats) -> Plant:
    """The plant with each yield times its factor, and all of them exact."""
    of = {
        (item.process, item.role, item.material, item.per): float(factor)
        for item, factor in zip(yields, factors, strict=True)
    }
    touched = {item.process for item in yields}
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
    return replace(plant, processes=processes)


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


def today_at(plant: Plant, held: Sequence[MeasuredFlow]) -> tuple[FlowGraph, list[MeasuredFlow]]:
    """The graph of a plant as it stands today, and held flows over it: their amounts with the plant's yields."""
    graph = build_graph(plant)
    fresh = held_flows(plant, graph)
    over = [replace(item, terms=again.terms) for item, again in zip(held, fresh, strict=True)]
    return graph_today(plant, graph, over), over


def changed_each(plant: Plant, yields: Sequence[SoftYield]) -> list[Plant]:
    """The plant with one yield after the other doubled: what a factor changes is the difference, as all is linear."""
    ones = np.ones(len(yields))
    return [with_factors(plant, yields, ones + (np.arange(len(yields)) == number)) for number in range(len(yields))]
