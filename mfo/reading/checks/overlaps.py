"""Lists of quantities whose sum would count a flow twice: a route beside one of its own processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from ...plant.model import Market, Process, Supply
from ...plant.names import SINGULAR

Pair = tuple[str, str]
"""A reference: (table, name)."""


def overlap(
    pairs: Sequence[Pair],
    supplies: Mapping[str, Supply],
    processes: Mapping[str, Process],
    markets: Mapping[str, Market],
) -> tuple[str, str] | None:
    """The sentence and the remedy where two things of a list count the same flows; None where no two do."""

    def route_of(pair: Pair) -> str:
        table, name = pair
        if table == "routes":
            return name
        if pair == ("effects", "landfilled"):
            return "landfill"
        item = processes.get(name) if table == "processes" else markets.get(name) if table == "markets" else None
        return item.route if item else ""

    def part(one: Pair, other: Pair) -> str:
        """Why ``other`` is counted in ``one`` already; blank where it is not."""
        if one == other:
            return f"`{one[1]}` stands twice in the list"
        whole = f"{SINGULAR.get(one[0], one[0])} `{one[1]}`"
        if one[0] == "routes" or one == ("effects", "landfilled"):
            if route_of(one) and route_of(one) == route_of(other):
                return f"what `{other[1]}` takes is part of the {whole}"
            counts = (
                other[0] == "processes"
                and other[1] in processes
                and one[0] == "effects"
                and any(rate.effect == one[1] for rate in processes[other[1]].rates)
            )
            return f"what `{other[1]}` takes is part of the {whole}" if counts else ""
        supplied = {supply.material for supply in supplies.values()}
        if one[0] == "materials" and other[0] == "supplies" and other[1] in supplies:
            return f"`{other[1]}` is part of the {whole}" if supplies[other[1]].material == one[1] else ""
        if one[0] == "materials" and other == ("made", one[1]) and one[1] not in supplied:
            return f"nothing supplies `{one[1]}`, so it counts what is made of it, as `made: {one[1]}` does"
        return ""

    for one, other in combinations(pairs, 2):
        for reason in (part(one, other), part(other, one)):
            if reason:
                return (
                    f"{reason[0].upper()}{reason[1:]}: it would count twice.",
                    "Name it once, or name the parts one by one.",
                )
    return None
