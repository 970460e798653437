"""Reconcile the readings of a plant: components, least squares, the global test, suspects in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from scipy.sparse import bmat, csr_matrix
from scipy.sparse.csgraph import connected_components

from ..errors import Where
from ..graph.arrays.flow_graph import Bools, Floats, FlowGraph, Ints
from ..graph.measured_flows import MeasuredFlow
from .least_squares import Fit, ReadingComponent, fit, functional, scaled_part, unseen
from .reconciled_flows import CONFIDENCE, GlobalTest, Suspect
from .system import System, build_system

ALIKE = 1e-6  # relative difference of two tests, and of a correlation from one, that nothing tells apart
MOST_SUSPECTS = 12
UNMOVED = 1e-3  # a test that is less moves nothing
ONE_IN_TWENTY = 1.96  # standard deviations that chance exceeds once in twenty times
ROUNDS = 50  # of passing magnitudes on from column to column


@dataclass(frozen=True)
class Solved:
    """The components of a system, each reconciled; readings by their position in the system."""

    system: System
    parts: tuple[ReadingComponent, ...]
    fits: tuple[Fit, ...]
    soft: tuple[Ints, ...]  # by component: the readings with an uncertainty
    of_column: Ints  # the component of each column
    place: Ints  # the position of each column within its component

    def test(self) -> GlobalTest:
        """The sum of squares of all adjustments against what chance makes likely."""
        square = float(sum(float(found.adjustment @ found.adjustment) for found in self.fits))
        degrees = sum(len(found.adjustment) - found.rank for found in self.fits if found.hat is not None)
        if degrees == 0:
            return GlobalTest(square if square > 1e-9 else 0.0, 0, 1.0, np.inf)
        from scipy.special import chdtrc, chdtri  # late, as few plants test readings; scipy.stats takes a second

        return GlobalTest(square, degrees, float(chdtrc(degrees, square)), float(chdtri(degrees, 1 - CONFIDENCE)))

    def columns(self) -> Floats:
        """The value of each column of the system, canonical."""
        found = np.zeros(len(self.of_column))
        for part, fitted in zip(self.parts, self.fits, strict=True):
            found[part.columns] = fitted.values * part.scale
        return found

    def value(self, columns: Ints, coefficients: Floats) -> tuple[float, float, bool]:
        """A sum over columns, its standard deviation, and whether it is determined."""
        total, variance, determined = 0.0, 0.0, True
        component = self.of_column[columns]
        for number in np.unique(component):
            here = component == number
            value, deviation, known = functional(
                self.parts[number], self.fits[number], self.place[columns[here]], coefficients[here]
            )
            total, determined = total + value, determined and known
            variance += deviation**2
        return total, float(np.sqrt(variance)) if determined else float("nan"), determined

    @property
    def too_large(self) -> bool:
        """Whether there is a component so large that what is determined in it was not worked out."""
        return any(found.hat is None for found in self.fits)

    def unseen(self, columns: Ints, coefficients: Floats) -> Floats:
        """What a sum over columns changes by in each direction that no reading sees; zeros where it is determined."""
        ends = np.cumsum([0, *(found.open.shape[1] for found in self.fits)])
        left, component = np.zeros(int(ends[-1])), self.of_column[columns]
        for number in np.unique(component):
            here = component == number
            part, found = self.parts[number], self.fits[number]
            left[ends[number] : ends[number + 1]] = unseen(part, found, self.place[columns[here]], coefficients[here])
        return left


def solve_readings(graph: FlowGraph, held: Sequence[MeasuredFlow]) -> Solved | None:
    """All components reconciled; None where exact readings, or facts of the plant, contradict one another."""
    return solve_system(build_system(graph, held))


def solve_system(system: System) -> Solved | None:
    """All components of a system reconciled with all its readings."""
    meters = max((item.meter for item in system.readings), default=-1) + 1
    return _solve(system, np.ones(meters, dtype=bool))


def _solve(system: System, kept: Bools) -> Solved | None:
    """Reconcile with the readings of the meters that are kept."""
    exact = [n for n, item in enumerate(system.readings) if item.sigma == 0 and kept[item.meter]]
    soft = np.array([n for n, item in enumerate(system.readings) if item.sigma > 0 and kept[item.meter]], dtype=int)
    equations = csr_matrix(bmat([[system.equations], [system.rows[exact]]]))
    right = np.concatenate([system.right, [system.readings[n].amount for n in exact]])
    of_column = _components(csr_matrix(bmat([[equations], [system.rows]])))
    magnitude = _magnitudes(equations, right, system)
    parts, fits, softs = [], [], []
    place = np.zeros(len(of_column), dtype=int)
    row_of = _component_of_rows(equations, of_column)
    soft_of = _component_of_rows(system.rows[soft], of_column)
    order = np.argsort(of_column, kind="stable")
    ends = np.cumsum(np.bincount(of_column, minlength=int(of_column.max(initial=-1)) + 1))
    for number, end in enumerate(ends):
        columns = order[0 if number == 0 else ends[number - 1] : end]
        place[columns] = np.arange(len(columns))
        rows, mine = np.flatnonzero(row_of == number), soft[soft_of == number]
        part = scaled_part(
            columns,
            magnitude[columns],
            equations[rows][:, columns],
            right[rows],
            (system.lower[columns], system.upper[columns]),
            system.rows[mine][:, columns],
            np.array([system.readings[n].amount for n in mine], dtype=float),
            np.array([system.readings[n].sigma for n in mine], dtype=float),
        )
        found = fit(part)
        if found is None:
            return None
        parts.append(part)
        fits.append(found)
        softs.append(mine)
    return Solved(system, tuple(parts), tuple(fits), tuple(softs), of_column, place)


def _components(rows: csr_matrix) -> Ints:
    """The component of each column: columns that share a row belong together."""
    count, size = rows.shape
    entries = rows.tocoo()
    pairs = (np.ones(entries.nnz), (entries.row, count + entries.col))
    links = csr_matrix(pairs, shape=(count + size, count + size))
    _, found = connected_components(links, directed=False)
    _, renumbered = np.unique(found[-size:], return_inverse=True)
    return np.asarray(renumbered).reshape(-1)


def _component_of_rows(rows: csr_matrix, of_column: Ints) -> Ints:
    """The component of each row; -1 where it has no entries."""
    found = np.full(rows.shape[0], -1, dtype=int)
    filled = np.flatnonzero(np.diff(rows.indptr))
    found[filled] = of_column[rows.indices[rows.indptr[filled]]]
    return found


def _magnitudes(equations: csr_matrix, right: Floats, system: System) -> Floats:
    """(columns,) an amount of the size that is likely, passed on from what was read through the equations."""
    known = np.zeros(equations.shape[1])
    for rows, amounts in ((system.rows, np.array([item.amount for item in system.readings])), (equations, right)):
        entries = rows.tocoo()
        sizes = np.abs(amounts[entries.row]) / np.abs(entries.data)
        np.maximum.at(known, entries.col, np.where(np.isfinite(sizes), sizes, 0.0))
    for bound in (system.lower, system.upper):
        known = np.where((known == 0) & np.isfinite(bound) & (np.abs(bound) < 1e9), np.abs(bound), known)
    entries = equations.tocoo()
    for _ in range(ROUNDS):
        if (known > 0).all():
            break
        reach = np.zeros(equations.shape[0])
        np.maximum.at(reach, entries.row, np.abs(entries.data) * known[entries.col])
        passed = np.zeros_like(known)
        np.maximum.at(passed, entries.col, reach[entries.row] / np.abs(entries.data))
        known = np.where(known > 0, known, passed)
    return np.where(known > 0, known, 1.0)


class Meter(Protocol):
    """What may be suspect: a meter, or a yield."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def where(self) -> Where | None:
        """Its place in the plant's files."""
        ...


def suspects(solved: Solved, held: Sequence[Meter]) -> tuple[Suspect, ...]:
    """The meters that are most likely wrong: the largest test, removed and repeated while the global test fails."""
    kept = np.ones(len(held), dtype=bool)
    found: list[Suspect] = []
    now: Solved | None = solved
    while now is not None and not now.test().passed and len(found) < MOST_SUSPECTS:
        tests, alike = meter_tests(now, len(held))
        if not np.nanmax(tests, initial=0.0) > 0:
            break
        worst = int(np.nanargmax(np.nan_to_num(tests)))
        group = [n for n in range(len(held)) if n == worst or alike[worst, n]]
        found.append(Suspect(tuple(held[n].name for n in group), float(tests[worst]), held[group[0]].where))
        kept[worst] = False
        now = _solve(solved.system, kept)
    return tuple(found)


def in_order(solved: Solved, held: Sequence[Meter], meters: int) -> tuple[Suspect, ...]:
    """Every meter that others check, from the largest test on, whatever the global test says.

    ``meters`` are the first of ``held``, behind which yields stand; those that nothing tells apart are one.
    """
    tests, alike = meter_tests(solved, len(held))
    found, told = [], np.zeros(len(held), dtype=bool)
    for number in np.argsort(-np.nan_to_num(tests), kind="stable").tolist():
        if told[number] or not tests[number] > UNMOVED:
            continue
        group = [n for n in range(len(held)) if n == number or alike[number, n]]
        told[group] = True
        if group[0] < meters:
            names = tuple(held[n].name for n in group)
            found.append(Suspect(names, float(tests[number]), held[group[0]].where))
    return tuple(found)


def common_error(solved: Solved, meters: int) -> float:
    """The share that all meters would have to be off by together for it to be noticed; inf: it never is.

    Readings that are all too large by the same share balance as well as the right ones, but for what facts of the plant
    say. It is noticed where the adjustments that it makes are as large as chance makes one in twenty.
    """
    seen, size = 0.0, 0.0
    for found, soft in zip(solved.fits, solved.soft, strict=True):
        read = [solved.system.readings[n] for n in soft]
        if found.hat is None:
            return float("nan")
        share = np.array([item.amount / item.sigma if item.meter < meters else 0.0 for item in read])
        seen += max(float(share @ share - share @ found.hat @ share), 0.0)
        size += float(share @ share)
    return ONE_IN_TWENTY / float(np.sqrt(seen)) if seen > 1e-9 * size else float("inf")


def meter_tests(solved: Solved, meters: int) -> tuple[Floats, Bools]:
    """By meter the adjustment that its slots have in common over its standard deviation, and which meters nothing
    tells apart. A meter that nothing else checks has no test (nan)."""
    share, variance = np.zeros(meters), np.zeros((meters, meters))
    for found, soft in zip(solved.fits, solved.soft, strict=True):
        if found.hat is None or not len(soft):
            continue
        of_meter = np.array([solved.system.readings[n].meter for n in soft])
        amounts = np.array([solved.system.readings[n].amount / solved.system.readings[n].sigma for n in soft])
        design = np.zeros((len(soft), meters))
        design[np.arange(len(soft)), of_meter] = amounts
        share += design.T @ found.adjustment
        variance += design.T @ (np.eye(len(soft)) - found.hat) @ design
    own = np.diag(variance).copy()
    size = np.maximum(own.max(initial=0.0) * 1e-12, 1e-9)
    tested = own > size
    deviation = np.sqrt(np.where(tested, own, 1.0))
    tests = np.where(tested, np.abs(share) / deviation, np.nan)
    correlation = variance / deviation[:, None] / deviation[None, :]
    alike = (np.abs(correlation) > 1 - ALIKE) & tested[:, None] & tested[None, :]
    return tests, alike


def reading_results(solved: Solved) -> tuple[Floats, Floats, Floats]:
    """By reading, canonical: reconciled, its standard deviation, and the test of its adjustment (nan: none)."""
    count = len(solved.system.readings)
    reconciled = np.array([item.amount for item in solved.system.readings], dtype=float)
    deviation, test = np.zeros(count), np.full(count, np.nan)
    for part, found, soft in zip(solved.parts, solved.fits, solved.soft, strict=True):
        if not len(soft):
            continue
        sigma = part.sigma * part.unit
        reconciled[soft] -= found.adjustment * sigma
        if found.hat is None:
            deviation[soft] = np.nan
            continue
        left = np.clip(1.0 - np.diag(found.hat), 0.0, None)
        deviation[soft] = sigma * np.sqrt(np.clip(np.diag(found.hat), 0.0, None))
        test[soft] = np.where(left > 1e-9, np.abs(found.adjustment) / np.sqrt(np.where(left > 1e-9, left, 1.0)), np.nan)
    return reconciled, deviation, test


def with_amounts(held: Sequence[MeasuredFlow], amounts: Sequence[Floats]) -> list[MeasuredFlow]:
    """The held flows at other amounts; those of a year may come from a plant whose year is one slot."""
    return [
        replace(item, by_year=found.reshape(item.by_year.shape))
        if item.by_year is not None
        else replace(item, by_slot=found)
        for item, found in zip(held, amounts, strict=True)
    ]
