"""Readings that the plant's own amounts contradict: of two figures for one flow today takes one, the plan the other."""

from __future__ import annotations

import numpy as np

from ...errors import Findings
from ...plant.model import Plant
from ...units import format_number
from ..arrays.flow_graph import Floats, FlowGraph
from ..measured_flows import MeasuredFlow, held_flows

APART = 0.1  # relative; scales and bills differ by less
SLIP, SLIP_SPREAD = 1000.0, 2.0  # a thousand times, give or take


def check_readings(plant: Plant, graph: FlowGraph, findings: Findings) -> None:
    """Warn of each measured supply and market whose amount in the plan is another one, in the first year."""
    places = {(item.at, item.material): item.where for item in plant.measurements}
    for item in held_flows(plant, graph):
        found = _bounds(plant, graph, item)
        if found is None:
            continue
        read, least, most = found
        if least * (1 - APART) <= read <= most * (1 + APART):
            continue
        bound = least if read < least else most
        table = "supplies" if item.table == "supplies" else "markets"
        findings.warn(
            "measurement-apart",
            f"{item.at!r} was measured at {format_number(read)} {_unit(plant, item)} a year, but `{table}` "
            f"{_says(item, read < least)} {format_number(bound)}: today and the plan do not compare.",
            places.get((item.at, item.material)),
            _remedy(read, bound, table),
        )


def _bounds(plant: Plant, graph: FlowGraph, item: MeasuredFlow) -> tuple[float, float, float] | None:
    """What was measured, and the least and most that the plan allows, over the slots measured in the first year."""
    if item.table == "supplies":
        rows = graph.supplies
    elif item.table == "markets" and len(_market_materials(plant, item.at)) == 1:
        rows = graph.markets  # type: ignore[assignment]
    else:
        return None
    row, weight = rows.names.index(item.at), graph.times.weight
    if item.by_year is not None:
        known: Floats = np.ones(weight.size)
        read = float(item.by_year[0])
    else:
        amounts = np.full((1, weight.size), np.nan) if item.by_slot is None else item.by_slot
        first = np.broadcast_to(amounts, (amounts.shape[0], weight.size))[0]
        known = (~np.isnan(first)).astype(float)
        read = float(np.nansum(first * weight))
    least, most = (_over(bound[row][0], weight, known) for bound in (rows.minimum, rows.maximum))
    return read, least, most


def _over(bound: Floats, weight: Floats, known: Floats) -> float:
    values = np.broadcast_to(bound, weight.shape)
    return float((values * weight)[known > 0].sum())


def _market_materials(plant: Plant, name: str) -> tuple[str, ...]:
    return next((item.materials for item in plant.markets if item.name == name), ())


def _unit(plant: Plant, item: MeasuredFlow) -> str:
    if item.table == "supplies":
        material = next(each.material for each in plant.supplies if each.name == item.at)
    else:
        material = _market_materials(plant, item.at)[0]
    return plant.materials[material].unit


def _says(item: MeasuredFlow, below: bool) -> str:
    if item.table == "markets":
        return "asks for at least" if below else "takes at most"
    return "must take" if below else "has at most"


def _remedy(read: float, bound: float, table: str) -> str:
    less, more = sorted((read, bound))
    slip = less > 0 and SLIP / SLIP_SPREAD <= more / less <= SLIP * SLIP_SPREAD
    start = "One is a thousand times the other: check the units. " if slip else ""
    return f"{start}Correct the reading or the amount in `{table}`; where both are right, what is saved is partly this."
