"""What is paid once when something is opened: when what is in place goes from nothing to something.

opened[y] >= standing[y] - standing[y - 1]     before the first milestone what exists there stands
due[y] = sum of money due[y', y] opened[y']    its annuity over the lifetime from then on
"""

from __future__ import annotations

import numpy as np

from ...graph.arrays.flow_graph import Bools, Sizes
from ..components.builder import Builder, inverse, positions_where
from ..components.expressions import Index, Operand, Relation, Rule, RuleModel

PREFIX = {"process": "", "store": "store_", "link": "link_"}


def charged(sizes: Sizes) -> Bools:
    """(n,) whose opening costs something."""
    if sizes.opening_due is None:
        return np.zeros(len(sizes.expandable), dtype=bool)
    return np.asarray(sizes.opening_due.any(axis=(1, 2)))


def add_variables(b: Builder) -> None:
    """What is opened in a milestone, and what is due for it, of processes, stores and links."""
    for kind, prefix in PREFIX.items():
        members = positions_where(charged(b.graph.sizes(kind)))
        rows = b.positions(f"opening_{kind}s", len(members))
        b.variable(f"{prefix}opened", (rows, b.years), upper=1.0, kind=kind, member=members)
        b.variable(f"{prefix}opening_paid", (rows, b.years), kind=kind, member=members)


def add_rows(b: Builder) -> None:
    """What opens, and what is due."""
    for kind, prefix in PREFIX.items():
        _add(b, kind, prefix)


def _add(b: Builder, kind: str, prefix: str) -> None:
    sizes, members = b.graph.sizes(kind), b.registry.variables[f"{prefix}opened"].member
    due = sizes.opening_due
    if due is None or not len(members):
        return
    rows, years = getattr(b.model, f"opening_{kind}s"), b.graph.years
    state = inverse(b.registry.variables[f"{prefix}standing"].member, len(sizes.expandable))[members]
    b.table(f"{kind}_opening_state", state, rows)
    b.table(f"{kind}_year_before", np.maximum(np.arange(years) - 1, 0), b.years)
    b.table(f"{kind}_year_linked", np.where(np.arange(years) > 0, 1.0, 0.0), b.years)
    stood = np.zeros((len(members), years))
    stood[:, 0] = sizes.existing[members, 0] > 0
    b.table(f"{kind}_stood_before", stood, rows, b.years)
    b.table(f"{kind}_opening_due", due[members], rows, b.years, b.years)
    b.rows(f"{kind} opened", (rows, b.years), _opened(kind, prefix), member=members)
    b.rows(f"{kind} opening paid", (rows, b.years), _paid(kind, prefix), member=members)


def _opened(kind: str, prefix: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        standing, place = getattr(m, f"{prefix}standing"), getattr(m, f"{kind}_opening_state")[r]
        before = getattr(m, f"{kind}_year_linked")[y] * standing[place, getattr(m, f"{kind}_year_before")[y]]
        stood = getattr(m, f"{kind}_stood_before")[r, y]
        relation: Relation = getattr(m, f"{prefix}opened")[r, y] - standing[place, y] + before >= -stood
        return relation

    return rule


def _paid(kind: str, prefix: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        due, opened = getattr(m, f"{kind}_opening_due"), getattr(m, f"{prefix}opened")
        owed: Operand = sum(due[r, past, y] * opened[r, past] for past in m.years)
        relation: Relation = getattr(m, f"{prefix}opening_paid")[r, y] - owed == 0
        return relation

    return rule
