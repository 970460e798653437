"""How much of what has no capacity can be of use: no plan needs more, whatever the states that are switched.

Whatever flows in a slot was supplied, made or stored somewhere, so of each material no more can flow than all its
supplies, stores and makers can give together in that slot; makers follow from what they draw and from their capacity.
"""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Floats, Ints
from .book import Book

ROUNDS = 60  # the longest chain of makers that is followed


class Useful:
    """The most that can flow of each material, and be done by each process, in each slot; inf: no bound is found."""

    def __init__(self, book: Book) -> None:
        """Follow every material from its sources through what makes it, until nothing changes."""
        self.book = book
        self.material: Ints = book.alike()  # (pools,)
        count = int(self.material.max(initial=-1)) + 1
        graph = book.graph
        base = np.zeros((count, *book.times))
        np.add.at(base, self.material[graph.supplies.pool], graph.supplies.maximum)
        stored = book.over_time(graph.stocks.capacity)[graph.stocks.store].max(axis=2, keepdims=True, initial=0.0)
        np.add.at(base, self.material[graph.stocks.pool], np.broadcast_to(stored, (len(graph.stocks), *book.times)))
        for item in book.plant.returns:
            for pool in np.flatnonzero(np.asarray(graph.pools.material, dtype=object) == item.material):
                base[self.material[pool]] = np.inf
        most = base
        travels = {name for item in book.plant.links if item.travel_time for name in item.materials}
        under_way = np.array([name in travels for name in graph.pools.material], dtype=bool)
        later = np.unique(self.material[under_way])  # in one slot what was sent in any other may arrive, too
        for _ in range(ROUNDS):
            made = base + self._made(most)
            made[later] = made[later].sum(axis=2, keepdims=True)
            if np.allclose(np.nan_to_num(made, posinf=-1.0), np.nan_to_num(most, posinf=-1.0), rtol=1e-9, atol=0.0):
                break
            most = made
        else:
            most = np.where(made > most * (1 + 1e-9), np.inf, made)
        self.most: Floats = most
        self.activity: Floats = self._run(most)[0]

    def _run(self, most: Floats) -> tuple[Floats, Floats]:
        """The most that processes can do and draw by feed."""
        book, graph = self.book, self.book.graph
        processes, feeds = graph.processes, graph.feeds
        limit = np.where(processes.expandable[:, None], processes.most, processes.installed)[:, :, None]
        with np.errstate(invalid="ignore"):
            run = np.where(
                np.isinf(limit), np.inf, limit * (book.over_time(processes.availability) * graph.times.hours)
            )
        drawn = most[self.material[feeds.pool]].copy()
        per_activity, activity = book.over_time(feeds.per_activity), book.over_time(feeds.activity)
        for k in np.flatnonzero(~feeds.mix):
            able = np.divide(drawn[k], per_activity[k], out=np.full(book.times, np.inf), where=per_activity[k] > 0)
            run[feeds.process[k]] = np.minimum(run[feeds.process[k]], able)
        mixed = np.flatnonzero(feeds.mix)
        fed = np.zeros(run.shape)
        np.add.at(fed, feeds.process[mixed], np.where(activity[mixed] > 0, drawn[mixed], 0.0) * activity[mixed])
        has = np.unique(feeds.process[mixed])
        run[has] = np.minimum(run[has], fed[has])
        share = np.divide(
            run[feeds.process[mixed]],
            activity[mixed],
            out=np.full((len(mixed), *book.times), np.inf),
            where=activity[mixed] > 0,
        )
        drawn[mixed] = np.minimum(drawn[mixed], share)
        return run, drawn

    def _made(self, most: Floats) -> Floats:
        """The most that all makers of each material make."""
        outputs = self.book.graph.outputs
        run, drawn = self._run(most)
        cause = run[outputs.process]
        fed = outputs.feed >= 0
        cause[fed] = drawn[outputs.feed[fed]]
        amount = self.book.over_time(outputs.amount)
        made = np.zeros(most.shape)
        np.add.at(made, self.material[outputs.pool], np.where(amount > 0, cause, 0.0) * amount)
        return made

    def capacity(self, process: int) -> float:
        """The most capacity of a process that can be of use in any slot, a whole unit and what exists aside."""
        book, items = self.book, self.book.graph.processes
        if np.isfinite(items.ramp[process]):  # a larger one may follow faster
            return float("inf")
        hours = book.over_time(items.availability)[process] * book.graph.times.hours
        used = np.divide(self.activity[process], hours, out=np.zeros(hours.shape), where=hours > 0).max(initial=0.0)
        return float(used + items.unit_size[process] + items.existing[process].max(initial=0.0))

    def on_link(self, link: int) -> Floats:
        """(years, slots) the most that all materials of a link together can flow on it."""
        arcs = self.book.graph.arcs
        materials = self.material[arcs.origin[arcs.link == link]]
        return np.asarray(self.most[materials].sum(axis=0))
