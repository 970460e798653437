"""Mixes outside of what a process model holds for, where its file tells them and does not limit them.

What somebody can mend at the plant itself, such as a mix too thick that is thinned with liquid, is no bound on a plan.
"""

from __future__ import annotations

import numpy as np

from ...errors import Findings, Problem
from ...plant.model import QualityLimit
from ...solve.engine.solution import Solution
from ...units import format_number
from ..tables.elements import Elements

NOTICED = 1e-6  # relative to the bound
LEAST = 1e-9  # of a year's feed, below which a process does nothing


def validity_problems(elements: Elements, solution: Solution) -> list[Problem]:
    """A warning for each process whose mix lies outside of such bounds; of several years and slots the worst."""
    findings = Findings()
    for limit in elements.plant.quality:
        if limit.advice and limit.values is not None:
            _tell(elements, limit, _means(elements, solution, limit), findings)
    return findings.problems


def _means(elements: Elements, solution: Solution, limit: QualityLimit) -> np.ndarray:
    """The mean over the mix in each year and slot in which the process is fed."""
    graph, values = elements.graph, limit.values or {}
    process = graph.processes.names.index(limit.at)
    members = np.flatnonzero((graph.feeds.process == process) & graph.feeds.mix)
    weights = np.array([values.get(graph.pools.material[int(pool)], 0.0) for pool in graph.feeds.pool[members]])
    fed = solution.values["feed"][members]
    total = fed.sum(axis=0)
    running = total > LEAST * max(float(total.max(initial=0.0)), LEAST)
    found: np.ndarray = np.einsum("n,nyt->yt", weights, fed)[running] / total[running]
    return found


def _tell(elements: Elements, limit: QualityLimit, means: np.ndarray, findings: Findings) -> None:
    if not len(means):
        return
    low, high = limit.minimum, limit.maximum
    least, most = float(means.min()), float(means.max())
    if high is not None and most > high * (1 + NOTICED):
        found = most
    elif low is not None and least < low * (1 - NOTICED):
        found = least
    else:
        return
    if low is not None and high is not None:
        bounds = f"{_percent(low)} - {_percent(high)}"
    else:
        bounds = f">= {_percent(low)}" if low is not None else f"<= {_percent(high or 0.0)}"
    findings.warn(
        "beyond-validity",
        f"In this plan the {limit.property} at {limit.at!r} is {_percent(found)}, where its model holds for {bounds}.",
        limit.where,
        limit.advice,
    )


def _percent(value: float) -> str:
    return f"{format_number(100 * value, 3)} %"
