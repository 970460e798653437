"""From a solution to the tidy tables of flows, activities, stocks and capacities."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...graph.arrays.broadcast import compact
from ...graph.arrays.flow_graph import Bools, Floats, Ints, Sizes
from ...graph.arrays.time_blocks import before, blocks, repeats
from ...solve.engine.solution import Solution
from .block_table import BlockTable
from .elements import KIND_OF, Elements, texts

INTO, OUT_OF = "into pool", "out of pool"


def flows_table(elements: Elements, solution: Solution) -> pd.DataFrame:
    """What each element puts into or takes out of each pool; elements that never do are left out."""
    graph, values = elements.graph, solution.values
    table = BlockTable("flows", graph.times)

    def add(rows_of: str, rows: Ints, pools: Ints, direction: str, amounts: Floats, kind: str = "") -> None:
        members = {
            "element": elements.name[rows_of][rows],
            "kind": kind or KIND_OF[rows_of],
            "route": elements.route[rows_of][rows],
            "site": elements.pool_site[pools],
            "owner": elements.pool_owner[pools],
            "material": elements.pool_material[pools],
            "direction": direction,
            "unit": elements.pool_unit[pools],
            "known": "",
            "year_uncertainty": math.nan,
        }
        keep = (amounts != 0).any(axis=(1, 2))
        table.add(members, {"amount": amounts * elements.pool_factor[pools][:, None, None]}, keep)

    everything = np.arange(len(graph.supplies.names))
    add("supplies", everything, graph.supplies.pool, INTO, values["supply"])
    add("processes", graph.feeds.process, graph.feeds.pool, OUT_OF, values["feed"])
    rows, pools, made = process_outputs(elements, solution)
    add("processes", rows, pools, INTO, made)
    add("links", graph.arcs.link, graph.arcs.origin, OUT_OF, values["arc"])
    add("links", graph.arcs.link, graph.arcs.destination, INTO, graph.arcs.arriving(values["arc"]))
    add("stores", graph.stocks.store, graph.stocks.pool, OUT_OF, values["charge"])
    add("stores", graph.stocks.store, graph.stocks.pool, INTO, values["discharge"])
    add("markets", graph.deliveries.market, graph.deliveries.pool, OUT_OF, values["delivery"])
    rows, pools, back = _returned(elements, values)
    add("markets", rows, pools, INTO, back, "return")
    return table.build()


def process_outputs(elements: Elements, solution: Solution) -> tuple[Ints, Ints, Floats]:
    """(process, pool, amount (n, Y, T)) of everything made, all causes of one output added up."""
    outputs, values = elements.graph.outputs, solution.values
    if not len(outputs):
        return outputs.process, outputs.pool, np.zeros((0, elements.graph.years, elements.graph.slots))
    by_feed = outputs.feed >= 0
    made = np.empty((len(outputs), elements.graph.years, elements.graph.slots))
    made[by_feed] = outputs.amount[by_feed] * values["feed"][outputs.feed[by_feed]]
    made[~by_feed] = outputs.amount[~by_feed] * values["activity"][outputs.process[~by_feed]]
    curves = elements.graph.curves
    if len(curves.output):
        beyond = curves.output_slope[:, None, None] * values["segment"][curves.output_segment]
        np.add.at(made, curves.output, beyond)
    pairs, place = np.unique(np.stack([outputs.process, outputs.pool]), axis=1, return_inverse=True)
    place = np.ravel(place)
    if pairs.shape[1] == len(outputs):
        return outputs.process, outputs.pool, made
    total = np.zeros((pairs.shape[1], *made.shape[1:]))
    np.add.at(total, place, made)
    return pairs[0], pairs[1], total


def _returned(elements: Elements, values: Mapping[str, Floats]) -> tuple[Ints, Ints, Floats]:
    """(market, pool, amount) of what comes back."""
    returns, graph = elements.graph.returns, elements.graph
    if not len(returns):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, np.zeros((0, graph.years, graph.slots))
    market = graph.deliveries.market[returns.delivery]
    pairs, place = np.unique(np.stack([market, returns.pool]), axis=1, return_inverse=True)
    sold = values["delivery"][returns.delivery, returns.year_from, returns.slot_from]
    back = np.zeros((pairs.shape[1], graph.years, graph.slots))
    np.add.at(back, (np.ravel(place), returns.year_to, returns.slot_to), returns.share * sold)
    return pairs[0], pairs[1], back


def capacity_in_slot(elements: Elements, solution: Solution) -> Floats:
    """(processes, Y, T) the most activity that the capacity in place allows; inf where there is none."""
    processes, times = elements.graph.processes, elements.graph.times
    in_place, running = capacity_in_place(elements, solution)[:, :, None], compact(processes.availability)
    most = running * np.where(np.isinf(in_place), 0.0, in_place) * times.hours
    return np.where(np.isinf(in_place) & (running > 0), np.inf, most)  # in an outage nothing runs, whatever its size


def capacity_in_place(elements: Elements, solution: Solution) -> Floats:
    """(processes, Y) capacity in place [basis/h]."""
    processes = elements.graph.processes
    return np.where(processes.expandable[:, None], solution.values["capacity"], processes.installed)


def activities_table(elements: Elements, solution: Solution) -> pd.DataFrame:
    """What each process does in each slot."""
    graph, activity = elements.graph, solution.values["activity"]
    capacity = capacity_in_slot(elements, solution)
    known = np.isfinite(capacity) & (capacity > 0)
    share = np.divide(activity, capacity, out=np.full(activity.shape, np.nan), where=known)
    on = solution.values.get("on")
    switched = (compact(graph.processes.minimum_load) > 0).any(axis=(1, 2)) | graph.processes.has_start
    running = activity > 0
    if on is not None and on.shape == activity.shape:
        running = np.where(switched[:, None, None], on > 0.5, running)
    scale = elements.basis_factor[:, None, None]
    table = BlockTable("activities", graph.times)
    members = {
        "process": elements.name["processes"],
        "site": elements.site["processes"],
        "owner": elements.owner["processes"],
        "route": elements.route["processes"],
        "unit": elements.basis,
    }
    limited = np.where(np.isfinite(capacity), capacity, np.nan)
    values = {"activity": activity * scale, "capacity": limited * scale, "utilisation": share, "on": running}
    table.add(members, values)
    return table.build()


def stocks_table(elements: Elements, solution: Solution) -> pd.DataFrame:
    """Levels at the end of each slot; the capacity is that of the whole store."""
    graph, values = elements.graph, solution.values
    stocks = graph.stocks
    pools, scale = stocks.pool, elements.pool_factor[stocks.pool][:, None, None]
    before = opening_levels(elements, solution)
    lost = stocks.lost(before, values["charge"], values["discharge"])
    capacity = room(elements, solution, "store")[stocks.store]
    table = BlockTable("stocks", graph.times)
    members = {
        "store": texts(stocks.store_names)[stocks.store],
        "site": elements.pool_site[pools],
        "material": elements.pool_material[pools],
        "unit": elements.pool_unit[pools],
    }
    numbers = {
        "opening": before * scale,
        "level": values["level"] * scale,
        "charge": values["charge"] * scale,
        "discharge": values["discharge"] * scale,
        "loss": lost * scale,
        "capacity": np.where(np.isfinite(capacity), capacity, np.nan) * scale,
    }
    table.add(members, numbers)
    return table.build()


def in_transit_table(elements: Elements, solution: Solution) -> pd.DataFrame:
    """What has been sent and has not arrived at the end of each slot, before loss, of links with a travel time."""
    arcs, table = elements.graph.arcs, BlockTable("in_transit", elements.graph.times)
    if arcs.travel is None:
        return table.build()
    chosen = np.flatnonzero(arcs.travel > 0)
    late, earlier = solution.values["arc"][chosen], before(elements.graph.times)
    amount = np.zeros(late.shape)
    for step in range(int(arcs.travel.max())):
        amount += np.where(arcs.travel[chosen, None, None] > step, late, 0.0)
        late = late[:, :, earlier]
    pools = arcs.origin[chosen]
    members = {
        "element": elements.name["links"][arcs.link[chosen]],
        "site": elements.pool_site[pools],
        "owner": elements.owner["links"][arcs.link[chosen]],
        "material": elements.pool_material[pools],
        "unit": elements.pool_unit[pools],
    }
    table.add(members, {"amount": amount * elements.pool_factor[pools][:, None, None]}, (amount != 0).any(axis=(1, 2)))
    return table.build()


def room(elements: Elements, solution: Solution, kind: str) -> Floats:
    """(stores or links, Y, T) what can be held, or sent in a slot: as given, or as much as is in place."""
    graph, hours = elements.graph, elements.graph.times.hours
    shape = (graph.years, graph.slots)
    each: Floats = np.ones((1, 1, 1)) if kind == "store" else np.asarray(graph.links.share * hours)
    given = graph.stocks.capacity if kind == "store" else graph.links.capacity
    in_place = solution.values.get(f"{kind}_capacity")
    if in_place is None:
        return np.broadcast_to(given, (len(given), *shape))
    sized = graph.sizes(kind).expandable[:, None, None]
    return np.where(sized, in_place[:, :, None] * each, given)


def sizes_table(elements: Elements, solution: Solution) -> pd.DataFrame:
    """What of stores and links is in place and built, of those whose size is decided, by year."""
    graph = elements.graph
    table = BlockTable("sizes", graph.times, by_slot=False)
    for kind, rows in (("store", "stores"), ("link", "links")):
        sizes = graph.sizes(kind)
        if not sizes.expandable.any():
            continue
        units, scale = elements.size_units(rows)
        built = solution.values[f"{kind}_built"]
        members = {
            "element": elements.name[rows],
            "kind": kind,
            "site": elements.site[rows],
            "owner": elements.owner[rows],
            "unit": units,
        }
        first, last = in_use(elements, sizes, built > 0.0)
        numbers = {
            "existing": sizes.existing * scale,
            "built": built * scale,
            "in_place": solution.values[f"{kind}_capacity"] * scale,
            "maximum": _blank(sizes.most) * scale,
            "first_year": first,
            "last_year": last,
        }
        table.add(members, numbers, keep=sizes.expandable)
    return table.build()


def opening_levels(elements: Elements, solution: Solution) -> Floats:
    """(stocks, Y, T) the level before each slot: at the end of the slot before, or what opens a block of slots.

    As levels, openings are means over the repetitions of a block.
    """
    level, opening = solution.values["level"], solution.values.get("opening")
    before = np.roll(level, 1, axis=2)
    if len(level) and opening is not None:
        parts = blocks(elements.graph.times)
        change = level[:, :, parts.last] - opening
        before[:, :, parts.first] = opening + repeats(parts, elements.graph.stocks.kept).mean * change
    return before


def outer_levels(elements: Elements, solution: Solution) -> tuple[Floats, ...]:
    """(stocks, Y, T) levels at the first and at the last repetition of each block of slots; where stocks are carried,
    in the first and in the last year of a milestone."""
    level, opening = solution.values["level"], solution.values.get("opening")
    if not len(level) or opening is None:
        return level, level
    stocks, times = elements.graph.stocks, elements.graph.times
    parts = blocks(times)
    factors = repeats(parts, stocks.kept)
    change = level[:, :, parts.last] - opening

    def shifted(factor: Floats) -> Floats:
        return np.asarray(level + factors.left * (factor * change)[:, :, parts.of_slot])

    outer = shifted(-factors.mean), shifted(factors.last)
    half = stocks.carry[:, None] * (times.span - 1) / 2
    if not half.any():
        return outer
    closing = opening[:, :, -1] + (factors.closing * change)[:, :, -1]
    grown = (half * (closing - opening[:, :, 0]))[:, :, None]
    return tuple(part + sign * grown for part in outer for sign in (-1.0, 1.0))


def capacities_table(elements: Elements, solution: Solution) -> pd.DataFrame:
    """What is in place and built, by year."""
    graph, values = elements.graph, solution.values
    processes = graph.processes
    in_place = capacity_in_place(elements, solution)
    built = np.where(processes.expandable[:, None], values.get("built", np.zeros_like(in_place)), 0.0)
    existing = np.where(processes.expandable[:, None], processes.existing, processes.installed)
    most = np.where(processes.expandable[:, None], processes.most, processes.installed)
    opened = values.get("open")
    is_open = np.ones(in_place.shape, dtype=bool)
    if opened is not None and opened.shape == in_place.shape:
        is_open = np.where(processes.closable[:, None], opened > 0.5, True)
    scale = elements.capacity_factor[:, None]
    table = BlockTable("capacities", graph.times, by_slot=False)
    members = {
        "process": elements.name["processes"],
        "site": elements.site["processes"],
        "owner": elements.owner["processes"],
        "unit": elements.capacity_unit,
    }
    numbers = {
        "existing": _blank(existing) * scale,
        "built": built * scale,
        "in_place": _blank(in_place) * scale,
        "maximum": _blank(most) * scale,
        "open": is_open,
    }
    first, last = in_use(elements, elements.graph.processes, built > 0.0)
    table.add(members, {**numbers, "first_year": first, "last_year": last})
    return table.build()


def in_use(elements: Elements, sizes: Sizes, built: Bools) -> tuple[Floats, Floats]:
    """(n, Y built) the milestone from which what is built is in use, and the last year in which it stands.

    The last is blank where it stands to the end of the horizon; both are where nothing is built or no roadmap made.
    """
    times, alive = elements.graph.times, sizes.alive
    if not times.roadmap:
        return np.full(built.shape, np.nan), np.full(built.shape, np.nan)
    years = np.array(times.years, dtype=float)
    ends = years + times.span - 1
    used = built & alive.any(axis=2)
    final = alive.shape[2] - 1 - alive[:, :, ::-1].argmax(axis=2)
    first = np.where(used, years[alive.argmax(axis=2)], np.nan)
    return first, np.where(used & (final < len(years) - 1), ends[final], np.nan)


def _blank(values: Floats) -> Floats:
    """Without a limit there is no number."""
    return np.where(np.isfinite(values), values, np.nan)


def times_table(elements: Elements) -> pd.DataFrame:
    """Years and slots: labels, hours, weights."""
    times = elements.graph.times
    table = BlockTable("times", times)
    shape = (1, len(times.years), len(times.hours))
    values = {
        "label": np.broadcast_to(texts(times.labels), shape),
        "hours": np.broadcast_to(times.hours, shape),
        "weight": np.broadcast_to(times.weight, shape),
        "span": np.broadcast_to(times.span[:, None], shape),
        "discount": np.broadcast_to(times.discount[:, None], shape),
    }
    table.add({}, values)
    return table.build()
