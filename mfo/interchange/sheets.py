"""Exports that are workbooks, old ones among them (.xls, .xlsb, .ods), as lines of text like those of a CSV file.

Read by python-calamine, which the extra ``mfo[sheets]`` brings.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np

from ..errors import Problem, UsageError

WORKBOOKS = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")


def is_workbook(path: Path) -> bool:
    """Whether an export is a workbook, by its name."""
    return path.suffix.lower() in WORKBOOKS


def sheet_lines(name: str, content: bytes, decimal: str, date_format: str) -> list[tuple[int, list[str]]]:
    """The lines of a workbook's first sheet with their numbers; numbers and dates written as the mapping says.

    Raises :class:`mfo.UsageError` where python-calamine is not there, ``OSError`` where the file cannot be read.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as error:
        message = f"`{name}` is a workbook, and python-calamine, which reads it, is not installed."
        remedy = "Install it with `pip install 'mfo[sheets]'`, or save the export as CSV."
        raise UsageError(Problem("export-workbook", message, remedy=remedy)) from error
    try:
        rows = (
            CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        )
    except CalamineError as error:
        raise OSError(str(error)) from error
    return [(line, list(_texts(row, decimal, date_format))) for line, row in enumerate(rows, start=1)]


def _texts(row: Sequence[object], decimal: str, date_format: str) -> Iterator[str]:
    for cell in row:
        if isinstance(cell, datetime | date):
            yield cell.strftime(date_format)
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            yield np.format_float_positional(float(cell), trim="-").replace(".", decimal)
        else:
            yield str(cell)
