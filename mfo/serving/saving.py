"""Saves a draft: into the person's own workbook, where only the changed cells are written, or as a new one."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from ..errors import Problem, UsageError, Where
from ..tables.cells.table import CellValue, Table
from ..tables.editing import Draft
from ..tables.formats.xlsx_patch import patched
from ..tables.write_tables import write_tables
from ..writing.whole import write_bytes

Address = tuple[str, str]
"""A sheet and a cell's address."""

_REFERENCE = re.compile(
    r"(?:(?:'((?:[^']|'')+)'|([A-Za-z_][\w.]*))!)?\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?"
)
WIDEST_RANGE = 200_000  # cells of a range that are followed one by one


def save_workbook(draft: Draft, target: Path) -> list[str]:
    """Write the draft as ``target``; gives the addresses of formulas that have to be calculated again.

    Where the draft was read from a workbook, the new one is that workbook with the changed cells written into it;
    everything else of it stays. Otherwise it is a new workbook. Raises :class:`mfo.UsageError` where it cannot be
    written.
    """
    source = draft.original.source
    if source.suffix.lower() not in (".xlsx", ".xlsm") or not source.is_file():
        write_tables(draft.tables, target, force=True)
        return []
    content = source.read_bytes()
    try:
        cells = changed_cells(draft)
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

    Raises ValueError for a table that the workbook has no sheet for.
    """
    found: dict[str, dict[str, CellValue]] = defaultdict(dict)
    for each in draft.differences():
        before = draft.original.get(each.table)
        if before is None or before.sheet is None:
            raise ValueError(f"it has no sheet for the table {each.table}")
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


def depending_formulas(content: bytes, changed: Iterable[Address]) -> set[Address]:
    """The cells with a formula whose result depends on the changed cells, directly or through others."""
    formulas = _formulas(content)
    users: dict[Address, set[Address]] = defaultdict(set)
    for cell, text in formulas.items():
        for used in _references(text, cell[0]):
            users[used].add(cell)
    changed = set(changed)
    found: set[Address] = set()
    waiting = list(changed)
    while waiting:
        for cell in users.get(waiting.pop(), ()):
            if cell not in found and cell not in changed:
                found.add(cell)
                waiting.append(cell)
    return found


def _formulas(content: bytes) -> dict[Address, str]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
    found = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                text = getattr(cell.value, "text", cell.value)
                if cell.data_type == "f" and isinstance(text, str):
                    found[(sheet.title, cell.coordinate)] = text
    return found


def _references(text: str, sheet: str) -> Iterable[Address]:
    """The cells that a formula names, those of its ranges one by one."""
    from openpyxl.utils import column_index_from_string, get_column_letter

    for quoted, plain, column, row, last_column, last_row in _REFERENCE.findall(text):
        at = quoted.replace("''", "'") or plain or sheet
        if not last_column:
            yield at, f"{column}{row}"
            continue
        across = range(column_index_from_string(column), column_index_from_string(last_column) + 1)
        down = range(int(row), int(last_row) + 1)
        if len(across) * len(down) <= WIDEST_RANGE:
            for letter in map(get_column_letter, across):
                for line in down:
                    yield at, f"{letter}{line}"
