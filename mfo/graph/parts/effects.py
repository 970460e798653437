"""What everything costs and emits: the rate lines of the graph, each a line (or several) of the ledger."""

from __future__ import annotations

import numpy as np

from ...errors import Findings, Where
from ...plant.facts.bounds import WAYS
from ...plant.model import Emission, Link, Process, Rate, Series, Store
from ..arrays.broadcast import compact
from ..arrays.families import TABLE_OF
from ..arrays.flow_graph import Floats, RateLine
from ..arrays.index import Index
from ..arrays.rate_lines import Cause, Lines
from .annuities import BY_SIZE, CAPITAL, INVESTMENT, OPENING, horizon_share, payment, replacements
from .contracts import add_contract_costs
from .landfill_cells import cell_costs
from .leaks import add_leaks
from .peaks import BILLED, PEAK, charges, yearly_rate
from .routes import Route
from .sizes import alive, beyond_the_cheapest, is_candidate, opening


def build_rates(index: Index, findings: Findings) -> tuple[RateLine, ...]:
    """Every rate line: prices, operation, capital, transport, storage, gases, landfilled mass, own rates."""
    lines = Lines(index.years, index.slots, index.plant.times.lasting)
    _supplies(index, lines)
    _markets(index, lines)
    _links(index, lines)
    _stores(index, lines)
    for row, store in enumerate(index.plant.stores):
        _capital(index, lines, row, store, findings, "store")
        _standing_cost(index, lines, row, store, findings, "store")
    for row, link in enumerate(index.plant.links):
        _capital(index, lines, row, link, findings, "link")
        _standing_cost(index, lines, row, link, findings, "link")
    for row, process in enumerate(index.plant.processes):
        _operation(index, lines, row, process)
        _fixed(index, lines, row, process, findings)
        _capital(index, lines, row, process, findings)
    for rate in index.plant.rates:
        _own_rate(index, lines, rate, findings)
    add_contract_costs(index, lines, findings)
    add_leaks(index, lines)
    cell_costs(index, lines)
    _landfilled(index, lines)
    return lines.lines()


def _landfilled(index: Index, lines: Lines) -> None:
    """What goes the route landfill, unless the process's model (or a rate of the plant) counts it already.

    A model counts all that it takes, so what the route itself has made before is taken off again.
    """
    by_rate = {rate.at for rate in index.plant.rates if rate.effect == "landfilled"}
    by_model = {
        row
        for row, process in enumerate(index.plant.processes)
        if process.name not in by_rate and any(rate.effect == "landfilled" for rate in process.rates)
    }
    by_hand = {index.process[name] for name in by_rate if name in index.process}
    route = Route(index, "landfill", "t")
    for family, member, tonnes in route.taken():
        if family != "feed" or int(index.graph.feeds.process[member]) not in by_model | by_hand:
            lines.add(Cause("landfilled", "landfill", family), member, tonnes)
    again = [
        part
        for part in route.taken_again()
        if part[0] == "feed" and int(index.graph.feeds.process[part[1]]) in by_model
    ]
    for family, member, tonnes in (*route.put_back(), *again):
        lines.add(Cause("landfilled", "landfill", family), member, -tonnes)


def scope_seen(index: Index, table: str, row: int, scope: int | None) -> int:
    """The scope as the reporter sees it: what another owner emits directly or by energy is scope 3."""
    reporter = index.plant.settings.reporter
    if not scope or not reporter or index.owner[table][row] == reporter:
        return scope or 0
    return 3


def _emit(
    index: Index,
    lines: Lines,
    emissions: tuple[Emission, ...],
    default: str,
    family: str,
    member: int,
    row: int,
    factor: float | Floats = 1.0,
) -> None:
    for item in emissions:
        cause = Cause(item.effect, item.category or default, family)
        rate: Series | Floats = item.value if isinstance(factor, float) else item.value.values * factor
        lines.add(cause, member, rate, scope_seen(index, TABLE_OF[family], row, item.scope))


def _supplies(index: Index, lines: Lines) -> None:
    for member, item in enumerate(index.plant.supplies):
        category = "gate fee" if _mean(item.price) < 0 else "purchase"
        lines.add(Cause("cost", category, "supply"), member, item.price)
        _emit(index, lines, item.emissions, "upstream", "supply", member, member)
    for place, row in enumerate(index.graph.supplies.subscribed.tolist()):
        fixed = index.plant.supplies[row].fixed_cost
        if fixed is not None:
            lines.add(Cause("cost", "fixed", "subscribed"), place, fixed, factor=_horizon_hours(index))


def _mean(price: Series) -> float:
    """The plain mean of a price, which nearly always is one number."""
    return float(price.values) if price.values.ndim == 0 else float(price.values.mean())


def _markets(index: Index, lines: Lines) -> None:
    for row, item in enumerate(index.plant.markets):
        category = "gate fee" if _mean(item.price) < 0 else "sale"
        for member in index.rows_of["delivery"].get(row, ()):
            lines.add(Cause("cost", category, "delivery"), member, item.price, factor=-1.0)
            _emit(index, lines, item.emissions, "delivery", "delivery", member, row)
            for avoided in item.avoided:
                cause = Cause(avoided.effect, avoided.category or "replaced", "delivery", "avoided")
                lines.add(cause, member, avoided.value, avoided.scope, factor=-1.0)


def _links(index: Index, lines: Lines) -> None:
    materials, origins = index.graph.pools.material, index.graph.arcs.origin.tolist()
    items, years = index.plant.links, _horizon_hours(index)
    for member, row in enumerate(index.graph.arcs.link.tolist()):
        item, material = items[row], materials[origins[member]]
        if material in item.cost:
            lines.add(Cause("cost", "transport", "arc"), member, item.cost[material])
        if item.emissions:
            emissions = item.emissions.get(material, ())
            _emit(index, lines, emissions, "transport", "arc", member, row)
    for row, item in enumerate(items):
        if item.fixed_cost is not None:
            lines.add(Cause("cost", "transport", "used"), row, item.fixed_cost, factor=years)


def _stores(index: Index, lines: Lines) -> None:
    by_hour = _slot_hours(index)
    for row, item in enumerate(index.plant.stores):
        for member in index.rows_of["level"].get(row, ()):
            if item.cost is not None:
                lines.add(Cause("cost", "storage", "level"), member, item.cost.values * by_hour)
            _emit(index, lines, item.emissions, "storage", "level", member, row, by_hour)
            _end_value(index, lines, member, item)


def _end_value(index: Index, lines: Lines, member: int, item: Store) -> None:
    """The stock at the end of each year; of a carried stock once, at the end of the horizon."""
    if item.end_value is not None:
        span, last = index.plant.times.span, np.arange(index.years) == index.years - 1
        share = np.where(last, 1.0 / span, 0.0) if item.carry else np.ones(index.years)
        lines.add(Cause("cost", "storage", "remaining"), member, -item.end_value * share)


def _slot_hours(index: Index) -> Floats:
    hours = index.plant.times.hours
    return hours[:1] if bool(np.all(hours == hours[0])) else hours


def _operation(index: Index, lines: Lines, row: int, process: Process) -> None:
    operation = "operation"
    if process.variable_cost is not None:
        lines.add(Cause("cost", operation, "activity"), row, process.variable_cost)
    for member in index.rows_of["segment"].get(row, ()) if process.cost_by_load is not None else ():
        lines.add(Cause("cost", operation, "segment"), member, index.graph.curves.cost[member])
    if process.start_cost is not None:
        lines.add(Cause("cost", "start-up", "start"), row, process.start_cost)
    if process.use_cost is not None:
        lines.add(Cause("cost", operation, "on"), row, process.use_cost)
    for entry in process.inputs:
        for member in index.feeds.get((row, entry.material), ()) if entry.cost is not None else ():
            if bool(index.graph.feeds.mix[member]) == entry.mix and entry.cost is not None:
                lines.add(Cause("cost", operation, "feed"), member, entry.cost)
    for output in process.outputs:
        if output.cost is not None:
            _per_output(index, lines, Cause("cost", operation, ""), row, output.material, output.cost, None)
    for rate in process.rates:
        scope = scope_seen(index, "processes", row, rate.scope)
        default = operation if rate.effect == "cost" else "process"
        _process_rate(index, lines, row, rate.effect, rate.category or default, rate.value, rate.per, scope)


def _process_rate(
    index: Index, lines: Lines, row: int, effect: str, category: str, value: Series, per: str | None, scope: int | None
) -> None:
    if per is None:
        lines.add(Cause(effect, category, "activity"), row, value, scope)
    elif (row, per) in index.feeds:
        for member in index.feeds[row, per]:
            lines.add(Cause(effect, category, "feed"), member, value, scope)
    else:
        _per_output(index, lines, Cause(effect, category, ""), row, per, value, scope)


def _per_output(
    index: Index, lines: Lines, cause: Cause, row: int, material: str, value: Series, scope: int | None
) -> None:
    for family, member, made in output_terms(index, row, material):
        counted = Cause(cause.effect, cause.category, family)
        lines.add(counted, member, value.values * made, scope)


def output_terms(index: Index, row: int, material: str) -> list[tuple[str, int, Floats]]:
    """What a process makes of a material: (family, member, amount per unit of it), amounts broadcasting to (Y, T)."""
    outputs = index.graph.outputs
    terms: list[tuple[str, int, Floats]] = []
    for position in index.outputs.get((row, material), ()):
        feed = int(outputs.feed[position])
        made = compact(outputs.amount[position : position + 1])[0]
        terms.append(("activity", row, made) if feed < 0 else ("feed", feed, made))
        beyond = index.graph.curves.made_in(position)
        terms += [("segment", segment, np.full((1, 1), slope)) for segment, slope in beyond]
    return terms


def _horizon_hours(index: Index) -> float:
    return index.plant.times.hours_per_year


def _fixed(index: Index, lines: Lines, row: int, process: Process, findings: Findings) -> None:
    hours = _horizon_hours(index)
    cause = Cause("cost", "fixed", "open" if process.closable else "constant")
    if process.fixed_cost is not None:
        family = "standing" if is_candidate(process) else cause.family
        member, owner = (0, row) if family == "constant" else (row, -1)
        lines.add(Cause("cost", "fixed", family), member, process.fixed_cost, factor=hours, owner=owner)
    if process.fixed_cost_per_capacity is not None:
        rate = process.fixed_cost_per_capacity.over_years(index.years, index.plant.times.lasting) * hours
        _per_capacity(index, lines, cause, row, process, rate, findings)


def _per_capacity(
    index: Index,
    lines: Lines,
    cause: Cause,
    row: int,
    process: Process,
    rate: Floats,
    findings: Findings,
    scope: int | None = None,
    where: Where | None = None,
) -> None:
    """What capacity in place causes; (Y,) per unit of capacity and year of the horizon."""
    if bool(index.graph.processes.expandable[row]):
        family = "operated" if cause.family == "open" else "capacity"
        lines.add(Cause(cause.effect, cause.category, family), row, rate, scope)
        return
    installed = index.graph.processes.installed[row]
    if not np.all(np.isfinite(installed)):
        findings.error(
            "capacity-missing",
            f"{process.name!r} has a cost or rate per capacity, but no capacity.",
            where or process.where,
            "Give its capacity, or a cost for the whole process.",
        )
        return
    if cause.family == "open":
        lines.add(cause, row, rate * installed, scope)
    else:
        lines.add(Cause(cause.effect, cause.category, "constant"), 0, rate * installed, scope, owner=row)


def _standing_cost(index: Index, lines: Lines, row: int, item: Store | Link, findings: Findings, kind: str) -> None:
    """What a store or link costs while it is there; the cost for a whole link is due where it is used."""
    hours, category = _horizon_hours(index), "storage" if kind == "store" else "transport"
    if isinstance(item, Store) and item.fixed_cost is not None:
        lines.add(Cause("cost", category, "store_standing"), row, item.fixed_cost, factor=hours)
    if item.fixed_cost_per_capacity is None:
        return
    if item.capex is None and item.capacity is None:
        findings.error(
            "capacity-missing",
            f"{item.name!r} has a cost per capacity, but no capacity.",
            item.where,
            "Give its capacity, or a cost for the whole.",
        )
        return
    lines.add(Cause("cost", category, f"{kind}_capacity"), row, item.fixed_cost_per_capacity, factor=hours)


def _capital(
    index: Index, lines: Lines, row: int, item: Process | Store | Link, findings: Findings, kind: str = "process"
) -> None:
    """Capex as an annuity over the lifetime, due in every year in which what was built stands; and as money spent.

    What a milestone builds is spent in equal parts over the years that it stands for, so that an amount is that of one
    year here as everywhere; what lasts less long than its first milestone is bought again as often as needed.

    Where capex is the same in all years and lifetimes end with milestones, what was built and stands is capacity in
    place less what existed before; otherwise the program follows what was built when (``paid``).
    """
    if item.capex is None:
        return
    paid = payment(index.plant, item)
    if paid is None:
        findings.error(
            "lifetime-missing",
            f"{item.name!r} has a capex, but no lifetime to pay it over.",
            item.where,
            "Give its lifetime.",
        )
        return
    sizes, prefix = index.graph.sizes(kind), "" if kind == "process" else f"{kind}_"
    spent = item.capex.over_years(index.years, index.plant.times.lasting) / index.plant.times.span
    often = replacements(index.plant, item, sizes.alive[row])
    lines.add(Cause(INVESTMENT, "construction", f"{prefix}built"), row, spent * often)
    _opening(index, lines, row, item, prefix)
    _by_size(index, lines, row, item, kind)
    if index.years == 1:
        lines.add(Cause("cost", CAPITAL, f"{prefix}built"), row, paid)
    elif sizes.due is not None and sizes.due[row].any():
        lines.add(Cause("cost", CAPITAL, f"{prefix}paid"), row, np.ones(index.years))
    elif kind == "process":  # of stores and links what is due is always followed, unless nothing is ever ready
        lines.add(Cause("cost", CAPITAL, "capacity"), row, paid)
        lines.add(Cause("cost", CAPITAL, "constant"), 0, -paid * sizes.existing[row], owner=row)


def _opening(index: Index, lines: Lines, row: int, item: Process | Store | Link, prefix: str) -> None:
    """What opening costs, as an annuity beside that of capex, and as money spent."""
    charge = opening(item)
    if charge.capex is None:
        return
    often = replacements(index.plant, charge, alive([charge], index.plant.times)[0])
    spent = charge.capex.over_years(index.years, index.plant.times.lasting) / index.plant.times.span
    lines.add(Cause(INVESTMENT, OPENING, f"{prefix}opened"), row, spent * often)
    lines.add(Cause("cost", CAPITAL, f"{prefix}opening_paid"), row, np.ones(index.years))


def _by_size(index: Index, lines: Lines, row: int, item: Process | Store | Link, kind: str) -> None:
    """What a build costs beyond its cheapest unit, step by step, as annuities and as money spent."""
    prefix = "" if kind == "process" else f"{kind}_"
    members = np.flatnonzero(index.graph.capex_steps(kind).item == row).tolist()
    often = replacements(index.plant, item, index.graph.sizes(kind).alive[row]) / index.plant.times.span
    for member, step in zip(members, beyond_the_cheapest(item), strict=True):
        if step.capex is not None:
            spent = step.capex.over_years(index.years, index.plant.times.lasting) * often
            lines.add(Cause(INVESTMENT, BY_SIZE, f"{prefix}built_step"), member, spent)
    if members:
        lines.add(Cause("cost", CAPITAL, f"{prefix}step_paid"), row, np.ones(index.years))


CHARGE = "tax or charge"
"""What is paid on deliveries beside their price, such as a landfill tax: no sale, of which it would be taken off."""
_CATEGORY = {
    "supplies": "upstream",
    "processes": "process",
    "stores": "storage",
    "markets": "delivery",
    "links": "transport",
}
_COST_CATEGORY = {**_CATEGORY, "supplies": "purchase", "processes": "operation", "markets": "sale"}


def _own_rate(index: Index, lines: Lines, rate: Rate, findings: Findings) -> None:
    category = (_COST_CATEGORY if rate.effect == "cost" else _CATEGORY)[rate.table]
    if rate.effect == "cost" and rate.table == "markets" and _mean(rate.value) > 0:
        category = CHARGE
    if rate.table == "processes":
        row = index.process[rate.at]
        process = index.plant.processes[row]
        scope = scope_seen(index, "processes", row, rate.scope)
        if rate.per == "capacity" and (row, "capacity") not in index.feeds:
            values = rate.value.over_years(index.years, index.plant.times.lasting) * horizon_share(index.plant)
            _per_capacity(
                index,
                lines,
                Cause(rate.effect, "construction", "constant"),
                row,
                process,
                values,
                findings,
                scope,
                rate.where,
            )
        else:
            _process_rate(index, lines, row, rate.effect, category, rate.value, rate.per, scope)
        return
    if rate.table == "links" and rate.per == "used":
        row = index.link[rate.at]
        lines.add(Cause(rate.effect, category, "used"), row, rate.value, scope_seen(index, "links", row, rate.scope))
        return
    if rate.table == "supplies" and rate.per == PEAK:
        _on_peaks(index, lines, rate, category)
        return
    way = moved(index, rate)
    if way is not None:
        _on_moved(index, lines, rate, Cause(rate.effect, category, way))
        return
    by_hour = _slot_hours(index) if rate.table == "stores" else np.ones(1)
    for family, member in flow_members(index, rate.table, rate.at, rate.per):
        scope = scope_seen(index, rate.table, int(index.element[family][member]), rate.scope)
        lines.add(Cause(rate.effect, category, family), member, rate.value.values * by_hour, scope)


def moved(index: Index, rate: Rate) -> str | None:
    """The way, ``charge`` or ``discharge``, that a rate counts at a store; None: none, or a material of that name."""
    if rate.table != "stores" or rate.per not in WAYS:
        return None
    held = index.plant.stores[index.store[rate.at]].materials
    return None if rate.per in held else rate.per


def _on_moved(index: Index, lines: Lines, rate: Rate, cause: Cause) -> None:
    """What each unit causes that a store takes from its pool, or gives back, of all that it holds."""
    row = index.store[rate.at]
    scope = scope_seen(index, "stores", row, rate.scope)
    for member in index.rows_of["level"].get(row, ()):
        lines.add(cause, member, rate.value, scope)


def _on_peaks(index: Index, lines: Lines, rate: Rate, category: str) -> None:
    """What each month's highest load of a supply causes, for as many months as it stands for."""
    row, peaks = index.supply[rate.at], index.graph.peaks
    charge = list(charges(index.plant)).index((row, rate.billed.told))
    scope = scope_seen(index, "supplies", row, rate.scope)
    billed = {member: place for place, member in enumerate(peaks.capped.tolist())}
    for entry in np.flatnonzero(peaks.charge == charge).tolist():
        cause = Cause(rate.effect, category, BILLED if entry in billed else PEAK)
        values = yearly_rate(peaks, entry, rate, index.plant.times)
        lines.add(cause, billed.get(entry, entry), values, scope)


def flow_members(index: Index, table: str, name: str, material: str | None) -> list[tuple[str, int]]:
    """The flows that a row counts, all of them or of one material: (family, member). Not for processes."""
    if table == "supplies":
        row = index.supply[name]
        held = index.plant.supplies[row].material
        return [("supply", row)] if material in (None, held) else []
    family, rows, by_material = {
        "stores": ("level", index.store, index.stocks),
        "markets": ("delivery", index.market, index.deliveries),
        "links": ("arc", index.link, index.arcs),
    }[table]
    row = rows[name]
    found = index.rows_of[family].get(row, []) if material is None else by_material.get((row, material), [])
    return [(family, member) for member in found]
