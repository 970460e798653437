"""Differences as lines of text, a table after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..plant.schema import TABLES
from ..tables.cells.cell_text import text_of
from ..tables.cells.table import CellValue
from ..translation import TABLE, counted, say, spoken, translated
from .difference import KINDS, Difference, Differences, Kind

MOST = 40  # lines of one table
LONGEST = 60  # signs of a cell
WORDS: dict[Kind, str] = {kind: kind for kind in KINDS} | {"unit": "in another unit"}


def lines(changes: Differences, most: int | None = MOST) -> Iterator[str]:
    """Each difference as a line under its table, and how many there are; ``most`` lines of a table (None: all)."""
    for table, found in groupby(changes, key=lambda each: say("files") if each.part == "file" else each.table):
        told = [line for each in _by_row(list(found)) for line in each]
        yield translated(table, spoken(), TABLE) if table in TABLES else table
        yield from (f"  {line}" for line in told[:most])
        if most is not None and len(told) > most:
            yield "  " + say("and {count} more; --all shows them.", count=len(told) - most)
    yield summary(changes)


def summary(changes: Differences) -> str:
    """How many differences of each kind there are."""
    if not len(changes):
        return say("The two plants say the same.")
    shown = [f"{count} {say(WORDS[kind])}" for kind, count in changes.counts.items() if count]
    return f"{counted(len(changes), 'difference')}: {', '.join(shown)}."


def _by_row(found: Sequence[Difference]) -> Iterator[list[str]]:
    moved = [each for each in found if each.kind == "moved"]
    for each in found:
        if each.kind != "moved":
            yield [line(each)]
    if moved:
        yield [say("moved among the rows: {rows}", rows="; ".join(each.row for each in moved))]


def line(each: Difference) -> str:
    """One difference in words."""
    if each.part == "file":
        return f"{each.table}: {say(WORDS[each.kind])}"
    if each.part == "row":
        cells = _cells(each)
        return f"{'+' if each.kind == 'added' else '-'} {each.row}{f' ({cells})' if cells else ''}"
    column = translated(each.column, spoken(), each.table)
    name = say("unit of {column}", column=column) if each.part == "header" else f"{each.row}: {column}"
    arrow = "=" if each.kind == "unit" else "->"
    return f"{name} {short(each.before)} {arrow} {short(each.after)}"


def before_and_after(each: Difference) -> tuple[str, str, str]:
    """Column, and in full what stood and what stands there; of a row all its cells, of a setting its value."""
    if each.part != "row":
        return each.column, in_full(each.before), in_full(each.after)
    setting = each.table == "plant"
    told = in_full(each.cells.get("value")) if setting else _cells(each)
    before, after = ("", told) if each.kind == "added" else (told, "")
    return "value" if setting else "", before, after


def _cells(each: Difference) -> str:
    """What a row says beside its name."""
    spec = TABLES.get(each.table)
    told = [column for column in each.cells if spec is None or column not in spec.key]
    return ", ".join(f"{column} {in_full(each.cells[column])}" for column in told)


def in_full(value: CellValue) -> str:
    """A cell as text, without line breaks; blank where it is."""
    return " ".join(text_of(value).split())


def short(value: CellValue) -> str:
    """A cell as text, no longer than a line bears."""
    text = say("(blank)") if value is None else in_full(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
