"""What can be seen to be wrong with a graph before anything is solved."""

from __future__ import annotations

import numpy as np

from ...errors import Findings, Problem
from ...plant.effects import AIR, GASES
from ...plant.model import Plant, Process
from ..arrays.flow_graph import FlowGraph
from ..arrays.index import Index, mass_of
from ..arrays.reach import Place, arrivals, missing_inputs
from ..parts.limits import check_limit
from .content_change import recipe_contents
from .cycle_gain import GainLoop, gain_loop
from .cycle_loss import loss_loops, lost_told, remedy_of
from .duplicates import check_alike
from .mass_gain import recipe_mass
from .measurement_conflicts import check_readings
from .never_used import check_least_loads
from .outlets import outlets
from .paid_round import paid_rounds

IN_UNITS = {"m3": "density", "Nm3": "density", "item": "item_mass"}  # what tells the mass of one of a unit
BUILT_IN = (*GASES, *AIR, "cost", "emissions", "landfilled")


def check_graph(plant: Plant, graph: FlowGraph) -> list[Problem]:
    """Everything wrong with the graph, each with its place and remedy; errors make every plan impossible or untrue.

    Errors: a supply that must be taken and has no way out, a market with a minimum that nothing can reach, a cycle
    within one dimension that makes more than it takes, a limit that touches no flow. Warnings: a process whose output
    nothing takes or whose needed input cannot arrive, a cycle over several dimensions that makes more than it takes,
    a recipe that puts out more mass than it takes in, a reading that the amount of its supply or market contradicts,
    rows that say the same under two names, sites and materials that nothing uses.
    """
    findings = Findings()
    index = Index(plant, graph)
    reached = arrivals(plant, strict=True)
    ending = outlets(index)
    _supplies(index, ending, findings)
    _markets(index, reached, findings)
    _processes(index, reached, ending, findings)
    _gain(index, findings)
    _paid(index, findings)
    if not findings.has_errors:
        _loss(index, findings)
    recipe_mass(plant, findings)
    recipe_contents(plant, findings)
    check_readings(plant, graph, findings)
    check_least_loads(plant, findings)
    check_alike(plant, findings)
    _masses(plant, findings)
    _effects(plant, findings)
    plain = [limit for limit in plant.limits if not limit.on_cash]  # a budget's rows come after all others
    for limit, rows in zip(plain, graph.limits, strict=False):
        check_limit(rows, limit.where, findings)
    _sites(index, findings)
    _materials(index, findings)
    return findings.problems


def _quoted(names: list[str], most: int = 4) -> str:
    shown = [repr(name) for name in names[:most]]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(shown) + more


def _takers(plant: Plant, site: str, material: str) -> list[str]:
    """Whatever takes a material at another site: ``'compost market' at 'Morelia'``."""
    found = [(item.name, item.site) for item in plant.markets if material in item.materials]
    for process in plant.processes:
        if any(entry.material == material for entry in process.inputs):
            found.append((process.name, process.site))
    return [f"{name!r} at {at!r}" for name, at in found if at != site]


def _blocked(plant: Plant, site: str, material: str) -> str:
    """Why what takes a material at a site itself is no way out; blank where nothing takes it there."""
    told = [
        f"{item.name!r} takes it there, but its maximum is 0: raise that, or leave it blank."
        for item in plant.markets
        if item.site == site and material in item.materials
    ]
    told += [
        f"{item.name!r} takes it there, but something that it makes has no way out: look at what takes that."
        for item in plant.processes
        if item.site == site and any(entry.material == material for entry in item.inputs)
    ]
    return " ".join(told[:2])


def _way_out(plant: Plant, site: str, material: str) -> str:
    blocked, found = _blocked(plant, site, material), _takers(plant, site, material)
    if blocked:
        return blocked
    if found:
        return (
            f"It could go to {' or '.join(found[:3])}: add a link from {site!r} for {material!r}, or "
            "check what happens to it there."
        )
    return f"Add a market or a process that takes {material!r} at {site!r} (a landfill with its gate fee, for example)."


def _supplies(index: Index, ending: np.ndarray, findings: Findings) -> None:
    graph = index.graph
    forced = (graph.supplies.minimum > 0).any(axis=(1, 2))
    for row in np.flatnonzero(forced & ~ending[graph.supplies.pool]):
        item = index.plant.supplies[row]
        findings.error(
            "no-way-out",
            f"All of {item.name!r} must be taken, but {item.material!r} has no way out of {item.site!r}.",
            item.where,
            _way_out(index.plant, item.site, item.material),
        )


def _markets(index: Index, reached: set[Place], findings: Findings) -> None:
    least = index.graph.markets.minimum
    for row, item in enumerate(index.plant.markets):
        if not np.any(least[row]) or any((item.site, material) in reached for material in item.materials):
            continue
        made = _makers(index.plant, item.materials)
        wanted = _quoted(list(item.materials))
        remedy = f"Add a supply, a process or a link that brings {wanted} to {item.site!r}."
        if made:
            remedy = f"{' or '.join(made[:3])} could deliver it: add a link to {item.site!r}."
        findings.error(
            "market-unreachable",
            f"{item.name!r} wants a minimum of {wanted}, which nothing can bring to {item.site!r}.",
            item.where,
            remedy,
        )


def _makers(plant: Plant, materials: tuple[str, ...]) -> list[str]:
    found = [f"{item.name!r} at {item.site!r}" for item in plant.supplies if item.material in materials]
    for process in plant.processes:
        if any(output.material in materials for output in process.outputs):
            found.append(f"{process.name!r} at {process.site!r}")
    return found


def _processes(index: Index, reached: set[Place], ending: np.ndarray, findings: Findings) -> None:
    graph = index.graph
    pools = graph.outputs.pool
    for row, process in enumerate(index.plant.processes):
        _inputs(process, reached, findings)
        made = [int(pools[member]) for member in index.rows_of["output"].get(row, ())]
        stuck = list(dict.fromkeys(pool for pool in made if not ending[pool]))
        for pool in stuck:
            material = graph.pools.material[pool]
            others = [graph.pools.material[other] for other in dict.fromkeys(made) if ending[other]]
            kind = f"It is a by-product of {_quoted(others)}: without a way out" if others else "So"
            findings.warn(
                "output-untaken",
                f"Nothing takes {material!r} from {process.name!r} at {process.site!r}. {kind} the process cannot run.",
                process.where,
                _way_out(index.plant, process.site, material) + _rename(process, material),
            )


def _rename(process: Process, material: str) -> str:
    """That a model's output may go by a name of the plant's own."""
    if process.model == "recipe":
        return ""
    return f" If it goes by another name in the plant, write that in the column `names`: `{material}: NAME`."


def _inputs(process: Process, reached: set[Place], findings: Findings) -> None:
    missing = missing_inputs(process, reached)
    mix = [item.material for item in process.inputs if item.mix]
    if mix and not any((process.site, material) in reached for material in mix):
        missing = [*mix, *missing]
    if missing:
        findings.warn(
            "input-missing",
            f"{process.name!r} needs {_quoted(missing)}, which nothing brings to {process.site!r}. It cannot run.",
            process.where,
            "Add a supply, a process that makes it there, or a link.",
        )


def _effects(plant: Plant, findings: Findings) -> None:
    """An effect of a model that the plant does not declare has no unit, and cannot be limited or minimised."""
    told: set[str] = set()
    for process in plant.processes:
        for rate in process.rates:
            if rate.effect not in plant.effects and rate.effect not in BUILT_IN and rate.effect not in told:
                told.add(rate.effect)
                findings.error(
                    "effect-undeclared",
                    f"The model of {process.name!r} causes {rate.effect!r}, which is no gas and "
                    "no effect of the plant.",
                    process.where,
                    f"Add {rate.effect!r} to `effects`, with its unit.",
                )


def _gain(index: Index, findings: Findings) -> None:
    loop: GainLoop | None = gain_loop(index)
    if loop is None:
        return
    elements = " -> ".join(repr(name) for name in loop.elements)
    gained = f"{loop.gain:.4g} {index.plant.materials[loop.material].unit} of {loop.material!r} at {loop.site!r}"
    message = f"A cycle makes something from nothing: {elements} can run without any supply and leave {gained}."
    remedy = "Check the yields of these processes: what comes back must be less than what went in."
    where = loop.where
    if loop.one_dimension:
        findings.error("gain-loop", message, where, remedy)
    else:
        findings.warn("gain-loop", message, where, remedy)


def _paid(index: Index, findings: Findings) -> None:
    """Stores in which going in and out at once lowers what is asked for: an error where nothing says how often."""
    for found in paid_rounds(index):
        unit, of = index.graph.effects[found.effect], index.plant.materials[found.material].unit
        gain = f"{found.gain:.4g} {unit}"
        message = (
            f"What goes into {found.store!r} and comes out again in the same slot lowers {found.effect!r} for nothing, "
            f"by {gain} for each {of} of {found.material!r}."
        )
        remedy = (
            "Check the signs of its rates per `charge` and `discharge`: together they must not be negative. What is "
            "paid for in earnest belongs at the supply or market that pays."
        )
        if found.endless:
            findings.error("gain-loop", message, found.where, remedy)
        else:
            findings.warn("gain-loop", message, found.where, remedy)


_LOSES = {
    "store": "{names} would swallow {lost} {span} for nothing: it opens with what was never put in, and what it loses "
    "needs no way out.",
    "link": "Going round, {names} would lose {lost} {span} for nothing: what goes there and back loses each time.",
    "process": "Going round, {names} would make {lost} {span} vanish: what is given back goes in again, until nothing "
    "is left.",
}


def _loss(index: Index, findings: Findings) -> None:
    """Errors where matter vanishes.

    A warning for energy, which does go astray on its way round, and for water that several processes hand on: used and
    cleaned again and again it does evaporate.
    """
    for loop in loss_loops(index):
        text = _LOSES[loop.kind]
        amount, unit, hours = lost_told(loop, index.plant)
        lost, span = f"{amount} {unit} of {loop.material!r} at {loop.site!r}", f"in {hours} h" if hours else "a year"
        message, advice = text.format(names=_quoted(list(loop.elements)), lost=lost, span=span), remedy_of(loop)
        if loop.energy or loop.evaporates:
            findings.warn("cycle-loses", message, loop.where, advice)
        else:
            findings.error("cycle-loses", message, loop.where, advice)


def _masses(plant: Plant, findings: Findings) -> None:
    """Warn of what is landfilled in cubic metres or items of unknown mass: it counts as no tonne landfilled."""
    buried = dict.fromkeys(
        material for market in plant.markets if market.route == "landfill" for material in market.materials
    )
    for process in plant.processes:
        if process.route == "landfill":
            buried |= dict.fromkeys(entry.material for entry in process.inputs)
    unknown = [name for name in buried if plant.materials[name].unit in IN_UNITS and np.isnan(mass_of(plant, name))]
    if unknown:
        first = plant.materials[unknown[0]]
        findings.warn(
            "mass-unknown",
            f"What is landfilled of {_quoted(unknown)} counts as no tonne, in no total and no indicator: what one "
            f"{first.unit} weighs is not known.",
            first.where,
            f"Give `{IN_UNITS[first.unit]}` in `materials`.",
        )


def _sites(index: Index, findings: Findings) -> None:
    plant = index.plant
    used = {item.site for group in (plant.supplies, plant.processes, plant.stores, plant.markets) for item in group}
    used |= {end for link in plant.links for end in (link.origin, link.destination)}
    used |= {item.site for item in plant.returns}
    for name, site in plant.sites.items():
        if name not in used:
            findings.warn(
                "site-isolated",
                f"Nothing stands at {name!r} and no link leads there.",
                site.where,
                "Use it or leave it out.",
            )


def _materials(index: Index, findings: Findings) -> None:
    present = {*index.graph.pools.material, *(market.replaces for market in index.plant.markets)}
    for name, material in index.plant.materials.items():
        if material.by_model or name in present:
            continue
        if not any(entry.material == name for process in index.plant.processes for entry in process.outputs):
            findings.warn(
                "material-unused",
                f"{name!r} is nowhere supplied, made, drawn or sold.",
                material.where,
                "Use it or leave it out.",
            )
