"""The scores that Activity Browser exports.

Version 3 writes a row a score: ``index`` and ``series`` are what is compared (reference flow and impact category,
either way round), ``absolute`` with its ``score unit`` is the score, the other columns say which flow it is for.
Version 2 writes a row a reference flow and a column an impact category, headed by the parts of its name, and no unit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import Findings, Where
from ..tables.cells.table import Table
from .numbers import number_of
from .result import Assessment, Result

SCORES = frozenset({"index", "series", "absolute", "score unit"})
OF_PANEL = "impact category"  # where scenarios are compared, each category is a panel of its own
FLOW = ("product", "reference product", "process", "name", "location", "database")
UNITS = {
    "kilogram": "kg",
    "gram": "g",
    "ton": "t",
    "tonne": "t",
    "kilowatt hour": "kWh",
    "megajoule": "MJ",
    "cubic meter": "m3",
    "litre": "L",
    "ton kilometer": "t*km",
}
"""What Brightway calls units, and what plants call them."""
_METHOD = re.compile(r"\((?:'[^']*'|\"[^\"]*\")(?:, (?:'[^']*'|\"[^\"]*\"))*,?\)")
_PART = re.compile(r"'([^']*)'|\"([^\"]*)\"")


def is_scores(columns: Mapping[str, str]) -> bool:
    """Whether a table, its columns by their names in small letters, is one of scores of version 3."""
    return columns.keys() >= SCORES


def is_wide(columns: Mapping[str, str]) -> bool:
    """Whether it is one of version 2."""
    return columns.keys() >= {"amount", "unit"} and any(_METHOD.fullmatch(name) for name in columns)


def scores(table: Table, columns: Mapping[str, str], findings: Findings) -> Assessment:
    """The results of version 3; of several reference flows each result is called by its flow, too."""
    found: list[tuple[str, str, Result]] = []
    for row in range(len(table)):
        amount = number_of(table, row, columns["absolute"], findings)
        told = {name: str(table.value(row, column) or "") for name, column in columns.items()}
        if amount is None:
            continue
        first, second = told["index"], told["series"]
        flow, name = (second, first) if _is_flow(second, told) and not _is_flow(first, told) else (first, second)
        if told.get(OF_PANEL):
            flow, name = f"{flow}; {name}", told[OF_PANEL]
        found.append(
            (flow, name, Result(name, told["score unit"], {"": amount}, table.where(row, columns["absolute"])))
        )
    return _assessment(table, columns, found)


def wide(table: Table, columns: Mapping[str, str], findings: Findings) -> Assessment:
    """The results of version 2, whose units stand in brackets behind the names of its columns, by hand."""
    found = []
    for name, column in columns.items():
        if not _METHOD.fullmatch(name):
            continue
        indicator = ", ".join(a or b for a, b in _PART.findall(column))
        unit = table.columns[column].unit
        if not unit:
            findings.error(
                "footprint-column",
                f"The table does not say in which unit `{indicator}` is.",
                table.where(),
                "Write it behind the column's name, as in `... [kg CO2 eq]`, or export with Activity Browser 3.",
            )
        for row in range(len(table)):
            amount = number_of(table, row, column, findings)
            flow = " | ".join(_told(table, row, columns))
            if amount is not None:
                found.append((flow, indicator, Result(indicator, unit or "", {"": amount}, table.where(row, column))))
    return _assessment(table, columns, found)


def _is_flow(label: str, told: Mapping[str, str]) -> bool:
    """Whether a label is that of the row's reference flow: its product, its process and where it is."""
    return bool(told.get("product")) and label.startswith(f"{told['product']} | ")


def _assessment(table: Table, columns: Mapping[str, str], found: list[tuple[str, str, Result]]) -> Assessment:
    several = len({flow for flow, _, _ in found}) > 1
    results = [
        Result(f"{name} ({flow})", each.unit, each.amounts, each.where) if several else each
        for flow, name, each in found
    ]
    place = Where(table.file, table.sheet)
    if several or not len(table):
        return Assessment("", results, place)
    amount, unit = (table.value(0, columns[name]) if name in columns else None for name in ("amount", "unit"))
    mean = float(amount) if isinstance(amount, int | float) else 1.0
    known = UNITS.get(str(unit or ""))
    name = ", ".join(dict.fromkeys(_told(table, 0, columns)[:2]))
    return Assessment(name, results, place, mean_amount=mean, told_for=f"{mean:g} {known}" if known else "")


def _told(table: Table, row: int, columns: Mapping[str, str]) -> list[str]:
    names = [name for name in FLOW if name in columns]
    return [str(value) for name in names if (value := table.value(row, columns[name]))]
