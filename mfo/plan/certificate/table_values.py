"""Whether the tables say what the plan's values say: each number of a table in canonical units against its value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...graph.arrays.flow_graph import Floats, Ints
from ..tables.elements import Texts, texts
from .checks import Check, worst_of
from .codes import Codes
from .readings.book import Book
from .readings.returns_reading import read_returns
from .readings.travel_reading import read_arrivals, read_under_way
from .rows.peak_rows import months_of
from .rows.step_rows import made_by_load

Told = tuple[str, Texts, Floats, Floats]
"""What is told, of whom (n,), as the table tells it and as the values do, both (n, ...)."""


def disagreements(tables: Mapping[str, pd.DataFrame], flows: Codes, book: Book) -> list[Check]:
    """One check for each kind of number in the tables."""
    told = [
        *_processes(tables, book),
        *_sizes(tables["sizes"], book),
        *_stocks(tables, book),
        *_flows(flows, book),
        *_in_transit(tables["in_transit"], book),
        *_contracts(tables["contracts"], book),
    ]
    found = []
    for name, members, shown, meant in told:
        size = np.broadcast_to(
            np.abs(meant).max(axis=tuple(range(1, meant.ndim)), keepdims=True, initial=0.0), meant.shape
        ).ravel()
        off = np.abs(shown - meant).ravel()
        scale = np.minimum(size, 1.0) + 1e-12
        shape = meant.shape

        def place(row: int, members: Texts = members, shape: tuple[int, ...] = shape) -> str:
            index = np.unravel_index(row, shape)
            times = [f"{word} {int(at) + 1}" for word, at in zip(("year", "slot"), index[1:], strict=False)]
            return ", ".join([f"at {members[index[0]]}", *times]) + " of the plan"

        found.append(worst_of(name, off, size, scale, place))
    return found


def _contracts(table: pd.DataFrame, book: Book) -> list[Told]:
    """What is taken under each contract, what lacks where that costs, and what is signed."""
    found: list[Told] = []
    by_kind = dict(iter(table.groupby("kind", sort=False)))
    for kind in ("supply", "market"):
        terms = book.graph.contracts(kind)
        if not len(terms):
            continue
        names = [book.plant.contracts[number].name for number in terms.contract.tolist()]
        order = {
            (name, int(month) + 1, int(year)): entry * book.graph.years + y
            for entry, (name, month) in enumerate(zip(names, terms.month, strict=True))
            for y, year in enumerate(book.graph.times.years)
        }
        rows = by_kind[kind]
        keys = zip(rows["contract"], rows["month"], rows["year"], strict=True)
        place = np.argsort([order[key] for key in keys])
        shape = (len(names), book.graph.years)
        flow = book.value("supply") if kind == "supply" else book.value("delivery")
        owner = np.arange(len(flow)) if kind == "supply" else book.graph.deliveries.market
        moved = np.zeros((max(int(terms.item.max()), int(owner.max(initial=0))) + 1, *book.times))
        np.add.at(moved, owner, flow)
        months = months_of(book)
        within = np.where((terms.month[:, None] == months) | (terms.month[:, None] < 0), book.graph.times.weight, 0.0)
        taken = np.einsum("nyt,nt->ny", moved[terms.item], within)
        scale = np.array([_unit_scale(book, kind, int(item)) for item in terms.item])[:, None]
        shown = rows["amount"].to_numpy(dtype=float)[place].reshape(shape) / scale
        found.append(("table of contracts", texts(names), shown, taken))
        signed = np.ones(shape)
        optional = terms.signed >= 0
        signed[optional] = book.value(f"{kind}_signed")[terms.signed[optional]]
        told = rows["signed"].to_numpy(dtype=float)[place].reshape(shape)
        found.append(("table of contracts", texts(names), told, signed))
        due = np.zeros(shape)
        due[terms.short] = book.value(f"{kind}_shortfall") * terms.shortfall_price[terms.short]
        paid = rows["shortfall_cost"].to_numpy(dtype=float)[place].reshape(shape)
        found.append(("table of contracts", texts(names), paid, due))
    return found


def _unit_scale(book: Book, kind: str, item: int) -> float:
    """Typed units per canonical unit of what a supply gives or a market takes."""
    graph = book.graph
    mine = graph.supplies.pool[[item]] if kind == "supply" else graph.deliveries.pool[graph.deliveries.market == item]
    return float(book.elements.pool_factor[mine[0]]) if len(mine) else 1.0


def _processes(tables: Mapping[str, pd.DataFrame], book: Book) -> list[Told]:
    elements, processes = book.elements, book.graph.processes
    names, count = elements.name["processes"], len(processes.names)
    activity = tables["activities"]["activity"].to_numpy(dtype=float).reshape(count, *book.times)
    in_place = tables["capacities"]["in_place"].to_numpy(dtype=float).reshape(count, book.graph.years)
    built = tables["capacities"]["built"].to_numpy(dtype=float).reshape(count, book.graph.years)
    per_hour = elements.capacity_factor[:, None]
    chosen = np.flatnonzero(processes.expandable)
    return [
        ("table of activities", names, activity / elements.basis_factor[:, None, None], book.value("activity")),
        ("table of capacities", names[chosen], (in_place / per_hour)[chosen], book.value("capacity")[chosen]),
        ("table of capacities", names[chosen], (built / per_hour)[chosen], book.value("built")[chosen]),
    ]


def _sizes(table: pd.DataFrame, book: Book) -> list[Told]:
    """What of stores and links is in place and built."""
    found: list[Told] = []
    for kind, rows in (("store", "stores"), ("link", "links")):
        chosen = np.flatnonzero(book.graph.sizes(kind).expandable)
        mine, scale = table[table["kind"] == kind], book.elements.size_units(rows)[1][chosen]
        for column, family in (("in_place", f"{kind}_capacity"), ("built", f"{kind}_built")):
            told = mine[column].to_numpy(dtype=float).reshape(len(chosen), book.graph.years)
            found.append(("table of sizes", book.elements.name[rows][chosen], told / scale, book.value(family)[chosen]))
    return found


def _stocks(tables: Mapping[str, pd.DataFrame], book: Book) -> list[Told]:
    stocks, scale = book.graph.stocks, book.elements.pool_factor[book.graph.stocks.pool][:, None, None]
    names = book.families["level"].names
    told = tables["stocks"]
    return [
        (
            "table of stocks",
            names,
            told[name].to_numpy(dtype=float).reshape(len(stocks), *book.times) / scale,
            book.value(name),
        )
        for name in ("level", "charge", "discharge")
    ]


def _in_transit(table: pd.DataFrame, book: Book) -> list[Told]:
    """What is under way on links that take time; nothing is told of those that carry nothing."""
    graph = book.graph
    chosen = np.array([book.plant.links[link].travel_time > 0 for link in graph.arcs.link.tolist()], dtype=bool)
    meant = read_under_way(book, book.value("arc"))
    chosen &= meant.any(axis=(1, 2)) if len(graph.arcs) else False
    told = table["amount"].to_numpy(dtype=float).reshape(int(chosen.sum()), *book.times)
    scale = book.elements.pool_factor[graph.arcs.origin[chosen]][:, None, None]
    return [("table of what is in transit", book.families["arc"].names[chosen], told / scale, meant[chosen])]


def _flows(flows: Codes, book: Book) -> list[Told]:
    """Each kind of flow, summed by pool, year and slot."""
    graph, value = book.graph, book.value
    made = graph.outputs
    by_feed = made.feed >= 0
    output = np.zeros((len(made), *book.times))
    amount = book.over_time(made.amount)
    output[by_feed] = amount[by_feed] * value("feed")[made.feed[by_feed]]
    output[~by_feed] = amount[~by_feed] * value("activity")[made.process[~by_feed]]
    for position, segment, beyond in made_by_load(book):
        output[position] += beyond * value("segment")[segment]
    back = read_returns(book)
    returned = np.zeros((len(graph.pools), *book.times))
    sold = value("delivery")[back.sold, back.from_year, back.from_slot]
    np.add.at(returned, (back.pool, back.to_year, back.to_slot), back.share * sold)
    everywhere = np.arange(len(graph.pools))
    arrived = np.empty((len(graph.arcs), *book.times))
    arrives = np.broadcast_to(read_arrivals(book)[:, None, :], arrived.shape)
    np.put_along_axis(arrived, arrives, value("arc") * graph.arcs.yields, axis=2)
    kinds: list[tuple[str, str, Ints, Floats]] = [
        ("supply", "into pool", graph.supplies.pool, value("supply")),
        ("process", "out of pool", graph.feeds.pool, value("feed")),
        ("process", "into pool", made.pool, output),
        ("link", "out of pool", graph.arcs.origin, value("arc")),
        ("link", "into pool", graph.arcs.destination, arrived),
        ("store", "out of pool", graph.stocks.pool, value("charge")),
        ("store", "into pool", graph.stocks.pool, value("discharge")),
        ("market", "out of pool", graph.deliveries.pool, value("delivery")),
        ("return", "into pool", everywhere, returned),
    ]
    where = _cells(flows, book)
    amounts = flows.frame["amount"].to_numpy(dtype=float)
    told: list[Told] = []
    names = book.pool_names()
    for kind, direction, pool, values in kinds:
        meant = np.zeros((len(graph.pools), *book.times))
        np.add.at(meant, pool, values)
        chosen = flows.holds("kind", kind) & flows.holds("direction", direction)
        total = np.bincount(where[chosen], amounts[chosen], minlength=meant.size).reshape(meant.shape)
        shown: Floats = np.asarray(total / book.elements.pool_factor[:, None, None], dtype=float)
        told.append(("returns" if kind == "return" else "table of flows", names, shown, meant))
    return told


def _known(flows: Codes, column: str, known: Mapping[str, int] | Mapping[int, int]) -> Ints:
    """(rows,) the number that each entry of a column is known by; KeyError where it is not known."""
    codes, entries = flows.of(column)
    number = {entry: known[entry] for entry in entries}  # type: ignore[index]
    return np.array([number[entry] for entry in entries], dtype=np.int64)[codes]


def _cells(flows: Codes, book: Book) -> Ints:
    """The flat position (pool, year, slot) of each row of the flows."""
    pools, (years, slots) = book.graph.pools, book.times
    sites = {site: k for k, site in enumerate(dict.fromkeys(pools.site))}
    materials = {material: k for k, material in enumerate(dict.fromkeys(pools.material))}
    pool = np.full((len(sites), len(materials)), -1)
    for k, (place, what) in enumerate(zip(pools.site, pools.material, strict=True)):
        pool[sites[place], materials[what]] = k
    labels = {label: k for k, label in enumerate(book.graph.times.years)}
    site, material, year = (
        _known(flows, name, known) for name, known in (("site", sites), ("material", materials), ("year", labels))
    )
    slot = np.asarray(flows.frame["slot"], dtype=np.int64) - 1
    return (pool[site, material] * years + year) * slots + slot
