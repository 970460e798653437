"""The summary of a plan's workbook: the answer, key figures, what to change first, cost by category and by owner."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ...plan.tables.schema import Row
from ..facts.blocks import per_year
from ..facts.language import pretty_unit
from ..facts.plan_view import Figures
from ..sections import measures as decisions
from ..sections.answer import answer, cards
from ..sections.changes_section import changes, instruction
from ..sections.ledger_section import owners
from ..sections.roadmap_section import buildings, by_year, limits, standing, stands_for, until
from .cell_formats import Formats, decimals, lines, new_chart, paper, row_height

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FIRST_COLUMN, OTHER_COLUMNS, MERGED = 66, 19, 4  # widths [characters]; columns beside the first under a sentence
MOST_CHANGES = 12
BAR, ROOM, UPRIGHT, WIDTH = 26, 110, 420, 900  # of charts [pixels]: a bar, title and axes, upright ones, all across
COLOURS = ("#8a9a98", "#0b6e63")  # today, plan
SHARES = ("", "1", "share")


class Summary:
    """Writes the sheet from top to bottom."""

    def __init__(self, figures: Figures, book: Workbook, sheet: Worksheet, formats: Formats) -> None:
        self.figures, self.book, self.sheet, self.formats = figures, book, sheet, formats
        self.words = figures.language
        self.row = 0
        self.charts: list[tuple[Chart, int]] = []  # with their heights [pixels]

    def write(self) -> None:
        """The whole sheet."""
        self.sheet.set_column(0, 0, FIRST_COLUMN)
        self.sheet.set_column(1, 12, OTHER_COLUMNS)
        self.sheet.hide_gridlines(2)
        self.sheet.set_row(0, 28)
        self.sheet.write_string(0, 0, self.figures.name, self.formats.title)
        told = [sentence for sentence in (decisions.decision(self.figures), *answer(self.figures)) if sentence]
        for row, sentence in enumerate(told, start=1):
            self.sheet.merge_range(row, 0, row, MERGED, str(sentence), self.formats.wrapped)
            self.sheet.set_row(row, row_height(lines(str(sentence), FIRST_COLUMN + MERGED * OTHER_COLUMNS)))
        self.row = max(5, len(told) + 2)
        self._figures()
        self._measures()
        self._changes()
        self._sums("cost", self._title("cost"), "category", self._category, chart=True)
        if len(owners(self.figures)) > 1:
            title = f"{self.words('owners.title')}: {self._title('cost')}"
            self._sums("cost", title, "owner", lambda row: str(row["owner"] or self.words("no_owner")))
        if self.figures.roadmap:
            self._roadmap()
            self._years()
        for chart, height in self.charts:
            self.sheet.insert_chart(self.row, 0, chart, {"x_offset": 10})
            self.row += math.ceil(height / 20) + 1
        paper(self.sheet, self.figures.name, None)
        self.sheet.set_portrait()
        self.sheet.fit_to_pages(1, 0 if self.figures.roadmap else 1)

    def _figures(self) -> None:
        today = self.figures.today is not None
        heads = [self.words("state.today")] * today + [self.words("state.plan")] + [self.words("change")] * today
        self._heads([self.words("figure"), *heads, self.words("unit")], texts=(0, len(heads) + 1))
        for card in cards(self.figures):
            share = card.unit in SHARES
            apart = None if card.today is None else card.plan - card.today
            values = [card.today] * today + [card.plan] + [apart] * today
            unit = f"{pretty_unit(card.unit)} {card.span}".strip()
            self._line([str(card.title), *values, "" if share else unit], share)
        self.row += 1

    def _measures(self) -> None:
        """What somebody decides, with what it costs, emits and needs; the sum is what the plan saves."""
        rows = decisions.measures(self.figures)
        if not rows:
            return
        heads = [
            self.words("measures.title"),
            f"{self._word('cost')} [{self.figures.currency}]",
            f"{self._word('emissions')} [{pretty_unit(self.figures.effects.get('emissions', ''))}]",
            f"{self._word('investment')} [{self.figures.currency}]",
            self.words("measures.years"),
        ]
        self._heads(heads)
        for row in rows:
            told = str(decisions.title(self.figures, row))
            self.sheet.set_row(self.row, row_height(lines(told, FIRST_COLUMN)))
            self._line([told, *(row[key] for key in ("cost_change", "emissions_change", "investment", "payback"))])
        sums = [math.fsum(row[key] or 0.0 for row in rows) for key in ("cost_change", "emissions_change", "investment")]
        self._line([self.words("total"), *sums], total=True)
        self.row += 1

    def _changes(self) -> None:
        rows = changes(self.figures)[:MOST_CHANGES]
        if not rows:
            return
        first = self.row
        heads = [self.words("changes.title"), self._title("cost"), self._title("emissions"), self.words("element")]
        self._heads(heads, texts=(0, 3))
        for row in rows:
            told = str(instruction(self.figures, row))
            self.sheet.set_row(self.row, row_height(lines(told, FIRST_COLUMN)))
            self._line([told, row["cost_change"], row["emissions_change"], str(row["element"])])
        chart = new_chart(self.book, "bar")
        self._series(chart, (first, 1), first + 1, first + len(rows), 3, COLOURS[1])
        chart.set_legend({"none": True})
        self._keep(chart, f"{self.words('changes.title')}: {self._title('cost')}", ROOM + BAR * len(rows))
        self.row += 1

    def _sums(self, effect: str, title: str, first: str, name: Callable[[Row], str], chart: bool = False) -> None:
        """A table of an effect's sums by name: today, each year, and the change where there is one year."""
        columns: list[int | str] = [*(["today"] if self.figures.today else []), *self.figures.years]
        sums = self._collect(effect, name)
        if not sums:
            return
        compared = self.figures.today is not None and not self.figures.roadmap
        plan = [str(y) for y in self.figures.years] if self.figures.roadmap else [self.words("state.plan")]
        heads = [self.words("state.today")] * bool(self.figures.today) + plan + [self.words("change")] * compared
        self._bold(title)
        head = self.row
        self._heads([self.words(first), *heads])
        lines = sorted(sums.items(), key=lambda item: -abs(item[1].get(columns[-1], 0.0)))
        for label, values in [*lines, (self.words("total"), _added(sums))]:
            cells: list[float] = [values.get(column, 0.0) for column in columns]
            total = values is not sums.get(label)
            self._line([label, *cells, *([cells[-1] - cells[0]] if compared else [])], total=total)
        if chart:
            self._chart_of_sums(head, len(lines), len(columns), title)
        self.row += 1

    def _chart_of_sums(self, head: int, rows: int, columns: int, title: str) -> None:
        """Bars by name, today beside the plan; in a roadmap the years as stacked columns."""
        if self.figures.roadmap:
            chart = new_chart(self.book, "column", "stacked")
            for row in range(head + 1, head + 1 + rows):
                chart.add_series(
                    {
                        "name": [self.sheet.name, row, 0],
                        "categories": [self.sheet.name, head, 1, head, columns],
                        "values": [self.sheet.name, row, 1, row, columns],
                    }
                )
        else:
            chart = new_chart(self.book, "bar")
            for column in range(1, columns + 1):
                self._series(chart, (head, column), head + 1, head + rows, 0, COLOURS[column - 1 + 2 - columns])
        chart.set_legend({"position": "bottom"})
        self._keep(chart, title, UPRIGHT if self.figures.roadmap else ROOM + BAR * rows * columns, self.figures.roadmap)

    def _roadmap(self) -> None:
        """Year by year: waste, money and what is left; each limit and what is reached; what is built and stands."""
        years = [str(year) for year in self.figures.years]
        parts = (
            ("time.years", "figure", by_year),
            ("time.limits", "figure", limits),
            ("build.standing", "process", standing),
        )
        for title, first, lines_of in parts:
            found = list(lines_of(self.figures))
            if not found:
                continue
            self._bold(self.words(title))
            self._heads([self.words(first), *years])
            if lines_of is by_year:
                self._line([self.words("time.stands"), *stands_for(self.figures)])
            for line in found:
                self._line([line.title, *line.values], share=not line.unit)
            self.row += 1
        self._built()

    def _built(self) -> None:
        found = buildings(self.figures)
        if not found:
            return
        self._bold(self.words("build.title"))
        heads = ("process", "build.year", "built", "unit", "build.first", "build.last")
        self._heads([self.words(key) for key in heads], texts=(0, 3, 5))
        for item in found:
            first = str(item.first or "")
            self._line([item.process, str(item.year), item.amount, item.unit, first, until(self.figures, item)])
        self.row += 1

    def _years(self) -> None:
        """Each effect by year."""
        columns: list[int | str] = [*(["today"] if self.figures.today else []), *self.figures.years]
        heads = [self.words("state.today")] * bool(self.figures.today) + [str(year) for year in self.figures.years]
        self._heads([self.words("effect"), *heads])
        for effect in self.figures.effects:
            values = _added(self._collect(effect, lambda _: ""))
            self._line([self._title(effect), *(values.get(column, 0.0) for column in columns)])
        self.row += 1

    def _collect(self, effect: str, name: Callable[[Row], str]) -> dict[str, dict[int | str, float]]:
        sums: dict[str, dict[int | str, float]] = {}
        for source, column in ((self.figures, None), (self.figures.today, "today")):
            for row in source.ledger_rows if source is not None else ():
                if row["effect"] == effect and row["account"] == "own":
                    line = sums.setdefault(name(row), {})
                    key = column or row["year"]
                    line[key] = line.get(key, 0.0) + row["amount"]
        return sums

    def _category(self, row: Row) -> str:
        return self._word(row["category"]) if row["category"] else self.words("uncategorised")

    def _word(self, term: str) -> str:
        word = self.words.word(term)
        return word[:1].upper() + word[1:]

    def _title(self, effect: str) -> str:
        unit = per_year(self.figures, pretty_unit(self.figures.effects.get(effect, "")))
        return f"{self._word(effect)} [{unit}]"

    def _series(self, chart: Chart, head: tuple[int, int], first: int, last: int, names: int, colour: str) -> None:
        """Add bars: ``head`` is the cell of their name, ``names`` the column of what each stands for."""
        page, column = self.sheet.name, head[1]
        chart.add_series(
            {
                "name": [page, *head],
                "categories": [page, first, names, last, names],
                "values": [page, first, column, last, column],
                "fill": {"color": colour},
                "gap": 60,
            }
        )

    def _keep(self, chart: Chart, title: str, height: int, upright: bool = False) -> None:
        """Give a chart its title, axes and size, and keep it for the foot of the sheet."""
        chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
        amounts = {"num_format": "#,##0", "num_font": {"size": 9}}
        names = {"label_position": "low", "num_font": {"size": 9}}
        chart.set_x_axis(names if upright else amounts)
        chart.set_y_axis(amounts if upright else {"reverse": True, **names})
        chart.set_size({"width": WIDTH, "height": height})
        self.charts.append((chart, height))

    def _bold(self, text: str) -> None:
        self.sheet.write_string(self.row, 0, text, self.formats.title)
        self.sheet.set_row(self.row, 26)
        self.row += 1

    def _heads(self, titles: list[str], texts: tuple[int, ...] = (0,)) -> None:
        """The names of columns; ``texts`` are those that hold no numbers."""
        for position, title in enumerate(titles):
            form = self.formats.head if position in texts else self.formats.number_head
            self.sheet.write_string(self.row, position, title, form)
        self.sheet.set_row(self.row, row_height(max(lines(title, OTHER_COLUMNS) for title in titles[1:])))
        self.row += 1

    def _line(self, values: Sequence[str | float | None], share: bool = False, total: bool = False) -> None:
        """A name, numbers, and perhaps a unit."""
        for position, value in enumerate(values):
            if value == "":
                continue
            if isinstance(value, str):
                form = self.formats.total if total else self.formats.text if position else self.formats.wrapped
                self.sheet.write_string(self.row, position, value, form)
            elif value is not None and math.isfinite(value):
                form = self.formats.share if share else self.formats.number(decimals(value), total)
                self.sheet.write_number(self.row, position, value, form)
        self.row += 1


def _added(sums: dict[str, dict[int | str, float]]) -> dict[int | str, float]:
    """The sum of all lines by column."""
    columns = {column for values in sums.values() for column in values}
    return {column: math.fsum(values.get(column, 0.0) for values in sums.values()) for column in columns}
