"""Tells in which calendar year the last cell of a landfill is full."""

from __future__ import annotations

import pandas as pd

from ...errors import Problem
from ...plant.model import Plant


def cells_problems(plant: Plant, table: pd.DataFrame) -> list[Problem]:
    """A warning for each landfill whose cells are all full, at its last one."""
    last = {cell.market: cell for cell in plant.landfill_cells}
    found = []
    for market, cell in last.items():
        mine = table[(table["cell"] == cell.name) & (table["full"] != "")]
        if len(mine):
            year = str(mine["full"].iloc[0])
            message = f"All cells of `{market}` are full in {year}: nothing more fits in after that."
            remedy = "Add a further cell to `landfill_cells`, or see where waste goes from then on."
            found.append(Problem("cells-full", message, cell.where, remedy, severity="warning"))
    return found
