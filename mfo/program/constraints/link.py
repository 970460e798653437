"""Bounds of markets and links that several deliveries or materials share, and links that are used or not.

sum of deliveries to a market within [minimum, maximum];  sum of flows on a link <= capacity
sum of flows <= capacity * used (by year)
with a minimum load, by slot: load * sent <= sum of flows <= capacity * sent, sent <= used
"""

from __future__ import annotations

import numpy as np

from ..components.builder import Builder, anywhere, inverse, over_time, positions_where
from ..components.expressions import Index, Operand, Relation, RuleModel
from ..components.linear_terms import between
from ..components.link_big_m import link_bounds
from .sizes import sized_rows, unsized


def add_variables(b: Builder) -> None:
    """Whether a link is used in a year, and sends in a slot."""
    links = b.graph.links
    b.positions("links", len(links.names))
    b.positions("markets", len(b.graph.markets.names))
    used = positions_where(links.switched)
    b.switch("used", (b.positions("switched_links", len(used)), b.years), kind="link", member=used)
    b.table("switched_link", used, b.model.switched_links)
    loaded = positions_where(links.switched & anywhere(links.minimum_load > 0))
    index = b.positions("loaded_links", len(loaded))
    b.switch("sent", (index, b.years, b.slots), kind="link", member=loaded)
    b.table("loaded_link", loaded, index)
    b.table("loaded_link_used", inverse(used, len(links.names))[loaded], index)


def add_rows(b: Builder) -> None:
    """Joint bounds of markets and links, and the rows of switched links."""
    _market_rows(b)
    _joint_rows(b)
    _used_rows(b)


def _market_rows(b: Builder) -> None:
    markets, deliveries = b.graph.markets, b.graph.deliveries
    count = len(markets.names)
    b.group("market_deliveries", b.model.markets, deliveries.market, count)
    bounded = np.isfinite(markets.maximum) | (markets.minimum > 0)
    joint = (np.bincount(deliveries.market, minlength=count) > 1) & anywhere(bounded)
    members = positions_where(joint)
    rows = b.positions("joint_markets", len(members))
    b.table("joint_market", members, rows)
    for side in ("minimum", "maximum"):
        values = over_time(getattr(markets, side), b.time_shape)[members]
        b.table(f"market_{side}", values, rows, b.years, b.slots)
    b.rows("market", (rows, b.years, b.slots), _market, member=members)


def _market(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    taken = sum(m.delivery[k, y, t] for k in m.market_deliveries[m.joint_market[r]])
    return between(m.market_minimum[r, y, t], taken, m.market_maximum[r, y, t])


def _joint_rows(b: Builder) -> None:
    links, arcs = b.graph.links, b.graph.arcs
    count = len(links.names)
    b.group("link_arcs", b.model.links, arcs.link, count)
    several = np.bincount(arcs.link, minlength=count) > 1
    sized, sends = b.graph.sizes("link").expandable, np.bincount(arcs.link, minlength=count) > 0
    given = several & ~links.switched & anywhere(np.isfinite(links.capacity))
    members = positions_where(given & ~sized | sends & sized)
    rows = b.positions("joint_link_size_rows", len(members))
    b.table("joint_link", members, rows)
    room = unsized(b.graph, "link", over_time(links.capacity, b.time_shape), 0.0)
    b.table("link_room", room[members], rows, b.years, b.slots)
    hours = over_time(links.share, b.time_shape)[members] * b.graph.times.hours
    b.table("joint_link_hours", hours, rows, b.years, b.slots)
    sized_rows(b, "link", members, "joint_link_size")
    b.rows("link", (rows, b.years, b.slots), _joint, member=members)


def _sent(m: RuleModel, link: Index, y: Index, t: Index) -> Operand:
    return sum(m.arc[k, y, t] for k in m.link_arcs[link])


def _joint(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    able: Operand = sum(m.joint_link_hours[r, y, t] * m.link_capacity[k, y] for k in m.joint_link_size[r])
    return _sent(m, m.joint_link[r], y, t) - able <= m.link_room[r, y, t]


def _used_rows(b: Builder) -> None:
    links, times = b.graph.links, (b.years, b.slots)
    used = positions_where(links.switched)
    b.table("used_most", link_bounds(b.graph, used), b.model.switched_links, *times)
    b.rows("used", (b.model.switched_links, *times), _only_used, member=used)
    loaded = b.registry.variables["sent"].member
    rows = b.model.loaded_links
    b.table("link_load", over_time(links.minimum_load, b.time_shape)[loaded], rows, *times)
    b.rows("link minimum load", (rows, *times), _least_sent, member=loaded)
    b.rows("link sends", (rows, *times), _only_sent, member=loaded)
    b.rows("link sends while used", (rows, *times), _sent_while_used, member=loaded)


def _only_used(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return _sent(m, m.switched_link[r], y, t) - m.used_most[r, y, t] * m.used[r, y] <= 0


def _least_sent(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return _sent(m, m.loaded_link[r], y, t) - m.link_load[r, y, t] * m.sent[r, y, t] >= 0


def _only_sent(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return _sent(m, m.loaded_link[r], y, t) - m.used_most[m.loaded_link_used[r], y, t] * m.sent[r, y, t] <= 0


def _sent_while_used(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return m.sent[r, y, t] - m.used[m.loaded_link_used[r], y] <= 0
