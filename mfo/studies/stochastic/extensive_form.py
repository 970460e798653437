"""The extensive form: the programs of all scenarios side by side, with what is decided first shared by name.

minimise (1 - w) sum_s p_s c_s z_s + w (eta + 1 / (1 - a) sum_s p_s xi_s),   xi_s >= c_s z_s - eta,   xi_s >= 0

over the plans z_s of the scenarios, each within its own rows and bounds, the first stage the same in all. The last
terms are the conditional value at risk: R. T. Rockafellar and S. Uryasev, "Optimization of conditional value-at-risk",
Journal of Risk 2 (2000) 21-41. The two-stage program: J. R. Birge and F. Louveaux, "Introduction to Stochastic
Programming", second edition, Springer 2011, chapter 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...graph.arrays.flow_graph import Floats, Ints
from ...program.build import Program
from ...solve.matrix.matrix import Matrix, compress
from ..engine.held import FAMILIES, name_of
from ..engine.long_way import PreparedProgram

SHARED = (*FAMILIES, "units", "store_units", "link_units")
"""Families of columns that are decided before the scenario is known."""

Key = tuple[str, str, int]
"""A column decided first: its family, the process or link, and the place of the year."""


@dataclass(frozen=True)
class Extensive:
    """The matrix of all scenarios, and the column of each scenario's columns in it."""

    matrix: Matrix
    columns: tuple[Ints, ...]


def extensive_form(
    models: Sequence[PreparedProgram], probability: Floats, weight: float = 0.0, level: float = 0.0
) -> Extensive:
    """The extensive form of scenarios with these probabilities; ``weight`` of the CVaR at ``level``, 0.95 for 95 %."""
    columns, count = _columns([model.program for model in models])
    risk = count + np.arange(len(models) + 1) if weight > 0 else np.zeros(0, dtype=np.int64)  # eta, then each xi
    total = count + len(risk)
    lower, upper = np.full(total, -np.inf), np.full(total, np.inf)
    whole, cost = np.zeros(total, dtype=bool), np.zeros(total)
    offset = 0.0
    for model, where, share in zip(models, columns, probability, strict=True):
        matrix = model.arrays.matrix
        lower[where], upper[where] = np.maximum(lower[where], matrix.lower), np.minimum(upper[where], matrix.upper)
        whole[where] |= matrix.whole
        cost[where] += (1 - weight) * share * matrix.cost
        offset += (1 - weight) * share * matrix.offset
    if len(risk):
        cost[risk[0]], cost[risk[1:]] = weight, weight / (1 - level) * probability
        lower[risk[1:]] = 0.0
    rows = _rows(models, columns, risk)
    starts, index, value = compress(*rows[0], len(rows[1]), total)
    matrix = Matrix(
        cost, offset, lower, upper, whole, rows[1], rows[2], starts, index, value, (cost,), _switches(models, columns)
    )
    return Extensive(matrix, tuple(columns))


def _columns(programs: Sequence[Program]) -> tuple[list[Ints], int]:
    """The column of each column of each program, and how many there are; columns decided first are shared."""
    known: dict[Key, int] = {}
    found, count = [], 0
    for program in programs:
        where = np.full(program.registry.columns, -1)
        for column, key in _first_stage(program):
            if key not in known:
                known[key], count = count, count + 1
            where[column] = known[key]
        own = np.flatnonzero(where < 0)
        where[own] = count + np.arange(len(own))
        count += len(own)
        found.append(where)
    return found, count


def _first_stage(program: Program) -> list[tuple[int, Key]]:
    found = []
    for family in SHARED:
        variable = program.registry.variables.get(family)
        if variable is None or not variable.size:
            continue
        years = variable.shape[1]
        for place, member in enumerate(variable.member.tolist()):
            name = name_of(program.graph, family, member)
            found += [(variable.first + place * years + year, (family, name, year)) for year in range(years)]
    return found


def _rows(
    models: Sequence[PreparedProgram], columns: Sequence[Ints], risk: Ints
) -> tuple[tuple[Ints, Ints, Floats], Floats, Floats]:
    """The entries (row, column, value), and the bounds of the rows."""
    row, column, value, lower, upper = [], [], [], [], []
    first = 0
    for number, (model, where) in enumerate(zip(models, columns, strict=True)):
        matrix = model.arrays.matrix
        row.append(first + matrix.row_of_entry())
        column.append(where[matrix.index])
        value.append(matrix.value)
        lower.append(matrix.row_lower)
        upper.append(matrix.row_upper)
        first += matrix.rows
        if len(risk):  # xi + eta - c z >= offset
            priced = np.flatnonzero(matrix.cost)
            row.append(np.full(len(priced) + 2, first))
            column.append(np.concatenate([where[priced], [risk[1 + number], risk[0]]]))
            value.append(np.concatenate([-matrix.cost[priced], [1.0, 1.0]]))
            lower.append(np.array([matrix.offset]))
            upper.append(np.array([np.inf]))
            first += 1
    entries = np.concatenate(row), np.concatenate(column), np.concatenate(value)
    return entries, np.concatenate(lower), np.concatenate(upper)


def _switches(models: Sequence[PreparedProgram], columns: Sequence[Ints]) -> Ints:
    every = [where[model.arrays.matrix.switches] for model, where in zip(models, columns, strict=True)]
    return np.unique(np.concatenate(every)).astype(np.int64)


def measure(values: Floats, probability: Floats, weight: float, level: float) -> tuple[float, float, float]:
    """What is minimised, the expected value and the CVaR of values by scenario, formed from the values alone.

    The CVaR at ``level`` is the mean of the worst 1 - ``level``; a scenario that reaches over the edge counts in part.
    """
    expected = float(probability @ values)
    order = np.argsort(-values, kind="stable")
    tail = 1 - level
    share = np.diff(np.minimum(np.concatenate([[0.0], np.cumsum(probability[order])]), tail))
    cvar = float(share @ values[order]) / float(share.sum()) if np.isfinite(values).all() else float(values.max())
    risk = weight * cvar if weight else 0.0
    return (1 - weight) * expected + risk, expected, cvar
