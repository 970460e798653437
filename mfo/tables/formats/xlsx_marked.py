"""A copy of a workbook with every problem as a note at its cell."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import Problem, UsageError, Where
from ...writing.whole import whole_file
from .file_guards import ARCHIVE_DAMAGE, MEGABYTE
from .xlsx_slim import bare_charts, slim

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

ADDRESS = re.compile(r"[A-Z]{1,3}[0-9]+")
COLOURS = {"error": "FFC7CE", "warning": "FFEB9C"}
WIDTH, LINE = 380, 22  # points, of a note and of one of its lines
LETTERS = 50  # that a line of a note holds
AUTHOR = "mfo"
MOST_UNPACKED = 30 * MEGABYTE  # that is copied with its blank cells


def write_marked(source: Path, target: Path, problems: Iterable[Problem], force: bool = False) -> int:
    """Write ``target``, a copy of a workbook with a note at the cell of each problem; gives how many cells have one.

    What has no cell stands at the first cell of its sheet. Notes that people wrote stay above mfo's. Raises
    :class:`mfo.UsageError` where the source is no workbook or the target is there already.
    """
    import openpyxl  # late: only this and reading a workbook need it

    if source.suffix.lower() not in (".xlsx", ".xlsm") or target.suffix.lower() != source.suffix.lower():
        message = "Problems can be marked in a workbook alone."
        remedy = "Write the plant as one first: mfo convert PLANT plant.xlsx."
        raise UsageError(Problem("target-kind", message, Where(str(target)), remedy))
    content = _bounded(source.read_bytes())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), keep_vba=source.suffix.lower() == ".xlsm")
    except Exception as error:  # openpyxl raises what its parsers raise, of any kind, on damaged files
        reason = f"; its reader says: {str(error).strip() or type(error).__name__}"
        message = f"The workbook is damaged and cannot be opened{reason}."
        remedy = "Open it in Excel, have it repaired and save it anew."
        raise UsageError(Problem("file-damaged", message, Where(str(source)), remedy)) from error
    count = _mark(book, problems)
    held = io.BytesIO()  # openpyxl's own files on a full disk tell of it once more when they are forgotten
    book.save(held)
    with whole_file(target, force) as part:
        part.write_bytes(held.getbuffer())
    return count


def _bounded(content: bytes) -> bytes:
    """The workbook; one that is large without its blank cells, whose formats would take gigabytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            large = sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED
            return slim(archive, blanks=not large) if large or bare_charts(archive) else content
    except ARCHIVE_DAMAGE:
        return content  # its reader tells what is wrong with it


def _mark(book: Workbook, problems: Iterable[Problem]) -> int:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    found: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        found[_cell_of(problem, book)].append(problem)
    for (sheet, address), here in found.items():
        cell = book[sheet][address]
        worst = min(here, key=lambda problem: problem.severity != "error").severity
        texts = [f"{problem.message} {problem.remedy}".strip() for problem in here]
        if getattr(cell, "comment", None) is not None:
            texts.insert(0, cell.comment.text)
        text = "\n\n".join(texts)
        lines = sum(1 + len(line) // LETTERS for line in text.splitlines())
        cell.comment = Comment(text, AUTHOR, width=WIDTH, height=LINE * (lines + 1))
        cell.fill = PatternFill("solid", fgColor=COLOURS[worst])
    return len(found)


def _cell_of(problem: Problem, book: Workbook) -> tuple[str, str]:
    where = problem.where or Where()
    sheets = [each.title for each in book.worksheets]  # those with cells: a sheet may be a chart
    names = {name.strip().casefold(): name for name in sheets}
    sheet = names.get((where.sheet or "").strip().casefold(), sheets[0])
    address = where.cell if where.cell and ADDRESS.fullmatch(where.cell) else f"A{where.line or 1}"
    return sheet, address
