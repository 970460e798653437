"""What can never be used, because its least load is more than it can ever do."""

from __future__ import annotations

import numpy as np

from ...errors import Findings
from ...plant.model import Link, Plant, Process, Series
from ...units import format_number
from ..arrays.flow_graph import Floats

ROUNDING = 1e-9


def check_least_loads(plant: Plant, findings: Findings) -> None:
    """Warn of each process and link whose `minimum_load` no slot of any year has room for."""
    for process in plant.processes:
        most = _room(process)
        if most is not None and most.max() > 0 and _never(process.minimum_load, most):
            findings.warn(
                "never-used",
                f"`minimum_load` of {process.name!r} is more than the {format_number(100 * float(most.max()))} % of "
                "its capacity that can ever be in use: it never runs.",
                process.where,
                "Lower `minimum_load`, or check `availability` and the capacity by slot.",
            )
    told: set[object] = set()
    for link in plant.links:
        if _link_is_idle(link) and link.where not in told:
            told.add(link.where)
            findings.warn(
                "never-used",
                f"`minimum_load` of {link.name!r} is more than its `capacity`: nothing can ever be sent.",
                link.where,
                "Lower `minimum_load`, or raise `capacity`.",
            )


def _room(process: Process) -> Floats | None:
    """(years, slots) or what spreads over it: the share of the capacity that may be in use; None: no least load."""
    if process.minimum_load is None:
        return None
    available = np.ones((1, 1)) if process.availability is None else np.atleast_2d(process.availability.values)
    if process.capacity is None or process.capex is not None:
        return available
    capacity = np.atleast_2d(process.capacity.values)
    largest = capacity.max(axis=1, keepdims=True)
    part = np.divide(capacity, largest, out=np.zeros_like(capacity), where=largest > 0)
    return np.asarray(available * part, dtype=float)


def _never(least: Series | None, most: Floats) -> bool:
    return least is not None and bool(np.all(np.atleast_2d(least.values) > most * (1 + ROUNDING)))


def _link_is_idle(link: Link) -> bool:
    if link.minimum_load is None or link.capacity is None:
        return False
    most = np.atleast_2d(link.capacity.values)
    return bool(most.max() > 0) and _never(link.minimum_load, most)
