"""What readings say of totals: the cost and emissions of a year, and how certain they are (by first order)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..graph.arrays.families import BY_YEAR
from ..graph.arrays.flow_graph import Floats, FlowGraph, Ints
from ..program.components.builder import over_time
from ..program.components.linear_terms import known_value
from ..program.objective import effect_terms
from .bilinear import Reconciled
from .reconcile import Solved
from .reconciled_flows import EffectResult
from .system import System

TOLD = ("cost", "emissions")


@dataclass(frozen=True)
class Sum:
    """A total as a sum over the columns of a system, and what stands fast in it."""

    columns: Ints
    coefficients: Floats
    constant: float

    def less(self, columns: Ints, coefficients: Floats) -> Sum:
        """The same less another sum."""
        return Sum(
            np.concatenate([self.columns, columns]), np.concatenate([self.coefficients, -coefficients]), self.constant
        )


def effect_results(reconciled: Reconciled) -> tuple[EffectResult, ...]:
    """Cost and emissions of the year that was read."""
    found = []
    graph, solved = reconciled.graph, reconciled.solved
    for effect in TOLD:
        if effect in graph.effects:
            amount, deviation, determined = value_of(solved, effect_sum(reconciled, effect))
            found.append(EffectResult(effect, amount, deviation, determined, graph.effects[effect]))
    return tuple(found)


def value_of(solved: Solved, total: Sum) -> tuple[float, float, bool]:
    """A total, its standard uncertainty (nan where it is not determined), and whether it is determined."""
    value, deviation, determined = solved.value(total.columns, total.coefficients)
    return value + total.constant, deviation, determined


def effect_sum(found: Reconciled, effect: str) -> Sum:
    """An effect of the year that was read over the columns of its system, with what its yields' uncertainty adds."""
    system, now = found.solved.system, _effect_sum(found.graph, found.solved.system, effect)
    if found.typed is None:
        return now
    values = found.solved.columns()[: system.departures]

    def worth(graph: FlowGraph) -> Floats:
        """(columns,) what each column contributes."""
        total, of_column = _effect_sum(graph, system, effect), np.zeros(len(values))
        np.add.at(of_column, total.columns, total.coefficients * values[total.columns])
        return of_column

    typed, slopes, every = worth(found.typed), np.zeros(len(found.yields)), np.arange(len(values))
    for each in found.moved:
        slopes += each.by_yield(every, worth(each.graph) - typed, len(slopes))
    columns = system.departures + np.arange(len(slopes))
    return now.less(columns, -slopes)


def _effect_sum(graph: FlowGraph, system: System, effect: str) -> Sum:
    """An effect of the only year of a graph over the columns of its system."""
    columns: list[Ints] = []
    coefficients: list[Floats] = []
    constant, weight = 0.0, graph.times.weight
    for family, members, values in effect_terms(graph, effect):
        by_year = family in BY_YEAR
        each = values[:, 0] if by_year else over_time(values, (graph.years, graph.slots))[:, 0] * weight
        variable = system.columns.get(family)
        rows = _rows(variable.member, members) if variable is not None else np.full(len(members), -1)
        decided = rows >= 0
        if by_year and not decided.all():
            constant += float((each * known_value(graph, family)[members, 0])[~decided].sum())
        if variable is None or not decided.any():
            continue
        first, width = variable.first, 1 if by_year else graph.slots
        where = first + rows[decided][:, None] * width + np.arange(width)
        columns.append(where.reshape(-1))
        coefficients.append(np.broadcast_to(each[decided].reshape(len(where), -1), where.shape).reshape(-1))
    if not columns:
        return Sum(np.zeros(0, dtype=np.int64), np.zeros(0), constant)
    return Sum(np.concatenate(columns), np.concatenate(coefficients), constant)


def supply_sum(system: System, worth: Mapping[int, Floats]) -> tuple[Ints, Floats]:
    """The amounts of supplies in each slot, each times what a unit is worth there."""
    columns = [
        system.column("supply", member, 0, slot) for member, prices in worth.items() for slot in range(len(prices))
    ]
    return np.array(columns, dtype=np.int64), np.array(
        [each for prices in worth.values() for each in prices], dtype=float
    )


def _rows(known: Ints, wanted: Ints) -> Ints:
    """The position of each wanted member among those known; -1 for none."""
    place = {int(member): position for position, member in enumerate(known)}
    return np.array([place.get(int(member), -1) for member in wanted], dtype=np.int64)
