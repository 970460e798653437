"""Saves a draft: into the person's own workbook, where only the changed cells are written, or as a new one."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..errors import Problem, UsageError, Where
from ..tables.cells.table import CellValue, Table, Tables
from ..tables.editing import Draft
from ..tables.formats.xlsx_patch import patched
from ..tables.formats.xlsx_slim import bare_charts, slim
from ..tables.write_tables import write_tables
from ..writing.whole import write_bytes

Address = tuple[str, str]
"""A sheet and a cell's address."""

_REFERENCE = re.compile(
    r"(?:(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!)?\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?"
)
WIDEST_RANGE = 200_000  # cells of a range that are followed one by one
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_TEXT = re.compile(r'"[^"]*"')
_WHOLE = re.compile(r"\$?\b[A-Z]{1,3}:\$?[A-Z]{1,3}\b|\$?\b\d+:\$?\d+\b|\[|\b(?:INDIRECT|OFFSET)\(")
"""Columns, rows and tables by name, and what is found out only by calculating: taken to depend on every cell."""
_NAME = re.compile(r"(?<![\w.!'$])[^\W\d][\w.]*(?![\w.(!'])")


@dataclass(frozen=True)
class Laid:
    """What the worker needs of a draft: its tables, and the cells that stand otherwise than in their workbook.

    ``homeless`` is a table that the workbook has no sheet for, if one was begun.
    """

    tables: Tables
    source: Path
    cells: dict[str, dict[str, CellValue]]
    homeless: str | None = None

    @property
    def is_workbook(self) -> bool:
        """Whether the draft was read from a workbook that is still there."""
        return self.source.suffix.lower() in (".xlsx", ".xlsm") and self.source.is_file()


def laid(draft: Draft) -> Laid:
    """A draft without its history."""
    tables = {each.table for each in draft.differences()}
    homeless = [name for name in sorted(tables) if (held := draft.original.get(name)) is None or held.sheet is None]
    return Laid(draft.tables, draft.original.source, changed_cells(draft), homeless[0] if homeless else None)


def save_workbook(draft: Laid, target: Path) -> list[str]:
    """Write the draft as ``target``; gives the addresses of formulas that have to be calculated again.

    Where the draft was read from a workbook, the new one is that workbook with the changed cells written into it;
    everything else of it stays. Otherwise it is a new workbook. Raises :class:`mfo.UsageError` where it cannot be
    written.
    """
    if not draft.is_workbook:
        write_tables(draft.tables, target, force=True)
        return []
    content = draft.source.read_bytes()
    try:
        if draft.homeless is not None:
            raise ValueError(f"it has no sheet for the table {draft.homeless}")
        cells = draft.cells
        stale = depending_formulas(content, {(sheet, address) for sheet, found in cells.items() for address in found})
        by_sheet: dict[str, set[str]] = defaultdict(set)
        for sheet, address in stale:
            by_sheet[sheet].add(address)
        made = patched(content, cells, by_sheet)
    except ValueError as error:
        message = f"The changes cannot be written into this workbook: {error}."
        remedy = "Download the plant as a new workbook instead."
        raise UsageError(Problem("target-kind", message, Where(str(target)), remedy)) from error
    write_bytes(target, made)
    return sorted(f"{sheet}!{address}" for sheet, address in stale)


def changed_cells(draft: Draft) -> dict[str, dict[str, CellValue]]:
    """What stands otherwise than in the workbook, by sheet and address, heads of new columns included.

    Tables that the workbook has no sheet for are left out.
    """
    found: dict[str, dict[str, CellValue]] = defaultdict(dict)
    for each in draft.differences():
        before = draft.original.get(each.table)
        if before is None or before.sheet is None:
            continue
        letters = _letters(before, draft.tables[each.table])
        if each.column not in before.letters:
            found[before.sheet][f"{letters[each.column]}{_head_line(before)}"] = each.column
        found[before.sheet][f"{letters[each.column]}{each.line}"] = each.value
    return dict(found)


def _letters(before: Table, after: Table) -> dict[str, str]:
    """The letter of each column; new ones stand to the right of those that were there."""
    from openpyxl.utils import column_index_from_string, get_column_letter

    letters = dict(before.letters)
    last = max((column_index_from_string(letter) for letter in letters.values()), default=0)
    for column in after.columns:
        if column not in letters:
            last += 1
            letters[column] = get_column_letter(last)
    return letters


def _head_line(table: Table) -> int:
    places = [column.where.line for column in table.columns.values() if column.where and column.where.line]
    return places[0] if places else 1


def stale_cells(draft: Laid) -> list[Problem]:
    """The cells of the plant's tables whose stored result is no longer true, as a cell they depend on was changed."""
    if not draft.is_workbook or not draft.cells:
        return []
    changed = {(sheet, address) for sheet, found in draft.cells.items() for address in found}
    stale = depending_formulas(draft.source.read_bytes(), changed)
    message = "The result that is stored for this formula is no longer true: a cell that it depends on was changed."
    remedy = "Write the value, or download the workbook, open and save it in Excel or LibreOffice, and drop it again."
    return [
        Problem("cell-stale-formula", message, Where(table.file, table.sheet, line, f"{letter}{line}"), remedy)
        for table in draft.tables.tables.values()
        if table.sheet is not None and stale
        for line in table.lines
        for letter in table.letters.values()
        if (table.sheet, f"{letter}{line}") in stale
    ]


def depending_formulas(content: bytes, changed: Iterable[Address]) -> set[Address]:
    """The cells with a formula whose result depends on the changed cells, directly or through others.

    A formula that names whole columns or rows, a name or a table of the workbook, or cells that it works out, is taken
    to depend on every cell.
    """
    changed = set(changed)
    users, of_any = _users(content)
    found = set(of_any) - changed if changed else set()
    waiting = [*changed, *found]
    while waiting:
        for cell in users.get(waiting.pop(), ()):
            if cell not in found and cell not in changed:
                found.add(cell)
                waiting.append(cell)
    return found


@lru_cache(maxsize=2)
def _users(content: bytes) -> tuple[dict[Address, set[Address]], frozenset[Address]]:
    """The formulas that use a cell, by cell; and those that are taken to use every cell."""
    formulas, names = _formulas(content)
    users: dict[Address, set[Address]] = defaultdict(set)
    of_any: set[Address] = set()
    for cell, text in formulas.items():
        bare = _TEXT.sub("", text)
        if _WHOLE.search(bare) or any(name.casefold() in names for name in _NAME.findall(bare)):
            of_any.add(cell)
        for used in _references(bare, cell[0]):
            if used is None:
                of_any.add(cell)
            else:
                users[used].add(cell)
    return dict(users), frozenset(of_any)


def _formulas(content: bytes) -> tuple[dict[Address, str], set[str]]:
    """The formulas of a workbook by their cells, and its names for cells."""
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        if not any(_FORMULA.search(parts.read(name)) for name in sheets):
            return {}, set()
        content = slim(parts, blanks=True) if bare_charts(parts) else content
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
    found = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                text = getattr(cell.value, "text", cell.value)
                if cell.data_type == "f" and isinstance(text, str):
                    found[(sheet.title, cell.coordinate)] = text
    named = [*book.defined_names, *(name for sheet in book.worksheets for name in sheet.defined_names)]
    return found, {name.casefold() for name in named}


def _references(text: str, sheet: str) -> Iterable[Address | None]:
    """The cells that a formula names, those of its ranges one by one; None for a range that is too wide for that."""
    from openpyxl.utils import column_index_from_string, get_column_letter

    for quoted, plain, column, row, last_column, last_row in _REFERENCE.findall(text):
        at = quoted.replace("''", "'") or plain or sheet
        if not last_column:
            yield at, f"{column}{row}"
            continue
        across = range(column_index_from_string(column), column_index_from_string(last_column) + 1)
        down = range(int(row), int(last_row) + 1)
        if len(across) * len(down) > WIDEST_RANGE:
            yield None
        else:
            for letter in map(get_column_letter, across):
                for line in down:
                    yield at, f"{letter}{line}"
