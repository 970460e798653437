"""Where units stand: in the header of a sheet's column, or in each cell of a YAML file, without changing any meaning.

A column whose every number carries the same unit may have it in its header instead, and the other way round. Columns
of names are left alone: a product may be called ``45 kg``.
"""

from __future__ import annotations

from ...units import UnitError, looks_like_number, parse_unit, split_quantity
from .cell_text import resolve, text_of
from .table import CellValue, Table, TableColumn, Tables

TEXT_COLUMNS = frozenset(
    """
    setting value material unit like site owner supply take process model route accepts names recipe role per at
    property store market replaces link from to mode of sold as after effect limit what over when slot year day build
    outages closable today carry across_days scenario table row column source note notes
    waste hazardous hazard_class waste_code waste_class basel_code scope loss_is_outlet distribution low middle high
    generation separated_as ages counts retires construction_years
    control participation_cost credits cleaned highest_of currency date travel_time cell open
    contract tiers tier_units optional
    amount_by_load variable_cost_by_load capex_by_size gas gas_as gas_parameters per_head
    """.split()  # noqa: SIM905 - reads better than quoted names
)
"""Columns that hold names or texts, whose cells are never taken apart."""

_WHOLE_TABLES = ("plant", "profiles", "scenarios", "uncertainties")


def units_in_headers(table: Table) -> Table:
    """The table with the unit of a column moved from its cells to its header, where all its numbers share one."""
    return _with_columns(table, [_hoisted(table, column) for column in table.columns.values()])


def units_in_cells(table: Table) -> Table:
    """The table with each header's unit moved into the cells of its column, where that says the same."""
    return _with_columns(table, [_folded(table, column) for column in table.columns.values()])


def _with_columns(table: Table, columns: list[TableColumn]) -> Table:
    named = {column.name: column for column in columns}
    return Table(table.name, named, table.file, table.sheet, table.lines, table.cell_lines, table.letters)


def _holds_names(table: Table, column: TableColumn) -> bool:
    return _names_in(table.name, column.name)


def _names_in(table: str, column: str) -> bool:
    return table in _WHOLE_TABLES or column in TEXT_COLUMNS


def _hoisted(table: Table, column: TableColumn) -> TableColumn:
    if column.unit is not None or _holds_names(table, column):
        return column
    split = [_split(value) for value in column.values]
    units = {unit for _, unit in split if unit is not None}
    if len(units) != 1 or any(_leans_on_header(number) for number, unit in split if unit is None):
        return column
    return TableColumn(column.name, units.pop(), [number for number, _ in split], column.where)


def _folded(table: Table, column: TableColumn) -> TableColumn:
    if column.unit is None or _holds_names(table, column) or not _may_fold(column):
        return column
    values = [f"{text_of(value)} {column.unit}" if _is_number(value) else value for value in column.values]
    return TableColumn(column.name, None, values, column.where)


def _may_fold(column: TableColumn) -> bool:
    """Whether every number of the column can take the header's unit, and there is one to keep it."""
    if not any(_is_number(value) for value in column.values) or "[" in (column.unit or "") or not _known(column.unit):
        return False
    others = (value for value in column.values if not _is_number(value) and _split(value)[1] is None)
    return not any(_leans_on_header(value) for value in others)


def _split(value: CellValue) -> tuple[CellValue, str | None]:
    """``40 t/d`` -> (40, ``t/d``); a cell that is no number with a unit comes back as it is."""
    if not isinstance(value, str) or not looks_like_number(value):
        return value, None
    try:
        number, unit = split_quantity(value)
        parse_unit(unit)
    except UnitError:
        return value, None
    resolved = resolve(number)
    return (resolved, unit) if unit and _is_number(resolved) else (value, None)


def _known(unit: str | None) -> bool:
    try:
        return bool(unit) and parse_unit(unit or "") is not None
    except UnitError:
        return False


def _is_number(value: CellValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _leans_on_header(value: CellValue) -> bool:
    """Whether a header's unit may say something about a cell without one: a number, or a product of factors."""
    return _is_number(value) or (isinstance(value, str) and (looks_like_number(value) or "*" in value))


Said = CellValue | tuple[CellValue, str]
"""What a cell says: a value, or a number with its unit as typed."""

Normal = dict[str, tuple[list[dict[str, Said]], dict[str, str]]]


def normal_form(tables: Tables) -> Normal:
    """What the tables say, whatever their container: rows with units in cells, and the units of headers that stay.

    Two containers hold the same plant exactly if their normal forms are equal. Blank cells, blank columns and the
    columns of tables without rows do not count.
    """
    normal: Normal = {}
    for name, table in tables.tables.items():
        columns = [column for column in units_in_cells(table).columns.values() if any(map(_present, column.values))]
        rows = [
            {column.name: _normal_cell(table, column, row) for column in columns if _present(column.values[row])}
            for row in range(len(table))
        ]
        if rows:
            normal[name] = rows, {column.name: column.unit for column in columns if column.unit is not None}
    return normal


def _present(value: CellValue) -> bool:
    return value is not None


def _normal_cell(table: Table, column: TableColumn, row: int) -> Said:
    return _said(table.name, column.name, column.values[row])


def _said(table: str, column: str, value: CellValue) -> Said:
    number, unit = (value, None) if _names_in(table, column) else _split(value)
    return value if unit is None else (number, unit)


def first_difference(old: Tables, new: Tables) -> str:
    """The first difference between what two containers say, blank where there is none."""
    before, after = normal_form(old), normal_form(new)
    for name in [*before, *after]:
        if name not in after or name not in before:
            return f"the table `{name}` stands in one of them only"
        rows, units = before[name]
        new_rows, new_units = after[name]
        if len(rows) != len(new_rows) or units != new_units:
            return f"the table `{name}` has other rows or units"
        for row, (one, other) in enumerate(zip(rows, new_rows, strict=True)):
            if one.keys() != other.keys() or not all(_same(one[key], other[key]) for key in one):
                return f"row {row + 1} of `{name}` differs"
    return ""


def same_value(table: str, column: str, one: CellValue, other: CellValue) -> bool:
    """Whether two cells of a column say the same in the same words, whatever the container they were kept in."""
    return _same(_said(table, column, one), _said(table, column, other))


def quantity_of(table: str, column: str, value: CellValue, unit: str = "") -> tuple[float, str] | None:
    """Number and unit of a cell, ``unit`` where it has none of its own; None for names and texts."""
    if table not in _WHOLE_TABLES and column in TEXT_COLUMNS:
        return None
    number, own = _split(value)
    return (float(number), own or unit) if _is_number(number) else None  # type: ignore[arg-type]


def _same(one: Said, other: Said) -> bool:
    """Whether two cells say the same; a workbook keeps 15 digits of a number."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return one[1] == other[1] and _same(one[0], other[0])
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-15 * abs(one)
    return one == other
