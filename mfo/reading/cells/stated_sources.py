"""What the plant says about its own figures: the column ``source`` of its tables, for the list of sources."""

from __future__ import annotations

from collections.abc import Mapping

from ...plant.columns.money_tables import EXCHANGE_RATES
from ...plant.model import ExchangeRate, Used
from ...plant.schema import TABLES, InputTableSpec
from ...tables.cells.table import Table, Tables
from .rows import as_text

ASSUMPTION = "assumption"
"""The word by which a source says that there is none (also within a longer text)."""

FIGURES = ("number", "share", "integer")


def stated_rates(rates: Mapping[str, ExchangeRate]) -> tuple[tuple[str, Used], ...]:
    """(currency, the rates that count with their days and source) for each money that a figure was typed in."""
    found = []
    for currency, rate in rates.items():
        if rate.used:
            assumed = not rate.source or ASSUMPTION in rate.source.lower()
            used = Used("exchange rate", rate.words, rate.source, "unsourced" if assumed else "stated")
            found.append((currency, used))
    return tuple(found)


def stated_sources(tables: Tables) -> tuple[tuple[str, Used], ...]:
    """(row, figures with their source) for every row that states one; an assumption is ``unsourced``."""
    found = []
    for spec in TABLES.values():
        table = tables.get(spec.name)
        if spec.name == EXCHANGE_RATES.name:
            continue  # told with the years in which each counts
        if table is None or "source" not in table.columns or spec.column("source") is None:
            continue
        for row in range(len(table)):
            source = as_text(table.value(row, "source"))
            if source:
                standing = "unsourced" if ASSUMPTION in source.lower() else "stated"
                used = Used(spec.singular, _figures(table, spec, row), source, standing)
                found.append((_name(table, spec, row), used))
    return tuple(found)


def _name(table: Table, spec: InputTableSpec, row: int) -> str:
    name = as_text(table.value(row, spec.key[0]))
    ends = [as_text(table.value(row, column)) for column in ("from", "to")] if spec.name == "links" else []
    return name or " > ".join(ends)


def _figures(table: Table, spec: InputTableSpec, row: int) -> str:
    parts = []
    for name, column in table.columns.items():
        known, typed = spec.column(name), as_text(column.values[row])
        if not typed or (known and known.kind not in FIGURES):
            continue
        plain = typed.replace(".", "", 1).lstrip("-").isdigit()
        parts.append(f"{name.replace('_', ' ')} {typed}{' ' + column.unit if column.unit and plain else ''}")
    return ", ".join(parts)
