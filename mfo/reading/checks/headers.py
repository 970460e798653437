"""Checks of a table as a whole, before its cells are read: known columns, needed cells, repeated rows, headers."""

from __future__ import annotations

from ...errors import Findings, Where
from ...plant.lookalikes import skeleton, stranger
from ...plant.names import did_you_mean
from ...plant.quantities import CellError, unit_of
from ...plant.schema import SETTINGS, TABLES, InputTableSpec
from ...tables.cells.table import Table, TableColumn, Tables
from ..cells.rows import as_text

FEW = 2  # cells that a total or a note under a table has


def check_tables(tables: Tables, findings: Findings) -> None:
    """Refuse unknown tables, missing ones, unknown columns and settings, blank needed cells and repeated rows."""
    for name, table in tables.tables.items():
        if name not in TABLES:
            findings.error(
                "table-unknown",
                f"There is no table `{name}` in the plant format.",
                table.where(),
                _unread(did_you_mean(name, TABLES), table),
            )
    for name, spec in TABLES.items():
        found = tables.get(name)
        if found is None:
            if spec.needed:
                findings.error(
                    "table-missing",
                    f"The plant has no table `{name}`.",
                    Where(tables.source.name),
                    f"Add it: {'the settings' if name == 'plant' else 'a row is ' + spec.row}.",
                )
            continue
        check_table(found, spec, findings)
        if spec.needed and not len(found):
            findings.error("table-empty", f"The table `{name}` has no rows.", found.where(), "Add at least one.")


def _unread(near: str, table: Table) -> str:
    if table.file and table.file.lower().endswith((".xlsx", ".xlsm")):
        return f"{near} A sheet of notes is not read if its name begins with `#`.".strip()
    return near or "Remove it."


def check_table(table: Table, spec: InputTableSpec, findings: Findings) -> None:
    """Check one table against its schema."""
    _check_columns(table, spec, findings)
    _check_needed(table, spec, findings)
    if spec.unique and spec.key:
        _check_unique(table, spec, findings)
    if spec.key and (column := spec.column(spec.key[0])) and column.kind == "name" and not column.refers:
        _check_names(table, column.name, findings)


def _check_columns(table: Table, spec: InputTableSpec, findings: Findings) -> None:
    mistaken = _mistaken(table, spec, findings)
    for name, column in table.columns.items():
        if name == mistaken:
            continue
        known = spec.column(name)
        if known is None and not spec.further:
            findings.error(
                "column-unknown",
                f"The table `{spec.name}` has no column `{name}`.",
                table.where(None, name),
                did_you_mean(name, spec.names) or _columns_of(spec),
            )
        if column.unit is None or (known and known.kind == "text" and known.name == "after"):
            continue
        if known and known.kind not in ("number", "share"):
            findings.error(
                "unit-misplaced",
                f"The column `{name}` holds {known.kind}, not numbers with a unit.",
                table.where(None, name),
                "Take the unit out of the header.",
            )
            continue
        try:
            unit_of(column.unit)
        except CellError as error:
            findings.error(error.code, error.message, table.where(None, name), error.remedy)
            column.values[:] = [None] * len(column.values)
    for column_spec in () if mistaken else spec.columns:
        choices = " or ".join(f"`{choice}`" for choice in column_spec.choices)
        if column_spec.needed and column_spec.name not in table.columns and len(table):
            findings.error(
                "column-missing",
                f"The table `{spec.name}` lacks the column `{column_spec.name}`.",
                table.where(),
                f"Add it: {column_spec.meaning} Write {choices}." if choices else f"Add it: {column_spec.meaning}",
            )


def _mistaken(table: Table, spec: InputTableSpec, findings: Findings) -> str:
    """The one column that the table does not know, where one that it needs is missing: most likely it is that one."""
    unknown = [name for name in table.columns if spec.column(name) is None and not spec.further]
    missing = [column for column in spec.columns if column.needed and column.name not in table.columns]
    if len(unknown) != 1 or len(missing) != 1 or not len(table):
        return ""
    findings.error(
        "column-missing",
        f"The table `{spec.name}` lacks the column `{missing[0].name}`, and has no column `{unknown[0]}`.",
        table.where(None, unknown[0]),
        f"Call it `{missing[0].name}` if it is that one; else add it: {missing[0].meaning}",
    )
    return unknown[0]


def _columns_of(spec: InputTableSpec) -> str:
    return f"Its columns are {', '.join(f'`{name}`' for name in spec.names)}; notes stand in a column `notes`."


def _check_needed(table: Table, spec: InputTableSpec, findings: Findings) -> None:
    remarks = _remarks(table, spec, findings)
    for column_spec in spec.columns:
        column = table.columns.get(column_spec.name)
        if not column_spec.needed or column is None:
            continue
        for row, value in enumerate(column.values):
            if _is_blank(value) and row not in remarks:
                remedy = f"Type {_zero(column_spec.unit)} if it is nothing." if "price" in column_spec.name else ""
                choices = " or ".join(f"`{choice}`" for choice in column_spec.choices)
                remedy = remedy or (f"Write {choices}. It says: {column_spec.meaning}" if choices else "")
                findings.error(
                    "value-missing",
                    f"`{column_spec.name}` is blank.",
                    table.where(row, column_spec.name),
                    remedy or f"It is needed: {column_spec.meaning}",
                )


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _remarks(table: Table, spec: InputTableSpec, findings: Findings) -> set[int]:
    """Rows that are hardly rows of the table, such as a total or a note under it: each told once."""
    needed = [column.name for column in spec.columns if column.needed and column.name in table.columns]
    found: set[int] = set()
    for row in range(len(table)):
        blank = [name for name in needed if _is_blank(table.value(row, name))]
        if len(blank) <= FEW:
            continue
        given = [name for name in table.columns if not _is_blank(table.value(row, name))]
        if 0 < len(given) <= FEW:
            first, names = as_text(table.value(row, given[0])), ", ".join(f"`{name}`" for name in blank)
            findings.error(
                "value-missing",
                f"The row `{first}` lacks {names}.",
                table.where(row, given[0]),
                "Fill them in; if it is a total or a note, take it out of the table.",
            )
            found.add(row)
    return found


def _zero(pattern: str) -> str:
    return "0" if pattern else "a number"


def _check_unique(table: Table, spec: InputTableSpec, findings: Findings) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for row in range(len(table)):
        key = tuple(as_text(table.value(row, column)) for column in spec.key)
        if not any(key):
            continue
        if key in seen:
            first = table.where(seen[key], spec.key[0])
            words = ", ".join(f"`{part}`" for part in key if part)
            findings.error(
                "row-twice",
                f"{words} stands in two rows of `{spec.name}`; the first is at {first}.",
                table.where(row, spec.key[0]),
                "Rename one or remove it." if len(spec.key) == 1 else "Put both into one row, or remove one.",
            )
        seen.setdefault(key, row)


def _check_names(table: Table, column: str, findings: Findings) -> None:
    """Names that no list could hold, and two names that look the same."""
    seen: dict[str, tuple[str, int]] = {}
    for row in range(len(table)):
        name = as_text(table.value(row, column))
        if ";" in name:
            findings.error(
                "name-semicolon",
                f"The name `{name}` holds a semicolon, which parts the names of a list.",
                table.where(row, column),
                "Write a comma, or `and`.",
            )
        other, first = seen.setdefault(skeleton(name), (name, row))
        told = stranger(name, other)
        if told:
            findings.warn(
                "name-alike",
                f"`{name}` looks like `{other}` at {table.where(first, column)} and is another name. {told}",
                table.where(row, column),
                "Type both with the same letters, or rename one.",
            )


def settings_table(tables: Tables, findings: Findings) -> Table:
    """The settings as a table of one row, a column each, every cell with its own place."""
    typed = tables.get("plant")
    flat = Table("plant", {}, lines=[1])
    if typed is None:
        return flat
    flat.file, flat.sheet = typed.file, typed.sheet
    known = {setting.name: setting for setting in SETTINGS}
    for row in range(len(typed)):
        name = as_text(typed.value(row, "setting"))
        if name not in known:
            if name:
                findings.error(
                    "setting-unknown",
                    f"There is no setting `{name}`.",
                    typed.where(row, "setting"),
                    did_you_mean(name, known) or f"The settings are {', '.join(f'`{each}`' for each in known)}.",
                )
            continue
        flat.columns[name] = TableColumn(name, None, [typed.value(row, "value")], typed.where(row, "value"))
        flat.cell_lines[(0, name)] = typed.cell_lines.get((row, "value"), typed.lines[row])
        if "value" in typed.letters:
            flat.letters[name] = typed.letters["value"]
    for setting in SETTINGS:
        if setting.needed and (setting.name not in flat.columns or flat.value(0, setting.name) is None):
            place = flat.where(0, setting.name) if setting.name in flat.columns else typed.where()
            findings.error(
                "setting-missing",
                f"The setting `{setting.name}` is missing.",
                place,
                f"Add it, such as `{setting.name}: {setting.example}`.",
            )
    return flat
