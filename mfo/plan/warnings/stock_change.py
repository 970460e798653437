"""Stores that give out what nothing put in, or keep for good what was put in: neither is a way through the plant."""

from __future__ import annotations

import numpy as np

from ...errors import Findings, Problem
from ...plant.model import Store
from ...solve.engine.solution import Solution
from ...units import format_number
from ..tables.elements import Elements
from ..tables.flows import opening_levels

NOTICED = 1e-6  # relative to what moves through the store


def stock_problems(elements: Elements, solution: Solution) -> list[Problem]:
    """A warning for each stock that is not at the end what it was at the start, over all years of the horizon."""
    graph, values = elements.graph, solution.values
    if not len(graph.stocks):
        return []
    lost = graph.stocks.lost(opening_levels(elements, solution), values["charge"], values["discharge"])
    by_year = (values["charge"] - values["discharge"] - lost) @ graph.times.weight
    net = by_year @ graph.times.span
    moved = (values["charge"] + values["discharge"]) @ graph.times.weight @ graph.times.span
    findings = Findings()
    for member in np.flatnonzero(np.abs(net) > NOTICED * np.maximum(moved, 1e-9)):
        store = elements.plant.stores[int(graph.stocks.store[member])]
        _tell(elements, store, int(graph.stocks.pool[member]), float(net[member]), findings)
    return findings.problems


def _tell(elements: Elements, store: Store, pool: int, net: float, findings: Findings) -> None:
    """What a stock gave out or keeps, in the unit typed."""
    unit, material = elements.pool_unit[pool], elements.pool_material[pool]
    scale, times = float(elements.pool_factor[pool]), elements.graph.times
    amount = f"{format_number(abs(net) * scale)} {unit} of {material!r}"
    if net < 0:
        again = times.roadmap and not store.carry
        opens = f"{format_number((store.start or 0.0) * scale)} {unit}"
        findings.warn(
            "stock-from-nothing",
            f"{store.name!r} gives out {amount} more than is ever put in: "
            + (f"each year opens anew with {opens}." if again else f"it opens with {opens}."),
            store.where,
            "Set `carry: yes`, so that a year opens with what the one before left, or leave `start` blank."
            if again
            else "Leave `start` blank where the stock is to be the same at both ends, or give an `end`.",
        )
    elif times.roadmap and not store.carry and store.end is not None:
        findings.warn(
            "stock-for-good",
            f"{amount} stay in {store.name!r} for good: each year closes with more than the next one opens with.",
            store.where,
            "Set `carry: yes`, so that a year opens with what the one before left, or let `start` and `end` be alike.",
        )
    elif store.end is None and store.end_value is None:
        findings.warn(
            "stock-for-good",
            f"{amount} stay in {store.name!r} for good: they are put in and never leave it.",
            store.where,
            "Give the store an `end`, or leave `start` blank, so that what is put in must find a way out.",
        )
