"""Sizes of stores and links that are decided, as the capacities of processes are.

K[y] = existing[y] + sum of B[y'] still alive in y,  K <= most;  B = unit size * whole number of units
paid[y] = sum of due[y', y] B[y']                    in a roadmap
least standing <= K <= most standing                  where it is a state whether something is in place
sum of levels in a store <= K, sum of flows on a link <= K h    in the rows of stores and links (``sized_rows``)
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...graph.arrays.flow_graph import Bools, Floats, FlowGraph, Ints
from ..components.builder import Builder, inverse, positions_where
from ..components.expressions import Index, Operand, Relation, RuleModel

KINDS = ("store", "link")


def add_variables(b: Builder) -> None:
    """Capacity in place, construction, units, payments and what stands, of stores and of links."""
    for kind in KINDS:
        _variables(b, kind)


def _variables(b: Builder, kind: str) -> None:
    sizes, years = b.graph.sizes(kind), b.years
    members = _chosen(b, kind, "sized", sizes.expandable)
    rows = getattr(b.model, f"sized_{kind}s")
    of: Any = {"kind": kind, "member": members}
    b.variable(f"{kind}_capacity", (rows, years), upper=sizes.most[members], **of)
    b.variable(f"{kind}_built", (rows, years), upper=np.where(sizes.may_build[members], np.inf, 0.0), **of)
    units = _chosen(b, kind, "unit", sizes.expandable & (sizes.unit_size > 0))
    most = np.floor(sizes.most[units] / sizes.unit_size[units, None] + 1e-9)
    b.variable(
        f"{kind}_units", (getattr(b.model, f"unit_{kind}s"), years), upper=most, whole=True, kind=kind, member=units
    )
    due = np.zeros(sizes.alive.shape) if sizes.due is None else sizes.due
    paying = _chosen(b, kind, "paying", sizes.expandable & due.any(axis=(1, 2)))
    b.variable(f"{kind}_paid", (getattr(b.model, f"paying_{kind}s"), years), kind=kind, member=paying)
    standing = _chosen(b, kind, "standing", _candidates(sizes.candidate, len(sizes.expandable)))
    b.variable(
        f"{kind}_standing",
        (getattr(b.model, f"standing_{kind}s"), years),
        lower=0.0,
        upper=1.0,
        whole=True,
        kind=kind,
        member=standing,
    )


def _candidates(candidate: Bools | None, count: int) -> Bools:
    return np.zeros(count, dtype=bool) if candidate is None else candidate


def _chosen(b: Builder, kind: str, name: str, mask: Bools) -> Ints:
    """An index set over some stores or links, with a table from its positions to where each stands among the sized."""
    members = positions_where(mask)
    index = b.positions(f"{name}_{kind}s", len(members))
    place = inverse(positions_where(b.graph.sizes(kind).expandable), len(mask))
    b.table(f"{name}_{kind}_place", place[members], index)
    return members


def sized_rows(b: Builder, kind: str, members: Ints, name: str) -> None:
    """A group ``name`` from rows about ``members`` to what of them is decided: one place among the sized, or none."""
    place = inverse(positions_where(b.graph.sizes(kind).expandable), len(b.graph.sizes(kind).expandable))[members]
    rows = positions_where(place >= 0)
    b.members(name, (getattr(b.model, f"{name}_rows"),), rows, (len(members),), place[rows])


def unsized(graph: FlowGraph, kind: str, capacity: Floats, instead: float) -> Floats:
    """Capacities (n, Y, T), with another number where they are decided."""
    return np.where(graph.sizes(kind).expandable[:, None, None], instead, capacity)


def add_rows(b: Builder) -> None:
    """What is in place, whole units, what is due, and what stands."""
    for kind in KINDS:
        _rows(b, kind)
    for kind in ("process", *KINDS):
        _least(b, kind)


def _rows(b: Builder, kind: str) -> None:
    sizes, years, model = b.graph.sizes(kind), b.years, b.model
    variables = b.registry.variables
    rows, members = getattr(model, f"sized_{kind}s"), variables[f"{kind}_capacity"].member
    b.table(f"{kind}_stood", sizes.existing[members], rows, years)
    b.table(f"{kind}_alive", sizes.alive[members].astype(float), rows, years, years)
    b.rows(f"{kind} in place", (rows, years), _in_place(kind), member=members)
    units, owing, standing = (variables[f"{kind}_{name}"].member for name in ("units", "paid", "standing"))
    b.table(f"{kind}_unit_size", sizes.unit_size[units], getattr(model, f"unit_{kind}s"))
    b.rows(f"{kind} unit size", (getattr(model, f"unit_{kind}s"), years), _unit_size(kind), member=units)
    due = np.zeros(sizes.alive.shape) if sizes.due is None else sizes.due
    b.table(f"{kind}_due", due[owing], getattr(model, f"paying_{kind}s"), years, years)
    b.rows(f"{kind} paid", (getattr(model, f"paying_{kind}s"), years), _paid(kind), member=owing)
    b.table(f"{kind}_standing_most", sizes.most[standing], getattr(model, f"standing_{kind}s"), years)
    b.rows(f"{kind} standing", (getattr(model, f"standing_{kind}s"), years), _standing(kind), member=standing)


def _least(b: Builder, kind: str) -> None:
    """What is in place of something is nothing, or as much as is asked for."""
    sizes, prefix = b.graph.sizes(kind), "" if kind == "process" else f"{kind}_"
    if sizes.least is None:
        return
    standing, capacity = (b.registry.variables[f"{prefix}{name}"].member for name in ("standing", "capacity"))
    chosen = np.flatnonzero(sizes.least[standing].any(axis=1))
    members = standing[chosen]
    rows = b.positions(f"{kind}_least_rows", len(chosen))
    b.table(f"{kind}_least_state", chosen, rows)
    b.table(f"{kind}_least_place", inverse(capacity, len(sizes.expandable))[members], rows)
    b.table(f"{kind}_least", sizes.least[members], rows, b.years)

    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        in_place = getattr(m, f"{prefix}capacity")[getattr(m, f"{kind}_least_place")[r], y]
        state = getattr(m, f"{prefix}standing")[getattr(m, f"{kind}_least_state")[r], y]
        relation: Relation = in_place - getattr(m, f"{kind}_least")[r, y] * state >= 0
        return relation

    b.rows(f"{kind} least size", (rows, b.years), rule, member=members)


def _in_place(kind: str) -> Any:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        alive, built = getattr(m, f"{kind}_alive"), getattr(m, f"{kind}_built")
        stands: Operand = sum(alive[r, past, y] * built[r, past] for past in m.years)
        return getattr(m, f"{kind}_capacity")[r, y] - stands == getattr(m, f"{kind}_stood")[r, y]  # type: ignore[no-any-return]

    return rule


def _unit_size(kind: str) -> Any:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        built = getattr(m, f"{kind}_built")[getattr(m, f"unit_{kind}_place")[r], y]
        return built - getattr(m, f"{kind}_unit_size")[r] * getattr(m, f"{kind}_units")[r, y] == 0  # type: ignore[no-any-return]

    return rule


def _paid(kind: str) -> Any:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        place, due, built = (
            getattr(m, f"paying_{kind}_place")[r],
            getattr(m, f"{kind}_due"),
            getattr(m, f"{kind}_built"),
        )
        owed: Operand = sum(due[r, past, y] * built[place, past] for past in m.years)
        return getattr(m, f"{kind}_paid")[r, y] - owed == 0  # type: ignore[no-any-return]

    return rule


def _standing(kind: str) -> Any:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        in_place = getattr(m, f"{kind}_capacity")[getattr(m, f"standing_{kind}_place")[r], y]
        most = getattr(m, f"{kind}_standing_most")[r, y]
        return in_place - most * getattr(m, f"{kind}_standing")[r, y] <= 0  # type: ignore[no-any-return]

    return rule
