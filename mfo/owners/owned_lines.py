"""Which columns and rows of the program of all owners together a coalition has, as its own program shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from ..graph.arrays.flow_graph import Bools, Floats, Ints
from ..graph.build import build_graph
from ..plant.model import Plant
from ..program.build import Program, build_program
from ..program.components.builder import Family, Variable
from ..solve.export import member_words
from ..solve.matrix.compile_program import Compiled, compile_program
from ..solve.matrix.matrix import Matrix
from .coalition import EFFECT, coalition_plant

SAME = 1e-9  # relative: two numbers of two programs that are one
CONSTANT = "constant"
Places = dict[str, tuple[int, tuple[int, ...], dict[tuple[str, int], int]]]
"""By family: its first line, its shape, and the position of each member by its words and how often they came before."""


@dataclass(frozen=True)
class OwnedLines:
    """The program of all, and who has to take part so that a column or row of it is there."""

    matrix: Matrix
    columns: Bools  # (owners, columns): without this owner the column is not there
    rows: Bools  # (owners, rows)
    fixed: Floats  # (owners,) constant costs that go with an owner
    differs: str  # what of a coalition's program is not a part of that of all; blank: nothing


def owned_lines(plant: Plant, owners: Sequence[str]) -> OwnedLines:
    """Compare the program of all with that of all but one, for each owner, line by line and number by number.

    Where each of these is the program of all without some of its lines, so is that of any coalition: an element is
    there if all are who have a part in it. What differs otherwise is told.
    """
    every = _compiled(plant)
    matrix, (columns, rows) = every.matrix, _places(every)
    absent_columns = np.zeros((len(owners), matrix.columns), dtype=bool)
    absent_rows = np.zeros((len(owners), matrix.rows), dtype=bool)
    fixed, differs = np.zeros(len(owners)), ""
    constant = _constant(every)
    for place, name in enumerate(owners):
        part = _compiled(coalition_plant(plant, {name}))
        its_columns, its_rows = _places(part)
        where, which = _found(columns, its_columns), _found(rows, its_rows)
        if where is None or which is None:
            differs = differs or name
            continue
        absent_columns[place] = ~np.isin(np.arange(matrix.columns), where)
        absent_rows[place] = ~np.isin(np.arange(matrix.rows), which)
        fixed[place] = constant - _constant(part)
        if not _is_part(every, part, where, which):
            differs = differs or name
    nobody = _constant(_compiled(coalition_plant(plant, set(owners))))
    if abs(constant - fixed.sum() - nobody) > SAME * max(1.0, abs(constant)):
        differs = differs or "constant costs"
    return OwnedLines(matrix, absent_columns, absent_rows, fixed, differs)


def _compiled(plant: Plant) -> Compiled:
    return compile_program(build_program(build_graph(plant), EFFECT))


def _places(compiled: Compiled) -> tuple[Places, Places]:
    """Where columns and rows stand, by family and by what their members are called."""
    program = compiled.program
    columns: Places = {
        part.name: (part.first, part.shape, _members(program, part)) for part in program.registry.variables.values()
    }
    rows: Places = {
        part.name: (compiled.rows[part.name].start, part.shape, _members(program, part))
        for part in program.registry.families
    }
    return columns, rows


def _members(program: Program, part: Variable | Family) -> dict[tuple[str, int], int]:
    before: dict[str, int] = {}
    found = {}
    for position, word in enumerate(member_words(program, part)):
        found[word, before.setdefault(word, 0)] = position
        before[word] += 1
    return found


def _found(every: Places, part: Places) -> Ints | None:
    """The lines of all that are those of a part, in its order; None where one is not among them."""
    lines = [np.zeros(0, dtype=np.int64)]
    for name, (_, shape, members) in part.items():
        if name not in every or every[name][1][1:] != shape[1:]:
            if members:
                return None
            continue
        first, _, known = every[name]
        step = int(np.prod(shape[1:]))
        if not members.keys() <= known.keys():
            return None
        lines += [first + known[member] * step + np.arange(step) for member in members]
    return np.concatenate(lines)


def _constant(compiled: Compiled) -> float:
    return float(compiled.matrix.cost[_constant_columns(compiled)].sum()) + compiled.matrix.offset


def _constant_columns(compiled: Compiled) -> slice:
    return compiled.program.registry.variables[CONSTANT].columns


def _is_part(every: Compiled, part: Compiled, columns: Ints, rows: Ints) -> bool:
    """Whether the numbers of a part's program are those that stand in that of all."""
    big, small = every.matrix, part.matrix
    costs = big.cost[columns]
    costs[_constant_columns(part)] = small.cost[_constant_columns(part)]
    pairs = (
        (costs, small.cost),
        (big.lower[columns], small.lower),
        (big.upper[columns], small.upper),
        (big.row_lower[rows], small.row_lower),
        (big.row_upper[rows], small.row_upper),
    )
    if not all(np.allclose(one, other, rtol=SAME, atol=SAME) for one, other in pairs):
        return False
    if not np.array_equal(big.whole[columns], small.whole):
        return False
    left = as_array(big)[rows][:, columns] - as_array(small)
    return bool(np.abs(left.data).max(initial=0.0) <= SAME * np.abs(big.value).max(initial=1.0))


def as_array(matrix: Matrix) -> csr_array:
    """A program's coefficients."""
    return csr_array((matrix.value, matrix.index, matrix.starts), shape=(matrix.rows, matrix.columns))
