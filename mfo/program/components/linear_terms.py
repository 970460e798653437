"""Linear quantities over any families: the entries behind limits, blending rows and measured flows.

Entries speak of members of the graph. Where the program has no variable for a member (the capacity of a process that
cannot be extended, a link that is not switched), its value is known, and the entry becomes a multiple of one
(the variable ``constant``, fixed at 1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
from pyomo.core import inequality

from ...graph.arrays.families import BY_YEAR
from ...graph.arrays.flow_graph import Floats, FlowGraph, Ints
from .builder import Builder, Registry, Variable, inverse, over_time
from .expressions import Component, ConstraintExpression, Index, Operand, Relation, RuleModel

AnyArray = TypeVar("AnyArray", Floats, Ints)
Sums: TypeAlias = "list[tuple[str, str]]"
"""For each family in a sum, under what its tables are found in the model, and its name."""


@dataclass(frozen=True)
class Entry:
    """Coefficients on some members of a family, one block of entries for one row (``row`` by entry)."""

    family: str
    row: Ints
    member: Ints
    coefficient: Floats  # (n, Y, T), or (n, Y) for families by year


def known_value(graph: FlowGraph, family: str) -> Floats:
    """The value (n, Y) of members that the program does not decide."""
    shape = (graph.size(family), graph.years)
    if family == "capacity":
        return np.where(np.isfinite(graph.processes.installed), graph.processes.installed, 0.0)
    if family == "store_standing":
        candidate = graph.sizes("store").candidate
        return np.ones(shape) if candidate is None else np.where(candidate[:, None], 0.0, np.ones(shape))
    if family in ("store_capacity", "link_capacity"):
        return np.where(graph.sizes(family.partition("_")[0]).expandable[:, None], 0.0, _given(graph, family))
    return np.full(shape, 1.0 if family in ("open", "used", "constant") else 0.0)


def _given(graph: FlowGraph, family: str) -> Floats:
    """(n, Y) capacities that are there: the most of a year; 0 where there is none. Of links per hour."""
    stores = family == "store_capacity"
    given = graph.stocks.capacity if stores else graph.links.capacity / graph.times.hours
    most = np.broadcast_to(given, (len(given), graph.years, graph.slots)).max(axis=2, initial=0.0)
    return np.where(np.isfinite(most), most, 0.0)


def resolve(graph: FlowGraph, registry: Registry, entries: Iterable[Entry]) -> list[Entry]:
    """Entries on variables only; ``member`` is then the position within the variable."""
    found: list[Entry] = []
    for entry in entries:
        variable = registry.variables[entry.family]
        position = _position(variable, graph.size(entry.family), entry.member)
        decided = position >= 0
        if decided.all():
            found.append(Entry(entry.family, entry.row, position, entry.coefficient))
            continue
        if decided.any():
            found.append(Entry(entry.family, entry.row[decided], position[decided], entry.coefficient[decided]))
        if entry.family in BY_YEAR:
            value = entry.coefficient[~decided] * known_value(graph, entry.family)[entry.member[~decided]]
            found.append(Entry("constant", entry.row[~decided], np.zeros((~decided).sum(), dtype=int), value))
    return found


def _position(variable: Variable, count: int, member: Ints) -> Ints:
    """Where members of the graph stand within a variable; -1: nowhere. Most variables have all members in order."""
    if len(variable.member) == count and (variable.member == np.arange(count)).all():
        return member
    return inverse(variable.member, count)[member]


def add_sums(b: Builder, name: str, rows: Component, count: int, entries: Iterable[Entry]) -> Sums:
    """Tables and groups for sums over entries; gives functions ``part(m, row)`` and their families.

    Each function returns what the sum runs over: pairs of a variable and a coefficient table, and the members of a row.
    """
    by_family: dict[str, list[Entry]] = {}
    for entry in resolve(b.graph, b.registry, entries):
        by_family.setdefault(entry.family, []).append(entry)
    parts: Sums = []
    for family, blocks in by_family.items():
        owner = _joined([block.row for block in blocks])
        key = f"{name}_{family}"
        index = b.positions(f"{key}_entries", len(owner))
        b.group(f"{key}_of", rows, owner, count)
        b.table(f"{key}_member", _joined([block.member for block in blocks]), index)
        over = (b.years,) if family in BY_YEAR else (b.years, b.slots)
        full = [block.coefficient for block in blocks]
        if family not in BY_YEAR:
            full = [over_time(values, b.time_shape) for values in full]
        b.table(f"{key}_coefficient", _joined(full), index, *over)
        parts.append((key, family))
    return parts


def _joined(parts: list[AnyArray]) -> AnyArray:
    joined: AnyArray = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return joined


def at_slot(m: RuleModel, parts: Sums, r: Index, y: Index, t: Index) -> Operand:
    """The sum of a row in one slot."""
    total: Operand = 0
    for key, family in parts:
        variable, member, coefficient = _pieces(m, key, family)
        entries = getattr(m, f"{key}_of")[r]
        if family in BY_YEAR:
            total += sum(coefficient[k, y] * variable[member[k], y] for k in entries)
        else:
            total += sum(coefficient[k, y, t] * variable[member[k], y, t] for k in entries)
    return total


def over_year(m: RuleModel, parts: Sums, r: Index, y: Index) -> Operand:
    """The sum of a row over the slots of a year; the coefficients hold the weights."""
    total: Operand = 0
    for key, family in parts:
        variable, member, coefficient = _pieces(m, key, family)
        entries = getattr(m, f"{key}_of")
        if family in BY_YEAR:
            total += sum(coefficient[k, y] * variable[member[k], y] for k in entries[r])
        else:
            total += sum(coefficient[k, y, t] * variable[member[k], y, t] for k in entries[r] for t in m.slots)
    return total


def over_all(m: RuleModel, parts: Sums, r: Index) -> Operand:
    """The sum of a row over all slots and years; the coefficients hold weights and spans."""
    total: Operand = 0
    for key, family in parts:
        variable, member, coefficient = _pieces(m, key, family)
        entries = getattr(m, f"{key}_of")
        if family in BY_YEAR:
            total += sum(coefficient[k, y] * variable[member[k], y] for k in entries[r] for y in m.years)
        else:
            total += sum(
                coefficient[k, y, t] * variable[member[k], y, t] for k in entries[r] for y in m.years for t in m.slots
            )
    return total


def between(low: Operand, middle: Operand, high: Operand) -> Relation:
    """The row of an expression with a lower and an upper bound."""
    row: ConstraintExpression = inequality(low, middle, high)
    return row


def _pieces(m: RuleModel, key: str, family: str) -> tuple[Component, Component, Component]:
    return getattr(m, family), getattr(m, f"{key}_member"), getattr(m, f"{key}_coefficient")
