"""Steps that whole numbers keep in order: of a price, and of a curve by load.

g[later] <= most step,  g[earlier] >= amount step     step: 1 where the earlier supply is used up; the same of markets

Both by year and slot, with ``amount`` and ``most`` the amounts of the slot. Steps that prices keep in order need none.

x = sum_k s[k],  s[k] <= width[k] h step[k],  s[k - 1] >= width[k - 1] h step[k]     segment after segment
"""

from __future__ import annotations

import numpy as np

from ...graph.arrays.flow_graph import Markets, Supplies
from ..components.builder import Builder, over_time, positions_where
from ..components.expressions import Index, Operand, Relation, RuleModel


def add_variables(b: Builder) -> None:
    """Whether the step before is used up."""
    for kind, items in (("supply", b.graph.supplies), ("market", b.graph.markets)):
        _add_states(b, kind, items)
    _add_segments(b)


def _add_segments(b: Builder) -> None:
    """What is done in each segment of a curve by load; the last one ends where the capacity does."""
    curves, times = b.graph.curves, (b.years, b.slots)
    if not len(curves):
        return
    width = over_time((curves.width[:, None, None] * b.graph.times.hours), b.time_shape)
    rows = b.positions("segments", len(curves))
    upper = np.where((curves.last & ~curves.whole)[:, None, None], np.inf, width)
    b.variable("segment", (rows, *times), upper=upper)
    b.group("segments_of", b.model.processes, curves.process, len(b.graph.processes.names))
    later = positions_where(curves.whole)
    steps = b.positions("segment_steps", len(later))
    b.switch("segment_step", (steps, *times), kind="segment", member=later)
    b.table("segment_later", later, steps)
    b.table("segment_earlier", later - 1, steps)
    b.table("segment_later_most", width[later], steps, *times)
    b.table("segment_earlier_most", width[later - 1], steps, *times)
    entries = b.positions("feed_segments", len(curves.feed))
    b.group("feed_segments_of", b.model.feeds, curves.feed, len(b.graph.feeds))
    b.table("feed_segment", curves.segment, entries)
    b.table("feed_slope", curves.slope, entries)


def _add_states(b: Builder, kind: str, items: Supplies | Markets) -> None:
    later = np.zeros(0, dtype=np.int64) if items.stepped is None else positions_where(items.stepped)
    before = later if items.after is None else items.after[later]
    steps, times = b.positions(f"{kind}_steps", len(later)), (b.years, b.slots)
    b.switch(f"{kind}_step", (steps, *times), kind=kind, member=later)
    b.table(f"{kind}_later", later, steps)
    b.table(f"{kind}_earlier", before, steps)
    most = over_time(items.maximum, b.time_shape)
    b.table(f"{kind}_later_most", most[later], steps, *times)
    b.table(f"{kind}_earlier_most", most[before], steps, *times)


def add_rows(b: Builder) -> None:
    """Nothing of a later step without all of the one before."""
    times = (b.years, b.slots)
    for kind, latest, first in (("supply", _supply_later, _supply_first), ("market", _market_later, _market_first)):
        steps, member = getattr(b.model, f"{kind}_steps"), b.registry.variables[f"{kind}_step"].member
        b.rows(f"{kind} step", (steps, *times), latest, member=member)
        b.rows(f"{kind} step before", (steps, *times), first, member=member)
    curves = b.graph.curves
    if len(curves):
        loaded = np.unique(curves.process)
        rows, later = b.positions("by_load", len(loaded)), curves.process[curves.whole]
        b.table("by_load_process", loaded, rows)
        b.rows("load", (rows, *times), _load, member=loaded)
        b.rows("load step", (b.model.segment_steps, *times), _segment_later, member=later)
        b.rows("load step before", (b.model.segment_steps, *times), _segment_first, member=later)


def _load(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    process = m.by_load_process[r]
    return m.activity[process, y, t] - sum(m.segment[k, y, t] for k in m.segments_of[process]) == 0


def _segment_later(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return m.segment[m.segment_later[r], y, t] - m.segment_later_most[r, y, t] * m.segment_step[r, y, t] <= 0


def _segment_first(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return m.segment[m.segment_earlier[r], y, t] - m.segment_earlier_most[r, y, t] * m.segment_step[r, y, t] >= 0


def _supply_later(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return m.supply[m.supply_later[r], y, t] - m.supply_later_most[r, y, t] * m.supply_step[r, y, t] <= 0


def _supply_first(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return m.supply[m.supply_earlier[r], y, t] - m.supply_earlier_most[r, y, t] * m.supply_step[r, y, t] >= 0


def _taken(m: RuleModel, market: Index, y: Index, t: Index) -> Operand:
    return sum(m.delivery[k, y, t] for k in m.market_deliveries[market])


def _market_later(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return _taken(m, m.market_later[r], y, t) - m.market_later_most[r, y, t] * m.market_step[r, y, t] <= 0


def _market_first(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    return _taken(m, m.market_earlier[r], y, t) - m.market_earlier_most[r, y, t] * m.market_step[r, y, t] >= 0
