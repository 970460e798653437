"""The tables of a plant as they were typed: text and numbers, no meaning yet, every cell knows its place."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import Problem, Where

# One cell as typed. Numbers are numbers (whole ones int); text keeps its spelling ("40 t/d", "007"). Readers write a
# list as text with semicolons, as it stands in a sheet ("yard; tip"). None is a blank cell.
CellValue = str | float | int | bool | list[str] | None

EXAMPLE = "# "
"""What the first cell of a row in a sheet or CSV file begins with that is not read."""


@dataclass
class TableColumn:
    """A column: its header split into name and unit (``amount [t/d]`` -> ``amount``, ``t/d``), one value a row."""

    name: str
    unit: str | None
    values: list[CellValue]
    where: Where | None = None  # the header's own place


@dataclass
class Table:
    """A table as typed. Rows are positions 0..n-1; blank rows are already dropped."""

    name: str
    columns: dict[str, TableColumn]
    file: str | None = None
    sheet: str | None = None
    lines: list[int] = field(default_factory=list)  # the line (row number in a sheet) of each row
    cell_lines: dict[tuple[int, str], int] = field(default_factory=dict)  # where a cell stands on a line of its own
    letters: dict[str, str] = field(default_factory=dict)  # workbook column letters by column name

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.lines)

    def where(self, row: int | None = None, column: str | None = None) -> Where:
        """The place of a cell, of a row (``column`` blank) or of the table (both blank)."""
        if row is None:
            header = self.columns[column].where if column in self.columns else None
            return header or Where(self.file, self.sheet)
        line = self.cell_lines.get((row, column or ""), self.lines[row])
        if column in self.letters:
            return Where(self.file, self.sheet, line, f"{self.letters[column]}{line}")
        return Where(self.file, self.sheet, line, column)

    def value(self, row: int, column: str) -> CellValue:
        """The cell as typed; None where the column is missing or the cell is blank."""
        return self.columns[column].values[row] if column in self.columns else None

    def copied(self) -> Table:
        """The same table, whose columns, cells and lines can be changed without changing this one."""
        twin = copy(self)
        twin.columns = {
            name: TableColumn(each.name, each.unit, list(each.values), each.where)
            for name, each in self.columns.items()
        }
        twin.lines, twin.cell_lines = list(self.lines), dict(self.cell_lines)
        return twin


@dataclass
class Tables:
    """All tables of one plant, by name, and the container they came from.

    The table ``plant`` has the columns ``setting`` and ``value`` whatever the container.
    ``folder`` is where the plant's own ``models/`` and ``datasets/`` may stand (None: nowhere).
    ``problems`` are warnings about the files. ``made`` is the content of the one file that would hold the tables, where
    they were made in memory (None: they are those of ``source``).
    """

    tables: dict[str, Table]
    source: Path
    folder: Path | None = None
    problems: list[Problem] = field(default_factory=list)
    made: str | None = None

    def __getitem__(self, name: str) -> Table:
        """The table of that name; KeyError where the plant has none."""
        return self.tables[name]

    def get(self, name: str) -> Table | None:
        """The table of that name, or None where the plant has none."""
        return self.tables.get(name)
