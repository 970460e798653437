"""Capex by size: what a unit of capacity costs at some sizes; between them the money for the whole runs straight."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ...plant.columns.table_spec import number_column
from ...plant.facts.sizing import SAME, SizeCurve
from ...plant.model import Series
from ...plant.quantities import CellError
from ...units import format_number
from ..cells.rows import TableRows
from ..operation.load_curves import points_of

CAPEX_BY_SIZE = "capex_by_size"
EXAMPLE = "10 t/d: 12 MMXN/(t/d); 50 t/d: 8 MMXN/(t/d)"


def decides(rows: TableRows, row: int) -> bool:
    """Whether a row has a capex, so that its size is decided."""
    return rows.given(row, "capex") or rows.given(row, CAPEX_BY_SIZE)


def read_size_curve(
    rows: TableRows, row: int, size: str, most: Series | None
) -> tuple[Series, SizeCurve] | tuple[None, None]:
    """What the cheapest further unit costs and the curve, in the plant's money per ``size``; a wrong one is told."""
    if not rows.given(row, CAPEX_BY_SIZE):
        return None, None
    try:
        return _curve(rows, row, size, most)
    except CellError as error:
        rows.error(error.code, error.message, row, CAPEX_BY_SIZE, error.remedy)
        return None, None


def _curve(rows: TableRows, row: int, size: str, most: Series | None) -> tuple[Series, SizeCurve] | tuple[None, None]:
    if rows.given(row, "capex"):
        raise CellError("size-curve", f"There are both `capex` and `{CAPEX_BY_SIZE}`.", "Leave one of them blank.")
    if most is None:
        raise CellError(
            "size-curve",
            f"`{CAPEX_BY_SIZE}` ends at a size, and `capacity` is blank.",
            "Give a `capacity`, which with capex is the most that may be in place.",
        )
    points = points_of(rows.text(row, CAPEX_BY_SIZE), CAPEX_BY_SIZE, "size", EXAMPLE)
    spec = number_column(CAPEX_BY_SIZE, "", "", EXAMPLE, profile=False, lower=0.0)
    per = f"{rows.reading.settings.currency}/({size})" if "/" in size else f"{rows.reading.settings.currency}/{size}"
    sizes = [rows.read_number(text, row, spec, (size,)) for text, _ in points]
    prices = [rows.read_number(text, row, spec, (per,)) for _, text in points]
    known = [float(each.values) for each in sizes if each is not None]
    paid = [each for each in prices if each is not None]
    if len(known) < len(points) or len(paid) < len(points):
        return None, None
    amounts = [float(each.values) for each in paid]
    _check(known, amounts, most, size)
    curve = SizeCurve(tuple(known), tuple(amounts))
    cheapest = min(slope for _, slope in curve.steps())
    return Series(np.array(cheapest), paid[0].unit, points[0][1], rows.where(row, CAPEX_BY_SIZE)), curve


def _check(sizes: list[float], amounts: list[float], most: Series, unit: str) -> None:
    if any(later <= before * (1 + SAME) for before, later in pairwise([0.0, *sizes])):
        raise CellError(
            "size-curve",
            f"The sizes of `{CAPEX_BY_SIZE}` must rise from point to point, from above zero on.",
            f"Write points such as `{EXAMPLE}`.",
        )
    totals = [size * amount for size, amount in zip(sizes, amounts, strict=True)]
    if any(later <= before * (1 + SAME) for before, later in pairwise([0.0, *totals])):
        raise CellError(
            "size-curve",
            f"By `{CAPEX_BY_SIZE}` a larger size costs no more in all than a smaller one.",
            "Give what a unit costs at each size, so that the whole costs more the larger it is.",
        )
    largest = float(np.max(most.values))
    if sizes[-1] < largest * (1 - SAME):
        raise CellError(
            "size-curve",
            f"`{CAPEX_BY_SIZE}` ends at {format_number(sizes[-1])} {unit}, below the capacity of "
            f"{format_number(largest)} {unit}.",
            "Give a point at the capacity, or lower it: nothing tells what a larger size costs.",
        )
