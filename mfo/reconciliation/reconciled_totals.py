"""What readings say of totals: the cost and emissions of a year, and how certain they are (by first order).

There is one today: what flows in each slot, at what each slot costs. Readings of the year are reconciled over the year
as one slot; what a unit more changes there is then the mean over what flows today, slot by slot, and not over time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..graph.arrays.families import BY_YEAR
from ..graph.arrays.flow_graph import Floats, FlowGraph, Ints
from ..program.components.builder import over_time
from ..program.components.linear_terms import known_value
from ..program.objective import Terms, effect_terms, effect_values
from .bilinear import Reconciled
from .reconcile import Solved
from .reconciled_flows import EffectResult
from .system import System

TOLD = ("cost", "emissions")
PASSING = ("supply", "feed", "activity", "arc", "delivery")
"""Families of amounts that add up over slots."""
LOADS = ("peak", "billed")
"""Highest loads, which follow from what supplies give in the slots in which they give most."""


@dataclass(frozen=True)
class SlotFlows:
    """What flows today in each slot: the graph, and values by family."""

    graph: FlowGraph
    values: Mapping[str, Floats]

    def total(self, effect: str) -> float:
        """An effect of today's year, canonical."""
        return float(effect_values(self.graph, effect, self.values)[0])


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


def effect_results(reconciled: Reconciled, today: SlotFlows) -> tuple[EffectResult, ...]:
    """Cost and emissions of the year that was read, as what flows today makes them."""
    found = []
    for effect in TOLD:
        if effect in today.graph.effects:
            _, deviation, determined = value_of(reconciled.solved, effect_sum(reconciled, effect, today))
            unit = today.graph.effects[effect]
            found.append(EffectResult(effect, today.total(effect), deviation, determined, unit))
    return tuple(found)


def value_of(solved: Solved, total: Sum) -> tuple[float, float, bool]:
    """A total, its standard uncertainty (nan where it is not determined), and whether it is determined."""
    value, deviation, determined = solved.value(total.columns, total.coefficients)
    return value + total.constant, deviation, determined


def effect_sum(found: Reconciled, effect: str, today: SlotFlows) -> Sum:
    """An effect of the year that was read over the columns of its system, with what its yields' uncertainty adds."""
    system = found.solved.system
    terms = tuple(term for term in effect_terms(found.graph, effect) if term[0] not in LOADS)
    more = _by_slots(found.graph, effect, today), _by_loads(found.graph, effect, today)
    now = _sum(found.graph, system, (*terms, *more[0], *more[1]))
    if found.typed is None:
        return now
    values = found.solved.columns()[: system.departures]

    def worth(graph: FlowGraph) -> Floats:
        """(columns,) what each column contributes."""
        total, of_column = _sum(graph, system, effect_terms(graph, effect)), np.zeros(len(values))
        np.add.at(of_column, total.columns, total.coefficients * values[total.columns])
        return of_column

    typed, slopes, every = worth(found.typed), np.zeros(len(found.yields)), np.arange(len(values))
    for each in found.moved:
        slopes += each.by_yield(every, worth(each.graph) - typed, len(slopes))
    columns = system.departures + np.arange(len(slopes))
    return now.less(columns, -slopes)


def _by_slots(year: FlowGraph, effect: str, today: SlotFlows) -> Terms:
    """What a year of one slot lacks of an effect: how much dearer its amounts are in the slots that they flow in."""
    if year.slots == today.graph.slots:
        return ()
    found = []
    for family in PASSING:
        amount = today.values[family][:, 0]
        weighed = amount * today.graph.times.weight
        size = weighed.sum(axis=1)
        flows = size > 0
        there = (_rates(today.graph, effect, family) * weighed).sum(axis=1) / np.where(flows, size, 1.0)
        more = np.where(flows, there - _rates(year, effect, family)[:, 0], 0.0)
        members = np.flatnonzero(more)
        found.append((family, members, more[members][:, None, None]))
    return tuple(found)


def _by_loads(year: FlowGraph, effect: str, today: SlotFlows) -> Terms:
    """What supplies change of an effect by their highest loads: where these are reached, or as all slots change."""
    graph, slopes = today.graph, _slopes_of_loads(effect, today)
    if slopes is None:
        return ()
    members = np.flatnonzero(slopes.any(axis=1))
    values = slopes / graph.times.weight
    if year.slots != graph.slots:
        amount = today.values["supply"][:, 0]
        size = (amount * graph.times.weight).sum(axis=1)
        values = ((slopes * amount).sum(axis=1) / np.where(size > 0, size, 1.0))[:, None]
    return (("supply", members, values[members][:, None, :]),)


def _slopes_of_loads(effect: str, today: SlotFlows) -> Floats | None:
    """(supplies, slots) what an effect changes by per unit that a supply gives in a slot, by its highest loads."""
    graph, peaks, hours = today.graph, today.graph.peaks, today.graph.times.hours
    if not len(peaks):
        return None
    amount = today.values["supply"][:, 0]
    loads = np.where(peaks.counts, amount[peaks.supply] / hours - peaks.above[:, :1], -np.inf)
    top, highest = loads.argmax(axis=1), loads.max(axis=1)
    of_load, slopes = _by_year(graph, effect, "peak"), np.zeros_like(amount)
    if peaks.even is not None:
        even, billed = peaks.even, _by_year(graph, effect, "billed")
        spread = (amount[peaks.supply[even.peak]] * even.rate).sum(axis=1)
        by_energy = spread < highest[even.peak]
        np.add.at(of_load, even.peak, np.where(by_energy, 0.0, billed))
        np.add.at(slopes, peaks.supply[even.peak], np.where(by_energy, billed, 0.0)[:, None] * even.rate)
    np.add.at(slopes, (peaks.supply, top), np.where(highest > 0, of_load / hours[top], 0.0))
    return slopes


def _by_year(graph: FlowGraph, effect: str, family: str) -> Floats:
    """(members,) what a unit of a family's members, counted by year, adds to an effect in the only year."""
    found = np.zeros(graph.size(family))
    for name, members, values in effect_terms(graph, effect):
        if name == family:
            np.add.at(found, members, values[:, 0])
    return found


def _rates(graph: FlowGraph, effect: str, family: str) -> Floats:
    """(members, slots) what a unit of a family's members adds to an effect in the only year."""
    found = np.zeros((graph.size(family), graph.slots))
    for name, members, values in effect_terms(graph, effect):
        if name == family:
            np.add.at(found, members, over_time(values, (graph.years, graph.slots))[:, 0])
    return found


def _sum(graph: FlowGraph, system: System, terms: Terms) -> Sum:
    """A sum of terms of the only year of a graph over the columns of its system."""
    columns: list[Ints] = []
    coefficients: list[Floats] = []
    constant, weight = 0.0, graph.times.weight
    for family, members, values in terms:
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
