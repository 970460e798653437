"""Where materials can arrive, and from where they can leave: walks over sites, links and processes."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable

from ...plant.model import Link, Plant, Process

Place = tuple[str, str]
"""A site and a material."""


def arrivals(plant: Plant, strict: bool = False) -> set[Place]:
    """Every (site, material) that supplies, processes, returns, stocks and links can bring about.

    A process makes something once any input of its mix can arrive (without a mix, always). ``strict``: only while
    all the inputs it needs in proportion can arrive too. Loops that feed themselves count as able to run.
    """
    stopped: set[str] = set()
    while True:
        reached = _spread(plant, stopped)
        lacking = {process.name for process in plant.processes if missing_inputs(process, reached)} if strict else set()
        if lacking <= stopped:
            return reached
        stopped |= lacking


def missing_inputs(process: Process, reached: set[Place]) -> list[str]:
    """The inputs needed in proportion that cannot arrive at the process."""
    needed = (item for item in process.inputs if not item.mix)
    return [item.material for item in needed if (process.site, item.material) not in reached]


def _spread(plant: Plant, stopped: set[str]) -> set[Place]:
    reached: set[Place] = set()
    waiting: deque[Place] = deque()

    def add(site: str, materials: Iterable[str]) -> None:
        for material in materials:
            if (site, material) not in reached:
                reached.add((site, material))
                waiting.append((site, material))

    takers = _mix_takers(plant)
    ways = links_from(plant)
    sold = _returns_of(plant)
    _seed(plant, stopped, add)
    while waiting:
        site, material = waiting.popleft()
        for link in ways.get((site, material), ()):
            add(link.destination, (material,))
        for process in takers.get((site, material), ()):
            if process.name not in stopped:
                add(process.site, _made(process, material))
        for back_site, back in sold.get((site, material), ()):
            add(back_site, (back,))
    return reached


def _seed(plant: Plant, stopped: set[str], add: Callable[[str, Iterable[str]], None]) -> None:
    for supply in plant.supplies:
        add(supply.site, (supply.material,))
    for store in plant.stores:
        if store.start or store.end:  # an end alone is what it opens with, too
            add(store.site, store.materials)
    for process in plant.processes:
        if process.name not in stopped and not any(item.mix for item in process.inputs):
            add(process.site, (output.material for output in process.outputs if not output.is_loss))


def _made(process: Process, material: str) -> list[str]:
    outputs = (output for output in process.outputs if not output.is_loss)
    return [output.material for output in outputs if output.per_activity is not None or material in output.per_input]


def _mix_takers(plant: Plant) -> dict[Place, list[Process]]:
    takers: dict[Place, list[Process]] = defaultdict(list)
    for process in plant.processes:
        for item in process.inputs:
            if item.mix:
                takers[process.site, item.material].append(process)
    return takers


def links_from(plant: Plant) -> dict[Place, list[Link]]:
    """The links that can carry a material away from a site, by (site, material)."""
    ways: dict[Place, list[Link]] = defaultdict(list)
    for link in plant.links:
        for material in link.materials:
            ways[link.origin, material].append(link)
    return ways


def _returns_of(plant: Plant) -> dict[Place, list[Place]]:
    markets = {market.name: market for market in plant.markets}
    sold: dict[Place, list[Place]] = defaultdict(list)
    for item in plant.returns:
        market = markets[item.market]
        for material in (item.sold,) if item.sold else market.materials:
            sold[market.site, material].append((item.site, item.material))
    return sold


def takers(plant: Plant) -> set[Place]:
    """Every (site, material) from which something is drawn, or from which links lead to such a place."""
    wanted: set[Place] = set()
    for process in plant.processes:
        wanted.update((process.site, item.material) for item in process.inputs)
    for market in plant.markets:
        wanted.update((market.site, material) for material in market.materials)
    for store in plant.stores:
        wanted.update((store.site, material) for material in store.materials)
    into: dict[Place, list[str]] = defaultdict(list)
    for link in plant.links:
        for material in link.materials:
            into[link.destination, material].append(link.origin)
    waiting = deque(wanted)
    while waiting:
        site, material = waiting.popleft()
        for origin in into.get((site, material), ()):
            if (origin, material) not in wanted:
                wanted.add((origin, material))
                waiting.append((origin, material))
    return wanted
