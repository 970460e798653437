"""Curves by load: what a unit of activity takes, gives or costs at some loads; between them totals run straight."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ...plant.columns.table_spec import Column, number_column
from ...plant.model import LoadCurve, Series
from ...plant.quantities import CellError, parse_number, show, unit_of
from ...units import format_number
from ..cells.rows import TableRows

AMOUNT, COST = "amount_by_load", "variable_cost_by_load"
SAME = 1e-9  # of a load or a total: two that differ by less are one
_EXAMPLE = {AMOUNT: "50 %: 2.6 MWh/MWh; 100 %: 2.4 MWh/MWh", COST: "50 %: 40 MXN/t; 100 %: 35 MXN/t"}


@dataclass(frozen=True)
class LoadBase:
    """What loads of a process are told in."""

    name: str
    basis: str
    capacity: Series | None  # [basis/h]; with capex the most that may be in place
    decided: bool  # whether its capacity is
    units: bool  # whether it is built in whole units


def load_base(rows: TableRows, row: int, basis: str, capacity: Series | None) -> LoadBase:
    """The base of the process in a row."""
    decided, units = rows.given(row, "capex") or rows.given(row, "capex_by_size"), rows.given(row, "unit_size")
    return LoadBase(rows.text(row, "process"), basis, capacity, decided, units)


def read_load_curve(
    rows: TableRows, row: int, column: str, unit: str, base: LoadBase, *, rising: bool
) -> LoadCurve | None:
    """The curve of a cell, in ``unit`` per unit of activity; None where there is none, or a wrong one, which is told.

    ``rising``: whether its total may not fall with the load.
    """
    if not rows.given(row, column):
        return None
    try:
        return _curve(rows, row, column, unit, base, rising)
    except CellError as error:
        rows.error(error.code, error.message, row, column, error.remedy)
        return None


def _curve(rows: TableRows, row: int, column: str, unit: str, base: LoadBase, rising: bool) -> LoadCurve | None:
    _check_base(column, base)
    points = points_of(rows.text(row, column), column, "load", _EXAMPLE[column])
    spec = number_column(column, "", "", _EXAMPLE[column], profile=False, lower=0.0 if rising else None)
    loads = [_load(rows, row, column, text, base) for text, _ in points]
    values = [rows.read_number(text, row, spec, (f"{unit}/{base.basis}",)) for _, text in points]
    amounts = [float(value.values) for value in values if value is not None]
    known = [load for load in loads if load is not None]
    if len(known) < len(points) or len(amounts) < len(points):
        return None
    _check_loads(column, known, base)
    totals = [load * amount for load, amount in zip(known, amounts, strict=True)]
    if rising and any(later < before * (1 - SAME) for before, later in pairwise(totals)):
        raise CellError(
            "load-curve",
            f"`{column}` comes to less in all at a higher load than at a lower one.",
            "Give what a unit of activity takes or gives at each load, not what a step adds.",
        )
    return LoadCurve(tuple(known), tuple(amounts), rows.where(row, column))


def _check_base(column: str, base: LoadBase) -> None:
    if base.units:
        raise CellError(
            "load-curve",
            f"`{column}` of `{base.name}` is by the load of one unit, and it is built in several.",
            "Give each unit a row of its own with `capacity` and `minimum_capacity`, or leave `unit_size` blank.",
        )
    if base.capacity is None:
        raise CellError(
            "load-curve",
            f"`{column}` of `{base.name}` ends at a load, and its capacity is blank.",
            "Give its capacity (with capex: the most that may be built).",
        )


def points_of(text: str, column: str, of: str, example: str) -> list[tuple[str, str]]:
    """The points of a cell as typed: loads or sizes, with their amounts."""
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        load, colon, amount = part.partition(":")
        if not colon or not load.strip() or not amount.strip():
            raise CellError(
                f"{of}-curve",
                f"`{column}` has the point {show(part)}, in which an amount after a colon is missing.",
                f"Write points such as `{example}`.",
            )
        found.append((load.strip(), amount.strip()))
    if len(found) < 2:
        raise CellError(
            f"{of}-curve",
            f"`{column}` has one point: that is no curve.",
            f"Write points such as `{example}`, or one number in `{column.removesuffix(f'_by_{of}')}`.",
        )
    return found


def _load(rows: TableRows, row: int, column: str, text: str, base: LoadBase) -> float | None:
    """A load in units of activity per hour; a share is of the one capacity that there is."""
    number = parse_number(text, None)
    if number.unit is not None and number.unit.dimension != unit_of("%").dimension:
        spec: Column = number_column(column, "", "", "20 t/d", profile=False)
        found = rows.read_number(text, row, spec, (f"{base.basis}/h",))
        return None if found is None else float(found.values)
    share = number.value * (number.unit.factor if number.unit else 1.0)
    if share > 1.0 + SAME:
        raise CellError(
            "load-curve",
            f"`{column}` of `{base.name}` has the load {show(text)}, a share above 1 (100 %) of the capacity.",
            f"Write `{format_number(number.value)} %`, or a load per time, such as `20 {base.basis}/h`.",
        )
    most = np.unique(base.capacity.values) if base.capacity is not None else np.zeros(0)
    if base.decided or len(most) != 1:
        raise CellError(
            "load-curve",
            f"`{column}` of `{base.name}` has the load {show(text)} of a capacity that is "
            + ("decided by the plan." if base.decided else "not the same at all times."),
            f"Give loads per time, such as `20 {base.basis}/h`.",
        )
    return share * float(most[0])


def _check_loads(column: str, loads: list[float], base: LoadBase) -> None:
    if any(later <= before * (1 + SAME) for before, later in pairwise([0.0, *loads])):
        raise CellError(
            "load-curve",
            f"The loads of `{column}` must rise from point to point, from above zero on.",
            f"Write points such as `{_EXAMPLE[column]}`.",
        )
    most = float(np.max(base.capacity.values)) if base.capacity is not None else 0.0
    if loads[-1] < most * (1 - SAME):
        raise CellError(
            "load-curve",
            f"`{column}` of `{base.name}` ends at {format_number(loads[-1])} {base.basis}/h, below its capacity of "
            f"{format_number(most)} {base.basis}/h.",
            "Give a point at the capacity, or lower it: nothing tells what is needed above the last point.",
        )
