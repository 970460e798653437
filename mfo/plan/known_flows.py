"""How each flow of today is known: read, reconciled, spread over slots, following from what was read, or guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..graph.arrays.flow_graph import Bools
from ..graph.build import build_graph
from ..graph.measured_flows import MeasuredFlow, graph_today, whole_year
from ..plant.model import Plant
from ..reconciliation.reconcile import solve_readings
from ..reconciliation.tell import flows
from .plan import Plan

READ, RECONCILED, SPREAD, FOLLOWS, GUESSED = "read", "reconciled", "spread", "follows", "guessed"
KNOWN = (READ, RECONCILED, SPREAD, FOLLOWS, GUESSED)


def mark_known(plan: Plan, plant: Plant, held: Sequence[MeasuredFlow], reconciled: bool, spread: set[int]) -> None:
    """Say in the table of flows how each is known (``known``), and which were read themselves (``measured``)."""
    table = plan.tables["flows"]
    known = np.full(len(table), GUESSED, dtype=object)
    columns = {name: np.array(table[name], dtype=object) for name in ("element", "material", "direction")}
    for element, material, role in _follow(plant, held):
        known[_rows(columns, element, material, role)] = FOLLOWS
    for position, item in enumerate(held):
        here = _rows(columns, item.at, item.material or "", item.role)
        uncertain = item.uncertainty is not None and bool(np.nan_to_num(item.uncertainty).any())
        known[here] = SPREAD if position in spread else RECONCILED if reconciled and uncertain else READ
    measured = np.isin(known, (READ, RECONCILED))
    plan.tables["flows"] = table.assign(measured=measured, known=known.astype(str))


def _rows(columns: dict[str, np.ndarray], element: str, material: str, role: str) -> Bools:
    """The rows of an element's flow of a material (blank: of all), into or out of a process where a role says so."""
    here: Bools = np.equal(columns["element"], element).astype(bool)
    if material:
        here &= columns["material"] == material
    if role:
        here &= columns["direction"] == ("out of pool" if role == "in" else "into pool")
    return here


def _follow(plant: Plant, held: Sequence[MeasuredFlow]) -> list[tuple[str, str, str]]:
    """The flows whose amount over the year only one value fits, given what was read and the facts of the plant."""
    year = whole_year(plant)
    graph = build_graph(year)
    whole = [item for item in (_over_year(item, plant) for item in held) if item is not None]
    solved = solve_readings(graph_today(year, graph, whole), whole)
    if solved is None:
        return []
    found = []
    for element, material, role, columns, coefficients in flows(year, graph, solved):
        if len(columns) and solved.value(columns, coefficients)[2]:
            found.append((element, material, role))
    return found


def _over_year(item: MeasuredFlow, plant: Plant) -> MeasuredFlow | None:
    """A held flow over the year as exact; None where it was read in some slots alone."""
    if item.by_year is not None:
        amount = float(item.by_year[0])
    elif item.by_slot is None or np.isnan(item.by_slot).any():
        return None
    else:
        weight = plant.times.weight
        amount = float(np.broadcast_to(item.by_slot, (1, len(weight)))[0] @ weight)
    terms = tuple(replace(term, coefficient=term.coefficient[:, :, :1]) for term in item.terms)
    return replace(item, by_slot=np.array([[amount]]), by_year=None, uncertainty=None, terms=terms)
