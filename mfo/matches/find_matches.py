"""Looks for the ways that a plant does not have: prices at both ends first, then each way by itself in the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median

import numpy as np

from ..errors import PlantError, SolverError
from ..graph.arrays.reach import arrivals
from ..plant.model import Input, Limit, Link, Output, Plant, Process, Series, Site
from ..tables.cells.table import Tables
from .accepting import Offer, with_offers
from .heat import ENERGY, warm_enough
from .match import Match, Matches
from .probe import ProbedPlan, little, prices, solve_base, sources, takers, widened
from .proof_by_planning import planned_objective
from .tried_ways import Pair, TriedWay, Ways, typed_factor
from .who_trades import giver, taker

AT_LEAST, PER_MATCH = 20, 1.2  # candidates that are tried in the plan: so many, and so many for each match asked for
WORTH = 1e-7  # of the largest price: what differs by less is the same
Progress = Callable[[str], None]
Offers = dict[str, Offer]


def find_matches(
    plant: Plant,
    number: int = 50,
    prove: int = 3,
    progress: Progress = lambda _stage: None,
    tables: Tables | None = None,
    limits: tuple[Limit, ...] = (),
) -> Matches:
    """The best ``number`` ways between two sites that the plant does not have, by what each saves alone.

    Ways that only go round the cost or the loss of ways that there are come last. With ``tables``, what the plant was
    read from, processes by models are also offered what they do not take yet and could. ``limits`` come beside the
    plant's own.

    Each is tried in the plan of least cost, whole numbers as the plan has them; the ``prove`` best are planned anew,
    whole numbers free, and certified. Raises :class:`mfo.errors.InfeasibleError` or SolverError where the plant has no
    plan.
    """
    progress("planning without new ways")
    reached = arrivals(plant)
    arising = dict.fromkeys(material for _, material in sorted(reached))
    wider, offers = (plant, {}) if tables is None else with_offers(tables, plant, arising)
    base = solve_base(widened(wider), limits)
    progress("working out prices at all places")
    candidates = _candidates(base, plant, wider, offers)
    ways = Ways(base, little(base))
    tried = _tried(ways, candidates, number, progress)
    freights = _freights(plant)
    found = [_match(base, plant, offers, pair, way, freights) for pair, way in tried[:number]]
    found = _proved(plant, base, found, prove, progress, limits)
    years = float(plant.times.span.sum())
    return Matches(tuple(found), plant.settings.currency, base.answer.objective, years, len(candidates))


def _tried(ways: Ways, candidates: list[Pair], number: int, progress: Progress) -> list[tuple[Pair, TriedWay]]:
    """Ways tried in the plan, best first; those that only go round ways that there are come last."""
    known = {pair for pair in candidates if ways.known_way(pair)}
    new = [pair for pair in candidates if pair not in known]
    chosen = new[: max(AT_LEAST, int(PER_MATCH * number))]
    chosen += [pair for pair in candidates if pair in known][: max(0, number - len(chosen))]
    found = []
    for place, pair in enumerate(chosen, start=1):
        progress(f"trying way {place} of {len(chosen)}")
        way = ways.try_way(pair)
        if way is not None:
            found.append((pair, way))
    found.sort(
        key=lambda item: (bool(item[1].dodges), -(np.inf if item[1].saving is None else item[1].saving), -item[1].worth)
    )
    return found


def _candidates(base: ProbedPlan, plant: Plant, wider: Plant, offers: Offers) -> list[Pair]:
    """Pairs of places whose prices differ the right way, those first that may save most."""
    reached = arrivals(plant)
    origins = np.array([base.place[each] for each in sorted(reached) if each in base.place], dtype=np.int64)
    ends = np.array([base.place[each] for each in sorted(takers(wider)) if each in base.place], dtype=np.int64)
    if not len(origins) or not len(ends):
        return []
    there, here = prices(base, ends, given=True), prices(base, origins, given=False)
    through, weight = base.through(), base.weight.reshape(-1)
    found: list[tuple[float, Pair]] = []
    for pair, row, column in _pairs(base, plant, offers, origins.tolist(), ends.tolist()):
        gap = np.nan_to_num(there[column] - here[row], nan=0.0)
        scale = max(np.nanmax(np.abs(there[column]), initial=0.0), np.nanmax(np.abs(here[row]), initial=0.0))
        gap = np.where(gap > WORTH * scale, gap, 0.0) * weight
        if gap.any():
            here_now, there_now = through[pair.origin], through[pair.destination]
            both = here_now.any() and there_now.any()
            moved = np.minimum(here_now, there_now) if both else here_now + there_now
            found.append((float(gap @ moved), pair))
    found.sort(key=lambda item: (-item[0], item[1].origin, item[1].destination))
    return [pair for _, pair in found]


def _pairs(
    base: ProbedPlan, plant: Plant, offers: Offers, origins: list[int], ends: list[int]
) -> Iterator[tuple[Pair, int, int]]:
    """Every pair of places of one material without a link, with the positions of both in the lists.

    What is offered to a process may have a link already: it only lacks the process that takes it. It is offered from
    where it arises, not from where it only passes. So is heat that is warm enough to be taken as another. Both may be
    at one site, unless a process turns the one into the other there already.
    """
    arising = sources(plant)
    linked = {(link.origin, link.destination, material) for link in plant.links for material in link.materials}
    turned = {
        (process.site, taken.material, made.material)
        for process in plant.processes
        for taken in process.inputs
        for made in process.outputs
    }
    sites, materials = base.graph.pools.site, base.graph.pools.material
    by_material, warm = defaultdict(list), warm_enough(plant.materials)
    for column, pool in enumerate(ends):
        offer = offers.get(materials[pool])
        by_material[offer.material if offer else materials[pool]].append((column, pool))
    for material, others in warm.items():
        colder = [each for other in others for each in by_material.get(other, ()) if materials[each[1]] == other]
        by_material[material] = [*by_material.get(material, ()), *colder]
    for row, origin in enumerate(origins):
        for column, end in by_material[materials[origin]]:
            place = (sites[origin], materials[origin])
            asked = (place[0], sites[end], place[1]) not in linked
            if materials[end] != materials[origin]:
                asked = place in arising and (sites[end], place[1], materials[end]) not in turned
            elif place[0] == sites[end]:
                asked = False
            if asked:
                yield Pair(origin, end), row, column


def _freights(plant: Plant) -> dict[str, float]:
    """By canonical unit, the median freight of the plant's own links [money per unit and km]; by material first."""
    by_name: dict[str, list[float]] = defaultdict(list)
    for link in plant.links:
        for material, series in link.cost_per_distance.items():
            for key in (f"material {material}", plant.materials[material].unit):
                by_name[key].append(float(np.mean(series.values)))
    return {key: median(values) for key, values in by_name.items()}


def _match(
    base: ProbedPlan, plant: Plant, offers: Offers, pair: Pair, way: TriedWay, freights: dict[str, float]
) -> Match:
    pools = base.graph.pools
    origin, end = (plant.sites[pools.site[pool]] for pool in (pair.origin, pair.destination))
    material, offer = pools.material[pair.origin], offers.get(pools.material[pair.destination])
    unit, scale = typed_factor(base, pair.origin)
    freight = freights.get(f"material {material}", freights.get(plant.materials[material].unit))
    taken, ends = pools.material[pair.destination], (origin.name, end.name)
    if origin.name == end.name:
        freight = None
    return Match(
        origin=origin.name,
        destination=end.name,
        material=material,
        taken_by=offer.process if offer else "",
        taken_as=taken if taken != material and not offer else "",
        linked=any((link.origin, link.destination) == ends and material in link.materials for link in plant.links),
        listed=bool(offer and offer.named),
        worth=way.worth / scale,
        unit=unit,
        amount=_times(way.amount, scale),
        most=_times(way.most, scale),
        saving=way.saving,
        least_price=way.least_price / scale,
        most_price=way.most_price / scale,
        owner_from=giver(plant, (origin.name, material)),
        owner_to=taker(plant, (end.name, taken), offer.process if offer else ""),
        freight=_times(freight, 1 / scale),
        distance=_apart(origin, end),
        replaced=way.replaced,
        dodges=way.dodges,
    )


def _times(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale


def _apart(one: Site, other: Site) -> float | None:
    from ..reading.tables.links import great_circle

    return great_circle(one, other)


def _proved(
    plant: Plant, base: ProbedPlan, found: list[Match], most: int, progress: Progress, limits: tuple[Limit, ...]
) -> list[Match]:
    """The first matches with what certified plans say; those without end, and mere detours, are not planned."""
    chosen = [match for match in found if match.saving is not None and not match.dodges and not match.taken_by]
    told: dict[int, float] = {}
    if not chosen or most <= 0:
        return found
    progress("proving the plan without new ways")
    before = planned_objective(plant, limits)
    for place, match in enumerate(chosen[:most], start=1):
        progress(f"proving match {place} of {min(most, len(chosen))}")
        try:
            told[id(match)] = before - planned_objective(with_link(plant, match), limits)
        except (PlantError, SolverError):  # a plan may become too hard to certify; the match stands as tried
            continue
    return [replace(match, proved=told[id(match)]) if id(match) in told else match for match in found]


def with_link(plant: Plant, match: Match) -> Plant:
    """The plant with a way for a match, at no cost, and what hands heat over where it is taken as another."""
    free = Series(np.array(0.0), "", "0")
    link = Link(match.name, match.origin, match.destination, (match.material,), cost={match.material: free})
    links = () if match.at_one_site or match.linked else (link,)
    processes = (_exchanger(match),) if match.taken_as else ()
    return replace(plant, links=(*plant.links, *links), processes=(*plant.processes, *processes))


def _exchanger(match: Match) -> Process:
    one = Series(np.array(1.0), "", "1")
    return Process(
        match.exchanger,
        match.destination,
        "recipe",
        "",
        (Input(match.material, mix=True, activity=one),),
        (Output(match.taken_as, per_activity=one),),
        basis=ENERGY,
        typed_basis=ENERGY,
    )
