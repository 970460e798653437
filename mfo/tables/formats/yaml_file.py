"""Reads tables from a YAML file: a mapping of settings under ``plant``, and a list of rows for every other table."""

from __future__ import annotations

from pathlib import Path

from ...errors import Findings, Where
from ..cells.builder import add_row, read_headers, table_name
from ..cells.cell_text import clean, resolve
from ..cells.table import CellValue, Table, TableColumn
from .file_guards import decode, read_bytes
from .yaml_tree import Mapping, Node, Scalar, Sequence, read_tree

_ROWS = "Write a list of rows, such as `- {site: yard, owner: town}`."


def read_yaml(path: Path, shown: str, findings: Findings, inside: Path | None = None) -> dict[str, Table]:
    """The tables of a YAML file by name; what is wrong goes to the findings."""
    content = read_bytes(path, shown, findings, inside)
    text = None if content is None else decode(content, shown, findings)
    root = None if text is None else read_tree(text, shown, findings)
    if root is None:
        return {}
    if not isinstance(root, Mapping):
        message = "The file is no mapping of tables."
        findings.error("yaml-not-tables", message, Where(shown, line=root.line), "Start with `plant:`.")
        return {}
    tables: dict[str, Table] = {}
    for key, node in root.items.items():
        place = Where(shown, key, root.key_lines[key])
        name = table_name(key, place, findings)
        if name in tables:
            message = f"The table `{name}` stands here again, whatever the size of its letters."
            findings.error("table-twice", message, place, "Keep one of them.")
        elif name is not None and (table := _table(name, node, place, findings)) is not None:
            tables[name] = table
    return tables


def _table(name: str, node: Node, place: Where, findings: Findings) -> Table | None:
    table = Table(name, {}, place.file, place.sheet)
    if isinstance(node, Scalar):
        if clean(node.text) == "":
            return table  # `sites:` with nothing below
        findings.error(
            "yaml-not-rows",
            f"`{name}` holds `{clean(node.text)[:40]}` where a table should stand.",
            place,
            "Settings belong under `plant:`. " + _ROWS,
        )
        return None
    if name == "plant" and isinstance(node, Mapping):
        _settings(table, node, findings)
    elif isinstance(node, Mapping):
        findings.error("yaml-not-rows", f"`{name}` is a mapping, not a list of rows.", place, _ROWS)
        return None
    else:
        _rows(table, node, findings)
    return table


def _settings(table: Table, node: Mapping, findings: Findings) -> None:
    keys: list[CellValue] = []
    values: list[CellValue] = []
    for key, value in node.items.items():
        line = node.key_lines[key]
        cell, at = _cell(value, Where(table.file, table.sheet, line, key), findings)
        if at != line:
            table.cell_lines[len(table.lines), "value"] = at
        keys.append(clean(key))
        values.append(cell)
        table.lines.append(line)
    table.columns = {"setting": TableColumn("setting", None, keys), "value": TableColumn("value", None, values)}


def _rows(table: Table, node: Sequence, findings: Findings) -> None:
    names: dict[str, str | None] = {}  # column by key as typed, None where the key is no header
    for item in node.items:
        if not isinstance(item, Mapping):
            found = f"`{clean(item.text)[:40]}`" if isinstance(item, Scalar) else "a list"
            findings.error(
                "yaml-not-rows",
                f"The row is {found}, not columns with values.",
                Where(table.file, table.sheet, item.line),
                _ROWS,
            )
            continue
        row = _row(table, item, names, findings)
        if any(value is not None for _, value in row):
            add_row(table, row, item.line)
        else:
            _forget_row(table)


def _row(table: Table, item: Mapping, names: dict[str, str | None], findings: Findings) -> list[tuple[str, CellValue]]:
    values: list[tuple[str, CellValue]] = []
    position = len(table.lines)
    for key, node in item.items.items():
        line = item.key_lines[key]
        if key not in names:
            names[key] = _new_column(table, key, line, findings)
        name = names[key]
        if name is None:
            continue
        cell, at = _cell(node, Where(table.file, table.sheet, line, name), findings)
        if at != item.line:
            table.cell_lines[position, name] = at
        values.append((name, cell))
    return values


def _forget_row(table: Table) -> None:
    position = len(table.lines)
    table.cell_lines = {cell: line for cell, line in table.cell_lines.items() if cell[0] != position}


def _new_column(table: Table, key: str, line: int, findings: Findings) -> str | None:
    place = Where(table.file, table.sheet, line, clean(key) or "without a name")
    if not clean(key):
        findings.error("column-nameless", "The key is blank.", place, "Write the column's name.")
        return None
    header = read_headers([key], lambda _: place, findings, table.name)[0]
    if header is None:
        return None
    name, unit = header
    known = table.columns.get(name)
    if known is None:
        table.columns[name] = TableColumn(name, unit, [None] * len(table.lines), place)
    elif known.unit != unit:
        other = name if known.unit is None else f"{name} [{known.unit}]"
        findings.error(
            "column-twice",
            f"The column `{name}` stands here as `{clean(key)}`, before as `{other}`.",
            place,
            "Write the column's name alike in all rows, and the unit in the cell: 40 t/d.",
        )
        return None
    return name


def _cell(node: Node, place: Where, findings: Findings) -> tuple[CellValue, int]:
    """The value of a cell and its line. A list becomes text separated by semicolons, as it stands in a sheet."""
    if isinstance(node, Scalar):
        return resolve(node.text), node.line
    if isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
        texts = [clean(item.text) for item in node.items if isinstance(item, Scalar)]
        if any(";" in text for text in texts):
            message = "A text of the list holds a semicolon, which separates texts in a sheet."
            findings.error("list-semicolon", message, place, "Use another sign.")
        return resolve("; ".join(texts)), node.line
    findings.error(
        "cell-nested",
        "The cell holds a mapping or a list of lists.",
        place,
        "Write one value, or a list of names: [yard, tip].",
    )
    return None, node.line
