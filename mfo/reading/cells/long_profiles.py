"""A table of profiles typed with a row for each profile and value, where each profile is a column: told as that."""

from __future__ import annotations

from collections.abc import Container

from ...errors import Findings
from ...plant.quantities import PLAIN, CellError, parse_number
from ...tables.cells.table import Table

HEADS = frozenset({"profile", "perfil", "name", "nombre"})
VALUES = frozenset({"value", "valor", "amount", "cantidad"})
"""Heads, in lower case, that stand for no profile of that name where both are there."""


def typed_long(table: Table, known: Container[str], findings: Findings) -> dict[str, str | None] | None:
    """The unit (or None) of each profile where the table has a row for each of its values, which is an error.

    None where each profile has a column, as it must.
    """
    heads = {name.casefold(): name for name in table.columns if name not in known}
    head = next((heads[each] for each in HEADS if each in heads), None)
    value = next((heads[each] for each in VALUES if each in heads), None)
    if head is None or value is None:
        return None
    names = [str(cell) for cell in table.columns[head].values if isinstance(cell, str) and not PLAIN.match(cell)]
    if not names:
        return None
    findings.error(
        "column-unknown",
        f"The table `profiles` has a row for each value, in the columns `{head}` and `{value}`; each profile must be a "
        "column of its own.",
        table.columns[head].where or table.where(),
        f"Head a column `{names[0]}`, write its values below it, a row for each slot or year, and drop `{head}` and "
        f"`{value}`.",
    )
    units = [_unit(table.value(row, value), table.columns[value].unit) for row in range(len(table))]
    return {str(table.value(row, head)): unit for row, unit in zip(range(len(table)), units, strict=True)}


def _unit(cell: object, of_head: str | None) -> str | None:
    if of_head is not None or not isinstance(cell, str):
        return of_head
    try:
        number = parse_number(cell, None)
    except CellError:
        return None
    return number.unit.typed if number.unit else None
