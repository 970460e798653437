"""Limits on any linear quantity or its share of another, blending limits, and measured flows held fixed.

slot:   lower[y, t] <= sum c[y, t] z[y, t] <= upper[y, t]
year:   lower[y]    <= sum over t of w[t] c z <= upper[y]
total:  lower       <= sum over y of span[y], over t of w[t] c z <= upper
quality: sum (p[i] - P) z[i, y, t] <= 0 for an upper bound P, >= 0 for a lower one
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...graph.arrays.families import BY_YEAR
from ...graph.arrays.flow_graph import FixedRows, Floats, FlowGraph, LimitRows, QualityRows, Term
from ..components.builder import Builder, over_time
from ..components.expressions import Index, Relation, Rule, RuleModel
from ..components.linear_terms import Entry, Sums, add_sums, at_slot, between, over_all, over_year


@dataclass(frozen=True)
class Side:
    """One row, or one row per slot or year, of one limit."""

    limit: int  # its position among the program's limits
    terms: tuple[Term, ...]
    lower: Floats
    upper: Floats


def sides(limits: Sequence[LimitRows], when: str) -> list[Side]:
    """The rows of limits that hold per ``when``; both bounds on the same terms share a row."""
    found = []
    for position, limit in enumerate(limits):
        if limit.when != when:
            continue
        nothing = np.full(np.shape(limit.lower), np.inf)
        if limit.minimum is not None and limit.minimum is limit.maximum:
            found.append(Side(position, limit.minimum, limit.lower, limit.upper))
            continue
        if limit.minimum is not None:
            found.append(Side(position, limit.minimum, limit.lower, nothing))
        if limit.maximum is not None:
            found.append(Side(position, limit.maximum, -nothing, limit.upper))
    return found


def add_rows(b: Builder, limits: Sequence[LimitRows]) -> None:
    """All limits, in three families by what a row spans."""
    for when, index in (("slot", (b.years, b.slots)), ("year", (b.years,)), ("total", ())):
        chosen = sides(limits, when)
        rows = b.positions(f"{when}_limits", len(chosen))
        entries = [
            Entry(term.family, np.full(len(term.member), row), term.member, weighed(b.graph, when, term))
            for row, side in enumerate(chosen)
            for term in side.terms
        ]
        parts = add_sums(b, f"{when}_limit", rows, len(chosen), entries)
        shape = (len(chosen), *(len(part) for part in index))
        for bound in ("lower", "upper"):
            values = np.array([np.broadcast_to(getattr(side, bound).reshape(shape[1:]), shape[1:]) for side in chosen])
            b.table(f"{when}_limit_{bound}", values.reshape(shape), rows, *index)
        members = np.array([side.limit for side in chosen], dtype=int)
        rule = _rule(when, parts)
        b.rows(f"limit {when}", (rows, *index), rule, member=members)


def weighed(graph: FlowGraph, when: str, term: Term) -> Floats:
    """Coefficients multiplied by how often a slot repeats and how many years a milestone stands for."""
    by_year = term.family in BY_YEAR
    values = term.coefficient
    if by_year:
        values = np.broadcast_to(values.reshape(len(term.member), -1), (len(term.member), graph.years))
    else:
        values = over_time(values, (graph.years, graph.slots))
    if when != "slot" and not by_year:
        values = values * graph.times.weight
    if when == "total":
        values = values * graph.times.span[:, *([None] * (values.ndim - 2))]
    return values


def _rule(when: str, parts: Sums) -> Rule:
    def slot(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
        return between(m.slot_limit_lower[r, y, t], at_slot(m, parts, r, y, t), m.slot_limit_upper[r, y, t])

    def year(m: RuleModel, r: Index, y: Index) -> Relation:
        return between(m.year_limit_lower[r, y], over_year(m, parts, r, y), m.year_limit_upper[r, y])

    def total(m: RuleModel, r: Index) -> Relation:
        return between(m.total_limit_lower[r], over_all(m, parts, r), m.total_limit_upper[r])

    rules: dict[str, Rule] = {"slot": slot, "year": year, "total": total}
    return rules[when]


def add_quality(b: Builder, quality: Sequence[QualityRows]) -> None:
    """Blending limits, in one family for upper and one for lower bounds."""
    for name, upper in (("quality maximum", True), ("quality minimum", False)):
        members = np.array([k for k, row in enumerate(quality) if row.upper == upper], dtype=int)
        key = name.replace(" ", "_")
        rows = b.positions(f"{key}_limits", len(members))
        entries = [
            Entry(quality[k].family, np.full(len(quality[k].member), row), quality[k].member, quality[k].excess)
            for row, k in enumerate(members)
        ]
        parts = add_sums(b, key, rows, len(members), entries)
        rule = _quality_rule(parts, upper)
        b.rows(name, (rows, b.years, b.slots), rule, member=members)


def _quality_rule(parts: Sums, upper: bool) -> Rule:
    def at_most(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
        return at_slot(m, parts, r, y, t) <= 0

    def at_least(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
        return at_slot(m, parts, r, y, t) >= 0

    return at_most if upper else at_least


def add_fixed(b: Builder, fixed: Sequence[FixedRows]) -> None:
    """Measured flows: the same program with these amounts held."""
    count = sum(len(part.member) for part in fixed)
    rows = b.positions("measured", count)
    entries, amounts, row = [], [], 0
    for part in fixed:
        here = np.arange(row, row + len(part.member))
        entries.append(Entry(part.family, here, part.member, np.ones((len(part.member), 1, 1))))
        amounts.append(over_time(part.amount, b.time_shape))
        row += len(part.member)
    parts = add_sums(b, "measured", rows, count, entries)
    values = np.concatenate(amounts) if amounts else np.zeros((0, *b.time_shape))
    b.table("measured_amount", values, rows, b.years, b.slots)

    def held(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
        return at_slot(m, parts, r, y, t) == m.measured_amount[r, y, t]

    b.rows("fixed", (rows, b.years, b.slots), held)
