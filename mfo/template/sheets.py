"""One sheet of the template: heads with units and notes, a greyed example, lists, and the rows of a plant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..plant.schema import KINDS, SETTINGS, Column, InputTableSpec
from ..tables.cells.cell_text import join_header, resolve, text_of
from ..tables.cells.table import EXAMPLE, CellValue, Table
from ..tables.cells.units_placement import units_in_headers
from ..translation import CHOICE, SETTING, SHOWN, TABLE, translated
from ..units import UnitError, split_quantity
from .lists import DEPTH, Lists

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

NARROW, WIDE = 10, 34

NAMING = ("scenarios", "uncertainties")
"""Tables whose rows name a cell of another by table, row and column."""

NOT_IN_OWN_WORDS = ("route", "table", "column", "model", "mode", "replaces")
"""Columns of text that hold names of the format, or names of the library, which know one spelling."""


class Sheet:
    """A table's sheet being written."""

    def __init__(
        self, sheet: Worksheet, spec: InputTableSpec, table: Table | None, lists: Lists, formats: TemplateFormats
    ) -> None:
        """Take the blank sheet, what its table is, the plant's rows (None: none), and lists and formats to use."""
        self.sheet, self.spec, self.lists, self.formats = sheet, spec, lists, formats
        self.table = units_in_headers(table) if table and table.columns else Table(spec.name, {})
        self.language = lists.language

    def write(self) -> None:
        """Write the sheet."""
        for position, column in enumerate(self.columns()):
            self._head(position, column)
            self._body(position, column)
        self.sheet.freeze_panes(1, 1)

    def columns(self) -> Iterator[Column]:
        """The format's columns, then those that the plant has besides."""
        yield from self.spec.columns
        for name in self.table.columns:
            if self.spec.column(name) is None:
                yield Column(name, "text", "")

    def _head(self, position: int, column: Column) -> None:
        unit = self._unit(column)
        title = join_header(translated(column.name, self.language, self.spec.name), unit)
        self.sheet.write_string(0, position, title, self.formats.needed if column.needed else self.formats.head)
        if column.meaning:
            self.sheet.write_comment(0, position, note(column, self.language), {"x_scale": 2.2, "y_scale": 1.6})
        self.sheet.set_column(position, position, min(WIDE, max(NARROW, len(title) + 3)))
        offered = self.lists.of(self.spec.name, column)
        if offered:
            rule = {"validate": "list", "source": offered, "show_error": False}
            self.sheet.data_validation(2, position, DEPTH - 1, position, rule)

    def _unit(self, column: Column) -> str | None:
        """The unit of the column's head: that of the plant's rows, of another column of its kind, or of the example."""
        own = self.table.columns.get(column.name)
        if own is not None and any(value is not None for value in own.values):
            return own.unit
        usual = example_of(column)[1]
        alike = [each.name for each in self.spec.columns if each.unit == column.unit]
        units = [found.unit for name in alike if (found := self.table.columns.get(name)) and found.unit]
        return units[0] if usual and units else usual

    def _body(self, position: int, column: Column) -> None:
        shown = example_in(column, self.language)
        if self.spec.name in NAMING and column.name in ("table", "column"):  # the example is one of supplies
            name = text_of(example_of(column)[0])
            shown = translated(name, self.language, TABLE if column.name == "table" else "supplies")
        if position == 0:
            shown = f"{EXAMPLE}{text_of(shown)}"
        self._cell(1, position, shown, self.formats.example)
        own = self.table.columns.get(column.name)
        for row, value in enumerate(own.values if own else (), start=2):
            self._cell(row, position, self._said(column, value, row - 2), None)

    def _said(self, column: Column, value: CellValue, row: int) -> CellValue:
        if self.spec.name in NAMING and column.name in ("table", "column"):
            table = text_of(self.table.columns["table"].values[row]) if "table" in self.table.columns else ""
            return translated(text_of(value), self.language, TABLE if column.name == "table" else table)
        fixed = column.choices or column.kind == "flag" or column.name == "route"
        return translated(text_of(value), self.language, CHOICE) if fixed and value is not None else value

    def _cell(self, row: int, position: int, value: CellValue, form: Format | None) -> None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.sheet.write_number(row, position, value, form)
        elif value is not None:
            self.sheet.write_string(row, position, text_of(value), form)


class TemplateFormats:
    """The formats of the template's cells."""

    def __init__(self, head: Format, needed: Format, example: Format) -> None:
        self.head, self.needed, self.example = head, needed, example


def example_of(column: Column) -> tuple[CellValue, str | None]:
    """A column's example as its cell and the unit of its head."""
    if column.kind != "number" or " or " in column.unit:  # one head cannot hold the units of all
        return resolve(column.example), None
    try:
        number, unit = split_quantity(column.example)
    except UnitError:
        return resolve(column.example), None
    return resolve(number), unit or None


def example_in(column: Column, language: str) -> CellValue:
    """A column's example as its cell, in the words of a language: whoever types it over sees what may be typed."""
    cell, _ = example_of(column)
    if not isinstance(cell, str):
        return cell
    fixed = column.choices or column.kind == "flag" or column.name == "route"
    if fixed:
        return translated(cell, language, CHOICE)
    return cell if column.name in NOT_IN_OWN_WORDS else translated(cell, language, SHOWN)


def note(column: Column, language: str) -> str:
    """What a column means, what it holds and what a blank means, for the note on its head."""
    lines = [translated(column.meaning, language)]
    kind = translated(KINDS[column.kind], language)
    if column.choices:
        kind = " / ".join(translated(choice, language, CHOICE) for choice in column.choices)
    lines.append(kind)
    if column.needed:
        lines.append(translated("Needed.", language))
    elif column.blank:
        lines.append(f"{translated('Blank:', language)} {translated(column.blank, language)}")
    return "\n".join(lines)


def write_settings(sheet: Worksheet, table: Table | None, lists: Lists, formats: TemplateFormats) -> None:
    """Write the sheet of settings: every one with its note, those of the plant filled in."""
    language = lists.language
    for position, name in enumerate(("setting", "value")):
        sheet.write_string(0, position, translated(name, language, "plant"), formats.head)
    given = dict(zip(table.columns["setting"].values, table.columns["value"].values, strict=True)) if table else {}
    for row, setting in enumerate(SETTINGS, start=1):
        form = formats.needed if setting.needed else formats.head
        sheet.write_string(row, 0, translated(setting.name, language, SETTING), form)
        words = example_in(setting, language)
        shown = words if isinstance(words, str) else setting.example  # a number with its unit
        sheet.write_comment(row, 0, f"{note(setting, language)}\n{shown}", {"x_scale": 2.2, "y_scale": 1.6})
        value = given.get(setting.name) or (language if setting.name == "language" and language != "en" else None)
        if value is not None:
            sheet.write(row, 1, value)
        if setting.choices:
            words = [translated(choice, language, CHOICE) for choice in setting.choices]
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": words, "show_error": False})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 32)
    sheet.freeze_panes(1, 1)


def sheet_name(spec: InputTableSpec, language: str) -> str:
    """What a table's sheet is called."""
    return translated(spec.name, language, TABLE)
