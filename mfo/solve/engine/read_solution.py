"""Reads the solver's arrays back into families: values, reduced costs, duals, and how far they are from optimal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...graph.arrays.families import BY_YEAR, COUNTED
from ...graph.arrays.flow_graph import Floats, FlowGraph
from ...graph.arrays.time_blocks import blocks, opens_after
from ...program.build import Program
from ...program.components.builder import Variable
from ...program.components.linear_terms import known_value
from ...program.constraints.storage import across
from ...program.objective import effect_values
from ..matrix.compile_program import Compiled
from ..matrix.matrix import Matrix
from .highs_session import SolverRun
from .idle_rounds import without_idle_rounds
from .settled import settled

NOISE = 1e-10  # values below this share of the largest of their member are rounding
UNSEEN = 1e-8  # the same of the solver's units, which sees no further than 1e-7, where larger ones of the family are
DUST = 1e-9  # the same whatever else there is: where nothing flows at all, this is what is left of nothing
PRICE_ROUNDING = 1e-13  # the same of prices: of the terms that they were worked out from
ROUNDING = 1e-12  # the same of what else stands in a balance or another equation
PART = 1e-9  # of the largest term that is no rounding: what stands in an equation with as much of it is none, either
OUTER_YEARS = tuple(f"store {year} year{repeat}" for year in ("first", "last") for repeat in ("", ", first repeat"))
COMPANIONS = {"units": "capacity", "sent": "used", "on": "activity"}  # whose members a variable stands for


def read_values(compiled: Compiled, primal: Floats, units: Floats | None = None) -> dict[str, Floats]:
    """Values by family over all members of the graph, noise removed, and effects by year.

    ``units`` (columns,) are those in which the solver counted, by default the program's own.
    """
    program, matrix = compiled.program, compiled.matrix
    graph, found = program.graph, {}
    primal = without_idle_rounds(compiled, np.clip(primal, matrix.lower, matrix.upper))
    rounding = _rounding(matrix, primal)
    counted = np.ones(matrix.columns) if units is None else units
    clean = primal.copy()
    for variable in program.registry.variables.values():
        values = primal[variable.columns].reshape(variable.shape)
        if variable.whole:
            values = np.round(values)
        size = np.abs(values)
        largest = size.max(axis=tuple(range(1, size.ndim)), keepdims=True, initial=0.0)
        noise = np.maximum(NOISE * largest, rounding[variable.columns].reshape(variable.shape))
        unit = counted[variable.columns].reshape(variable.shape)
        few = np.maximum(np.minimum(NOISE * size.max(initial=0.0), UNSEEN * unit), DUST * unit)
        clean[variable.columns] = np.where(size < np.maximum(noise, few), 0.0, values).ravel()
    clean = np.clip(clean, matrix.lower, matrix.upper)  # what must be is no noise, however little it is
    clean = settled(matrix, primal, clean, counted)
    for name, variable in program.registry.variables.items():
        found[name] = _all_members(program, name, variable, clean[variable.columns].reshape(variable.shape))
    found["constant"] = np.ones((1, graph.years))
    if len(graph.peaks):
        found["peak"] = np.minimum(found["peak"], reached_loads(graph, found["supply"]))
        _settle_billed(graph, found)
    names = list(graph.effects)
    effects = [effect_values(graph, name, found) for name in names]
    found["effect"] = np.array(effects).reshape(len(names), graph.years)
    return found


def reached_loads(graph: FlowGraph, supplied: Floats) -> Floats:
    """(peaks, years) the highest load of each supply and month: the program holds it from below alone, and one that
    costs nothing may stand anywhere above. No limit asks for more of it, see ``check_limit``."""
    peaks = graph.peaks
    loads = supplied[peaks.supply] / graph.times.hours - peaks.above[:, :, None]
    return np.asarray(np.where(peaks.counts[:, None, :], loads, 0.0).max(axis=2, initial=0.0))


def _settle_billed(graph: FlowGraph, found: dict[str, Floats]) -> None:
    """Bring billed loads that cost nothing, and may stand anywhere above, down to what is billed."""
    even = graph.peaks.even
    if even is None:
        return
    spread = np.einsum("nyt,nt->ny", found["supply"][graph.peaks.supply[even.peak]], even.rate)
    load = found["peak"][even.peak]
    least = np.minimum(load, spread)
    above = found["billed"] > least * (1 + 1e-9) + 1e-12
    found["billed"] = np.where(above, least, found["billed"])
    found["by_energy"] = np.where(above, 1.0 * (spread < load), found["by_energy"])


def _rounding(matrix: Matrix, primal: Floats) -> Floats:
    """(columns,) what the largest terms of the equations that a column stands in leave open by rounding.

    A process that gives a trace of something to a large pool is no rounding there: another equation, in which it stands
    beside what is none, says how much of it there is.
    """
    row = matrix.row_of_entry()
    equal = (matrix.row_lower == matrix.row_upper)[row]
    row, column, entry = row[equal], matrix.index[equal], np.abs(matrix.value[equal])
    term = entry * np.abs(primal[column])
    largest, found = np.zeros(matrix.rows), np.zeros(matrix.columns)
    np.maximum.at(largest, row, term)
    np.maximum.at(found, column, ROUNDING * largest[row] / entry)
    doubtful = (np.abs(primal) < found) & (primal != 0)
    concerned = np.zeros(matrix.rows, dtype=bool)
    concerned[row[doubtful[column]]] = True
    row, column, term = (part[concerned[row]] for part in (row, column, term))
    while doubtful.any():
        sure = np.zeros(matrix.rows)
        np.maximum.at(sure, row, np.where(doubtful[column], 0.0, term))
        told = np.unique(column[(term > 0) & (term >= PART * sure[row]) & (sure[row] > 0) & doubtful[column]])
        if not len(told):
            break
        doubtful[told], found[told] = False, 0.0
    return found


def _all_members(program: Program, name: str, variable: Variable, values: Floats) -> Floats:
    """Extend values to the members that the program does not decide."""
    graph = program.graph
    if name in COMPANIONS:
        full = np.zeros((graph.size(COMPANIONS[name]), *variable.shape[1:]))
    elif name in COUNTED and name in BY_YEAR:
        full = known_value(graph, name).copy()
    elif name == "start":
        full = np.zeros((graph.size(name), *variable.shape[1:]))
    else:
        return values
    full[variable.member] = values
    return full


def read_prices(compiled: Compiled, answer: SolverRun) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Reduced costs by variable and duals by family of rows.

    The reduced cost of a column at its upper bound, or at a lower one above zero, is the price of that bound; it stands
    in the duals under the bound's name, and the column's own reduced cost is then zero.
    """
    answer = _without_rounding(compiled.matrix, answer)
    reduced, duals = {}, {}
    for name, variable in compiled.program.registry.variables.items():
        price = answer.reduced_costs[variable.columns].reshape(variable.shape)
        bound = np.where(variable.lower > 0, price, np.minimum(price, 0.0))
        reduced[name] = price - bound
        duals[f"bound:{name}"] = bound
    for family in compiled.program.registry.families:
        duals[family.name] = answer.duals[compiled.rows[family.name]].reshape(family.shape)
    return reduced, {**duals, **_by_contract(compiled, duals)}


def row_duals(compiled: Compiled, answer: SolverRun) -> dict[str, Floats]:
    """The duals of every family of rows as the solver has them, in the family's shape."""
    families = compiled.program.registry.families
    return {family.name: answer.duals[compiled.rows[family.name]].reshape(family.shape) for family in families}


def _without_rounding(matrix: Matrix, answer: SolverRun) -> SolverRun:
    """The answer with nothing for prices that are rounding of the terms that they were worked out from.

    The price of a row follows from the columns it stands in: from their costs and the other rows' prices there.
    """
    row, entry = matrix.row_of_entry(), np.abs(matrix.value)
    terms = np.abs(matrix.cost)
    np.maximum.at(terms, matrix.index, entry * np.abs(answer.duals[row]))
    floor = np.zeros(matrix.rows)
    np.maximum.at(floor, row, PRICE_ROUNDING * terms[matrix.index] / entry)
    duals = np.where(np.abs(answer.duals) < floor, 0.0, answer.duals)
    reduced = np.where(np.abs(answer.reduced_costs) < PRICE_ROUNDING * terms, 0.0, answer.reduced_costs)
    return replace(answer, duals=duals, reduced_costs=reduced)


def _by_contract(compiled: Compiled, duals: dict[str, Floats]) -> dict[str, Floats]:
    """Duals over whole families of the graph: bounds and rows of supplies, markets, capacities, links and stores."""
    graph = compiled.program.graph
    shape, processes = (graph.years, graph.slots), len(graph.processes.names)
    found = {"supply": duals["bound:supply"]}
    for name, size, bound, owner, rows in (
        ("market", len(graph.markets.names), "delivery", graph.deliveries.market, ("market",)),
        ("link", len(graph.links.names), "arc", graph.arcs.link, ("link", "used")),
        ("store", len(graph.stocks.store_names), "level", graph.stocks.store, ("store", *OUTER_YEARS)),
        ("capacity", processes, "activity", np.arange(processes), ("capacity", "on", "open")),
    ):
        total = np.zeros((size, *shape))
        np.add.at(total, owner, duals[f"bound:{bound}"])
        for family in rows:
            if family in duals:
                total[compiled.family(family).member] += duals[family]
        found[name] = total
    _add_repeated(compiled, duals, found["store"])
    _add_steps(compiled, duals, found)
    limits = (*graph.limits, *compiled.program.limits)
    for position, limit in enumerate(limits):
        family = f"limit {limit.when}"
        if family in duals:
            mine = compiled.family(family).member == position
            total = duals[family][mine].sum(axis=0)
            found[f"limit:{limit.name}"] = np.reshape(total, np.shape(limit.lower))
    return found


def _add_steps(compiled: Compiled, duals: dict[str, Floats], found: dict[str, Floats]) -> None:
    """What amounts are worth in the rows that keep steps of a price in order: of the later step as the most that it
    gives or takes, of the one before as what must be used up first."""
    for kind, items in (("supply", compiled.program.graph.supplies), ("market", compiled.program.graph.markets)):
        for family in (f"{kind} step", f"{kind} step before"):
            if family in duals and items.after is not None:
                later = compiled.family(family).member
                owner = items.after[later] if family.endswith("before") else later
                found[kind] = found[kind].copy()
                np.add.at(found[kind], owner, duals[family])


def _add_repeated(compiled: Compiled, duals: dict[str, Floats], total: Floats) -> None:
    """What a store's capacity is worth at the first and the last repetition of a slot."""
    for name in ("store first repeat", "store last repeat"):
        if name in duals:
            registry = compiled.program.registry
            slot = registry.arrays[id(compiled.program.pyomo.repeated_store_slot)]
            for store, at, dual in zip(compiled.family(name).member, slot, duals[name], strict=True):
                total[store, :, at] += dual
    stocks, opening = compiled.program.graph.stocks, compiled.program.registry.variables["opening"]
    if len(stocks):  # what opens a block was held at the end of the one before
        parts = blocks(compiled.program.graph.times)
        price = np.where(opening.lower < opening.upper, duals["bound:opening"], 0.0)
        for k, earlier in enumerate(opens_after(parts, across(stocks))):
            for block, slot in enumerate(parts.last[earlier]):
                total[stocks.store[k], :, slot] += price[k, :, block]


def duality(matrix: Matrix, answer: SolverRun, primal: Floats, whole: bool) -> tuple[float, float]:
    """The relative gap between the primal and the dual objective, and the largest infeasibility of the duals."""
    lower, upper = matrix.lower, matrix.upper
    if whole:
        lower = np.where(matrix.whole, np.round(primal), lower)
        upper = np.where(matrix.whole, np.round(primal), upper)
    reduced = matrix.cost - matrix.transposed_times(answer.duals)
    value = matrix.offset
    worst = 0.0
    for price, low, high in ((reduced, lower, upper), (answer.duals, matrix.row_lower, matrix.row_upper)):
        bound = np.where(price > 0, low, high)
        finite = np.isfinite(bound)
        value += float(price[finite] @ bound[finite])
        worst = max(worst, float(np.abs(price[~finite]).max(initial=0.0)))
    objective = float(matrix.cost @ primal) + matrix.offset
    scale = max(1.0, abs(objective))
    return abs(objective - value) / scale, worst / max(1.0, float(np.abs(matrix.cost).max(initial=0.0)))
