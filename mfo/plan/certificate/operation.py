"""How a plan runs, computed again from its tables: ramps, states, whole units, links in use, stays, returns, storage.

What the tables do not hold (the rules themselves, which links are in use, how many starts were counted) comes from the
graph and the solution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ...graph.arrays.flow_graph import Floats, FlowGraph, Ints
from ...graph.arrays.time_blocks import before, blocks, opens_after, repeats
from ...program.constraints.capacity import has_on
from ...program.constraints.storage import across
from ...solve.engine.solution import Solution
from ..tables.elements import Elements, Texts, texts
from ..tables.flows import INTO, OUT_OF
from .price_tiers import out_of_order


@dataclass(frozen=True)
class Statement:
    """Statements of one kind about members and times: by how much each is violated, in canonical units."""

    name: str
    member: Texts  # (n,) names
    violation: Floats  # (n, Y) or (n, Y, T)
    size: Floats  # of what is violated, the same shape

    def place(self, position: int) -> str:
        """Where the statement at a flat position stands, in words."""
        index = np.unravel_index(position, self.violation.shape)
        times = [f"{word} {int(at) + 1}" for word, at in zip(("year", "slot"), index[1:], strict=False)]
        return f"at {self.member[index[0]]}, {', '.join(times)} of the plan"


class Running:
    """The tables as arrays over (members, years, slots), in canonical units."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], elements: Elements) -> None:
        """Look at the tables of a plan."""
        self.tables = tables
        self.elements = elements
        self.graph: FlowGraph = elements.graph
        self.shape = (self.graph.years, self.graph.slots)
        self.earlier = before(self.graph.times)

    def of_processes(self, column: str) -> Floats:
        """(processes, Y, T) a column of the activities."""
        scale = 1.0 if column == "on" else self.elements.basis_factor[:, None, None]
        values = self.tables["activities"][column].to_numpy(dtype=float)
        return np.asarray(values.reshape(len(self.graph.processes.names), *self.shape) / scale)

    def by_year(self, column: str) -> Floats:
        """(processes, Y) a column of the capacities."""
        scale = 1.0 if column == "open" else self.elements.capacity_factor[:, None]
        values = self.tables["capacities"][column].to_numpy(dtype=float)
        return np.asarray(values.reshape(len(self.graph.processes.names), self.graph.years) / scale)

    def of_stocks(self, column: str) -> Floats:
        """(stocks, Y, T) a column of the stocks."""
        scale = self.elements.pool_factor[self.graph.stocks.pool][:, None, None]
        values = self.tables["stocks"][column].to_numpy(dtype=float)
        return np.asarray(values.reshape(len(self.graph.stocks), *self.shape) / scale)

    @cached_property
    def hours(self) -> Floats:
        """(T,) length of each slot."""
        return self.graph.times.hours

    @cached_property
    def _positions(self) -> tuple[Ints, Ints, Ints, Floats]:
        """Of each row of the flows: its pool, year and slot as positions, and its amount."""
        flows, pools = self.tables["flows"], self.graph.pools
        known = {pair: number for number, pair in enumerate(zip(pools.site, pools.material, strict=True))}
        pool = np.array([known[pair] for pair in zip(flows["site"], flows["material"], strict=True)], dtype=np.int64)
        years = {year: number for number, year in enumerate(self.graph.times.years)}
        year = np.asarray(flows["year"].map(years), dtype=np.int64)
        amount = flows["amount"].to_numpy() / self.elements.pool_factor[pool]
        return pool, year, np.asarray(flows["slot"], dtype=np.int64) - 1, np.asarray(amount)

    def flows(self, chosen: pd.Series, rows: Ints, size: int) -> Floats:
        """(size, Y, T) amounts of the chosen flows added up by row."""
        _, year, slot, amount = self._positions
        where = chosen.to_numpy(dtype=bool) & (rows >= 0)
        total = np.zeros((size, *self.shape))
        np.add.at(total, (rows[where], year[where], slot[where]), amount[where])
        return total

    def rows(self, keys: Mapping[tuple[str, int], int]) -> Ints:
        """For each flow the row of its element and pool; -1: none."""
        pool, names = self._positions[0].tolist(), self.tables["flows"]["element"]
        return np.array([keys.get(pair, -1) for pair in zip(names, pool, strict=True)], dtype=np.int64)

    def pool(self) -> Ints:
        """The pool of each flow."""
        return self._positions[0]


def statements(tables: Mapping[str, pd.DataFrame], elements: Elements, solution: Solution) -> list[Statement]:
    """Everything about running, each kind with all its violations; kinds that the plant has not are left out."""
    running = Running(tables, elements)
    found = [
        _ramps(running), _minimum_loads(running), _starts(running, solution), _open(running),
        _candidates(running, solution), _whole_units(running),
        _link_loads(running), _links_in_use(running, solution), _returns(running), *_storage(running),
        _stays(running), _fresh(running), *_steps(running),
    ]  # fmt: skip
    return [statement for statement in found if statement is not None and statement.violation.size]


def _steps(running: Running) -> list[Statement]:
    """Nothing of a later step of a price where the one before has some left."""
    found = list(out_of_order(running.tables, running.elements))
    if not found:
        return []
    names, violations, sizes = zip(*found, strict=True)
    return [Statement("price steps", texts(list(names)), np.array(violations), np.array(sizes))]


def _of(running: Running, name: str, chosen: Ints, violation: Floats, size: Floats) -> Statement:
    return Statement(name, running.elements.name["processes"][chosen], violation, np.abs(size))


def _ramps(running: Running) -> Statement:
    """Load changes from slot to slot by no more than the ramp allows of what is in place."""
    in_place = running.by_year("in_place")
    limited = np.isfinite(running.graph.processes.ramp) & np.isfinite(in_place).all(axis=1)
    chosen = np.flatnonzero(limited & (running.graph.slots > 1))
    load = running.of_processes("activity")[chosen] / running.hours
    apart = (running.hours + running.hours[running.earlier]) / 2
    room = running.graph.processes.ramp[chosen][:, None, None] * in_place[chosen][:, :, None] * apart
    change = np.abs(load - load[:, :, running.earlier])
    return _of(running, "ramps", chosen, change - room, np.maximum(load, room))


def _minimum_loads(running: Running) -> Statement:
    """What is on does at least its minimum load, what is off nothing."""
    processes = running.graph.processes
    chosen = np.flatnonzero(has_on(processes))
    does, on = running.of_processes("activity")[chosen], running.of_processes("on")[chosen] > 0.5
    least = processes.minimum_load[chosen] * running.hours * running.by_year("in_place")[chosen][:, :, None]
    return _of(running, "minimum loads", chosen, np.where(on, least - does, does), np.maximum(does, least))


def _starts(running: Running, solution: Solution) -> Statement:
    """Every start is counted."""
    chosen = np.flatnonzero(running.graph.processes.has_start)
    on = running.of_processes("on")[chosen]
    counted = solution.values.get("start", np.zeros((len(running.graph.processes.names), *running.shape)))[chosen]
    return _of(running, "starts", chosen, on - on[:, :, running.earlier] - counted, np.ones(on.shape))


def _open(running: Running) -> Statement:
    """What is closed does nothing."""
    chosen = np.flatnonzero(running.graph.processes.closable)
    does, is_open = running.of_processes("activity")[chosen], running.by_year("open")[chosen] > 0.5
    return _of(running, "open or closed", chosen, np.where(is_open[:, :, None], 0.0, does), does)


def _candidates(running: Running, solution: Solution) -> Statement | None:
    """A fixed cost that is due once something is in place is counted wherever it is."""
    processes = running.graph.processes
    if processes.candidate is None or not processes.candidate.any():
        return None
    chosen = np.flatnonzero(processes.candidate)
    in_place, counted = running.by_year("in_place")[chosen], solution.values["standing"][chosen] > 0.5
    return _of(running, "fixed costs of what is built", chosen, np.where(counted, 0.0, in_place), in_place)


def _whole_units(running: Running) -> Statement:
    """What comes in units is built in whole ones."""
    processes = running.graph.processes
    chosen = np.flatnonzero(processes.expandable & (processes.unit_size > 0))
    built, size = running.by_year("built")[chosen], processes.unit_size[chosen][:, None]
    return _of(running, "whole units", chosen, np.abs(built - np.round(built / size) * size), built)


def _sent(running: Running) -> Floats:
    """(links, Y, T) what each link sends."""
    flows, names = running.tables["flows"], running.graph.links.names
    known = {name: number for number, name in enumerate(names)}
    rows = np.asarray(flows["element"].map(known).fillna(-1), dtype=np.int64)
    return running.flows((flows["kind"] == "link") & (flows["direction"] == OUT_OF), rows, len(names))


def _link_loads(running: Running) -> Statement | None:
    """A link sends nothing in a slot, or its minimum load."""
    links = running.graph.links
    chosen = np.flatnonzero(links.switched & (links.minimum_load > 0).any(axis=(1, 2)))
    if not len(chosen):
        return None
    sent, least = _sent(running)[chosen], links.minimum_load[chosen]
    names = running.elements.name["links"][chosen]
    return Statement("link minimum loads", names, np.minimum(sent, least - sent), np.maximum(sent, least))


def _links_in_use(running: Running, solution: Solution) -> Statement | None:
    """What is sent over a link with a fixed cost is sent in a year that pays it."""
    chosen = np.flatnonzero(running.graph.links.switched)
    if not len(chosen):
        return None
    sent, used = _sent(running)[chosen], solution.values["used"][chosen] > 0.5
    names = running.elements.name["links"][chosen]
    return Statement("links in use", names, np.where(used[:, :, None], 0.0, sent), sent)


def _returns(running: Running) -> Statement | None:
    """What comes back is its share of what was delivered."""
    graph, flows = running.graph, running.tables["flows"]
    returns, deliveries = graph.returns, graph.deliveries
    if not len(returns):
        return None
    markets = running.elements.name["markets"]
    keys = {
        (str(markets[m]), int(p)): k for k, (m, p) in enumerate(zip(deliveries.market, deliveries.pool, strict=True))
    }
    sold = running.flows(
        (flows["kind"] == "market") & (flows["direction"] == OUT_OF), running.rows(keys), len(deliveries)
    )
    market = deliveries.market[returns.delivery]
    pairs = list(dict.fromkeys(zip(market.tolist(), returns.pool.tolist(), strict=True)))
    position = {pair: k for k, pair in enumerate(pairs)}
    row = np.array([position[pair] for pair in zip(market.tolist(), returns.pool.tolist(), strict=True)])
    due = np.zeros((len(pairs), *running.shape))
    share = returns.share * sold[returns.delivery, returns.year_from, returns.slot_from]
    np.add.at(due, (row, returns.year_to, returns.slot_to), share)
    keys = {(str(markets[m]), p): k for (m, p), k in position.items()}
    back = running.flows(flows["kind"] == "return", running.rows(keys), len(pairs))
    return Statement("returns", texts([markets[m] for m, _ in pairs]), np.abs(back - due), np.maximum(back, due))


def _storage(running: Running) -> list[Statement]:
    """Each block of slots opens as it should, and levels keep within the store at its first and last repetition."""
    graph = running.graph
    stocks, times = graph.stocks, graph.times
    if not len(stocks):
        return []
    parts = blocks(times)
    factors = repeats(parts, np.broadcast_to(stocks.kept, (len(stocks), *running.shape)))
    level, mean = running.of_stocks("level"), running.of_stocks("opening")[:, :, parts.first]
    last = level[:, :, parts.last]
    opening = (mean - factors.mean * last) / (1.0 - factors.mean)
    closing = opening + factors.closing * (last - opening)
    wanted = np.take_along_axis(closing, np.broadcast_to(opens_after(parts, across(stocks))[:, None], closing.shape), 2)
    carried, given = stocks.carry & (graph.years > 1), ~np.isnan(stocks.start)
    added = np.where(carried[:, None], closing[:, :, -1] - opening[:, :, 0], 0.0)  # by each year of a milestone
    half = (times.span - 1) / 2
    grown = opening[:, :, 0] + (half + 1) * added
    wanted[carried, :, 0] = np.roll(grown[carried], 1, axis=1)
    wanted[given & ~carried, :, 0] = stocks.start[given & ~carried, None]
    wanted[given & carried, 0, 0] = stocks.start[given & carried]
    wanted[:, :, 0] += half * added
    names = texts(stocks.store_names)[stocks.store]
    size = np.broadcast_to(level.max(axis=(1, 2), keepdims=True), opening.shape)
    found = [Statement("storage openings", names, np.abs(opening - wanted), size)]
    ended = ~np.isnan(stocks.end)
    if ended.any():
        ends = np.where(carried[:, None], grown, closing[:, :, -1])
        off = np.abs(ends - stocks.end[:, None]) * (~carried[:, None] | (np.arange(graph.years) == graph.years - 1))
        found.append(Statement("storage ends", names[ended], off[ended], size[ended, :, 0]))
    change = last - opening
    later = (half * added)[:, :, None]
    outer = [
        level + factors.left * (shift * change)[:, :, parts.of_slot] + sign * later
        for shift in (-factors.mean, factors.last) for sign in (-1.0, 1.0)
    ]  # fmt: skip
    return [*found, *_levels(running, outer)]


def _levels(running: Running, outer: list[Floats]) -> list[Statement]:
    """Levels are never negative, and those of a store never more than it holds."""
    stocks = running.graph.stocks
    names = texts(stocks.store_names)
    lowest, highest = np.minimum.reduce(outer), np.maximum.reduce(outer)
    held = np.zeros((len(outer), len(names), *running.shape))
    for part, levels in zip(held, outer, strict=True):
        np.add.at(part, stocks.store, levels)
    limited = np.flatnonzero(np.isfinite(stocks.capacity).any(axis=(1, 2)))
    most, full = stocks.capacity[limited], held.max(axis=0)[limited]
    return [
        Statement("stock levels", names[stocks.store], -lowest, np.abs(highest)),
        Statement("store capacities", names[limited], full - most, np.where(np.isfinite(most), most, full)),
    ]


def _stays(running: Running) -> Statement | None:
    """What is in a store came in during the longest stay."""
    stocks = running.graph.stocks
    chosen = np.flatnonzero((stocks.stay > 0).any(axis=1))
    if not len(chosen):
        return None
    level, charge = running.of_stocks("level")[chosen], running.of_stocks("charge")[chosen]
    opening = running.of_stocks("opening")[chosen]
    may = np.zeros(level.shape)
    for row, stock in enumerate(chosen):
        started, at = not np.isnan(stocks.start[stock]), np.arange(running.graph.slots)
        inside = np.ones(len(at), dtype=bool)
        for step in range(int(stocks.stay[stock].max(initial=0))):
            inside = inside & (stocks.stay[stock] > step)
            may[row] += np.where(inside, charge[row][:, at], 0.0)
            if started:
                may[row] += np.where(inside & (at == 0), opening[row][:, :1], 0.0)
                inside = inside & (at != 0)
            at = running.earlier[at]
    names = texts(stocks.store_names)[stocks.store[chosen]]
    return Statement("longest stay", names, level - may, np.maximum(level, may))


def _fresh(running: Running) -> Statement | None:
    """What perishes is charged only from what comes into its pool otherwise than from a store."""
    stocks, flows, pools = running.graph.stocks, running.tables["flows"], running.graph.pools
    perishing = np.flatnonzero((stocks.stay > 0).any(axis=1))
    chosen = np.unique(stocks.pool[perishing])
    if not len(chosen):
        return None
    arrives = running.flows((flows["direction"] == INTO) & (flows["kind"] != "store"), running.pool(), len(pools))
    charged = np.zeros(arrives.shape)
    np.add.at(charged, stocks.pool[perishing], running.of_stocks("charge")[perishing])
    names = texts([f"{pools.material[k]} at {pools.site[k]}" for k in chosen])
    return Statement("fresh charge", names, (charged - arrives)[chosen], np.maximum(charged, arrives)[chosen])
