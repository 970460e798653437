"""The plant at the means of its scenarios: every cell that any of them changes, weighted by probability."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import Findings, UsageError
from ...reading.cell import Cell, cell_from
from ...reading.scenarios import cells_of, exchanged, read_scenarios
from ...tables.cells.table import Tables


def mean_tables(futures: Sequence[tuple[Tables, float]]) -> tuple[Tables | None, str]:
    """The tables with each changed cell at its mean, or None and why there is no mean.

    ``futures`` are the tables of each scenario with its probability; they differ in the changed cells alone.
    """
    first = futures[0][0]
    changes = []
    for table, row, column in _changed(first):
        typed = [cells_of(tables, table, row, column) for tables, _ in futures]
        try:
            cells = [cell_from(table, row, column, found) for found in typed]
            changes.append(_mean(cells, [share for _, share in futures]))
        except UsageError as error:
            return None, str(error.problems[0].message)
        if changes[-1] is None:
            return None, f"{table} {row} {column} does not hold a number in every scenario."
    return exchanged(first, [change for change in changes if change is not None]), ""


def _changed(tables: Tables) -> list[tuple[str, str, str]]:
    """Every cell that a scenario of the plant changes."""
    every = read_scenarios(tables, Findings()).values()
    return list(dict.fromkeys((table, row, column) for changes in every for table, row, column, _ in changes))


def _mean(cells: Sequence[Cell], shares: Sequence[float]) -> tuple[str, str, str, object] | None:
    first = cells[0]
    if any(cell.profile for cell in cells):
        same = all(cell.profile == first.profile for cell in cells)
        return first.change(1.0) if same else None
    mean = sum(share * first.number(_typed(cell)) for cell, share in zip(cells, shares, strict=True))
    return first.change(mean)


def _typed(cell: Cell) -> str | float:
    return f"{cell.value!r} {cell.unit}" if cell.unit else cell.value
