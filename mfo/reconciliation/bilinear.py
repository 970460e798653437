"""Readings and yields reconciled together: the system put straight about the last answer, until nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_matrix, hstack, identity, vstack

from ..errors import Problem, SolverError
from ..graph.arrays.flow_graph import Floats, FlowGraph
from ..graph.measured_flows import MeasuredFlow
from ..plant.model import Plant
from .moved_graphs import MovedGraph, moved_graphs
from .reconcile import Solved, solve_readings, solve_system
from .soft_yields import Soft, sensible, soft_yields, today_at, with_factors
from .system import MeterReading, System, build_system

SETTLED = 1e-11  # change of a factor that is none
STEPS = 60
AT_FIRST = 0.01  # relative uncertainty that exact readings have for the first answer, which yields may contradict


@dataclass(frozen=True)
class Reconciled:
    """Readings and yields reconciled, the graph and the held flows at the yields found, and what each yield changes."""

    solved: Solved
    graph: FlowGraph
    held: list[MeasuredFlow]
    yields: tuple[Soft, ...] = ()
    factors: Floats = field(default_factory=lambda: np.ones(0))
    typed: FlowGraph | None = None  # the graph at the yields as typed
    moved: tuple[MovedGraph, ...] = ()  # the same with the factors of yields at 2

    @property
    def meters(self) -> list[MeasuredFlow | Soft]:
        """What was read, in the order of ``MeterReading.meter``: meters, then yields."""
        return [*self.held, *self.yields]


def reconcile_all(plant: Plant, graph: FlowGraph, held: Sequence[MeasuredFlow]) -> Reconciled | None:
    """All readings and uncertain yields reconciled; None where exact readings, or facts, contradict one another.

    ``graph`` is the plant's as it stands today. Balances hold exactly with the yields found.
    Raises :class:`mfo.errors.SolverError` where no answer can be shown to be the best.
    """
    yields = soft_yields(plant)
    if not yields:
        solved = solve_readings(graph, held)
        return None if solved is None else Reconciled(solved, graph, list(held))
    linear = _Bilinear.of(plant, graph, held, yields)
    start = solve_system(linear.uncertain())
    if start is None:
        return None
    values, factors = start.columns(), np.ones(len(yields))
    for _ in range(STEPS):
        system = linear.about(values, factors, len(held))
        solved = solve_system(system)
        if solved is None:
            return None
        found = solved.columns()
        change = np.abs(found[system.departures : system.departures + len(yields)])
        values, factors = found[: system.departures], found[system.departures + len(yields) :]
        if change.max() <= SETTLED:
            found_plant = with_factors(plant, yields, factors)
            if not sensible(plant, found_plant):
                break
            at, over = today_at(found_plant, held)
            return Reconciled(solved, at, over, yields, factors, graph, linear.moved)
    raise SolverError(
        Problem(
            "reconciliation-failed",
            "The readings were not reconciled: no values were found that can be shown to be the best.",
            remedy="Report this plant to us.",
        )
    )


@dataclass(frozen=True)
class _Bilinear:
    """A system at the yields as typed, and what a unit of each factor adds to its equations and rows."""

    base: System
    yields: tuple[Soft, ...]
    equations: tuple[csr_matrix, ...]
    rows: tuple[csr_matrix, ...]
    moved: tuple[MovedGraph, ...]

    @classmethod
    def of(cls, plant: Plant, graph: FlowGraph, held: Sequence[MeasuredFlow], yields: tuple[Soft, ...]) -> _Bilinear:
        base = build_system(graph, held)
        moved = moved_graphs(plant, graph, held, base, yields)
        none = (csr_matrix(base.equations.shape), csr_matrix(base.rows.shape))
        of = {number: each for each in moved for number in np.unique(each.due_to) if number >= 0}
        equations, rows = [], []
        for number in range(len(yields)):
            each = of.get(number)
            equations.append(none[0] if each is None else each.part(each.equations, number))
            rows.append(none[1] if each is None else each.part(each.rows, number))
        return cls(base, yields, tuple(equations), tuple(rows), moved)

    def uncertain(self) -> System:
        """The system with exact readings that are nearly so."""
        readings = tuple(
            item if item.sigma else replace(item, sigma=abs(item.amount) * AT_FIRST) for item in self.base.readings
        )
        return replace(self.base, readings=readings)

    def about(self, values: Floats, factors: Floats, meters: int) -> System:
        """The system put straight about some values and factors.

        Its further columns are the departures of the factors from these, and the factors; each factor is a reading
        of 1.
        """
        base, count = self.base, len(self.yields)
        equations, rows = base.equations, base.rows
        for factor, more, read in zip(factors, self.equations, self.rows, strict=True):
            equations, rows = equations + (factor - 1.0) * more, rows + (factor - 1.0) * read
        slope = csr_matrix(np.column_stack([more @ values for more in self.equations]))
        read = csr_matrix(np.column_stack([each @ values for each in self.rows]))
        none, one = csr_matrix((equations.shape[0], count)), identity(count, format="csr")
        apart = csr_matrix((count, equations.shape[1]))
        whole = vstack([hstack([equations, slope, none]), hstack([apart, -one, one])]).tocsr()
        seen = vstack(
            [hstack([rows, read, csr_matrix((rows.shape[0], count))]), hstack([apart, csr_matrix((count, count)), one])]
        ).tocsr()
        whole.eliminate_zeros()
        seen.eliminate_zeros()
        readings = [MeterReading(meters + n, -1, 1.0, item.share) for n, item in enumerate(self.yields)]
        return replace(
            base,
            equations=whole,
            right=np.concatenate([base.right, factors]),
            lower=np.concatenate([base.lower, np.full(count, -np.inf), [item.lowest for item in self.yields]]),
            upper=np.concatenate([base.upper, np.full(count, np.inf), [item.highest for item in self.yields]]),
            rows=seen,
            readings=(*base.readings, *readings),
            departures=equations.shape[1],
        )
