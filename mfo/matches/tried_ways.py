"""A way that a plant does not have, added to its plan: what it saves, how much goes over it, what it replaces."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from ..graph.arrays.flow_graph import Bools, Floats, Ints
from ..plan.tables.elements import Elements, factor
from ..solve.engine.highs_session import OPTIMAL, SolverRun
from .match import Replaced
from .probe import ProbedPlan

NEAR = 1e-4  # how near the worth of the first unit the freight comes when the first stretch is looked for, relative
MOSTLY = 0.5  # of what goes over the way
MOST_REPLACED = 3
SMALL = 0.01  # of what a way saves: what changes by less is not named


@dataclass(frozen=True)
class Pair:
    """A way to try: from one place to another, by their positions."""

    origin: int
    destination: int
    rate: float = 1.0  # units that arrive for one sent, where it is taken as another material


@dataclass(frozen=True)
class TriedWay:
    """A way that was tried. Amounts in canonical units over the horizon, money as the objective counts it."""

    worth: float  # of the first unit, mean over the slots in which it would go [money per canonical unit]
    least_price: float  # what a unit is worth where it comes from
    most_price: float  # what it is worth where it goes
    amount: float | None  # that goes at this worth; None: no end
    most: float | None  # that goes where sending is free
    saving: float | None
    replaced: tuple[Replaced, ...]
    dodges: tuple[str, ...]


class Ways:
    """Tries ways one after another in the session of a plan."""

    def __init__(self, base: ProbedPlan, little: Floats) -> None:
        """``little`` (pools, Y T) is what the first unit is learnt from."""
        self.base = base
        self._little = little
        self._columns: dict[Pair, Ints] = {}
        base.session.restart(base.basis)
        base.session.set_primal()
        self._elements = Elements(base.plant, base.graph)

    def free(self, pair: Pair) -> tuple[float, float] | None:
        """What a way without any cost saves, and how much goes over it; None where there is no end to it."""
        answer = self._run(pair, np.zeros(self.base.slots), np.inf)
        if answer is None:
            return None
        return self.base.answer.objective - answer.objective, self._sent(pair, answer)

    def first(self, pair: Pair) -> tuple[Floats, Floats, Floats] | None:
        """(Y T,) for the first unit in each slot: how much of it goes, its worth there, its worth here."""
        base = self.base
        most = np.minimum(self._little[pair.origin], self._little[pair.destination] / pair.rate)
        answer = self._run(pair, np.zeros(base.slots), most)
        if answer is None:
            return None
        duals = base.duals(answer)
        return answer.values[self._columns[pair]], duals[pair.destination] * pair.rate, duals[pair.origin]

    def try_way(self, pair: Pair) -> TriedWay | None:
        """Everything about one way; None where it saves nothing."""
        found = self.first(pair)
        if found is None:
            return None
        sent, there, here = found
        counted = sent * self.base.weight.reshape(-1)
        total = float(counted.sum())
        if total <= 0:
            return None
        worth, most_price, least_price = (float(counted @ each) / total for each in (there - here, there, here))
        if worth <= 0:
            return None
        free = self.free(pair)
        freight = np.maximum(there - here, 0.0) * (1 - NEAR)
        stretch = self._run(pair, freight, np.where(sent > 0, np.inf, 0.0))
        amount = None if stretch is None else self._sent(pair, stretch)
        told = stretch if stretch is not None else self._run(pair, np.zeros(self.base.slots), 1e3 * sent)
        gross = 0.0 if told is None else worth * float(told.values[self._columns[pair]] @ self.base.weight.reshape(-1))
        replaced, dodges = ((), ()) if told is None else (self._replaced(told, gross), self._dodged(pair, told))
        return TriedWay(
            worth,
            least_price,
            most_price,
            amount,
            None if free is None else free[1],
            None if free is None else free[0],
            replaced,
            dodges,
        )

    def _run(self, pair: Pair, freight: Floats, most: Floats | float) -> SolverRun | None:
        """The plan with the way at a freight [money per canonical unit] and a capacity; the session is as before."""
        base, slots = self.base, self.base.slots
        nothing = np.zeros(slots)
        if pair not in self._columns:
            rows = np.stack([base.rows(pair.origin), base.rows(pair.destination)], axis=1)
            ends = np.tile([-1.0, pair.rate], (slots, 1))
            self._columns[pair] = base.session.add_columns(nothing, nothing, nothing, rows, ends)
        columns = self._columns[pair]
        base.session.set_costs(freight * base.weight.reshape(-1), columns)
        base.session.set_bounds(columns, nothing, np.broadcast_to(most, slots).astype(float))
        base.session.restart(base.basis)
        answer = base.session.run()
        base.session.set_bounds(columns, nothing, nothing)
        return answer if answer.status == OPTIMAL else None

    def _sent(self, pair: Pair, answer: SolverRun) -> float:
        return float(answer.values[self._columns[pair]] @ self.base.amount_weight.reshape(-1))

    def _difference(self, family: str, answer: SolverRun) -> tuple[Floats, Floats]:
        """(members, Y T) of a family: how much more it is than in the plan, and what that costs [objective]."""
        columns = self.base.compiled.program.registry.variables[family].columns
        more = answer.values[columns] - self.base.answer.values[columns]
        cost = self.base.compiled.matrix.cost[columns] * more
        return more.reshape(-1, self.base.slots), cost.reshape(-1, self.base.slots)

    def _replaced(self, answer: SolverRun, gross: float) -> tuple[Replaced, ...]:
        """The supplies, markets and processes that cost less with the way, those that save most first.

        What saves less than a hundredth of ``gross``, what the way is worth in all, is not named.
        Supplies and markets of one material are judged together: between those of one price a plan may shift at will.
        """
        elements, weight = self._elements, self.base.amount_weight.reshape(-1)
        money, words = defaultdict[str, float](float), defaultdict[str, list[tuple[float, Replaced]]](list)
        for family, table in (("supply", "supplies"), ("delivery", "markets"), ("activity", "processes")):
            more, cost = self._difference(family, answer)
            if family == "activity":
                cost = cost + self._by_process(answer)
            rows = elements.index.element[family]
            for row, change, paid, group in zip(
                rows.tolist(), (more @ weight).tolist(), cost.sum(axis=1).tolist(), self._groups(family), strict=True
            ):
                money[group] += paid
                if change < 0 and not str(elements.name[table][row]).startswith("\x00"):
                    words[group].append((paid, self._less(table, row, -change)))
        saved = sorted((paid, group) for group, paid in money.items() if paid < 0 and words[group])
        named = [_most_saved(words[group]) for paid, group in saved if paid < -SMALL * gross]
        return tuple(named[:MOST_REPLACED])

    def _groups(self, family: str) -> list[str]:
        """What of a family is judged together: supplies and markets of a material, each process by itself."""
        graph = self.base.graph
        if family == "activity":
            return [f"process {name}" for name in graph.processes.names]
        pools = graph.supplies.pool if family == "supply" else graph.deliveries.pool
        return [f"{family} {graph.pools.material[pool]}" for pool in pools.tolist()]

    def _by_process(self, answer: SolverRun) -> Floats:
        """(processes, Y T) what its feeds cost more."""
        _, cost = self._difference("feed", answer)
        found = np.zeros((len(self.base.graph.processes.names), self.base.slots))
        np.add.at(found, self.base.graph.feeds.process, cost)
        return found

    def _less(self, table: str, row: int, amount: float) -> Replaced:
        """An amount of what an element handles, in the unit typed."""
        elements = self._elements
        unit, scale = (
            (str(elements.basis[row]), float(elements.basis_factor[row]))
            if table == "processes"
            else elements.unit_of(table, row)
        )
        return Replaced(amount * scale, unit, str(elements.name[table][row]))

    def _dodged(self, pair: Pair, answer: SolverRun) -> tuple[str, ...]:
        """The links that bring the same thing there today, where it comes from the same pipes.

        What goes over the way then only takes another turn: less comes over these links, and as much more over those
        to where the way begins, or as much less over those that lead away from there.
        """
        materials = self.base.graph.pools.material
        other = materials[pair.origin] != materials[pair.destination]  # taken as another material: no pipe brings that
        if other or pair.rate != 1.0 or not len(self.base.graph.arcs):
            return ()
        if known := self.known_way(pair):
            return known
        graph, weight = self.base.graph, self.base.amount_weight.reshape(-1)
        more, _ = self._difference("arc", answer)
        change = more @ weight
        sent = self._sent(pair, answer)
        into = graph.arcs.destination == pair.destination
        arrives = float(change[into].sum())
        begins: Bools = graph.arcs.destination == pair.origin
        leaves: Bools = graph.arcs.origin == pair.origin
        same = float(change[begins].sum()) >= MOSTLY * sent or float(change[leaves].sum()) <= -MOSTLY * sent
        if arrives > -MOSTLY * sent or not same:
            return ()
        names = graph.links.names
        return tuple(names[graph.arcs.link[arc]] for arc in np.flatnonzero(into & (change < 0)))

    def known_way(self, pair: Pair) -> tuple[str, ...]:
        """The last links of ways that the plant has from wherever the material comes from to where it would go.

        None where something of it arises that cannot come there yet.
        """
        graph = self.base.graph
        material = graph.pools.material[pair.origin]
        back: dict[int, set[int]] = defaultdict(set)
        for origin, end in zip(graph.arcs.origin.tolist(), graph.arcs.destination.tolist(), strict=True):
            back[end].add(origin)
        coming, going = _upstream(pair.origin, back), _upstream(pair.destination, back)
        arising = {pool for pool in coming if self._arises(pool)}
        if not arising or not arising <= going:
            return ()
        names, arcs = graph.links.names, range(len(graph.arcs))
        return tuple(
            names[graph.arcs.link[arc]]
            for arc in arcs
            if graph.arcs.destination[arc] == pair.destination
            and graph.pools.material[graph.arcs.origin[arc]] == material
            and arising & _upstream(int(graph.arcs.origin[arc]), back)
        )

    def _arises(self, pool: int) -> bool:
        """Whether a material arises, is bought, made, kept or comes back at a place."""
        graph = self.base.graph
        bought = np.flatnonzero(graph.supplies.pool == pool)
        if any(not graph.supplies.names[row].startswith("\x00") for row in bought.tolist()):
            return True
        return any(bool((part.pool == pool).any()) for part in (graph.outputs, graph.returns, graph.stocks))


def _most_saved(words: list[tuple[float, Replaced]]) -> Replaced:
    """What saves most of what is judged together."""
    return min(words, key=lambda each: (each[0], each[1].name))[1]


def _upstream(pool: int, back: dict[int, set[int]]) -> set[int]:
    """The places from which links lead to a place, itself included."""
    found, waiting = {pool}, [pool]
    while waiting:
        for origin in back.get(waiting.pop(), ()):
            if origin not in found:
                found.add(origin)
                waiting.append(origin)
    return found


def typed_factor(base: ProbedPlan, pool: int) -> tuple[str, float]:
    """The unit that a place's material was typed in, and how many of it a canonical unit is."""
    material = base.plant.materials[base.graph.pools.material[pool]]
    return material.typed_unit, factor(material.unit, material.typed_unit)
