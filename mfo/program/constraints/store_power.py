"""How fast stores take in and give out, and what is left in them at the end.

sum of charge over a store's stocks <= most that goes in per slot, or a share of the capacity;  so does discharge
R[k, y] = the level that closes the year; where the stock is carried, the last of the horizon   (``remaining``)
"""

from __future__ import annotations

import numpy as np

from ...graph.arrays.flow_graph import Bools, Floats, Ints
from ..components.builder import Builder, anywhere, over_time, positions_where
from ..components.expressions import Index, Operand, Relation, RuleModel
from .sizes import sized_rows
from .storage import grown

WAYS = ("charge", "discharge")


def add_variables(b: Builder) -> None:
    """What is left at the end of stocks whose rest is worth something."""
    members = _valued(b)
    b.variable("remaining", (b.positions("valued", len(members)), b.years), kind="stock", member=members)
    b.table("valued_stock", members, b.model.valued)


def _valued(b: Builder) -> Ints:
    value = b.graph.stocks.end_value
    return positions_where(np.zeros(0, dtype=bool) if value is None else value != 0)


def add_rows(b: Builder) -> None:
    """Powers of stores, and what is left."""
    for way in WAYS:
        _power(b, way)
    _remaining(b)


def _power(b: Builder, way: str) -> None:
    stocks, count = b.graph.stocks, len(b.graph.stocks.store_names)
    given: Floats | None = getattr(stocks, f"most_{way}")
    if given is None:
        return
    found: Floats | None = getattr(stocks, f"{way}_share")
    share = np.full((count, *b.time_shape), np.nan) if found is None else over_time(found, b.time_shape)
    held: Bools = np.bincount(stocks.store, minlength=count) > 0
    most = np.where(np.isnan(share), over_time(given, b.time_shape), 0.0)
    members = positions_where(held & anywhere(np.isfinite(most)))
    rows = b.positions(f"limited_{way}_rows", len(members))
    b.table(f"limited_{way}_store", members, rows)
    b.table(f"most_{way}", most[members], rows, b.years, b.slots)
    b.table(f"{way}_share", np.nan_to_num(share[members]), rows, b.years, b.slots)
    sized_rows(b, "store", members, f"limited_{way}")

    def within(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
        store, part = getattr(m, f"limited_{way}_store")[r], getattr(m, f"{way}_share")
        moved: Operand = sum(getattr(m, way)[k, y, t] for k in m.store_stocks[store])
        able: Operand = sum(part[r, y, t] * m.store_capacity[k, y] for k in getattr(m, f"limited_{way}")[r])
        relation: Relation = moved - able <= getattr(m, f"most_{way}")[r, y, t]
        return relation

    b.rows(f"store {way}", (rows, b.years, b.slots), within, member=members)


def _remaining(b: Builder) -> None:
    """A year's closing level; of a carried stock the last, after all the years of its milestone."""
    members, stocks, years = _valued(b), b.graph.stocks, b.graph.years
    if not len(members):
        return
    last = np.arange(years) == years - 1
    carried = stocks.carry[members][:, None]
    half = np.where(carried, (b.graph.times.span + 1) / 2, 1.0)
    b.table("remaining_years", half, b.model.valued, b.years)
    b.table("remaining_counts", np.where(carried, last, True).astype(float), b.model.valued, b.years)
    b.rows("remaining", (b.model.valued, b.years), _left, member=members)


def _left(m: RuleModel, r: Index, y: Index) -> Relation:
    return m.remaining[r, y] - m.remaining_counts[r, y] * grown(m, m.valued_stock[r], y, m.remaining_years[r, y]) == 0
