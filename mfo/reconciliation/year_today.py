"""The year as it stands with its readings reconciled, worked out once for all that ask about it.

What flows today, how each flow is known, and what readings' uncertainty does to totals are questions about one answer.
A plant never changes, so that the answer to the last one asked about is kept for as long as that plant is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar
from weakref import ref

import numpy as np

from ..errors import PlantError, Problem
from ..graph.arrays.flow_graph import FlowGraph
from ..graph.build import build_graph
from ..graph.measured_flows import MeasuredFlow, first_year, graph_today, held_flows, whole_year
from ..plant.model import Plant
from ..plant.part_of_plant import ELEMENTS, without_elements
from .bilinear import Reconciled, reconcile_all
from .soft_yields import with_ranges

Answer = TypeVar("Answer")


class LastAsked(Generic[Answer]):
    """A function of a plant that remembers what it found for the plant that it was asked about last."""

    def __init__(self, work: Callable[[Plant], Answer]) -> None:
        self._work = work
        self._held: tuple[ref[Plant], Answer] | None = None

    def __call__(self, plant: Plant) -> Answer:
        """What the function gives for a plant."""
        held = self._held
        if held is not None and held[0]() is plant:
            return held[1]
        found = self._work(plant)
        self._held = (ref(plant, self._forget), found)
        return found

    def _forget(self, gone: ref[Plant]) -> None:
        if self._held is not None and self._held[0] is gone:
            self._held = None


@dataclass(frozen=True)
class YearToday:
    """What was reconciled, and what was found; ``over_year``: as one slot, because all readings are of the year."""

    plant: Plant
    graph: FlowGraph
    held: Sequence[MeasuredFlow]
    over_year: bool
    found: Reconciled | None  # None: exact readings, or facts, contradict one another


def _first(standing: Plant) -> Plant:
    return as_it_is_today(first_year(with_ranges(standing)))


def as_it_is_today(plant: Plant) -> Plant:
    """The plant without what says that it is not there today.

    Raises :class:`mfo.errors.PlantError` where a reading says that something flows there.
    """
    elements = [item for table in ELEMENTS for item in getattr(plant, table)]
    absent = {item.name for item in elements if not item.today}
    if not absent:
        return plant
    read = [item for item in plant.measurements if item.at in absent and bool(np.any(item.amount.values))]
    if read:
        raise PlantError(
            Problem(
                "measurement-touches-nothing",
                f"`{item.at}` was measured, and `today` says that it is not there.",
                item.where,
                "Clear `today`, or take the reading away.",
            )
            for item in read
        )
    ranges = (
        replace(item, changes=tuple(each for each in item.changes if each.process not in absent))
        for item in plant.parameter_ranges
        if item.process not in absent
    )
    return replace(
        without_elements(plant, lambda item: item.today),
        measurements=tuple(item for item in plant.measurements if item.at not in absent),
        limits=(),  # of a plan; what is gone may be what they speak of
        parameter_ranges=tuple(ranges),
    )


def _year(plant: Plant) -> YearToday:
    graph = build_graph(plant)
    held = held_flows(plant, graph)
    over_year = graph.slots > 1 and all(item.by_year is not None for item in held)
    if over_year:
        plant = whole_year(plant)
        graph = build_graph(plant)
        held = held_flows(plant, graph)
    today = graph_today(plant, graph, held)
    return YearToday(plant, today, held, over_year, reconcile_all(plant, today, held))


first_as_typed = LastAsked(_first)
"""The plant's first year with what its models' ranges do to yields; give it to :data:`year_today`."""

year_today = LastAsked(_year)
"""The readings of a plant of one year reconciled: over the year where all are of it, else slot by slot.

Raises :class:`mfo.errors.SolverError` where no answer can be shown to be the best.
"""
