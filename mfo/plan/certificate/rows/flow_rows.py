"""What flows: supplies, links and markets, recipes and mixes, and the balance of every pool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np

from ....graph.arrays.flow_graph import Floats
from ..readings.book import Book
from ..readings.returns_reading import read_returns
from ..readings.travel_reading import read_arrivals
from ..readings.useful_most import Useful
from .sizes_rows import given_or_decided
from .step_rows import add_by_load, made_by_load

Add = Callable[..., object]


def flow_columns(book: Book) -> None:
    """Supplies, feeds, flows on links, deliveries, and which links are in use."""
    graph, times = book.graph, book.times
    supplies, links, markets = graph.supplies, graph.links, graph.markets
    name = book.elements.name
    book.column("supply", name["supplies"], (len(supplies.names), *times), supplies.minimum, supplies.maximum)
    feeds = graph.feeds
    book.column("feed", name["processes"][feeds.process], (len(feeds), *times))
    on_link = Counter(graph.arcs.link.tolist())
    free = links.switched | graph.sizes("link").expandable
    plain = [on_link[link] == 1 and not free[link] for link in graph.arcs.link.tolist()]
    capacity = book.over_time(links.capacity)[graph.arcs.link]
    book.column("arc", name["links"][graph.arcs.link], (len(graph.arcs), *times), upper=_where(plain, capacity, np.inf))
    of_market = graph.deliveries.market
    of_one = Counter(of_market.tolist())
    alone = [of_one[market] == 1 for market in of_market.tolist()]
    book.column(
        "delivery",
        name["markets"][of_market],
        (len(of_market), *times),
        _where(alone, book.over_time(markets.minimum)[of_market], 0.0),
        _where(alone, book.over_time(markets.maximum)[of_market], np.inf),
    )
    count = len(links.names)
    loaded = links.switched & _ever(links.minimum_load > 0)
    book.column(
        "used",
        name["links"],
        (count, graph.years),
        1.0 * ~links.switched[:, None],
        1.0,
        whole=True,
        decided=links.switched,
    )
    book.column("sent", name["links"], (count, *times), 0.0, 1.0 * loaded[:, None, None], whole=True, decided=loaded)


def _where(mask: list[bool], values: Floats, otherwise: float) -> Floats:
    return np.where(np.array(mask, dtype=bool)[:, None, None], values, otherwise)


def _ever(mask: np.ndarray) -> np.ndarray:
    return np.asarray(mask.any(axis=tuple(range(1, mask.ndim))))


def flow_rows(book: Book) -> None:
    """Balances, recipes, mixes, markets of several materials, links."""
    _balance(book)
    _recipes(book)
    _shares(book)
    _markets(book)
    _links(book)


def _balance(book: Book) -> None:
    """What comes into a pool goes out of it."""
    rows = book.write("balance", book.pool_names(), (len(book.graph.pools), *book.times), 0.0, 0.0, book.alike())
    arriving(book, rows.add, rows.at)
    graph, at = book.graph, book.at
    rows.add(rows.at[graph.stocks.pool], at("discharge"))
    for family, pool in (
        ("feed", graph.feeds.pool),
        ("arc", graph.arcs.origin),
        ("charge", graph.stocks.pool),
        ("delivery", graph.deliveries.pool),
    ):
        rows.add(rows.at[pool], at(family), -1.0)


def arriving(book: Book, add: Add, row: np.ndarray, sign: float = 1.0) -> None:
    """Add what comes into pools otherwise than from a store; ``row``: the rows by (pool, year, slot)."""
    graph, at = book.graph, book.at
    add(row[graph.supplies.pool], at("supply"), sign)
    made = graph.outputs
    for chosen, family, cause in (
        (np.flatnonzero(made.feed >= 0), "feed", made.feed),
        (np.flatnonzero(made.feed < 0), "activity", made.process),
    ):
        add(row[made.pool[chosen]], at(family)[cause[chosen]], sign * book.over_time(made.amount)[chosen])
    for output, segment, beyond in made_by_load(book):
        add(row[made.pool[output]], at("segment")[segment], sign * beyond)
    year = np.arange(graph.years)[:, None]
    arrives = row[graph.arcs.destination[:, None, None], year, read_arrivals(book)[:, None, :]]
    add(arrives, at("arc"), sign * book.over_time(graph.arcs.yields))
    back = read_returns(book)
    add(
        row[back.pool, back.to_year, back.to_slot],
        at("delivery")[back.sold, back.from_year, back.from_slot],
        sign * back.share,
    )


def _recipes(book: Book) -> None:
    """What is needed follows activity and mix; activity follows the mix."""
    graph, at = book.graph, book.at
    feeds, needs = graph.feeds, graph.needs
    names = book.elements.name["processes"]
    required = np.flatnonzero(~feeds.mix)
    rows = book.write("required", names[feeds.process[required]], (len(required), *book.times), 0.0, 0.0)
    rows.add(rows.at, at("feed")[required])
    rows.add(rows.at, at("activity")[feeds.process[required]], -book.over_time(feeds.per_activity)[required])
    place = {feed: row for row, feed in enumerate(required.tolist())}
    told = np.array([k for k, feed in enumerate(needs.feed.tolist()) if feed in place], dtype=np.int64)
    row = np.array([place[needs.feed[k]] for k in told], dtype=np.int64)
    rows.add(rows.at[row], at("feed")[needs.of[told]], -book.over_time(needs.amount)[told])
    add_by_load(book, rows, place)
    mixed = np.flatnonzero(graph.processes.has_mix)
    rows = book.write("mix", names[mixed], (len(mixed), *book.times), 0.0, 0.0)
    rows.add(rows.at, at("activity")[mixed])
    place = {process: row for row, process in enumerate(mixed.tolist())}
    free = np.flatnonzero(feeds.mix)
    row = np.array([place[process] for process in feeds.process[free].tolist()], dtype=np.int64)
    rows.add(rows.at[row], at("feed")[free], -book.over_time(feeds.activity)[free])


def _shares(book: Book) -> None:
    """An input's share of the amounts in its mix."""
    graph, feed = book.graph, book.at("feed")
    feeds = graph.feeds
    for side, binds, low, high in (
        ("minimum", feeds.minimum_share > 0, 0.0, np.inf),
        ("maximum", feeds.maximum_share < 1, -np.inf, 0.0),
    ):
        chosen = np.flatnonzero(feeds.mix & _ever(binds))
        share = book.over_time(getattr(feeds, f"{side}_share"))[chosen]
        names = book.elements.name["processes"][feeds.process[chosen]]
        rows = book.write(f"{side}_share", names, (len(chosen), *book.times), low, high)
        rows.add(rows.at, feed[chosen])
        for row, one in enumerate(chosen.tolist()):
            others = np.flatnonzero(feeds.mix & (feeds.process == feeds.process[one]))
            rows.add(rows.at[row], feed[others], -share[row])


def _markets(book: Book) -> None:
    """What a market takes of several materials together."""
    graph = book.graph
    markets, of_market = graph.markets, graph.deliveries.market
    bounded = _ever((markets.minimum > 0) | np.isfinite(markets.maximum))
    count = np.bincount(of_market, minlength=len(markets.names))
    chosen = np.flatnonzero((count > 1) & bounded)
    low, high = book.over_time(markets.minimum)[chosen], book.over_time(markets.maximum)[chosen]
    rows = book.write("market", book.elements.name["markets"][chosen], (len(chosen), *book.times), low, high)
    _joint(rows.add, rows.at, chosen, of_market, book.at("delivery"))


def _joint(add: Add, row: np.ndarray, chosen: np.ndarray, owner: np.ndarray, columns: np.ndarray) -> None:
    """Add the columns of each chosen owner to its rows."""
    place = {member: position for position, member in enumerate(chosen.tolist())}
    own = np.array([k for k, member in enumerate(owner.tolist()) if member in place], dtype=np.int64)
    add(row[np.array([place[owner[k]] for k in own], dtype=np.int64)], columns[own])


def _links(book: Book) -> None:
    """What a link carries of all its materials, where it carries several, is switched, or has a minimum load."""
    graph, at, times = book.graph, book.at, book.times
    links, of_link, names = graph.links, graph.arcs.link, book.elements.name["links"]
    capacity = book.over_time(links.capacity)
    count = np.bincount(of_link, minlength=len(links.names))
    sized = graph.sizes("link").expandable
    given = (count > 1) & ~links.switched & _ever(np.isfinite(links.capacity))
    several = np.flatnonzero(np.where(sized, count > 0, given))
    room = given_or_decided(book, "link", capacity)[several]
    rows = book.write("link", names[several], (len(several), *times), upper=room)
    _joint(rows.add, rows.at, several, of_link, at("arc"))
    decided = np.flatnonzero(sized[several])
    hours = book.over_time(links.share)[several[decided]] * graph.times.hours
    rows.add(rows.at[decided], at("link_capacity")[several[decided]][:, :, None], -hours)
    switched = np.flatnonzero(links.switched)
    of_use = capacity.copy() if np.isinf(capacity[switched]).any() else capacity
    if of_use is not capacity:
        useful = Useful(book)
        for link in switched.tolist():
            of_use[link] = np.minimum(capacity[link], useful.on_link(link))
    loaded = np.flatnonzero(links.switched & _ever(links.minimum_load > 0))
    for name, state, chosen in (("used", "used", switched), ("link sends", "sent", loaded)):
        on, column = book.value(state)[chosen], at(state)[chosen]
        if state == "used":
            on, column = on[:, :, None], column[:, :, None]
        rows = book.write(name, names[chosen], (len(chosen), *times), upper=np.where(on > 0.5, capacity[chosen], 0.0))
        rows.of_use, rows.switch = of_use[chosen], column
        _joint(rows.add, rows.at, chosen, of_link, at("arc"))
    shape = (len(loaded), *times)
    rows = book.write("link minimum load", names[loaded], shape, lower=0.0)
    _joint(rows.add, rows.at, loaded, of_link, at("arc"))
    rows.add(rows.at, at("sent")[loaded], -book.over_time(links.minimum_load)[loaded])
    rows = book.write("link sends while used", names[loaded], shape, upper=0.0)
    rows.add(rows.at, at("sent")[loaded]).add(rows.at, at("used")[loaded][:, :, None], -1.0)
