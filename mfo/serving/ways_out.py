"""What the page offers to move: ways out where there is no plan as edits, and numbers of the plant as levers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..plant.schema import TABLES, InputTableSpec
from ..solve.infeasibility.causes import BoundChange, Diagnosis, Remedy
from ..tables.cells.cell_text import text_of
from ..tables.cells.table import Table, Tables
from ..translation import TABLE, spoken, translated

TABLE_OF_KIND = {
    "supply": "supplies",
    "market": "markets",
    "process": "processes",
    "link": "links",
    "store": "stores",
    "limit": "limits",
}
LEVERS = {
    "limits": ("minimum", "maximum"),
    "supplies": ("price", "amount"),
    "markets": ("price", "maximum"),
    "processes": ("capacity",),
}
MOST_LEVERS = 200
DIGITS = 6  # of a moved number
OUTWARDS = 10.0 ** (1 - DIGITS) / 2  # a plan with it must be possible: it is never rounded towards what is not
_NUMBER = re.compile(r"\s*(?P<number>[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?P<rest>\s*\D.*)?$")
_LIMIT = re.compile(r"(?P<what>.*?[<>=]+\s*)(?P<number>[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?P<rest>.*)$")

Way = dict[str, object]


def ways_out(tables: Tables, limits: Sequence[str], diagnosis: object) -> list[Way]:
    """The remedies of a diagnosis, each with the edits and the limits asked for that make it so.

    ``text`` says what to do; ``edits`` are cells (``table``, ``row``, ``column``, ``value``); ``limits`` those asked
    for, with the new numbers. A remedy that is no matter of single numbers (shares, many slots) has neither.
    """
    if not isinstance(diagnosis, Diagnosis):
        return []
    return [_way(tables, limits, remedy) for remedy in diagnosis.remedies]


def _way(tables: Tables, limits: Sequence[str], remedy: Remedy) -> Way:
    told: Way = {"text": f"{remedy.sentence[:1].upper()}{remedy.sentence[1:]}."}
    edits: list[dict[str, object]] = []
    asked = list(limits)
    for change in remedy.changes:
        if change.varies or change.share is not None or len(change.parts) > 1 or change.current == 0:
            return told
        place = next((n for n, text in enumerate(asked) if text.strip() == change.element.name), None)
        if change.element.kind == "limit" and place is not None:
            asked[place] = _moved(_LIMIT, asked[place], change)
            continue
        edit = _edit(tables, change)
        if edit is None:
            return told
        edits.append(edit)
    return {**told, "edits": edits, "limits": asked}


def _edit(tables: Tables, change: BoundChange) -> dict[str, object] | None:
    """The cell that holds a bound, with the number that is needed; None where no single number stands there."""
    name = TABLE_OF_KIND.get(change.element.kind, "")
    table = tables.get(name)
    if table is None or change.bound not in table.columns:
        return None
    for row in range(len(table)):
        if text_of(table.value(row, TABLES[name].key[0])) == change.element.name:
            text = text_of(table.value(row, change.bound))
            if _NUMBER.match(text):
                value = _moved(_NUMBER, text, change)
                return {"kind": "cell", "table": name, "row": row, "column": change.bound, "value": value}
    return None


def _moved(pattern: re.Pattern[str], text: str, change: BoundChange) -> str:
    """The text with its number moved as far as the change needs: by the same share, whatever its unit."""
    found = pattern.match(text)
    if found is None:
        return text
    needed = float(found["number"]) * change.needed / change.current
    outwards = needed + abs(needed) * (OUTWARDS if change.upward else -OUTWARDS)
    rounded = next(
        (
            value
            for value in (float(f"{needed:.{DIGITS}g}"), float(f"{outwards:.{DIGITS}g}"))
            if (value >= needed) == change.upward or value == needed
        ),
        needed,
    )
    what = found["what"] if "what" in pattern.groupindex else ""
    return f"{what}{rounded:.12g}{found['rest'] or ''}"


def levers(tables: Tables) -> list[dict[str, object]]:
    """Numbers of the plant that a slider can move: limits first, then amounts, prices and capacities, in file order.

    Each is ``table``, ``row`` (the name that :meth:`mfo.Workbench.with_value` takes), ``column``, ``number`` and
    ``unit`` as typed. Profiles, shares of other rows and names that stand twice are left out.
    """
    found: list[dict[str, object]] = []
    for name, columns in LEVERS.items():
        table = tables.get(name)
        if table is not None:
            found += _of_table(table, TABLES[name], columns)
    return found[:MOST_LEVERS]


def lever_in(table: str, row: str, column: str, language: str) -> str:
    """A lever as a person reads it.

    >>> lever_in("markets", "panadería", "price", "es")
    'mercados panadería precio'
    """
    return f"{translated(table, language, TABLE)} {row} {translated(column, language, table)}"


def _of_table(table: Table, spec: InputTableSpec, columns: Sequence[str]) -> list[dict[str, object]]:
    names = [text_of(table.value(row, spec.key[0])) for row in range(len(table))]
    found: list[dict[str, object]] = []
    for row, name in enumerate(names):
        if not name or names.count(name) > 1:
            continue
        for column in columns:
            number = _NUMBER.match(text_of(table.value(row, column))) if column in table.columns else None
            if number and float(number["number"]):
                unit = (number["rest"] or "").strip() or table.columns[column].unit or ""
                found.append(
                    {
                        "table": spec.name,
                        "row": name,
                        "column": column,
                        "number": float(number["number"]),
                        "unit": unit,
                        "shown": lever_in(spec.name, name, column, spoken()),
                    }
                )
    return found
