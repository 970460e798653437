"""Storage: levels linked from slot to slot, blocks of slots that repeat, and years that hand their stock on.

v[t] = kept v[t'] + in charge[t] - out discharge[t]        t' the slot before, within a block of slots
v[first] = kept (o + mean d) + in charge - out discharge    o: the level that opens a block (``opening``)
o[next] = o + closing d                                   a block repeats w times; d = v[last] - o
D[y] = closing[y] - o[y]                                    what a year adds, where the stock is carried
o[y + 1] - (span[y + 1] - 1) / 2 D[y + 1] = o[y] + (span[y] + 1) / 2 D[y]     a milestone stands for its span of years
cyclic: the first block opens as the last one closes; given start and end: the levels are these
sum of v over a store's stocks <= capacity, also at the first and last repetition, in a milestone's first and last year
v[t] <= sum of in charge over the last ``stay[t]`` slots      first in, first out; losses make it the safe side
charge of what perishes <= what comes into the pool otherwise than from a store; else old stock would become new

v is the mean over the repetitions of a block, so that costs and losses times the weight are those of all repetitions;
and where the stock is carried the mean over the years of a milestone, of which each adds as much as the others.
A typical day opens as it closes, unless its store runs across days: then the days stand in order through the year, each
repeats w times in a row, and the next one opens as the last repetition closed. Levels change in one direction from
repetition to repetition, so that bounds at the first and the last suffice (``slots.Repeats`` has the factors).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from ...graph.arrays.flow_graph import Bools, Floats, Ints, Stocks
from ...graph.arrays.time_blocks import TimeBlocks, before, blocks, opens_after, repeats
from ..components.builder import Builder, anywhere, over_time, positions_where
from ..components.expressions import Index, Operand, Relation, Rule, RuleModel
from .balance import fresh
from .sizes import sized_rows, unsized


def add_variables(b: Builder) -> None:
    """Level v, charge, discharge and the levels that open blocks."""
    graph, times = b.graph, (b.years, b.slots)
    stocks = b.positions("stocks", len(graph.stocks))
    stores = b.positions("stores", len(graph.stocks.store_names))
    parts = blocks(graph.times)
    b.positions("blocks", len(parts))
    b.variable("level", (stocks, *times), upper=_alone(b, _capacity(b)), kind="stock")
    b.variable("charge", (stocks, *times), kind="stock")
    b.variable("discharge", (stocks, *times), kind="stock")
    low, high = _opening_bounds(b, parts)
    b.variable("opening", (stocks, b.years, b.model.blocks), lower=low, upper=high, kind="stock")
    b.group("stocks_of", b.model.pools, graph.stocks.pool, len(graph.pools))
    b.group("store_stocks", stores, graph.stocks.store, len(graph.stocks.store_names))
    kept = over_time(graph.stocks.kept, b.time_shape)
    b.table("kept", kept, stocks, *times)
    b.table("arriving", over_time(graph.stocks.charged, b.time_shape), stocks, *times)
    b.table("taking", over_time(graph.stocks.discharged, b.time_shape), stocks, *times)
    factors = repeats(parts, kept)
    for name in ("mean", "last", "closing"):
        b.table(f"{name}_change", getattr(factors, name), stocks, b.years, b.model.blocks)
    b.table("left", factors.left, stocks, *times)


def _capacity(b: Builder) -> Floats:
    """Capacities of stores that are given; of those that are decided there is no bound here."""
    return unsized(b.graph, "store", over_time(b.graph.stocks.capacity, b.time_shape), np.inf)


def _room(b: Builder, members: Ints) -> Floats:
    """Capacities in rows whose other side is what is decided: 0 there."""
    return unsized(b.graph, "store", over_time(b.graph.stocks.capacity, b.time_shape), 0.0)[members]


def _limited(b: Builder) -> Ints:
    """Stores whose capacity is given or decided."""
    return positions_where(anywhere(np.isfinite(_capacity(b))) | b.graph.sizes("store").expandable)


def _alone(b: Builder, capacity: Floats) -> Floats:
    """The capacity of each stock that has its store to itself; inf for the others, which share a row."""
    stocks = b.graph.stocks
    single = np.bincount(stocks.store, minlength=len(stocks.store_names))[stocks.store] == 1
    return np.where(single[:, None, None], capacity[stocks.store], np.inf)


def _opening_bounds(b: Builder, parts: TimeBlocks) -> tuple[Floats, Floats]:
    """Openings hold what the store holds; a given start fixes the first block (of the first year where carried).

    What opens a block is the level of the slot before it, whose own capacity bounds it; so where the capacity changes
    the most of it will do here.
    """
    stocks = b.graph.stocks
    shape = (len(stocks), b.graph.years, len(parts))
    low = np.zeros(shape)
    most = _alone(b, _capacity(b)).max(axis=2)
    most = np.where(stocks.carry[:, None], np.maximum(most, np.roll(most, 1, axis=1)), most)
    high = np.broadcast_to(most[:, :, None], shape).copy()
    given = ~np.isnan(stocks.start)
    first = given & ~_begins_by_row(b)
    every = given & ~stocks.carry
    for bound in (low, high):
        bound[first, 0, 0] = stocks.start[first]
        bound[every, :, 0] = stocks.start[every, None]
    return low, high


def _begins_by_row(b: Builder) -> Bools:
    """Stocks whose start is no opening by itself: carried ones, where the first milestone stands for several years."""
    begins: Bools = b.graph.stocks.carry & (b.graph.years > 1) & (b.graph.times.span[0] > 1)
    return begins


def add_rows(b: Builder) -> None:
    """Links between slots, blocks and years, joint capacities and the longest stay."""
    parts = blocks(b.graph.times)
    if not len(b.graph.stocks):
        return
    _slot_rows(b, parts)
    _block_rows(b, parts)
    _year_rows(b)
    _end_rows(b)
    _capacity_rows(b)
    _repeat_rows(b, parts)
    _year_end_rows(b)
    _stay_rows(b)


def _slot_rows(b: Builder, parts: TimeBlocks) -> None:
    inner = np.setdiff1d(np.arange(b.graph.slots), parts.first)
    rows = b.positions("inner_slots", len(inner))
    b.table("inner_slot", inner, rows)
    stocks = b.model.stocks
    b.rows("storage", (stocks, b.years, rows), _within)
    b.table("block_first", parts.first, b.model.blocks)
    b.table("block_last", parts.last, b.model.blocks)
    b.rows("storage start", (stocks, b.years, b.model.blocks), _opens)


def _within(m: RuleModel, k: Index, y: Index, r: Index) -> Relation:
    t = m.inner_slot[r]
    return m.level[k, y, t] - m.kept[k, y, t] * m.level[k, y, t - 1] - _flows(m, k, y, t) == 0


def _flows(m: RuleModel, k: Index, y: Index, t: Index) -> Operand:
    """What a slot adds to a level."""
    return m.arriving[k, y, t] * m.charge[k, y, t] - m.taking[k, y, t] * m.discharge[k, y, t]


def _opens(m: RuleModel, k: Index, y: Index, r: Index) -> Relation:
    t = m.block_first[r]
    mean = m.opening[k, y, r] + m.mean_change[k, y, r] * _change(m, k, y, r)
    return m.level[k, y, t] - m.kept[k, y, t] * mean - _flows(m, k, y, t) == 0


def _change(m: RuleModel, k: Index, y: Index, block: Index) -> Operand:
    """The mean level at the end of a block less the level that opens it."""
    return m.level[k, y, m.block_last[block]] - m.opening[k, y, block]


def _closing(m: RuleModel, k: Index, y: Index, block: Index) -> Operand:
    """The level after a block has repeated as often as it stands for."""
    return m.opening[k, y, block] + m.closing_change[k, y, block] * _change(m, k, y, block)


def _block_rows(b: Builder, parts: TimeBlocks) -> None:
    """How each block opens: as another closes; the year's first block is left to its start or the year before."""
    stocks, years = b.graph.stocks, b.graph.years
    k, y, r = np.indices((len(stocks), years, len(parts))).reshape(3, -1)
    earlier = opens_after(parts, across(stocks))
    by_itself = np.isnan(stocks.start)[k] & ~(stocks.carry[k] & (years > 1))
    chosen = positions_where((r > 0) | by_itself)
    rows = b.positions("openings", len(chosen))
    for name, values in (("stock", k), ("year", y), ("block", r), ("before", earlier[k, r])):
        b.table(f"opening_{name}", values[chosen], rows)
    b.rows("storage blocks", (rows,), _block, member=k[chosen])


def _block(m: RuleModel, r: Index) -> Relation:
    k, y = m.opening_stock[r], m.opening_year[r]
    return m.opening[k, y, m.opening_block[r]] - _closing(m, k, y, m.opening_before[r]) == 0


def _year_rows(b: Builder) -> None:
    """A carried stock opens a year as the year before closed it; without a start, the last year hands to the first."""
    stocks, years = b.graph.stocks, b.graph.years
    carried = positions_where(stocks.carry & (years > 1))
    k, y = (part.reshape(-1) for part in np.meshgrid(carried, np.arange(years), indexing="ij"))
    chosen = positions_where((y > 0) | np.isnan(stocks.start)[k])
    rows = b.positions("carried", len(chosen))
    b.table("carried_stock", k[chosen], rows)
    b.table("carried_year", y[chosen], rows)
    b.table("carried_from", (y[chosen] - 1) % years, rows)
    b.table("half_later", (b.graph.times.span - 1) / 2, b.years)
    b.rows("storage years", (rows,), _carried, member=k[chosen])
    begins = positions_where(_begins_by_row(b) & ~np.isnan(stocks.start))
    rows = b.positions("beginnings", len(begins))
    b.table("beginning_stock", begins, rows)
    b.table("beginning_level", stocks.start[begins], rows)
    b.rows("storage start level", (rows,), _begins, member=begins)


def grown(m: RuleModel, k: Index, y: Index, years: Index) -> Operand:
    """The mean opening of a year and what so many years add to it."""
    closing = _closing(m, k, y, len(m.blocks) - 1)
    return (1 - years) * m.opening[k, y, 0] + years * closing


def _carried(m: RuleModel, r: Index) -> Relation:
    k, y, earlier = m.carried_stock[r], m.carried_year[r], m.carried_from[r]
    return grown(m, k, y, -m.half_later[y]) - grown(m, k, earlier, m.half_later[earlier] + 1) == 0


def _begins(m: RuleModel, r: Index) -> Relation:
    return grown(m, m.beginning_stock[r], 0, -m.half_later[0]) == m.beginning_level[r]


def _end_rows(b: Builder) -> None:
    """A given end holds at the end of each year; where the stock is carried, at the end of the last milestone."""
    stocks, years = b.graph.stocks, b.graph.years
    k, y = np.indices((len(stocks), years)).reshape(2, -1)
    chosen = positions_where(~np.isnan(stocks.end)[k] & ((y == years - 1) | ~stocks.carry[k]))
    rows = b.positions("ends", len(chosen))
    b.table("end_stock", k[chosen], rows)
    b.table("end_year", y[chosen], rows)
    b.table("end_level", stocks.end[k[chosen]], rows)
    b.table("end_years", np.where(stocks.carry[k], (b.graph.times.span[y] + 1) / 2, 1.0)[chosen], rows)
    b.rows("storage end", (rows,), _ends, member=k[chosen])


def _ends(m: RuleModel, r: Index) -> Relation:
    return grown(m, m.end_stock[r], m.end_year[r], m.end_years[r]) == m.end_level[r]


def _capacity_rows(b: Builder) -> None:
    """Joint capacity of stores that hold several stocks."""
    stocks = b.graph.stocks
    held = np.bincount(stocks.store, minlength=len(stocks.store_names))
    sized = b.graph.sizes("store").expandable
    members = positions_where((held > 1) & anywhere(np.isfinite(stocks.capacity)) & ~sized | (held > 0) & sized)
    rows = b.positions("joint_store_size_rows", len(members))
    b.table("joint_store", members, rows)
    b.table("store_room", _room(b, members), rows, b.years, b.slots)
    sized_rows(b, "store", members, "joint_store_size")
    b.rows("store", (rows, b.years, b.slots), _joint, member=members)


def _joint(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    held: Operand = sum(m.level[k, y, t] for k in m.store_stocks[m.joint_store[r]])
    return held - sum(m.store_capacity[k, y] for k in m.joint_store_size[r]) <= m.store_room[r, y, t]


def across(stocks: Stocks) -> Bools:
    """Which stocks run from one typical day to the next."""
    return np.zeros(len(stocks), dtype=bool) if stocks.across is None else stocks.across


def _growing(b: Builder, parts: TimeBlocks) -> Bools:
    """(stocks, blocks) which blocks repeat without closing as they opened."""
    stocks = b.graph.stocks
    if len(parts) == 1:  # a year that closes as it opened
        closed = np.full((len(stocks), 1), np.isnan(stocks.start).all() and not stocks.carry.any())
    else:
        closed = opens_after(parts, across(stocks)) == np.arange(len(parts))
    growing: Bools = (parts.weight > 1) & ~closed
    return growing


def _repeat_rows(b: Builder, parts: TimeBlocks) -> None:
    """Levels at the first and the last repetition of a block that does not close as it opened."""
    stocks = b.graph.stocks
    by_slot = _growing(b, parts)[:, parts.of_slot]
    k, t = np.nonzero(by_slot)
    rows = b.positions("repeated", len(k))
    b.table("repeated_stock", k, rows)
    b.table("repeated_slot", t, rows)
    b.table("block_of", parts.of_slot, b.slots)
    limited = _limited(b)
    stores = b.positions("limited_store_size_rows", len(limited))
    b.table("limited_store", limited, stores)
    b.table("limited_capacity", _room(b, limited), stores, b.years, b.slots)
    sized_rows(b, "store", limited, "limited_store_size")
    held = np.zeros((len(stocks.store_names), b.graph.slots), dtype=bool)
    held[stocks.store[k], t] = True
    store, slot = np.nonzero(held[limited])
    full = b.positions("repeated_stores", len(store))
    b.table("repeated_store", store, full)
    b.table("repeated_store_slot", slot, full)
    for name, level in (("first repeat", _first), ("last repeat", _last)):
        b.rows(f"storage {name}", (rows, b.years), _never_negative(level), member=k)
        b.rows(f"store {name}", (full, b.years), _never_full(level), member=limited[store])


Level: TypeAlias = Callable[..., Operand]


def _never_negative(level: Level) -> Rule:
    def positive(m: RuleModel, r: Index, y: Index) -> Relation:
        return level(m, m.repeated_stock[r], y, m.repeated_slot[r]) >= 0

    return positive


def _never_full(level: Level) -> Rule:
    def fits(m: RuleModel, r: Index, y: Index) -> Relation:
        t, store = m.repeated_store_slot[r], m.repeated_store[r]
        held: Operand = sum(level(m, k, y, t) for k in m.store_stocks[m.limited_store[store]])
        return held - _in_place(m, store, y) <= m.limited_capacity[store, y, t]

    return fits


def _in_place(m: RuleModel, store: Index, y: Index) -> Operand:
    """The capacity in place of a limited store, where it is decided."""
    return sum(m.store_capacity[k, y] for k in m.limited_store_size[store])


def _first(m: RuleModel, k: Index, y: Index, t: Index) -> Operand:
    """The level in a slot when its block runs for the first time."""
    block = m.block_of[t]
    return m.level[k, y, t] - m.left[k, y, t] * m.mean_change[k, y, block] * _change(m, k, y, block)


def _last(m: RuleModel, k: Index, y: Index, t: Index) -> Operand:
    """The level in a slot when its block repeats for the last time."""
    block = m.block_of[t]
    return m.level[k, y, t] + m.left[k, y, t] * m.last_change[k, y, block] * _change(m, k, y, block)


def _year_end_rows(b: Builder) -> None:
    """Levels in the first and the last of the years that a milestone stands for, where the stock is carried."""
    stocks, times = b.graph.stocks, b.graph.times
    carried = positions_where(stocks.carry & (times.span > 1).any())
    rows = b.positions("carried_stocks", len(carried))
    b.table("carried_one", carried, rows)
    b.table("carries", stocks.carry.astype(float), b.model.stocks)
    limited = np.asarray(b.registry.arrays[id(b.model.limited_store)], dtype=np.int64)
    growing = positions_where(np.isin(limited, stocks.store[carried]))
    stores = b.positions("growing_stores", len(growing))
    b.table("growing_store", growing, stores)
    over = (b.years, b.slots)
    repeated = bool((times.weight > 1).any())
    for when, sign in (("first year", -1.0), ("last year", 1.0)):
        for name, level in ((when, _last), *(((f"{when}, first repeat", _first),) if repeated else ())):
            positive, fits = _in_outer_year(level, sign)
            b.rows(f"storage {name}", (rows, *over), positive, member=carried)
            b.rows(f"store {name}", (stores, *over), fits, member=limited[growing])


def _in_outer_year(level: Level, sign: float) -> tuple[Rule, Rule]:
    def outer(m: RuleModel, k: Index, y: Index, t: Index) -> Operand:
        more = sign * m.carries[k] * m.half_later[y]
        change = _closing(m, k, y, len(m.blocks) - 1) - m.opening[k, y, 0]
        return level(m, k, y, t) + more * change

    def positive(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
        return outer(m, m.carried_one[r], y, t) >= 0

    def fits(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
        store = m.limited_store[m.growing_store[r]]
        held: Operand = sum(outer(m, k, y, t) for k in m.store_stocks[store])
        return held - _in_place(m, m.growing_store[r], y) <= m.limited_capacity[m.growing_store[r], y, t]

    return positive, fits


def _stay_rows(b: Builder) -> None:
    """What is in a store at the end of a slot came in during the last ``stay[t]`` slots."""
    stocks = b.graph.stocks
    members = positions_where(anywhere(stocks.stay >= 0))
    if not len(members):
        return
    owner, slot, opens = _windows(b, members)
    rows = b.positions("perishables", len(members))
    b.table("perishable", members, rows)
    b.members("window", (rows, b.slots), owner, (len(members), b.graph.slots), slot)
    b.table("window_opens", opens, rows, b.slots)
    b.rows("longest stay", (rows, b.years, b.slots), _keeps, member=members)
    pools = np.unique(stocks.pool[members])
    index = b.positions("perishing_pools", len(pools))
    b.table("perishing_pool", pools, index)
    b.members("perishing_stocks", (b.model.pools,), stocks.pool[members], (len(b.graph.pools),), members)
    arrives = fresh(b)

    def charged(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
        p = m.perishing_pool[r]
        return sum(m.charge[k, y, t] for k in m.perishing_stocks[p]) - arrives(m, p, y, t) <= 0

    b.rows("fresh charge", (index, b.years, b.slots), charged, member=pools)


def _windows(b: Builder, members: Ints) -> tuple[Ints, Ints, Floats]:
    """The slots within the longest stay of each (stock, slot), and whether its opening stock may still be there."""
    stocks, slots = b.graph.stocks, b.graph.slots
    earlier = before(b.graph.times)
    opens = np.zeros((len(members), slots))
    nothing = np.zeros(0, dtype=np.int64)  # all of what must leave in the slot in which it came
    owner: list[Ints] = [nothing]
    found: list[Ints] = [nothing]
    for row, stock in enumerate(members):
        at = np.arange(slots)
        inside = np.ones(slots, dtype=bool)
        started = not np.isnan(stocks.start[stock])
        for step in range(int(stocks.stay[stock].max(initial=0))):
            inside = inside & (stocks.stay[stock] > step)
            owner.append(row * slots + np.flatnonzero(inside))
            found.append(at[inside])
            if started:
                opens[row, inside & (at == 0)] = 1.0
                inside = inside & (at != 0)
            at = earlier[at]
    return np.concatenate(owner), np.concatenate(found), opens


def _keeps(m: RuleModel, r: Index, y: Index, t: Index) -> Relation:
    k = m.perishable[r]
    arrived = sum(m.arriving[k, y, s] * m.charge[k, y, s] for s in m.window[r, t])
    return m.level[k, y, t] - arrived - m.window_opens[r, t] * m.opening[k, y, 0] <= 0
