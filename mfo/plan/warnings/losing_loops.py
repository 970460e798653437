"""Losses round and round in a finished plan, which the check before solving (without slots and limits) let pass."""

from __future__ import annotations

import numpy as np

from ...errors import Findings, Problem
from ...graph.checks.cycle_loss import LossLoop, losing_flows, lost_told, may_lose, remedy_of
from ...solve.engine.solution import Solution
from ..tables.elements import Elements
from ..tables.flows import opening_levels

LOSES = "cycle-loses"
MOST_NAMES = 4


def loop_problems(elements: Elements, solution: Solution) -> list[Problem]:
    """A warning for each part of the plan in which matter goes round and vanishes, or stays in a store until it does.

    Energy is left out: it does go astray on its way.
    """
    index, graph = elements.index, elements.graph
    if not may_lose(index):
        return []
    weight, values = graph.times.weight, solution.values
    amounts = {
        family: (values[family] @ weight).mean(axis=1)
        for family in ("supply", "feed", "activity", "arc", "delivery", "charge")
    }
    lost = graph.stocks.lost(opening_levels(elements, solution), values["charge"], values["discharge"])
    amounts["level"] = (lost @ weight).mean(axis=1) if len(graph.stocks) else np.zeros(0)
    findings = Findings()
    for loop in losing_flows(index, amounts):
        if not loop.energy:
            _tell(elements, loop, findings)
    return findings.problems


def _tell(elements: Elements, loop: LossLoop, findings: Findings) -> None:
    amount, unit, hours = lost_told(loop, elements.plant)
    names = ", ".join(repr(name) for name in loop.elements[:MOST_NAMES])
    more = f" and {len(loop.elements) - MOST_NAMES} more" if len(loop.elements) > MOST_NAMES else ""
    message = (
        f"In this plan {amount} {unit} of {loop.material!r} in {hours} h go round in {names}{more} "
        "until nothing is left."
        if hours
        else f"In this plan {amount} {unit} of {loop.material!r} a year go round in {names}{more} "
        "until nothing is left."
    )
    findings.warn("cycle-loses", message, loop.where, remedy_of(loop))
