"""Decisions held as they are: what a plan builds, opens and uses, as rows that later plans keep."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...graph.arrays.flow_graph import Floats, FlowGraph, LimitRows, Term

Held = tuple[tuple[str, tuple[float, ...]], ...]
"""Capacity built by process and milestone year, in canonical units."""


def held_rows(graph: FlowGraph, held: Held) -> tuple[LimitRows, ...]:
    """Rows that hold what is built of each process; one that cannot be built on needs none."""
    where = {name: row for row, name in enumerate(graph.processes.names)}
    rows = []
    for name, amounts in held:
        row = where.get(name)
        if row is not None and graph.processes.expandable[row]:
            rows.append(fixed_rows(f"built: {name}", "built", row, np.array(amounts), graph.years))
    return tuple(rows)


def fixed_rows(name: str, family: str, member: int, amounts: Floats, years: int) -> LimitRows:
    """Rows that hold one member of a family decided by year at these amounts, (years,)."""
    terms = (Term(family, np.array([member]), np.ones((1, years))),)
    return LimitRows(name, "year", terms, amounts, terms, amounts, what=terms, least=amounts, most=amounts)


def built_of(table: Iterable[tuple[str, int, float]], years: tuple[int, ...]) -> Held:
    """What is built, from (process, year, amount in canonical units); years without a row hold nothing."""
    found: dict[str, list[float]] = {}
    for name, year, amount in table:
        found.setdefault(name, [0.0] * len(years))[years.index(year)] += amount
    return tuple((name, tuple(amounts)) for name, amounts in found.items())
