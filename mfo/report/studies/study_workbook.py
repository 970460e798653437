"""The tables of a study as a workbook: a sheet a table, heads held, filters set."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import xlsxwriter

from ...writing.whole import whole_file
from ...writing.workbook_file import new_workbook

WIDEST = 48  # characters of a column
MOST_LETTERS = 31  # of a sheet's name, as spreadsheets want it


def write_study_workbook(tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write each table as a sheet; numbers as numbers in full, texts as texts, blanks where there is no number."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with whole_file(path) as part, new_workbook(part, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for name, table in tables.items():
            sheet = book.add_worksheet(name[:MOST_LETTERS])
            for place, column in enumerate(map(str, table.columns)):
                sheet.write_string(0, place, column, head)
                cells = table.iloc[:, place].tolist()
                for line, cell in enumerate(cells, start=1):
                    _write(sheet, line, place, cell)
                longest = max([len(column) / 2, *(len(_text(cell)) for cell in cells[:200])], default=8)
                sheet.set_column(place, place, min(WIDEST, longest + 2))
            sheet.freeze_panes(1, 1)
            if len(table):
                sheet.autofilter(0, 0, len(table), max(len(table.columns) - 1, 0))


def _write(sheet: xlsxwriter.worksheet.Worksheet, line: int, place: int, cell: object) -> None:
    if isinstance(cell, bool):
        sheet.write_string(line, place, "yes" if cell else "no")
    elif isinstance(cell, int | float):
        if math.isfinite(cell):
            sheet.write_number(line, place, cell)
        elif math.isinf(cell):
            sheet.write_string(line, place, "∞" if cell > 0 else "−∞")
    elif cell is not None:
        sheet.write_string(line, place, str(cell))


def _text(cell: object) -> str:
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)
