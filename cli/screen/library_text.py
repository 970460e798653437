"""Process models and reference data as text for the screen."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...translation import say
from ...units import format_number, parse_unit, split_quantity
from .columns import columns
from .words import word

if TYPE_CHECKING:
    from ...library.datasets import Row
    from ...library.library import Library

WIDTH = 100


def load_library(plant: Path | None) -> Library:
    """The shipped library, with a plant's own models and datasets on top where a plant is named."""
    from ...errors import Findings
    from ...library.library import Library
    from ...tables.read_tables import read_tables

    findings = Findings()
    folder = read_tables(plant).folder if plant else None
    library = Library.load(folder, findings)
    findings.raise_errors()
    return library


def model_list(library: Library) -> str:
    """All models by group: name and title."""
    from ...library.technology import in_groups

    found = [model for name in library.models if (model := library.models.get(name))]
    library.findings.raise_errors()
    widest = max(len(model.name) for model in found)
    parts = []
    for group, models in in_groups(found).items():
        lines = [f"  {model.name.ljust(widest)}  {model.title}" for model in models]
        parts.append("\n".join([say(group), *lines]))
    return "\n\n".join(parts)


def model_page(page: Mapping[str, object]) -> str:
    """A model as a page of text."""
    parts = [f"{page['title']}  ({page['name']}, {word(page['route'] or page['kind'])})"]
    parts += [_paragraph(say("Scope"), page["scope"]), _paragraph(say("Valid"), page["validity"])]
    if page["needs"]:
        parts.append(_paragraph(say("Takes"), say("materials with {properties}", properties=", ".join(page["needs"]))))
    if page["takes"]:
        parts.append(_paragraph(say("Takes"), ", ".join(page["takes"])))
    if page["accepted"]:
        parts.append(_paragraph(say("Of the datasets"), ", ".join(page["accepted"])))
    if page["material"]:
        parts.append(_balance(page))
    elif page["emissions"]:
        parts.append(_flows(say("Emissions per t.km"), page["emissions"], "effect"))
    parts.append(_parameters(page["parameters"]))
    if page["costs"]:
        rows = [[cost["column"], cost["value"], str(cost["price_year"]), _origin(cost)] for cost in page["costs"]]
        head = say("Costs of the source (used where a plant types `model` in that column)")
        parts.append(head + "\n" + columns(rows, ["", "", "", ""]))
    if page["no_costs"]:
        parts.append(_paragraph(say("No costs of its own"), page["no_costs"]))
    return "\n\n".join(part for part in parts if part)


def _paragraph(title: str, text: str) -> str:
    return textwrap.fill(f"{title}: {' '.join(text.split())}", WIDTH, subsequent_indent="  ")


def _balance(page: Mapping[str, object]) -> str:
    head = say("Per {unit} of {material}", unit=page["per"], material=page["material"])
    inputs = [item for item in page["inputs"] if item["material"] != page["material"]]
    parts = [
        _flows(f"{head}: {say('needed')}", inputs, "material"),
        _flows(f"{head}: {say('comes out')}", page["outputs"], "material"),
        _flows(f"{head}: {say('emitted')}", page["emissions"], "effect"),
    ]
    if page["closure"]:
        rows = [
            [
                item["quantity"],
                *(format_number(item[key]) for key in ("in", "out", "loss")),
                item["unit"],
                item["detail"],
            ]
            for item in page["closure"]
        ]
        parts.append(say("Closure") + "\n" + columns(rows, closure_header()))
    return "\n\n".join(part for part in parts if part)


def closure_header() -> list[str]:
    """What stands above the balance of a process."""
    return [say("quantity"), *map(say, ("in", "out", "lost", "unit", "where it goes"))]


def _flows(title: str, items: Sequence[Mapping[str, object]], name: str) -> str:
    rows = []
    for item in items:
        notes = [item.get("category") or "", say("lost") if item.get("loss") else ""]
        per = f" {say('per unit of activity')}" if item.get("per") == "activity" else ""
        amount, unit = _readable(item["amount"], item["unit"])
        rows.append([item[name], amount, unit + per, " ".join(filter(None, notes))])
    return title + "\n" + columns(rows, ["", "", "", ""]) if rows else ""


def _readable(amount: float, unit: str) -> tuple[str, str]:
    """Small amounts in kg and kWh, as people say them."""
    for large, small in (("t", "kg"), ("MWh", "kWh")):
        head, slash, rest = unit.partition("/")
        if head == large and 0 < abs(amount) < 0.1:
            return format_number(amount * 1000), small + slash + rest
    return format_number(amount), unit


def _bounds(item: Mapping[str, object]) -> str:
    """A parameter's range in the unit it was typed in."""
    if item["low"] is None or item["high"] is None:
        return ""
    unit = split_quantity(str(item["value"]))[1]
    factor = parse_unit(unit).factor if unit else 1.0
    ends = {"low": format_number(item["low"] / factor), "high": format_number(item["high"] / factor)}
    return say("{low} to {high}", **ends)


def _origin(item: Mapping[str, object]) -> str:
    return say("ASSUMPTION") if item["standing"] == "unsourced" else str(item["source"] or item["standing"])


def _parameters(parameters: Sequence[Mapping[str, object]]) -> str:
    rows = []
    for item in parameters:
        rows.append([item["name"], str(item["value"]), _bounds(item), str(item["year"] or ""), _origin(item)])
        rows += [["  " + say("for {name}", name=name), value, "", "", ""] for name, value in item["by"].items()]
    return (
        say("Parameters (each may be a column of `processes`)")
        + "\n"
        + columns(rows, [say("name"), *map(say, ("value", "range", "year", "source"))])
        if rows
        else ""
    )


def dataset_rows(rows: Sequence[Row], most: int) -> str:
    """Rows of the datasets, a line each."""
    lines = [
        [row.key, row.property, _value(row.value), row.unit, row.region, str(row.year), _standing(row)]
        for row in rows[:most]
    ]
    text = columns(lines, [say("key"), *map(say, ("property", "value", "unit", "region", "year", "source"))], widest=70)
    if len(rows) <= most:
        return text
    return text + "\n" + say("... and {count} more; add a word, or --all.", count=len(rows) - most)


def _value(value: float | str) -> str:
    return format_number(value, 6) if isinstance(value, float) else str(value)


def _standing(row: Row) -> str:
    return say("ASSUMPTION") if row.standing == "unsourced" else f"{row.source} ({row.standing})"


def dataset_record(row: Row) -> dict[str, object]:
    """A row as plain data."""
    names = ("key", "property", "value", "low", "high", "unit", "region", "year", "description", "source", "reference")
    return {name: getattr(row, name) for name in (*names, "licence", "standing")}
