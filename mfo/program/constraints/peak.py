"""Demand charges: the highest load of each month, on which a rate is counted.

g[s, y, t] / h[t] <= a[s, y] + P[s, k, y]     for each slot t of the month k that counts      [unit/h]

P, the highest load (above a, where only that is billed), is as low as the loads of its month allow, where it costs.
"""

from __future__ import annotations

import numpy as np

from ..components.builder import Builder
from ..components.expressions import Index, Relation, RuleModel


def add_variables(b: Builder) -> None:
    """The highest loads of supplies, by month and year."""
    b.variable("peak", (b.positions("peaks", len(b.graph.peaks)), b.years))


def add_rows(b: Builder) -> None:
    """No load above the highest of its month."""
    peaks = b.graph.peaks
    entry, slot = np.nonzero(peaks.counts)
    rows = b.positions("loads", len(entry))
    b.table("load_peak", entry, rows)
    b.table("load_supply", peaks.supply[entry], rows)
    b.table("load_slot", slot, rows)
    b.table("load_rate", 1.0 / b.graph.times.hours[slot], rows)
    b.table("load_above", peaks.above[entry], rows, b.years)
    b.rows("peak", (rows, b.years), _below_peak, member=peaks.supply[entry])


def _below_peak(m: RuleModel, r: Index, y: Index) -> Relation:
    return (
        m.load_rate[r] * m.supply[m.load_supply[r], y, m.load_slot[r]] - m.peak[m.load_peak[r], y] <= m.load_above[r, y]
    )
