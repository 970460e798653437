"""The result tables held against themselves and against the plan's values: what a reader sees is what was certified."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from ...graph.arrays.flow_graph import Floats, Ints
from ..tables.elements import Elements
from .checks import Check, worst_of
from .codes import Codes
from .readings.book import Book
from .rows.capital.capex_steps_rows import out_of_order_by_size
from .rows.step_rows import out_of_order, out_of_order_by_load
from .table_values import disagreements


def table_checks(tables: Mapping[str, pd.DataFrame], elements: Elements, book: Book) -> list[Check]:
    """Balances, storage, capacities, bounds and limits as the tables tell them, and whether they tell the values."""
    scales, flows = unit_scales(elements), Codes(tables["flows"])
    return [
        _balance(flows, scales),
        _not_negative(flows, scales),
        _storage(tables["stocks"], scales, book),
        _activities(tables["activities"], scales),
        _bounds(tables["bounds"], scales),
        _limits(tables["limits"], scales),
        _capacities(tables["capacities"]),
        *disagreements(tables, flows, book),
        *_steps(book),
    ]


def _steps(book: Book) -> list[Check]:
    """Nothing of a later step of a price, or segment of a curve, where the one before has some left."""
    kinds = (
        ("price steps", out_of_order(book)),
        ("curves by load", out_of_order_by_load(book)),
        ("capex by size", out_of_order_by_size(book)),
    )
    return [
        worst_of(kind, violation.ravel(), size.ravel(), np.minimum(size.ravel(), 1.0) + 1e-12, partial(_at, name))
        for kind, found in kinds
        for name, violation, size in found
    ]


def _at(name: str, _: int) -> str:
    return f"at {name}"


def unit_scales(elements: Elements) -> dict[str, float]:
    """Typed units per canonical unit, by the typed unit's name."""
    scales = dict(zip(elements.pool_unit.tolist(), elements.pool_factor.tolist(), strict=True))
    scales.update(zip(elements.basis.tolist(), elements.basis_factor.tolist(), strict=True))
    scales.update({unit: elements.effect_factor(name) for name, unit in elements.effect_unit.items()})
    return scales


def _combined(table: Codes, columns: list[str]) -> tuple[Ints, int]:
    """One whole number for each different combination of the columns, and how many there are at most."""
    code, size = np.zeros(len(table.frame), dtype=np.int64), 1
    for name in columns:
        part, names = table.of(name)
        code = code * len(names) + part
        size *= max(len(names), 1)
    if size > 20 * len(code) + 1000:  # sparse: renumber
        found, code = np.unique(code, return_inverse=True)
        size = len(found)
    return code, size


def _largest_by(table: Codes, column: str, values: Floats) -> Floats:
    """For each row the largest value among the rows with the same entry."""
    code, names = table.of(column)
    largest = np.zeros(len(names))
    np.maximum.at(largest, code, np.abs(values))
    found: Floats = largest[code]
    return found


def _scale(table: Codes, scales: Mapping[str, float]) -> Floats:
    """(rows,) typed units per canonical unit."""
    codes, names = table.of("unit")
    found: Floats = np.array([scales.get(str(name), 1.0) for name in names], dtype=float)[codes]
    return found


def _balance(flows: Codes, scales: Mapping[str, float]) -> Check:
    amounts = flows.frame["amount"].to_numpy()
    code, size = _combined(flows, ["site", "material", "year", "slot"])
    signed = np.where(flows.holds("direction", "into pool"), amounts, -amounts)
    left = np.abs(np.bincount(code, weights=signed, minlength=size))
    first = np.zeros(size, dtype=np.int64)
    first[code] = np.arange(len(code))
    used = np.bincount(code, minlength=size) > 0
    rows = first[used]
    largest = _largest_by(flows, "material", amounts)[rows] if len(code) else np.zeros(0)
    scale = _scale(flows, scales)[rows] if len(code) else np.zeros(0)
    return worst_of("balance", left[used], largest, scale, lambda worst: _place(flows.frame, int(rows[worst])))


def _place(table: pd.DataFrame, row: int) -> str:
    """A row in words: the names and times it holds."""
    columns = ("limit", "element", "process", "store", "material", "site", "year", "slot")
    names = [name for name in columns if name in table and not (name == "limit" and "element" in table)]
    return "at " + ", ".join(f"{name} {table[name].iloc[row]}" for name in names)


def _not_negative(flows: Codes, scales: Mapping[str, float]) -> Check:
    amounts = flows.frame["amount"].to_numpy()
    size = _largest_by(flows, "material", amounts) if len(amounts) else amounts
    return worst_of("amounts not negative", -amounts, size, _scale(flows, scales), lambda w: _place(flows.frame, w))


def _storage(stocks: pd.DataFrame, scales: Mapping[str, float], book: Book) -> Check:
    """Levels follow from charge, discharge and loss, and each slot opens as the slot before it closed."""
    column = {name: stocks[name].to_numpy() for name in ("opening", "level", "charge", "discharge", "loss")}
    step = column["level"] - (column["opening"] - column["loss"] + column["charge"] - column["discharge"])
    gap = np.zeros(len(stocks))
    if len(stocks):
        inner = np.ones(book.graph.slots, dtype=bool)
        inner[book.calendar.first] = False
        follows = inner[stocks["slot"].to_numpy() - 1]
        gap[follows] = (column["opening"] - np.roll(column["level"], 1))[follows]
    size = np.maximum(_largest_by(Codes(stocks), "store", column["level"]), column["charge"]) if len(stocks) else gap
    violation = np.maximum(np.abs(step), np.abs(gap))
    return worst_of("storage", violation, size, _scale(Codes(stocks), scales), lambda worst: _place(stocks, worst))


def _activities(activities: pd.DataFrame, scales: Mapping[str, float]) -> Check:
    known = activities["capacity"].notna().to_numpy()
    table = activities[known]
    over = table["activity"].to_numpy() - table["capacity"].to_numpy()
    size = np.maximum(np.abs(table["activity"].to_numpy()), np.abs(table["capacity"].to_numpy()))
    return worst_of("capacity", over, size, _scale(Codes(table), scales), lambda worst: _place(table, worst))


def _bounds(bounds: pd.DataFrame, scales: Mapping[str, float]) -> Check:
    known = bounds["limit"].notna().to_numpy()
    table = bounds if known.all() else bounds[known]
    over = (table["value"] - table["limit"]).to_numpy()
    over = np.where((table["bound"] == "minimum").to_numpy(), -over, over)
    size = np.maximum(np.abs(table["value"].to_numpy()), np.abs(table["limit"].to_numpy()))
    return worst_of("bounds", over, size, _scale(Codes(table), scales), lambda worst: _place(table, worst))


def _limits(limits: pd.DataFrame, scales: Mapping[str, float]) -> Check:
    table = limits[limits["value"].notna()]
    value = table["value"].to_numpy()
    over = np.fmax(value - table["maximum"].to_numpy(), table["minimum"].to_numpy() - value)
    size = np.fmax(np.fmax(np.abs(value), np.abs(table["maximum"].to_numpy())), np.abs(table["minimum"].to_numpy()))
    over = np.where(np.isnan(over), 0.0, over)
    return worst_of("limits", over, size, _scale(Codes(table), scales), lambda worst: _place(table, worst))


def _capacities(capacities: pd.DataFrame) -> Check:
    """What is in place is no more than what may be in place."""
    table = capacities[capacities["maximum"].notna() & capacities["in_place"].notna()]
    over = (table["in_place"] - table["maximum"]).to_numpy()
    size = table["maximum"].abs().to_numpy()
    return worst_of("capacity in place", over, size, np.ones(len(table)), lambda worst: _place(table, worst))
