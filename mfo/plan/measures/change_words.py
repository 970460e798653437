"""A change from today in words: what to do, by how much, and what it is worth."""

from __future__ import annotations

from ...units import format_number
from ..tables.schema import Row

YEAR, LEAP = 8760.0, 25.0  # hours of a year, and by how many it may be longer or shorter


def span_words(hours: float) -> str:
    """What the slots stand for in words, to follow an amount: `` a year``, `` in 24 h``."""
    return " a year" if abs(hours - YEAR) < LEAP else f" in {format_number(hours)} h"


def in_words(record: Row, currency: str, span: str = " a year") -> str:
    """One change as an instruction with what it is worth: ``Send 300 t more sludge a year over A > B: saves 9 EUR.``"""
    name, unit = record["element"], record["unit"]
    text = {
        "supply": f"Take {_more(record)}{span} from {name}",
        "market": f"Deliver {_more(record)}{span} to {name}",
        "link": f"Send {_more(record)}{span} over {name}",
        "store": f"Put {_more(record)}{span} into {name}",
        "process": f"Run {name} at {_amount(record['plan'], unit)}{span} instead of {_amount(record['today'], unit)}",
    }[record["kind"]]
    if record["change"] == 0:
        text = f"Use {name} as much as today, but with another mix, timing, stock or capacity"
    elif record["kind"] == "process" and _amount(record["plan"], unit) == _amount(record["today"], unit):
        way = "more" if record["change"] > 0 else "less"
        text = f"Run {name} by {_amount(abs(record['change']), unit)}{span} {way} than today"
    elif record["kind"] == "process" and record["today"] == 0:
        text = f"Start {name}, {_amount(record['plan'], unit)}{span}"
    elif record["kind"] == "process" and record["plan"] == 0:
        text = f"Stop {name}, {_amount(record['today'], unit)}{span} today"
    return f"{text}: {_worth(record, currency)}."


def _more(record: Row) -> str:
    """By how much more or less of what: ``300 t less sludge``, ``300 fewer items of crates``."""
    amount, more = abs(record["change"]), record["change"] > 0
    if record["unit"] == "item":
        return f"{format_number(amount)} {'more' if more else 'fewer'} items of {record['material']}"
    return f"{_amount(amount, record['unit'])} {'more' if more else 'less'} {record['material']}"


def _amount(value: float, unit: str) -> str:
    plural = "s" if unit == "item" and value != 1 else ""
    return f"{format_number(value)} {unit}{plural}".rstrip()


def _worth(record: Row, currency: str) -> str:
    parts: list[str] = []
    said = ""
    for column, unit in (("cost_change", currency), ("emissions_change", "t CO2e")):
        value = record[column]
        if abs(value) > 1e-9:
            verb = "saves" if value < 0 else ("costs" if column == "cost_change" else "emits")
            amount = f"{format_number(abs(value))} {unit}"
            parts.append(amount if verb == said else f"{verb} {amount}")
            said = verb
    told = " and ".join(parts) if parts else "neither costs nor saves by itself"
    elsewhere = record.get("displaced_change", 0.0)
    if abs(elsewhere) > 1e-9:
        told += (
            f"; {format_number(abs(elsewhere))} t CO2e {'less' if elsewhere > 0 else 'more'} are displaced elsewhere"
        )
    return told
