"""Effects and the objective: what members of each family cause, weighed into one row of costs.

E[e, y] = sum over t of w[t] (rates x flows) + rates x capacity, construction and states
objective = sum over y of span[y] E[e, y], of money discounted: span[y] discount[y] E[e, y]

``emissions`` is the gases weighed by their warming potential (and what is counted as emissions directly);
``cost`` includes the carbon price times emissions.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..errors import Problem, UsageError
from ..graph.arrays.families import BY_YEAR
from ..graph.arrays.flow_graph import Floats, FlowGraph, Ints
from ..translation import EFFECT, spoken, translated
from .components.builder import Builder, anywhere, over_time
from .components.expressions import Operand, RuleModel, Total
from .components.linear_terms import Entry, add_sums, over_all

Terms = tuple[tuple[str, Ints, Floats], ...]


def effect_terms(graph: FlowGraph, effect: str) -> Terms:
    """Coefficients of an effect per slot or year: (family, member, values (n, Y, T) or (n, Y)); nothing weighed yet."""
    if effect not in graph.effects:
        remedy = f"Choose one of: {', '.join(translated(each, spoken(), EFFECT) for each in sorted(graph.effects))}."
        raise UsageError(Problem("effect-unknown", f"There is no effect {effect!r}.", remedy=remedy))
    return tuple(
        (line.family, line.member, line.value if (factor == 1.0).all() else line.value * _shaped(factor, line.value))
        for name, factor in _weights(graph, effect).items()
        for line in graph.rates
        if line.effect == name and line.account == "own"
    )


def _weights(graph: FlowGraph, effect: str) -> Mapping[str, Floats]:
    """Which effects add up to one, each with its factor by year."""
    one = np.ones(graph.years)
    if effect == "emissions":
        return {"emissions": one, **{gas: one * factor for gas, factor in graph.gwp.items() if factor}}
    price = np.broadcast_to(graph.carbon_price, (graph.years,))
    if effect == "cost" and price.any():
        return {"cost": one, **{name: factor * price for name, factor in _weights(graph, "emissions").items()}}
    return {effect: one}


def _shaped(factor: Floats, values: Floats) -> Floats:
    """A factor by year, ready to multiply values (n, Y) or (n, Y, T)."""
    return factor[:, None] if values.ndim == 3 else factor


def objective_entries(graph: FlowGraph, effect: str) -> list[Entry]:
    """The objective's coefficients: an effect weighed by slot and year, summed over a family's members."""
    years = graph.year_weight(effect)
    totals: dict[str, Floats] = {}
    for family, member, values in effect_terms(graph, effect):
        shape = (graph.size(family), graph.years) + (() if family in BY_YEAR else (graph.slots,))
        total = totals.setdefault(family, np.zeros(shape))
        trailing = values.reshape(values.shape + (1,) * (total.ndim - values.ndim))
        full = np.broadcast_to(trailing, (len(member), *shape[1:]))
        if len(member) == len(total) and (member == np.arange(len(total))).all():  # all in order, which is quicker
            total += full
        elif np.bincount(member, minlength=1).max() <= 1:  # each member once
            total[member] += full
        else:
            np.add.at(total, member, full)
    entries = []
    for family, total in totals.items():
        total *= years if family in BY_YEAR else years[:, None] * graph.times.weight
        member = np.flatnonzero(anywhere(total != 0))
        weighed = total if len(member) == len(total) else total[member]
        entries.append(Entry(family, np.zeros(len(member), dtype=int), member, weighed))
    return entries


def objective_rule(b: Builder, name: str, effect: str) -> Total:
    """Tables for an objective; gives the rule of its sum."""
    rows = b.positions(f"{name}_row", 1)
    graph = b.graph
    parts = add_sums(b, name, rows, 1, objective_entries(graph, effect))

    def rule(m: RuleModel) -> Operand:
        return over_all(m, parts, 0)

    return rule


def effect_values(graph: FlowGraph, effect: str, values: Mapping[str, Floats]) -> Floats:
    """The effect of a solution by year, (Y,), each slot weighted; from values by family."""
    total = np.zeros(graph.years)
    for family, member, rate in effect_terms(graph, effect):
        amount = values[family][member]
        if family in BY_YEAR:
            total += (rate.reshape(len(member), -1) * amount).sum(axis=0)
        else:
            weighed = over_time(rate, (graph.years, graph.slots)) * amount * graph.times.weight
            total += weighed.sum(axis=(0, 2))
    return total
