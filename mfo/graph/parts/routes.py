"""What goes a route: the material that enters the route's processes and markets from outside the route."""

from __future__ import annotations

import math

from ..arrays.index import Index, mass_of


def route_members(index: Index, route: str, unit: str) -> list[tuple[str, int, float]]:
    """What counts as going a route, as (family, member, amount per unit): feeds of its processes and its deliveries.

    A process with a mix counts by its mix, any other by all its inputs. What another process of the same route has
    made is already counted and left out. In ``t`` amounts are masses (materials without a known mass do not count);
    in any other unit only materials in that unit count.
    """
    made_inside = _made_inside(index, route)
    found: list[tuple[str, int, float]] = []
    for row, process in enumerate(index.plant.processes):
        if process.route == route:
            mixed = any(item.mix for item in process.inputs)
            for member in index.rows_of["feed"].get(row, ()):
                if bool(index.graph.feeds.mix[member]) or not mixed:
                    found.append(("feed", member, _amount(index, int(index.graph.feeds.pool[member]), unit)))
    for row, market in enumerate(index.plant.markets):
        if market.route == route:
            for member in index.rows_of["delivery"].get(row, ()):
                found.append(("delivery", member, _amount(index, int(index.graph.deliveries.pool[member]), unit)))
    return [item for item in found if item[2] and _material(index, item) not in made_inside]


def _made_inside(index: Index, route: str) -> set[str]:
    """Materials that a process of the route makes; its returned inputs are not new."""
    made: set[str] = set()
    for process in index.plant.processes:
        if process.route == route:
            inputs = {item.material for item in process.inputs}
            made |= {output.material for output in process.outputs if not output.is_loss} - inputs
    return made


def _material(index: Index, item: tuple[str, int, float]) -> str:
    family, member, _ = item
    pools = index.graph.feeds.pool if family == "feed" else index.graph.deliveries.pool
    return index.graph.pools.material[int(pools[member])]


def _amount(index: Index, pool: int, unit: str) -> float:
    material = index.graph.pools.material[pool]
    if unit == "t":
        mass = mass_of(index.plant, material)
        return 0.0 if math.isnan(mass) else mass
    return 1.0 if index.plant.materials[material].unit == unit else 0.0


def routes_of(index: Index) -> list[str]:
    """Every route that a process or a market of the plant serves, in the order met."""
    served = [item.route for item in index.plant.processes] + [item.route for item in index.plant.markets]
    return list(dict.fromkeys(route for route in served if route))
