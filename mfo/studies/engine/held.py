"""Decisions held as they are: what a plan builds, opens and uses, as rows that later plans keep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ...graph.arrays.flow_graph import Floats, FlowGraph, LimitRows, Term
from ...program.build import Program
from ...units import parse_unit

FAMILIES = ("built", "store_built", "link_built", "open", "used")
"""What is decided first, by year: what is built, which processes are open, which links are used."""

Held = tuple[tuple[str, str, tuple[float, ...]], ...]
"""Family, name of the process or link, and the amount in each milestone year, in canonical units."""


def held_rows(graph: FlowGraph, held: Held) -> tuple[LimitRows, ...]:
    """Rows that hold what was decided; what this graph cannot decide needs none."""
    decides = {
        "built": (graph.processes.names, graph.processes.expandable),
        "store_built": (graph.stocks.store_names, graph.sizes("store").expandable),
        "link_built": (graph.links.names, graph.sizes("link").expandable),
        "open": (graph.processes.names, graph.processes.closable),
        "used": (graph.links.names, graph.links.switched),
    }
    rows = []
    for family, name, amounts in held:
        names, decided = decides[family]
        if name not in names or not decided[names.index(name)]:
            continue
        member = names.index(name)
        unit = f"{graph.processes.basis[member]}/h" if family == "built" else ""  # of others the names alone are told
        rows.append(_row(f"{family}: {name}", family, member, np.array(amounts), unit))
    return tuple(rows)


def _row(name: str, family: str, member: int, amounts: Floats, unit: str) -> LimitRows:
    terms = (Term(family, np.array([member]), np.ones((1, len(amounts)))),)
    return LimitRows(
        name,
        "year",
        terms,
        amounts,
        terms,
        amounts,
        unit,
        what=terms,
        least=amounts,
        most=amounts,
        base=unit,
        typed=unit,
    )


def with_held(graph: FlowGraph, held: Held) -> FlowGraph:
    """The graph with what was decided held."""
    more = held_rows(graph, held)
    return replace(graph, limits=(*graph.limits, *more)) if more else graph


def name_of(graph: FlowGraph, family: str, member: int) -> str:
    """The process, store or link that a member of a family decided first stands for."""
    if family.startswith("store_"):
        return graph.stocks.store_names[member]
    return (
        graph.links.names[member] if family == "used" or family.startswith("link_") else graph.processes.names[member]
    )


def decided(program: Program, values: Floats) -> Held:
    """What a program's columns decide first."""
    found = []
    for family in FAMILIES:
        variable = program.registry.variables.get(family)
        if variable is None or not variable.size:
            continue
        amounts = values[variable.columns].reshape(variable.shape)
        for member, row in zip(variable.member.tolist(), amounts, strict=True):
            found.append((family, name_of(program.graph, family, member), tuple(float(value) for value in row)))
    return tuple(found)


def built_in(graph: FlowGraph, capacities: pd.DataFrame, sizes: pd.DataFrame) -> Held:
    """What a run builds of processes, stores and links, from its tables; what this graph cannot build is left out."""
    named = {
        "built": (graph.processes.names, "process", capacities.rename(columns={"process": "element"})),
        "store_built": (graph.stocks.store_names, "store", sizes[sizes["kind"] == "store"]),
        "link_built": (graph.links.names, "link", sizes[sizes["kind"] == "link"]),
    }
    found = []
    for family, (names, kind, table) in named.items():
        for row in np.flatnonzero(graph.sizes(kind).expandable).tolist():
            mine = table[table["element"] == names[row]].set_index("year")
            if not len(mine):
                continue
            scale = parse_unit(str(mine["unit"].iloc[0])).factor
            built = mine["built"].reindex(graph.times.years).fillna(0.0).to_numpy(dtype=float) * scale
            found.append((family, names[row], tuple(float(value) for value in built)))
    return tuple(found)
