"""What differs between plants, cell by cell: what a scenario changes, and what two runs were made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...differences.difference import Difference
from ...differences.words import before_and_after
from ..facts.blocks import intro
from ..facts.language import Language
from ..facts.markup import Html, join, table
from ..facts.plan_view import Figures

MOST_ROWS = 60

Cell = tuple[str, str, str, str, str]
"""Table, row, column, what stood there, what stands there now."""


def scenario_content(figures: Figures) -> Html:
    """The cells that the scenario changes, as they stand and as they are in it."""
    words = figures.language
    cells = [
        (
            str(row["table"]),
            str(row["row"] or ""),
            str(row["column"] or ""),
            str(row["before"] or ""),
            str(row["after"] or ""),
        )
        for row in figures.records("scenario_changes")
    ]
    name = str((figures.run.get("options") or {}).get("scenario") or "")
    heads = words("scenario.before"), words("scenario.after")
    return join([intro(words("scenario.intro", name=name)), cells_table(words, cells, heads)])


def plants_content(words: Language, found: Iterable[Difference], heads: tuple[str, str]) -> Html:
    """The differences between two plants; a row that came or went is one line, with all its cells."""
    return cells_table(words, [cell(words, each) for each in found if each.kind != "moved"], heads)


def cell(words: Language, each: Difference) -> Cell:
    """A difference as a line of a table."""
    if each.part == "file":
        return each.table, "", "", words("scenario.there") if each.before else "", words(f"scenario.{each.kind}")
    return each.table, each.row, *before_and_after(each)


def cells_table(words: Language, cells: Sequence[Cell], heads: tuple[str, str]) -> Html:
    """Cells as a table, the first of many."""
    if not cells:
        return intro(words("compare.same"))
    shown = [
        [row, name, column, before or words("scenario.blank"), after or words("scenario.blank")]
        for row, name, column, before, after in cells[:MOST_ROWS]
    ]
    headers = [*(words(f"scenario.{key}") for key in ("table", "row", "column")), *heads]
    found = table(words("scenario.caption"), headers, shown, hide_caption=True)
    more = len(cells) - len(shown)
    return join([found, intro(words("and_more", count=words.number(more, of="count")))]) if more else found
