"""What cells of landfills cost in calendar years: opening in the first year of use, closing and aftercare after the
last."""

from __future__ import annotations

import pandas as pd

from ...graph.parts.landfill_cells import CELL_OPENING, CLOSURE, TO_COME, last_year
from ...plant.model import LandfillCell, Plant
from ..tables.schema import Row


def cells_cash(plant: Plant, table: pd.DataFrame) -> list[Row]:
    """A line for each calendar year in which money falls due; what comes after the last one, at its worth in it."""
    cells = {cell.name: cell for cell in plant.landfill_cells}
    sums: dict[tuple[int, str, str, str, str], float] = {}
    for name, rows in table.groupby("cell", sort=False):
        first = rows.iloc[0]
        if not first["closing"]:
            continue  # never opened
        for year, category, amount in _lines(plant, cells[str(name)], str(first["opened"]), int(first["closing"])):
            key = (year, str(first["market"]), str(first["site"]), str(first["owner"]), category)
            sums[key] = sums.get(key, 0.0) - amount
    return [
        {
            "year": year,
            "element": market,
            "kind": "market",
            "site": site,
            "owner": owner,
            "category": category,
            "amount": amount,
        }
        for (year, market, site, owner, category), amount in sums.items()
        if amount
    ]


def _lines(plant: Plant, cell: LandfillCell, opened: str, closing: int) -> list[tuple[int, str, float]]:
    times, last, found = plant.times, last_year(plant.times), list[tuple[int, str, float]]()
    if opened and cell.opening_cost is not None:
        costs = cell.opening_cost.over_years(len(times.years), times.lasting)
        found.append((int(opened), CELL_OPENING, float(costs[times.years.index(int(opened))])))
    for later, money in enumerate(cell.dues()):
        year = closing + later
        if year <= last:
            found.append((year, CLOSURE, money))
        else:
            found.append((last, TO_COME, money * (1.0 + times.discount_rate) ** -(year - last)))
    return found
