"""How cells of a workbook look: number formats by size, widths that show every figure, pages that print."""

from __future__ import annotations

import math
import textwrap
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SIGNIFICANT = 4
MOST_DECIMALS = 8
WIDEST = 60  # of a column [characters]; longer texts are wrapped
A4 = 9
LINE = 14.5  # height of a line of text [points]


class Formats:
    """The formats of one workbook; those of numbers are made as they are needed."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._numbers: dict[tuple[int, bool], Format] = {}

    def _made(self, **properties: str | int | bool) -> Format:
        return self.book.add_format({"valign": "top", **properties})

    @cached_property
    def title(self) -> Format:
        """The plant's name at the head of a sheet."""
        return self._made(bold=True, font_size=18, font_color="#0b6e63", valign="vcenter")

    @cached_property
    def head(self) -> Format:
        """The names of columns."""
        return self._made(bold=True, bg_color="#e8f1f0", bottom=1, text_wrap=True, align="left", indent=1)

    @cached_property
    def number_head(self) -> Format:
        """The names of columns of numbers."""
        return self._made(bold=True, bg_color="#e8f1f0", bottom=1, text_wrap=True, align="right")

    @cached_property
    def share(self) -> Format:
        """A share in percent."""
        return self._made(num_format="0.0 %")

    @cached_property
    def link(self) -> Format:
        """A link to a sheet."""
        return self._made(font_color="#0b6e63", underline=1, align="left", indent=1)

    @cached_property
    def text(self) -> Format:
        """A text, apart from a number before it."""
        return self._made(align="left", indent=1)

    @cached_property
    def wrapped(self) -> Format:
        """A text of several lines."""
        return self._made(text_wrap=True, align="left", indent=1)

    @cached_property
    def total(self) -> Format:
        """The name of a line that adds up those above."""
        return self._made(bold=True, top=1, align="left", indent=1)

    @cached_property
    def whole(self) -> Format:
        """A year or a position: a number without separators."""
        return self._made(num_format="0")

    def number(self, places: int, total: bool = False) -> Format:
        """A number with that many decimals."""
        if (places, total) not in self._numbers:
            line = {"bold": True, "top": 1} if total else {}
            self._numbers[places, total] = self._made(
                num_format="#,##0" + ("." + "0" * places if places else ""), **line
            )
        return self._numbers[places, total]


def decimals(value: float) -> int:
    """How many decimals show a number's first four digits; none where it is whole. The cell holds it in full."""
    size = abs(value)
    whole = size >= 0.5 and abs(size - round(size)) <= 1e-9 * size
    if whole or size >= 10 ** (SIGNIFICANT - 1) or size < 10.0**-MOST_DECIMALS:
        return 0
    return min(MOST_DECIMALS, SIGNIFICANT - 1 - math.floor(math.log10(size)))


def common_decimals(values: list[float]) -> int:
    """Decimals for a column of one unit: as many as its largest number needs, so that figures stand in line."""
    largest = max(map(abs, values), default=0.0)
    return decimals(largest + 0.1) if any(map(decimals, values)) else 0


def number_width(value: float, places: int) -> int:
    """How many characters a number takes."""
    return len(f"{value:,.{places}f}")


def lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of that width [characters], words kept whole."""
    room = max(1, width - 2)
    return 1 if len(text) <= room else max(1, len(textwrap.wrap(text, room)))


def row_height(count: int) -> float:
    """The height of a row with so many lines [points]; not every program finds it by itself."""
    return LINE * count + 1


def new_chart(book: Workbook, kind: str, subtype: str = "") -> Chart:
    """A chart of a workbook, not yet placed on a sheet."""
    made = book.add_chart({"type": kind, "subtype": subtype} if subtype else {"type": kind})
    if made is None:
        raise ValueError(f"there is no chart of the kind {kind}")
    return made


def paper(sheet: Worksheet, name: str, repeat: int | None = 0) -> None:
    """Print across: as wide as a page, the header on each page, sheet and page in the footer."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    if repeat is not None:
        sheet.repeat_rows(repeat)
    sheet.set_footer(f"&L{name.replace('&', '&&')[:100]}&C&A&R&P / &N")
