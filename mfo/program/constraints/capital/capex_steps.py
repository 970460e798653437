"""Capex that hangs on the size: what is built in a milestone fills the steps of its curve one after another.

B[y] = sum_k z[k, y],  z[k] <= width[k],  z[k] <= width[k] step[k],  z[k - 1] >= width[k - 1] step[k]
due[y] = sum of money due[k, y', y] z[k, y']     the annuity of what each step costs beyond the cheapest unit

Of processes, stores and links. Steps that prices keep in order need no whole numbers.
"""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Ints
from ...components.builder import Builder, inverse, positions_where
from ...components.expressions import Index, Operand, Relation, Rule, RuleModel

PREFIX = {"process": "", "store": "store_", "link": "link_"}


def add_variables(b: Builder) -> None:
    """What is built in each step, whether a step is reached, and what is due beyond the cheapest unit."""
    for kind, prefix in PREFIX.items():
        steps, years = b.graph.capex_steps(kind), b.years
        every = np.arange(len(steps.item))
        width = np.broadcast_to(steps.width[:, None], (len(every), b.graph.years))
        rows = b.positions(f"{kind}_capex_steps", len(every))
        b.variable(f"{prefix}built_step", (rows, years), upper=width, kind=kind, member=every)
        later = positions_where(steps.whole)
        kept = b.positions(f"{kind}_capex_steps_kept", len(later))
        b.variable(f"{prefix}built_step_used", (kept, years), lower=0.0, upper=1.0, whole=True, kind=kind, member=later)
        paying = b.positions(f"{kind}_capex_items", len(steps.items))
        b.variable(f"{prefix}step_paid", (paying, years), kind=kind, member=steps.items)


def add_rows(b: Builder) -> None:
    """What is built is what all steps hold, in their order, and each is paid for."""
    for kind, prefix in PREFIX.items():
        if len(b.graph.capex_steps(kind).item):
            _add(b, kind, prefix)


def _add(b: Builder, kind: str, prefix: str) -> None:
    steps, model, years = b.graph.capex_steps(kind), b.model, b.years
    items = steps.items
    rows, kept = getattr(model, f"{kind}_capex_items"), getattr(model, f"{kind}_capex_steps_kept")
    built = inverse(b.registry.variables[f"{prefix}built"].member, len(b.graph.sizes(kind).expandable))[items]
    b.table(f"{kind}_capex_built", built, rows)
    b.group(f"{kind}_capex_steps_of", rows, np.searchsorted(items, steps.item), len(items))
    b.table(f"{kind}_step_due", steps.due, getattr(model, f"{kind}_capex_steps"), years, years)
    later: Ints = positions_where(steps.whole)
    b.table(f"{kind}_step_later", later, kept)
    b.table(f"{kind}_step_earlier", later - 1, kept)
    b.table(f"{kind}_step_width", steps.width[later], kept)
    b.table(f"{kind}_step_width_before", steps.width[later - 1], kept)
    b.rows(f"{kind} built by step", (rows, years), _built(kind, prefix), member=items)
    b.rows(f"{kind} size step", (kept, years), _latest(kind, prefix), member=steps.item[later])
    b.rows(f"{kind} size step before", (kept, years), _first(kind, prefix), member=steps.item[later])
    b.rows(f"{kind} steps paid", (rows, years), _paid(kind, prefix), member=items)


def _built(kind: str, prefix: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        built, step = getattr(m, f"{prefix}built"), getattr(m, f"{prefix}built_step")
        held: Operand = sum(step[k, y] for k in getattr(m, f"{kind}_capex_steps_of")[r])
        relation: Relation = built[getattr(m, f"{kind}_capex_built")[r], y] - held == 0
        return relation

    return rule


def _latest(kind: str, prefix: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        step, used = getattr(m, f"{prefix}built_step"), getattr(m, f"{prefix}built_step_used")
        held = step[getattr(m, f"{kind}_step_later")[r], y]
        relation: Relation = held - getattr(m, f"{kind}_step_width")[r] * used[r, y] <= 0
        return relation

    return rule


def _first(kind: str, prefix: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        step, used = getattr(m, f"{prefix}built_step"), getattr(m, f"{prefix}built_step_used")
        held = step[getattr(m, f"{kind}_step_earlier")[r], y]
        relation: Relation = held - getattr(m, f"{kind}_step_width_before")[r] * used[r, y] >= 0
        return relation

    return rule


def _paid(kind: str, prefix: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        due, step = getattr(m, f"{kind}_step_due"), getattr(m, f"{prefix}built_step")
        owed: Operand = sum(
            due[k, past, y] * step[k, past] for k in getattr(m, f"{kind}_capex_steps_of")[r] for past in m.years
        )
        relation: Relation = getattr(m, f"{prefix}step_paid")[r, y] - owed == 0
        return relation

    return rule
