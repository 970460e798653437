"""The table `uncertainties`: cells whose value is not known, and how what they may be is spread."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, cast, get_args

from ..errors import Findings, MfoError, Where
from ..library.library import Library
from ..library.varied import LibraryValue, library_ranges
from ..plant.model import Plant
from ..plant.names import did_you_mean
from ..tables.cells.table import Table, Tables
from ..translation import CHOICE, in_english
from .cell import Cell, find_cell
from .cells.rows import as_text

Distribution = Literal["uniform", "triangular", "normal", "lognormal"]
DEFAULT: Distribution = "triangular"
_NORMAL = NormalDist()
END = _NORMAL.inv_cdf(0.975)  # of the interval that holds 95 % of a normal distribution


@dataclass(frozen=True)
class Uncertainty:
    """One cell that is not known. ``low``, ``high`` and ``middle`` are in the cell's unit."""

    name: str
    cell: Cell | LibraryValue
    distribution: Distribution
    low: float
    high: float
    middle: float
    where: Where | None = None

    def value(self, share: float) -> float:
        """The value below which this share (0 to 1, both out) of the distribution lies.

        Normal and lognormal have ``middle`` as the median and 2.5 % beyond each end, so that the two sides may differ
        in width: a split normal distribution, of the logarithm for the second.
        """
        if self.distribution == "uniform":
            return self.low + share * (self.high - self.low)
        if self.distribution == "triangular":
            return _triangular(share, self.low, self.middle, self.high)
        score = _NORMAL.inv_cdf(share) / END
        if self.distribution == "normal":
            return self.middle + score * (self.high - self.middle if score > 0 else self.middle - self.low)
        ratio = self.high / self.middle if score > 0 else self.middle / self.low
        return self.middle * math.exp(score * math.log(ratio))


def _triangular(share: float, low: float, mode: float, high: float) -> float:
    width = high - low
    if width == 0:
        return low
    if share * width <= mode - low:
        return low + math.sqrt(share * width * (mode - low))
    return high - math.sqrt((1 - share) * width * (high - mode))


def read_uncertainties(tables: Tables, findings: Findings) -> tuple[Uncertainty, ...]:
    """Every row of the table; what is wrong becomes a finding at its cell."""
    rows = tables.get("uncertainties")
    if rows is None:
        return ()
    found: list[Uncertainty] = []
    taken: dict[tuple[str, str, str], str] = {}
    for line in range(len(rows)):
        each = _row(tables, rows, line, findings)
        if each is None:
            continue
        place = each.cell.table, each.cell.row, each.cell.column
        if place in taken:
            findings.error(
                "uncertainty-twice",
                f"{each.cell.name} is uncertain twice, as `{taken[place]}` and `{each.name}`.",
                rows.where(line, "row"),
                "Keep one of the two rows.",
            )
        taken.setdefault(place, each.name)
        found.append(each)
    return tuple(found)


def library_uncertainties(plant: Plant, library: Library) -> tuple[Uncertainty, ...]:
    """The ranges that models and datasets carry, triangular, each by the name of its parameter or row.

    A parameter of several models has the model's name behind its own.
    """
    found = library_ranges(plant, library)
    plain = Counter(each.part for each in found if each.of_model)
    named = []
    for each in found:
        name = f"{each.key} {each.part}".rstrip()
        if each.of_model:
            name = each.part if plain[each.part] == 1 else f"{each.part} ({each.key})"
        named.append(Uncertainty(name, each, DEFAULT, each.low, each.high, each.value))
    return tuple(named)


def _row(tables: Tables, rows: Table, line: int, findings: Findings) -> Uncertainty | None:
    name, table, row, column = (as_text(rows.value(line, key)) for key in ("uncertainty", "table", "row", "column"))
    low, high = rows.value(line, "low"), rows.value(line, "high")
    if not (name and table and row and column) or low is None or high is None:
        return None  # told as cells that are needed
    try:
        cell = find_cell(tables, table, row, column)
    except MfoError as error:
        problem = error.problems[0]
        key = {"table-unknown": "table", "column-unknown": "column", "row-unknown": "row"}.get(problem.code, "row")
        findings.error(problem.code, problem.message, rows.where(line, key), problem.remedy)
        return None
    typed = as_text(rows.value(line, "distribution")) or DEFAULT
    typed = in_english(CHOICE, typed) or typed
    if typed not in get_args(Distribution):
        known = get_args(Distribution)
        remedy = did_you_mean(typed, known) or f"Write one of {', '.join(known)}."
        message = f"`distribution` is `{typed}`, which is not known."
        findings.error("choice-unknown", message, rows.where(line, "distribution"), remedy)
        return None
    return _checked(name, cell, cast(Distribution, typed), rows, line, findings)


def _checked(
    name: str, cell: Cell, distribution: Distribution, rows: Table, line: int, findings: Findings
) -> Uncertainty | None:
    """The uncertainty, its ends and its middle in order."""
    numbers: dict[str, float] = {}
    for key in ("low", "high", "middle"):
        typed = rows.value(line, key)
        if typed is None:
            continue
        try:
            numbers[key] = cell.end(typed if isinstance(typed, int | float) else as_text(typed))
        except MfoError as error:
            problem = error.problems[0]
            findings.error(problem.code, problem.message, rows.where(line, key), problem.remedy)
            return None
    low, high = sorted((numbers["low"], numbers["high"]))
    middle = numbers.get("middle", cell.value)
    if distribution == "uniform" and "middle" in numbers:
        findings.error(
            "uncertainty-middle",
            "A uniform distribution has no middle to choose.",
            rows.where(line, "middle"),
            "Leave the cell blank, or write `triangular`.",
        )
        return None
    if distribution != "uniform" and not low <= middle <= high:
        what = "`middle`" if "middle" in numbers else f"The value of {cell.name}"
        findings.error(
            "uncertainty-middle",
            f"{what} is {middle:g}, which does not lie between {low:g} and {high:g} {cell.unit}.",
            rows.where(line, "middle" if "middle" in numbers else "low"),
            "Give ends around it, or another middle.",
        )
        return None
    if distribution == "lognormal" and low <= 0:
        findings.error(
            "uncertainty-positive",
            "A lognormal distribution has positive values alone.",
            rows.where(line, "low"),
            "Give a low end above zero, or write `normal`.",
        )
        return None
    if distribution == "uniform":
        middle = 0.5 * (low + high)
    return Uncertainty(name, cell, distribution, low, high, middle, rows.where(line, "uncertainty"))
