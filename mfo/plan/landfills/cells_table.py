"""The table of a landfill's cells: what is buried in each by milestone, when it opened, is full and closes."""

from __future__ import annotations

import pandas as pd

from ...graph.parts.landfill_cells import last_year
from ...solve.engine.solution import Solution
from ..tables.elements import Elements, factor
from ..tables.schema import Row, rows

FULL = 1e-6  # of what a cell holds: what is left of one that is full


def cells_table(elements: Elements, solution: Solution) -> pd.DataFrame:
    """A row for each milestone of a cell's life, and for that in which one that was never used closes.

    Of a cell that is never opened the last milestone stands alone.

    The years of a milestone are alike, so that a cell is full at the end of the last of them, and closes in the year
    after.
    """
    graph, records = elements.graph, list[Row]()
    for member in range(0 if graph.cells is None else len(graph.cells)):
        records += _records(elements, solution, member)
    return rows("landfill_cells", records)


def _records(elements: Elements, solution: Solution, member: int) -> list[Row]:
    cells, times = elements.graph.cells, elements.graph.times
    if cells is None:
        return []
    market = int(cells.market[member])
    material = elements.plant.materials[elements.plant.markets[market].materials[0]]
    scale = factor(material.unit, material.typed_unit)
    life, closed, fill = (solution.values[f"cell_{name}"][member] for name in ("life", "closed", "fill"))
    filled, holds = (fill * times.span).cumsum(), float(cells.capacity[member])
    ends = [year + round(span) - 1 for year, span in zip(times.years, times.span.tolist(), strict=True)]
    used = [place for place in range(len(ends)) if life[place] > 0.5]
    full = next((str(ends[place]) for place in used if filled[place] >= holds * (1 - FULL)), "")
    closing = next((str(year) for year, at in zip(times.years, closed, strict=True) if at > 0.5), "")
    idle = not used and not closing  # never opened
    opened = "" if cells.stands[member] or not used else str(times.years[used[0]])
    return [
        {
            "year": times.years[place],
            "cell": cells.names[member],
            "market": elements.plant.markets[market].name,
            "site": elements.plant.markets[market].site,
            "owner": str(elements.owner["markets"][market]),
            "amount": float(fill[place]) * scale,
            "filled": float(filled[place]) * scale,
            "left": max(0.0, holds - float(filled[place])) * scale,
            "capacity": holds * scale,
            "unit": material.typed_unit,
            "opened": opened,
            "full": full,
            "closing": closing or (str(last_year(times) + 1) if used else ""),
        }
        for place in range(len(ends))
        if place in used or (closed[place] > 0.5 and not used) or (idle and place == len(ends) - 1)
    ]
