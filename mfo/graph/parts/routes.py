"""What goes a route: what its processes and markets take, less what the route itself has made of it before.

Whether something was made by the route is found by following flows, never by a material's name. What the route makes
is followed through links, stores and processes without a route; a pool that nothing else feeds holds it alone, and
what the route takes from there has been counted before. Where a pool holds both, all that the route takes there
counts, and what the route has put there is taken off, as far as it can get back into the route: with links that lose
and processes that shrink, that part of it. So the amount is linear in the flows, and it is what crosses the boundary
drawn around the route's processes and markets.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...plant.model import Plant
from ..arrays.broadcast import compact
from ..arrays.flow_graph import Floats
from ..arrays.index import Index, mass_of

Part = tuple[str, int, Floats]
"""Family, member, and the amount per unit of it, which broadcasts to (Y, T)."""

ROUNDS = 200  # in which what goes round in a loop is followed


@dataclass(frozen=True)
class OnwardPath:
    """Something that carries a pool's contents on: a link, or one input of a process without a route."""

    family: str  # "arc" or "feed"
    member: int
    origin: int  # pool
    ends: tuple[tuple[int, Floats], ...]  # pools, and how much of one counted unit arrives there


class Route:
    """One route of a plant, counted in one unit."""

    def __init__(self, index: Index, route: str, unit: str, materials: tuple[str, ...] = ()) -> None:
        """Count everything that goes the route, or some materials alone."""
        self.index = index
        self.route = route
        self.unit = unit
        self.materials = materials

    def parts(self) -> list[Part]:
        """What counts, added up by member; zeros are left out."""
        found: dict[tuple[str, int], Floats] = defaultdict(lambda: np.zeros((1, 1)))
        for family, member, amount in self.taken():
            found[family, member] = found[family, member] + amount
        for family, member, amount in self.put_back():
            found[family, member] = found[family, member] - amount
        return [(family, member, amount) for (family, member), amount in found.items() if np.any(amount)]

    def taken(self) -> list[Part]:
        """What processes and markets of the route take from pools in which there is more than the route has made."""
        return self._counted(lambda pool: not self._made or pool in self._from_outside)

    def taken_again(self) -> list[Part]:
        """What they take from pools that hold nothing but what the route has made; it does not count."""
        return self._counted(lambda pool: pool not in self._from_outside) if self._made else []

    def put_back(self) -> list[Part]:
        """What the route has made and what gets back into it from pools where there is something else, too."""
        back = self._gets_back if self._made else {}
        if not back:
            return []
        found = [(family, member, made * back[pool]) for family, member, pool, made in self._made if pool in back]
        for way in self._ways:
            if way.origin in self._holds_made and way.origin not in self._from_outside:
                found.append((way.family, way.member, self._carried(way, back) * self.amount[way.origin]))
        return [part for part in found if np.any(part[2])]

    def gets_elsewhere(self) -> list[Part]:
        """What others draw from pools in which what the route has made lies with other things: how much of one unit
        would have got back to the route and does not, if it were all the route's own. Stores are left out."""
        back = self._gets_back if self._made else {}
        if not back:
            return []
        own = {(family, member) for family, member, _ in self._taken()}
        carried = {(way.family, way.member): self._carried(way, back) for way in self._ways if way.origin in back}
        graph, found = self.index.graph, []
        for family, pools in (
            ("feed", graph.feeds.pool),
            ("delivery", graph.deliveries.pool),
            ("arc", graph.arcs.origin),
        ):
            for member, pool in enumerate(pools.tolist()):
                if pool in back and (family, member) not in own:
                    left = back[pool] - carried.get((family, member), 0.0)
                    found.append((family, member, left * self.amount[pool]))
        return [part for part in found if np.any(part[2])]

    def _counted(self, chosen: Callable[[int], bool]) -> list[Part]:
        return [
            (family, member, np.full((1, 1), self.amount[pool]))
            for family, member, pool in self._taken(counted_only=True)
            if self.amount[pool] and chosen(pool)
        ]

    @cached_property
    def amount(self) -> Floats:
        """(pools,) how much one unit in a pool counts."""
        counts = [
            _amount(self.index, material, self.unit) if not self.materials or material in self.materials else 0.0
            for material in self.index.graph.pools.material
        ]
        return np.array(counts, dtype=float)

    def _taken(self, counted_only: bool = False) -> Iterable[tuple[str, int, int]]:
        """(family, member, pool) of what the route takes; of a process with a mix only the mix is counted."""
        graph = self.index.graph
        for row, process in enumerate(self.index.plant.processes):
            if process.route == self.route:
                mixed = counted_only and any(item.mix for item in process.inputs)
                for member in self.index.rows_of["feed"].get(row, ()):
                    if bool(graph.feeds.mix[member]) or not mixed:
                        yield "feed", member, int(graph.feeds.pool[member])
        for row, market in enumerate(self.index.plant.markets):
            if market.route == self.route:
                for member in self.index.rows_of["delivery"].get(row, ()):
                    yield "delivery", member, int(graph.deliveries.pool[member])

    @cached_property
    def _made(self) -> list[tuple[str, int, int, Floats]]:
        """(family, member, pool, counted amount per unit) of what processes of the route put into pools."""
        outputs, found = self.index.graph.outputs, []
        inside = [process.route == self.route for process in self.index.plant.processes]
        for position, row in enumerate(outputs.process.tolist()):
            pool = int(outputs.pool[position])
            if inside[row] and self.amount[pool]:
                feed = int(outputs.feed[position])
                family, member = ("activity", row) if feed < 0 else ("feed", feed)
                made = compact(outputs.amount[position : position + 1])[0]
                found.append((family, member, pool, made * self.amount[pool]))
                found += [
                    ("segment", segment, pool, np.full((1, 1), slope * self.amount[pool]))
                    for segment, slope in self.index.graph.curves.made_in(position)
                ]
        return found

    @cached_property
    def _ways(self) -> list[OnwardPath]:
        graph, found = self.index.graph, []
        for member, (origin, target) in enumerate(
            zip(graph.arcs.origin.tolist(), graph.arcs.destination.tolist(), strict=True)
        ):
            arrives = compact(graph.arcs.yields[member : member + 1])[0]
            found.append(OnwardPath("arc", member, origin, ((target, arrives),)))
        for row, process in enumerate(self.index.plant.processes):
            if not process.route:
                found += self._through(row)
        return found

    def _through(self, row: int) -> Iterable[OnwardPath]:
        """The ways through a process without a route: of what counts in an input, what is found in its outputs."""
        graph = self.index.graph
        for member in self.index.rows_of["feed"].get(row, ()):
            pool = int(graph.feeds.pool[member])
            if not self.amount[pool]:
                continue
            ends = []
            for position in self.index.rows_of["output"].get(row, ()):
                target = int(graph.outputs.pool[position])
                by = int(graph.outputs.feed[position])
                if self.amount[target] and by in (member, -1):
                    made = compact(graph.outputs.amount[position : position + 1])[0]
                    per_feed = made if by == member else made * self._activity(member)
                    ends.append((target, np.minimum(per_feed * self.amount[target] / self.amount[pool], 1.0)))
            yield OnwardPath("feed", member, pool, tuple(ends))

    def _activity(self, member: int) -> Floats:
        """(Y, T) the activity that one unit of a feed goes with."""
        feeds = self.index.graph.feeds
        values = feeds.activity if bool(feeds.mix[member]) else feeds.per_activity
        found: Floats = compact(values[member : member + 1])[0]
        if bool(feeds.mix[member]):
            return found
        turned: Floats = np.divide(1.0, found, out=np.zeros_like(found), where=found > 0)
        return turned

    @cached_property
    def _holds_made(self) -> set[int]:
        """Pools in which there can be what the route has made."""
        return self._reached({pool for _, _, pool, _ in self._made})

    @cached_property
    def _from_outside(self) -> set[int]:
        """Pools in which there can be what the route has not made."""
        graph = self.index.graph
        begun = {*graph.supplies.pool.tolist(), *graph.returns.pool.tolist()}
        stocks = graph.stocks
        given = np.isfinite(stocks.start) & (stocks.start > 0)
        begun |= set(stocks.pool[given].tolist())
        carries = {
            (int(graph.feeds.process[way.member]), pool)
            for way in self._ways
            if way.family == "feed"
            for pool, _ in way.ends
        }
        routes = [process.route for process in self.index.plant.processes]
        for row, pool in zip(graph.outputs.process.tolist(), graph.outputs.pool.tolist(), strict=True):
            if routes[row] != self.route and (routes[row] or (row, pool) not in carries):
                begun.add(pool)
        return self._reached(begun)

    def _reached(self, begun: Iterable[int]) -> set[int]:
        """The pools that something gets to from some pools, by links and through processes without a route."""
        leads: dict[int, list[int]] = defaultdict(list)
        for way in self._ways:
            leads[way.origin] += [pool for pool, _ in way.ends]
        found, rest = set(begun), list(begun)
        while rest:
            for pool in leads.get(rest.pop(), ()):
                if pool not in found:
                    found.add(pool)
                    rest.append(pool)
        return found

    @cached_property
    def _gets_back(self) -> dict[int, Floats]:
        """By pool that holds both kinds, how much of what counts in it can get into the route."""
        both = self._holds_made & self._from_outside
        back: dict[int, Floats] = {pool: np.zeros((1, 1)) for pool in both}
        back |= {pool: np.ones((1, 1)) for _, _, pool in self._taken() if pool in both}
        ways = [way for way in self._ways if way.origin in both]
        for _ in range(ROUNDS):
            changed = False
            for way in ways:
                through = self._carried(way, back)
                if np.any(through > back[way.origin] * (1 + 1e-12)):
                    back[way.origin] = np.maximum(through, back[way.origin])
                    changed = True
            if not changed:
                break
        return back

    def _carried(self, way: OnwardPath, back: dict[int, Floats]) -> Floats:
        """How much of what a way takes gets into the route from the pools where both kinds are mixed."""
        found: Floats = np.zeros((1, 1))
        for pool, arrives in way.ends:
            if pool in back:
                found = found + arrives * back[pool]
        return np.minimum(found, 1.0)


def route_parts(index: Index, route: str, unit: str, materials: tuple[str, ...] = ()) -> list[Part]:
    """What counts as going a route, as (family, member, amount per unit of it).

    Counted are the feeds of its processes (of a process with a mix the mix, of any other all inputs) and the deliveries
    to its markets, less what the route has made itself. In ``t`` amounts are masses (materials without a known mass do
    not count); in any other unit only materials in that unit count.
    """
    return Route(index, route, unit, materials).parts()


def _amount(index: Index, material: str, unit: str) -> float:
    if unit == "t":
        mass = mass_of(index.plant, material)
        return 0.0 if math.isnan(mass) else mass
    return 1.0 if index.plant.materials[material].unit == unit else 0.0


def routes_of(plant: Plant) -> list[str]:
    """Every route that a process or a market of the plant serves, in the order met."""
    served = [item.route for item in plant.processes] + [item.route for item in plant.markets]
    return list(dict.fromkeys(route for route in served if route))
