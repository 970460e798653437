"""What a route has made itself and what may not have gone back to it, though it is taken off as if it had.

What enters a route is linear in the flows: where its own output lies in a pool with the same material of others, as
much of it is taken off as can get back. A plan that draws from such a pool for something else leaves open whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...errors import Findings, Problem
from ...graph.arrays.element_names import element
from ...graph.arrays.flow_graph import Floats
from ...graph.parts.routes import Part, Route
from ...plant.model import Plant
from ...solve.engine.solution import Solution
from ...units import format_number
from ..tables.elements import Elements

NOTICED = 1e-6  # relative to what is counted
LEAST = 1e-6  # t a year, below which nothing is told
MOST_NAMES = 4


def route_problems(elements: Elements, solution: Solution) -> list[Problem]:
    """A warning for each route of which a plan may take in more than is told; of several years the worst."""
    findings = Findings()
    for name in _counted_routes(elements.plant):
        route = Route(elements.index, name, "t")
        elsewhere = route.gets_elsewhere()
        if elsewhere:
            _tell(elements, solution, route, elsewhere, findings)
    return findings.problems


def _counted_routes(plant: Plant) -> list[str]:
    """The routes that something counts: landfill always, others where a limit names them."""
    bounded = {item.name for limit in plant.limits for item in (*limit.what, *limit.of) if item.kind == "route"}
    return sorted({"landfill"} | bounded)


def _tell(elements: Elements, solution: Solution, route: Route, elsewhere: list[Part], findings: Findings) -> None:
    told = _by_year(elements, solution, route.parts())
    drawn = [_by_year(elements, solution, [part]) for part in elsewhere]
    more = np.minimum(_by_year(elements, solution, route.put_back()), sum(drawn))
    year = int(np.argmax(more))
    if more[year] <= NOTICED * max(abs(told[year]), LEAST):
        return
    times = elements.graph.times
    drawing = (part for part, amounts in zip(elsewhere, drawn, strict=True) if amounts[year] > LEAST)
    names = dict.fromkeys(element(elements.graph, family, member).name for family, member, _ in drawing)
    takers = ", ".join(repr(name) for name in list(names)[:MOST_NAMES])
    amount, most = format_number(told[year]), format_number(more[year])
    message = (
        f"In {times.years[year]} the route {route.route!r} takes in {amount} t, or up to {most} t more: what it has "
        f"made itself is taken off as going back to it, while as much of the same material goes to {takers}."
        if times.roadmap
        else f"The route {route.route!r} takes in {amount} t a year, or up to {most} t more: what it has "
        f"made itself is taken off as going back to it, while as much of the same material goes to {takers}."
    )
    remedy = "Make what the route puts out a material of its own, so that it is told apart from what others put there."
    findings.warn("route-amount-open", message, None, remedy)


def _by_year(elements: Elements, solution: Solution, parts: Iterable[Part]) -> Floats:
    """(Y,) t in a year of milestone."""
    times = elements.graph.times
    found = np.zeros(len(times.years))
    for family, member, tonnes in parts:
        found += (tonnes * solution.values[family][member]) @ times.weight
    return found
