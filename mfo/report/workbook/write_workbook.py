"""A plan's tables as a workbook: contents, typed cells, units in headers, frozen panes, filters, charts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

import numpy as np
import pandas as pd

from ...writing.workbook_file import new_workbook
from ..facts.language import Language, pretty_unit
from ..facts.plan_view import Figures
from ..pages.report_page import figures_of
from .cell_formats import WIDEST, Formats, common_decimals, decimals, lines, new_chart, number_width, paper, row_height
from .summary_sheet import Summary
from .yearly_tables import over_slots

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from ...plan.plan import Plan

MOST_ROWS = 3_000  # of a sheet; tables by slot that are longer are summed up over the slots
SHEETS = (
    "measures",
    "changes",
    "transfers",
    "contracts",
    "scenario_changes",
    "cash_years",
    "cash_flow",
    "appraisal",
    "flows",
    "activities",
    "stocks",
    "in_transit",
    "in_use",
    "landfill_cells",
    "capacities",
    "ledger",
    "indicators",
    "gri_306_3",
    "gri_306_4",
    "gri_306_5",
    "esrs_e5",
    "cti",
    "iso_59020",
    "city",
    "credits",
    "limits",
    "bounds",
    "reduced_costs",
    "prices",
    "curve",
    "sources",
    "datasets",
    "closures",
    "materials",
    "times",
    "problems",
)
CASH = (
    "incoming",
    "outgoing",
    "net",
    "loans",
    "residual",
    "at_the_end",
    "out_of_pocket",
    "out_of_pocket_so_far",
    "today",
    "difference",
    "cumulative",
    "present_value",
    "cumulative_present_value",
)
NAMES = frozenset({"element", "process", "store", "indicator", "limit", "material", "name", "code", "label", "point"})
WHOLE = frozenset({"year", "slot", "scope", "point", "first_year", "last_year", "priority"})


def write(plan: Plan, path: Path, code: str = "en") -> None:
    """Write the workbook."""
    figures = figures_of(plan, code)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with new_workbook(path, options) as book:
        book.set_properties({"title": figures.name, "comments": "mfo"})
        formats = Formats(book)
        contents = book.add_worksheet(figures.language("workbook.contents")[:31])
        summary = book.add_worksheet(figures.language("workbook.summary")[:31])
        Summary(figures, book, summary, formats).write()
        listed = [_sheet(figures, book, formats, name) for name in SHEETS if _has(figures, name)]
        _contents(figures, contents, formats, listed)


def headers(table: str, frame: pd.DataFrame, currency: str = "") -> tuple[list[str], list[str]]:
    """Columns to write and their headers: a unit that is the same in all rows stands in the header of its amounts."""
    amounts = {
        "unit": [
            c
            for c in (
                "amount",
                "activity",
                "capacity",
                "level",
                "charge",
                "discharge",
                "loss",
                "opening",
                "existing",
                "built",
                "in_place",
                "maximum",
                "minimum",
                "shortfall",
                "value",
                "limit",
                "today",
                "plan",
                "change",
                "reduced_cost",
                "price",
                "generated",
                "diverted",
                "disposed",
                "onsite",
                "offsite",
                "total",
                "year_uncertainty",
                *CASH,
            )
            if c in frame.columns and c != table
        ],
        "price_unit": ["price"],
        "against_unit": ["against_amount"],
    }
    if "price_unit" in frame.columns:
        amounts["unit"] = [c for c in amounts["unit"] if c != "price"]
    units: dict[str, str] = {}
    dropped = set()
    for column, measured in amounts.items():
        if column in frame.columns and table not in ("materials", "datasets") and frame[column].nunique() == 1:
            unit = str(frame[column].iloc[0])
            units.update({c: unit for c in measured if c in frame.columns and unit})
            dropped.add(column)
    if table == "materials":
        units = {"mass": "t", "energy": "MWh", "carbon": "t"}
    if table == "times":
        units = {"hours": "h"}
    if table in ("changes", "measures"):
        units.update({"investment": currency, "payback": "year"} if table == "measures" else {})
        units.update({"cost_change": currency, "emissions_change": "t_CO2e", "displaced_change": "t_CO2e"})
    if table == "contracts":
        units.update(dict.fromkeys(("shortfall_cost", "tier_cost", "fixed_cost", "cost", "saves"), currency))
    if table == "flows":  # a plan without measured supplies says nothing in these
        dropped |= {
            c
            for c in ("known", "year_uncertainty")
            if c in frame and (frame[c].isna().all() or not frame[c].astype(bool).any())
        }
    kept = [str(c) for c in frame.columns if c not in dropped]
    shown = [c.replace("_", " ") + (f" [{pretty_unit(units[c])}]" if c in units else "") for c in kept]
    return kept, shown


def _sheet(figures: Figures, book: Workbook, formats: Formats, name: str) -> tuple[str, int, str]:
    """Write a table's sheet; its name, its rows, and what must be known of how it was shortened."""
    frame = over_slots(figures, name) if len(figures[name]) > MOST_ROWS else _labelled(figures, name)
    sheet = book.add_worksheet(name)
    shown = frame.iloc[:MOST_ROWS]
    columns, titles = headers(name, frame, figures.currency)
    heights = [1] * (len(shown) + 1)
    for position, (column, title) in enumerate(zip(columns, titles, strict=True)):
        values = shown[column].tolist()
        numbers = _numbers_of(shown[column], values)
        sheet.write_string(0, position, title, formats.number_head if numbers else formats.head)
        needed = _column(sheet, position, values, formats, _places(column, title, numbers))
        width = min(WIDEST, max(needed, _head_width(title)) + 3)
        sheet.set_column(position, position, width)
        heights[0] = max(heights[0], lines(title, width - 2))
        for row, value in enumerate(values if width == WIDEST else (), start=1):
            heights[row] = max(heights[row], lines(value, width) if isinstance(value, str) else 1)
    for row, height in enumerate(heights):
        if height > 1:
            sheet.set_row(row, row_height(height))
    sheet.freeze_panes(1, _names(columns))
    sheet.autofilter(0, 0, max(1, len(shown)), len(columns) - 1)
    paper(sheet, figures.name)
    note = ""
    if len(shown) < len(figures[name]):
        note = figures.language("workbook.cut", rows=len(shown), all=len(figures[name]), file=f"{name}.csv")
        sheet.write_comment(0, 0, note, {"x_scale": 2})
    _chart(figures, book, sheet, name, columns, len(shown))
    return name, len(frame), note


def _labelled(figures: Figures, name: str) -> pd.DataFrame:
    """A table, with what its slots are called where they have names of their own."""
    frame = figures[name]
    labels = dict(zip(figures.slots, figures.slot_labels, strict=True))
    if name == "times" or "slot" not in frame.columns or all(str(key) == str(text) for key, text in labels.items()):
        return frame
    made = frame.copy(deep=False)
    made.insert(list(frame.columns).index("slot") + 1, "slot_name", [labels.get(slot, "") for slot in frame["slot"]])
    return made


def _numbers_of(column: pd.Series, values: list[object]) -> list[float]:
    """The finite numbers of a column."""
    if column.dtype == np.float64:
        finite: list[float] = column[np.isfinite(column)].tolist()
        return finite
    if isinstance(column.dtype, pd.StringDtype):
        return []
    return [value for value in values if _is_number(value)]


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _names(columns: list[str]) -> int:
    """How many columns stay in sight: those up to the name of what the row is about."""
    before = list(takewhile(lambda column: column not in NAMES, columns))
    return len(before) + 1 if len(before) < len(columns) else 0


def _places(column: str, title: str, numbers: list[float]) -> int | str | None:
    """How the numbers of a column are shown: as a name or share, with common decimals, or None: each by its size."""
    if column in WHOLE:
        return "whole"
    if column == "utilisation":
        return "share"
    return common_decimals(numbers) if title.endswith("]") else None


def _head_width(title: str) -> int:
    """Long titles are wrapped: their longest word counts, and the sign of the filter."""
    return max(len(word) for word in title.split()) + 3 if title.strip() else 0


def _has(figures: Figures, name: str) -> bool:
    """Whether a table has a sheet: it has rows, and is no list of many slots that stands in its CSV file anyhow."""
    return not figures[name].empty and (name != "times" or len(figures[name]) <= MOST_ROWS)


def _column(
    sheet: Worksheet, position: int, values: Sequence[object], formats: Formats, places: int | str | None
) -> int:
    """Typed cells: numbers as numbers, flags as TRUE or FALSE, blanks left blank. Gives the width that they need."""
    told = [value if isinstance(value, str) else None for value in values]
    longest = max(map(len, filter(None, told)), default=0)
    texts = formats.wrapped if longest > WIDEST else formats.text
    numbers = _Numbers(formats, places)
    for row, (value, text) in enumerate(zip(values, told, strict=True), start=1):
        if text:
            sheet.write_string(row, position, text, texts)
        elif text is not None or value is None:
            continue
        elif isinstance(value, bool):
            sheet.write_boolean(row, position, value)  # a format of text would show it as 1 or 0
        elif isinstance(value, int | float):
            if math.isfinite(value):
                sheet.write_number(row, position, value, numbers.shown(value))
        elif value == value:
            sheet.write_string(row, position, str(value), texts)
            longest = max(longest, len(str(value)))
    return max(longest, numbers.width)


class _Numbers:
    """How the numbers of a column are shown, and the width that they need."""

    def __init__(self, formats: Formats, places: int | str | None) -> None:
        self.formats, self.places = formats, places
        self.fixed = formats.whole if places == "whole" else formats.share if places == "share" else None
        self.ends: dict[int, tuple[float, float]] = {}  # by decimals the least and the largest: none is wider

    def shown(self, value: float) -> Format:
        """The format of a number."""
        digits = decimals(value) if self.places is None else self.places if isinstance(self.places, int) else 1
        low, high = self.ends.get(digits, (value, value))
        if not low < value < high:
            self.ends[digits] = min(low, value), max(high, value)
        return self.fixed or self.formats.number(digits)

    @property
    def width(self) -> int:
        """The characters that the widest of them takes."""
        return max((number_width(end, digits) for digits, ends in self.ends.items() for end in ends), default=0)


def _chart(figures: Figures, book: Workbook, sheet: Worksheet, name: str, columns: list[str], rows: int) -> None:
    """A chart where it helps: the trade-off curve. Those of the whole plan stand in the summary."""
    if name != "curve" or rows < 2:
        return
    chart = new_chart(book, "scatter", "straight_with_markers")
    first = figures[name].iloc[0]
    along, values = columns.index("against_amount"), columns.index("amount")
    chart.add_series(
        {
            "name": str(first["effect"]),
            "categories": [name, 1, along, rows, along],
            "values": [name, 1, values, rows, values],
            "line": {"color": "#0b6e63"},
        }
    )
    for axis, title in ((chart.set_x_axis, "against"), (chart.set_y_axis, "effect")):
        unit = "against_unit" if title == "against" else "unit"
        name_of_axis = f"{figures.language.word(first[title])} [{pretty_unit(first[unit])}]"
        axis({"name": name_of_axis, "num_format": "#,##0"})
    chart.set_legend({"none": True})
    sheet.insert_chart(rows + 2, 0, chart, {"x_scale": 1.6, "y_scale": 1.5})


def _contents(figures: Figures, sheet: Worksheet, formats: Formats, listed: list[tuple[str, int, str]]) -> None:
    words: Language = figures.language
    for position, width in enumerate((24, 10, 62, 62)):
        sheet.set_column(position, position, width)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, figures.name, formats.title)
    sheet.write_string(1, 0, words("workbook.made"))
    heads = (words("workbook.sheet"), words("workbook.rows"), words("workbook.about"), words("workbook.note"))
    for position, text in enumerate(heads):
        sheet.write_string(3, position, text, formats.number_head if position == 1 else formats.head)
    first = words("workbook.summary")[:31]
    sheet.write_url(4, 0, f"internal:'{first}'!A1", formats.link, first)
    sheet.write_string(4, 2, words("workbook.answer"), formats.wrapped)
    for row, (name, rows, note) in enumerate(listed, start=5):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", formats.link, name)
        sheet.write_number(row, 1, rows, formats.number(0))
        sheet.write_string(row, 2, words(f"about.{name}"), formats.wrapped)
        if note:
            sheet.write_string(row, 3, note, formats.wrapped)
        sheet.set_row(row, row_height(max(lines(note, 62), lines(words(f"about.{name}"), 62))))
    sheet.freeze_panes(4, 0)
    paper(sheet, figures.name, None)
