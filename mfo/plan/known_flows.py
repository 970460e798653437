"""How each flow is known: read, reconciled, spread over slots, following from what was read, or guessed; how surely.

Standard uncertainties are of the whole year: those of single slots do not add up to it, because one meter reads them
all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from ..errors import SolverError
from ..graph.arrays.flow_graph import Bools, FlowGraph
from ..graph.build import build_graph
from ..graph.measured_flows import MeasuredFlow, graph_today, whole_year
from ..plant.model import Plant
from ..reconciliation.bilinear import Reconciled, reconcile_all
from ..reconciliation.reconcile import Solved
from ..reconciliation.soft_yields import soft_yields
from ..reconciliation.tell import flows
from ..reconciliation.year_today import year_today
from ..units import conversion
from .plan import Plan

READ, RECONCILED, SPREAD, FOLLOWS, GUESSED = "read", "reconciled", "spread", "follows", "guessed"
KNOWN = (READ, RECONCILED, SPREAD, FOLLOWS, GUESSED)
EXACT = 1e-9  # of an amount: what rounding alone makes of its uncertainty
Told = tuple[str, str, str, float]
"""Element, material, role, and the standard uncertainty over the year in the unit typed for the material."""


def mark_known(
    plan: Plan, plant: Plant, typed: Plant, held: Sequence[MeasuredFlow], reconciled: bool, spread: set[int]
) -> None:
    """Say in the table of flows how each is known (``known``), how surely (``year_uncertainty``), and which were read
    themselves (``measured``). ``plant`` has the yields that were reconciled, ``typed`` those that were typed."""
    table = plan.tables["flows"]
    known = np.full(len(table), GUESSED, dtype=object)
    unsure = np.full(len(table), math.nan)
    columns = {name: np.array(table[name], dtype=object) for name in ("element", "material", "direction")}
    for element, material, role in _follow(plant, typed, held):
        known[_rows(columns, element, material, role)] = FOLLOWS
    for element, material, role, deviation in _uncertainties(typed):
        unsure[_rows(columns, element, material, role)] = deviation
    for position, item in enumerate(held):
        here = _rows(columns, item.at, item.material or "", item.role)
        uncertain = item.uncertainty is not None and bool(np.nan_to_num(item.uncertainty).any())
        known[here] = SPREAD if position in spread else RECONCILED if reconciled and uncertain else READ
    unsure[(known == GUESSED) | (table["kind"] == "return").to_numpy()] = math.nan
    measured = np.isin(known, (READ, RECONCILED))
    plan.tables["flows"] = table.assign(known=known.astype(str), year_uncertainty=unsure, measured=measured)


def mark_measured_supplies(plan: Plan, unsure: dict[str, float]) -> None:
    """Give the supplies of a plan that must be taken and were measured their standard uncertainty over the year."""
    table = plan.tables["flows"]
    if not unsure:
        return
    of_supply = table["element"].map(unsure).where(table["kind"] == "supply")
    plan.tables["flows"] = table.assign(year_uncertainty=of_supply.to_numpy(dtype=float))


def _rows(columns: dict[str, np.ndarray], element: str, material: str, role: str) -> Bools:
    """The rows of an element's flow of a material (blank: of all), into or out of a process where a role says so."""
    here: Bools = np.equal(columns["element"], element).astype(bool)
    if material:
        here &= columns["material"] == material
    if role:
        here &= columns["direction"] == ("out of pool" if role == "in" else "into pool")
    return here


def _follow(plant: Plant, typed: Plant, held: Sequence[MeasuredFlow]) -> list[tuple[str, str, str]]:
    """The flows whose amount over the year only one value fits, given what was read and the facts of the plant."""
    year, solved = _of_year(typed)
    if solved is None:
        year = whole_year(plant)
        graph = build_graph(year)
        whole = [item for item in (_over_year(item, plant) for item in held) if item is not None]
        solved = reconcile_all(year, graph_today(year, graph, whole), whole)
    if solved is None:
        return []
    found = []
    for element, material, role, columns, coefficients in flows(year, solved):
        if len(columns) and solved.solved.value(columns, coefficients)[2]:
            found.append((element, material, role))
    return found


def _of_year(typed: Plant) -> tuple[Plant, Reconciled | None]:
    """What was reconciled over the year as one slot; None where it was not, or all is exact.

    What is determined by readings is so whatever their uncertainty.
    """
    if not _is_uncertain(typed):
        return typed, None
    try:
        year = year_today(typed)
    except SolverError:
        return typed, None
    return year.plant, year.found if year.graph.slots == 1 else None


def _is_uncertain(plant: Plant) -> bool:
    return any(item.uncertainty for item in plant.measurements) or bool(soft_yields(plant))


def _uncertainties(typed: Plant) -> list[Told]:
    """The standard uncertainty over the year of every flow that the readings determine; nothing where all are exact."""
    if not _is_uncertain(typed):
        return []
    try:
        year = year_today(typed)
    except SolverError:
        return []  # today never blocks a plan
    return [] if year.found is None else list(_told(year.plant, year.found))


def _told(plant: Plant, found: Reconciled) -> Iterator[Told]:
    """Each flow that is determined; of a link what is sent and what arrives, which is less where it loses some."""
    graph, solved = found.graph, found.solved
    arrives = _arriving(graph, solved)
    for element, material, role, columns, coefficients in flows(plant, found):
        item = plant.materials[material]
        scale = conversion(item.unit, item.typed_unit)
        sides = [("in", coefficients), ("out", arrives(columns, coefficients))] if element in graph.links.names else []
        for side, factors in sides or [(role, coefficients)]:
            value, deviation, determined = solved.value(columns, factors)
            if determined and len(columns):
                yield element, material, side, deviation * scale if deviation > EXACT * abs(value) else 0.0


def _arriving(graph: FlowGraph, solved: Solved) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """What turns the coefficients of what a link is given into those of what arrives."""
    shares = {}
    for member in range(len(graph.arcs.link)):
        first = solved.system.column("arc", member, 0, 0)
        shares[first] = np.broadcast_to(graph.arcs.yields[member][0], (graph.slots,))
    return lambda columns, sent: sent * shares[int(columns[0])]


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
