"""Puts a table together row by row, and tells what is wrong with its structure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ...errors import Findings, Where
from ...translation import SETTING, in_english
from .cell_text import clean, control_character, split_header
from .familiar_names import column_meant, table_meant
from .table import CellValue, Table, TableColumn

MOST_COLUMNS = 2000

_SIGNS = {";": "a semicolon", "|": "a bar", "\t": "a tab", "\n": "a line break"}
_TABLE_NAME = re.compile(r"[a-z][a-z0-9_ -]{0,30}")


def table_name(typed: str, place: Where, findings: Findings) -> str | None:
    """The name of a table, small letters; None where it could not name a sheet and a file alike."""
    name = table_meant(clean(typed), place, findings) or clean(typed).lower()
    if _TABLE_NAME.fullmatch(name):
        return name
    findings.error(
        "table-name",
        f"`{clean(typed)[:40]}` cannot be the name of a table.",
        place,
        "Use the format's tables: plant, materials, sites, supplies, ... What is not to be read begins with #.",
    )
    return None


def read_headers(
    headers: Sequence[str], place: Callable[[int], Where], findings: Findings, table: str = ""
) -> list[tuple[str, str | None] | None]:
    """Name and unit of each header, None where it is blank or wrong. ``place`` gives a header's place by position.

    Names in another language, and what people use to call a column, become the ``table``'s own.
    """
    if len(headers) > MOST_COLUMNS:
        message = f"The table has {len(headers)} columns; it may have {MOST_COLUMNS}."
        findings.error("table-too-wide", message, place(0), "Split it.")
        return []
    read: list[tuple[str, str | None] | None] = []
    seen: dict[str, str] = {}
    typed = frozenset(clean(header).split("[")[0].strip() for header in headers)
    for position, header in enumerate(headers):
        split = _read_header(header, place(position), findings)
        if split and table:
            split = column_meant(table, split[0], typed, place(position), findings), split[1]
        if split and split[0] in seen:
            findings.error(
                "column-twice",
                f"The column `{split[0]}` stands here twice{_as_typed(seen[split[0]], header.strip())}.",
                place(position),
                "Keep one of them.",
            )
            split = None
        elif split:
            seen[split[0]] = header.strip()
        read.append(split)
    return read


def _as_typed(one: str, other: str) -> str:
    return "" if one == other else f", as `{one}` and `{other}`"


def _read_header(header: str, place: Where, findings: Findings) -> tuple[str, str | None] | None:
    if not clean(header):
        return None
    odd = control_character(header)
    if odd:
        findings.error("file-control-character", f"The header holds {odd}.", place, "Delete it.")
        return None
    sign = next((sign for sign in ";|\t\n" if sign in clean(header)), "")
    if sign:
        message = f"The header `{clean(header)[:40]}` holds {_SIGNS[sign]}."
        findings.error("header-sign", message, place, "Use letters, digits, blanks and hyphens.")
        return None
    try:
        return split_header(header)
    except ValueError:
        findings.error(
            "header-brackets",
            f"The header `{clean(header)}` is not a name with a unit in brackets.",
            place,
            "Write it as in `amount [t/d]`.",
        )
        return None


def start_table(name: str, file: str, sheet: str | None) -> Table:
    """A table without columns or rows."""
    return Table(name, {}, file, sheet)


def add_columns(table: Table, headers: Sequence[tuple[str, str | None] | None], place: Callable[[int], Where]) -> None:
    """Give the table a column for each header that is not None."""
    for position, header in enumerate(headers):
        if header:
            table.columns[header[0]] = TableColumn(header[0], header[1], [], place(position))


def name_settings(table: Table) -> None:
    """Give the settings the format's own names, in whatever language they are typed."""
    column = table.columns.get("setting") if table.name == "plant" else None
    if column is not None:
        column.values = [in_english(SETTING, str(value or "")) or value for value in column.values]


def add_row(table: Table, values: Sequence[tuple[str, CellValue]], line: int) -> None:
    """Append a row; columns that ``values`` does not name stay blank."""
    row = dict(values)
    for name, column in table.columns.items():
        column.values.append(row.get(name))
    table.lines.append(line)
