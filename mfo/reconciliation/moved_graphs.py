"""Graphs with factors of yields at 2, as few as can be: those that touch no process in common share one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from ..graph.arrays.flow_graph import Floats, FlowGraph, Ints
from ..graph.measured_flows import MeasuredFlow
from ..plant.model import Plant
from ..program.objective import effect_terms
from .soft_yields import Soft, SoftYield, today_at, with_factors
from .system import System, build_system

OWNED = ("feed", "activity")
"""Families whose columns belong to one process each."""


@dataclass(frozen=True)
class MovedGraph:
    """A graph with the factors of some yields at 2, and which of them a column's change is due to."""

    graph: FlowGraph
    equations: csr_matrix  # what it adds to those at the yields as typed
    rows: csr_matrix
    due_to: Ints  # (columns,) the yield; -1: none of them changes it

    def by_yield(self, columns: Ints, contributions: Floats, count: int) -> Floats:
        """(yields,) what each column's change contributes, summed by the yield that it is due to."""
        due, found = self.due_to[columns], np.zeros(count)
        np.add.at(found, due[due >= 0], contributions[due >= 0])
        return found

    def part(self, matrix: csr_matrix, number: int) -> csr_matrix:
        """What of a change is due to one yield."""
        entries = matrix.tocoo()
        mine = self.due_to[entries.col] == number
        return csr_matrix((entries.data[mine], (entries.row[mine], entries.col[mine])), shape=matrix.shape)


def moved_graphs(
    plant: Plant, graph: FlowGraph, held: Sequence[MeasuredFlow], base: System, yields: Sequence[Soft]
) -> tuple[MovedGraph, ...]:
    """What each yield's factor changes: all is linear in it, so that the difference to its double says it."""
    owner = _owners(graph, base)
    found: list[MovedGraph] = []
    for group in _groups(plant, yields):
        made = _moved(plant, held, base, yields, group)
        touched = {process: number for number in group for process in _touched(plant, yields[number])}
        due_to = np.array([touched.get(int(process), -1) for process in owner])
        if len(group) == 1:
            found.append(MovedGraph(*made, np.full(len(owner), group[0])))
        elif _is_owned(made, due_to) and _effects_are_owned(graph, made[0]):
            found.append(MovedGraph(*made, due_to))
        else:
            found += [
                MovedGraph(*_moved(plant, held, base, yields, [number]), np.full(len(owner), number))
                for number in group
            ]
    return tuple(found)


Made = tuple[FlowGraph, csr_matrix, csr_matrix]


def _moved(
    plant: Plant, held: Sequence[MeasuredFlow], base: System, yields: Sequence[Soft], group: Sequence[int]
) -> Made:
    factors = np.ones(len(yields))
    factors[list(group)] = 2.0
    graph, over = today_at(with_factors(plant, yields, factors), held)
    system = build_system(graph, over)
    return graph, csr_matrix(system.equations - base.equations), csr_matrix(system.rows - base.rows)


def _touched(plant: Plant, item: Soft) -> set[int]:
    """The processes, by position, that a yield or parameter is of or follows to."""
    if isinstance(item, SoftYield):
        return {item.process}
    names = {change.process for change in item.range.changes}
    return {position for position, process in enumerate(plant.processes) if process.name in names}


def _groups(plant: Plant, yields: Sequence[Soft]) -> list[list[int]]:
    """Yields by number, those of one group touching no process in common."""
    found: list[tuple[list[int], set[int]]] = []
    for number, item in enumerate(yields):
        mine = _touched(plant, item)
        for members, taken in found:
            if not mine & taken:
                members.append(number)
                taken |= mine
                break
        else:
            found.append(([number], set(mine)))
    return [members for members, _ in found]


def _owners(graph: FlowGraph, system: System) -> Ints:
    """(columns,) the process that a column belongs to; -1: none."""
    found = np.full(system.equations.shape[1], -1, dtype=np.int64)
    for family in OWNED:
        variable = system.columns.get(family)
        if variable is not None:
            process = graph.feeds.process[variable.member] if family == "feed" else variable.member
            found[variable.columns] = np.repeat(process, variable.size // max(len(process), 1))
    return found


def _is_owned(made: Made, due_to: Ints) -> bool:
    return all((due_to[each.tocoo().col[np.abs(each.tocoo().data) > 0]] >= 0).all() for each in made[1:])


def _effects_are_owned(graph: FlowGraph, moved: FlowGraph) -> bool:
    """Whether no effect of anything but processes has changed."""
    for effect in graph.effects:
        pairs = zip(effect_terms(graph, effect), effect_terms(moved, effect), strict=True)
        for (family, _, before), (_, _, after) in pairs:
            if family not in OWNED and not np.array_equal(np.asarray(before), np.asarray(after)):
                return False
    return True
