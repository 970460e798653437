"""Files to tables and back: a folder of YAML and CSV, a workbook, or one YAML file, with every cell's place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .read import read_table, read_tables
from .table import CellValue, Column, Table, Tables

if TYPE_CHECKING:
    from ..errors import Problem

__all__ = ["CellValue", "Column", "Table", "Tables", "convert", "read_table", "read_tables", "write_tables"]


def write_tables(tables: Tables, path: str | Path, force: bool = False) -> None:
    """See :func:`mfo.tables.write.write_tables`; imported when first used."""
    from .write import write_tables

    write_tables(tables, path, force)


def convert(source: str | Path, target: str | Path, force: bool = False) -> tuple[Problem, ...]:
    """See :func:`mfo.tables.conversion.convert`; imported when first used."""
    from .conversion import convert

    return convert(source, target, force)
