"""Loads of next to nothing by which a process goes on for no other end than to need no start."""

from __future__ import annotations

import numpy as np

from ...errors import Findings, Problem
from ...graph.parts.processes import LEAST_LOAD
from ...solve.engine.solution import Solution
from ..tables.elements import Elements

NEAR = 1.5  # times the least load: what runs at less does so to be on


def token_load_problems(elements: Elements, solution: Solution) -> list[Problem]:
    """A warning for each process with a cost of starts and no minimum load that idles rather than starts again."""
    graph, plant = elements.graph, elements.plant
    processes, activity = graph.processes, solution.values["activity"]
    largest = np.where(processes.expandable[:, None], processes.most, processes.installed)
    findings = Findings()
    for member, process in enumerate(plant.processes):
        if not processes.has_start[member] or process.minimum_load is not None:
            continue
        token = NEAR * LEAST_LOAD * largest[member][:, None] * graph.times.hours
        slots = int(np.count_nonzero((activity[member] > 0) & (activity[member] <= token)))
        if slots and np.isfinite(token).all():
            findings.warn(
                "token-load",
                f"{process.name!r} runs at 0.01 % of its capacity in {slots:,} slots, so that it need not start again: "
                "without a minimum load that little counts as running.",
                process.where,
                "Give `minimum_load` the least at which it can run.",
            )
    return findings.problems
