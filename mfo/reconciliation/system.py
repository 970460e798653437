"""The plant as it stands as equations and bounds, and what was measured as rows over the same columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix, hstack, identity, vstack

from ..graph.arrays.broadcast import spread
from ..graph.arrays.flow_graph import Floats, FlowGraph, Ints, Term
from ..graph.measured_flows import MeasuredFlow
from ..program.build import build_program
from ..program.components.builder import Variable
from ..solve.matrix.compile_program import Compiled, compile_program


@dataclass(frozen=True)
class MeterReading:
    """One row of what was measured: a meter in one slot, or over the year (slot -1)."""

    meter: int  # position among the held flows
    slot: int
    amount: float  # canonical, for the slot or the year
    sigma: float  # standard uncertainty in the same unit; 0: exact


@dataclass(frozen=True)
class System:
    """Equations A x = b with bounds, and rows R x of the readings; x are the columns of the program and slacks."""

    compiled: Compiled
    equations: csr_matrix
    right: Floats
    lower: Floats
    upper: Floats
    rows: csr_matrix  # one a reading
    readings: tuple[MeterReading, ...]
    columns: dict[str, Variable]
    departures: int = 0  # the first of the columns of what each yield's factor departs by from that of the equations

    def column(self, family: str, member: int, year: int, slot: int) -> int:
        """The column of a member of a family of the graph that the program decides wholly."""
        variable = self.columns[family]
        return variable.first + int(np.ravel_multi_index((member, year, slot), variable.shape))


def relaxed(graph: FlowGraph) -> FlowGraph:
    """The graph without what is on or off, so that equations and bounds alone are left."""
    processes, links = graph.processes, graph.links
    none = np.zeros(len(processes.names), dtype=bool)
    return replace(
        graph,
        processes=replace(
            processes,
            closable=none,
            has_start=none,
            minimum_up=None,
            minimum_down=None,
            initial_load=None,
            candidate=none,
            opening_due=None,
            steps=None,
            ramp=np.full_like(processes.ramp, np.inf),
            minimum_load=_zeros(processes.minimum_load),
        ),
        supplies=replace(graph.supplies, minimum_load=None),
        markets=replace(graph.markets, minimum_load=None),
        links=replace(links, switched=np.zeros(len(links.names), dtype=bool), minimum_load=_zeros(links.minimum_load)),
        rates=(),
    )


def _zeros(values: Floats) -> Floats:
    return spread(np.zeros((len(values), 1, 1)), values.shape[1], values.shape[2])


def build_system(graph: FlowGraph, held: Sequence[MeasuredFlow]) -> System:
    """The equations of a graph as it stands today (:func:`mfo.graph.measured_flows.graph_today`).

    Where any reading is of a slot, stocks need not close on themselves: measured months close no cycle.
    """
    program = build_program(relaxed(graph), "cost")
    compiled = compile_program(program)
    matrix = compiled.matrix
    rows = csr_matrix((matrix.value, matrix.index, matrix.starts), shape=(matrix.rows, matrix.columns))
    kept = np.ones(matrix.rows, dtype=bool)
    if not closes(graph, held) and "storage blocks" in compiled.rows:
        block = program.registry.arrays[id(program.pyomo.opening_block)]
        kept[compiled.rows["storage blocks"]] = block > 0
    equal = (matrix.row_lower == matrix.row_upper) & kept
    between = np.flatnonzero((matrix.row_lower != matrix.row_upper) & kept)
    slack = identity(len(between), format="csr") * -1.0
    equations = vstack(
        [
            hstack([rows[equal], csr_matrix((int(equal.sum()), len(between)))]),
            hstack([rows[between], slack]),
        ]
    ).tocsr()
    right = np.concatenate([matrix.row_lower[equal], np.zeros(len(between))])
    lower = np.concatenate([matrix.lower, matrix.row_lower[between]])
    upper = np.concatenate([matrix.upper, matrix.row_upper[between]])
    columns = dict(program.registry.variables)
    found, entries = reading_rows(graph, held, columns, equations.shape[1])
    return System(compiled, equations, right, lower, upper, entries, tuple(found), columns)


def closes(graph: FlowGraph, held: Sequence[MeasuredFlow]) -> bool:
    """Whether a stock that the plant lets close on itself does so among the readings."""
    return graph.slots == 1 or bool(graph.times.follows) or all(item.by_year is not None for item in held)


def reading_rows(
    graph: FlowGraph, held: Sequence[MeasuredFlow], columns: dict[str, Variable], size: int
) -> tuple[list[MeterReading], csr_matrix]:
    """Every reading with its row over the columns."""
    found: list[MeterReading] = []
    parts: list[tuple[Ints, Floats]] = []
    slots, weight = np.arange(graph.slots), graph.times.weight
    for meter, item in enumerate(held):
        if item.by_year is not None:
            parts.append(_entries(item.terms, columns, slots, weight))
            amount = float(item.by_year[0])
            found.append(MeterReading(meter, -1, amount, _sigma(item, 0, amount)))
            continue
        given = np.zeros((1, 1)) if item.by_slot is None else item.by_slot
        amounts = np.broadcast_to(given, (1, graph.slots))
        for slot in np.flatnonzero(~np.isnan(amounts[0])):
            parts.append(_entries(item.terms, columns, slots[slot : slot + 1], np.ones(1)))
            amount = float(amounts[0, slot])
            found.append(MeterReading(meter, int(slot), amount, _sigma(item, int(slot), amount)))
    row = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    column = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    value = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0)
    return found, csr_matrix((value, (row, column)), shape=(len(parts), size))


def _sigma(item: MeasuredFlow, slot: int, amount: float) -> float:
    shares = item.uncertainty
    share = 0.0 if shares is None else float(shares[slot if len(shares) > 1 else 0])
    return 0.0 if np.isnan(share) else abs(amount) * share


def _entries(terms: Sequence[Term], columns: dict[str, Variable], slots: Ints, weight: Floats) -> tuple[Ints, Floats]:
    """The columns and coefficients of a sum of terms over some slots of the only year, each with its weight."""
    where: list[Ints] = []
    what: list[Floats] = []
    for term in terms:
        variable = columns[term.family]
        for position, member in enumerate(term.member.tolist()):
            where.append(
                variable.first + np.ravel_multi_index((np.full(len(slots), member), 0 * slots, slots), variable.shape)
            )
            coefficient = np.broadcast_to(term.coefficient[position][0], variable.shape[2:])
            what.append(coefficient[slots] * weight)
    return np.concatenate(where), np.concatenate(what)
