"""Refuses numbers that no scaling brings together: one beside another that is many trillion times larger."""

from __future__ import annotations

import numpy as np

from ...errors import Problem, SolverError
from ...graph.arrays.element_names import element
from ...program.build import Program
from ...program.components.builder import Family, Variable
from .matrix import Matrix
from .scaling import is_ordinary, scale

REACH = (1e-12, 1e15)  # coefficients, in the solver's units, that it neither drops nor refuses


def refuse_out_of_scale(program: Program, matrix: Matrix) -> None:
    """Raise SolverError that names the element whose number the solver would drop or refuse, where there is one."""
    if is_ordinary(matrix):
        return
    scaling = scale(matrix)
    if scaling.is_plain:
        return
    entry = np.abs(matrix.value) * scaling.rows[matrix.row_of_entry()] * scaling.columns[matrix.index]
    outside = np.flatnonzero((entry < REACH[0]) | (entry > REACH[1]) | ~np.isfinite(entry))
    if not len(outside):
        return
    first = int(outside[0])
    column, row = int(matrix.index[first]), int(matrix.row_of_entry()[first])
    message = (
        f"A number of {_column(program, column)} is {matrix.value[first]:.3g} in {_row(program, row)}, in canonical "
        "units, where others are so much larger or smaller that both cannot be reckoned with."
    )
    remedy = (
        "Check its unit; leave it out if it means nothing beside the others, and leave limits that bind never blank."
    )
    raise SolverError(Problem("number-out-of-scale", message, remedy=remedy))


def _column(program: Program, column: int) -> str:
    variables = program.registry.variables.values()
    part = next(each for each in variables if each.columns.start <= column < each.columns.stop)
    return _words(program, part, column - part.first)


def _row(program: Program, row: int) -> str:
    first = 0
    for family in program.registry.families:
        if row < first + family.size:
            return f"the {family.name} of {_words(program, family, row - first)}"
        first += family.size
    return "the program"


def _words(program: Program, part: Variable | Family, place: int) -> str:
    member = int(part.member[np.unravel_index(place, part.shape)[0]])
    found = element(program.graph, part.kind, member, (*program.graph.limits, *program.limits))
    words = f"{found.kind} {found.name}" + (f" at {found.site}" if found.site else "")
    return words + (f" ({found.material})" if found.material and found.material != found.name else "")
