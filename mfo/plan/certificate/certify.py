"""The certificate: a plan is computed again, from the graph alone, before anybody sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import pandas as pd

from ...errors import Problem, SolverError
from ...graph.arrays.families import COLUMNS, ROWS
from ...graph.arrays.flow_graph import FixedRows, Floats, LimitRows
from ...graph.arrays.posed import Posed
from ..tables.elements import Elements
from ..tables.totals import total
from .checks import Check, excess, merged, worst_row
from .proof import Proof
from .readings.book import Book
from .rows.objective_row import objective_row
from .rows.written_down import written_down
from .same_program import differences
from .table_checks import table_checks

OPTIMALITY = 1e-6  # largest relative gap between the plan and what is proven possible
BEST_FOUND = "feasible"
WHOLE_OPTIMALITY = 2e-6  # the same for whole-number plans, which are solved to 1e-6


class Answer(Protocol):
    """What the solver gave, as numbers: values by family, duals by family of rows, and what it says of them."""

    @property
    def status(self) -> str:
        """Whether it is said to be the best ("optimal"), or only the best that was found ("feasible")."""

    @property
    def values(self) -> Mapping[str, Floats]:
        """Amounts by family of columns."""

    @property
    def row_duals(self) -> Mapping[str, Floats]:
        """Duals by family of rows, in the shape of the family."""

    @property
    def objective(self) -> float:
        """What was reached."""

    @property
    def bound(self) -> float:
        """The solver's own bound."""

    @property
    def posed(self) -> Posed | None:
        """What the solver was given, where its bound has to be believed."""

    @property
    def whole_numbers(self) -> bool:
        """Whether some of it are whole numbers."""

    @property
    def duality_gap(self) -> float:
        """The solver's side of the gap, relative."""

    @property
    def dual_infeasibility(self) -> float:
        """The solver's side of how far its duals are from proving anything."""

    @property
    def custom(self) -> bool:
        """Whether rows were added, changed or left out by hand."""


def certify(
    tables: Mapping[str, pd.DataFrame],
    elements: Elements,
    solution: Answer,
    minimise: str,
    objective_row: bool = True,
    limits: Sequence[LimitRows] = (),
    fixed: Sequence[FixedRows] = (),
) -> dict[str, object]:
    """Write the program down again from the graph, hold the plan against it row by row, and prove that none is better.

    Nothing of the program is used but the plan's values and, as mere numbers, the duals of its rows: reduced costs,
    their signs and the gap follow from the certificate's own rows. For whole numbers that is a proof among plans with
    the same whole numbers, and the bound on all others is the solver's. ``limits`` and ``fixed`` are those given to the
    program on top of the graph's own. The tables must say what the values say.

    Returns plain data for run.json. Raises :class:`mfo.errors.SolverError` (exit code 5) where a row does not hold
    within float precision and the solver's tolerance, measured by the row's own size, where the plan is not proven
    optimal, or where the program has a family of rows that the certificate does not know.
    """
    book = written_down(elements, solution.values, (*elements.graph.limits, *limits), tuple(fixed))
    _check_known(solution, book)
    proof = Proof(book, _cost(book, minimise))
    per_unit = elements.effect_factor(minimise)  # the solver counts in canonical units
    gross = max(_gross(tables["ledger"], minimise) / per_unit, proof.gross)
    checks = _checks(proof, table_checks(tables, elements, book))
    if objective_row:
        summed = total(tables["ledger"], minimise, weighted=True) / per_unit
        checks.append(_objective((summed, proof.objective), solution, minimise, gross))
    optimality, where = _optimality(proof, solution, gross)
    if solution.whole_numbers and not solution.custom:
        checks.append(_posed(proof, solution.posed))
    certificate = _summary(checks, optimality, solution)
    if not certificate["certified"]:
        remedy = "Report this plant to us: the solver gave a plan that does not hold when it is computed again."
        raise SolverError(Problem("not-certified", _failure(checks, optimality, solution, where), remedy=remedy))
    return certificate


def _posed(proof: Proof, posed: Posed | None) -> Check:
    """The solver's bound is one on the plant where the solver was given all that the plant allows."""
    found = ["anything"] if posed is None else differences(proof, posed)
    count = 1 if posed is None else len(posed.rows) + len(posed.columns)
    where = f"in what the solver was given: {', '.join(found)}" if found else ""
    return Check("program given to the solver", count, float(len(found)), float(len(found)), 0.5, where)


def _cost(book: Book, minimise: str) -> Floats:
    return objective_row(book, minimise)


def _check_known(solution: Answer, book: Book) -> None:
    """Refuse a program with rows that are declared nowhere, or that the certificate has not written down."""
    written = {rows.family for rows in book.rows if rows.family in ROWS}
    unknown = sorted(name for name in solution.row_duals if name not in written)
    if unknown:
        names = ", ".join(repr(name) for name in unknown)
        raise SolverError(
            Problem(
                "not-certified",
                f"The plan could not be certified: there is no check for the rows {names}.",
                remedy="Report this to us: the program has rows that the certificate does not know.",
            )
        )


def _checks(proof: Proof, of_tables: list[Check]) -> list[Check]:
    """One check a name: of the rows, of the columns' bounds, and of the tables."""
    rows = merged(worst_row(ROWS[part.family].check, part) for part in proof.row_residuals())
    columns = merged(worst_row(COLUMNS[part.family].check, part) for part in proof.column_residuals())
    found: dict[str, Check] = {}
    for check in (*rows, *columns, *merged(of_tables)):
        other = found.get(check.name)
        count = check.count if other is None else other.count
        worst = check if other is None else max(other, check, key=excess)
        found[check.name] = replace(worst, count=max(count, check.count) if check in of_tables else count)
    return list(found.values())


def _gross(ledger: pd.DataFrame, minimise: str) -> float:
    lines = ledger[(ledger["effect"] == minimise) & (ledger["account"] == "own")]
    return float((lines["amount"].abs() * lines["weight"]).sum())


def _objective(computed: tuple[float, float], solution: Answer, minimise: str, gross: float) -> Check:
    off = max(abs(value - solution.objective) for value in computed)
    tolerance = 1e-7 * max(gross, 1.0)  # what stood before is paid and taken off again: not all that is summed shows
    return Check("objective", 1, off, off / gross if gross else off, tolerance, f"in the ledger's sum of {minimise}")


def _optimality(proof: Proof, solution: Answer, gross: float) -> tuple[dict[str, float], str]:
    """Gaps relative to all that is summed up in the objective, so that a sum near zero is not judged by itself.

    The solver's own figures count where they are worse; alone they stand where rows were changed by hand.
    """
    size = max(1.0, abs(solution.objective), gross)
    gap = solution.duality_gap * max(1.0, abs(solution.objective)) / size
    failure, where = solution.dual_infeasibility, ""
    if not solution.custom:
        own_gap, own_failure, where = proof.optimality(solution.row_duals, solution.whole_numbers)
        gap, failure = max(gap, own_gap / size), max(failure, own_failure)
    bound = abs(solution.objective - solution.bound) / size if solution.whole_numbers else 0.0
    return {"duality_gap": gap, "dual_infeasibility": failure, "bound_gap": bound}, where


def _summary(checks: list[Check], optimality: Mapping[str, float], solution: Answer) -> dict[str, object]:
    certified = all(check.passed for check in checks) and not _unproven(optimality, solution)
    worst = max(checks, key=excess)
    return {
        "certified": certified,
        "largest_violation": max(check.absolute for check in checks),
        "relative_violation": max(check.relative for check in checks),
        "worst": worst.name,
        **optimality,
        "bound": solution.bound,
        "whole_numbers": solution.whole_numbers,
        "checks": [
            {
                "name": check.name,
                "count": check.count,
                "absolute": check.absolute,
                "relative": check.relative,
                "tolerance": check.tolerance,
                "where": check.where,
            }
            for check in checks
        ],
    }


def _unproven(optimality: Mapping[str, float], solution: Answer, where: str = "") -> list[str]:
    """What is not proven, in words; of a plan that is told as the best found, its distance to the bound is no claim."""
    found = []
    if optimality["duality_gap"] > OPTIMALITY:
        found.append(f"the duality gap is {optimality['duality_gap']:.3g}")
    if optimality["dual_infeasibility"] > OPTIMALITY:
        at = f" at {where}" if where else ""
        found.append(f"the duals are infeasible by {optimality['dual_infeasibility']:.3g}{at}")
    if optimality["bound_gap"] > WHOLE_OPTIMALITY and solution.status != BEST_FOUND:
        found.append(f"the bound is {optimality['bound_gap']:.3g} away")
    return found


def _failure(checks: list[Check], optimality: Mapping[str, float], solution: Answer, where: str) -> str:
    failed = [
        f"{check.name} is off by {check.absolute:.3g} (allowed {check.tolerance:.3g}) {check.where}".rstrip()
        for check in checks
        if not check.passed
    ]
    return "The plan could not be certified: " + "; ".join([*failed, *_unproven(optimality, solution, where)]) + "."
