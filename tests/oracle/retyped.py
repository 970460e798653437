"""A random plant typed otherwise: its rows in another order, its slots cut in two, its amounts multiplied."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

Rows = dict[str, list[dict[str, Any]]]

SCALED = {  # columns that hold amounts, or money that does not depend on amounts
    "supplies": ("amount", "minimum_load", "fixed_cost"),
    "processes": ("capacity", "existing", "unit_size", "start_cost", "fixed_cost"),
    "stores": ("capacity", "start", "end"),
    "markets": ("minimum", "maximum", "minimum_load"),
    "links": ("capacity", "minimum_load", "fixed_cost"),
    "contracts": ("minimum", "maximum", "fixed_cost"),
    "limits": ("minimum", "maximum"),
    "rates": ("rate", "above"),
}
BY_SLOT = {  # what a slot cut in two changes: what is decided, counted or kept slot by slot
    "processes": ("minimum_load", "start_cost", "ramp", "outages"),
    **dict.fromkeys(("links", "supplies", "markets"), ("minimum_load",)),
}


def rows_of(text: str) -> tuple[str, Rows]:
    """The settings as typed, and the tables, of the YAML that is written for a random plant."""
    tables: Rows = {}
    settings = name = ""
    for line in text.splitlines():
        if line.startswith("plant:"):
            settings = line
        elif line.startswith("  - "):
            plain = re.sub(r": (yes|no)(?=[,}])", r': "\1"', line[4:])
            tables[name].append(json.loads(plain))
        else:
            name = line.rstrip(":")
            tables[name] = []
    return settings, tables


def typed(settings: str, tables: Rows) -> str:
    """The YAML again."""
    lines = [settings]
    for name, rows in tables.items():
        lines += [f"{name}:", *(f"  - {json.dumps(row)}" for row in rows)] if rows else []
    return "\n".join(lines) + "\n"


def shuffled(text: str, rng: Random) -> str:
    """Tables, rows, columns and the materials in a cell in another order; only slots stay."""
    settings, tables = rows_of(text)
    names = list(tables)
    rng.shuffle(names)
    other: Rows = {}
    for name in names:
        rows = [dict(rng.sample(list(row.items()), len(row))) for row in tables[name]]
        if name != "slots":
            rng.shuffle(rows)
        other[name] = rows
    return typed(settings, other)


def bound_by_year(text: str) -> str:
    """The plant without what is decided, counted or kept slot by slot."""
    settings, tables = rows_of(text)
    for name, columns in BY_SLOT.items():
        for row in tables.get(name, []):
            for column in columns:
                row.pop(column, None)
    stores = {row["store"] for row in tables.pop("stores", [])}
    for name in ("rates", "quality"):
        tables[name] = [row for row in tables.get(name, []) if row["at"] not in stores]
    tables["limits"] = [row for row in tables.get("limits", []) if row["when"] != "slot"]
    for row in tables.get("contracts", []):
        row.pop("when", None)
    tables["returns"] = [row for row in tables.get("returns", []) if "slot" not in row["after"]]
    return typed(settings, _used_profiles(tables))


def cut_in_two(text: str) -> str:
    """Each slot of the table ``slots`` as two of half the length, one after another."""
    settings, tables = rows_of(text)
    slots = tables["slots"]
    tables["slots"] = [
        {**row, "slot": f"{row['slot']} {half}", "hours": f"{float(row['hours'].split()[0]) / 2!r} h"}
        for row in slots
        for half in ("a", "b")
    ]
    tables["profiles"] = [
        {**row, "slot": f"{row['slot']} {half}"} if "slot" in row else row
        for row in tables.get("profiles", [])
        for half in ("a", "b")
        if "slot" in row or half == "a"
    ]
    return typed(settings, tables)


def multiplied(text: str, factor: float) -> str:
    """All amounts, and all money that does not depend on amounts, times a factor."""
    settings, tables = rows_of(text)
    profiles = set()
    for name, columns in SCALED.items():
        for row in tables.get(name, []):
            for column in columns:
                if column in row and not _is_relative(name, row, column):
                    if row[column].startswith("profile "):
                        profiles.add(row[column])
                    else:
                        row[column] = _times(row[column], factor)
    for row in tables.get("contracts", []):
        tiers = [tier.split(": ", 1) for tier in row["tiers"].split("; ")] if "tiers" in row else []
        row |= {"tiers": "; ".join(f"{_times(above, factor)}: {price}" for above, price in tiers)} if tiers else {}
    for row in tables.get("profiles", []):
        for header in row:
            if header.split(" [")[0] in profiles:
                row[header] *= factor
    return typed(settings, tables)


def _is_relative(table: str, row: dict[str, Any], column: str) -> bool:
    """A share, a cost per capacity, a rate per amount: what does not grow with the plant."""
    if table == "limits":
        return "of" in row
    if table == "rates":
        return column == "rate" and row.get("per") != "used"
    return "/(" in row[column]


def _times(cell: str, factor: float) -> str:
    number, unit = cell.split(" ", 1)
    return f"{float(number) * factor!r} {unit}"


def with_dearer_twins(text: str) -> str:
    """Every supply without an amount a second time, at a higher price."""
    settings, tables = rows_of(text)
    free = [row for row in tables.get("supplies", []) if "amount" not in row and not row["price"].startswith("profile")]
    free = [{name: cell for name, cell in row.items() if name != "fixed_cost"} for row in free]  # due but once
    tables["supplies"] += [{**row, "supply": f"dearer {row['supply']}", "price": _dearer(row["price"])} for row in free]
    return typed(settings, tables)


def _dearer(price: str) -> str:
    number, unit = price.split(" ", 1)
    return f"{float(number) + abs(float(number)) / 2 + 1e-6!r} {unit}"


def _used_profiles(tables: Rows) -> Rows:
    """Without profiles that nothing names any more."""
    cells = {
        cell
        for name, rows in tables.items()
        if name != "profiles"
        for row in rows
        for cell in row.values()
        if isinstance(cell, str)
    }
    kept = []
    for row in tables.get("profiles", []):
        header = next(key for key in row if key not in ("slot", "year"))
        if header.split(" [")[0] in cells:
            kept.append(row)
    tables["profiles"] = kept
    return tables
