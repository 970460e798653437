"""Contracts: what is taken of a supply, or delivered to a market, over a month or a year.

A[k, y] = sum over the slots of the period of w[t] g[s, y, t]                     [unit]; of markets their deliveries

minimum <= A <= maximum                       A + S >= minimum z                S: what lacks and is paid for
minimum z <= A <= maximum z                   z: 1 where an optional contract is signed in the year, else 1

Prices by volume, for each tier from the amount T on; U is what its change of price counts for:

A - U <= T                                    where more costs more, and units above T alone change their price

Else a whole number r says whether it is reached. c = T where the units above change, 0 where all do; M: the most that
A can be.

A - T r >= 0,   A - (M - T) r <= T            r = 1: at least T,  r = 0: at most T
U - (M - c) r <= 0,   U - A + c r <= 0,   U - A - (M - c) r >= -M       U = r (A - c)
"""

from __future__ import annotations

import numpy as np

from ....graph.arrays.contract_terms import ContractTerms
from ....graph.arrays.flow_graph import Ints
from ...components.builder import Builder
from ...components.expressions import Component, Index, Operand, Relation, Rule, RuleModel

KINDS = ("supply", "market")


def add_variables(b: Builder) -> None:
    """What lacks, what is above a tier, whether it is reached, and what is signed."""
    for kind in KINDS:
        terms = b.graph.contracts(kind)
        short = b.positions(f"{kind}_shortfalls", len(terms.short))
        b.variable(f"{kind}_shortfall", (short, b.years))
        tiers = b.positions(f"{kind}_tiers", len(terms.tiers))
        b.variable(f"{kind}_above", (tiers, b.years))
        decided = np.flatnonzero(terms.tiers.decided)
        reached = b.positions(f"{kind}_decided_tiers", len(decided))
        b.switch(f"{kind}_reached", (reached, b.years), kind=f"{kind}_reached", member=decided)
        signed = b.positions(f"{kind}_signatures", len(terms.optional))
        b.switch(f"{kind}_signed", (signed, b.years), kind=f"{kind}_signed", member=np.arange(len(terms.optional)))


def add_rows(b: Builder) -> None:
    """Least and most amounts, and prices by volume."""
    for kind in KINDS:
        terms = b.graph.contracts(kind)
        if len(terms):
            _amounts(b, kind, terms)
            _bounds(b, kind, terms)
            _tiers(b, kind, terms)


def _amounts(b: Builder, kind: str, terms: ContractTerms) -> None:
    """The pairs of an entry and a column (and slot) whose sum is what is taken."""
    entry, slot = np.nonzero(terms.within)
    weight, column = terms.within[entry, slot], terms.item[entry]
    if kind == "market":
        market = b.graph.deliveries.market
        pairs = [(n, k) for n, item in enumerate(column.tolist()) for k in np.flatnonzero(market == item).tolist()]
        part, column = (
            (np.array(each, dtype=np.int64) for each in zip(*pairs, strict=True)) if pairs else (entry[:0],) * 2
        )
        entry, slot, weight = entry[part], slot[part], weight[part]
    parts = b.positions(f"{kind}_contract_parts", len(entry))
    b.table(f"{kind}_part_column", column, parts)
    b.table(f"{kind}_part_slot", slot, parts)
    b.table(f"{kind}_part_weight", weight, parts)
    b.group(f"{kind}_parts", b.positions(f"{kind}_contract_entries", len(terms)), entry, len(terms))


def _of(m: RuleModel, name: str) -> Component:
    """A component by its name."""
    found: Component = getattr(m, name)
    return found


def _taken(m: RuleModel, kind: str, entry: Index, y: Index) -> Operand:
    """What is taken or delivered in the period of an entry."""
    column, slot, weight = (_of(m, f"{kind}_part_{name}") for name in ("column", "slot", "weight"))
    flow = m.supply if kind == "supply" else m.delivery
    return sum(weight[k] * flow[column[k], y, slot[k]] for k in _of(m, f"{kind}_parts")[entry])


def _bounds(b: Builder, kind: str, terms: ContractTerms) -> None:
    asked, signed = (terms.least > 0).any(axis=1), terms.signed >= 0
    b.table(f"{kind}_least", terms.least, b.positions(f"{kind}_all_entries", len(terms)), b.years)
    b.table(f"{kind}_signature", np.maximum(terms.signed, 0), getattr(b.model, f"{kind}_all_entries"))
    b.table(f"{kind}_is_signed", signed.astype(float), getattr(b.model, f"{kind}_all_entries"))
    most = np.where(signed[:, None], terms.possible, terms.most)
    b.table(f"{kind}_contract_most", most, getattr(b.model, f"{kind}_all_entries"), b.years)
    limited = np.isfinite(terms.most).any(axis=1)
    short = terms.short
    b.table(f"{kind}_short_entry", short, getattr(b.model, f"{kind}_shortfalls"))
    for name, rows, rule in (
        ("contract minimum", np.flatnonzero(asked & ~signed & ~terms.paid), _minimum(kind)),
        ("contract maximum", np.flatnonzero(limited & ~signed), _maximum(kind)),
        ("signed minimum", np.flatnonzero(asked & signed & ~terms.paid), _signed_minimum(kind)),
        ("signed maximum", np.flatnonzero(signed), _signed_maximum(kind)),
    ):
        _entry_rows(b, kind, name, rows, rule, terms)
    for name, chosen, rule in (
        ("take or pay", np.flatnonzero(~signed[short]), _take_or_pay(kind, "take_or_pay", False)),
        ("signed take or pay", np.flatnonzero(signed[short]), _take_or_pay(kind, "signed_take_or_pay", True)),
    ):
        key = f"{kind}_{name.replace(' ', '_')}"
        index = b.positions(f"{key}_rows", len(chosen))
        b.table(f"{key}_of", chosen, index)
        b.table(f"{key}_least", terms.least[short[chosen]], index, b.years)
        b.rows(f"{kind} {name}", (index, b.years), rule, member=terms.contract[short[chosen]])


def _entry_rows(b: Builder, kind: str, name: str, rows: Ints, rule: Rule, terms: ContractTerms) -> None:
    key = f"{kind}_{name.replace(' ', '_')}"
    index = b.positions(f"{key}_rows", len(rows))
    b.table(f"{key}_entry", rows, index)
    b.rows(f"{kind} {name}", (index, b.years), rule, member=terms.contract[rows])


def _minimum(kind: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        entry = _of(m, f"{kind}_contract_minimum_entry")[r]
        return _taken(m, kind, entry, y) >= _of(m, f"{kind}_least")[entry, y]

    return rule


def _maximum(kind: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        entry = _of(m, f"{kind}_contract_maximum_entry")[r]
        return _taken(m, kind, entry, y) <= _of(m, f"{kind}_contract_most")[entry, y]

    return rule


def _signed(m: RuleModel, kind: str, entry: Index, y: Index) -> Operand:
    return _of(m, f"{kind}_signed")[_of(m, f"{kind}_signature")[entry], y]


def _signed_minimum(kind: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        entry = _of(m, f"{kind}_signed_minimum_entry")[r]
        return _taken(m, kind, entry, y) - _of(m, f"{kind}_least")[entry, y] * _signed(m, kind, entry, y) >= 0

    return rule


def _signed_maximum(kind: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        entry = _of(m, f"{kind}_signed_maximum_entry")[r]
        most = _of(m, f"{kind}_contract_most")[entry, y]
        return _taken(m, kind, entry, y) - most * _signed(m, kind, entry, y) <= 0

    return rule


def _take_or_pay(kind: str, name: str, signed: bool) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        place = _of(m, f"{kind}_{name}_of")[r]
        entry, least = _of(m, f"{kind}_short_entry")[place], _of(m, f"{kind}_{name}_least")[r, y]
        taken = _taken(m, kind, entry, y) + _of(m, f"{kind}_shortfall")[place, y]
        if signed:
            return taken - least * _signed(m, kind, entry, y) >= 0
        return taken >= least

    return rule


def _tiers(b: Builder, kind: str, terms: ContractTerms) -> None:
    tiers = terms.tiers
    every = getattr(b.model, f"{kind}_tiers")
    b.table(f"{kind}_tier_entry", tiers.entry, every)
    b.table(f"{kind}_tier_from", tiers.above, every, b.years)
    b.table(f"{kind}_tier_most", terms.possible[tiers.entry], every, b.years)
    b.table(f"{kind}_tier_free", np.where(tiers.all_units[:, None], 0.0, tiers.above), every, b.years)
    plain, decided = np.flatnonzero(~tiers.decided), np.flatnonzero(tiers.decided)
    index = b.positions(f"{kind}_plain_tiers", len(plain))
    b.table(f"{kind}_plain_tier", plain, index)
    b.table(f"{kind}_decided_tier", decided, getattr(b.model, f"{kind}_decided_tiers"))
    b.rows(f"{kind} tier above", (index, b.years), _above(kind), member=terms.contract[tiers.entry[plain]])
    for name in ("reached", "not reached", "counted", "not counted", "all counted"):
        b.rows(
            f"{kind} tier {name}",
            (getattr(b.model, f"{kind}_decided_tiers"), b.years),
            _decided(kind, name),
            member=terms.contract[tiers.entry[decided]],
        )


def _above(kind: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        tier = _of(m, f"{kind}_plain_tier")[r]
        taken = _taken(m, kind, _of(m, f"{kind}_tier_entry")[tier], y)
        return taken - _of(m, f"{kind}_above")[tier, y] <= _of(m, f"{kind}_tier_from")[tier, y]

    return rule


def _decided(kind: str, name: str) -> Rule:
    def rule(m: RuleModel, r: Index, y: Index) -> Relation:
        tier = _of(m, f"{kind}_decided_tier")[r]
        taken = _taken(m, kind, _of(m, f"{kind}_tier_entry")[tier], y)
        counted, reached = _of(m, f"{kind}_above")[tier, y], _of(m, f"{kind}_reached")[r, y]
        start, free, most = (_of(m, f"{kind}_tier_{part}")[tier, y] for part in ("from", "free", "most"))
        if name == "reached":
            return taken - start * reached >= 0
        if name == "not reached":
            return taken - (most - start) * reached <= start
        if name == "counted":
            return counted - (most - free) * reached <= 0
        if name == "not counted":
            return counted - taken + free * reached <= 0
        return counted - taken - (most - free) * reached >= -most

    return rule
