"""A plant in parts, a firm each, and put together again: so that nobody has to show another what it pays.

Each part has the settings, materials, effects, slots and sites of the plant, and of all else the rows that are its
owner's; what has no owner, or several, is a part of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace

from ..errors import Findings, PlantError
from ..plant.schema import TABLES
from ..reading.cells.rows import as_names, as_text
from ..tables.cells.table import Table, TableColumn, Tables
from ..tables.cells.units_placement import units_in_cells

COMMON = ("plant", "materials", "sites", "effects", "slots")  # in every part
AT_SITE = {
    "supplies": "supply",
    "generation": "generation",
    "processes": "process",
    "stores": "store",
    "markets": "market",
}
BY_ELEMENT = {
    "recipes": "process",
    "quality": "at",
    "rates": "at",
    "contracts": "of",
    "measurements": "at",
    "returns": "of",
    "sold_before": "of",
}
SHARED = "shared"  # the part of what has no owner, or several


def split_tables(tables: Tables) -> dict[str, Tables]:
    """The parts of a plant by owner, and what is nobody's or several owners' under ``shared``."""
    owner_of_site = _column(tables.get("sites"), "site", "owner")
    owner_of = _elements(tables, owner_of_site)
    owners = list(dict.fromkeys([*filter(None, owner_of_site.values()), *filter(None, owner_of.values())]))
    parts = {name: replace(tables, tables={}, problems=[]) for name in (*owners, SHARED)}
    for name, table in tables.tables.items():
        whose = _whose(name, table, owner_of_site, owner_of)
        for owner, part in parts.items():
            if name in COMMON:
                part.tables[name] = table
            elif name != "profiles":
                rows = [row for row in range(len(table)) if (whose(row) or SHARED) == owner]
                if rows:
                    part.tables[name] = _rows(table, rows)
    if (profiles := tables.get("profiles")) is not None:
        for part in parts.values():
            _add_profiles(part, profiles)
    return parts


def _column(table: Table | None, key: str, value: str) -> dict[str, str]:
    if table is None:
        return {}
    return {as_text(table.value(row, key)): as_text(table.value(row, value)) for row in range(len(table))}


def _elements(tables: Tables, owner_of_site: dict[str, str]) -> dict[str, str]:
    """The owner of each supply, process, store, market and named link."""
    found: dict[str, str] = {}
    for name, key in AT_SITE.items():
        for element, site in _column(tables.get(name), key, "site").items():
            found[element] = owner_of_site.get(site, "")
        found |= {element: owner for element, owner in _column(tables.get(name), key, "owner").items() if owner}
    links = tables.get("links")
    if links is not None:
        whose = _whose("links", links, owner_of_site, found)
        for row in range(len(links)):
            if name := as_text(links.value(row, "link")):
                found[name] = whose(row)
            for one in as_names(links.value(row, "from")):
                for other in as_names(links.value(row, "to")):
                    found.setdefault(f"{one} > {other}", whose(row))
                    materials = ", ".join(as_names(links.value(row, "material")))
                    found.setdefault(f"{one} > {other}: {materials}", whose(row))
    return found


def _whose(name: str, table: Table, owner_of_site: dict[str, str], owner_of: dict[str, str]) -> Callable[[int], str]:
    """Whose a row of a table is; blank where it is nobody's or several owners'."""

    def row_owner(row: int) -> str:
        named = as_text(table.value(row, "owner")) if name != "sites" else ""
        if named:
            return named
        if name in AT_SITE:
            return owner_of_site.get(as_text(table.value(row, "site")), "")
        if name == "links":
            return _one(owner_of_site.get(site, "") for site in as_names(table.value(row, "from")))
        if name in BY_ELEMENT:
            names = as_names(table.value(row, BY_ELEMENT[name]))
            return _one(owner_of.get(each.rpartition(": ")[2], owner_of.get(each, "")) for each in names)
        return ""

    return row_owner


def _one(owners: Iterable[str]) -> str:
    """The owner that all have in common; blank where there are several or none."""
    found = set(owners)
    return found.pop() if len(found) == 1 else ""


def _rows(table: Table, rows: list[int]) -> Table:
    twin = copy(table)
    twin.columns = {
        name: TableColumn(each.name, each.unit, [each.values[row] for row in rows], each.where)
        for name, each in table.columns.items()
    }
    twin.columns = {
        name: each for name, each in twin.columns.items() if any(value is not None for value in each.values)
    }
    twin.lines, twin.cell_lines = [table.lines[row] for row in rows], {}
    return twin


def _add_profiles(part: Tables, profiles: Table) -> None:
    """The profiles that the cells of a part name."""
    spec = TABLES["profiles"]
    cells = {
        as_text(value)
        for name, table in part.tables.items()
        if name not in ("materials", "sites")
        for column in table.columns.values()
        for value in column.values
    }
    wanted = [name for name in profiles.columns if name not in spec.names and any(name in cell for cell in cells)]
    if wanted:
        twin = copy(profiles)
        twin.columns = {
            name: column for name, column in profiles.columns.items() if name in spec.names or name in wanted
        }
        part.tables["profiles"] = twin


def merge_tables(parts: list[Tables], source: Tables) -> Tables:
    """One plant of several parts; ``source`` gives its container.

    The same row in several parts counts once. Raises :class:`mfo.errors.PlantError` with every row that parts tell
    differently: each at its place, with the other.
    """
    findings = Findings()
    made = replace(source, tables={}, problems=[])
    for name in TABLES:
        found = [units_in_cells(table) for part in parts if (table := part.get(name)) is not None]
        if found:
            made.tables[name] = _profiles(found, findings) if name == "profiles" else _joined(name, found, findings)
    findings.raise_errors(PlantError)
    return made


def _joined(name: str, tables: list[Table], findings: Findings) -> Table:
    spec = TABLES[name]
    first = tables[0]
    columns = list(dict.fromkeys(column for table in tables for column in table.columns))
    made = Table(name, {column: TableColumn(column, None, []) for column in columns}, first.file, first.sheet)
    known: dict[tuple[str, ...], tuple[Table, int]] = {}
    for table in tables:
        for row in range(len(table)):
            key = tuple(as_text(table.value(row, column)) for column in spec.key)
            cells = {column: table.value(row, column) for column in columns}
            if key in known:
                other, there = known[key]
                apart = [column for column in columns if as_text(cells[column]) != as_text(other.value(there, column))]
                if not apart:
                    continue
                if spec.unique and any(key):
                    column = apart[0]
                    findings.error(
                        "parts-differ",
                        f"`{'; '.join(filter(None, key))}` has {column} `{as_text(cells[column])}` here and "
                        f"`{as_text(other.value(there, column))}` at {other.where(there, column)}.",
                        table.where(row, column),
                        "Agree on one, and write it in both.",
                    )
                    continue
            known.setdefault(key, (table, row))
            for column in columns:
                made.columns[column].values.append(cells[column])
            made.lines.append(len(made.lines) + 2)
    return made


def _profiles(tables: list[Table], findings: Findings) -> Table:
    """Profiles side by side; their slots and years must be the same in all parts."""
    spec, first = TABLES["profiles"], tables[0]
    made = copy(first)
    made.columns = dict(first.columns)
    for table in tables[1:]:
        for name in spec.names:
            one, other = ([as_text(each.value(row, name)) for row in range(len(each))] for each in (first, table))
            if one != other:
                findings.error(
                    "parts-differ",
                    f"The profiles have other rows of `{name}` than {first.where()}.",
                    table.where(),
                    "Give profiles the same slots and years in all parts.",
                )
                return made
        for name, column in table.columns.items():
            mine = made.columns.setdefault(name, column)
            if list(map(as_text, mine.values)) != list(map(as_text, column.values)) or mine.unit != column.unit:
                findings.error(
                    "parts-differ",
                    f"The profile `{name}` has other values than at {first.where()}.",
                    table.where(0, name),
                    "Agree on one, and write it in both.",
                )
    return made
