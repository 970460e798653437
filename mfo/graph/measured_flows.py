"""Measured flows: what to hold fixed in a graph, and the graph as it stands today."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from operator import is_not
from typing import Any

import numpy as np

from ..errors import Where
from ..plant.model import Limit, Measurement, Plant, Series, Times
from ..units import UnitError, parse_quantity
from .arrays.broadcast import spread, stack, times_hours
from .arrays.contract_terms import ContractTerms
from .arrays.flow_graph import (
    Bools,
    FixedRows,
    Floats,
    FlowGraph,
    Ints,
    LimitRows,
    Markets,
    QualityRows,
    Sizes,
    Supplies,
    Term,
)
from .arrays.index import Index, members
from .parts.effects import flow_members, output_terms
from .parts.processes import LEAST_LOAD

BEYOND = 10.0  # times what a contract allows: what a reading may be, for whole numbers that need to know a bound


@dataclass(frozen=True)
class MeasuredFlow:
    """One measured flow: its terms, and its amounts by slot (nan: not measured there) or for the year."""

    name: str  # "compost plant, in: sludge"
    table: str
    at: str
    material: str | None
    terms: tuple[Term, ...]
    by_slot: Floats | None  # (Y, T)
    by_year: Floats | None  # (Y,)
    uncertainty: Floats | None = None  # relative standard uncertainty, (T,), or (1,) for the year; nan or None: exact
    role: str = ""
    where: Where | None = None
    unit: str = ""  # the rate as typed: "t/d"


def whole_year(plant: Plant) -> Plant:
    """The plant with its year as one slot: what changes within it is its mean over time."""
    times = plant.times
    one = replace(
        times, hours=np.array([times.hours_per_year]), weight=np.ones(1), labels=("1",), follows=(), months=None
    )
    cut: Plant = plant if len(times.hours) == 1 else _changed(plant, lambda series: _mean(series, times))
    return replace(cut, times=one)


def _mean(series: Series, times: Times) -> Series:
    if series.values.shape[-1:] in ((), (1,)):
        return series
    return replace(series, values=series.over_years(series.values.shape[0], times.lasting)[:, None])


def first_year(plant: Plant) -> Plant:
    """The plant of its first milestone alone, as a plant without roadmap, whose landfills open no cells."""
    if len(plant.times.years) == 1:
        return replace(plant, landfill_cells=(), limits=without_budgets(plant))
    times = plant.times
    one = replace(times, years=times.years[:1], span=np.ones(1), discount=np.ones(1), roadmap=False)
    cut: Plant = replace(_first(plant), times=one, landfill_cells=())
    return replace(cut, limits=without_budgets(cut))


def without_budgets(plant: Plant) -> tuple[Limit, ...]:
    """The plant's limits without those on the cash of calendar years, which a plant of one year has not."""
    return tuple(limit for limit in plant.limits if not limit.on_cash)


def _first(value: object) -> Any:
    """Every series within a value cut to its first year."""
    return _changed(value, lambda item: replace(item, values=item.values[:1]) if item.values.ndim == 2 else item)


def _changed(value: object, change: Callable[[Series], Series]) -> Any:
    """A value with every series within it changed; what holds none is left as it is, and not made anew."""
    if value is None or isinstance(value, (str, int, float, Times)):
        return value
    if isinstance(value, Series):
        return change(value)
    if isinstance(value, tuple):
        items = tuple(_changed(item, change) for item in value)
        return items if any(map(is_not, items, value)) else value
    if isinstance(value, Mapping):
        return {key: _changed(item, change) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        held = {field.name: getattr(value, field.name) for field in fields(value)}
        found = {name: new for name, old in held.items() if (new := _changed(old, change)) is not old}
        return replace(value, **found) if found else value
    return value


def held_flows(plant: Plant, graph: FlowGraph) -> list[MeasuredFlow]:
    """The measured flows of a plant over a graph; those of the same flow in several slots are one.

    An amount without a slot is what flowed over the whole year where there are several slots, unless it comes as a
    profile.
    """
    index = Index(plant, graph)
    groups: dict[tuple[str, str, str | None, str], list[Measurement]] = {}
    for item in plant.measurements:
        groups.setdefault((item.table, item.at, item.material, item.role), []).append(item)
    return [_held(index, items) for items in groups.values()]


def _held(index: Index, items: list[Measurement]) -> MeasuredFlow:
    first, graph = items[0], index.graph
    detail = f"{first.role}: {first.material}" if first.role else first.material
    name = f"{first.at}, {detail}" if detail else first.at
    amounts = times_hours(stack([item.amount for item in items], 0.0, graph.years, graph.slots), graph.times)
    terms = tuple(_terms(index, first))
    shared = MeasuredFlow(
        name,
        first.table,
        first.at,
        first.material,
        terms,
        None,
        None,
        role=first.role,
        where=first.where,
        unit=_typed_unit(first.amount),
    )
    everywhere = [position for position, item in enumerate(items) if item.slot is None]
    if everywhere:
        item = items[everywhere[0]]
        amount, uncertain = amounts[everywhere[0]], _shares(item, 1)
        if graph.slots > 1 and not item.by_slot:
            return replace(shared, by_year=amount @ graph.times.weight, uncertainty=uncertain)
        return replace(shared, by_slot=np.array(amount), uncertainty=_shares(item, graph.slots))
    by_slot = np.full((graph.years, graph.slots), np.nan)
    uncertainty = np.full(graph.slots, np.nan)
    for position, item in enumerate(items):
        by_slot[:, item.slot] = amounts[position][:, item.slot]
        uncertainty[item.slot] = np.nan if item.uncertainty is None else item.uncertainty
    return replace(shared, by_slot=by_slot, uncertainty=uncertainty)


def _shares(item: Measurement, size: int) -> Floats | None:
    return None if item.uncertainty is None else np.full(size, item.uncertainty)


def _typed_unit(amount: Series) -> str:
    """The unit that a reading was typed in; the canonical one where that is not one unit."""
    if amount.profile_unit:
        return amount.profile_unit
    try:
        return parse_quantity(amount.typed)[1].typed or amount.unit
    except UnitError:
        return amount.unit


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


def fixed_rows(held: Sequence[MeasuredFlow]) -> tuple[tuple[FixedRows, ...], tuple[LimitRows, ...]]:
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


def equality(item: MeasuredFlow, more: tuple[Term, ...] = (), slack: float = 0.0) -> LimitRows:
    """A measured flow as a row that must hold, to a relative ``slack``; ``more`` terms are added to it."""
    terms = (*item.terms, *more)
    name = f"measured {item.name}"
    if item.by_year is not None:
        off = slack * np.abs(item.by_year)
        return LimitRows(name, "year", terms, item.by_year - off, terms, item.by_year + off, what=terms)
    amount = np.zeros((1, 1)) if item.by_slot is None else item.by_slot
    known = ~np.isnan(amount)
    off = slack * np.nanmax(np.abs(amount), initial=0.0)
    lower, upper = np.where(known, np.maximum(amount - off, 0.0), -np.inf), np.where(known, amount + off, np.inf)
    return LimitRows(name, "slot", terms, lower, terms, upper, what=terms)


def graph_today(plant: Plant, graph: FlowGraph, held: Sequence[MeasuredFlow]) -> FlowGraph:
    """The graph as it stands: nothing is built, the plan's limits do not hold, and what was measured may be so.

    A measured flow outweighs the bounds of its supply or market, the order of price steps it is one of, and the
    blending rules of its process.
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
        supplies=replace(
            supplies,
            minimum=_freed(supplies.minimum, free_supply, 0.0),
            maximum=_freed(supplies.maximum, free_supply, np.inf),
            stepped=_in_order(supplies, free_supply),
            after=_steps_before(supplies, free_supply),
            minimum_load=None,
        ),
        markets=replace(
            markets,
            minimum=_freed(markets.minimum, free_market, 0.0),
            maximum=_freed(markets.maximum, free_market, np.inf),
            stepped=_in_order(markets, free_market),
            after=_steps_before(markets, free_market),
            minimum_load=None,
        ),
        feeds=replace(
            feeds,
            minimum_share=_freed(feeds.minimum_share, free_feed, 0.0),
            maximum_share=_freed(feeds.maximum_share, free_feed, 1.0),
        ),
        supply_contracts=_contracts_today(graph.supply_contracts, free_supply),
        market_contracts=_contracts_today(graph.market_contracts, free_market),
        store_sizes=_as_they_stand(graph.store_sizes),
        link_sizes=_as_they_stand(graph.link_sizes),
        processes=replace(
            graph.processes,
            may_build=np.zeros_like(graph.processes.may_build),
            most=np.maximum(graph.processes.most, graph.processes.existing),
            unit_size=np.zeros_like(graph.processes.unit_size),
            minimum_up=None,
            minimum_down=None,
            minimum_load=spread(np.where(graph.processes.has_start, LEAST_LOAD, 0.0)[:, None, None], *shape),
        ),
        quality=tuple(row for row in graph.quality if not _concerns(graph, row, free_feed, free_market)),
        limits=(),
    )


def _contracts_today(terms: ContractTerms | None, free: Bools) -> ContractTerms | None:
    """What must be taken and no more may be is asked of a plan, not of readings; what is due for them stays due."""
    if terms is None:
        return None
    read = free[terms.item][:, None]
    return replace(
        terms,
        least=np.where(terms.paid[:, None], terms.least, 0.0),
        most=np.full(terms.most.shape, np.inf),
        possible=np.where(read, terms.possible * BEYOND, terms.possible),
    )


def _as_they_stand(sizes: Sizes | None) -> Sizes | None:
    """Nothing is built today."""
    if sizes is None:
        return None
    return replace(
        sizes,
        may_build=np.zeros_like(sizes.may_build),
        most=np.maximum(sizes.most, sizes.existing),
        unit_size=np.zeros_like(sizes.unit_size),
    )


def _mask(values: list[bool]) -> Bools:
    return np.array(values, dtype=bool)


def _freed(bounds: Floats, free: Bools, value: float) -> Floats:
    return np.where(free[:, None, None], value, bounds) if free.any() else bounds


def _steps_before(items: Supplies | Markets, free: Bools) -> Ints | None:
    """What each price step comes after, but for those whose order readings outweigh."""
    if items.after is None:
        return None
    outweighed = free | free[items.after]
    return np.where(outweighed, -1, items.after)


def _in_order(items: Supplies | Markets, free: Bools) -> Bools | None:
    before = _steps_before(items, free)
    return None if before is None or items.stepped is None else items.stepped & (before >= 0)


def _concerns(graph: FlowGraph, row: QualityRows, free_feed: Bools, free_market: Bools) -> bool:
    if row.family == "feed":
        return bool(free_feed[row.member].any())
    return row.family == "delivery" and bool(free_market[graph.deliveries.market[row.member]].any())
