"""Changes to a plant's tables, one after the other, each of which can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from ..errors import Problem, UsageError
from .cells.cell_text import resolve
from .cells.table import CellValue, Table, TableColumn, Tables


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: ``cell`` sets a cell, ``add`` puts a blank row before ``row``, ``delete`` takes a row away.

    Rows are positions 0 ... n - 1; a row that is added at n stands last.
    """

    kind: str
    table: str
    row: int
    column: str = ""
    value: CellValue = None


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A cell that stands otherwise than in the file: where it stood there, and what it holds now."""

    table: str
    line: int
    column: str
    value: CellValue


class Draft:
    """A plant's tables while somebody works on them. The tables that were read stay as they are.

    >>> from pathlib import Path
    >>> sites = Table("sites", {"site": TableColumn("site", None, ["yard"])}, lines=[2])
    >>> draft = Draft(Tables({"sites": sites}, Path("park.xlsx")))
    >>> draft.set_cells("sites", [(0, "site", "depot")])
    >>> draft.tables["sites"].value(0, "site"), draft.revision
    ('depot', 1)
    >>> draft.undo()
    >>> draft.tables["sites"].value(0, "site"), draft.revision
    ('yard', 2)
    """

    def __init__(self, tables: Tables) -> None:
        """Begin with the tables as they were read."""
        self.original = tables
        self.tables = tables
        self.revision = 0
        self.steps: list[tuple[Edit, ...]] = []
        self._before: list[dict[str, Table]] = []

    def set_cells(self, table: str, cells: Iterable[tuple[int, str, str | float | None]]) -> None:
        """Set cells to what is typed in them, as one step.

        Raises :class:`mfo.UsageError` where there is no such row.
        """
        self.apply(
            [
                Edit("cell", table, row, column, resolve(value) if isinstance(value, str) else value)
                for row, column, value in cells
            ]
        )

    def add_row(self, table: str, row: int | None = None) -> None:
        """Add a blank row before ``row``, or at the end."""
        found = self.tables.get(table)
        self.apply([Edit("add", table, (len(found) if found else 0) if row is None else row)])

    def delete_row(self, table: str, row: int) -> None:
        """Take a row away. Raises :class:`mfo.UsageError` where there is none."""
        self.apply([Edit("delete", table, row)])

    def apply(self, edits: Sequence[Edit]) -> None:
        """Make several changes as one step."""
        changed: dict[str, Table] = {}
        for edit in edits:
            table = changed.get(edit.table) or _copied(self.tables.get(edit.table), edit.table)
            _change(table, edit)
            changed[edit.table] = table
        self._before.append(dict(self.tables.tables))
        self.tables = replace(self.tables, tables={**self.tables.tables, **changed})
        self.steps.append(tuple(edits))
        self.revision += 1

    def undo(self) -> None:
        """Take the last step back. Raises :class:`mfo.UsageError` where there is none."""
        if not self._before:
            raise UsageError(Problem("undo-nothing", "Nothing was changed.", remedy="Change a cell first."))
        self.tables = replace(self.tables, tables=self._before.pop())
        self.steps.pop()
        self.revision += 1

    def record(self) -> list[list[dict[str, object]]]:
        """The steps as plain data, from which :meth:`replay` makes the same draft again."""
        return [[asdict(edit) for edit in step] for step in self.steps]

    def replay(self, record: Sequence[Sequence[dict[str, object]]]) -> None:
        """Make the steps of a record again."""
        for step in record:
            self.apply([Edit(**edit) for edit in step])  # type: ignore[arg-type]

    def differences(self) -> list[CellEdit]:
        """Every cell that stands otherwise than in the file, at its line there; deleted rows are blank."""
        found = []
        for name, table in self.tables.tables.items():
            before = self.original.get(name)
            if table is not before:
                found += list(_differences(name, before, table))
        return found


def _copied(table: Table | None, name: str) -> Table:
    if table is None:
        return Table(name, {})
    twin = table.copied()
    twin.cell_lines = {}
    return twin


def _change(table: Table, edit: Edit) -> None:
    last = len(table) - (0 if edit.kind == "add" else 1)
    if not 0 <= edit.row <= last:
        message = f"The table `{edit.table}` has no row {edit.row + 1}."
        raise UsageError(Problem("row-unknown", message, remedy=f"It has {len(table)} rows."))
    if edit.kind == "delete":
        for column in table.columns.values():
            del column.values[edit.row]
        del table.lines[edit.row]
    elif edit.kind == "add":
        for column in table.columns.values():
            column.values.insert(edit.row, None)
        table.lines.insert(edit.row, max(table.lines, default=1) + 1)
    else:
        if edit.column not in table.columns:
            table.columns[edit.column] = TableColumn(edit.column, None, [None] * len(table))
        table.columns[edit.column].values[edit.row] = edit.value


def _differences(name: str, before: Table | None, after: Table) -> Iterable[CellEdit]:
    held = {line: row for row, line in enumerate(after.lines)}
    stood = {line: row for row, line in enumerate(before.lines)} if before else {}
    columns = dict.fromkeys([*after.columns, *(before.columns if before else ())])
    for line in sorted({*held, *stood}):
        for column in columns:
            now = after.value(held[line], column) if line in held else None
            then = before.value(stood[line], column) if before and line in stood else None
            if now != then or type(now) is not type(then):
                yield CellEdit(name, line, column, now)
