"""The problems that ``peers.py`` gives to every tool: nodes with sources, demands, stores and links over time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

Floats = np.ndarray


@dataclass
class Problem:
    """Meet the demand of every node in every hour at least cost; ``scenarios``: factors on the sources' prices."""

    nodes: int
    hours: int
    source: list[tuple[int, Floats, float]] = field(default_factory=list)  # node, most an hour (hours,), price
    demand: list[tuple[int, Floats]] = field(default_factory=list)  # node, amount an hour
    store: list[tuple[int, float]] = field(default_factory=list)  # node, capacity; closes on itself
    link: list[tuple[int, int, float, float]] = field(default_factory=list)  # from, to, most an hour, price
    unit: list[tuple[int, float, float, float]] = field(default_factory=list)  # node, size, cost of a unit, price
    scenarios: Floats | None = None  # (scenarios, sources)


def network(size: float) -> Problem:
    """Ten sites with gas, sun, a load and a store, each linked to two others."""
    hours = max(24, int(8760 * size))
    random, hour = np.random.default_rng(1), np.arange(hours)
    day = 2 * np.pi * (hour % 24) / 24
    made = Problem(10, hours)
    for k in range(10):
        made.source.append((k, np.full(hours, 40.0), 50.0 + 3 * k))
        made.source.append((k, 30 * np.clip(np.sin(day - np.pi / 2), 0, None) * random.uniform(0.3, 1, hours), 0.0))
        made.demand.append((k, 15 + 5 * np.sin(day - 1.25 * np.pi) + random.uniform(0, 3, hours)))
        made.store.append((k, 60.0))
        made.link += [(k, (k + 1) % 10, 8.0, 0.5), (k, (k + 3) % 10, 8.0, 0.5)]
    return made


def chain(size: float) -> Problem:
    """Twenty nodes in a row: what is wanted at each comes from the first or is bought dearly."""
    hours = max(24, int(4600 * size))
    random = np.random.default_rng(2)
    made = Problem(20, hours)
    for k in range(20):
        made.source.append((k, np.full(hours, 60.0 if k == 0 else 5.0), 10.0 if k == 0 else 40.0 + k))
        made.demand.append((k, random.uniform(1, 4, hours)))
        if k:
            made.link.append((k - 1, k, 45.0, 0.3))
    return made


def sites(size: float) -> Problem:
    """Many sites in one slot, each served by three of fewer hubs."""
    count = max(50, int(20_000 * size))
    hubs = count // 10
    random = np.random.default_rng(3)
    made = Problem(count + hubs, 1)
    for hub in range(hubs):
        made.source.append((count + hub, np.array([60.0]), float(random.uniform(20, 60))))
    for site in range(count):
        made.source.append((site, np.array([10.0]), 300.0))
        made.demand.append((site, random.uniform(1, 5, 1)))
        for hub in random.choice(hubs, 3, replace=False):
            made.link.append((count + int(hub), site, 10.0, float(random.uniform(1, 9))))
    return made


def layered(size: float) -> Problem:
    """Sources, treatments with stores and users in layers over many slots."""
    hours = max(24, int(2_000 * size))
    random = np.random.default_rng(4)
    made = Problem(40, hours)
    season = 1 + 0.5 * np.sin(np.arange(hours) * 2 * np.pi / hours)
    for k in range(20):
        made.source.append((k, 6.0 * season, float(random.uniform(5, 20))))
        for to in random.choice(10, 3, replace=False):
            made.link.append((k, 20 + int(to), 4.0, float(random.uniform(0.5, 3))))
    for k in range(10):
        made.store.append((20 + k, 200.0))
        made.source.append((20 + k, np.full(hours, 30.0), 200.0))
        for to in random.choice(10, 3, replace=False):
            made.link.append((20 + k, 30 + int(to), 9.0, float(random.uniform(0.5, 3))))
        made.source.append((30 + k, np.full(hours, 30.0), 300.0))
        made.demand.append((30 + k, random.uniform(2, 8, hours)))
    return made


def units(size: float) -> Problem:
    """Units of four sizes to be built in whole numbers beside what can be bought."""
    hours = max(24, int(168 * size))
    random = np.random.default_rng(5)
    made = Problem(1, hours)
    made.source.append((0, np.full(hours, 200.0), 120.0))
    made.demand.append((0, 60 + 30 * np.sin(np.arange(hours) * 2 * np.pi / 24) + random.uniform(0, 10, hours)))
    for k in range(4):
        made.unit.append((0, 7.0 + 4 * k, float(hours * (9.3 + 4.1 * k) * (1 + k) * 4), 30.0 + 8 * k))
    return made


def scenarios(size: float) -> Problem:
    """A day of the network under a thousand sets of prices."""
    made = network(24 / 8760)
    count = max(25, int(1_000 * size))
    made.scenarios = np.random.default_rng(6).uniform(0.7, 1.3, (count, len(made.source)))
    return made


PROBLEMS = {
    "chain": chain,
    "network with stores": network,
    "many sites, one slot": sites,
    "layered slots": layered,
    "units in whole numbers": units,
    "1,000 scenarios": scenarios,
}
