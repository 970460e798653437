"""Demand charges: the highest load of each month, on which a rate is counted.

g[s, y, t] / h[t] <= a[s, y] + P[s, k, y]     for each slot t of the month k that counts      [unit/h]

P, the highest load (above a, where only that is billed), is as low as the loads of its month allow, where it costs.

With a load factor no more is billed than a month's even load over that factor:

P[s, k, y] - B[s, k, y] <= P_max z[s, k, y]                                        z = 1: billed by energy
sum over the month of w[t] g[s, y, t] / (F sum w[t] h[t]) - B[s, k, y] <= E_max (1 - z[s, k, y])      [unit/h]

B = min(P, E) is concave, so a whole number z says which of the two is billed; where it costs, the lesser one.
"""

from __future__ import annotations

import numpy as np

from ...graph.arrays.flow_graph import EvenLoads
from ..components.builder import Builder
from ..components.expressions import Index, Relation, RuleModel

NO_EVEN_LOADS = EvenLoads(np.zeros(0, dtype=np.int64), np.zeros((0, 0)), np.zeros((0, 0)), np.zeros((0, 0)))


def add_variables(b: Builder) -> None:
    """The highest loads of supplies, by month and year; what is billed of them, and what is due whatever is drawn."""
    b.variable("peak", (b.positions("peaks", len(b.graph.peaks)), b.years))
    entries = b.positions("capped_peaks", len(b.graph.peaks.capped))
    b.variable("billed", (entries, b.years))
    b.switch("by_energy", (entries, b.years), kind="by_energy", member=np.arange(len(b.graph.peaks.capped)))
    subscribed = b.positions("subscriptions", len(b.graph.supplies.subscribed))
    b.variable("subscribed", (subscribed, b.years), lower=1.0, upper=1.0)


def add_rows(b: Builder) -> None:
    """No load above the highest of its month, and no less billed than the lesser of the two."""
    peaks = b.graph.peaks
    entry, slot = np.nonzero(peaks.counts)
    rows = b.positions("loads", len(entry))
    b.table("load_peak", entry, rows)
    b.table("load_supply", peaks.supply[entry], rows)
    b.table("load_slot", slot, rows)
    b.table("load_rate", 1.0 / b.graph.times.hours[slot], rows)
    b.table("load_above", peaks.above[entry], rows, b.years)
    b.rows("peak", (rows, b.years), _below_peak, member=peaks.supply[entry])
    _billed_rows(b)


def _billed_rows(b: Builder) -> None:
    peaks = b.graph.peaks
    even = peaks.even or NO_EVEN_LOADS
    supply = peaks.supply[even.peak]
    rows = b.model.capped_peaks
    b.table("billed_peak", even.peak, rows)
    b.table("billed_supply", supply, rows)
    b.table("billed_most_load", even.most_load, rows, b.years)
    b.table("billed_most_even", even.most, rows, b.years)
    entry, slot = np.nonzero(even.rate)
    shares = b.positions("even_shares", len(entry))
    b.table("even_slot", slot, shares)
    b.table("even_rate", even.rate[entry, slot], shares)
    b.group("even_of_billed", rows, entry, len(even.peak))
    b.rows("billed load", (rows, b.years), _billed_load, member=supply)
    b.rows("billed even load", (rows, b.years), _billed_even_load, member=supply)


def _below_peak(m: RuleModel, r: Index, y: Index) -> Relation:
    return (
        m.load_rate[r] * m.supply[m.load_supply[r], y, m.load_slot[r]] - m.peak[m.load_peak[r], y] <= m.load_above[r, y]
    )


def _billed_load(m: RuleModel, r: Index, y: Index) -> Relation:
    return m.peak[m.billed_peak[r], y] - m.billed[r, y] - m.billed_most_load[r, y] * m.by_energy[r, y] <= 0


def _billed_even_load(m: RuleModel, r: Index, y: Index) -> Relation:
    spread = sum(m.even_rate[k] * m.supply[m.billed_supply[r], y, m.even_slot[k]] for k in m.even_of_billed[r])
    return spread - m.billed[r, y] + m.billed_most_even[r, y] * m.by_energy[r, y] <= m.billed_most_even[r, y]
