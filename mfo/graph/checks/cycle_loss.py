"""Cycles that lose for nothing what has to go somewhere: ways round, stocks and processes in which waste vanishes.

Losing is no fault by itself: heat leaks, ponds evaporate, driers dry. It is one where going round and losing is what
the cheapest plan does with what must be taken, is paid for, or arises with a product. So a small linear program asks
what the cheapest plan over all time together does with everything, and a second one looks in its flows for a part that
takes from pools and leaves nothing anywhere. Both are told before anything is solved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...errors import Where
from ...plant.facts.bounds import WAYS
from ...plant.facts.materials import Material
from ...plant.model import Plant
from ...units import conversion, format_number
from ..arrays.broadcast import compact
from ..arrays.flow_graph import Bools, Floats, FlowGraph, Ints
from ..arrays.index import Index
from ..cash.calendar import is_a_year
from .flow_columns import Column, entries, matrix_of, recipe_rows

if TYPE_CHECKING:
    from scipy import sparse

NOTICED = 1e-6  # of all that moves
LEAST_SHARE = 0.1  # of what comes to a pool: a store of limited size that loses less than this is a store that leaks
FADED = 0.1  # a stock that keeps less than this over the year swallows what is put in, also where it opens empty


WATER = frozenset(("water", "wastewater", "steam", "condensate", "agua", "aguas", "vapor", "condensado"))

REMEDIES = {
    "store": "Give `start` and `end`, or state where it ends: a process without output or a market, with its `route` "
    "and cost; `loss_is_outlet: yes` where it is meant to be lost.",
    "link": "Leave one of the ways out, or state where it ends: a process without output or a market, with its `route` "
    "and cost; `loss_is_outlet: yes` at the link where it is meant to be lost.",
    "process": "Give what comes out a name of its own (such as `dried {material}`), so that it goes in once, or state "
    "what is lost as an output with a market.",
}


@dataclass(frozen=True)
class LossLoop:
    """What vanishes: where, of which material, how much a year, by which rows of the plant."""

    kind: str  # "store", "link", "process"
    elements: tuple[str, ...]
    site: str
    material: str
    amount: float  # a year, in the unit of the material
    energy: bool
    evaporates: bool  # water that several processes hand to one another
    where: Where | None


def lost_told(loop: LossLoop, plant: Plant) -> tuple[str, str, str]:
    """What vanishes as the plant counts it, its unit, and in how many hours; blank where these are a year."""
    item = plant.materials[loop.material]
    unit = item.typed_unit or item.unit
    hours = "" if is_a_year(plant.times) else format_number(plant.times.hours_per_year)
    return format_number(loop.amount * conversion(item.unit, unit)), unit, hours


def loss_loops(index: Index) -> list[LossLoop]:
    """Every loop or stock in which the cheapest plan would lose for nothing what must go somewhere."""
    if not may_lose(index):
        return []
    program = _Program(index)
    flows = program.cheapest()
    return [] if flows is None else program.vanishing(flows)


def losing_flows(index: Index, amounts: Mapping[str, Floats]) -> list[LossLoop]:
    """The parts of given flows of a year that only take: (members,) by family; of ``level`` what stocks lose.

    A stock that loses less than half of what is put in is one that leaks.
    """
    program = _Program(index)
    flows = np.array([amounts[family][member] for family, member in program.columns])
    for position, (family, member) in enumerate(program.columns):
        if family == "level" and flows[position] < amounts["charge"][member] / 2:
            flows[position] = 0.0
    return program.vanishing(flows) if len(flows) else []


def remedy_of(loop: LossLoop) -> str:
    """What to do about a loop."""
    return REMEDIES[loop.kind].format(material=loop.material)


def may_lose(index: Index) -> bool:
    """Whether anything could vanish at all: whether some flows could go on for ever without leaving anything anywhere.

    What comes to a pool must be able to go on: over a link, into a process all of whose outputs can go on, or into a
    stock that loses. Pools where that ends are taken away until none is left, or what is left goes round.
    """
    graph = index.graph
    arcs, feeds, outputs = graph.arcs, graph.feeds, graph.outputs
    stocks = _lossy_stocks(index)
    lossy = _lossy_arcs(graph)
    made = outputs.amount.any(axis=(1, 2)) if len(outputs) else np.zeros(0, dtype=bool)
    makes = np.zeros(len(graph.processes.names), dtype=bool)
    makes[outputs.process[made]] = True
    swallows = np.zeros(len(graph.pools), dtype=bool)
    swallows[graph.stocks.pool[stocks]] = True
    going = np.ones(len(graph.pools), dtype=bool)
    while True:
        runs = makes.copy()
        runs[outputs.process[made & ~going[outputs.pool]]] = False
        sent = going[arcs.destination]
        left = swallows.copy()
        left[arcs.origin[sent]] = True
        left[feeds.pool[runs[feeds.process]]] = True
        if np.array_equal(left & going, going):
            return bool(len(stocks) or lossy[sent].any() or runs[feeds.process].any())
        going &= left


def _lossy_arcs(graph: FlowGraph) -> Bools:
    """(arcs,) what loses on its way."""
    arcs = graph.arcs
    return np.asarray(np.any(compact(arcs.yields) < 1.0, axis=(1, 2))) if len(arcs) else np.zeros(0, dtype=bool)


def is_water(material: Material) -> bool:
    """Whether it is water by what it is like or is called, of which some evaporates wherever it is used."""
    words = f"{material.name} {material.like or ''}".casefold()
    return any(word in WATER for word in re.findall(r"\w+", words))


def _lossy_stocks(index: Index) -> Ints:
    """The stocks that can swallow what is put in: cyclic ones that lose, those that keep next to nothing, and those
    that lose on the way in or out."""
    if not len(index.graph.stocks):
        return np.zeros(0, dtype=np.int64)
    found: Ints = np.flatnonzero(_fading(index) | (_passed(index) < 1.0))
    return found


def _fading(index: Index) -> Bools:
    """(stocks,) whether what is left in a stock is lost by waiting."""
    stocks, times = index.graph.stocks, index.graph.times
    kept = np.prod(stocks.kept**times.weight, axis=2).min(axis=1)
    cyclic = np.isnan(stocks.start) & np.isnan(stocks.end)
    free = (stocks.stay < 0).all(axis=1)
    found: Bools = (kept < 1.0) & free & (cyclic | (kept < FADED))
    return found


def _passed(index: Index) -> Floats:
    """(stocks,) the least share of what is put in and taken out again at once that comes back."""
    stocks = index.graph.stocks
    return np.asarray((stocks.charged / stocks.discharged).min(axis=(1, 2)))


def _weighed(values: Floats, weights: Floats) -> Floats:
    """The weighed sum over slots of (n, Y, T), as the mean of the milestones (n,)."""
    if not len(values):
        return np.zeros(0)
    short = compact(values)
    by_year = short[:, :, 0] * weights.sum() if short.shape[2] == 1 else short @ weights
    result: Floats = by_year.mean(axis=1)
    return result


class _Program:
    """All flows of an average year, without slots: what is conserved, what there is, what it costs."""

    def __init__(self, index: Index) -> None:
        self.index = index
        graph = index.graph
        self.columns: list[Column] = [
            *(("supply", member) for member in range(len(graph.supplies.names))),
            *(("feed", member) for member in range(len(graph.feeds))),
            *(("activity", member) for member in range(len(graph.processes.names))),
            *(("arc", member) for member in range(len(graph.arcs))),
            *(("delivery", member) for member in range(len(graph.deliveries))),
            *(("level", int(member)) for member in _lossy_stocks(index)),
        ]
        self.number = {column: position for position, column in enumerate(self.columns)}
        found = entries(index, self.number, self._mean)
        self.balance = matrix_of(found, (len(graph.pools), len(self.columns)))
        self.recipe = recipe_rows(index, self.columns, self._mean)
        self.lower, self.upper = self._bounds()

    def _mean(self, values: Floats) -> Floats:
        """The mean over the year's time and the milestones, (n,)."""
        lasting = self.index.graph.times.lasting
        return _weighed(values, lasting / lasting.sum())

    def _yearly(self, values: Floats) -> Floats:
        """Amounts per slot (n, Y, T) as amounts of a year, the mean of the milestones."""
        return _weighed(values, self.index.graph.times.weight)

    def _bounds(self) -> tuple[Floats, Floats]:
        graph = self.index.graph
        lower, upper = np.zeros(len(self.columns)), np.full(len(self.columns), np.inf)
        supply = slice(0, len(graph.supplies.names))
        lower[supply], upper[supply] = self._yearly(graph.supplies.minimum), self._yearly(graph.supplies.maximum)
        hours = graph.times.hours_per_year
        processes = graph.processes
        capacity = np.where(processes.expandable, processes.most.mean(axis=1), processes.installed.mean(axis=1))
        with np.errstate(invalid="ignore"):
            able = np.where(np.isinf(capacity), np.inf, capacity * hours * self._mean(processes.availability))
        links = self._yearly(graph.links.capacity)
        for family, member in self.columns:
            if family == "activity":
                upper[self.number[family, member]] = able[member]
            elif family == "arc":
                upper[self.number[family, member]] = links[int(graph.arcs.link[member])]
            elif family == "level":
                upper[self.number[family, member]] = self._most_lost(member)
        return lower, upper

    def _most_lost(self, stock: int) -> float:
        """What a stock can lose in a year when it is always full."""
        stocks, weight = self.index.graph.stocks, self.index.graph.times.weight
        full, passed = stocks.capacity[int(stocks.store[stock])], _passed(self.index)[stock]
        if np.isinf(full).any() or (passed < 1.0 and stocks.most_charge is None):
            return np.inf
        moved = 0.0
        if passed < 1.0 and stocks.most_charge is not None:
            moved = float((stocks.most_charge[int(stocks.store[stock])] @ weight).mean()) * (1.0 - passed)
        return moved + float(((full * (1.0 - stocks.kept[stock])) @ weight).mean())

    def _costs(self) -> Floats:
        """Money per unit of each flow, and the least bit more for going round, so that ties go straight out."""
        costs = np.zeros(len(self.columns))
        for line in self.index.graph.rates:
            if line.effect != "cost" or line.account != "own" or line.value.ndim != 3:
                continue
            means = self._mean(line.value)
            for member, value in zip(line.member.tolist(), means.tolist(), strict=True):
                if (line.family, member) in self.number and line.family != "level":
                    costs[self.number[line.family, member]] += value
        for member, cost in self._moving().items():
            costs[self.number["level", member]] += cost
        scale = float(np.abs(costs).max(initial=0.0)) or 1.0
        for family, member in self.columns:
            if family in ("arc", "activity", "level"):
                costs[self.number[family, member]] += 1e-5 * scale
        return costs / scale

    def _moving(self) -> dict[int, float]:
        """By stock that may lose, what it costs to have a unit lost in it: put in and left, where that loses it, or put
        in and taken out as often as it takes; whichever is cheaper."""
        size = len(self.index.graph.stocks)
        ways = {way: np.zeros(size) for way in WAYS}
        for line in self.index.graph.rates:
            if line.effect == "cost" and line.account == "own" and line.family in ways:
                np.add.at(ways[line.family], line.member, self._mean(line.value))
        if not any(way.any() for way in ways.values()):
            return {}
        into, out = (ways[way] for way in WAYS)
        passed = _passed(self.index)
        with np.errstate(divide="ignore", invalid="ignore"):
            round_trips = np.where(passed < 1.0, (into + out * passed) / (1.0 - passed), np.inf)
        cheaper = np.minimum(np.where(_fading(self.index), into, np.inf), round_trips)
        return {member: float(cheaper[member]) for family, member in self.columns if family == "level"}

    def cheapest(self) -> Floats | None:
        """The flows of the cheapest plan; None where averages have none."""
        from scipy.optimize import linprog  # half a second that only plants with losses need
        from scipy.sparse import vstack

        graph = self.index.graph
        finite = self.upper[np.isfinite(self.upper)]
        size = max(float(finite.max(initial=0.0)), float(self.lower.max(initial=0.0))) or 1.0
        joint = np.zeros((len(graph.markets.names), len(self.columns)))
        for member, market in enumerate(graph.deliveries.market.tolist()):
            joint[market, self.number["delivery", member]] = 1.0
        most, least = self._yearly(graph.markets.maximum) / size, self._yearly(graph.markets.minimum) / size
        capped, wanted = np.isfinite(most), least > 0
        above = np.concatenate([joint[capped], -joint[wanted]])
        equal = self.balance if self.recipe is None else vstack([self.balance, self.recipe])
        answer: Any = linprog(  # type: ignore[call-overload]
            self._costs(),
            A_ub=above if len(above) else None,
            b_ub=np.concatenate([most[capped], -least[wanted]]) if len(above) else None,
            A_eq=equal,
            b_eq=np.zeros(equal.shape[0]),
            bounds=np.column_stack([self.lower / size, self.upper / size]),
            method="highs",
        )
        return np.asarray(answer.x, dtype=float) * size if answer.success else None

    def vanishing(self, flows: Floats) -> list[LossLoop]:
        """The parts of the flows that only take: nothing of them leaves anywhere what was not taken within."""
        from scipy.optimize import linprog

        use = self._may_go_round() & (flows > NOTICED * flows.max(initial=0.0)) & ~self._small(flows)
        if not use.any():
            return []
        chosen = np.flatnonzero(use)
        inside = self.balance[:, chosen]
        parts = self._recipe_of(chosen)
        taken = np.asarray(inside.sum(axis=0)).ravel()
        answer: Any = linprog(  # type: ignore[call-overload]
            taken,
            A_ub=inside,
            b_ub=np.zeros(inside.shape[0]),
            A_eq=parts,
            b_eq=None if parts is None else np.zeros(parts.shape[0]),
            bounds=np.column_stack([np.zeros(len(chosen)), flows[chosen]]),
            method="highs",
        )
        if not answer.success:
            return []
        around = np.asarray(answer.x, dtype=float)
        left = inside @ around
        running = around > NOTICED * flows.max()
        return self._described(chosen[running], left, flows)

    def _may_go_round(self) -> Bools:
        """The columns whose loss nobody meant: no supplies, no deliveries, nothing that ends in a process."""
        graph, plant = self.index.graph, self.index.plant
        ends = self._ends()
        found = np.zeros(len(self.columns), dtype=bool)
        for position, (family, member) in enumerate(self.columns):
            if family == "arc":
                found[position] = not plant.links[int(graph.arcs.link[member])].loss_is_outlet
            elif family == "level":
                found[position] = not plant.stores[int(graph.stocks.store[member])].loss_is_outlet
            elif family == "feed":
                found[position] = not ends[int(graph.feeds.process[member])]
            elif family == "activity":
                found[position] = not ends[member]
        return found

    def _ends(self) -> Bools:
        """The processes in which something is meant to end: one that makes nothing of what it takes."""
        graph = self.index.graph
        makes = np.zeros(len(graph.processes.names), dtype=bool)
        made = self._mean(graph.outputs.amount) > 0
        makes[graph.outputs.process[made]] = True
        found: Bools = ~makes
        fruitful = set(graph.outputs.feed[made].tolist())
        by_activity = set(graph.outputs.process[made & (graph.outputs.feed < 0)].tolist())
        for member in np.flatnonzero(graph.feeds.mix):
            process = int(graph.feeds.process[member])
            if int(member) not in fruitful and process not in by_activity:
                found[process] = True
        return found

    def _small(self, flows: Floats) -> Bools:
        """Stores of limited size that can lose little of what comes to them: they leak, and swallow nothing."""
        come = np.asarray(self.balance.maximum(0) @ flows).ravel()
        found = np.zeros(len(self.columns), dtype=bool)
        for position, (family, member) in enumerate(self.columns):
            if family == "level" and np.isfinite(self.upper[position]):
                found[position] = self.upper[position] < LEAST_SHARE * come[int(self.index.graph.stocks.pool[member])]
        return found

    def _recipe_of(self, chosen: NDArray[np.int64]) -> sparse.csr_matrix | None:
        """The recipes' rows of the chosen columns; a process of which something is missing does not run."""
        return None if self.recipe is None else self.recipe[:, chosen]

    def _described(self, columns: Ints, left: Floats, flows: Floats) -> list[LossLoop]:
        """One finding for each part that hangs together."""
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        inside = abs(self.balance[:, columns])
        size = inside.shape[0]
        pool_of, column_of = inside.nonzero()
        width = size + len(columns)
        network = coo_matrix((np.ones(len(pool_of)), (pool_of, size + column_of)), shape=(width, width))
        _, label = connected_components(network, directed=False)
        found = []
        for part in np.unique(label[size:]):
            members = columns[label[size:] == part]
            pools = np.flatnonzero(label[:size] == part)
            lost = np.where(self._counts(pools, members), left[pools], 0.0)
            if not len(pools):  # an activity alone: its feeds and outputs stand elsewhere
                continue
            pool = int(pools[int(lost.argmin())])
            if -float(lost.min()) > NOTICED * flows.max():
                found.append(self._loop(members, pool, -float(lost.min())))
        return found

    def _counts(self, pools: Ints, members: Ints) -> Bools:
        """The pools that something comes back to, or whose stock loses: what is only used up on the way is no waste."""
        net = self.balance[:, members]
        back = np.asarray((net > 0).sum(axis=1)).ravel()[pools] > 0
        graph = self.index.graph
        losing = set()
        for position in members.tolist():
            family, member = self.columns[position]
            if family == "level":
                losing.add(int(graph.stocks.pool[member]))
            elif family == "arc":
                losing.add(int(graph.arcs.origin[member]))
        return np.array([bool(one) or int(pool) in losing for one, pool in zip(back, pools, strict=True)], dtype=bool)

    def _loop(self, members: Ints, pool: int, amount: float) -> LossLoop:
        graph, plant = self.index.graph, self.index.plant
        rows: dict[str, dict[str, Where | None]] = {"store": {}, "process": {}, "link": {}}
        for position in members.tolist():
            family, member = self.columns[position]
            if family == "level":
                store = plant.stores[int(graph.stocks.store[member])]
                rows["store"].setdefault(store.name, store.where)
            elif family == "arc":
                link = plant.links[int(graph.arcs.link[member])]
                rows["link"].setdefault(link.name, link.where)
            elif family in ("activity", "feed"):
                process = plant.processes[member if family == "activity" else int(graph.feeds.process[member])]
                rows["process"].setdefault(process.name, process.where)
        lossy = {plant.links[int(graph.arcs.link[k])].name for k in np.flatnonzero(_lossy_arcs(graph))}
        having = [kind for kind in rows if rows[kind]]
        kind = next((kind for kind in having if kind != "link" or lossy & set(rows[kind])), having[0])
        names = [*rows[kind], *(name for other in rows if other != kind for name in rows[other])]
        material = graph.pools.material[pool]
        return LossLoop(
            kind,
            tuple(names),
            graph.pools.site[pool],
            material,
            amount,
            plant.materials[material].dimension == "[energy]",
            kind == "process" and len(rows["process"]) > 1 and is_water(plant.materials[material]),
            next(iter(rows[kind].values())),
        )
