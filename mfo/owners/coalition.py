"""The plant of a coalition: the sites of its owners and those without owner, and what stands and leads there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..errors import SolverError
from ..graph.build import build_graph
from ..plant.model import Limit, Link, Plant, Quantity
from ..plant.part_of_plant import Element, names_left, without_elements
from ..program.build import build_program
from ..solve.engine.highs_session import OPTIMAL, Session
from ..solve.engine.solution import INFEASIBLE
from ..solve.matrix.compile_program import compile_program

EFFECT = "cost"
NAMED = {"supply": "supplies", "process": "processes", "market": "markets", "link": "links", "store": "stores"}


def owners_of(plant: Plant, outside: Iterable[str] = ()) -> tuple[str, ...]:
    """The owners of sites and elements in the order of the files, those that serve anybody (``outside``) left out."""
    rows: tuple[Element, ...] = (*plant.supplies, *plant.processes, *plant.markets, *plant.links)
    named = [site.owner for site in plant.sites.values()] + [getattr(row, "owner", "") for row in rows]
    return tuple(name for name in dict.fromkeys(named) if name and name not in set(outside))


def coalition_plant(plant: Plant, absent: set[str]) -> Plant:
    """The plant without the sites of ``absent`` owners, without what they own elsewhere, and without links to them.

    Limits of what is gone go, and so do the rows that only it makes: a demand of somebody who takes no part binds
    nobody. What a limit says of sites, owners, effects or materials holds for those who are left.
    """
    sites = {name: site for name, site in plant.sites.items() if site.owner not in absent}

    def stays(element: Element) -> bool:
        ends = (element.origin, element.destination) if isinstance(element, Link) else (element.site,)
        return all(end in sites for end in ends) and getattr(element, "owner", "") not in absent

    made = without_elements(replace(plant, sites=sites, measurements=()), stays)
    left = names_left(made)
    kept = (_limit(plant, item, left, sites, absent) for item in plant.limits)
    return replace(made, limits=tuple(item for item in kept if item is not None))


def _limit(
    plant: Plant, limit: Limit, left: dict[str, set[str]], sites: Iterable[str], absent: set[str]
) -> Limit | None:
    """A limit of what is left of what it speaks of; None where nothing is."""

    def kept(quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
        return tuple(each for each in quantities if each.kind not in NAMED or each.name in left[NAMED[each.kind]])

    what, of = kept(limit.what), kept(limit.of)
    over = tuple(name for name in limit.over if name not in absent and (name not in plant.sites or name in sites))
    if not what or (limit.of and not of) or (limit.over and not over):
        return None
    return replace(limit, what=what, of=of, over=over)


def least_cost(plant: Plant) -> float:
    """The least cost at which a plant can do, as the objective counts it; ``inf`` where it has no plan.

    Raises SolverError where the solver stops without an answer, or where costs have no end.
    """
    if not (plant.supplies or plant.processes or plant.markets or plant.stores):
        return 0.0
    answer = Session(compile_program(build_program(build_graph(plant), EFFECT)).matrix).run()
    if answer.status == INFEASIBLE:
        return float("inf")
    if answer.status != OPTIMAL:
        raise SolverError(f"A coalition's plan could not be worked out: {answer.status}.")
    return answer.objective


class Coalitions:
    """Least costs of coalitions of a plant's owners, each planned once."""

    def __init__(self, plant: Plant, owners: Sequence[str]) -> None:
        """``owners`` are the players; who else owns something serves everybody."""
        self.plant, self.owners = plant, tuple(owners)
        self.costs: dict[int, float] = {0: 0.0}

    def cost(self, coalition: int) -> float:
        """The least cost of a coalition, the players that are the bits of a number."""
        if coalition not in self.costs:
            self.costs[coalition] = least_cost(self.plant_of(coalition))
        return self.costs[coalition]

    def plant_of(self, coalition: int) -> Plant:
        """The plant that a coalition has."""
        absent = {name for place, name in enumerate(self.owners) if not coalition >> place & 1}
        return coalition_plant(self.plant, absent)

    def names(self, coalition: int) -> tuple[str, ...]:
        """The players of a coalition."""
        return tuple(name for place, name in enumerate(self.owners) if coalition >> place & 1)
