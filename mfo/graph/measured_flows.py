"""Measured flows: what to hold fixed in a graph, and the graph as it stands today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np

from ..plant.model import Measurement, Plant, Series, Times
from .arrays.broadcast import spread, stack, times_hours
from .arrays.flow_graph import Bools, FixedRows, Floats, FlowGraph, LimitRows, QualityRows, Term
from .arrays.index import Index, members
from .parts.effects import flow_members, output_terms


@dataclass(frozen=True)
class Held:
    """One measured flow: its terms, and its amounts by slot (nan: not measured there) or for the year."""

    name: str  # "compost plant, in: sludge"
    table: str
    at: str
    material: str | None
    terms: tuple[Term, ...]
    by_slot: Floats | None  # (Y, T)
    by_year: Floats | None  # (Y,)


def first_year(plant: Plant) -> Plant:
    """The plant of its first milestone alone, as a plant without roadmap."""
    if len(plant.times.years) == 1:
        return plant
    times = plant.times
    one = replace(times, years=times.years[:1], span=np.ones(1), discount=np.ones(1), roadmap=False)
    cut: Plant = replace(_first(plant), times=one)
    return cut


def _first(value: Any) -> Any:
    """Every series within a value cut to its first year."""
    if isinstance(value, Series):
        return replace(value, values=value.values[:1]) if value.values.ndim == 2 else value
    if isinstance(value, Times):
        return value
    if isinstance(value, tuple):
        return tuple(_first(item) for item in value)
    if isinstance(value, Mapping):
        return {key: _first(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: _first(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **changed)
    return value


def held_flows(plant: Plant, graph: FlowGraph) -> list[Held]:
    """The measured flows of a plant over a graph; those of the same flow in several slots are one.

    An amount without a slot is what flowed over the whole year where there are several slots, unless it comes as a
    profile.
    """
    index = Index(plant, graph)
    groups: dict[tuple[str, str, str | None, str], list[Measurement]] = {}
    for item in plant.measurements:
        groups.setdefault((item.table, item.at, item.material, item.role), []).append(item)
    return [_held(index, items) for items in groups.values()]


def _held(index: Index, items: list[Measurement]) -> Held:
    first, graph = items[0], index.graph
    detail = f"{first.role}: {first.material}" if first.role else first.material
    name = f"{first.at}, {detail}" if detail else first.at
    amounts = times_hours(stack([item.amount for item in items], 0.0, graph.years, graph.slots), graph.times)
    terms = tuple(_terms(index, first))
    everywhere = [position for position, item in enumerate(items) if item.slot is None]
    if everywhere:
        amount = amounts[everywhere[0]]
        if graph.slots > 1 and items[everywhere[0]].amount.values.size == 1:
            return Held(name, first.table, first.at, first.material, terms, None, amount @ graph.times.weight)
        return Held(name, first.table, first.at, first.material, terms, np.array(amount), None)
    by_slot = np.full((graph.years, graph.slots), np.nan)
    for position, item in enumerate(items):
        by_slot[:, item.slot] = amounts[position][:, item.slot]
    return Held(name, first.table, first.at, first.material, terms, by_slot, None)


def _terms(index: Index, item: Measurement) -> list[Term]:
    found: list[tuple[str, int, Floats]]
    if item.table != "processes":
        one = np.ones((1, 1))
        found = [(family, member, one) for family, member in flow_members(index, item.table, item.at, item.material)]
    else:
        row = index.process[item.at]
        if item.material is None:
            found = [("activity", row, np.ones((1, 1)))]
        elif item.role != "out" and (row, item.material) in index.feeds:
            found = [("feed", member, np.ones((1, 1))) for member in index.feeds[row, item.material]]
        else:
            found = output_terms(index, row, item.material)
    shape = (index.years, index.slots)
    return [Term(family, members([member]), np.broadcast_to(amount, shape)[None]) for family, member, amount in found]


def fixed_rows(held: Sequence[Held]) -> tuple[tuple[FixedRows, ...], tuple[LimitRows, ...]]:
    """Measured flows as rows: single flows known in every slot held fixed, everything else as equalities."""
    fixed: list[FixedRows] = []
    rows: list[LimitRows] = []
    for item in held:
        if item.by_slot is not None and len(item.terms) == 1 and not np.isnan(item.by_slot).any():
            term = item.terms[0]
            if np.all(term.coefficient == 1):
                fixed.append(FixedRows(term.family, term.member, item.by_slot[None], (item.name,)))
                continue
        if item.terms:
            rows.append(equality(item))
    return tuple(fixed), tuple(rows)


def equality(item: Held, more: tuple[Term, ...] = ()) -> LimitRows:
    """A measured flow as a row that must hold; ``more`` terms are added to it."""
    terms = (*item.terms, *more)
    name = f"measured {item.name}"
    if item.by_year is not None:
        return LimitRows(name, "year", terms, item.by_year, terms, item.by_year, what=terms)
    amount = np.zeros((1, 1)) if item.by_slot is None else item.by_slot
    known = ~np.isnan(amount)
    lower, upper = np.where(known, amount, -np.inf), np.where(known, amount, np.inf)
    return LimitRows(name, "slot", terms, lower, terms, upper, what=terms)


def graph_today(plant: Plant, graph: FlowGraph, held: Sequence[Held]) -> FlowGraph:
    """The graph as it stands: nothing is built, the plan's limits do not hold, and what was measured may be so.

    A measured flow outweighs the bounds of its supply or market and the blending rules of its process.
    """
    supplies, markets, feeds = graph.supplies, graph.markets, graph.feeds
    seen = {table: {item.at for item in held if item.table == table} for table in ("supplies", "markets", "processes")}
    free_supply = _mask([name in seen["supplies"] for name in supplies.names])
    free_market = _mask([name in seen["markets"] for name in markets.names])
    by_process = _mask([name in seen["processes"] for name in graph.processes.names])
    free_feed = by_process[feeds.process] if len(feeds) else np.zeros(0, dtype=bool)
    shape = (graph.years, graph.slots)
    return replace(
        graph,
        supplies=replace(supplies, minimum=_freed(supplies.minimum, free_supply, 0.0),
                         maximum=_freed(supplies.maximum, free_supply, np.inf)),
        markets=replace(markets, minimum=_freed(markets.minimum, free_market, 0.0),
                        maximum=_freed(markets.maximum, free_market, np.inf)),
        feeds=replace(feeds, minimum_share=_freed(feeds.minimum_share, free_feed, 0.0),
                      maximum_share=_freed(feeds.maximum_share, free_feed, 1.0)),
        processes=replace(
            graph.processes,
            may_build=np.zeros_like(graph.processes.may_build),
            most=np.maximum(graph.processes.most, graph.processes.existing),
            unit_size=np.zeros_like(graph.processes.unit_size),
            minimum_load=spread(np.zeros((len(graph.processes.names), 1, 1)), *shape),
        ),
        quality=tuple(row for row in graph.quality if not _concerns(graph, row, free_feed, free_market)),
        limits=(),
    )  # fmt: skip


def _mask(values: list[bool]) -> Bools:
    return np.array(values, dtype=bool)


def _freed(bounds: Floats, free: Bools, value: float) -> Floats:
    return np.where(free[:, None, None], value, bounds) if free.any() else bounds


def _concerns(graph: FlowGraph, row: QualityRows, free_feed: Bools, free_market: Bools) -> bool:
    if row.family == "feed":
        return bool(free_feed[row.member].any())
    return row.family == "delivery" and bool(free_market[graph.deliveries.market[row.member]].any())
