"""What a study keeps of each plan: effects, activities, deliveries, routes and builds, as linear forms on the columns.

The meaning of each is that of a limit on it (``docs/plant-format.md``), added up over the horizon; what is built is
added up over the years in which it is built.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from scipy import sparse

from ...graph.arrays.flow_graph import FlowGraph, Term
from ...graph.parts.limits import build_limits
from ...graph.parts.routes import routes_of
from ...plan.tables.elements import Elements, factor
from ...plant.model import Limit, Plant, Quantity, Series
from ...program.build import Program
from ...program.components.linear_terms import Entry, resolve
from ...program.constraints.limits import weighed

Kind = Literal["effect", "supply", "process", "market", "link", "route", "limit", "built"]
CHOICES: tuple[Kind, ...] = ("process", "route", "market", "supply", "link")
"""What a plan chooses, apart from what it builds and what follows in effects."""


@dataclass(frozen=True)
class Measured:
    """One quantity of a plan: what it is called, its unit as typed, and its terms over the graph."""

    kind: Kind
    name: str
    unit: str
    scale: float  # typed units per canonical unit
    terms: tuple[Term, ...]

    @property
    def key(self) -> str:
        """What tells it apart in every plan of the plant: ``process: digester``."""
        return f"{self.kind}: {self.name}"


def measured(plant: Plant, graph: FlowGraph) -> tuple[Measured, ...]:
    """Every quantity that a study keeps, in the order of the plant's tables; routes that have no mass are left out."""
    elements = Elements(plant, graph)
    names: dict[Kind, list[str]] = {
        "effect": list(graph.effects),
        "supply": [item.name for item in plant.supplies],
        "process": [item.name for item in plant.processes],
        "market": [item.name for item in plant.markets],
        "link": [item.name for item in plant.links],
        "route": routes_of(plant),
    }
    found = []
    for kind, every in names.items():
        limits = [_probe(kind, name) for name in every]
        for name, rows in zip(every, build_limits(elements.index, limits), strict=True):
            if kind != "route" or any(np.any(term.coefficient) for term in rows.what):
                found.append(Measured(kind, name, rows.typed, factor(rows.base, rows.typed), rows.what))
    for rows in graph.limits:
        if rows.base:
            found.append(Measured("limit", rows.name, rows.typed, factor(rows.base, rows.typed), rows.what))
    one = np.ones((1, graph.years))
    for row in np.flatnonzero(graph.processes.expandable).tolist():
        unit, scale = str(elements.capacity_unit[row]), float(elements.capacity_factor[row])
        found.append(Measured("built", plant.processes[row].name, unit, scale, (Term("built", np.array([row]), one),)))
    return tuple(found)


def _probe(kind: Kind, name: str) -> Limit:
    """A limit that bounds nothing, for the terms of its quantity."""
    quantity = Quantity(cast(Literal["effect"], kind), name)
    return Limit(f"{kind}: {name}", (quantity,), "total", maximum=Series(np.asarray(np.inf), "", ""))


def forms(program: Program, every: tuple[Measured, ...]) -> sparse.csr_array:
    """(quantities, columns) what one unit of each column of a program adds to each quantity, in typed units."""
    graph, registry = program.graph, program.registry
    rows, columns, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for number, each in enumerate(every):
        when = "year" if each.kind == "built" else "total"
        entries = [
            Entry(term.family, np.full(len(term.member), number), term.member, weighed(graph, when, term) * each.scale)
            for term in each.terms
        ]
        for entry in resolve(graph, registry, entries):
            variable = registry.variables[entry.family]
            inner = variable.shape[1:]
            width = int(np.prod(inner))
            value = np.broadcast_to(entry.coefficient, (len(entry.member), *inner)).reshape(len(entry.member), width)
            column = variable.first + entry.member[:, None] * width + np.arange(width)
            rows.append(np.full(value.size, number))
            columns.append(column.ravel())
            values.append(value.ravel())
    data, where = np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))
    made = sparse.csr_array(sparse.coo_array((data, where), shape=(len(every), registry.columns)))
    made.sum_duplicates()
    return made
