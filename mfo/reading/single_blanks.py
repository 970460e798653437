"""Names with several blanks in a row, which nobody sees: read with one, and told once."""

from __future__ import annotations

import re

from ..errors import Problem, Where
from ..plant.schema import TABLES
from ..tables.cells.table import Tables

_SEVERAL = re.compile(r"  +")
_NAMED = ("row",)  # of scenarios and uncertainties: a name, though a text to its column


def single_blanks(tables: Tables) -> Tables:
    """The same tables, in which every name has single blanks; a warning says so where the first stands.

    What is written back (`convert`, a page that saves) keeps what was typed.
    """
    first: tuple[str, Where] | None = None
    count = 0
    for name, spec in TABLES.items():
        table = tables.get(name)
        if table is None:
            continue
        for column in spec.columns:
            values = table.columns[column.name].values if column.name in table.columns else []
            if not (column.refers or column.name in (*spec.key, *_NAMED)):
                continue
            for row, value in enumerate(values):
                if isinstance(value, str) and "  " in value:
                    values[row] = _SEVERAL.sub(" ", value)
                    first = first or (value, table.where(row, column.name))
                    count += 1
    if first is not None:
        tables.problems.append(
            Problem(
                "name-read-as",
                f"`{first[0]}` has several blanks in a row, and is read with one; so it is with {count} names in all."
                if count > 1
                else f"`{first[0]}` has several blanks in a row, and is read with one.",
                first[1],
                "Type one blank, or leave it so.",
                "warning",
            )
        )
    return tables
