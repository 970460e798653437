"""The game of a plant's owners: what each coalition can do alone, and ways to share what they save together."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from ..errors import Problem, UsageError
from ..graph.arrays.flow_graph import Floats, FlowGraph
from ..graph.build import build_graph
from ..graph.in_order import in_order_of_names
from ..plan.make_plan import make_plan
from ..plan.plan import Plan
from ..plan.tables.display_units import shown
from ..plan.transfers.exchange import Accounts, accounts
from ..plant.model import Plant
from ..program.build import build_program
from ..solve.engine.highs_session import OPTIMAL
from ..solve.infeasibility.diagnosis import diagnose
from ..solve.solver import solve_program
from .coalition import EFFECT, Coalitions, owners_of
from .games import excess, least_excess, nucleolus, shapley
from .generated_core import LEAVES, generated_core
from .ownership import (
    CORE,
    LEAST_CORE,
    NO_OWNER,
    NUCLEOLUS,
    PRICES,
    SHAPLEY,
    Allocation,
    GeneratedCore,
    Leaving,
    OwnerShares,
)
from .payments import payments_for
from .stay_prices import stay_prices, stay_prices_of_leavers

MOST_OWNERS = 12  # of whom all coalitions are planned
ROUNDING = 1e-12  # of the largest share: what is less is nothing
SECONDS = 300.0  # that looking for owners who would leave may take
Progress = Callable[[str], None]


class NoPlanTogetherError(UsageError):
    """All owners together have no plan."""


def share_plan(
    plant: Plant,
    outside: Iterable[str] = (),
    samples: int = 0,
    seed: int = 1,
    progress: Progress = lambda _stage: None,
    seconds: float = SECONDS,
) -> OwnerShares:
    """How the owners of a plant may share the plan of least cost.

    ``outside`` are owners who serve anybody at their prices and take no part. Up to twelve owners every coalition is
    planned; beyond, each owner alone and all but each, then those that would gain most by leaving, for as long as
    ``seconds`` allow, for the core and the nucleolus; with ``samples`` there is a Shapley value over so many random
    orders. Raises :class:`mfo.errors.UsageError` where there are fewer than two owners, or an owner to leave out does
    not exist.
    """
    owners = _players(plant, tuple(outside))
    progress("planning all together")
    graph = build_graph(plant)
    plan = _plan(plant, graph)
    found = Coalitions(plant, owners)
    whole = (1 << len(owners)) - 1
    found.costs[whole] = plan.objective
    wanted = range(1, whole) if len(owners) <= MOST_OWNERS else [1 << place for place in range(len(owners))]
    for place, coalition in enumerate(wanted, start=1):
        progress(f"planning coalition {place} of {len(wanted)}")
        found.cost(coalition)
    books = accounts(plant, graph, plan, owners)
    allocations: dict[str, Allocation | None] = {SHAPLEY: None, NUCLEOLUS: None}
    errors: Allocation = {}
    empty: float | None = None
    if len(owners) <= MOST_OWNERS:
        costs = {coalition: cost for coalition, cost in found.costs.items() if coalition}
        allocations[SHAPLEY] = _named(owners, shapley(costs))
        allocations[NUCLEOLUS] = _named(owners, nucleolus(costs))
        empty = least_excess(costs)
        empty = None if empty == -math.inf else empty
    elif samples:
        allocations[SHAPLEY], errors = _sampled(found, samples, seed, progress)
    allocations[PRICES] = _at_prices(owners, books)
    generated: GeneratedCore | None = None
    if len(owners) > MOST_OWNERS:
        generated = generated_core(found, _arrays(owners, allocations), PRICES, seconds, progress)
        empty = generated.least_excess
        if generated.shares is not None:
            allocations[CORE] = generated.shares
        allocations[NUCLEOLUS] = _rounded(generated.nucleolus)
        if generated.least_core is not None:
            allocations[LEAST_CORE] = _rounded(generated.least_core)
    currency = plant.settings.currency
    payments = tuple(
        payment
        for sharing, allocation in allocations.items()
        if allocation is not None
        for payment in payments_for(sharing, allocation, books, currency)
    )
    leaving = _leaving(found, allocations, generated)
    alone = {name: found.costs[1 << place] for place, name in enumerate(owners)}
    return OwnerShares(
        owners=owners,
        currency=currency,
        alone=alone,
        before={name or NO_OWNER: cost for name, cost in books.before.items() if name or cost},
        together=plan.objective,
        allocations=allocations,
        least_excess=empty,
        payments=payments,
        leaving=leaving,
        lacks=_lacks(found),
        coalitions={"; ".join(found.names(each)): cost for each, cost in sorted(found.costs.items()) if each},
        errors=errors,
        stays=(
            *stay_prices_of_leavers(leaving, books, payments, currency),
            *stay_prices(owners, alone, books, currency),
        ),
        generated=generated,
    )


def _arrays(owners: Sequence[str], allocations: dict[str, Allocation | None]) -> dict[str, Floats]:
    """The sharings that were worked out, by owner in order."""
    return {
        sharing: np.array([shares[name] for name in owners])
        for sharing, shares in allocations.items()
        if shares is not None
    }


def _players(plant: Plant, outside: tuple[str, ...]) -> tuple[str, ...]:
    every = owners_of(plant)
    if unknown := [name for name in outside if name not in every]:
        known = ", ".join(every)
        raise UsageError(Problem("name-unknown", f"There is no owner `{unknown[0]}`.", remedy=f"The owners: {known}."))
    owners = owners_of(plant, outside)
    if len(owners) < 2:
        message = f"To share takes two owners; the plant has {len(owners)}."
        raise UsageError(Problem("owners-few", message, remedy="Name who owns each site in the column `owner`."))
    return owners


def _plan(plant: Plant, graph: FlowGraph) -> Plan:
    solution = solve_program(build_program(graph, EFFECT))
    if solution.status != OPTIMAL:
        raise NoPlanTogetherError(Problem("no-plan", f"All together have no plan: {solution.status}."))
    return make_plan(plant, graph, solution, EFFECT)


def _rounded(shares: Allocation | None) -> Allocation | None:
    return None if shares is None else _named(tuple(shares), np.array(list(shares.values())))


def _named(owners: Sequence[str], shares: np.ndarray | None) -> Allocation | None:
    if shares is None:
        return None
    scale = float(np.abs(shares).max(initial=0.0))
    return {
        name: float(share) if abs(share) > ROUNDING * scale else 0.0 for name, share in zip(owners, shares, strict=True)
    }


def _at_prices(owners: tuple[str, ...], books: Accounts) -> Allocation:
    """What each pays where all that changes hands is paid at the plan's prices.

    What is left with nobody (what a scarce thing without owner is worth) is shared by what each trades with nobody.
    """
    paid = books.after()
    left = paid.get("", 0.0)
    traded = {name: sum(abs(t.money) for t in books.trades if {t.giver, t.taker} == {name, ""}) for name in owners}
    total = sum(traded.values())
    parts = [traded[name] / total if total else 1.0 / len(owners) for name in owners]
    shares = np.array([paid[name] + left * part for name, part in zip(owners, parts, strict=True)])
    return _named(owners, shares) or {}


def _leaving(
    found: Coalitions, allocations: dict[str, Allocation | None], generated: GeneratedCore | None
) -> tuple[Leaving, ...]:
    """Under each sharing, the coalition that gains most by leaving, if any does."""
    told = []
    costs = {coalition: cost for coalition, cost in found.costs.items() if coalition}
    for sharing, shares in _arrays(found.owners, allocations).items():
        most, coalition = excess(costs, shares)
        owners = found.names(coalition)
        if generated is not None and sharing in generated.leavers:
            owners, most, _ = max(((owners, most, 0.0), generated.leavers[sharing]), key=lambda each: each[1])
        if most > LEAVES * max(1.0, abs(costs[max(costs)])):
            told.append(Leaving(sharing, owners, most))
    return tuple(told)


def _lacks(found: Coalitions) -> dict[str, str]:
    """What owners without a plan of their own lack."""
    told = {}
    for place, name in enumerate(found.owners):
        if math.isfinite(found.costs[1 << place]):
            continue
        plant = found.plant_of(1 << place)
        reasons = diagnose(
            build_program(build_graph(in_order_of_names(plant)), EFFECT), "infeasible", show=shown(plant)
        ).problems()
        told[name] = reasons[0].message if reasons else "it has no plan"
    return told


def _sampled(found: Coalitions, samples: int, seed: int, progress: Progress) -> tuple[Allocation | None, Allocation]:
    """The Shapley value as a mean over random orders, with its standard error (Castro, Gomez, Tejada 2009)."""
    count = len(found.owners)
    draws = random.Random(seed)
    marginal = np.zeros((samples, count))
    for sample in range(samples):
        progress(f"order {sample + 1} of {samples}")
        order, coalition, before = draws.sample(range(count), count), 0, 0.0
        for player in order:
            coalition |= 1 << player
            cost = found.cost(coalition)
            if not math.isfinite(cost):
                return None, {}
            marginal[sample, player] = cost - before
            before = cost
    error = marginal.std(axis=0, ddof=1) / math.sqrt(samples) if samples > 1 else np.full(count, math.nan)
    return (
        dict(zip(found.owners, marginal.mean(axis=0).tolist(), strict=True)),
        dict(zip(found.owners, error.tolist(), strict=True)),
    )
