"""Writes the workbook that people fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..plant.schema import TABLES
from ..tables.cells.table import Tables
from ..translation import translated
from ..writing.workbook_file import new_workbook
from .lists import LISTS, Lists, rows_of
from .sheets import Sheet, TemplateFormats, sheet_name, write_settings

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

ORDER = (
    "plant",
    "sites",
    "materials",
    "supplies",
    "processes",
    "recipes",
    "markets",
    "links",
    "stores",
    "contracts",
    "limits",
    "measurements",
    "generation",
    "rates",
    "effects",
    "returns",
    "quality",
    "profiles",
    "slots",
    "scenarios",
    "uncertainties",
)
"""The sheets in the order in which people fill them."""

HELP = (
    "Fill one sheet after the other, from the left: settings, sites, materials, what arises, what treats it, where it "
    "goes.",
    "Point at a head with a note to read what its column means. Dark heads are needed, the others may stay blank.",
    "Grey rows that begin with # are examples and are not read; nor is any sheet whose name begins with #.",
    "The unit stands in the head: `amount [t/d]`. Change it there, or write another one in the cell: 40 kg/h.",
    "Write 1234.5 for a number: a point for decimals and nothing between thousands.",
    "Several names in one cell are parted by a semicolon: yard; tip.",
    "A price is what you pay in `supplies` and what you are paid in `markets`. A gate fee is a negative price.",
    "West of Greenwich a longitude is negative: Mexico City lies at 19.43, -99.13.",
    "Then: mfo check plant.xlsx. With --marked copy.xlsx every problem stands as a note at its cell.",
)


def ordered() -> list[str]:
    """Every table of the format, those that the order does not name last."""
    return [*ORDER, *(name for name in TABLES if name not in ORDER)]


def write_template(tables: Tables, path: Path, language: str = "en") -> None:
    """Write a workbook with every sheet of the format and the rows of a plant, in a language.

    Heads carry units and notes, cells offer what may be chosen, examples stand in grey and are not read.
    """
    lists = Lists(language)
    lists.fill()
    with new_workbook(path) as book:
        formats = _formats(book)
        _write_help(book, language)
        for name in ordered():
            spec = TABLES[name]
            sheet = book.add_worksheet(sheet_name(spec, language))
            if name == "plant":
                write_settings(sheet, tables.get(name), lists, formats)
                sheet.activate()
            else:
                Sheet(sheet, spec, tables.get(name), lists, formats).write()
        _write_lists(book.add_worksheet(LISTS), lists)


def _formats(book: xlsxwriter.Workbook) -> TemplateFormats:
    plain = {"bold": True, "bottom": 1, "valign": "top"}
    head = book.add_format({**plain, "bg_color": "#E8EFE8"})
    needed = book.add_format({**plain, "bg_color": "#2F5D3A", "font_color": "#FFFFFF"})
    return TemplateFormats(head, needed, book.add_format({"italic": True, "font_color": "#8A8A8A"}))


def _write_help(book: xlsxwriter.Workbook, language: str) -> None:
    sheet = book.add_worksheet(f"# {translated('help', language)}")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 110, wrapped)
    for row, text in enumerate(HELP):
        sheet.write_string(row, 0, translated(text, language), wrapped)
    bold = book.add_format({"bold": True, "top": 1})
    start = len(HELP) + 1
    sheet.write_string(start, 0, translated("The sheets:", language), bold)
    for row, name in enumerate(ordered(), start=start + 1):
        spec = TABLES[name]
        told = f"{sheet_name(spec, language)}: {translated(spec.row, language)}"
        more = f" ({translated(spec.further, language)})" if spec.further else ""
        sheet.write_string(row, 0, told + more, wrapped)


def _write_lists(sheet: Worksheet, lists: Lists) -> None:
    for row, words in enumerate(rows_of(lists.columns.values())):
        sheet.write_row(row, 0, words)
    sheet.hide()
