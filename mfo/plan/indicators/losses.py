"""What is lost on the way and in stores of each material, and what mass goes missing in processes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from ...graph.arrays.flow_graph import Floats
from ...solve.engine.solution import Solution
from ..tables.elements import Elements, factor
from ..tables.flows import opening_levels, process_outputs
from ..tables.schema import Row

LOST, IN_PROCESSES = "lost", "lost in processes"
NOTICED = 1e-9  # of what comes in
MASSES = 1e-6  # of what processes take in: masses have no more digits


def lost(elements: Elements, solution: Solution) -> Iterator[Row]:
    """What links and stores lose of each material in each year, of all that came to its pools; then what processes do.

    The mass that processes lose (vapour, gases, what no output is named for) is that of their inputs less that of their
    outputs, of those processes whose inputs and outputs all have a known mass.
    """
    graph, plant = elements.graph, elements.plant
    for material, amount in _on_the_way(elements, solution).items():
        item = plant.materials[material]
        scale = factor(item.unit, item.typed_unit)
        came = _came(elements, solution, material)
        for year, part, whole in zip(graph.times.years, amount * scale, came * scale, strict=True):
            if part > NOTICED * whole:
                formula = f"lost in links and stores / supplied, made and returned [{item.typed_unit}]"
                yield _row(year, f"{LOST}: {material}", part, part, whole, item.typed_unit, formula)
    taken, made = _masses(elements, solution)
    for year, whole, rest in zip(graph.times.years, taken, made, strict=True):
        if whole - rest > MASSES * whole:
            yield _row(year, IN_PROCESSES, whole - rest, rest, whole, "t", "mass of inputs - mass of outputs [t]")


def _row(year: int, name: str, value: float, part: float, whole: float, unit: str, formula: str) -> Row:
    return {
        "year": year,
        "indicator": name,
        "value": float(value),
        "unit": unit,
        "numerator": float(part),
        "denominator": float(whole),
        "formula": formula,
    }


def _on_the_way(elements: Elements, solution: Solution) -> dict[str, Floats]:
    """(Y,) by material, in canonical units."""
    graph, weight = elements.graph, elements.graph.times.weight
    materials = graph.pools.material
    found: dict[str, Floats] = defaultdict(lambda: np.zeros(graph.years))
    if len(graph.arcs):
        gone = (solution.values["arc"] * (1.0 - graph.arcs.yields)) @ weight
        for member in np.flatnonzero(gone.any(axis=1)):
            found[materials[int(graph.arcs.origin[member])]] += gone[member]
    if len(graph.stocks):
        values = solution.values
        gone = graph.stocks.lost(opening_levels(elements, solution), values["charge"], values["discharge"]) @ weight
        for member in np.flatnonzero(gone.any(axis=1)):
            found[materials[int(graph.stocks.pool[member])]] += gone[member]
    return found


def _came(elements: Elements, solution: Solution, material: str) -> Floats:
    """(Y,) what was supplied, made and came back of a material."""
    graph, weight = elements.graph, elements.graph.times.weight
    mine = np.array([name == material for name in graph.pools.material], dtype=bool)
    total = solution.values["supply"][mine[graph.supplies.pool]].sum(axis=0) @ weight
    _, pool, made = process_outputs(elements, solution)
    total = total + made[mine[pool]].sum(axis=0) @ weight
    back = np.zeros((graph.years, graph.slots))
    returns = graph.returns
    for item in np.flatnonzero(mine[returns.pool]) if len(returns) else ():
        sold = solution.values["delivery"][returns.delivery[item], returns.year_from[item], returns.slot_from[item]]
        back[returns.year_to[item], returns.slot_to[item]] += returns.share[item] * sold
    return np.asarray(total + back @ weight)


def _masses(elements: Elements, solution: Solution) -> tuple[Floats, Floats]:
    """(Y,) t that processes took in and put out, those alone of which every mass is known."""
    graph, weight = elements.graph, elements.graph.times.weight
    tonnes, size = elements.index.tonnes, len(graph.processes.names)
    process, pool, made = process_outputs(elements, solution)
    taken, given = np.zeros((size, graph.years)), np.zeros((size, graph.years))
    if len(graph.feeds):
        fed = (solution.values["feed"] @ weight) * tonnes[graph.feeds.pool][:, None]
        np.add.at(taken, graph.feeds.process, fed)
    if len(process):
        np.add.at(given, process, (made @ weight) * tonnes[pool][:, None])
    makes = np.zeros(size, dtype=bool)  # where nothing that weighs comes out things end, or burn
    makes[process[~(tonnes[pool] == 0.0)]] = True
    known = makes & np.isfinite(taken + given).all(axis=1)
    return taken[known].sum(axis=0), given[known].sum(axis=0)
