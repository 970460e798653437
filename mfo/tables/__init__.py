"""Files to tables and back: a folder of YAML and CSV, a workbook, or one YAML file, with every cell's place."""

from __future__ import annotations

from .read import read_tables
from .table import CellValue, Column, Table, Tables

__all__ = ["CellValue", "Column", "Table", "Tables", "read_tables"]
