"""A plant's readings reconciled, told in the units that they were typed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..graph.arrays.flow_graph import Floats, FlowGraph, Ints
from ..graph.arrays.index import Index
from ..graph.measured_flows import MeasuredFlow
from ..graph.parts.effects import output_terms
from ..plant.model import Plant, Times
from ..units import UnitError, conversion, parse_quantity, power_of
from .bilinear import Reconciled
from .reconcile import Solved, common_error, in_order, reading_results, suspects
from .reconciled_flows import FlowResult, ReadingResult, Reconciliation, YieldResult
from .soft_yields import SoftParameter, SoftYield
from .system import closes
from .year_today import YearToday, first_as_typed, year_today

MONTH = 730.0
EXACT = 1e-9  # of an amount: what rounding alone makes of its uncertainty


def reconcile(plant: Plant) -> Reconciliation | None:
    """The plant's readings made to balance, in its first year; None where exact readings or facts contradict.

    Readings of a whole year are reconciled over the year; where any is of a slot, slot by slot.
    """
    return reconciled(year_today(first_as_typed(plant)))


def reconciled(year: YearToday) -> Reconciliation | None:
    """What was reconciled, as it is told."""
    plant, graph, held, found = year.plant, year.graph, year.held, year.found
    if found is None:
        return None
    solved = found.solved
    blamed = suspects(solved, found.meters)
    place = {name: position for position, each in enumerate(blamed, start=1) for name in each.meters}
    amounts, deviations, tests = reading_results(solved)
    readings = tuple(_readings(plant.times, graph, solved, held, (amounts, deviations, tests), place))
    yields = tuple(_yields(found, (amounts, deviations, tests), place))
    flows = tuple(_unmeasured(plant, found))
    by_meter, openings = _by_meter(graph, solved, held, amounts), _openings(graph, solved, held)
    factors = tuple(map(float, found.factors))
    return Reconciliation(
        readings,
        flows,
        solved.test(),
        blamed,
        by_meter,
        openings,
        yields=yields,
        factors=factors,
        look_at=in_order(solved, found.meters, len(held)),
        common_error=common_error(solved, len(held)),
    )


def _yields(found: Reconciled, told: tuple[Floats, Floats, Floats], place: dict[str, int]) -> Iterator[YieldResult]:
    """The yields with an uncertainty: what was typed, and what was found."""
    first = len(found.solved.system.readings) - len(found.yields)
    for number, item in enumerate(found.yields, start=first):
        factor, deviation, test = (float(each[number]) for each in told)
        if isinstance(item, SoftParameter):
            yield _parameter(item, factor, deviation, test, place.get(item.name, 0))
            continue
        scale, unit = _as_typed(item)
        typed = float(np.mean(item.amount.values)) * scale
        yield YieldResult(
            item.at,
            item.material,
            item.role,
            "",
            unit,
            typed,
            typed * item.share,
            typed * factor,
            typed * deviation,
            typed * (factor - 1.0),
            test,
            place.get(item.name, 0),
            item.where,
            item.per,
            name=item.name,
        )


def _parameter(item: SoftParameter, factor: float, deviation: float, test: float, suspect: int) -> YieldResult:
    """A parameter of a model: its value as the model has it, and as found."""
    known = item.range
    scale, unit = _unit_typed(known.typed, known.unit)
    step = known.deviation * scale
    return YieldResult(
        known.process,
        "",
        "",
        "",
        unit,
        known.value * scale,
        step,
        known.value * scale + (factor - 1.0) * step,
        deviation * step,
        (factor - 1.0) * step,
        test,
        suspect,
        item.where,
        parameter=known.parameter,
        name=item.name,
    )


def _unit_typed(typed: str, canonical: str) -> tuple[float, str]:
    """What turns a canonical value into the unit that it was typed in; canonical where that cannot be read."""
    if typed.rstrip().endswith("%") and not canonical:
        return 100.0, "%"
    try:
        unit = parse_quantity(typed)[1].typed
        return (conversion(canonical, unit), unit) if unit and canonical else (1.0, canonical)
    except UnitError:
        return 1.0, canonical


def _as_typed(item: SoftYield) -> tuple[float, str]:
    """What turns a canonical yield into the unit that it was typed in; canonical where that is not one unit."""
    try:
        typed = item.amount.profile_unit or parse_quantity(item.amount.typed)[1].typed
        return (conversion(item.unit, typed), typed) if typed and "/" in typed else (1.0, item.unit)
    except UnitError:
        return 1.0, item.unit


def _openings(graph: FlowGraph, solved: Solved, held: Sequence[MeasuredFlow]) -> Floats:
    """(stocks,) the level at which each stock opens that the plant lets close on itself and the readings do not."""
    found = np.full(len(graph.stocks), np.nan)
    if closes(graph, held):
        return found
    for member in np.flatnonzero(np.isnan(graph.stocks.start)):
        column = np.array([solved.system.column("opening", int(member), 0, 0)])
        found[member] = max(solved.value(column, np.ones(1))[0], 0.0)
    return found


def _readings(
    times: Times,
    graph: FlowGraph,
    solved: Solved,
    held: Sequence[MeasuredFlow],
    found: tuple[Floats, Floats, Floats],
    place: dict[str, int],
) -> Iterator[ReadingResult]:
    for reading, amount, deviation, test in zip(solved.system.readings, *found, strict=True):
        if reading.meter >= len(held):
            continue
        item = held[reading.meter]
        scale = per_typed(times, item.unit, _basis(graph, item), reading.slot)
        slot = times.labels[reading.slot] if reading.slot >= 0 and graph.slots > 1 else ""
        yield ReadingResult(
            item.at,
            item.material or "",
            item.role,
            slot,
            item.unit,
            reading.amount * scale,
            reading.sigma * scale,
            amount * scale,
            deviation * scale,
            (amount - reading.amount) * scale,
            test,
            place.get(item.name, 0),
            item.where,
        )


def per_typed(times: Times, typed: str, canonical: str, slot: int) -> float:
    """What turns an amount of a slot (-1: of the year) into a rate as typed; a month is the calendar's, a slot one."""
    hours = times.hours_per_year if slot < 0 else float(times.hours[slot])
    if power_of("slot", typed) == -1:
        count = float(times.weight.sum()) if slot < 0 else 1.0
        return conversion(canonical, typed.partition("/")[0]) / count
    scale = conversion(f"{canonical}/h", typed) / hours
    if times.months is not None and power_of("month", typed) == -1:
        months = float(times.months.sum()) if slot < 0 else float(times.months[slot])
        scale *= hours / (MONTH * months)
    return scale


def _basis(graph: FlowGraph, item: MeasuredFlow) -> str:
    """The canonical unit of a held flow's amount."""
    term = item.terms[0]
    member = int(term.member[0])
    if term.family == "activity" and item.material is None:
        return graph.processes.basis[member]
    if item.material is not None:
        at = graph.pools.material.index(item.material)
        return graph.pools.unit[at]
    pools = {
        "supply": graph.supplies.pool,
        "feed": graph.feeds.pool,
        "arc": graph.arcs.origin,
        "delivery": graph.deliveries.pool,
    }
    return graph.pools.unit[int(pools[term.family][member])]


def _by_meter(graph: FlowGraph, solved: Solved, held: Sequence[MeasuredFlow], amounts: Floats) -> list[Floats]:
    """Reconciled amounts by meter, shaped as they were held."""
    found: list[Floats] = []
    for item in held:
        if item.by_year is not None:
            found.append(np.array(item.by_year, dtype=float))
        else:
            found.append(
                np.array(
                    np.broadcast_to(np.zeros((1, 1)) if item.by_slot is None else item.by_slot, (1, graph.slots)),
                    dtype=float,
                )
            )
    for reading, amount in zip(solved.system.readings, amounts, strict=True):
        if reading.meter >= len(held):
            continue
        if reading.slot < 0:
            found[reading.meter][0] = amount
        else:
            found[reading.meter][0, reading.slot] = amount
    return [np.maximum(values, 0.0) for values in found]


def _unmeasured(plant: Plant, found: Reconciled) -> Iterator[FlowResult]:
    """Every flow of the plant that no meter of its own was read for, over the year."""
    solved, held = found.solved, found.held
    measured = {(item.at, item.material or "", item.role) for item in held}
    units = {item.material: item.unit for item in held if item.material}
    for at, material, role, columns, coefficients in flows(plant, found):
        if any(key in measured for key in ((at, material, role), (at, material, ""))) or not len(columns):
            continue
        canonical = plant.materials[material].unit
        typed = units.get(material) or f"{plant.materials[material].typed_unit}/year"
        typed = typed if not power_of("slot", typed) else f"{plant.materials[material].typed_unit}/year"
        scale = per_typed(plant.times, typed, canonical, -1)
        value, deviation, determined = solved.value(columns, coefficients)
        deviation = 0.0 if deviation <= EXACT * abs(value) else deviation
        yield FlowResult(at, material, role, typed, max(value, 0.0) * scale, deviation * scale, determined)


Flow = tuple[str, str, str, Ints, Floats]
"""Element, material, role (of a process), and the columns and coefficients of its amount over the year."""


def flows(plant: Plant, found: Reconciled) -> Iterator[Flow]:
    """Every flow of a plant as a sum over the columns of its system, with what its yields' uncertainty adds."""
    values, first = found.solved.columns(), found.solved.system.departures
    if found.typed is None:
        yield from _flows(plant, found.graph, found.solved)
        return
    graphs = (found.graph, found.typed, *(each.graph for each in found.moved))
    for now, typed, *moved in zip(*(_flows(plant, graph, found.solved) for graph in graphs), strict=True):
        at, material, role, columns, coefficients = now
        slopes = np.zeros(len(found.yields))
        for at_two, each in zip(found.moved, moved, strict=True):
            slopes += at_two.by_yield(columns, (each[4] - typed[4]) * values[columns], len(slopes))
        sloped = np.flatnonzero(slopes)
        yield (
            at,
            material,
            role,
            np.concatenate([columns, first + sloped]),
            np.concatenate([coefficients, slopes[sloped]]),
        )


def _flows(plant: Plant, graph: FlowGraph, solved: Solved) -> Iterator[Flow]:
    """Every flow of a graph as a sum over the columns of its program."""
    pools, weight = graph.pools, graph.times.weight
    for member, name in enumerate(graph.supplies.names):
        yield name, pools.material[graph.supplies.pool[member]], "", *_sum(solved, "supply", member, weight)
    for member, process in enumerate(graph.feeds.process.tolist()):
        material = pools.material[graph.feeds.pool[member]]
        yield graph.processes.names[process], material, "in", *_sum(solved, "feed", member, weight)
    index = Index(plant, graph)
    for row, material in index.outputs:
        parts = [
            _sum(solved, family, member, weight * np.broadcast_to(made[0], weight.shape))
            for family, member, made in output_terms(index, row, material)
        ]
        yield (
            graph.processes.names[row],
            material,
            "out",
            np.concatenate([part[0] for part in parts]),
            np.concatenate([part[1] for part in parts]),
        )
    for member, link in enumerate(graph.arcs.link.tolist()):
        material = pools.material[graph.arcs.origin[member]]
        yield graph.links.names[link], material, "", *_sum(solved, "arc", member, weight)
    for member, market in enumerate(graph.deliveries.market.tolist()):
        material = pools.material[graph.deliveries.pool[member]]
        yield graph.markets.names[market], material, "", *_sum(solved, "delivery", member, weight)


def _sum(solved: Solved, family: str, member: int, weight: Floats) -> tuple[Ints, Floats]:
    """The columns of a member in all slots, and how often each counts."""
    first = solved.system.column(family, member, 0, 0)
    return first + np.arange(len(weight)), np.asarray(weight, dtype=float)
