"""From the typed plant to the flow graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..errors import Findings
from ..plant.effects import built_in_effects
from ..plant.model import Link, Market, Plant, Supply, Times
from .arrays.broadcast import compact, ints, spread, stack, times_hours
from .arrays.flow_graph import Arcs, Deliveries, FlowGraph, Links, Markets, Stocks, Supplies
from .arrays.index import Index
from .arrays.pools import PoolIndex
from .arrays.time_blocks import sent_in
from .cash.budgets import budget_rows
from .curves.fill_order import build_curves
from .parts.contracts import build_contracts
from .parts.effects import build_rates
from .parts.landfill_cells import build_landfill_cells
from .parts.limits import build_limits, build_quality
from .parts.peaks import build_peaks
from .parts.processes import build_feeds, build_processes
from .parts.returns import build_returns
from .parts.sizes import build_sizes
from .stores.maximum_stay import slots_of_stay
from .stores.power import efficiencies, end_values, powers, shares, uses
from .trade.tiers import check_bounded, earlier, stepped


def build_graph(plant: Plant) -> FlowGraph:
    """The plant's flow graph: pools that something can reach, what attaches to them, coefficients, effects, limits.

    Raises :class:`mfo.errors.PlantError` where a coefficient cannot be formed (a property or a lifetime is missing).
    """
    findings = Findings()
    check_bounded(plant, findings)
    findings.raise_errors()
    graph = _structure(plant, findings)
    findings.raise_errors()
    index = Index(plant, graph)
    graph = replace(graph, rates=build_rates(index, findings))
    index = Index(plant, graph)
    plain = [limit for limit in plant.limits if not limit.on_cash]
    limits = (*build_limits(index, plain), *budget_rows(index, plant.limits))
    graph = replace(graph, limits=limits, quality=build_quality(index, findings))
    findings.raise_errors()
    return graph


def _structure(plant: Plant, findings: Findings) -> FlowGraph:
    pools = PoolIndex(plant)
    supplies = _supplies(plant, pools)
    feeds, needs, outputs = build_feeds(plant, pools)
    stocks, markets = _stocks(plant, pools), _markets(plant)
    deliveries, delivery_of = _deliveries(plant, pools)
    links, arcs = _links(plant, pools)
    returns = build_returns(plant, deliveries, delivery_of, pools)
    return FlowGraph(
        cells=build_landfill_cells(plant),
        store_sizes=build_sizes(plant, plant.stores),
        link_sizes=build_sizes(plant, plant.links),
        times=plant.times,
        pools=pools.pools(),
        supplies=supplies,
        processes=build_processes(plant),
        feeds=feeds,
        needs=needs,
        outputs=outputs,
        links=links,
        arcs=arcs,
        stocks=stocks,
        markets=markets,
        deliveries=deliveries,
        returns=returns,
        supply_contracts=build_contracts(plant, "supplies", supplies, findings),
        market_contracts=build_contracts(plant, "markets", markets, findings),
        contract_names=tuple(item.name for item in plant.contracts),
        peaks=build_peaks(plant, supplies, findings),
        curves=build_curves(plant, feeds, outputs, pools.pools()),
        rates=(),
        quality=(),
        limits=(),
        effects=_effects(plant),
        gwp=dict(plant.settings.gwp_factors),
        carbon_price=_carbon_price(plant),
    )


def _effects(plant: Plant) -> dict[str, str]:
    built_in = {name: effect.unit for name, effect in built_in_effects(plant.settings.currency).items()}
    return {**built_in, **{name: effect.unit for name, effect in plant.effects.items() if name not in built_in}}


def _carbon_price(plant: Plant) -> np.ndarray:
    price = plant.settings.carbon_price
    years = len(plant.times.years)
    return np.zeros(years) if price is None else price.over_years(years, plant.times.lasting)


def _supplies(plant: Plant, pools: PoolIndex) -> Supplies:
    years, slots = len(plant.times.years), len(plant.times.hours)
    rates = stack([item.amount for item in plant.supplies], np.inf, years, slots)
    most = times_hours(rates, plant.times)
    all_of = np.array([item.take_all and item.amount is not None for item in plant.supplies], dtype=bool)
    least = spread(np.where(all_of[:, None, None], compact(most), 0.0), years, slots)
    return Supplies(
        names=tuple(item.name for item in plant.supplies),
        pool=ints(pools.of(item.site, item.material) for item in plant.supplies),
        minimum=least,
        maximum=most,
        after=earlier(plant.supplies),
        stepped=stepped(plant, plant.supplies),
        subscribed=ints(row for row, item in enumerate(plant.supplies) if item.fixed_cost is not None),
        minimum_load=_least_loads(plant.supplies, plant.times),
    )


def _markets(plant: Plant) -> Markets:
    years, slots = len(plant.times.years), len(plant.times.hours)
    return Markets(
        names=tuple(item.name for item in plant.markets),
        minimum=times_hours(stack([item.minimum for item in plant.markets], 0.0, years, slots), plant.times),
        maximum=times_hours(stack([item.maximum for item in plant.markets], np.inf, years, slots), plant.times),
        after=earlier(plant.markets),
        stepped=stepped(plant, plant.markets),
        minimum_load=_least_loads(plant.markets, plant.times),
    )


def _least_loads(items: Sequence[Supply] | Sequence[Market], times: Times) -> np.ndarray | None:
    """What is taken at least in a slot in which anything is, per slot; None: of no one."""
    if all(item.minimum_load is None for item in items):
        return None
    typed = stack([item.minimum_load for item in items], 0.0, len(times.years), len(times.hours))
    return times_hours(typed, times)


def _deliveries(plant: Plant, pools: PoolIndex) -> tuple[Deliveries, dict[tuple[str, str], int]]:
    pairs = [
        (row, item.site, material)
        for row, item in enumerate(plant.markets)
        for material in item.materials
        if pools.can_reach(item.site, material)
    ]
    deliveries = Deliveries(
        market=ints(row for row, _, _ in pairs), pool=ints(pools.of(site, material) for _, site, material in pairs)
    )
    return deliveries, {(plant.markets[row].name, material): number for number, (row, _, material) in enumerate(pairs)}


def _links(plant: Plant, pools: PoolIndex) -> tuple[Links, Arcs]:
    years, slots = len(plant.times.years), len(plant.times.hours)
    items = plant.links
    counted = {rate.at for rate in plant.rates if rate.table == "links" and rate.per == "used"}
    running = stack([item.running for item in items], 1.0, years, slots)
    links = Links(
        names=tuple(item.name for item in items),
        capacity=times_hours(_sent_most(items, running, years, slots), plant.times),
        by_month=running,
        switched=np.array(
            [item.fixed_cost is not None or item.minimum_load is not None or item.name in counted for item in items],
            dtype=bool,
        ),
        minimum_load=times_hours(stack([item.minimum_load for item in items], 0.0, years, slots), plant.times),
    )
    ways = [
        (row, pools.of(item.origin, material), pools.of(item.destination, material))
        for row, item in enumerate(items)
        for material in item.materials
        if pools.can_reach(item.origin, material) and pools.is_wanted(item.destination, material)
    ]
    link = ints(way[0] for way in ways)
    loss = stack([item.loss for item in items], 0.0, years, slots)
    yields = spread(1.0 - compact(loss)[link], years, slots)
    travel = ints(items[way[0]].travel_time for way in ways)
    sent = sent_in(plant.times, travel)
    return links, Arcs(
        link, ints(way[1] for way in ways), ints(way[2] for way in ways), yields, sent, travel if travel.any() else None
    )


def _sent_most(items: Sequence[Link], running: np.ndarray, years: int, slots: int) -> np.ndarray:
    """The most that each sends per hour; of a size per month of the calendar what it is in the slot's month."""
    typed = stack([item.capacity for item in items], np.inf, years, slots)
    if all(item.running is None for item in items):
        return typed
    return spread(compact(typed) * compact(running), years, slots)


def _stocks(plant: Plant, pools: PoolIndex) -> Stocks:
    times = plant.times
    years, slots = len(times.years), len(times.hours)
    stores = plant.stores
    pairs = [
        (row, pools.of(item.site, material))
        for row, item in enumerate(stores)
        for material in item.materials
        if pools.can_reach(item.site, material)
    ]
    store = ints(pair[0] for pair in pairs)
    stay = np.array([slots_of_stay(times, item.maximum_stay) for item in stores], dtype=np.int64).reshape(-1, slots)
    whole = stack([item.capacity for item in stores], np.inf, years, slots)
    # What must leave within the slot it came in can never be found in stock at the slot's end.
    capacity = spread(np.where((stay == 0).all(axis=1)[:, None, None], 0.0, compact(whole)), years, slots)
    sized = np.array([item.capex is not None for item in stores], dtype=bool)
    loss = compact(stack([item.loss for item in stores], 0.0, years, slots)[store])
    return Stocks(
        store_names=tuple(item.name for item in stores),
        capacity=capacity,
        store=store,
        pool=ints(pair[1] for pair in pairs),
        kept=_kept(loss, plant),
        start=_given([item.start for item in stores])[store],
        end=_given([item.end for item in stores])[store],
        carry=np.array([item.carry for item in stores], dtype=bool)[store],
        stay=stay[store],
        across=np.array([item.across_days for item in stores], dtype=bool)[store],
        arriving=efficiencies([item.charge_efficiency for item in stores], store, times),
        taking=uses([item.discharge_efficiency for item in stores], store, times),
        most_charge=powers([item.maximum_charge for item in stores], whole, sized, times),
        charge_share=shares([item.maximum_charge for item in stores], sized, times),
        most_discharge=powers([item.maximum_discharge for item in stores], whole, sized, times),
        discharge_share=shares([item.maximum_discharge for item in stores], sized, times),
        end_value=end_values(stores, store),
    )


def _kept(loss: np.ndarray, plant: Plant) -> np.ndarray:
    hours = plant.times.hours
    years, slots = len(plant.times.years), len(hours)
    if not loss.any():
        return spread(np.ones((len(loss), 1, 1)), years, slots)
    same = bool(np.all(hours == hours[0]))
    return spread((1.0 - loss) ** (hours[:1] if same else hours), years, slots)


def _given(values: list[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], dtype=float)
