"""Reads tables from a workbook: one sheet a table, the columns' names in its first row that is not blank."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import Findings, Where
from ...translation import folded
from ..cells.builder import add_columns, read_headers, start_table, table_name
from ..cells.cell_text import clean, control_character, resolve, whole
from ..cells.familiar_names import MOST_TITLES, head_row, tell_titles
from ..cells.table import EXAMPLE, CellValue, Table, TableColumn
from .file_guards import ARCHIVE_DAMAGE, MEGABYTE, read_bytes, workbook_trouble
from .xlsx_number_format import trouble
from .xlsx_slim import slim

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST_UNPACKED = 500  # MB
MOST_FILES = 10_000
_FORMULA = re.compile(rb"<(?:\w{1,15}:)?f[ />]")  # some programs write the elements with a prefix
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d\d0(?![\d.,])")
NOTES = "#"  # a sheet whose name begins so is not read
ASIDES = frozenset(
    {
        "notes",
        "notas",
        "readme",
        "read me",
        "leeme",
        "help",
        "ayuda",
        "instructions",
        "instrucciones",
        "cover",
        "portada",
        "contents",
        "contenido",
        "indice",
        "index",
        "summary",
        "resumen",
        "changes",
        "cambios",
        "log",
        "contacts",
        "contactos",
        "comments",
        "comentarios",
        "to do",
        "pendientes",
    }
)
"""Sheets that are for people, folded."""


def read_workbook(
    path: Path, shown: str, findings: Findings, inside: Path | None = None, only: Collection[str] = ()
) -> dict[str, Table]:
    """The tables of a workbook by sheet; blank sheets are passed over. What is wrong goes to the findings.

    ``only`` names the sheets that are read, in small letters, where the workbook has more than one; blank reads all.
    """
    content = read_bytes(path, shown, findings, inside)
    if content is None:
        return {}
    place = Where(shown)
    trouble = workbook_trouble(content)
    if trouble:
        findings.error("file-kind", trouble[0], place, trouble[1])
        return {}
    found = _look_inside(content, place, findings)
    if found is None:
        return {}
    has_formulas, slimmed = found
    values = _load(slimmed, place, findings, data_only=True)
    formulas = _load(slimmed, place, findings, data_only=False) if has_formulas and values is not None else None
    if values is None:
        return {}
    tables: dict[str, Table] = {}
    chosen = values.worksheets
    if only and len(chosen) > 1:
        chosen = [sheet for sheet in chosen if folded(sheet.title) in only]
    for sheet in chosen:
        if sheet.title.startswith(NOTES) or _is_aside(sheet.title, shown, findings):
            continue
        table = _Sheet(sheet, formulas[sheet.title] if formulas else None, shown, findings).table()
        if table is None:
            continue
        if table.name in tables:
            message = f"A second sheet is the table `{table.name}`: capitals and blanks at the ends do not count."
            findings.error("table-twice", message, Where(shown, table.sheet), "Keep one of them.")
            continue
        tables[table.name] = table
        _warn_hidden(sheet, Where(shown, table.sheet), findings)
        if sheet.sheet_state != "visible":
            message = "The sheet is hidden, and was read all the same."
            findings.warn("sheet-hidden", message, Where(shown, table.sheet), "Show it, or delete it.")
    return tables


def _is_aside(title: str, shown: str, findings: Findings) -> bool:
    """Whether a sheet is for people, by its name; told."""
    if folded(title) not in ASIDES:
        return False
    findings.warn(
        "sheet-aside",
        "The sheet is not read: it is taken for notes.",
        Where(shown, title),
        f"Begin its name with `{NOTES}` to have no word about it.",
    )
    return True


def _warn_hidden(sheet: Worksheet, place: Where, findings: Findings) -> None:
    """Say which rows and columns are hidden, be it by a filter: they are read, and what is not seen is not checked."""
    rows = [str(number) for number, row in sheet.row_dimensions.items() if row.hidden and number <= sheet.max_row]
    letters = [letter for letter, column in sheet.column_dimensions.items() if column.hidden]
    for word, found in (("Row", rows), ("Column", letters)):
        if found:
            names = _listed(found)
            many = len(found) > 1
            message = f"{word}{'s' if many else ''} {names} {'are' if many else 'is'} hidden, and read all the same."
            findings.warn("sheet-hidden", message, place, "Show what is hidden, or delete it.")


def _listed(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" and more" if len(names) > 5 else "")


def _look_inside(content: bytes, place: Where, findings: Findings) -> tuple[bool, bytes] | None:
    """Whether any sheet has formulas, and the workbook without blank cells.

    None where the archive is no workbook or unpacks to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
        size = sum(member.file_size for member in members)
        if size > LARGEST_UNPACKED * MEGABYTE or len(members) > MOST_FILES:
            message = f"The workbook unpacks to {size / MEGABYTE:.0f} MB; it may have {LARGEST_UNPACKED} MB."
            findings.error("file-too-large", message, place, "Delete sheets, and formats of blank rows.")
            return None
        if "xl/workbook.xml" not in archive.namelist():
            message = "The file is a zip archive, but no Excel workbook."
            findings.error("file-kind", message, place, "Save it as Excel workbook (.xlsx).")
            return None
        sheets = [member for member in members if member.filename.lower().startswith("xl/worksheets/")]
        has_formulas = any(_holds_formula(archive, member) for member in sheets)
    except ARCHIVE_DAMAGE:
        _damaged(place, findings)
        return None
    try:
        return has_formulas, slim(archive)
    except ARCHIVE_DAMAGE as error:
        _damaged(place, findings, f"; its reader says: {str(error).strip() or type(error).__name__}")
        return None


def _holds_formula(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    with archive.open(member) as stream:
        tail = b""
        while chunk := stream.read(MEGABYTE):
            if _FORMULA.search(tail + chunk):
                return True
            tail = chunk[-20:]
    return False


def _damaged(place: Where, findings: Findings, reason: str = "") -> None:
    message = f"The workbook is damaged and cannot be opened{reason}."
    findings.error("file-damaged", message, place, "Open it in Excel, have it repaired and save it anew.")


def _load(content: bytes, place: Where, findings: Findings, data_only: bool) -> Workbook | None:
    import openpyxl  # late: plants in text files need not wait for it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations, which mean nothing here
            return openpyxl.load_workbook(io.BytesIO(content), data_only=data_only, keep_links=False)
    except MemoryError:
        findings.error("file-too-large", "The workbook does not fit into memory.", place, "Split it.")
    except Exception as error:  # openpyxl raises what its parsers raise, of any kind, on damaged files
        _damaged(place, findings, f"; its reader says: {str(error).strip() or type(error).__name__}")
    return None


@dataclass(frozen=True)
class _Grid:
    """The cells of a sheet that hold anything, by row and column, and which rows and columns have any."""

    cells: Mapping[tuple[int, int], Cell]
    rows: list[int]
    columns: list[int]

    def below(self, count: int) -> _Grid:
        """The same without the first rows."""
        return _Grid(self.cells, self.rows[count:], self.columns)


class _Sheet:
    """One sheet being read."""

    def __init__(self, sheet: Worksheet, formulas: Worksheet | None, shown: str, findings: Findings) -> None:
        self.sheet = sheet
        self.formulas = formulas
        self.shown = shown
        self.findings = findings
        self.name = clean(sheet.title)

    def table(self) -> Table | None:
        """The sheet's table, None where the sheet is blank."""
        grid = self._grid()
        if not grid.rows:
            return None
        name = table_name(self.name, Where(self.shown, self.name), self.findings)
        if name is None:
            return None
        grid = self._below_titles(grid, name)
        head = grid.rows[0]
        self._refuse_merged(head)
        cells = [grid.cells.get((head, column)) for column in grid.columns]
        texts = ["" if cell is None else str(self._value(cell) or "") for cell in cells]
        headers = read_headers(texts, lambda position: self._at(head, grid.columns[position]), self.findings, name)
        table = start_table(name, self.shown, self.name)
        add_columns(table, headers, lambda position: self._at(head, grid.columns[position]))
        every = [row for row in grid.rows[1:] if not self._is_example(grid, row)]
        named = [column for column, header in zip(grid.columns, headers, strict=True) if header]
        body = [row for row in every if any((row, column) in grid.cells for column in named)]
        self._refuse_struck(grid, body, named)
        table.lines = list(body)  # what only columns without a name hold is no row
        for column, text, header in zip(grid.columns, texts, headers, strict=True):
            if header:
                table.letters[header[0]] = _letters(column)
                self._fill(table.columns[header[0]], [grid.cells.get((row, column)) for row in body])
            elif not text:
                below = [grid.cells.get((row, column)) for row in every]
                self._tell_nameless(below, beside=column - 1 not in grid.columns)
        return table

    def _grid(self) -> _Grid:
        """The cells that hold anything. Asking the sheet for its rows would make every cell of a stray one's block."""
        cells = {place: cell for place, cell in self.sheet._cells.items() if self._present(cell)}
        return _Grid(cells, sorted({row for row, _ in cells}), sorted({column for _, column in cells}))

    def _below_titles(self, grid: _Grid, name: str) -> _Grid:
        """The grid from the row with the columns' names on; what stands above is told."""
        texts = [[self._typed(grid, row, column) for column in grid.columns] for row in grid.rows[:MOST_TITLES]]
        skipped = head_row(texts, name)
        if skipped:
            above = [text for row in texts[:skipped] for text in row if text]
            column = next(column for column in grid.columns if (grid.rows[0], column) in grid.cells)
            tell_titles(above, self._at(grid.rows[0], column), self.findings)
        return grid.below(skipped)

    def _typed(self, grid: _Grid, row: int, column: int) -> str:
        cell = grid.cells.get((row, column))
        return "" if cell is None else clean(str(cell.value or ""))

    def _is_example(self, grid: _Grid, row: int) -> bool:
        first = next((cell.value for place in grid.columns if (cell := grid.cells.get((row, place)))), None)
        return isinstance(first, str) and first.startswith(EXAMPLE)

    def _fill(self, column: TableColumn, found: list[Cell | None]) -> None:
        column.values = [None if cell is None else self._value(cell) for cell in found]
        cells = [cell for cell in found if cell is not None]
        self._tell_thousands(cells)
        wrong = [(cell, trouble(cell.number_format, column.unit)) for cell in cells if _is_number(cell.value)]
        wrong = [(cell, reason) for cell, reason in wrong if reason]
        if wrong:
            cell, reason = wrong[0]
            more = f" (The same in {len(wrong) - 1} more cells of the column.)" if len(wrong) > 1 else ""
            self.findings.error(
                "cell-format",
                f"The cell holds {cell.value:.15g}, but its number format `{cell.number_format}` {reason}.{more}",
                self._where(cell),
                "Check the number, write its unit in the header, and give the cell the number format General.",
            )

    def _tell_thousands(self, cells: list[Cell]) -> None:
        """Ask about texts such as 1.200: twelve hundred, or one and a fifth with a nought that nobody needs."""
        doubtful = [cell for cell in cells if isinstance(cell.value, str) and THOUSANDS.match(cell.value.strip())]
        if doubtful:
            text = str(doubtful[0].value).strip()
            number = text.split()[0]
            self.findings.warn(
                "number-doubtful",
                f"The text `{text}` is read as {float(number):g}, with a decimal point.",
                self._where(doubtful[0]),
                f"Write {number.replace('.', '')} if its point parts thousands.",
            )

    def _at(self, row: int, column: int) -> Where:
        return Where(self.shown, self.name, row, f"{_letters(column)}{row}")

    def _where(self, cell: Cell) -> Where:
        return Where(self.shown, self.name, cell.row, cell.coordinate)

    def _present(self, cell: Cell) -> bool:
        """Whether a cell holds anything, be it a formula without a result."""
        if cell.value is None:
            return self._formula(cell)
        return not isinstance(cell.value, str) or bool(cell.value.strip())

    def _formula(self, cell: Cell) -> bool:
        found = None if self.formulas is None else self.formulas._cells.get((cell.row, cell.column))
        return found is not None and found.data_type == "f"

    def _value(self, cell: Cell) -> CellValue:
        value: Any = cell.value
        if value is None:
            if self._formula(cell):
                self.findings.error(
                    "cell-uncached-formula",
                    f"The formula {self._formula_text(cell)} has no stored result.",
                    self._where(cell),
                    "Open the workbook in Excel or LibreOffice and save it, or write the value.",
                )
            return None
        if cell.data_type == "e":
            message = f"The cell holds the error {value}."
            self.findings.error("cell-error", message, self._where(cell), "Mend the formula, or write the value.")
            return None
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return _number(value, cell.number_format)
        if isinstance(value, str):
            return self._text(value, cell)
        return _moment(value)

    def _formula_text(self, cell: Cell) -> str:
        formula = self.formulas[cell.coordinate].value if self.formulas is not None else ""
        return f"`{str(getattr(formula, 'text', formula))[:60]}`"

    def _text(self, text: str, cell: Cell) -> CellValue:
        odd = control_character(text.replace("_x000D_", "\n"))
        if odd:
            self.findings.error("file-control-character", f"The text holds {odd}.", self._where(cell), "Delete it.")
            return None
        return resolve(text)

    def _refuse_merged(self, first_row: int) -> None:
        for area in self.sheet.merged_cells.ranges:
            if area.max_row >= first_row:
                self.findings.error(
                    "cell-merged",
                    f"The cells {area.coord} are merged, so all but the first are blank.",
                    Where(self.shown, self.name, area.min_row, area.coord.split(":")[0]),
                    "Take the merging off and fill every cell.",
                )

    def _refuse_struck(self, grid: _Grid, rows: list[int], columns: list[int]) -> None:
        """Ask about what a line is drawn through: people drop it so, and nothing in the file says whether it counts.

        A row is struck where its first cell is; of other rows the cells are told.
        """
        fonts = {number for number, font in enumerate(self.sheet.parent._fonts) if font.strike}
        if not fonts:
            return
        lines: list[int] = []
        single: list[Cell] = []
        for row in rows:
            cells = [cell for column in columns if (cell := grid.cells.get((row, column))) is not None]
            struck = [cell for cell in cells if cell._style.fontId in fonts]
            if struck and struck[0] is cells[0]:
                lines.append(row)
            else:
                single += struck
        if lines:
            names, many = _listed([str(row) for row in lines]), len(lines) > 1
            self.findings.error(
                "cell-struck",
                f"Rows {names} are struck through: it is not clear whether they count."
                if many
                else f"Row {names} is struck through: it is not clear whether it counts.",
                self._at(lines[0], next(column for column in columns if (lines[0], column) in grid.cells)),
                "Delete them if they are dropped, or take the line off."
                if many
                else "Delete the row if it is dropped, or take the line off.",
            )
        if single:
            names, many = _listed([cell.coordinate for cell in single]), len(single) > 1
            self.findings.error(
                "cell-struck",
                f"The cells {names} are struck through: it is not clear whether they count."
                if many
                else f"The cell {names} is struck through: it is not clear whether it counts.",
                self._where(single[0]),
                "Empty what is dropped, or take the line off.",
            )

    def _tell_nameless(self, cells: list[Cell | None], beside: bool) -> None:
        """Refuse values without a column's name; ``beside`` the table, parted by a blank column, they are notes."""
        cell = next((cell for cell in cells if cell is not None), None)
        if cell is None:
            return
        message = f"Column {cell.column_letter} has values but no name."
        if beside:
            told = f"{message[:-1]}, stands beside the table and is not read."
            self.findings.warn("column-aside", told, self._where(cell), "Give it a header if it is of the table.")
        else:
            self.findings.error("column-nameless", message, self._where(cell), "Give it a header, or empty it.")


def _letters(column: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: int | float, number_format: str) -> CellValue:
    """A number; one that is shown in percent keeps its sign, for 5 % is stored as 0.05."""
    if "%" in number_format:
        return f"{value * 100:.15g} %"
    return whole(value) if isinstance(value, float) else resolve(str(value))


HALF_SECOND = datetime.timedelta(milliseconds=500)


def _moment(value: object) -> str:
    """A date as 2025-03-01, with its time where it has one; to the second, as Excel shows what a formula adds up."""
    if isinstance(value, datetime.time):
        value = (datetime.datetime.combine(datetime.date.min, value) + HALF_SECOND).time().replace(microsecond=0)
    if isinstance(value, datetime.datetime):
        value = (value + HALF_SECOND).replace(microsecond=0)
        if value.time() == datetime.time():
            return str(value.date().isoformat())
        return str(value.isoformat(" ", "minutes" if value.second == 0 else "seconds"))
    if isinstance(value, datetime.time):
        return str(value.isoformat("minutes" if value.second == 0 else "seconds"))
    return str(value)
