"""The plan as a linear program that ways and small amounts can be added to, and the prices at every place.

Places that nothing can bring a material to are no part of a plan's program: here each gets a supply of nothing, so
that whatever could be done with the material there is in the program.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..errors import SolverError
from ..graph.arrays.flow_graph import Bools, Floats, FlowGraph, Ints
from ..graph.arrays.reach import arrivals
from ..graph.build import build_graph
from ..graph.parts.limits import add_limits
from ..plant.model import Limit, Plant, Series, Supply
from ..program.build import build_program
from ..solve.engine.highs_session import OPTIMAL, Basis, Session, SolverRun
from ..solve.matrix.compile_program import Compiled
from ..solve.solver import Solver

Place = tuple[str, str]
"""Site and material."""

LITTLE = 1e-4  # of what goes through a place: how much is added or taken to learn what a unit of it is worth
LEAST = 1e-5  # canonical units in a slot, far above what the solver leaves open
TAKEN = 0.5  # of the little: below this a place can take or give none
EFFECT = "cost"


def takers(plant: Plant) -> set[Place]:
    """Where a material is drawn: by processes, markets and stores."""
    found = {(process.site, item.material) for process in plant.processes for item in process.inputs}
    found |= {(market.site, material) for market in plant.markets for material in market.materials}
    return found | {(store.site, material) for store in plant.stores for material in store.materials}


def sources(plant: Plant) -> set[Place]:
    """Where a material arises: bought or thrown away, made, kept, or back from a market."""
    found = {(supply.site, supply.material) for supply in plant.supplies}
    found |= {(process.site, item.material) for process in plant.processes for item in process.outputs}
    found |= {(store.site, material) for store in plant.stores for material in store.materials}
    return found | {(item.site, item.material) for item in plant.returns}


def widened(plant: Plant) -> Plant:
    """The plant with a supply of nothing wherever a material is drawn and cannot arrive."""
    missing = sorted(takers(plant) - arrivals(plant))
    nothing = [
        Supply(
            f"\x00{site}\x00{material}",
            site,
            material,
            Series(np.array(0.0), "", "0"),
            False,
            Series(np.array(0.0), "", "0"),
        )
        for site, material in missing
    ]
    return replace(plant, supplies=(*plant.supplies, *nothing))


class NoPlanError(SolverError):
    """There is no plan from which to look for ways."""


@dataclass
class ProbedPlan:
    """A solved plan, held as a linear program: whole numbers stay as the plan has them."""

    plant: Plant
    graph: FlowGraph
    compiled: Compiled
    session: Session
    answer: SolverRun
    basis: Basis  # where each run begins
    weight: Floats  # (Y, T) what the objective counts an amount in a slot for
    amount_weight: Floats  # (Y, T) how often it counts in an amount over the horizon
    place: dict[Place, int]

    @property
    def slots(self) -> int:
        """How many rows a place has: years times slots."""
        return self.weight.size

    def rows(self, pool: int) -> Ints:
        """(Y T,) the rows of a place's balance."""
        first = self.compiled.rows["balance"].start + pool * self.slots
        return np.arange(first, first + self.slots)

    def through(self) -> Floats:
        """(pools, Y T) what goes through each place in the plan [canonical units]."""
        matrix, rows = self.compiled.matrix, self.compiled.rows["balance"]
        moved = np.abs(matrix.value * self.answer.values[: matrix.columns][matrix.index])
        sums = np.bincount(matrix.row_of_entry(), moved, minlength=matrix.rows)[rows]
        return np.asarray(0.5 * sums.reshape(-1, self.slots))

    def duals(self, answer: SolverRun) -> Floats:
        """(pools, Y T) what one more unit at each place saves [money per canonical unit]."""
        duals = answer.duals[self.compiled.rows["balance"]].reshape(-1, self.slots)
        return np.asarray(duals / self.weight.reshape(-1))


def solve_base(plant: Plant, limits: tuple[Limit, ...] = ()) -> ProbedPlan:
    """The plan of least cost of a widened plant within its limits and these.

    Raises NoPlanError where there is none.
    """
    graph = add_limits(plant, build_graph(plant), limits)
    solver = Solver(build_program(graph, EFFECT))
    solution = solver.solve()
    if solution.status != OPTIMAL:
        raise NoPlanError(f"There is no plan to look from: {solution.status}.")
    matrix, compiled = solver.compiled.matrix, solver.compiled
    session = Session(matrix.with_numbers(solver.values))
    answer = session.run()
    times = graph.times
    weight = graph.year_weight(EFFECT)[:, None] * times.weight
    amount_weight = times.span[:, None] * times.weight
    place = {each: number for number, each in enumerate(zip(graph.pools.site, graph.pools.material, strict=True))}
    return ProbedPlan(plant, graph, compiled, session, answer, session.basis(), weight, amount_weight, place)


def little(base: ProbedPlan) -> Floats:
    """(pools, Y T) a little of each place's material: a small share of the most that goes through any place."""
    through = base.through()
    materials = np.array(base.graph.pools.material)
    found = np.zeros_like(through)
    typical = _typical(base)
    for material in dict.fromkeys(base.graph.pools.material):
        mine = materials == material
        most = through[mine].max(axis=0)
        found[mine] = np.where(most > 0, most, most.max(initial=0.0) or typical[material])
    return np.asarray(np.maximum(LITTLE * found, LEAST))


def _typical(base: ProbedPlan) -> dict[str, float]:
    """An amount in a slot of what the plan does not move: of what arises or is asked for, or one unit an hour."""
    graph = base.graph
    hours = float(graph.times.hours.mean())
    found = dict.fromkeys(graph.pools.material, hours)
    for pools, most in ((graph.supplies.pool, graph.supplies.maximum),):
        for pool, amounts in zip(pools.tolist(), most, strict=True):
            amount = float(amounts.max(initial=0.0))
            if 0 < amount < np.inf:
                found[graph.pools.material[pool]] = amount
    return found


def prices(base: ProbedPlan, pools: Ints, given: bool) -> Floats:
    """(len(pools), Y T) what one unit more (``given``) or less at each place is worth; nan where there is no way.

    A little is added to, or taken from, all places at once, wherever that can be done; the duals are then prices of
    exactly that direction, also where a price of the plan itself has several values. Of a unit that is taken the price
    is what it costs the plan: negative where it would otherwise be a burden.
    """
    amounts = little(base)[pools].reshape(-1)
    rows = np.concatenate([base.rows(pool) for pool in pools.tolist()])
    sign = 1.0 if given else -1.0
    session, matrix = base.session, base.compiled.matrix
    nothing = np.zeros(len(rows))
    added = session.add_columns(nothing, nothing, amounts, rows.reshape(-1, 1), np.full((len(rows), 1), sign))
    wanted = np.zeros(int(added[-1]) + 1)
    wanted[added] = -1.0 / amounts
    session.set_costs(wanted)
    reach = session.run()
    possible: Bools = np.zeros(len(rows), dtype=bool)
    if reach.status == OPTIMAL:
        taken = reach.values[added]
        possible = taken > TAKEN * amounts
        held = np.where(possible, taken, 0.0)
        session.set_bounds(added, held, held)
    session.set_costs(np.append(matrix.cost, np.zeros(len(wanted) - matrix.columns)))
    answer = session.run()
    session.set_bounds(added, nothing, nothing)
    if answer.status != OPTIMAL:
        possible[:] = False
    found = np.where(possible.reshape(len(pools), -1), base.duals(answer)[pools], np.nan)
    return np.asarray(found)
