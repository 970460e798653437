"""Scenarios: cells of the tables exchanged before the plant is read, places kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..errors import Findings, UsageError, Where
from ..plant.names import did_you_mean
from ..plant.schema import SETTINGS, TABLES, InputTableSpec
from ..tables.cells.table import CellValue, Table, TableColumn, Tables
from ..tables.formats.yaml_text import yaml_text
from ..translation import SETTING, TABLE, in_english
from .cells.rows import as_names, as_text

Change = tuple[str, str, str, object]


def read_scenarios(tables: Tables, findings: Findings) -> dict[str, tuple[Change, ...]]:
    """Every scenario as (table, row, column, value); a change that finds no cell is a finding at its place."""
    rows = tables.get("scenarios")
    found: dict[str, tuple[Change, ...]] = {}
    if rows is None:
        return found
    for line in range(len(rows)):
        change = _change(rows, line)
        name = as_text(rows.value(line, "scenario"))
        _check(tables, change, rows, line, findings)
        if name:
            found[name] = (*found.get(name, ()), change)
    return found


def changes_by_name(tables: Tables) -> dict[str, tuple[Change, ...]]:
    """The changes of every scenario, of tables whose scenarios were checked when they were read."""
    rows = tables.get("scenarios")
    found: dict[str, tuple[Change, ...]] = {}
    for line in range(len(rows) if rows is not None else 0):
        if rows is not None and (name := as_text(rows.value(line, "scenario"))):
            found[name] = (*found.get(name, ()), _change(rows, line))
    return found


def _change(rows: Table, line: int) -> Change:
    table, row, column = cell_meant(*(as_text(rows.value(line, name)) for name in ("table", "row", "column")))
    return table, row, column, rows.value(line, "value")


def cell_meant(table: str, row: str, column: str) -> tuple[str, str, str]:
    """A cell by the format's own names, where table, column and setting are typed in another language or case.

    >>> cell_meant("Suministros", "gas LP", "precio")
    ('supplies', 'gas LP', 'price')
    """
    own = in_english(TABLE, table)
    if not own:
        return table, row, column
    row = in_english(SETTING, row) or row if own == "plant" else row
    return own, row, in_english(own, column) or column


def _check(tables: Tables, change: Change, rows: Table, line: int, findings: Findings) -> bool:
    table, row, column, _ = change
    spec = TABLES.get(table)
    if spec is None or table in ("scenarios",):
        if table:
            findings.error(
                "table-unknown",
                f"A scenario cannot change a table `{table}`.",
                rows.where(line, "table"),
                did_you_mean(table, TABLES),
            )
        return False
    target = tables.get(table)
    if spec.column(column) is None and (target is None or column not in target.columns):
        every = [*spec.names, *(target.columns if target else ())]
        findings.error(
            "column-unknown",
            f"The table `{table}` has no column `{column}`.",
            rows.where(line, "column"),
            did_you_mean(column, every),
        )
        return False
    if not _lines(target, spec, row) and not _new_setting(spec, row):
        names = [name for each in range(len(target)) for name in _keys(target, spec, each)] if target else []
        findings.error(
            "row-unknown", f"The table `{table}` has no row `{row}`.", rows.where(line, "row"), did_you_mean(row, names)
        )
        return False
    return True


def _new_setting(spec: InputTableSpec, row: str) -> bool:
    return spec.name == "plant" and any(setting.name == row for setting in SETTINGS)


def _keys(table: Table, spec: InputTableSpec, line: int) -> tuple[str, ...]:
    """What a row may be called: its key, a link without a name by its ends, and by its ends and materials."""
    parts = [as_text(table.value(line, column)) for column in spec.key]
    if spec.name == "links" and not parts[0]:
        ends = f"{as_text(table.value(line, 'from'))} > {as_text(table.value(line, 'to'))}"
        return ends, f"{ends}: {', '.join(as_names(table.value(line, 'material')))}"
    return ("; ".join(part for part in parts if part),)


def _lines(table: Table | None, spec: InputTableSpec, row: str) -> list[int]:
    """The lines that a row's name means: its whole key, or the first columns of it."""
    if table is None or not row:
        return []
    keys = [_keys(table, spec, line) for line in range(len(table))]
    exact = [line for line, names in enumerate(keys) if row in names]
    return exact or [line for line, names in enumerate(keys) if names[0].startswith(f"{row}; ")]


def apply_scenario(tables: Tables, name: str) -> Tables:
    """The tables with a scenario's cells exchanged; the original stays as it is.

    Raises :class:`UsageError` where there is no such scenario or a change finds no cell.
    """
    findings = Findings()
    scenarios = read_scenarios(tables, findings)
    if name not in scenarios:
        remedy = did_you_mean(name, scenarios) or "Add rows of that name to the table `scenarios`."
        findings.error("scenario-unknown", f"There is no scenario `{name}`.", None, remedy)
    findings.raise_errors(UsageError)
    return exchanged(tables, scenarios[name])


def exchanged(tables: Tables, changes: Iterable[Change]) -> Tables:
    """The tables with cells exchanged; the original stays as it is. Each change must find its cell."""
    changed = replace(tables, tables=dict(tables.tables))
    for table, row, column, value in changes:
        old = changed.tables[table]
        if old is tables.tables.get(table):
            changed.tables[table] = old.copied()
        _exchange(changed.tables[table], TABLES[table], row, column, value)  # type: ignore[arg-type]
    return changed


def with_change(tables: Tables, base: str | None, name: str, change: Change) -> Tables:
    """The tables with one scenario more: what ``base`` changes, and then one cell (table, row, column, value).

    A cell that ``base`` changes too is changed once. The new rows stand at the end of the table ``scenarios``; the
    original tables stay as they are.
    """
    held = tables.get("scenarios")
    rows = Table("scenarios", {}, None, "scenarios") if held is None else held.copied()
    for column in ("scenario", "table", "row", "column", "value"):
        rows.columns.setdefault(column, TableColumn(column, None, [None] * len(rows)))
    known = range(len(rows)) if base is not None else ()
    taken = [_change(rows, line) for line in known if as_text(rows.value(line, "scenario")) == base]
    kept = [cells for cells in taken if cells[:3] != change[:3]]
    for cells in (*kept, change):
        for typed, value in zip(rows.columns.values(), _cells(rows, name, cells), strict=True):
            typed.values.append(value)
        rows.lines.append(0)
    changed = replace(tables, tables={**tables.tables, "scenarios": rows})
    return replace(changed, made=yaml_text(list(changed.tables.values())))


def with_scenarios(tables: Tables, scenarios: Mapping[str, Sequence[Change]]) -> Tables:
    """The tables with these scenarios in place of their own; the original stays as it is."""
    names = ("scenario", "table", "row", "column", "value")
    every = [(name, *change) for name, changes in scenarios.items() for change in changes]
    columns = {
        name: TableColumn(name, None, [row[place] for row in every])  # type: ignore[misc]
        for place, name in enumerate(names)
    }
    rows = Table("scenarios", columns, None, "scenarios", [0] * len(every))
    changed = replace(tables, tables={**tables.tables, "scenarios": rows})
    return replace(changed, made=yaml_text(list(changed.tables.values())))


def _cells(rows: Table, name: str, change: Change) -> list[CellValue]:
    """A row of ``scenarios`` in the order of its columns; further ones stay blank."""
    cells = dict(zip(("scenario", "table", "row", "column", "value"), (name, *change), strict=True))
    return [cells.get(column) for column in rows.columns]  # type: ignore[misc]


def cells_of(tables: Tables, table: str, row: str, column: str) -> list[tuple[CellValue, str | None]]:
    """What stands in the cells that a change would exchange, each with the unit of its header; blank cells are None."""
    target = tables.get(table)
    if target is None or table not in TABLES:
        return []
    header = target.columns[column].unit if column in target.columns else None
    return [(target.value(line, column), header) for line in _lines(target, TABLES[table], row)]


def changed_cells(tables: Tables, rows: Table, line: int) -> list[Where]:
    """The places of the cells that a row of ``scenarios`` exchanges; none for a setting left at its default."""
    table, row, column, _ = _change(rows, line)
    target = tables.get(table)
    if target is None or table not in TABLES:
        return []
    return [target.where(each, column) for each in _lines(target, TABLES[table], row)]


def _exchange(table: Table, spec: InputTableSpec, row: str, column: str, value: CellValue) -> None:
    lines = _lines(table, spec, row)
    if not lines:  # a setting that was left at its default
        for name, cell in (("setting", row), ("value", value)):
            table.columns[name].values.append(cell)
        table.lines.append(table.lines[-1] if table.lines else 1)
        return
    if column not in table.columns:
        table.columns[column] = TableColumn(column, None, [None] * len(table), table.where())
    for line in lines:
        table.columns[column].values[line] = value
