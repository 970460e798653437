"""Tables of a Word document: columns as wide as what stands in them, heads on every page, rows whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Row

BROAD = 8  # columns: a table of more stands on a page on its side, in smaller letters
LARGE, SMALL = 8.0, 7.0  # letters [pt]
LETTER = 0.56  # the width of a letter by its height
PADDING = 13.0  # of a cell, left and right of its text [pt]
MOST = 44  # letters of a line before a cell takes a second one


@dataclass(frozen=True)
class DocumentCell:
    """What is written in a cell, and whether it is a number."""

    told: str
    number: bool = False


def widths(rows: Sequence[Sequence[DocumentCell]], size: float, room: float) -> list[float]:
    """How wide each column is [pt]: no word is broken, and what is left goes where the texts are long.

    >>> rows = [[DocumentCell("name"), DocumentCell("1")], [DocumentCell("a much longer name"), DocumentCell("2")]]
    >>> [round(each) for each in widths(rows, 8, 400)]
    [337, 63]
    """
    columns = range(max(len(row) for row in rows))
    texts = [[row[k].told for row in rows if k < len(row)] for k in columns]
    least = [max((_longest_word(told) for told in held), default=1) * size * LETTER + PADDING for held in texts]
    wish = [min(MOST, max((len(told) for told in held), default=1)) * size * LETTER + PADDING for held in texts]
    if sum(wish) <= room:
        return [each * room / sum(wish) for each in wish]
    if sum(least) >= room:
        return [each * room / sum(least) for each in least]
    more = [max(0.0, want - need) for want, need in zip(wish, least, strict=True)]
    share = (room - sum(least)) / sum(more)
    return [need + extra * share for need, extra in zip(least, more, strict=True)]


def _longest_word(told: str) -> int:
    return max((len(word) for word in re.split(r"[ -]", told)), default=1)


def add_table(document: Document, rows: Sequence[Sequence[DocumentCell]], head: bool, room: float) -> None:
    """Add a table in a room [pt]; ``head`` where its first row holds the heads."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    wide = max(len(row) for row in rows)
    size = SMALL if wide > BROAD else LARGE
    table = document.add_table(len(rows), wide, style="Light List Accent 1" if head else "Table Grid")
    table.autofit = False
    places = [Pt(each) for each in widths(rows, size, room)]
    for column, place in zip(table.columns, places, strict=True):
        column.width = place
    for number, (line, row) in enumerate(zip(table.rows, rows, strict=True)):
        mark(line, "cantSplit")
        for cell, place in zip(line.cells, places, strict=True):
            cell.width = place
        for cell, held in zip(line.cells, row, strict=False):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(held.told)
            run.font.size = Pt(size)
            paragraph.paragraph_format.space_after = Pt(0)
            if held.number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if number == 0 and head:
                paragraph.paragraph_format.keep_with_next = True
    if head:
        mark(table.rows[0], "tblHeader")
        _thin_first_column(table)


def mark(row: _Row, name: str) -> None:
    """Say of a row that it is not split, or stands at the top of every page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))


def _thin_first_column(table: Table) -> None:
    """Names in plain letters: bold ones are wider than what was counted."""
    for row in table.rows[1:]:
        for run in row.cells[0].paragraphs[0].runs:
            run.font.bold = False
