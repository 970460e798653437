"""Balance, the one physical law: in each pool and slot, what comes in goes out.

supplies + outputs + arrivals + discharge + returns = feeds + departures + charge + deliveries   [material's unit/slot]

The output of a process is sum_i Y[i] q[i] over the feeds that cause it, or Y x where activity causes it; an arrival
is (1 - loss) f, of what was sent as many slots before as the link takes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...graph.arrays.flow_graph import Floats
from ..components.builder import Builder, over_time, positions_where
from ..components.expressions import Index, Operand, Relation, RuleModel


def add_variables(b: Builder) -> None:
    """What is supplied, sent and delivered; g, f and d of the notation."""
    graph, years, slots = b.graph, b.years, b.slots
    pools = b.positions("pools", len(graph.pools))
    supplies = b.positions("supplies", len(graph.supplies.names))
    arcs = b.positions("arcs", len(graph.arcs))
    deliveries = b.positions("deliveries", len(graph.deliveries))
    b.variable("supply", (supplies, years, slots), lower=graph.supplies.minimum, upper=graph.supplies.maximum)
    b.variable("arc", (arcs, years, slots), upper=_arc_bounds(b))
    low, high = _delivery_bounds(b)
    b.variable("delivery", (deliveries, years, slots), lower=low, upper=high)
    b.group("supplies_of", pools, graph.supplies.pool, len(graph.pools))
    b.group("arrivals_of", pools, graph.arcs.destination, len(graph.pools))
    b.group("departures_of", pools, graph.arcs.origin, len(graph.pools))
    b.group("deliveries_of", pools, graph.deliveries.pool, len(graph.pools))
    _add_arrivals(b)


def _add_arrivals(b: Builder) -> None:
    """What arrives of a unit sent, and in which slot it was sent where links take time."""
    arcs, yields = b.graph.arcs, over_time(b.graph.arcs.yields, b.time_shape)
    if arcs.sent is not None:
        b.table("arc_sent", arcs.sent, b.model.arcs, b.slots)
        yields = np.take_along_axis(yields, arcs.sent[:, None, :], axis=2)
    b.table("arc_yield", yields, b.model.arcs, b.years, b.slots)


def _arc_bounds(b: Builder) -> Floats | float:
    """A link that carries one material, and is not switched, bounds its flow directly."""
    links, arcs = b.graph.links, b.graph.arcs
    alone = np.bincount(arcs.link, minlength=len(links.names)) == 1
    direct = (alone & ~links.switched & ~b.graph.sizes("link").expandable)[arcs.link]
    if not direct.any():
        return np.inf
    return np.where(direct[:, None, None], over_time(links.capacity, b.time_shape)[arcs.link], np.inf)


def _delivery_bounds(b: Builder) -> tuple[Floats, Floats]:
    """A market that takes one material bounds its delivery directly."""
    markets, deliveries = b.graph.markets, b.graph.deliveries
    alone = np.bincount(deliveries.market, minlength=len(markets.names)) == 1
    direct = alone[deliveries.market][:, None, None]
    low = over_time(markets.minimum, b.time_shape)[deliveries.market]
    high = over_time(markets.maximum, b.time_shape)[deliveries.market]
    return np.where(direct, low, 0.0), np.where(direct, high, np.inf)


def add_outputs(b: Builder) -> None:
    """What processes make, by the feed or the activity that causes it."""
    graph, pools = b.graph, b.model.pools
    for name, caused in (("fed", graph.outputs.feed >= 0), ("run", graph.outputs.feed < 0)):
        chosen = positions_where(caused)
        outputs = b.positions(f"{name}_outputs", len(chosen))
        b.group(f"{name}_outputs_of", pools, graph.outputs.pool[chosen], len(graph.pools))
        cause = graph.outputs.feed if name == "fed" else graph.outputs.process
        b.table(f"{name}_output_cause", cause[chosen], outputs)
        amount = over_time(graph.outputs.amount, b.time_shape)[chosen]
        b.table(f"{name}_output_amount", amount, outputs, b.years, b.slots)
    curves = graph.curves
    if len(curves.output):
        beyond = b.positions("outputs_by_load", len(curves.output))
        b.group("outputs_by_load_of", pools, graph.outputs.pool[curves.output], len(graph.pools))
        b.table("output_segment", curves.output_segment, beyond)
        b.table("output_slope", curves.output_slope, beyond)


def add_returns(b: Builder) -> None:
    """What a market took comes back to a pool as another material after its lag."""
    returns = b.graph.returns
    entries = b.positions("returns", len(returns.delivery))
    shape = (len(b.graph.pools), *b.time_shape)
    if len(returns.delivery):
        owner = np.ravel_multi_index((returns.pool, returns.year_to, returns.slot_to), shape)
        b.members("returns_of", (b.model.pools, b.years, b.slots), owner, shape, np.arange(len(owner)))
    b.table("return_delivery", returns.delivery, entries)
    b.table("return_year", returns.year_from, entries)
    b.table("return_slot", returns.slot_from, entries)
    b.table("return_share", returns.share, entries)


def add_rows(b: Builder) -> None:
    """One row for each pool, year and slot."""
    arrives = fresh(b)

    def rule(m: RuleModel, p: Index, y: Index, t: Index) -> Relation:
        stored = sum(m.discharge[k, y, t] - m.charge[k, y, t] for k in m.stocks_of[p])
        return arrives(m, p, y, t) + stored - _leaves(m, p, y, t) == 0

    b.rows("balance", (b.model.pools, b.years, b.slots), rule)


def fresh(b: Builder) -> Callable[..., Operand]:
    """What comes into a pool otherwise than from a store, as a function of (model, pool, year, slot)."""
    arrives = _arrives if b.graph.arcs.sent is None else _arrives_later
    returned, by_load = len(b.graph.returns.delivery) > 0, len(b.graph.curves.output) > 0

    def rule(m: RuleModel, p: Index, y: Index, t: Index) -> Operand:
        found = _comes_in(m, p, y, t) + arrives(m, p, y, t)
        if by_load:
            found = found + sum(
                m.output_slope[e] * m.segment[m.output_segment[e], y, t] for e in m.outputs_by_load_of[p]
            )
        return found + _comes_back(m, p, y, t) if returned else found

    return rule


def _comes_in(m: RuleModel, p: Index, y: Index, t: Index) -> Operand:
    return (
        sum(m.supply[k, y, t] for k in m.supplies_of[p])
        + sum(m.fed_output_amount[k, y, t] * m.feed[m.fed_output_cause[k], y, t] for k in m.fed_outputs_of[p])
        + sum(m.run_output_amount[k, y, t] * m.activity[m.run_output_cause[k], y, t] for k in m.run_outputs_of[p])
    )


def _arrives(m: RuleModel, p: Index, y: Index, t: Index) -> Operand:
    return sum(m.arc_yield[k, y, t] * m.arc[k, y, t] for k in m.arrivals_of[p])


def _arrives_later(m: RuleModel, p: Index, y: Index, t: Index) -> Operand:
    return sum(m.arc_yield[k, y, t] * m.arc[k, y, m.arc_sent[k, t]] for k in m.arrivals_of[p])


def _comes_back(m: RuleModel, p: Index, y: Index, t: Index) -> Operand:
    return sum(
        m.return_share[k] * m.delivery[m.return_delivery[k], m.return_year[k], m.return_slot[k]]
        for k in m.returns_of[p, y, t]
    )


def _leaves(m: RuleModel, p: Index, y: Index, t: Index) -> Operand:
    return (
        sum(m.feed[k, y, t] for k in m.feeds_of[p])
        + sum(m.arc[k, y, t] for k in m.departures_of[p])
        + sum(m.delivery[k, y, t] for k in m.deliveries_of[p])
    )
