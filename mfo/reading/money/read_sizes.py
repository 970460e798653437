"""The columns by which the size of a store or a link is decided, as those of processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...plant.facts.sizing import SizeCurve
from ...plant.model import Series
from ...plant.quantities import HOURS_PER_YEAR, unit_of
from ..cells.rows import TableRows
from .read_size_curve import CAPEX_BY_SIZE, decides, read_size_curve

WITH_CAPEX = ("existing", "build", "lifetime", "lead_time", "unit_size", "minimum_capacity", "opening_cost")
Number = Callable[[str], Series | None]


@dataclass(frozen=True)
class ReadSizes:
    """What is read of one row, named as in the plant."""

    existing: Series | None
    build_years: tuple[int, ...] | None
    capex: Series | None
    fixed_cost: Series | None
    fixed_cost_per_capacity: Series | None
    lifetime: float | None
    lead_time: float
    unit_size: float | None
    minimum_capacity: float | None
    opening_cost: Series | None
    capex_by_size: SizeCurve | None = None


COLUMNS = frozenset((*WITH_CAPEX, "capex", CAPEX_BY_SIZE, "fixed_cost"))
NOTHING = ReadSizes(None, None, None, None, None, None, 0.0, None, None, None)
"""What is read of a row that says nothing of sizes."""


def read_sizes(rows: TableRows, row: int, number: Number, capacity: Series | None, size: str) -> ReadSizes:
    """The sizes of a row, whose numbers ``number`` reads by column; what says nothing or lacks something is told.

    ``size``: the unit of its size.
    """
    if rows.filled.isdisjoint(COLUMNS):
        return NOTHING
    capex, fixed, existing = number("capex"), number("fixed_cost"), number("existing")
    cheapest, curve = read_size_curve(rows, row, size, capacity)
    capex = cheapest or capex
    whole = fixed is not None and fixed.unit == unit_of(f"{rows.reading.settings.currency}/h").canonical
    unit, life, lead = (_scalar(number(column)) for column in ("unit_size", "lifetime", "lead_time"))
    if capex is None and not decides(rows, row):
        _warn_unused(rows, row)
    else:
        _check(rows, row, existing, capacity, unit, _whole_cost(fixed, whole))
    return ReadSizes(
        existing,
        build_years(rows, row),
        capex,
        fixed if whole else None,
        None if whole else fixed,
        None if life is None else life / HOURS_PER_YEAR,
        (lead or 0.0) / HOURS_PER_YEAR,
        unit,
        check_least(rows, row, _scalar(number("minimum_capacity")), capacity, existing),
        check_opening(rows, row, number("opening_cost"), capacity),
        curve,
    )


def check_opening(rows: TableRows, row: int, cost: Series | None, most: Series | None) -> Series | None:
    """What opening costs, which makes being there a state and needs a most; None without capex."""
    if cost is None or not decides(rows, row):
        return None
    if most is None:
        rows.error(
            "capacity-missing",
            "`opening_cost` makes being there or not a state, which needs a largest capacity.",
            row,
            "opening_cost",
            "Give a `capacity`, which with capex is the most that may be in place.",
        )
    return cost


def check_least(
    rows: TableRows, row: int, least: float | None, most: Series | None, existing: Series | None
) -> float | None:
    """The least that may be in place, which needs a most that is not less; what exists and is less is told."""
    if least is None or not decides(rows, row):
        return least
    if most is None:
        rows.error(
            "capacity-missing",
            "`minimum_capacity` makes built or not a state, which needs a largest capacity.",
            row,
            "minimum_capacity",
            "Give a `capacity`, which with capex is the most that may be in place.",
        )
    elif least > float(np.max(most.values)) * (1 + 1e-12):
        rows.error(
            "minimum-above-maximum",
            f"`minimum_capacity` ({rows.text(row, 'minimum_capacity')}) is more than may be in place ({most.typed}).",
            row,
            "minimum_capacity",
            "Exchange them or check the units.",
        )
    elif existing is not None and (existing.values > 0).any():
        _check_existing(rows, row, least, existing)
    return least


def _check_existing(rows: TableRows, row: int, least: float, existing: Series) -> None:
    if float(existing.values[existing.values > 0].min()) >= least * (1 - 1e-12):
        return
    asked = rows.text(row, "minimum_capacity")
    rows.reading.findings.warn(
        "existing-below-least",
        f"What exists ({existing.typed}) is less than `minimum_capacity` ({asked}): as long as it stands, the plan has "
        "to build what lacks.",
        rows.where(row, "minimum_capacity"),
        "Leave `minimum_capacity` blank if what exists may stay as it is.",
    )


def _whole_cost(fixed: Series | None, whole: bool) -> bool:
    return fixed is not None and whole


def _scalar(series: Series | None) -> float | None:
    return None if series is None else float(np.max(series.values))


def build_years(rows: TableRows, row: int) -> tuple[int, ...] | None:
    """The milestones in which something may be built; None: all."""
    years, milestones = rows.integers(row, "build"), rows.reading.times.years
    unknown = [year for year in years or () if year not in milestones]
    if unknown:
        rows.error(
            "year-unknown",
            f"{', '.join(map(str, unknown))} is no milestone.",
            row,
            "build",
            "The milestones are " + ", ".join(map(str, milestones)) + ".",
        )
    return years


def _warn_unused(rows: TableRows, row: int) -> None:
    for column in WITH_CAPEX:
        if rows.given(row, column):
            message = f"`{column}` says nothing where there is no capex: the capacity is there."
            rows.findings.warn("column-unused", message, rows.where(row, column), "Give capex, or leave it blank.")


def _check(
    rows: TableRows, row: int, existing: Series | None, most: Series | None, unit: float | None, whole: bool
) -> None:
    """What is decided needs a lifetime, one most a year that holds what exists and a unit, and a most where a cost for
    the whole makes built or not a state."""
    if not rows.given(row, "lifetime"):
        rows.error(
            "value-missing",
            "There is capex, but no lifetime.",
            row,
            "lifetime",
            "Give the years it lasts, such as `20 year`.",
        )
    if most is None:
        if whole and rows.spec.name == "stores":
            rows.error(
                "capacity-missing",
                "A fixed cost that is due once something is built needs a largest capacity.",
                row,
                "capacity",
                "Give a capacity, which with capex is the most that may be in place, or a fixed cost per capacity.",
            )
        return
    if most.values.ndim > 1 and most.values.shape[1] > 1 and np.any(np.ptp(most.values, axis=1) > 0):
        rows.error(
            "capacity-by-slot",
            "With capex, `capacity` is the most that may be in place, which does not change from slot to slot.",
            row,
            "capacity",
            "Give one number, or one a year.",
        )
    if existing is not None and np.any(existing.values > most.values * (1 + 1e-12)):
        rows.error(
            "existing-above-capacity",
            f"What exists ({existing.typed}) is more than may be in place ({most.typed}).",
            row,
            "existing",
            "With capex, `capacity` is the most that may be in place.",
        )
    room = float(np.max(most.values - (0.0 if existing is None else existing.values)))
    if unit is not None and unit > room * (1 + 1e-9):
        rows.findings.warn(
            "unit-too-large",
            f"One unit ({rows.text(row, 'unit_size')}) is more than may be built "
            f"(`capacity` is {most.typed}): nothing of it is ever built.",
            rows.where(row, "unit_size"),
            "Raise the capacity, or choose smaller units.",
        )
