"""Reads a table from a CSV file: a header and then rows, as Excel writes them in English or in Spanish."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ...errors import Findings, Where
from ...translation import TABLE, in_english
from ..cells.builder import add_columns, read_headers, start_table, table_name
from ..cells.cell_text import resolve
from ..cells.familiar_names import MOST_TITLES, head_row, tell_titles
from ..cells.table import EXAMPLE, Table
from .csv_dialect import Dialect, dialect_of, with_points
from .file_guards import decode, read_bytes, windows_encoding

PARTED_BY = {";": "semicolons", "\t": "tabs", "|": "bars"}  # in a header that is parted by something else


def read_csv(path: Path, shown: str, findings: Findings, inside: Path | None = None, called: str = "") -> Table | None:
    """The table of a CSV file, named as the file is or as it is ``called``; None with the reason among the findings.

    Blank lines and blank rows are passed over, and cells missing at a row's end are blank.
    """
    content = read_bytes(path, shown, findings, inside)
    encoding = "" if content is None else windows_encoding(content)
    text = None if content is None else decode(content, shown, findings, encoding)
    if text is None:
        return None
    dialect = dialect_of(text)
    rows = _rows(text, dialect, shown, findings)
    if rows is None:
        return None
    if not rows:
        findings.error("table-headless", "The file has no header.", Where(shown), "Write the columns' names first.")
        return None
    skipped = head_row([row for _, row in rows[:MOST_TITLES]], in_english(TABLE, called or path.stem))
    if skipped:
        tell_titles([cell for cell in rows[0][1] if cell.strip()], Where(shown, None, rows[0][0]), findings)
    (line, header), body = rows[skipped], [row for row in rows[skipped + 1 :] if not row[1][0].startswith(EXAMPLE)]
    if _wrong_separator(header, shown, line, findings):
        return None
    pointed = with_points(body, dialect, encoding, shown, findings)
    if pointed is None:
        return None
    body = pointed

    def place(position: int) -> Where:
        return Where(shown, None, line, header[position].strip() or f"number {position + 1}")

    name = called or table_name(path.stem, Where(shown), findings)
    headers = read_headers(header, place, findings, name or "")
    if name is None:
        return None
    table = start_table(name, shown, None)
    add_columns(table, headers, place)
    _fill(table, [None if head is None else head[0] for head in headers], body, findings)
    for position in (position for position, head in enumerate(header) if not head.strip()):
        _check_nameless(shown, position, body, findings)
    return table


def _rows(text: str, dialect: Dialect, shown: str, findings: Findings) -> list[tuple[int, list[str]]] | None:
    """Each row that is not blank with the line it starts at."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.separator, strict=True)
    rows, line = [], 1
    try:
        for row in reader:
            if reader.line_num > dialect.skipped and any(row) and any(cell.strip() for cell in row):
                rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        reason = "a quotation mark is not closed" if "unexpected end" in str(error) else "a quotation mark is misplaced"
        if "field larger" in str(error):
            reason = "a cell is larger than 100 kB"
        remedy = 'Quote a cell as a whole, and write " within it twice.'
        findings.error("csv-quotes", f"The row cannot be read: {reason}.", Where(shown, line=line), remedy)
        return None
    return rows


def _wrong_separator(header: list[str], shown: str, line: int, findings: Findings) -> bool:
    for sign, name in PARTED_BY.items():
        if any(sign in cell for cell in header):
            findings.error(
                "csv-separator",
                f"The columns are separated by {name}, and not by commas, semicolons or tabs throughout.",
                Where(shown, line=line),
                "Save the file with commas between columns and points as decimals (in Excel: CSV UTF-8, with a region"
                " that uses points), or use a workbook.",
            )
            return True
    return False


def _fill(table: Table, names: list[str | None], rows: list[tuple[int, list[str]]], findings: Findings) -> None:
    width = len(names)
    for line, row in rows:
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            findings.error(
                "row-too-long",
                f"The row has {len(row)} cells, the header {width}.",
                Where(table.file, None, line),
                "Put a cell that holds a comma in quotation marks, or give the column a header.",
            )
    table.lines = [line for line, _ in rows]
    for position, name in enumerate(names):
        if name is not None:
            cells = [row[position] if position < len(row) else "" for _, row in rows]
            table.columns[name].values = [resolve(cell) for cell in cells]


def _check_nameless(shown: str, position: int, rows: list[tuple[int, list[str]]], findings: Findings) -> None:
    line = next((line for line, row in rows if position < len(row) and row[position].strip()), None)
    if line is not None and position == 0 and _counts([row[0].strip() for _, row in rows]):
        message = "Column number 1 has no name, numbers the rows and is not read."
        findings.warn("column-aside", message, Where(shown, None, line), "Give it a header if it is of the table.")
    elif line is not None:
        findings.error(
            "column-nameless",
            f"Column number {position + 1} has values but no name.",
            Where(shown, None, line),
            "Give it a header, or empty it.",
        )


def _counts(cells: list[str]) -> bool:
    """Whether cells are 0, 1, 2 and so on, as pandas numbers the rows that it writes."""
    return cells == [str(number) for number in range(len(cells))]
