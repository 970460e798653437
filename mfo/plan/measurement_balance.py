"""Where measurements contradict one another: the least that pools and readings must be off for all to hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from ..errors import Problem, Where
from ..graph.arrays.broadcast import spread
from ..graph.arrays.flow_graph import Deliveries, Floats, FlowGraph, Markets, Pools, Processes, RateLine, Supplies, Term
from ..graph.measured_flows import MeasuredFlow, equality
from ..plant.model import Measurement, Plant
from ..plant.quantities import unit_of
from ..program.build import build_program
from ..solve.engine.solution import Solution
from ..solve.solver import solve_program
from ..units import format_number
from .tables.elements import Elements, factor
from .tables.flows import INTO, capacity_in_slot, flows_table

IMBALANCE = "imbalance"
READING_WEIGHT = 2.0  # a pool that does not balance is told rather than a reading that is wrong
ENOUGH = 1e12  # a capacity that nothing reaches
NOTICED = 1e-6  # relative imbalance below which flows balance
NOISE = 1e-9  # of the largest reading: what a reading of nothing may be off by
SLIP, SLIP_SPREAD = 1000.0, 2.0  # a thousand times, give or take what a plant wastes or yields


def imbalances(plant: Plant, graph: FlowGraph, held: list[MeasuredFlow]) -> list[Problem]:
    """Each pool whose measured flows do not balance, and each reading that the plant contradicts, largest first.

    Solves the same program with a way in and out of every pool and a gap in every reading, at least total gap. Where
    nothing is off, capacities are looked at.
    """
    pools = len(graph.pools)
    elastic = _elastic(graph, held)
    rows = [equality(item, _gap(graph, pools, number)) for number, item in enumerate(held)]
    solution = solve_program(build_program(elastic, IMBALANCE, limits=rows))
    if solution.status != "optimal":
        return []
    where = {(item.at, item.material): item.where for item in plant.measurements}
    problems = _pool_problems(plant, graph, solution, _at_odds(plant, graph, held, solution)) + _reading_problems(
        graph, solution, held, where
    )
    found = [problem for _, problem in sorted(problems, key=lambda pair: -pair[0])]
    return found or _capacity_problems(plant, graph, solution)


def _elastic(graph: FlowGraph, held: list[MeasuredFlow]) -> FlowGraph:
    """The graph with a supply and a market at every pool, and two supplies (more, less) for every reading."""
    pools, more = len(graph.pools), len(graph.pools) + 2 * len(held)
    spare = Pools((*graph.pools.site, ""), (*graph.pools.material, ""), (*graph.pools.unit, ""))
    weight = _weights(graph, held)
    of_readings = [READING_WEIGHT * _of_reading(graph, item, weight) for item in held]
    of_supplies = np.concatenate([weight, np.repeat(of_readings, 2)])
    shape = (graph.years, graph.slots)
    rates = (
        _line("supply", len(graph.supplies.names) + np.arange(more), of_supplies, shape),
        _line("delivery", len(graph.deliveries) + np.arange(pools), weight, shape),
    )
    markets, deliveries = _more_markets(graph)
    return replace(
        graph,
        pools=spare,
        supplies=_more_supplies(graph, more),
        markets=markets,
        deliveries=deliveries,
        rates=rates,
        processes=_unlimited(graph.processes, {item.at for item in held if item.table == "processes"}),
        effects={**graph.effects, IMBALANCE: ""},
    )


def _more_supplies(graph: FlowGraph, more: int) -> Supplies:
    """A way into every pool; those of the readings enter a pool of their own."""
    pools = np.minimum(np.arange(more), len(graph.pools))
    limits = spread(np.full((more, 1, 1), np.inf), graph.years, graph.slots)
    return Supplies(
        (*graph.supplies.names, *(f"{IMBALANCE} {number}" for number in range(more))),
        np.concatenate([graph.supplies.pool, pools]),
        np.concatenate([graph.supplies.minimum, np.zeros(limits.shape)]),
        np.concatenate([graph.supplies.maximum, limits]),
    )


def _more_markets(graph: FlowGraph) -> tuple[Markets, Deliveries]:
    """A way out of every pool, and out of that of the readings."""
    count, pools = len(graph.markets.names), np.arange(len(graph.pools) + 1)
    limits = spread(np.full((len(pools), 1, 1), np.inf), graph.years, graph.slots)
    markets = Markets(
        (*graph.markets.names, *(f"{IMBALANCE} {number}" for number in pools)),
        np.concatenate([graph.markets.minimum, np.zeros(limits.shape)]),
        np.concatenate([graph.markets.maximum, limits]),
    )
    deliveries = Deliveries(
        np.concatenate([graph.deliveries.market, count + pools]), np.concatenate([graph.deliveries.pool, pools])
    )
    return markets, deliveries


def _unlimited(processes: Processes, read: Collection[str]) -> Processes:
    """Processes without capacities and states, so that amounts alone decide; what does not stand and was not ``read``
    does nothing, as today nothing of it is there."""
    expandable = processes.expandable[:, None]
    stands = (np.where(expandable, processes.existing, processes.installed) > 0).any(axis=1)
    stands |= np.isin(processes.names, list(read))
    enough = np.where(stands, ENOUGH, 0.0)[:, None]
    return replace(
        processes,
        installed=np.where(stands[:, None], np.inf, np.zeros_like(processes.installed)),
        existing=np.where(expandable, enough, processes.existing),
        most=np.full_like(processes.most, np.inf),
        closable=np.zeros_like(processes.closable),
        has_start=np.zeros_like(processes.has_start),
        minimum_up=None,
        minimum_down=None,
        initial_load=None,
        opening_due=None,
        steps=None,
        minimum_load=np.zeros_like(processes.minimum_load),
        ramp=np.full_like(processes.ramp, np.inf),
        availability=np.ones_like(processes.availability),
    )


def _line(family: str, member: np.ndarray, value: Floats, shape: tuple[int, int]) -> RateLine:
    return RateLine(IMBALANCE, "", family, member, spread(value.reshape(-1, 1, 1), *shape))


def _largest(item: MeasuredFlow) -> float:
    amounts = item.by_year if item.by_slot is None else item.by_slot
    return float(np.nanmax(amounts, initial=0.0)) if amounts is not None else 0.0


def _pools_of(graph: FlowGraph, item: MeasuredFlow) -> np.ndarray:
    """The pools that a measured flow leaves or enters; none for an activity."""
    pools = {
        "supply": graph.supplies.pool,
        "feed": graph.feeds.pool,
        "arc": graph.arcs.origin,
        "delivery": graph.deliveries.pool,
    }
    found = [pools[term.family][term.member] for term in item.terms if term.family in pools]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _weights(graph: FlowGraph, held: list[MeasuredFlow]) -> Floats:
    """(pools,) one over the largest reading of the pool's material, so that all units count alike."""
    largest: dict[str, float] = {}
    for item in held:
        for pool in _pools_of(graph, item):
            name = graph.pools.material[pool]
            largest[name] = max(largest.get(name, 0.0), _largest(item))
    common = max(largest.values(), default=0.0) or 1.0
    return np.array([1.0 / (largest.get(name) or common) for name in graph.pools.material], dtype=float)


def _of_reading(graph: FlowGraph, item: MeasuredFlow, weights: Floats) -> float:
    """A gap in a reading weighs as one in the pools that it belongs to."""
    pools = _pools_of(graph, item)
    return float(weights[pools].max()) if len(pools) else 1.0 / (_largest(item) or 1.0)


def _gap(graph: FlowGraph, pools: int, number: int) -> tuple[Term, ...]:
    start = len(graph.supplies.names) + pools + 2 * number
    one = spread(np.ones((1, 1, 1)), graph.years, graph.slots)
    return (Term("supply", np.array([start]), one), Term("supply", np.array([start + 1]), -one))


def _at_odds(
    plant: Plant, graph: FlowGraph, held: list[MeasuredFlow], solution: Solution
) -> dict[int, list[Measurement]]:
    """The readings without which less would be off, by the region of the plant that they stand in."""
    regions, found = _regions(graph), dict[int, list[Measurement]]()
    for item in held:
        price = solution.duals.get(f"limit:{equality(item).name}")
        if price is None or not np.abs(price).max(initial=0.0) > NOTICED:
            continue
        reading = next((each for each in plant.measurements if each.where == item.where and each.at == item.at), None)
        for region in np.unique(regions[_pools_near(graph, item)]).tolist() if reading else ():
            found.setdefault(region, []).append(reading)  # type: ignore[arg-type]
    return found


def _pools_near(graph: FlowGraph, item: MeasuredFlow) -> np.ndarray:
    """The pools that a measured flow leaves or enters; of an activity those that its process draws from."""
    does = [term.member for term in item.terms if term.family == "activity"]
    own = graph.feeds.pool[np.isin(graph.feeds.process, np.concatenate(does))] if does else np.zeros(0, dtype=np.int64)
    return np.concatenate([_pools_of(graph, item), own])


def _regions(graph: FlowGraph) -> np.ndarray:
    """(pools,) a number for each part of the plant that nothing joins to the others: no link, process or market."""
    count = len(graph.pools)
    hubs = [  # (pool, what it shares with others), each kind with numbers of its own
        (graph.feeds.pool, graph.feeds.process),
        (graph.outputs.pool, graph.outputs.process),
        (graph.deliveries.pool, len(graph.processes.names) + graph.deliveries.market),
    ]
    returned = graph.deliveries.pool[graph.returns.delivery] if len(graph.returns) else graph.returns.pool
    one = np.concatenate([graph.arcs.origin, returned, *(pool for pool, _ in hubs)])
    other = np.concatenate([graph.arcs.destination, graph.returns.pool, *(count + hub for _, hub in hubs)])
    size = count + len(graph.processes.names) + len(graph.markets.names)
    pairs = csr_matrix((np.ones(len(one)), (one, other)), shape=(size, size))
    return np.asarray(connected_components(pairs, directed=False)[1])[:count]


def _pool_problems(
    plant: Plant, graph: FlowGraph, solution: Solution, at_odds: dict[int, list[Measurement]]
) -> list[tuple[float, Problem]]:
    regions = _regions(graph)
    elements = Elements(plant, graph)
    weight = graph.times.weight
    size, delivered = len(graph.supplies.names), len(graph.deliveries)
    missing = (solution.values["supply"][size : size + len(graph.pools)] @ weight).sum(axis=1)
    left = (solution.values["delivery"][delivered : delivered + len(graph.pools)] @ weight).sum(axis=1)
    flows = flows_table(elements, _own_part(graph, solution))
    flows = flows.assign(amount=flows["amount"].to_numpy() * weight[flows["slot"].to_numpy() - 1])
    found = []
    for pool in np.flatnonzero((missing > 0) | (left > 0)):
        here = flows[(flows["site"] == graph.pools.site[pool]) & (flows["material"] == graph.pools.material[pool])]
        into = here[here["direction"] == INTO].groupby("element", sort=False)["amount"].sum()
        out = here[here["direction"] != INTO].groupby("element", sort=False)["amount"].sum()
        gap = float((missing[pool] - left[pool]) * elements.pool_factor[pool])
        whole = max(float(into.sum()), float(out.sum()))
        if whole > 0 and abs(gap) > NOTICED * whole:
            unit = elements.pool_unit[pool]
            side = "more go out than come in" if gap > 0 else "more come in than go out"
            message = (
                f"{graph.pools.material[pool]!r} at {graph.pools.site[pool]!r} does not balance: "
                f"{format_number(abs(gap))} {unit} a year ({abs(gap) / whole:.2%}) {side}. "
                f"In: {_listed(into.to_dict(), unit)}. Out: {_listed(out.to_dict(), unit)}."
            )
            readings = _readings_among(plant, set(here["element"]), graph.pools.material[pool])
            others = "".join(f" or at {item.where}" for item in readings[1:4] if item.where)
            which = f"a reading, here{others}," if others else "a reading,"
            remedy = f"Correct {which} or leave one of these flows unmeasured, so that it is found from the others."
            if _is_slip(float(into.sum()), float(out.sum())):
                remedy = f"One side is a thousand times the other: check the units of these readings. {remedy}"
            if not readings and int(regions[pool]) in at_odds:
                readings = at_odds[int(regions[pool])]
                names = ", ".join(f"{item.at!r}" for item in readings[:4])
                remedy = (
                    f"None of these flows was measured; at odds with them is what was measured of {names}. {remedy}"
                )
            place = readings[0].where if readings else None
            found.append((abs(gap) / whole, Problem("measurements-unbalanced", message, place, remedy)))
    return found


def _readings_among(plant: Plant, elements: set[str], material: str) -> list[Measurement]:
    """The readings of some elements' flows of a material."""
    return [item for item in plant.measurements if item.at in elements and item.material in (None, material)]


def _is_slip(one: float, other: float) -> bool:
    """Whether one amount is about a thousand times the other, as when kilograms were typed for tonnes."""
    less, more = sorted((abs(one), abs(other)))
    return less > 0 and SLIP / SLIP_SPREAD <= more / less <= SLIP * SLIP_SPREAD


def _listed(amounts: Mapping[object, float], unit: str) -> str:
    parts = [f"{name} {format_number(float(amount))} {unit}" for name, amount in amounts.items()]
    return ", ".join(parts) if parts else "nothing"


def _own_part(graph: FlowGraph, solution: Solution) -> Solution:
    """The solution over the members of the graph itself, without the ways in and out that were added."""
    values = dict(solution.values)
    values["supply"] = values["supply"][: len(graph.supplies.names)]
    values["delivery"] = values["delivery"][: len(graph.deliveries)]
    return replace(solution, values=values)


def _reading_problems(
    graph: FlowGraph, solution: Solution, held: list[MeasuredFlow], where: Mapping[tuple[str, str | None], Where | None]
) -> list[tuple[float, Problem]]:
    start = len(graph.supplies.names) + len(graph.pools)
    noise = NOISE * max((_largest(item) for item in held), default=0.0)
    found = []
    for number, item in enumerate(held):
        gaps = solution.values["supply"][start + 2 * number : start + 2 * number + 2] @ graph.times.weight
        gap = float((gaps[0] - gaps[1]).sum())
        read = (
            float(item.by_year.sum())
            if item.by_year is not None
            else float(np.nansum((np.zeros((1, 1)) if item.by_slot is None else item.by_slot) @ graph.times.weight))
        )
        if abs(gap) > max(NOTICED * read, noise):
            amount, scale = _amount_unit(item)
            was = f"{format_number(read * scale)} {amount}"
            given = format_number((read - gap) * scale)
            message = (
                f"{item.name!r} was measured at {was} a year, but what else was measured or must be taken and the "
                f"plant's yields give {given} ({abs(gap) / read:.2%} off)."
                if read > 0
                else f"{item.name!r} was measured at {was} a year, but what else was measured or must be taken and "
                f"the plant's yields give {given}."
            )
            remedy = "Correct the reading or the yields, or leave one of them unmeasured."
            if _is_slip(read, read - gap):
                remedy = (
                    "The reading is off by a thousand: check its unit. Correct the reading or the yields, or leave one "
                    "of them unmeasured."
                )
            place = where.get((item.at, item.material))
            whole = max(read, abs(read - gap))
            found.append((abs(gap) / whole, Problem("measurement-contradicted", message, place, remedy)))
    return found


def _amount_unit(item: MeasuredFlow) -> tuple[str, float]:
    """The unit of what is measured, without its time, as it was typed; and how many of it one canonical unit is."""
    typed = item.unit.rpartition("/")[0]
    canonical = unit_of(typed or f"{item.unit}*h").canonical if item.unit else ""
    return (typed, factor(canonical, typed)) if typed else (canonical, 1.0)  # kW: what they are in an hour


def _capacity_problems(plant: Plant, graph: FlowGraph, solution: Solution) -> list[Problem]:
    """Processes that would have to do more than their capacity allows: the measured ones, or else all."""
    elements = Elements(plant, graph)
    values = {**solution.values, "capacity": graph.processes.existing}
    capacity = capacity_in_slot(elements, replace(solution, values=values))
    activity = solution.values["activity"]
    above = np.flatnonzero((activity > capacity * (1 + NOTICED)).any(axis=(1, 2))).tolist()
    measured = {item.at for item in plant.measurements}
    found = []
    for row in [row for row in above if graph.processes.names[row] in measured] or above:
        name, at = (
            graph.processes.names[row],
            np.unravel_index(np.argmax(activity[row] - capacity[row]), capacity[0].shape),
        )
        most, less = float(activity[row][at]), float(capacity[row][at])
        much = (
            f"{format_number(most / less)} times what its capacity allows"
            if less
            else "something, where it has no capacity"
        )
        message = f"By the measured flows {name!r} does {much}."
        remedy = "Correct the reading, or give the process the capacity it has."
        found.append(Problem("measurement-above-capacity", message, plant.processes[row].where, remedy))
    return found
