"""A plant that uses every table, as Python data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mfo.tables.cells.table import Table, TableColumn, Tables

FULL: dict[str, list[dict[str, Any]]] = {
    "plant": [
        {"setting": "name", "value": "full"},
        {"setting": "currency", "value": "MXN"},
        {"setting": "price_year", "value": 2025},
        {"setting": "years", "value": "2025; 2030"},
        {"setting": "interpolate", "value": "linear"},
        {"setting": "discount_rate", "value": "8 %"},
        {"setting": "gwp", "value": "AR5"},
        {"setting": "carbon_price", "value": "250 MXN/t_CO2e"},
        {"setting": "minimise", "value": "cost"},
        {"setting": "reporter", "value": "A"},
    ],
    "materials": [
        {"material": "nopal", "unit": "t", "like": "nopal"},
        {"material": "HDPE", "unit": "kg", "like": "virgin_hdpe"},
        {"material": "biogas", "unit": "Nm3"},
        {"material": "digestate", "unit": "t"},
        {"material": "electricity", "unit": "kWh"},
        {"material": "heat", "unit": "kWh"},
        {"material": "crate", "unit": "item", "item_mass": "2 kg/item", "hardness": 3},
        {"material": "used crate", "unit": "item", "item_mass": "2 kg/item", "hardness": 4},
    ],
    "sites": [
        {"site": "farm", "owner": "A", "latitude": 19.44, "longitude": -100.36, "elevation": "1940 m"},
        {"site": "town", "owner": "B", "latitude": 19.48, "longitude": -100.41},
    ],
    "credits": [
        {
            "credits": "harvest",
            "process": "digester",
            "material": "nopal",
            "methane_potential": "240 Nm3/t",
            "conversion": "25 %",
            "collected": "95 %",
            "destroyed": "98 %",
            "effluent_solids": "30 %",
            "effluent_conversion": "20 %",
        }
    ],
    "supplies": [
        {
            "supply": "harvest",
            "site": "farm",
            "material": "nopal",
            "amount": "40 t/d",
            "take": "all",
            "price": 0,
            "growth": "2 %/year",
        },
        {"supply": "grid", "site": "farm", "material": "electricity", "take": "up to", "price": "tariff"},
        {"supply": "resin", "site": "town", "material": "HDPE", "take": "up to", "price": "20 MXN/kg"},
    ],
    "processes": [
        {
            "process": "digester",
            "site": "farm",
            "model": "anaerobic_digestion",
            "capacity": "59 t/d",
            "existing": "20 t/d",
            "capex": "1 kMXN/(t/d)",
            "lifetime": "20 year",
            "variable_cost": "35 MXN/t",
            "build": "2030",
            "methane_share": "55 %",
            "lead_time": "0 year",
            "unit_size": "10 t/d",
            "outages": "b1",
        },
        {
            "process": "moulding",
            "site": "town",
            "model": "recipe",
            "capacity": "100 item/h",
            "variable_cost": 0,
            "minimum_load": "20 %",
            "availability": "90 %",
            "ramp": "20 %/h",
            "start_cost": "5 MXN",
            "closable": "yes",
            "fixed_cost": "1 kMXN/year",
        },
        {"process": "washing", "site": "town", "model": "recipe", "route": "reuse"},
        {"process": "flare", "site": "farm", "model": "flare", "variable_cost": 0},
    ],
    "recipes": [
        {"process": "digester", "material": "nopal", "role": "in", "minimum_share": "10 %"},
        {"process": "moulding", "material": "HDPE", "role": "in", "amount": "2 kg/item"},
        {"process": "moulding", "material": "crate", "role": "out", "amount": "1 item/item"},
        {"process": "washing", "material": "used crate", "role": "in", "cost": "4 MXN/item"},
        {"process": "washing", "material": "crate", "role": "out", "amount": 0.95, "per": "used crate"},
    ],
    "quality": [{"at": "washing", "property": "hardness", "maximum": 6}],
    "stores": [
        {
            "store": "holder",
            "site": "farm",
            "material": "biogas",
            "capacity": "800 Nm3",
            "start": "1 Nm3",
            "end": "1 Nm3",
            "loss": "1 %/d",
            "cost": "1 MXN/Nm3/d",
            "across_days": "yes",
            "carry": "no",
        },
        {"store": "buffer", "site": "farm", "material": "biogas", "capacity": "80 Nm3", "maximum_stay": "3 d"},
    ],
    "markets": [
        {
            "market": "users",
            "site": "town",
            "material": "crate",
            "price": "9 MXN/item",
            "minimum": "1 item/d",
            "maximum": "demand",
            "replaces": "new_crate",
        },
        {"market": "fields", "site": "farm", "material": "digestate", "price": "-5 MXN/t", "route": "recycling"},
        {"market": "boiler", "site": "farm", "material": "heat", "price": 0},
    ],
    "links": [
        {
            "from": "farm",
            "to": "town",
            "material": "nopal;digestate",
            "mode": "truck",
            "loss": "1 %",
            "cost_per_amount_and_distance": "2 MXN/t/km",
            "capacity": "60 t/d",
            "fixed_cost": "3 kMXN/year",
            "minimum_load": "1 t/d",
        },
        {"link": "cable", "from": "*", "to": "*", "material": "electricity", "cost_per_amount": 0, "distance": "9 km"},
    ],
    "generation": [
        {
            "generation": "kitchens",
            "site": "town",
            "material": "nopal",
            "population": 2000,
            "per_head": "0.2 kg/d",
            "growth": "1 %/year",
        }
    ],
    "contracts": [
        {"contract": "resin", "of": "resin", "when": "month", "minimum": "1 kg/d", "shortfall_price": "50 %"},
        {"contract": "power", "of": "grid", "maximum": "900 MWh/year"},
    ],
    "sold_before": [{"of": "users", "year": 2024, "amount": "100 item"}],
    "landfill_cells": [
        {"cell": "pit", "of": "fields", "capacity": "900 kt", "opening_cost": "1 MMXN", "closure_cost": "2 kUSD"}
    ],
    "exchange_rates": [{"currency": "USD", "date": "2025-03-01", "rate": "17.2 MXN/USD"}],
    "returns": [{"of": "users", "as": "used crate", "at": "town", "after": "5 years", "share": "80 %"}],
    "effects": [{"effect": "water", "unit": "m3"}],
    "rates": [
        {"at": "washing", "effect": "water", "rate": "3 L/item"},
        {"at": "grid", "effect": "fossil CO2", "rate": "0.444 kg/kWh"},
        {"at": "digester", "effect": "water", "rate": "1 m3/(t/d)/year", "per": "capacity"},
    ],
    "limits": [
        {"limit": "drought", "what": "water", "maximum": "500 m3/year", "over": "town"},
        {"limit": "reuse", "what": "reuse", "of": "moulding; washing", "minimum": "10 %"},
    ],
    "measurements": [{"at": "harvest", "amount": "38 t/d", "uncertainty": "5 %", "slot": "a1"}],
    "slots": [
        {"slot": f"{day}{part}", "hours": 12, "weight": weight, "day": day}
        for day, weight in (("a", 200), ("b", 165))
        for part in (1, 2)
    ],
    "profiles": [
        *({"slot": slot, "tariff [MXN/kWh]": price} for slot, price in (("a1", 1), ("a2", 2), ("b1", 3), ("b2", 4))),
        {"year": 2025, "demand [item/d]": 100},
        {"year": 2030, "demand [item/d]": 150},
    ],
    "scenarios": [{"scenario": "dry", "table": "limits", "row": "drought", "column": "maximum", "value": "9 m3/year"}],
    "uncertainties": [
        {
            "uncertainty": "rain",
            "table": "limits",
            "row": "drought",
            "column": "maximum",
            "low": "-20 %",
            "high": "+10 %",
        }
    ],
}


def tables_from(data: dict[str, list[dict[str, Any]]]) -> Tables:
    """Tables as a reader of files would give them, each row on a line of its own."""
    tables = {}
    for name, rows in data.items():
        headers = dict.fromkeys(key for row in rows for key in row)
        columns = {}
        for header in headers:
            column, _, unit = header.partition(" [")
            columns[column] = TableColumn(column, unit.rstrip("]") or None, [row.get(header) for row in rows])
        tables[name] = Table(name, columns, f"{name}.csv", None, list(range(2, len(rows) + 2)))
    return Tables(tables, Path("nowhere"), None)
