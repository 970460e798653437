"""From a program to arrays: the fast road over templates, and Pyomo's own standard form for any other model."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import SolverError
from ...graph.arrays.flow_graph import Floats
from ...program.build import Program
from ...program.components.builder import Family, Variable
from ...program.components.expressions import Total
from .expand_templates import Expander
from .matrix import Matrix, compress_keys
from .out_of_scale import refuse_out_of_scale

IN_USE = ("sent", "used")  # by slot before by year: a link is used in a year in which it sends


@dataclass(frozen=True)
class Compiled:
    """A program's matrix, and where its families of rows are in it."""

    program: Program
    matrix: Matrix
    rows: dict[str, slice]  # by family
    seconds: float

    def family(self, name: str) -> Family:
        """The family of that name."""
        return next(family for family in self.program.registry.families if family.name == name)


def compile_program(program: Program) -> Compiled:
    """Expand every family of the program into one matrix; families in order, rows by their index sets."""
    started = time.perf_counter()
    registry = program.registry
    expander = Expander(program.pyomo, registry)
    slices, first = {}, 0
    for family in registry.families:
        slices[family.name] = slice(first, first + family.size)
        first += family.size
    matrix = _assemble(program, expander)
    _check_numbers(matrix)
    refuse_out_of_scale(program, matrix)
    return Compiled(program, matrix, slices, time.perf_counter() - started)


def _assemble(program: Program, expander: Expander) -> Matrix:
    """Put the families under one another; each is compressed before the next is expanded, which needs less memory."""
    registry = program.registry
    objectives = [_objective(expander, rule, registry.columns) for rule in program.objectives]
    counts, index, value, lower, upper = [np.zeros(1, dtype=np.int64)], [], [], [], []
    for family in registry.families:
        part = expander.family(family.rule, family.shape)
        starts, where, what = compress_keys(*part.entries(), part.count, registry.columns)
        counts.append(np.diff(starts))
        index.append(where)
        value.append(what)
        lower.append(part.lower)
        upper.append(part.upper)
    variables = list(registry.variables.values())
    return Matrix(
        cost=objectives[0][0],
        offset=objectives[0][1],
        lower=_flat([variable.lower for variable in variables], variables),
        upper=_flat([variable.upper for variable in variables], variables),
        whole=np.repeat([variable.whole for variable in variables], [variable.size for variable in variables]),
        row_lower=_joined(lower, float),
        row_upper=_joined(upper, float),
        starts=np.cumsum(np.concatenate(counts)).astype(np.int32),
        index=_joined(index, np.int32),
        value=_joined(value, float),
        costs=tuple(cost for cost, _ in objectives),
        switches=_joined(
            [np.arange(v.columns.start, v.columns.stop) for v in map(registry.variables.get, IN_USE) if v]
        ),
    )


def _objective(expander: Expander, rule: Total, columns: int) -> tuple[Floats, float]:
    """The costs of all columns, and the constant part."""
    sums = expander.objective(rule)
    cost = np.zeros(columns)
    for key, value in zip(sums.key, sums.value, strict=True):
        np.add.at(cost, key, value)
    return cost, float(sums.constant[0])


def _joined(parts: Sequence[np.ndarray], kind: type = np.int64) -> np.ndarray:
    if len(parts) == 1:
        return np.ascontiguousarray(parts[0])
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


def _flat(parts: Sequence[Floats], variables: list[Variable]) -> Floats:
    flat = np.empty(sum(variable.size for variable in variables))
    for part, variable in zip(parts, variables, strict=True):
        flat[variable.columns].reshape(variable.shape)[...] = part
    return flat


def _check_numbers(matrix: Matrix) -> None:
    """A coefficient that is no number would be read by the solver as anything."""
    if not (np.isfinite(matrix.value).all() and np.isfinite(matrix.cost).all()):
        raise SolverError("A coefficient of the program is not a finite number; the graph holds one that is not.")
    bounds = (matrix.lower, matrix.upper, matrix.row_lower, matrix.row_upper)
    if any(np.isnan(bound).any() for bound in bounds):
        raise SolverError("A bound of the program is not a number; the graph holds one that is not.")


@dataclass(frozen=True)
class Standard:
    """A Pyomo model in Pyomo's standard form: its matrix, and the component data of its columns and rows."""

    matrix: Matrix
    columns: list[Any]
    rows: list[Any]


def compile_model(model: Any) -> Standard:
    """Compile any linear Pyomo model by Pyomo's own standard form."""
    from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

    form = LinearStandardFormCompiler().write(model, mixed_form=True)
    by_row = form.A.tocsr()
    by_row.sort_indices()
    rhs = np.asarray(form.rhs, dtype=float)
    kinds = np.array([row.bound_type for row in form.rows], dtype=int)  # 0: equal, 1: upper, -1: lower
    bounds = [column.bounds for column in form.columns]
    cost = np.asarray(form.c.todense(), dtype=float).reshape(-1)
    matrix = Matrix(
        cost=cost,
        offset=float(np.asarray(form.c_offset).reshape(-1)[0]),
        lower=np.array([-np.inf if low is None else low for low, _ in bounds], dtype=float),
        upper=np.array([np.inf if high is None else high for _, high in bounds], dtype=float),
        whole=np.array([not column.is_continuous() for column in form.columns], dtype=bool),
        row_lower=np.where(kinds <= 0, rhs, -np.inf),
        row_upper=np.where(kinds >= 0, rhs, np.inf),
        starts=by_row.indptr.astype(np.int32),
        index=by_row.indices.astype(np.int32),
        value=np.asarray(by_row.data, dtype=float),
        costs=(cost,),
    )
    return Standard(matrix, list(form.columns), [row.constraint for row in form.rows])
