"""Graphs of any size for timing: many sites at one slot, or a layered network with stores over many slots."""

from __future__ import annotations

import numpy as np

from mfo.graph.arrays.flow_graph import (
    Arcs,
    Deliveries,
    FeedNeeds,
    Feeds,
    FlowGraph,
    Links,
    Markets,
    Outputs,
    Pools,
    Processes,
    RateLine,
    Returns,
    Stocks,
    Supplies,
)
from mfo.plant.model import Times


def layered(sources: int, treatments: int, markets: int, slots: int, reach: int = 3, seed: int = 1) -> FlowGraph:
    """Sources send waste to ``reach`` treatments each, which make a product, store it, and send it to markets.

    Every source may also leave its waste at a dear outlet of its own, so that there is always a plan.
    """
    random = np.random.default_rng(seed)
    shape = (1, slots)
    sites = [f"source {k}" for k in range(sources)] + [f"plant {k}" for k in range(treatments)]
    sites += [f"plant {k}" for k in range(treatments)] + [f"market {k}" for k in range(markets)]
    materials = ["waste"] * (sources + treatments) + ["product"] * (treatments + markets)
    waste_at, product_at = sources, sources + treatments
    market_at = product_at + treatments
    season = 1 + 0.5 * np.sin(np.arange(slots) * 2 * np.pi / max(slots, 2))
    amount = random.uniform(1, 5, (sources, 1, 1)) * season
    inbound = _pairs(sources, 0, waste_at + _near(random, sources, treatments, reach))
    outbound = _pairs(treatments, product_at, market_at + _near(random, treatments, markets, reach))
    arcs = np.concatenate([inbound, outbound])
    price = random.uniform(20, 40, (markets, 1, 1)) * (1 + 0.3 * np.cos(np.arange(slots)))
    delivery_pool = np.concatenate([market_at + np.arange(markets), np.arange(sources)])
    value = np.concatenate([-price, np.full((sources, 1, slots), 60.0)])
    capacity = np.full((treatments, 1), 8.0 * sources / treatments)
    return FlowGraph(
        times=_times(slots),
        pools=Pools(tuple(sites), tuple(materials), ("t",) * len(sites)),
        supplies=Supplies(tuple(f"waste {k}" for k in range(sources)), np.arange(sources), amount, amount),
        processes=_processes(treatments, capacity, slots),
        feeds=_feeds(treatments, waste_at, slots),
        needs=FeedNeeds(_none(), _none(), np.zeros((0, *shape))),
        outputs=Outputs(
            np.arange(treatments),
            product_at + np.arange(treatments),
            np.arange(treatments),
            _view(0.6, treatments, slots),
        ),
        links=Links(
            tuple(f"link {k}" for k in range(len(arcs))),
            _view(np.inf, len(arcs), slots),
            np.zeros(len(arcs), dtype=bool),
            _view(0.0, len(arcs), slots),
        ),
        arcs=Arcs(np.arange(len(arcs)), arcs[:, 0], arcs[:, 1], _view(1.0, len(arcs), slots)),
        stocks=_stocks(treatments if slots > 1 else 0, product_at, slots),
        markets=Markets(
            tuple(f"market {k}" for k in range(markets + sources)),
            _view(0.0, markets + sources, slots),
            np.concatenate(
                [np.full((markets, 1, slots), 4.0 * treatments / markets), np.full((sources, 1, slots), np.inf)]
            ),
        ),
        deliveries=Deliveries(np.arange(markets + sources), delivery_pool),
        returns=Returns(_none(), _none(), _none(), _none(), _none(), _none(), np.zeros(0)),
        rates=(
            RateLine("cost", "transport", "arc", np.arange(len(arcs)), _spread(random.uniform(1, 9, len(arcs)), slots)),
            RateLine("cost", "sale", "delivery", np.arange(markets + sources), value),
            RateLine("cost", "operation", "activity", np.arange(treatments), _view(5.0, treatments, slots)),
            RateLine("CH4", "slip", "activity", np.arange(treatments), _view(0.01, treatments, slots)),
        ),
        quality=(),
        limits=(),
        effects={"cost": "EUR", "CH4": "t", "emissions": "t_CO2e"},
        gwp={"CH4": 27.0},
    )


def _none() -> np.ndarray:
    return np.zeros(0, dtype=np.int64)


def _view(value: float, count: int, slots: int) -> np.ndarray:
    return np.broadcast_to(np.float64(value), (count, 1, slots))


def _spread(values: np.ndarray, slots: int) -> np.ndarray:
    return np.broadcast_to(values[:, None, None], (len(values), 1, slots))


def _near(random: np.random.Generator, count: int, targets: int, reach: int) -> np.ndarray:
    """Targets of each of ``count``: ``reach`` different ones in a row around a random place."""
    start = random.integers(0, targets, count)
    return (start[:, None] + np.arange(min(reach, targets))) % targets


def _pairs(count: int, first: int, targets: np.ndarray) -> np.ndarray:
    origin = np.repeat(first + np.arange(count), targets.shape[1])
    return np.column_stack([origin, targets.reshape(-1)])


def _times(slots: int) -> Times:
    hours = np.full(slots, 8760.0 / slots)
    labels = tuple(str(slot + 1) for slot in range(slots))
    return Times((1,), np.ones(1), np.ones(1), hours, np.ones(slots), labels)


def _processes(count: int, capacity: np.ndarray, slots: int) -> Processes:
    no, zero = np.zeros(count, dtype=bool), np.zeros((count, 1))
    names = tuple(f"treatment {k}" for k in range(count))
    return Processes(
        names=names,
        basis=("t",) * count,
        has_mix=np.ones(count, dtype=bool),
        installed=capacity * slots / 8760.0,
        availability=_view(1.0, count, slots),
        expandable=no,
        existing=zero,
        most=zero,
        may_build=np.zeros((count, 1), bool),
        alive=np.zeros((count, 1, 1), dtype=bool),
        unit_size=np.zeros(count),
        closable=no,
        minimum_load=_view(0.0, count, slots),
        ramp=np.full(count, np.inf),
        has_start=no,
    )


def _feeds(count: int, first: int, slots: int) -> Feeds:
    one, zero = _view(1.0, count, slots), _view(0.0, count, slots)
    return Feeds(np.arange(count), first + np.arange(count), np.ones(count, dtype=bool), one, zero, zero, one)


def _stocks(count: int, first: int, slots: int) -> Stocks:
    nothing = np.full(count, np.nan)
    return Stocks(
        store_names=tuple(f"store {k}" for k in range(count)),
        capacity=_view(50.0, count, slots),
        store=np.arange(count),
        pool=first + np.arange(count),
        kept=_view(0.999, count, slots),
        start=nothing,
        end=nothing,
        carry=np.zeros(count, dtype=bool),
        stay=np.zeros(count, dtype=np.int64),
    )
