"""Readings of a year in a plant with slots: spread as evenly over time as the plant allows, and told as spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack

from ..graph.arrays.flow_graph import Floats, FlowGraph
from ..graph.measured_flows import MeasuredFlow
from ..program.build import Program
from ..reconciliation.system import reading_rows
from ..solve.engine.highs_session import Session
from ..solve.engine.solution import OPTIMAL
from ..solve.matrix.compile_program import compile_program
from ..solve.matrix.matrix import Matrix


def over_a_year(held: Sequence[MeasuredFlow]) -> list[int]:
    """The positions of readings of a whole year."""
    return [position for position, item in enumerate(held) if item.by_year is not None]


def evenly(graph: FlowGraph, held: Sequence[MeasuredFlow]) -> list[MeasuredFlow]:
    """Each reading of a year as one rate in all slots."""
    hours = graph.times.hours
    share = hours / float(hours @ graph.times.weight)
    return [
        item if item.by_year is None else replace(item, by_year=None, by_slot=item.by_year[:, None] * share[None, :])
        for item in held
    ]


def as_even_as_possible(graph: FlowGraph, held: Sequence[MeasuredFlow], program: Program) -> list[MeasuredFlow] | None:
    """Each reading of a year at rates that differ no more than what else is known of the plant makes them.

    ``program`` holds the years' amounts as rows. The largest rate of each reading is made least, relative to its mean,
    so that where a slot allows less, the others share what is left. None where nothing can flow so.
    """
    matrix = compile_program(program).matrix
    yearly = over_a_year(held)
    slots = replace_slots(graph, [held[position] for position in yearly])
    _, rows = reading_rows(graph, slots, dict(program.registry.variables), matrix.columns)
    answer = Session(_with_largest(matrix, rows, graph, [held[position] for position in yearly])).run()
    if answer.status != OPTIMAL:
        return None
    amounts = np.maximum(rows @ answer.values[: matrix.columns], 0.0).reshape(len(yearly), graph.slots)
    found = list(held)
    for position, by_slot in zip(yearly, amounts, strict=True):
        found[position] = replace(held[position], by_year=None, by_slot=by_slot[None, :])
    return found


def replace_slots(graph: FlowGraph, held: Sequence[MeasuredFlow]) -> list[MeasuredFlow]:
    """The same flows as if each slot were read, so that each has a row."""
    return [replace(item, by_year=None, by_slot=np.zeros((1, graph.slots))) for item in held]


def _with_largest(matrix: Matrix, rows: csr_matrix, graph: FlowGraph, held: Sequence[MeasuredFlow]) -> Matrix:
    """The program with a column for the largest rate of each reading, which alone costs, and rows that bound it."""
    count, slots = len(held), graph.slots
    hours = float(graph.times.hours @ graph.times.weight)
    mean = np.array([float(item.by_year[0]) / hours if item.by_year is not None else 0.0 for item in held])
    own = csr_matrix((matrix.value, matrix.index, matrix.starts), shape=(matrix.rows, matrix.columns))
    owner = np.repeat(np.arange(count), slots)
    largest = csr_matrix((-np.tile(graph.times.hours, count), (np.arange(count * slots), owner)))
    whole = csr_matrix(vstack([hstack([own, csr_matrix((matrix.rows, count))]), hstack([rows, largest])]))
    whole.sort_indices()
    cost: Floats = np.concatenate([np.zeros(matrix.columns), 1.0 / np.where(mean > 0, mean, 1.0)])
    return replace(
        matrix,
        cost=cost,
        offset=0.0,
        costs=(cost,),
        lower=np.concatenate([matrix.lower, np.zeros(count)]),
        upper=np.concatenate([matrix.upper, np.full(count, np.inf)]),
        whole=np.concatenate([np.zeros(matrix.columns, dtype=bool), np.zeros(count, dtype=bool)]),
        row_lower=np.concatenate([matrix.row_lower, np.full(count * slots, -np.inf)]),
        row_upper=np.concatenate([matrix.row_upper, np.zeros(count * slots)]),
        starts=whole.indptr.astype(np.int32),
        index=whole.indices.astype(np.int32),
        value=whole.data,
    )
