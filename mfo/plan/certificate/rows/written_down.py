"""The whole program, written down again from the graph."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from ....graph.arrays.families import FURTHER
from ....graph.arrays.flow_graph import FixedRows, Floats, LimitRows
from ...tables.elements import Elements, texts
from ..readings.book import Book
from .capacity_rows import capacity_columns, capacity_rows
from .flow_rows import flow_columns, flow_rows
from .limit_rows import limit_rows
from .step_rows import step_columns, step_rows
from .storage_rows import storage_columns, storage_rows


def written_down(
    elements: Elements, values: Mapping[str, Floats], limits: tuple[LimitRows, ...], fixed: tuple[FixedRows, ...]
) -> Book:
    """All columns at a plan's values, and all rows that must hold."""
    book = Book(elements, values, limits, fixed)
    flow_columns(book)
    capacity_columns(book)
    storage_columns(book)
    step_columns(book)
    for name in FURTHER:
        _further(name).columns(book)
    book.column("constant", texts(["one"]), (1, book.graph.years), 1.0, 1.0)
    flow_rows(book)
    capacity_rows(book)
    storage_rows(book)
    step_rows(book)
    for name in FURTHER:
        _further(name).rows(book)
    limit_rows(book)
    return book


def _further(name: str) -> ModuleType:
    """The rows of a family that is found by its entry in the registry."""
    return import_module(f".{name}_rows", __package__)
