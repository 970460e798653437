"""The table ``landfill_cells``: what a landfill is opened and closed by."""

from __future__ import annotations

from collections.abc import Mapping

from ...plant.facts.landfill import LandfillCell
from ...plant.model import Market
from ...plant.quantities import HOURS_PER_YEAR
from ..cells.rows import ReadingContext, TableRows


def read_landfill_cells(reading: ReadingContext, markets: tuple[Market, ...]) -> tuple[LandfillCell, ...]:
    """The cells in the order in which they are opened; each wrong one is told at its cell of the table."""
    rows = reading.rows("landfill_cells")
    if len(rows) and not reading.times.roadmap:
        rows.error(
            "cells-years",
            "Cells of a landfill fill up over years, and the plant has no milestone years.",
            0,
            "cell",
            "Set `years` in `plant`, such as `2025; 2026; 2027`.",
        )
    by_name = {market.name: market for market in markets}
    begun: set[str] = set()
    found = [cell for row in rows if (cell := _cell(rows, row, by_name, begun))]
    return tuple(found)


def _cell(rows: TableRows, row: int, markets: Mapping[str, Market], begun: set[str]) -> LandfillCell | None:
    name = rows.refer(row, "of")
    market = markets.get(name or "")
    opening, opened = rows.number(row, "opening_cost"), rows.flag(row, "open")
    fixed = rows.number(row, "fixed_cost")
    closing, caring = rows.scalar(row, "closure_cost"), rows.scalar(row, "aftercare_cost")
    years = _aftercare(rows, row)
    if market is None:
        return None
    capacity = _capacity(rows, row, rows.reading.unit(market.materials[0]))
    if opened and market.name in begun:
        rows.error(
            "cells-open",
            f"`{rows.text(row, 'cell')}` is open, and stands after another cell of `{market.name}`.",
            row,
            "open",
            "Cells are opened in the order of their rows, each when the one before is full: put the open one first.",
        )
    if opened and opening is not None:
        rows.findings.warn(
            "column-unused",
            "`opening_cost` says nothing of a cell that is open when the plan begins.",
            rows.where(row, "opening_cost"),
            "Leave it blank.",
        )
    begun.add(market.name)
    if capacity is None:
        return None
    return LandfillCell(
        rows.text(row, "cell"),
        market.name,
        capacity,
        None if opened else opening,
        fixed,
        opened,
        closing or 0.0,
        (caring or 0.0) * HOURS_PER_YEAR,
        years,
        rows.where(row),
    )


def _capacity(rows: TableRows, row: int, unit: str) -> float | None:
    """What a cell holds in the unit of what is buried; airspace times its density."""
    series, density = rows.number(row, "capacity", material=unit), rows.scalar(row, "density", material=unit)
    if series is None:
        return None
    airspace = series.unit != unit
    if airspace and density is None and not rows.given(row, "density"):
        rows.error(
            "cells-density",
            f"`capacity` is {series.typed} of airspace, and what is buried is counted in {unit}.",
            row,
            "capacity",
            f"Give `density`, such as `0.8 {unit}/m3`, or the capacity in {unit}.",
        )
    if not airspace and density is not None:
        rows.error(
            "cells-density",
            f"`capacity` is {series.typed}, which needs no `density`.",
            row,
            "density",
            "Leave it blank, or give the capacity in m3 of airspace.",
        )
    return float(series.values) * (density if airspace and density is not None else 1.0)


def _aftercare(rows: TableRows, row: int) -> int:
    """The years of aftercare, which belong to what a year of it costs."""
    given = {column: rows.given(row, column) for column in ("aftercare", "aftercare_cost")}
    for column, other in (("aftercare", "aftercare_cost"), ("aftercare_cost", "aftercare")):
        if given[other] and not given[column]:
            rows.error(
                "value-missing",
                f"`{other}` is given, and `{column}` is blank.",
                row,
                column,
                "Give both, such as `400 kMXN/year` and `30 year`, or neither.",
            )
    hours = rows.scalar(row, "aftercare")
    if hours is None:
        return 0
    years = hours / HOURS_PER_YEAR
    if abs(years - round(years)) > 1e-9 or not 1 <= round(years) <= MOST_YEARS:
        rows.error(
            "out-of-range",
            f"`aftercare` is {years:g} years.",
            row,
            "aftercare",
            f"Write whole years from 1 to {MOST_YEARS}, such as `30 year`.",
        )
    return max(1, round(years))


MOST_YEARS = 1000
