"""A small plant to vary: a digester and a landfill for two feeds, told as Python data and read through a YAML file."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from mfo.errors import PlantError, Problem
from mfo.plant.model import Plant
from mfo.reading.read_plant import read_plant
from mfo.tables.cells.table import Tables
from mfo.tables.read_tables import read_tables

BASE: dict[str, Any] = {
    "plant": {"name": "test", "currency": "MXN"},
    "materials": [
        {"material": "nopal", "unit": "t"},
        {"material": "manure", "unit": "t"},
        {"material": "gas", "unit": "Nm3"},
        {"material": "power", "unit": "kWh"},
        {"material": "crate", "unit": "item"},
    ],
    "sites": [
        {"site": "farm", "latitude": 19.44, "longitude": -100.36, "owner": "A"},
        {"site": "town", "latitude": 19.70, "longitude": -101.19, "owner": "B"},
    ],
    "supplies": [
        {
            "supply": "harvest",
            "site": "farm",
            "material": "nopal",
            "amount": "40 t/d",
            "take": "all",
            "price": "10 MXN/t",
        },
        {"supply": "barn", "site": "farm", "material": "manure", "take": "up to", "price": "0 MXN/t"},
    ],
    "processes": [
        {
            "process": "digester",
            "site": "farm",
            "model": "recipe",
            "route": "biogas",
            "capacity": "59 t/d",
            "variable_cost": "35 MXN/t",
        },
        {"process": "engine", "site": "farm", "model": "recipe", "variable_cost": "1 MXN/Nm3"},
    ],
    "recipes": [
        {"process": "digester", "material": "nopal", "role": "in"},
        {"process": "digester", "material": "manure", "role": "in", "minimum_share": "10 %"},
        {"process": "digester", "material": "gas", "role": "out", "amount": "38 Nm3/t", "per": "nopal"},
        {"process": "digester", "material": "gas", "role": "out", "amount": "30 Nm3/t", "per": "manure"},
        {"process": "engine", "material": "gas", "role": "in", "amount": "1 Nm3/Nm3"},
        {"process": "engine", "material": "power", "role": "out", "amount": "2 kWh/Nm3"},
    ],
    "stores": [{"store": "holder", "site": "farm", "material": "gas", "capacity": "800 Nm3", "loss": "1 %/d"}],
    "markets": [
        {"market": "grid", "site": "farm", "material": "power", "price": "2 MXN/kWh", "maximum": "1 MWh/d"},
        {"market": "shop", "site": "town", "material": "nopal;manure", "price": "5 MXN/t", "minimum": "1 t/d"},
    ],
    "links": [
        {"from": "farm", "to": "town", "material": "nopal;manure", "cost_per_amount_and_distance": "2 MXN/t/km"},
    ],
    "rates": [{"at": "digester", "effect": "CH4", "per": "nopal", "rate": "0 t/t"}],
}


def tables_of(folder: Path, change: dict[str, Any] | None = None, name: str = "plant.yaml") -> Tables:
    """The tables of the base plant with some replaced (None: left out), read from a file."""
    data = copy.deepcopy(BASE)
    for table, rows in (change or {}).items():
        if rows is None:
            data.pop(table)
        elif table == "plant":
            data["plant"] = {**data["plant"], **rows}
        else:
            data[table] = rows
    for table, rows in data.items():
        if isinstance(rows, list):
            data[table] = [{key: value for key, value in row.items() if value is not None} for row in rows]
        else:
            data[table] = {key: value for key, value in rows.items() if value is not None}
    path = folder / name
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return read_tables(path)


def plant_of(folder: Path, **change: Any) -> Plant:
    """The base plant, changed and read."""
    return read_plant(tables_of(folder, change))


def problems_of(folder: Path, **change: Any) -> tuple[Problem, ...]:
    """What is found wrong with the changed plant; empty: nothing."""
    try:
        return plant_of(folder, **change).problems
    except PlantError as error:
        return error.problems


def first(table: str, row: int = 0, **cells: Any) -> dict[str, Any]:
    """The change that replaces cells of one row of the base plant (None: blank)."""
    rows = copy.deepcopy(BASE[table])
    rows[row] = {**rows[row], **cells}
    return {table: rows}


def added(table: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """The change that adds rows to a table of the base plant."""
    return {table: [*copy.deepcopy(BASE.get(table, [])), *rows]}
