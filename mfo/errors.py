"""What can go wrong, and how it is told: problems with a place and a remedy, and the exceptions that carry them.

A :class:`Problem` is one finding. Readers and checks collect problems and raise once, with all of them, so that a
user mends a file in one pass. The exit code of the command line belongs to the exception's class.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]

_ADDRESS = re.compile(r"[A-Z]{1,3}[0-9]+")


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the user's files. Blank parts are left out of the text.

    >>> str(Where("park.xlsx", "supplies", 4, "C4"))
    'park.xlsx, sheet supplies, cell C4'
    """

    file: str | None = None
    sheet: str | None = None  # the table's sheet, or its key in a YAML file
    line: int | None = None  # counted from 1, the header line included
    cell: str | None = None  # "C4" in a workbook; the column's name elsewhere

    def __str__(self) -> str:
        parts = [self.file or ""]
        in_workbook = (self.file or "").lower().endswith((".xlsx", ".xlsm"))
        if self.sheet:
            parts.append(f"sheet {self.sheet}" if in_workbook else self.sheet)
        if self.cell and in_workbook and _ADDRESS.fullmatch(self.cell):
            parts.append(f"cell {self.cell}")
        else:
            if self.line:
                parts.append(f"row {self.line}" if in_workbook else f"line {self.line}")
            if self.cell:
                parts.append(f"column {self.cell}")
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: what it is, where it is, and what would be right.

    ``code`` is a stable lower-case name with hyphens (``unit-missing``), listed in the documentation.
    ``message`` says what was found in one sentence; ``remedy`` says what to do, in the imperative.

    >>> print(Problem("unit-missing", "`amount` has no unit.", Where("supplies.csv", line=3), "Write `2 t/d`."))
    supplies.csv, line 3: `amount` has no unit. Write `2 t/d`. [unit-missing]
    """

    code: str
    message: str
    where: Where | None = None
    remedy: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where and str(self.where) else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.message}{remedy} [{self.code}]"


class MfoError(Exception):
    """The root of every error that mfo raises on purpose. ``problems`` holds all findings.

    >>> try:
    ...     mfo.read("nowhere")
    ... except mfo.MfoError as error:
    ...     print(error.problems[0].code, error.exit_code)
    plant-missing 3
    """

    exit_code = 1

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = [Problem("solver-failed" if self.exit_code == SolverError.exit_code else "error", problems)]
        elif isinstance(problems, Problem):
            problems = [problems]
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(_lines(self.problems))

    def tell_besides(self, problems: Iterable[Problem]) -> None:
        """Add findings that are no reason by themselves, such as warnings of what may lie behind the error.

        >>> error = mfo.InfeasibleError(mfo.Problem("no-plan", "heat at hub: 2 MWh/d are lacking"))
        >>> error.tell_besides([mfo.Problem("input-missing", "'digester' cannot run.", severity="warning")])
        >>> [each.code for each in error.problems]
        ['no-plan', 'input-missing']
        """
        self.problems = (*self.problems, *problems)
        self.args = (_lines(self.problems),)


def _lines(problems: Iterable[Problem]) -> str:
    return "\n".join(str(problem) for problem in problems)


class UsageError(MfoError):
    """What was asked for cannot be asked (an unknown effect, a limit that cannot be parsed). Exit code 2.

    >>> plant.scenario("cheap tip")
    Traceback (most recent call last):
        ...
    mfo.errors.UsageError: ...
    """

    exit_code = 2


class PlantError(MfoError):
    """The plant's files are wrong. Exit code 3.

    >>> mfo.read({"plant": {"name": "yard"}})
    Traceback (most recent call last):
        ...
    mfo.errors.PlantError: ...
    """

    exit_code = 3


class InfeasibleError(MfoError):
    """No plan can satisfy the limits, or nothing bounds the objective. Exit code 4.

    ``status`` is ``infeasible`` or ``unbounded``; ``diagnosis`` the reasons as data
    (:mod:`mfo.solve.infeasibility.diagnosis`).

    >>> try:
    ...     plant.optimise(limits=["emissions <= 200 t_CO2e/year"])
    ... except mfo.InfeasibleError as error:
    ...     print(error.status, error.problems[0].code)
    infeasible no-plan
    """

    exit_code = 4
    status: str = "infeasible"
    diagnosis: object = None


class SolverError(MfoError):
    """The solver gave no answer that could be certified. Exit code 5.

    >>> mfo.SolverError("The solver stopped.").exit_code
    5
    """

    exit_code = 5


class Findings:
    """A list of problems being collected; raises once, at the end of a stage."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def error(self, code: str, message: str, where: Where | None = None, remedy: str = "") -> None:
        """Record an error: what was found, where, and what would be right."""
        self.problems.append(Problem(code, message, where, remedy, "error"))

    def warn(self, code: str, message: str, where: Where | None = None, remedy: str = "") -> None:
        """Record a warning: the plant can be used, but something looks wrong."""
        self.problems.append(Problem(code, message, where, remedy, "warning"))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take over problems found elsewhere."""
        self.problems.extend(problems)

    @property
    def has_errors(self) -> bool:
        """Whether anything found so far is more than a warning."""
        return any(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The warnings found so far."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    def raise_errors(self, kind: type[MfoError] = PlantError) -> None:
        """Raise ``kind`` with everything found, warnings included, if there is any error."""
        if self.has_errors:
            raise kind(self.problems)
