"""The columns of every result table, in order, and what each holds. ``docs/results.md`` says what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

Kind = Literal["text", "whole", "number", "flag"]

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(
        ("element", "kind", "route", "site", "owner", "material", "direction", "unit", "process", "store", "effect",
         "category", "account", "limit", "price_unit", "bound", "indicator", "formula", "code", "message", "where",
         "remedy", "severity", "label", "name", "value_text", "default", "source", "standing", "quantity", "detail",
         "words", "against", "against_unit", "use", "key", "property", "applied", "region", "reference", "licence"),
        "text"),
    **dict.fromkeys(("year", "slot", "scope", "point"), "whole"),
    **dict.fromkeys(("on", "open", "binding", "measured", "this_plan"), "flag"),
}  # fmt: skip

_TABLES = {
    "flows": "year slot element kind route site owner material direction amount unit",
    "activities": "year slot process site owner route activity unit capacity utilisation on",
    "stocks": "year slot store site material opening level charge discharge loss capacity unit",
    "capacities": "year process site owner existing built in_place maximum unit open first_year last_year",
    "ledger": "year element kind site owner route effect category account scope amount unit weight",
    "costs": "year category account amount unit weight",
    "emissions": "year effect category account scope amount unit weight",
    "limits": "limit year slot value minimum maximum unit binding price price_unit until",
    "prices": "year slot site material price unit",
    "bounds": "year slot element kind bound value limit unit binding price price_unit until",
    "reduced_costs": "year slot element kind material amount reduced_cost unit",
    "indicators": "year indicator value unit numerator denominator formula",
    "changes": "element kind site owner material today plan change unit cost_change emissions_change displaced_change "
    "words",
    "problems": "code message where remedy severity",
    "times": "year slot label hours weight span discount",
    "materials": "material unit mass energy carbon",
    "sources": "process name value default source standing",
    "datasets": "name use key property value unit low high applied region year source reference licence standing",
    "closures": "process quantity material amount_in amount_out loss unit detail",
    "curve": "point effect amount unit against against_amount against_unit price price_unit this_plan",
}
TABLES: tuple[str, ...] = tuple(_TABLES)
"""All tables of a plan, in the order of the documentation."""

_OTHERWISE: dict[tuple[str, str], Kind] = {("bounds", "limit"): "number", ("sources", "value"): "text",
                                         ("datasets", "year"): "text"}  # fmt: skip


def columns_of(table: str) -> dict[str, Kind]:
    """The columns of a table and what each holds: text, whole numbers, numbers, or flags (True, False)."""
    names = _TABLES[table].split()
    return {name: _OTHERWISE.get((table, name), _KINDS.get(name, "number")) for name in names}


def frame(table: str, columns: Mapping[str, Any]) -> pd.DataFrame:
    """A result table from one array or list a column; every column gets the kind that its table gives it.

    Blank text is ``""``, a blank number nan. Further columns beyond the table's own are kept as they are.
    """
    kinds = columns_of(table)
    built = {name: typed(columns[name], kind) for name, kind in kinds.items()}
    extra = {name: values for name, values in columns.items() if name not in kinds}
    return pd.DataFrame({**built, **extra})


def typed(values: Any, kind: Kind) -> Any:
    """Values as the kind of a column."""
    if kind == "text":
        return pd.array(values, dtype="str") if len(values) else pd.array([], dtype="str")
    if kind == "whole":
        return np.asarray(values, dtype=np.int64)
    return np.asarray(values, dtype=bool if kind == "flag" else np.float64)


def empty(table: str) -> pd.DataFrame:
    """A table without rows."""
    return frame(table, {name: [] for name in columns_of(table)})


def rows(table: str, records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """A small table from one mapping a row."""
    return frame(table, {name: [record[name] for record in records] for name in columns_of(table)})
