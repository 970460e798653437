"""What idle elements lack: how much dearer the plan becomes with the first unit that one of them has to handle.

The reduced cost of a single flow leaves out what the flows beside it lack: behind an idle process stand an idle way to
it and an idle market, and the prices of pools that nothing passes are not unique. So the program is solved again, from
the last basis, with a row that makes the element handle a little; the price of that row is the total along the
cheapest chain, with everything else as it may then best be.

Where whole numbers decide on use (a fixed cost, a minimum load, a start), see ``first_use.py``.

What is built in whole units and is not built has no first unit of flow. There the plan is solved again with at least
one unit of it: what that plan is worse by in all is what the element lacks.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from ...graph.arrays.flow_graph import Floats, FlowGraph, Ints
from ...program.build import Program
from ...program.components.builder import anywhere
from ..engine.highs_session import Session
from ..matrix.compile_program import Compiled
from ..matrix.matrix import Matrix
from .first_use import discount_for_use
from .optimum import optimum

MOST_WORK = 600_000  # columns times elements; larger plants are told the reduced costs of single flows alone
MOST_DECIDED = 60_000  # the same of programs with whole numbers, which are solved anew for each element
LITTLE = (
    1e-3  # what an element is made to handle over the plan, in canonical units; far above what the solver leaves open
)

UNITS_SECONDS = 5.0  # for all that is built in whole units and is not built
SHARE, LEAST_SECONDS = 0.5, 1.0  # of what the plan itself took to find, and at least
MOST_COLUMNS = 20_000  # of programs that are solved again for it

Lacks = dict[str, Floats]
"""By family (activity, delivery, supply, arc): what each process, market, supply and link lacks [objective per unit,
in the year it arises]; nan where it is used, cannot run, or was not worked out. Family ``units``: by how much the
objective is worse with a unit of a process [objective]."""


def idle_costs(
    program: Program, compiled: Compiled, values: Floats, proven: bool = True, seconds: float = np.inf
) -> Lacks:
    """What each idle process, market, supply and link lacks; ``values`` are the program's columns as solved.

    Of whole units only where the plan is ``proven`` the best: beside another it would be told what that one lacks.
    What whole units lack is looked for half as long as the plan was (``seconds``), but at least a second. In larger
    programs whole numbers stay as they are, and what they switch has no answer.
    """
    unbuilt = _unbuilt(program, values)
    longest = min(UNITS_SECONDS, max(LEAST_SECONDS, SHARE * seconds))
    lacks = {"units": _with_a_unit(program, compiled, values, unbuilt, longest)} if unbuilt and proven else {}
    return lacks | _along_chains(program, compiled, values, unbuilt, proven)


def _along_chains(program: Program, compiled: Compiled, values: Floats, unbuilt: list[int], proven: bool) -> Lacks:
    """By the price of a first unit, and where whole numbers would have to change by the plans that use them."""
    graph = program.graph
    waiting = [each for each in _idle(program, values) if each[0] != "activity" or each[1] not in unbuilt]
    if not waiting or compiled.matrix.columns * len(waiting) > MOST_WORK:
        return {}
    found = {family: np.full(len(_owners(graph, family)[1]), np.nan) for family in FAMILIES}
    session = Session(compiled.matrix.with_numbers(values))
    if optimum(session) is None:
        return {}
    work = compiled.matrix.columns * len(waiting)
    decided = proven and bool(compiled.matrix.whole.any()) and work <= MOST_DECIDED
    for family, row in waiting:
        weights = _weights(program, family, row)
        if decided:
            found[family][row] = discount_for_use(compiled.matrix, values, weights)
        elif row not in _switched(program, family):
            found[family][row] = _price(session, weights, _within(compiled.matrix, weights))
    return found


def _switched(program: Program, family: str) -> set[int]:
    """Elements whose use is a decision in whole numbers: the price of a first unit would leave it out."""
    owners = {
        "activity": ("open", "standing", "on", "units"),
        "arc": ("used", "sent"),
        "supply": ("supply_in_use",),
        "delivery": ("market_in_use",),
    }
    variables = program.registry.variables
    return {int(row) for name in owners.get(family, ()) if name in variables for row in variables[name].member}


FAMILIES = ("activity", "delivery", "supply", "arc")


def _owners(graph: FlowGraph, family: str) -> tuple[Ints, tuple[str, ...]]:
    """Whose each member of a family is, and the names of the owners."""
    return {
        "activity": (np.arange(len(graph.processes.names)), graph.processes.names),
        "delivery": (graph.deliveries.market, graph.markets.names),
        "supply": (np.arange(len(graph.supplies.names)), graph.supplies.names),
        "arc": (graph.arcs.link, graph.links.names),
    }[family]


def _idle(program: Program, values: Floats) -> Iterator[tuple[str, int]]:
    """Idle elements that could handle something: family and row."""
    for family in FAMILIES:
        variable = program.registry.variables[family]
        owners, names = _owners(program.graph, family)
        used = anywhere(values[variable.columns].reshape(variable.shape) != 0)
        may = anywhere(np.broadcast_to(variable.upper, variable.shape) > 0)
        can, does = (np.bincount(owners[chosen], minlength=len(names)) > 0 for chosen in (may, used))
        for row in np.flatnonzero(can & ~does).tolist():
            yield family, row


def _weights(program: Program, family: str, row: int) -> Floats:
    """(columns,) what adds up what an element handles."""
    graph, variable = program.graph, program.registry.variables[family]
    weight = graph.year_weight(program.minimise[0])[:, None] * graph.times.weight
    weights = np.zeros(program.registry.columns)
    mine = _owners(graph, family)[0] == row
    weights[variable.columns] = (mine[:, None, None] * weight).reshape(-1)
    return weights


def _within(matrix: Matrix, weights: Floats) -> float:
    """A little, and no more than half of what the bounds allow."""
    chosen = weights > 0
    return min(LITTLE, 0.5 * float(weights[chosen] @ matrix.upper[chosen]))


def _price(session: Session, weights: Floats, least: float) -> float:
    """The price of the first unit; nan where there is no way for one."""
    row = session.add_row(weights, least, np.inf)
    answer = optimum(session)
    session.set_row_bounds(np.array([row]), np.array([-np.inf]), np.array([np.inf]))
    return np.nan if answer is None else float(answer.duals[row])


def _unbuilt(program: Program, values: Floats) -> list[int]:
    """The processes that could be built in whole units, and of which nothing is in place in any year."""
    processes, units = program.graph.processes, program.registry.variables["units"]
    if not len(units.member):
        return []
    built = np.round(values[units.columns]).reshape(units.shape).any(axis=1)
    existing = (processes.existing[units.member] > 0).any(axis=1)
    may = (units.upper > 0).any(axis=1) & processes.may_build[units.member].any(axis=1)
    return [int(row) for row in units.member[~built & ~existing & may]]


def _with_a_unit(program: Program, compiled: Compiled, values: Floats, unbuilt: list[int], longest: float) -> Floats:
    """(processes,) how much worse the plan becomes with at least one unit of each that is unbuilt, while time lasts."""
    units, matrix = program.registry.variables["units"], compiled.matrix
    found = np.full(len(program.graph.processes.names), np.nan)
    objective, ends = float(matrix.cost @ values) + matrix.offset, time.perf_counter() + longest
    for process in unbuilt if matrix.columns <= MOST_COLUMNS else ():
        left = ends - time.perf_counter()
        if left <= 0:
            break
        session = Session(matrix, time_limit=left, patience=0.0)
        row = np.zeros(program.registry.columns)
        row[units.columns] = np.repeat(units.member == process, units.shape[1])
        session.add_row(row, 1.0, np.inf)
        answer = optimum(session)
        if answer is not None:
            found[process] = answer.objective - objective
    return found
