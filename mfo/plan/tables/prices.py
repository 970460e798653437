"""Limits, bounds, prices and reduced costs: what binds, and what one more unit would be worth.

A dual is the change of the objective per unit of a right-hand side, as it stands in the objective. A price is what one
more unit would save, per amount in the year it arises: slot weights, years stood for and discount are undone.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ...graph.arrays.families import BY_YEAR
from ...graph.arrays.flow_graph import Bools, Floats, LimitRows, Markets, Processes, Supplies, Term
from ...graph.arrays.reach import arrivals
from ...solve.engine.solution import Solution
from .block_table import BlockTable
from .elements import KIND_OF, Elements, factor, texts
from .flows import capacity_in_slot, outer_levels, room
from .schema import Values, empty, frame, rows

TOUCHES = 1e-6  # a bound binds when this close to it, relative


def year_weight(elements: Elements) -> Floats:
    """(Y,) how the objective weighs a year: years stood for, of money times discount."""
    return elements.graph.year_weight(elements.minimise)


def slot_weight(elements: Elements) -> Floats:
    """(Y, T) how the objective weighs an amount in a slot."""
    return year_weight(elements)[:, None] * elements.graph.times.weight


def prices_table(elements: Elements, solution: Solution, unit: str) -> pd.DataFrame:
    """What one more unit of a material at a site is worth; not told of places that nothing can bring it to.

    The program leaves out what could be done there, so that its dual would be no price.
    """
    graph = elements.graph
    blocks = BlockTable("prices", graph.times)
    dual = solution.duals.get("balance")
    if dual is None:
        return blocks.build()
    scale = elements.pool_factor[:, None, None]
    reached = arrivals(elements.plant)
    places = zip(graph.pools.site, graph.pools.material, strict=True)
    kept = np.array([place in reached for place in places], dtype=bool)
    members = {
        "site": elements.pool_site[kept],
        "material": elements.pool_material[kept],
        "unit": texts([f"{unit}/{typed}" for typed in elements.pool_unit])[kept],
    }
    blocks.add(members, {"price": (dual / slot_weight(elements) / scale)[kept]})
    return blocks.build()


def bounds_table(elements: Elements, solution: Solution, unit: str) -> pd.DataFrame:
    """Capacities, supplies, markets, links and stores: what is used of what there is, and its price."""
    blocks = BlockTable("bounds", elements.graph.times)
    weight = slot_weight(elements)
    built = {table: elements.graph.sizes(KIND_OF[table]).expandable for table in ("processes", "stores", "links")}
    for table, bound, value, most, dual in _in_use(elements, solution):
        holds = solution.holds.get(HOLDS.get(table, ""), np.full(value.shape[:2], np.nan))[:, :, None]
        names: object = np.where(built[table], IN_PLACE, bound) if bound == "capacity" else bound
        limit = np.broadcast_to(most, value.shape)
        units, factors = _units(elements, table)
        scale = factors[:, None, None]
        price = np.zeros(value.shape) if dual is None else -dual / weight / scale
        binding = _touches(value, limit)
        keep = (np.isfinite(limit) & ((limit > 0) | (bound != "minimum"))).any(axis=(1, 2))
        prices = texts([f"{unit}/{typed}" for typed in units])
        members = {
            "element": elements.name[table],
            "kind": KIND_OF[table],
            "bound": names,
            "unit": units,
            "price_unit": prices,
        }
        price = np.where(binding, price + 0.0, 0.0)  # of what is switched off, the dual is that of staying off
        numbers = {
            "value": value * scale,
            "limit": _blank(limit) * scale,
            "binding": binding,
            "price": price,
            "until": _until(limit * scale, holds, price != 0),
        }
        blocks.add(members, numbers, keep)
    return with_rows(blocks.build(), _most_built(elements, solution, unit))


HOLDS = {"processes": "capacity", "supplies": "supply", "markets": "market", "links": "link"}


def _until(limit: Floats, holds: Floats, chosen: np.ndarray) -> Floats:
    """To which amount bounds may move at the same price; nan where no end was found, or none was looked for."""
    known = chosen & np.isfinite(limit) & np.isfinite(holds)
    until: Floats = np.where(known, limit * np.where(known, holds, 1.0), np.nan)
    return until


IN_PLACE, MOST_BUILT = "capacity in place", "maximum capacity"


def _most_built(elements: Elements, solution: Solution, unit: str) -> pd.DataFrame:
    """By year, capacity in place of what is built against the most that may be; the price is that of one year."""
    processes = elements.graph.processes
    blocks = BlockTable("bounds", elements.graph.times, by_slot=False)
    chosen = np.flatnonzero(processes.expandable)
    most, value = processes.most[chosen], solution.values["capacity"][chosen]
    dual = solution.duals.get("bound:capacity", np.zeros(value.shape))
    holds = solution.holds.get("built")
    scale = elements.capacity_factor[chosen][:, None]
    units = elements.capacity_unit[chosen]
    prices = texts([f"{unit}/({typed})" for typed in units])
    members = {
        "element": elements.name["processes"][chosen],
        "kind": "process",
        "bound": MOST_BUILT,
        "slot": 0,
        "unit": units,
        "price_unit": prices,
    }
    numbers = {
        "value": value * scale,
        "limit": _blank(most) * scale,
        "binding": _touches(value, most),
        "price": -dual / year_weight(elements) / scale + 0.0,
        "until": np.full(value.shape, np.nan)
        if holds is None
        else _until(most * scale, holds[chosen], _touches(value, most)),
    }
    blocks.add(members, numbers, np.isfinite(most).any(axis=1))
    return blocks.build()


def _touches(value: Floats, limit: Floats) -> np.ndarray:
    """Whether a bound is reached."""
    touching: np.ndarray = np.isfinite(limit) & (np.abs(value - limit) <= TOUCHES * np.maximum(np.abs(limit), 1e-9))
    return touching


def _in_use(elements: Elements, solution: Solution) -> Iterator[tuple[str, str, Floats, Floats, Floats | None]]:
    """(table, bound, value, limit, dual) of every kind of bound; a market's dual is that of the side that binds."""
    graph, values, duals = elements.graph, solution.values, solution.duals
    capacity = capacity_in_slot(elements, solution)
    yield "processes", "capacity", values["activity"], capacity, duals.get("capacity")
    yield "supplies", "amount", values["supply"], graph.supplies.maximum, duals.get("supply")
    delivered = _by_row(graph.deliveries.market, values["delivery"], len(graph.markets.names))
    market = duals.get("market", np.zeros(delivered.shape))
    first = _filled_first(elements, solution)
    yield "markets", "minimum", delivered, graph.markets.minimum, np.maximum(market - first, 0.0)
    yield "markets", "maximum", delivered, graph.markets.maximum, np.minimum(market - first, 0.0) + first
    sent = _by_row(graph.arcs.link, values["arc"], len(graph.links.names))
    yield "links", "capacity", sent, room(elements, solution, "link"), duals.get("link")
    held = [
        _by_row(graph.stocks.store, level, len(graph.stocks.store_names)) for level in outer_levels(elements, solution)
    ]
    yield "stores", "capacity", np.maximum.reduce(held), room(elements, solution, "store"), duals.get("store")


def _filled_first(elements: Elements, solution: Solution) -> Floats:
    """(n, Y, T) of the duals of markets, what that all of their maximum is taken before a later step costs: a price of
    the maximum, which has the sign of a minimum's."""
    markets, duals = elements.graph.markets, solution.duals.get("market step before")
    found = np.zeros(markets.maximum.shape)
    if duals is not None and markets.stepped is not None and markets.after is not None:
        np.add.at(found, markets.after[markets.stepped], duals)
    return found


def _units(elements: Elements, table: str) -> tuple[np.ndarray, Floats]:
    if table == "processes":
        return elements.basis, elements.basis_factor
    pairs = [elements.unit_of(table, row) for row in range(len(elements.name[table]))]
    return texts([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs], dtype=float)


def _by_row(rows: np.ndarray, values: Floats, size: int) -> Floats:
    summed = np.zeros((size, *values.shape[1:]))
    np.add.at(summed, rows, values)
    return summed


def _blank(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)


def reduced_costs_table(elements: Elements, solution: Solution, unit: str) -> pd.DataFrame:
    """Flows that are not used: by how much a unit would have to be cheaper."""
    graph, values = elements.graph, solution.values
    blocks = BlockTable("reduced_costs", graph.times)
    weight = slot_weight(elements)
    families = (
        ("supply", "supplies", "supply", np.arange(len(graph.supplies.names)), graph.supplies.pool),
        ("feed", "processes", "process", graph.feeds.process, graph.feeds.pool),
        ("arc", "links", "link", graph.arcs.link, graph.arcs.origin),
        ("delivery", "markets", "market", graph.deliveries.market, graph.deliveries.pool),
    )
    wholes = {
        "supply": _in_least_loads(graph.supplies),
        "feed": _decided_as_a_whole(graph.processes),
        "arc": graph.links.switched,
        "delivery": _in_least_loads(graph.markets),
    }
    for family, table, kind, held, pools in families:
        reduced = solution.reduced_costs.get(family)
        if reduced is None or not len(held):
            continue
        price = reduced / weight / elements.pool_factor[pools][:, None, None]
        members = {
            "element": elements.name[table][held],
            "kind": kind,
            "material": elements.pool_material[pools],
            "unit": texts([f"{unit}/{typed}" for typed in elements.pool_unit[pools]]),
        }
        numbers = {"amount": values[family], "reduced_cost": price}
        largest = float(np.abs(price).max(initial=0.0))
        keep = (values[family] == 0) & (np.abs(price) > 1e-9 * max(largest, 1e-9))
        whole = wholes[family]  # where use is decided as a whole, a single flow lacks more than its own price
        used = np.zeros(len(whole), dtype=bool)
        used[held[(values[family] != 0).any(axis=(1, 2))]] = True
        keep = keep & ~(whole & ~used)[held][:, None, None]
        blocks.add(members, numbers, keep=keep)
    return with_rows(blocks.build(), _whole_elements(elements, solution, unit))


def with_rows(table: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Both tables under one another."""
    return pd.concat([table, more], ignore_index=True) if len(table) and len(more) else more if len(more) else table


def _decided_as_a_whole(processes: Processes) -> Bools:
    """(processes,) which are open or closed, on or off, or built or not, by a decision in whole numbers."""
    candidate = np.zeros(len(processes.names), dtype=bool) if processes.candidate is None else processes.candidate
    loaded = _ever(processes.minimum_load > 0)
    decided: Bools = processes.closable | candidate | loaded | processes.has_start
    return decided


def _in_least_loads(items: Supplies | Markets) -> Bools:
    """(items,) of which in each slot nothing or at least so much is taken."""
    if items.minimum_load is None:
        return np.zeros(len(items.names), dtype=bool)
    return _ever(items.minimum_load > 0)


def _ever(values: Bools) -> Bools:
    """(items,) whether in any year and slot."""
    return np.asarray(values.any(axis=tuple(range(1, values.ndim))))


LACKING = {"activity": "processes", "delivery": "markets", "supply": "supplies", "arc": "links"}


def _whole_elements(elements: Elements, solution: Solution, unit: str) -> pd.DataFrame:
    """What idle elements lack in all, along the ways, processes and markets that would have to run with them."""
    records = []
    for family, table in LACKING.items():
        units, factors = _units(elements, table)
        for row, lacks in enumerate(solution.lacks.get(family, ())):
            if lacks > 1e-9:  # nan where it is not known
                records.append(
                    {
                        "year": 0,
                        "slot": 0,
                        "element": elements.name[table][row],
                        "kind": KIND_OF[table],
                        "material": elements.only_material(table, row),
                        "amount": 0.0,
                        "reduced_cost": lacks / factors[row],
                        "unit": f"{unit}/{units[row]}",
                    }
                )
    for row, lacks in enumerate(solution.lacks.get("units", ())):
        if lacks > 1e-9:  # in all: what the plan with a unit of it costs more
            records.append(
                {
                    "year": 0,
                    "slot": 0,
                    "element": elements.name["processes"][row],
                    "kind": "process",
                    "material": "",
                    "amount": 0.0,
                    "reduced_cost": lacks,
                    "unit": unit,
                }
            )
    return rows("reduced_costs", records) if records else empty("reduced_costs")


def limits_table(elements: Elements, solution: Solution, limits: tuple[LimitRows, ...], unit: str) -> pd.DataFrame:
    """What each limit bounds, what was reached, and the price of the bound."""
    parts = [_limit(elements, solution, rows, unit) for rows in limits]
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else empty("limits")


def quantity(elements: Elements, solution: Solution, terms: tuple[Term, ...], when: str) -> Floats:
    """The value of a linear quantity: (Y, T) by slot, (Y,) by year, (1,) over all years."""
    graph = elements.graph
    by_slot = np.zeros((graph.years, graph.slots))
    by_year = np.zeros(graph.years)
    for term in terms:
        if term.family == "constant":
            by_year = by_year + term.coefficient.sum(axis=0)
        elif term.family in BY_YEAR:
            by_year = by_year + (term.coefficient * solution.values[term.family][term.member]).sum(axis=0)
        else:
            by_slot = by_slot + (term.coefficient * solution.values[term.family][term.member]).sum(axis=0)
    if when == "slot":
        return by_slot + by_year[:, None]
    yearly = by_slot @ graph.times.weight + by_year
    return yearly if when == "year" else np.array([yearly @ graph.times.span])


def _limit(elements: Elements, solution: Solution, rows: LimitRows, unit: str) -> pd.DataFrame:
    """Rows of one limit. The price of a share is per unit of the quantity itself."""
    value = quantity(elements, solution, rows.what, rows.when)
    per_unit = factor(rows.base, rows.typed)
    scale = 1.0 if rows.share else per_unit
    least = np.full(value.shape, -np.inf) if rows.least is None else np.broadcast_to(rows.least, value.shape)
    most = np.full(value.shape, np.inf) if rows.most is None else np.broadcast_to(rows.most, value.shape)
    if rows.share:
        of = quantity(elements, solution, rows.of, rows.when)
        value = np.divide(value, of, out=np.full(value.shape, np.nan), where=of != 0)
    dual = solution.duals.get(f"limit:{rows.name}")
    weight = _limit_weight(elements, rows)
    price = np.zeros(value.shape) if dual is None else -np.reshape(dual, value.shape) / weight / per_unit
    holds = solution.holds.get(f"limit:{rows.name}", np.full(value.shape, np.nan))
    slack = TOUCHES * np.maximum(np.abs(value), 1e-9)
    binding = (np.abs(value - least) <= slack) | (np.abs(value - most) <= slack)
    bound = np.where(price * (least == most) != 0, most, np.where(price > 0, most, least))
    year, slot = _when(elements, rows.when)
    size = value.size
    columns: dict[str, Values] = {
        "limit": [rows.name] * size,
        "year": year,
        "slot": slot,
        "value": value.reshape(-1) * scale,
        "minimum": _blank(least).reshape(-1) * scale,
        "maximum": _blank(most).reshape(-1) * scale,
        "unit": ["" if rows.share else rows.typed] * size,
        "binding": binding.reshape(-1),
        "price": price.reshape(-1) + 0.0,
        "price_unit": [f"{unit}/{rows.typed}"] * size,
        "until": _until(bound * scale, holds, binding & (price != 0)).reshape(-1),
    }
    return frame("limits", columns)


def _limit_weight(elements: Elements, rows: LimitRows) -> Floats:
    if rows.when == "slot" and all(term.family in BY_YEAR for term in rows.what):  # what stands in the whole year
        return year_weight(elements)[:, None]
    if rows.when == "slot":
        return slot_weight(elements)
    return year_weight(elements) if rows.when == "year" else np.ones(1)


def _when(elements: Elements, when: str) -> tuple[np.ndarray, np.ndarray]:
    """Years and slots of a limit's rows; 0 stands for all."""
    years = np.array(elements.graph.times.years, dtype=np.int64)
    slots = elements.graph.slots
    if when == "slot":
        return np.repeat(years, slots), np.tile(np.arange(1, slots + 1), len(years))
    if when == "year":
        return years, np.zeros(len(years), dtype=np.int64)
    return np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
