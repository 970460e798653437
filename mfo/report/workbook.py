"""A plan's tables as a workbook: contents, typed cells, units in headers, frozen panes, filters, charts."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd

from .answer import answer, cards
from .condensed import over_slots
from .figures import Figures
from .language import Language, pretty_unit
from .page import figures_of

MOST_ROWS = 3_000  # of a sheet; tables by slot that are longer are summed up over the slots
SHEETS = (
    "changes", "flows", "activities", "stocks", "capacities", "ledger", "indicators", "limits", "bounds",
    "reduced_costs", "prices", "curve", "sources", "closures", "materials", "times", "problems",
)  # fmt: skip
UNIT_COLUMNS = {"unit", "price_unit"}


def write(plan: Any, path: Path, code: str = "en") -> None:
    """Write the workbook."""
    import xlsxwriter

    figures = figures_of(plan, code)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    path.touch()  # fails as every other file does; XlsxWriter has an exception of its own
    book = xlsxwriter.Workbook(str(path), options)
    formats = _formats(book)
    contents = book.add_worksheet(figures.language("workbook.contents")[:31])
    summary = book.add_worksheet(figures.language("workbook.summary")[:31])
    _summary(figures, book, summary, formats)
    listed = [_sheet(figures, book, formats, name) for name in SHEETS if _has(figures, name)]
    _contents(figures, contents, formats, listed)
    book.close()


def _formats(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 18, "font_color": "#0b6e63"}),
        "head": book.add_format({"bold": True, "bg_color": "#e8f1f0", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0.######"}),
        "share": book.add_format({"num_format": "0.0 %"}),
        "link": book.add_format({"font_color": "#0b6e63", "underline": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "bold": book.add_format({"bold": True}),
    }


def headers(table: str, frame: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Columns to write and their headers: a unit that is the same in all rows stands in the header of its amounts."""
    amounts = {
        "unit": [c for c in ("amount", "activity", "capacity", "level", "charge", "discharge", "loss", "opening",
                             "existing", "built", "in_place", "maximum", "minimum", "value", "limit", "today", "plan",
                             "change", "reduced_cost", "price") if c in frame.columns and c != table],
        "price_unit": ["price"],
        "against_unit": ["against_amount"],
    }  # fmt: skip
    if "price_unit" in frame.columns:
        amounts["unit"] = [c for c in amounts["unit"] if c != "price"]
    units: dict[str, str] = {}
    dropped = set()
    for column, measured in amounts.items():
        if column in frame.columns and table != "materials" and frame[column].nunique() == 1:
            unit = str(frame[column].iloc[0])
            units.update({c: unit for c in measured if c in frame.columns and unit})
            dropped.add(column)
    if table == "materials":
        units = {"mass": "t", "energy": "MWh", "carbon": "t"}
    if table == "times":
        units = {"hours": "h"}
    kept = [str(c) for c in frame.columns if c not in dropped]
    shown = [c.replace("_", " ") + (f" [{pretty_unit(units[c])}]" if c in units else "") for c in kept]
    return kept, shown


def _sheet(figures: Figures, book: Any, formats: dict[str, Any], name: str) -> tuple[str, int]:
    frame = over_slots(figures, name) if len(figures[name]) > MOST_ROWS else figures[name]
    sheet = book.add_worksheet(name)
    shown = frame.iloc[:MOST_ROWS]
    columns, titles = headers(name, frame)
    sheet.freeze_panes(1, 0)
    for position, (column, title) in enumerate(zip(columns, titles, strict=True)):
        sheet.write_string(0, position, title, formats["head"])
        values = shown[column].tolist()
        form = formats["share"] if column == "utilisation" else formats["number"]
        _column(sheet, position, values, form, whole=column in ("year", "slot", "scope", "point"))
        sheet.set_column(position, position, _width(title, values))
    sheet.autofilter(0, 0, max(1, len(shown)), len(columns) - 1)
    if len(shown) < len(figures[name]):
        note = figures.language("workbook.cut", rows=len(shown), all=len(figures[name]), file=f"{name}.csv")
        sheet.write_comment(0, 0, note)
    _chart(figures, book, sheet, name, columns, len(shown))
    return name, len(frame)


def _has(figures: Figures, name: str) -> bool:
    """Whether a table has a sheet: it has rows, and is no list of many slots that stands in its CSV file anyhow."""
    return not figures[name].empty and (name != "times" or len(figures[name]) <= MOST_ROWS)


def _column(sheet: Any, position: int, values: list[Any], number: Any, whole: bool) -> None:
    """Typed cells: numbers as numbers, flags as TRUE or FALSE, blanks left blank."""
    for row, value in enumerate(values, start=1):
        if isinstance(value, bool):
            sheet.write_boolean(row, position, value)
        elif isinstance(value, int | float):
            if math.isfinite(value):
                sheet.write_number(row, position, value, None if whole else number)
        elif value is not None and value == value and value != "":
            sheet.write_string(row, position, str(value))


def _width(title: str, values: list[Any]) -> float:
    longest = max((len(str(value)) for value in values[:50] if isinstance(value, str)), default=8)
    return min(60.0, max(10.0, longest + 2, len(title) * 0.8 + 3))


def _chart(figures: Figures, book: Any, sheet: Any, name: str, columns: list[str], rows: int) -> None:
    """A chart where it helps: what each change saves, and the trade-off curve."""
    if name == "changes" and 1 < rows <= 40:
        chart = book.add_chart({"type": "bar"})
        _series(chart, name, columns, rows, ("element", "cost_change"), f"cost change [{figures.currency}]")
        chart.set_y_axis({"reverse": True})
    elif name == "curve" and rows > 1:
        chart = book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
        first = figures[name].iloc[0]
        _series(chart, name, columns, rows, ("against_amount", "amount"), str(first["effect"]))
        for axis, title in ((chart.set_x_axis, "against"), (chart.set_y_axis, "effect")):
            unit = "against_unit" if title == "against" else "unit"
            axis({"name": f"{figures.language.word(first[title])} [{pretty_unit(first[unit])}]"})
    else:
        return
    chart.set_legend({"position": "bottom"})
    sheet.insert_chart(1, len(columns) + 1, chart)


def _series(chart: Any, sheet: str, columns: list[str], rows: int, across: tuple[str, str], name: str) -> None:
    along, values = (columns.index(column) for column in across)
    chart.add_series({
        "name": name, "categories": [sheet, 1, along, rows, along], "values": [sheet, 1, values, rows, values],
        "fill": {"color": "#0b6e63"},
    })  # fmt: skip


def _summary(figures: Figures, book: Any, sheet: Any, formats: dict[str, Any]) -> None:
    """The answer, the few numbers, and the cost by category with a chart."""
    words = figures.language
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 4, 20)
    sheet.write_string(0, 0, figures.name, formats["title"])
    for row, sentence in enumerate(answer(figures), start=2):
        sheet.write_string(row, 0, sentence)
    row = 7
    today = figures.today is not None
    heads = [words("figure"), words("state.plan"), *([words("state.today")] if today else []), words("unit")]
    _line(sheet, row, heads, formats["head"])
    for card in cards(figures):
        row += 1
        values = [card.title, card.plan, *([card.today] if today else []), pretty_unit(card.unit)]
        _line(sheet, row, values, formats["number"])
    _categories(figures, book, sheet, formats, row + 3)


def _categories(figures: Figures, book: Any, sheet: Any, formats: dict[str, Any], row: int) -> None:
    words = figures.language
    sums: dict[str, dict[Any, float]] = {}
    for line in figures.ledger_rows:
        if line["effect"] == "cost" and line["account"] == "own":
            entry = sums.setdefault(words.word(line["category"] or words("uncategorised")), {})
            entry[line["year"]] = entry.get(line["year"], 0.0) + line["amount"]
    if not sums:
        return
    years = figures.years
    title = f"{words.word('cost')} [{figures.currency}]"
    _line(sheet, row, [title, *(str(year) for year in years)], formats["head"])
    for number, (name, values) in enumerate(sums.items(), start=1):
        _line(sheet, row + number, [name, *(values.get(year, 0.0) for year in years)], formats["number"])
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    page = words("workbook.summary")[:31]
    for number in range(1, len(sums) + 1):
        chart.add_series({
            "name": [page, row + number, 0], "categories": [page, row, 1, row, len(years)],
            "values": [page, row + number, 1, row + number, len(years)],
        })  # fmt: skip
    chart.set_title({"name": title})
    sheet.insert_chart(row, len(years) + 3, chart)


def _line(sheet: Any, row: int, values: list[Any], form: Any) -> None:
    for position, value in enumerate(values):
        if isinstance(value, str):
            sheet.write_string(row, position, value, form if position or form.bold else None)
        elif value is not None and math.isfinite(value):
            sheet.write_number(row, position, value, form)


def _contents(figures: Figures, sheet: Any, formats: dict[str, Any], listed: list[tuple[str, int]]) -> None:
    words: Language = figures.language
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 70)
    sheet.write_string(0, 0, figures.name, formats["title"])
    sheet.write_string(1, 0, words("workbook.made"))
    heads = (words("workbook.sheet"), words("workbook.rows"), words("workbook.about"))
    for position, text in enumerate(heads):
        sheet.write_string(3, position, text, formats["head"])
    first = words("workbook.summary")[:31]
    sheet.write_url(4, 0, f"internal:'{first}'!A1", formats["link"], first)
    for row, (name, rows) in enumerate(listed, start=5):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", formats["link"], name)
        sheet.write_number(row, 1, rows)
        sheet.write_string(row, 2, words(f"about.{name}"))
    sheet.freeze_panes(4, 0)
