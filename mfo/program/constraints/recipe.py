"""Recipes: what a process draws for its activity, and what its mix of inputs may be.

required:  q[i] = r[i] x + sum_k R[i, k] q[k]        per unit of activity, and per unit of the mix inputs k
           ... + sum_k s[i, k] z[k]                  beside r, the least, in the segments k of a curve by load
mix:       x = sum_i k[i] q[i]                       over the inputs of the mix
shares:    s_min[i] sum_j q[j] <= q[i] <= s_max[i] sum_j q[j]
"""

from __future__ import annotations

from ..components.builder import Builder, anywhere, over_time, positions_where
from ..components.expressions import Index, IndexedElement, Relation, RuleModel


def add_variables(b: Builder) -> None:
    """What each process draws; q of the notation."""
    graph, years, slots = b.graph, b.years, b.slots
    feeds = b.positions("feeds", len(graph.feeds))
    processes = b.model.processes
    b.variable("feed", (feeds, years, slots))
    b.group("feeds_of", b.model.pools, graph.feeds.pool, len(graph.pools))
    mixed = positions_where(graph.feeds.mix)
    count = len(graph.processes.names)
    b.members("mix_of", (processes,), graph.feeds.process[mixed], (count,), mixed)
    b.table("feed_process", graph.feeds.process, feeds)
    b.table("activity_per_feed", over_time(graph.feeds.activity, b.time_shape), feeds, years, slots)
    b.table("feed_per_activity", over_time(graph.feeds.per_activity, b.time_shape), feeds, years, slots)
    needs = b.positions("needs", len(graph.needs))
    b.group("needs_of", feeds, graph.needs.feed, len(graph.feeds))
    b.table("need_cause", graph.needs.of, needs)
    b.table("need_amount", over_time(graph.needs.amount, b.time_shape), needs, years, slots)


def add_rows(b: Builder) -> None:
    """Required feeds, mixes and shares."""
    graph, years, slots = b.graph, b.years, b.slots
    required = positions_where(~graph.feeds.mix)
    rows = b.positions("required_feeds", len(required))
    b.table("required_feed", required, rows)
    rule = _required_by_load if len(graph.curves.feed) else _required
    b.rows("required", (rows, years, slots), rule, member=required)
    mixed = positions_where(graph.processes.has_mix)
    rows = b.positions("mixes", len(mixed))
    b.table("mix_process", mixed, rows)
    b.rows("mix", (rows, years, slots), _mix, member=mixed)
    for side, binds, rule in (
        ("minimum", graph.feeds.minimum_share > 0, _minimum_share),
        ("maximum", graph.feeds.maximum_share < 1, _maximum_share),
    ):
        shared = positions_where(graph.feeds.mix & anywhere(binds))
        rows = b.positions(f"{side}_shares", len(shared))
        b.table(f"{side}_share_feed", shared, rows)
        share = over_time(getattr(graph.feeds, f"{side}_share"), b.time_shape)[shared]
        b.table(f"{side}_share", share, rows, years, slots)
        b.rows(f"{side}_share", (rows, years, slots), rule, member=shared)


def _required(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    feed = m.required_feed[r]
    by_activity = m.feed_per_activity[feed, y, t] * m.activity[m.feed_process[feed], y, t]
    by_inputs = sum(m.need_amount[k, y, t] * m.feed[m.need_cause[k], y, t] for k in m.needs_of[feed])
    return m.feed[feed, y, t] - by_activity - by_inputs == 0


def _required_by_load(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    feed = m.required_feed[r]
    by_activity = m.feed_per_activity[feed, y, t] * m.activity[m.feed_process[feed], y, t]
    by_inputs = sum(m.need_amount[k, y, t] * m.feed[m.need_cause[k], y, t] for k in m.needs_of[feed])
    by_load = sum(m.feed_slope[e] * m.segment[m.feed_segment[e], y, t] for e in m.feed_segments_of[feed])
    return m.feed[feed, y, t] - by_activity - by_inputs - by_load == 0


def _mix(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    mixed = sum(m.activity_per_feed[k, y, t] * m.feed[k, y, t] for k in m.mix_of[m.mix_process[r]])
    return m.activity[m.mix_process[r], y, t] - mixed == 0


def _minimum_share(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    feed = m.minimum_share_feed[r]
    return m.feed[feed, y, t] - sum(m.minimum_share[r, y, t] * m.feed[k, y, t] for k in _mix_of(m, feed)) >= 0


def _maximum_share(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    feed = m.maximum_share_feed[r]
    return m.feed[feed, y, t] - sum(m.maximum_share[r, y, t] * m.feed[k, y, t] for k in _mix_of(m, feed)) <= 0


def _mix_of(m: RuleModel, feed: Index) -> IndexedElement:
    return m.mix_of[m.feed_process[feed]]
