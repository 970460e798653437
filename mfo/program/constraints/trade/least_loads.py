"""Supplies and markets that move nothing in a slot, or at least so much.

load * in_use <= what a supply gives, or a market takes of all its materials, <= most * in_use    in each slot
"""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Markets, Supplies
from ...components.builder import Builder, anywhere, over_time, positions_where
from ...components.expressions import Component, Index, Operand, Relation, Rule, RuleModel


def add_variables(b: Builder) -> None:
    """Whether anything is taken in a slot."""
    for kind, items in _kinds(b):
        given = items.minimum_load
        loaded = positions_where(np.zeros(0, dtype=bool) if given is None else anywhere(given > 0))
        rows = b.positions(f"{kind}_loads", len(loaded))
        b.switch(f"{kind}_in_use", (rows, b.years, b.slots), kind=kind, member=loaded)


def add_rows(b: Builder) -> None:
    """The least and the most while in use."""
    for kind, items in _kinds(b):
        loaded = b.registry.variables[f"{kind}_in_use"].member
        if items.minimum_load is None or not len(loaded):
            continue
        rows, times = getattr(b.model, f"{kind}_loads"), (b.years, b.slots)
        b.table(f"{kind}_loaded", loaded, rows)
        for name, values in (("least", items.minimum_load), ("most", items.maximum)):
            b.table(f"{kind}_loads_{name}", over_time(values, b.time_shape)[loaded], rows, *times)
        b.rows(f"{kind} minimum load", (rows, *times), _least(kind), member=loaded)
        b.rows(f"{kind} in use", (rows, *times), _most(kind), member=loaded)


def _kinds(b: Builder) -> tuple[tuple[str, Supplies | Markets], ...]:
    return ("supply", b.graph.supplies), ("market", b.graph.markets)


def _of(m: RuleModel, name: str) -> Component:
    found: Component = getattr(m, name)
    return found


def _moved(m: RuleModel, kind: str, r: Index, y: Index, t: Index) -> Operand:
    member = _of(m, f"{kind}_loaded")[r]
    if kind == "supply":
        return m.supply[member, y, t]
    return sum(m.delivery[k, y, t] for k in m.market_deliveries[member])


def _least(kind: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
        least, in_use = _of(m, f"{kind}_loads_least")[r, y, t], _of(m, f"{kind}_in_use")[r, y, t]
        return _moved(m, kind, r, y, t) - least * in_use >= 0

    return rule


def _most(kind: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
        most, in_use = _of(m, f"{kind}_loads_most")[r, y, t], _of(m, f"{kind}_in_use")[r, y, t]
        return _moved(m, kind, r, y, t) - most * in_use <= 0

    return rule
